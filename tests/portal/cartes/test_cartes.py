"""The maps of a place, of a dispositif, and /carte/: with outlines and without."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispositifs.models import Couverture, Dispositif
from portal.cartes import lieux as cartes
from portal.cartes.cadre import Cadre, Emprise
from portal.cartes.dessin import ECARTS, Dessin, Lettre
from portal.cartes.perimetres import perimetres
from territoires.models import Contour
from tests.fabriques import Registre, nombre_de_requetes
from tests.territoires.contours.conftest import Importer
from tests.territoires.contours.formes import SEYNE, carre, communes, lire, objet

VERS_ANNEXE = re.compile(r'href="#(l-[^"]+)"')


def test_la_fiche_dessine_le_lieu_et_ce_qui_le_couvre(
    client: Client, demo_dessinee: Registre
) -> None:
    page = lire(client, SEYNE)
    assert 'role="img"' in page
    assert '<title id="carte-t">Carte : La Seyne-sur-Mer</title>' in page
    for signe in ("asv", "cls", "clsm"):
        assert f'clip-path="url(#carte-{signe})"' in page
    assert "Contours : IGN, millésime 2024." in page
    # Everything that is used is drawn.
    for identifiant in VERS_ANNEXE.findall(page):
        assert f'id="{identifiant}"' in page


def test_la_carte_d_un_lieu_ne_montre_pas_ce_qui_a_pris_fin(demo_dessinee: Registre) -> None:
    dessin = cartes.carte_du_territoire(demo_dessinee.lieux["commune-05053"])
    assert dessin is not None
    assert [p.signe for p in dessin.dessines] == ["autre"]
    avant = cartes.carte_du_territoire(demo_dessinee.lieux["commune-05053"], "2014")
    assert avant is not None
    assert "cls" in [p.signe for p in avant.dessines]


def test_un_projet_et_une_couverture_partielle_sont_tiretes(demo_dessinee: Registre) -> None:
    traces = perimetres(
        Dispositif.objects.avec_statut().filter(type__in=["dac", "cpts", "clsm"]).order_by("slug")
    )
    par_signe = {
        (p.signe, any(p.est_partiel_sur(t) for t in p.territoires), p.trame) for p in traces
    }
    assert ("dac", True, False) in par_signe
    assert ("cpts", True, True) in par_signe
    assert ("clsm", False, True) in par_signe


def test_la_fiche_d_un_dispositif_dessine_son_perimetre(
    client: Client, demo_dessinee: Registre
) -> None:
    cpts = demo_dessinee.dispositifs["cpts-avignon"]
    page = lire(client, cpts.get_absolute_url())
    assert 'id="l-commune-84007"' in page
    assert 'id="l-commune-30351"' in page


def test_un_perimetre_sans_contour_est_nomme(client: Client, demo_dessinee: Registre) -> None:
    page = lire(client, "/carte/")
    assert "Sans contour connu" in page
    assert "ASV des Escourtines" not in page


def test_un_ancien_code_se_dessine_par_son_heritiere(demo_dessinee: Registre) -> None:
    ancien = demo_dessinee.lieux["commune-05143"]
    dispositif = demo_dessinee.un_dispositif("cls", perimetre=["commune-05143"], slug="vieux")
    assert ancien.est_obsolete
    dessin = cartes.carte_du_dispositif(Dispositif.objects.get(pk=dispositif.pk))
    assert dessin is not None
    assert "l-commune-05053" in dessin.aplats


def test_un_perimetre_qui_fait_un_departement_se_dessine_d_un_trait(
    demo_dessinee: Registre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.cartes.perimetres.NOMBREUX", 2)
    references = ["commune-83126", "commune-83137", "commune-13055"]
    d = demo_dessinee.un_dispositif("dac", perimetre=references, slug="dac-large")
    [trace] = perimetres([Dispositif.objects.get(pk=d.pk)])
    assert [t.reference for t in trace.territoires] == ["departement-83", "commune-13055"]


def test_la_carte_montre_la_region_et_seulement_elle(
    client: Client, demo_dessinee: Registre
) -> None:
    page = lire(client, "/carte/")
    assert "CLS de Marseille" in page
    assert "ASV de Saint-Denis" not in page
    assert 'aria-label="Légende' in page
    assert "ont pris fin" in page or "a pris fin" in page


def test_la_legende_est_le_filtre(client: Client, demo_dessinee: Registre) -> None:
    page = lire(client, "/carte/?type=cls")
    assert "Carte des dispositifs" in page
    legende = page[page.index('aria-label="Légende') :]
    assert 'href="/carte/"' in legende
    assert 'href="/carte/?type=cls&amp;type=asv"' in legende
    assert "carte-asv" not in page


def test_les_mots_de_la_liste_valent_sur_la_carte(client: Client, demo_dessinee: Registre) -> None:
    assert "ASV de Saint-Denis" in lire(client, "/carte/?territoire=region-04")
    assert "CLS de Garde-Colombe" in lire(client, "/carte/?statut=absorbe")
    assert "CLS de Garde-Colombe" not in lire(client, "/carte/")
    assert "CLS de Garde-Colombe" in lire(client, "/carte/?au=2014")


def _compte(page: str, libelle: str) -> int:
    """The number that the legend bears beside a type."""
    trouve = re.search(rf"<span>{libelle} <span class=.compte.>(\d+)<", page)
    assert trouve, libelle
    return int(trouve[1])


def test_un_perimetre_de_beaucoup_de_lieux_reste_lisible(
    client: Client, demo_dessinee: Registre
) -> None:
    """The table names six places and counts the others; the map sends what is in sight."""
    lieux = ["commune-13055", "commune-13070", "commune-83126", "commune-83137", "commune-84007",
             "commune-05053", "commune-30351", "commune-97411"]  # fmt: skip
    demo_dessinee.un_dispositif("dac", perimetre=lieux, slug="dac-large", nom="DAC large")
    page = lire(client, "/carte/?type=dac&territoire=commune-83126")
    assert "et 2 de plus" in page
    fiche = lire(client, "/dispositifs/dac-large/")
    assert fiche.count('<h3><a href="/territoires/') == len(lieux)
    url = "/carte.geojson?type=dac&territoire=commune-83126"
    objets = json.loads(client.get(url).content)["features"]
    noms = {o["properties"]["nom"] for o in objets if "dispositifs" in o["properties"]}
    assert "Provence-Alpes-Côte d’Azur" in noms
    assert "Saint-Denis" not in noms


def test_ce_qui_a_pris_fin_n_est_compte_que_demande(
    client: Client, demo_dessinee: Registre
) -> None:
    """Phrase, legend, table and files count what is drawn."""
    jour, fins = lire(client, "/carte/?type=cls"), lire(client, "/carte/?type=cls&statut=absorbe")
    dessines = _compte(jour, "CLS")
    assert f"<b>{dessines} contrats locaux de santé</b>" in jour
    assert "1 autre a pris fin ou est arrivé à son terme et n’est pas sur la carte" in jour
    assert _compte(fins, "CLS") == 1
    assert "Ce dispositif a pris fin" in fins
    assert "sur la carte : <a" not in fins
    [adresse] = re.findall(r'href="(/dispositifs\.csv[^"]+)"', jour)
    lignes = client.get(adresse.replace("&amp;", "&")).getvalue().decode().splitlines()
    assert len(lignes) - 1 == dessines
    # The facet of situations still offers them.
    assert 'value="absorbe"' in jour


def test_la_carte_porte_les_contrats_de_ville(client: Client, demo_dessinee: Registre) -> None:
    avignon = "/carte/?territoire=commune-84007"
    demo_dessinee.un_contrat("commune-84007", slug="cv-2015", generation="2015-2023")
    alors = lire(client, f"{avignon}&au=2018-03")
    assert "1 contrat de ville" in alors[: alors.index("Emporter")]
    assert 'href="/contrats-de-ville/cv-2015/?au=2018-03"' in alors
    assert 'data-type="cv"' in alors
    assert _compte(alors, "Contrat de ville") == 1
    # Arrived at its term: out of today's map.
    for suite in ("", "&au=2018-03&type=cls", "&au=2018-03&coordination=dediee"):
        assert "cv-2015" not in lire(client, avignon + suite)
    seuls = lire(client, f"{avignon}&au=2018-03&type=contrat-de-ville")
    assert "<b>1 contrat de ville</b>" in seuls
    assert "CPTS" not in seuls[seuls.index("cv-2015") : seuls.index("Carte des dispositifs")]
    assert "Aucun dispositif" in lire(client, f"{avignon}&type=contrat-de-ville")
    objets = json.loads(client.get("/carte.geojson?au=2018-03").content)["features"]
    [ville] = [o for o in objets if o["properties"]["nom"] == "Avignon"]
    urls = [d["url"] for d in ville["properties"]["dispositifs"] if d["signe"] == "cv"]
    assert urls == ["/contrats-de-ville/cv-2015/?au=2018-03"]


def test_la_carte_garde_sa_date(client: Client, demo_dessinee: Registre) -> None:
    page = lire(client, "/carte/?au=2018-03")
    assert "Tel qu’en mars 2018" in page
    assert page.count("?au=2018-03") > 10
    assert "n’est pas encore venue" in lire(client, "/carte/?au=2090")
    assert "ne sait rien d’aussi ancien" in lire(client, "/carte/?au=1990")


@pytest.mark.parametrize("adresse", ["/carte/", "/carte.geojson", "/dispositifs.geojson"])
def test_un_filtre_faux_se_dit_en_francais(
    client: Client, demo_dessinee: Registre, adresse: str
) -> None:
    reponse = client.get(adresse, {"type": "xyz"})
    assert reponse.status_code == 400
    assert "ne fait pas partie des choix" in reponse.content.decode()


def test_le_geojson_de_la_carte_groupe_par_lieu(client: Client, demo_dessinee: Registre) -> None:
    objets = json.loads(client.get("/carte.geojson").content)["features"]
    seyne = next(o for o in objets if o["properties"]["nom"] == "La Seyne-sur-Mer")
    signes = {d["signe"] for d in seyne["properties"]["dispositifs"]}
    assert signes == {"asv", "cls", "clsm"}
    [[exterieur]] = seyne["geometry"]["coordinates"]
    assert exterieur[0] == exterieur[-1]
    assert all(5.79 < x < 5.91 and 42.99 < y < 43.11 for x, y in exterieur)


def test_ce_qui_est_a_confirmer_a_son_trait_ses_mots_et_son_code(
    client: Client, demo_dessinee: Registre
) -> None:
    """The register of the scenery is of 2018; one record was verified today."""
    jour = {"verifie_le": timezone.localdate().isoformat(), "verifie_par": "CRES"}
    demo_dessinee.un_dispositif("dac", "commune-83126", slug="dac-frais", **jour)
    page = lire(client, "/carte/?territoire=commune-83126")
    assert 'data-etat="a-confirmer"' in page
    assert 'data-etat="a-jour"' in page
    assert "Trait pâle en pointillé" in page
    objets = json.loads(client.get("/carte.geojson?territoire=commune-83126").content)["features"]
    [seyne] = [o for o in objets if "dispositifs" in o["properties"]
               and o["properties"]["nom"] == "La Seyne-sur-Mer"]  # fmt: skip
    dits = {d["url"]: (d["certitude"], d["situation"]) for d in seyne["properties"]["dispositifs"]}
    assert dits["/dispositifs/dac-frais/"] == ("a-jour", "actif")
    ancien = demo_dessinee.dispositifs["asv-la-seyne-sur-mer"].get_absolute_url()
    assert dits[ancien] == ("a-confirmer", "actif en mars 2018, à confirmer")
    dessin = cartes.carte_du_territoire(demo_dessinee.lieux["commune-83126"])
    assert dessin is not None
    mots = dict(dessin.legende)
    assert mots["asv"].endswith("ASV, à confirmer")
    assert mots["dac"] == "2 DAC, dont 1 à confirmer"


def test_seule_la_part_dite_en_partie_est_tiretee(demo_dessinee: Registre) -> None:
    traces = perimetres(Dispositif.objects.filter(type="cpts").avec_certitude())
    [cpts] = [t for t in traces if len(t.territoires) == 2]
    partiels = {t.reference for t in cpts.territoires if cpts.est_partiel_sur(t)}
    assert partiels == {"commune-30351"}


def test_le_geojson_des_dispositifs_a_les_colonnes_des_autres_fichiers(
    client: Client, demo_dessinee: Registre
) -> None:
    reponse = client.get("/dispositifs.geojson?type=cpts")
    document = json.loads(reponse.getvalue())
    [cpts] = document["features"]
    assert cpts["geometry"]["type"] == "MultiPolygon"
    assert cpts["properties"]["signe"] == "cpts"
    assert document["contours"] == ["IGN, millésime 2024"]


def test_trop_de_dispositifs_pour_une_carte_se_dit(
    client: Client, demo_dessinee: Registre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.cartes.ensemble.LISIBLES", 2)
    page = lire(client, "/carte/")
    assert "Trop de dispositifs pour une carte lisible" in page
    assert "carte-cls" not in page


def test_un_quartier_connu_par_un_point_a_sa_lettre(
    demo_dessinee: Registre, importer: Importer
) -> None:
    point = {"type": "Point", "coordinates": [5.35, 43.25]}
    importer(objet("QN01341I", point), echelle="qpv")
    demo_dessinee.un_dispositif("asv", "qpv-QN01341I", slug="asv-escourtines-2")
    dessin = cartes.carte_du_territoire(demo_dessinee.lieux["qpv-QN01341I"])
    assert dessin is not None
    assert "asv" in {lettre.signe for lettre in dessin.lettres}


def test_deux_lettres_ne_se_cachent_pas() -> None:
    dessin = Dessin(Cadre(Emprise(500_000, 4_300_000, 600_000, 4_380_000)), "essai")
    for _ in range(8):
        dessin._poser(500, 400, ["asv", "cls"])
    assert len(ECARTS) > 100
    assert len({(x.x, x.y) for x in dessin.lettres}) == 16
    for rang, a in enumerate(dessin.lettres):
        assert all(_distance(a, b) >= 34 for b in dessin.lettres[:rang])


def _distance(a: Lettre, b: Lettre) -> float:
    return ((a.x - b.x) ** 2 + (a.y - b.y) ** 2) ** 0.5


@pytest.mark.parametrize("adresse", ["/carte/", "/carte.geojson", SEYNE])
def test_les_requetes_ne_suivent_pas_le_nombre_de_dispositifs(
    client: Client, demo_dessinee: Registre, adresse: str
) -> None:
    client.get(adresse)
    peu = nombre_de_requetes(lambda: client.get(adresse))
    for rang in range(12):
        demo_dessinee.un_dispositif("cls", "commune-83126", slug=f"cls-{rang}", nom=f"CLS {rang}")
    assert nombre_de_requetes(lambda: client.get(adresse)) == peu


MOTS = (
    "type",
    "territoire",
    "statut",
    "au",
    "q",
    "tri",
    "vue",
    "page",
    "fraicheur",
    "echelle",
    "z",
)
VALEURS = st.one_of(
    st.sampled_from(["cls", "asv", "region-93", "pays-FR", "commune-97411", "2018", "-1", "termine",
                     "qpv-QN01341I", "inconnu", "departement-83", "1999-13", "commune-05143"]),
    st.text(max_size=12),
)  # fmt: skip


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.sampled_from(MOTS), VALEURS), max_size=4))
def test_aucune_adresse_ne_casse_la_carte(
    client: Client, demo_dessinee: Registre, mots: list[tuple[str, str]]
) -> None:
    donnees: dict[str, Any] = {}
    for mot, valeur in mots:
        donnees.setdefault(mot, []).append(valeur)
    for adresse in ("/carte/", "/carte.geojson", "/dispositifs.geojson"):
        assert client.get(adresse, donnees).status_code in (200, 400)


def test_les_communes_du_decor_sont_toutes_dessinees(demo_dessinee: Registre) -> None:
    assert Contour.objects.filter(territoire__echelle="commune").count() == len(communes())
    assert Couverture.objects.filter(territoire__contour=None).exists()
    assert carre(0, 0)["type"] == "Polygon"
