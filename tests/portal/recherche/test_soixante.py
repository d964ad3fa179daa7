"""Searches as people type them, on the whole register: where each leads, or what comes first."""

import re

import pytest
from django.test import Client

pytestmark = pytest.mark.usefixtures("france", "db")

# What the only address is, when one goes straight there; else « ? » and the first link shown.
RECHERCHES = [
    # Places, as they are written on an envelope, in a meeting, in a hurry.
    ("Hyères", "/territoires/commune/83069-hyeres/"),
    ("6 fours", "/territoires/commune/83129-six-fours-les-plages/"),
    ("Mairie de Draguignan", "/territoires/commune/83050-draguignan/"),
    ("ville d’Arles", "/territoires/commune/13004-arles/"),
    ("Var (83)", "/territoires/departement/83-var/"),
    ("Vaucluse (84)", "/territoires/departement/84-vaucluse/"),
    ("departement du var", "/territoires/departement/83-var/"),
    ("13231 Marseille cedex 01", "/territoires/commune/13055-marseille/"),
    ("83041 toulon cedex 9", "/territoires/commune/83137-toulon/"),
    ("Marseille III", "/territoires/arrondissement/13203-marseille-3e-arrondissement/"),
    ("marseille 13eme", "/territoires/arrondissement/13213-marseille-13e-arrondissement/"),
    ("13 eme arrondissement", "?/territoires/arrondissement/13213-marseille-13e-arrondissement/"),
    ("4001", "/territoires/commune/04001-aiglun/"),
    ("6088", "/territoires/commune/06088-nice/"),
    ("83126", "/territoires/commune/83126-la-seyne-sur-mer/"),
    ("83400 hyeres", "/territoires/commune/83069-hyeres/"),
    ("13001", "?/territoires/arrondissement/13201-marseille-1er-arrondissement/"),
    ("la seyne", "?/territoires/commune/83126-la-seyne-sur-mer/"),
    ("digne", "?/territoires/commune/04070-digne-les-bains/"),
    ("mesnil roch", "?/territoires/commune/35308-mesnil-roc-h/"),
    ("labbaye", "?/territoires/commune/49140-fontevraud-l-abbaye/"),
    ("lyon", "?/territoires/commune/69123-lyon/"),
    ("paca", "/territoires/region/93-provence-alpes-cote-d-azur/"),
    # Intercommunalités by the letters that their agents say.
    ("dlva", "/territoires/epci/200034700-ca-durance-luberon-verdon-agglomeration/"),
    ("MAMP", "/territoires/epci/200054807-metropole-d-aix-marseille-provence/"),
    ("ccvba", "/territoires/epci/241300375-cc-vallee-des-baux-alpilles-cc-vba/"),
    ("tpm", "/territoires/epci/248300543-metropole-toulon-provence-mediterranee/"),
    ("cove", "/territoires/epci/248400053-ca-ventoux-comtat-venaissin-cove/"),
    ("CCPOP", "/territoires/epci/248400236-cc-pays-d-orange-en-provence/"),
    ("agglo de grasse", "/territoires/epci/200039857-ca-du-pays-de-grasse/"),
    # Slips: never a page of nothing, never gone to without asking.
    ("carpantras", "?/territoires/commune/84031-carpentras/"),
    ("hyerres", "?/territoires/commune/83069-hyeres/"),
    ("marseile", "?/territoires/commune/13055-marseille/"),
    ("manoske", "?/territoires/commune/04112-manosque/"),
    ("avinion", "?/territoires/commune/84007-avignon/"),
    ("aix en provance", "?/territoires/commune/13001-aix-en-provence/"),
    ("st remi de provence", "?/territoires/commune/13100-saint-remy-de-provence/"),
    ("strassbourg", "?/territoires/commune/67482-strasbourg/"),
    # A scheme at a place.
    ("cls hyères", "/dispositifs/cls-hyeres/"),
    ("contrat local de santé hyères", "/dispositifs/cls-hyeres/"),
    ("hyeres a-t-elle un cls ?", "/dispositifs/cls-hyeres/"),
    ("cls hyerres", "?/dispositifs/cls-hyeres/"),
    ("cls la seyne", "?/dispositifs/?type=cls&territoire=commune-83126"),
    ("y a-t-il un clsm à Nice ?", "/dispositifs/clsm-nice/"),
    ("cpts du var", "/dispositifs/?type=cpts&territoire=departement-83"),
    ("combien de cls dans le var", "/dispositifs/?type=cls&territoire=departement-83"),
    ("dac vaucluse", "/dispositifs/?type=dac&territoire=departement-84"),
    ("contrat de ville toulon", "/contrats-de-ville/?territoire=commune-83137"),
    ("aubagne cls", "/territoires/commune/13005-aubagne/"),
    ("qpv marseille", "?/territoires/qpv/QN01338I-air-bel/"),
    # Questions.
    ("qui finance un cls", "/comprendre/cls/#qui-paie"),
    ("combien coute un cls", "/comprendre/cls/#qui-paie"),
    ("faut-il faire un cls", "/comprendre/cls/#etapes-pour-se-lancer"),
    ("qui anime un asv", "/comprendre/asv/#qui-anime"),
    ("combien de temps dure un cls", "/comprendre/cls/#quelle-duree"),
    ("un CLSM est-il obligatoire", "/comprendre/clsm/#quel-texte"),
    ("à quoi sert un atelier santé ville", "/comprendre/asv/#a-quoi-ca-sert"),
    (
        "faut-il un cls à Hyères",
        "/comprendre/par-ou-commencer/?besoin=cls&territoire=commune-83069",
    ),
    ("quelle différence entre un CLS et un CLSM", "/comprendre/comparer/?types=cls,clsm"),
    # Subjects: a word of the site, not the village that bears it.
    ("ars", "?/comprendre/glossaire/#sigle-ars"),
    ("cls", "?/comprendre/cls/"),
    ("contrats locaux de santé", "?/comprendre/cls/"),
    ("qpv", "?/comprendre/glossaire/#sigle-qpv"),
    ("santé mentale", "?/comprendre/clsm/"),
]
LIEN = re.compile(r'<h3[^>]*>(?:(?!</h3>).)*?<a href="([^"]+)"', re.DOTALL)


