"""The census: four honest states that add up, extents that say no more than their source."""

import datetime

import pytest
from django.utils import timezone

from dispositifs.comptes.blancs import absences_par_commune
from dispositifs.comptes.decompte import Etendue, LigneRecensee
from dispositifs.comptes.recensement import Recensement
from dispositifs.comptes.vies import Vies
from dispositifs.models import AbsenceConstatee, Dispositif
from dispositifs.registre.certitude import Savoir
from tests.fabriques import Registre, nombre_de_requetes


def dire_absent(registre: Registre, lieu: str, *types: str, date: str = "2018-03") -> None:
    """A source states that there is none."""
    for type_ in types:
        AbsenceConstatee.objects.create(
            territoire=registre.lieux[lieu],
            type=registre.types[type_],
            date=date,
            source=registre.source,
        )


def frais() -> dict[str, str]:
    """Verified today: up to date."""
    return {"verifie_le": timezone.localdate().isoformat(), "verifie_par": "CRES"}


def ligne(registre: Registre, type_: str, lieu: str, au: str = "") -> LigneRecensee:
    lignes = Recensement(registre.lieux[lieu], au).lignes
    return next(x for x in lignes if x.type.code == type_)


def etats(registre: Registre, type_: str, lieu: str = "region-93", au: str = "") -> list[int]:
    """Communes up to date, to be confirmed, absent, unknown."""
    return [d.communes for d in ligne(registre, type_, lieu, au).savoirs.values()]


def test_les_quatre_etats_d_une_commune(registre: Registre) -> None:
    """The region has six communes here."""
    registre.un_dispositif("asv", "commune-83126", **frais())
    registre.un_dispositif("asv", "commune-83137")
    dire_absent(registre, "commune-05053", "asv")
    assert etats(registre, "asv") == [1, 1, 1, 3]
    # By the date of the paper, both were fresh; nobody had yet said the absence.
    assert etats(registre, "asv", au="2018-04") == [2, 0, 1, 3]
    assert etats(registre, "asv", au="2017") == [0, 0, 0, 6]


def test_une_intercommunalite_a_l_etat_le_plus_sur_de_ses_communes(registre: Registre) -> None:
    """An absence holds for it only when it is stated for all."""
    toulon = registre.lieux["epci-248300543"].pk

    def etat(type_: str) -> Savoir:
        return Recensement(registre.lieux["region-93"]).savoirs_des_epci(type_)[toulon]

    dire_absent(registre, "commune-83126", "asv", "cls")
    dire_absent(registre, "commune-83137", "cls")
    assert (etat("asv"), etat("cls"), etat("dac")) == ("inconnu", "absence", "inconnu")
    registre.un_dispositif("asv", "commune-83137")
    assert etat("asv") == Savoir.A_CONFIRMER


def test_a_une_date_a_venir_rien_n_est_a_jour(registre: Registre) -> None:
    registre.un_dispositif("asv", "commune-83126", **frais())
    demain = timezone.localdate() + datetime.timedelta(days=1)
    assert etats(registre, "asv", au=demain.isoformat()) == [0, 1, 0, 5]


def test_une_partie_d_une_intercommunalite_n_est_pas_une_partie_de_ses_communes(
    registre: Registre,
) -> None:
    """Somewhere in it, maybe here: to be confirmed, however fresh."""
    registre.un_dispositif("asv", perimetre=[("epci-248300543", "partielle")], **frais())
    vu = ligne(registre, "asv", "departement-83")
    assert vu.etendues[Etendue.QUELQUE_PART].communes == 2
    assert vu.etendues[Etendue.EN_PARTIE].communes == vu.couvert.communes == 0
    assert etats(registre, "asv", "departement-83") == [0, 2, 0, 0]
    registre.un_dispositif("asv", perimetre=[("commune-83126", "partielle")], **frais())
    vu = ligne(registre, "asv", "departement-83")
    assert vu.etendues[Etendue.EN_PARTIE].communes == vu.couvert.communes == 1
    assert etats(registre, "asv", "departement-83") == [1, 1, 0, 0]


def test_une_etendue_non_precisee_est_connue_et_ne_couvre_pas(registre: Registre) -> None:
    registre.un_dispositif("cls", "commune-83126", **frais())
    vu = ligne(registre, "cls", "departement-83")
    assert (vu.connu.communes, vu.couvert.communes) == (1, 0)


