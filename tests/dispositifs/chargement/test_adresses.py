"""Whoever doubts must be able to read in their turn: addresses of figures and of texts verified."""

from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from dispositifs.chargement import lire
from dispositifs.models import Chiffre, Explication
from socle.models import Source

FIXTURES = Path(__file__).resolve().parents[3] / "fixtures"
# What a note says of a source whose address was looked for in vain: and on which day.
CHERCHEE = "non trouvée, cherchée"
# A verified text is read at the State's own address, or its copy is named.
OFFICIELS = (".gouv.fr", ".sante.fr")


@cache
def lignes(rubrique: str) -> list[dict[str, Any]]:
    """The rows of one list in every file, each with the default source of its file."""
    return [
        {"source": f.contenu.get("source"), **ligne}
        for dossier in ("registre", "comprendre")
        for f in lire(FIXTURES / dossier)
        for ligne in f.contenu.get(rubrique) or []
    ]


def sites_de(type_: str) -> dict[str, str]:
    """The site of each text against which an explainer was read."""
    adresses = {t["cle"]: t.get("url") or "" for t in lignes("textes")}
    return {
        ligne["texte"]: urlsplit(adresses[ligne["texte"]]).hostname or ""
        for f in lire(FIXTURES / "comprendre")
        if f.contenu.get("explication", {}).get("type") == type_
        for ligne in f.contenu.get("verifies") or []
    }


def test_la_source_de_chaque_chiffre_a_une_adresse_ou_dit_pourquoi_elle_n_en_a_pas() -> None:
    sources = {s["cle"]: s for s in lignes("sources")}
    citees = {c["source"] for c in lignes("chiffres")}
    muettes = {
        cle
        for cle in citees
        if not sources[cle].get("url")
        and CHERCHEE not in " ".join(sources[cle].get("note", "").split())
    }
    assert len(citees) > 10
    assert muettes == set()


@pytest.mark.django_db
@pytest.mark.usefixtures("france")
def test_aucun_chiffre_publie_ne_laisse_le_lecteur_sans_adresse_ni_raison() -> None:
    publies = Chiffre.objects.publies().values("source")
    sources = Source.objects.filter(pk__in=publies, url="")
    assert publies.exists()
    assert list(sources.exclude(note__contains=CHERCHEE)) == []


@pytest.mark.parametrize(
    ("type_", "textes"),
    [
        ("cpts", {"csp-l1434-12", "ordonnance-2021-584"}),
        ("dac", {"loi-2019-774", "csp-l6327-1"}),
        ("mediation-sante", {"csp-l1110-13", "decret-2017-816"}),
        ("msp", {"csp-l6323-3", "loi-2023-379"}),
        ("plsp", set()),
    ],
)
def test_les_textes_verifies_ont_leur_adresse_officielle(type_: str, textes: set[str]) -> None:
    """No law that defines the PLSP was found: its explainer says so, and lists none."""
    sites = sites_de(type_)
    assert set(sites) == textes
    assert all(site.endswith(OFFICIELS) for site in sites.values())


def test_un_silence_garde_dit_le_jour_ou_les_textes_ont_ete_relus() -> None:
    gardes = [r for r in lignes("reponses") if r.get("silence") and r["type"] in ("cpts", "dac")]
    assert {(r["type"], r["critere"]) for r in gardes} == {("dac", "qui-preside")}
    assert all("30 novembre 2026" in r["note"] for r in gardes)


@pytest.mark.django_db
@pytest.mark.usefixtures("france")
def test_une_fiche_montre_le_dernier_texte_verifie() -> None:
    lus = {
        code: Explication.objects.get(type=code).dernier_verifie
        for code in ("cpts", "dac", "mediation-sante", "msp", "plsp")
    }
    assert lus.pop("plsp") is None
    assert {str(v.lu_le) for v in lus.values() if v} == {"2026-11-30"}
    assert all(lus.values())
