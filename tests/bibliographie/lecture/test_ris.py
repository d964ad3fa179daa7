"""RIS as the world writes it, and what becomes of each tag."""

import time

import pytest

from bibliographie.formats.reference import Nom, Reference
from bibliographie.importation import lire
from bibliographie.lecture import ris
from bibliographie.lecture.champs import Champ, Lecture, Sort, de_sort


def _lectures(texte: str) -> list[Lecture]:
    lus = ris.lire(texte)
    assert all(isinstance(lu, Lecture) for lu in lus)
    return [lu for lu in lus if isinstance(lu, Lecture)]


def _une(texte: str) -> tuple[Reference, dict[str, Champ]]:
    (lu,) = _lectures(texte)
    return lu.reference, {champ.nom: champ for champ in lu.champs}


def _ecartes(texte: str) -> list[tuple[str, str]]:
    (lu,) = _lectures(texte)
    return [(champ.nom, champ.texte) for champ in de_sort(lu.champs, Sort.ECARTE)]


def test_une_adresse_ou_un_doi_tordus_ne_refusent_pas_la_notice() -> None:
    un, deux, trois = _lectures(
        "TY  - JOUR\nTI  - Marché\nUR  - www.exemple.org/marche\nER  - \n"
        "TY  - JOUR\nTI  - Place\nDO  - https://passerelle.exemple.org/doi/10.5555/place.3\nER  - \n"
        "TY  - JOUR\nTI  - Rue\nUR  - //exemple.org/rue\nER  - \n"
    )
    assert un.reference.urls == ("https://www.exemple.org/marche",)
    assert deux.reference.doi == "10.5555/place.3"
    assert [c.apres for c in de_sort(deux.champs, Sort.CORRIGE)] == ["10.5555/place.3"]
    assert trois.reference.titre == "Rue"
    (ecarte,) = de_sort(trois.champs, Sort.ECARTE)
    assert (ecarte.texte, "https://" in ecarte.raison) == ("//exemple.org/rue", True)


def test_l_issn_le_lieu_et_qui_dirige_sont_gardes() -> None:
    revue, livre = _lectures(
        "TY  - JOUR\nTI  - Un\nT2  - Cahiers d’essai\nSN  - 2049-3630\nER  - \n"
        "TY  - BOOK\nTI  - Deux\nED  - Faure, Inès\nCY  - Digne\nSN  - 2-1234-5680-2\nER  - \n"
    )
    assert (revue.reference.revue, revue.reference.issn) == ("Cahiers d’essai", "2049-3630")
    assert livre.reference.dans_responsables == "Faure Inès"
    assert (livre.reference.lieu, livre.reference.isbn) == ("Digne", "2-1234-5680-2")


def test_le_titre_entier_de_la_revue_passe_avant_son_abrege() -> None:
    reference, champs = _une(
        "TY  - JOUR\nTI  - A\nJO  - Cah. ess.\nT2  - Cahiers d’essai\nPY  - 2017\n"
        "DA  - 2017/05/02/\nSP  - 231\nEP  - 41\nER  - \n"
    )
    assert (reference.revue, reference.date) == ("Cahiers d’essai", "2017-05-02")
    assert reference.pages == "pp. 231-241"
    assert champs["JO"].sort is Sort.ECARTE
    seul, _ = _une("TY  - JOUR\nTI  - A\nJA  - Cah. ess.\nER  - \n")
    assert seul.revue == "Cah. ess."


@pytest.mark.parametrize(
    ("ecrite", "lue", "note"),
    [
        ("cop. 2016", "2016", ""),
        ("[2016?]", "2016", ""),
        ("DL 2016", "2016", ""),
        ("2016b", "2016", ""),
        ("2016-04-05T10:00:00Z", "2016-04-05", ""),
        ("2016/04/05/", "2016-04-05", ""),
        ("2016///", "2016", ""),
        ("2016-00-00", "2016", ""),
        ("April 5, 2016", "2016-04-05", ""),
        ("2016 Apr 5", "2016-04-05", ""),
        ("5 IV 2016", "2016-04-05", ""),
        ("20160405", "2016-04-05", ""),
        ("2016-2019", "2016", "2016-2019"),
        ("avril-mai 2016", "2016-04", "avril-mai 2016"),
        ("5-7 avril 2016", "2016-04-05", "5-7 avril 2016"),
        ("T2 2016", "2016", "T2 2016"),
        ("2016/04//printemps", "2016-04", "2016/04//printemps"),
        ("à paraître", "", "à paraître"),
    ],
)
def test_les_dates_des_catalogues(ecrite: str, lue: str, note: str) -> None:
    reference, champs = _une(f"TY  - BOOK\nTI  - A\nPY  - {ecrite}\nER  - \n")
    assert reference.date == lue
    assert reference.note == (f"Date\u00a0: {note}" if note else "")
    assert champs["PY"].sort is not Sort.ECARTE


