"""What Zotero makes of our pages and files: its rules, written anew, for the tags that we write.

No package registry offers the engine itself (translation-server and its translators): it was run
beside the project, on the whole catalogue, and what is written here is what it was seen to do.
The rules are those of its translators RIS (January 2026), COinS (2021, with openurl.js of August
2026), Embedded Metadata (April 2026) with RDF, and unAPI (2019). docs/donnees.md has the figures.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import unquote

# The TY that it knows, among those that a catalogue like ours could write. Any other is an article.
TYPES_RIS = {
    "JOUR": "journalArticle", "EJOUR": "journalArticle", "GEN": "journalArticle",
    "MGZN": "magazineArticle", "NEWS": "newspaperArticle", "RPRT": "report", "GOVDOC": "report",
    "STAND": "report", "BOOK": "book", "EBOOK": "book", "SER": "book", "CHAP": "bookSection",
    "CONF": "conferencePaper", "CPAPER": "conferencePaper", "SLIDE": "presentation",
    "ELEC": "webpage", "WEB": "webpage", "BLOG": "blogPost", "STAT": "statute", "BILL": "bill",
    "LEGAL": "case", "VIDEO": "videoRecording", "MULTI": "videoRecording", "MPCT": "film",
    "MAP": "map", "CHART": "artwork", "PAMP": "manuscript", "UNPD": "manuscript",
    "DBASE": "dataset", "COMP": "computerProgram", "THES": "thesis", "GRNT": "document",
}  # fmt: skip
TYPES = {*TYPES_RIS.values(), "presentation", "document"}
# Where T2 goes; for another type it is dropped.
CONTENANTS = {
    "journalArticle": "publicationTitle",
    "magazineArticle": "publicationTitle",
    "report": "seriesTitle",
    "map": "seriesTitle",
    "book": "series",
    "bookSection": "bookTitle",
    "conferencePaper": "conferenceName",
    "webpage": "websiteTitle",
    "statute": "code",
}
GENRES = {"report": "reportType", "webpage": "websiteType", "map": "mapType"}
SIMPLES = {"AB": "abstractNote", "LA": "language", "IS": "issue", "VL": "volume", "CY": "place",
           "ET": "edition"}  # fmt: skip


@dataclass
class Fiche:
    """One item as Zotero keeps it: its fields, its creators (surname, given name), its notes."""

    sorte: str
    champs: dict[str, str] = field(default_factory=dict)
    auteurs: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def poser(self, champ: str, valeur: str) -> None:
        """The first value of a field is kept; Extra gathers them all."""
        if champ == "extra" and "extra" in self.champs:
            self.champs["extra"] += f"\n{valeur}"
        else:
            self.champs.setdefault(champ, valeur)

    @property
    def titre(self) -> str:
        """The title, which a law keeps under another name."""
        return self.champs.get("title") or self.champs.get("nameOfAct", "")


# RIS


def lire_ris(texte: str) -> list[Fiche]:
    """Every record of a RIS file."""
    fiches: list[Fiche] = []
    for ligne in texte.splitlines():
        trouve = re.match(r"([A-Z][A-Z0-9]) {1,2}- ?(.*)", ligne)
        balise, valeur = (trouve[1], trouve[2].strip()) if trouve else ("", "")
        if balise == "TY":
            fiches.append(Fiche(TYPES_RIS.get(valeur.upper(), "journalArticle")))
        elif valeur and balise != "ER":
            _lire_balise(fiches[-1], balise, valeur)
    for fiche in fiches:
        annee = fiche.champs.pop("annee", "")
        if annee:
            fiche.poser("date", annee)
    return fiches


def _lire_balise(fiche: Fiche, balise: str, valeur: str) -> None:
    sorte = fiche.sorte
    if balise in ("AU", "A1"):
        nom, _, prenom = valeur.partition(",")
        fiche.auteurs.append((nom.strip(), prenom.strip()))
    elif balise in ("N1", "RN"):
        fiche.notes.append(valeur)
    elif balise == "EP" and "pages" in fiche.champs:
        fiche.champs["pages"] += f"-{valeur}"
    elif balise == "DA":
        fiche.poser("date", "-".join(m.zfill(2) for m in valeur.split("/")[:3] if m))
    else:
        champ = _champ_de(balise, sorte)
        if champ:
            fiche.poser(champ, valeur)


def _champ_de(balise: str, sorte: str) -> str:
    """The field that a tag fills, by the type; "" when the tag is dropped."""
    champs = {
        **SIMPLES,
        "TI": "nameOfAct" if sorte == "statute" else "title",
        "CT": "title",
        "T2": CONTENANTS.get(sorte, ""),
        "M2": "extra",
        "M3": GENRES.get(sorte, ""),
        "PB": "institution" if sorte == "report" else "publisher",
        "PY": "annee",
        "UR": "url",
        "DO": "DOI",
        "SP": "numPages" if sorte in ("book", "manuscript") else "pages",
        "SN": "reportNumber" if sorte == "report" else "ISSN" if "Article" in sorte else "ISBN",
    }
    return champs.get(balise, "")


# COinS

_FAMILLES = {"journal": "journalArticle", "book": "book", "dc": "webpage"}
_GENRES_DE_LIVRE = {
    "bookitem": "bookSection",
    "conference": "conferencePaper",
    "proceeding": "conferencePaper",
    "report": "report",
    "document": "document",
}
_PARTIES = ("journalArticle", "bookSection", "conferencePaper")
_MOTS_SIMPLES = {
    "rft.date": "date",
    "rft.volume": "volume",
    "rft.issue": "issue",
    "rft.pages": "pages",
    "rft.tpages": "numPages",
    "rft.issn": "ISSN",
    "rft.isbn": "ISBN",
    "rft.pub": "publisher",
    "rft.place": "place",
    "rft.edition": "edition",
    "rft.language": "language",
    "rft.description": "abstractNote",
}


def lire_coins(contexte: str) -> Fiche | None:
    """One COinS; None when it has no family that Zotero knows."""
    paires = [(m, unquote(v.replace("+", " "))) for m, _, v in
              (morceau.partition("=") for morceau in contexte.split("&"))]  # fmt: skip
    mots = dict(reversed(paires))
    famille = mots.get("rft_val_fmt", "").removeprefix("info:ofi/fmt:kev:mtx:")
    if famille not in _FAMILLES:
        return None
    sorte = _FAMILLES[famille]
    if famille == "book":
        sorte = _GENRES_DE_LIVRE.get(mots.get("rft.genre", ""), sorte)
    fiche = Fiche(sorte)
    corps: list[str] = []
    for mot, valeur in paires:
        if mot == "rft.aucorp":
            # It forgets where the body stood, and puts it before all that it has.
            corps.insert(0, valeur)
        elif mot == "rft.au":
            fiche.auteurs.append(nettoyer(valeur))
        elif mot == "rft.type" and valeur in TYPES:
            fiche.sorte = valeur
        else:
            _lire_mot(fiche, mot, valeur)
    if not fiche.auteurs and "rft.aulast" in mots:
        fiche.auteurs = [(mots["rft.aulast"], mots.get("rft.aufirst", ""))]
    fiche.auteurs = [*((nom, "") for nom in corps), *fiche.auteurs]
    return fiche


def _lire_mot(fiche: Fiche, mot: str, valeur: str) -> None:
    if mot == "rft_id" and valeur.startswith("info:doi/"):
        fiche.champs["DOI"] = valeur.removeprefix("info:doi/")
    elif mot == "rft_id" and re.match("https?://", valeur):
        fiche.champs["url"] = valeur
    elif mot == "rft.series":
        fiche.champs["seriesTitle" if fiche.sorte == "report" else "series"] = valeur
    elif champ := _titre_de(mot, fiche.sorte) or _MOTS_SIMPLES.get(mot, ""):
        fiche.champs[champ] = valeur


def _titre_de(mot: str, sorte: str) -> str:
    """Whose title a word gives, by the type at this point: the work's, or that of what holds it."""
    partie = sorte in _PARTIES
    return {
        "rft.atitle": "title" if partie else "",
        "rft.btitle": "title" if sorte in ("book", "report") else "publicationTitle",
        "rft.title": "publicationTitle" if partie else "title",
        "rft.jtitle": "publicationTitle",
        "rft.source": "publicationTitle",
    }.get(mot, "")


