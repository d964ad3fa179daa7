"""Addresses of the catalogue, of the sélections and of a visitor’s own."""

from django.urls import path, re_path

from bibliographie.catalogue import vues as catalogue
from bibliographie.selections import ma_selection
from bibliographie.selections import vues as selections
from bibliographie.unapi.vues import unapi

ECHANGE = r"(?P<suffixe>ris|bib|csl\.json)"

urlpatterns = [
    path("bibliographie/", catalogue.liste, name="bibliographie"),
    re_path(
        r"^bibliographie\.(?P<suffixe>csv|xlsx|json|ris|bib|csl\.json)$",
        catalogue.liste,
        name="bibliographie_fichier",
    ),
    path("bibliographie/selections/", selections.selections, name="selections"),
    path("bibliographie/selections/<slug:slug>/", selections.selection, name="selection"),
    re_path(
        r"^bibliographie/selections/(?P<slug>[-\w]+)\.(?P<suffixe>docx|pdf|ris|bib|csl\.json|csv)$",
        selections.fichier,
        name="selection_fichier",
    ),
    re_path(
        rf"^bibliographie/(?P<numero>[0-9]{{1,7}})\.{ECHANGE}$",
        catalogue.notice,
        name="notice_fichier",
    ),
    path("bibliographie/<int:numero>-<slug:slug>/", catalogue.notice, name="notice"),
    path("bibliographie/<int:numero>/", catalogue.notice, name="notice_par_numero"),
    path("unapi/", unapi, name="unapi"),
    path("ma-selection/", ma_selection.voir, name="ma_selection"),
    path("ma-selection/changer/", ma_selection.changer, name="ma_selection_changer"),
    re_path(
        r"^ma-selection\.(?P<suffixe>docx|pdf|ris|bib|csl\.json)$",
        ma_selection.exporter,
        name="ma_selection_fichier",
    ),
]
