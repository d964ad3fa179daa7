"""MODS, as Zotero and library catalogues write it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from lxml.etree import _Element

from bibliographie.formats.reference import Nom, lire_nom
from bibliographie.lecture.arbres import feuilles, nom_local, texte_de
from bibliographie.lecture.champs import Brut, Lu
from bibliographie.lecture.composition import composer
from bibliographie.lecture.genres import role_du_contenant, type_de
from bibliographie.models import Notice

T = Notice.Type
# By path under the record.
ROLES = {
    "originInfo/place/placeTerm": "lieu",
    "originInfo/publisher": "editeur",
    **dict.fromkeys(["originInfo/dateIssued", "originInfo/copyrightDate"], "date"),
    **dict.fromkeys(["originInfo/dateCreated", "part/date"], "date"),
    "originInfo/edition": "edition",
    "language/languageTerm": "langue",
    "physicalDescription/extent": "pages",
    "abstract": "resume",
    "note": "note",
    "tableOfContents": "remarque:Sommaire",
    **dict.fromkeys(["subject/topic", "subject/geographic", "subject/temporal"], "mots_cles"),
    **dict.fromkeys(["subject/genre", "subject/titleInfo/title"], "mots_cles"),
    "subject/name/namePart": "mots_cles",
    "location/url": "url",
    "recordInfo/recordIdentifier": "cle",
    "part/extent/start": "debut",
    "part/extent/end": "fin",
    "part/extent/list": "pages",
    "part/extent/total": "total",
}
IDENTIFIANTS = {"doi": "doi", "isbn": "isbn", "issn": "issn", "uri": "url", "url": "url"}
DETAILS = {"volume": "volume", "issue": "numero", "number": "numero", "page": "debut"}
# How a role is said, by its code and in words.
RESPONSABLES = {"edt", "editor", "pbd", "dir", "éditeur scientifique", "directeur de publication"}
AUTEURS = {"", "aut", "author", "cre", "creator", "auteur", "dis", "cmp", "ctb"}
_GENRES = {"genre", "typeOfResource"}


def lire(notices: Iterable[tuple[int, _Element]]) -> Iterator[Lu]:
    """Every record, in order."""
    for ligne, notice in notices:
        yield composer(ligne, bruts(notice))


def bruts(mods: _Element) -> list[Brut]:
    """The fields with what each speaks of."""
    type_ = _type(mods)
    lus: list[Brut] = []
    for enfant in mods:
        nom = nom_local(enfant)
        if nom in _GENRES:
            lus.append(Brut(nom, texte_de(enfant), "type", type_))
        elif nom == "titleInfo":
            lus += _titre(enfant)
        elif nom == "name":
            lus += _nom(enfant, "")
        elif nom == "relatedItem":
            lus += _lie(enfant, type_)
        else:
            lus += _champs(enfant, nom)
    # « monographic » says a book where nothing says more.
    return [
        replace(b, role="type", valeur=type_) if b.nom == "originInfo/issuance" and type_ else b
        for b in lus
    ]


def _type(mods: _Element) -> str:
    """What its genre says, or else what contains it, or else what it is made of."""
    dits: dict[str, list[str]] = {sorte: [] for sorte in _GENRES}
    for enfant in mods:
        if nom_local(enfant) in _GENRES:
            dits[nom_local(enfant)].append(type_de(texte_de(enfant)))
    if genre := next(filter(None, dits["genre"]), ""):
        return genre
    hote = next((e for e in mods if e.get("type") == "host"), None)
    if hote is not None:
        periodique = any(
            nom_local(e) == "part" or (nom_local(e) == "identifier" and e.get("type") == "issn")
            for e in hote
        )
        return str(T.ARTICLE if periodique else T.CHAPITRE)
    matiere = next(filter(None, dits["typeOfResource"]), "")
    seul = any(texte_de(e) == "monographic" for e in mods.iter("{*}issuance"))
    return str(T.OUVRAGE) if seul and matiere in ("", T.DOCUMENT) else matiere


def _champs(element: _Element, nom: str, avant: str = "") -> Iterator[Brut]:
    """The leaves of an element, by their path; blank role for those that nothing reads."""
    trouves = list(feuilles(element, nom)) if len(element) else [(nom, element, texte_de(element))]
    for chemin, feuille, texte in trouves:
        role = ROLES.get(chemin, "")
        parent = feuille.getparent()
        if chemin == "identifier":
            role = IDENTIFIANTS.get(str(feuille.get("type", "")).lower(), "")
        elif chemin == "part/detail/number" and parent is not None:
            role = DETAILS.get(str(parent.get("type", "")), "")
        elif chemin.endswith("placeTerm") and feuille.get("type") == "code":
            role = ""
        elif feuille.get("point") == "end":
            role = "remarque:Date de fin"
        yield Brut(f"{avant}{chemin}", texte, role)


def _titre(element: _Element, role: str = "titre", avant: str = "") -> Iterator[Brut]:
    """The title with its article, then what completes it."""
    sorte = element.get("type")
    if sorte:
        role = "titre_court" if sorte == "abbreviated" else "remarque:Autre titre"
    article = "".join(texte_de(e) for e in element if nom_local(e) == "nonSort")
    for enfant in element:
        nom, texte = nom_local(enfant), texte_de(enfant)
        if nom == "title":
            blanc = "" if not article or article.endswith(("'", "’")) else " "
            yield Brut(f"{avant}titleInfo/title", f"{article}{blanc}{texte}", role)
        elif nom != "nonSort":
            complement = role == "titre" and nom in ("subTitle", "partNumber", "partName")
            yield Brut(f"{avant}titleInfo/{nom}", texte, "sous_titre" if complement else "")


def _nom(element: _Element, avant: str) -> Iterator[Brut]:
    """One name, by what it did; dates and affiliations are set aside."""
    parties: dict[str, list[str]] = {}
    metiers: list[str] = []
    for chemin, feuille, texte in feuilles(element):
        if chemin == "namePart" and feuille.get("type") in (None, "family", "given"):
            parties.setdefault(str(feuille.get("type", "")), []).append(texte)
        elif chemin == "role/roleTerm":
            metiers.append(texte.lower())
        else:
            yield Brut(f"{avant}name/{chemin}", texte)
    if not parties:
        return
    role = _role(metiers)
    if avant and role == "auteur":
        role = "responsable"
    lu = _lire(parties, str(element.get("type", "")))
    entier = ", ".join(filter(None, [lu.nom, lu.prenom]))
    yield Brut(f"{avant}name", entier, role, (lu,) if role in ("auteur", "responsable") else None)


def _role(metiers: list[str]) -> str:
    if not metiers or set(metiers) & AUTEURS:
        return "auteur"
    if set(metiers) & RESPONSABLES:
        return "responsable"
    if set(metiers) & {"trl", "translator", "traducteur"}:
        return "remarque:Traduction"
    return "editeur" if set(metiers) & {"pbl", "publisher"} else "remarque:Avec"


def _lire(parties: dict[str, list[str]], sorte: str) -> Nom:
    entier = " ".join(parties.get("", []))
    if "family" in parties:
        return Nom(" ".join(parties["family"]), " ".join(parties.get("given", [])))
    if sorte in ("corporate", "conference"):
        return Nom(entier, collectif=True)
    lu = lire_nom(entier or " ".join(parties.get("given", [])))
    if sorte == "personal" and lu.collectif and " " in lu.nom:
        prenom, _, nom = lu.nom.rpartition(" ")
        return Nom(nom, prenom)
    return lu


def _lie(element: _Element, type_: str) -> Iterator[Brut]:
    """What contains the work, or its collection; other links are set aside."""
    sorte = str(element.get("type", ""))
    avant = f"relatedItem[{sorte}]/"
    if sorte == "host":
        yield Brut("relatedItem", sorte, "type", type_)
    for enfant in element:
        nom = nom_local(enfant)
        if nom == "titleInfo":
            roles = {"host": role_du_contenant(type_), "series": "remarque:Collection"}
            yield from _titre(enfant, roles.get(sorte, ""), avant)
        elif nom == "name" and sorte == "host":
            yield from _nom(enfant, avant)
        elif sorte == "host":
            yield from _champs(enfant, nom, avant)
        else:
            yield from (Brut(f"{avant}{b.nom}", b.texte) for b in _champs(enfant, nom))
