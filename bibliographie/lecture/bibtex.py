"""BibTeX and biblatex, by bibtexparser: as Zotero, JabRef, HAL and Mendeley write it."""

import re
from typing import Any

from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import RemoveEnclosingMiddleware
from bibtexparser.model import Block, Entry, ParsingFailedBlock

from bibliographie.formats.latex import decoder
from bibliographie.formats.reference import EDITEURS, Nom, Reference, lire_type
from bibliographie.formats.types import DEPUIS_BIBTEX
from bibliographie.lecture.champs import Brut, Lu, Rebut
from bibliographie.lecture.composition import composer
from bibliographie.lecture.ris import lire_une_note
from bibliographie.lecture.roles import EXACT
from bibliographie.models import Notice

T = Notice.Type
# What each field speaks of.
ROLES = {
    "title": "titre",
    "subtitle": "sous_titre",
    "author": "auteur",
    "editor": "responsable",
    **dict.fromkeys(["publisher", "institution", "school", "organization"], "editeur"),
    **dict.fromkeys(["address", "location"], "lieu"),
    **dict.fromkeys(["journal", "journaltitle"], "revue"),
    "shortjournal": "revue_abregee",
    "booktitle": "dans_titre",
    "volume": "volume",
    **dict.fromkeys(["number", "issue"], "numero"),
    "edition": "edition",
    "date": "date",
    "year": "annee",
    "month": "mois",
    "day": "jour",
    "pages": "pages",
    **dict.fromkeys(["pagetotal", "numpages"], "total"),
    "abstract": "resume",
    "keywords": "mots_cles",
    **dict.fromkeys(["language", "langid"], "langue"),
    "isbn": "isbn",
    "issn": "issn",
    "doi": "doi",
    **dict.fromkeys(["note", "annote", "annotation"], "note"),
    "type": "type_precis",
    "series": "remarque:Collection",
    "translator": "remarque:Traduction",
}
# Our own fields, by the field of Reference they keep.
PRECISIONS = {
    "type": "typenotice",
    "titre": "titrenotice",
    "revue": "revue",
    "dans_titre": "danstitre",
    "dans_responsables": "dansresponsables",
    "dans_editeur": "dansediteur",
    "date": "datenotice",
    "pages": "pagination",
    "duree": "duree",
    "lieu": "lieunotice",
    "doi": "doinotice",
    "isbn": "isbnnotice",
    "issn": "issnnotice",
    "langue": "languenotice",
    "resume": "resumenotice",
    "resume_origine": "resumeorigine",
    "note": "notecatalogue",
}
# The container’s publisher where « publisher » is that of the work itself.
AUTRE_EDITEUR = "dansautreediteur"
PARAGRAPHE = " ¶ "
_CHAMPS = {mot: champ for champ, mot in PRECISIONS.items()} | {AUTRE_EDITEUR: "dans_editeur"}
_EDITEUR = {"publisher", "institution", "school", "organization"}


def lire(texte: str) -> list[Lu]:
    """Every entry of a BibTeX text, in order; what cannot be read says so."""
    bibliotheque = parse_string(texte)
    lus: list[Lu] = []
    for bloc in bibliotheque.blocks:
        ligne = (bloc.start_line or 0) + 1
        entree: Block = bloc
        if isinstance(bloc, ParsingFailedBlock) and isinstance(bloc.ignore_error_block, Entry):
            # A key or a field given twice is no reason to lose the entry.
            entree = RemoveEnclosingMiddleware().transform_entry(
                bloc.ignore_error_block, bibliotheque
            )
        if isinstance(entree, Entry):
            lus.append(_lecture(ligne, entree))
        elif isinstance(bloc, ParsingFailedBlock):
            lus.append(
                Rebut(ligne, "Entrée BibTeX illisible\u00a0: accolade ou virgule manquante\u202f?")
            )
    return lus


def relire(sorte: str, champs: dict[str, str]) -> Reference:
    """What these fields say: by it our own file knows what the usual ones would lose."""
    return composer(1, bruts(sorte, "", list(champs.items()))).reference


def _lecture(ligne: int, entree: Entry) -> Lu:
    champs = [(champ.key.lower(), str(champ.value)) for champ in entree.fields]
    return composer(ligne, bruts(entree.entry_type.lower(), entree.key, champs))


