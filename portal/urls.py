"""Every address of the portal."""

from django.contrib import admin
from django.contrib.sitemaps import views as sitemaps
from django.urls import include, path, register_converter

from portal.cartes import vues as cartes
from portal.comprendre import vues as comprendre
from portal.comprendre.comparer import comparer, comparer_pdf
from portal.comprendre.parcours import par_ou_commencer
from portal.equipe.guide import guide
from portal.lieu.vues import territoire, territoire_pdf
from portal.recherche.vues import rechercher, suggestions
from portal.site import changements, moteurs, signaler
from portal.site import vues as pages


class CodeConverter:
    """The code of a territory: letters and digits, so that the slug after it is told apart."""

    regex = "[0-9A-Za-z]{2,9}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(CodeConverter, "code")

urlpatterns = [
    path("", pages.accueil, name="accueil"),
    path("", include("territoires.urls")),
    path("territoires/<slug:echelle>/<code:code>-<slug:slug>/", territoire, name="territoire"),
    path("territoires/<slug:echelle>/<code:code>/", territoire, name="territoire_par_code"),
    path(
        "territoires/<slug:echelle>/<code:code>-<slug:slug>.pdf",
        territoire_pdf,
        name="territoire_pdf",
    ),
    path("territoires/<slug:echelle>/<code:code>.pdf", territoire_pdf),
    path("carte/", cartes.carte, name="carte"),
    path("carte.svg", cartes.carte_image, {"suffixe": "svg"}, name="carte_svg"),
    path("carte.png", cartes.carte_image, {"suffixe": "png"}, name="carte_png"),
    path("carte.geojson", cartes.carte_geojson, name="carte_geojson"),
    path("dispositifs.geojson", cartes.dispositifs_geojson, name="dispositifs_geojson"),
    path("", include("dispositifs.urls")),
    path("", include("bibliographie.urls")),
    path("", include("portal.observatoire.urls")),
    path("", include("portal.agenda.urls")),
    path("changements/", changements.changements, name="changements"),
    path("changements.atom", changements.fil, name="changements_fil"),
    path("comprendre/", comprendre.accueil, name="comprendre"),
    path("comprendre/comparer/", comparer, name="comprendre_comparer"),
    path("comprendre/comparer.pdf", comparer_pdf, name="comparer_pdf"),
    path("comprendre/chronologie/", comprendre.chronologie, name="chronologie"),
    path("comprendre/glossaire/", comprendre.glossaire, name="glossaire"),
    path("comprendre/par-ou-commencer/", par_ou_commencer, name="par_ou_commencer"),
    path("comprendre/<slug:code>/", comprendre.explication, name="comprendre_type"),
    path("comprendre/<slug:code>.pdf", comprendre.explication_pdf, name="comprendre_pdf"),
    path("recherche/", rechercher, name="recherche"),
    path("recherche/suggestions/", suggestions, name="recherche_suggestions"),
    path("accessibilite/", pages.accessibilite, name="accessibilite"),
    path("mentions-legales/", pages.mentions_legales, name="mentions_legales"),
    path("donnees-personnelles/", pages.donnees_personnelles, name="donnees_personnelles"),
    path("plan-du-site/", pages.plan_du_site, name="plan_du_site"),
    path("aide/", pages.aide, name="aide"),
    path("signaler/", signaler.signaler, name="signaler"),
    path("signaler/merci/", signaler.merci, name="signaler_merci"),
    path("sante/", pages.sante, name="sante"),
    path("robots.txt", moteurs.robots, name="robots"),
    path("sitemap.xml", sitemaps.index, {"sitemaps": moteurs.PLANS}, name="sitemap"),
    path(
        "sitemap-<section>.xml",
        sitemaps.sitemap,
        {"sitemaps": moteurs.PLANS},
        name="django.contrib.sitemaps.views.sitemap",
    ),
    path("compte/", include("portal.acces.urls")),
    path("admin/guide/", admin.site.admin_view(guide), name="guide"),
    path("admin/guide/<slug:nom>/", admin.site.admin_view(guide), name="guide_page"),
    path("admin/", admin.site.urls),
]

handler400 = pages.erreur_400
handler403 = pages.erreur_403
handler404 = pages.erreur_404
handler500 = pages.erreur_500
