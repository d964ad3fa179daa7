"""Values as files write them: identifiers, languages, addresses, pages, texts with marks.

Each reader gives what is kept and what is left over, or raises ValueError with the reason, in
French.
"""

import html
import re
import unicodedata
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from urllib.parse import unquote

import ftfy
from django.conf.locale import LANG_INFO
from django.utils.translation import get_language_info
from langcodes import standardize_tag
from langcodes.tag_parser import LanguageTagError
from stdnum import isbn as _isbn
from stdnum import issn as _issn
from stdnum.exceptions import InvalidChecksum
from stdnum.exceptions import ValidationError as NumeroInvalide

from socle.textes import lire_adresse, plier

_BALISE = re.compile(
    r"</?(?:i|b|u|em|strong|sub|sup|span|p|br|a|sc|small|div|jats:\w+)(?:\s[^<>]*)?/?>", re.I
)
_RETOUR = re.compile(r"</(?:p|div)>|<br\s?/?>", re.I)
_ENTITE = re.compile(r"&(?:[a-zA-Z]{2,10}|#[0-9]{2,5}|#x[0-9a-fA-F]{2,4});")
# What UTF-8 looks like when it was read as something else.
_MAL_LU = re.compile("[ÃÂâÅ][\x80-\u203a]|\ufffd")
# No database keeps half a surrogate pair or a null.
_INVISIBLES = re.compile(
    "[\u200b-\u200f\u2060\ufeff\xad\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]"
)
_DOI = re.compile(r"10\.[0-9]{4,9}(?:\.[0-9]+)*/[^\s\"<>]+")
_PREFIXE_DOI = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi\s*:?\s*)", re.IGNORECASE)
_DANS_UN_ISBN = re.compile(r"(?<![0-9])(?:97[89][-‐–\s]?)?(?:[0-9][-‐–\s]?){9}[0-9Xx](?![0-9])")
_DANS_UN_ISSN = re.compile(r"(?<![0-9-])[0-9]{4}[-–]?[0-9]{3}[0-9Xx](?![0-9-])")
_DEBUT_D_ADRESSE = re.compile(r"(?<=[\s;,|])(?:https?://|www\.)")
_BLANCS = re.compile(r"[^\S\n]{2,}")
_LIGNE_BLANCHE = re.compile(r"\n{3,}")
ADRESSE_MAX = 1000
_ENTRE_LANGUES = re.compile(r"[;,/|+&\n]|\s(?:et|and)\s", re.IGNORECASE)
# As babel (LaTeX) and old catalogues say some languages.
_AUTRES_NOMS = {
    **{"francais": "fr", "frenchb": "fr", "acadian": "fr", "canadien": "fr", "frz": "fr"},
    **{"ngerman": "de", "naustrian": "de", "british": "en", "american": "en", "usenglish": "en"},
    **{"ukenglish": "en", "canadian": "en", "castillan": "es", "neerlandais": "nl", "brazil": "pt"},
}


def nettoyer(texte: str) -> str:
    """The text without the marks of a web page, its accents mended, nothing invisible in it."""
    if _MAL_LU.search(texte):
        texte = ftfy.fix_encoding(texte)
    for _ in range(3):
        # « &amp;eacute; »: some files say twice what they say.
        if not _ENTITE.search(texte):
            break
        texte = _ENTITE.sub(lambda entite: html.unescape(entite[0]), texte)
    if "<" in texte:
        texte = _BALISE.sub("", _RETOUR.sub(" ", texte))
    texte = unicodedata.normalize("NFC", sans_invisibles(texte))
    # Runs of spaces and of lines would make patient work of every pattern below.
    texte = _BLANCS.sub(" ", texte)
    if "\n" in texte:
        texte = _LIGNE_BLANCHE.sub("\n\n", "\n".join(m.strip() for m in texte.split("\n")))
    return texte


def sans_invisibles(texte: str) -> str:
    """The text without signs that nobody sees and that no database keeps."""
    return _INVISIBLES.sub("", texte)


def sans_prefixe_de_doi(texte: str) -> str:
    """« https://doi.org/10.1/x », « doi: 10.1/x » → « 10.1/x »."""
    return _PREFIXE_DOI.sub("", texte.strip()).strip()


def lire_doi(texte: str) -> str:
    """The DOI that stands in a text, whatever is around it."""
    nu = sans_prefixe_de_doi(texte)
    trouve = _DOI.search(nu) or _DOI.search(unquote(nu))
    if not trouve:
        raise ValueError("un DOI commence par «\u00a010.\u00a0»")
    # As it is when it is nothing else: some DOI end with a bracket.
    return nu if trouve[0] == nu and not nu.endswith((".", ",", ";")) else _fin_nette(trouve[0])


def _fin_nette(doi: str) -> str:
    doi = doi.rstrip(".,;")
    return doi[:-1] if doi.endswith(")") and "(" not in doi else doi


def lire_isbn(texte: str) -> tuple[list[str], list[str], str]:
    """The ISBN of a text, as they are written, the numbers that cannot be any, and the rest."""
    return _lire_numeros(_DANS_UN_ISBN, _isbn.validate, texte)


