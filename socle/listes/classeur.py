"""A list as an XLSX workbook for people: words first, codes last as text, a « Lisez-moi ».

Written row by row on the disk, so that memory stays flat; never a formula, never a link.
"""

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import IO, Any, Self

import xlsxwriter
from django.conf import settings
from django.utils import timezone
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from socle import dates
from socle.listes.colonnes import Colonne, pour_des_gens
from socle.listes.filtres import FiltreStrict

MORCEAU = 65_536
LARGEUR_MIN, LARGEUR_MAX = 12, 44
FEUILLE_LISEZ_MOI = "Lisez-moi"
ENTETE_DES_COLONNES = ("Colonne", "Nom dans les fichiers CSV et JSON", "Ce qu’elle contient")
SOURCE = "CRES Provence-Alpes-Côte d’Azur, Dispositifs locaux de santé"
LICENCE_EN_MOTS = "Licence Ouverte 2.0 (etalab-2.0) : réutilisation libre, en citant la source."
MODE_D_EMPLOI = (
    "Une case vide veut dire « non renseigné », pas « non » ni « zéro ».",
    "Plusieurs valeurs dans une case sont séparées par « | ».",
    "Une date s’écrit comme la source la donne : 2018, 2018-03 ou 2018-03-31.",
    "Les dernières colonnes sont des codes, du texte, zéros de tête compris : "
    "ils servent à rapprocher ce fichier d’un autre.",
)


@dataclass(frozen=True)
class LisezMoi:
    """What the second sheet says of the file: its title, the filters applied, the page it is."""

    titre: str
    adresse: str
    filtres: list[tuple[str, str]] = field(default_factory=list)

    @classmethod
    def de(cls, filtre: FiltreStrict, titre: str, adresse: str) -> Self:
        """Of a filtered list, whose page is at `adresse`."""
        suite = filtre.url_sans("vue")
        return cls(titre, adresse + ("" if suite == "?" else suite), filtre.filtres_en_mots())

    def lignes(self) -> Iterator[tuple[str, str]]:
        """The sheet before its table, two cells a row."""
        yield self.titre, ""
        yield from self.filtres or [("Filtres", "aucun")]
        yield "Extrait le", dates.en_lettres(timezone.localdate().isoformat())
        yield "Source", SOURCE
        yield "La même liste, à jour", f"{settings.ADRESSE_DU_SITE}{self.adresse}"
        yield "Licence", LICENCE_EN_MOTS
        for rang, phrase in enumerate(MODE_D_EMPLOI):
            yield "" if rang else "Comment le lire", phrase


def morceaux_du_classeur(
    objets: Iterable[Any], colonnes: list[Colonne], nom: str, lisez_moi: LisezMoi | None = None
) -> Iterator[bytes]:
    """The workbook, written on the disk when it begins to be read, and removed with it."""
    with tempfile.TemporaryFile() as fichier:
        _ecrire(fichier, objets, colonnes, nom, lisez_moi)
        fichier.seek(0)
        while morceau := fichier.read(MORCEAU):
            yield morceau


def _ecrire(
    fichier: IO[bytes],
    objets: Iterable[Any],
    colonnes: list[Colonne],
    nom: str,
    lisez_moi: LisezMoi | None,
) -> None:
    classeur = xlsxwriter.Workbook(fichier, {"constant_memory": True})
    noms = [c.nom for c in colonnes]
    if lisez_moi:
        colonnes = pour_des_gens(colonnes)
        noms = [c.entete for c in colonnes]
    gras = classeur.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    texte = classeur.add_format({"num_format": "@"})
    feuille = classeur.add_worksheet(nom[:31])
    feuille.freeze_panes(1, 0)
    for rang, (nom_montre, colonne) in enumerate(zip(noms, colonnes, strict=True)):
        feuille.set_column(rang, rang, _largeur(colonne), texte if colonne.code else None)
        feuille.write_string(0, rang, nom_montre, gras)
    derniere = _remplir(feuille, objets, colonnes, texte)
    feuille.autofilter(0, 0, derniere, max(len(colonnes) - 1, 0))
    if lisez_moi:
        plie = classeur.add_format({"text_wrap": True, "valign": "top"})
        _expliquer(classeur.add_worksheet(FEUILLE_LISEZ_MOI), lisez_moi, colonnes, gras, plie)
    classeur.close()


def _remplir(
    feuille: Worksheet, objets: Iterable[Any], colonnes: list[Colonne], texte: Format
) -> int:
    """A row a record, under the header; the rank of the last one."""
    numero = 0
    for numero, objet in enumerate(objets, start=1):
        for rang, colonne in enumerate(colonnes):
            valeur = colonne.lire(objet)
            if isinstance(valeur, int | float) and not colonne.code:
                feuille.write_number(numero, rang, valeur)
            elif valeur or isinstance(valeur, int):
                # Always a string: never a formula, and codes keep their leading zeros.
                feuille.write_string(numero, rang, str(valeur), texte if colonne.code else None)
    return numero


def _largeur(colonne: Colonne) -> int:
    """In characters: what the column asks for, else a little more than its header."""
    return colonne.largeur or min(max(len(colonne.entete) + 3, LARGEUR_MIN), LARGEUR_MAX)


def _expliquer(
    feuille: Worksheet, lisez_moi: LisezMoi, colonnes: list[Colonne], gras: Format, plie: Format
) -> None:
    """What the file is, then what each of its columns means."""
    feuille.set_column(0, 1, 34)
    feuille.set_column(2, 2, 80)
    numero = 0
    for numero, (nom, valeur) in enumerate(lisez_moi.lignes()):
        feuille.write_string(numero, 0, nom, gras)
        if valeur:
            # Not wrapped: it runs over the empty cells beside it.
            feuille.write_string(numero, 1, valeur)
    numero += 2
    for rang, entete in enumerate(ENTETE_DES_COLONNES):
        feuille.write_string(numero, rang, entete, gras)
    codes = {colonne.nom: colonne for colonne in colonnes if colonne.code}
    for colonne in colonnes:
        numero += 1
        sens = _sens(colonne, codes)
        for rang, cellule in enumerate((colonne.entete, colonne.nom, sens)):
            feuille.write_string(numero, rang, cellule, plie)


def _sens(colonne: Colonne, codes: dict[str, Colonne]) -> str:
    """What a column means; one of words, what its codes mean and where they are."""
    code = codes.get(colonne.mots_de)
    if code is None:
        return colonne.description
    return f"{code.description} En mots ici, en codes dans « {code.entete} »."
