"""Our types by the words that catalogues and citation managers use, in English and in French."""

import re

from bibliographie.formats.reference import lire_type
from bibliographie.lecture.champs import Brut
from bibliographie.models import Notice
from socle.textes import plier

T = Notice.Type
ARTICLES = {T.ARTICLE, T.LETTRE_INFORMATION}
# Words of Zotero, EndNote, Mendeley, CSL, MODS, PubMed, HAL, PMB, written « journal article ».
_MOTS: dict[str, tuple[str, ...]] = {
    T.ARTICLE: (
        *("article", "article journal", "journal article", "electronic article", "journal"),
        *("article newspaper", "newspaper article", "article de revue", "article de journal"),
        *("article magazine", "magazine article", "article de magazine", "article de presse"),
        *(
            "review article",
            "review",
            "art",
            "preprint",
            "post weblog article",
            "article scientifique",
        ),
        *("article dans une revue", "article de périodique", "in press", "academic journal"),
    ),
    T.RAPPORT: (
        *("report", "technical report", "government document", "rapport de recherche", "standard"),
        *("research report", "working paper", "rapport technique", "document de travail"),
    ),
    T.OUVRAGE: (
        *("book", "electronic book", "edited book", "ebook", "livre", "monographie", "monograph"),
        *("thesis", "thèse", "mémoire", "dissertation", "hdr", "these", "mem", "ouv", "douv"),
        *("classical work", "ancient text", "doctoral thesis", "texte imprimé", "book whole"),
    ),
    T.CHAPITRE: (
        *("book section", "chapter", "book chapter", "chapitre de livre", "couv", "in book"),
        *(
            "electronic book section",
            "chapitre d’ouvrage",
            "entry encyclopedia",
            "entry dictionary",
        ),
        *("encyclopedia article", "dictionary entry", "encyclopedia", "dictionary", "entry"),
    ),
    T.ACTES: (
        *("conference proceedings", "proceedings", "actes de colloque", "actes de congrès"),
        *("conference publication", "proceedings title", "congress"),
    ),
    T.COMMUNICATION: (
        *("conference paper", "paper conference", "presentation", "speech", "comm", "poster"),
        *("communication dans un congrès", "communication de congrès", "conference"),
    ),
    T.BROCHURE: ("pamphlet", "leaflet", "dépliant", "plaquette"),
    T.PAGE: (
        *("webpage", "web page", "blog post", "blog", "post weblog", "post", "forum post"),
        *("online multimedia", "page web", "billet de blog", "web resource", "electronic resource"),
    ),
    T.SITE: ("web site", "website", "site web", "site internet"),
    T.TEXTE_OFFICIEL: (
        *("statute", "bill", "legislation", "legal rule or regulation", "hearing", "legal case"),
        *(
            "case",
            "texte juridique",
            "texte législatif",
            "regulation",
            "loi",
            "décret",
            "circulaire",
        ),
    ),
    T.VIDEO: (
        *("film", "video recording", "tv broadcast", "motion picture", "broadcast", "moving image"),
        *("film or broadcast", "audiovisual material", "vidéo", "document vidéo", "multimedia"),
    ),
    T.CARTOGRAPHIE: ("map", "cartographic", "carte", "document cartographique"),
    T.OUTIL: ("computer program", "software", "logiciel"),
    T.DOCUMENT: (
        *("generic", "document", "manuscript", "dataset", "figure", "chart or table", "other"),
        *("letter", "personal communication", "interview", "email", "artwork", "graphic", "serial"),
        *("audio recording", "song", "podcast", "radio broadcast", "unpublished work", "patent"),
        *("personal communication", "periodical", "text", "undefined", "autre publication"),
    ),
}
_TYPES = {plier(mot): str(code) for code, mots in _MOTS.items() for mot in mots}
# Of these our type is only the nearest: the word stays, as a remark.
_PROCHES = {
    **dict.fromkeys(["thesis", "these", "memoire", "dissertation", "hdr"], "thèse ou mémoire"),
    **dict.fromkeys(["doctoral thesis", "mem"], "thèse ou mémoire"),
    **{"dataset": "jeu de données", "patent": "brevet", "interview": "entretien"},
    **{"podcast": "balado", "manuscript": "manuscrit", "preprint": "prépublication"},
    **dict.fromkeys(["audio recording", "song"], "enregistrement sonore"),
    **dict.fromkeys(["encyclopedia article", "entry encyclopedia"], "article d’encyclopédie"),
    **dict.fromkeys(["dictionary entry", "entry dictionary"], "article de dictionnaire"),
}
_BOSSE = re.compile(r"(?<=[a-z])(?=[A-Z])")


def type_de(mot: str) -> str:
    """« journalArticle », « Journal Article », « article-journal », « Article de revue » → ours;
    blank for a word that is none of these."""
    separe = _BOSSE.sub(" ", mot.strip())
    return lire_type(mot) or _TYPES.get(plier(separe)) or _TYPES.get(plier(mot)) or ""


def brut_du_type(nom: str, texte: str, type_: str) -> Brut:
    """The field that says the type; of one that is only the nearest to ours, its word is kept."""
    proche = _PROCHES.get(plier(_BOSSE.sub(" ", texte.strip())))
    return (
        Brut(nom, texte, "type_proche", (type_, proche))
        if proche
        else Brut(nom, texte, "type", type_)
    )


def role_du_contenant(type_: str) -> str:
    """What the title of the container is for a work of that type: a periodical, or a book."""
    return "revue" if type_ in ARTICLES | {T.TEXTE_OFFICIEL} else "dans_titre"
