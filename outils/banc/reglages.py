"""The settings of the site, and beside its addresses one bare view that sends as many bytes."""

from portal import settings as du_portail

vars().update({nom: v for nom, v in vars(du_portail).items() if nom.isupper()})
ROOT_URLCONF = "outils.banc.nue"
# Style sheets under their own names: nothing to collect, and no file of the tree is touched.
STORAGES = {
    **du_portail.STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
