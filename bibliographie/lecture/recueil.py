"""The fields of one record while they are read: what each role holds, and what became of it."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError

from bibliographie.formats.reference import VALEUR_MAX
from bibliographie.lecture.champs import Brut, Champ, Sort
from bibliographie.lecture.valeurs import nettoyer
from bibliographie.models import Notice, Revue
from socle.textes import nombre, plier

SANS_PLACE = "sans place au catalogue"
DEJA_DIT = "déjà dit autrement"
# Where a field of Reference is kept: another name on the notice, or elsewhere with its length.
CHAMPS_DE_NOTICE = {"numero": "numero_revue"}
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
        brut = self.bruts[rang]
        lu = brut.valeur if isinstance(brut.valeur, str) else brut.texte
        propre = nettoyer(lu).strip()
        if propre.split() != lu.split():
            self.corriger(rang, propre, "signes de mise en forme ôtés")
        return propre

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
            texte = self.texte(rang)
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
    if champ in HORS_NOTICE:
        trop = len(valeur) > HORS_NOTICE[champ]
        return f"plus de {HORS_NOTICE[champ]} caractères" if trop else ""
    try:
        modele: Any = Notice._meta.get_field(CHAMPS_DE_NOTICE.get(champ, champ))
        modele.clean(valeur, None)
    except ValidationError as erreur:
        return " ".join(erreur.messages)
    return ""
