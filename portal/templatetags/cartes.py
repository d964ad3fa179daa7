"""Maps in a page: one tag for a place, one for a dispositif."""

from django import template

from dispositifs.models import Dispositif
from portal.cartes import lieux
from portal.cartes.dessin import Dessin
from territoires.models import Territoire

register = template.Library()


@register.inclusion_tag("cartes/_section.html")
def carte_du_territoire(territoire: Territoire, au: str = "") -> dict[str, Dessin | None]:
    """The place, its neighbours and what covers it, today or at a date."""
    return {"dessin": lieux.carte_du_territoire(territoire, au)}


@register.inclusion_tag("cartes/_figure.html")
def carte_du_dispositif(dispositif: Dispositif) -> dict[str, Dessin | None]:
    """The perimeter of a dispositif."""
    return {"dessin": lieux.carte_du_dispositif(dispositif)}
