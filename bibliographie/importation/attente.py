"""A file read, waiting for the editor’s choice, with what she mended: plain JSON, and back."""

from collections.abc import Collection, Mapping
from dataclasses import astuple, dataclass, field, replace
from typing import Any, Self

from bibliographie.formats.reference import Nom
from bibliographie.importation.fichiers import Lot
from bibliographie.lecture.champs import Brut, Lu, Rebut
from bibliographie.lecture.composition import TITRE_AJOUTE, composer, corriger


@dataclass(frozen=True, slots=True)
class Attendu:
    """One record that waits. Its number is its place in the file, from 0, and stays."""

    numero: int
    # As the file says it; what the editor wrote instead, by the rank of the field; what she chose.
    lu: Lu
    corrections: Mapping[int, str] = field(default_factory=dict)
    choix: str = ""

    def corrige(self) -> Lu:
        """The record as mended."""
        if isinstance(self.lu, Rebut) or not self.corrections:
            return self.lu
        return corriger(self.lu, dict(self.corrections))

    def avec(self, saisies: Mapping[int, str], choix: str) -> Self:
        """With what was typed: the text of the file, or nothing, gives the file’s text back."""
        if isinstance(self.lu, Rebut):
            return self
        textes = {rang: brut.saisie for rang, brut in enumerate(self.lu.bruts)}
        if not self.lu.reference.titre:
            textes[TITRE_AJOUTE] = ""
        corrections = dict(self.corrections)
        for rang, texte in saisies.items():
            if rang not in textes:
                continue
            if not texte.strip() or texte.split() == textes[rang].split():
                corrections.pop(rang, None)
            else:
                corrections[rang] = texte.strip()
        return replace(self, corrections=corrections, choix=choix or self.choix)


@dataclass(frozen=True, slots=True)
class Attente:
    """What waits of a file. `ecrites` names the pages of choices already written."""

    # Without its records, that are here.
    lot: Lot
    attendus: tuple[Attendu, ...]
    ecrites: tuple[str, ...] = ()

    @classmethod
    def de(cls, lot: Lot) -> "Attente":
        """A file just read."""
        attendus = tuple(Attendu(numero, lu) for numero, lu in enumerate(lot.lus))
        return cls(replace(lot, lus=[]), attendus)

    def avec(self, saisies: Mapping[int, Mapping[int, str]], choix: Mapping[int, str]) -> "Attente":
        """With what the editor typed and chose, by the number of the record."""
        attendus = tuple(
            a.avec(saisies.get(a.numero, {}), choix.get(a.numero, "")) for a in self.attendus
        )
        return replace(self, attendus=attendus)

    def corrections(self) -> list[Mapping[int, str]]:
        """All that was mended."""
        return [a.corrections for a in self.attendus]

    def sans(self, numeros: Collection[int], page: str = "") -> "Attente":
        """Without these records, decided on that page."""
        restent = tuple(a for a in self.attendus if a.numero not in numeros)
        return replace(self, attendus=restent, ecrites=(*self.ecrites, page))


def vers_json(attente: Attente) -> dict[str, Any]:
    """The fields as the file has them, from which all is read again."""
    lot = attente.lot
    return {
        "lot": [lot.nom, lot.format, lot.avertissements, lot.encodage, lot.onglet],
        "ecrites": attente.ecrites,
        "attendus": [
            [a.numero, _lu_vers_json(a.lu), list(a.corrections.items()), a.choix]
            for a in attente.attendus
        ],
    }


def depuis_json(brut: dict[str, Any]) -> Attente:
    """The contrary."""
    nom, format_, avertissements, encodage, onglet = brut["lot"]
    attendus = tuple(
        Attendu(numero, _lu_depuis_json(lu), dict(corrections), choix)
        for numero, lu, corrections, choix in brut["attendus"]
    )
    lot = Lot(nom, format_, [], avertissements, encodage, onglet)
    return Attente(lot, attendus, tuple(brut["ecrites"]))


def _lu_vers_json(lu: Lu) -> dict[str, Any]:
    if isinstance(lu, Rebut):
        return {"ligne": lu.ligne, "raison": lu.raison}
    return {"ligne": lu.ligne, "bruts": [astuple(brut) for brut in lu.bruts]}


def _lu_depuis_json(brut: dict[str, Any]) -> Lu:
    if "raison" in brut:
        return Rebut(**brut)
    bruts = (Brut(nom, texte, role, _valeur(valeur)) for nom, texte, role, valeur in brut["bruts"])
    return composer(brut["ligne"], bruts)


def _valeur(valeur: Any) -> Any:
    """Names and words of a field that holds several, as tuples again."""
    if not isinstance(valeur, list | tuple):
        return valeur
    return tuple(Nom(*v) if isinstance(v, list | tuple) else v for v in valeur)
