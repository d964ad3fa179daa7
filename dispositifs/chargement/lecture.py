"""Read the fixture files: YAML that is safe, keeps dates as written and loses nothing silently."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

# Libyaml, ten times as fast, wherever the library was built with it.
_Lecteur: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# Our files nest six.
NIVEAUX = 50
Ligne = dict[str, Any]


class ChargementError(Exception):
    """A row cannot be loaded; the message names its file, its key and the reason."""


@dataclass(frozen=True)
class Fichier:
    """One parsed YAML file."""

    nom: str
    contenu: dict[str, Any]

    def lignes(self, rubrique: str) -> Iterator[Ligne]:
        """The rows of one list of the file, each bearing its file's default source.

        A lone mapping is a list of one; what is no mapping is in `lignes_illisibles`.
        """
        for ligne in self._tout(rubrique):
            if isinstance(ligne, dict):
                yield {"source": self.contenu.get("source"), **ligne}

    def lignes_illisibles(self, rubrique: str) -> Iterator[str]:
        """For each row of one list that is no mapping, the sentence that refuses it."""
        for ligne in self._tout(rubrique):
            if not isinstance(ligne, dict):
                attendu = "on attend des lignes « mot : valeur »"
                yield f"{self.nom}, {rubrique} : {attendu}. Il y a : « {str(ligne)[:60]} »."

    def _tout(self, rubrique: str) -> list[Any]:
        contenu = self.contenu.get(rubrique) or []
        return contenu if isinstance(contenu, list) else [contenu]

    def controler(self, rubriques: set[str]) -> None:
        """Raise ChargementError when the file holds a list that nobody would load."""
        inconnues = set(self.contenu) - rubriques - {"source"}
        if inconnues:
            noms = ", ".join(sorted(map(str, inconnues)))
            raise ChargementError(f"{self.nom} : rubriques inconnues : {noms}.")


def lire(dossier: Path) -> list[Fichier]:
    """Parse every YAML file of a folder. Raise ChargementError with each that is not readable."""
    fichiers, refus = [], []
    for chemin in sorted(dossier.glob("*.yaml")):
        try:
            fichiers.append(Fichier(chemin.name, _lire_un(chemin)))
        except ChargementError as erreur:
            refus.append(f"{chemin.name} : {erreur}")
    if refus:
        raise ChargementError("\n".join(refus))
    return fichiers


def _lire_un(chemin: Path) -> dict[str, Any]:
    """What a file holds. Raise ChargementError, which says the line but not the file."""
    try:
        texte = chemin.read_text(encoding="utf-8")
        _survoler(texte)
        contenu = _ChargeurYaml(texte).get_single_data()
    except UnicodeDecodeError as erreur:
        ligne = erreur.object[: erreur.start].count(b"\n") + 1
        raise ChargementError(
            f"fichier illisible. Ligne {ligne} : ce n’est pas du texte en UTF-8."
        ) from erreur
    except (yaml.YAMLError, ValueError, AttributeError) as erreur:
        raise ChargementError(f"fichier illisible. {_dire(erreur)}") from erreur
    if not isinstance(contenu, dict):
        raise ChargementError("on attend des rubriques nommées.")
    return contenu


def _survoler(texte: str) -> None:
    """Refuse, before anything is built of it, what nests too deep and what repeats by reference:
    a few aliases stand for millions of lines."""
    niveau = 0
    for evenement in yaml.parse(texte, Loader=_Lecteur):
        if isinstance(evenement, yaml.AliasEvent):
            repere: Any = evenement.start_mark
            ligne = repere.line + 1
            raise _RefusYaml(problem=f"Les renvois (« * ») sont refusés, ligne {ligne}.")
        niveau += isinstance(evenement, yaml.CollectionStartEvent)
        niveau -= isinstance(evenement, yaml.CollectionEndEvent)
        if niveau > NIVEAUX:
            raise ChargementError("trop de niveaux emboîtés.")


def _dire(erreur: Exception) -> str:
    """Where the YAML is wrong. The library says why in English only: what to look for is said."""
    if isinstance(erreur, _RefusYaml):
        return str(erreur.problem)
    repere = getattr(erreur, "problem_mark", None) or getattr(erreur, "context_mark", None)
    if repere is not None:
        return (
            f"Ligne {repere.line + 1}, colonne {repere.column + 1} : ce n’est pas du YAML. "
            "Cherchez là ou juste avant un crochet, une accolade ou un guillemet resté ouvert, "
            "un deux-points en trop, une tabulation."
        )
    if isinstance(erreur, yaml.reader.ReaderError):
        return f"Caractère {erreur.position + 1} : il est interdit dans du YAML."
    return "Une balise « !! » y donne une valeur impossible."


class _RefusYaml(yaml.MarkedYAMLError):
    """What the house refuses of YAML; its problem is a French sentence."""


class _ChargeurYaml(_Lecteur):
    """Safe YAML that leaves dates as the text that was written: « 2018-03 » stays so.

    A word written twice in one mapping is refused: YAML's habit is to keep the last alone.
    """

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        vus = set()
        for cle, _ in node.value:
            if not isinstance(cle, yaml.ScalarNode):
                ligne = cle.start_mark.line + 1
                raise _RefusYaml(problem=f"On attend un mot simple, ligne {ligne}.")
            if cle.value in vus:
                raise _RefusYaml(
                    problem=f"« {cle.value} » est écrit deux fois, ligne {cle.start_mark.line + 1}."
                )
            vus.add(cle.value)
        return super().construct_mapping(node, deep)


_ChargeurYaml.yaml_implicit_resolvers = {
    lettre: [(balise, motif) for balise, motif in regles if balise != "tag:yaml.org,2002:timestamp"]
    for lettre, regles in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
