"""What is known of a scheme at a date, and the words that come of it."""

import datetime
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from dispositifs.models import Delai, Dispositif, Etape
from dispositifs.registre.certitude import Certitude, Savoir, certitudes, faire_le_bilan
from socle import dates
from tests.fabriques import Registre, nombre_de_requetes, une_source

JOUR = datetime.date(2026, 11, 30)


@pytest.fixture(autouse=True)
def _un_jour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *a: JOUR)


def connue(registre: Registre, au: str = "", **champs: Any) -> Certitude:
    """What is known of a scheme made so."""
    d = registre.un_dispositif("cls", "commune-83126", **champs)
    return Certitude.de(Dispositif.objects.avec_certitude(au).get(pk=d.pk))


@pytest.mark.parametrize(
    ("etapes", "mots", "code", "savoir"),
    [
        ([("actif", "2026-01")], "actif", "a-jour", Savoir.A_JOUR),
        ([("actif", "2018-03")], "actif en mars 2018, à confirmer", "a-confirmer", "a-confirmer"),
        ([("en-projet", "2026-06")], "en projet", "a-jour", Savoir.INCONNU),
        ([("en-projet", "2016")], "en projet en 2016, à confirmer", "a-confirmer", "inconnu"),
        ([("termine", "2023-12")], "terminé en décembre 2023", "fini", Savoir.INCONNU),
        ([("absorbe", "2017-04-03")], "absorbé le 3 avril 2017", "fini", Savoir.INCONNU),
        ([], "", "", Savoir.INCONNU),
        ([("actif", "2027")], "", "", Savoir.INCONNU),
    ],
)
def test_les_mots_suivent_ce_que_l_on_sait(
    registre: Registre, etapes: list[tuple[str, str]], mots: str, code: str, savoir: str
) -> None:
    c = connue(registre, etapes=etapes)
    assert (c.en_mots, c.code, c.savoir) == (mots, code, savoir)


def test_une_observation_n_est_jamais_une_date_de_fin(registre: Registre) -> None:
    d = registre.un_dispositif("cls", "commune-83126", etapes=[("termine", "2018-03")])
    d.etapes.update(constat=True)
    c = Certitude.de(Dispositif.objects.avec_certitude().get())
    assert c.en_mots == "terminé, constaté en mars 2018"


def test_une_personne_qui_confirme_rend_le_present(registre: Registre) -> None:
    verifie = {"verifie_le": "2026-05", "verifie_par": "Ville"}
    assert connue(registre, **verifie).en_mots == "actif"


def test_le_document_qui_porte_une_observation_ne_dit_rien_de_plus_tard(
    registre: Registre,
) -> None:
    rapport = une_source("rapport", titre="Rapport", date="2026-10")
    d = registre.un_dispositif(
        "cls",
        "commune-83126",
        etapes=[],
        verifie_le="2026-10",
        verifie_par="Auteur",
        verifie_d_apres=rapport,
    )
    Etape.objects.create(
        dispositif=d, statut="en-elaboration", date="2016", constat=True, source=rapport
    )
    c = Certitude.de(Dispositif.objects.avec_certitude().get())
    assert c.en_mots == "en élaboration en 2016, à confirmer"


@pytest.mark.parametrize(
    ("au", "mots"),
    [
        ("2018-06", "actif"),
        ("2019-04", "actif en mars 2018, à confirmer"),
        ("2030", "actif en mars 2018, à confirmer"),
    ],
)
def test_a_une_date_passee_la_fraicheur_est_celle_de_la_date(
    registre: Registre, au: str, mots: str
) -> None:
    assert connue(registre, au).en_mots == mots


def test_rien_n_est_frais_a_une_date_qui_n_est_pas_venue(registre: Registre) -> None:
    c = connue(registre, "2027", etapes=[("actif", "2026-11")])
    assert (c.est_frais, c.en_mots) == (False, "actif en novembre 2026, à confirmer")


