"""What a coordination sees and sends: one click, or corrections that wait for CRES."""

from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispositifs.actualisation.formulaire import ReponseForm
from dispositifs.models import Invitation, Proposition
from tests.dispositifs.actualisation.conftest import BOITE, Tournee
from tests.fabriques import nombre_de_requetes

Champs = dict[str, Any]


def _champs(proposition: Proposition) -> dict[str, tuple[Any, Any]]:
    return {c.champ: (c.avant, c.propose) for c in proposition.champs.all()}


def test_la_fiche_se_montre_telle_que_le_public_la_voit(tournee: Tournee, client: Client) -> None:
    page = client.get(tournee.lien).content.decode()
    for dit in ("ASV de La Seyne-sur-Mer", "Ville de La Seyne-sur-Mer", BOITE, "Un atelier."):
        assert dit in page
    assert page.count("Tout est exact") == 2
    assert Invitation.objects.get().ouverte_le is not None


def test_un_clic_confirme_et_rien_ne_change_avant_le_cres(tournee: Tournee, client: Client) -> None:
    reponse = client.post(tournee.lien, follow=True)
    assert "Merci, c’est reçu" in reponse.content.decode()
    assert tournee.proposition.nature == "confirmation"
    assert tournee.proposition.courriel == BOITE
    assert tournee.proposition.effacer_le is not None
    assert tournee.relire().verifie_le == ""


def test_deux_clics_ne_font_qu_une_reponse(tournee: Tournee, client: Client) -> None:
    client.post(tournee.lien)
    assert client.post(tournee.lien).status_code == 410
    assert Proposition.objects.count() == 1


def test_le_formulaire_dit_ce_que_dit_la_fiche(
    tournee: Tournee, client: Client, saisie: Champs
) -> None:
    formulaire = client.get(f"{tournee.lien}corriger/").context["form"]
    montre = {champ.name: champ.value() for champ in formulaire}
    assert {nom: str(montre[nom]).replace(".", ",") for nom in saisie} == {
        nom: valeur.replace(".", ",") for nom, valeur in saisie.items()
    }


def test_rien_de_change_est_une_confirmation(
    tournee: Tournee, client: Client, saisie: Champs
) -> None:
    client.post(f"{tournee.lien}corriger/", saisie)
    assert tournee.proposition.nature == "confirmation"
    assert not _champs(tournee.proposition)


def test_seul_ce_qui_change_est_propose(tournee: Tournee, client: Client, saisie: Champs) -> None:
    saisie |= {
        "presentation": "Un autre texte.\r\nEn deux lignes.",
        "debut": "09/2021",
        "coordination_etp": "1",
        "etape_statut": "en-renouvellement",
        "etape_date": "15/03/2026",
        "document_titre": "Le bilan",
        "document_url": "ville.example.org/bilan.pdf",
        "remarque": "À bientôt.",
        "au_nom_de": "la coordination de l’ASV",
    }
    client.post(f"{tournee.lien}corriger/", saisie)
    proposition = tournee.proposition
    assert proposition.nature == "correction"
    assert (proposition.remarque, proposition.au_nom_de) == (
        "À bientôt.",
        "la coordination de l’ASV",
    )
    assert _champs(proposition) == {
        "presentation": ("Un atelier.", "Un autre texte.\nEn deux lignes."),
        "debut": ("", "2021-09"),
        "coordination.etp": ("0.5", "1"),
        "etape": ("", {"statut": "en-renouvellement", "date": "2026-03-15"}),
        "document": ("", {"titre": "Le bilan", "url": "https://ville.example.org/bilan.pdf"}),
    }
    assert tournee.relire().presentation == "Un atelier."


def test_une_seconde_visite_reprend_ce_qui_etait_ecrit(
    tournee: Tournee, client: Client, saisie: Champs
) -> None:
    saisie |= {"nom": "", "presentation": "À moitié", "debut": "31/02/20", "garder": "1"}
    reponse = client.post(f"{tournee.lien}corriger/", saisie, follow=True)
    assert "pas encore envoyé" in reponse.content.decode()
    page = client.get(f"{tournee.lien}corriger/").content.decode()
    assert "Vous retrouvez ce que vous aviez commencé" in page
    assert "À moitié" in page
    assert "31/02/20" in page
    assert "Reprendre mes corrections" in client.get(tournee.lien).content.decode()
    assert not Proposition.objects.exists()


