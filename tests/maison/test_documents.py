"""What the documents name exists: files, folders, dotted names, commands of the house."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import get_commands

from tests.maison.arbre import APPS, RACINE, fichiers, lire, par_suffixe, rien

CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
RENVOI = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
# « socle/web/pdf.py », « tests/maison/ », « requirements/*.txt »: not an address of the site,
# which begins by a slash, nor a shell variable or a placeholder.
CHEMIN = re.compile(r"(?<![\w/.$<>{}:-])(?:[\w.*-]+/)+(?:[\w*-]+(?:\.[a-z]\w*)+)?(?![\w/<{])")
MODULE_SEUL = re.compile(r"(?<![\w/.<>-])[a-z]\w*\.py\b")
POINTE = re.compile(rf"(?<![\w/.@-])(?:{'|'.join((*APPS, 'outils'))})(?:\.[A-Za-z_]\w*)+(?![\w/(])")
# Ids of the system checks look like dotted names.
CONTROLE = re.compile(r"portal\.[EW]\d{3}")
COMMANDE = re.compile(r"manage\.py (\w+)")
CIBLE = re.compile(r"(?<![\w-])make ([a-z]+)")
# A row of a table about one folder: « | `socle/` | … `web/` ».
RANGEE = re.compile(r"\| `([\w/]+/)`")
# What a document may name that git does not hold.
FAITS_SUR_PLACE = {"staticfiles/", ".banc/"}


def codes(texte: str) -> str:
    """What a document gives as code, one piece a line."""
    return "\n".join(CODE.findall(texte))


def chemins(texte: str) -> Iterator[tuple[str, str]]:
    """The paths of a document, each with the folder that its row of a table is about."""
    for code in CODE.finditer(texte):
        ligne = texte.rfind("\n", 0, code.start()) + 1
        rangee = RANGEE.match(texte, ligne)
        for chemin in CHEMIN.findall(code.group()):
            yield chemin, rangee.group(1) if rangee else ""


def _existe(chemin: str, *dossiers: Path) -> bool:
    """Whether a path leads somewhere from one of these folders."""
    return any((RACINE / dossier / chemin).exists() for dossier in dossiers) or (
        "*" in chemin and any(RACINE.glob(chemin))
    )


def chemins_absents(texte: str, depuis: Path) -> Iterator[str]:
    """The paths and links of a document that lead nowhere."""
    noms = {fichier.name for fichier in fichiers()}
    for chemin, rangee in sorted(set(chemins(texte))):
        if chemin not in FAITS_SUR_PLACE and not _existe(chemin, Path(rangee), Path(), depuis):
            yield chemin
    yield from sorted(set(MODULE_SEUL.findall(codes(texte))) - noms)
    for renvoi in sorted(set(RENVOI.findall(texte))):
        ailleurs = "://" in renvoi or renvoi.startswith(("mailto:", "/"))
        if not ailleurs and not _existe(renvoi, depuis):
            yield renvoi


def _noms_de(fichier: Path) -> set[str]:
    """What a module defines or imports at its top level."""
    noms: set[str] = set()
    for noeud in ast.parse(lire(fichier)).body:
        if isinstance(noeud, ast.ClassDef | ast.FunctionDef):
            noms.add(noeud.name)
        elif isinstance(noeud, ast.Assign | ast.AnnAssign):
            cibles = noeud.targets if isinstance(noeud, ast.Assign) else [noeud.target]
            noms |= {cible.id for cible in cibles if isinstance(cible, ast.Name)}
    return noms


def designe(nom: str) -> bool:
    """Whether a dotted name leads to a module, or to what is defined there.

    A capital may be named from its package (« socle.Source », as Django's labels do).
    """
    mots = nom.split(".")
    lieu = Path(mots.pop(0))
    while mots and (RACINE / lieu / mots[0]).is_dir():
        lieu /= mots.pop(0)
    if mots and (RACINE / lieu / f"{mots[0]}.py").is_file():
        lieu = lieu / f"{mots.pop(0)}.py"
    if not mots:
        return True
    if lieu.suffix:
        return mots[0] in _noms_de(lieu)
    siens = [f for f in fichiers() if f.suffix == ".py" and f.is_relative_to(lieu)]
    return mots[0][0].isupper() and any(mots[0] in _noms_de(fichier) for fichier in siens)


def noms_absents(texte: str) -> list[str]:
    """The dotted names of a document that lead nowhere."""
    trouves = sorted({nom for nom in POINTE.findall(codes(texte)) if not CONTROLE.fullmatch(nom)})
    return [nom for nom in trouves if not designe(nom)]


def commandes_absentes(texte: str) -> list[str]:
    """The commands of a document that neither Django nor the Makefile knows."""
    cibles = set(re.findall(r"^([a-z]+):", lire(Path("Makefile")), re.MULTILINE))
    gerees = set(COMMANDE.findall(codes(texte))) - set(get_commands())
    faites = set(CIBLE.findall(codes(texte))) - cibles - {"git"}
    return [f"manage.py {c}" for c in sorted(gerees)] + [f"make {c}" for c in sorted(faites)]


def test_ce_que_les_documents_nomment_existe() -> None:
    rien(
        f"{document} : {absent}"
        for document in par_suffixe(".md")
        for absent in (
            *chemins_absents(lire(document), document.parent),
            *noms_absents(lire(document)),
            *commandes_absentes(lire(document)),
        )
    )


@pytest.mark.parametrize(
    "texte",
    [
        "dans `portal/portrait/vues.py`",
        "le dossier `portal/portrait/`",
        "les fichiers `requirements/*.lock`",
        "[le plan](docs/plan_perdu.md)",
        "| `portal/` | `listes/` (qui sont au socle) |",
        "la porte `vuees.py`",
        "```sh\npython outils/perdu.py\n```",
    ],
)
def test_un_chemin_qui_ne_mene_nulle_part_est_vu(texte: str) -> None:
    assert len(list(chemins_absents(texte, Path()))) == 1


@pytest.mark.parametrize(
    "texte",
    [
        "dans `socle/web/pdf.py`, `tests/maison/` et `requirements/*.txt`",
        "l’adresse `/observatoire/zones-blanches.csv`, hors code portal/perdu.py",
        "[le guide](docs/guide/README.md#le-debut) et [ailleurs](https://exemple.fr/a/b.md)",
        "la porte `vues.py`",
        "| `socle/` | `listes/`, `web/` |",
    ],
)
def test_un_chemin_qui_mene_quelque_part_ne_l_est_pas(texte: str) -> None:
    assert list(chemins_absents(texte, Path())) == []


@pytest.mark.parametrize(
    "nom",
    ["socle.perdu", "socle.Perdu", "socle.dates.perdue", "portal.lieu.perdu", "socle.web.pdf.Non"],
)
def test_un_nom_qui_ne_designe_rien_est_vu(nom: str) -> None:
    assert noms_absents(f"`{nom}`") == [nom]


@pytest.mark.parametrize(
    "nom", ["socle.dates.bornes", "socle.Source", "portal.lieu", "socle.web.pdf", "portal.E001"]
)
def test_un_nom_qui_designe_ne_l_est_pas(nom: str) -> None:
    assert noms_absents(f"`{nom}`") == []


def test_une_commande_qui_n_existe_pas_est_vue() -> None:
    texte = "`manage.py perdue --ecrire`, `manage.py migrate`, `make perdu`, `make check`"
    assert commandes_absentes(texte) == ["manage.py perdue", "make perdu"]
