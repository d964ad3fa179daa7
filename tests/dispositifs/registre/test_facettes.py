"""Facets: each count is what the list would hold, whatever the register and the other filters.

Random registers and random requests, against a recount in plain Python that knows neither the
closure nor SQL.
"""

import datetime
from dataclasses import dataclass
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.http import QueryDict
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from dispositifs.models import Articulation, Coordination, Couverture, Dispositif, Etape, Organisme
from dispositifs.registre.filtres import DispositifFiltre
from socle import dates
from socle.models import Theme
from territoires.models import Echelle
from tests.fabriques import COMMUNES, Registre

AUJOURD_HUI = datetime.date(2020, 6, 30)
TYPES = ["asv", "cls", "clsm", "msp"]
STATUTS = ["en-projet", "actif", "termine"]
COORDINATIONS = ["dediee", "aucune"]
NATURES = ["commune", "epci"]
THEMES = ["sante-mentale", "nutrition"]
LIEUX = [*COMMUNES, "commune-83126", "commune-13055", "commune-84007", "commune-97411"]
ANNEES = st.sampled_from(["2012", "2015-06", "2018-03-31"])


@dataclass(frozen=True)
class Fiche:
    """A scheme as drawn: what the naive recount knows of it."""

    type: str
    perimetre: tuple[str, ...]
    etapes: tuple[tuple[str, str], ...]
    coordination: str
    porteur: str
    themes: tuple[str, ...]
    contrat: bool
    verifie_le: str
    publie: bool


FICHES = st.lists(
    st.builds(
        Fiche,
        type=st.sampled_from(TYPES),
        perimetre=st.lists(st.sampled_from(LIEUX), max_size=3, unique=True).map(tuple),
        etapes=st.lists(
            st.tuples(ANNEES, st.sampled_from(STATUTS)), max_size=3, unique_by=lambda e: e[0]
        ).map(lambda etapes: tuple(sorted(etapes))),
        coordination=st.sampled_from(["", *COORDINATIONS]),
        porteur=st.sampled_from(["", *NATURES]),
        themes=st.lists(st.sampled_from(THEMES), max_size=2, unique=True).map(tuple),
        contrat=st.booleans(),
        verifie_le=st.sampled_from(["", "2018", "2019-06", "2020-01"]),
        publie=st.sampled_from([True, True, True, False]),
    ),
    max_size=9,
)
VALEURS = {
    "type": TYPES,
    "territoire": LIEUX,
    "statut": [*STATUTS, "inconnu"],
    "coordination": [*COORDINATIONS, "inconnu"],
    "echelle": ["commune", "region", "qpv", "inconnu"],
    "porteur": [*NATURES, "inconnu"],
    "theme": THEMES,
    "contrat": ["oui", "non"],
    "fraicheur": ["a-jour", "ancien", "jamais"],
}
DEMANDES = st.fixed_dictionaries(
    {},
    optional={
        nom: st.lists(st.sampled_from(valeurs), min_size=1, max_size=2, unique=True)
        for nom, valeurs in VALEURS.items()
    }
    | {"au": st.sampled_from(["2014", "2015-06", "2019"])},
)


def semer(registre: Registre, fiches: list[Fiche]) -> None:
    """Write the drawn schemes, in bulk."""
    source = registre.source
    organismes = {n: Organisme.objects.create(cle=n, nom=n, nature=n) for n in NATURES}
    themes = {t: Theme.objects.create(slug=t, nom=t) for t in THEMES}
    # The list that is compared leaves it out: only the schemes tied to it are drawn.
    contrat = registre.un_contrat("commune-83126")
    for rang, f in enumerate(fiches):
        d = Dispositif(
            slug=f"d{rang}", nom=f"D {rang}", type_id=f.type, source=source,
            perimetre_inconnu=not f.perimetre, porteur=organismes.get(f.porteur),
            verifie_le=f.verifie_le, verifie_par="CRES" if f.verifie_le else "",
        )  # fmt: skip
        Dispositif.objects.bulk_create([d])
        couvertures = Couverture.objects.bulk_create(
            Couverture(dispositif=d, territoire=registre.lieux[lieu]) for lieu in f.perimetre
        )
        Dispositif.objects.filter(pk=d.pk).update(
            couverture_principale=couvertures[0] if couvertures else None,
            etat="publie" if f.publie else "brouillon",
        )
        Etape.objects.bulk_create(
            Etape(dispositif=d, date=date, statut=statut, source=source)
            for date, statut in f.etapes
        )
        if f.coordination:
            Coordination.objects.bulk_create(
                [Coordination(dispositif=d, etat=f.coordination, date="2013", source=source)]
            )
        if f.contrat:
            Articulation.objects.bulk_create(
                [Articulation(de=d, vers=contrat, nature="volet-sante-de", source=source)]
            )
        d.themes.set([themes[t] for t in f.themes])


