"""Read a workbook in a process of its own: `python -I isole.py < classeur`, JSON lines come out.

The reader is native code, which takes what memory a workbook declares: here it is under limits,
and when it dies nobody else does. Nothing of Django is loaded, only the standard library and
calamine. A line that is an object opens or closes a sheet, or refuses the file; a line that is a
list is a row: its number and its cells.
"""

import contextlib
import datetime
import html
import io
import json
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from itertools import islice
from typing import Any

import python_calamine as calamine

MEMOIRE_MAX = 240 * 1024 * 1024
SECONDES_MAX = 4
# What 20,000 rows of text take, and more; a sheet shrinks ten times, a trap five hundred.
DECOMPRESSE_MAX = 100 * 1024 * 1024
GONFLE_MAX, SANS_SOUPCON = 100, 5 * 1024 * 1024
PARTIES_MAX = 2000
FEUILLES_MAX = 50
LIGNES_MAX, COLONNES_MAX = 20_000, 200
# A cell astray at the foot of a sheet is one that nobody sees.
HAUTEUR_MAX = 200_000
CELLULES_MAX, CARACTERES_MAX = 1_000_000, 30_000_000
TROUVES_MAX = 100_000
MOIS, ANNEE, POUR_CENT = "mois", "annee", "pour cent"
# The formats that have a number and no text.
FORMATS_CONNUS = {"9": POUR_CENT, "10": POUR_CENT, "17": MOIS}
_ECHAPPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
# No more is looked at of one tag: nothing here may grow with the square of a file.
_A = rb"[^<>]{0,500}?"
_CELLULE = rb"<(?:\w+:)?c\b"
_REF = _A + rb'\sr="([A-Z]{1,3})([0-9]{1,7})"[^<>]{0,500}+>\s{0,9}'
_F = rb"<(?:\w+:)?f\b" + _A + rb"(?:/>|>([^<]*)</(?:\w+:)?f>)\s{0,9}"
# A formula whose value was never stored: what openpyxl and other programs write.
_SANS_VALEUR = re.compile(
    _CELLULE + _REF + _F + rb"(?:<(?:\w+:)?v(?:/>|>\s{0,9}</(?:\w+:)?v>))?\s{0,9}</(?:\w+:)?c>"
)
# A cell in error, which calamine gives as empty.
_EN_ERREUR = re.compile(
    _CELLULE + rb"(?=" + _A + rb'\bt="e")' + _REF + rb"(?:" + _F + rb")?<(?:\w+:)?v>([^<]*)<"
)
# A cell and the number of its style, which may stand before its place, or after.
_STYLEE = re.compile(_CELLULE + rb"(?=" + _A + rb'\ss="([0-9]{1,6})")' + _REF)
# OpenDocument: a sheet, a row, or a cell.
_ODS = re.compile(
    rb'<table:table\s[^<>]{0,500}?table:name="([^"]*)"'
    rb"|<table:table-row\b([^<>]*)>|<table:(?:covered-)?table-cell\b([^<>]*)>"
)
# What is looked at of the content of a cell.
CONTENU_MAX = 20_000
_REMARQUABLES = (b'"percentage"', b'"date"', b'"error"', b"table:formula=")


class RefusError(Exception):
    """Why nothing is read: a word that `classeur` turns into a sentence."""


def main() -> None:
    """Standard input to standard output."""
    # macOS, where one develops, has no such limit and says so.
    with contextlib.suppress(ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMOIRE_MAX, MEMOIRE_MAX))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDES_MAX, SECONDES_MAX))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        lire(sys.stdin.buffer.read())
    except RefusError as refus:
        dire({"refus": str(refus)})


def dire(quoi: Any) -> None:
    """One line of the answer."""
    sys.stdout.write(json.dumps(quoi, separators=(",", ":")) + "\n")