def bruts(sorte: str, cle: str, champs: list[tuple[str, str]]) -> list[Brut]:
    """The fields with what each speaks of, decoded from LaTeX."""
    contenant = any(mot == PRECISIONS["dans_editeur"] for mot, _ in champs)
    type_ = DEPUIS_BIBTEX.get(sorte, T.DOCUMENT)
    lus = [Brut("clé", cle, "cle"), Brut("@", f"@{sorte}", "type", type_)]
    for mot, texte in champs:
        role = "dans_editeur" if contenant and mot in _EDITEUR else ROLES.get(mot, "")
        if mot in _CHAMPS:
            valeur = decoder(texte).replace(PARAGRAPHE, "\n")
            lus.append(Brut(mot, texte, f"{EXACT}{_CHAMPS[mot]}", valeur))
        elif re.fullmatch(r"url[0-9]*", mot):
            lus.append(Brut(mot, texte, "url"))
        elif role == "note" and (lignes := _lignes_de_zotero(texte)):
            lus += lignes
        elif mot in ("author", "editor"):
            noms, et_al = _lire_noms(texte)
            lus.append(Brut(mot, texte, role, tuple(noms)))
            if et_al:
                lus.append(Brut(f"{mot} (et al.)", "others", ET_AL[mot], True))
        else:
            lus.append(Brut(mot, texte, role, _valeur(role, decoder(texte))))
    return lus


def _lignes_de_zotero(texte: str) -> list[Brut]:
    """Zotero writes as one note the « Extra » where it keeps the lines (M2) of our RIS files."""
    lignes = [decoder(ligne) for ligne in texte.split("\n")]
    lues = [(ligne, *lire_une_note(ligne)) for ligne in lignes]
    if all(role == "note" for _, role, _ in lues):
        return []
    return [Brut("note", ligne, role, ligne if v is None else v) for ligne, role, v in lues]


ET_AL = {"author": "et_al", "editor": "et_al_responsable"}


def _valeur(role: str, texte: str) -> Any:
    if role == "editeur":
        return tuple(e for e in texte.split(EDITEURS) if e.strip())
    if role == "mots_cles":
        return tuple(m for m in re.split(r"\s*[,;]\s*", texte) if m)
    return lire_type(texte) or None if role == "type_precis" else texte


def _lire_noms(brut: str) -> tuple[list[Nom], bool]:
    """Names of a list « A and {B} and others », cut outside braces only."""
    une_ligne = " ".join(brut.split())
    morceaux = [m for m in _couper(une_ligne, re.compile(" and ", re.IGNORECASE)) if m.strip()]
    et_al = bool(morceaux) and morceaux[-1].strip().lower() == "others"
    return [_lire_nom(m.strip()) for m in (morceaux[:-1] if et_al else morceaux)], et_al


def _lire_nom(brut: str) -> Nom:
    if brut.startswith("{") and _fermante(brut) == len(brut) - 1:
        return Nom(decoder(brut), collectif=True)
    parties = [decoder(p) for p in _couper(brut, re.compile(r","))]
    if len(parties) > 1:
        # « Nom, Jr, Prénom » has three parts; the given name is the last.
        return Nom(" ".join(parties[:-1]).strip(), parties[-1])
    mots = [decoder(mot) for mot in _couper(brut, re.compile(r"\s+"))]
    # « Jean de La Fontaine »: the family name starts at the first lower-case word.
    particule = next((i for i, mot in enumerate(mots[1:-1], 1) if mot[:1].islower()), len(mots) - 1)
    return Nom(" ".join(mots[particule:]), " ".join(mots[:particule]))


def _fermante(texte: str) -> int:
    """Where the brace that opens the text is closed; -1 when it is not."""
    profondeur = 0
    for rang, signe in enumerate(texte):
        profondeur += (signe == "{") - (signe == "}")
        if profondeur == 0:
            return rang
    return -1


def _couper(texte: str, motif: re.Pattern[str]) -> list[str]:
    """Split where the pattern is found outside any brace."""
    morceaux, debut, profondeur, rang = [], 0, 0, 0
    while rang < len(texte):
        signe = texte[rang]
        profondeur += (signe == "{") - (signe == "}")
        trouve = motif.match(texte, rang) if profondeur == 0 else None
        if trouve and trouve.end() > rang:
            morceaux.append(texte[debut:rang])
            debut = rang = trouve.end()
        else:
            rang += 1
    return [*morceaux, texte[debut:]]
