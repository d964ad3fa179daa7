"""BibTeX and biblatex: as Zotero, JabRef, HAL and Mendeley write it. `entrees` cuts the file."""

import re
from dataclasses import replace
from typing import Any

from bibliographie.formats.latex import decoder
from bibliographie.formats.personnes import en_capitales, est_un_corps
from bibliographie.formats.reference import (
    EDITEURS,
    VALEUR_MAX,
    Nom,
    Reference,
    lire_type,
    texte_des_responsables,
)
from bibliographie.formats.types import DEPUIS_BIBTEX
from bibliographie.lecture.champs import Brut, Lu, Rebut
from bibliographie.lecture.composition import composer
from bibliographie.lecture.entrees import Entree, fermante, lire_les_entrees
from bibliographie.lecture.ris import lire_une_note
from bibliographie.lecture.roles import EXACT
from bibliographie.models import Notice
from socle.textes import plier

T = Notice.Type
# What each field speaks of.
ROLES = {
    "title": "titre",
    **dict.fromkeys(["subtitle", "titleaddon"], "sous_titre"),
    "shorttitle": "titre_court",
    "author": "auteur",
    "editor": "responsable",
    **dict.fromkeys(["publisher", "institution", "school", "organization"], "editeur"),
    **dict.fromkeys(["address", "location"], "lieu"),
    **dict.fromkeys(["journal", "journaltitle"], "revue"),
    "shortjournal": "revue_abregee",
    **dict.fromkeys(["booktitle", "maintitle"], "dans_titre"),
    "volume": "volume",
    **dict.fromkeys(["number", "issue"], "numero"),
    **dict.fromkeys(["edition", "version"], "edition"),
    "date": "date",
    "year": "annee",
    "month": "mois",
    "day": "jour",
    "pages": "pages",
    **dict.fromkeys(["pagetotal", "numpages"], "total"),
    **dict.fromkeys(["abstract", "summary"], "resume"),
    **dict.fromkeys(["keywords", "keyword", "mendeley-tags"], "mots_cles"),
    **dict.fromkeys(["language", "langid"], "langue"),
    "isbn": "isbn",
    "issn": "issn",
    "doi": "doi",
    **dict.fromkeys(["note", "annote", "annotation", "addendum"], "note"),
    **dict.fromkeys(["type", "entrysubtype"], "type_precis"),
    **dict.fromkeys(["crossref", "xdata", "xref"], "heritage"),
    **dict.fromkeys(["series", "collection"], "remarque:Collection"),
    "booksubtitle": "remarque:Sous-titre du livre",
    "booktitleaddon": "remarque:Complément du titre du livre",
    "mainsubtitle": "remarque:Sous-titre de l’ensemble",
    "journalsubtitle": "remarque:Sous-titre de la revue",
    "issuetitle": "remarque:Titre du numéro",
    "chapter": "remarque:Chapitre",
    "part": "remarque:Partie",
    "volumes": "remarque:Nombre de volumes",
    "translator": "remarque:Traduction",
    "bookauthor": "remarque:Auteurs du livre",
    **dict.fromkeys(["editora", "editorb", "editorc", "commentator", "foreword"], "remarque:Avec"),
    **dict.fromkeys(["introduction", "afterword", "annotator", "holder"], "remarque:Avec"),
    **dict.fromkeys(["eventtitle", "conference"], "remarque:Colloque"),
    "eventdate": "remarque:Date du colloque",
    "venue": "remarque:Lieu du colloque",
    "origdate": "remarque:Première parution",
    "origtitle": "remarque:Titre original",
    "origlanguage": "remarque:Langue originale",
    "howpublished": "remarque:Diffusion",
    "pubstate": "remarque:État",
    "eprint": "remarque:Prépublication",
    **dict.fromkeys(["hal_id", "halid"], "remarque:HAL"),
    "pmid": "remarque:PMID",
}
# Lists of names, « A and B ».
NOMS = {
    *("author", "editor", "translator", "bookauthor", "editora", "editorb", "editorc"),
    *("commentator", "annotator", "foreword", "introduction", "afterword", "holder"),
}
# Types that are not ours: the nearest, and the word for what they are.
PROCHES = {
    "phdthesis": (T.OUVRAGE, "thèse de doctorat"),
    "mastersthesis": (T.OUVRAGE, "mémoire"),
    "bachelorsthesis": (T.OUVRAGE, "mémoire"),
    "thesis": (T.OUVRAGE, "thèse ou mémoire"),
    "unpublished": (T.DOCUMENT, "inédit"),
    "periodical": (T.DOCUMENT, "périodique"),
    "dataset": (T.DOCUMENT, "jeu de données"),
    "patent": (T.DOCUMENT, "brevet"),
    "image": (T.DOCUMENT, "image"),
    "audio": (T.DOCUMENT, "enregistrement sonore"),
    "music": (T.DOCUMENT, "musique"),
    "letter": (T.DOCUMENT, "lettre"),
    "software": (T.OUTIL, "logiciel"),
    "standard": (T.RAPPORT, "norme"),
    "jurisdiction": (T.TEXTE_OFFICIEL, "décision de justice"),
    "reference": (T.OUVRAGE, "ouvrage de référence"),
    "mvreference": (T.OUVRAGE, "ouvrage de référence"),
    "inreference": (T.CHAPITRE, "article d’encyclopédie"),
    "bookinbook": (T.CHAPITRE, "livre dans un livre"),
    "suppbook": (T.CHAPITRE, "complément d’un livre"),
    "suppcollection": (T.CHAPITRE, "complément d’un livre"),
    "suppperiodical": (T.ARTICLE, "complément d’un périodique"),
    "review": (T.ARTICLE, "compte rendu"),
    "mvproceedings": (T.ACTES, "actes en plusieurs volumes"),
}
# Entries that only lend their fields to others.
SANS_NOTICE = {"xdata", "set"}
# What may follow « and » in the name of a body.
DOMAINES = set(
    """
    affairs care children control culture development economic economy education employment
    environment families family health human labour labor medicine policy prevention promotion
    protection public research safety science sciences security services social society solidarity
    sport sports technology training wellbeing welfare work youth
    """.split()
)
# Texts of one line, in which an address has nothing to do.
UN_TEXTE = {"titre", "sous_titre", "dans_titre", "revue", "editeur"}
NOM_DECODE_MAX = 2000
_ET = re.compile(r" (?:and|AND|And) ")
_HREF = re.compile(r"\\href\s?\{([^{}]*)\}")
_ADRESSE = re.compile(r"https?:|www\.", re.IGNORECASE)
_DANS_URL = re.compile(r"\\(?:url|href|path|nolinkurl)\s?\{([^{}]*)\}")
_PROTEGE = re.compile(r"\\([%&#_$~{}])(?:\{\})?")
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
    return [
        lue if isinstance(lue, Rebut) else _lecture(lue) for lue in lire_les_entrees(texte)
        if isinstance(lue, Rebut) or lue.sorte not in SANS_NOTICE
    ]


