"""The fields of one record while they are read: what each role holds, and what became of it."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from django.db.models import CharField

from bibliographie.formats.latex import sans_restes
from bibliographie.formats.reference import VALEUR_MAX
from bibliographie.lecture.champs import Brut, Champ, Sort
from bibliographie.lecture.valeurs import nettoyer, sans_invisibles
from bibliographie.models import Notice, Revue
from socle import dates
from socle.textes import nombre, plier

SANS_PLACE = "sans place au catalogue"
DEJA_DIT = "déjà dit autrement"
# Where a field of Reference is kept: another name on the notice, or elsewhere with its length.
CHAMPS_DE_NOTICE = {"numero": "numero_revue"}
# Texts of ours in which LaTeX may be left by a conversion.
LATEX = {"revue", "dans_titre"}
_SUR_UNE_LIGNE = re.compile(r"[ \t]?[\r\n]+[ \t]?")
HORS_NOTICE = {
    "revue": Revue._meta.get_field("nom").max_length or 0,
    "issn": 9,
    "cle": 1000,
    "modifie_le": 40,
}


class Recueil:
    """The fields of one record, their fate, and the values gathered for the Reference."""

    def __init__(self, bruts: list[Brut]) -> None:
        self.bruts = bruts
        self.valeurs: dict[str, Any] = {}
        self._sorts: dict[int, tuple[Sort, str, str]] = {}
        self._textes: dict[int, str] = {}
        self.notes: list[str] = []
        self._par_role: dict[str, list[int]] = {}
        for rang, brut in enumerate(bruts):
            if len(brut.texte) > VALEUR_MAX:
                self.ecarter(rang, f"plus de {nombre(VALEUR_MAX)} caractères")
            else:
                self._par_role.setdefault(brut.role, []).append(rang)

    def de(self, *roles: str) -> list[int]:
        """The ranks of the fields of these roles, in the order of the roles, then of the file."""
        return [rang for role in roles for rang in self._par_role.get(role, ())]

    def texte(self, rang: int) -> str:
        """The text of a field without the marks of its format, on the lines that it has."""
        if rang not in self._textes:
            brut = self.bruts[rang]
            lu = brut.valeur if isinstance(brut.valeur, str) else brut.texte
            propre = nettoyer(lu).strip()
            if propre.split() != lu.split():
                self.corriger(rang, propre, "signes de mise en forme ôtés")
            self._textes[rang] = propre
        return self._textes[rang]

    def titre(self, rang: int) -> str:
        """The same, without the LaTeX that a conversion left in a format which has none."""
        texte = self.texte(rang)
        if isinstance(self.bruts[rang].valeur, str):
            return texte
        sans = "\n".join(sans_restes(ligne) for ligne in texte.split("\n"))
        if sans != texte:
            self.corriger(rang, sans, "signes de mise en forme ôtés")
        return sans

    def exacte(self, rang: int) -> str:
        """The value that a file of ours gives: as it is, but for what no text can hold."""
        brut = self.bruts[rang]
        return sans_invisibles(brut.texte if brut.valeur is None else str(brut.valeur))

    def poser(self, champ: str, valeur: Any) -> None:
        """Keep a value for the Reference."""
        if valeur:
            self.valeurs[champ] = valeur

    def reprendre(self, rang: int) -> None:
        """This field is kept. One already corrected stays so."""
        self._sorts.setdefault(rang, (Sort.REPRIS, "", ""))

    def corriger(self, rang: int, apres: str, raison: str = "") -> None:
        """This field is kept as `apres`."""
        self._sorts[rang] = (Sort.CORRIGE, apres, raison)

    def ecarter(self, rang: int, raison: str) -> None:
        """This field is not kept."""
        self._sorts[rang] = (Sort.ECARTE, "", raison)

    def reprendre_ou_corriger(self, rang: int, valeur: str, raison: str = "") -> None:
        """Kept when it says just that, corrected when it says it otherwise."""
        if self.bruts[rang].texte.strip() == valeur:
            self.reprendre(rang)
        else:
            self.corriger(rang, valeur, raison)

    def un(self, champ: str, *roles: str) -> str:
        """The first text of these roles that the catalogue admits; the others are set aside,
        but for those that say the same.
        """
        garde = ""
        for rang in self.de(*roles):
            texte = self.titre(rang) if champ in LATEX else self.texte(rang)
            texte = _SUR_UNE_LIGNE.sub(" ", texte)
            if not garde:
                if raison := refus(champ, texte):
                    self.ecarter(rang, raison)
                else:
                    garde = texte
                    self.reprendre(rang)
            elif plier(texte) == plier(garde):
                self.reprendre(rang)
            else:
                self.ecarter(rang, f"{DEJA_DIT}\u00a0: «\u00a0{garde[:80]}\u00a0»")
        self.poser(champ, garde)
        return garde

    def restants(self) -> list[int]:
        """The ranks of the fields of which nothing was said yet."""
        return [rang for rang in range(len(self.bruts)) if rang not in self._sorts]

    def est_dit(self, rang: int) -> bool:
        """Whether something was said of this field."""
        return rang in self._sorts

    def champs(self) -> Iterator[Champ]:
        """Each field and what became of it, in the order of the file."""
        for rang, brut in enumerate(self.bruts):
            yield Champ(brut.nom, brut.texte, brut.role, *self._sorts[rang])


def refus(champ: str, valeur: str) -> str:
    """Why a notice cannot hold this text in that field; blank when it can."""
    maximum = _longueurs().get(champ)
    if maximum and len(valeur) > maximum:
        return f"plus de {maximum} caractères"
    if not valeur:
        return ""
    if champ == "date":
        try:
            dates.bornes(valeur)
        except ValueError:
            return "date impossible"
    if champ == "doi" and not valeur.startswith("10."):
        return "un DOI commence par «\u00a010.\u00a0»"
    return ""


@cache
def _longueurs() -> dict[str, int]:
    """How many characters each field of Reference may have, where there is a limit."""
    de_la_notice = {
        champ.name: champ.max_length
        for champ in Notice._meta.get_fields()
        if isinstance(champ, CharField) and champ.max_length
    }
    noms = {champ: nom for nom, champ in CHAMPS_DE_NOTICE.items()}
    return {noms.get(c, c): maximum for c, maximum in de_la_notice.items()} | HORS_NOTICE
