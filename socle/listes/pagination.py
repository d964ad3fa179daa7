"""Cut a list into pages, whatever page number the address gives."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.paginator import EmptyPage, Page, PageNotAnInteger, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest


@dataclass(frozen=True)
class Feuille:
    """One page of a list, and a sentence when the page asked for does not exist."""

    page: Page
    avertissement: str


def paginer(
    request: HttpRequest, objets: QuerySet | Sequence[Any], nombre: int | None = None
) -> Feuille:
    """The page that `?page=` asks for, or the nearest one with a word of warning.

    `nombre`, how many there are in all, saves the query that counts them where it is known.
    """
    paginateur = Paginator(objets, settings.TAILLE_DE_PAGE)
    if nombre is not None:
        paginateur.count = nombre
    demande = request.GET.get("page") or "1"
    try:
        return Feuille(paginateur.page(demande), "")
    except PageNotAnInteger:
        return Feuille(
            paginateur.page(1),
            f"« {demande[:20]} » n’est pas un numéro de page : voici la première.",
        )
    except EmptyPage:
        return Feuille(
            paginateur.get_page(demande),
            f"La page {demande[:20]} n’existe pas : voici la dernière.",
        )