@pytest.mark.parametrize("ecrite", ["s.d.", "43536", "bientôt", "0000-00-00"])
def test_ce_qui_n_est_pas_une_date_est_mis_de_cote(ecrite: str) -> None:
    assert _ecartes(f"TY  - BOOK\nTI  - A\nPY  - {ecrite}\nER  - \n") == [("PY", ecrite)]


def test_des_notices_sans_er_sont_deux() -> None:
    un, deux = _lectures("TY  - JOUR\nTI  - Un\n\n\nTY  - JOUR\nTI  - Deux")
    assert (un.ligne, un.reference.titre) == (1, "Un")
    assert (deux.ligne, deux.reference.titre) == (5, "Deux")


@pytest.mark.parametrize("encodage", ["mac-roman", "cp1252", "utf-8-sig"])
def test_les_accents_de_chaque_machine(encodage: str) -> None:
    texte = "TY  - JOUR\nTI  - La santé à l’école, été comme hiver\nER  - \n"
    (lu,) = lire("x.ris", texte.encode(encodage)).lus
    assert isinstance(lu, Lecture)
    assert lu.reference.titre == "La santé à l’école, été comme hiver"


@pytest.mark.parametrize(
    "texte",
    [
        "ty  - book\nti  - Essai\nau  - Petit, Jeanne\ner  - \n",
        "TY  -BOOK\nTI  -Essai\nAU  -Petit, Jeanne\nER  -\n",
        "TY - BOOK\nTI - Essai\nAU - Petit, Jeanne\nER - \n",
        "\ufeffTY   - BOOK\nTI   - Essai\nAU   - Petit, Jeanne\nER   -\n",
        "  TY  - BOOK\n  TI  - Essai\n  AU  - Petit, Jeanne\n  ER  - \n",
        "1.\nTY  - BOOK\n\nTI  - \nEssai\n\nAU  - Petit,\n      Jeanne\nER  - \n",
        "TY\u00a0\u00a0- BOOK\nTI\u00a0\u00a0- Essai\nAU\u00a0\u00a0- Petit, Jeanne\n",
        "Provider: Base d’essai\nContent: text/plain\n\nTY  - BOOK\nTI  - Essai\nA1  - Petit, Jeanne",
    ],
    ids=["minuscules", "colle", "une-espace", "trois", "marge", "coupe", "insecables", "entete"],
)
def test_les_balises_ecrites_de_toutes_les_facons(texte: str) -> None:
    (lu,) = lire("x.ris", texte.encode()).lus
    assert isinstance(lu, Lecture)
    assert lu.reference == Reference(
        titre="Essai", type="ouvrage", auteurs=(Nom("Petit", "Jeanne"),)
    )


def test_une_notice_sans_ty_n_est_pas_perdue() -> None:
    un, deux = _lectures("TI  - Sans type\nER  - \nTY  - BOOK\nTI  - Deux\nER  - \n")
    assert (un.reference.titre, un.reference.type) == ("Sans type", "")
    assert deux.reference.titre == "Deux"


def test_une_ligne_de_texte_qui_ressemble_a_une_balise_reste_du_texte() -> None:
    reference, _ = _une("TY  - BOOK\nTI  - A\nAB  - Un résumé\nco-écrit,\nle  - tiret\nER  - \n")
    assert reference.resume == "Un résumé\nco-écrit,\nle  - tiret".replace("  ", " ")


@pytest.mark.parametrize(
    ("sorte", "type_", "genre"),
    [
        ("THES", "ouvrage", "thèse ou mémoire"),
        ("STAND", "rapport", "norme"),
        ("DATA", "document", "jeu de données"),
        ("COMP", "outil", "logiciel"),
        ("ENCYC", "chapitre", "article d’encyclopédie"),
        ("SLIDE", "communication", "diaporama"),
        ("CASE", "texte-officiel", "décision de justice"),
        ("INPR", "article", "article à paraître"),
        ("XYZT", "document", "XYZT"),
    ],
)
def test_un_type_qui_n_est_pas_des_notres_devient_le_plus_proche(
    sorte: str, type_: str, genre: str
) -> None:
    reference, champs = _une(f"TY  - {sorte}\nTI  - A\nER  - \n")
    assert reference.type == type_
    assert reference.note == f"Genre\u00a0: {genre}"
    assert champs["TY"].sort is Sort.CORRIGE
    assert champs["TY"].raison == "le plus proche de nos types"


@pytest.mark.parametrize(
    ("sorte", "type_"),
    [
        ("NEWS", "article"), ("GOVDOC", "rapport"), ("WEB", "page"), ("VIDEO", "video"),
        ("STAT", "texte-officiel"), ("CONF", "communication"), ("EBOOK", "ouvrage"),
    ],
)  # fmt: skip
def test_un_type_des_notres_est_repris(sorte: str, type_: str) -> None:
    reference, champs = _une(f"TY  - {sorte}\nTI  - A\nER  - \n")
    assert (reference.type, champs["TY"].sort) == (type_, Sort.REPRIS)


