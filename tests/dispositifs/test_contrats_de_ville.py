"""A contrat de ville is a dispositif: held by a place, aiming at quartiers, with a generation."""

import json
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from dispositifs.actualisation.jeton import ecrire
from dispositifs.models import Campagne, Couverture, Dispositif, Generation, Invitation
from dispositifs.registre.lieu import FicheTerritoire
from socle.models import Publiable
from tests.fabriques import Registre, nombre_de_requetes, une_source
from tests.lecture import lignes_csv, texte, titres
from tests.socle.suivi.page import ouvrir

pytestmark = pytest.mark.django_db


@pytest.fixture
def equipe(db: None) -> Client:
    """A browser where an administrator is logged in."""
    client = Client()
    client.force_login(User.objects.create_superuser("cres", "cres@example.org", "secret"))
    return client


@pytest.mark.parametrize(
    "champs",
    [
        {"debut": "mars 2018"},
        {"debut": "2016", "fin": "2015"},
        {"debut": "2016-04", "fin": "2016-03"},
        {"verifie_le": "2018-03"},
    ],
    ids=str,
)
def test_la_base_refuse_un_contrat_incoherent(registre: Registre, champs: dict[str, str]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        registre.un_contrat("commune-83126", **champs)


def _nommer(contrat: Dispositif, generation: str) -> None:
    """Past the model, and judged at once: PostgreSQL would wait for the end of the transaction."""
    Dispositif.objects.filter(pk=contrat.pk).update(generation_nommee=generation)
    connection.check_constraints()


def test_une_generation_que_personne_n_a_nommee_est_refusee(registre: Registre) -> None:
    contrat = registre.un_contrat("commune-83126")
    with pytest.raises(IntegrityError), transaction.atomic():
        _nommer(contrat, "2007-2014")


def test_la_generation_d_un_autre_type_est_refusee_en_francais(registre: Registre) -> None:
    cls = registre.un_dispositif("cls", "commune-83126")
    cls.generation_nommee_id = "2015-2023"
    with pytest.raises(ValidationError, match="celle d’un autre type de dispositif"):
        cls.full_clean()


def test_un_passage_sans_source_est_refuse_en_francais(registre: Registre) -> None:
    contrat = registre.un_contrat("commune-83126")
    contrat.source, contrat.passage = None, "page 3"
    with pytest.raises(ValidationError, match="Un passage ne se lit que dans une source"):
        contrat.full_clean()


def test_seul_un_quartier_prioritaire_est_vise(registre: Registre) -> None:
    contrat = registre.un_contrat("epci-248300543", quartiers=["qpv-QN01341I"])
    quartier = contrat.couvertures.get(visee=True)
    quartier.full_clean()
    quartier.territoire = registre.lieux["commune-83126"]
    with pytest.raises(ValidationError, match="Seul un quartier prioritaire"):
        quartier.full_clean()


@pytest.mark.parametrize(("debut", "fin"), [("2016-04", "2016"), ("2015", "2023"), ("2018", "")])
def test_une_fin_moins_precise_que_le_debut_est_admise(
    registre: Registre, debut: str, fin: str
) -> None:
    assert registre.un_contrat("commune-83126", debut=debut, fin=fin).pk


def _touchant(reference: str, registre: Registre) -> set[str]:
    lieu = registre.lieux[reference]
    trouves = {d.slug for d in Dispositif.objects.publies().apparentes(lieu)}
    assert {x.dispositif.slug for x in FicheTerritoire(lieu).contrats} == trouves
    return trouves


def test_un_contrat_touche_son_territoire_ce_qui_le_contient_et_ce_qu_il_contient(
    registre: Registre,
) -> None:
    contrat = registre.un_contrat("epci-248300543", slug="tpm").slug
    for reference in ("epci-248300543", "commune-83126", "departement-83", "region-93"):
        assert _touchant(reference, registre) == {contrat}
    for reference in ("departement-13", "commune-84007", "region-76"):
        assert _touchant(reference, registre) == set()


def test_un_contrat_touche_les_communes_de_ses_quartiers(registre: Registre) -> None:
    """Filed under La Seyne, but one of its quartiers lies in two communes of another EPCI."""
    contrat = registre.un_contrat("commune-83126", quartiers=["qpv-QN01341I"]).slug
    for reference in ("qpv-QN01341I", "commune-13055", "commune-13070", "departement-13"):
        assert _touchant(reference, registre) == {contrat}
    assert _touchant("arrondissement-13201", registre) == set()


def test_un_contrat_touchant_deux_fois_n_est_compte_qu_une(registre: Registre) -> None:
    registre.un_contrat("epci-200054807", quartiers=["qpv-QN01341I"])
    lieu = registre.lieux["departement-13"]
    assert Dispositif.objects.apparentes(lieu).count() == 1
    assert len(FicheTerritoire(lieu).contrats) == 1


def test_seuls_les_contrats_publies_se_montrent(registre: Registre) -> None:
    registre.un_contrat("commune-83126", publie=False)
    publie = registre.un_contrat("commune-83137")
    assert [x.dispositif for x in FicheTerritoire(registre.lieux["departement-83"]).contrats] == [
        publie
    ]


def test_l_historique_d_un_contrat_garde_ses_quartiers(registre: Registre) -> None:
    contrat = registre.un_contrat("commune-13055")
    quartier = registre.lieux["qpv-QN01341I"]
    Couverture.objects.create(dispositif=contrat, territoire=quartier, visee=True)
    (dit,) = Couverture.history.filter(dispositif_id=contrat.pk, visee=True)
    assert (dit.history_type, dit.territoire.nom) == ("+", "Les Escourtines")


def test_une_source_citee_ne_s_efface_pas(registre: Registre) -> None:
    registre.un_contrat("commune-83126")
    with pytest.raises(IntegrityError):
        une_source().delete()


def test_chaque_fiche_n_a_qu_une_adresse(registre: Registre, client: Client) -> None:
    registre.un_contrat("commune-83126", slug="seyne")
    registre.un_dispositif("asv", "commune-83126", slug="asv")
    reponse: Any = client.get("/dispositifs/seyne/?au=2018-03")
    assert (reponse.status_code, reponse.url) == (301, "/contrats-de-ville/seyne/?au=2018-03")
    reponse = client.get("/contrats-de-ville/asv/")
    assert (reponse.status_code, reponse.url) == (301, "/dispositifs/asv/")


# The term of a generation is told as the generation's, and closes what nothing shows running.


@pytest.mark.parametrize(
    ("generation", "champs", "au", "attendue"),
    [
        ("2015-2023", {}, "2018-03", "actif"),
        ("2015-2023", {}, "2023-12-31", "actif"),
        ("2015-2023", {}, "2024-01", "a-terme"),
        ("2015-2023", {}, "", "a-terme"),
        ("2015-2023", {}, "2018-02", ""),
        ("2024-2030", {}, "", "actif"),
        ("2024-2030", {}, "2031", "a-terme"),
        ("", {}, "2050", "actif"),
        ("2015-2023", {"fin": "2019"}, "2020", "a-terme"),
        ("2015-2023", {"fin": "2040"}, "", "actif"),
        ("2015-2023", {"etapes": [("actif", "2018"), ("actif", "2024-06")]}, "", "actif"),
        ("2015-2023", {"etapes": [("actif", "2018"), ("termine", "2022")]}, "", "termine"),
        ("2015-2023", {"etapes": []}, "", "a-terme"),
    ],
)
def test_la_situation_d_un_contrat_a_une_date(
    registre: Registre, generation: str, champs: dict[str, Any], au: str, attendue: str
) -> None:
    registre.un_contrat("commune-83126", generation=generation, **champs)
    tous = Dispositif.objects.all()
    assert tous.avec_statut(au).get().situation == attendue
    assert tous.en_vie_au(au).exists() == (attendue == "actif")
    assert tous.en_cours(au).exists() == (attendue == "actif")


def test_un_cls_arrive_a_son_terme_comme_un_contrat_de_ville(registre: Registre) -> None:
    registre.un_dispositif("cls", "commune-83126", debut="2016", fin="2020")
    cls = Dispositif.objects.avec_statut().get()
    assert (cls.situation, cls.terme) == ("a-terme", "2020")
    assert not Dispositif.objects.en_cours().exists()
    assert Dispositif.objects.en_cours("2019").exists()


def test_qui_le_confirme_apres_son_terme_le_garde_en_cours(registre: Registre) -> None:
    verifie = {"verifie_le": "2021-02", "verifie_par": "Ville"}
    registre.un_dispositif("cls", "commune-83126", debut="2016", fin="2020", **verifie)
    assert Dispositif.objects.en_cours().exists()
    assert not Dispositif.objects.en_cours("2021-01").exists()


def test_la_fiche_dit_le_terme_comme_celui_de_la_generation(
    registre: Registre, client: Client
) -> None:
    registre.un_contrat("commune-83126", slug="seyne", generation="2015-2023")
    page = texte(client.get("/contrats-de-ville/seyne/"))
    assert "Arrivé à son terme en 2023 avec sa génération." in page
    assert "Sa génération, 2015–2023, devait courir jusqu’en 2023" in page
    assert "Fin non renseignée (terme de sa génération : 2023)" in page
    generation = Generation.objects.get(code="2015-2023")
    assert generation.source.reference in page


def test_un_contrat_a_des_etapes_une_coordination_et_voyage_dans_le_temps(
    registre: Registre, client: Client
) -> None:
    registre.un_contrat(
        "commune-83126",
        slug="seyne",
        etapes=[("en-projet", "2015"), ("actif", "2016")],
        coordination="dediee",
    )
    page = texte(client.get("/contrats-de-ville/seyne/"))
    assert "Coordination dédiée" in page
    assert "En projet" in page
    avant = texte(client.get("/contrats-de-ville/seyne/?au=2015-06"))
    assert "Ce dispositif n’existe pas encore : il est en projet." in avant
    (ligne,) = lignes_csv(client.get("/contrats-de-ville.csv?au=2015-06"))
    assert (ligne["situation"], ligne["statut"]) == ("a-venir", "en-projet")


def _page_de_la_campagne(contrat: Dispositif, client: Client) -> str:
    """The record as the link of an invitation shows it."""
    campagne = Campagne.objects.create(nom="C", message="M", expire_le=timezone.localdate())
    invitation = Invitation.objects.create(
        campagne=campagne, dispositif=contrat, adresse="a@b.example"
    )
    return texte(client.get(f"/actualiser/{ecrire(invitation)}/"))


def test_un_contrat_se_verifie_par_la_campagne(registre: Registre, client: Client) -> None:
    contrat = registre.un_contrat("commune-83126", generation="2024-2030")
    assert "Contrat de ville de La Seyne-sur-Mer" in _page_de_la_campagne(contrat, client)


@pytest.mark.parametrize("part", ["entiere", "non-precisee"])
def test_la_fiche_d_un_quartier_dit_qu_il_est_vise(
    registre: Registre, client: Client, part: str
) -> None:
    registre.un_contrat("commune-13055", part=part, quartiers=["qpv-QN01341I"])
    page = texte(client.get("/territoires/qpv/QN01341I/", follow=True))
    assert "Ce quartier est de ceux que vise le contrat." in page


def test_un_contrat_dont_on_ne_sait_que_les_quartiers_les_montre_partout(
    registre: Registre, client: Client
) -> None:
    contrat = registre.un_contrat("commune-13055", slug="vises", quartiers=["qpv-QN01341I"])
    contrat.couverture_principale = contrat.couvertures.get(visee=True)
    contrat.save()
    contrat.couvertures.filter(visee=False).delete()
    page = texte(client.get("/contrats-de-ville/vises/"))
    assert "Quartier prioritaire visé : Les Escourtines." in page
    assert "aucune source ne permet de nommer le lieu" not in page
    assert "Les Escourtines" in texte(client.get("/contrats-de-ville/"))
    assert "Quartier prioritaire visé : Les Escourtines" in _page_de_la_campagne(contrat, client)
    Couverture.objects.create(dispositif=contrat, territoire=registre.lieux["commune-13055"])
    contrat = Dispositif.objects.get(slug="vises")
    contrat.ranger()
    assert str(contrat.territoire) == "Marseille"


def test_l_onglet_de_la_carte_mene_aux_contrats(registre: Registre, client: Client) -> None:
    registre.un_contrat("commune-83126", generation="2024-2030")
    page = client.get("/contrats-de-ville/?generation=2024-2030&type=asv&territoire=region-93")
    assert page.context["resultats"].adresse_de_la_carte == (
        "/carte/?type=contrat-de-ville&territoire=region-93"
    )
    assert client.get(page.context["resultats"].adresse_de_la_carte).status_code == 200


def test_l_observatoire_compte_chaque_contrat_dans_une_situation(
    registre: Registre, client: Client
) -> None:
    registre.un_contrat("commune-83126", generation="2015-2023")
    registre.un_contrat("commune-84007", generation="2024-2030")
    lignes = lignes_csv(client.get("/observatoire.csv?territoire=region-93"))
    (ligne,) = [
        x for x in lignes
        if (x["type"], x["territoire_code"]) == ("contrat-de-ville", "region-93")
    ]  # fmt: skip
    situations = sum(int(n) for mot, n in ligne.items() if mot.startswith("statut_"))
    assert int(ligne["fiches"]) == situations == 2
    assert ligne["statut_a_terme"] == "1"
    assert "Arrivé à son terme" in texte(client.get("/observatoire/?territoire=region-93"))


def test_l_agenda_mene_a_ce_qu_il_compte_et_dit_d_ou_vient_le_terme(
    registre: Registre, client: Client
) -> None:
    registre.un_contrat("commune-83126", generation="2015-2023", slug="ancien")
    registre.un_contrat("commune-84007", generation="2024-2030", slug="nouveau")
    reponse = client.get("/agenda/?type=contrat-de-ville")
    page = texte(reponse)
    assert "1 dispositif arrivé à son terme" in page
    adresse = "/dispositifs/?statut=a-terme&type=contrat-de-ville"
    assert adresse in reponse.content.decode().replace("&amp;", "&")
    assert titres(client.get(adresse)) == ["ancien"]
    source = Generation.objects.get(code="2024-2030").source.reference
    assert source in page.split("Fin prévue : Contrat")[1]


# In the admin


def _saisie(registre: Registre, **champs: Any) -> dict[str, Any]:
    groupes = ("couvertures", "etapes", "coordinations", "articulations", "signatures")
    vides = {f"{g}-{m}": 0 for g in (*groupes, "verifications") for m in ("TOTAL_FORMS",)}
    vides |= {f"{g}-INITIAL_FORMS": 0 for g in (*groupes, "verifications")}
    return {
        "nom": "Contrat de ville de Toulon",
        "slug": "contrat-de-ville-de-toulon",
        "type": "contrat-de-ville",
        "generation_nommee": "2015-2023",
        "etat": Publiable.Etat.PUBLIE,
        "debut": "2015",
        **vides,
        **champs,
    }


def test_un_contrat_de_ville_se_saisit_et_garde_son_historique(
    registre: Registre, equipe: Client
) -> None:
    rangee = {
        "couvertures-TOTAL_FORMS": 1,
        "couvertures-0-territoire": registre.lieux["epci-248300543"].pk,
        "couvertures-0-part": "entiere",
    }
    reponse = equipe.post("/admin/dispositifs/dispositif/add/", _saisie(registre, **rangee))
    assert reponse.status_code == 302
    contrat = Dispositif.objects.get()
    assert contrat.est_publie
    assert contrat.get_absolute_url() == "/contrats-de-ville/contrat-de-ville-de-toulon/"
    assert contrat.history.last().history_user.username == "cres"
    adresse = f"/admin/dispositifs/dispositif/{contrat.pk}"
    assert equipe.get(f"{adresse}/change/").status_code == 200
    assert equipe.get(f"{adresse}/history/").status_code == 200


def test_le_code_d_une_generation_nommee_se_lit_et_ne_change_plus(
    registre: Registre, equipe: Client
) -> None:
    """It is the key that contrats cite: another would leave them a twin, not a new name."""
    contrat = registre.un_contrat("commune-83126", generation="2015-2023")
    page = ouvrir(equipe, "/admin/dispositifs/typedispositif/contrat-de-ville/change/")
    forge = ouvrir(equipe, page.adresse)
    codes = sorted(Generation.objects.values_list("code", flat=True))
    rang = next(i for i in range(len(codes)) if page.champs[f"generations-{i}-fin"] == ["2023"])
    assert re.search(
        rf'name="generations-{rang}-code"[^>]* readonly', page.reponse.content.decode()
    )
    page.taper(**{f"generations-{rang}-note": "Prolongée"})
    assert page.envoyer().est_enregistree
    assert sorted(Generation.objects.values_list("code", flat=True)) == codes
    contrat.refresh_from_db()
    assert contrat.generation_nommee is not None
    assert contrat.generation_nommee.note == "Prolongée"
    forge.taper(**{f"generations-{rang}-code": "2015-2022"}).envoyer()
    assert sorted(Generation.objects.values_list("code", flat=True)) == codes


def test_une_date_illisible_est_refusee_avec_un_exemple(registre: Registre, equipe: Client) -> None:
    saisie = _saisie(registre, debut="mars 2015")
    page = equipe.post("/admin/dispositifs/dispositif/add/", saisie).content.decode()
    assert "Écrivez une date comme 2018, 2018-03 ou 2018-03-31." in page


def test_les_quartiers_proposes_se_trouvent_par_leur_nom(
    registre: Registre, equipe: Client
) -> None:
    question = {"app_label": "dispositifs", "model_name": "couverture", "field_name": "territoire"}
    reponse = equipe.get("/admin/autocomplete/", question | {"term": "escourtines"})
    resultats = json.loads(reponse.content)["results"]
    assert [r["id"] for r in resultats] == [str(registre.lieux["qpv-QN01341I"].pk)]


def test_la_liste_des_contrats_n_interroge_pas_ligne_a_ligne(
    registre: Registre, equipe: Client
) -> None:
    adresse = "/admin/dispositifs/dispositif/?type__code__exact=contrat-de-ville"
    registre.un_contrat("commune-83126", generation="2015-2023")
    equipe.get(adresse)
    pour_un = nombre_de_requetes(lambda: equipe.get(adresse))
    for reference in ("commune-83137", "commune-13055"):
        registre.un_contrat(reference, generation="2015-2023")
    assert nombre_de_requetes(lambda: equipe.get(adresse)) == pour_un
    assert "Contrat de ville de Toulon" in equipe.get(adresse).content.decode()
