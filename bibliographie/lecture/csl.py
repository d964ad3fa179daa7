"""CSL-JSON: as Zotero, Better CSL JSON, Mendeley, Crossref and we write it."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from bibliographie.formats.reference import VALEUR_MAX, Nom
from bibliographie.lecture.champs import Brut, Lu, Rebut
from bibliographie.lecture.composition import CHAMPS_MAX, composer
from bibliographie.lecture.genres import ARTICLES, brut_du_type, role_du_contenant, type_de
from bibliographie.lecture.roles import ET_ALII, EXACT

# What each key speaks of; `container-title` and `number` depend on the type.
ROLES = {
    **dict.fromkeys(["id", "citation-key"], "cle"),
    "genre": "type_precis",
    "title": "titre",
    **dict.fromkeys(["title-short", "shortTitle"], "titre_court"),
    **dict.fromkeys(["container-title-short", "journalAbbreviation"], "revue_abregee"),
    "collection-title": "remarque:Collection",
    "collection-number": "remarque:Numéro dans la collection",
    "publisher": "editeur",
    **dict.fromkeys(["publisher-place", "event-place"], "lieu"),
    **dict.fromkeys(["event", "event-title"], "remarque:Colloque"),
    "issued": "date",
    "page": "pages",
    "page-first": "debut",
    "number-of-pages": "total",
    "volume": "volume",
    "issue": "numero",
    "edition": "edition",
    "dimensions": "duree",
    "abstract": "resume",
    **dict.fromkeys(["keyword", "categories"], "mots_cles"),
    "language": "langue",
    "URL": "url",
    "DOI": "doi",
    "ISBN": "isbn",
    "ISSN": "issn",
    **dict.fromkeys(["note", "annote"], "note"),
    "PMID": "remarque:PMID",
    "scale": "remarque:Échelle",
    "original-title": "remarque:Titre original",
}
PERSONNES = {
    "author": "auteur",
    **dict.fromkeys(["editor", "container-author", "editorial-director"], "responsable"),
    "collection-editor": "remarque:Direction de collection",
    "translator": "remarque:Traduction",
    **dict.fromkeys(["contributor", "director", "interviewer", "illustrator"], "remarque:Avec"),
}
SAISONS = ("printemps", "été", "automne", "hiver")
# The lines with which our own file begins its note, by the field that they keep.
PRECISIONS = {"Édition": "edition", "Durée": "duree"}
ET_AL = "Et al."
_PRECISION = re.compile(r"(Édition|Durée)\s*:\s*(.+)")
# What JSON can write and no text can hold.
_IMPOSSIBLES = re.compile("[\x00\ud800-\udfff]")
ILLISIBLE = (
    "JSON illisible à partir d’ici\u00a0: le fichier est coupé, ou un signe y manque. "
    "Exportez-le de nouveau."
)
TROP_PROFOND = "JSON trop profond\u00a0: exportez de nouveau les notices en CSL JSON."
# More objects than that, no file of notices has.
OBJETS_MAX = 400_000
LONGUEUR_MAX: dict[type, int] = {list: CHAMPS_MAX, str: VALEUR_MAX}
TROP_D_OBJETS = "Ce JSON a trop d’éléments pour des notices. Découpez-le."
_BLANC = re.compile(r"[\s,]*")
_FIN = re.compile(r"\][\s}]*\[?")
_LISTE = re.compile(r'\s*(?:\{\s*(?:"[^"]*"\s*:\s*(?:"[^"]*"|\d+)\s*,\s*)*"items"\s*:\s*)?\[')


def est_du_json(texte: str) -> bool:
    """Whether the text begins as JSON does."""
    return bool(re.match(r'\s*(?:\[\s*[\[{\]]|\{\s*["}])', texte))


def ouvrir(texte: str) -> tuple[list[tuple[int, dict[str, Any]]], list[Rebut]]:
    """Each item with its line, and what cannot be read: a file cut short keeps its whole items.

    Raise ValueError, in French, when no item can be had.
    """
    if texte.count("{") > OBJETS_MAX or texte.count("[") > OBJETS_MAX:
        raise ValueError(TROP_D_OBJETS)
    try:
        return _items(texte)
    except RecursionError as erreur:
        raise ValueError(TROP_PROFOND) from erreur


def _items(texte: str) -> tuple[list[tuple[int, dict[str, Any]]], list[Rebut]]:
    """One item at a time, so that each has its line and a fault costs what follows it only."""
    lecteur = json.JSONDecoder(object_pairs_hook=_sans_perdre)
    trouve = _LISTE.match(texte)
    place = trouve.end() if trouve else 0
    items: list[tuple[int, dict[str, Any]]] = []
    rebuts: list[Rebut] = []
    ligne, deja = 1, 0
    while (place := _apres(texte, place)) < len(texte):
        ligne, deja = ligne + texte.count("\n", deja, place), place
        if fin := _FIN.match(texte, place):
            # What follows a list is another file put after it.
            place = fin.end()
            continue
        try:
            valeur, place = lecteur.raw_decode(texte, place)
        except ValueError:
            return items, [*rebuts, Rebut(ligne, ILLISIBLE)]
        objets = _deballer(valeur)
        items += [(ligne, objet) for objet in objets if isinstance(objet, dict)]
        if not all(isinstance(objet, dict) for objet in objets):
            rebuts.append(Rebut(ligne, "Ceci n’est pas une notice\u00a0: il faut un objet { … }."))
    return items, rebuts


def _deballer(valeur: Any) -> list[Any]:
    """The items of a list, or of what holds one: « {"items": […]} », an answer of Crossref."""
    while isinstance(valeur, dict):
        dedans = valeur.get("items", valeur.get("message"))
        if not isinstance(dedans, list | dict):
            return [valeur]
        valeur = dedans
    return valeur if isinstance(valeur, list) else [valeur]


def _apres(texte: str, place: int) -> int:
    trouve = _BLANC.match(texte, place)
    return trouve.end() if trouve else place


def _sans_perdre(paires: list[tuple[str, Any]]) -> dict[str, Any]:
    """A key given twice is kept twice, under another name."""
    objet: dict[str, Any] = {}
    fois: dict[str, int] = {}
    for mot, valeur in paires:
        fois[mot] = fois.get(mot, 0) + 1
        objet[mot if fois[mot] == 1 else f"{mot} ({fois[mot]})"] = valeur
    return objet


def lire(items: Iterable[tuple[int, dict[str, Any]]]) -> Iterator[Lu]:
    """Every item of a CSL-JSON text, in order."""
    for ligne, item in items:
        yield composer(ligne, bruts(item))


def bruts(item: dict[str, Any]) -> list[Brut]:
    """The fields with what each speaks of."""
    type_ = type_de(_texte(item.get("type", "")))
    lus = []
    for brut_, valeur in item.items():
        mot = _IMPOSSIBLES.sub("\ufffd", brut_)
        if mot == "type":
            lus.append(brut_du_type(mot, _texte(valeur), type_))
        elif isinstance(valeur, list | str) and len(valeur) > LONGUEUR_MAX.get(type(valeur), 0):
            # Too long to be cut: set aside as it is.
            lus.append(Brut(mot, _texte(valeur)))
        elif mot in PERSONNES:
            lus += _personnes(mot, valeur)
        elif mot == "issued":
            lus.append(Brut(mot, _date(valeur), "date"))
        elif mot == "note" and isinstance(valeur, str):
            lus += _note(_texte(valeur))
        elif mot in ("keyword", "categories"):
            lus += [Brut(mot, m, "mots_cles") for m in _mots(valeur)]
        else:
            lus += [Brut(mot, t, _role(mot, type_)) for t in _textes(valeur)]
    return lus


def _role(mot: str, type_: str) -> str:
    if mot == "container-title":
        return role_du_contenant(type_)
    if mot == "number":
        return "numero" if type_ in ARTICLES else "remarque:Numéro"
    return ROLES.get(mot, "")


def _texte(valeur: Any) -> str:
    """A value as one reads it; what is neither text nor number, as JSON writes it."""
    if valeur is None or valeur == [] or valeur == {}:
        return ""
    dit = valeur if isinstance(valeur, str) else json.dumps(valeur, ensure_ascii=False)
    return _IMPOSSIBLES.sub("\ufffd", dit)


def _textes(valeur: Any) -> list[str]:
    """Crossref gives lists of one where CSL has a text."""
    simples = isinstance(valeur, list) and all(isinstance(v, str | int) for v in valeur)
    return [_texte(v) for v in valeur] if simples else [_texte(valeur)]


def _mots(valeur: Any) -> list[str]:
    return [m for t in _textes(valeur) for m in re.split(r"\s*[,;\n]\s*", t) if m.strip()]


def _personnes(mot: str, valeur: Any) -> list[Brut]:
    """One field a name. What a name says beside its words is a field of its own."""
    lus = []
    for nom in valeur if isinstance(valeur, list) else [valeur]:
        if not isinstance(nom, dict):
            lus.append(Brut(mot, _texte(nom), PERSONNES[mot]))
            continue
        reste = {cle: _texte(dit) for cle, dit in nom.items()}
        lu = _nom(reste)
        nomme = ", ".join(filter(None, [lu.nom, lu.prenom]))
        entier = lu.nom and not ET_ALII.fullmatch(nomme)
        lus.append(Brut(mot, nomme, PERSONNES[mot], (lu,) if entier else None))
        lus += [Brut(f"{mot}.{cle}", dit) for cle, dit in reste.items() if cle not in GRAMMAIRE]
    # A remark is read from its text: names need no value there.
    return [b if b.role in ("auteur", "responsable") else _sans_valeur(b) for b in lus]


# Keys by which CSL says how a name is read, and not who bears it.
GRAMMAIRE = {"comma-suffix", "static-ordering", "parse-names", "isInstitution", "multi", "sequence"}


def _sans_valeur(brut: Brut) -> Brut:
    return Brut(brut.nom, brut.texte, brut.role)


def _nom(reste: dict[str, str]) -> Nom:
    """Takes from `reste` the words of the name; the particle is part of the family name."""
    if dit := reste.pop("literal", "") or ("family" not in reste and reste.pop("name", "")):
        return Nom(str(dit), collectif=True)
    particules = [reste.pop(f"{sorte}-particle", "") for sorte in ("dropping", "non-dropping")]
    famille = " ".join(filter(None, [*particules, reste.pop("family", "")]))
    prenom, suffixe = reste.pop("given", ""), reste.pop("suffix", "")
    if not famille:
        return Nom(prenom, collectif=True)
    return Nom(" ".join(filter(None, [famille, suffixe])), prenom)


def _date(valeur: Any) -> str:
    """« 2019-03-12 », « 2015/2020 » for a range, « printemps 2019 », or what it says in words."""
    if not isinstance(valeur, dict):
        return _texte(valeur)
    parties = valeur.get("date-parts")
    dates = [_partie(p) for p in parties] if isinstance(parties, list) else []
    date = "/".join(filter(None, dates)) or _texte(valeur.get("literal") or valeur.get("raw") or "")
    if not date:
        return _texte(valeur)
    saison = _texte(valeur.get("season", ""))
    if saison.isdecimal() and len(saison) < 3:
        rang = int(saison) % 20
        saison = SAISONS[rang - 1] if 1 <= rang <= 4 else saison
    if saison:
        return f"{saison} {date}"
    return f"vers {date}" if valeur.get("circa") else date


def _partie(partie: Any) -> str:
    nombres = partie if isinstance(partie, list) else [partie]
    return "-".join(_texte(n).zfill(2) for n in nombres[:3] if n is not None and n != "")


def _note(texte: str) -> list[Brut]:
    """The lines by which our own file begins a note, then the note itself."""
    lignes = texte.split("\n")
    lus = []
    while lignes:
        trouve = _PRECISION.fullmatch(lignes[0].strip())
        if lignes[0].strip() == ET_AL:
            lus.append(Brut("note", lignes.pop(0), "et_al", True))
        elif trouve:
            role = f"{EXACT}{PRECISIONS[trouve[1]]}"
            lus.append(Brut("note", lignes.pop(0), role, trouve[2].strip()))
        else:
            break
    return [*lus, Brut("note", "\n".join(lignes), "note")]
