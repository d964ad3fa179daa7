"""Where a question leads, on a small register."""

import pytest
from django.test import Client

from dispositifs.models import TypeDispositif
from portal.recherche.demande import comprendre
from tests.dispositifs.comprendre.ecrits import une_explication
from tests.fabriques import Registre, nombre_de_requetes, un_organisme


def arrivee(client: Client, q: str) -> str:
    """Where a search goes straight; "" when it shows its page."""
    reponse = client.get("/recherche/", {"q": q})
    assert reponse.status_code in (200, 302)
    return reponse.get("Location", "")


@pytest.mark.parametrize(
    ("texte", "types", "rubrique", "lieu"),
    [
        ("cls hyères", ["cls"], "", "hyères"),
        ("Le CLS de La Seyne", ["cls"], "", "La Seyne"),
        ("contrats locaux de santé du Var", ["cls"], "", "Var"),
        ("conseil local de sante mentale", ["clsm"], "", ""),
        ("c.l.s. apt", ["cls"], "", "apt"),
        ("qui finance un CLS ?", ["cls"], "qui-paie", ""),
        ("combien de temps dure un ASV", ["asv"], "quelle-duree", ""),
        ("combien d’asv à Marseille", ["asv"], "ou-y-en-a-t-il", "Marseille"),
        ("faut-il un cls à la seyne ?", ["cls"], "etapes-pour-se-lancer", "la seyne"),
        ("différence entre ASV et CLS", ["asv", "cls"], "", ""),
        ("La Seyne", [], "", "La Seyne"),
        ("santé mentale", [], "", "santé mentale"),
        ("", [], "", ""),
    ],
)
def test_une_demande_se_partage(
    registre: Registre, texte: str, types: list[str], rubrique: str, lieu: str
) -> None:
    demande = comprendre(texte, TypeDispositif.objects.all())
    assert [t.code for t in demande.types] == types
    assert (demande.rubrique, demande.lieu) == (rubrique, lieu)


def test_un_seul_dispositif_ouvre_sa_fiche_plusieurs_leur_liste(
    client: Client, registre: Registre
) -> None:
    registre.un_dispositif("cls", "commune-83126", slug="cls-seyne")
    assert arrivee(client, "cls 83126") == "/dispositifs/cls-seyne/"
    registre.un_dispositif("cls", "commune-83126", slug="cls-seyne-2")
    assert arrivee(client, "cls 83126") == "/dispositifs/?type=cls&territoire=commune-83126"


def test_un_brouillon_ne_mene_nulle_part(client: Client, registre: Registre) -> None:
    registre.un_dispositif("cls", "commune-83126", slug="cls-seyne", publie=False)
    assert arrivee(client, "cls 83126") == "/territoires/commune/83126-la-seyne-sur-mer/"


def test_une_question_mene_a_la_partie_qui_repond_ou_a_la_fiche(
    client: Client, registre: Registre
) -> None:
    assert arrivee(client, "qui finance un cls") == ""
    une_explication("cls")
    assert arrivee(client, "qui finance un cls").startswith("/comprendre/cls/")


def test_le_sigle_que_l_equipe_donne_a_un_organisme_mene_a_son_territoire(
    client: Client, registre: Registre
) -> None:
    organisme = un_organisme("Ville de La Seyne-sur-Mer", "commune")
    organisme.sigle, organisme.territoire = "VLSM", registre.lieux["commune-83126"]
    organisme.save()
    assert arrivee(client, "vlsm") == "/territoires/commune/83126-la-seyne-sur-mer/"


def test_la_recherche_ne_demande_pas_plus_quand_le_registre_grandit(
    client: Client, registre: Registre
) -> None:
    registre.un_dispositif("cls", "commune-83126", slug="cls-0")
    registre.un_dispositif("cls", "commune-83126", slug="cls-1")

    def compter() -> list[int]:
        pages = [("/recherche/", "cls la seyne"), ("/recherche/suggestions/", "cls la sey")]
        return [
            nombre_de_requetes(
                lambda a=adresse, q=q: client.get(
                    a, {"q": q}, headers={"X-Requested-With": "fetch"}
                )
            )
            for adresse, q in pages
        ]

    avant = compter()
    for rang in range(2, 20):
        registre.un_dispositif("cls", "commune-83126", slug=f"cls-{rang}")
    assert compter() == avant
    assert max(avant) <= 30
    assert avant[1] <= 10
