"""Which pages are timed, by what they are compared with."""

import contextlib
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

MOTS = "santé mentale"


@dataclass(frozen=True)
class Page:
    """A page of the portal, by the name that the report gives it."""

    nom: str
    chemin: str


def _une(base: Path, requete: str) -> str:
    with contextlib.closing(sqlite3.connect(base)) as connexion:
        return str(connexion.execute(requete).fetchone()[0])


def fiches(base: Path) -> list[Page]:
    """Record pages that both databases hold: the real ones, well furnished."""
    dispositif = _une(
        base,
        "SELECT d.slug FROM dispositifs_dispositif d JOIN dispositifs_etape e"
        " ON e.dispositif_id = d.id WHERE d.etat = 'publie' AND d.slug NOT LIKE 'banc-%'"
        " GROUP BY d.id ORDER BY count(*) DESC, d.slug LIMIT 1",
    )
    notice = _une(
        base,
        "SELECT n.numero FROM bibliographie_notice n JOIN bibliographie_contribution c"
        " ON c.notice_id = n.id WHERE n.etat = 'publie' AND n.cle NOT LIKE 'banc-%'"
        " GROUP BY n.id ORDER BY count(*) DESC, n.numero LIMIT 1",
    )
    return [
        Page("commune", "/territoires/commune/83126-la-seyne-sur-mer/"),
        Page("département", "/territoires/departement/13-bouches-du-rhone/"),
        Page("région", "/territoires/region/93-provence-alpes-cote-d-azur/"),
        Page("dispositif", f"/dispositifs/{dispositif}/"),
        Page("notice", f"/bibliographie/{notice}/"),
    ]


def listes() -> list[Page]:
    """Lists with all their facets, and searches."""
    q = urlencode({"q": MOTS})
    return [
        Page("dispositifs", "/dispositifs/"),
        Page("dispositifs d’une région", "/dispositifs/?territoire=region-93"),
        Page("bibliographie", "/bibliographie/"),
        Page("bibliographie, recherche", f"/bibliographie/?{q}"),
        Page("recherche du site", f"/recherche/?{q}"),
        Page("recherche d’un lieu", "/territoires/?q=la+seyne"),
        Page("contrats de ville", "/contrats-de-ville/"),
        Page("accueil", "/"),
    ]
