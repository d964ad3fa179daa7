"""The sheet of a place on paper: one A4, tagged, at any date."""

import pytest
from django.test import Client

from dispositifs.registre.instant import Instant
from portal.lieu.feuille import LIGNES_MAX, Extrait, Feuille
from portal.lieu.page import Lieu
from portal.lieu.vues import ECHELLES_LARGES
from socle.web import pdf
from tests.fabriques import Registre, un_organisme
from tests.lecture import texte
from tests.papier import flux_du_pdf, nombre_de_pages

SEYNE = "/territoires/commune/83126-la-seyne-sur-mer"


@pytest.fixture
def _pango() -> None:
    pytest.importorskip("weasyprint", exc_type=OSError, reason="Pango absent")


@pytest.mark.usefixtures("_pango")
def test_la_fiche_s_imprime_en_pdf_balise(demo: Registre, client: Client) -> None:
    reponse = client.get(f"{SEYNE}.pdf")
    assert reponse.status_code == 200
    assert reponse["Content-Type"] == "application/pdf"
    ouvert = flux_du_pdf(reponse.content)
    assert b'pdfuaid:part="1"' in ouvert
    assert b"La Seyne-sur-Mer" in ouvert
    assert b"/StructTreeRoot" in reponse.content + ouvert
    assert 'filename="83126-la-seyne-sur-mer.pdf"' in reponse["Content-Disposition"]


@pytest.mark.usefixtures("_pango")
@pytest.mark.parametrize(
    "lieu",
    [
        "commune/83126-la-seyne-sur-mer",
        "commune/13055-marseille",
        "commune/97411-saint-denis",
        "commune/05053-garde-colombe",
        "epci/248400251-ca-du-grand-avignon-coga",
        "arrondissement/13201-marseille-1er-arrondissement",
        "qpv/QN01341I-les-escourtines",
        "departement/83-var",
        "pays/FR-france",
    ],
)
def test_chaque_lieu_tient_sur_une_page(demo: Registre, client: Client, lieu: str) -> None:
    assert nombre_de_pages(client.get(f"/territoires/{lieu}.pdf").content) == 1


@pytest.mark.usefixtures("_pango")
def test_cent_dispositifs_tiennent_sur_une_page_qui_dit_ce_qu_elle_tait(
    registre: Registre, client: Client
) -> None:
    for n in range(50):
        nom = f"Un atelier santé ville au nom vraiment long et précis, numéro {n}"
        registre.un_dispositif("asv", "commune-13055", slug=f"asv-{n}", nom=nom)
        registre.un_dispositif(
            "cls", "commune-13055", slug=f"cls-{n}", nom=f"CLS {n}", etapes=[("termine", "2016")]
        )
        registre.un_contrat("epci-200054807", slug=f"c-{n}", quartiers=["qpv-QN01341I"])
    reponse = client.get("/territoires/commune/13055-marseille.pdf")
    assert nombre_de_pages(reponse.content) == 1
    lieu = Lieu(registre.lieux["commune-13055"], large=False)
    feuille = Feuille(lieu)
    assert len(feuille.lignes.elements) < LIGNES_MAX
    assert feuille.coupes.replace("\u00a0", " ") == "88 dispositifs et 48 contrats de ville"


@pytest.mark.usefixtures("_pango")
def test_une_feuille_qui_deborde_prend_un_corps_plus_petit(
    registre: Registre, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Marseille and its neighbour, once outlines are loaded: few rows, each of three lines."""
    monkeypatch.setattr(Feuille, "taille", 0)
    metropole = un_organisme("Métropole d’Aix-Marseille-Provence et de ses environs")
    for n in range(10):
        registre.un_dispositif("asv", "commune-13055", slug=f"asv-{n}", porteur=metropole)
    assert nombre_de_pages(client.get("/territoires/commune/13055-marseille.pdf").content) == 1
    monkeypatch.setattr("portal.lieu.vues.TAILLES", ("css/territoire_pdf_aere.css",))
    assert nombre_de_pages(client.get("/territoires/commune/13055-marseille.pdf").content) == 2


def test_un_extrait_ne_coupe_pas_pour_un_seul_element() -> None:
    assert Extrait.de([1, 2, 3], 3) == Extrait([1, 2, 3], 0)
    assert Extrait.de([1, 2, 3, 4], 3) == Extrait([1, 2], 2)
    assert not Extrait.de([], 3)


@pytest.mark.usefixtures("_pango")
def test_le_pdf_est_celui_de_la_date(demo: Registre, client: Client) -> None:
    reponse = client.get(f"{SEYNE}.pdf?au=2018-03")
    assert nombre_de_pages(reponse.content) == 1
    assert "-au-2018-03.pdf" in reponse["Content-Disposition"]
    assert b"mars 2018" in flux_du_pdf(reponse.content)


def test_la_page_mene_au_pdf_de_la_meme_date(demo: Registre, client: Client) -> None:
    page = client.get(f"{SEYNE}/?au=2018-03").content.decode()
    assert f'href="{SEYNE}.pdf?au=2018-03"' in page
    assert 'rel="alternate" type="application/pdf"' in page


def test_une_date_illisible_ramene_a_la_page_qui_le_dit(demo: Registre, client: Client) -> None:
    reponse = client.get(f"{SEYNE}.pdf?au=hier", follow=True)
    assert reponse.status_code == 400
    assert "n’est pas une date" in texte(reponse)


@pytest.mark.parametrize(
    ("demande", "vers"),
    [
        ("/territoires/commune/83126.pdf", f"{SEYNE}.pdf"),
        ("/territoires/commune/83126-seyne.pdf?au=2018", f"{SEYNE}.pdf?au=2018"),
        ("/territoires/commune/05143.pdf", "/territoires/commune/05053-garde-colombe.pdf"),
    ],
)
def test_une_autre_ecriture_de_l_adresse_mene_au_bon_pdf(
    demo: Registre, client: Client, demande: str, vers: str
) -> None:
    reponse = client.get(demande)
    assert (reponse.status_code, reponse["Location"]) == (301, vers)


def test_un_lieu_inconnu_n_a_pas_de_pdf(registre: Registre, client: Client) -> None:
    assert client.get("/territoires/commune/99999.pdf").status_code == 404
    assert client.get("/territoires/planete/13055.pdf").status_code == 404


def test_sans_pango_la_page_dit_quoi_faire(
    demo: Registre, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def absent() -> None:
        raise pdf.PangoAbsentError

    monkeypatch.setattr(pdf, "_weasyprint", absent)
    reponse = client.get(f"{SEYNE}.pdf")
    assert reponse.status_code == 503
    assert "Enregistrer au format PDF" in texte(reponse)
    assert f'href="{SEYNE}/"' in reponse.content.decode()


def test_une_feuille_de_lieu_large_compte(demo: Registre) -> None:
    for reference in ("departement-83", "region-93", "pays-FR"):
        territoire = demo.lieux[reference]
        large = territoire.echelle in ECHELLES_LARGES
        feuille = Feuille(Lieu(territoire, large=large, instant=Instant("2018-03")))
        assert not feuille.contrats
        assert not feuille.quartiers
