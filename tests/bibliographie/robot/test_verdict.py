"""What a visit says of a link, and how slowly a link dies."""

from datetime import date, timedelta

import pytest

from bibliographie.models import ControleLien, Lien
from bibliographie.robot.verdict import etat_du_lien, issue_de_la_reponse, nouvelle_adresse
from bibliographie.robot.visite import Redirection

Issue, Etat = ControleLien.Issue, Lien.Etat
URL = "https://a.example/docs/rapport.pdf"
J = date(2026, 1, 1)


def jours(*ecarts: int) -> list[date]:
    return [J + timedelta(days=ecart) for ecart in ecarts]


@pytest.mark.parametrize(
    ("etapes", "attendue"),
    [
        ([], ""),
        ([(301, "https://b.example/x")], "https://b.example/x"),
        ([(308, "https://b.example/x")], "https://b.example/x"),
        ([(302, "https://b.example/x")], ""),
        ([(307, "https://b.example/x"), (301, "https://c.example/x")], ""),
        ([(301, "https://b.example/x"), (302, "https://c.example/x")], "https://b.example/x"),
        ([(301, "https://b.example/x"), (308, "https://c.example/x")], "https://c.example/x"),
        ([(301, f"{URL}#page=2")], ""),
        ([(301, "https://a.example/temoin"), (301, URL)], ""),
    ],
)
def test_l_adresse_nouvelle_est_au_bout_des_redirections_permanentes(
    etapes: list[tuple[int, str]], attendue: str
) -> None:
    redirections = [Redirection(code, vers) for code, vers in etapes]
    assert nouvelle_adresse(URL, redirections) == attendue
    issue, _ = issue_de_la_reponse(URL, 200, redirections)
    assert issue == (Issue.DEPLACE if attendue else Issue.REPOND)


@pytest.mark.parametrize("code", [301, 302])
@pytest.mark.parametrize(
    ("depart", "arrivee", "perdue"),
    [
        (URL, "https://a.example/", True),
        (URL, "https://b.example", True),
        ("https://a.example/?p=12", "https://a.example/", True),
        (URL, "https://a.example/?p=12", False),
        ("https://a.example/accueil", "https://www.a.example/", False),
        ("http://a.example/", "https://a.example/", False),
    ],
)
def test_une_page_renvoyee_a_l_accueil_est_a_revoir(
    depart: str, arrivee: str, perdue: bool, code: int
) -> None:
    issue, remarque = issue_de_la_reponse(depart, 200, [Redirection(code, arrivee)])
    assert (issue == Issue.INDISPONIBLE) is perdue
    assert bool(remarque) is perdue


@pytest.mark.parametrize("issue", [Issue.ABSENT, Issue.INJOIGNABLE])
@pytest.mark.parametrize(
    ("echecs", "etat"),
    [
        (jours(0), Etat.SUSPECT),
        (jours(0, 2), Etat.SUSPECT),
        (jours(0, 0, 0, 0), Etat.SUSPECT),
        (jours(0, 1, 2), Etat.SUSPECT),
        (jours(0, 1, 2, 3), Etat.SUSPECT),
        (jours(0, 2, 3), Etat.SUSPECT),
        (jours(0, 2, 4), Etat.MORT),
        (jours(0, 1, 2, 3, 4), Etat.MORT),
        (jours(0, 30, 400), Etat.MORT),
    ],
)
def test_un_lien_meurt_au_troisieme_echec_a_deux_jours_d_ecart(
    issue: Issue, echecs: list[date], etat: Etat
) -> None:
    assert etat_du_lien(issue, echecs) == etat


@pytest.mark.parametrize("issue", [Issue.INDISPONIBLE, Issue.REFUSE])
def test_une_erreur_du_serveur_ne_tue_jamais(issue: Issue) -> None:
    assert etat_du_lien(issue, jours(*range(0, 100, 2))) == Etat.SUSPECT


def test_une_reponse_efface_les_echecs() -> None:
    assert etat_du_lien(Issue.REPOND, jours(0, 2, 4)) == Etat.VIVANT
    assert etat_du_lien(Issue.DEPLACE, jours(0, 2, 4)) == Etat.DEPLACE
