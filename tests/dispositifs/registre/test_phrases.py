"""The sentences that lists and sheets compute."""

from collections.abc import Iterable
from typing import Any

import pytest
from django.utils import timezone

from dispositifs.models import Dispositif
from dispositifs.registre import phrases
from dispositifs.registre.resultats import fraicheur
from tests.fabriques import Registre

NB = "\u00a0"


def _dire(
    registre: Registre, types: dict[str, int], finis: int = 0, a_confirmer: int = 0, **options: Any
) -> str:
    lieux: Iterable[str] = options.get("lieux", [])
    repartition = [(registre.types[code], n) for code, n in types.items()]
    territoires = [registre.lieux[lieu] for lieu in lieux]
    bilan = phrases.Bilan(finis, a_confirmer=a_confirmer)
    return str(phrases.resultat(repartition, bilan, territoires, options.get("au", "")))


def test_une_liste_se_dit_en_une_phrase(registre: Registre) -> None:
    assert _dire(
        registre,
        {"asv": 4, "cls": 3, "clsm": 1},
        2,
        3,
        lieux=["departement-83", "departement-84"],
        au="2018-03",
    ) == (
        f"8{NB}dispositifs{NB}: 4{NB}ateliers santé ville, 3{NB}contrats locaux de santé "
        f"et 1{NB}conseil local de santé mentale, dans le Var et dans le Vaucluse, "
        "en mars 2018. 2 ont pris fin. 3 sont à confirmer."
    )


@pytest.mark.parametrize(
    ("types", "finis", "phrase"),
    [
        ({}, 0, "Aucun dispositif du registre ne répond à cette demande."),
        ({"cls": 1}, 0, f"1{NB}contrat local de santé."),
        ({"cls": 1}, 1, f"1{NB}contrat local de santé. Ce dispositif a pris fin."),
        ({"msp": 3}, 1, f"3{NB}maisons de santé pluriprofessionnelles. 1 a pris fin."),
        ({"msp": 3}, 3, f"3{NB}maisons de santé pluriprofessionnelles. Les 3 ont pris fin."),
    ],
)
def test_le_nombre_et_le_genre_s_accordent(
    registre: Registre, types: dict[str, int], finis: int, phrase: str
) -> None:
    assert _dire(registre, types, finis) == phrase


@pytest.mark.parametrize(
    ("date", "dites"),
    [
        ("2018", ["en 2018", "en 2018", "depuis 2018", "de 2018", "à 2018"]),
        ("2018-04", ["en avril 2018"] * 2 + ["depuis avril 2018", "d’avril 2018", "à avril 2018"]),
        (
            "2018-03-01",
            [
                "au 1er mars 2018",
                "le 1er mars 2018",
                "depuis le 1er mars 2018",
                "du 1er mars 2018",
                "au 1er mars 2018",
            ],
        ),
    ],
)
def test_une_date_partielle_se_dit_avec_sa_preposition(date: str, dites: list[str]) -> None:
    """What it was, when it was, since when, from and to when."""
    mots = (phrases.quand, phrases.le_jour, phrases.depuis, phrases.de, phrases.jusque)
    assert [dire(date) for dire in mots] == dites


def _fraicheur() -> tuple[str, str] | None:
    dite = fraicheur(Dispositif.objects.avec_fraicheur(timezone.localdate()))
    return (dite.etat, dite.phrase) if dite else None


def test_la_fraicheur_d_une_liste_dit_sa_source_et_son_age(registre: Registre) -> None:
    assert _fraicheur() is None
    verifie = {"verifie_le": "2018-03", "verifie_par": "CRES", "verifie_d_apres": registre.source}
    registre.un_dispositif("asv", "commune-83126", **verifie)
    etat, phrase = _fraicheur() or ("", "")
    assert etat == "ancien"
    assert phrase.startswith("Cette fiche vient d’une source datée de mars 2018, il y a ")
    registre.un_dispositif("cls", "commune-83126", **verifie)
    _, phrase = _fraicheur() or ("", "")
    assert phrase.startswith(f"Ces 2{NB}fiches viennent d’une même source, datée de mars 2018")
    assert phrase.endswith("Aucune n’a été confirmée depuis.")


def test_une_liste_que_personne_n_a_verifiee_le_dit(registre: Registre) -> None:
    registre.un_dispositif("asv", "commune-83126")
    assert _fraicheur() == ("jamais", "Personne n’a encore confirmé cette fiche.")


def test_une_liste_a_jour_le_dit(registre: Registre) -> None:
    ce_mois = timezone.localdate().isoformat()[:7]
    registre.un_dispositif("asv", "commune-83126", verifie_le=ce_mois, verifie_par="CRES")
    etat, phrase = _fraicheur() or ("", "")
    assert (etat, phrase.split(".")[0]) == ("a-jour", "Cette fiche est à jour")
    registre.un_dispositif("cls", "commune-83126")
    etat, phrase = _fraicheur() or ("", "")
    assert etat == "ancien"
    assert phrase.startswith(f"Sur 2{NB}fiches, 1 à jour, 1 jamais")
