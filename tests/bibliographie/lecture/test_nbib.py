"""PubMed’s own file."""

import pytest

from bibliographie.formats.reference import Nom, Reference
from tests.bibliographie.lecture.aides import ecartes, lectures, reference

ARTICLE = """
PMID- 12345678
OWN - NLM
STAT- MEDLINE
IS  - 1234-5679 (Electronic)
IS  - 0317-8471 (Print)
VI  - 12
IP  - 3
DP  - 2019 Mar 12
TI  - Local contracts: an essay on
      two lines.
PG  - 231-41
LID - 10.1234/essai [doi]
AB  - BACKGROUND: an abstract
      that goes on.
FAU - Durand, Paule
AU  - Durand P
AD  - University of the South.
CN  - Essay Study Group
LA  - eng
PT  - Journal Article
PT  - Research Support, Non-U.S. Gov't
TT  - Les contrats locaux.
PL  - England
TA  - Rev Essai
JT  - Revue d'essai
MH  - Health Policy
OT  - territory
AID - S0000(19)30001-1 [pii]
AID - 10.1234/essai [doi]
SO  - Rev Essai. 2019 Mar 12;12(3):231-41.
"""


def test_un_article_de_pubmed_est_entier_et_ses_marques_de_gestion_sont_dites() -> None:
    (lu,) = lectures(ARTICLE)
    assert lu.reference == Reference(
        titre="Local contracts: an essay on two lines.",
        cle="12345678",
        type="article",
        auteurs=(Nom("Durand", "Paule"), Nom("Essay Study Group", collectif=True)),
        revue="Revue d'essai",
        volume="12",
        numero="3",
        date="2019-03-12",
        pages="pp. 231-241",
        lieu="England",
        doi="10.1234/essai",
        issn="1234-5679",
        langue="en",
        resume="BACKGROUND: an abstract that goes on.",
        note=(
            "Genre\u00a0: Research Support, Non-U.S. Gov't\n"
            "Titre original\u00a0: Les contrats locaux."
        ),
        mots_cles=("Health Policy", "territory"),
    )
    assert ecartes(lu) == [
        ("OWN", "NLM"),
        ("STAT", "MEDLINE"),
        ("IS", "0317-8471 (Print)"),
        ("AU", "Durand P"),
        ("AD", "University of the South."),
        ("TA", "Rev Essai"),
        ("AID", "S0000(19)30001-1 [pii]"),
        ("SO", "Rev Essai. 2019 Mar 12;12(3):231-41."),
    ]
    assert len(lu.champs) == ARTICLE.count("- ")


@pytest.mark.parametrize(
    ("dite", "date", "note"),
    [
        ("2019", "2019", ""),
        ("2019 Feb", "2019-02", ""),
        ("2019 Mar-Apr", "2019-03", "Date\u00a0: Mar 2019/Apr 2019"),
        ("2019 Summer", "2019", "Date\u00a0: 2019 Summer"),
    ],
)
def test_les_dates_de_pubmed(dite: str, date: str, note: str) -> None:
    lu = reference(f"PMID- 1\nTI  - A\nDP  - {dite}\n")
    assert (lu.date, lu.note) == (date, note)


def test_deux_notices_et_un_auteur_abrege_quand_il_est_seul() -> None:
    lus = lectures("PMID- 1\nTI  - A\nAU  - Petit JB\nPMID- 2\nBTI - Livre\nAU  - Groupe\n")
    assert [(lu.ligne, lu.reference.titre) for lu in lus] == [(1, "A"), (4, "Livre")]
    assert lus[0].reference.auteurs == (Nom("Petit", "JB"),)
