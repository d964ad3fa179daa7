"""The record of one dispositif: what, where, since when, who, from whom; and no draft."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from dispositifs.models import Coordination, Etape, Signature
from tests.fabriques import Registre, un_organisme, une_source
from tests.lecture import texte


@pytest.fixture(name="lire")
def _lire(client: Client) -> Any:
    """The text of the record of a scheme."""

    def lire(slug: str) -> str:
        reponse = client.get(f"/dispositifs/{slug}/")
        assert reponse.status_code == 200
        return texte(reponse)

    return lire


@pytest.mark.parametrize("slug", ["inconnu", "cls-toulon", "ASV-la-seyne-sur-mer"])
def test_un_inconnu_ou_un_brouillon_n_a_pas_de_page(
    demo: Registre, client: Client, slug: str
) -> None:
    reponse = client.get(f"/dispositifs/{slug}/")
    assert reponse.status_code == 404
    assert "CLS de Toulon" not in texte(reponse)


def test_la_fiche_dit_ce_que_le_registre_sait(demo: Registre, lire: Any) -> None:
    page = lire("asv-la-seyne-sur-mer")
    assert "Situation Actif en mars 2018, à confirmer" in page
    assert "Porteur Ville de La Seyne-sur-Mer (commune)" in page
    assert "La Seyne-sur-Mer Commune, étendue non précisée" in page
    assert "Dernière vérification : mars 2018" in page
    assert "par CRES" in page
    assert "Fabrique Territoires Santé, Enquête préliminaire, mars 2018" in page


def test_ce_que_le_registre_ne_sait_pas_est_dit_non_renseigne(
    registre: Registre, lire: Any
) -> None:
    registre.un_dispositif("pta", "", slug="pta", etapes=[])
    page = lire("pta")
    for champ in ("Situation", "Porteur", "Coordination", "Génération", "Début"):
        assert f"{champ} non renseigné" in page.replace("renseignée", "renseigné"), champ
    assert "érimètre" in page
    assert "Personne n’a encore confirmé cette fiche." in page


@pytest.mark.parametrize(
    ("statut", "annonce"),
    [
        ("absorbe", "Absorbé en 2017."),
        ("termine", "Terminé en 2017."),
        ("abandonne", "Abandonné en 2017."),
        ("en-projet", "En projet en 2017, à confirmer."),
        ("en-reflexion", "En réflexion en 2017, à confirmer."),
        ("actif", "Actif en 2017, à confirmer."),
    ],
)
def test_un_dispositif_fini_ou_a_venir_l_annonce_d_abord(
    registre: Registre, lire: Any, statut: str, annonce: str
) -> None:
    registre.un_dispositif("cls", "commune-83126", slug="cls", etapes=[(statut, "2017")])
    page = lire("cls")
    assert annonce in page
    assert page.index(annonce) < page.index("Porteur")


@pytest.mark.parametrize("statut", ["actif", "en-renouvellement"])
def test_un_dispositif_en_vie_n_annonce_rien(registre: Registre, lire: Any, statut: str) -> None:
    etapes = [("termine", "2015"), (statut, timezone.localdate().isoformat())]
    registre.un_dispositif("cls", "commune-83126", slug="cls", etapes=etapes)
    assert 'class="avis"' not in lire("cls")
    assert "à confirmer" not in lire("cls")


def test_ce_qui_se_prepare_ne_se_dit_au_present_que_s_il_est_frais(
    registre: Registre, lire: Any
) -> None:
    jour = timezone.localdate().isoformat()
    registre.un_dispositif("cls", "commune-83126", slug="cls", etapes=[("en-projet", jour)])
    assert "Ce dispositif n’existe pas encore : il est en projet." in lire("cls")


def test_une_fin_seulement_constatee_n_est_pas_une_date_de_fin(
    registre: Registre, lire: Any
) -> None:
    cls = registre.un_dispositif("cls", "commune-83126", slug="cls", etapes=[("termine", "2018")])
    cls.etapes.update(constat=True)
    assert "Terminé, constaté en 2018. La date du changement n’est pas connue." in lire("cls")


@pytest.mark.parametrize(
    ("fin", "etapes", "annonce"),
    [
        ("2020", [("actif", "2018-03")], "Il devait courir jusqu’en 2020"),
        ("2020-06-30", [("actif", "2018-03")], "Il devait courir jusqu’au 30 juin 2020"),
        ("2020", [("actif", "2018-03"), ("actif", "2022")], ""),
        ("2099", [("actif", "2018-03")], ""),
        ("2020", [("actif", "2018-03"), ("termine", "2020")], ""),
        ("", [("actif", "2018-03")], ""),
    ],
)
def test_une_fin_prevue_et_passee_s_annonce_quand_rien_ne_dit_la_suite(
    registre: Registre, lire: Any, fin: str, etapes: Any, annonce: str
) -> None:
    registre.un_dispositif("cls", "commune-83126", slug="cls", etapes=etapes, fin=fin)
    page = lire("cls")
    assert ("Arrivé à son terme" in page) is bool(annonce)
    assert annonce in page


def test_une_fin_prevue_et_passee_mene_a_la_suite(registre: Registre, lire: Any) -> None:
    premier = registre.un_dispositif("cls", "commune-83126", slug="cls", fin="2020")
    registre.un_dispositif("cls", "commune-83126", slug="cls-2", nom="Suite", succede_a=premier)
    assert "Il devait courir jusqu’en 2020. Lui succède : Suite." in lire("cls")


def test_la_vie_va_de_la_plus_ancienne_etape_a_la_derniere(registre: Registre, lire: Any) -> None:
    etapes = [("actif", "2013-06"), ("en-projet", "2012"), ("absorbe", "2017-04-03")]
    registre.un_dispositif("cls", "commune-83126", slug="cls", etapes=etapes)
    vie = lire("cls").split("Dans le temps")[1]
    rangs = [vie.index(date) for date in ("2012", "Juin 2013", "3 avril 2017")]
    assert rangs == sorted(rangs)


def test_ce_qui_est_deduit_ou_constate_est_signale(registre: Registre, lire: Any) -> None:
    cls = registre.un_dispositif("cls", "commune-83126", slug="cls", etapes=[])
    Etape.objects.create(
        dispositif=cls, statut="actif", date="2018-03", constat=True, passage="p. 12",
        deduit="La source nomme sa coordinatrice.", source=registre.source,
    )  # fmt: skip
    page = lire("cls")
    assert "La source nomme sa coordinatrice." in page
    assert "onstaté" in page
    assert "p. 12" in page


def test_actif_sans_coordination_se_dit(registre: Registre, lire: Any) -> None:
    registre.un_dispositif("clsm", "commune-83126", slug="clsm", coordination="aucune")
    page = lire("clsm")
    assert "Situation Actif" in page
    assert "ans coordination" in page or "Coordination Aucune" in page


def test_les_coordinations_passees_restent_lisibles(registre: Registre, lire: Any) -> None:
    cls = registre.un_dispositif("cls", "commune-83126", slug="cls")
    for etat, date, fin in [("dediee", "2014", "2018-03"), ("partagee", "2018-03", "")]:
        Coordination.objects.create(
            dispositif=cls, etat=etat, date=date, fin=fin, source=registre.source,
            fonction="deux coordinatrices", etp="1.5",
        )  # fmt: skip
    page = lire("cls")
    assert "Coordination partagée, connue en mars 2018 Deux coordinatrices, 1,5 équivalent" in page
    assert "Avant : coordination dédiée, connue en 2014, finie en mars 2018." in page


def test_les_liens_se_lisent_des_deux_bouts(registre: Registre, lire: Any) -> None:
    clsm = registre.un_dispositif("clsm", "commune-83126", slug="clsm")
    asv = registre.un_dispositif("asv", "commune-83126", slug="asv")
    registre.articuler(clsm, asv, "s-appuie-sur")
    registre.articuler(asv, registre.un_contrat("commune-83126"), "volet-sante-de")
    assert "appuie sur : ASV de La Seyne-sur-Mer" in lire("clsm")
    page = lire("asv")
    assert "ert d’appui à : CLSM de La Seyne-sur-Mer" in page
    assert "olet santé de : Contrat de ville de La Seyne-sur-Mer" in page


def test_les_generations_se_suivent(registre: Registre, lire: Any) -> None:
    premier = registre.un_dispositif("cls", "commune-83126", slug="cls-1", nom="CLS 1")
    registre.un_dispositif(
        "cls", "commune-83126", slug="cls-2", nom="CLS 2", succede_a=premier, generation=2
    )
    assert "uccède à : CLS 1" in lire("cls-2")
    assert "pour suite : CLS 2" in lire("cls-1")


def test_un_brouillon_ne_se_lit_pas_sur_la_fiche_d_un_autre(registre: Registre, lire: Any) -> None:
    asv = registre.un_dispositif("asv", "commune-83126", slug="asv")
    cache = registre.un_dispositif("cls", "commune-83126", nom="CACHE", publie=False, slug="x")
    suite = registre.un_dispositif(
        "asv", "commune-83126", nom="CACHE 2", publie=False, slug="y", succede_a=asv
    )
    contrat = registre.un_contrat("commune-83126", nom="CACHE 3", publie=False)
    for lien in ((asv, cache), (cache, asv), (asv, contrat), (suite, asv)):
        registre.articuler(*lien)
    assert "CACHE" not in lire("asv")


def test_desaccord_et_signataires_sont_montres(registre: Registre, lire: Any) -> None:
    asv = registre.un_dispositif(
        "asv", "commune-83126", slug="asv", desaccord="Deux passages ne s’accordent pas."
    )
    ars = un_organisme("ARS Provence-Alpes-Côte d’Azur", "ars")
    Signature.objects.create(dispositif=asv, organisme=ars, date="2016-05")
    page = lire("asv")
    assert "Deux passages ne s’accordent pas." in page
    assert "ARS Provence-Alpes-Côte d’Azur" in page


def test_chaque_source_est_citee_une_fois_avec_ses_passages(registre: Registre, lire: Any) -> None:
    autre = une_source("autre", titre="Bilan 2020", organisme="CRES", date="2020")
    cls = registre.un_dispositif("cls", "commune-83126", slug="cls", etapes=[], passage="p. 1")
    for date, source, passage in [
        ("2018", registre.source, "p. 2"),
        ("2019", registre.source, "p. 2"),
        ("2020", autre, "p. 7"),
    ]:
        Etape.objects.create(
            dispositif=cls, statut="actif", date=date, source=source, passage=passage
        )
    sources = lire("cls").split("D’après quoi")[1].split("Citer")[0]
    assert sources.count("Enquête préliminaire") == 1
    assert sources.count("Bilan 2020") == 1
    assert (sources.count("p. 1"), sources.count("p. 2"), sources.count("p. 7")) == (1, 1, 1)


def test_un_texte_de_la_base_est_echappe(registre: Registre, client: Client) -> None:
    registre.un_dispositif(
        "asv", "commune-83126", slug="asv", nom="<script>alert(1)</script>", presentation="<img x>"
    )
    page = client.get("/dispositifs/asv/").content
    assert b"<script>alert" not in page
    assert b"<img x>" not in page
