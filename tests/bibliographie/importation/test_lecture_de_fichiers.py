"""Files as people send them: encodings, broken records, wrong formats, booby-trapped cells."""

import contextlib
import io
import json
import time
import zipfile

import pytest
from openpyxl import Workbook

from bibliographie.formats.reference import Nom, Reference
from bibliographie.importation import ImportationError, Lot, fichiers, lire
from bibliographie.importation.attente import Attente, depuis_json, vers_json
from bibliographie.lecture.champs import Lecture, Rebut, Sort, de_sort
from tests.bibliographie.conftest import motif

RIS = """TY  - RPRT
TI  - Évaluer l’œuvre : « élus » & santé
AU  - MOTARD, Clémentine
PY  - 2016/04//
PB  - CRES
ER  -
"""
BIB = """@book{dupont2019,
  title = {L'{\\'e}valuation en sant{\\'e} {\\&} soci\\'et\\'e},
  author = {Dupont, Jean and Anne Martin and {Haut Conseil de la sant{\\'e} publique} and others},
  publisher = "Presses de l'EHESP",
  year = 2019, month = mar,
  pages = {12--34},
}
"""


def _references(lot: Lot) -> list[Reference]:
    return [lu.reference for lu in lot.lus if isinstance(lu, Lecture)]


def _classeur(*lignes: list[object]) -> bytes:
    classeur = Workbook()
    for ligne in lignes:
        classeur.active.append(ligne)
    tampon = io.BytesIO()
    classeur.save(tampon)
    return tampon.getvalue()


