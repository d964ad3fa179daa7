"""What a page asks of the database does not depend on how much the register holds."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from dispositifs.models import Articulation, Coordination, Couverture, Dispositif, Etape
from tests.fabriques import Registre, nombre_de_requetes, registre, scene

PAGES = [
    "/",
    "/territoires/commune/13055-marseille/",
    "/territoires/arrondissement/13201-marseille-1er-arrondissement/",
    "/territoires/region/93-provence-alpes-cote-d-azur/",
    "/dispositifs/",
    "/dispositifs/?territoire=region-93&type=asv&statut=actif&coordination=dediee",
    "/dispositifs/?vue=tableau&tri=dispositif&au=2017",
    "/dispositifs/asv-0/",
    "/contrats-de-ville/",
    "/contrats-de-ville/?territoire=departement-13&type=asv",
    "/contrats-de-ville/contrat-de-ville-0/",
]


def semer(registre: Registre, debut: int, fin: int) -> None:
    """Schemes at Marseille and inside it, with their life and contracts, all tied to the first."""
    source, rangs = registre.source, range(debut, fin)
    lieux = [registre.lieux["commune-13055"], registre.lieux["arrondissement-13201"]]
    dispositifs = Dispositif.objects.bulk_create(
        Dispositif(slug=f"{type_}-{n}", nom=f"{type_} {n}", type_id=type_, source=source)
        for type_ in ("asv", "contrat-de-ville")
        for n in rangs
    )
    couvertures = Couverture.objects.bulk_create(
        Couverture(dispositif=d, territoire=lieu) for d in dispositifs for lieu in lieux
    )
    for d, couverture in zip(dispositifs, couvertures[::2], strict=True):
        d.couverture_principale, d.etat = couverture, "publie"
    Dispositif.objects.bulk_update(dispositifs, ["couverture_principale", "etat"])
    Etape.objects.bulk_create(
        Etape(dispositif=d, statut=statut, date=date, source=source)
        for d in dispositifs
        for statut, date in (("en-projet", "2016"), ("actif", "2018"))
    )
    Coordination.objects.bulk_create(
        Coordination(dispositif=d, etat="dediee", date="2017", source=source) for d in dispositifs
    )
    schemas, contrats = dispositifs[: len(rangs)], dispositifs[len(rangs) :]
    premier = Dispositif.objects.get(slug="asv-0")
    liens = list(zip(schemas, contrats, strict=True))
    liens += [(premier, c) for c in contrats]
    liens += [(d, premier) for d in schemas if d != premier]
    natures = ("volet-sante-de", "s-appuie-sur", "articule-avec")
    Articulation.objects.bulk_create(
        Articulation(de=de, nature=natures[rang // len(contrats)], source=source, vers=vers)
        for rang, (de, vers) in enumerate(liens)
    )


@pytest.fixture(scope="module")
def comptes(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, tuple[int, int]]]:
    """For each page, the queries for three schemes and for three hundred: sown once for all."""
    yield from scene(django_db_blocker, _compter)


def _compter() -> dict[str, tuple[int, int]]:
    tenu = registre()
    semer(tenu, 0, 3)
    # The first reading fills what the process keeps.
    statuts = {adresse: Client().get(adresse).status_code for adresse in PAGES}
    assert set(statuts.values()) == {200}, statuts
    pour_trois = {adresse: _requetes(adresse) for adresse in PAGES}
    semer(tenu, 3, 300)
    return {adresse: (pour_trois[adresse], _requetes(adresse)) for adresse in PAGES}


def _requetes(adresse: str) -> int:
    return nombre_de_requetes(lambda: Client().get(adresse))


@pytest.mark.parametrize("adresse", PAGES)
def test_une_page_demande_autant_pour_trois_que_pour_trois_cents(
    comptes: dict[str, tuple[int, int]], db: None, adresse: str
) -> None:
    pour_trois, pour_trois_cents = comptes[adresse]
    assert pour_trois_cents == pour_trois <= 34