@pytest.mark.parametrize(
    "champs", [{"fin": "2020"}, {"generation_nommee_id": "2015-2023", "slug": "cv"}]
)
def test_un_terme_passe_se_confirme_tant_que_la_suite_est_inconnue(
    registre: Registre, champs: dict[str, str]
) -> None:
    type_ = "contrat-de-ville" if "slug" in champs else "cls"
    passe = registre.un_dispositif(type_, "commune-83126", **champs)
    assert etats(registre, type_, "departement-83") == [0, 1, 0, 1]
    assert ligne(registre, type_, "departement-83").a_terme == 1
    registre.un_dispositif(
        type_,
        "commune-83137",
        slug="suivant",
        succede_a=passe,
        etapes=[("actif", timezone.localdate().isoformat())],
    )
    assert etats(registre, type_, "departement-83") == [1, 0, 0, 1]


def test_un_terme_propre_arrete_la_vie_comme_celui_d_une_generation(registre: Registre) -> None:
    cls = registre.un_dispositif("cls", "commune-83126", fin="2020")
    revu = registre.un_dispositif(
        "cls", "commune-83137", fin="2020", verifie_le="2021-06", verifie_par="CRES"
    )
    vies = Vies({cls.pk, revu.pk})
    for au in ("2017", "2019", "2020", "2020-12-31", "2021", "2021-06", "2022", ""):
        en_vie = Dispositif.objects.publies().en_vie_au(au).values_list("pk", flat=True)
        assert vies.vivants(au) == set(en_vie), au
    assert vies.vivants("2019") == {cls.pk, revu.pk}
    assert vies.vivants("2022") == {revu.pk}


def test_un_compte_d_inconnu_n_est_pas_zero(registre: Registre) -> None:
    assert not ligne(registre, "dac", "departement-05").est_comptable
    dire_absent(registre, "departement-05", "dac")
    vu = ligne(registre, "dac", "departement-05")
    assert vu.est_absent
    assert vu.est_comptable
    # Of the region, one département says nothing of the others.
    assert not ligne(registre, "dac", "region-93").est_comptable


def test_une_absence_ne_vaut_que_la_ou_une_source_la_dit(registre: Registre) -> None:
    dire_absent(registre, "commune-83126", "cls")
    sur = AbsenceConstatee.objects.sur
    assert sur(registre.lieux["commune-83126"]).count() == 1
    for ailleurs in ("departement-83", "epci-248300543", "commune-83137", "region-93"):
        assert not sur(registre.lieux[ailleurs]).exists(), ailleurs
    dire_absent(registre, "departement-05", "cls")
    assert sur(registre.lieux["commune-05053"]).count() == 1
    # An EPCI over two départements is not whole in one.
    dire_absent(registre, "departement-84", "cls")
    assert not sur(registre.lieux["epci-248400251"]).exists()


def test_l_absence_d_une_ancienne_commune_n_est_pas_celle_de_son_heritiere(
    registre: Registre,
) -> None:
    ancienne = type(registre.lieux["commune-05053"]).objects.get(code="05143")
    registre.lieux["commune-05143"] = ancienne
    dire_absent(registre, "commune-05143", "asv")
    assert AbsenceConstatee.objects.sur(ancienne).count() == 1
    assert not AbsenceConstatee.objects.sur(registre.lieux["commune-05053"]).exists()
    assert etats(registre, "asv") == [0, 0, 0, 6]


def test_chaque_commune_blanche_a_les_types_dits_absents_le_dernier_de_chacun(
    registre: Registre,
) -> None:
    dire_absent(registre, "departement-05", "clsm", "asv")
    dire_absent(registre, "commune-05053", "asv", date="2020")
    commune = registre.lieux["commune-05053"]
    trouvees = absences_par_commune(registre.lieux["region-93"], [], "")
    assert [(a.type_id, a.date) for a in trouvees[commune.pk]] == [
        ("asv", "2020"), ("clsm", "2018-03"),
    ]  # fmt: skip
    assert set(trouvees) == {commune.pk}
    seules = absences_par_commune(registre.lieux["region-93"], ["clsm"], "2019")
    assert [a.type_id for a in seules[commune.pk]] == ["clsm"]
    assert absences_par_commune(registre.lieux["region-93"], [], "2017") == {}


def test_le_recensement_coute_autant_quel_que_soit_le_registre(registre: Registre) -> None:
    def lire() -> None:
        recensement = Recensement(registre.lieux["region-93"])
        str([recensement.lignes, recensement.comparaison])

    registre.un_dispositif("asv", "commune-83126")
    avant = nombre_de_requetes(lire)
    for n in range(20):
        registre.un_dispositif("cls", "commune-83137", slug=f"cls-{n}", fin="2020")
    assert nombre_de_requetes(lire) == avant
