"""XML read safely: no DTD, no entity, nothing fetched; the whole records of a file cut short."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree
from lxml.etree import _Element

from bibliographie.lecture.champs import Rebut

# More than that, no file of notices has.
BALISES_MAX = 1_000_000
DTD = (
    "Ce XML déclare une DTD ou des entités, refusées par sécurité. Ôtez ces lignes "
    "«\u00a0<!…\u00a0», ou exportez de nouveau les notices en MODS, MARCXML ou RIS."
)
TROP = "Ce XML a trop d’éléments pour des notices. Découpez-le."
COUPE = (
    "XML illisible à partir d’ici\u00a0: le fichier est coupé, ou une balise y manque. "
    "Exportez-le de nouveau."
)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_MARC = {"leader", "controlfield", "datafield", "f"}
_ENDNOTE = {"ref-type", "contributors", "titles", "rec-number"}
# Marks inside a text, which stand for no field.
_EN_LIGNE = {"style"}


@dataclass(frozen=True, slots=True)
class Arbres:
    """The records of an XML text: their format (« mods », « marc », « endnote »), line, element."""

    notices: list[tuple[str, int, _Element]] = field(default_factory=list)
    rebuts: list[Rebut] = field(default_factory=list)


def est_du_xml(texte: str) -> bool:
    """Whether the text begins as XML does, and not as a web page does."""
    if re.search(r"<html\b", texte[:2000], re.IGNORECASE):
        return False
    return bool(re.match(r"\s*<(?:\?xml|!--|!DOCTYPE(?!\s+html)|(?!html\b)[A-Za-z_])", texte, re.I))


def ouvrir(texte: str) -> Arbres:
    """Every record. Raise ValueError, in French, for what is refused without being read."""
    if "<!DOCTYPE" in texte or "<!ENTITY" in texte:
        raise ValueError(DTD)
    if texte.count("<") > BALISES_MAX:
        raise ValueError(TROP)
    lecteur = etree.XMLPullParser(
        events=("end",),
        tag=("{*}mods", "{*}record", "{*}notice"),
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    arbres = Arbres()
    # The text is already decoded: what the declaration says of bytes is no longer true.
    octets = _DECLARATION.sub(_garder_les_lignes, texte).lstrip(" ").encode("utf-8", "replace")
    try:
        lecteur.feed(octets)
        lecteur.close()
    except etree.XMLSyntaxError as erreur:
        arbres.rebuts.append(Rebut(erreur.lineno or 1, COUPE))
    for _, element in lecteur.read_events():
        if sorte := _sorte(element):
            arbres.notices.append((sorte, element.sourceline or 1, element))
    return arbres


def _garder_les_lignes(trouve: re.Match[str]) -> str:
    return "\n" * trouve[0].count("\n")


def _sorte(element: _Element) -> str:
    if nom_local(element) == "mods":
        return "mods"
    enfants = {nom_local(enfant) for enfant in element}
    return "marc" if enfants & _MARC else "endnote" if enfants & _ENDNOTE else ""


def nom_local(element: _Element) -> str:
    """The name of an element without its namespace."""
    return etree.QName(element).localname


def texte_de(element: _Element) -> str:
    """All the text of an element, on one line where its XML is merely indented."""
    texte = "".join(str(t) for t in element.itertext())
    return "\n".join(filter(None, (" ".join(ligne.split()) for ligne in texte.split("\n"))))


def feuilles(element: _Element, chemin: str = "") -> Iterator[tuple[str, _Element, str]]:
    """Path, element and text of all that says something, in the order of the file."""
    for enfant in element:
        ici = f"{chemin}/{nom_local(enfant)}".lstrip("/")
        dedans = {nom_local(petit) for petit in enfant}
        if dedans <= _EN_LIGNE:
            yield ici, enfant, texte_de(enfant)
            continue
        for libre in (enfant.text, *(petit.tail for petit in enfant)):
            if libre and libre.strip():
                yield ici, enfant, str(libre).strip()
        yield from feuilles(enfant, ici)
