"""The census of the real register on the real France, against SQL that uses no word of it."""

import datetime

import pytest
from django.db import connection
from django.test import Client

from dispositifs.comptes.blancs import zones_blanches
from dispositifs.comptes.decompte import Etendue
from dispositifs.comptes.recensement import Recensement
from dispositifs.comptes.vies import Vies
from dispositifs.models import Dispositif, TypeDispositif
from portal.observatoire.comptes import Publications
from socle import dates
from territoires.models import Territoire
from tests.lecture import lignes_csv, texte
from tests.verite import SITUATIONS, etapes_ecrites, lieux_ecrits, publies

pytestmark = pytest.mark.usefixtures("france")
AUX_DATES = ["2016-01", "2018-03", ""]
TYPES = ["asv", "cls", "clsm", "cpts", "dac"]
# Each commune of a territory, with the fullest extent that a running scheme of a type gives it.
RECENSER = """
    {situations}, vivante AS (
        SELECT k.territoire_id, k.part
        FROM dispositifs_couverture AS k
        JOIN situation AS d ON d.id = k.dispositif_id
        WHERE d.type_id = %(type)s AND d.situation IN ('actif', 'en-renouvellement')
    )
    SELECT c.code, c.population, (
        SELECT MIN(CASE WHEN v.part = 'partielle' AND a.contenant_id <> c.id THEN 3
                        WHEN v.part = 'partielle' THEN 2
                        WHEN v.part = 'non-precisee' THEN 1
                        WHEN NOT a.entiere THEN 2 ELSE 0 END)
        FROM vivante AS v JOIN territoires_appartenance AS a ON a.contenant_id = v.territoire_id
        WHERE a.contenu_id = c.id
    ), (
        SELECT COUNT(*)
        FROM vivante AS v JOIN territoires_appartenance AS a ON a.contenu_id = v.territoire_id
        WHERE a.contenant_id = c.id
    )
    FROM territoires_territoire AS c
    JOIN territoires_appartenance AS lien ON lien.contenu_id = c.id
    JOIN territoires_territoire AS lieu ON lieu.id = lien.contenant_id
    WHERE c.echelle = 'commune' AND c.obsolete_depuis IS NULL
      AND lieu.echelle = %(echelle)s AND lieu.code = %(code)s
""".replace("{situations}", SITUATIONS)


def recenser(reference: str, type_: str, au: str) -> dict[str, tuple[int | None, int]]:
    """For each commune: its population, and its extent (4: nothing known)."""
    echelle, _, code = reference.partition("-")
    jour = dates.bornes(au)[1] if au else datetime.date.today()
    mots = {"jour": jour.isoformat(), "type": type_, "echelle": echelle, "code": code}
    with connection.cursor() as curseur:
        curseur.execute(RECENSER, mots)
        return {
            commune: (population, min(4 if haut is None else haut, 2 if bas else 4))
            for commune, population, haut, bas in curseur.fetchall()
        }


def lieu(reference: str) -> Territoire:
    return Territoire.objects.par_reference(reference)


@pytest.mark.django_db
@pytest.mark.parametrize("au", AUX_DATES)
@pytest.mark.parametrize("type_", TYPES)
def test_les_946_communes_et_leurs_habitants_se_retrouvent_tous(au: str, type_: str) -> None:
    attendus = recenser("region-93", type_, au)
    assert len(attendus) == 946
    ligne = next(x for x in Recensement(lieu("region-93"), au).lignes if x.type.code == type_)
    for etendue, compte in ligne.etendues.items():
        populations = [p for p, e in attendus.values() if e == etendue]
        assert compte.communes == len(populations), etendue
        assert compte.habitants == sum(p or 0 for p in populations), etendue
    assert sum(c.communes for c in ligne.etendues.values()) == 946
    assert sum(c.habitants for c in ligne.etendues.values()) == 5_218_960


