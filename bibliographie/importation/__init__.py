"""Take notices in: RIS, BibTeX, CSV, XLSX → what would change → what the editor chose.

`lire` turns bytes into records, `comparer` tells each one from the catalogue, `appliquer` writes
the chosen ones in one transaction. Nothing is written before.
"""

from bibliographie.importation.application import BilanImport, Choix, ConflitError, appliquer
from bibliographie.importation.comparaison import Comparaison, Etat, comparer
from bibliographie.importation.fichiers import ImportationError, Lot, lire

__all__ = [
    "BilanImport",
    "Choix",
    "Comparaison",
    "ConflitError",
    "Etat",
    "ImportationError",
    "Lot",
    "appliquer",
    "comparer",
    "lire",
]