def test_t2_est_la_revue_le_livre_ou_la_collection() -> None:
    lues = [
        _une(f"TY  - {sorte}\nTI  - A\nT2  - B\nER  - \n")[0] for sorte in ("JOUR", "CHAP", "BOOK")
    ]
    assert [(r.revue, r.dans_titre, r.note) for r in lues] == [
        ("B", "", ""), ("", "B", ""), ("", "", "Collection\u00a0: B"),
    ]  # fmt: skip


def test_le_bt_d_un_livre_sans_ti_est_son_titre() -> None:
    assert _une("TY  - BOOK\nBT  - Livre\nER  - \n")[0].titre == "Livre"
    assert _une("TY  - CHAP\nTI  - Part\nBT  - Livre\nER  - \n")[0].dans_titre == "Livre"


def test_plusieurs_valeurs_dans_une_balise() -> None:
    reference, champs = _une(
        "TY  - JOUR\nTI  - A\nT1  - A\nT2  - R\nAU  - Petit, Jeanne; Durand, Paule\n"
        "KW  - santé ; territoire\nlogement\nKW  - eau\n"
        "UR  - https://exemple.org/a; https://exemple.org/b\nUR  - https://exemple.org/c\n"
        "L1  - https://exemple.org/a.pdf\nSN  - 2049-3630 (imprimé); 1234-5679 (en ligne)\nER  - \n"
    )
    assert reference.auteurs == (Nom("Petit", "Jeanne"), Nom("Durand", "Paule"))
    assert reference.mots_cles == ("santé", "territoire", "logement", "eau")
    assert reference.urls == tuple(f"https://exemple.org/{x}" for x in ("a", "b", "c", "a.pdf"))
    assert reference.issn == "2049-3630"
    assert champs["SN"].raison == "mis de côté\u00a0: 1234-5679"


@pytest.mark.parametrize(
    ("lignes", "sorte", "pages"),
    [
        ("SP  - 12\nEP  - 19", "JOUR", "pp. 12-19"),
        ("SP  - 12-19\nEP  - 19", "JOUR", "pp. 12-19"),
        ("SP  - 12–19", "JOUR", "pp. 12-19"),
        ("SP  - 127", "BOOK", "127 p."),
        ("SP  - 127 p.", "BOOK", "127 p."),
        ("EP  - 19", "JOUR", "p. 19"),
        ("SP  - 12-15, 18", "JOUR", "12-15, 18"),
        ("SP  - XII-127 p.", "BOOK", "XII-127 p."),
        ("SP  - e1234", "JOUR", "e1234"),
    ],
)
def test_les_pages(lignes: str, sorte: str, pages: str) -> None:
    assert _une(f"TY  - {sorte}\nTI  - A\n{lignes}\nER  - \n")[0].pages == pages


def test_ce_qui_n_a_pas_de_place_est_dit() -> None:
    lignes = {
        "Y2": "2019/01/02/", "AN": "42", "DB": "Base", "DP": "Fournisseur", "C1": "x", "RN": "y",
        "CN": "614", "AD": "Marseille", "LB": "9", "AV": "1", "ZZ": "inconnu",
        "L1": "internal-pdf://1/a.pdf",
    }  # fmt: skip
    texte = "".join(f"{balise}  - {valeur}\n" for balise, valeur in lignes.items())
    assert _ecartes(f"TY  - BOOK\nTI  - A\n{texte}ER  - \n") == list(lignes.items())


def test_ce_qu_une_note_peut_garder_y_va() -> None:
    reference, _ = _une(
        "TY  - RPRT\nTI  - A\nSN  - 2019-04\nT3  - Études\nTA  - Roux, Léa\nA3  - Blanc, Éric\n"
        "N1  - Une note\nM1  - 12\nER  - \n"
    )
    assert reference.note.split("\n") == [
        "Une note", "12", "Numéro du rapport\u00a0: 2019-04", "Collection\u00a0: Études",
        "Traduction\u00a0: Roux, Léa", "Direction de collection\u00a0: Blanc, Éric",
    ]  # fmt: skip


def test_html_latex_et_accents_abimes_d_un_titre() -> None:
    reference, champs = _une(
        "TY  - JOUR\nTI  - L’<i>eau</i> &amp; la sant&#233;\\textsuperscript{e} {\\'e}t\\'e\n"
        "T2  - SantÃ© publique\nER  - \n"
    )
    assert reference.titre == "L’eau & la santée été"
    assert reference.revue == "Santé publique"
    assert champs["TI"].sort is Sort.CORRIGE


@pytest.mark.parametrize("signe", [" ", "\u00a0", "-", ",", "(", "TY  - ", "a\n", "\n \n", "&", "<i"])
@pytest.mark.parametrize("balise", ["TI", "AU", "PY", "SP", "SN", "DO", "UR", "LA", "KW", "N1"])
def test_une_valeur_faite_pour_lasser_se_lit_vite(balise: str, signe: str) -> None:
    debut = time.process_time()
    ris.lire(f"TY  - BOOK\nTI  - A\n{balise}  - a{signe * (90_000 // len(signe))}b\nER  - \n")
    assert time.process_time() - debut < 3
