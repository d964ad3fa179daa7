"""Load the register's fixture files: see `base` for the rules that every row follows."""

from collections.abc import Callable

from dispositifs.chargement.base import Bilan
from dispositifs.chargement.comprendre import LignesPourComprendre
from dispositifs.chargement.lecture import ChargementError, Fichier, Ligne, lire
from dispositifs.chargement.registre import LignesDuRegistre

__all__ = ["Bilan", "ChargementError", "Chargeur", "Fichier", "Ligne", "lire"]


class Chargeur(LignesDuRegistre, LignesPourComprendre):
    """Everything that the fixture files of the register and of the explainers may hold."""

    def rubriques(self) -> list[tuple[str, Callable[[Ligne], None]]]:
        """The order that keys need: what is pointed to comes first."""
        self._nouveaux = set()
        self._statuts_dits = {}
        return [
            ("themes", self._theme),
            ("types", self._type),
            ("delais", self._delai),
            ("sources", self._source),
            ("zonages", self._zonage),
            ("organismes", self._organisme),
            ("generations", self._generation),
            ("dispositifs", self._dispositif),
            ("dispositifs", self._liens),
            ("etapes", self._etape),
            ("coordinations", self._coordination),
            ("articulations", self._articulation),
            ("absences", self._absence),
            ("chiffres", self._chiffre),
            ("textes", self._texte),
            ("termes", self._terme),
            ("criteres", self._critere),
            ("reponses", self._reponse),
            ("explication", self._explication),
            ("verifies", self._verifie),
            ("parties", self._partie),
        ]
