"""EndNote: its tagged files (.enw, those of BibSonomy and Google Scholar too) and its XML."""

import re
from collections.abc import Iterable, Iterator

from lxml.etree import _Element

from bibliographie.formats.reference import Nom
from bibliographie.lecture import balises
from bibliographie.lecture.arbres import feuilles, nom_local
from bibliographie.lecture.champs import Brut, Lu
from bibliographie.lecture.composition import composer
from bibliographie.lecture.genres import ARTICLES, brut_du_type, role_du_contenant, type_de
from bibliographie.models import Notice

T = Notice.Type
LIGNE = re.compile(r"^\s{0,3}(%[^\s%])(?:[ \t](.*)|\s*)$")
DEBUT = re.compile(r"^\s{0,3}%0[ \t]+\S", re.MULTILINE)
# What each tag speaks of; those of the container and the number depend on the type.
ROLES = {
    "%A": "auteur",
    "%T": "titre",
    "%!": "titre_court",
    "%E": "responsable",
    "%Y": "remarque:Direction de collection",
    "%?": "remarque:Avec",
    "%H": "remarque:Traduction",
    "%Q": "remarque:Titre traduit",
    "%S": "remarque:Collection",
    "%I": "editeur",
    "%C": "lieu",
    "%D": "annee",
    "%8": "date",
    "%V": "volume",
    "%P": "pages",
    "%7": "edition",
    "%9": "type_precis",
    "%X": "resume",
    "%Z": "note",
    "%O": "note",
    "%K": "mots_cles",
    "%U": "url",
    "%R": "doi",
    "%@": "numero_normalise",
    "%G": "langue",
    "%F": "cle",
}
# The elements of the XML, by their path under the record, in the words of the tags.
CHEMINS = {
    "contributors/authors/author": "%A",
    "contributors/secondary-authors/author": "%E",
    "contributors/tertiary-authors/author": "%Y",
    "contributors/subsidiary-authors/author": "%?",
    "contributors/translated-authors/author": "%H",
    "titles/title": "%T",
    "titles/short-title": "%!",
    "titles/secondary-title": "%B",
    "titles/tertiary-title": "%S",
    "titles/translated-title": "%Q",
    "periodical/full-title": "%J",
    "periodical/abbr-1": "abrégé",
    "publisher": "%I",
    "pub-location": "%C",
    "dates/year": "%D",
    "dates/pub-dates/date": "%8",
    "volume": "%V",
    "number": "%N",
    "issue": "%N",
    "pages": "%P",
    "edition": "%7",
    "work-type": "%9",
    "abstract": "%X",
    "notes": "%Z",
    "research-notes": "%Z",
    "keywords/keyword": "%K",
    "urls/related-urls/url": "%U",
    "urls/web-urls/url": "%U",
    "electronic-resource-num": "%R",
    "isbn": "%@",
    "language": "%G",
    "label": "%F",
}
_LIGNES = {"%A", "%E", "%K", "%U"}
_ANNEE = re.compile(r"(?<!\d)\d{4}(?!\d)")
_INITIALE = re.compile(r"(?:^|[\s-])[A-ZÀ-Ý]\.")


def lire(texte: str) -> Iterator[Lu]:
    """Every record of a tagged file, in order."""
    for ligne, champs in balises.notices(texte, LIGNE, frozenset({"%0"})):
        yield composer(ligne, bruts([(balise, balise, dit) for balise, dit in champs]))


def lire_xml(notices: Iterable[tuple[int, _Element]]) -> Iterator[Lu]:
    """Every record of EndNote’s XML, in order."""
    for ligne, notice in notices:
        champs = []
        for chemin, element, texte in feuilles(notice):
            if nom_local(element) == "ref-type":
                dit = element.get("name") or texte
                champs.append(("ref-type", "%0", dit))
            else:
                champs.append((chemin, CHEMINS.get(chemin, ""), texte))
        yield composer(ligne, bruts(champs))


def bruts(champs: list[tuple[str, str, str]]) -> list[Brut]:
    """The fields, by their name in the file, their tag and their text, with what each speaks of."""
    types = [type_de(texte) for _, balise, texte in champs if balise == "%0"]
    type_ = types[0] if types else ""
    if type_ == T.ACTES and any(balise == "%B" for _, balise, _ in champs):
        # EndNote says so of a paper that stands in the proceedings, too.
        type_ = str(T.COMMUNICATION)
    annee = next((texte for _, balise, texte in champs if balise == "%D"), "")
    lus = []
    for nom, balise, texte in champs:
        morceaux = texte.split("\n") if balise in _LIGNES else [texte]
        for morceau in morceaux:
            lus.append(_brut(nom, balise, morceau, type_, annee))
    return lus


def _brut(nom: str, balise: str, texte: str, type_: str, annee: str) -> Brut:
    if balise == "%0":
        return brut_du_type(nom, texte, type_)
    if balise in ("%B", "%J"):
        return Brut(nom, texte, role_du_contenant(type_) if balise == "%B" else _revue(type_))
    if balise == "abrégé":
        return Brut(nom, texte, "revue_abregee" if type_ in ARTICLES else "")
    if balise == "%N":
        return Brut(nom, texte, "numero" if type_ in ARTICLES else "remarque:Numéro")
    if balise == "%8" and annee and not _ANNEE.search(texte):
        # « %8 12 mars » beside « %D 2019 ».
        return Brut(nom, texte, "date", f"{texte.strip()} {annee}")
    role = ROLES.get(balise, "")
    if role in ("auteur", "responsable"):
        return Brut(nom, texte, role, _nom(texte))
    return Brut(nom, texte, role)


def _revue(type_: str) -> str:
    return "revue" if type_ in ARTICLES or not type_ else "dans_titre"


def _nom(texte: str) -> tuple[Nom, ...] | None:
    """EndNote ends the name of a body with a comma; « Herbert H. Clark » has his initial."""
    dit = texte.strip()
    if dit.endswith(","):
        return (Nom(dit.rstrip(", "), collectif=True),)
    if "," not in dit and _INITIALE.search(dit) and " " in dit:
        prenom, _, nom = dit.rpartition(" ")
        return (Nom(nom, prenom),)
    return None
