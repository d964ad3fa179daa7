"""What the database itself refuses of the update round."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from dispositifs.models import Campagne, ChampPropose, Invitation, Proposition
from tests.dispositifs.actualisation.conftest import Tournee, une_campagne

Casse = Callable[[Tournee], Any]


def _proposition(t: Tournee, **champs: Any) -> Proposition:
    faits = {"origine": "signalement", "nature": "remarque", "page": "/"}
    return Proposition.objects.create(**faits | champs)


def _deux_champs(t: Tournee) -> None:
    proposition = _proposition(t)
    ChampPropose.objects.create(proposition=proposition, champ="nom")
    ChampPropose.objects.create(proposition=proposition, champ="nom")


CASSES: list[tuple[str, Casse]] = [
    ("campagne_relance_apres_un_jour", lambda t: une_campagne("B", jours_avant_relance=0)),
    (
        "invitation_une_fois",
        lambda t: Invitation.objects.create(campagne=t.campagne, dispositif=t.dispositif),
    ),
    ("proposition_adresse_a_effacer", lambda t: _proposition(t, courriel="a@example.org")),
    ("proposition_traitee_et_datee", lambda t: _proposition(t, etat="acceptee")),
    ("proposition_traitee_et_datee", lambda t: _proposition(t, traitee_le=timezone.now())),
    ("champ_propose_une_fois", _deux_champs),
    (
        "champ_propose_decision_connue",
        lambda t: ChampPropose.objects.create(
            proposition=_proposition(t), champ="nom", decision="peut-etre"
        ),
    ),
]


@pytest.mark.parametrize(
    ("nom", "casser"), CASSES, ids=[f"{n}-{i}" for i, (n, _) in enumerate(CASSES)]
)
def test_la_base_refuse(tournee: Tournee, nom: str, casser: Casse) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        casser(tournee)


def test_chaque_contrainte_est_eprouvee_ici() -> None:
    modeles = (Campagne, Invitation, Proposition, ChampPropose)
    noms = {c.name for m in modeles for c in m._meta.constraints}
    assert noms == {nom for nom, _ in CASSES}