def relire(sorte: str, champs: dict[str, str]) -> Reference:
    """What these fields say: by it our own file knows what the usual ones would lose."""
    return composer(1, bruts(sorte, "", list(champs.items()))).reference


def _lecture(entree: Entree) -> Lu:
    lus = bruts(entree.sorte, entree.cle, entree.champs)
    lus = [
        replace(brut, valeur=True) if brut.role == "heritage" and brut.nom in entree.parents
        else brut
        for brut in lus
    ]
    for mot, texte, cle in entree.herites:
        lus += [replace(b, nom=f"{b.nom} (de {cle})") for b in _un_champ(mot, texte, "")]
    return composer(entree.ligne, lus)


def bruts(sorte: str, cle: str, champs: list[tuple[str, str]]) -> list[Brut]:
    """The fields with what each speaks of, decoded from LaTeX."""
    contenant = any(mot == PRECISIONS["dans_editeur"] for mot, _ in champs)
    lus = [Brut("clé", cle, "cle"), _type(sorte)]
    for mot, texte in champs:
        lus += _un_champ(mot, texte, "dans_editeur" if contenant and mot in _EDITEUR else "")
    return lus


def _type(sorte: str) -> Brut:
    if sorte in PROCHES:
        return Brut("@", f"@{sorte}", "type_proche", PROCHES[sorte])
    if sorte in DEPUIS_BIBTEX or sorte == "misc":
        return Brut("@", f"@{sorte}", "type", DEPUIS_BIBTEX.get(sorte, T.DOCUMENT))
    return Brut("@", f"@{sorte}", "type_proche", (T.DOCUMENT, sorte))


