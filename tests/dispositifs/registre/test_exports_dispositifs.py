"""/dispositifs.csv, .xlsx, .json: the rows of the page, one fact a column."""

import io
from typing import Any

import openpyxl
import pytest
from django.http.response import StreamingHttpResponse
from django.test import Client

from dispositifs.models import Couverture, Dispositif
from dispositifs.registre.colonnes import COLONNES
from socle.listes.exports import LOT
from territoires.models import Territoire
from tests.fabriques import Registre, nombre_de_requetes
from tests.lecture import lignes_csv, lignes_json, lignes_xlsx, octets, texte, titres

LIRE = {"csv": lignes_csv, "xlsx": lignes_xlsx, "json": lignes_json}
# What design/pages.md promises to whoever opens the file.
PROMISES = [
    "identifiant", "type", "nom", "statut", "generation", "porteur", "perimetre_codes",
    "perimetre_noms", "echelle", "coordination", "contrat_de_ville", "debut", "fin",
    "verifie_le", "source",
]  # fmt: skip


def test_les_colonnes_promises_sont_la_et_documentees() -> None:
    noms = [colonne.nom for colonne in COLONNES]
    assert [nom for nom in PROMISES if nom not in noms] == []
    assert len(noms) == len(set(noms))
    assert all(nom.isascii() and nom.islower() for nom in noms)
    assert all(colonne.description.endswith((".", "…")) for colonne in COLONNES)


@pytest.mark.parametrize("suffixe", ["csv", "xlsx", "json"])
@pytest.mark.parametrize(
    "requete",
    [
        "",
        "type=asv&type=cls",
        "territoire=departement-83",
        "territoire=region-93&statut=actif",
        "au=2014",
        "coordination=inconnu&fraicheur=jamais",
        "q=marseille",
        "hors_region=oui",
        "hors_region=oui&type=asv",
        "tri=dispositif",
        "type=clsm&territoire=departement-05",
        "page=2&vue=tableau",
    ],
)
def test_le_fichier_a_les_lignes_de_la_page_et_leur_ordre(
    demo_partagee: Registre, client: Client, settings: Any, requete: str, suffixe: str
) -> None:
    settings.TAILLE_DE_PAGE = 1000
    page = titres(client.get(f"/dispositifs/?{requete}&vue=liste"))
    lignes = LIRE[suffixe](client.get(f"/dispositifs.{suffixe}?{requete}"))
    assert sorted(ligne["identifiant"] for ligne in lignes) == sorted(page)


@pytest.mark.parametrize("suffixe", ["csv", "xlsx", "json"])
def test_un_filtre_invalide_ne_donne_aucun_fichier(
    demo_partagee: Registre, client: Client, suffixe: str
) -> None:
    reponse = client.get(f"/dispositifs.{suffixe}?type=XYZ")
    assert reponse.status_code == 400
    assert "ne fait pas partie des choix" in reponse.content.decode().replace("\u00a0", " ")


@pytest.mark.parametrize("adresse", ["/dispositifs.pdf", "/dispositifs.csv/", "/dispositifs.CSV"])
def test_un_format_inconnu_n_existe_pas(db: None, client: Client, adresse: str) -> None:
    assert client.get(adresse).status_code == 404


@pytest.mark.parametrize("suffixe", ["csv", "xlsx", "json"])
def test_chaque_fait_est_dans_sa_colonne(
    demo_partagee: Registre, client: Client, suffixe: str
) -> None:
    lignes = {
        ligne["identifiant"]: {mot: valeur or "" for mot, valeur in ligne.items()}
        for ligne in LIRE[suffixe](client.get(f"/dispositifs.{suffixe}?hors_region=oui"))
    }
    asv = lignes["asv-la-seyne-sur-mer"]
    assert asv["type"] == "asv"
    assert asv["nom"] == "ASV de La Seyne-sur-Mer"
    assert (asv["statut"], asv["statut_date"]) == ("actif", "2018-03")
    assert asv["porteur"] == "Ville de La Seyne-sur-Mer"
    assert asv["contrat_de_ville"] == "Contrat de ville de La Seyne-sur-Mer"
    assert asv["verifie_le"] == "2018-03"
    assert asv["source"] == "Fabrique Territoires Santé, Enquête préliminaire, mars 2018"
    assert str(lignes["cls-la-seyne-sur-mer"]["generation"]) == "1"
    assert lignes["cls-la-seyne-sur-mer"]["coordination"] == "non-dediee"
    cpts = lignes["cpts-avignon"]
    codes, noms = cpts["perimetre_codes"].split(" | "), cpts["perimetre_noms"].split(" | ")
    parts = dict(zip(codes, cpts["perimetre_parts"].split(" | "), strict=True))
    assert dict(zip(codes, noms, strict=True))["commune-30351"] == "Villeneuve-lès-Avignon"
    assert parts == {"commune-84007": "non-precisee", "commune-30351": "partielle"}
    assert lignes["pta-sans-lieu"]["echelle"] == lignes["pta-sans-lieu"]["perimetre_codes"] == ""
    assert lignes["cls-garde-colombe"]["perimetre_codes"] == "commune-05053"