def test_le_delai_est_celui_du_type(registre: Registre) -> None:
    Delai.objects.create(type=registre.types["cls"], mois=120)
    assert connue(registre).en_mots == "actif"


def test_un_terme_passe_se_dit_comme_le_sien_ou_celui_de_sa_generation(registre: Registre) -> None:
    assert connue(registre, fin="2020-06").en_mots == "arrivé à son terme en juin 2020"
    contrat = registre.un_contrat("commune-83126", generation="2015-2023")
    c = Certitude.de(Dispositif.objects.avec_certitude().get(pk=contrat.pk))
    assert c.en_mots == "arrivé à son terme en 2023 avec sa génération"


def test_la_generation_suivante_remplace_quand_elle_a_commence(registre: Registre) -> None:
    premier = registre.un_dispositif("cls", "commune-83126", slug="cls-1")
    second = registre.un_dispositif(
        "cls", "commune-83126", slug="cls-2", succede_a=premier, etapes=[("en-projet", "2019")]
    )

    def dite(au: str = "") -> Certitude:
        return Certitude.de(Dispositif.objects.avec_certitude(au).get(slug="cls-1"))

    assert dite().code == "a-confirmer"
    etape = Etape.objects.create(
        dispositif=second, statut="actif", date="2020", source=registre.source
    )
    assert (dite().code, dite().en_mots) == ("remplace", "actif en mars 2018, remplacé depuis")
    assert dite("2019").code == "a-confirmer"
    second.etat = "brouillon"
    second.save()
    assert dite().code == "a-confirmer"
    etape.delete()


def test_le_bilan_compte_chacun_une_fois(registre: Registre) -> None:
    registre.un_dispositif("cls", "commune-83126", slug="a", etapes=[("actif", "2026-06")])
    registre.un_dispositif("cls", "commune-83126", slug="b")
    registre.un_dispositif("cls", "commune-83126", slug="c", etapes=[("termine", "2016")])
    registre.un_dispositif("cls", "commune-83126", slug="d", fin="2020")
    bilan = faire_le_bilan(certitudes(Dispositif.objects.avec_certitude()))
    assert (bilan.finis, bilan.a_terme, bilan.a_confirmer, bilan.remplaces) == (1, 1, 1, 0)


def test_toutes_les_certitudes_d_une_liste_coutent_deux_questions(registre: Registre) -> None:
    for n in range(5):
        registre.un_dispositif("cls", "commune-83126", slug=f"cls-{n}")

    def lire() -> None:
        assert len([c.en_mots for c in certitudes(Dispositif.objects.avec_certitude())]) == 5

    assert nombre_de_requetes(lire) == 2


partielles = st.builds(
    lambda annee, mois, precision: f"{annee}-{mois:02}"[:precision],
    st.integers(1999, 2030),
    st.integers(1, 12),
    st.sampled_from([4, 7]),
)


@given(
    date=partielles,
    verifie=st.one_of(st.just(""), partielles),
    au=partielles,
    statut=st.sampled_from([str(s) for s in Etape.Statut]),
    constat=st.booleans(),
    terme=st.one_of(st.just(""), partielles),
)
def test_aucun_present_au_dela_du_delai_ni_dans_le_futur(
    date: str, verifie: str, au: str, statut: str, constat: bool, terme: str
) -> None:
    jour = dates.bornes(au)[1]
    c = Certitude(
        type="cls", statut=statut, date=date, constat=constat, situation=statut, suivi=False,
        terme=terme, terme_propre=True, deduit="",
        connu_jusque=max(date, verifie), jour=jour, delai=12,
    )  # fmt: skip
    if jour > JOUR or dates.mois_ecoules(c.connu_jusque, jour) >= 12:
        assert not c.est_frais
        assert c.a_pris_fin or "à confirmer" in c.en_mots
    if c.en_mots == str(Etape.Statut(statut).label):
        assert c.est_frais
        assert not c.a_pris_fin
    assert (c.code == "a-confirmer") == ("à confirmer" in c.en_mots)
