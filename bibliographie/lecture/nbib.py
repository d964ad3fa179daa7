"""PubMed’s own file (.nbib, « MEDLINE »): tags of four letters.

The one library for it forgets the tags that it does not know.
"""

import re
from collections.abc import Iterator

from bibliographie.formats.reference import Nom
from bibliographie.lecture import balises
from bibliographie.lecture.champs import Brut, Lu
from bibliographie.lecture.composition import composer
from bibliographie.lecture.genres import ARTICLES, type_de
from bibliographie.models import Notice

LIGNE = re.compile(r"^([A-Z][A-Z0-9]{1,3}) *- ?(.*)$")
DEBUT = re.compile(r"^PMID- *[0-9]", re.MULTILINE)
ROLES = {
    "PMID": "cle",
    "TI": "titre",
    "BTI": "dans_titre",
    "TT": "remarque:Titre original",
    **dict.fromkeys(["AB", "OAB"], "resume"),
    "FAU": "auteur",
    "CN": "auteur",
    "FED": "responsable",
    "DP": "date",
    "JT": "revue",
    "TA": "revue_abregee",
    "VI": "volume",
    "IP": "numero",
    "PG": "pages",
    "LA": "langue",
    "PL": "lieu",
    "PB": "editeur",
    "EN": "edition",
    "CTI": "remarque:Collection",
    **dict.fromkeys(["MH", "OT"], "mots_cles"),
    "IS": "issn",
    "ISBN": "isbn",
    "GN": "note",
}
# Several are said of one article: the first that we know is its type.
TYPE = "PT"
_DATE = re.compile(r"(\d{4}) ([A-Za-z]{3})(?: (\d{1,2}))?(?:-([A-Za-z]{3}))?")


def lire(texte: str) -> Iterator[Lu]:
    """Every record of a text, in order."""
    for ligne, champs in balises.notices(texte, LIGNE, frozenset({"PMID"}), " "):
        yield composer(ligne, bruts(champs))


def bruts(champs: balises.Champs) -> list[Brut]:
    """The fields with what each speaks of."""
    presentes = {balise for balise, _ in champs}
    types = [type_de(texte) for balise, texte in champs if balise == TYPE]
    retenu = next((t for t in types if t in ARTICLES), next(filter(None, types), ""))
    # An article of PubMed is at least that of its periodical.
    retenu = retenu or (str(Notice.Type.ARTICLE) if "JT" in presentes else "")
    return [_brut(balise, texte, presentes, retenu) for balise, texte in champs]


def _brut(balise: str, texte: str, presentes: set[str], type_: str) -> Brut:
    if balise == TYPE:
        connu = type_de(texte) == type_ or texte == "Journal Article"
        return Brut(balise, texte, "type", type_) if connu else Brut(balise, texte, "type_precis")
    if balise in ("AU", "ED") and f"F{balise}" not in presentes:
        role = "auteur" if balise == "AU" else "responsable"
        nom, _, prenom = texte.rpartition(" ")
        return Brut(balise, texte, role, (Nom(nom or prenom, prenom if nom else ""),))
    if balise == "CN":
        return Brut(balise, texte, "auteur", (Nom(texte, collectif=True),))
    if balise in ("LID", "AID") and texte.endswith("[doi]"):
        return Brut(balise, texte, "doi", texte.removesuffix("[doi]").strip())
    if balise == "DP" and (date := _DATE.fullmatch(texte)):
        annee, mois, jour, fin = date.groups()
        debut = " ".join(filter(None, [jour, mois, annee]))
        return Brut(balise, texte, "date", f"{debut}/{fin} {annee}" if fin else debut)
    if balise == "BTI" and "TI" not in presentes:
        return Brut(balise, texte, "titre")
    return Brut(balise, texte, ROLES.get(balise, ""))
