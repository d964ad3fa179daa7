"""The register's codes in words, for the templates of the lists and the sheets."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from dispositifs.actualisation import signalement
from dispositifs.models import Coordination, Dispositif, TypeDispositif
from dispositifs.registre import phrases
from dispositifs.registre.certitude import Certitude
from territoires.models import Echelle

register = template.Library()

COORDINATION = "coordination "


@register.filter
def certitude(dispositif: Dispositif) -> Certitude:
    """What is known of a row annotated by `avec_certitude`, in words: « {{ d|certitude }} »."""
    return Certitude.de(dispositif)


@register.filter
def coordination_en_mots(code: str) -> str:
    """« en-place » → « en place », for a column that already says « Coordination »."""
    return str(Coordination.Etat(code).label).removeprefix(COORDINATION) if code else ""


@register.filter
def le_jour(date: str) -> str:
    """« en mars 2018 », « le 31 mars 2018 »."""
    return phrases.le_jour(date) if date else ""


@register.filter
def depuis(date: str) -> str:
    """« depuis mars 2018 », « depuis le 31 mars 2018 »."""
    return phrases.depuis(date) if date else ""


@register.filter
def rang(n: int) -> str:
    """« 1re », « 2e »: the rank of a génération."""
    return "1re" if n == 1 else f"{n}e"


@register.filter
def echelle_en_mots(code: str) -> str:
    """« epci » → « intercommunalité »."""
    return str(Echelle(code).label)


@register.filter
def lien_signalement(objet: Dispositif) -> str:
    """The form that a reader opens to report a change of this record."""
    return signalement.lien(objet.get_absolute_url())


@register.simple_tag
def comprendre(type_: TypeDispositif, ancre: str = "", mots: str = "") -> SafeString:
    """Words, its acronym or its name by default, that lead to the explainer of a type annotated by
    `avec_explication`: to the part `ancre`, which answers; plain words where it has none."""
    dits = mots or type_.libelle
    if not type_.est_explique:
        return format_html("{}", dits)
    suite = f"#{ancre}" if ancre else ""
    return format_html(
        '<a href="{}{}">{}</a>', reverse("comprendre_type", args=[type_.code]), suite, dits
    )
