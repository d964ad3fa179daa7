"""The same list in other formats: CSV and XLSX for spreadsheets, JSON for programs.

CSV has a BOM and « ; » because French Excel opens it so. Cells that a spreadsheet would run as
a formula are neutralised. All are streamed, so memory stays flat.
"""

import csv
import io
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any

import xlsxwriter
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone

from socle.listes.filtres import FiltreStrict

LOT, MORCEAU = 500, 65_536
LICENCE = "etalab-2.0"
SUFFIXES = ("csv", "xlsx", "json")
FORMULES = ("=", "+", "-", "@", "\t", "\r")

Valeur = str | int | float | None


@dataclass(frozen=True)
class Colonne:
    """One stable column: its French name, what it means, and how to read it on a record."""

    nom: str
    description: str
    lire: Callable[[Any], Valeur]


def neutraliser(valeur: Valeur) -> Valeur:
    """Prefix with an apostrophe what a spreadsheet would run as a formula."""
    if isinstance(valeur, str) and valeur.startswith(FORMULES):
        return f"'{valeur}"
    return valeur


def _lignes(objets: Iterable[Any], colonnes: Iterable[Colonne]) -> Iterator[list[Valeur]]:
    for objet in objets:
        yield [colonne.lire(objet) for colonne in colonnes]


def _ligne_csv(valeurs: Iterable[Valeur]) -> str:
    tampon = io.StringIO()
    csv.writer(tampon, delimiter=";", lineterminator="\r\n").writerow(valeurs)
    return tampon.getvalue()


def par_lots(objets: QuerySet) -> Iterator[Any]:
    """Read a batch at a time, so that memory stays flat.

    A record and what was fetched with it hold each other: untied once written, they leave at
    once, where the garbage collector would wait for a quarter of all that the process keeps.
    """
    for objet in objets.iterator(chunk_size=LOT):
        yield objet
        getattr(objet, "_prefetched_objects_cache", {}).clear()


def _csv(objets: Iterable[Any], colonnes: list[Colonne]) -> Iterator[str]:
    yield "\ufeff" + _ligne_csv(c.nom for c in colonnes)
    for ligne in _lignes(objets, colonnes):
        yield _ligne_csv(neutraliser(v) for v in ligne)


def _json(objets: Iterable[Any], colonnes: list[Colonne]) -> Iterator[str]:
    entete = {"licence": LICENCE, "extrait_le": timezone.localdate().isoformat()}
    yield json.dumps(entete, ensure_ascii=False)[:-1] + ', "elements": ['
    noms = [c.nom for c in colonnes]
    for rang, ligne in enumerate(_lignes(objets, colonnes)):
        virgule = ",\n" if rang else "\n"
        yield virgule + json.dumps(dict(zip(noms, ligne, strict=True)), ensure_ascii=False)
    yield "\n]}\n"


def _xlsx(objets: Iterable[Any], colonnes: list[Colonne], nom: str) -> StreamingHttpResponse:
    reponse = StreamingHttpResponse(
        _morceaux_du_classeur(objets, colonnes, nom),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    reponse["Content-Disposition"] = f'attachment; filename="{nom}.xlsx"'
    return reponse


def _morceaux_du_classeur(
    objets: Iterable[Any], colonnes: list[Colonne], nom: str
) -> Iterator[bytes]:
    """The workbook, written on the disk when it begins to be read, and removed with it."""
    with tempfile.TemporaryFile() as fichier:
        _ecrire_classeur(fichier, objets, colonnes, nom)
        fichier.seek(0)
        while morceau := fichier.read(MORCEAU):
            yield morceau


def _ecrire_classeur(
    fichier: IO[bytes], objets: Iterable[Any], colonnes: list[Colonne], nom: str
) -> None:
    classeur = xlsxwriter.Workbook(fichier, {"constant_memory": True})
    feuille = classeur.add_worksheet(nom[:31])
    feuille.freeze_panes(1, 0)
    gras = classeur.add_format({"bold": True})
    for rang, colonne in enumerate(colonnes):
        feuille.write_string(0, rang, colonne.nom, gras)
    for numero, ligne in enumerate(_lignes(objets, colonnes), start=1):
        for rang, valeur in enumerate(ligne):
            if isinstance(valeur, int | float):
                feuille.write_number(numero, rang, valeur)
            elif valeur:
                # Always a string: never a formula, and codes keep their leading zeros.
                feuille.write_string(numero, rang, valeur)
    classeur.close()


def exporter(
    filtre: FiltreStrict, colonnes: list[Colonne], nom: str, suffixe: str
) -> HttpResponseBase:
    """The filtered list as a file. 400 with the errors in French when a filter is invalid."""
    if not filtre.is_valid():
        return HttpResponse(
            "\n".join(filtre.erreurs), status=400, content_type="text/plain; charset=utf-8"
        )
    return en_fichier(par_lots(filtre.qs), colonnes, nom, suffixe)


def en_fichier(
    objets: Iterable[Any], colonnes: list[Colonne], nom: str, suffixe: str
) -> HttpResponseBase:
    """Any objects as a file: « csv », « xlsx » or « json »."""
    if suffixe == "xlsx":
        return _xlsx(objets, colonnes, nom)
    if suffixe == "json":
        return StreamingHttpResponse(
            _json(objets, colonnes), content_type="application/json; charset=utf-8"
        )
    return en_csv(objets, colonnes, nom)


def en_csv(objets: Iterable[Any], colonnes: list[Colonne], nom: str) -> StreamingHttpResponse:
    """Any objects as a CSV file for French Excel, streamed."""
    reponse = StreamingHttpResponse(_csv(objets, colonnes), content_type="text/csv; charset=utf-8")
    reponse["Content-Disposition"] = f'attachment; filename="{nom}.csv"'
    return reponse