def lire(contenu: bytes) -> None:
    """Tell every sheet of cells. Raise RefusError."""
    sorte = controler(contenu)
    try:
        classeur = calamine.load_workbook(io.BytesIO(contenu))
        parties = PARTIES.get(sorte, SansParties)(contenu)
        budget = [CELLULES_MAX, CARACTERES_MAX]
        for feuille in classeur.sheets_metadata[:FEUILLES_MAX]:
            if feuille.typ != calamine.SheetTypeEnum.WorkSheet:
                continue
            lue, partie = classeur.get_sheet_by_name(feuille.name), parties.de(feuille.name)
            visible = feuille.visible == calamine.SheetVisibleEnum.Visible
            dire({"nom": feuille.name, "sorte": sorte, "visible": visible})
            trop = dire_les_lignes(lue, partie, budget)
            dire({"trop": trop, "formules": partie.formules, "textes": partie.textes})
    except calamine.PasswordError as erreur:
        raise RefusError("protege") from erreur
    except (calamine.CalamineError, zipfile.BadZipFile, ValueError, OSError) as erreur:
        raise RefusError("abime") from erreur


def controler(contenu: bytes) -> str:
    """Refuse what is no workbook, before reading it; else its kind."""
    if not contenu.startswith(b"PK"):
        if "EncryptedPackage".encode("utf-16-le") in contenu:
            raise RefusError("protege")
        if "WordDocument".encode("utf-16-le") in contenu:
            raise RefusError("texte")
        return "xls"
    try:
        with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
            parties = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, EOFError) as erreur:
        raise RefusError("abime") from erreur
    taille = sum(partie.file_size for partie in parties)
    gonfle = taille > SANS_SOUPCON and taille > GONFLE_MAX * len(contenu)
    if taille > DECOMPRESSE_MAX or gonfle or len(parties) > PARTIES_MAX:
        raise RefusError("gonfle")
    if any(partie.flag_bits & 1 for partie in parties):
        raise RefusError("protege")
    return sorte_du_zip({partie.filename for partie in parties}, contenu)


def sorte_du_zip(noms: set[str], contenu: bytes) -> str:
    """Which workbook has parts of these names. Raise RefusError when none has."""
    # The first part of an OpenDocument file says what it is, and is not compressed.
    if "word/document.xml" in noms or b"mimetypeapplication/vnd.oasis.opendocument.text" in contenu:
        raise RefusError("texte")
    if "content.xml" in noms:
        return "ods"
    if "xl/workbook.bin" in noms:
        return "xlsb"
    if any(nom.lower().endswith("workbook.xml") for nom in noms):
        return "xlsx"
    raise RefusError("zip")


def dire_les_lignes(feuille: Any, partie: "Partie", budget: list[int]) -> bool:
    """Tell the rows that hold something; whether the sheet is more than what can be read."""
    if feuille.start is None:
        return False
    haut, gauche = feuille.start
    lues, reste = 0, list(budget)
    for numero, valeurs in enumerate(feuille.iter_rows(), haut + 1):
        textes = [
            v if v == "" else partie.texte(v, numero, r) for r, v in enumerate(valeurs, gauche)
        ]
        cellules = [""] * gauche + textes
        while cellules and not cellules[-1].strip():
            cellules.pop()
        if cellules:
            lues += 1
            reste[0] -= len(cellules)
            reste[1] -= sum(map(len, cellules))
            if len(cellules) > COLONNES_MAX or min(reste) < 0:
                return True
            dire([numero, cellules])
        if lues > LIGNES_MAX or numero > HAUTEUR_MAX:
            return True
    budget[:] = reste
    return False


