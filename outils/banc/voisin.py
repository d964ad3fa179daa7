"""Datasette on the same data: the neighbour that gives facets and search without a line of code.

What a record has several of (themes, authors…) is there by its first value, in a plain column
with an index: Datasette counts less than our page and answers fast, which is the severe comparison.
(Its `_facet_array` counts all of them, in tens of seconds.)
"""

import contextlib
import sqlite3
import subprocess
import sys
from pathlib import Path

from outils.banc.bases import RACINE
from outils.banc.processus import Interlocuteur

NOTICES = """
CREATE TABLE notices AS SELECT n.numero, n.titre, n.resume, n.type, substr(n.date, 1, 4) AS annee,
    EXISTS (SELECT 1 FROM p.bibliographie_rattachement r JOIN p.bibliographie_lien l
        ON l.id = r.lien_id WHERE r.notice_id = n.id
        AND l.etat NOT IN ('incomplet', 'mort')) AS en_ligne,
    (SELECT json_group_array(DISTINCT t.slug) FROM p.bibliographie_notice_themes m
        JOIN p.socle_theme_ancetres a ON a.from_theme_id = m.theme_id
        JOIN p.socle_theme t ON t.id = a.to_theme_id WHERE m.notice_id = n.id) AS themes,
    (SELECT json_group_array(m.typedispositif_id) FROM p.bibliographie_notice_types m
        WHERE m.notice_id = n.id) AS dispositifs,
    (SELECT json_group_array(DISTINCT h.nom) FROM p.bibliographie_notice_territoires m
        JOIN p.territoires_appartenance a ON a.contenu_id = m.territoire_id
        JOIN p.territoires_territoire h ON h.id = a.contenant_id
        WHERE m.notice_id = n.id AND h.echelle IN ('region', 'departement')) AS territoires,
    (SELECT json_group_array(e.nom) FROM p.bibliographie_edition m
        JOIN p.bibliographie_editeur e ON e.id = m.editeur_id WHERE m.notice_id = n.id)
        AS editeurs,
    (SELECT json_group_array(e.slug) FROM p.bibliographie_contribution m
        JOIN p.bibliographie_auteur e ON e.id = m.auteur_id WHERE m.notice_id = n.id) AS auteurs
FROM p.bibliographie_notice n WHERE n.etat = 'publie' ORDER BY n.date DESC
"""
DISPOSITIFS = """
CREATE TABLE dispositifs AS SELECT d.slug, d.nom, d.type_id AS type, d.verifie_le,
    coalesce((SELECT e.statut FROM p.dispositifs_etape e WHERE e.dispositif_id = d.id
        ORDER BY e.date DESC, e.id DESC LIMIT 1), '') AS statut,
    coalesce((SELECT c.etat FROM p.dispositifs_coordination c WHERE c.dispositif_id = d.id
        AND c.fin = '' ORDER BY c.date DESC LIMIT 1), '') AS coordination,
    coalesce(t.echelle, '') AS echelle, coalesce(o.nature, '') AS porteur,
    d.verifie_le > '2024' AS fraicheur,
    (SELECT json_group_array(DISTINCT h.nom) FROM p.dispositifs_couverture m
        JOIN p.territoires_appartenance a ON a.contenu_id = m.territoire_id
        JOIN p.territoires_territoire h ON h.id = a.contenant_id
        WHERE m.dispositif_id = d.id AND h.echelle IN ('region', 'departement')) AS territoires
FROM p.dispositifs_dispositif d
LEFT JOIN p.dispositifs_couverture k ON k.id = d.couverture_principale_id
LEFT JOIN p.territoires_territoire t ON t.id = k.territoire_id
LEFT JOIN p.dispositifs_organisme o ON o.id = d.porteur_id
WHERE d.etat = 'publie'
"""
# Table → (facets of one value, facets of several values, columns of the full-text index).
TABLES: dict[str, tuple[list[str], list[str], str]] = {
    "notices": (
        ["type", "en_ligne"],
        ["themes", "dispositifs", "territoires", "editeurs", "auteurs"],
        "titre, auteurs, editeurs, resume",
    ),
    "dispositifs": (
        ["type", "statut", "coordination", "echelle", "porteur", "fraicheur"],
        ["territoires"],
        "nom, territoires",
    ),
}
REMPLIR = (
    "INSERT INTO notices_fts (notices_fts) VALUES ('rebuild')",
    "INSERT INTO dispositifs_fts (dispositifs_fts) VALUES ('rebuild')",
)


def premieres(multiples: list[str]) -> list[str]:
    """The columns that hold the first of each."""
    return [f"{colonne}_1" for colonne in multiples]


def ecrire(portail: Path, fichier: Path) -> None:
    """One flat table for each list, with indexes on its facets and a full-text index."""
    fichier.unlink(missing_ok=True)
    with contextlib.closing(sqlite3.connect(fichier)) as base:
        base.execute("ATTACH ? AS p", [str(portail)])
        base.execute(NOTICES)
        base.execute(DISPOSITIFS)
        for table, (simples, multiples, plein_texte) in TABLES.items():
            ordres = [
                f"ALTER TABLE {table} ADD COLUMN {c}_1 AS (coalesce({c} ->> 0, '')) VIRTUAL"
                for c in multiples
            ]
            facettes = (*simples, *premieres(multiples))
            ordres += [f"CREATE INDEX {table}_{c} ON {table} ({c})" for c in facettes]
            ordres += [
                f"CREATE VIRTUAL TABLE {table}_fts USING fts5({plein_texte}, content='{table}', "
                "tokenize='unicode61 remove_diacritics 2')",
            ]
            for ordre in ordres:
                base.execute(ordre)
        for ordre in REMPLIR:
            base.execute(ordre)
        base.commit()
        base.execute("ANALYZE")
        base.commit()


def adresse(table: str, requete: str) -> str:
    """The page of this query, with the facets of ours on plain columns that have an index."""
    simples, multiples, _ = TABLES[table]
    facettes = [f"_facet={colonne}" for colonne in (*simples, *premieres(multiples))]
    return f"/voisin/{table}?{'&'.join([requete, *facettes])}".replace("?&", "?")


def installer(dossier: Path) -> Path:
    """Datasette from the package index, in an environment of its own; gives its Python."""
    environnement = dossier / "datasette"
    python = environnement / "bin" / "python"
    if not (environnement / "bin" / "datasette").exists():
        subprocess.run([sys.executable, "-m", "venv", str(environnement)], check=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "datasette<1"], check=True, cwd=RACINE)
    return python


def datasette(dossier: Path, france: Path) -> Interlocuteur:
    """Datasette on a copy of the data of France, opened as immutable."""
    python = installer(dossier)
    fichier = france.with_name("voisin.db")
    if not fichier.exists():
        brouillon = fichier.with_suffix(".brouillon")
        ecrire(france, brouillon)
        brouillon.rename(fichier)
    commande = [str(python), "-m", "outils.banc.voisin_interieur", str(fichier)]
    return Interlocuteur(commande, {"PATH": "/usr/bin:/bin"})
