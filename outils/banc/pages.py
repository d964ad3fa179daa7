"""Which public addresses are asked, each kind once, and what it is compared with."""

import contextlib
import re
import sqlite3
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote_plus

from outils.banc import voisin
from outils.banc.processus import Interlocuteur

FICHE, LISTE, IMPRIME, FLUX, AUTRE = "fiche", "liste", "imprimé", "flux", "page"
# The words of a search; then the most frequent word of the catalogue: most notices answer.
MOTS, MOT = "santé mentale", "santé"
REGION = "Provence-Alpes-Côte d’Azur"

# Name, kind, address.
PAGES = (
    ("accueil", AUTRE, "/"),
    ("recherche d’un lieu", AUTRE, "/territoires/?q=la+seyne"),
    ("suggestions de lieux", AUTRE, "/territoires/suggestions/?q=mars"),
    ("commune", FICHE, "/territoires/commune/83126/"),
    ("arrondissement", FICHE, "/territoires/arrondissement/13203/"),
    ("EPCI", FICHE, "/territoires/epci/200054807/"),
    ("département", FICHE, "/territoires/departement/13/"),
    ("région", FICHE, "/territoires/region/93/"),
    ("France", FICHE, "/territoires/pays/FR/"),
    ("dispositif", FICHE, "/dispositifs/{dispositif}/"),
    ("notice", FICHE, "/bibliographie/{notice}/"),
    ("contrats de ville", LISTE, "/contrats-de-ville/"),
    ("contrats de ville, territoire", LISTE, "/contrats-de-ville/?territoire=region-93"),
    ("carte", AUTRE, "/carte/"),
    ("carte, département + type", AUTRE, "/carte/?territoire=departement-13&type=cls"),
    ("carte, France", AUTRE, "/carte/?territoire=pays-FR"),
    ("carte.geojson", AUTRE, "/carte.geojson"),
    ("carte.geojson, France", AUTRE, "/carte.geojson?territoire=pays-FR"),
    ("observatoire", AUTRE, "/observatoire/"),
    ("observatoire, France", AUTRE, "/observatoire/?territoire=pays-FR"),
    ("zones blanches", AUTRE, "/observatoire/zones-blanches/"),
    ("zones blanches, France", AUTRE, "/observatoire/zones-blanches/?territoire=pays-FR&type=cls"),
    ("agenda", AUTRE, "/agenda/"),
    ("agenda, France", AUTRE, "/agenda/?territoire=pays-FR"),
    ("changements", AUTRE, "/changements/"),
    ("changements, région", AUTRE, "/changements/?territoire=region-93"),
    ("comprendre", AUTRE, "/comprendre/"),
    ("comprendre, CLS", AUTRE, "/comprendre/cls/"),
    ("comprendre, comparer", AUTRE, "/comprendre/comparer/"),
    ("comprendre, chronologie", AUTRE, "/comprendre/chronologie/"),
    ("comprendre, glossaire", AUTRE, "/comprendre/glossaire/"),
    ("comprendre, par où commencer", AUTRE, "/comprendre/par-ou-commencer/"),
    ("recherche du site", AUTRE, "/recherche/?q={mots}"),
    ("recherche du site, mot fréquent", AUTRE, "/recherche/?q={mot}"),
    ("sélections", AUTRE, "/bibliographie/selections/"),
    ("ma sélection", AUTRE, "/ma-selection/?n=1-2-3"),
    ("commune, en PDF", IMPRIME, "/territoires/commune/83126-la-seyne-sur-mer.pdf"),
    ("région, en PDF", IMPRIME, "/territoires/region/93-provence-alpes-cote-d-azur.pdf"),
    ("bibliographie.csv", FLUX, "/bibliographie.csv"),
    ("bibliographie.ris", FLUX, "/bibliographie.ris"),
    ("bibliographie.json", FLUX, "/bibliographie.json"),
    ("bibliographie.xlsx", FLUX, "/bibliographie.xlsx"),
    ("dispositifs.csv", FLUX, "/dispositifs.csv"),
    ("dispositifs.geojson", FLUX, "/dispositifs.geojson"),
    ("territoires.csv", FLUX, "/territoires.csv"),
    ("observatoire.csv", FLUX, "/observatoire.csv"),
    ("agenda.ics", AUTRE, "/agenda.ics"),
    ("changements.atom", AUTRE, "/changements.atom"),
)
# Records whose address is known by the list that leads to them: name, kind, list, address.
PAR_LEUR_LISTE = (
    ("contrat de ville", FICHE, "/contrats-de-ville/", r"/contrats-de-ville/[-\w]+/"),
    ("sélection", FICHE, "/bibliographie/selections/", r"/bibliographie/selections/[-\w]+/"),
)
# Name of the filter, its query, and the query of Datasette for the same page, where it has one.
REGISTRE = (
    ("", "", ""),
    ("tableau", "vue=tableau", None),
    ("page 50", "page=50", None),
    ("q", "q={mot}", "_search={mot}"),
    ("type", "type=cls", "type=cls"),
    ("territoire", "territoire=region-93", "territoires_1={region}"),
    ("statut", "statut=actif", "statut=actif"),
    ("coordination", "coordination=inconnu", None),
    ("échelle", "echelle=commune", "echelle=commune"),
    ("porteur", "porteur=commune", "porteur=commune"),
    ("thème", "theme={porte}", None),
    ("contrat", "contrat=oui", None),
    ("fraîcheur", "fraicheur=jamais", None),
    ("en 2015", "au=2015", None),
    ("thème + q", "theme={porte}&q={mot}", None),
    ("type + q", "type=cls&q={mot}", "type=cls&_search={mot}"),
    ("territoire + q", "territoire=region-93&q={mot}", "territoires_1={region}&_search={mot}"),
)
CATALOGUE = (
    ("", "", ""),
    ("page 1000", "page=1000", None),
    ("par titre", "tri=titre", None),
    ("q", "q={mots}", "_search={mots}"),
    ("mot fréquent", "q={mot}", "_search={mot}"),
    ("type", "type=rapport", "type=rapport"),
    ("thème", "theme={theme}", "themes_1={theme}"),
    ("dispositif", "dispositif=cls", "dispositifs_1=cls"),
    ("territoire", "territoire=region-93", "territoires_1={region}"),
    ("années", "annee_min=2015&annee_max=2020", None),
    ("auteur", "auteur={auteur}", None),
    ("éditeur", "editeur={editeur}", None),
    ("en ligne", "en_ligne=oui", "en_ligne=1"),
    ("thème + q", "theme={theme}&q={mots}", "themes_1={theme}&_search={mots}"),
    ("dispositif + q", "dispositif=cls&q={mots}", "dispositifs_1=cls&_search={mots}"),
    ("territoire + q", "territoire=region-93&q={mots}", "territoires_1={region}&_search={mots}"),
)

