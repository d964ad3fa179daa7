"""Figures, cells, legal texts and terms go from draft to published, as explainers do."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dispositifs.models import Chiffre, Terme
from tests.dispositifs.comprendre.ecrits import (
    SANS_TEXTE_VERIFIE,
    un_chiffre,
    un_terme,
    un_texte,
    une_explication,
    une_reponse,
)
from tests.fabriques import Registre
from tests.lecture import texte

# What is written, the page that shows it, and the words that betray it.
ECRITS: dict[str, tuple[str, str]] = {
    "chiffre": ("/comprendre/asv/", "220 (janvier 2026)"),
    "reponse": ("/comprendre/comparer/?types=asv,cls", "Une réponse écrite"),
    "texte": ("/comprendre/chronologie/", "Loi des ateliers"),
    "terme": ("/comprendre/glossaire/", "Agence régionale de santé"),
}


@pytest.fixture
def ecrits(registre: Registre) -> dict[str, Any]:
    chiffre = un_chiffre(registre, "asv", "220")
    une_explication("asv", {"en-bref": "Il y en a [[chiffre:asv]]."})
    une_reponse("cls", "Qui paie ?", "L’autre colonne.")
    return {
        "chiffre": chiffre,
        "reponse": une_reponse("asv", "Qui paie ?", "Une réponse écrite."),
        "texte": un_texte("Loi des ateliers", "2000", types=["asv"]),
        "terme": un_terme("ARS", "agence régionale de santé"),
    }


def voir(objet: Any) -> str:
    meta = objet._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_voir", args=[objet.pk])


@pytest.mark.parametrize("quoi", ECRITS)
@pytest.mark.parametrize("etat", ["brouillon", "a-relire", "archive"])
def test_ce_qui_n_est_pas_publie_ne_se_lit_pas(
    ecrits: dict[str, Any], client: Client, quoi: str, etat: str
) -> None:
    adresse, mots = ECRITS[quoi]
    assert mots in texte(client.get(adresse))
    objet = ecrits[quoi]
    objet.etat = etat
    objet.save()
    assert mots not in texte(client.get(adresse))


@pytest.mark.parametrize("quoi", ["reponse", "texte", "terme"])
def test_l_apercu_montre_la_page_comme_elle_sera(
    ecrits: dict[str, Any], editrice: Client, quoi: str
) -> None:
    objet = ecrits[quoi]
    objet.etat = "brouillon"
    objet.save()
    assert ECRITS[quoi][1] in texte(editrice.get(voir(objet)))
    objet.refresh_from_db()
    assert objet.etat == "brouillon"


def test_l_apercu_d_un_chiffre_est_la_fiche_de_son_lieu(
    ecrits: dict[str, Any], editrice: Client
) -> None:
    chiffre: Chiffre = ecrits["chiffre"]
    chiffre.etat = "brouillon"
    chiffre.save()
    reponse = editrice.get(voir(chiffre))
    assert reponse.status_code == 200
    assert chiffre.territoire.nom in texte(reponse)


@pytest.mark.parametrize("modele", ["chiffre", "reponsecritere", "textereference", "terme"])
def test_ce_qui_s_ajoute_a_la_main_commence_en_brouillon(editrice: Client, modele: str) -> None:
    page = editrice.get(reverse(f"admin:dispositifs_{modele}_add"))
    assert page.context["adminform"].form.initial["etat"] == "brouillon"
    assert "Proposer à la relecture" in page.content.decode()


def test_publier_un_terme_se_fait_par_un_bouton(editrice: Client, client: Client) -> None:
    champs = {"sigle": "GRSP", "developpe": "groupement régional de santé publique",
              "definition": "", "note": "", "source": "", "etat": "brouillon"}  # fmt: skip
    editrice.post(reverse("admin:dispositifs_terme_add"), champs)
    terme = Terme.objects.get(sigle="GRSP")
    assert terme.etat == "brouillon"
    assert "GRSP" not in texte(client.get("/comprendre/glossaire/"))
    adresse = reverse("admin:dispositifs_terme_change", args=[terme.pk])
    editrice.post(adresse, champs | {"_etat_publie": "Publier"})
    assert "GRSP" in texte(client.get("/comprendre/glossaire/"))


def test_un_texte_ne_peut_citer_qu_un_chiffre_publie(
    ecrits: dict[str, Any], editrice: Client
) -> None:
    Chiffre.objects.update(etat="brouillon")
    fiche = une_explication("clsm", etat="brouillon")
    champs = {"type": "clsm", "chapo": "Il y en a [[chiffre:asv]].", **SANS_TEXTE_VERIFIE,
              "etat": "brouillon"}  # fmt: skip
    adresse = reverse("admin:dispositifs_explication_change", args=[fiche.pk])
    assert "n’appelle rien" in texte(editrice.post(adresse, champs))
