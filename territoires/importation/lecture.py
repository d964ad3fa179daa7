"""Read official CSV files line by line, and say in French which line is wrong and why."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ERREURS_MONTREES: Final = 20
POPULATION_MAX: Final = 100_000_000
# Control characters: PostgreSQL refuses NUL, and no name or code holds any.
CONTROLE: Final = re.compile(r"[\x00-\x1f\x7f]")
# Excel's guard around a code: ="13055" keeps its leading zero.
GARDE: Final = re.compile(r'^="(.*)"$')


@dataclass(frozen=True, slots=True)
class ErreurDeLigne:
    """One line that cannot be read; line 0 is the file itself."""

    fichier: str
    ligne: int
    code: str
    raison: str

    def __str__(self) -> str:
        ligne = f", ligne {self.ligne}" if self.ligne else ""
        code = f", code {self.code[:20]}" if self.code else ""
        return f"{self.fichier}{ligne}{code} : {self.raison}"


class FichierIllisibleError(Exception):
    """The file is refused whole; `erreurs` says which lines, and why."""

    def __init__(self, erreurs: list[ErreurDeLigne]) -> None:
        self.erreurs = erreurs
        reste = len(erreurs) - ERREURS_MONTREES
        lignes = [str(e) for e in erreurs[:ERREURS_MONTREES]]
        if reste > 0:
            lignes.append(f"… et {reste} autres lignes.")
        super().__init__("\n".join(lignes))


class CelluleInvalideError(ValueError):
    """A cell that does not hold what its column wants; the message says it in French."""


@dataclass(frozen=True, slots=True)
class Ligne:
    """One line of a CSV, its cells by column."""

    fichier: str
    numero: int
    cellules: dict[str, str]

    def texte(self, colonne: str, *, vide: bool = True) -> str:
        """The cell, trimmed. Raise CelluleInvalideError when it must not be empty."""
        valeur = self.cellules[colonne].strip()
        if garde := GARDE.match(valeur):
            valeur = garde[1].strip()
        if CONTROLE.search(valeur):
            raise CelluleInvalideError(f"caractère interdit dans « {colonne} »")
        if not valeur and not vide:
            raise CelluleInvalideError(f"« {colonne} » est vide")
        return valeur

    def code(self, colonne: str, motif: str, *, vide: bool = False) -> str:
        """A cell that must match `motif`."""
        valeur = self.texte(colonne, vide=vide)
        if valeur and not re.match(motif, valeur, re.ASCII):
            raise CelluleInvalideError(
                f"« {valeur[:30]} » n’a pas la forme attendue de « {colonne} »"
            )
        return valeur

    def codes(self, colonne: str, motif: str, *, vide: bool = True) -> tuple[str, ...]:
        """Several codes in one cell, between spaces, « ; » or « , »."""
        contenu = self.texte(colonne, vide=vide)
        valeurs = tuple(re.split(r"[\s;,]+", contenu)) if contenu else ()
        for valeur in valeurs:
            if not re.match(motif, valeur, re.ASCII):
                raise CelluleInvalideError(
                    f"« {valeur[:30]} » n’a pas la forme attendue de « {colonne} »"
                )
        return valeurs

    def entier(self, colonne: str, maximum: int = POPULATION_MAX) -> int | None:
        """A whole number from 0 to `maximum`, None when empty."""
        valeur = self.texte(colonne)
        if not valeur:
            return None
        if not re.fullmatch(r"[0-9]{1,9}", valeur, re.ASCII) or int(valeur) > maximum:
            raise CelluleInvalideError(
                f"« {valeur[:30]} » n’est pas un nombre entier de 0 à {maximum} (« {colonne} »)"
            )
        return int(valeur)

    def erreur(self, raison: str, cle: str = "code") -> ErreurDeLigne:
        """This line's error; `cle` is the column that names it."""
        code = CONTROLE.sub("", self.cellules.get(cle, "")).strip()
        return ErreurDeLigne(self.fichier, self.numero, code, raison)


def ouvrir(chemin: Path) -> str:
    """The text of a UTF-8 file, without its BOM. Raise FichierIllisibleError."""
    ligne, code = 0, ""
    try:
        return chemin.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raison = "fichier introuvable"
    except UnicodeDecodeError as erreur:
        raison = "cette ligne n’est pas en UTF-8"
        ligne = erreur.object.count(b"\n", 0, erreur.start) + 1
        code = _debut_de_ligne(erreur.object.decode("latin-1"), ligne)
    except OSError:
        raison = "fichier impossible à ouvrir"
    raise FichierIllisibleError([ErreurDeLigne(str(chemin), ligne, code, raison)])


def lignes(
    texte: str, fichier: str, colonnes: tuple[str, ...], separateur: str = ","
) -> Iterator[Ligne]:
    """The lines of a CSV whose header holds `colonnes`, in any order.

    Trailing empty columns are ignored, as ANCT publishes some. Raise FichierIllisibleError at the
    first line that is not made like the header.
    """
    lecteur = csv.reader(io.StringIO(texte, newline=""), delimiter=separateur, strict=True)
    # Where the line begins: an open quote takes the reader far beyond it.
    numero = 1
    try:
        entete = sans_fin_vide([c.strip() for c in next(lecteur, [])])
        manquantes = [c for c in colonnes if c not in entete]
        if manquantes:
            raison = f"colonnes absentes : {', '.join(manquantes)}"
            raise FichierIllisibleError([ErreurDeLigne(fichier, 1, "", raison)])
        numero = lecteur.line_num + 1
        for cellules in lecteur:
            pleines = sans_fin_vide(cellules)
            if len(pleines) > len(entete):
                raison = f"{len(pleines)} colonnes au lieu de {len(entete)}"
                code = CONTROLE.sub("", pleines[0])
                raise FichierIllisibleError([ErreurDeLigne(fichier, numero, code, raison)])
            if pleines:
                pleines += [""] * (len(entete) - len(pleines))
                yield Ligne(fichier, numero, dict(zip(entete, pleines, strict=True)))
            numero = lecteur.line_num + 1
    except csv.Error as erreur:
        code = _debut_de_ligne(texte, numero, separateur)
        raison = "ligne mal formée (un guillemet est de trop, ou n’est pas fermé)"
        raise FichierIllisibleError([ErreurDeLigne(fichier, numero, code, raison)]) from erreur


def _debut_de_ligne(texte: str, numero: int, separateur: str = "") -> str:
    """What stands before the first separator of a line that cannot be read: its code."""
    debut = io.StringIO(texte, newline="").readlines()[numero - 1]
    return CONTROLE.sub("", re.split(f"[{separateur or ';,'}]", debut)[0])


def sans_fin_vide(cellules: list[str]) -> list[str]:
    """The cells without the empty ones that end the line."""
    fin = len(cellules)
    while fin and not cellules[fin - 1].strip():
        fin -= 1
    return cellules[:fin]
