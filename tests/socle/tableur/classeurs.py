"""Workbooks as spreadsheets write them, and as nobody should."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import xlsxwriter

SML = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LIENS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PAQUET = "http://schemas.openxmlformats.org/package/2006"
ODF = "urn:oasis:names:tc:opendocument:xmlns"
ENTETE = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>titre</t></is></c>'
    '<c r="B1" t="inlineStr"><is><t>date</t></is></c></row>'
)
ENTETE_ODS = [["titre", "date"]]


def archive(**parties: str | bytes) -> bytes:
    """A zip of these parts."""
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED) as ecrite:
        for nom, contenu in parties.items():
            ecrite.writestr(nom, contenu)
    return tampon.getvalue()


def xlsx(*feuilles: tuple[str, Sequence[Sequence[Any]]], masquees: Iterable[str] = ()) -> bytes:
    """Sheets of plain cells, by their name."""
    tampon = io.BytesIO()
    with xlsxwriter.Workbook(tampon, {"strings_to_formulas": False}) as classeur:
        for nom, lignes in feuilles:
            feuille = classeur.add_worksheet(nom)
            if nom in masquees:
                feuille.hide()
            else:
                feuille.activate()
                feuille.set_first_sheet()
            for rang, ligne in enumerate(lignes):
                feuille.write_row(rang, 0, ligne)
    return tampon.getvalue()


def xlsx_brut(lignes: str, *, avant: str = "", partagees: str = "", feuilles: int = 1) -> bytes:
    """A workbook whose rows are this XML; all its sheets are the same part."""
    noms = [f"F{rang}" for rang in range(feuilles)]
    sheets = "".join(
        f'<sheet name="{nom}" sheetId="{rang}" r:id="r{rang}"/>' for rang, nom in enumerate(noms, 1)
    )
    liens = "".join(
        f'<Relationship Id="r{rang}" Type="{LIENS}/worksheet" Target="worksheets/sheet1.xml"/>'
        for rang, _ in enumerate(noms, 1)
    )
    if partagees:
        liens += f'<Relationship Id="s" Type="{LIENS}/sharedStrings" Target="sharedStrings.xml"/>'
    parties = {
        "[Content_Types].xml": f'<Types xmlns="{PAQUET}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{PAQUET}/relationships">'
        f'<Relationship Id="w" Type="{LIENS}/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>",
        "xl/workbook.xml": f'<workbook xmlns="{SML}" xmlns:r="{LIENS}"><sheets>{sheets}</sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PAQUET}/relationships">{liens}'
        "</Relationships>",
        "xl/worksheets/sheet1.xml": f'{avant}<worksheet xmlns="{SML}">'
        f'<dimension ref="A1:XFD1048576"/><sheetData>{lignes}</sheetData></worksheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{SML}">{partagees}</sst>',
    }
    return archive(**parties)


def ods(lignes: str, nom: str = "Feuille") -> bytes:
    """An OpenDocument workbook whose rows are this XML."""
    espaces = " ".join(f'xmlns:{e}="{ODF}:{e}:1.0"' for e in ("office", "table", "text"))
    parties = {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": f'<m:manifest xmlns:m="{ODF}:manifest:1.0"/>',
        "content.xml": f'<office:document-content {espaces} xmlns:calcext="urn:calcext">'
        f"<office:body><office:spreadsheet><table:table table:name={quoteattr(nom)}>"
        f"{lignes}</table:table></office:spreadsheet></office:body></office:document-content>",
    }
    return archive(**parties)


def rangee_ods(cellules: Iterable[str], attributs: str = "", fois: int = 1) -> str:
    """A row of texts, or of cells already written."""
    return (
        f'<table:table-row table:number-rows-repeated="{fois}">'
        + "".join(c if c.startswith("<table:") else cellule_ods(c, attributs) for c in cellules)
        + "</table:table-row>"
    )


def cellule_ods(montre: str, attributs: str = "") -> str:
    """A cell and what it shows; a text without other attributes."""
    dits = attributs or 'office:value-type="string"'
    return f"<table:table-cell {dits}><text:p>{escape(montre)}</text:p></table:table-cell>"
