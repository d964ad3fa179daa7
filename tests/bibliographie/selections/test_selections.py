"""The sélections as CRES prints them: their layout on the page, in PDF and in DOCX."""

import io
import re
import socket
from pathlib import Path

import docx
import pypdf
import pytest
from django.test import Client

from bibliographie.models import Entree, Notice, Section, Selection
from socle.web import pdf
from tests.bibliographie.chargement.fichiers import contenu, dans_l_ordre, serrer
from tests.bibliographie.conftest import une_notice
from tests.fabriques import nombre_de_requetes
from tests.lecture import texte


@pytest.fixture(name="petite")
def _petite(decor: None) -> Selection:
    """A sélection of three levels, with a note and a draft."""
    selection = Selection.objects.create(
        slug="petite",
        titre="Petite sélection",
        organisme="CRES",
        date="2024-05",
        etat="publie",
    )
    haut = Section.objects.create(selection=selection, titre="Haut", ordre=1)
    bas = Section.objects.create(
        selection=selection, titre="Bas", parent=haut, introduction="Trois mots d’introduction."
    )
    notice = une_notice(
        "Un guide",
        type="ouvrage",
        auteurs=[("Motard", "Clémentine")],
        et_al=True,
        editeurs=["CRES"],
        date="2022-03",
        pages="31 p.",
        resume="Un résumé.",
        resume_origine="d’après un test",
        urls=["https://exemple.test/guide", "https://www.irdes.fr..."],
    )
    Entree.objects.create(section=bas, notice=notice, note="À lire d’abord.", ordre=1)
    brouillon = une_notice("Un brouillon", etat="brouillon")
    Entree.objects.create(section=bas, notice=brouillon, ordre=2)
    return selection


MISE_EN_PAGE = [
    "Haut",
    "Bas",
    "Trois mots d’introduction.",
    "Ouvrage",
    "MOTARD Clémentine (et al.)",
    "Un guide",
    "CRES, mars 2022, 31 p.",
    "Un résumé.",
    "À lire d’abord.",
    "https://exemple.test/guide",
    "Adresse incomplète dans la source : https://www.irdes.fr...",
]


