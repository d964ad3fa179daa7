"""An explainer: its frame, its figures that live, its sources, and who may see a draft."""

import datetime
import re
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dispositifs.models import Chiffre, Explication, TexteVerifie
from socle.web import pdf
from tests.dispositifs.comprendre.ecrits import (
    un_chiffre,
    un_terme,
    un_texte,
    un_texte_verifie,
    une_autre_source,
    une_explication,
    une_reponse,
)
from tests.fabriques import Registre, nombre_de_requetes
from tests.lecture import texte
from tests.papier import flux_du_pdf

ADRESSE = "/comprendre/asv/"


def test_une_fiche_suit_le_plan_commun_quel_que_soit_l_ordre_d_ecriture(
    registre: Registre, client: Client
) -> None:
    une_explication("asv", {"qui-paie": "L’État.", "en-bref": "Un but.", "qui-decide": "Le maire."})
    page = texte(client.get(ADRESSE))
    rangs = [page.rindex(mots) for mots in ("Un but.", "Le maire.", "L’État.")]
    assert rangs == sorted(rangs)
    assert "Atelier santé ville (ASV)" in page


def test_une_fiche_dit_quels_textes_ont_ete_verifies_quel_jour_et_dans_quelle_copie(
    registre: Registre, client: Client
) -> None:
    fiche = une_explication("asv", {"en-bref": "Un but."})
    loi = un_texte(
        "Loi des ateliers", "2000", types=["asv"], url="https://www.legifrance.gouv.fr/loi"
    )
    decret = un_texte(
        "Décret des ateliers", "2001", types=["asv"], url="https://www.legifrance.gouv.fr/decret"
    )
    un_texte_verifie(fiche, decret, "2026-11-22")
    un_texte_verifie(fiche, loi, "2026-11-30", copie="https://www.example.com/x")
    reponse = client.get(ADRESSE)
    page = texte(reponse)
    assert "Dernier texte vérifié : Loi des ateliers, lu le 30 novembre 2026." in page
    assert "Lu le 30 novembre 2026, dans une copie tenue par example.com." in page
    assert "Lu le 22 novembre 2026." in page
    assert 'href="https://www.legifrance.gouv.fr/decret"' in reponse.content.decode()


def test_une_fiche_sans_texte_verifie_ne_pretend_rien(registre: Registre, client: Client) -> None:
    une_explication("asv", {"en-bref": "Un but."})
    page = texte(client.get(ADRESSE))
    assert "texte vérifié" not in page
    assert "Textes vérifiés" not in page


@pytest.mark.parametrize("adresse", ["", "https://www.doctrine.fr/loi"])
def test_un_texte_sans_adresse_officielle_n_est_verifie_que_dans_une_copie_nommee(
    registre: Registre, client: Client, adresse: str
) -> None:
    fiche = une_explication("asv")
    loi = un_texte("Loi des ateliers", "2000", types=["asv"], url=adresse)
    verifie = TexteVerifie(explication=fiche, texte=loi, lu_le=datetime.date(2026, 11, 30))
    with pytest.raises(ValidationError, match="n’a pas d’adresse officielle"):
        verifie.full_clean()
    verifie.copie, verifie.passage = "https://example.org/copie", "l’article 2"
    verifie.full_clean()
    verifie.save()
    page = texte(client.get(ADRESSE))
    assert "Loi des ateliers. Adresse officielle non relevée." in page
    assert "Ce qui a été lu : l’article 2." in page


def test_chaque_partie_renvoie_a_sa_source_et_au_passage_lu(
    registre: Registre, client: Client
) -> None:
    une_explication("asv", {"en-bref": "Un but."})
    page = client.get(ADRESSE).content.decode()
    assert 'href="#source-1"' in page
    assert 'id="source-1"' in page
    assert "page de garde" in page


def test_changer_un_chiffre_change_les_pages_qui_le_citent(
    registre: Registre, client: Client
) -> None:
    un_chiffre(registre, "asv", "220")
    une_explication("asv", {"en-bref": "On en compte [[chiffre:asv]]."})
    une_explication("cls", {"en-bref": "À côté de [[chiffre:asv]] ASV."})
    for adresse in (ADRESSE, "/comprendre/cls/"):
        assert "220 (janvier 2026)" in texte(client.get(adresse))
    Chiffre.objects.filter(cle="asv").update(valeur=Decimal(231), date="2026-10")
    for adresse in (ADRESSE, "/comprendre/cls/"):
        assert "231 (octobre 2026)" in texte(client.get(adresse))


