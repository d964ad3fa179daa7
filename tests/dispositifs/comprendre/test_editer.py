"""The admin: what it refuses, what it keeps of what was typed, and the history of each text."""

import pytest
from django.http import HttpResponse
from django.test import Client

from dispositifs.models import Chiffre, Explication, Partie, ReponseCritere
from tests.bibliographie.conftest import une_notice
from tests.dispositifs.comprendre.ecrits import (
    SANS_TEXTE_VERIFIE,
    un_chiffre,
    un_texte,
    une_explication,
    une_reponse,
)
from tests.fabriques import Registre
from tests.lecture import texte


@pytest.fixture
def partie(registre: Registre) -> Partie:
    une_explication("asv", {"en-bref": "Un but."})
    return Partie.objects.get()


def ecrire(client: Client, partie: Partie, mots: str) -> HttpResponse:
    """Save a part's text through its form."""
    champs = {"explication": partie.explication_id, "rubrique": partie.rubrique, "texte": mots}
    inline = {
        "sources-TOTAL_FORMS": "1",
        "sources-INITIAL_FORMS": "1",
        "sources-0-id": str(partie.sources.get().pk),
        "sources-0-partie": str(partie.pk),
        "sources-0-source": str(partie.sources.get().source_id),
        "sources-0-passage": "page 4",
    }
    adresse = f"/admin/dispositifs/partie/{partie.pk}/change/"
    return client.post(adresse, champs | inline)


@pytest.mark.parametrize(
    ("mots", "refus"),
    [
        ("On en compte 220 en 2018.", "Le chiffre « 220 » est écrit en clair"),
        ("Pour 54 % d’entre eux.", "Le chiffre « 54 % » est écrit en clair"),
        ("Voir [[chiffre:perdu]].", "[[chiffre:perdu]] n’appelle rien"),
        ("Voir [[type:xyz]].", "[[type:xyz]] n’appelle rien"),
        ("Voir [[texte:loi-perdue]].", "[[texte:loi-perdue]] n’appelle rien"),
        ("Voir [[notice:perdue]].", "[[notice:perdue]] n’appelle rien"),
        ("Voir [[page:perdue]].", "[[page:perdue]] n’appelle rien"),
    ],
)
def test_un_texte_fautif_est_refuse_et_garde_tel_qu_il_fut_tape(
    partie: Partie, editrice: Client, mots: str, refus: str
) -> None:
    reponse = ecrire(editrice, partie, mots)
    page = texte(reponse)
    assert refus in page
    assert mots in page
    assert Partie.objects.get().texte == "Un but."


def test_un_texte_juste_se_garde_et_se_lit_aussitot(
    registre: Registre, partie: Partie, editrice: Client, client: Client
) -> None:
    un_chiffre(registre, "asv", "220")
    reponse = ecrire(editrice, partie, "Depuis 2018, [[chiffre:asv]] ASV. [[page:comparer]]")
    assert reponse.status_code == 302
    assert "220 (janvier 2026)" in texte(client.get("/comprendre/asv/"))


def test_l_historique_dit_qui_a_change_quoi(partie: Partie, editrice: Client) -> None:
    ecrire(editrice, partie, "Deux buts.")
    derniere, premiere = Partie.history.all()
    assert (premiere.texte, derniere.texte) == ("Un but.", "Deux buts.")
    assert derniere.history_user.username == "editrice"
    page = texte(editrice.get(f"/admin/dispositifs/partie/{partie.pk}/history/"))
    assert "editrice" in page


def test_l_index_de_recherche_suit_la_correction(
    partie: Partie, editrice: Client, client: Client
) -> None:
    ecrire(editrice, partie, "Un belvédère sur le port.")
    assert "/comprendre/asv/" in client.get("/recherche/?q=belvédère").content.decode()


def test_la_fiche_montre_ses_parties_dans_l_ordre_du_plan(
    registre: Registre, editrice: Client
) -> None:
    fiche = une_explication("asv", {"qui-paie": "L’État.", "en-bref": "Un but."}, chapo="Un *but*.")
    page = editrice.get(f"/admin/dispositifs/explication/{fiche.pk}/change/").content.decode()
    assert page.index(">En bref</a>") < page.index(">Qui paie</a>")
    assert "<em>but</em>" in page
    assert 'href="/comprendre/asv/" class="viewsitelink"' in page


def test_publier_se_fait_en_changeant_l_etat(
    registre: Registre, editrice: Client, client: Client
) -> None:
    fiche = une_explication("asv", etat="brouillon")
    champs = {"type": "asv", "chapo": "Il réunit.", **SANS_TEXTE_VERIFIE, "etat": "publie"}
    assert client.get("/comprendre/asv/").status_code == 404
    editrice.post(f"/admin/dispositifs/explication/{fiche.pk}/change/", champs)
    assert client.get("/comprendre/asv/").status_code == 200