class Partie:
    """What the XML of a sheet says that calamine does not: row, column, and what is there."""

    def __init__(self) -> None:
        # Formulas without a value; then what a cell shows, rather than its value.
        self.formules: list[tuple[int, int, str]] = []
        self.textes: list[tuple[int, int, str]] = []
        self.formats: dict[tuple[int, int], str] = {}

    def lire_xlsx(self, xml: bytes, formats: dict[bytes, str]) -> None:
        """Formulas, errors, and the formats that say more than the value."""
        if b"<f" in xml or b":f" in xml:
            self.formules = list(_trouver(_SANS_VALEUR, xml))
        if b't="e"' in xml:
            self.textes = list(_trouver(_EN_ERREUR, xml))
        for style, colonne, ligne in _STYLEE.findall(xml) if formats else ():
            if style in formats:
                self.formats[int(ligne), rang(colonne)] = formats[style]

    def texte(self, valeur: Any, ligne: int, colonne: int) -> str:
        """A cell as a person reads it: « 2016 » and not « 2016.0 », « 01/03/2018 » for a date,
        « 03/2018 » for one that shows its month alone."""
        format_ = self.formats.get((ligne, colonne)) if self.formats else None
        if isinstance(valeur, bool):
            return "VRAI" if valeur else "FAUX"
        if isinstance(valeur, datetime.date):
            dit = f"{valeur.day:02}/{valeur.month:02}/{valeur.year:04}"
            return dit[6:] if format_ == ANNEE else dit[3:] if format_ == MOIS else dit
        if isinstance(valeur, float):
            dit = nombre(valeur * 100 if format_ == POUR_CENT else valeur)
            return f"{dit}\u00a0%" if format_ == POUR_CENT else dit
        return _ECHAPPE.sub(lambda trouve: chr(int(trouve[1], 16)), str(valeur))


def _trouver(motif: re.Pattern[bytes], xml: bytes) -> Iterator[tuple[int, int, str]]:
    for trouve in islice(motif.finditer(xml), TROUVES_MAX):
        yield int(trouve[2]), rang(trouve[1]), en_texte(trouve[trouve.re.groups] or b"")


class SansParties:
    """XLS and XLSB are not made of XML."""

    def __init__(self, contenu: bytes) -> None:
        pass

    def de(self, nom: str) -> Partie:
        """That of a sheet."""
        return Partie()


class PartiesXlsx(SansParties):
    """The XML of the sheets of a XLSX, by their name."""

    def __init__(self, contenu: bytes) -> None:
        self.archive = zipfile.ZipFile(io.BytesIO(contenu))
        self.presentes = set(self.archive.namelist())
        self.formats = dict(self._formats())
        liens = balises(self._xml("xl/_rels/workbook.xml.rels"), b"Relationship")
        cibles = {lien.get("Id", ""): lien.get("Target", "") for lien in liens}
        self.chemins: dict[str, str] = {}
        for feuille in balises(self._xml("xl/workbook.xml"), b"sheet"):
            cible = cibles.get(next((v for c, v in feuille.items() if c.endswith(":id")), ""), "")
            chemin = cible.lstrip("/") if cible.startswith("/") else f"xl/{cible}"
            if chemin in self.chemins.values():
                # No spreadsheet does so: one part read many times is a trap.
                raise RefusError("abime")
            self.chemins[feuille.get("name", "")] = chemin

    def de(self, nom: str) -> Partie:
        """That of a sheet."""
        partie = Partie()
        partie.lire_xlsx(self._xml(self.chemins.get(nom, "")), self.formats)
        return partie

    def _xml(self, chemin: str) -> bytes:
        return self.archive.read(chemin) if chemin in self.presentes else b""

    def _formats(self) -> Iterator[tuple[bytes, str]]:
        """The number of each style that says more than its value."""
        xml = self._xml("xl/styles.xml")
        connus = dict(FORMATS_CONNUS)
        for format_ in balises(xml, b"numFmt"):
            if sens := sens_du_format(format_.get("formatCode", "")):
                connus[format_.get("numFmtId", "")] = sens
        _, _, suite = xml.partition(b"cellXfs")
        for numero, style in enumerate(balises(suite.partition(b"cellXfs")[0], b"xf")):
            if (format_connu := style.get("numFmtId", "")) in connus:
                yield str(numero).encode(), connus[format_connu]


