"""What pages are compared with: the files as written, and SQL without a word of the register."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
REGISTRE = sorted((FIXTURES / "registre").glob("*.yaml"))

# Each published scheme at %(jour)s: the statut of its last étape (« » when none), and where it
# stands: that statut, unless its term is past and nothing dated later shows it running, or unless
# the published scheme that succeeds it has begun by then.
SITUATIONS = """
    WITH derniere AS (
        SELECT e.dispositif_id, e.statut, e.date
        FROM dispositifs_etape AS e
        WHERE e.date <= %(jour)s AND NOT EXISTS (
            SELECT 1 FROM dispositifs_etape AS f
            WHERE f.dispositif_id = e.dispositif_id AND f.date <= %(jour)s
              AND (f.date > e.date OR (f.date = e.date AND f.id > e.id))
        )
    ), suivi AS (
        SELECT suivant.succede_a_id AS id
        FROM dispositifs_dispositif AS suivant
        JOIN dispositifs_etape AS e ON e.dispositif_id = suivant.id
        WHERE suivant.etat = 'publie' AND suivant.succede_a_id IS NOT NULL AND e.date <= %(jour)s
          AND e.statut NOT IN ('en-reflexion', 'en-projet', 'en-elaboration')
    ), echu AS (
        SELECT d.id, d.verifie_le,
               CASE WHEN d.fin <> '' THEN d.fin ELSE g.fin END || '-99' AS dernier_jour
        FROM dispositifs_dispositif AS d
        LEFT JOIN dispositifs_generation AS g ON g.code = d.generation_nommee_id
        WHERE d.fin <> '' OR g.fin <> ''
    ), situation AS (
        SELECT d.id, d.slug, d.type_id, COALESCE(derniere.statut, '') AS statut,
            CASE WHEN derniere.statut IN ('absorbe', 'termine', 'abandonne') THEN derniere.statut
                 WHEN echu.dernier_jour < %(jour)s
                      AND COALESCE(derniere.date, '') <= echu.dernier_jour
                      AND (echu.verifie_le <= echu.dernier_jour OR echu.verifie_le > %(jour)s)
                 THEN 'a-terme'
                 WHEN d.id IN (SELECT id FROM suivi) THEN 'remplace'
                 ELSE COALESCE(derniere.statut, '') END AS situation
        FROM dispositifs_dispositif AS d
        LEFT JOIN derniere ON derniere.dispositif_id = d.id
        LEFT JOIN echu ON echu.id = d.id
        WHERE d.etat = 'publie'
    )
"""


@cache
def lignes(rubrique: str, fichier: str = "") -> list[dict[str, Any]]:
    """The rows of a list, in one file of the register or in all."""
    return [
        ligne
        for chemin in REGISTRE
        if not fichier or chemin.stem == fichier
        for ligne in yaml.safe_load(chemin.read_text("utf-8")).get(rubrique) or []
    ]


def publies(fichier: str = "") -> list[dict[str, Any]]:
    """The schemes that the public sees: all but those that a file says « à relire »."""
    return [d for d in lignes("dispositifs", fichier) if d.get("etat", "publie") == "publie"]


def lieux_ecrits(dispositif: dict[str, Any]) -> set[str]:
    """The places that its perimeter names."""
    perimetre = dispositif.get("perimetre") or []
    return {lieu for p in perimetre for lieu in p.get("territoires") or [p["territoire"]]}


def etapes_ecrites(dispositif: dict[str, Any]) -> list[dict[str, Any]]:
    """Its étapes in the order of their dates: those of its row, and those that a file adds."""
    ajoutees = [e for e in lignes("etapes") if e["dispositif"] == dispositif["cle"]]
    siennes: list[dict[str, Any]] = dispositif.get("etapes") or []
    return sorted([*siennes, *ajoutees], key=lambda e: str(e["date"]))
