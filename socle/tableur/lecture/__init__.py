"""One reader of tables for the whole portal: workbooks and CSV, from any spreadsheet.

`lire_feuille` gives the sheet that has the expected headers, its rows with their numbers, and in
French what people should know of how it was read. Cells come as plain text: nothing is computed,
nothing is guessed of their meaning.
"""

from socle.tableur.lecture.cellules import Cellules, est_en_erreur, nettoyer, proteger
from socle.tableur.lecture.encodage import decoder, decoder_avec_encodage
from socle.tableur.lecture.entree import (
    LIGNES_MAX,
    TAILLE_MAX,
    TableurError,
    est_un_classeur,
    refuser_les_etrangers,
    trop_gros,
)
from socle.tableur.lecture.feuille import Feuille, Rejet, lire_feuille
from socle.tableur.lecture.separes import EstEntete

__all__ = [
    "LIGNES_MAX",
    "TAILLE_MAX",
    "Cellules",
    "EstEntete",
    "Feuille",
    "Rejet",
    "TableurError",
    "decoder",
    "decoder_avec_encodage",
    "est_en_erreur",
    "est_un_classeur",
    "lire_feuille",
    "nettoyer",
    "proteger",
    "refuser_les_etrangers",
    "trop_gros",
]
