"""MARC in XML: UNIMARC as the Sudoc, the BnF and PMB give it, and MARC 21."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from lxml.etree import _Element

from bibliographie.formats.reference import Nom
from bibliographie.lecture.arbres import nom_local, texte_de
from bibliographie.lecture.champs import Brut, Lu
from bibliographie.lecture.composition import composer
from bibliographie.lecture.genres import role_du_contenant
from bibliographie.models import Notice

T = Notice.Type
Sous = list[tuple[str, str]]
# Places 5 to 10 of the leader, which PMB gives one by one.
TETE_DE_PMB = ("rs", "dt", "bl", "hl", "el", "ru")
# What each subfield speaks of; names and subjects are read by whole fields.
UNIMARC = {
    "001": "cle", "010a": "isbn", "011a": "issn", "073a": "isbn", "101a": "langue",
    "200a": "titre", "200e": "sous_titre", "200h": "sous_titre", "200i": "sous_titre",
    "200d": "remarque:Titre parallèle", "205a": "edition",
    "210a": "lieu", "210c": "editeur", "210d": "date",
    "214a": "lieu", "214c": "editeur", "214d": "date", "219a": "lieu", "219c": "editeur",
    "219d": "date", "215a": "pages", "225a": "remarque:Collection",
    "225v": "remarque:Numéro dans la collection", "330a": "resume", "327a": "remarque:Sommaire",
    "328b": "remarque:Thèse", "328c": "remarque:Discipline", "610a": "mots_cles", "856u": "url",
}  # fmt: skip
MARC21 = {
    "001": "cle", "020a": "isbn", "022a": "issn", "041a": "langue", "245a": "titre",
    "245b": "sous_titre", "245n": "sous_titre", "245p": "sous_titre", "250a": "edition",
    "260a": "lieu", "260b": "editeur", "260c": "date", "264a": "lieu", "264b": "editeur",
    "264c": "date", "300a": "pages", "490a": "remarque:Collection",
    "490v": "remarque:Numéro dans la collection", "505a": "remarque:Sommaire", "520a": "resume",
    "502a": "remarque:Thèse", "653a": "mots_cles", "856u": "url",
}  # fmt: skip
# Names, subjects, notes, and what contains the work, by their field.
NOMS = {**dict.fromkeys(["700", "701", "702", "100"], False), **dict.fromkeys(["710", "711"], True)}
NOMS |= dict.fromkeys(["712", "110", "111"], True)
SUJETS = re.compile(r"6(?:0[0-8]|[0145]0|11|51)")
CONTENANTS = {
    "uni": {"461", "463", "464"},
    "21": {"773"},
}
DANS = {
    "v": "numero",
    "d": "date",
    "p": "pages",
    "g": "note",
    "x": "issn",
    "y": "isbn",
    "z": "isbn",
}
# Codes of what a person did.
ROLES = {
    **dict.fromkeys(["340", "651", "220", "edt", "pbd"], "responsable"),
    **dict.fromkeys(["730", "trl"], "remarque:Traduction"),
    **dict.fromkeys(["650", "pbl"], "editeur"),
    **dict.fromkeys(["", "070", "aut", "cre", "710", "100", "205", "ctb"], "auteur"),
}
MENTION = "remarque:Mention de responsabilité"
GENRES = {"g": T.VIDEO, "e": T.CARTOGRAPHIE, "f": T.CARTOGRAPHIE}
_FIN = re.compile(r"\s*[/:;,=]\s*$")
# The full stop that ends a heading of MARC 21, and not that of an initial.
_POINT = re.compile(r"(?<=\w{4})\.$")
_PAGES = re.compile(r"([0-9]+)\s*p(?:\.|ages?|\b)")
_DUREE = re.compile(r"[0-9]+\s*(?:h|min|mn)\b")


def lire(notices: Iterable[tuple[int, _Element]]) -> Iterator[Lu]:
    """Every record, in order."""
    for ligne, notice in notices:
        yield composer(ligne, bruts(notice))


def bruts(notice: _Element) -> list[Brut]:
    """The fields with what each speaks of."""
    tete, champs = _champs(notice)
    etiquettes = {etiquette for etiquette, _ in champs}
    sorte = "21" if "245" in etiquettes and "200" not in etiquettes else "uni"
    type_ = _type(tete, sorte, champs)
    lus = [Brut("leader", tete, "type", type_)] if tete else []
    for etiquette, sous in champs:
        if etiquette in CONTENANTS[sorte]:
            # PMB: 461 is the periodical, 463 its issue, with a title of its own.
            seul = etiquette != "463" or "461" not in etiquettes
            lus += _contenant(etiquette, sous, role_du_contenant(type_) if seul else "note")
        elif etiquette in NOMS and not (sorte == "uni" and etiquette.startswith("1")):
            lus += _nom(etiquette, sous, sorte)
        elif SUJETS.fullmatch(etiquette) and etiquette not in ("610" if sorte == "uni" else "653"):
            lus += _sujet(etiquette, sous)
        else:
            lus += [_brut(etiquette, code, texte, sous, sorte) for code, texte in sous]
    if any(brut.role == "auteur" for brut in lus):
        return lus
    # Nobody else says whose work it is.
    return [replace(b, role=MENTION) if b.nom in ("200$f", "245$c") else b for b in lus]


def _champs(notice: _Element) -> tuple[str, list[tuple[str, Sous]]]:
    """The leader, then each field with its subfields; control fields have one without code.

    PMB’s own XML says the same with shorter words: `f c="200"`, `s c="a"`, and the leader in bits.
    """
    tete, champs, bouts = "", list[tuple[str, Sous]](), dict[str, str]()
    for element in notice:
        nom = nom_local(element)
        etiquette = str(element.get("tag") or element.get("c") or nom)
        if nom == "leader":
            tete = str(element.text or "").strip("\n")
        elif nom in TETE_DE_PMB:
            bouts[nom] = (element.text or "").strip()[:1] or " "
        elif len(element):
            codes = [(str(e.get("code") or e.get("c") or ""), texte_de(e)) for e in element]
            champs.append((etiquette, [(code, texte) for code, texte in codes if texte]))
        else:
            # Places count in it: its spaces stay.
            champs.append((etiquette, [("", str(element.text or "").strip("\r\n"))]))
    if bouts and not tete:
        tete = "     " + "".join(bouts.get(nom, " ") for nom in TETE_DE_PMB)
    return tete, champs


def _type(tete: str, sorte: str, champs: list[tuple[str, Sous]]) -> str:
    genre, niveau = (f"{tete:<8}"[6], f"{tete:<8}"[7])
    dedans = [dict(sous) for etiquette, sous in champs if etiquette in CONTENANTS[sorte]]
    if genre in GENRES:
        return str(GENRES[genre])
    if niveau in "ab" or dedans:
        livre = any("y" in sous or "z" in sous for sous in dedans)
        return str(T.CHAPITRE if livre else T.ARTICLE)
    if niveau == "s":
        return str(T.DOCUMENT)
    return str(T.OUVRAGE) if genre in "at " else str(T.DOCUMENT)


def _brut(etiquette: str, code: str, texte: str, sous: Sous, sorte: str) -> Brut:
    nom = f"{etiquette}${code}" if code else etiquette
    table = UNIMARC if sorte == "uni" else MARC21
    role = table.get(f"{etiquette}{code}", "")
    if etiquette in ("017", "024") and code == "a" and ("2", "doi") in sous:
        return Brut(nom, texte, "doi")
    if nom == "100$a" and texte[9:13].isdecimal():
        # Coded: « 20190312d2019… » says when it was published.
        return Brut(nom, texte, "annee", texte[9:13])
    if etiquette == "008" and texte[7:11].isdecimal():
        return Brut(nom, texte, "annee", texte[7:11])
    if role == "pages":
        return _etendue(nom, texte)
    if not role and code == "a" and etiquette[0] == ("3" if sorte == "uni" else "5"):
        role = "note"
    if sorte == "21" and role in ("titre", "sous_titre", "lieu", "editeur"):
        # MARC 21 keeps the signs that part the printed record.
        return Brut(nom, texte, role, _FIN.sub("", texte))
    return Brut(nom, texte, role)


def _etendue(nom: str, texte: str) -> Brut:
    """« 1 vol. (127 p.) » counts pages, « 1 DVD (52 min) » lasts."""
    if pages := _PAGES.search(texte):
        return Brut(nom, texte, "pages", f"{pages[1]} p.")
    if duree := _DUREE.search(texte):
        return Brut(nom, texte, "duree", duree[0])
    return Brut(nom, texte, "pages")


def _nom(etiquette: str, sous: Sous, sorte: str) -> Iterator[Brut]:
    """One name by its role; its dates and its number in the authorities are set aside."""
    dits: dict[str, list[str]] = {}
    code_de_role = "e" if sorte == "21" and not NOMS[etiquette] else ""
    for code, texte in sous:
        if code in ("a", "b", "4") or (code == "c" and NOMS[etiquette]):
            dits.setdefault(code, []).append(texte)
        elif code != code_de_role or "4" in dict(sous):
            yield Brut(f"{etiquette}${code}", texte)
    entier, suite = " ".join(dits.get("a", [])), " ".join(dits.get("b", []))
    entier = _POINT.sub("", _FIN.sub("", entier))
    metiers = dits.get("4", [""])
    role = next((ROLES[m] for m in metiers if m in ROLES), "remarque:Avec")
    if NOMS[etiquette]:
        lu = Nom(". ".join(filter(None, [entier, suite])), collectif=True)
    elif suite and sorte == "uni":
        lu = Nom(entier, suite)
    else:
        nom, _, prenom = entier.partition(",")
        lu = Nom(nom.strip(), prenom.strip())
    ecrit = ", ".join(filter(None, [lu.nom, lu.prenom]))
    if ecrit:
        personne = role in ("auteur", "responsable")
        yield Brut(etiquette, ecrit, role, (lu,) if personne else None)


def _sujet(etiquette: str, sous: Sous) -> Iterator[Brut]:
    """A heading whole, « Santé publique -- France »; the numbers of authorities are set aside."""
    mots = [texte for code, texte in sous if code.isalpha()]
    yield Brut(etiquette, _POINT.sub("", " -- ".join(mots)), "mots_cles")
    yield from (Brut(f"{etiquette}${code}", texte) for code, texte in sous if not code.isalpha())


def _contenant(etiquette: str, sous: Sous, titre: str) -> Iterator[Brut]:
    for code, texte in sous:
        role = titre if code == "t" else DANS.get(code, "")
        if code == "v" and etiquette == "461":
            role = "volume"
        yield Brut(f"{etiquette}${code}", texte, role)
