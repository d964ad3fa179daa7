"""« Par où commencer ? »: a need, a place, an answer, each at an address of its own."""

import pytest
from django.test import Client

from dispositifs.models import AbsenceConstatee, Coordination, Organisme
from territoires.models import Territoire
from tests.bibliographie.conftest import une_notice
from tests.dispositifs.comprendre.ecrits import une_explication, une_reponse
from tests.fabriques import Registre, nombre_de_requetes, un_organisme
from tests.lecture import texte

ADRESSE = "/comprendre/par-ou-commencer/"


def reponse_a(client: Client, besoin: str, lieu: str) -> str:
    """The third page, as it is read."""
    return texte(client.get(ADRESSE, {"besoin": besoin, "territoire": lieu}))


def test_d_abord_le_besoin(registre: Registre, client: Client) -> None:
    page = client.get(ADRESSE)
    assert "Réduire les écarts entre les quartiers prioritaires et les autres" in texte(page)
    assert f'href="{ADRESSE}?besoin=clsm"' in page.content.decode()
    assert "?besoin=msp" not in page.content.decode()


@pytest.mark.parametrize("besoin", ["xyz", "msp", "<script>"])
def test_un_besoin_inconnu_rend_la_liste_des_besoins(
    registre: Registre, client: Client, besoin: str
) -> None:
    reponse = client.get(ADRESSE, {"besoin": besoin})
    assert reponse.status_code == 400
    assert "Ce besoin n’est pas dans la liste" in texte(reponse)
    assert "?besoin=cls" in reponse.content.decode()


def test_puis_le_lieu(registre: Registre, client: Client) -> None:
    page = client.get(ADRESSE, {"besoin": "CLS"})
    assert page.status_code == 200
    assert 'name="besoin" value="cls"' in page.content.decode()
    trouves = client.get(ADRESSE, {"besoin": "cls", "q": "la seyne"}).content.decode()
    assert f'href="{ADRESSE}?besoin=cls&amp;territoire=commune-83126"' in trouves


def test_les_homonymes_se_distinguent(registre: Registre, client: Client) -> None:
    page = texte(client.get(ADRESSE, {"besoin": "cls", "q": "saint denis"}))
    assert "Seine-Saint-Denis" in page
    assert "La Réunion" in page


def test_un_nom_introuvable_dit_comment_chercher(registre: Registre, client: Client) -> None:
    page = texte(client.get(ADRESSE, {"besoin": "cls", "q": "xyzzy <b>"}))
    assert "Aucun territoire ne correspond à « xyzzy <b> »" in page


@pytest.mark.parametrize("lieu", ["commune-99999", "n-importe-quoi", "<script>", "commune-"])
def test_un_lieu_inconnu_rend_la_recherche(registre: Registre, client: Client, lieu: str) -> None:
    reponse = client.get(ADRESSE, {"besoin": "cls", "territoire": lieu})
    assert reponse.status_code == 400
    assert "un territoire que le référentiel ne connaît pas" in texte(reponse)


def test_un_ancien_code_mene_au_successeur(registre: Registre, client: Client) -> None:
    reponse = client.get(ADRESSE, {"besoin": "cls", "territoire": "commune-05143"})
    assert reponse.status_code == 301
    assert reponse["Location"] == f"{ADRESSE}?besoin=cls&territoire=commune-05053"


def test_un_ancien_code_a_plusieurs_successeurs_laisse_choisir(
    registre: Registre, client: Client
) -> None:
    ancien = Territoire.objects.par_reference("commune-05143")
    ancien.successeurs.add(registre.lieux["commune-83126"])
    page = client.get(ADRESSE, {"besoin": "cls", "territoire": "commune-05143"})
    assert "Lequel de ses successeurs est le vôtre ?" in texte(page)
    assert "territoire=commune-83126" in page.content.decode()
    ancien.successeurs.clear()
    assert "ne dit pas ce qui l’a remplacé" in reponse_a(client, "cls", "commune-05143")


def test_enfin_ce_qui_existe_deja_et_qui_le_porte(registre: Registre, client: Client) -> None:
    cls = registre.un_dispositif("cls", "commune-83126", porteur=un_organisme())
    Coordination.objects.create(
        dispositif=cls,
        etat="dediee",
        date="2024",
        courriel="cls@example.org",
        source=registre.source,
    )
    registre.un_dispositif("asv", "commune-83126")
    page = reponse_a(client, "cls", "commune-83126")
    assert "Contrat local de santé (CLS), à La Seyne-sur-Mer" in page
    assert cls.nom in page
    assert "Ville de La Seyne-sur-Mer, qui le porte" in page
    assert "cls@example.org" in page
    assert "Sur quoi s’appuyer" in page


def test_une_coordination_passee_n_est_pas_un_contact(registre: Registre, client: Client) -> None:
    cls = registre.un_dispositif("cls", "commune-83126")
    Coordination.objects.create(
        dispositif=cls, etat="dediee", date="2016", fin="2019", courriel="vieux@example.org",
        source=registre.source,
    )  # fmt: skip
    page = reponse_a(client, "cls", "commune-83126")
    assert "vieux@example.org" not in page
    assert "ne connaît ni porteur ni boîte de coordination" in page


