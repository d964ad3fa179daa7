"""The text of a file, whatever the usual encodings of French files, and the name of that one.

charset-normalizer was tried: on the short texts that people send it takes « Santé » for EBCDIC
and French for Czech. Only four one-byte encodings are met in French files; letters tell.
"""

import codecs
import re
from itertools import islice

from socle.tableur.lecture.entree import FORMATS, TableurError

# UTF-32 first: its mark starts with that of UTF-16.
BOMS = [
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
]
NOMS = {
    "utf-8": "UTF-8",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32-le": "UTF-32",
    "utf-32-be": "UTF-32",
    "cp1252": "Windows (cp1252)",
    "mac-roman": "Mac Roman",
    "iso8859-15": "Latin-9 (ISO 8859-15)",
    "cp850": "MS-DOS (cp850)",
}
# Of two that read as well, the first is the likelier.
UN_OCTET = ("cp1252", "mac-roman", "iso8859-15", "cp850")
EXTRAITS = 50_000
_FRANCAIS = "àâäçéèêëîïôöùûüÿœæÀÂÄÇÉÈÊËÎÏÔÖŒÙÛÜ’‘“”«»…–—€°\u00a0²³№§·•áíóúñãõÑ½¼¾"
# A capital after a small letter or the contrary, one that is a word by itself, a sign inside a
# word: the wrong encoding.
_SUSPECT = re.compile(
    r"(?<=[a-zà-ÿ])[À-ÞŒŠŽ\u0178]"
    r"|(?<=[A-ZÀ-Þ])[à-ÿœ](?=[A-ZÀ-Þ])"
    r"|(?<![a-zà-ÿA-ZÀ-Þ])[à-ÿœ](?=[A-Z]{2})"
    r"|(?<!\w)[ÇÈÉÊËÎÏ](?!\w)"
    r"|(?<=[^\W\d_])[^\w\s’'–—…·\u00a0\x00-\x7f](?=[^\W\d_])"
)


def decoder(contenu: bytes, formats: str = FORMATS) -> str:
    """The text; line ends become « \\n ». Raise TableurError when it is no text."""
    return decoder_avec_encodage(contenu, formats)[0]


def decoder_avec_encodage(contenu: bytes, formats: str = FORMATS) -> tuple[str, str]:
    """The text, and the name of its encoding as people say it: « UTF-8 », « Mac Roman »."""
    texte, encodage = _decoder(contenu)
    if "\0" in texte:
        raise TableurError(f"Ce fichier n’est pas du texte. Donnez du {formats}.")
    return texte.replace("\r\n", "\n").replace("\r", "\n"), NOMS[encodage]


def _decoder(contenu: bytes) -> tuple[str, str]:
    for marque, encodage in BOMS:
        if contenu.startswith(marque) and _se_lit(contenu[len(marque) :], encodage):
            return contenu[len(marque) :].decode(encodage), encodage
    large = _large_sans_marque(contenu) or "utf-8"
    encodage = large if _se_lit(contenu, large) else _un_octet(contenu)
    return contenu.decode(encodage), encodage


def _large_sans_marque(contenu: bytes) -> str:
    """UTF-16 without a mark shows as one null byte out of two, UTF-32 as three out of four."""
    debut = contenu[:2000]
    nuls = [debut[rang::4].count(0) > len(debut) * 0.1 for rang in range(4)]
    formes = {
        (False, True, True, True): "utf-32-le",
        (True, True, True, False): "utf-32-be",
        (False, True, False, True): "utf-16-le",
        (True, False, True, False): "utf-16-be",
    }
    return formes.get((nuls[0], nuls[1], nuls[2], nuls[3]), "")


def _un_octet(contenu: bytes) -> str:
    """The one-byte encoding under which the text reads most like French. Raise TableurError."""
    # What is not ASCII, and two letters on each side of it.
    voisins = rb"[\x00-\x7f]{0,2}[\x80-\xff]+[\x00-\x7f]{0,2}"
    trouves = islice(re.finditer(voisins, contenu), EXTRAITS)
    extrait = b"  ".join(trouve[0] for trouve in trouves)
    notes = {e: _note(extrait, e) for e in UN_OCTET if _se_lit(contenu, e)}
    # Nearly all are in this one: another must read better, not as well.
    if UN_OCTET[0] in notes:
        notes[UN_OCTET[0]] += 0.5
    encodage = max(notes, key=lambda e: notes[e])
    if notes[encodage] <= 0 and UN_OCTET[0] in notes:
        return UN_OCTET[0]
    if notes[encodage] <= 0:
        raise TableurError(
            "L’encodage du fichier n’est pas reconnu. Enregistrez-le en UTF-8 et recommencez."
        )
    return encodage


def _se_lit(contenu: bytes, encodage: str) -> bool:
    try:
        contenu.decode(encodage)
    except UnicodeDecodeError:
        return False
    return True


def _note(extrait: bytes, encodage: str) -> float:
    texte = extrait.decode(encodage, "replace")
    autres = [lettre for lettre in texte if not lettre.isascii()]
    bonnes = sum(lettre in _FRANCAIS for lettre in autres)
    # « é » is one letter out of two: nothing is more French.
    courantes = sum(texte.count(lettre) for lettre in "éèàêç’") / 10
    return 2 * bonnes + courantes - len(autres) - 2 * len(_SUSPECT.findall(texte))
