"""The finder's page and its suggestions."""

import csv
import io
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from territoires.models import Appartenance, Territoire
from tests.lecture import lignes_csv, lignes_json

Lieux = dict[str, Territoire]
Lire = Callable[..., str]


@pytest.fixture
def lire(client: Client) -> Lire:
    """The text of a page, tags removed and spaces made plain."""

    def page(chemin: str = "/territoires/", **mots: str) -> str:
        entetes = {"X-Requested-With": "fetch"} if "suggestions" in chemin else {}
        reponse = client.get(chemin, mots, headers=entetes)
        assert reponse.status_code == 200
        texte = re.sub(r"<[^>]+>", " ", reponse.content.decode())
        return re.sub(r"[\s\u202f\u00a0]+", " ", texte)

    return page


def test_le_nombre_de_resultats_est_une_phrase(lieux: Lieux, lire: Lire) -> None:
    assert "1 territoire correspond à « seyne »." in lire(q="seyne")
    assert "3 territoires correspondent à « avignon »." in lire(q="avignon")
    assert "Aucun territoire ne correspond à « zzz »." in lire(q="zzz")


def test_les_homonymes_disent_leur_departement(lieux: Lieux, lire: Lire) -> None:
    page = lire(q="saint-denis")
    assert "commune, La Réunion" in page
    assert "commune, Seine-Saint-Denis" in page


def test_un_quartier_dit_ses_communes_et_un_epci_ses_departements(lieux: Lieux, lire: Lire) -> None:
    quartier = "quartier prioritaire, Marseille et La Penne-sur-Huveaune, Bouches-du-Rhône"
    assert quartier in lire(q="escourtines")
    assert "intercommunalité, Gard et Vaucluse" in lire(q="coga")


def test_un_code_dit_pourquoi_il_repond(lieux: Lieux, lire: Lire) -> None:
    assert "(code postal 83500)" in lire(q="83500")
    assert "(code 83126)" in lire(q="83126")
    assert "(SIREN 248400251)" in lire(q="248400251")


def test_un_ancien_code_dit_ce_qu_il_est_devenu(lieux: Lieux, lire: Lire) -> None:
    page = lire(q="05143")
    assert "Ancien code 05143" in page
    assert "ancienne commune, Hautes-Alpes (code 05143), aujourd’hui Garde-Colombe" in page


def test_un_nom_que_le_code_portait_avant_est_rappele(lieux: Lieux, lire: Lire) -> None:
    garde_colombe = lieux["commune-05053"]
    garde_colombe.anciens_noms = "Eyguians"
    garde_colombe.save()
    assert "Garde-Colombe commune, Hautes-Alpes (autrefois Eyguians)" in lire(q="eyguians")
    assert "autrefois" not in lire(q="garde-colombe")


def test_la_population_porte_son_annee(lieux: Lieux, lire: Lire) -> None:
    assert "63 732 habitants (2023)" in lire(q="seyne")


def test_sans_recherche_on_entre_par_la_region_et_ses_departements(
    lieux: Lieux, lire: Lire
) -> None:
    page = lire()
    assert page.index("Provence-Alpes-Côte d’Azur") < page.index("Bouches-du-Rhône")
    assert "Les autres régions" in page
    assert "Occitanie" in page
    assert "Gard" not in page


@pytest.mark.django_db
def test_une_base_vide_le_dit(lire: Lire) -> None:
    assert "Aucun territoire n’est encore chargé." in lire()


def test_sans_resultat_la_page_aide_a_chercher_autrement(lieux: Lieux, lire: Lire) -> None:
    page = lire(q="zzz")
    assert "un code postal (« 83500 »)" in page
    assert "Parcourir les départements et les régions" in page


def test_le_champ_garde_ce_qui_est_tape_et_l_echappe(lieux: Lieux, client: Client) -> None:
    page = client.get("/territoires/", {"q": '<b>"seyne'}).content.decode()
    assert 'value="&lt;b&gt;&quot;seyne"' in page
    assert "<b>&quot;" not in page


