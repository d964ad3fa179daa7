"""A file is what its content says, whatever its name; two formats in one are told."""

import json
import time

import pytest

from bibliographie.importation import ImportationError, lire
from bibliographie.importation.attente import Attente, depuis_json, vers_json
from bibliographie.lecture.champs import Lecture, Sort
from tests.bibliographie.conftest import motif

FICHIERS = {
    "ris": "TY  - BOOK\nTI  - A\nER  - \n",
    "bibtex": "@book{a, title = {A}}\n",
    "enw": "%0 Book\n%T A\n",
    "nbib": "PMID- 1\nTI  - A\n",
    "csl": '[{"title": "A"}]',
    "mods": "<mods><titleInfo><title>A</title></titleInfo></mods>",
    "marc": '<record><datafield tag="200"><subfield code="a">A</subfield></datafield></record>',
    "endnote": "<xml><records><record><titles><title>A</title></titles></record></records></xml>",
    "csv": "Titre;Date\nA;2019\n",
}
SUFFIXES = [
    *(".ris", ".bib", ".enw", ".nbib", ".json", ".xml", ".csv", ".xlsx", ".ods", ".txt", ".pdf", "")
]


@pytest.mark.parametrize("sorte", FICHIERS)
@pytest.mark.parametrize("encodage", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_le_contenu_dit_le_format_quel_que_soit_le_nom(sorte: str, encodage: str) -> None:
    contenu = FICHIERS[sorte].encode(encodage)
    suffixes = [".csv", ".txt"] if sorte == "csv" else SUFFIXES
    for suffixe in suffixes:
        lot = lire(f"fichier{suffixe}", contenu)
        assert (lot.format, [lu.reference.titre for lu in lot.lus]) == (sorte, ["A"])


@pytest.mark.parametrize("premier", ["ris", "bibtex", "enw", "nbib"])
@pytest.mark.parametrize("second", ["ris", "bibtex", "enw", "nbib"])
def test_deux_fichiers_bout_a_bout_sont_lus_et_dits(premier: str, second: str) -> None:
    lot = lire("deux.txt", f"{FICHIERS[premier]}\n{FICHIERS[second]}".encode())
    assert lot.format == premier
    assert [lu.reference.titre for lu in lot.lus] == ["A", "A"]
    assert lot.lus[1].ligne == FICHIERS[premier].count("\n") + 2
    assert [dit.partition(" du ")[0] for dit in lot.avertissements] == (
        ["Ce fichier réunit"] if premier != second else []
    )


def test_un_autre_format_cite_au_milieu_ne_coupe_rien_et_se_dit() -> None:
    texte = "TY  - BOOK\nTI  - A\nN1  - cité ainsi\n@book{a}\nPB  - P\nTY  - BOOK\nTI  - B\n"
    lot = lire("x.ris", texte.encode())
    assert [lu.reference.titre for lu in lot.lus] == ["A", "B"]
    assert lot.lus[0].reference.editeurs == ("P",)
    assert "semble contenir aussi du BibTeX (une notice), qui n’est pas lu" in lot.avertissements[0]


@pytest.mark.parametrize(
    ("nom", "contenu", "message"),
    [
        ("x.json", "title: A", "commencer par « [ »"),
        ("x.xml", "du texte", "commencer par « < »"),
        ("x.enw", "du texte", "il manque les lignes « %0 »"),
        ("x.nbib", "du texte", "il manque les lignes « PMID- »"),
        ("x.txt", "une phrase\nune autre", "exportez de nouveau les notices en RIS ou en BibTeX"),
    ],
)
def test_ce_qui_n_est_pas_reconnu_dit_quoi_faire(nom: str, contenu: str, message: str) -> None:
    with pytest.raises(ImportationError, match=motif(message)):
        lire(nom, contenu.encode())


@pytest.mark.parametrize(
    ("sorte", "notice", "combien"),
    [
        ("ris", "TY  - A\nTI  - B\nER  - \n\n", 200_000),
        ("bibtex", "@book{a, title = {A}}\n", 200_000),
        ("enw", "%0 Book\n%T A\n\n", 200_000),
        ("nbib", "PMID- 1\nTI  - A\n\n", 200_000),
        ("csl", '{"title": "A"}\n', 200_000),
        ("mods", "<mods><genre>A</genre></mods>\n", 200_000),
        ("csv", "A\n", 19_999),
    ],
)
def test_un_fichier_de_trop_de_notices_est_refuse_avant_d_etre_lu(
    sorte: str, notice: str, combien: int
) -> None:
    avant, apres = {"mods": ("<c>", "</c>"), "csv": ("titre\n", "")}.get(sorte, ("", ""))
    contenu = f"{avant}{notice * combien}{apres}".encode()
    dits = [
        f"contient {combien // 1000}\u202f{combien % 1000:03} notices",
        "permises",
        "Découpez-le",
    ]
    debut = time.process_time()
    with pytest.raises(ImportationError, match=".*".join(dits)):
        lire("gros.txt", contenu)
    # Reading them would take more than ten seconds.
    assert time.process_time() - debut < 4


@pytest.mark.parametrize("sorte", FICHIERS)
def test_chaque_format_attend_dans_la_session_sans_rien_perdre(sorte: str) -> None:
    attente = Attente.de(lire("x", FICHIERS[sorte].encode()))
    assert depuis_json(json.loads(json.dumps(vers_json(attente)))) == attente


@pytest.mark.parametrize(
    "texte",
    [
        "TY  - BOOK\nTI  - A\n" + "M3  - aa\n" * 200_000,
        "%0 Book\n%T A\n" + "%I aa\n" * 200_000,
        '[{"title": "A", ' + '"k": 1, ' * 200_000 + '"z": 1}]',
        "<mods><titleInfo><title>A</title></titleInfo>"
        + "<subject><topic>a</topic></subject>" * 100_000
        + "</mods>",
    ],
    ids=["ris", "enw", "csl", "mods"],
)
def test_une_notice_de_trop_de_champs_se_lit_vite_et_le_dit(texte: str) -> None:
    debut = time.process_time()
    (lu,) = lire("x", texte.encode()).lus
    assert time.process_time() - debut < 5
    assert isinstance(lu, Lecture)
    assert lu.reference.titre == "A"
    assert (lu.champs[-1].nom, lu.champs[-1].sort) == ("Au-delà de 2\u202f000 champs", Sort.ECARTE)


@pytest.mark.parametrize("cle", ["author", "keyword", "x"])
def test_une_liste_sans_fin_dans_un_champ_est_mise_de_cote_entiere(cle: str) -> None:
    texte = f'[{{"title": "A", "{cle}": [{"1," * 500_000}1]}}]'
    (lu,) = lire("x", texte.encode()).lus
    assert isinstance(lu, Lecture)
    assert [(champ.nom, champ.sort) for champ in lu.champs[1:]] == [(cle, Sort.ECARTE)]
