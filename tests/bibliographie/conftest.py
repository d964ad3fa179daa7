"""The whole catalogue, loaded once from its own files; a notice on demand."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bibliographie.catalogue.ecriture import nomme, poser_adresses, poser_auteurs, poser_editeurs
from bibliographie.chargement.catalogue import Chargeur
from bibliographie.formats.reference import Nom
from bibliographie.models import Notice, Revue
from dispositifs.chargement import Fichier, lire
from dispositifs.models import TypeDispositif
from territoires.models import Territoire
from tests.bases import Base
from tests.fabriques import les_types

FICHIERS = Path(__file__).resolve().parents[2] / "fixtures" / "bibliographie"


@cache
def fichiers() -> tuple[Fichier, ...]:
    """The catalogue's files, parsed once."""
    return tuple(lire(FICHIERS))


def les_lieux() -> None:
    """Every place that the catalogue names, without its closure."""
    references = {
        reference
        for fichier in fichiers()
        for notice in fichier.contenu.get("notices") or []
        for reference in notice.get("territoires") or []
    }
    deja = {lieu.reference for lieu in Territoire.objects.all()}
    lieux = []
    for reference in sorted(references - deja):
        echelle, _, code = reference.partition("-")
        lieu = Territoire(echelle=echelle, code=code, nom=f"Lieu {code}", millesime=2026)
        lieu.preparer()
        lieux.append(lieu)
    Territoire.objects.bulk_create(lieux)


@pytest.fixture(name="decor")
def _decor(db: None) -> None:
    """What the catalogue stands on: the types of scheme and the places.

    In a module that also loads the whole catalogue, they may be there already.
    """
    if not TypeDispositif.objects.exists():
        les_types()
    les_lieux()


@pytest.fixture(scope="session", name="_catalogue_charge")
def _charger_le_catalogue(
    django_db_setup: None, django_db_blocker: Any, faire_une_copie: Callable[..., Base]
) -> tuple[Base, Chargeur]:
    """A database that holds the types, the places and the catalogue, with what loaded it."""
    base, chargeur = faire_une_copie("vide", "catalogue"), Chargeur(list(fichiers()))
    with base.branchee(), django_db_blocker.unblock():
        les_types()
        les_lieux()
        chargeur.charger()
    return base, chargeur


@pytest.fixture(name="catalogue", scope="module")
def _catalogue(_catalogue_charge: tuple[Base, Chargeur]) -> Iterator[Chargeur]:
    """The 222 notices and the two sélections, for a module whose tests are rolled back.

    One worker loads, for all of them: tests/repartition.py names these modules.
    """
    base, chargeur = _catalogue_charge
    with base.branchee():
        yield chargeur


def motif(message: str) -> str:
    """A regular expression that finds a French message, whatever its spaces."""
    return re.escape(message).replace(r"\ ", "[ \u00a0\u202f]")


def une_notice(titre: str = "Référentiel des ateliers santé ville", **champs: Any) -> Notice:
    """A published notice; `auteurs`, `editeurs`, `revue` and `urls` are made when missing."""
    auteurs = [Nom(*a) if isinstance(a, tuple) else a for a in champs.pop("auteurs", [])]
    editeurs, urls = champs.pop("editeurs", []), champs.pop("urls", [])
    revue = champs.pop("revue", "")
    defauts = {
        "cle": f"notice-{Notice.objects.count() + 1}",
        "type": "rapport",
        "etat": "publie",
        "revue": nomme(Revue, revue) if revue else None,
    }
    notice = Notice.objects.create(titre=titre, **defauts | champs)
    poser_auteurs(notice, auteurs)
    poser_editeurs(notice, editeurs)
    poser_adresses(notice, urls)
    return notice
