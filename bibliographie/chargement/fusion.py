"""One work read in several documents becomes one notice.

Pure: rows of the YAML files in, merged rows out. The 2023 sélection is preferred to that of 2022,
and both to the documents that only cite; a fuller value wins over a shorter one; what the
documents print differently is written in the note, so that no printed form is lost.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bibliographie.catalogue.ecriture import est_elidee
from socle.dates import en_lettres
from socle.textes import INSECABLE, plier

Ligne = dict[str, Any]


@dataclass(frozen=True)
class Document:
    """A document that the catalogue was first made from."""

    nom: str
    court: str
    rang: int


DOCUMENTS = {
    "000": Document(
        "CRES, «\u00a0Sitographie. Bibliographie\u00a0: des guides pour agir\u00a0», 2022",
        "la sélection de 2022",
        1,
    ),
    "001": Document(
        "CRES, «\u00a0Démarches territoriales de santé\u00a0», sélection du 25 avril 2023",
        "la sélection du 25 avril 2023",
        0,
    ),
    "002": Document(
        "Fabrique Territoires Santé, «\u00a0Enquête préliminaire\u00a0», mars 2018",
        "Fabrique Territoires Santé (mars 2018)",
        2,
    ),
    "004": Document(
        "Plateforme nationale de ressources des ASV, «\u00a0Les Ateliers santé ville?\u00a0»",
        "la plaquette de la Plateforme",
        2,
    ),
}
LIEN_VIDE = f"Lien «{INSECABLE}#{INSECABLE}» dans la source."
ADRESSES = ["complete", "incomplete", "absente"]
UNIONS = ("dispositifs", "dispositifs_registre", "themes", "territoires", "publics")
# What is compared and told, with the word that tells it.
COMPARES = {
    "titre": "Titre imprimé",
    "date": "Date imprimée",
    "pages": "Pagination imprimée",
    "revue": "Revue imprimée",
    "volume": "Volume imprimé",
    "numero": "Numéro imprimé",
    "edition": "Édition imprimée",
    "doi": "DOI imprimé",
    "type": "Type retenu",
    "auteurs": "Auteurs imprimés",
    "editeurs": "Éditeurs imprimés",
}


def fusionner(versions: list[Ligne]) -> Ligne:
    """One row for all the versions of a work. Raise KeyError when one lacks what it must have."""
    # Where a document prints the type of the work, it describes it as a library would.
    par_preference = sorted(versions, key=lambda v: (not v.get("type_source"), _rang(v)))
    principale = par_preference[0]
    fusion: Ligne = {}
    for version in reversed(par_preference):
        fusion |= {mot: valeur for mot, valeur in version.items() if valeur}
    for mot in ("auteurs", "editeurs"):
        if plus_riche := max((v.get(mot) or [] for v in par_preference), key=len):
            fusion[mot] = plus_riche
    fusion["date"] = _date(par_preference)
    for mot in UNIONS:
        fusion[mot] = _union(v.get(mot) or [] for v in par_preference)
    fusion["urls"] = sorted(_union(v.get("urls") or [] for v in par_preference), key=est_elidee)
    fusion["adresse"] = min((_adresse(v) for v in versions), key=ADRESSES.index)
    fusion |= _resume(versions)
    fusion["provenances"] = [v["provenance"] for v in sorted(versions, key=_rang)]
    fusion["cle"] = principale["cle"]
    fusion["note"] = _note(versions, fusion)
    return fusion


def _document(version: Ligne) -> Document:
    return DOCUMENTS[version["provenance"]["seed"]]


def _rang(version: Ligne) -> int:
    return _document(version).rang


def _adresse(version: Ligne) -> str:
    adresse: str = version["adresse"]
    return "absente" if adresse == "diese" else adresse


def _union(listes: Iterable[list[Any]]) -> list[Any]:
    return list(dict.fromkeys(element for liste in listes for element in liste))


def _date(par_preference: list[Ligne]) -> str:
    """The preferred date, or a finer one that says the same (« 2022 », « 2022-03 »)."""
    dates = [v["date"] for v in par_preference if v.get("date")]
    if not dates:
        return ""
    return max((d for d in dates if d.startswith(dates[0])), key=len)


def _resume(versions: list[Ligne]) -> Ligne:
    for version in sorted(versions, key=_rang):
        if version.get("resume"):
            origine = version["resume_origine"].replace("'", "’")
            return {"resume": version["resume"], "resume_origine": origine}
    return {"resume": "", "resume_origine": ""}


def _note(versions: list[Ligne], fusion: Ligne) -> str:
    """The notes of each document, then what they print differently and no note says."""
    lignes: list[str] = []
    for version in sorted(versions, key=_rang):
        note = version.get("note") or ""
        if version["adresse"] == "diese":
            note = f"{note} {LIEN_VIDE}".strip()
        if note and not any(note in ligne for ligne in lignes):
            lignes.append(note if len(versions) == 1 else _attribuer(note, _document(version)))
    dit = "\n".join(lignes)
    for version in sorted(versions, key=_rang):
        lignes += _ecarts(version, fusion, dit)
    return "\n".join(lignes)


def _attribuer(note: str, document: Document) -> str:
    """Say which document a note is about, unless it does."""
    if document.court.removeprefix("la ") in note:
        return note
    return f"{document.court[0].upper()}{document.court[1:]}{INSECABLE}: {note}"


def _ecarts(version: Ligne, fusion: Ligne, dit: str) -> list[str]:
    ecarts = []
    for mot, libelle in COMPARES.items():
        imprime, retenu = _texte(version.get(mot)), _texte(fusion.get(mot))
        if not imprime or _dit_la_meme_chose(mot, imprime, retenu):
            continue
        lisible = en_lettres(imprime) if mot == "date" else imprime
        if lisible not in dit:
            ecarts.append(
                f"{libelle} dans {_document(version).court}{INSECABLE}: "
                f"«{INSECABLE}{lisible}{INSECABLE}»."
            )
    return ecarts


def _texte(valeur: Any) -> str:
    """A value as one line: names are joined as CRES prints them."""
    if isinstance(valeur, list):
        return ", ".join(nom_imprime(nom) for nom in valeur)
    return str(valeur or "")


def nom_imprime(nom: str | Ligne) -> str:
    """« MOTARD Clémentine », or the name of a body."""
    if isinstance(nom, str):
        return nom
    return nom.get("collectif") or f"{nom['nom']} {nom.get('prenom') or ''}".strip()


def _dit_la_meme_chose(mot: str, imprime: str, retenu: str) -> bool:
    """Apostrophes, capitals and spaces aside, is it the same, or a part of what is kept?"""
    if mot == "titre":
        # Only the apostrophe: a title is kept to the letter.
        return imprime.replace("’", "'") == retenu.replace("’", "'")
    a, b = plier(imprime), plier(retenu)
    if mot == "pages":
        return a.replace("pp", "p").replace(" ", "") == b.replace("pp", "p").replace(" ", "")
    if mot in ("auteurs", "editeurs"):
        return set(imprime.replace("’", "'").split(", ")) <= set(
            retenu.replace("’", "'").split(", ")
        )
    return b.startswith(a)
