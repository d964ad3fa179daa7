"""Read the fixture files: YAML that is safe, keeps dates as written and loses nothing silently."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

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

        A lone mapping is a list of one. Raise ChargementError when a row is not a mapping.
        """
        contenu = self.contenu.get(rubrique) or []
        for ligne in contenu if isinstance(contenu, list) else [contenu]:
            if not isinstance(ligne, dict):
                raise ChargementError(
                    f"{self.nom}, {rubrique} : on attend des lignes « mot : valeur »."
                )
            yield {"source": self.contenu.get("source"), **ligne}

    def controler(self, rubriques: set[str]) -> None:
        """Raise ChargementError when the file holds a list that nobody would load."""
        inconnues = set(self.contenu) - rubriques - {"source"}
        if inconnues:
            noms = ", ".join(sorted(map(str, inconnues)))
            raise ChargementError(f"{self.nom} : rubriques inconnues : {noms}.")


def lire(dossier: Path) -> list[Fichier]:
    """Parse every YAML file of a folder. Raise ChargementError when one is not readable."""
    fichiers = []
    for chemin in sorted(dossier.glob("*.yaml")):
        try:
            contenu = _ChargeurYaml(chemin.read_text(encoding="utf-8")).get_single_data()
        except RecursionError as erreur:
            raise ChargementError(f"{chemin.name} : trop de niveaux emboîtés.") from erreur
        except (yaml.YAMLError, UnicodeDecodeError) as erreur:
            raise ChargementError(f"{chemin.name} : fichier illisible. {erreur}") from erreur
        if not isinstance(contenu, dict):
            raise ChargementError(f"{chemin.name} : on attend des rubriques nommées.")
        fichiers.append(Fichier(chemin.name, contenu))
    return fichiers


class _ChargeurYaml(yaml.SafeLoader):
    """Safe YAML that leaves dates as the text that was written: « 2018-03 » stays so.

    A word written twice in one mapping is refused: YAML's habit is to keep the last alone. So is
    an alias: a few lines of them stand for millions.
    """

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            ligne = self.peek_event().start_mark.line + 1
            raise yaml.MarkedYAMLError(problem=f"Les renvois (« * ») sont refusés, ligne {ligne}.")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        vus = set()
        for cle, _ in node.value:
            if not isinstance(cle, yaml.ScalarNode):
                ligne = cle.start_mark.line + 1
                raise yaml.MarkedYAMLError(problem=f"On attend un mot simple, ligne {ligne}.")
            if cle.value in vus:
                raise yaml.MarkedYAMLError(
                    problem=f"« {cle.value} » est écrit deux fois, ligne {cle.start_mark.line + 1}."
                )
            vus.add(cle.value)
        return super().construct_mapping(node, deep)


_ChargeurYaml.yaml_implicit_resolvers = {
    lettre: [(balise, motif) for balise, motif in regles if balise != "tag:yaml.org,2002:timestamp"]
    for lettre, regles in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
