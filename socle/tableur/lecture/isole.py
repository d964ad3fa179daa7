"""Read a workbook in a process of its own: `python -I isole.py < classeur`, JSON comes out.

The reader is native code, which takes what memory a workbook declares: here it is under limits,
and when it dies nobody else does. Nothing of Django is loaded; only its standard library and
calamine.
"""

import datetime
import html
import io
import json
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from typing import Any

MEMOIRE_MAX = 600 * 1024 * 1024
SECONDES_MAX = 10
# What 20,000 rows of text take, and more; a sheet shrinks ten times, a trap five hundred.
DECOMPRESSE_MAX = 50 * 1024 * 1024
GONFLE_MAX, SANS_SOUPCON = 100, 5 * 1024 * 1024
PARTIES_MAX = 2000
FEUILLES_MAX = 50
LIGNES_MAX, COLONNES_MAX, CELLULES_MAX = 20_000, 200, 1_000_000
CARACTERES_MAX = 30_000_000
FORMULES_MAX = 100_000
# How much of a sheet that is too big is given all the same, to see whether it is the one.
TETE = 40
_ECHAPPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
# A formula whose value was never stored: what openpyxl and other programs write.
_SANS_VALEUR = re.compile(
    rb'<(?:\w+:)?c\b[^<>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^<>]*>\s*'
    rb"<(?:\w+:)?f\b[^<>]*(?:/>|>([^<]*)</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)


class RefusError(Exception):
    """Why nothing is read: a word that `classeur` turns into a sentence."""


def main() -> None:
    """Standard input to standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMOIRE_MAX, MEMOIRE_MAX))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDES_MAX, SECONDES_MAX))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    contenu = sys.stdin.buffer.read()
    try:
        lu: dict[str, Any] = {"feuilles": lire(contenu)}
    except RefusError as refus:
        lu = {"refus": str(refus)}
    sys.stdout.write(json.dumps(lu, separators=(",", ":")))


def lire(contenu: bytes) -> list[dict[str, Any]]:
    """Every sheet of cells, with its rows. Raise RefusError."""
    import python_calamine as calamine

    sorte = _controler(contenu)
    try:
        classeur = calamine.load_workbook(io.BytesIO(contenu))
        feuilles = [
            f for f in classeur.sheets_metadata if f.typ == calamine.SheetTypeEnum.WorkSheet
        ]
        sans_valeur = _formules(contenu) if sorte == "xlsx" else {}
        budget = {"cellules": CELLULES_MAX, "caracteres": CARACTERES_MAX}
        return [
            {
                "nom": feuille.name,
                "visible": feuille.visible == calamine.SheetVisibleEnum.Visible,
                "sorte": sorte,
                "formules": sans_valeur.get(feuille.name, []),
                **_feuille(classeur.get_sheet_by_name(feuille.name), budget),
            }
            for feuille in feuilles[:FEUILLES_MAX]
        ]
    except calamine.PasswordError as erreur:
        raise RefusError("protege") from erreur
    except (calamine.CalamineError, zipfile.BadZipFile, ValueError, OSError) as erreur:
        raise RefusError("abime") from erreur


def _controler(contenu: bytes) -> str:
    """Refuse what is no workbook, before reading it; else its kind."""
    if not contenu.startswith(b"PK"):
        if "EncryptedPackage".encode("utf-16-le") in contenu:
            raise RefusError("protege")
        if "WordDocument".encode("utf-16-le") in contenu:
            raise RefusError("word")
        return "xls"
    try:
        with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
            parties = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, EOFError) as erreur:
        raise RefusError("abime") from erreur
    noms = {partie.filename for partie in parties}
    taille = sum(partie.file_size for partie in parties)
    gonfle = taille > SANS_SOUPCON and taille > GONFLE_MAX * len(contenu)
    if taille > DECOMPRESSE_MAX or gonfle or len(parties) > PARTIES_MAX:
        raise RefusError("gonfle")
    if any(partie.flag_bits & 1 for partie in parties):
        raise RefusError("protege")
    if "word/document.xml" in noms:
        raise RefusError("word")
    if "content.xml" in noms:
        return "ods"
    if "xl/workbook.bin" in noms:
        return "xlsb"
    if not any(nom.lower().endswith("workbook.xml") for nom in noms):
        raise RefusError("zip")
    return "xlsx"


def _feuille(feuille: Any, budget: dict[str, int]) -> dict[str, Any]:
    """Its rows that hold something, each with its number, within what is left of the budget."""
    lignes: list[tuple[int, list[str]]] = []
    if feuille.start is None:
        return {"lignes": lignes, "trop": False}
    haut, gauche = feuille.start
    for numero, valeurs in enumerate(feuille.iter_rows(), haut + 1):
        cellules = [""] * gauche + [texte(valeur) for valeur in valeurs]
        while cellules and not cellules[-1].strip():
            cellules.pop()
        if not cellules:
            continue
        budget["cellules"] -= len(cellules)
        budget["caracteres"] -= sum(map(len, cellules))
        if len(lignes) >= LIGNES_MAX or len(cellules) > COLONNES_MAX or min(budget.values()) < 0:
            return {"lignes": lignes[:TETE], "trop": True}
        lignes.append((numero, cellules))
    return {"lignes": lignes, "trop": False}


def texte(valeur: Any) -> str:
    """A cell as a person reads it: « 2016 » and not « 2016.0 », « 01/03/2018 » for a date."""
    if isinstance(valeur, bool):
        return "VRAI" if valeur else "FAUX"
    if isinstance(valeur, datetime.date):
        return f"{valeur.day:02}/{valeur.month:02}/{valeur.year:04}"
    if isinstance(valeur, float):
        return str(int(valeur)) if valeur.is_integer() else f"{valeur:.15g}"
    return _ECHAPPE.sub(lambda trouve: chr(int(trouve[1], 16)), str(valeur))


def _formules(contenu: bytes) -> dict[str, list[tuple[int, int, str]]]:
    """The formulas without a value of each sheet of a XLSX: row, column, formula."""
    with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
        presentes = set(archive.namelist())
        if not presentes >= {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"}:
            return {}
        liens = _balises(archive.read("xl/_rels/workbook.xml.rels"), b"Relationship")
        cibles = {lien.get("Id", ""): lien.get("Target", "") for lien in liens}
        trouvees = {}
        for feuille in _balises(archive.read("xl/workbook.xml"), b"sheet"):
            cible = cibles.get(next((v for c, v in feuille.items() if c.endswith(":id")), ""), "")
            chemin = cible.lstrip("/") if cible.startswith("/") else f"xl/{cible}"
            if chemin in presentes and (trouve := _sans_valeur(archive.read(chemin))):
                trouvees[feuille.get("name", "")] = trouve
        return trouvees


def _balises(xml: bytes, nom: bytes) -> Iterator[dict[str, str]]:
    """The attributes of each element of that name."""
    for balise in re.finditer(rb"<(?:\w+:)?" + nom + rb"\s([^<>]*)>", xml):
        attributs = re.findall(
            r"""([\w:]+)\s*=\s*["']([^"']*)["']""", balise[1].decode(errors="replace")
        )
        yield {cle: html.unescape(valeur) for cle, valeur in attributs}


def _sans_valeur(xml: bytes) -> list[tuple[int, int, str]]:
    if b"f>" not in xml and b"<f" not in xml:
        return []
    return [
        (int(ligne), _rang(colonne), html.unescape((formule or b"").decode(errors="replace")))
        for colonne, ligne, formule in _SANS_VALEUR.findall(xml)[:FORMULES_MAX]
    ]


def _rang(colonne: bytes) -> int:
    """« A » is 0, « AA » is 26."""
    rang = 0
    for lettre in colonne:
        rang = rang * 26 + lettre - 64
    return rang - 1


if __name__ == "__main__":
    main()
