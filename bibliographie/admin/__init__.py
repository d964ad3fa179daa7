"""The catalogue as CRES keeps it."""

from bibliographie.admin.notice import NoticeAdmin
from bibliographie.admin.references import AuteurAdmin, EditeurAdmin, LienAdmin, RevueAdmin
from bibliographie.admin.selection import SectionAdmin, SelectionAdmin

__all__ = [
    "AuteurAdmin",
    "EditeurAdmin",
    "LienAdmin",
    "NoticeAdmin",
    "RevueAdmin",
    "SectionAdmin",
    "SelectionAdmin",
]