def lire_issn(texte: str) -> tuple[list[str], list[str], str]:
    """The ISSN of a text, « 1234-5679 », the numbers that cannot be any, and the rest."""
    bons, faux, reste = _lire_numeros(_DANS_UN_ISSN, _issn.validate, texte)
    return [_issn.format(numero) for numero in bons], faux, reste


def _lire_numeros(
    motif: re.Pattern[str], valider: Callable[[str], str], texte: str
) -> tuple[list[str], list[str], str]:
    bons, faux = [], []
    for ecrit in motif.findall(texte):
        numero = re.sub("[‐–]", "-", ecrit).strip(" -").upper()
        try:
            valider(numero)
        except InvalidChecksum:
            faux.append(numero)
        except NumeroInvalide:
            continue
        else:
            bons.append(numero)
    return list(dict.fromkeys(bons)), faux, motif.sub(" ", texte)


def lire_langues(texte: str) -> tuple[str, list[str]]:
    """The code of the first language of a text, and the words that name others."""
    mots = [mot for mot in (m.strip() for m in _ENTRE_LANGUES.split(texte)) if mot]
    code = lire_langue(mots[0] if mots else texte)
    return code, [mot for mot in mots[1:] if not _dit(mot, code)]


def _dit(mot: str, code: str) -> bool:
    try:
        return lire_langue(mot) == code
    except ValueError:
        return False


def lire_langue(texte: str) -> str:
    """The code of two letters of a language given by a code or by its name; or ValueError."""
    mot = texte.strip()
    code = _langues().get(plier(mot)) or _langues().get(plier(mot.split("(")[0])) or ""
    if not code:
        try:
            code = standardize_tag(mot.replace("_", "-")).split("-")[0]
        except LanguageTagError:
            code = ""
    if len(code) != 2:
        raise ValueError("langue inconnue\u00a0: écrivez son code, fr ou en")
    return code


@cache
def _langues() -> dict[str, str]:
    """Code of each language by its names in French, in English and in itself."""
    noms = dict(_AUTRES_NOMS)
    for code in (c for c, dit in LANG_INFO.items() if "name" in dit):
        dit = get_language_info(code)
        deux_lettres = dit["code"].split("-")[0]
        for nom in (dit["name"], dit["name_local"], str(dit["name_translated"])):
            if len(deux_lettres) == 2 and plier(nom):
                noms.setdefault(plier(nom), deux_lettres)
    return noms


def couper_adresses(texte: str) -> list[str]:
    """The addresses of one field, cut only where another one begins."""
    debuts = [0, *(trouve.start() for trouve in _DEBUT_D_ADRESSE.finditer(texte)), len(texte)]
    morceaux = [texte[a:b].strip() for a, b in pairwise(debuts)]
    # What ends the last one may be its own; between two, it only parts them.
    morceaux[:-1] = [morceau.rstrip(";,|").strip() for morceau in morceaux[:-1]]
    return [morceau for morceau in morceaux if morceau]


def lire_adresse_web(texte: str) -> str:
    """One address that can be followed, its scheme said; or ValueError."""
    adresse = texte.strip().strip("<>").strip()
    if adresse.lower().startswith("www."):
        adresse = f"https://{adresse}"
    lue = lire_adresse(adresse)
    if lue.scheme not in ("http", "https") or "." not in lue.netloc or re.search(r"\s", adresse):
        raise ValueError("une adresse commence par «\u00a0https://\u00a0»")
    if len(adresse) > ADRESSE_MAX:
        raise ValueError(f"adresse de plus de {ADRESSE_MAX} caractères")
    return adresse


_ENTRE_PAGES = re.compile(r"\s*(?:-{1,3}|[‐-―]|à)\s*")


def lire_pages(texte: str, *, seule_est_total: bool = False) -> str:
    """A pagination as CRES prints it: « pp. 231-241 », « 127 p. », « p. 12 »; one already in words
    stays as it is.

    `seule_est_total`: a lone number counts the pages, rather than names one.
    """
    if total := re.fullmatch(r"([0-9]+)\s*(?:p\.?|pages?)", texte, re.IGNORECASE):
        return f"{total[1]} p."
    nu = texte.strip()
    morceaux = [m for m in _ENTRE_PAGES.split(nu) if m]
    if len(morceaux) == 2 and all(re.fullmatch(r"\w+", m) for m in morceaux):
        debut, fin = morceaux
        fin = _fin_entiere(debut, fin)
        return f"pp. {debut}-{fin}" if debut != fin else f"p. {debut}"
    if nu.isdigit():
        return f"{nu} p." if seule_est_total else f"p. {nu}"
    return texte.strip()


def _fin_entiere(debut: str, fin: str) -> str:
    """« 231-41 » → 241: some journals leave out of the last page what the first says."""
    court = debut.isdigit() and fin.isdigit() and len(fin) < len(debut)
    entiere = debut[: len(debut) - len(fin)] + fin if court else fin
    return entiere if court and int(entiere) > int(debut) else fin