@pytest.mark.parametrize(
    "encodage", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
@pytest.mark.parametrize("fin", ["\n", "\r\n", "\r"])
def test_les_accents_survivent_a_chaque_encodage(encodage: str, fin: str) -> None:
    texte = RIS.replace("\n", fin)
    (reference,) = _references(lire("zotero.ris", texte.encode(encodage)))
    assert reference.titre == "Évaluer l’œuvre : « élus » & santé"
    assert reference.date == "2016-04"
    assert reference.auteurs == (Nom("MOTARD", "Clémentine"),)


def test_bibtex_de_zotero_ou_de_jabref() -> None:
    (reference,) = _references(lire("x.bib", BIB.encode()))
    assert reference == Reference(
        titre="L'évaluation en santé & société",
        cle="dupont2019",
        type="ouvrage",
        auteurs=(
            Nom("Dupont", "Jean"),
            Nom("Martin", "Anne"),
            Nom("Haut Conseil de la santé publique", collectif=True),
        ),
        et_al=True,
        editeurs=("Presses de l'EHESP",),
        date="2019-03",
        pages="pp. 12-34",
    )


def test_une_entree_cassee_ne_perd_pas_les_autres() -> None:
    casse = "@book{a,\n  title = {Jamais fermé,\n\n@book{b,\n  title = {Bon}\n}\n"
    mauvaise, bonne = lire("x.bib", casse.encode()).lus
    assert isinstance(mauvaise, Rebut)
    assert mauvaise.ligne == 1
    assert "accolade" in mauvaise.raison
    assert isinstance(bonne, Lecture)
    assert bonne.reference.titre == "Bon"


def test_une_cle_en_double_ne_perd_pas_la_seconde() -> None:
    lot = lire(
        "x.bib",
        b"@book{a, title = {Un}, author={{CRES}}}\n@book{a, title = {Deux}, url={http://b.fr}}",
    )
    assert [r.titre for r in _references(lot)] == ["Un", "Deux"]
    assert _references(lot)[1].urls == ("http://b.fr",)


def test_une_notice_ris_sans_fin_s_arrete_a_la_suivante() -> None:
    lot = lire("x.ris", b"TY  - BOOK\nTI  - Sans fin\nTY  - BOOK\nTI  - Finie\nER  - \n")
    assert [(lu.ligne, lu.reference.titre) for lu in lot.lus] == [(1, "Sans fin"), (3, "Finie")]


@pytest.mark.parametrize(
    "texte",
    [
        "TY  - JOUR\nsuite sans balise\nTI  - A\nER  - \n",
        "TY  - JOUR\nZZ  - inconnue\nsuite\nTI  - A\n  suite\nER  - \n",
        "TY  -\nTI  - A\nER  -\n",
        "\ufeffTY  - JOUR\nTI  - A\nER  - \n",
        "du texte avant\nTY  - JOUR\nTI  - A\nUR  - \nKW  - \nN1  - :\nER  - \nER  - \n",
    ],
)
def test_un_ris_tordu_se_lit_quand_meme(texte: str) -> None:
    (reference,) = _references(lire("x.ris", texte.encode()))
    assert reference.titre.startswith("A")


def test_une_date_absurde_est_dite_et_laissee_de_cote() -> None:
    (lu,) = lire("x.ris", b"TY  - BOOK\nTI  - A\nPY  - 99999\nER  - \n").lus
    assert isinstance(lu, Lecture)
    assert lu.reference.date == ""
    (ecarte,) = de_sort(lu.champs, Sort.ECARTE)
    assert (ecarte.nom, ecarte.texte) == ("PY", "99999")
    assert ecarte.raison.startswith("date non comprise")


@pytest.mark.parametrize("separateur", [";", ",", "\t"])
def test_un_csv_quel_que_soit_son_separateur(separateur: str) -> None:
    lignes = [
        ["Titre", "Auteurs", "Année", "Éditeur", "Type", "Couleur"],
        ["L’élu", "MOTARD, Clémentine | HCSP", "04/2016", "CRES", "Rapport", "bleu"],
    ]
    texte = "\n".join(separateur.join(f'"{c}"' for c in ligne) for ligne in lignes)
    lot = lire("x.csv", texte.encode("cp1252"))
    assert _references(lot) == [
        Reference(
            titre="L’élu",
            type="rapport",
            auteurs=(Nom("MOTARD", "Clémentine"), Nom("HCSP", collectif=True)),
            editeurs=("CRES",),
            date="2016-04",
        )
    ]
    assert lot.avertissements == ["Colonnes non reprises\u00a0: Couleur."]


@pytest.mark.parametrize(
    ("ecrite", "lue"),
    [
        ("2016", "2016"), ("2016-04", "2016-04"), ("10/04/2016", "2016-04-10"),
        ("04/2016", "2016-04"), ("avril 2016", "2016-04"), ("2016-04-10 00:00:00", "2016-04-10"),
        ("avr-16", "2016-04"), ("31/02/2016", "2016"), ("2016-13", "2016"), ("jadis", ""),
    ],
)  # fmt: skip
def test_les_dates_d_un_tableau(ecrite: str, lue: str) -> None:
    (lu,) = lire("x.csv", f"titre;date\nA;{ecrite}\n".encode()).lus
    assert isinstance(lu, Lecture)
    assert lu.reference.date == lue
    # What the date does not say is said: as a remark, or as set aside.
    assert bool(lu.reference.note) == (lue == "2016" != ecrite)
    assert bool(de_sort(lu.champs, Sort.ECARTE)) == (not lue)


def test_une_formule_sans_sa_valeur_refuse_sa_ligne_et_le_dit() -> None:
    contenu = _classeur(
        ["titre", "pages", "volume", "date"],
        ['=HYPERLINK("http://mal.fr")', "=1+1", 3, 2016],
        ["'+33", None, 28.0, 2016],
    )
    rebut, bonne = lire("x.xlsx", contenu).lus
    assert isinstance(rebut, Rebut)
    assert rebut.ligne == 2
    assert "«\u00a0titre\u00a0», «\u00a0pages\u00a0» est une formule" in rebut.raison
    assert isinstance(bonne, Lecture)
    assert (bonne.reference.titre, bonne.reference.volume) == ("+33", "28")


def test_une_formule_d_un_csv_reste_un_texte_et_une_garde_s_ote() -> None:
    contenu = b'titre;pages;volume\n"=HYPERLINK(""http://mal.fr"")";=1+1;"=""04001"""\n'
    (seule,) = _references(lire("x.csv", contenu))
    assert seule.titre == '=HYPERLINK("http://mal.fr")'
    assert (seule.pages, seule.volume) == ("=1+1", "04001")


def test_un_guillemet_mal_ferme_n_ecarte_que_sa_ligne() -> None:
    rebut, bonne = lire("x.csv", b'titre;date\n"A;2016\nB;2017\n').lus
    assert isinstance(rebut, Rebut)
    assert (rebut.ligne, "guillemets mal fermés" in rebut.raison) == (2, True)
    assert isinstance(bonne, Lecture)
    assert (bonne.ligne, bonne.reference.titre) == (3, "B")


@pytest.mark.parametrize(
    ("nom", "contenu", "message"),
    [
        ("x.ris", b"", "vide"),
        ("x.ris", b" \n ", "vide"),
        ("x.ris", b"rien du tout", "aucune notice"),
        ("x.bib", b"rien du tout", "aucune entrée"),
        ("x.csv", b"nom;date\nA;2016\n", "Aucune colonne « titre »"),
        ("x.csv", b"titre\n", "Aucune notice dans ce fichier"),
        ("x.csv", b"titre;" + b"x;" * 300 + b"\nA\n", "trop de lignes ou de colonnes"),
        ("x.xlsx", b"titre;date\nA;2016\n", "n’est pas un classeur"),
        ("x.xlsx", b"PK\x03\x04abime", "abîmé"),
        ("x.xls", b"\xd0\xcf\x11\xe0\xa1\xb1", "classeur est abîmé"),
        ("x.ris", b"%PDF-1.7 ...", "C’est un PDF"),
        ("x.json", b"title: A", "doit commencer par"),
        ("x.json", b'[{"a": 1}]', "CSL JSON"),
        ("x.html", b"<!doctype html>", "page web"),
        ("x.ris", b"TY  - BOOK\nTI  - \x00\x01\nER  - ", "n’est pas du texte"),
        ("x.csv", b"titre\n\x81\x8d\x9d\xf0\xf5", "encodage du fichier n’est pas reconnu"),
        ("x.ris", b"x" * (10 * 1024 * 1024 + 1), "dépasse 10\u00a0Mo"),
    ],
)
def test_un_fichier_impossible_dit_pourquoi(nom: str, contenu: bytes, message: str) -> None:
    with pytest.raises(ImportationError, match=motif(message)):
        lire(nom, contenu)


def test_un_zip_qui_n_est_pas_un_classeur() -> None:
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w") as archive:
        archive.writestr("lisez-moi.txt", "rien")
    with pytest.raises(ImportationError, match="archive, pas un classeur"):
        lire("x.xlsx", tampon.getvalue())


def _retouche(partie: str, contenu: bytes) -> bytes:
    """A workbook of which one part says something else."""
    tampon = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(_classeur(["titre"], ["A"]))) as sain,
        zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for nom in sain.namelist():
            archive.writestr(nom, contenu if nom == partie else sain.read(nom))
    return tampon.getvalue()


