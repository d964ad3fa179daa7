"""Our types in the words of each format, and back.

No format knows a « récit d’expérience »: RIS and BibTeX carry our own word beside theirs.
"""

from bibliographie.models import Notice

T = Notice.Type

# What Zotero files each type as, by whichever way it reads us: file, unAPI, COinS or meta tags.
# It knows no brochure, dossier or récit: a report bears our word as its kind (« reportType »).
ZOTERO: dict[str, str] = {
    T.ARTICLE: "journalArticle",
    T.RAPPORT: "report",
    T.OUVRAGE: "book",
    T.CHAPITRE: "bookSection",
    T.ACTES: "book",
    T.DOSSIER: "report",
    T.COMMUNICATION: "conferencePaper",
    T.BROCHURE: "report",
    T.SITE: "webpage",
    T.PAGE: "webpage",
    T.TEXTE_OFFICIEL: "statute",
    T.VIDEO: "videoRecording",
    T.CARTOGRAPHIE: "map",
    T.OUTIL: "webpage",
    T.DOCUMENT: "report",
    T.RECIT_EXPERIENCE: "report",
    T.LETTRE_INFORMATION: "magazineArticle",
}

# Never GEN, which Zotero reads as an article, nor PAMP, which it reads as a manuscript; CONF is a
# paper for it, not the whole of the proceedings. M3 says our own word.
_RIS_DE_ZOTERO = {
    "journalArticle": "JOUR",
    "magazineArticle": "MGZN",
    "report": "RPRT",
    "book": "BOOK",
    "bookSection": "CHAP",
    "conferencePaper": "CPAPER",
    "webpage": "ELEC",
    "statute": "STAT",
    "videoRecording": "VIDEO",
    "map": "MAP",
}
RIS: dict[str, str] = {code: _RIS_DE_ZOTERO[sorte] for code, sorte in ZOTERO.items()}
DEPUIS_RIS: dict[str, str] = {
    **dict.fromkeys(["JOUR", "MGZN", "NEWS", "EJOUR", "JFULL"], T.ARTICLE),
    **dict.fromkeys(["RPRT", "GOVDOC"], T.RAPPORT),
    **dict.fromkeys(["BOOK", "EBOOK", "EDBOOK", "THES"], T.OUVRAGE),
    **dict.fromkeys(["CHAP", "ECHAP"], T.CHAPITRE),
    **dict.fromkeys(["ELEC", "BLOG", "ICOMM"], T.PAGE),
    **dict.fromkeys(["STAT", "LEGAL", "BILL"], T.TEXTE_OFFICIEL),
    **dict.fromkeys(["VIDEO", "MPCT", "MULTI"], T.VIDEO),
    "GEN": T.DOCUMENT,
    # Zotero and EndNote write CONF for a paper of proceedings.
    **dict.fromkeys(["CPAPER", "CONF"], T.COMMUNICATION),
    "PAMP": T.BROCHURE,
    "MAP": T.CARTOGRAPHIE,
}

# The allowed CSL types are those of the project's list of formats: nothing outside it.
CSL: dict[str, str] = {
    T.ARTICLE: "article-journal",
    T.RAPPORT: "report",
    T.OUVRAGE: "book",
    T.CHAPITRE: "chapter",
    T.ACTES: "book",
    T.DOSSIER: "report",
    T.COMMUNICATION: "speech",
    T.BROCHURE: "pamphlet",
    T.SITE: "webpage",
    T.PAGE: "webpage",
    T.TEXTE_OFFICIEL: "legislation",
    T.VIDEO: "motion_picture",
    T.CARTOGRAPHIE: "map",
    T.OUTIL: "webpage",
    T.DOCUMENT: "report",
    T.RECIT_EXPERIENCE: "report",
    T.LETTRE_INFORMATION: "article-magazine",
}

BIBTEX: dict[str, str] = {
    T.ARTICLE: "article",
    T.RAPPORT: "techreport",
    T.OUVRAGE: "book",
    T.CHAPITRE: "incollection",
    T.ACTES: "proceedings",
    T.COMMUNICATION: "inproceedings",
    T.BROCHURE: "booklet",
}
DEPUIS_BIBTEX: dict[str, str] = {
    **{mot: code for code, mot in BIBTEX.items()},
    **dict.fromkeys(["report"], T.RAPPORT),
    **dict.fromkeys(["mvbook", "collection", "manual", "phdthesis", "mastersthesis"], T.OUVRAGE),
    **dict.fromkeys(["thesis"], T.OUVRAGE),
    **dict.fromkeys(["inbook"], T.CHAPITRE),
    **dict.fromkeys(["conference"], T.COMMUNICATION),
    **dict.fromkeys(["online", "electronic", "www"], T.PAGE),
    **dict.fromkeys(["legislation"], T.TEXTE_OFFICIEL),
    **dict.fromkeys(["video", "movie"], T.VIDEO),
}
