"""Over four hundred records in the manner of Zotero, EndNote, Mendeley, PMB, Cairn, HAL, the Sudoc
and PubMed: none refused that has a title, each right for a person, no field lost in silence.

Beside each file, a `.yaml` says what is right of each of its records, in order: never what our
readers give. A key `X_contient` asks only that the field X holds that; `ecartes` names the fields
of the file that the catalogue has no place for; `rebut`, a record that nothing can be made of.
"""

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from bibliographie.formats.reference import Nom, Reference
from bibliographie.importation import Lot, lire
from bibliographie.lecture.champs import Lecture, Sort
from tests.bibliographie.importation.corpus.conftest import fichiers_de_rispy
from tests.bibliographie.importation.corpus.jetons import COUPES, non_dits

ICI = Path(__file__).resolve().parent
FICHIERS = sorted(f.name for f in ICI.iterdir() if f.suffix in COUPES)
# The encoding that the exporter wrote, where it is not UTF-8.
ENCODAGES = {
    "base-locale-cp1252.ris": "cp1252",
    "base-locale-utf16.ris": "utf-16",
    "endnote-mac.ris": "mac_roman",
    "excel-texte-unicode.csv": "utf-16",
    "jabref.bib": "cp1252",
    "pmb-liste.csv": "cp1252",
    "pmb.ris": "cp1252",
}
Attendu = dict[str, Any]


@cache
def _lot(nom: str) -> Lot:
    return lire(nom, (ICI / nom).read_bytes())


@cache
def _attendus(nom: str) -> list[Attendu]:
    return yaml.safe_load((ICI / nom).with_suffix(".yaml").read_text())


def _texte(nom: str) -> str:
    encodage = ENCODAGES.get(nom, "utf-8-sig")
    return (ICI / nom).read_bytes().decode(encodage).replace("\r\n", "\n").replace("\r", "\n")


_CAS = [(nom, rang) for nom in FICHIERS for rang in range(len(_attendus(nom)))]


def test_le_corpus_a_plus_de_trois_cents_notices_de_plus_de_vingt_cinq_fichiers() -> None:
    assert len(FICHIERS) >= 25
    assert len(_CAS) >= 320


@pytest.mark.parametrize("nom", FICHIERS)
def test_chaque_notice_qui_a_un_titre_est_lue(nom: str) -> None:
    lus, attendus = _lot(nom).lus, _attendus(nom)
    assert len(lus) == len(attendus)
    assert [n for n, (lu, a) in enumerate(zip(lus, attendus, strict=True)) if _refusee(lu, a)] == []


def _refusee(lu: object, attendu: Attendu) -> bool:
    titre = lu.reference.titre if isinstance(lu, Lecture) else ""
    return not titre and not attendu.get("rebut")


@pytest.mark.parametrize(("nom", "rang"), _CAS)
def test_chaque_notice_est_juste_pour_une_personne(nom: str, rang: int) -> None:
    attendu = _attendus(nom)[rang]
    if attendu.get("rebut"):
        return
    lu = _lot(nom).lus[rang]
    assert isinstance(lu, Lecture), lu
    assert _fautes(lu, attendu) == {}


def _fautes(lu: Lecture, attendu: Attendu) -> dict[str, tuple[Any, Any]]:
    """What differs: what was read, and what is right."""
    fautes: dict[str, tuple[Any, Any]] = {}
    for cle, juste in attendu.items():
        champ = cle.removesuffix("_contient")
        if cle == "ecartes":
            repris = {nom: _sorts(lu, nom) for nom in juste if _sorts(lu, nom) <= {Sort.REPRIS}}
            if repris:
                fautes[cle] = (repris, juste)
            continue
        brute = getattr(lu.reference, champ)
        tenu = _contient(brute, juste) if cle != champ else _est(champ, brute, juste)
        if not tenu:
            fautes[cle] = (brute, juste)
    return fautes


def _sorts(lu: Lecture, nom: str) -> set[Sort]:
    """What became of the fields of that name: none at all is a fault too."""
    return {champ.sort for champ in lu.champs if champ.nom.casefold() == nom.casefold()}


def _espaces(texte: str) -> str:
    return re.sub(r"[ \u00a0\u202f]+", " ", texte).strip()


def _contient(brute: Any, juste: Any) -> bool:
    if isinstance(juste, list):
        return set(juste) <= set(brute)
    textes = map(str, brute) if isinstance(brute, tuple) else [str(brute)]
    return any(_espaces(juste) in _espaces(texte) for texte in textes)


