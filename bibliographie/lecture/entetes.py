"""Headers of tables, ours and those of others: what a column speaks of.

Ours are those of /bibliographie.csv; others are met in the exports of Zotero, Mendeley, EndNote,
Scopus, HAL and PMB, in English and in French. One word stands here once.
"""

from functools import cache

from bibliographie.formats.colonnes import COLONNES
from socle.textes import plier

# Roles that depend on the type of the work.
CONTENANT, NUMERO = "contenant", "numero_ou_remarque"
# What a word of a foreign header speaks of. Blank: known, and without place in our catalogue.
_ROLES: dict[str, tuple[str, ...]] = {
    "cle": ("key", "citation key", "label", "citekey", "halid s", "record number", "eid"),
    "type": (
        *("type de document", "item type", "reference type", "document type", "ref type"),
        *("doctype s", "publication type", "genre", "nature", "type de publication", "itemtype"),
    ),
    "titre": (
        *("title", "title s", "titre propre", "titre principal", "article title", "intitule"),
        *("titre du document", "titre de l article", "titre complet"),
    ),
    "sous_titre": ("sous titre", "subtitle", "subtitle s", "complement du titre"),
    "titre_court": ("short title", "titre court", "titre abrege"),
    "auteur": (
        *("auteur", "auteurs", "author", "authors", "auteur s", "author s", "creator"),
        *("author names", "auteur principal", "autres auteurs", "auteurs secondaires"),
        *("author full names", "authfullname s", "responsabilite principale", "coauteurs"),
    ),
    "responsable": (
        *("editor", "editors", "directeur de publication", "secondary author", "direction"),
        *(
            "sous la direction de",
            "directeurs de publication",
            "editeur scientifique",
            "scientificeditor s",
        ),
    ),
    "editeur": (
        *("editeur", "editeurs", "publisher", "publishers", "publisher s", "institution"),
        *("organisme", "maison d edition", "editeur commercial", "university", "edite par"),
    ),
    "lieu": (
        *("lieu", "place", "place published", "lieu d edition", "lieu de publication", "city"),
        *("publisher location", "ville", "address"),
    ),
    CONTENANT: (
        *("publication title", "secondary title", "source", "source title", "container title"),
        *("titre de la publication", "periodique ou ouvrage"),
    ),
    "revue": (
        *("journal", "journal title", "journaltitle s", "periodique", "titre de la revue"),
        *("nom de la revue", "titre du periodique", "journal name"),
    ),
    "revue_abregee": ("journal abbreviation", "abbreviated journal", "abbreviated source title"),
    "dans_titre": ("book title", "booktitle s", "titre de l ouvrage", "ouvrage"),
    "date": (
        *("date", "date de publication", "publication date", "produceddate s", "date de parution"),
        *("publicationdate s", "date d edition", "parution", "publication date s"),
    ),
    "annee": (
        *("annee", "year", "publication year", "annee de publication", "annee d edition"),
        *("produceddatey i", "publicationdatey i", "pub year", "annee de parution"),
    ),
    "mois": ("month", "mois"),
    "jour": ("day", "jour"),
    "volume": ("volume", "vol", "tome", "volume s"),
    "numero": ("issue", "numero", "no", "n", "issue s", "numero de revue", "fascicule"),
    NUMERO: ("number", "report number"),
    "pages": ("pages", "page", "pagination", "page s", "page range", "page numbers"),
    "debut": ("page start", "start page", "premiere page", "page de debut", "start page s"),
    "fin": ("page end", "end page", "derniere page", "page de fin"),
    "total": (
        *(
            "num pages",
            "number of pages",
            "nombre de pages",
            "nb pages",
            "page count",
            "nb de pages",
        ),
        *("numpages",),
    ),
    "duree": ("running time", "duration"),
    "edition": ("edition", "mention d edition"),
    "resume": ("abstract note", "abstract", "abstract s", "description", "resume editeur"),
    "note": ("notes", "note", "extra", "remarque", "commentaire", "commentaires", "comment s"),
    "mots_cles": (
        *("manual tags", "automatic tags", "tags", "keywords", "keyword", "keyword s", "mots cles"),
        *("motscles", "author keywords", "index keywords", "descripteurs", "indexation", "mot cle"),
        *("mots cles auteur", "categories", "mots matieres"),
    ),
    "url": (
        *("url", "urls", "lien", "liens", "link", "links", "uri s", "filemain s", "adresse web"),
        *("adresse url", "adresse internet", "lien internet", "web link", "texte integral"),
    ),
    "doi": ("doiid s", "doi s"),
    "isbn": ("isbn s", "isbns"),
    "issn": ("issn", "journalissn s", "issn s", "eissn", "journaleissn s"),
    "numero_normalise": ("isbn issn", "issn isbn", "isbn issn ean", "isbn ou issn"),
    "langue": ("language", "language s", "languages", "langues", "language of original document"),
    "themes": ("theme",),
    "territoires": ("territoire",),
    "dispositifs": ("dispositif",),
    "publics": ("public",),
    "remarque:Collection": (
        "collection",
        "series",
        "series title",
        "titre de la collection",
        "serie s",
    ),
    "remarque:Numéro dans la collection": ("series number", "numero de collection"),
    "remarque:Colloque": (
        "conference name",
        "conference title",
        "meeting name",
        "conferencetitle s",
        "congres",
    ),
    "remarque:Traduction": ("translator", "traducteur", "traducteurs"),
    "remarque:Direction de collection": ("series editor", "tertiary author"),
    "remarque:Auteur de l’ouvrage": ("book author",),
    "remarque:Avec": (
        *("contributor", "cast member", "producer", "scriptwriter", "interviewer", "guest"),
        *("director", "words by", "composer", "contributeurs"),
    ),
    "remarque:Échelle": ("scale", "echelle"),
    "remarque:Version": ("version",),
    "type_precis": ("type of work", "thesis type", "work type"),
    "": (
        *("date added", "date modified", "access date", "number of volumes", "rights", "archive"),
        *("archive location", "library catalog", "call number", "file attachments", "cote"),
        *("link attachments", "series text", "attorney agent", "commenter", "cosponsor"),
        *("counsel", "recipient", "reviewed author", "medium", "artwork size", "filing date"),
        *("application number", "assignee", "issuing authority", "country", "court", "references"),
        *("reporter", "legal status", "priority numbers", "programming language", "system", "code"),
        *("code number", "section", "session", "committee", "history", "legislative body"),
        *("label s", "docid", "cited by", "affiliations", "publication stage", "open access"),
    ),
}
_AUTRES = {mot: role for role, mots in _ROLES.items() for mot in mots}
# Ours, where the role bears another name than the column.
_NOS_ROLES = {
    "identifiant": "cle",
    "types_dispositif": "types",
    "auteurs": "auteur",
    "editeurs": "editeur",
}
# Told by our export, decided elsewhere: read and left aside without a word.
IGNOREES = {"numero_catalogue", "adresse", "selections", "fiche"} | {
    colonne.nom for colonne in COLONNES if colonne.mots_de
}


@cache
def _les_notres() -> dict[str, str]:
    """Our columns by the header of a workbook, or by their own name, which wins."""
    return {plier(c.titre): c.nom for c in COLONNES} | {plier(c.nom): c.nom for c in COLONNES}


def la_notre(nom: str) -> str:
    """The column of our own export that this header names; blank when none is."""
    return _les_notres().get(plier(nom), "")


def role_de(nom: str) -> str | None:
    """What a column speaks of; None for a header that nobody knows."""
    notre = la_notre(nom)
    if notre and notre not in IGNOREES:
        return _NOS_ROLES.get(notre, notre)
    return _AUTRES.get(plier(nom))