@pytest.mark.parametrize(
    "partie",
    [
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/worksheets/sheet1.xml",
    ],
)
@pytest.mark.parametrize("contenu", [b"", b"<a", b"\xff\xfe<", b"<a>&b;</a>"])
def test_un_classeur_dont_une_partie_est_abimee_est_refuse(partie: str, contenu: bytes) -> None:
    with pytest.raises(ImportationError, match=r"classeur est abîmé|fichier est vide"):
        lire("x.xlsx", _retouche(partie, contenu))


@pytest.mark.parametrize(
    ("rang", "valeur", "dit"), [(6, 0x01, "mot de passe"), (8, 99, "abîmé ou incomplet")]
)
def test_un_classeur_a_mot_de_passe_ou_mal_compresse_est_refuse(
    rang: int, valeur: int, dit: str
) -> None:
    """Byte 6 of a local header says that a part is encrypted, byte 8 how it is compressed."""
    contenu = bytearray(_classeur(["titre"], ["A"]))
    for signature, ecart in ((b"PK\x03\x04", 0), (b"PK\x01\x02", 2)):
        debut = contenu.find(signature)
        while debut >= 0:
            contenu[debut + rang + ecart] = valeur
            debut = contenu.find(signature, debut + 4)
    with pytest.raises(ImportationError, match=dit):
        lire("x.xlsx", bytes(contenu))