@pytest.mark.django_db
@pytest.mark.parametrize("au", AUX_DATES)
@pytest.mark.parametrize("type_", TYPES)
def test_les_zones_blanches_sont_les_communes_que_rien_n_atteint(au: str, type_: str) -> None:
    attendus = recenser("region-93", type_, au)
    trouvees = zones_blanches(lieu("region-93"), [type_], au)
    assert [c.code for c in trouvees if attendus[c.code][1] != Etendue.NON_RENSEIGNEE] == []
    assert len(trouvees) == sum(e == Etendue.NON_RENSEIGNEE for _, e in attendus.values())
    populations = [c.population for c in trouvees]
    assert populations == sorted(populations, reverse=True)


@pytest.mark.django_db
@pytest.mark.parametrize("reference", ["epci-248400251", "commune-13055", "departement-2A"])
@pytest.mark.parametrize("type_", ["asv", "cls"])
def test_un_epci_a_cheval_et_marseille_sont_comptes_de_meme(reference: str, type_: str) -> None:
    """Grand Avignon lies in two régions; Marseille has seven ASV and is one commune."""
    attendus = recenser(reference, type_, "2018-03")
    ligne = next(x for x in Recensement(lieu(reference), "2018-03").lignes if x.type.code == type_)
    obtenus = {e: c.communes for e, c in ligne.etendues.items()}
    assert obtenus == {e: sum(f == e for _, f in attendus.values()) for e in Etendue}


@pytest.mark.django_db
def test_marseille_a_sept_asv_en_2018_et_n_est_qu_une_commune() -> None:
    """Four that the study of March 2018 counts without a name, three that later sources name: one
    had ended in 2007, another is only seen running in 2024."""
    des_lieux = {"commune-13055", *(f"arrondissement-132{n:02}" for n in range(1, 17))}
    ecrits = {
        d["cle"]: [e["statut"] for e in etapes_ecrites(d) if e["date"] <= "2018-03-31"]
        for d in publies()
        if d["type"] == "asv" and des_lieux & lieux_ecrits(d)
    }
    attendus = {
        "asv-marseille-1", "asv-marseille-2", "asv-marseille-3", "asv-marseille-4",
        "asv-marseille-nord-est", "asv-marseille-littoral-nord", "asv-marseille-sante-mentale",
    }  # fmt: skip
    assert {cle for cle, statuts in ecrits.items() if statuts[-1:] == ["actif"]} == attendus
    assert ecrits.keys() - attendus == {"asv-marseille-nord", "asv-marseille-centre"}
    asv = Dispositif.objects.publies().apparentes(lieu("commune-13055")).filter(type="asv")
    assert set(asv.en_vie_au("2018-03").values_list("slug", flat=True)) == attendus
    ligne = Recensement(lieu("commune-13055"), "2018-03").lignes[0]
    assert (ligne.type.code, ligne.en_vie) == ("asv", 7)
    # Of an extent that no source states: known, and not said covered.
    assert (ligne.connu.communes, ligne.couvert.communes) == (1, 0)


@pytest.mark.django_db
def test_les_departements_additionnes_font_la_region() -> None:
    recensement = Recensement(lieu("region-93"), "2018-03")
    assert [lignes[0].territoire.code for lignes in recensement.comparaison] == [
        "04", "05", "06", "13", "83", "84",
    ]  # fmt: skip
    for rang, ligne in enumerate(recensement.lignes):
        for etendue in Etendue:
            des_departements = [x[rang].etendues[etendue] for x in recensement.comparaison]
            somme = sum((d.communes for d in des_departements), 0)
            assert somme == ligne.etendues[etendue].communes
            habitants = sum(d.habitants for d in des_departements)
            assert habitants == ligne.etendues[etendue].habitants


@pytest.mark.django_db
def test_les_communes_sans_population_sont_comptees_a_part() -> None:
    """Six places of the southern seas have no inhabitants counted by Insee."""
    recensement = Recensement(lieu("pays-FR"))
    assert recensement.total.communes == 34_969
    assert recensement.total.sans_population == 6
    for ligne in recensement.lignes:
        assert sum(c.communes for c in ligne.etendues.values()) == 34_969
        assert sum(c.sans_population for c in ligne.etendues.values()) == 6


