"""Habits of the code that no linter of ours knows."""

import ast
import re

from django.apps import apps
from django.db import models

from tests.maison.arbre import APPS, lire, python, rien
from tests.maison.typographie import fautes

# In classes of one character, or this line would be the first to fail.
ECHAPPATOIRES = re.compile(r"#[ ]noqa|# type:[ ]ignore|TO[D]O|FIX[M]E|pragma:[ ]no")
TROP_LARGES = {"Exception", "BaseException"}


def test_aucune_echappatoire() -> None:
    trouvees = [
        f"{fichier}:{numero}"
        for fichier in python()
        for numero, ligne in enumerate(lire(fichier).splitlines(), 1)
        if ECHAPPATOIRES.search(ligne)
    ]
    rien(trouvees)


def test_aucune_exception_attrapee_trop_large() -> None:
    trouvees = []
    for fichier in python():
        for noeud in ast.walk(ast.parse(lire(fichier))):
            if isinstance(noeud, ast.ExceptHandler):
                noms = (
                    {n.id for n in ast.walk(noeud.type) if isinstance(n, ast.Name)}
                    if noeud.type
                    else TROP_LARGES
                )
                if noms & TROP_LARGES:
                    trouvees.append(f"{fichier}:{noeud.lineno}")
    rien(trouvees)


def test_aucun_signal() -> None:
    """What a save does is written in the save, where one reads it."""
    recepteurs = re.compile(r"\b(receiver|(pre|post)_(save|delete|init)|m2m_changed)\b")
    trouvees = [
        f"{fichier}:{noeud.lineno}"
        for fichier in python(tests=False)
        for noeud in ast.walk(ast.parse(lire(fichier)))
        if isinstance(noeud, ast.ImportFrom)
        and any(recepteurs.search(alias.name) for alias in noeud.names)
    ]
    rien(trouvees)


def _doit_se_dire(noeud: ast.stmt) -> bool:
    """Public functions, and classes that do something: a list of settings says itself."""
    if isinstance(noeud, ast.FunctionDef):
        return not noeud.name.startswith("_")
    return (
        isinstance(noeud, ast.ClassDef)
        and not noeud.name.startswith("_")
        and noeud.name != "Command"  # its `help` says it, in French
        and any(isinstance(membre, ast.FunctionDef) for membre in noeud.body)
    )


def test_chaque_fonction_publique_dit_ce_qu_elle_fait() -> None:
    muettes = [
        f"{fichier}:{noeud.lineno}"
        for fichier in python(tests=False)
        for noeud in ast.parse(lire(fichier)).body
        if _doit_se_dire(noeud) and not ast.get_docstring(noeud)
    ]
    rien(muettes)


def _modeles() -> list[type[models.Model]]:
    """Models of the house, without the history that mirrors them."""
    tous = [modele for app in APPS for modele in apps.get_app_config(app).get_models()]
    return [modele for modele in tous if not modele.__name__.startswith("Historical")]


def _libelles() -> dict[str, str]:
    """Every name that the models of the house give to themselves and their fields."""
    libelles = {}
    for modele in _modeles():
        meta = modele._meta
        libelles[meta.label] = str(meta.verbose_name)
        libelles[f"{meta.label} (pluriel)"] = str(meta.verbose_name_plural)
        for champ in meta.fields:
            libelles[f"{meta.label}.{champ.name}"] = str(champ.verbose_name)
    return libelles


def _commence_en_minuscule(nom: str) -> bool:
    """Lower-case first word, or a sigle (ASV, QPV, ETP)."""
    premier = nom.split()[0]
    return premier[0].islower() or premier.isupper()


def test_les_noms_des_modeles_et_des_champs_sont_en_minuscules() -> None:
    """Django capitalises where a sentence begins; inside one, « la Commune » would be wrong."""
    fautifs = {ou: nom for ou, nom in _libelles().items() if not _commence_en_minuscule(nom)}
    rien(fautifs.items())


def test_les_libelles_et_les_aides_de_saisie_ont_une_typographie_francaise() -> None:
    textes = _libelles()
    for modele in _modeles():
        for champ in modele._meta.fields:
            ou = f"{modele._meta.label}.{champ.name}"
            textes[f"{ou} (aide)"] = str(champ.help_text)
            textes[f"{ou} (choix)"] = "\n".join(str(texte) for _, texte in champ.flatchoices)
    trouvees = [f"{ou} : {faute}" for ou, texte in textes.items() for faute in fautes(texte)]
    rien(trouvees)
