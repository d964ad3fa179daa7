"""Our types in the words of each format, and back.

No format knows a « récit d’expérience »: RIS and BibTeX carry our own word beside theirs.
"""

from bibliographie.models import Notice

T = Notice.Type

RIS: dict[str, str] = {
    T.ARTICLE: "JOUR",
    T.RAPPORT: "RPRT",
    T.OUVRAGE: "BOOK",
    T.CHAPITRE: "CHAP",
    T.ACTES: "CONF",
    T.DOSSIER: "GEN",
    T.COMMUNICATION: "CPAPER",
    T.BROCHURE: "PAMP",
    T.SITE: "ELEC",
    T.PAGE: "ELEC",
    T.TEXTE_OFFICIEL: "STAT",
    T.VIDEO: "VIDEO",
    T.CARTOGRAPHIE: "MAP",
    T.OUTIL: "GEN",
    T.DOCUMENT: "GEN",
    T.RECIT_EXPERIENCE: "GEN",
    T.LETTRE_INFORMATION: "MGZN",
}
DEPUIS_RIS: dict[str, str] = {
    **dict.fromkeys(["JOUR", "MGZN", "NEWS", "EJOUR", "JFULL"], T.ARTICLE),
    **dict.fromkeys(["RPRT", "GOVDOC"], T.RAPPORT),
    **dict.fromkeys(["BOOK", "EBOOK", "EDBOOK", "THES"], T.OUVRAGE),
    **dict.fromkeys(["CHAP", "ECHAP"], T.CHAPITRE),
    **dict.fromkeys(["ELEC", "BLOG", "ICOMM"], T.PAGE),
    **dict.fromkeys(["STAT", "LEGAL", "BILL"], T.TEXTE_OFFICIEL),
    **dict.fromkeys(["VIDEO", "MPCT", "MULTI"], T.VIDEO),
    "GEN": T.DOCUMENT,
    "CONF": T.ACTES,
    "CPAPER": T.COMMUNICATION,
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
