"""Quartiers prioritaires ↔ contrats de ville ↔ dispositifs, both ways; old codes and heirs."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from dispositifs.models import AbsenceConstatee
from dispositifs.quartiers.atteintes import Quartiers
from dispositifs.registre.instant import AUJOURD_HUI
from dispositifs.registre.lieu import Mode
from portal.lieu.voisins import Voisins
from territoires.models import Appartenance, Territoire, Voisinage
from tests.fabriques import Registre, nombre_de_requetes
from tests.lecture import fiches, texte

# Made up, in ANCT's published shape.
LISTE = (
    "code_qp;lib_qp;insee_reg;lib_reg;insee_dep;lib_dep;insee_com;lib_com;siren_epci;lib_epci;;\n"
    'QN08391M;Quartier d\'essai A;93;PACA;83;Var;"=""83126""";La Seyne;248300543;MTPM;;\n'
    'QN08392N;Quartier d\'essai B;93;PACA;83;Var;"=""83126""";La Seyne;248300543;MTPM;;\n'
    'QN08393N;Quartier d\'essai C;93;PACA;83;Var;"=""83126;83137""";Deux;248300543;MTPM;;\n'
)
CORRESPONDANCE = """QP2024;QP2015_1;QP2015_2;QP2015_3
QN08391M;QP083091;;
QN08392N;QP083092;;
QN08393N;QP083092;;
"""
SEYNE = "/territoires/commune/83126-la-seyne-sur-mer/"


@pytest.fixture(name="essai")
def _essai(registre: Registre, tmp_path: Path) -> Registre:
    """Three quartiers of La Seyne, one of them also in Toulon, and the codes of 2015."""
    liste, correspondance = tmp_path / "liste.csv", tmp_path / "correspondance.csv"
    liste.write_bytes(b"\xef\xbb\xbf" + LISTE.encode())
    correspondance.write_text(CORRESPONDANCE, encoding="utf-8")
    call_command(
        "importer_qpv", str(liste), correspondance=str(correspondance), ecrire=True, verbosity=0
    )
    registre.lieux |= {t.reference: t for t in Territoire.objects.filter(code__startswith="QN083")}
    return registre


def _quartiers(registre: Registre, *codes: str) -> Quartiers:
    return Quartiers([registre.lieux[f"qpv-{c}"] for c in codes], AUJOURD_HUI)


def test_ce_qui_atteint_tous_les_quartiers_est_dit_une_fois(essai: Registre) -> None:
    essai.un_dispositif("cls", perimetre=[("epci-248300543", "entiere")], slug="cls")
    essai.un_dispositif("asv", "qpv-QN08391M", slug="asv")
    essai.un_dispositif("clsm", "commune-83137", slug="ailleurs")
    essai.un_dispositif("asv", "qpv-QN08391M", slug="fini", etapes=[("termine", "2016")])
    trois = _quartiers(essai, "QN08391M", "QN08392N", "QN08393N")
    assert [x.dispositif.slug for x in trois.communs] == ["cls"]
    dits = [[x.dispositif.slug for x in q.lignes] for q in trois.liste]
    # Toulon holds a part of the third.
    assert dits == [["asv"], [], ["ailleurs"]]
    assert trois.liste[2].lignes[0].mode == Mode.ETENDUE_NON_PRECISEE
    seul = _quartiers(essai, "QN08391M")
    assert [x.dispositif.slug for x in seul.liste[0].lignes] == ["asv", "cls"]


def test_le_nombre_de_requetes_des_quartiers_ne_bouge_pas(essai: Registre) -> None:
    def lire() -> None:
        quartiers = _quartiers(essai, "QN08391M", "QN08392N", "QN08393N")
        for q in quartiers.liste:
            str([(x.dispositif.type, [c.territoire for c in x.par]) for x in q.lignes])

    essai.un_dispositif("asv", "commune-83126")
    pour_un = nombre_de_requetes(lire)
    for n in range(30):
        essai.un_dispositif("asv", "commune-83126", slug=f"asv-{n}")
    assert nombre_de_requetes(lire) == pour_un == 3
    assert nombre_de_requetes(lambda: Quartiers([], AUJOURD_HUI).liste) == 0


