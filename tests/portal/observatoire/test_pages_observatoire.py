"""/observatoire/ and its gaps on the small register: words, refusals, files, constant queries."""

import re
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispositifs.comptes.blancs import communes_de, zones_blanches
from dispositifs.comptes.decompte import Etendue
from dispositifs.comptes.recensement import Recensement
from dispositifs.models import Couverture, Dispositif
from dispositifs.registre.certitude import Savoir
from portal.observatoire.colonnes import COLONNES, COLONNES_ZONES
from portal.observatoire.comptes import Publications
from portal.observatoire.dessin import largeur, pour_cent
from tests.dispositifs.comptes.test_recensement import dire_absent
from tests.dispositifs.registre.test_requetes_hostiles import ABSURDES, VRAIS
from tests.fabriques import Registre, nombre_de_requetes, un_dispositif
from tests.lecture import lignes_csv, lignes_json, lignes_xlsx, octets, texte

ADRESSES = [
    *("/observatoire/", "/observatoire.csv", "/observatoire.xlsx", "/observatoire.json"),
    *("/observatoire/zones-blanches/", "/observatoire/zones-blanches.csv"),
    *("/observatoire/zones-blanches.xlsx", "/observatoire/zones-blanches.json"),
]
CALME = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)


def etendues(registre: Registre, type_: str, lieu: str = "region-93", au: str = "") -> list[int]:
    """Communes whole, unstated, in part, somewhere in what contains them, unknown."""
    lignes = Recensement(registre.lieux[lieu], au).lignes
    ligne = next(x for x in lignes if x.type.code == type_)
    return [ligne.etendues[e].communes for e in Etendue]


def test_chaque_facon_de_couvrir_a_sa_colonne(registre: Registre) -> None:
    """The region has six communes here."""
    registre.un_dispositif("asv", perimetre=[("departement-83", "entiere")])
    registre.un_dispositif("asv", "commune-84007")
    registre.un_dispositif("asv", perimetre=[("commune-05053", "partielle")])
    assert etendues(registre, "asv") == [2, 1, 1, 0, 2]


def test_la_comparaison_se_trie_et_chaque_nombre_mene_a_sa_liste(
    client: Client, registre: Registre
) -> None:
    """The most first; each number is that of the lines of the list that it leads to."""
    for slug in ("cls-un", "cls-deux"):
        registre.un_dispositif("cls", "commune-84007", slug=slug)
    registre.un_dispositif("cls", "commune-83137")
    page = client.get("/observatoire/?colonne=-cls&au=2026-11").content.decode()
    assert 'href="#t-comparaison"' in page
    comparaison = page[page.index("serre comparaison") :]
    comparaison = comparaison[: comparaison.index("</table>")]
    assert comparaison.count("aria-sort=") == 1
    assert 'aria-sort="descending"' in comparaison
    cases = re.findall(r'data-label="CLS"[^>]*><a href="([^"]+)">\s*<b>(\d+)</b>', comparaison)
    assert [int(n) for _, n in cases] == [2, 1]
    for adresse, nombre in cases:
        requete = unescape(adresse).split("?", 1)[1]
        assert len(lignes_csv(client.get(f"/dispositifs.csv?{requete}"))) == int(nombre)
    sens_inverse = client.get("/observatoire/?colonne=cls&au=2026-11").content.decode()
    assert 'aria-sort="ascending"' in sens_inverse
    assert client.get("/observatoire/?colonne=habitants").status_code == 400


def test_un_arrondissement_ou_un_quartier_couvre_sa_commune_en_partie(registre: Registre) -> None:
    registre.un_dispositif("asv", perimetre=[("arrondissement-13201", "entiere")])
    assert etendues(registre, "asv") == [0, 0, 1, 0, 5]
    registre.un_dispositif("asv", perimetre=[("qpv-QN01341I", "entiere")])
    assert etendues(registre, "asv") == [0, 0, 2, 0, 4]


def test_une_ancienne_commune_couvre_en_partie_celle_qui_lui_succede(registre: Registre) -> None:
    registre.lieux["commune-05143"] = type(registre.lieux["commune-05053"]).objects.get(
        code="05143"
    )
    registre.un_dispositif("cls", perimetre=[("commune-05143", "entiere")])
    assert etendues(registre, "cls") == [0, 0, 1, 0, 5]


def test_la_couverture_la_plus_complete_l_emporte_et_rien_n_est_compte_deux_fois(
    registre: Registre,
) -> None:
    for rang, part in enumerate(("partielle", "non-precisee", "entiere", "partielle")):
        registre.un_dispositif("cls", perimetre=[("commune-83126", part)], slug=f"cls-{rang}")
    assert etendues(registre, "cls") == [1, 0, 0, 0, 5]


