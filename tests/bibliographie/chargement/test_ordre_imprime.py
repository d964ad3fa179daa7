"""The two sélections of CRES, whole: one order, that of their files, in every form they take."""

import io
import json
import re
from collections.abc import Iterator
from typing import Any

import docx
import pypdf
import pytest
from django.test import Client

from bibliographie.chargement.catalogue import Chargeur
from bibliographie.models import Notice, Selection
from socle.textes import INSECABLE
from tests.bibliographie.chargement.fichiers import contenu, dans_l_ordre, serrer
from tests.bibliographie.conftest import fichiers
from tests.lecture import lignes_csv

SELECTIONS = {
    "demarches-territoriales-de-sante-2023-04-25": [
        "selection-2023-04-25-sitographie.yaml",
        "selection-2023-04-25-territoires.yaml",
        "selection-2023-04-25-dispositifs.yaml",
    ],
    "guides-pour-agir-2022": ["selection-2022.yaml"],
}


def _parcourir(sections: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """(kind, value) of each heading and entry of the YAML, in the printed order."""
    for section in sections:
        yield "titre", section["titre"]
        for entree in section.get("entrees") or []:
            yield "notice", entree["notice"]
        yield from _parcourir(section.get("sections") or [])


def attendu(slug: str) -> list[tuple[str, str]]:
    """What the files say of a sélection."""
    contenus = {f.nom: f.contenu for f in fichiers()}
    return [trait for nom in SELECTIONS[slug] for trait in _parcourir(contenus[nom]["sections"])]


def titres_attendus(slug: str) -> list[str]:
    """Headings and titles of notices, mixed in the printed order."""
    titres = dict(Notice.objects.values_list("cle", "titre"))
    return [titres[v] if genre == "notice" else v for genre, v in attendu(slug)]


@pytest.mark.django_db
@pytest.mark.parametrize("slug", SELECTIONS)
class TestLOrdreImprime:
    """On the two sélections of CRES, whole."""

    def test_la_page_suit_le_fichier(self, catalogue: Chargeur, client: Client, slug: str) -> None:
        page = client.get(f"/bibliographie/selections/{slug}/").content.decode()
        numeros = [int(n) for n in re.findall(r'__titre"><b><a href="/bibliographie/(\d+)-', page)]
        par_cle = dict(Notice.objects.values_list("cle", "numero"))
        assert numeros == [par_cle[v] for genre, v in attendu(slug) if genre == "notice"]
        intertitres = re.findall(r'<h[2-6] id="s\d+">(.*?)</h[2-6]>', page)
        voulus = [v for genre, v in attendu(slug) if genre == "titre"]
        assert [t.replace("&#x27;", "'") for t in intertitres] == voulus

    def test_le_sommaire_mene_a_chaque_intertitre(
        self, catalogue: Chargeur, client: Client, slug: str
    ) -> None:
        page = client.get(f"/bibliographie/selections/{slug}/").content.decode()
        liens = re.findall(r'href="#(s\d+)"', page)
        assert liens == re.findall(r'<h[2-6] id="(s\d+)">', page)
        assert len(liens) == len([1 for genre, _ in attendu(slug) if genre == "titre"])

    def test_le_docx_suit_le_fichier(self, catalogue: Chargeur, client: Client, slug: str) -> None:
        fichier = contenu(client.get(f"/bibliographie/selections/{slug}.docx"))
        document = docx.Document(io.BytesIO(fichier))
        traits = [
            p.text
            for p in document.paragraphs
            if p.style.name.startswith("Heading") or (p.runs and p.runs[0].bold)
        ]
        assert [t.replace(INSECABLE, " ") for t in traits] == [
            t.replace(INSECABLE, " ") for t in titres_attendus(slug)
        ]
        assert document.core_properties.language == "fr-FR"
        assert document.core_properties.title == Selection.objects.get(slug=slug).titre

    def test_le_pdf_suit_le_fichier(self, catalogue: Chargeur, client: Client, slug: str) -> None:
        fichier = contenu(client.get(f"/bibliographie/selections/{slug}.pdf"))
        lecteur = pypdf.PdfReader(io.BytesIO(fichier))
        tout = serrer("".join(page.extract_text() for page in lecteur.pages))
        # The plan says the headings first; the entries come after it.
        dans_l_ordre([v for genre, v in attendu(slug) if genre == "titre"], tout)
        titres = dict(Notice.objects.values_list("cle", "titre"))
        dans_l_ordre([titres[v] for genre, v in attendu(slug) if genre == "notice"], tout)

    def test_le_csv_suit_le_fichier_et_dit_la_rubrique(
        self, catalogue: Chargeur, client: Client, slug: str
    ) -> None:
        lignes = lignes_csv(client.get(f"/bibliographie/selections/{slug}.csv"))
        assert [ligne["identifiant"] for ligne in lignes] == [
            v for genre, v in attendu(slug) if genre == "notice"
        ]
        racine = attendu(slug)[0][1]
        assert lignes[0]["rubrique"].startswith(f"{racine} › ")

    def test_les_formats_d_echange_ont_chaque_oeuvre_une_fois(
        self, catalogue: Chargeur, client: Client, slug: str
    ) -> None:
        cles = list(dict.fromkeys(v for genre, v in attendu(slug) if genre == "notice"))
        csl = json.loads(contenu(client.get(f"/bibliographie/selections/{slug}.csl.json")))
        assert [item["id"] for item in csl] == cles
        for suffixe, motif in (("ris", r"^TY  -"), ("bib", r"^@\w+\{")):
            brut = contenu(client.get(f"/bibliographie/selections/{slug}.{suffixe}")).decode()
            assert len(re.findall(motif, brut, re.M)) == len(cles)
