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
from bibliographie.lecture.valeurs import lire_isbn, lire_issn
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
    "TA": "remarque:Traduction",
    "TT": "remarque:Titre traduit",
    "OP": "remarque:Première parution",
    "RI": "remarque:Œuvre recensée",
    "SE": "remarque:Section",
    "NV": "remarque:Nombre de volumes",
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
    **dict.fromkeys(["UR", "LK", "L1", "L2", "L3", "L4"], "url"),
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
# « TY  - JOUR », and what programs make of it: one space, three, none after the dash, « ty  - ».
_LIGNE = re.compile(
    r"[ \t\u00a0]{0,4}(?:([A-Za-z][A-Za-z0-9])[ \t\u00a0]{2,4}-|"
    r"([A-Z][A-Z0-9])[ \t\u00a0]-(?=[\s\u00a0]|$))[ \t\u00a0]?(.*)"
)
# What begins a record.
DEBUT = re.compile(r"^[ \t\ufeff]{0,4}TY[ \t\u00a0]{1,4}-", re.MULTILINE | re.IGNORECASE)
# With these a record begins, where the line of its type is missing.
DEBUTS = {"ID", "TI", "T1", "AU", "A1"}
SANS_RIEN = {"ER", "EF"}
# Types that are not ours: the nearest, and the word for what they are.
PROCHES = {
    **{"THES": (T.OUVRAGE, "thèse ou mémoire"), "CTLG": (T.OUVRAGE, "catalogue")},
    **{"DICT": (T.CHAPITRE, "article de dictionnaire")},
    **{"ENCYC": (T.CHAPITRE, "article d’encyclopédie"), "SER": (T.OUVRAGE, "collection")},
    **{"CLSWK": (T.OUVRAGE, "œuvre classique"), "ANCIENT": (T.OUVRAGE, "texte ancien")},
    **{"MUSIC": (T.DOCUMENT, "musique"), "SOUND": (T.DOCUMENT, "enregistrement sonore")},
    **{"PODC": (T.DOCUMENT, "balado"), "SLIDE": (T.COMMUNICATION, "diaporama")},
    **{"DBASE": (T.OUTIL, "base de données"), "COMP": (T.OUTIL, "logiciel")},
    **dict.fromkeys(["DATA", "AGGR"], (T.DOCUMENT, "jeu de données")),
    **dict.fromkeys(["UNPB", "UNPD"], (T.DOCUMENT, "inédit")),
    **dict.fromkeys(["MANSCPT", "MANSC"], (T.DOCUMENT, "manuscrit")),
    **{"INPR": (T.ARTICLE, "article à paraître"), "ABST": (T.ARTICLE, "résumé")},
    **{"HEAR": (T.TEXTE_OFFICIEL, "audition"), "CASE": (T.TEXTE_OFFICIEL, "décision de justice")},
    **{"UNBILL": (T.TEXTE_OFFICIEL, "projet de loi"), "STAND": (T.RAPPORT, "norme")},
    **{"PAT": (T.DOCUMENT, "brevet"), "PRESS": (T.DOCUMENT, "communiqué de presse")},
    **{"PCOMM": (T.DOCUMENT, "communication personnelle"), "LETTER": (T.DOCUMENT, "lettre")},
    **{"INTV": (T.DOCUMENT, "entretien"), "GRANT": (T.DOCUMENT, "financement")},
    **dict.fromkeys(["ART", "ADVS"], (T.DOCUMENT, "image ou œuvre d’art")),
    **dict.fromkeys(["FIGURE", "CHART", "EQUA"], (T.DOCUMENT, "figure ou tableau")),
    **dict.fromkeys(["POST", "FORUM"], (T.PAGE, "message de forum")),
}
NOS_TYPES = {**DEPUIS_RIS, "WEB": T.PAGE, "EJOUR": T.ARTICLE, "LEGAL": T.TEXTE_OFFICIEL}
# For these T2 is the collection, unless the file is ours.
EN_COLLECTION = {
    *("BOOK", "EBOOK", "EDBOOK", "RPRT", "GOVDOC", "THES", "MAP", "VIDEO", "STAND", "CTLG"),
}
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
        balise, valeur = _couper(ligne.lstrip("\ufeff").rstrip())
        if balise in ("TY", "ER") and debut:
            yield debut, champs
            debut, champs = 0, []
        if balise == "TY" or (balise in DEBUTS and not debut):
            debut, champs = numero, [(balise, valeur)]
        elif debut and balise and balise not in SANS_RIEN:
            champs.append((balise, valeur))
        elif debut and valeur and not balise:
            # A line without tag goes on with the field before it.
            avant, deja = champs[-1]
            champs[-1] = (avant, f"{deja}\n{valeur}" if deja else valeur)
    if debut:
        yield debut, champs


def _couper(ligne: str) -> tuple[str, str]:
    """The tag of a line and what it says; no tag when the line goes on with the one before."""
    trouve = _LIGNE.match(ligne)
    balise = (trouve[1] or trouve[2]) if trouve else ""
    # In small letters only a tag that exists is one: « au  - x » may be words.
    if not trouve or not (balise.isupper() or balise.upper() in _CONNUES):
        return "", ligne.strip()
    return balise.upper(), trouve[3].strip()


def bruts(champs: Champs) -> list[Brut]:
    """The fields with what each speaks of, by the type of the work."""
    lecteur = _Lecteur(champs)
    return [lecteur.brut(balise, texte) for balise, texte in champs]


