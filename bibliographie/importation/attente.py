"""A file read, waiting in the session for the editor's choice: plain JSON, and back."""

from dataclasses import astuple, replace
from typing import Any

from bibliographie.formats.reference import Nom
from bibliographie.importation.fichiers import Lot
from bibliographie.lecture.champs import Brut, Lu, Rebut
from bibliographie.lecture.composition import composer


def vers_json(lot: Lot) -> dict[str, Any]:
    """What a session can keep: the fields as the file has them, from which all is read again."""
    return {
        "nom": lot.nom,
        "format": lot.format,
        "avertissements": lot.avertissements,
        "lus": [_lu_vers_json(lu) for lu in lot.lus],
    }


def depuis_json(brut: dict[str, Any]) -> Lot:
    """The contrary."""
    return Lot(
        brut["nom"],
        brut["format"],
        [_lu_depuis_json(lu) for lu in brut["lus"]],
        brut["avertissements"],
    )


def sans(lot: Lot, rangs: set[int]) -> Lot:
    """The same file without the records at these places."""
    return replace(lot, lus=[lu for rang, lu in enumerate(lot.lus) if rang not in rangs])


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