class TestLaMiseEnPage:
    """Type, AUTHORS, title, publication, résumé, note, address: CRES's own layout."""

    def test_sur_la_page(self, client: Client, petite: Selection) -> None:
        page = client.get(petite.get_absolute_url())
        corps = page.content.decode().partition('class="rubrique"')[2]
        dans_l_ordre(MISE_EN_PAGE, serrer(re.sub(r"<[^>]+>", " ", corps)))
        assert "1 notice, dans l’ordre imprimé." in texte(page)
        assert "Un brouillon" not in texte(page)
        assert b'<b><a href="/bibliographie/' in page.content
        assert b"<i>CRES, mars 2022, 31 p.</i>" in page.content

    def test_dans_le_docx(self, client: Client, petite: Selection) -> None:
        document = docx.Document(
            io.BytesIO(contenu(client.get("/bibliographie/selections/petite.docx")))
        )
        tout = serrer("".join(p.text for p in document.paragraphs))
        dans_l_ordre(MISE_EN_PAGE, tout)
        assert "Unbrouillon" not in tout
        italiques = [p.text for p in document.paragraphs if p.runs and p.runs[0].italic]
        assert italiques == ["CRES, mars 2022, 31 p."]
        liens = [lien.address for p in document.paragraphs for lien in p.hyperlinks if lien.address]
        assert liens == ["https://exemple.test/guide"]

    def test_dans_le_pdf_qui_est_accessible(self, client: Client, petite: Selection) -> None:
        fichier = contenu(client.get("/bibliographie/selections/petite.pdf"))
        lecteur = pypdf.PdfReader(io.BytesIO(fichier))
        dans_l_ordre(MISE_EN_PAGE, serrer("".join(p.extract_text() for p in lecteur.pages)))
        racine = lecteur.trailer["/Root"]
        assert racine["/MarkInfo"]["/Marked"] is True or racine["/MarkInfo"]["/Marked"]
        assert racine["/Lang"].startswith("fr")
        assert lecteur.metadata is not None
        assert lecteur.metadata.title == "Petite sélection"
        assert b"pdfuaid" in lecteur.xmp_metadata.rdf_root.toxml().encode()

    def test_le_meme_pdf_n_est_compose_qu_une_fois(
        self, client: Client, petite: Selection, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        premier = contenu(client.get("/bibliographie/selections/petite.pdf"))
        weasyprint = pdf._weasyprint()
        monkeypatch.setattr(weasyprint.HTML, "write_pdf", None)
        assert contenu(client.get("/bibliographie/selections/petite.pdf")) == premier

    def test_un_caractere_que_xml_refuse_ne_perd_pas_le_document(
        self, client: Client, petite: Selection
    ) -> None:
        Notice.objects.filter(titre="Un guide").update(titre="Un guide\x0b\x1f & <b>")
        document = docx.Document(
            io.BytesIO(contenu(client.get("/bibliographie/selections/petite.docx")))
        )
        assert "Un guide & <b>" in [p.text for p in document.paragraphs]


def test_composer_ne_va_chercher_aucune_ressource(tmp_path: Path) -> None:
    """Neither on the network nor on the disk: whatever a text may hold."""
    (tmp_path / "a3.css").write_text("@page { size: A3 }")
    with socket.create_server(("127.0.0.1", 0)) as serveur:
        serveur.settimeout(0.2)
        html = (
            f'<html lang="fr"><title>Essai</title><link rel="stylesheet" href="file://{tmp_path}/a3.css">'
            f'<img alt="" src="http://127.0.0.1:{serveur.getsockname()[1]}/x.png"><p>Texte</p></html>'
        )
        page = pypdf.PdfReader(io.BytesIO(pdf.en_pdf(html, "css/impression.css"))).pages[0]
        with pytest.raises(TimeoutError):
            serveur.accept()
    assert round(float(page.mediabox.width)) == 595, "la feuille du disque a été lue : A3"


def test_sans_pango_une_page_dit_quoi_faire(
    client: Client, petite: Selection, monkeypatch: pytest.MonkeyPatch
) -> None:
    def absente() -> None:
        raise pdf.PangoAbsentError

    monkeypatch.setattr(pdf, "_weasyprint", absente)
    reponse = client.get("/bibliographie/selections/petite.pdf")
    assert reponse.status_code == 503
    assert "Ce serveur ne sait pas écrire de PDF" in texte(reponse)
    assert 'href="/bibliographie/selections/petite/"' in reponse.content.decode()
    assert 'href="/bibliographie/selections/petite.docx"' in reponse.content.decode()


def test_les_selections_se_listent_de_la_plus_recente_a_la_plus_ancienne(
    client: Client, petite: Selection
) -> None:
    Selection.objects.create(slug="ancienne", titre="Ancienne", date="2020", etat="publie")
    Selection.objects.create(slug="cachee", titre="Cachée", date="2025")
    page = client.get("/bibliographie/selections/").content.decode()
    assert re.findall(r'<h2 id="s-(\w+)">', page) == ["petite", "ancienne"]
    assert client.get("/bibliographie/selections/cachee/").status_code == 404


def test_une_selection_vide_se_lit_et_s_emporte(client: Client, decor: None) -> None:
    Selection.objects.create(slug="vide", titre="Vide", etat="publie")
    assert "0 notice" in texte(client.get("/bibliographie/selections/vide/"))
    for suffixe in ("docx", "pdf", "ris", "bib", "csl.json", "csv"):
        assert contenu(client.get(f"/bibliographie/selections/vide.{suffixe}")) is not None


def test_la_notice_dit_quelles_selections_la_tiennent(client: Client, petite: Selection) -> None:
    notice = Notice.objects.get(titre="Un guide")
    page = texte(client.get(notice.get_absolute_url()))
    assert "Petite sélection, mai 2024, rubrique « Bas ». À lire d’abord." in page
    petite.etat = "brouillon"
    petite.save()
    assert "Petite sélection" not in texte(client.get(notice.get_absolute_url()))


@pytest.mark.parametrize("suite", ["/", ".docx", ".csv", ".ris"])
def test_le_nombre_de_requetes_ne_depend_pas_de_la_longueur(
    client: Client, petite: Selection, suite: str
) -> None:
    def lire() -> bytes:
        return contenu(client.get(f"/bibliographie/selections/petite{suite}"))

    lire()
    peu = nombre_de_requetes(lire)
    haut = Section.objects.get(titre="Haut")
    for rang in range(12):
        section = Section.objects.create(selection=petite, titre=f"S{rang}", parent=haut)
        notice = une_notice(f"Notice {rang}", auteurs=[(f"N{rang}", "Ève")], editeurs=[f"É{rang}"])
        Entree.objects.create(section=section, notice=notice)
    assert nombre_de_requetes(lire) == peu
