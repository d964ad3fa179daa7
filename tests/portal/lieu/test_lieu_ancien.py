"""The page of an intercommunalité that ended: when, what took over, its communes, its contrat."""

import json

import pytest
from django.test import Client
from django.utils import timezone

from dispositifs.models import Dispositif, Etape
from portal.cartes.perimetres import contours_de, perimetres
from territoires.importation.fermeture import fermer
from territoires.models import Appartenance, Contour, Territoire
from tests.fabriques import Registre
from tests.lecture import texte

ADRESSE = "/territoires/epci/241300268-ca-du-pays-d-aubagne-et-de-l-etoile-capae/"


@pytest.fixture
def capae(registre: Registre) -> Territoire:
    """The Pays d'Aubagne of 2015, of which the cast knows La Penne only."""
    ancien = Territoire(
        echelle="epci",
        code="241300268",
        nom="CA du Pays d’Aubagne et de l’Etoile (CAPAE)",
        nature="CA",
        millesime=2015,
        obsolete_depuis=2016,
    )
    ancien.save()
    ancien.successeurs.set([registre.lieux["epci-200054807"]])
    cles = {(t.echelle, t.code): t for t in [*registre.lieux.values(), ancien] if t.code != "05143"}
    communes = {
        c: frozenset(
            Territoire.objects.en_vigueur()
            .filter(echelle="commune", contenants__contenant=t)
            .values_list("code", flat=True)
        )
        for c, t in cles.items()
        if t != ancien
    }
    fermeture = fermer(
        communes,
        {("epci", "241300268"): [("epci", "200054807")]},
        {("epci", "241300268"): frozenset({"13070"})},
    )
    Appartenance.objects.bulk_create(
        Appartenance(contenant=cles[haut], contenu=cles[bas], entiere=entiere)
        for (haut, bas), entiere in fermeture.items()
        if "241300268" in (haut[1], bas[1])
    )
    registre.lieux["epci-241300268"] = ancien
    return ancien


def test_sa_page_dit_sa_fin_ses_communes_et_ou_elles_sont(
    capae: Territoire, client: Client
) -> None:
    assert capae.get_absolute_url() == ADRESSE
    reponse = client.get(ADRESSE)
    page = texte(reponse)
    assert reponse.status_code == 200
    assert "Cette intercommunalité n’existe plus depuis 2016." in page
    assert "Sa commune est aujourd’hui dans la Métropole d’Aix-Marseille-Provence." in page
    assert "Ses communes en 2015" in page
    contenu = reponse.content.decode()
    assert 'href="/territoires/commune/13070-la-penne-sur-huveaune/"' in contenu
    assert 'href="/territoires/epci/200054807-metropole-d-aix-marseille-provence/"' in contenu
    assert "Marseille</a>" not in contenu


def test_son_contrat_de_ville_y_figure_et_non_ceux_de_la_metropole(
    capae: Territoire, registre: Registre, client: Client
) -> None:
    registre.un_contrat("epci-241300268", generation="2015-2023", nom="Contrat d’Aubagne")
    registre.un_contrat("epci-200054807", generation="2024-2030", nom="Contrat métropolitain")
    registre.un_dispositif("cls", "epci-241300268", nom="CLS d’Aubagne")
    page = texte(client.get(ADRESSE))
    assert "Contrat d’Aubagne" in page
    assert "CLS d’Aubagne" in page
    assert "Contrat métropolitain" not in page
    assert "Contrat d’Aubagne" in texte(
        client.get("/territoires/commune/13070-la-penne-sur-huveaune/")
    )
    assert "Contrat d’Aubagne" not in texte(
        client.get("/territoires/commune/83126-la-seyne-sur-mer/")
    )


@pytest.mark.parametrize("adresse", ["/territoires/epci/241300268/", f"{ADRESSE[:-1]}.pdf"])
def test_une_autre_adresse_mene_a_sa_page(capae: Territoire, client: Client, adresse: str) -> None:
    reponse = client.get(f"{adresse}?au=2016")
    assert (reponse.status_code, reponse["Location"]) == (301, f"{ADRESSE}?au=2016")


def test_une_date_illisible_se_dit(capae: Territoire, client: Client) -> None:
    reponse = client.get(f"{ADRESSE}?au=hier")
    assert reponse.status_code == 400
    assert "n’est pas une date" in texte(reponse)