def test_un_projet_un_brouillon_un_fini_ne_couvrent_rien(registre: Registre) -> None:
    registre.un_dispositif("cls", "commune-83126", etapes=[("en-projet", "2018")])
    registre.un_dispositif("cls", "commune-83137", publie=False)
    registre.un_dispositif("cls", "commune-84007", etapes=[("actif", "2012"), ("termine", "2016")])
    assert etendues(registre, "cls") == [0, 0, 0, 0, 6]
    assert etendues(registre, "cls", au="2014") == [0, 1, 0, 0, 5]


def test_d_un_epci_a_cheval_seules_comptent_les_communes_du_territoire(registre: Registre) -> None:
    registre.un_dispositif("clsm", perimetre=[("epci-248400251", "entiere")])
    assert etendues(registre, "clsm") == [1, 0, 0, 0, 5]
    assert etendues(registre, "clsm", "epci-248400251") == [2, 0, 0, 0, 0]
    recensement = Recensement(registre.lieux["departement-84"])
    assert [x[0].territoire.code for x in recensement.comparaison] == ["248400251"]
    assert recensement.comparaison[0][0].savoirs[Savoir.INCONNU].communes == 1


def test_la_population_inconnue_est_a_part(registre: Registre) -> None:
    commune = registre.lieux["commune-05053"]
    commune.population = commune.population_annee = None
    commune.save()
    recensement = Recensement(registre.lieux["region-93"])
    assert (recensement.total.communes, recensement.total.sans_population) == (6, 1)
    derniere = list(zones_blanches(registre.lieux["region-93"], [], ""))[-1]
    assert derniere.code == "05053"


def test_sans_type_une_zone_blanche_n_a_aucun_dispositif(registre: Registre) -> None:
    registre.un_dispositif("asv", "commune-83126")
    registre.un_dispositif("cls", "commune-83137")
    region = registre.lieux["region-93"]
    assert zones_blanches(region, [], "").count() == 4
    assert zones_blanches(region, ["asv"], "").count() == 5
    assert zones_blanches(region, ["asv", "cls"], "").count() == 4
    assert next(c.code for c in zones_blanches(region, [], "")) == "13055"


def test_sans_type_une_zone_blanche_dit_les_absences_constatees(
    registre: Registre, client: Client
) -> None:
    dire_absent(registre, "departement-05", "cls", "asv")
    page = texte(client.get("/observatoire/zones-blanches/"))
    assert "Absence constatée : ASV, mars 2018" in page
    assert "; CLS, mars 2018" in page
    assert "Les autres : non renseigné" in page
    seul = texte(client.get("/observatoire/zones-blanches/?type=cls"))
    assert "Absence constatée : CLS, mars 2018" in seul
    assert "Les autres" not in seul
    lignes = lignes_csv(client.get("/observatoire/zones-blanches.csv"))
    [commune] = [x for x in lignes if x["absence_types"]]
    assert (commune["code"], commune["absence_types"]) == ("05053", "asv | cls")
    assert commune["absence_dates"] == "2018-03 | 2018-03"
    assert commune["absence_constatee"] == "2018-03"


def test_un_contrat_compte_ce_qui_lui_est_lie_ou_recoupe_son_territoire(
    registre: Registre,
) -> None:
    """The ASV lies inside the EPCI; the CLS, elsewhere, is tied by a source."""
    contrat = registre.un_contrat("epci-248300543", generation="2024-2030")
    registre.un_contrat("commune-84007", generation="2015-2023")
    registre.un_dispositif("asv", "commune-83126")
    registre.articuler(registre.un_dispositif("cls", "commune-05053"), contrat)
    publications = Publications(registre.lieux["region-93"], "2025")
    comptes = {c.codes: c.maintenant for c in publications.combinaisons.lignes if c.maintenant}
    assert comptes == {("asv", "cls"): 1}


def test_la_page_dit_que_non_renseigne_n_est_pas_aucun(
    demo_partagee: Registre, client: Client
) -> None:
    page = texte(client.get("/observatoire/"))
    assert "« Non renseigné » n’est pas « aucun »" in page
    assert "Provence-Alpes-Côte d’Azur" in page
    assert "population municipale de 2023" in page


@pytest.mark.parametrize(
    ("requete", "dit"),
    [
        ("au=2018-13", "Écrivez une date comme 2018, mars 2018 ou 31/03/2018."),
        ("au=2018-02-30", "Écrivez une date comme"),
        ("au=hier", "Écrivez une date comme"),
        ("territoire=atlantide", "ne désigne aucun territoire"),
        ("territoire=region-93&territoire=departement-83", "Un seul territoire à la fois"),
        ("territoire=qpv-QN01341I", "L’observatoire compte des communes"),
        ("territoire=arrondissement-13201", "L’observatoire compte des communes"),
    ],
)
@pytest.mark.parametrize("adresse", ADRESSES)
def test_une_demande_illisible_est_refusee_en_francais(
    demo_partagee: Registre, client: Client, adresse: str, requete: str, dit: str
) -> None:
    reponse = client.get(f"{adresse}?{requete}")
    assert reponse.status_code == 400
    assert dit in texte(reponse)