def _communes(lieu: str) -> set[str]:
    return set(COMMUNES.get(lieu, lieu.partition("-")[2]).split())


def _rang(lieu: str) -> int:
    return Echelle(lieu.partition("-")[0]).rang


def parents(un: str, deux: str) -> bool:
    """Whether two places are the same, or one holds the other, from their communes alone."""
    if un == deux:
        return True
    large = max(_rang(un), _rang(deux))
    if _rang(un) == _rang(deux) or large < Echelle.COMMUNE.rang:
        return False
    return bool(_communes(un) & _communes(deux))


def valeurs_de(f: Fiche, nom: str, au: str) -> set[str]:
    """The values of a facet under which the scheme is found."""
    jour = (dates.bornes(au)[1] if au else AUJOURD_HUI).isoformat()
    if nom == "territoire":
        return {lieu for lieu in LIEUX if any(parents(lieu, p) for p in f.perimetre)}
    if nom == "statut":
        passees = [statut for date, statut in f.etapes if date <= jour]
        return {passees[-1] if passees else "inconnu"}
    if nom == "echelle":
        return {f.perimetre[0].partition("-")[0] if f.perimetre else "inconnu"}
    if nom == "fraicheur":
        if not f.verifie_le:
            return {"jamais"}
        delai = 24 if f.type == "msp" else 12
        mois = dates.mois_ecoules(f.verifie_le, AUJOURD_HUI)
        return {"a-jour" if mois < delai else "ancien"}
    return {
        "type": {f.type},
        "coordination": {f.coordination or "inconnu"},
        "porteur": {f.porteur or "inconnu"},
        "theme": set(f.themes),
        "contrat": {"oui" if f.contrat else "non"},
    }[nom]


def retenus(fiches: list[Fiche], demande: dict[str, list[str] | str], sauf: str = "") -> set[int]:
    """The ranks of the schemes that the request lets through, without one of its filters."""
    au = str(demande.get("au", ""))
    return {
        rang
        for rang, f in enumerate(fiches)
        if f.publie
        and not (au and valeurs_de(f, "statut", au) == {"inconnu"})
        and all(
            valeurs_de(f, nom, au) & set(valeurs)
            for nom, valeurs in demande.items()
            if nom not in ("au", sauf)
        )
    }


@settings(
    max_examples=40,
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(fiches=FICHES, demande=DEMANDES)
def test_la_liste_et_chaque_facette_comptent_comme_a_la_main(
    registre: Registre,
    monkeypatch: pytest.MonkeyPatch,
    fiches: list[Fiche],
    demande: dict[str, list[str] | str],
) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: AUJOURD_HUI)
    with transaction.atomic():
        semer(registre, fiches)
        filtre = DispositifFiltre(
            QueryDict(urlencode(demande, doseq=True)),
            Dispositif.objects.publies().exclude(type="contrat-de-ville"),
        )
        _comparer(filtre, fiches, demande)
        transaction.set_rollback(True)


def _comparer(
    filtre: DispositifFiltre, fiches: list[Fiche], demande: dict[str, list[str] | str]
) -> None:
    proposes = {t for f in fiches for t in f.themes}
    if not set(demande.get("theme", [])) <= proposes:
        # A theme that nothing bears is not a choice.
        assert not filtre.is_valid()
        return
    assert filtre.is_valid(), filtre.erreurs
    attendus = retenus(fiches, demande)
    assert sorted(d.slug for d in filtre.qs) == sorted(f"d{rang}" for rang in attendus)
    assert filtre.nombre == len(attendus)
    au = str(demande.get("au", ""))
    for nom in filtre.facettes_de:
        autres = retenus(fiches, demande, sauf=nom)
        comptes = filtre.compter(nom)
        for valeur in VALEURS[nom]:
            naif = sum(valeur in valeurs_de(fiches[rang], nom, au) for rang in autres)
            if nom != "territoire" or valeur in comptes:
                assert comptes.get(valeur, 0) == naif, (nom, valeur)