def test_un_chiffre_au_dela_de_son_delai_se_dit_a_revoir(
    registre: Registre, client: Client
) -> None:
    vieux = un_chiffre(registre, "asv", "220", date="2012")
    une_explication("asv", {"en-bref": "Il y en a [[chiffre:asv]]."})
    page = texte(client.get(ADRESSE))
    assert "220 (2012), à revoir" in page
    assert "à revoir : 1 sur cette page" in page
    vieux.date, vieux.delai_revision = str(datetime.date.today().year), 12
    vieux.save()
    assert "à revoir" not in texte(client.get(ADRESSE))


def test_deux_comptes_qui_se_contredisent_se_suivent_et_le_disent(
    registre: Registre, client: Client
) -> None:
    un_chiffre(registre, "a", "305", date="2017-09", type_id="cls", sujet="cls-recenses")
    un_chiffre(
        registre, "m", "21", date="2017", type_id="cls", sujet="part", libelle="part des pays"
    )
    autre = une_autre_source()
    un_chiffre(registre, "z", "400", date="2017", type_id="cls", sujet="cls-recenses", source=autre)
    une_explication("cls")
    page = texte(client.get("/comprendre/cls/"))
    assert page.count("(deux sources, deux comptes)") == 2
    assert page.index("305") < page.index("400") < page.index("Part des pays")


def test_un_compte_d_une_autre_date_n_est_pas_un_desaccord(
    registre: Registre, client: Client
) -> None:
    un_chiffre(registre, "a", "305", date="2017", type_id="cls")
    un_chiffre(registre, "b", "410", date="2024", type_id="cls")
    une_explication("cls")
    assert "deux comptes" not in texte(client.get("/comprendre/cls/"))


def test_les_chiffres_se_rangent_par_lieu_le_pays_d_abord(
    registre: Registre, client: Client
) -> None:
    region = registre.lieux["region-93"]
    un_chiffre(registre, "r", "23", type_id="asv", territoire=region)
    un_chiffre(registre, "f", "258", type_id="asv")
    une_explication("asv")
    page = texte(client.get(ADRESSE))
    assert page.index("258") < page.index("23")


def test_un_texte_hostile_est_montre_et_non_execute(registre: Registre, client: Client) -> None:
    un_chiffre(registre, "x", "1", libelle="<script>libelle()</script>", type_id="asv")
    une_explication(
        "asv", {"en-bref": "<script>alert(1)</script> <img src=x onerror=y>"}, chapo="<b>Chapô</b>"
    )
    page = client.get(ADRESSE).content.decode()
    assert not re.search("<script(?! src=)", page)
    assert "<img" not in page
    assert "&lt;script&gt;libelle()" in page
    assert "&lt;script&gt;alert(1)" in page


def test_une_cle_inconnue_ne_casse_pas_la_page(registre: Registre, client: Client) -> None:
    une_explication("asv", {"en-bref": "Voir [[chiffre:perdu]] et [[notice:perdue]]."})
    assert texte(client.get(ADRESSE)).count("introuvable") == 2


def test_le_sigle_du_titre_est_deja_ouvert(registre: Registre, client: Client) -> None:
    un_terme("ASV", "atelier santé ville")
    une_explication("asv", {"en-bref": "L’ASV existe."})
    assert "L’ASV existe." in texte(client.get(ADRESSE))


# Drafts


@pytest.mark.parametrize("etat", ["brouillon", "a-relire", "archive"])
@pytest.mark.parametrize("adresse", [ADRESSE, "/comprendre/asv.pdf"])
def test_le_public_ne_voit_que_ce_qui_est_publie(
    registre: Registre, client: Client, documentaliste: Client, etat: str, adresse: str
) -> None:
    une_explication("asv", etat=etat)
    assert client.get(adresse).status_code == 404
    assert documentaliste.get(adresse).status_code == 404
    assert "/comprendre/asv/" not in client.get("/comprendre/").content.decode()


def test_qui_peut_la_modifier_voit_le_brouillon_et_son_etat(
    registre: Registre, editrice: Client
) -> None:
    une_explication("asv", {"en-bref": "Pas encore."}, etat="a-relire")
    reponse = editrice.get(ADRESSE)
    assert "À relire." in texte(reponse)
    assert "Pas encore." in texte(reponse)
    assert "no-store" in reponse["Cache-Control"]


def test_lire_une_fiche_publiee_ne_regarde_pas_qui_la_lit(
    registre: Registre, editrice: Client
) -> None:
    une_explication("asv")
    with CaptureQueriesContext(connection) as requetes:
        reponse = editrice.get(ADRESSE)
    assert "Brouillon" not in texte(reponse)
    assert [r["sql"] for r in requetes if "auth_user" in r["sql"]] == []


# The room


def test_l_accueil_de_la_piece_ouvre_chaque_fiche_publiee(
    registre: Registre, client: Client
) -> None:
    vide = texte(client.get("/comprendre/"))
    assert "Aucune fiche n’est encore publiée" in vide
    for code in ("asv", "cls"):
        une_explication(code)
    page = client.get("/comprendre/").content.decode()
    for suite in ("asv", "cls", "comparer", "chronologie", "glossaire", "par-ou-commencer"):
        assert f'href="/comprendre/{suite}/"' in page