@pytest.mark.parametrize(
    "requete",
    ["q=" + "x" * 3000, "q=seyne&page=999999", "q=seyne&page=abc", "q=%25", "q=%F0%9F%92%A9", "q="],
)
def test_une_demande_etrange_a_une_reponse(lieux: Lieux, client: Client, requete: str) -> None:
    assert client.get(f"/territoires/?{requete}").status_code == 200


@pytest.mark.django_db
def test_un_octet_nul_est_refuse_en_francais(client: Client) -> None:
    reponse = client.get("/territoires/?q=%00")
    assert reponse.status_code == 400
    assert "Cette demande ne se lit pas" in reponse.content.decode()


def test_une_page_qui_n_existe_pas_donne_la_derniere_et_le_dit(lieux: Lieux, lire: Lire) -> None:
    assert "La page 999999 n’existe pas : voici la dernière." in lire(q="seyne", page="999999")


class TestToutTexteTape(TestCase):
    """Whatever is typed, the page answers."""

    @given(st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=80))
    def test_la_page_repond(self, texte: str) -> None:
        assert self.client.get("/territoires/", {"q": texte}).status_code == 200


def test_la_page_ne_s_ecrit_que_par_get(client: Client) -> None:
    assert client.post("/territoires/", {"q": "seyne"}).status_code == 405


def _trois_cents_communes(var: Territoire) -> None:
    communes = [
        Territoire(echelle="commune", code=f"83{n}", nom=f"Avignonet {n}", millesime=2026)
        for n in range(600, 900)
    ]
    for commune in communes:
        commune.preparer()
    Territoire.objects.bulk_create(communes)
    Appartenance.objects.bulk_create(
        Appartenance(contenant=haut, contenu=commune)
        for commune in communes
        for haut in (var, commune)
    )


# A whole page asks two more, that open its acronyms.
@pytest.mark.parametrize(
    ("chemin", "au_plus"), [("/territoires/", 5), ("/territoires/suggestions/", 3)]
)
def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_resultats(
    lieux: Lieux, client: Client, chemin: str, au_plus: int
) -> None:
    def compter() -> int:
        with CaptureQueriesContext(connection) as requetes:
            client.get(chemin, {"q": "avignon"}, headers={"X-Requested-With": "fetch"})
        return len(requetes)

    avec_trois = compter()
    _trois_cents_communes(lieux["departement-83"])
    assert compter() == avec_trois <= au_plus


def test_les_propositions_sont_huit_au_plus(lieux: Lieux, client: Client) -> None:
    _trois_cents_communes(lieux["departement-83"])
    page = client.get(
        "/territoires/suggestions/", {"q": "avignon"}, headers={"X-Requested-With": "fetch"}
    ).content.decode()
    assert page.count("<li>") == 8
    assert "8 propositions sous le champ." in page


def test_les_propositions_menent_aux_fiches_et_disent_les_homonymes(
    lieux: Lieux, client: Client
) -> None:
    reponse = client.get(
        "/territoires/suggestions/", {"q": "saint-denis"}, headers={"X-Requested-With": "fetch"}
    )
    page = reponse.content.decode()
    assert 'href="/territoires/commune/97411-saint-denis/"' in page
    assert "commune, La Réunion" in page
    assert "<html" not in page
    assert "X-Requested-With" in reponse["Vary"]


def _fichier(client: Client, chemin: str) -> str:
    reponse: Any = client.get(chemin)
    assert reponse.status_code == 200
    return b"".join(reponse).decode("utf-8-sig")


def test_les_territoires_trouves_se_telechargent(lieux: Lieux, client: Client) -> None:
    page = client.get("/territoires/", {"q": "avignon"}).content.decode()
    for suffixe in ("csv", "xlsx", "json"):
        assert f'href="/territoires.{suffixe}?q=avignon"' in page
    avignon, villeneuve, coga = csv.DictReader(
        io.StringIO(_fichier(client, "/territoires.csv?q=avignon")), delimiter=";"
    )
    assert (avignon["code"], villeneuve["code"]) == ('="84007"', '="30351"')
    assert avignon["codes_postaux"] == "84000 | 84140"
    assert avignon["dans"] == "epci-248400251 | departement-84 | region-93 | pays-FR"
    assert coga["dans"] == "pays-FR"
    assert coga["en_partie_dans"] == ("departement-30 | departement-84 | region-76 | region-93")


