"""Every entry as the two seeds print it: in our files, in the catalogue, in its export."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from bibliographie.chargement.catalogue import Chargeur
from bibliographie.chargement.fusion import nom_imprime
from bibliographie.models import Notice
from tests.bibliographie.chargement.fichiers import imprime, titres_imprimes
from tests.bibliographie.conftest import fichiers
from tests.lecture import lignes_csv

COMPTES = {
    "000 sitographie": 22,
    "000 bibliographie": 12,
    "001 sitographie": 47,
    "001 bibliographie": 123,
}
SELECTIONS = {
    "000": ["selection-2022.yaml"],
    "001": [
        "selection-2023-04-25-sitographie.yaml",
        "selection-2023-04-25-territoires.yaml",
        "selection-2023-04-25-dispositifs.yaml",
    ],
}
# What a printed line says between its values: « vol. 34 n° 2 », « tome 144 », « In : ».
LIAISONS = re.compile(r"\b(vol|tome|no|In)\b|n°|\(et al\.\)|[.,:\s]")


def _cles(sections: list[dict[str, Any]], parties: list[str]) -> Iterator[tuple[str, str]]:
    """(part, key of the notice) in printed order; Bib-Bop, after the bibliography, is a site."""
    for section in sections:
        hautes = parties or [section["titre"]]
        est_biblio = not hautes[0].startswith(("Sitographie", "Pour en savoir plus"))
        partie = "bibliographie" if est_biblio else "sitographie"
        yield from ((partie, entree["notice"]) for entree in section.get("entrees") or [])
        yield from _cles(section.get("sections") or [], hautes)


def _lignes(partie: str) -> list[dict[str, Any]]:
    """Our rows for a part of a seed, before they are merged, in printed order."""
    seed, _, nom = partie.partition(" ")
    contenus = {f.nom: f.contenu for f in fichiers()}
    notices = {
        (n["provenance"]["seed"], n["cle"]): n
        for contenu in contenus.values()
        for n in contenu.get("notices") or []
    }
    cles = [c for f in SELECTIONS[seed] for c in _cles(contenus[f]["sections"], [])]
    return [notices[seed, cle] for sa_partie, cle in cles if sa_partie == nom]


@pytest.mark.parametrize("partie", COMPTES)
class TestNosFichiers:
    """Row by row, to the letter."""

    def test_le_compte(self, partie: str) -> None:
        assert len(imprime()[partie]) == len(_lignes(partie)) == COMPTES[partie]

    def test_le_titre(self, partie: str) -> None:
        for ligne, attendu in zip(_lignes(partie), imprime()[partie], strict=True):
            assert ligne["titre"] == attendu["titre"]
            assert ligne.get("edition") == attendu.get("edition")

    def test_le_type_et_les_auteurs(self, partie: str) -> None:
        for ligne, attendu in zip(_lignes(partie), imprime()[partie], strict=True):
            auteurs = ", ".join(nom_imprime(nom) for nom in ligne.get("auteurs") or [])
            assert ligne.get("type_source") == attendu.get("type"), ligne["cle"]
            suite = " (et al.)" if ligne.get("et_al") else ""
            assert auteurs + suite == attendu.get("auteurs", ""), ligne["cle"]

    def test_la_ligne_de_parution_et_rien_de_plus(self, partie: str) -> None:
        """Publisher, periodical, volume, number, date, pages: nothing added, nothing lost."""
        for ligne, attendu in zip(_lignes(partie), imprime()[partie], strict=True):
            if "paru" in attendu:
                reste = attendu["paru"]
                for valeur in _valeurs(ligne):
                    assert valeur in reste, f"{ligne['cle']} : {valeur}"
                    reste = reste.replace(valeur, "", 1)
                assert LIAISONS.sub("", reste) == "", ligne["cle"]

    def test_l_adresse_telle_quelle_et_ce_qui_lui_manque(self, partie: str) -> None:
        for ligne, attendu in zip(_lignes(partie), imprime()[partie], strict=True):
            urls = attendu.get("adresses", [])
            assert (ligne.get("urls") or []) == urls, ligne["cle"]
            entieres = [url for url in urls if not url.endswith("...")]
            dite = "complete" if entieres else "incomplete" if urls else "absente"
            assert ligne["adresse"].replace("diese", "absente") == dite, ligne["cle"]

    def test_un_resume_quand_la_source_en_a_un_de_deux_a_cinq_phrases(self, partie: str) -> None:
        for ligne, attendu in zip(_lignes(partie), imprime()[partie], strict=True):
            assert bool(ligne.get("resume")) == attendu.get("resume", False), ligne["cle"]
            phrases = re.findall(r"[.?!](?=\s+[^a-z\s]|$)", ligne.get("resume") or ". .")
            assert 2 <= len(phrases) <= 5, ligne["cle"]


def _valeurs(ligne: dict[str, Any]) -> Iterator[str]:
    """What a row holds of its line of publication; the longest first, « 34 » is in « 34 p. »."""
    dans = ligne.get("dans") or {}
    responsables = [nom_imprime(nom) for nom in dans.get("auteurs") or []]
    editeurs = [*(ligne.get("editeurs") or []), *(dans.get("editeurs") or [])]
    mots = ("revue", "pages", "date", "numero", "volume")
    valeurs = [dans.get("titre"), *responsables, *editeurs, *(ligne.get(mot) for mot in mots)]
    return iter(sorted(filter(None, valeurs), key=len, reverse=True))


@pytest.mark.django_db
class TestLeCatalogue:
    """What is loaded from the files, and what is given back."""

    def test_chaque_adresse_imprimee_est_au_catalogue(self, catalogue: Chargeur) -> None:
        for partie in COMPTES:
            for ligne, attendu in zip(_lignes(partie), imprime()[partie], strict=True):
                notice = Notice.objects.get(cle=ligne["cle"])
                tenues = set(notice.liens.values_list("url", flat=True))
                assert set(attendu.get("adresses", [])) <= tenues, ligne["cle"]

    def test_le_csv_tient_les_128_oeuvres_et_chaque_entree_de_la_sitographie(
        self, catalogue: Chargeur, client: Client
    ) -> None:
        """A work printed under two titles bears one; the other is in its note."""
        lignes = {
            ligne["identifiant"]: ligne for ligne in lignes_csv(client.get("/bibliographie.csv"))
        }
        oeuvres: set[str] = set()
        for partie in COMPTES:
            cles = [ligne["cle"] for ligne in _lignes(partie)]
            oeuvres |= set(cles) if partie.endswith(" bibliographie") else set()
            for cle, titre in zip(cles, titres_imprimes()[partie], strict=True):
                tenu, imprime_ = (t.replace("’", "'") for t in (lignes[cle]["titre"], titre))
                assert tenu == imprime_ or titre in lignes[cle]["note"]
        assert len(oeuvres) == 128
        assert len(lignes) == Notice.objects.count() == 222

    def test_un_texte_anglais_le_dit(self, catalogue: Chargeur) -> None:
        anglaises = Notice.objects.exclude(langue="fr").order_by("date")
        assert [(n.langue, n.titre.partition(" ")[0]) for n in anglaises] == [
            ("en", "Analysing"),
            ("en", "Measuring"),
        ]
