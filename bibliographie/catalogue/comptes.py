"""The rows on which each facet of the bibliography is counted."""

from typing import Any

from django.db.models import Count, F, QuerySet, Value

from bibliographie.models import Auteur, Contribution, Editeur, Edition, Notice, Rattachement
from socle.listes.comptage import RETENUES, Branche
from socle.models import Theme


def branche(nom: str, chemin: str) -> Branche:
    """Those of a facet; a theme is counted with all below it, each notice once."""
    if nom == "en_ligne":
        return Branche(_en_ligne())
    if nom == "dispositif":
        return Branche(_par(Notice.types.through.objects, "typedispositif"))
    if nom == "theme":
        themes = _retenues(Notice.themes.through.objects).values(valeur=F("theme__ancetres"))
        return Branche(themes.annotate(n=Count("notice", distinct=True)), Theme, chemin)
    if nom == "editeur":
        return Branche(_par(Edition.objects, "editeur"), Editeur, chemin)
    return Branche(_par(Contribution.objects, "auteur"), Auteur, chemin)


def _retenues(lignes: Any) -> QuerySet:
    retenues: QuerySet = lignes.filter(notice__in=RETENUES).order_by()
    return retenues


def _par(lignes: Any, champ: str) -> QuerySet:
    """One row a notice and a value, which a constraint keeps so: no DISTINCT."""
    return _retenues(lignes).values(valeur=F(champ)).annotate(n=Count("pk"))


def _en_ligne() -> QuerySet:
    liens = _retenues(Rattachement.objects).exclude(lien__etat__in=["incomplet", "mort"])
    return liens.values(valeur=Value("oui")).annotate(n=Count("notice", distinct=True))
