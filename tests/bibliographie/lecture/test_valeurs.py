"""Numbers, languages, addresses, names and texts as files write them."""

import time

import pytest

from bibliographie.formats.personnes import en_capitales, est_un_corps
from bibliographie.formats.reference import Nom, ecrire_nom, lire_nom
from bibliographie.lecture import valeurs
from bibliographie.lecture.champs import Brut, Champ, Sort
from bibliographie.lecture.composition import composer


@pytest.mark.parametrize(
    ("ecrit", "doi"),
    [
        ("10.5555/Essai.1", "10.5555/Essai.1"),
        ("DOI: 10.5555/Essai.1.", "10.5555/Essai.1"),
        ("https://dx.doi.org/10.5555/a(b)c", "10.5555/a(b)c"),
        ("http://passerelle.exemple.org/login?url=10.5555/a", "10.5555/a"),
        ("10.5555%2Fessai", "10.5555/essai"),
        ("(doi : 10.5555/essai)", "10.5555/essai"),
    ],
)
def test_un_doi_se_trouve_dans_son_texte(ecrit: str, doi: str) -> None:
    assert valeurs.lire_doi(ecrit) == doi


@pytest.mark.parametrize(
    ("ecrit", "bons", "faux"),
    [
        ("978-2-1234-5680-3 (br.)", ["978-2-1234-5680-3"], []),
        ("ISBN 9782123456803 ; 2-1234-5681-0", ["9782123456803", "2-1234-5681-0"], []),
        ("978‐2‐1234‐5680‐3", ["978-2-1234-5680-3"], []),
        ("978-2-1234-5680-4", [], ["978-2-1234-5680-4"]),
        ("080442957x", ["080442957X"], []),
        ("sans", [], []),
    ],
)
def test_les_isbn_d_un_texte(ecrit: str, bons: list[str], faux: list[str]) -> None:
    assert valeurs.lire_isbn(ecrit)[:2] == (bons, faux)


@pytest.mark.parametrize(
    ("ecrit", "bons"),
    [("20493630", ["2049-3630"]), ("2049-3630, 1234-567x", ["2049-3630"]), ("2049-3631", [])],
)
def test_les_issn_d_un_texte(ecrit: str, bons: list[str]) -> None:
    assert valeurs.lire_issn(ecrit)[0] == bons


@pytest.mark.parametrize(
    ("ecrit", "code"),
    [
        ("fr", "fr"), ("fre", "fr"), ("fra", "fr"), ("fr-FR", "fr"), ("fr_CA", "fr"),
        ("Français", "fr"), ("French", "fr"), ("francais", "fr"), ("frenchb", "fr"),
        ("ANGLAIS", "en"), ("eng", "en"), ("English (United States)", "en"), ("ngerman", "de"),
        ("español", "es"), ("Deutsch", "de"), ("ita", "it"),
    ],
)  # fmt: skip
def test_une_langue_par_son_code_ou_par_ses_noms(ecrit: str, code: str) -> None:
    assert valeurs.lire_langue(ecrit) == code


def _un(role: str, texte: str) -> tuple[Champ, dict[str, object]]:
    lu = composer(1, [Brut("x", texte, role)])
    dits = {m: getattr(lu.reference, m) for m in lu.reference.__slots__}
    return lu.champs[0], {mot: valeur for mot, valeur in dits.items() if valeur}


def test_deux_langues_gardent_la_premiere_et_disent_l_autre() -> None:
    champ, dit = _un("langue", "français ; anglais")
    assert dit == {"langue": "fr"}
    assert (champ.apres, champ.raison) == ("fr", "mis de côté\u00a0: anglais")
    assert _un("langue", "klingon de la ville")[0].sort is Sort.ECARTE


@pytest.mark.parametrize(
    ("ecrit", "propre"),
    [
        ("L’<i>eau</i> &amp; l’air", "L’eau & l’air"),
        ("A<br/>B", "A B"),
        ("&amp;eacute;t&#233; &#xe9;", "été é"),
        ("SantÃ© et mÃ©decine", "Santé et médecine"),
        ("e\u0301te\u0301", "été"),
        ("a\x00b\u200bc\ud800d\x07", "abcd"),
        ("a < b et c > d", "a < b et c > d"),
        ("x&copy=1 &amp; y", "x&copy=1 & y"),
        ("un  \u2003 deux", "un deux"),
        ("« a »\u00a0: b", "« a »\u00a0: b"),
    ],
)
def test_un_texte_sans_les_marques_d_une_page(ecrit: str, propre: str) -> None:
    assert valeurs.nettoyer(ecrit) == propre