def _un_champ(mot: str, texte: str, role: str) -> list[Brut]:
    role = role or ROLES.get(mot, "")
    if len(texte) > VALEUR_MAX:
        return [Brut(mot, texte, role)]
    if role == "heritage":
        return [Brut(mot, texte, role)]
    if mot in _CHAMPS:
        valeur = decoder(texte).replace(PARAGRAPHE, "\n")
        return [Brut(mot, texte, f"{EXACT}{_CHAMPS[mot]}", valeur)]
    if mot in NOMS:
        return _des_noms(mot, texte, role)
    if re.fullmatch(r"(?:bdsk-)?url(?:-?[0-9]*)", mot) or (
        mot == "howpublished" and _ADRESSE.search(texte)
    ):
        return [Brut(mot, texte, "url", _nu(texte))]
    if role == "note" and (lignes := _lignes_de_zotero(texte)):
        return lignes
    if role in ("doi", "isbn", "issn"):
        return [Brut(mot, texte, role, _nu(texte))]
    if role in UN_TEXTE and (adresses := _HREF.findall(texte)):
        # The words stay; the address goes with the others.
        sans = _HREF.sub("", texte)
        return [
            Brut(mot, texte, role, _valeur(role, decoder(sans))),
            *(Brut(f"{mot} (adresse)", adresse, "url") for adresse in adresses),
        ]
    return [Brut(mot, texte, role, _valeur(role, decoder(texte)))]


def _nu(texte: str) -> str:
    """An address or a number without LaTeX: « ~ » and « -- » are its own."""
    return _PROTEGE.sub(r"\1", _DANS_URL.sub(r"\1", texte)).replace("{", "").replace("}", "")


def _des_noms(mot: str, texte: str, role: str) -> list[Brut]:
    noms, et_al = _lire_noms(texte)
    if mot not in ET_AL:
        return [Brut(mot, texte, role, texte_des_responsables(noms, et_al))]
    lus = [Brut(mot, texte, role, tuple(noms))]
    if et_al:
        lus.append(Brut(f"{mot} (et al.)", "others", ET_AL[mot], True))
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
        return tuple(m for m in map(str.strip, re.split(r"[,;\n]", texte)) if m)
    return lire_type(texte) or None if role == "type_precis" else texte


def _lire_noms(brut: str) -> tuple[list[Nom], bool]:
    """Names of a list « A and {B} and others », cut outside braces only."""
    une_ligne = " ".join(brut.split())
    morceaux = [m.strip() for m in _couper(une_ligne, _ET) if m.strip()]
    et_al = bool(morceaux) and plier(morceaux[-1]) in ("others", "et al")
    return [_lire_nom(m) for m in _recoller(morceaux[:-1] if et_al else morceaux)], et_al


def _recoller(morceaux: list[str]) -> list[str]:
    """« Ministry of Health and Social Affairs » is one body: what follows « and » names no one."""
    noms: list[str] = []
    for morceau in morceaux:
        mots = plier(morceau).split()
        if noms and mots and set(mots) <= DOMAINES and est_un_corps(noms[-1]):
            noms[-1] = f"{noms[-1]} and {morceau}"
        else:
            noms.append(morceau)
    return noms


def _lire_nom(brut: str) -> Nom:
    if len(brut) > NOM_DECODE_MAX:
        # No name is so long: it will be set aside as it is.
        return Nom(brut, collectif=True)
    if brut.startswith("{") and fermante(brut, 0) == len(brut) - 1:
        return Nom(decoder(brut), collectif=True)
    en_clair = decoder(brut)
    if est_un_corps(en_clair):
        return Nom(en_clair.rstrip(", "), collectif=True)
    parties = [decoder(p) for p in _couper(brut, re.compile(r","))]
    if len(parties) > 2:
        # « Nom, Jr, Prénom » has three parts; the given name is the last.
        return Nom(parties[0].strip(), f"{parties[-1]}, {', '.join(parties[1:-1])}".strip(", "))
    if len(parties) > 1:
        return Nom(parties[0].strip(), parties[-1])
    famille, prenom = en_capitales(en_clair)
    if famille:
        return Nom(famille, prenom)
    mots = [decoder(mot) for mot in _couper(brut, re.compile(r"\s+"))]
    if len(mots) == 1 and len(en_clair) > 1 and en_clair.isupper():
        return Nom(en_clair, collectif=True)
    # « Jean de La Fontaine »: the family name starts at the first lower-case word.
    particule = next((i for i, mot in enumerate(mots[1:-1], 1) if mot[:1].islower()), len(mots) - 1)
    return Nom(" ".join(mots[particule:]), " ".join(mots[:particule]))


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
