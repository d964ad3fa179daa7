"""Bulk actions say first what they are about to do, and to which records."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.admin import helpers
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse

NOMMES = 50
Action = Callable[[Any, HttpRequest, Any], HttpResponseBase | None]


def a_confirmer(titre: str, effet: str) -> Callable[[Action], Action]:
    """Run the action once its page, which names the records chosen, is confirmed.

    `effet`: what it does, in a sentence. Goes under `@admin.action`.
    """

    def decorer(action: Action) -> Action:
        @wraps(action)
        def demandee(page: Any, request: HttpRequest, choisis: Any) -> HttpResponseBase | None:
            if "confirme" in request.POST:
                return action(page, request, choisis)
            return _demander(page, request, choisis, titre, effet)

        return demandee

    return decorer


def _demander(
    page: Any, request: HttpRequest, choisis: QuerySet, titre: str, effet: str
) -> TemplateResponse:
    nombre = choisis.count()
    contexte = {
        **page.admin_site.each_context(request),
        "opts": page.opts,
        "title": titre,
        "effet": effet,
        "nombre": nombre,
        "nommes": choisis[:NOMMES],
        "autres": max(0, nombre - NOMMES),
        "action": request.POST["action"],
        "cles": request.POST.getlist(helpers.ACTION_CHECKBOX_NAME),
        "nom_des_cases": helpers.ACTION_CHECKBOX_NAME,
        # « Select all 92 »: the keys of one page alone are sent.
        "partout": request.POST.get("select_across", ""),
    }
    return TemplateResponse(request, "admin/confirmer_action.html", contexte)
