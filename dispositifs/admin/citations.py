"""Which texts call a record by its key: what changes, or is lost, on the pages that quote it."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.contrib import admin
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from dispositifs.models import Explication, Partie, ReponseCritere
from socle.textes import majuscule


def citations(genre: str, cle: str) -> Iterator[tuple[str, str]]:
    """(address, words) of each page of « Comprendre » whose texts call that key. Three queries."""
    jeton = f"[[{genre}:{cle}]]"
    for explication in Explication.objects.filter(chapo__contains=jeton).select_related("type"):
        yield explication.get_absolute_url(), majuscule(f"{explication.type}, chapô")
    parties = Partie.objects.filter(texte__contains=jeton).select_related("explication__type")
    for partie in parties:
        adresse = f"{partie.explication.get_absolute_url()}#{partie.rubrique}"
        yield adresse, majuscule(f"{partie.explication.type}, {partie}")
    reponses = ReponseCritere.objects.filter(texte__contains=jeton)
    for reponse in reponses.select_related("type", "critere"):
        yield reponse.get_absolute_url(), f"Comparaison : {reponse}"


class CiteParMixin(admin.ModelAdmin):
    """The form of what texts call by key says who calls it, before it is changed or taken off."""

    genre_de_jeton: ClassVar[str]
    readonly_fields = ("cite_par",)

    @admin.display(description="cité par")
    def cite_par(self, objet: Any) -> SafeString:
        """The pages, each a link; without this record they would say « introuvable »."""
        pages = list(citations(self.genre_de_jeton, objet.cle)) if objet.pk else []
        if not pages:
            return SafeString("Aucun texte de « Comprendre ».")
        return format_html(
            '<ul class="essais">{}</ul><p class="help">Retiré du site ou supprimé, il y serait '
            "« introuvable ».</p>",
            format_html_join("", '<li><a href="{}">{}</a></li>', pages),
        )
