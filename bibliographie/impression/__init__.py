"""A sélection to hand out, as CRES prints it: PDF and DOCX, from one plan."""

from bibliographie.impression.pdf import en_pdf
from bibliographie.impression.word import en_docx
from socle.web.pdf import PangoAbsentError

__all__ = ["PangoAbsentError", "en_docx", "en_pdf"]