def test_une_erreur_garde_tout_et_mene_au_champ(
    tournee: Tournee, client: Client, saisie: Champs
) -> None:
    saisie |= {"debut": "32/13/2024", "presentation": "Gardée"}
    reponse = client.post(f"{tournee.lien}corriger/", saisie)
    page = reponse.content.decode()
    assert reponse.status_code == 400
    assert 'href="#id_debut"' in page
    assert "Cette date n’existe pas" in page
    assert "Gardée" in page
    assert Invitation.objects.get().brouillon["presentation"] == "Gardée"


@pytest.mark.parametrize(
    ("champ", "valeur", "phrase"),
    [
        ("nom", "", "Une fiche porte un nom."),
        ("nom", "x" * 201, "200"),
        ("debut", "9999", "Cette date"),
        ("debut", "1066-10-14", "Cette date"),
        ("fin", "2024-02-30", "Cette date"),
        ("fin", "demain", "Cette date"),
        ("coordination_etp", "-1", "supérieur"),
        ("coordination_etp", "1e9", "50"),
        ("coordination_etp", "deux", "Écrivez un nombre"),
        ("coordination_etp", "NaN", "Écrivez un nombre"),
        ("coordination_courriel", "marie", "ne se lit pas"),
        ("coordination_etat", "inventé", "Sélectionnez"),
        ("etape_statut", "actif", "Dites depuis quand."),
        ("etape_date", "2024", "Dites quel changement."),
        ("document_url", "https://x.example.org/a", "Donnez un titre"),
        ("document_url", "javascript:alert(1)", "ne se lit pas"),
        ("remarque", "x" * 3001, "3000"),
        ("presentation", "a\0b", "nul"),
    ],
)
def test_ce_qui_ne_se_lit_pas_est_dit(
    tournee: Tournee, client: Client, saisie: Champs, champ: str, valeur: str, phrase: str
) -> None:
    reponse = client.post(f"{tournee.lien}corriger/", saisie | {champ: valeur})
    assert reponse.status_code == 400
    assert phrase in reponse.content.decode().replace("\u202f", "").replace("\xa0", " ")
    assert not Proposition.objects.exists()


def test_la_fin_ne_precede_pas_le_debut(tournee: Tournee, client: Client, saisie: Champs) -> None:
    saisie |= {"debut": "2024", "fin": "03/2023"}
    page = client.post(f"{tournee.lien}corriger/", saisie).content.decode()
    assert "La fin précède le début." in page


def test_un_corps_de_dix_millions_d_octets_est_refuse(tournee: Tournee, client: Client) -> None:
    reponse = client.post(
        f"{tournee.lien}corriger/", b"nom=" + b"x" * 10_000_000,
        content_type="application/x-www-form-urlencoded",
    )  # fmt: skip
    assert reponse.status_code == 400
    assert not Proposition.objects.exists()


def test_le_html_saisi_reste_du_texte(tournee: Tournee, client: Client, saisie: Champs) -> None:
    saisie |= {"presentation": "<script>alert(1)</script>", "nom": ""}
    page = client.post(f"{tournee.lien}corriger/", saisie).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(
    st.dictionaries(
        st.sampled_from([*ReponseForm.base_fields, "garder", "autre"]), st.text(max_size=40)
    )
)
def test_aucune_saisie_ne_fait_tomber_la_page(
    tournee: Tournee, client: Client, donnees: Champs
) -> None:
    Invitation.objects.update(repondue_le=None)
    Proposition.objects.all().delete()
    Invitation.objects.update(brouillon={})
    envoyees = {nom: v.encode("utf-8", "replace").decode() for nom, v in donnees.items()}
    reponse = client.post(f"{tournee.lien}corriger/", envoyees)
    assert reponse.status_code in (302, 400, 429)
    if reponse.status_code == 400:
        assert client.get(f"{tournee.lien}corriger/").status_code == 200


def test_la_page_du_lien_coute_toujours_autant(tournee: Tournee, client: Client) -> None:
    client.get(tournee.lien)
    peu = nombre_de_requetes(lambda: client.get(tournee.lien))
    for annee in range(1990, 2020):
        tournee.dispositif.etapes.create(
            statut="actif", date=str(annee), source=tournee.registre.source
        )
    assert nombre_de_requetes(lambda: client.get(tournee.lien)) == peu