def arrivee(client: Client, q: str) -> str:
    """Where a search goes straight, or « ? » and the first page that it shows."""
    reponse = client.get("/recherche/", {"q": q})
    if reponse.status_code == 302:
        return str(reponse["Location"])
    assert reponse.status_code == 200
    premier = LIEN.search(reponse.content.decode())
    return f"?{premier[1].replace('&amp;', '&')}" if premier else "rien"


@pytest.mark.parametrize(("q", "but"), RECHERCHES, ids=[q for q, _ in RECHERCHES])
def test_une_recherche_mene_ou_l_on_veut(client: Client, q: str, but: str) -> None:
    assert arrivee(client, q) == but


@pytest.mark.parametrize(
    ("q", "premier"),
    [
        ("mars", "/territoires/commune/13055-marseille/"),
        ("toul", "/territoires/commune/83137-toulon/"),
        ("dlv", "/territoires/epci/200034700-ca-durance-luberon-verdon-agglomeration/"),
        ("carpantr", "/territoires/commune/84031-carpentras/"),
        ("cls hy", "/dispositifs/cls-hyeres/"),
        ("qui paie un cls", "/comprendre/cls/#qui-paie"),
        ("ars", "/comprendre/glossaire/#sigle-ars"),
    ],
)
def test_en_tapant_la_region_vient_d_abord(client: Client, q: str, premier: str) -> None:
    reponse = client.get("/recherche/suggestions/", {"q": q}, headers={"X-Requested-With": "fetch"})
    liens = re.findall(r'<a href="([^"]+)"', reponse.content.decode())
    assert liens[0] == premier
    assert liens[-1].startswith("/recherche/?q=")


@pytest.mark.parametrize("q", ["zzzz", "cls zzzz", "perinatalite logement zzzz", "?!", "424242"])
def test_rien_ne_finit_en_cul_de_sac(client: Client, q: str) -> None:
    """Whatever is typed, something is proposed."""
    page = client.get("/recherche/", {"q": q})
    corps = page.content.decode().partition("<main")[2].partition("</main>")[0]
    assert "/comprendre/" in corps or "/territoires/" in corps
    assert "Aucun résultat" not in corps


def test_une_recherche_certaine_se_lit_aussi_en_entier(client: Client) -> None:
    assert client.get("/recherche/", {"q": "hyères"}).status_code == 302
    page = client.get("/recherche/", {"q": "hyères", "partout": "1"})
    assert [g.titre for g in page.context["groupes"]][:1] == ["Dispositifs"]
