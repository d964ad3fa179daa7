"""`?au=`: the sheet, the lists and the records as they stood at a date, in words that say so."""

from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from dispositifs.models import AbsenceConstatee, Chiffre, Coordination
from dispositifs.registre.instant import Instant
from portal.lieu.page import Lieu
from tests.fabriques import Registre, nombre_de_requetes
from tests.lecture import fiches, lignes_csv, texte

SEYNE = "/territoires/commune/83126-la-seyne-sur-mer/"


@pytest.fixture(name="vies")
def _vies(registre: Registre) -> Registre:
    """A CLS that ran from 2012 to 2016, the next one, an ASV observed in 2018, a project."""
    premier = registre.un_dispositif(
        "cls", "commune-83126", slug="cls-1", nom="CLS 1", generation=1,
        etapes=[("actif", "2012"), ("termine", "2016-06")],
    )  # fmt: skip
    registre.un_dispositif(
        "cls", "commune-83126", slug="cls-2", nom="CLS 2", generation=2, succede_a=premier,
        etapes=[("en-elaboration", "2017"), ("actif", "2018-02")],
    )  # fmt: skip
    asv = registre.un_dispositif("asv", "commune-83126", slug="asv", nom="ASV")
    Coordination.objects.create(
        dispositif=asv, etat="en-recrutement", date="2018-03", fin="2019", source=registre.source
    )
    Coordination.objects.create(
        dispositif=asv, etat="dediee", date="2019-02", source=registre.source
    )
    return registre


def _lieu(registre: Registre, au: str) -> Lieu:
    return Lieu(registre.lieux["commune-83126"], large=False, instant=Instant(au))


@pytest.mark.parametrize(
    ("au", "connus", "finis", "pas_encore"),
    [
        ("2011", "", "", "asv cls-1 cls-2"),
        ("2012", "cls-1", "", "asv cls-2"),
        ("2016-05", "cls-1", "", "asv cls-2"),
        ("2016-06", "", "cls-1", "asv cls-2"),
        ("2017-01", "cls-2", "cls-1", "asv"),
        ("2018-03-31", "asv cls-2", "cls-1", ""),
        ("2030", "asv cls-2", "cls-1", ""),
        ("", "asv cls-2", "cls-1", ""),
    ],
)
def test_la_fiche_montre_ce_que_les_sources_situent_alors(
    vies: Registre, au: str, connus: str, finis: str, pas_encore: str
) -> None:
    fiche = _lieu(vies, au).fiche
    dits = (fiche.sans_etendue, fiche.finis, fiche.pas_encore)
    assert [" ".join(sorted(x.dispositif.slug for x in lignes)) for lignes in dits] == [
        connus, finis, pas_encore,
    ]  # fmt: skip


def test_le_statut_et_la_coordination_sont_ceux_de_la_date(vies: Registre) -> None:
    def asv(au: str) -> Any:
        lignes = _lieu(vies, au).fiche.lignes
        return next(x.dispositif for x in lignes if x.dispositif.slug == "asv")

    assert (asv("2018-03").statut, asv("2018-03").coordination) == ("actif", "en-recrutement")
    assert asv("2020").coordination == asv("").coordination == "dediee"


def test_la_page_dit_sa_date_et_ramene_a_aujourd_hui(vies: Registre, client: Client) -> None:
    reponse = client.get(f"{SEYNE}?au=2018-03")
    page = texte(reponse)
    assert reponse.status_code == 200
    assert "Tel qu’en mars 2018." in page
    assert "En mars 2018, le registre y connaît 2 dispositifs, sans étendue précisée" in page
    assert f'href="{SEYNE}">Revenir à aujourd’hui' in reponse.content.decode()
    assert 'href="/dispositifs/asv/?au=2018-03"' in reponse.content.decode()
    assert "Tel qu’" not in texte(client.get(SEYNE))


def test_ce_que_les_sources_n_ont_vu_que_plus_tard_est_dit(vies: Registre) -> None:
    ignores = [i.replace("\u00a0", " ") for i in _lieu(vies, "2012").ignores]
    assert (
        "2 dispositifs connus plus tard seulement : aucune source ne dit s’ils existaient déjà."
        in ignores
    )


def test_un_dispositif_fini_mene_a_celui_qui_lui_succede(vies: Registre, client: Client) -> None:
    fiche = texte(client.get(SEYNE))
    assert "Lui succède : CLS 2" in fiche.split("Ce qui a pris fin")[1]
    page = texte(client.get("/dispositifs/cls-1/"))
    assert "Terminé en juin 2016." in page
    assert "Lui succède : CLS 2." in page
    assert "a pour suite" in page.lower()
    assert "Lui succède" not in texte(client.get("/dispositifs/cls-1/?au=2014"))


