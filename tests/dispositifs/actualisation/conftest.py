"""One round, one invitation, one record: what each test of the update starts from."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from dispositifs.actualisation.jeton import ecrire
from dispositifs.models import Campagne, Coordination, Dispositif, Invitation, Proposition
from tests.fabriques import Registre, registre, scene, un_organisme

BOITE = "asv@la-seyne.example.org"


@dataclass
class Tournee:
    """A round with one published record in it."""

    registre: Registre
    campagne: Campagne
    dispositif: Dispositif
    invitation: Invitation

    @property
    def lien(self) -> str:
        """The path behind the signed link, as it is now."""
        invitation = Invitation.objects.get(pk=self.invitation.pk)
        return f"/actualiser/{ecrire(invitation)}/"

    @property
    def proposition(self) -> Proposition:
        """What was answered."""
        return Proposition.objects.get(invitation=self.invitation)

    def relire(self) -> Dispositif:
        """The record as it is now."""
        return Dispositif.objects.get(pk=self.dispositif.pk)


def une_campagne(nom: str = "Var, hiver", **champs: Any) -> Campagne:
    """A round open for a month."""
    defauts = {
        "message": "Bonjour,\n\nVotre fiche est-elle à jour ?",
        "expire_le": timezone.localdate() + datetime.timedelta(days=30),
    }
    return Campagne.objects.create(nom=nom, **defauts | champs)


def une_tournee() -> Tournee:
    """The ASV of La Seyne-sur-Mer, its coordination, its invitation, not sent yet."""
    decor = registre()
    dispositif = decor.un_dispositif(
        "asv", "commune-83126", porteur=un_organisme(), presentation="Un atelier."
    )
    Coordination.objects.create(
        dispositif=dispositif,
        etat="dediee",
        date="2020",
        fonction="coordinatrice",
        etp="0.5",
        courriel=BOITE,
        source=decor.source,
    )
    campagne = une_campagne()
    invitation = Invitation.objects.create(campagne=campagne, dispositif=dispositif, adresse=BOITE)
    return Tournee(decor, campagne, dispositif, invitation)


@pytest.fixture(scope="module", name="_tournee_du_module")
def _tournee_du_module(django_db_setup: None, django_db_blocker: Any) -> Iterator[Tournee]:
    yield from scene(django_db_blocker, une_tournee)


@pytest.fixture(name="tournee")
def _tournee(_tournee_du_module: Tournee, db: None) -> Tournee:
    """Made once a module; what a test changes of it in memory, it reads again."""
    t = _tournee_du_module
    return Tournee(
        t.registre,
        Campagne.objects.get(pk=t.campagne.pk),
        Dispositif.objects.get(pk=t.dispositif.pk),
        Invitation.objects.get(pk=t.invitation.pk),
    )


@pytest.fixture(autouse=True)
def _debit_neuf() -> None:
    """No test inherits the counts of another."""
    cache.clear()


@pytest.fixture(name="saisie")
def _saisie() -> dict[str, str]:
    """The form as the browser sends it when nothing was changed."""
    return {
        "nom": "ASV de La Seyne-sur-Mer",
        "presentation": "Un atelier.",
        "porteur": "Ville de La Seyne-sur-Mer",
        "perimetre": "La Seyne-sur-Mer",
        "coordination_etat": "dediee",
        "coordination_fonction": "coordinatrice",
        "coordination_etp": "0,5",
        "coordination_courriel": BOITE,
    }