def test_une_absence_constatee_n_est_pas_une_absence_d_information(
    registre: Registre, client: Client
) -> None:
    assert "Il peut y en avoir : nos sources ne le disent pas." in reponse_a(
        client, "clsm", "commune-83137"
    )
    AbsenceConstatee.objects.create(
        territoire=registre.lieux["commune-83137"], type=registre.types["clsm"], date="2018-03",
        source=registre.source,
    )  # fmt: skip
    page = reponse_a(client, "clsm", "commune-83137")
    assert "Une source constate qu’il n’y en a pas à Toulon, en mars 2018" in page


def test_le_contrat_de_ville_se_trouve_aussi(registre: Registre, client: Client) -> None:
    contrat = registre.un_contrat("commune-83126")
    page = client.get(ADRESSE, {"besoin": "contrat-de-ville", "territoire": "commune-83126"})
    assert contrat.get_absolute_url() in page.content.decode()


def test_un_dispositif_fini_se_montre_mais_n_est_ni_appui_ni_contact(
    registre: Registre, client: Client
) -> None:
    etapes = [("actif", "2012"), ("termine", "2016")]
    ville = un_organisme()
    registre.un_dispositif("cls", "commune-83126", etapes=etapes, porteur=ville)
    registre.un_dispositif("asv", "commune-83126", etapes=etapes, nom="ASV fini", porteur=ville)
    page = reponse_a(client, "cls", "commune-83126")
    assert "Terminé" in page
    assert "ASV fini" not in page
    assert "qui le porte" not in page


def test_une_longue_liste_s_arrete_et_mene_au_registre(registre: Registre, client: Client) -> None:
    for n in range(11):
        registre.un_dispositif("asv", "commune-83126", slug=f"asv-{n}", nom=f"ASV {n}")
    page = client.get(ADRESSE, {"besoin": "asv", "territoire": "departement-83"})
    assert "Les 3 autres, dans le registre" in texte(page)
    assert "/dispositifs/?type=asv&amp;territoire=departement-83" in page.content.decode()


def test_quoi_lire_et_la_fiche_a_ouvrir(registre: Registre, client: Client) -> None:
    notice = une_notice("Pour les élus")
    notice.types.set(["cls"])
    assert (
        'href="/comprendre/cls/"'
        not in client.get(
            ADRESSE, {"besoin": "cls", "territoire": "commune-83126"}
        ).content.decode()
    )
    une_explication("cls")
    page = client.get(ADRESSE, {"besoin": "cls", "territoire": "commune-83126"}).content.decode()
    assert notice.get_absolute_url() in page
    assert 'href="/comprendre/cls/"' in page


def test_dix_dispositifs_ne_demandent_pas_plus_qu_un(registre: Registre, client: Client) -> None:
    def demander() -> None:
        client.get(ADRESSE, {"besoin": "asv", "territoire": "departement-83"})

    registre.un_dispositif("asv", "commune-83126", porteur=un_organisme())
    demander()
    un = nombre_de_requetes(demander)
    for n in range(10):
        lieu = "commune-83126" if n % 2 else "commune-83137"
        registre.un_dispositif("asv" if n < 5 else "cls", lieu, slug=f"d-{n}", nom=f"D {n}")
    assert nombre_de_requetes(demander) == un <= 20


def test_la_fiche_dit_quoi_lire_d_abord_et_mene_aux_etapes(
    registre: Registre, client: Client
) -> None:
    for cle in ("b", "a", "en-anglais"):
        une_notice(f"Notice {cle}", cle=cle, date="2020" if cle != "en-anglais" else "2026")
    parties = {
        "pour-aller-plus-loin": "- [[notice:b]]\n- [[notice:a]]\n- [[notice:perdue]]",
        "etapes-pour-se-lancer": "Porter le projet.",
    }
    fiche = une_explication("cls", parties)
    page = client.get(ADRESSE, {"besoin": "cls", "territoire": "commune-83126"})
    assert [n.cle for n in page.context["lectures"]] == ["b", "a"]
    assert 'href="/comprendre/cls/#etapes-pour-se-lancer"' in page.content.decode()
    fiche.etat = "brouillon"
    fiche.save()
    page = client.get(ADRESSE, {"besoin": "cls", "territoire": "commune-83126"})
    assert list(page.context["lectures"]) == []
    assert "/comprendre/cls/" not in page.content.decode()


def test_la_reponse_dit_combien_qui_paie_et_a_qui_parler(
    registre: Registre, client: Client
) -> None:
    une_reponse("cls", "Qui paie ?", "**L’État**, surtout.", date="2018-03")
    un_organisme("ARS de la région", "ars")
    ars = Organisme.objects.get(nom="ARS de la région")
    ars.territoire, ars.site_web = registre.lieux["region-93"], "https://ars.example.org/"
    ars.save()
    page = reponse_a(client, "cls", "commune-83126")
    assert "Combien, qui paie ? L’État, surtout. Aucun montant au registre. Mars 2018" in page
    assert "ARS de la région, délégation départementale du Var : https://ars.example.org/" in page
    assert "178, cours Lieutaud, 13006 Marseille" in page
    delegation = un_organisme("Délégation du Var", "ars")
    delegation.territoire = registre.lieux["departement-83"]
    delegation.save()
    page = reponse_a(client, "cls", "commune-83126")
    assert "Délégation du Var" in page
    assert "ARS de la région" not in page
    assert "ARS de la région" not in reponse_a(client, "cls", "commune-93066")