def test_un_ancien_code_se_telecharge_avec_son_successeur(lieux: Lieux, client: Client) -> None:
    (ancien,) = json.loads(_fichier(client, "/territoires.json?q=05143"))["elements"]
    assert ancien["successeurs"] == "commune-05053"
    assert ancien["obsolete_depuis"]


def test_sans_recherche_le_fichier_tient_tous_ceux_en_vigueur(lieux: Lieux, client: Client) -> None:
    with CaptureQueriesContext(connection) as requetes:
        codes = [e["code"] for e in json.loads(_fichier(client, "/territoires.json"))["elements"]]
    assert len(requetes) <= 4
    assert len(codes) == Territoire.objects.en_vigueur().count()
    assert "05143" not in codes


def test_mille_territoires_a_la_fois_se_telechargent(lieux: Lieux, client: Client) -> None:
    """Each holds itself: a batch of them has more than a thousand containers."""
    _trois_cents_communes(lieux["departement-83"])
    quartiers = [
        Territoire(echelle="qpv", code=f"QP083{n:03d}", nom=f"Quartier {n}", millesime=2026)
        for n in range(500)
    ]
    for quartier in quartiers:
        quartier.preparer()
    Territoire.objects.bulk_create(quartiers)
    communes = list(Territoire.objects.filter(echelle="commune", code__startswith="83"))
    Appartenance.objects.bulk_create(
        Appartenance(contenant=haut, contenu=quartier)
        for n, quartier in enumerate(quartiers)
        for haut in (quartier, communes[n % len(communes)], communes[(n * 7 + 1) % len(communes)])
        if haut == quartier or n % len(communes) != (n * 7 + 1) % len(communes)
    )
    lignes = json.loads(_fichier(client, "/territoires.json?q=quartier"))["elements"]
    assert len(lignes) == 500
    assert all(ligne["dans"] for ligne in lignes)


def test_une_lettre_ne_propose_rien(lieux: Lieux, lire: Lire) -> None:
    assert "Saint-Denis" not in lire("/territoires/suggestions/", q="s")


def test_les_propositions_lues_seules_menent_a_la_page(lieux: Lieux, client: Client) -> None:
    reponse = client.get("/territoires/suggestions/", {"q": "la seyne"})
    assert reponse["Location"] == "/territoires/?q=la+seyne"
    assert client.get("/territoires/suggestions/")["Location"] == "/territoires/"


def test_la_page_et_les_propositions_trouvent_la_meme_chose(lieux: Lieux, client: Client) -> None:
    def liens(chemin: str) -> list[str]:
        page = client.get(chemin, {"q": "marseille"}, headers={"X-Requested-With": "fetch"})
        return re.findall(r'<a href="(/territoires/\w+/\w+-[^"]+)"', page.content.decode())

    assert liens("/territoires/") == liens("/territoires/suggestions/") != []


@pytest.mark.parametrize("suffixe", ["csv", "json"])
def test_un_code_se_lit_aussi_avec_son_echelle(lieux: Lieux, client: Client, suffixe: str) -> None:
    """« 05053 » alone becomes 5053 in a spreadsheet; the raw code keeps its column."""
    lire = {"csv": lignes_csv, "json": lignes_json}[suffixe]
    lignes = {x["code"]: x for x in lire(client.get(f"/territoires.{suffixe}?q=garde-colombe"))}
    assert lignes["05053"]["reference"] == "commune-05053"
    assert lignes["05053"]["echelle_en_mots"] == "Commune"
    assert lignes["05053"]["departement_noms"] == "Hautes-Alpes"


def test_le_fichier_des_territoires_porte_sa_recherche(lieux: Lieux, client: Client) -> None:
    nom = client.get("/territoires.xlsx?q=la+seyne")["Content-Disposition"]
    assert 'filename="territoires-la-seyne-20' in nom
