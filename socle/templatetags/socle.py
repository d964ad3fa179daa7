"""Filters and tags that every template may use (declared builtin in the settings)."""

import datetime
from decimal import Decimal

from django import template
from django.http import QueryDict
from django.utils import timezone
from django.utils.safestring import SafeString

from socle import dates, textes

register = template.Library()


@register.filter
def date_partielle(valeur: str) -> str:
    """« 2018-03 » → « mars 2018 »."""
    return dates.en_lettres(valeur) if valeur else ""


@register.filter
def anciennete(valeur: str) -> str:
    """« 2018-03 » → « il y a plus de huit ans »."""
    return dates.anciennete(valeur, timezone.localdate()) if valeur else ""


@register.filter
def nombre(valeur: int | Decimal | None) -> str:
    """French number with narrow no-break spaces and a decimal comma."""
    return "" if valeur is None else textes.nombre(valeur)


@register.filter
def accorder(n: int, formes: str) -> str:
    """{{ n|accorder:"dispositif,dispositifs" }}: the form that French wants for n."""
    singulier, _, pluriel = formes.partition(",")
    return textes.accorder(n, singulier, pluriel)


register.filter("insecables", textes.insecables)


@register.filter
def enumerer(elements: list[str]) -> str:
    """« a, b et c »."""
    return textes.enumerer([str(e) for e in elements])


@register.simple_block_tag(takes_context=True)
def retenir(
    context: template.Context, content: SafeString, nom: str, *, ecrire: bool = True
) -> SafeString:
    """{% retenir "titre" %}…{% endretenir %}: write what is inside, and keep it for further on.

    A block may be written once only in a template; its words, thus, as often as needed.
    `ecrire=False` only keeps it, for what is written or not according to it.
    """
    context[nom] = SafeString(content.strip())
    return content if ecrire else SafeString("")


@register.simple_tag
def aujourd_hui() -> datetime.date:
    """Today in Paris."""
    return timezone.localdate()


@register.simple_tag(takes_context=True)
def adresse_avec(context: template.Context, **changements: str | int | None) -> str:
    """The present query string with some words replaced; None removes one.

    `page` falls unless given: another list has other pages.
    """
    requete: QueryDict = context["request"].GET.copy()
    requete.pop("page", None)
    for mot, valeur in changements.items():
        if valeur is None:
            requete.pop(mot, None)
        else:
            requete[mot] = str(valeur)
    chaine = requete.urlencode()
    return f"?{chaine}" if chaine else context["request"].path