def test_les_mots_et_les_lieux_accompagnent_les_codes(
    demo_partagee: Registre, client: Client, settings: Any
) -> None:
    settings.ADRESSE_DU_SITE = "https://portail.example.org"
    lignes = {x["identifiant"]: x for x in lignes_csv(client.get("/dispositifs.csv"))}
    asv, cpts = lignes["asv-la-seyne-sur-mer"], lignes["cpts-avignon"]
    assert (asv["type_en_mots"], asv["statut_en_mots"]) == ("Atelier santé ville", "Actif")
    assert (asv["echelle_en_mots"], asv["certitude_en_mots"]) == ("Commune", "À confirmer")
    assert asv["departement_noms"] == "Var"
    assert asv["departement_codes"] == "departement-83"
    assert asv["epci_noms"] == "Métropole Toulon-Provence-Méditerranée"
    assert asv["epci_codes"] == "epci-248300543"
    assert asv["fiche"] == "https://portail.example.org/dispositifs/asv-la-seyne-sur-mer/"
    assert set(cpts["departement_noms"].split(" | ")) == {"Vaucluse", "Gard"}
    assert set(cpts["perimetre_parts_en_mots"].split(" | ")) == {
        "Étendue non précisée", "En partie",
    }  # fmt: skip


def _filtres_dits(classeur: openpyxl.Workbook) -> dict[Any, Any]:
    """What the sheet « Lisez-moi » says before its table of columns."""
    lignes = [ligne[:2] for ligne in classeur["Lisez-moi"].values]
    return dict(lignes[: lignes.index((None, None))])


def test_le_classeur_se_lit_en_mots_et_dit_ses_filtres(
    demo_partagee: Registre, client: Client
) -> None:
    def classeur(requete: str) -> openpyxl.Workbook:
        contenu = octets(client.get(f"/dispositifs.xlsx?{requete}"))
        return openpyxl.load_workbook(io.BytesIO(contenu))

    du_var = classeur("type=asv&territoire=departement-83")
    entete, *lignes = du_var.worksheets[0].values
    assert entete[:4] == ("Dispositif", "Nom", "Département", "Intercommunalité")
    assert {"Statut", "Date du statut", "Adresse de la fiche"} <= set(entete)
    assert {"Simple constat", "Dernière vérification"} <= set(entete)
    assert {ligne[0] for ligne in lignes} == {"Atelier santé ville"}
    dites = _filtres_dits(du_var)
    assert (dites["Dispositif"], dites["Territoire"]) == ("ASV", "Var")
    dites = _filtres_dits(classeur("type=asv"))
    assert dites["Territoire"] == "Provence-Alpes-Côte d’Azur (par défaut)"


@pytest.mark.parametrize("adresse", ["/dispositifs.csv", "/contrats-de-ville.csv"])
def test_aucun_code_ne_se_lit_comme_un_nombre(
    demo_partagee: Registre, client: Client, adresse: str
) -> None:
    """« 04112 » alone becomes 4112 in a spreadsheet: a code bears its échelle, or is a word."""
    for ligne in lignes_csv(client.get(f"{adresse}?hors_region=oui")):
        for nom, valeur in ligne.items():
            if nom.endswith(("_code", "_codes", "quartiers", "quartiers_vises")):
                assert not any(morceau.strip().isdigit() for morceau in valeur.split("|")), nom


@pytest.mark.parametrize("au", ["", "?au=2018"])
def test_ce_qui_est_deduit_et_ce_qui_se_contredit_sort_avec_la_fiche(
    demo_partagee: Registre, client: Client, au: str
) -> None:
    deduite = {"source": demo_partagee.source, "deduit": "parce que"}
    clsm = demo_partagee.un_dispositif(
        "clsm", "commune-83126", slug="deduit", etapes=[], desaccord="Deux nombres."
    )
    clsm.etapes.create(statut="actif", date="2018-03", **deduite)
    clsm.coordinations.create(etat="en-place", date="2018-03", **deduite)
    dit = demo_partagee.un_dispositif("asv", "commune-83126", slug="dit", coordination="dediee")
    dit.couvertures.update(deduit="parce que")
    lignes = {x["identifiant"]: x for x in lignes_csv(client.get(f"/dispositifs.csv{au}"))}
    assert lignes["deduit"]["deduit"] == "statut | coordination"
    assert lignes["deduit"]["desaccord"] == "Deux nombres."
    assert lignes["dit"]["deduit"] == "perimetre"
    assert lignes["dit"]["desaccord"] == ""


