"""Take notices in: a file of any usual format → what would change → what the editor chose.

`lire` turns bytes into records, an `Attente` keeps them with what the editor mends, `comparer`
tells each one from the catalogue, `appliquer` writes the chosen ones in one transaction. Nothing
is written before.
"""

from bibliographie.importation.application import BilanImport, Choix, ConflitError, appliquer
from bibliographie.importation.attente import Attendu, Attente, depuis_json, vers_json
from bibliographie.importation.comparaison import Comparaison, Etat, comparer
from bibliographie.importation.fichiers import ImportationError, Lot, lire

__all__ = [
    "Attendu",
    "Attente",
    "BilanImport",
    "Choix",
    "Comparaison",
    "ConflitError",
    "Etat",
    "ImportationError",
    "Lot",
    "appliquer",
    "comparer",
    "depuis_json",
    "lire",
    "vers_json",
]