@pytest.mark.django_db
def test_la_vie_lue_d_un_coup_dit_ce_que_dit_le_registre() -> None:
    toutes = set(Dispositif.objects.publies().values_list("pk", flat=True))
    vies = Vies(toutes)
    for au in ("2005", "2016-01", "2017-12-31", "2018", "2018-03", "2019", "2022", "2025-06", ""):
        en_vie = Dispositif.objects.publies().en_vie_au(au).values_list("pk", flat=True)
        assert vies.vivants(au) == set(en_vie), au


@pytest.mark.django_db
def test_le_graphique_de_2018_est_a_cote_de_ce_que_le_registre_nomme(client: Client) -> None:
    combinaisons = Publications(lieu("region-93"), "").combinaisons
    publies = {c.codes: c.publies for c in combinaisons.lignes}
    assert combinaisons.date == "2018-03"
    assert publies == {
        (): 14,
        ("asv",): 7,
        ("cls",): 0,
        ("clsm",): 0,
        ("asv", "cls"): 1,
        ("asv", "clsm"): 4,
        ("cls", "clsm"): 0,
        ("asv", "cls", "clsm"): 4,
    }
    assert combinaisons.ensemble_publie == 30
    assert combinaisons.ensemble_alors <= 30
    page = texte(client.get("/observatoire/?au=2018-03"))
    assert "la source compte 30 contrats de ville" in page


@pytest.mark.django_db
def test_les_chiffres_publies_sont_a_cote_de_ceux_du_registre(client: Client) -> None:
    comptes = {
        (c.type.code, c.compte.premier.date): (c.compte.valeurs, c.registre)
        for c in Publications(lieu("region-93"), "").comptes
    }
    vivants = Dispositif.objects.publies().apparentes(lieu("region-93")).en_vie_au("2018-03")
    for code, publie in (("asv", "23"), ("cls", "5"), ("clsm", "14")):
        assert comptes[code, "2018-03"] == (publie, vivants.filter(type=code).count())
    deux_fois = Publications(lieu("departement-06"), "").comptes
    assert [c.compte.valeurs for c in deux_fois] == ["6 ou 7"]


@pytest.mark.django_db
def test_le_fichier_additionne_comme_la_page(client: Client) -> None:
    lignes = lignes_csv(client.get("/observatoire.csv?au=2018-03"))
    region = [x for x in lignes if x["territoire_code"] == "region-93"]
    assert {x["type"] for x in region} >= set(TYPES)
    for x in lignes:
        for quoi in ("communes", "habitants"):
            etendues = ("en_entier", "etendue_non_precisee", "en_partie", "quelque_part",
                        "non_renseigne")  # fmt: skip
            savoirs = ("a_jour", "a_confirmer", "absence", "inconnu")
            for noms in (etendues, savoirs):
                assert sum(int(x[f"{quoi}_{nom}"]) for nom in noms) == int(x[quoi])
        # What nobody knows is empty, and not 0.
        if x["fiches"]:
            statuts = sum(int(v) for k, v in x.items() if k.startswith("statut_"))
            assert statuts == int(x["fiches"])
        else:
            assert x["en_cours"] == x["statut_actif"] == x["fiches_a_jour"] == ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("adresse", "dit"),
    [
        ("/observatoire/", "Ateliers santé ville"),
        ("/observatoire/?au=1990", "Le registre ne connaît rien d’aussi ancien"),
        ("/observatoire/?au=2050", "Cette date est à venir"),
        ("/observatoire/?territoire=pays-FR&au=2016", "sont un minimum"),
        ("/observatoire/?territoire=pays-FR", "6 communes de population inconnue"),
        ("/observatoire/?territoire=epci-248400251", "CA du Grand Avignon"),
        ("/observatoire/?territoire=commune-05023", "Briançon"),
        ("/observatoire/zones-blanches/?type=cls&territoire=departement-05", "Absence constatée"),
        ("/observatoire/zones-blanches/?type=asv&type=cls", "sans atelier santé ville ni contrat"),
    ],
)
def test_chaque_page_dit_ce_qu_elle_sait(client: Client, adresse: str, dit: str) -> None:
    reponse = client.get(adresse)
    assert reponse.status_code == 200
    assert dit in texte(reponse)
    assert TypeDispositif.objects.count() >= len(TYPES)