def test_la_commune_dit_ses_quartiers_ce_qui_les_atteint_et_leur_contrat(
    essai: Registre, client: Client
) -> None:
    essai.un_dispositif("cls", "commune-83126", nom="CLS de la commune")
    essai.un_dispositif("asv", "qpv-QN08391M", nom="ASV du quartier")
    essai.un_contrat(
        "epci-248300543", slug="contrat", nom="Contrat d’essai", generation="2024-2030",
        quartiers=["qpv-QN08391M"],
    )  # fmt: skip
    page = texte(client.get(SEYNE))
    ville = page.split("Politique de la ville")[1].split("Ce qui manque")[0]
    assert "Quartiers prioritaires (QPV)" in ville
    assert (
        "ASV du quartier (périmètre : le quartier ; étendue non précisée ; actif en mars 2018"
        in ville
    )
    premier = ville.split("Quartier d’essai A")[1].split("Quartier d’essai B")[0]
    assert "Contrat d’essai (2024–2030)" in premier
    assert "CLS de la commune (par La Seyne-sur-Mer" in ville
    assert "non renseigné" in ville.split("Quartier d’essai B")[1]


def test_le_quartier_dit_ses_communes_son_contrat_et_ce_qui_l_atteint(
    essai: Registre, client: Client
) -> None:
    essai.un_dispositif("cls", perimetre=[("commune-83126", "entiere")], nom="CLS de la commune")
    essai.un_contrat("epci-248300543", slug="nomme", quartiers=["qpv-QN08393N"])
    essai.un_contrat("commune-83126", slug="muet")
    reponse = client.get("/territoires/qpv/QN08393N/", follow=True)
    page = texte(reponse)
    assert "La Seyne-sur-Mer (en partie), Toulon (en partie)" in page
    assert "En partie : La Seyne-sur-Mer" in page
    assert "Ce quartier est de ceux que vise le contrat." in page
    assert "La source ne dit pas quels quartiers il vise." in page
    assert set(fiches(reponse, "contrats-de-ville")) == {"nomme", "muet"}
    autre = texte(client.get("/territoires/qpv/QN08391M/", follow=True))
    assert "Ce quartier n’est pas de ceux que vise le contrat." in autre


def test_le_contrat_liste_ses_quartiers_et_ce_qui_atteint_chacun(
    essai: Registre, client: Client
) -> None:
    essai.un_dispositif("asv", "qpv-QN08391M", nom="ASV du quartier")
    essai.un_contrat("commune-83126", slug="contrat", quartiers=["qpv-QN08391M", "qpv-QN08392N"])
    reponse = client.get("/contrats-de-ville/contrat/")
    page = texte(reponse)
    quartiers = page.split("Ceux que vise le contrat")[1].split("Sur le même territoire")[0]
    assert "ASV du quartier" in quartiers.split("essai A")[1].split("essai B")[0]
    assert "aucun dispositif connu" in quartiers.split("essai B")[1]
    assert "essai C" not in quartiers
    assert '/territoires/qpv/QN08391M-quartier-d-essai-a/"' in reponse.content.decode()


def test_un_contrat_qui_ne_nomme_aucun_quartier_montre_ceux_de_son_territoire(
    essai: Registre, client: Client
) -> None:
    essai.un_contrat("commune-83126", slug="contrat")
    page = texte(client.get("/contrats-de-ville/contrat/"))
    assert "Aucune source ne dit lesquels vise ce contrat." in page
    assert "Quartier d’essai C" in page


def test_un_code_de_2015_mene_a_son_heritier_ou_en_laisse_choisir(
    essai: Registre, client: Client
) -> None:
    seul = client.get("/territoires/qpv/QP083091/")
    assert seul.status_code == 301
    assert seul["Location"] == "/territoires/qpv/QN08391M-quartier-d-essai-a/"
    plusieurs = client.get("/territoires/qpv/QP083092/?au=2018")
    assert plusieurs.status_code == 200
    page = texte(plusieurs)
    assert "2 territoires lui ont succédé." in page
    assert "Quartier d’essai B" in page
    assert "Quartier d’essai C" in page
    assert "QN08392N-quartier-d-essai-b/?au=2018" in plusieurs.content.decode()


def test_la_fiche_dit_les_anciens_codes(essai: Registre, client: Client) -> None:
    page = texte(client.get("/territoires/qpv/QN08391M/", follow=True))
    assert "Ancien code QP083091" in page


# Neighbours


