"""Read an answer as its reader does: plain text of a page, rows of a file."""

import csv
import html
import io
import json
import re
from typing import Any

import openpyxl
from django.core.signals import request_finished
from django.db import close_old_connections
from django.http.response import HttpResponseBase

BLANCS = re.compile(r"[\s\u00a0\u202f]+")
HORS_TEXTE = re.compile(r"<(script|style|svg)\b.*?</\1>", re.DOTALL)

# A code that a spreadsheet would take for a number is written so.
GARDE = re.compile(r'^="(\d.*)"$')

EN_LIGNE = re.compile(r"</?(a|abbr|b|em|i|span|strong|time)\b[^>]*>")


def texte(reponse: Any) -> str:
    """The words of a page: no tag, no drawing, plain single spaces."""
    page = EN_LIGNE.sub("", HORS_TEXTE.sub(" ", reponse.content.decode()))
    sans = re.sub(r"<[^>]+>", " ", page)
    return BLANCS.sub(" ", html.unescape(sans))


# Where the records of the register have their pages.
REGISTRE = "(?:dispositifs|contrats-de-ville)"


def fiches(reponse: Any, racine: str = REGISTRE) -> list[str]:
    """The slugs of the records of a room (« dispositifs ») that a page links to, in order."""
    liens = re.findall(rf'href="/{racine}/([\w-]+)/(?:\?au=[\d-]+)?"', reponse.content.decode())
    return list(dict.fromkeys(liens))


def titres(reponse: Any) -> list[str]:
    """The slugs of the rows of a list, not of what each is tied to."""
    return re.findall(r'<h4><a href="/[a-z-]+/([\w-]+)/', reponse.content.decode())


def octets(reponse: HttpResponseBase) -> bytes:
    """The whole body of an answer, then closed.

    As Django's own client does, the database connection is spared: it is the test's.
    """
    contenu = b"".join(reponse)
    request_finished.disconnect(close_old_connections)
    reponse.close()
    request_finished.connect(close_old_connections)
    return contenu


def lignes_csv(reponse: HttpResponseBase) -> list[dict[str, str]]:
    """The rows of a CSV as French Excel shows them: « ="04112" » is the text 04112."""
    contenu = octets(reponse).decode("utf-8-sig")
    lignes = csv.DictReader(io.StringIO(contenu, newline=""), delimiter=";")
    return [{nom: GARDE.sub(r"\1", valeur) for nom, valeur in x.items()} for x in lignes]


def lignes_xlsx(reponse: HttpResponseBase) -> list[dict[str, Any]]:
    """The rows of the first sheet by the stable names that « Lisez-moi » gives to its headers;
    an empty cell is None."""
    classeur = openpyxl.load_workbook(io.BytesIO(octets(reponse)))
    entete, *lignes = classeur.worksheets[0].values
    noms: dict[Any, str] = {}
    if "Lisez-moi" in classeur.sheetnames:
        noms = {titre: nom for titre, nom, *_ in classeur["Lisez-moi"].values if nom}
    return [
        {noms.get(titre, titre): valeur for titre, valeur in zip(entete, ligne, strict=True)}
        for ligne in lignes
    ]


def lignes_json(reponse: HttpResponseBase) -> list[dict[str, Any]]:
    """The elements of a JSON export."""
    elements: list[dict[str, Any]] = json.loads(octets(reponse))["elements"]
    return elements
