"""The sheet of a place: covers it, covers a part, lies inside, has ended, is missing."""

from typing import Any

import pytest

from dispositifs.models import AbsenceConstatee
from dispositifs.registre.lieu import FicheTerritoire, Ligne
from tests.fabriques import Registre, nombre_de_requetes

Sections = dict[str, set[str]]


def sections(registre: Registre, lieu: str, **options: Any) -> Sections:
    """The slugs of each section of the sheet, empty ones left out."""
    fiche = FicheTerritoire(registre.lieux[lieu], **options)
    noms: dict[str, list[Ligne]] = {
        "couvre": fiche.couvre,
        "sans_etendue": fiche.sans_etendue,
        "en_partie": fiche.en_partie,
        "quelque_part": fiche.quelque_part,
        "interieur": fiche.interieur,
        "finis": fiche.finis,
    }
    return {n: {ligne.dispositif.slug for ligne in lignes} for n, lignes in noms.items() if lignes}


@pytest.mark.parametrize(
    ("perimetre", "lieu", "section"),
    [
        # The perimeter is the place.
        (("commune-83126", "entiere"), "commune-83126", "couvre"),
        (("commune-83126", "non-precisee"), "commune-83126", "sans_etendue"),
        (("commune-83126", "partielle"), "commune-83126", "en_partie"),
        # It contains the place, whole.
        (("epci-248300543", "entiere"), "commune-83126", "couvre"),
        (("epci-248300543", "non-precisee"), "commune-83126", "sans_etendue"),
        (("epci-248300543", "partielle"), "commune-83126", "quelque_part"),
        (("departement-84", "partielle"), "epci-248400251", "quelque_part"),
        (("commune-13055", "entiere"), "arrondissement-13201", "couvre"),
        # It contains the place in part only.
        (("commune-13055", "entiere"), "qpv-QN01341I", "en_partie"),
        (("region-93", "entiere"), "epci-248400251", "en_partie"),
        (("departement-84", "non-precisee"), "epci-248400251", "sans_etendue"),
        # It lies inside the place.
        (("arrondissement-13201", "entiere"), "commune-13055", "interieur"),
        (("arrondissement-13201", "partielle"), "commune-13055", "interieur"),
        (("qpv-QN01341I", "entiere"), "commune-13070", "interieur"),
        (("epci-248400251", "entiere"), "region-93", "interieur"),
        (("commune-05143", "entiere"), "commune-05053", "interieur"),
        # It is elsewhere.
        (("commune-83137", "entiere"), "commune-83126", None),
        (("arrondissement-13201", "entiere"), "qpv-QN01341I", None),
        (("departement-93", "entiere"), "region-93", None),
        (("commune-97411", "entiere"), "commune-93066", None),
    ],
)
def test_un_dispositif_vient_sur_la_fiche_par_ce_que_dit_son_perimetre(
    registre: Registre, perimetre: tuple[str, str], lieu: str, section: str | None
) -> None:
    registre.un_dispositif("cls", perimetre=[perimetre], slug="cls")
    assert sections(registre, lieu) == ({section: {"cls"}} if section else {})


@pytest.mark.parametrize(
    ("perimetre", "section", "par"),
    [
        # The fullest way wins, and names the rows that give it.
        ([("commune-83126", "entiere"), ("epci-248300543", "partielle")], "couvre", ["83126"]),
        ([("epci-248300543", "partielle"), ("commune-83126", "entiere")], "couvre", ["83126"]),
        (
            [("epci-248300543", "entiere"), ("departement-83", "entiere")],
            "couvre",
            ["248300543", "83"],
        ),
    ],
)
def test_un_perimetre_de_plusieurs_lignes_garde_la_plus_large(
    registre: Registre, perimetre: list[tuple[str, str]], section: str, par: list[str]
) -> None:
    registre.un_dispositif("cls", perimetre=perimetre)
    fiche = FicheTerritoire(registre.lieux["commune-83126"])
    (ligne,) = getattr(fiche, section)
    assert sorted(c.territoire.code for c in ligne.par) == sorted(par)


def test_une_liste_de_communes_couvre_chacune_et_vit_dans_leur_epci(registre: Registre) -> None:
    registre.un_dispositif(
        "cpts", perimetre=[("commune-84007", "entiere"), ("commune-13070", "entiere")], slug="cpts"
    )
    assert sections(registre, "commune-84007") == {"couvre": {"cpts"}}
    assert sections(registre, "commune-13070") == {"couvre": {"cpts"}}
    assert sections(registre, "epci-200054807") == {"interieur": {"cpts"}}
    assert sections(registre, "commune-30351") == {}


@pytest.mark.parametrize("statut", ["absorbe", "termine", "abandonne"])
def test_un_dispositif_fini_quitte_ce_qui_couvre(registre: Registre, statut: str) -> None:
    etapes = [("actif", "2012"), (statut, "2016")]
    registre.un_dispositif("cls", "commune-83126", etapes=etapes, slug="cls")
    assert sections(registre, "commune-83126") == {"finis": {"cls"}}


@pytest.mark.parametrize(
    "etapes", [[], [("en-reflexion", "2018")], [("termine", "2016"), ("actif", "2018")]]
)
def test_un_dispositif_a_venir_muet_ou_relance_reste(
    registre: Registre, etapes: list[tuple[str, str]]
) -> None:
    registre.un_dispositif("cls", "commune-83126", etapes=etapes, slug="cls")
    assert sections(registre, "commune-83126") == {"sans_etendue": {"cls"}}