def _toucher(registre: Registre, un: str, autre: str) -> None:
    premier, second = sorted([registre.lieux[un], registre.lieux[autre]], key=lambda t: t.pk)
    Voisinage.objects.create(premier=premier, second=second)


def test_les_voisins_disent_ce_qu_ils_ont(registre: Registre, client: Client) -> None:
    _toucher(registre, "commune-83126", "commune-83137")
    _toucher(registre, "commune-83126", "commune-13070")
    registre.un_dispositif("asv", "commune-83137")
    registre.un_dispositif("asv", "epci-248300543", slug="asv-epci")
    registre.un_dispositif("cls", "commune-83137", etapes=[("termine", "2016")])
    registre.un_contrat("commune-83137")
    registre.un_contrat("commune-83137", slug="vieux", generation="2015-2023")
    page = texte(client.get(SEYNE))
    voisins = page.split("Chez les voisins")[1].split("Autour")[0]
    rien = "–non renseigné"
    # The ASV and the contrat are known from papers of 2018; the CLS has ended.
    assert f"Toulon 2 à confirmer {rien} {rien} {rien} {rien} 1 à confirmer" in voisins
    assert "en cours" not in voisins
    assert "Le registre ne sait rien des autres : La Penne-sur-Huveaune." in voisins


def test_une_absence_chez_un_voisin_est_datee_et_le_terme_est_explique(
    registre: Registre, client: Client
) -> None:
    _toucher(registre, "commune-83126", "commune-83137")
    for date in ("2018-03", "2016"):
        AbsenceConstatee.objects.create(
            territoire=registre.lieux["commune-83137"],
            type=registre.types["clsm"],
            date=date,
            source=registre.source,
        )
    voisins = texte(client.get(SEYNE)).split("Chez les voisins")[1].split("Autour")[0]
    assert "absence constatée mars 2018" in voisins
    assert "2016" not in voisins
    assert "À terme" not in voisins
    registre.un_dispositif("cls", "commune-83137", fin="2019")
    voisins = texte(client.get(SEYNE)).split("Chez les voisins")[1].split("Autour")[0]
    assert "le terme du dernier connu est passé" in voisins


def test_sans_contour_ce_sont_les_communes_de_la_meme_intercommunalite(
    registre: Registre, client: Client
) -> None:
    page = texte(client.get(SEYNE))
    voisins = page.split("Chez les voisins")[1].split("Autour")[0]
    assert "Les contours ne sont pas chargés" in voisins
    assert "les autres communes de la Métropole Toulon-Provence-Méditerranée" in voisins
    assert "Toulon" in voisins


def test_une_commune_seule_ou_un_quartier_n_a_pas_de_voisins(
    registre: Registre, client: Client
) -> None:
    for adresse in ("/territoires/commune/05053/", "/territoires/qpv/QN01341I/"):
        assert "Chez les voisins" not in texte(client.get(adresse, follow=True))


def test_les_voisins_coutent_autant_pour_un_que_pour_trente(registre: Registre) -> None:
    lieu = registre.lieux["commune-83126"]
    appartenances = list(
        Appartenance.objects.filter(contenu=lieu)
        .select_related("contenant")
        .exclude(contenant=lieu)
    )
    types = list(registre.types.values())

    def lire() -> None:
        str([v.cases for v in Voisins(lieu, appartenances, types, AUJOURD_HUI).avec])

    _toucher(registre, "commune-83126", "commune-83137")
    pour_un = nombre_de_requetes(lire)
    for n, reference in enumerate(("commune-13055", "commune-13070", "commune-84007")):
        _toucher(registre, "commune-83126", reference)
        for rang in range(10):
            registre.un_dispositif("asv", reference, slug=f"asv-{n}-{rang}")
    assert nombre_de_requetes(lire) == pour_un == 5


@pytest.mark.parametrize(
    "reference",
    ["commune-83126", "commune-05053", "commune-97411", "arrondissement-13201", "qpv-QN01341I",
     "epci-248400251", "departement-83", "region-93", "pays-FR"],
)  # fmt: skip
def test_une_fiche_ne_depasse_jamais_le_meme_nombre_de_requetes(
    demo: Registre, client: Client, reference: str
) -> None:
    adresse = demo.lieux[reference].get_absolute_url()
    assert client.get(adresse).status_code == 200
    assert nombre_de_requetes(lambda: client.get(adresse)) <= 31
