"""The same list in other formats: CSV and XLSX for spreadsheets, JSON for programs.

CSV has a BOM and « ; » because French Excel opens it so. Cells that a spreadsheet would run as
a formula are neutralised; those that it would take for a number or a date are guarded. All are
streamed, so memory stays flat.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone

from socle.listes.classeur import LisezMoi, morceaux_du_classeur
from socle.listes.colonnes import Colonne, Valeur
from socle.listes.filtres import FiltreStrict

LOT = 500
LICENCE = "etalab-2.0"
SUFFIXES = ("csv", "xlsx", "json")
FORMULES = ("=", "+", "-", "@", "\t", "\r")
# Text that a spreadsheet opens as a number or a day, and never gives back as it was: « 04112 »,
# « 9782070360024 », « 12-15 », « 1/2 », « 12:30 », « 1E5 ». A year or an ISO date comes to no harm.
DEVINES = re.compile(r"0\d+|\d{5,}|\d+[eE]\d+|\d{1,2}[-/.:]\d{1,4}([-/.:]\d{1,4})?", re.ASCII)
CHIFFRES = re.compile(r"\d+", re.ASCII)


def neutraliser(valeur: Valeur) -> Valeur:
    """Prefix with an apostrophe what a spreadsheet would run as a formula."""
    if isinstance(valeur, str) and valeur.startswith(FORMULES):
        return f"'{valeur}"
    return valeur


def garder(valeur: Valeur, *, code: bool = False) -> Valeur:
    """As text for any spreadsheet, « ="04112" », what it would take for a number or a date; in a
    column of codes, all that is made of digits, so that « 13 » is of the same kind as « 04 »."""
    if isinstance(valeur, str) and (
        DEVINES.fullmatch(valeur) or (code and CHIFFRES.fullmatch(valeur))
    ):
        return f'="{valeur}"'
    return neutraliser(valeur)


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
        paires = zip(colonnes, ligne, strict=True)
        yield _ligne_csv(garder(valeur, code=colonne.code) for colonne, valeur in paires)


def _json(objets: Iterable[Any], colonnes: list[Colonne]) -> Iterator[str]:
    entete = {"licence": LICENCE, "extrait_le": timezone.localdate().isoformat()}
    yield json.dumps(entete, ensure_ascii=False)[:-1] + ', "elements": ['
    noms = [c.nom for c in colonnes]
    for rang, ligne in enumerate(_lignes(objets, colonnes)):
        virgule = ",\n" if rang else "\n"
        yield virgule + json.dumps(dict(zip(noms, ligne, strict=True)), ensure_ascii=False)
    yield "\n]}\n"


def _xlsx(
    objets: Iterable[Any], colonnes: list[Colonne], nom: str, lisez_moi: LisezMoi | None = None
) -> StreamingHttpResponse:
    reponse = StreamingHttpResponse(
        morceaux_du_classeur(objets, colonnes, nom, lisez_moi),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    reponse["Content-Disposition"] = f'attachment; filename="{nom}.xlsx"'
    return reponse


def exporter(
    filtre: FiltreStrict,
    colonnes: list[Colonne],
    nom: str,
    suffixe: str,
    lisez_moi: LisezMoi | None = None,
    completer: Callable[[Iterable[Any]], Iterable[Any]] = iter,
) -> HttpResponseBase:
    """The filtered list as a file. 400 with the errors in French when a filter is invalid.

    `completer` adds to the records, as they pass, what columns read and no query annotates.
    """
    if not filtre.is_valid():
        return HttpResponse(
            "\n".join(filtre.erreurs), status=400, content_type="text/plain; charset=utf-8"
        )
    lignes = completer(par_lots(filtre.qs))
    return en_fichier(lignes, colonnes, nom, suffixe, lisez_moi)


def en_fichier(
    objets: Iterable[Any],
    colonnes: list[Colonne],
    nom: str,
    suffixe: str,
    lisez_moi: LisezMoi | None = None,
) -> HttpResponseBase:
    """Any objects as a file: « csv », « xlsx » or « json ».

    With `lisez_moi`, the workbook is made for people: headers in words, codes last, and a sheet
    that says what the file is.
    """
    if suffixe == "xlsx":
        return _xlsx(objets, colonnes, nom, lisez_moi)
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