def test_un_type_inconnu_est_refuse(demo_partagee: Registre, client: Client) -> None:
    reponse = client.get("/observatoire/zones-blanches/?type=XYZ")
    assert reponse.status_code == 400
    assert "ne fait pas partie des choix" in texte(reponse)


@pytest.mark.parametrize("adresse", ADRESSES)
def test_une_base_vide_repond_quand_meme(db: None, client: Client, adresse: str) -> None:
    reponse = client.get(adresse)
    assert reponse.status_code == 200
    assert octets(reponse)


def test_un_ancien_code_vaut_son_heritier(demo_partagee: Registre, client: Client) -> None:
    assert "Garde-Colombe" in texte(client.get("/observatoire/?territoire=commune-05143"))


@pytest.mark.parametrize("au", ["", "1990", "2018-03", "2018-03-31", "2050"])
@pytest.mark.parametrize(
    "lieu", ["pays-FR", "region-93", "departement-83", "epci-248400251", "commune-13055"]
)
def test_chaque_territoire_repond_a_chaque_date(
    demo_partagee: Registre, client: Client, lieu: str, au: str
) -> None:
    reponse = client.get(f"/observatoire/?territoire={lieu}&au={au}")
    assert reponse.status_code == 200
    for ligne in Recensement(demo_partagee.lieux[lieu], au).lignes:
        total = communes_de(demo_partagee.lieux[lieu]).count()
        assert sum(c.communes for c in ligne.etendues.values()) == total


@pytest.mark.parametrize(
    ("suffixe", "lire"), [("csv", lignes_csv), ("xlsx", lignes_xlsx), ("json", lignes_json)]
)
def test_les_trois_formats_ont_les_memes_lignes(
    demo_partagee: Registre, client: Client, suffixe: str, lire: Any
) -> None:
    lignes = lire(client.get(f"/observatoire.{suffixe}?territoire=departement-83"))
    # A workbook puts words before codes: the same columns, in an order of its own.
    ordonner = sorted if suffixe == "xlsx" else list
    assert ordonner(c.nom for c in COLONNES) == ordonner(lignes[0])
    assert {x["territoire_code"] for x in lignes} == {"departement-83", "epci-248300543"}
    zones = lire(client.get(f"/observatoire/zones-blanches.{suffixe}?type=cpts"))
    assert ordonner(c.nom for c in COLONNES_ZONES) == ordonner(zones[0])
    marseille = (zones[0]["reference"], zones[0]["departement_reference"])
    assert marseille == ("commune-13055", "departement-13")
    assert zones[0]["nom"] == "Marseille"
    assert zones[0]["departement_nom"] == "Bouches-du-Rhône"
    assert "Avignon" not in {x["nom"] for x in zones}


def _semer(registre: Registre, nombre: int) -> None:
    debut = Dispositif.objects.count()
    for n in range(nombre):
        un_dispositif(
            registre.types["cls"],
            [(registre.lieux["commune-83126"], Couverture.Part.ENTIERE)],
            registre.source,
            slug=f"d{debut + n:05}",
        )


@pytest.mark.parametrize(
    "adresse",
    ["/observatoire/?au=2020", "/observatoire.csv", "/observatoire/zones-blanches/?type=asv"],
)
def test_le_nombre_de_requetes_ne_depend_pas_du_registre(
    demo_partagee: Registre, client: Client, adresse: str
) -> None:
    def lire() -> None:
        octets(client.get(adresse))

    _semer(demo_partagee, 3)
    avant = nombre_de_requetes(lire)
    _semer(demo_partagee, 30)
    assert nombre_de_requetes(lire) == avant <= 32


@CALME
@given(
    adresse=st.sampled_from(ADRESSES),
    mots=st.lists(
        st.tuples(
            st.sampled_from(["territoire", "au", "type", "page", "x", ""]),
            st.one_of(st.sampled_from(VRAIS), st.sampled_from(ABSURDES), st.text(max_size=20)),
        ),
        max_size=5,
    ),
)
def test_rien_de_ce_que_l_on_tape_ne_casse_l_observatoire(
    demo_partagee: Registre, client: Client, adresse: str, mots: list[tuple[str, str]]
) -> None:
    reponse = client.get(f"{adresse}?{urlencode(mots, errors='surrogatepass')}")
    assert reponse.status_code in (200, 400)
    if reponse.streaming:
        assert octets(reponse)


@given(part=st.integers(0, 10**8), reste=st.integers(0, 10**8))
def test_une_barre_ne_depasse_jamais_son_tout(part: int, reste: int) -> None:
    assert 0 <= float(largeur(part, part + reste)) <= 100
    if part:
        assert not pour_cent(part, part + reste).startswith("0\u00a0")
    if reste:
        assert not pour_cent(part, part + reste).startswith("100\u00a0")