class _Lecteur:
    """What the tags of one record speak of: some depend on others."""

    def __init__(self, champs: Champs) -> None:
        dits = dict(reversed(champs))
        self.sorte = dits.get("TY", "").strip().upper()
        self.a_nous = bool(lire_type(dits.get("M3", "")))
        self.article = self._type(dits) in ARTICLES
        self.balises = {balise for balise, texte in champs if texte}
        self.revues = {texte for balise, texte in champs if balise in ("JF", "JO")}
        self.zotero = dits.get("DP") == "Zotero"
        self.annee = _ANNEE.match(dits.get("PY", ""))
        self.contenant = any(_PRECISION.match(t) and t.startswith(CONTENANT) for _, t in champs)

    def _type(self, dits: dict[str, str]) -> str:
        """The type that M3 says when it is a word of ours, or else TY."""
        proche = PROCHES.get(self.sorte, ("", ""))[0]
        return lire_type(dits.get("M3", "")) or NOS_TYPES.get(self.sorte) or proche

    def brut(self, balise: str, texte: str) -> Brut:
        """One field."""
        if balise in ("M2", "N1"):
            # Until December 2026 our files said in N1 what they now say in M2.
            return Brut(balise, texte, *lire_une_note(texte))
        if balise == "PB" and not self.contenant:
            editeurs = tuple(e for e in texte.split(EDITEURS) if e.strip())
            return Brut(balise, texte, "editeur", editeurs)
        if balise == "KW":
            mots = (m.strip() for m in re.split(r"[;\n]", texte))
            return Brut(balise, texte, "mots_cles", tuple(m for m in mots if m))
        if balise == "TY":
            if self.sorte in PROCHES and not self.a_nous:
                return Brut(balise, texte, "type_proche", PROCHES[self.sorte])
            if self.sorte in NOS_TYPES:
                return Brut(balise, texte, "type", NOS_TYPES[self.sorte])
            return Brut(balise, texte, "type_proche", (T.DOCUMENT, texte))
        if balise == "DA" and self.annee and not _ANNEE.search(texte):
            return Brut(balise, texte, "date", self._dans_l_annee(texte))
        return Brut(balise, texte, self._role(balise, texte))

    def _dans_l_annee(self, texte: str) -> str:
        """« Aug 22 », « Jul »: EndNote says there a day of the year that PY says."""
        mois, _, jour = texte.partition(" ")
        return f"{jour} {mois} {self.annee[0]}".strip() if self.annee else texte

    def _role(self, balise: str, texte: str) -> str:
        role = ROLES.get(balise, "")
        if balise in ("T2", "BT"):
            role = self._contenant(balise, texte)
        elif balise in ("JF", "JO") and self.article:
            # T2 says the whole title of the periodical; where it is alone, JO is that title.
            role = "revue_abregee"
        elif balise == "PB":
            role = "dans_editeur"
        elif balise == "C3" and self.sorte in ("CONF", "CPAPER"):
            role = "dans_titre"
        elif balise == "A3" and self.zotero and self.sorte == "BOOK":
            role = "responsable"
        elif balise == "M1":
            role = "numero" if self.article and "IS" not in self.balises else "note"
        elif balise == "M3" and "DO" not in self.balises and texte.lower().startswith(DEBUTS_DOI):
            role = "doi"
        elif balise == "SN" and self.sorte == "RPRT" and not _est_un_numero(texte):
            role = "remarque:Numéro du rapport"
        elif balise in LIENS and not _ADRESSE.match(texte):
            # A path on the computer of whoever made the file leads nowhere.
            role = ""
        return role

    def _contenant(self, balise: str, texte: str) -> str:
        """T2 is the periodical, the book that holds the work, or the collection, by the type."""
        if balise == "BT" and not self.balises & {"TI", "T1", "CT"}:
            return "titre"
        if self.article or texte in self.revues:
            return "revue"
        return "remarque:Collection" if self._en_collection() else "dans_titre"

    def _en_collection(self) -> bool:
        return self.sorte in EN_COLLECTION and not self.a_nous


_ANNEE = re.compile(r"(?<![0-9])[0-9]{4}(?![0-9])")
DEBUTS_DOI = ("10.", "doi", "https://doi.org", "http://dx.doi")
LIENS = {"L1", "L2", "L3", "L4"}
_ADRESSE = re.compile(r"\s?(?:https?://|www\.)", re.IGNORECASE)
# Tags that say nothing to a catalogue, and are tags all the same.
_CONNUES = {
    *ROLES,
    *("TY", "ER", "T2", "BT", "M1", "Y2", "AN", "AD", "AV", "C1", "C2", "C3", "C4", "C5", "C6"),
    *("C7", "C8", "CA", "CN", "CR", "DB", "DI", "DP", "DS", "H1", "H2", "LB", "RN", "RP", "U1"),
    *("U2", "U3", "U4", "U5", "VO", "WT", "WV"),
}


def _est_un_numero(texte: str) -> bool:
    return any(lire_isbn(texte)[:2]) or any(lire_issn(texte)[:2])


def lire_une_note(texte: str) -> tuple[str, Any]:
    """The role and the value of a note: one of ours by its label, or a remark."""
    if texte == ET_AL:
        return "et_al", True
    trouve = _PRECISION.match(texte)
    champ = _CHAMPS.get(trouve["mot"]) if trouve else None
    if not trouve or not champ:
        return "note", None
    return f"{EXACT}{champ}", trouve["valeur"].strip()