def test_un_successeur_en_brouillon_ne_parait_pas(registre: Registre, client: Client) -> None:
    premier = registre.un_dispositif(
        "cls", "commune-83126", slug="cls-1", etapes=[("actif", "2012"), ("termine", "2016")]
    )
    registre.un_dispositif(
        "cls", "commune-83126", slug="cls-2", nom="CACHE", succede_a=premier, publie=False
    )
    for adresse in (SEYNE, "/dispositifs/cls-1/"):
        assert b"CACHE" not in client.get(adresse).content


def test_absences_et_chiffres_sont_ceux_de_la_date(registre: Registre) -> None:
    lieu = registre.lieux["commune-83126"]
    AbsenceConstatee.objects.create(
        territoire=lieu, type_id="clsm", date="2018-03", source=registre.source
    )
    for date, valeur in (("2012", 1), ("2018-03", 2), ("", 3)):
        Chiffre.objects.create(
            cle=f"asv-{date}", sujet="asv-recenses", libelle="ASV", valeur=valeur, unite="ASV",
            date=date, territoire=lieu, source=registre.source,
        )  # fmt: skip
    assert _lieu(registre, "2017").constats == []
    assert [a.type_id for a in _lieu(registre, "2018").constats] == ["clsm"]
    assert [c.valeurs for c in _lieu(registre, "2017").comptes] == ["1"]
    assert len(_lieu(registre, "").comptes) == 3


def test_un_lieu_large_compte_a_la_date(vies: Registre, client: Client) -> None:
    page = texte(client.get("/territoires/departement/83-var/?au=2014"))
    assert "En 2014, le registre connaît 1 dispositif dans le Var" in page
    assert "connaît 2 dispositifs dans le Var" in texte(
        client.get("/territoires/departement/83-var/")
    )


def test_la_fiche_d_un_dispositif_est_celle_de_la_date(vies: Registre, client: Client) -> None:
    alors = texte(client.get("/dispositifs/asv/?au=2018-03"))
    assert "Recrutement en cours" in alors
    assert "Coordination dédiée" not in alors
    assert "Coordination dédiée" in texte(client.get("/dispositifs/asv/?au=2020"))
    avant = client.get("/dispositifs/asv/?au=2010")
    assert avant.status_code == 200
    assert "En 2010, le registre ne sait rien de ce dispositif." in texte(avant)
    assert "1 étape au registre : voir aujourd’hui" in texte(avant)


@pytest.mark.parametrize(
    ("requete", "attendus"),
    [
        ("au=2014", "cls-1"),
        ("au=2016-06", "cls-1"),
        ("au=2016-06&statut=actif", ""),
        ("au=2017&statut=en-elaboration", "cls-2"),
        ("au=2018-03&coordination=en-recrutement", "asv"),
        ("au=2020&coordination=en-recrutement", ""),
        ("au=1998", ""),
    ],
)
def test_la_liste_ses_facettes_et_ses_fichiers_disent_la_meme_date(
    vies: Registre, client: Client, requete: str, attendus: str
) -> None:
    page = client.get(f"/dispositifs/?{requete}")
    assert sorted(fiches(page, "dispositifs")) == attendus.split()
    fichier = client.get(f"/dispositifs.csv?{requete}")
    date = requete.split("&")[0].removeprefix("au=")
    assert f"-au-{date}.csv" in fichier["Content-Disposition"]
    assert sorted(x["identifiant"] for x in lignes_csv(fichier)) == attendus.split()
    assert "Revenir à aujourd’hui" in texte(page)


def test_un_contrat_de_ville_court_entre_ses_dates(registre: Registre, client: Client) -> None:
    def contrat(slug: str, debut: str, **champs: Any) -> None:
        registre.un_contrat("commune-83126", slug=slug, etapes=[("actif", debut)], **champs)

    contrat("ancien", "2015", generation="2015-2023")
    contrat("nouveau", "2024-03", generation="2024-2030")
    contrat("muet", "2013")
    contrat("bref", "2016-04", fin="2017-03", generation="2015-2023")

    def courants(au: str) -> str:
        reponse = client.get(f"/contrats-de-ville/?statut=actif&au={au}")
        return " ".join(sorted(fiches(reponse, "contrats-de-ville")))

    assert courants("2014") == "muet"
    assert courants("2015-01") == "ancien muet"
    assert courants("2016-12") == "ancien bref muet"
    assert courants("2023-12-31") == "ancien muet"
    assert courants("2024") == "muet nouveau"
    page = texte(client.get("/contrats-de-ville/?hors_region=oui"))
    assert "4 contrats de ville. 2 sont arrivés à leur terme." in page
    situations = {
        x["identifiant"]: x["situation"] for x in lignes_csv(client.get("/contrats-de-ville.csv"))
    }
    assert situations == {
        "ancien": "a-terme", "bref": "a-terme", "muet": "en-cours", "nouveau": "en-cours",
    }  # fmt: skip
    ancien = texte(client.get("/contrats-de-ville/ancien/"))
    assert "Arrivé à son terme en 2023 avec sa génération." in ancien
    passe = texte(client.get("/contrats-de-ville/nouveau/?au=2020"))
    assert "En 2020, le registre ne sait rien de ce dispositif." in passe


