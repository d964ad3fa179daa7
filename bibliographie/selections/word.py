"""The DOCX of a sélection, by python-docx: real headings, a linked plan, page numbers."""

import datetime
import re
from io import BytesIO

import docx
from django.utils import timezone
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from bibliographie.catalogue.presentation import Imprimee
from bibliographie.models import Selection
from bibliographie.selections.plan import Branche
from socle import dates
from socle.textes import INSECABLE

ENCRE, TERRE = RGBColor(0x0B, 0x27, 0x40), RGBColor(0xA6, 0x3F, 0x1D)
POLICE = "Calibri"
# What XML cannot hold: a stray control character in a title must not lose the whole document.
HORS_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def en_docx(selection: Selection, racines: list[Branche]) -> bytes:
    """A Word document in CRES's layout."""
    document = docx.Document()
    branches = [branche for racine in racines for branche in racine.parcourir()]
    _preparer(document, selection)
    _ouvrir(document, selection)
    if len(branches) > 1:
        _plan(document, branches)
    for branche in branches:
        _section(document, branche)
    tampon = BytesIO()
    document.save(tampon)
    return tampon.getvalue()


def _texte(texte: str) -> str:
    return HORS_XML.sub("", texte)


def _style(document: Document, nom: str) -> ParagraphStyle:
    style = document.styles[nom]
    if not isinstance(style, ParagraphStyle):
        raise TypeError(f"{nom} n’est pas un style de paragraphe.")
    return style


def _preparer(document: Document, selection: Selection) -> None:
    """A4, French, our two colours; who made it and what it is called."""
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.2)
    page.top_margin = page.bottom_margin = Cm(2)
    normal = _style(document, "Normal")
    normal.font.name, normal.font.size = POLICE, Pt(10.5)
    normal.paragraph_format.space_after = Pt(2)
    langue = OxmlElement("w:lang")
    langue.set(qn("w:val"), "fr-FR")
    normal.element.get_or_add_rPr().append(langue)
    for nom, taille in (("Title", 22), ("Heading 1", 17), ("Heading 2", 14), ("Heading 3", 12)):
        style = _style(document, nom)
        style.font.name, style.font.size, style.font.color.rgb = POLICE, Pt(taille), ENCRE
        polices = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            polices.attrib.pop(qn(f"w:{theme}"), None)
    proprietes = document.core_properties
    proprietes.title = _texte(selection.titre)
    proprietes.author = _texte(selection.organisme)
    proprietes.language = "fr-FR"
    proprietes.comments = ""
    proprietes.created = datetime.datetime.combine(timezone.localdate(), datetime.time())
    _numeroter(page.footer.paragraphs[0])


def _numeroter(paragraphe: Paragraph) -> None:
    """The number of the page, which Word counts."""
    paragraphe.alignment = WD_ALIGN_PARAGRAPH.CENTER
    passage = paragraphe.add_run()
    for genre, texte in (("begin", ""), ("", "PAGE"), ("end", "")):
        element = OxmlElement("w:fldChar" if genre else "w:instrText")
        if genre:
            element.set(qn("w:fldCharType"), genre)
        else:
            element.text = texte
        passage._element.append(element)


def _ouvrir(document: Document, selection: Selection) -> None:
    """The title as it is printed, the occasion, the date, who made it."""
    document.add_paragraph(_texte(selection.titre), style="Title")
    if selection.sous_titre:
        document.add_paragraph(_texte(selection.sous_titre), style="Subtitle")
    date = dates.en_lettres(selection.date) if selection.date else ""
    mention = ", ".join(mot for mot in (selection.organisme, date) if mot)
    if mention:
        document.add_paragraph(_texte(mention))
    if selection.presentation:
        document.add_paragraph(_texte(selection.presentation))


def _plan(document: Document, branches: list[Branche]) -> None:
    """The headings, each a link to its place: no field that Word would ask to update."""
    for branche in branches:
        paragraphe = document.add_paragraph()
        paragraphe.paragraph_format.left_indent = Cm(0.7 * (len(branche.chemin) - 1))
        _lien(paragraphe, branche.titre, ancre=branche.ancre)


def _section(document: Document, branche: Branche) -> None:
    titre = document.add_heading(_texte(branche.titre), level=min(len(branche.chemin), 9))
    _repere(titre, branche.ancre, branche.section.pk or 0)
    if branche.section.introduction:
        document.add_paragraph(_texte(branche.section.introduction))
    for _, imprimee in branche.imprimees:
        _entree(document, imprimee)


def _entree(document: Document, imprimee: Imprimee) -> None:
    """Type, AUTHORS, bold title, italic publication, résumé, note, addresses."""
    type_ = document.add_paragraph()
    type_.paragraph_format.space_before = Pt(10)
    type_.paragraph_format.keep_with_next = True
    type_.add_run(imprimee.type).font.color.rgb = TERRE
    if imprimee.auteurs:
        document.add_paragraph(_texte(imprimee.auteurs)).paragraph_format.keep_with_next = True
    titre = document.add_paragraph()
    titre.paragraph_format.keep_with_next = True
    titre.add_run(_texte(imprimee.titre)).bold = True
    if imprimee.parution:
        document.add_paragraph().add_run(_texte(imprimee.parution)).italic = True
    for texte in (imprimee.resume, imprimee.note):
        if texte:
            document.add_paragraph(_texte(texte))
    for url in imprimee.adresses:
        _lien(document.add_paragraph(), url, url=url)
    for url in imprimee.elidees:
        mention = f"Adresse incomplète dans la source{INSECABLE}: {url}"
        document.add_paragraph(_texte(mention))


def _repere(paragraphe: Paragraph, nom: str, numero: int) -> None:
    """A bookmark around the whole heading."""
    for genre, rang in (("bookmarkStart", 0), ("bookmarkEnd", None)):
        element = OxmlElement(f"w:{genre}")
        element.set(qn("w:id"), str(numero))
        if rang is None:
            paragraphe._p.append(element)
        else:
            element.set(qn("w:name"), nom)
            paragraphe._p.insert(1, element)


def _lien(paragraphe: Paragraph, texte: str, *, url: str = "", ancre: str = "") -> None:
    """A link, to the web or inside the document: python-docx only reads them."""
    lien = OxmlElement("w:hyperlink")
    if ancre:
        lien.set(qn("w:anchor"), ancre)
    else:
        relation = paragraphe.part.relate_to(
            _texte(url), RELATIONSHIP_TYPE.HYPERLINK, is_external=True
        )
        lien.set(qn("r:id"), relation)
    passage = paragraphe.add_run(_texte(texte))
    passage.font.color.rgb = ENCRE
    passage.font.underline = True
    lien.append(passage._element)
    paragraphe._p.append(lien)
