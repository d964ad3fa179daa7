"""The link to the guide that every page of the admin carries."""

from django import template
from django.http import HttpRequest

from portal.equipe import guide

register = template.Library()


@register.simple_tag
def adresse_du_guide(request: HttpRequest) -> str:
    """The page of the guide that tells of the page one is on; else its table of contents."""
    trouve = request.resolver_match
    return guide.adresse(guide.tache(trouve.url_name or "") if trouve else "")
