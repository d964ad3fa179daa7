"""« Signaler une modification »: from any page, without an account, into the same queue."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispositifs.actualisation.signalement import lien
from dispositifs.models import Proposition
from portal.site.signaler import page_visee
from tests.dispositifs.actualisation.conftest import Tournee

FICHE = "/dispositifs/asv-la-seyne-sur-mer/"
DE_CHEZ_NOUS = {"Sec-Fetch-Site": "same-origin"}


def _envoyer(client: Client, **champs: str) -> Any:
    donnees = {"page": FICHE, "remarque": "Le CLS a été signé en mars."} | champs
    return client.post("/signaler/", donnees, headers=DE_CHEZ_NOUS, follow=True)


def test_chaque_fiche_y_mene(tournee: Tournee, client: Client) -> None:
    assert f'href="{lien(FICHE)}"' in client.get(FICHE).content.decode()
    page = client.get(lien(FICHE)).content.decode()
    assert "ASV de La Seyne-sur-Mer" in page
    assert "mailto:cres-paca@cres-paca.org?subject=" in page


def test_un_signalement_attend_le_cres(tournee: Tournee, client: Client) -> None:
    reponse = _envoyer(client, courriel="marie@example.org")
    assert "Merci, c’est noté" in reponse.content.decode()
    proposition = Proposition.objects.get()
    assert proposition.dispositif == tournee.dispositif
    assert (proposition.origine, proposition.page) == ("signalement", FICHE)
    assert proposition.courriel == "marie@example.org"
    assert proposition.effacer_le
    assert not client.cookies


def test_sans_adresse_rien_n_est_garde_de_l_auteur(tournee: Tournee, client: Client) -> None:
    _envoyer(client)
    proposition = Proposition.objects.get()
    assert (proposition.courriel, proposition.effacer_le) == ("", None)


def test_le_merci_ramene_a_la_page_signalee_et_nulle_part_ailleurs(
    tournee: Tournee, client: Client
) -> None:
    page = _envoyer(client).content.decode()
    assert f'href="{tournee.dispositif.get_absolute_url()}">Revenir à' in page
    ailleurs = client.get("/signaler/merci/", {"page": "//exemple.org/"}).content.decode()
    assert "Revenir à" not in ailleurs
    assert "exemple.org" not in ailleurs


def test_un_robot_est_remercie_et_rien_n_est_garde(tournee: Tournee, client: Client) -> None:
    reponse = _envoyer(client, site_web="https://spam.example.org")
    assert "Merci, c’est noté" in reponse.content.decode()
    assert not Proposition.objects.exists()


def test_un_signalement_envoye_deux_fois_n_attend_qu_une_fois(
    tournee: Tournee, client: Client
) -> None:
    for _ in range(2):
        assert "Merci, c’est noté" in _envoyer(client).content.decode()
    assert Proposition.objects.count() == 1
    Proposition.objects.update(etat="acceptee", traitee_le=timezone.now())
    _envoyer(client)
    assert Proposition.objects.count() == 2, "redit après la décision, il attend de nouveau"


def test_au_dela_de_dix_par_heure_on_attend(tournee: Tournee, client: Client) -> None:
    statuts = [_envoyer(client, remarque=f"Remarque {n}").status_code for n in range(12)]
    assert statuts == [200] * 10 + [429] * 2
    assert Proposition.objects.count() == 10


def test_un_autre_site_ne_signale_pas(tournee: Tournee, client: Client) -> None:
    reponse = client.post(
        "/signaler/",
        {"page": FICHE, "remarque": "Un message"},
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    assert reponse.status_code == 403
    assert not Proposition.objects.exists()


@pytest.mark.parametrize(
    "page",
    [
        "https://ailleurs.example.org/",
        "//ailleurs.example.org/dispositifs/",
        "/\\ailleurs.example.org",
        "javascript:alert(1)",
        "/admin/",
        "/compte/connexion/",
        "/actualiser/x/",
        "/signaler/",
        "/nulle-part/",
        "/dispositifs/inconnu/",
        "/dispositifs/\0/",
        "/" + "x" * 400,
        "dispositifs/",
    ],
)
def test_seule_une_page_publique_de_ce_site_se_signale(
    tournee: Tournee, client: Client, page: str
) -> None:
    assert page_visee(page) is None
    reponse = _envoyer(client, page=page)
    assert reponse.status_code == 400
    assert not Proposition.objects.exists()


def test_un_brouillon_ne_se_signale_pas(tournee: Tournee) -> None:
    tournee.registre.un_dispositif("cls", "commune-83126", slug="cls-secret", publie=False)
    assert page_visee("/dispositifs/cls-secret/") is None


@pytest.mark.parametrize("page", ["/", "/dispositifs/?type=asv", "/comprendre/glossaire/"])
def test_toute_page_publique_se_signale(tournee: Tournee, client: Client, page: str) -> None:
    _envoyer(client, page=page)
    assert Proposition.objects.get().page == page.partition("?")[0]


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"remarque": ""}, "Dites ce qui a changé."),
        ({"remarque": "oui"}, "Dites-en un peu plus."),
        ({"remarque": "x" * 3001}, "3000"),
        ({"courriel": "marie"}, "ne se lit pas"),
    ],
)
def test_ce_qui_manque_est_dit_et_le_reste_garde(
    tournee: Tournee, client: Client, champs: dict[str, str], phrase: str
) -> None:
    reponse = _envoyer(client, **champs)
    assert reponse.status_code == 400
    assert phrase in reponse.content.decode()


def test_le_html_d_un_signalement_reste_du_texte(
    tournee: Tournee, client: Client, admin_client: Client
) -> None:
    _envoyer(client, remarque="<script>alert(1)</script>")
    cle = Proposition.objects.get().pk
    page = admin_client.get(f"/admin/dispositifs/proposition/{cle}/change/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_prendre_en_compte_un_signalement_ne_dit_pas_la_fiche_verifiee(
    tournee: Tournee, client: Client, admin_client: Client
) -> None:
    _envoyer(client)
    cle = Proposition.objects.get().pk
    adresse = f"/admin/dispositifs/proposition/{cle}/change/"
    admin_client.post(adresse, {"bouton": "accepter", "mot": "Merci."})
    assert Proposition.objects.get().etat == "acceptee"
    assert tournee.relire().verifie_le == ""


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(page=st.text(max_size=60), remarque=st.text(max_size=30), courriel=st.text(max_size=30))
def test_aucun_signalement_ne_fait_tomber_la_page(
    tournee: Tournee, client: Client, page: str, remarque: str, courriel: str
) -> None:
    donnees = {"page": page, "remarque": remarque, "courriel": courriel}
    donnees = {n: v.encode("utf-8", "replace").decode() for n, v in donnees.items()}
    statuts = {
        client.post("/signaler/", donnees, headers=DE_CHEZ_NOUS).status_code,
        client.get("/signaler/", {"page": donnees["page"]}).status_code,
    }
    assert statuts <= {200, 302, 400, 429}