def _est(champ: str, brute: Any, juste: Any) -> bool:
    if champ == "titre":
        return _est_le_titre(_espaces(brute), juste)
    if champ == "auteurs":
        return [_nom(nom) for nom in brute] == [[_plie(p) for p in nom] for nom in juste]
    if champ == "isbn":
        return re.sub(r"\W", "", brute) == re.sub(r"\W", "", juste)
    if isinstance(juste, list):
        return [_espaces(texte) for texte in brute] == [_espaces(texte) for texte in juste]
    return brute is juste if isinstance(juste, bool) else _espaces(brute) == _espaces(juste)


def _est_le_titre(brut: str, juste: str | list[str]) -> bool:
    """A title and its subtitle may be joined by « . » or « : »; PubMed ends titles by a stop."""
    morceaux = [juste] if isinstance(juste, str) else juste
    motif = r"\s?[.:]\s?".join(re.escape(_espaces(morceau)) for morceau in morceaux)
    return bool(re.fullmatch(rf"{motif}\.?", brut))


def _plie(texte: str) -> str:
    return _espaces(texte).casefold()


def _nom(nom: Nom) -> list[str]:
    """A body has one part, a person two: « AGENCE » and « Agence » are one name."""
    return [_plie(nom.nom)] if nom.collectif else [_plie(nom.nom), _plie(nom.prenom)]


@pytest.mark.parametrize("nom", FICHIERS)
def test_aucun_champ_du_fichier_n_est_perdu_sans_etre_dit(nom: str) -> None:
    perdus = {}
    for rang, (lu, jetons) in enumerate(
        zip(_lot(nom).lus, COUPES[Path(nom).suffix](_texte(nom)), strict=True)
    ):
        if isinstance(lu, Lecture):
            perdus[rang] = non_dits(jetons, [(c.nom, c.texte) for c in lu.champs])
    assert {rang: jetons for rang, jetons in perdus.items() if jetons} == {}


@pytest.mark.parametrize("nom", [f for f in FICHIERS if Path(f).suffix not in (".json", ".xml")])
def test_on_dit_au_moins_autant_de_champs_que_le_fichier_en_a(nom: str) -> None:
    """Lines without tag go on with a field: only those that have a name are counted."""
    for lu, jetons in zip(_lot(nom).lus, COUPES[Path(nom).suffix](_texte(nom)), strict=True):
        if isinstance(lu, Lecture):
            assert len(lu.champs) >= sum(1 for nom_du_champ, _ in jetons if nom_du_champ)


@pytest.mark.parametrize("nom", FICHIERS)
def test_chaque_champ_ecarte_dit_pourquoi(nom: str) -> None:
    muets = [
        champ
        for lu in _lot(nom).lus
        if isinstance(lu, Lecture)
        for champ in lu.champs
        if champ.sort == Sort.ECARTE and not champ.raison
    ]
    assert muets == []


def test_les_fichiers_d_essai_de_rispy_sont_lus_en_entier() -> None:
    """Where they are at hand: the end of the run says when they are not."""
    for fichier in fichiers_de_rispy():
        contenu = fichier.read_bytes()
        debuts = len(re.findall(rb"^\W*TY {2}-", contenu, re.MULTILINE))
        if not debuts:
            continue
        lot = lire(fichier.name, contenu)
        assert [type(lu) for lu in lot.lus] == [Lecture] * debuts, fichier
        for lu, jetons in zip(lot.lus, COUPES[".ris"](contenu.decode("utf-8-sig")), strict=True):
            assert isinstance(lu, Lecture)
            assert non_dits(jetons, [(c.nom, c.texte) for c in lu.champs]) == [], fichier


def test_une_reference_fausse_serait_vue() -> None:
    """The comparison itself: each kind of fault is told."""
    lu = Lecture(1, Reference(titre="Essai", date="2019", auteurs=(Nom("Durand", "Paule"),)))
    assert _fautes(lu, {"titre": "Essai", "date": "2019", "auteurs": [["DURAND", "Paule"]]}) == {}
    faux = {"titre": "Autre", "date": "2018", "auteurs": [["Durand Paule"]], "note_contient": "x"}
    assert set(_fautes(lu, faux)) == set(faux)
    assert non_dits([("T2", "Revue")], [("T2", "Santé")]) == [("T2", "Revue")]