class PartiesOds(SansParties):
    """The XML of the sheets of an OpenDocument workbook, by their name."""

    def __init__(self, contenu: bytes) -> None:
        self.parties: dict[str, Partie] = {}
        with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
            xml = archive.read("content.xml")
        if any(marque in xml for marque in _REMARQUABLES):
            self._lire(xml)

    def de(self, nom: str) -> Partie:
        return self.parties.get(nom, Partie())

    def _lire(self, xml: bytes) -> None:
        partie, ligne, suivante, colonne = Partie(), 1, 1, 0
        for trouve in _ODS.finditer(xml):
            nom, rangee, cellule = trouve.groups()
            if nom is not None:
                partie = self.parties.setdefault(en_texte(nom), Partie())
                suivante = 1
            elif rangee is not None:
                ligne, colonne = suivante, 0
                suivante += repetition(rangee, b"rows")
            else:
                fois = repetition(cellule, b"columns")
                hauteur = suivante - ligne
                place = (ligne, colonne, hauteur, fois)
                if len(partie.textes) < TROUVES_MAX and any(m in cellule for m in _REMARQUABLES):
                    contenu = xml[trouve.end() : trouve.end() + CONTENU_MAX]
                    contenu = contenu.partition(b"table-cell")[0]
                    vide = cellule.endswith(b"/")
                    self._remarquer(partie, cellule, b"" if vide else contenu, place)
                colonne += fois

    @staticmethod
    def _remarquer(
        partie: Partie, cellule: bytes, contenu: bytes, place: tuple[int, int, int, int]
    ) -> None:
        ligne, colonne, hauteur, fois = place
        sans_note = re.sub(rb"<office:annotation\b.*?</office:annotation>", b"", contenu)
        montre = en_texte(re.sub(rb"<[^<>]*>?", b"", sans_note)).strip()
        if b'"percentage"' in cellule or b'"error"' in cellule:
            dit = montre
        elif date := re.search(rb'office:date-value="(\d{4})-(\d\d)', cellule):
            dit = date_montree(montre, date[1].decode(), date[2].decode())
        elif b"table:formula=" in cellule and b"office:value-type=" not in cellule:
            formule = re.search(rb'table:formula="(?:\w+:)?=?([^"]*)"', cellule)
            partie.formules.append((ligne, colonne, en_texte(formule[1] if formule else b"")))
            return
        else:
            return
        for rang_ in range(min(hauteur, LIGNES_MAX)) if dit else ():
            partie.textes += [(ligne + rang_, colonne + c, dit) for c in range(min(fois, 200))]


PARTIES = {"xlsx": PartiesXlsx, "ods": PartiesOds}


def date_montree(montre: str, annee: str, mois: str) -> str:
    """« mars-19 » shows a month, « 2019 » a year; blank for a date that shows its day."""
    morceaux_ = len(re.findall(r"\d+", montre)) + bool(re.search(r"[^\W\d]", montre))
    return {1: annee, 2: f"{mois}/{annee}"}.get(morceaux_, "")


def repetition(attributs: bytes, de: bytes) -> int:
    """How many times a row or a cell of an OpenDocument is there."""
    trouve = re.search(rb"table:number-" + de + rb'-repeated="(\d{1,10})"', attributs)
    return int(trouve[1]) if trouve else 1


def en_texte(xml: bytes) -> str:
    """Characters of XML."""
    return html.unescape(xml.decode(errors="replace"))


def sens_du_format(code: str) -> str:
    """« mmm-yy » shows a month, « yyyy » a year, « 0.0% » a percentage; blank for others."""
    lettres = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", code).lower()
    if "%" in lettres:
        return POUR_CENT
    if "d" in lettres or "j" in lettres or "h" in lettres or not set(lettres) & {"y", "a"}:
        return ""
    return MOIS if "m" in lettres else ANNEE


def nombre(valeur: float) -> str:
    """As many digits as a spreadsheet keeps."""
    return str(int(valeur)) if valeur.is_integer() else f"{valeur:.15g}"


def balises(xml: bytes, nom: bytes) -> Iterator[dict[str, str]]:
    """The attributes of each element of that name."""
    for balise in re.finditer(rb"<(?:\w+:)?" + nom + rb"\s([^<>]*)>", xml):
        texte = balise[1].decode(errors="replace")
        attributs = re.findall(r"""([\w:]+)\s*=\s*["']([^"']*)["']""", texte)
        yield {cle: html.unescape(valeur) for cle, valeur in attributs}


def rang(colonne: bytes) -> int:
    """« A » is 0, « AA » is 26."""
    place = 0
    for lettre in colonne:
        place = place * 26 + lettre - 64
    return place - 1


if __name__ == "__main__":
    main()