def nettoyer(nom: str) -> tuple[str, str]:
    """A name cut at its comma, or else at its last space: the last word is then the surname.

    The full stop of an initial falls with what ends the name, and is put back.
    """
    entier = nom.strip(" .,/[]:")
    famille, _, prenom = entier.partition(",")
    if "," not in nom:
        prenom, _, famille = entier.rpartition(" ")
    return famille.strip(), re.sub(r"\b([A-Z])$", r"\1.", prenom.strip())


# Meta tags

HIGHWIRE = {
    "citation_title": "title",
    "citation_publication_date": "date",
    "citation_journal_title": "publicationTitle",
    "citation_inbook_title": "publicationTitle",
    "citation_volume": "volume",
    "citation_issue": "issue",
    "citation_technical_report_institution": "institution",
    "citation_publisher": "publisher",
    "citation_isbn": "ISBN",
    "citation_issn": "ISSN",
    "citation_abstract": "abstractNote",
    "citation_doi": "DOI",
    "citation_public_url": "url",
    "citation_language": "language",
}
# These alone make the type, whatever the rest says.
TYPES_HIGHWIRE = {
    "citation_journal_title": "journalArticle",
    "citation_technical_report_institution": "report",
    "citation_conference_title": "conferencePaper",
    "citation_inbook_title": "bookSection",
}
_OG = {"website": "webpage", "book": "book", "video.other": "videoRecording"}


