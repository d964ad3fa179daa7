"""The portal's one search engine: same hits, same order on SQLite and PostgreSQL."""

from socle.recherche.indexation import Cherchable, TexteCherche
from socle.recherche.marquage import extrait, marquer
from socle.recherche.moteur import chercher, filtrer
from socle.recherche.requete import analyser
from socle.recherche.suggestions import suggerer, vouliez_vous_dire

__all__ = [
    "Cherchable",
    "TexteCherche",
    "analyser",
    "chercher",
    "extrait",
    "filtrer",
    "marquer",
    "suggerer",
    "vouliez_vous_dire",
]