# What these addresses name: real records, well furnished, that both sizes hold; then the themes
# and names that most notices of France bear.
VALEURS = {
    "dispositif": """
        SELECT d.slug FROM dispositifs_dispositif d JOIN dispositifs_etape e
        ON e.dispositif_id = d.id WHERE d.etat = 'publie' AND d.type_id <> 'contrat-de-ville'
        AND d.slug NOT LIKE 'banc-%' GROUP BY d.id ORDER BY count(*) DESC, d.slug LIMIT 1""",
    "notice": """
        SELECT n.numero FROM bibliographie_notice n JOIN bibliographie_contribution c
        ON c.notice_id = n.id WHERE n.etat = 'publie' AND n.cle NOT LIKE 'banc-%'
        GROUP BY n.id ORDER BY count(*) DESC, n.numero LIMIT 1""",
    "theme": """
        SELECT t.slug FROM socle_theme t JOIN bibliographie_notice_themes m ON m.theme_id = t.id
        GROUP BY t.id ORDER BY count(*) DESC, t.slug LIMIT 1""",
    "porte": """
        SELECT t.slug FROM socle_theme t JOIN dispositifs_dispositif_themes m ON m.theme_id = t.id
        GROUP BY t.id ORDER BY count(*) DESC, t.slug LIMIT 1""",
    "auteur": """
        SELECT a.slug FROM bibliographie_auteur a JOIN bibliographie_contribution c
        ON c.auteur_id = a.id GROUP BY a.slug ORDER BY count(*) DESC, a.slug LIMIT 1""",
    "editeur": """
        SELECT e.slug FROM bibliographie_editeur e JOIN bibliographie_edition m
        ON m.editeur_id = e.id GROUP BY e.slug ORDER BY count(*) DESC, e.slug LIMIT 1""",
}


@dataclass(frozen=True)
class Page:
    """A public address, by the name that the report gives it; the same page of Datasette."""

    nom: str
    sorte: str
    chemin: str
    voisine: str = ""

    @property
    def a_des_mots(self) -> bool:
        """Whether words are searched: the target is another one."""
        return "q=" in self.chemin

    @property
    def est_suggestion(self) -> bool:
        """What the script asks for under a field; without its header, it is another page."""
        return "suggestions" in self.chemin


def publiques(france: Path, paca: Interlocuteur) -> list[Page]:
    """Every address asked, written as the portal itself writes it."""
    valeurs = {nom: quote_plus(_lire(france, requete)) for nom, requete in VALEURS.items()}
    fixes = {"mots": MOTS, "mot": MOT, "region": REGION}
    valeurs |= {nom: quote_plus(valeur) for nom, valeur in fixes.items()}
    pages = [Page(nom, sorte, chemin.format(**valeurs)) for nom, sorte, chemin in PAGES]
    for nom, sorte, liste, motif in PAR_LEUR_LISTE:
        if lien := re.search(f'href="({motif})', paca.dire("lire", chemin=liste)):
            pages.append(Page(nom, sorte, lien[1]))
    for nom, table, filtres in (
        ("dispositifs", "dispositifs", REGISTRE),
        ("bibliographie", "notices", CATALOGUE),
    ):
        for filtre, requete, sienne in filtres:
            chemin = f"/{nom}/?{requete.format(**valeurs)}".rstrip("?")
            voisine = voisin.adresse(table, sienne.format(**valeurs)) if sienne is not None else ""
            pages.append(Page(f"{nom}, {filtre}".rstrip(", "), LISTE, chemin, voisine))
    return [_exacte(page, paca) for page in pages]


def _lire(base: Path, requete: str) -> str:
    with contextlib.closing(sqlite3.connect(base)) as connexion:
        return str(connexion.execute(requete).fetchone()[0])


def _exacte(page: Page, paca: Interlocuteur) -> Page:
    """With the address that the short one of a record leads to."""
    if page.sorte != FICHE:
        return page
    return replace(page, chemin=paca.demander(page.chemin).vers or page.chemin)