def lire_balises(balises: list[tuple[str, str]], canonique: str = "") -> Fiche:
    """A page by its meta tags; `canonique` is the address that it gives itself."""
    de = dict(reversed(balises))
    sur = next((TYPES_HIGHWIRE[nom] for nom, _ in reversed(balises) if nom in TYPES_HIGHWIRE), "")
    fiche = Fiche(
        sur or de.get("z:itemType") or _OG.get(de.get("og:type", "")) or
        ("journalArticle" if "citation_title" in de else "webpage")
    )  # fmt: skip
    for nom, champ in HIGHWIRE.items():
        if de.get(nom):
            fiche.champs[champ] = de[nom]
    for nom in ("bibo:numPages", "bibo:edition", "z:place"):
        if nom in de:
            fiche.poser(nom.partition(":")[2], de[nom])
    pages = [de[n] for n in ("citation_firstpage", "citation_lastpage") if de.get(n)]
    fiche.poser("pages", "-".join(pages) or de.get("bibo:pages", ""))
    fiche.auteurs = [nettoyer(valeur) for nom, valeur in balises if nom == "citation_author"]
    # What it takes for the work's when the work says nothing.
    fiche.poser("abstractNote", de.get("og:description") or de.get("description", ""))
    adresse = de.get("og:url") or de.get("citation_abstract_html_url") or canonique
    fiche.poser("url", adresse)
    return fiche


# Pages


class _Page(HTMLParser):
    """The few elements of a page that Zotero looks for."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.serveur = self.canonique = ""
        self.identifiants: list[str] = []
        self.contextes: list[str] = []
        self.balises: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """One element."""
        a = {nom: valeur or "" for nom, valeur in attrs}
        classes = a.get("class", "").split()
        if tag == "link" and a.get("rel") == "unapi-server":
            self.serveur = a["href"]
        elif tag == "link" and a.get("rel") == "canonical":
            self.canonique = a["href"]
        elif tag == "abbr" and "unapi-id" in classes:
            self.identifiants.append(a["title"])
        elif tag == "span" and "Z3988" in classes:
            self.contextes.append(a["title"])
        elif tag == "meta" and a.get("content"):
            self.balises.append((a.get("name") or a.get("property", ""), a["content"]))


def lire_page(html: str, aller: Callable[[str], str]) -> list[Fiche]:
    """The items that Zotero offers of a page: by unAPI, or else COinS, or else the meta tags.

    `aller` reads an address. An item without title makes the choice among several impossible.
    """
    page = _Page(html)
    fiches = list(_par_unapi(page, aller))
    fiches = fiches or [f for f in map(lire_coins, page.contextes) if f and f.titre]
    return fiches or [lire_balises(page.balises, page.canonique)]


def _par_unapi(page: _Page, aller: Callable[[str], str]) -> Iterator[Fiche]:
    """RIS, when the server has it; the identifier goes as it is into the address."""
    if not page.serveur or not page.identifiants:
        return
    if not re.search(r'<format [^>]*name="ris\b', aller(page.serveur)):
        return
    for identifiant in page.identifiants:
        yield from lire_ris(aller(f"{page.serveur}?id={identifiant}&format=ris"))