def test_le_menu_dit_que_l_on_est_dans_comprendre(registre: Registre, client: Client) -> None:
    une_explication("asv")
    for adresse in (ADRESSE, "/comprendre/", "/comprendre/glossaire/"):
        page = client.get(adresse).content.decode()
        assert '<a href="/comprendre/" aria-current="true">Comprendre</a>' in page
    assert '<a href="/comprendre/">Comprendre</a>' in client.get("/aide/").content.decode()


def test_un_dispositif_inconnu_n_a_pas_de_fiche(registre: Registre, client: Client) -> None:
    assert client.get("/comprendre/xyz/").status_code == 404
    assert client.get("/comprendre/xyz.pdf").status_code == 404


def test_une_longue_fiche_demande_autant_qu_une_courte(registre: Registre, client: Client) -> None:
    un_chiffre(registre, "c", "3", type_id="asv")
    un_texte("Loi", "2016", ["asv"])
    une_explication("asv", {"en-bref": "Il y a [[chiffre:c]] ASV. Voir [[page:glossaire]]."})
    client.get(ADRESSE)
    courte = nombre_de_requetes(lambda: client.get(ADRESSE))
    Explication.objects.all().delete()
    suite = " ".join(f"[[chiffre:c-{n}]]" for n in range(30))
    for n in range(30):
        un_chiffre(registre, f"c-{n}", str(n), type_id="asv", sujet=f"s-{n}")
        un_terme(f"SIGLE{n:02}".translate(str.maketrans("0123456789", "ABCDEFGHIJ")), f"mot {n}")
    rubriques = ["en-bref", "qui-decide", "qui-signe", "qui-paie", "quel-texte", "benefices"]
    une_explication("asv", dict.fromkeys(rubriques, suite))
    assert nombre_de_requetes(lambda: client.get(ADRESSE)) == courte <= 15


# Paper


def test_la_fiche_s_imprime_en_pdf_balise(registre: Registre, client: Client) -> None:
    pytest.importorskip("weasyprint", exc_type=OSError, reason="Pango absent")
    un_chiffre(registre, "asv", "220", type_id="asv", date="2012")
    une_explication("asv", {"en-bref": "Il y en a [[chiffre:asv]]."})
    reponse = client.get("/comprendre/asv.pdf")
    assert reponse["Content-Type"] == "application/pdf"
    assert reponse.content.startswith(b"%PDF")
    assert b'pdfuaid:part="1"' in flux_du_pdf(reponse.content)
    assert 'filename="asv.pdf"' in reponse["Content-Disposition"]


def test_sans_pango_la_page_dit_quoi_faire(
    registre: Registre, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def absent() -> None:
        raise pdf.PangoAbsentError

    monkeypatch.setattr(pdf, "_weasyprint", absent)
    une_explication("asv")
    reponse = client.get("/comprendre/asv.pdf")
    assert reponse.status_code == 503
    assert "Enregistrer au format PDF" in texte(reponse)
    assert 'href="/comprendre/asv/"' in reponse.content.decode()


@pytest.mark.parametrize("adresse", ["https://example.org/x.png", "file:///etc/hostname", "x.png"])
def test_le_pdf_ne_va_rien_chercher(adresse: str, caplog: pytest.LogCaptureFixture) -> None:
    pytest.importorskip("weasyprint", exc_type=OSError, reason="Pango absent")
    html = f'<html lang="fr"><title>x</title><img src="{adresse}" alt="x">'
    assert pdf.en_pdf(html).startswith(b"%PDF")
    assert "disallowed protocol" in caplog.text


def test_une_fiche_repond_d_abord_aux_quatre_questions_d_un_elu(
    registre: Registre, client: Client
) -> None:
    une_reponse("asv", "Qui paie ?", "**L’État**, surtout.", date="2013")
    une_reponse("asv", "Par ou commencer ?", "**Par un diagnostic.**")
    une_explication("asv", {"en-bref": "Un but.", "quelle-duree": "Trois ans.\n\nOu plus."})
    reponse = client.get(ADRESSE)
    bref = texte(reponse).split("Un but.")[0]
    assert "Combien, qui paie ? L’État, surtout. Aucun montant au registre. 2013" in bref
    # Not compared: the first words of its own part, which says the rest.
    assert "Combien de temps ? Trois ans." in bref
    assert "Ou plus." not in bref
    assert "Par où commencer ? Par un diagnostic." in bref
    assert 'href="#quelle-duree"' in reponse.content.decode()
    un_chiffre(registre, "budget-asv", "50000", unite="€", type_id="asv", sujet="budget")
    assert "Aucun montant au registre" not in texte(client.get(ADRESSE))