def test_un_chapo_chiffre_est_refuse(registre: Registre, editrice: Client) -> None:
    fiche = une_explication("asv")
    champs = {"type": "asv", "chapo": "Les 220 ateliers.", **SANS_TEXTE_VERIFIE, "etat": "publie"}
    page = editrice.post(f"/admin/dispositifs/explication/{fiche.pk}/change/", champs)
    assert "Le chiffre « 220 » est écrit en clair" in texte(page)
    assert Explication.objects.get().chapo == "Il réunit ceux qui agissent."


def test_une_case_de_la_comparaison_suit_les_memes_regles(
    registre: Registre, editrice: Client
) -> None:
    reponse = une_reponse("asv", "Qui paie ?", "L’État.")
    champs = {
        "critere": reponse.critere_id, "type": "asv", "texte": "L’État, à 45 %.", "date": "",
        "source": reponse.source_id, "passage": "", "deduit": "", "note": "", "etat": "publie",
    }  # fmt: skip
    adresse = f"/admin/dispositifs/reponsecritere/{reponse.pk}/change/"
    assert "Le chiffre « 45 % » est écrit en clair" in texte(editrice.post(adresse, champs))
    editrice.post(adresse, champs | {"texte": "L’État, en partie."})
    assert ReponseCritere.objects.get().texte == "L’État, en partie."
    assert ReponseCritere.history.count() == 2


def test_changer_un_chiffre_dans_l_admin_change_la_page_qui_le_cite(
    registre: Registre, editrice: Client, client: Client
) -> None:
    chiffre = un_chiffre(registre, "asv", "220")
    une_explication("asv", {"en-bref": "Il y en a [[chiffre:asv]]."})
    formulaire = editrice.get(f"/admin/dispositifs/chiffre/{chiffre.pk}/change/")
    valeurs = formulaire.context["adminform"].form.initial
    champs = {nom: "" if v is None else v for nom, v in valeurs.items()} | {"valeur": "231"}
    champs.pop("approximatif", None)
    editrice.post(f"/admin/dispositifs/chiffre/{chiffre.pk}/change/", champs)
    assert Chiffre.objects.get().valeur == 231
    assert "231 (janvier 2026)" in texte(client.get("/comprendre/asv/"))


def test_l_apercu_montre_la_notice_citee_comme_la_page(partie: Partie, editrice: Client) -> None:
    notice = une_notice("Guide", cle="guide")
    ecrire(editrice, partie, "Lire [[notice:guide]].")
    page = editrice.get(f"/admin/dispositifs/partie/{partie.pk}/change/").content.decode()
    assert f'<a href="{notice.get_absolute_url()}">Guide</a>' in page


def test_ce_qui_est_tape_se_voit_avant_d_etre_enregistre(
    registre: Registre, partie: Partie, editrice: Client
) -> None:
    un_chiffre(registre, "asv", "220")
    fiche = editrice.get(f"/admin/dispositifs/partie/{partie.pk}/change/").content.decode()
    assert 'formaction="/admin/dispositifs/partie/apercu/" formtarget="_blank"' in fiche
    page = editrice.post(
        "/admin/dispositifs/partie/apercu/", {"texte": "Il y en a **[[chiffre:asv]]**, soit 12 %."}
    )
    assert "220 (janvier 2026)" in texte(page)
    assert "Le chiffre « 12 % » est écrit en clair" in texte(page)
    assert Partie.objects.get().texte == "Un but."


def test_l_apercu_n_est_pas_pour_le_public(partie: Partie, client: Client) -> None:
    reponse = client.post("/admin/dispositifs/partie/apercu/", {"texte": "x"})
    assert reponse.status_code == 302
    assert "/compte/" in reponse["Location"] or "login" in reponse["Location"]


def test_un_chiffre_dit_quels_textes_le_citent(registre: Registre, editrice: Client) -> None:
    """Taken off the site, it would be missing there: the form says so before."""
    cite, seul = un_chiffre(registre, "cite", "220"), un_chiffre(registre, "seul", "305")
    une_explication("asv", {"en-bref": "On en compte [[chiffre:cite]]."})
    une_reponse("asv", "Qui signe ?", "Selon [[chiffre:cite]] villes.")
    page = editrice.get(f"/admin/dispositifs/chiffre/{cite.pk}/change/")
    assert 'href="/comprendre/asv/#en-bref"' in page.content.decode()
    assert "Comparaison : atelier santé ville, Qui signe ?" in texte(page)
    autre = editrice.get(f"/admin/dispositifs/chiffre/{seul.pk}/change/")
    assert "Aucun texte de « Comprendre »." in texte(autre)
    assert editrice.get("/admin/dispositifs/chiffre/add/").status_code == 200


def test_un_texte_officiel_dit_quels_textes_y_renvoient(
    registre: Registre, editrice: Client
) -> None:
    loi = un_texte("Loi de 2009", "2009-07-21", ["cls"])
    une_explication("cls", {"quel-texte": f"C’est la [[texte:{loi.cle}]]."})
    page = editrice.get(f"/admin/dispositifs/textereference/{loi.pk}/change/")
    assert 'href="/comprendre/cls/#quel-texte"' in page.content.decode()
