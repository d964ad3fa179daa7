"""What no spreadsheet would save: refused at once, with a sentence that says what to do.

Time is that of the processor, the reader's own process included: a busy machine changes nothing.
"""

import io
import resource
import struct
import time
import zipfile
from collections.abc import Callable

import docx
import pytest

from socle.tableur.lecture import TableurError, isole, lire_feuille
from tests.socle.tableur import classeurs
from tests.socle.tableur.classeurs import ENTETE, cellule_ods, ods, rangee_ods, xlsx, xlsx_brut
from tests.socle.tableur.test_lecture import est_entete, lue

GRAND = "trop de lignes ou de colonnes"
ABIME = "abîmé ou incomplet"
SECONDES = 2.0


def _lignes(xml: str, combien: int) -> str:
    return ENTETE + "".join(xml.format(n=n) for n in range(2, combien))


def _rires() -> str:
    """Ten entities, each ten times the one before."""
    suite = "".join(
        f'<!ENTITY r{n} "{f"&r{n - 1};" * 10}">' if n else '<!ENTITY r0 "ha">' for n in range(10)
    )
    return f"<!DOCTYPE r [{suite}]>"


def _menteur() -> bytes:
    """A zip that says of its sheet that it takes a hundred bytes."""
    contenu = bytearray(xlsx_brut(_lignes('<row r="{n}"><c r="A{n}"><v>1</v></c></row>', 50_000)))
    place = contenu.rindex(b"xl/worksheets/sheet1.xml") - 46
    struct.pack_into("<I", contenu, place + 24, 100)
    return bytes(contenu)


LARGE = '<row r="{n}"><c r="A{n}"><v>1</v></c><c r="XFD{n}"><v>1</v></c></row>'
PARTAGEE = '<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>'
XFD = '<c r="XFD1048576"><v>1</v></c>'
BOMBES: dict[str, tuple[Callable[[], bytes], str]] = {
    "une cellule dans le dernier coin": (
        lambda: xlsx_brut(f'{ENTETE}<row r="1048576">{XFD}</row>'),
        GRAND,
    ),
    "des lignes très larges": (lambda: xlsx_brut(_lignes(LARGE, 3000)), GRAND),
    "quelques lignes très larges": (lambda: xlsx_brut(_lignes(LARGE, 200)), GRAND),
    "un long texte répété": (
        lambda: xlsx_brut(
            _lignes(PARTAGEE, 15_000), partagees=f"<si><t>{'é' * 1_500_000}</t></si>"
        ),
        GRAND,
    ),
    "des entités qui enflent": (
        lambda: xlsx_brut('<row><c t="str"><v>&r9;</v></c></row>', avant=_rires()),
        ABIME,
    ),
    "cent feuilles d’une seule partie": (lambda: xlsx_brut(ENTETE, feuilles=100), ABIME),
    "une balise sans fin": (
        lambda: xlsx_brut(f'{ENTETE}<row r="2">{"<c r=A2 t=e><f>" * 250_000}</row>'),
        ABIME,
    ),
    "des attributs répétés": (
        lambda: xlsx_brut("<row>" + ("<c " + 'r="A1" ' * 80 + 't="e"><f></c>') * 8000 + "</row>"),
        ABIME,
    ),
    "une taille menteuse": (_menteur, ABIME),
    "ods : une ligne répétée": (
        lambda: ods(rangee_ods(["titre", "date"]) + rangee_ods(["x"], fois=1_048_575)),
        GRAND,
    ),
    "ods : des cellules répétées": (
        lambda: ods(
            rangee_ods(["titre", "date"])
            + rangee_ods(
                [
                    cellule_ods(
                        "x", 'table:number-columns-repeated="16384" office:value-type="string"'
                    )
                ]
            )
            * 2000
        ),
        GRAND,
    ),
    "ods : quatre milliards": (
        lambda: ods(
            rangee_ods(["titre", "date"])
            + rangee_ods(
                [
                    cellule_ods(
                        "x",
                        'table:number-columns-repeated="4294967295" office:value-type="string"',
                    )
                ],
                fois=4_294_967_295,
            )
        ),
        f"{GRAND}|{ABIME}",
    ),
    "ods : une cellule au fond": (
        lambda: ods(
            rangee_ods(["titre", "date"])
            + rangee_ods(["<table:table-cell/>"], fois=1_000_000)
            + rangee_ods(["x"])
        ),
        GRAND,
    ),
    "csv : une ligne de séparateurs": (lambda: b"titre;date\n" + b";" * 9_000_000, GRAND),
    "csv : des lignes vides": (lambda: b"titre;date\n" + b"\n" * 9_000_000, GRAND),
    "csv : tous les séparateurs": (lambda: b"titre;date\n" + b",;|\t" * 2_000_000, GRAND),
    "csv : des guillemets ouverts": (
        lambda: b"titre;date\n" + (b'"' + b"a" * 3000 + b"\n") * 3000,
        "guillemets mal fermés",
    ),
    "csv : des accents sans fin": (
        lambda: b"titre;date\n" + "é;è\n".encode("cp1252") * 2_000_000,
        GRAND,
    ),
}


def _processeur() -> float:
    enfants = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + enfants.ru_utime + enfants.ru_stime