@pytest.mark.parametrize(
    "adresse",
    [
        "/dispositifs/",
        "/dispositifs/?vue=tableau",
        "/territoires/commune/83126-la-seyne-sur-mer/",
        "/dispositifs/?au=2018",
    ],
)
def test_les_listes_signalent_ce_qui_est_deduit(
    demo_partagee: Registre, client: Client, adresse: str
) -> None:
    clsm = demo_partagee.un_dispositif("clsm", "commune-83126", slug="deduit", etapes=[])
    clsm.etapes.create(
        statut="actif", date="2018-03", deduit="parce que", source=demo_partagee.source
    )
    assert "(déduit)" in texte(client.get(adresse))
    clsm.etapes.update(deduit="")
    assert "(déduit)" not in texte(client.get(adresse))


def test_un_contrat_en_brouillon_ne_sort_pas(demo_partagee: Registre, client: Client) -> None:
    asv = demo_partagee.un_dispositif("asv", "commune-84007", slug="avignon")
    brouillon = demo_partagee.un_contrat("commune-84007", publie=False)
    demo_partagee.articuler(asv, brouillon)
    lignes = {x["identifiant"]: x for x in lignes_csv(client.get("/dispositifs.csv"))}
    assert lignes["avignon"]["contrat_de_ville"] == ""


def test_une_formule_saisie_par_un_editeur_est_neutralisee(
    demo_partagee: Registre, client: Client
) -> None:
    demo_partagee.un_dispositif("asv", "commune-84007", slug="f", nom='=HYPERLINK("http://x";"y")')
    lignes = {x["identifiant"]: x for x in lignes_csv(client.get("/dispositifs.csv"))}
    assert lignes["f"]["nom"] == '\'=HYPERLINK("http://x";"y")'


def _semer(registre: Registre, nombre: int) -> None:
    """Bulk schemes, each with a perimeter of two rows."""
    debut = Dispositif.objects.count()
    lots = Dispositif.objects.bulk_create(
        Dispositif(slug=f"d{debut + n:05}", nom="D", type_id="asv", source=registre.source)
        for n in range(nombre)
    )
    lieux = [registre.lieux["commune-83126"], registre.lieux["commune-83137"]]
    couvertures = Couverture.objects.bulk_create(
        Couverture(dispositif=d, territoire=lieu) for d in lots for lieu in lieux
    )
    for d, couverture in zip(lots, couvertures[::2], strict=True):
        d.couverture_principale, d.etat = couverture, "publie"
    Dispositif.objects.bulk_update(lots, ["couverture_principale", "etat"], batch_size=300)


@pytest.mark.parametrize("suffixe", ["csv", "json"])
def test_le_fichier_part_en_flux_a_requetes_constantes_par_lot(
    demo_partagee: Registre, client: Client, suffixe: str
) -> None:
    def exporter() -> None:
        reponse = client.get(f"/dispositifs.{suffixe}")
        assert isinstance(reponse, StreamingHttpResponse)
        assert sum(1 for _ in reponse) >= 3

    _semer(demo_partagee, 3)
    un_lot = nombre_de_requetes(exporter)
    _semer(demo_partagee, LOT - Dispositif.objects.count())
    assert nombre_de_requetes(exporter) == un_lot
    _semer(demo_partagee, LOT)
    par_lot = nombre_de_requetes(exporter) - un_lot
    _semer(demo_partagee, LOT)
    assert nombre_de_requetes(exporter) - un_lot == 2 * par_lot
    assert par_lot <= 4


def test_un_perimetre_de_mille_communes_se_montre_et_se_telecharge(
    demo_partagee: Registre, client: Client
) -> None:
    """As a batch of CPTS has; SQLite refuses a thousand keys in one question."""
    cpts = demo_partagee.un_dispositif("cpts", "commune-83126")
    communes = [
        Territoire(echelle="commune", code=f"{n:05d}", nom=f"Lieu {n}", millesime=2026)
        for n in range(10000, 11100)
    ]
    for commune in communes:
        commune.preparer()
    Territoire.objects.bulk_create(communes)
    Couverture.objects.bulk_create(Couverture(dispositif=cpts, territoire=c) for c in communes)
    assert client.get("/dispositifs/?type=cpts").status_code == 200
    assert b"Lieu 11099" in client.get(cpts.get_absolute_url()).content
    lignes = {x["identifiant"]: x for x in lignes_csv(client.get("/dispositifs.csv"))}
    ligne = lignes[cpts.slug]
    assert ligne["perimetre_codes"].count("commune-") == 1101
