"""One notice on one admin page: who made it, where it is read, what it is about."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from bibliographie.admin.filtres import EtatDuLienFilter, ThemeFilter
from bibliographie.admin.formulaires import LignesEtroites, LignesRangees, NoticeForm
from bibliographie.admin.importer import ImportationMixin
from bibliographie.admin.ressemblances import RessemblancesMixin
from bibliographie.doublons.fusion import DoublonsDeNotices
from bibliographie.doublons.ressemblances import Doublon, doublons_de
from bibliographie.formats.reference import de_notice
from bibliographie.models import Contribution, Edition, Notice, Provenance, Rattachement
from socle.admin import FicheAdmin
from socle.publication import PublicationMixin
from socle.tableur.admin import TableurMixin
from socle.textes import plier


class ContributionInline(LignesRangees):
    model = Contribution
    fields = ["ordre", "auteur"]
    autocomplete_fields = ["auteur"]


class EditionInline(LignesRangees):
    model = Edition
    fields = ["ordre", "editeur"]
    autocomplete_fields = ["editeur"]


class RattachementInline(LignesRangees):
    """Addresses, with what the robot found there."""

    model = Rattachement
    fields = ["ordre", "lien", "etat_du_lien"]
    readonly_fields = ["etat_du_lien"]
    autocomplete_fields = ["lien"]

    @admin.display(description="état")
    def etat_du_lien(self, rattachement: Rattachement) -> str:
        """What the robot found there."""
        return str(rattachement.lien.get_etat_display()) if rattachement.lien_id else ""


class ProvenanceInline(LignesEtroites):
    model = Provenance
    fields = ["document", "lignes", "mis_de_cote"]
    # Written by an import: what the file said and the notice does not.
    readonly_fields = ["mis_de_cote"]


@admin.register(Notice)
class NoticeAdmin(
    DoublonsDeNotices,
    TableurMixin,
    RessemblancesMixin,
    ImportationMixin,
    PublicationMixin,
    FicheAdmin,
):
    """The editors' page of a notice."""

    form = NoticeForm
    change_list_template = "admin/bibliographie/notice/change_list.html"
    list_display = ["titre", "numero", "type", "auteurs_liste", "date", "etat"]
    list_filter = ["etat", "type", ThemeFilter, "types", "adresse", EtatDuLienFilter]
    list_per_page = 50
    # Declared for the search box and autocompletion; see get_search_results.
    search_fields = ["titre"]
    search_help_text = "Mots du titre, auteur, numéro ou DOI."
    prepopulated_fields = {"cle": ["titre"]}
    autocomplete_fields = ["revue", "dispositifs", "territoires"]
    filter_horizontal = ["themes", "types", "publics"]
    readonly_fields = ["numero", "cree_le", "modifie_le"]
    tableur_cle = "numero"
    tableur_lus = ["auteurs_liste"]
    save_on_top = True
    champs_sensibles = ("etat",)
    inlines = [ContributionInline, EditionInline, RattachementInline, ProvenanceInline]
    fieldsets = [
        (None, {"fields": ["type", "titre", "cle", "etat", ("et_al", "type_source")]}),
        (
            "Publication",
            {
                "fields": [
                    ("date", "pages", "duree"),
                    ("revue", "volume", "numero_revue"),
                    ("dans_titre", "dans_responsables", "dans_editeur"),
                    ("edition", "lieu", "isbn"),
                    ("doi", "langue"),
                    "adresse",
                ]
            },
        ),
        ("Résumé", {"fields": ["resume", "resume_origine"]}),
        (
            "Sujets",
            {"fields": ["themes", "types", "dispositifs", "territoires", "publics"]},
        ),
        ("Au catalogue", {"fields": ["note", ("numero", "cree_le", "modifie_le")]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Notice]:
        return super().get_queryset(request).prefetch_related("contributions__auteur")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Every word in the title or in an author's name, accents aside; a number; a DOI."""
        for mot in plier(search_term).split():
            signees = Contribution.objects.filter(notice=OuterRef("pk"), auteur__slug__contains=mot)
            trouve = Q(titre_plie__contains=mot) | Q(Exists(signees))
            trouve |= Q(doi__icontains=search_term.strip())
            if mot.isdigit() and len(mot) < 10:
                trouve |= Q(numero=int(mot))
            queryset = queryset.filter(trouve)
        return queryset, False

    @admin.display(description="auteurs")
    def auteurs_liste(self, notice: Notice) -> str:
        """As CRES prints them."""
        return notice.noms_des_auteurs

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Once its rows are saved: index the notice, and say which others look like it."""
        super().save_related(request, form, formsets, change)
        notice = Notice.objects.pour_liste().get(pk=form.instance.pk)
        notice.indexer()
        if doublons := doublons_de(notice, de_notice(notice)):
            messages.warning(request, _avertissement(doublons))


def _avertissement(doublons: list[Doublon]) -> SafeString:
    """« Cette notice ressemble à : … (même titre). », each a link."""
    liste = format_html_join(
        ", ",
        '<a href="{}">n°\u00a0{} «\u00a0{}\u00a0»</a> ({})',
        (
            (
                reverse("admin:bibliographie_notice_change", args=[d.notice.pk]),
                d.notice.numero,
                d.notice.titre,
                ", ".join(d.raisons),
            )
            for d in doublons[:5]
        ),
    )
    return format_html("Cette notice ressemble à\u00a0: {}. Est-ce un doublon\u202f?", liste)
