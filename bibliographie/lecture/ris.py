"""RIS as Zotero, EndNote, Mendeley, Cairn and the Sudoc write it.

rispy, by which we write, keeps one of two fields of one tag and forgets the other: lines are cut
here, and each tag says what it speaks of.
"""

import re
from collections.abc import Iterator
from typing import Any

from bibliographie.formats.reference import EDITEURS, Reference, lire_type
from bibliographie.formats.types import DEPUIS_RIS
from bibliographie.lecture.champs import Brut, Lu
from bibliographie.lecture.composition import composer
from bibliographie.lecture.roles import EXACT
from bibliographie.models import Notice

T = Notice.Type
ARTICLES = {T.ARTICLE, T.LETTRE_INFORMATION}
# What each tag speaks of, whatever the type of the work.
ROLES = {
    "ID": "cle",
    "M3": "type_precis",
    **dict.fromkeys(["TI", "T1", "CT"], "titre"),
    "ST": "titre_court",
    **dict.fromkeys(["AU", "A1"], "auteur"),
    **dict.fromkeys(["A2", "ED"], "responsable"),
    "PB": "editeur",
    "CY": "lieu",
    "PP": "lieu",
    **dict.fromkeys(["DA", "Y1"], "date"),
    "PY": "annee",
    "VL": "volume",
    "IS": "numero",
    "SP": "debut",
    "EP": "fin",
    "ET": "edition",
    **dict.fromkeys(["AB", "N2"], "resume"),
    **dict.fromkeys(["N1", "M2"], "note"),
    "KW": "mots_cles",
    **dict.fromkeys(["UR", "LK"], "url"),
    "DO": "doi",
    "SN": "numero_normalise",
    "LA": "langue",
    "A3": "remarque:Direction de collection",
    "A4": "remarque:Avec",
    "T3": "remarque:Collection",
    **dict.fromkeys(["JF", "JO"], "revue"),
    **dict.fromkeys(["JA", "J1", "J2"], "revue_abregee"),
}
# Labels of the lines (M2) by which our own files say what tags alone would lose, by field.
PRECISIONS = {
    "type": "Type",
    "titre": "Titre",
    "revue": "Revue",
    "dans_titre": "Dans",
    "dans_responsables": "Dans, responsables",
    "dans_editeur": "Dans, éditeur",
    "date": "Date",
    "pages": "Pagination",
    "duree": "Durée",
    "lieu": "Lieu",
    "doi": "DOI",
    "isbn": "ISBN",
    "issn": "ISSN",
    "langue": "Langue",
    "resume": "Résumé",
    "resume_origine": "Origine du résumé",
    "note": "Note",
}
# The container’s publisher where PB is that of the work itself.
AUTRE_EDITEUR = "Dans, édité par"
CONTENANT = PRECISIONS["dans_editeur"]
_CHAMPS = {libelle: champ for champ, libelle in PRECISIONS.items()}
_CHAMPS[AUTRE_EDITEUR] = "dans_editeur"
ET_AL = "Et al."
_LIGNE = re.compile(r"^([A-Z][A-Z0-9]) {1,2}-(?: (.*)|$)")
_PRECISION = re.compile(r"^(?P<mot>[^:]{2,30}?)\s*:\s*(?P<valeur>.*)$", re.DOTALL)
Champs = list[tuple[str, str]]


def lire(texte: str) -> list[Lu]:
    """Every record of a RIS text, in order."""
    return [composer(ligne, bruts(champs)) for ligne, champs in _notices(texte)]


def relire(champs: Champs) -> Reference:
    """What these tags say: by it our own file knows what tags alone would lose."""
    return composer(1, bruts(champs)).reference


def _notices(texte: str) -> Iterator[tuple[int, Champs]]:
    """Each record with the line where it starts: from a TY to its ER, or else to the next TY."""
    debut = 0
    champs: Champs = []
    for numero, ligne in enumerate(texte.split("\n"), 1):
        trouve = _LIGNE.match(ligne.lstrip("\ufeff").rstrip())
        balise, valeur = (trouve[1], (trouve[2] or "").strip()) if trouve else ("", ligne.strip())
        if balise in ("TY", "ER") and debut:
            yield debut, champs
            debut, champs = 0, []
        if balise == "TY":
            debut, champs = numero, [(balise, valeur)]
        elif debut and balise and balise != "ER":
            champs.append((balise, valeur))
        elif debut and valeur:
            # A line without tag goes on with the field before it.
            avant, deja = champs[-1]
            champs[-1] = (avant, f"{deja}\n{valeur}" if deja else valeur)
    if debut:
        yield debut, champs


def bruts(champs: Champs) -> list[Brut]:
    """The fields with what each speaks of. T2 is the periodical or the book, by the type."""
    revues = {texte for balise, texte in champs if balise in ("JF", "JO")}
    article = _type_de(champs) in ARTICLES
    contenant = any(_PRECISION.match(t) and t.startswith(CONTENANT) for _, t in champs)
    lus = []
    for balise, texte in champs:
        role = ROLES.get(balise, "")
        valeur: Any = None
        if balise == "TY":
            role, valeur = "type", DEPUIS_RIS.get(texte.upper())
        elif balise in ("T2", "BT"):
            role = "revue" if article or texte in revues else "dans_titre"
        elif balise in ("JF", "JO") and article:
            # T2 says the whole title of the periodical; where it is alone, JO is that title.
            role = "revue_abregee"
        elif balise in ("M2", "N1"):
            # Until December 2026 our files said in N1 what they now say in M2.
            role, valeur = lire_une_note(texte)
        elif balise == "PB":
            role = "dans_editeur" if contenant else "editeur"
            valeur = None if contenant else tuple(e for e in texte.split(EDITEURS) if e.strip())
        lus.append(Brut(balise, texte, role, valeur))
    return lus


def _type_de(champs: Champs) -> str:
    """The type that M3 says when it is a word of ours, or else TY."""
    dits = dict(reversed(champs))
    return lire_type(dits.get("M3", "")) or DEPUIS_RIS.get(dits.get("TY", "").upper(), "")


def lire_une_note(texte: str) -> tuple[str, Any]:
    """The role and the value of a note: one of ours by its label, or a remark."""
    if texte == ET_AL:
        return "et_al", True
    trouve = _PRECISION.match(texte)
    champ = _CHAMPS.get(trouve["mot"]) if trouve else None
    if not trouve or not champ:
        return "note", None
    return f"{EXACT}{champ}", trouve["valeur"].strip()