def test_sans_communes_elle_mene_a_sa_seule_heritiere(capae: Territoire, client: Client) -> None:
    capae.contenus.exclude(contenu=capae).delete()
    reponse = client.get(ADRESSE)
    assert reponse.status_code == 301
    assert reponse["Location"].startswith("/territoires/epci/200054807")


def test_les_communes_et_la_metropole_ne_la_comptent_pas_mais_la_nomment(
    capae: Territoire, client: Client
) -> None:
    commune = client.get("/territoires/commune/13070-la-penne-sur-huveaune/").content.decode()
    assert "Pays d’Aubagne" not in commune
    heritiere = client.get("/territoires/epci/200054807-metropole-d-aix-marseille-provence/")
    assert f'href="{ADRESSE}"' in heritiere.content.decode()
    trouvee = texte(client.get("/territoires/?q=aubagne+etoile"))
    assert "ancienne intercommunalité" in trouvee.lower()


def test_les_fichiers_ne_disent_que_ce_qui_contient_aujourd_hui(
    capae: Territoire, client: Client
) -> None:
    [penne] = json.loads(b"".join(client.get("/territoires.json?q=13070")))["elements"]
    assert "epci-241300268" not in penne["dans"]
    assert "epci-200054807" in penne["dans"]


def test_la_liste_filtree_par_elle_montre_ce_qui_lui_est_propre(
    capae: Territoire, registre: Registre, client: Client
) -> None:
    registre.un_dispositif("cls", "epci-241300268", nom="CLS d’Aubagne")
    registre.un_dispositif("asv", "commune-13055", nom="ASV de Marseille")
    page = texte(client.get("/dispositifs/?territoire=epci-241300268"))
    assert "CLS d’Aubagne" in page
    assert "ASV de Marseille" not in page


def test_elle_se_dessine_par_ses_communes_et_non_par_toute_la_metropole(
    capae: Territoire, registre: Registre
) -> None:
    cadre = {"ouest": 0, "sud": 0, "est": 9, "nord": 9, "longitude": 5, "latitude": 5}
    for reference in ("commune-13070", "epci-200054807"):
        Contour.objects.create(territoire=registre.lieux[reference], source="IGN", **cadre)
    cls = registre.un_dispositif("cls", "epci-241300268")
    contours = contours_de(perimetres([Dispositif.objects.get(pk=cls.pk)]))
    assert [c.territoire.reference for c in contours[capae.pk]] == ["commune-13070"]


def test_un_contrat_fini_mene_a_celui_qui_couvre_aujourd_hui_ces_communes(
    capae: Territoire, registre: Registre, client: Client
) -> None:
    fini = registre.un_contrat("epci-241300268", generation="2015-2023", nom="Contrat d’Aubagne")
    adresses = (ADRESSE, fini.get_absolute_url())
    neuf = registre.un_contrat(
        "epci-200054807",
        generation="2024-2030",
        nom="Contrat métropolitain",
        part="entiere",
        etapes=[("actif", timezone.localdate().isoformat())],
    )
    registre.un_contrat("epci-248300543", generation="2024-2030", part="entiere")
    for adresse in adresses:
        page = client.get(adresse)
        assert "Le contrat qui couvre aujourd’hui ces communes : Contrat métropolitain" in texte(
            page
        )
        assert f'href="{neuf.get_absolute_url()}"' in page.content.decode()
        assert "Aucune source ne dit qu’il succède au précédent." in texte(page)
        assert "métropolitain" not in texte(client.get(f"{adresse}?au=2022"))
    Etape.objects.filter(dispositif=neuf).update(date="2018-03")
    for adresse in adresses:
        dit = "Le contrat de ville connu pour ces communes, à confirmer : Contrat métropolitain"
        assert dit in texte(client.get(adresse))
    Dispositif.objects.filter(pk=neuf.pk).update(succede_a=fini)
    for adresse in adresses:
        assert "ces communes, à confirmer" not in texte(client.get(adresse))


def test_celui_qui_ne_couvre_qu_une_part_des_communes_le_dit(
    capae: Territoire, registre: Registre, client: Client
) -> None:
    fini = registre.un_contrat("epci-248300543", generation="2015-2023")
    hier = [("actif", timezone.localdate().isoformat())]
    registre.un_contrat("commune-83137", generation="2024-2030", part="entiere", etapes=hier)
    page = texte(client.get(fini.get_absolute_url()))
    assert "Contrat de ville de Toulon 2024–2030 (1 commune sur 2)." in page
