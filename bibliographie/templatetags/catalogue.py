"""A notice in words, and the words of a search marked, for the templates of the catalogue."""

from django import template
from django.utils.safestring import SafeString

from bibliographie.catalogue import presentation
from bibliographie.formats.coins import coins as contexte_coins
from bibliographie.formats.reference import de_notice
from bibliographie.models import Notice
from socle import recherche

register = template.Library()

register.filter("signature", presentation.signature)
register.filter("parution", presentation.parution)
register.filter("contenant", presentation.contenant)
register.filter("type_imprime", presentation.type_imprime)
register.filter("hote", presentation.hote)
register.filter("nom_de_langue", presentation.nom_de_langue)


@register.filter
def marque(texte: str, q: str) -> SafeString:
    """The text, escaped, with the words that answer `q` marked."""
    return recherche.marquer(texte, q)


@register.filter
def extrait(texte: str, q: str) -> SafeString:
    """The passage of the text that best answers `q`, marked; its beginning when nothing does."""
    return recherche.extrait(texte, q)


@register.filter
def parution_sans_date(notice: Notice) -> str:
    """Where it appeared, for a line that says the date beside."""
    return presentation.parution(notice, datee=False)


@register.filter
def coins(notice: Notice) -> str:
    """The `title` of the COinS span of a notice: what Zotero reads in a list."""
    return contexte_coins(de_notice(notice))


@register.filter
def mots_cles_marques(notice: Notice, q: str) -> list[SafeString]:
    """Themes, schemes and places that answer `q`: a line shows them when it would not."""
    if not q:
        return []
    mots = [
        *(theme.nom for theme in notice.themes.all()),
        *(f"{t.nom} ({t.sigle})" if t.sigle else t.nom for t in notice.types.all()),
        *(territoire.nom for territoire in notice.territoires.all()),
    ]
    marques = [recherche.marquer(mot, q) for mot in mots]
    return [m for m in marques if "<mark>" in m]