def test_un_brouillon_ne_parait_pas(registre: Registre) -> None:
    registre.un_dispositif("cls", "commune-83126", publie=False)
    assert sections(registre, "commune-83126") == {}
    fiche = FicheTerritoire(registre.lieux["commune-83126"])
    assert list(fiche.etapes()) == []
    assert fiche.repartition_interieure() == []


def test_une_region_compte_l_interieur_sans_le_lister(registre: Registre) -> None:
    registre.un_dispositif("asv", "commune-83126")
    registre.un_dispositif("asv", "commune-83137")
    registre.un_dispositif("clsm", "epci-248400251")
    registre.un_dispositif("cls", "commune-05053", etapes=[("termine", "2016")])
    region = FicheTerritoire(registre.lieux["region-93"], interieur=False)
    assert region.lignes == []
    assert [(t.code, n) for t, n in region.repartition_interieure()] == [("asv", 2), ("clsm", 1)]


def test_les_contrats_de_ville_du_lieu_viennent_aussi_par_leurs_quartiers(
    registre: Registre,
) -> None:
    metropole = registre.un_contrat("epci-200054807", quartiers=["qpv-QN01341I"])
    toulon = registre.un_contrat("commune-83137", quartiers=["qpv-QN01341I"])
    registre.un_contrat("commune-13070", slug="brouillon", publie=False)

    def contrats(lieu: str) -> list[Any]:
        return [x.dispositif for x in FicheTerritoire(registre.lieux[lieu]).contrats]

    assert set(contrats("commune-13070")) == {metropole, toulon}
    assert contrats("arrondissement-13201") == [metropole]
    assert contrats("commune-83126") == []


def manques(registre: Registre, lieu: str) -> dict[str, bool]:
    """The types that nothing covers, and whether a source says so."""
    fiche = FicheTerritoire(registre.lieux[lieu])
    return {m.type.code: m.absence is not None for m in fiche.manques()}


def _absence(registre: Registre, lieu: str, type: str, date: str = "2018-03") -> AbsenceConstatee:
    return AbsenceConstatee.objects.create(
        territoire=registre.lieux[lieu], type_id=type, date=date, source=registre.source
    )


def test_ne_pas_savoir_n_est_pas_constater_une_absence(registre: Registre) -> None:
    _absence(registre, "departement-05", "clsm")
    registre.un_dispositif("asv", "commune-05053")
    registre.un_dispositif("cls", "commune-05053", etapes=[("absorbe", "2016")])
    trouves = manques(registre, "commune-05053")
    assert trouves["clsm"] is True
    assert trouves["cls"] is False
    assert trouves["cpts"] is False
    assert "asv" not in trouves
    assert "msp" not in trouves  # no sign of its own, and nobody looked


def test_une_absence_vaut_pour_ce_que_son_territoire_contient_en_entier(
    registre: Registre,
) -> None:
    _absence(registre, "departement-84", "asv")
    assert manques(registre, "commune-84007")["asv"] is True
    assert manques(registre, "epci-248400251")["asv"] is False
    assert manques(registre, "region-93")["asv"] is False


def test_la_derniere_absence_constatee_est_montree(registre: Registre) -> None:
    _absence(registre, "departement-05", "asv", "2016")
    derniere = _absence(registre, "commune-05053", "asv", "2018")
    fiche = FicheTerritoire(registre.lieux["commune-05053"])
    assert [m.absence for m in fiche.manques() if m.type.code == "asv"] == [derniere]


def test_un_contrat_de_ville_connu_n_est_pas_un_manque(registre: Registre) -> None:
    assert "contrat-de-ville" in manques(registre, "commune-83126")
    registre.un_contrat("epci-248300543")
    assert "contrat-de-ville" not in manques(registre, "commune-83126")


def test_les_etapes_du_lieu_viennent_de_la_plus_recente(registre: Registre) -> None:
    registre.un_dispositif("asv", "commune-83126", etapes=[("actif", "2012"), ("termine", "2017")])
    registre.un_dispositif("cls", "epci-248300543", etapes=[("en-projet", "2015-06")])
    registre.un_dispositif("cls", "commune-13055", etapes=[("actif", "2020")])
    fiche = FicheTerritoire(registre.lieux["commune-83126"])
    assert [e.date for e in fiche.etapes()] == ["2017", "2015-06", "2012"]


def test_la_fiche_coute_autant_pour_un_que_pour_trente(registre: Registre) -> None:
    def lire() -> None:
        fiche = FicheTerritoire(registre.lieux["commune-13055"])
        for ligne in fiche.lignes:
            str([ligne.dispositif.type, ligne.dispositif.porteur, ligne.suite])
            str([c.territoire for c in ligne.par])
        str([x.dispositif.visees for x in fiche.contrats])
        str([e.dispositif.type for e in fiche.etapes()])
        str([m.absence and m.absence.source for m in fiche.manques()])

    registre.un_dispositif("asv", "arrondissement-13201")
    pour_un = nombre_de_requetes(lire)
    for rang in range(30):
        registre.un_dispositif("asv", "arrondissement-13201", slug=f"asv-{rang}", nom=f"A {rang}")
    assert nombre_de_requetes(lire) == pour_un <= 12
