"""BibTeX, by bibtexparser: for LaTeX, JabRef and Zotero.

bibtexparser writes values as they are given: escaping is ours (see `latex`). Addresses and DOI
are left bare, as biblatex wants them. What BibTeX has no field for goes in fields of our own,
which others skip, and only where the usual fields would read back as something else.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from bibtexparser.entrypoint import parse_string, write_string
from bibtexparser.library import Library
from bibtexparser.middlewares import AddEnclosingMiddleware, RemoveEnclosingMiddleware
from bibtexparser.model import Block, Entry, Field, ParsingFailedBlock
from django.utils.translation import get_language_info

from bibliographie.formats.csl import etendue, total_de_pages
from bibliographie.formats.latex import decoder, echapper
from bibliographie.formats.reference import (
    CHAMPS_TEXTE,
    VALEUR_MAX,
    Lecture,
    Lu,
    Nom,
    Rebut,
    Reference,
    differences,
    lire_type,
    noms_des_responsables,
    sur_une_ligne,
    texte_des_responsables,
)
from bibliographie.formats.ris import EDITEURS
from bibliographie.formats.types import BIBTEX, DEPUIS_BIBTEX
from bibliographie.models import Notice
from socle import dates
from socle.textes import plier

MIME = "application/x-bibtex"
T = Notice.Type
MOIS_ANGLAIS = (
    "january", "february", "march", "april", "may", "june", "july",
    "august", "september", "october", "november", "december",
)  # fmt: skip
MOIS = {nom[:3]: f"{rang:02}" for rang, nom in enumerate(MOIS_ANGLAIS, 1)}
MOIS |= {plier(nom): f"{rang:02}" for rang, nom in enumerate(dates.MOIS, 1)}
# Our own fields, by the field of Reference they keep.
PRECISIONS = {
    "type": "typenotice",
    "revue": "revue",
    "dans_titre": "danstitre",
    "dans_responsables": "dansresponsables",
    "dans_editeur": "dansediteur",
    "pages": "pagination",
    "duree": "duree",
    "resume_origine": "resumeorigine",
    "note": "notecatalogue",
}
# The container's publisher where « publisher » is that of the work itself.
AUTRE_EDITEUR = "dansautreediteur"
PARAGRAPHE = " ¶ "


def ecrire(references: Iterable[Reference]) -> Iterator[str]:
    """BibTeX, one entry at a time."""
    enclore = AddEnclosingMiddleware(
        reuse_previous_enclosing=False, enclose_integers=True, default_enclosing="{"
    )
    for reference in references:
        bibliotheque = Library([_entree(reference)])
        yield write_string(bibliotheque, unparse_stack=[enclore]) + "\n"


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


# Out


def _entree(reference: Reference) -> Entry:
    plate = {mot: echapper(sur_une_ligne(getattr(reference, mot))) for mot in CHAMPS_TEXTE}
    sorte = BIBTEX.get(reference.type, "misc")
    debut, fin = etendue(reference.pages)
    annee, *reste = reference.date.split("-")
    responsables, et_al = noms_des_responsables(sur_une_ligne(reference.dans_responsables))
    editeurs = EDITEURS.join(echapper(e) for e in reference.editeurs) or plate["dans_editeur"]
    champs = {
        "title": plate["titre"],
        "type": str(T(reference.type).label) if reference.type and sorte == "misc" else "",
        "author": _ecrire_noms(reference.auteurs, reference.et_al),
        "editor": _ecrire_noms(responsables, et_al),
        "journal" if plate["revue"] else "booktitle": plate["revue"] or plate["dans_titre"],
        "institution" if sorte == "techreport" else "publisher": editeurs,
        "volume": plate["volume"],
        "number": plate["numero"],
        "edition": plate["edition"],
        "year": annee,
        "month": str(int(reste[0])) if reste else "",
        "day": str(int(reste[1])) if len(reste) > 1 else "",
        "pages": f"{debut}--{fin}" if fin else debut,
        "pagetotal": total_de_pages(reference.pages),
        "abstract": plate["resume"],
        "keywords": ", ".join(echapper(mot) for mot in reference.mots_cles),
        "language": plate["langue"],
        "langid": _langue_de_babel(reference.langue),
        "isbn": plate["isbn"],
        "issn": plate["issn"],
        "doi": reference.doi,
        **{f"url{rang or ''}": _url(url) for rang, url in enumerate(reference.urls)},
    }
    champs = {mot: valeur for mot, valeur in champs.items() if valeur}
    return _en_entree(sorte, reference, champs | _precisions(sorte, reference, champs))


def _en_entree(sorte: str, reference: Reference, champs: dict[str, str]) -> Entry:
    cle = reference.cle or re.sub(r"[^a-z0-9]+", "-", plier(reference.titre))[:60]
    return Entry(sorte, cle or "notice", [Field(mot, valeur) for mot, valeur in champs.items()])


def _precisions(sorte: str, reference: Reference, champs: dict[str, str]) -> dict[str, str]:
    """Our own fields, where the usual ones would be read as something else."""
    relue, _ = _reference(sorte, "", champs)
    precisions = {}
    for champ, (valeur, _) in differences(reference, relue, PRECISIONS).items():
        double = champ == "dans_editeur" and reference.editeurs
        lignes = PARAGRAPHE.join(sur_une_ligne(ligne) for ligne in valeur.split("\n"))
        precisions[AUTRE_EDITEUR if double else PRECISIONS[champ]] = echapper(lignes)
    return precisions


def _langue_de_babel(code: str) -> str:
    """« french »: without it, pandoc and biblatex put capitals of a title in lower case, as one
    does in English."""
    try:
        return str(get_language_info(code)["name"]).lower()
    except KeyError:
        return ""


def _url(url: str) -> str:
    """A bare address: braces would unbalance the entry, so they are percent-encoded."""
    return url.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")


def _ecrire_noms(noms: Iterable[Nom], et_al: bool) -> str:
    return " and ".join([*map(_ecrire_nom, noms), *(["others"] if et_al else [])])


def _ecrire_nom(nom: Nom) -> str:
    if nom.collectif:
        return f"{{{echapper(nom.nom)}}}"
    return f"{_proteger(nom.nom)}, {_proteger(nom.prenom)}".rstrip(" ")


def _proteger(partie: str) -> str:
    """A part of a name that holds « and » or a comma is kept together by braces."""
    echappee = echapper(partie)
    return f"{{{echappee}}}" if re.search(r",|\band\b", partie, re.IGNORECASE) else echappee


# In


def _lecture(ligne: int, entree: Entry) -> Lu:
    champs = {champ.key.lower(): str(champ.value) for champ in reversed(entree.fields)}
    trop_long = next((mot for mot, valeur in champs.items() if len(valeur) > VALEUR_MAX), "")
    if trop_long:
        return Rebut(ligne, f"Le champ «\u00a0{trop_long[:40]}\u00a0» est trop long.")
    reference, remarques = _reference(entree.entry_type.lower(), entree.key, champs)
    return Lecture(ligne, reference, tuple(remarques))


def _reference(sorte: str, cle: str, champs: dict[str, str]) -> tuple[Reference, list[str]]:
    remarques: list[str] = []
    lu = {mot: decoder(valeur) for mot, valeur in champs.items() if not mot.startswith("url")}
    auteurs, et_al = _lire_noms(champs.get("author", ""))
    responsables, autres = _lire_noms(champs.get("editor", ""))
    editeurs = lu.get("publisher") or lu.get("institution") or lu.get("school") or ""
    lues: dict[str, Any] = {
        "cle": cle,
        "type": lire_type(lu.get("type", "")) or DEPUIS_BIBTEX.get(sorte, T.DOCUMENT),
        "titre": ". ".join(filter(None, [lu.get("title", ""), lu.get("subtitle", "")])),
        "auteurs": tuple(auteurs),
        "et_al": et_al,
        "editeurs": tuple(e for e in editeurs.split(EDITEURS) if e),
        "revue": lu.get("journal") or lu.get("journaltitle") or "",
        "dans_titre": lu.get("booktitle", ""),
        "dans_responsables": texte_des_responsables(responsables, autres),
        "volume": lu.get("volume", ""),
        "numero": lu.get("number") or lu.get("issue") or "",
        "edition": lu.get("edition", ""),
        "date": _lire_date(lu, remarques),
        "pages": _lire_pages(lu),
        "resume": lu.get("abstract", ""),
        "mots_cles": tuple(m for m in re.split(r"\s*[,;]\s*", lu.get("keywords", "")) if m),
        "langue": (lu.get("language") or lu.get("langid") or "")[:5],
        "isbn": lu.get("isbn", ""),
        "issn": lu.get("issn", ""),
        "doi": champs.get("doi", "").strip(),
        "urls": tuple(v.strip() for mot, v in sorted(champs.items()) if _est_url(mot, v)),
        "note": lu.get("note", ""),
    }
    for champ, mot in PRECISIONS.items():
        if lu.get(mot):
            lues[champ] = lu[mot].replace(PARAGRAPHE, "\n")
    lues["type"] = lire_type(lues["type"]) or T.DOCUMENT
    if lues.get("dans_editeur"):
        lues["editeurs"] = ()
    lues["dans_editeur"] = lues.get("dans_editeur") or lu.get(AUTRE_EDITEUR, "")
    return Reference(**lues), remarques


def _est_url(mot: str, valeur: str) -> bool:
    return bool(re.fullmatch(r"url[0-9]*", mot)) and bool(valeur.strip())


def _lire_date(lu: dict[str, str], remarques: list[str]) -> str:
    """`date` of biblatex, or year, month and day."""
    mois = lu.get("month", "").strip().lower()
    mois = MOIS.get(plier(mois)) or MOIS.get(mois[:3]) or (mois.zfill(2) if mois.isdigit() else "")
    jour = lu.get("day", "").strip()
    annee = lu.get("year", "").strip()
    candidates = [
        lu.get("date", "").strip(),
        "-".join(filter(None, [annee, mois, jour.zfill(2) if jour and mois else ""])),
        annee,
    ]
    for date in candidates:
        try:
            dates.bornes(date)
        except ValueError:
            continue
        return date
    if any(candidates):
        remarques.append(
            f"Date non comprise\u00a0: «\u00a0{next(filter(None, candidates))}\u00a0»."
        )
    return ""


def _lire_pages(lu: dict[str, str]) -> str:
    pages = re.sub(r"\s*[-–—]+\s*", "-", lu.get("pages", ""))
    if pages:
        return f"pp. {pages}" if "-" in pages else f"p. {pages}"
    total = lu.get("pagetotal") or lu.get("numpages") or ""
    return f"{total} p." if total.isdigit() else total


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
