"""The settings of the site, and beside its addresses one bare view that sends as many bytes."""

import os
from pathlib import Path

from portal import settings as du_portail

vars().update({nom: v for nom, v in vars(du_portail).items() if nom.isupper()})
ROOT_URLCONF = "outils.banc.adresses"
# Hashed files of this run only: those of the tree may be in use.
STATIC_ROOT = Path(os.environ["BANC_DOSSIER"]) / "statiques"
