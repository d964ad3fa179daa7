"""The register's codes in words, for the templates of the lists and the sheets."""

from django import template

from dispositifs.actualisation import signalement
from dispositifs.models import Coordination, Dispositif
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