@pytest.mark.parametrize("nom", BOMBES)
def test_une_bombe_est_refusee_aussitot_et_dit_que_faire(nom: str) -> None:
    fabrique, dit = BOMBES[nom]
    contenu = fabrique()
    debut = _processeur()
    with pytest.raises(TableurError, match=dit):
        lire_feuille("t", contenu, est_entete)
    assert _processeur() - debut < SECONDES


def test_ce_qu_un_tableur_declare_sans_le_remplir_se_lit() -> None:
    """A dimension of the whole sheet, empty styled cells, rows repeated to the end.

    The first took two minutes of processor, of 4,690 bytes, when openpyxl read it.
    """
    debut = _processeur()
    loin = '<row r="2"><c r="A2"><v>1</v></c></row><row r="199000"/>'
    assert lue(xlsx_brut(ENTETE + loin)).lignes == [(2, ["1"])]
    assert _processeur() - debut < SECONDES
    vides = _lignes('<row r="{n}" spans="1:16384"><c r="XFD{n}" s="1"/></row>', 3000)
    assert lue(xlsx_brut(vides)).lignes == []
    fin = '<table:table-cell table:number-columns-repeated="16382"/>'
    queue = rangee_ods(
        ['<table:table-cell table:number-columns-repeated="16384"/>'], fois=1_048_573
    )
    contenu = ods(rangee_ods(["titre", "date"]) + rangee_ods(["A", "2019", fin]) + queue)
    assert lue(contenu).lignes == [(2, ["A", "2019"])]


def test_un_grand_tableau_ordinaire_se_lit() -> None:
    lignes = [[f"Titre {n}", f"{1900 + n % 100}", *["mot"] * 8] for n in range(19_000)]
    contenu = xlsx(("F", [["titre", "date"], *lignes]))
    assert len(lue(contenu).lignes) == 19_000


def test_le_lecteur_est_sous_limites() -> None:
    """Without them the machine would pay for the worst workbook."""
    assert isole.MEMOIRE_MAX <= 256 * 1024 * 1024
    assert isole.SECONDES_MAX <= 5


def _word() -> bytes:
    tampon = io.BytesIO()
    docx.Document().save(tampon)
    return tampon.getvalue()


def _chiffre() -> bytes:
    """An encrypted part of a zip says so by a bit."""
    contenu = bytearray(xlsx(("F", [["titre", "date"]])))
    for signature, ecart in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        debut = contenu.find(signature)
        while debut >= 0:
            contenu[debut + ecart] |= 1
            debut = contenu.find(signature, debut + 4)
    return bytes(contenu)


def _odt() -> bytes:
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", "<x/>")
    return tampon.getvalue()


CFB = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)


@pytest.mark.parametrize(
    ("fabrique", "dit"),
    [
        (lambda: xlsx(("F", [["titre", "date"], ["A", 1]]))[:-200], ABIME),
        (lambda: xlsx(("F", [["titre", "date"], ["A", 1]]))[:500], ABIME),
        (lambda: CFB, ABIME),
        (lambda: CFB + "EncryptedPackage".encode("utf-16-le"), "mot de passe"),
        (_chiffre, "mot de passe"),
        (lambda: CFB + "WordDocument".encode("utf-16-le"), "traitement de texte"),
        (_word, "traitement de texte"),
        (_odt, "traitement de texte"),
        (lambda: classeurs.archive(**{"photo.jpg": b"\xff\xd8"}), "C’est une archive"),
        (lambda: classeurs.archive(a="0" * 30_000_000), "trop gros une fois décompressé"),
        (lambda: b"%PDF-1.7\n...", "C’est un PDF"),
        (lambda: b"{\\rtf1 x}", "C’est un document RTF"),
        (lambda: b" <!doctype html><table>", "C’est une page web"),
        (lambda: b'[{"titre": "A"}]', "C’est du JSON"),
        (lambda: b'{"titre": "A"}', "C’est du JSON"),
        (lambda: bytes(range(1, 256)) * 4, "encodage du fichier n’est pas reconnu"),
        (lambda: b"\x89PNG\r\n\x1a\n\x00\x00", "n’est pas du texte"),
        (lambda: b"x" * (10 * 1024 * 1024 + 1), "dépasse 10"),
        (lambda: b"", "est vide"),
        (lambda: b" \n;;\n", "est vide"),
        (lambda: xlsx(("F", [])), "est vide"),
    ],
)
def test_un_mauvais_fichier_dit_ce_qu_il_est(fabrique: Callable[[], bytes], dit: str) -> None:
    with pytest.raises(TableurError, match=dit):
        lire_feuille("t.xlsx", fabrique(), est_entete)


def test_le_contenu_decide_et_non_le_nom() -> None:
    contenu = xlsx(("F", [["titre", "date"], ["A", 1]]))
    assert lue(contenu, "tableau.csv").sorte == "xlsx"
    assert lue(b"titre;date\nA;1\n", "tableau.xlsx").sorte == "csv"


def test_un_classeur_a_macros_se_lit_sans_elles() -> None:
    tampon = io.BytesIO(xlsx(("F", [["titre", "date"], ["A", 1]])))
    with zipfile.ZipFile(tampon, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0" + bytes(2000))
    assert lue(tampon.getvalue(), "t.xlsm").lignes == [(2, ["A", "1"])]
