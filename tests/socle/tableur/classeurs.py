"""Workbooks as spreadsheets write them, and as nobody should."""

import base64
import io
import zipfile
import zlib
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
# « titre, date, code » and one row, saved by LibreOffice as Excel 97: a form that nothing here
# writes. Compressed.
ANCIEN_XLS = (
    "eNrtV01sVFUUPvfNT98MZfpaqJYC44g/FFpgqkZrFDtQfiTBlCAqMSQyzLypI9NOnQ6JJP5MRTZGEg0LNyQGU1cawJjo"
    "QhPbnQuNblhANCks1AYXo9EYEtvxO+fd1z7G1nSKIRF6Xs699537d+49v/e7bxvHT3/ceomq4BHy0VQlREEPTQFN98ci"
    "MjRtqlKpuOTKIvyvYFLXLEM/5BcAsszrtFxDul6EmxP2Uh5fkWK0nQZQF+go1QK3QWO8681nztQ8x80XFvdf+P7sv9mP"
    "+4DV9s++nu0/DFwCrAcuBUaADU4IoEZgE3AZcDmwWXSC6HZgC3AFsBW4Uu+7WteMMbTv1P93ob570dfccAiZkGIwQJ8v"
    "/ZpFLrK/BI045x8TvbgMPECDrBs9yVwqdqNgq/CQVMzDKJR0M1qKToEaobNC/ULKzaJ9gATFurRG7zcSwvsJKddIGSGe"
    "/5nMuSiUTorS96Llb4sRKKpTPZSkHGXpEPxgFiNa6Su2r9dkBFuH2iI9POp6eqP+ehphG9tpD9iFZC7qb6AP2M7S6U39"
    "/ZuOAsbFnEboDzETF0ZjTOcVhf77/OhGjXS65egjuLvZ7rndGV+upq+bg94xB339HPTQrHSCMgg//hn6SQM/JapwbZV8"
    "UjeWglI3lfxSLyvVSb28FKgcFFU/Did9QVYxaYd9JJvL2Z1vYVmFb0yZQKJ9JxRdoWfZpZf3ym7BMrtu3t1N8b14Py0p"
    "s9F9iTVNGlYIEeaoSqBMUPRXywkSJoKFiSBg/ok48ReSi4AOLsBitliwsXg6WeQqlU/bEVK7aUVsAhnIBA6eJpuGUE/A"
    "Vo6ghUnxB+LxzgpsxKQX/U4sSpnNwBmhNeva4IDlODbrGsdWj/OkcU52BY1yNgvLbehZdeXyg63dzwm9NPPEoXv4zqlD"
    "DaNnzL9eZrRL+bqMdQPeMaG9IeW9mN+XYfixe62n3Ta97s/d6zzt03BQIXBFIhMDu3WolvrgsbGD491uregp9Jj0ihyb"
    "1Jtmgz5pxKmk5BBuGpZudzhuRzUITVXRJiWoO2Gc9J/Cn5r+M+SenD8lI3n9V42w8NlMF983dB+P5Hv6hfbwnPLjzr2W"
    "Ta0v3InZ5bis4i+3CT1UtmZJTQwKyzyew9rymNFEnwYd/070qNwT0WrNjbsBoA/K1md6F1JuOhT+t1xIIePwhZ0cyjKd"
    "ixx1unZwzvJENlXID+Uzxdj2l1J2LvbwQxv2JQ/ZsCPRqK3ZTKbrenI35UpvgTBVIRHBLOvS+PH3frva+7z14Tsmta/9"
    "5AIL4GVtCtzfpfO7hL6k3TrP269zvbTO9wa1ik1MEmKm047reS78o91yNrJz+AflbdfCP1OM89+cP7VxpXXyXfDfcfXM"
    "NnYfVbQDOs90nZPl4XWPNgqGmOfMhubRzX35zFsGB5+2C0PZ/MC1Z2WV6rxvYxxANyP8l+8/uf8qG5ptDsskEXLaz2D3"
    "Ah1GxsV8HK6Z/yZIy9Bvl0oN76qfgq6d9GDffuh4L3h4YUH7+zxvsPnMWQXcNW2nvYhx9oLlF8b+tb7/ovqtJlkpPYkI"
    "248vKbLfBS3IiEyYUkS+mgdlbmjT+wdquP87gB9N778NO6SEB1s0sDZ+uhZw/jWe/W/19//fNKUj+w=="
)


def ancien_xls() -> bytes:
    """A workbook of the former Excel."""
    return zlib.decompress(base64.b64decode(ANCIEN_XLS))


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