@pytest.mark.parametrize(
    ("ecrites", "total", "lues"),
    [
        ("231-41", False, "pp. 231-241"), ("231–241", False, "pp. 231-241"),
        ("231--241", False, "pp. 231-241"), ("12", False, "p. 12"),
        ("12", True, "12 p."), ("[4] p.", True, "[4] p."),
        ("1 vol. (127 p.)", True, "1 vol. (127 p.)"), ("127 pages", True, "127 p."),
        ("iv-xii", False, "pp. iv-xii"), ("e1234", False, "e1234"), ("S12-S15", False, "pp. S12-S15"),
    ],
)  # fmt: skip
def test_les_pages(ecrites: str, total: bool, lues: str) -> None:
    assert valeurs.lire_pages(ecrites, seule_est_total=total) == lues


@pytest.mark.parametrize(
    ("ecrit", "nom"),
    [
        ("DUPONT Jean", Nom("DUPONT", "Jean")),
        ("LE GALL Anne-Marie", Nom("LE GALL", "Anne-Marie")),
        ("Petit, Jeanne", Nom("Petit", "Jeanne")),
        ("de La Tour, Anne", Nom("de La Tour", "Anne")),
        ("Dupont, Jean, Jr", Nom("Dupont", "Jean, Jr")),
        ("ARS PACA", Nom("ARS PACA", collectif=True)),
        ("ARS Bretagne", Nom("ARS Bretagne", collectif=True)),
        ("CRES Occitanie", Nom("CRES Occitanie", collectif=True)),
        ("Agence régionale de santé,", Nom("Agence régionale de santé", collectif=True)),
        (
            "Ministère des Affaires sociales, de la Santé et des Droits des femmes",
            Nom("Ministère des Affaires sociales, de la Santé et des Droits des femmes", "", True),
        ),
        ("Santé publique France", Nom("Santé publique France", collectif=True)),
        ("{Petit, Durand et fils}", Nom("Petit, Durand et fils", collectif=True)),
    ],
)
def test_un_nom_est_d_une_personne_ou_d_un_corps(ecrit: str, nom: Nom) -> None:
    assert lire_nom(ecrit) == nom
    assert lire_nom(ecrire_nom(nom)) == nom


def test_un_corps_qui_passerait_pour_une_personne_est_entre_accolades() -> None:
    assert ecrire_nom(Nom("ZZ Top", collectif=True)) == "{ZZ Top}"
    assert ecrire_nom(Nom("ARS Bretagne", collectif=True)) == "ARS Bretagne"
    assert not est_un_corps("Petit Jeanne")
    assert en_capitales("Petit Jeanne") == ("", "")


@pytest.mark.parametrize(
    "texte",
    [
        "Petit, Jeanne et al.", "Petit, Jeanne, et al", "Petit, Jeanne (et al.)",
        "Petit, Jeanne [et al.]", "Petit, Jeanne and others", "Petit, Jeanne et coll.",
        "Petit, Jeanne & al.", "Petit, Jeanne; et al.", "et al. | Petit, Jeanne",
        "Petit, Jeanne | al., et", "Petit, Jeanne; others", "Petit, Jeanne\nEt alii,",
    ],
)  # fmt: skip
def test_et_al_n_est_le_nom_de_personne(texte: str) -> None:
    _, dit = _un("auteur", texte)
    assert dit == {"auteurs": (Nom("Petit", "Jeanne"),), "et_al": True}


def test_ce_que_les_catalogues_ajoutent_a_un_nom() -> None:
    assert _un("auteur", "Petit, Jeanne (1950-....)")[1] == {"auteurs": (Nom("Petit", "Jeanne"),)}
    assert _un("auteur", "Petit, Jeanne (dir.)")[1] == {"dans_responsables": "Petit Jeanne"}
    assert _un("auteur", "Petit, Jeanne and Durand, Paule")[1]["auteurs"] == (
        Nom("Petit", "Jeanne"), Nom("Durand", "Paule"),
    )  # fmt: skip
    assert _un("auteur", "[s.n.]")[0].sort is Sort.ECARTE


@pytest.mark.parametrize(
    "role", ["auteur", "responsable", "titre", "pages", "date", "isbn", "issn", "doi", "langue", "url"]
)
@pytest.mark.parametrize("motif", ["\n ", "\u2003", ", ", "((", "10.5555/", "1-", "et ", "Aa ", "A ", "&amp;"])
def test_une_valeur_faite_pour_lasser_se_lit_vite(role: str, motif: str) -> None:
    """Work grows with the size of a value, not with its square."""
    debut = time.process_time()
    composer(1, [Brut("x", f"a{motif * (90_000 // len(motif))}b", role)])
    assert time.process_time() - debut < 3