@pytest.mark.parametrize("megaoctets", [6, 101])
def test_un_classeur_qui_enfle_une_fois_ouvert_est_refuse(megaoctets: int) -> None:
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (megaoctets * 1024 * 1024))
    assert len(tampon.getvalue()) < 1024 * 1024
    with pytest.raises(ImportationError, match="trop gros une fois décompressé"):
        lire("x.xlsx", tampon.getvalue())


def test_trop_de_notices_d_un_coup(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fichiers, "NOTICES_MAX", 2)
    with pytest.raises(ImportationError, match="contient 3 notices"):
        lire("x.csv", b"titre\nA\nB\nC\n")


def test_des_accolades_sans_fin_ne_font_pas_tomber_la_lecture() -> None:
    valeur = "{" * 3000 + "a" + "}" * 3000
    (reference,) = _references(lire("x.bib", f"@book{{a, title = {valeur}}}".encode()))
    assert reference.titre == "a"


def test_un_fichier_attend_le_choix_sans_rien_perdre() -> None:
    lot = lire("x.bib", (BIB + "@book{a,\n title = {Jamais fermé,\n").encode())
    attente = Attente.de(lot).avec({0: {3: "Un autre texte"}}, {0: "creer"})
    assert [a.lu for a in attente.attendus] == lot.lus
    gardee = depuis_json(json.loads(json.dumps(vers_json(attente))))
    assert gardee == attente
    assert [a.corrige() for a in gardee.attendus] != lot.lus
    assert [a.numero for a in gardee.sans({0}).attendus] == [1]


@pytest.mark.parametrize(
    ("nom", "contenu"),
    [
        ("x.csv", "titre" + "\n" * 200_000),
        ("x.bib", "@book{a, title = {A}, author = {B" + " " * 99_000 + "C}}"),
        ("x.bib", "@book{a, title = {" + "{a}" * 90_000 + "}}"),
        ("x.ris", "TY  - BOOK\nTI  - A\nUR  - http://a.fr" + " " * 99_000 + "b\nER  - \n"),
        ("x.ris", "TY  - BOOK\nTI  - A\nN1  - a" + " " * 99_000 + "b\nER  - \n"),
    ],
    ids=["lignes-vides", "auteur", "accolades", "adresse", "note"],
)
def test_un_fichier_fait_pour_lasser_se_lit_vite(nom: str, contenu: str) -> None:
    """Work grows with the size of a file, not with its square."""
    debut = time.process_time()
    with contextlib.suppress(ImportationError):
        lire(nom, contenu.encode())
    assert time.process_time() - debut < 5


def test_un_champ_bibtex_sans_fin_est_mis_de_cote_et_le_dit() -> None:
    trop, bon = lire(
        "x.bib", f"@book{{a, title = {{{'x' * 100_001}}}}}\n@book{{b, title = {{B}}}}".encode()
    ).lus
    assert isinstance(trop, Lecture)
    (ecarte,) = de_sort(trop.champs, Sort.ECARTE)
    assert (ecarte.nom, ecarte.raison) == ("title", "plus de 100\u202f000 caractères")
    assert isinstance(bon, Lecture)
    assert bon.reference.titre == "B"
