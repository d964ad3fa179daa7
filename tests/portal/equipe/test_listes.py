"""The main lists of the admin cost the same number of queries for 3 rows and for 100."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from bibliographie.models import Auteur, Lien, Notice, Selection
from dispositifs.models import (
    Campagne,
    Chiffre,
    Couverture,
    Discordance,
    Dispositif,
    Invitation,
    Organisme,
    Proposition,
)
from socle.models import Source
from tests.fabriques import Registre, nombre_de_requetes


def _dispositifs(r: Registre, rangs: range) -> None:
    """Each filed under a place of its own."""
    lieux = list(r.lieux.values())
    faits = Dispositif.objects.bulk_create(
        Dispositif(type=r.types["asv"], nom=f"ASV {n}", slug=f"asv-{n}", source=r.source)
        for n in rangs
    )
    lignes = Couverture.objects.bulk_create(
        Couverture(dispositif=d, territoire=lieux[n % len(lieux)]) for n, d in enumerate(faits)
    )
    for dispositif, ligne in zip(faits, lignes, strict=True):
        dispositif.couverture_principale = ligne
    Dispositif.objects.bulk_update(faits, ["couverture_principale"])


def _invitations(r: Registre, rangs: range) -> None:
    _dispositifs(r, rangs)
    campagne, _ = Campagne.objects.get_or_create(
        nom="Var", defaults={"message": "Bonjour", "expire_le": "2099-01-01"}
    )
    faits = Dispositif.objects.filter(slug__in=[f"asv-{n}" for n in rangs])
    Invitation.objects.bulk_create(Invitation(campagne=campagne, dispositif=d) for d in faits)


def _en_lot(modele: Any, **champs: Callable[[Registre, int], Any]) -> Any:
    """Rows made at once, each field from its number."""

    def faire(r: Registre, rangs: range) -> None:
        modele.objects.bulk_create(
            modele(**{nom: valeur(r, n) for nom, valeur in champs.items()}) for n in rangs
        )

    return faire


LISTES: dict[str, Any] = {
    "dispositifs/dispositif": _dispositifs,
    "dispositifs/invitation": _invitations,
    "dispositifs/proposition": _en_lot(
        Proposition,
        origine=lambda r, n: "signalement",
        nature=lambda r, n: "remarque",
        page=lambda r, n: f"/x/{n}/",
    ),
    "dispositifs/discordance": _en_lot(
        Discordance,
        territoire=lambda r, n: r.lieux["commune-83126"],
        type=lambda r, n: r.types["cls"],
        d_ou=lambda r, n: "note",
        objet=lambda r, n: f"dispositif:asv-{n}",
        adresse=lambda r, n: f"/dispositifs/asv-{n}/",
        titre=lambda r, n: f"ASV {n}",
    ),
    "dispositifs/organisme": _en_lot(
        Organisme,
        nom=lambda r, n: f"Ville {n}",
        cle=lambda r, n: f"ville-{n}",
        nature=lambda r, n: "commune",
        territoire=lambda r, n: r.lieux["commune-83126"],
    ),
    "dispositifs/chiffre": _en_lot(
        Chiffre,
        cle=lambda r, n: f"asv-{n}",
        libelle=lambda r, n: f"ASV {n}",
        valeur=lambda r, n: n,
        date=lambda r, n: "2018",
        territoire=lambda r, n: r.lieux["region-93"],
        source=lambda r, n: r.source,
    ),
    "bibliographie/notice": _en_lot(
        Notice,
        cle=lambda r, n: f"notice-{n}",
        titre=lambda r, n: f"Titre {n}",
        type=lambda r, n: "rapport",
        numero=lambda r, n: 1000 + n,
    ),
    "bibliographie/selection": _en_lot(
        Selection, titre=lambda r, n: f"S {n}", slug=lambda r, n: f"s-{n}"
    ),
    "bibliographie/lien": _en_lot(Lien, url=lambda r, n: f"https://x.example.org/{n}"),
    "bibliographie/auteur": _en_lot(Auteur, nom=lambda r, n: f"N{n}", slug=lambda r, n: f"n{n}"),
    "socle/source": _en_lot(Source, cle=lambda r, n: f"s-{n}", titre=lambda r, n: f"T {n}"),
}


@pytest.mark.parametrize("liste", LISTES)
def test_une_liste_coute_autant_pour_3_lignes_que_pour_100(
    entrer_comme: Callable[[str], Client], registre: Registre, liste: str
) -> None:
    client, adresse, comptes = entrer_comme("tous"), f"/admin/{liste}/", []
    for rangs in (range(3), range(3, 100)):
        LISTES[liste](registre, rangs)
        client.get(adresse)
        comptes.append(nombre_de_requetes(lambda: client.get(adresse)))
    assert client.get(adresse).context["cl"].result_count >= 100
    assert comptes[0] == comptes[1] < 25
