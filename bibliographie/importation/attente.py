"""A file read, waiting in the session for the editor's choice: plain JSON, and back."""

from dataclasses import asdict, replace
from typing import Any

from bibliographie.formats.reference import Lecture, Lu, Nom, Rebut, Reference
from bibliographie.importation.fichiers import Lot


def vers_json(lot: Lot) -> dict[str, Any]:
    """What a session can keep."""
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
    brut = asdict(lu)
    if isinstance(lu, Lecture):
        # Blank fields are most of a reference.
        brut["reference"] = {m: v for m, v in brut["reference"].items() if v}
    return brut


def _lu_depuis_json(brut: dict[str, Any]) -> Lu:
    if "raison" in brut:
        return Rebut(**brut)
    champs: dict[str, Any] = {
        m: tuple(v) if isinstance(v, list) else v for m, v in brut["reference"].items()
    }
    champs["auteurs"] = tuple(Nom(**nom) for nom in champs.get("auteurs", ()))
    return Lecture(brut["ligne"], Reference(**champs), tuple(brut["remarques"]))