def test_le_terme_d_un_contrat_se_dit_au_jour_pres(registre: Registre, client: Client) -> None:
    propre = {"generation": "2015-2023", "etapes": [("actif", "2016-04-01")]}
    registre.un_contrat("commune-83126", slug="a", fin="2017-03-31", **propre)
    assert "Il devait courir jusqu’au 31 mars 2017" in texte(client.get("/contrats-de-ville/a/"))
    assert "à son terme" not in texte(client.get("/contrats-de-ville/a/?au=2017-03-31"))
    assert "à son terme" in texte(client.get("/contrats-de-ville/a/?au=2017-04-01"))
    liste = "/contrats-de-ville/?hors_region=oui"
    assert "ville. Il est arrivé à son terme." in texte(client.get(liste))
    registre.un_contrat("commune-83137", slug="b", fin="2017", **propre)
    assert "ville. Tous sont arrivés à leur terme." in texte(client.get(liste))


def test_un_contrat_a_terme_quitte_les_comptes_du_jour_et_reste_sur_la_fiche(
    registre: Registre, client: Client
) -> None:
    registre.un_contrat("commune-83126", slug="ancien", generation="2015-2023")
    page = texte(client.get(SEYNE))
    assert "1 contrat de ville, arrivé à son terme." in page
    assert "Le contrat de ville qui a pu suivre : aucune source n’en parle." in page
    assert "arrivé à son terme" not in texte(client.get(f"{SEYNE}?au=2018"))
    assert fiches(client.get(f"{SEYNE}?au=2012"), "contrats-de-ville") == []


@pytest.mark.parametrize(
    ("au", "phrase"),
    [
        ("1998", "le registre ne sait rien d’aussi ancien"),
        ("2090", "Cette date n’est pas encore venue"),
        ("2018", "Tel qu’en 2018."),
        ("2018-03-31", "Tel qu’au 31 mars 2018."),
    ],
)
def test_une_date_extreme_donne_une_page_qui_a_un_sens(
    vies: Registre, client: Client, au: str, phrase: str
) -> None:
    for adresse in (SEYNE, "/dispositifs/", "/dispositifs/asv/"):
        reponse = client.get(f"{adresse}?au={au}")
        assert reponse.status_code == 200
        assert phrase in texte(reponse), adresse


@pytest.mark.parametrize("au", ["2018-13", "2018-02-31", "hier", "1850", "20180331", "٢٠١٨", "-"])
def test_une_date_illisible_est_dite_et_donne_aujourd_hui(
    vies: Registre, client: Client, au: str
) -> None:
    for adresse in (SEYNE, "/dispositifs/asv/"):
        reponse = client.get(adresse, {"au": au})
        assert reponse.status_code == 400
        assert f"« {au} » n’est pas une date que le registre sait lire." in texte(reponse)
        assert "ASV" in texte(reponse)
    assert client.get("/dispositifs/", {"au": au}).status_code == 400
    assert client.get("/contrats-de-ville/", {"au": au}).status_code == 400


def test_une_date_vide_est_aujourd_hui(vies: Registre, client: Client) -> None:
    assert "Tel qu’" not in texte(client.get(f"{SEYNE}?au="))
    assert "Tel qu’" not in texte(client.get("/dispositifs/?au=+"))


@given(au=st.text(max_size=12))
def test_toute_date_se_lit_ou_se_refuse(au: str) -> None:
    requete = QueryDict(mutable=True)
    requete["au"] = au
    instant = Instant.demande(requete)
    assert bool(instant.erreur) != bool(instant.au) or not au.strip()
    assert instant.statut_http in (200, 400)
    assert instant.dernier_jour
    assert instant.quand


def test_un_ancien_code_garde_la_date(registre: Registre, client: Client) -> None:
    reponse = client.get("/territoires/commune/05143/?au=2018-03")
    assert reponse.status_code == 301
    assert reponse["Location"] == "/territoires/commune/05053-garde-colombe/?au=2018-03"


@pytest.mark.parametrize("adresse", [SEYNE, "/dispositifs/", "/contrats-de-ville/"])
def test_une_page_datee_ne_coute_pas_davantage_pour_cent_dispositifs(
    vies: Registre, client: Client, adresse: str
) -> None:
    vies.un_contrat("commune-83126", generation="2015-2023")
    adresse = f"{adresse}?au=2018-03"
    avant = nombre_de_requetes(lambda: client.get(adresse))
    for n in range(30):
        vies.un_dispositif("cls", "commune-83126", slug=f"cls-x{n}")
        vies.un_contrat("commune-83126", slug=f"c-{n}", generation="2015-2023")
    assert nombre_de_requetes(lambda: client.get(adresse)) == avant
