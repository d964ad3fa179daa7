"""The site-wide search puts first what the reader named."""

import pytest

from portal.recherche import nomme


@pytest.mark.parametrize(
    ("question", "titre", "attendu"),
    [
        ("CLS", "contrat local de santé CLS", True),
        ("contrat local de sante", "contrat local de santé CLS", True),
        ("Contrat local de santé CLS", "contrat local de santé CLS", True),
        ("santé", "contrat local de santé CLS", False),
        ("cl", "contrat local de santé CLS", False),
        ("contrat local de santé", "Un contrat local de santé ? Vidéo", False),
    ],
)
def test_une_question_nomme_ce_dont_elle_est_le_debut_ou_la_fin(
    question: str, titre: str, attendu: bool
) -> None:
    assert nomme(question, titre) is attendu
