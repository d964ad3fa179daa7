"""The columns of a table: how each fact of a record is written in a cell, and read back.

Two cells say the same when their `normale` forms are equal: everything is compared so, what is
in the file, what was downloaded and what is here now.
"""

import datetime
import difflib
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import models

from socle import dates
from socle.tableur.cles import Cle, cle_de
from socle.tableur.lecture import nettoyer, proteger
from socle.textes import plier

SEPARATEUR = " | "
# Spreadsheets cut longer cells: such a text stays here, and its cell says so.
CELLULE_MAX = 32_000
TROP_LONG = "[texte trop long pour un tableur : il reste tel quel sur le site]"
OUI, NON = ("oui", "vrai", "true", "1", "x"), ("non", "faux", "false", "0", "")
_ISO_LONG = re.compile(r"^([0-9]{4}-[0-9]{2}-[0-9]{2})[ T][0-9:.]+$")


class CelluleError(ValueError):
    """A cell that cannot be what its column wants; the message says what to do, in French."""


@dataclass(frozen=True)
class Colonne:
    """A text, as it is. The other kinds say what differs."""

    nom: str
    libelle: str
    aide: str = ""
    modifiable: bool = True
    valeur: Callable[[Any], Any] = lambda objet: ""
    # What a list must load to write it: a relation to join, others to fetch apart.
    jointe: str = ""
    aparte: str | models.Prefetch = ""

    def ecrire(self, objet: Any) -> str:
        """The normal form of what the record says."""
        return self.en_texte(self.valeur(objet))

    def en_texte(self, valeur: Any) -> str:
        """The normal form of a value."""
        return nettoyer(proteger(str(valeur if valeur is not None else "")))

    def pour_la_feuille(self, normale: str) -> str | int | float:
        """What is written in the sheet for this normal form."""
        return TROP_LONG if len(normale) > CELLULE_MAX else proteger(normale)

    def normale(self, cellule: str, base: str = "") -> str:
        """The normal form of a cell as it was read. Raise CelluleError.

        `base`: what was downloaded, for what a spreadsheet rewrites by itself.
        """
        if cellule == TROP_LONG:
            return base
        return retablir(cellule, base)

    def lisible(self, normale: str) -> str:
        """As a person reads it in the diff."""
        return normale

    def saisie(self, normale: str, objets: dict[str, Any]) -> Any:
        """What the editor's form takes. `objets`: records by key, for relations."""
        return normale


@dataclass(frozen=True)
class Oui(Colonne):
    """oui or non."""

    def en_texte(self, valeur: Any) -> str:
        return "" if valeur is None else "oui" if valeur else "non"

    def normale(self, cellule: str, base: str = "") -> str:
        mot = plier(cellule)
        if mot in OUI:
            return "oui"
        if mot in NON:
            return "non"
        raise CelluleError("écrivez «\u00a0oui\u00a0» ou «\u00a0non\u00a0»")

    def saisie(self, normale: str, objets: dict[str, Any]) -> Any:
        return normale == "oui"


@dataclass(frozen=True)
class Choix(Colonne):
    """One of a few values, written by its French label, read by label or value."""

    choix: tuple[tuple[str, str], ...] = ()

    def pour_la_feuille(self, normale: str) -> str | int | float:
        return proteger(self.lisible(normale))

    def normale(self, cellule: str, base: str = "") -> str:
        if not cellule:
            return ""
        for valeur, libelle in self.choix:
            if cellule == valeur or plier(cellule) in (plier(valeur), plier(libelle)):
                return valeur
        permis = ", ".join(libelle for _, libelle in self.choix if libelle)
        raise CelluleError(
            f"«\u00a0{cellule[:40]}\u00a0» n’est pas un choix permis\u00a0: {permis}"
        )

    def lisible(self, normale: str) -> str:
        libelles = [libelle for valeur, libelle in self.choix if valeur == normale]
        plies = [plier(libelle) for _, libelle in self.choix]
        # Two values under one label: only the value tells.
        if not libelles or plies.count(plier(libelles[0])) > 1:
            return normale
        return libelles[0]


@dataclass(frozen=True)
class Nombre(Colonne):
    """A whole number, or a decimal one, however its thousands and decimals are written."""

    entier: bool = False

    def en_texte(self, valeur: Any) -> str:
        return "" if valeur is None else self.normale(str(valeur))

    def pour_la_feuille(self, normale: str) -> str | int | float:
        if normale.isdigit() and len(normale) < 16:
            return int(normale)
        return normale.replace(".", ",")

    def normale(self, cellule: str, base: str = "") -> str:
        chiffres = re.sub(r"[\s\u00a0\u202f]", "", cellule).replace(",", ".")
        if not chiffres:
            return ""
        try:
            nombre = Decimal(chiffres)
            if not nombre.is_finite() or abs(nombre.adjusted()) > 30:
                raise InvalidOperation
        except InvalidOperation:
            raise CelluleError(f"«\u00a0{cellule[:40]}\u00a0» n’est pas un nombre") from None
        if nombre == nombre.to_integral_value():
            return str(int(nombre))
        if self.entier:
            raise CelluleError(f"«\u00a0{cellule[:40]}\u00a0» n’est pas un nombre entier")
        return f"{nombre.normalize():f}"

    def lisible(self, normale: str) -> str:
        return normale.replace(".", ",")


@dataclass(frozen=True)
class DatePartielle(Colonne):
    """« 2018 », « 2018-03 », « 2018-03-31 », and what spreadsheets make of them."""

    def normale(self, cellule: str, base: str = "") -> str:
        lue, reecrite = lire_date(cellule)
        # « 2018-03 » typed in a spreadsheet becomes the first of the month: that is no change.
        if reecrite and len(base) == 7 and lue == f"{base}-01":
            return base
        return lue


@dataclass(frozen=True)
class Relation(Colonne):
    """Another record, by its key; several when `plusieurs`."""

    cle: Cle | None = None
    plusieurs: bool = False

    def en_texte(self, valeur: Any) -> str:
        if self.cle is None or valeur is None:
            return ""
        if self.plusieurs:
            return SEPARATEUR.join(sorted(self.cle.de(objet) for objet in valeur.all()))
        return self.cle.de(valeur)

    def normale(self, cellule: str, base: str = "") -> str:
        if not self.plusieurs:
            return cellule
        return SEPARATEUR.join(sorted(set(self.cles(cellule))))

    def cles(self, normale: str) -> list[str]:
        """The keys that a cell names."""
        if not self.plusieurs:
            return [normale] if normale else []
        return [mot for mot in map(str.strip, normale.split("|")) if mot]

    def saisie(self, normale: str, objets: dict[str, Any]) -> Any:
        pks = [objets[cle].pk for cle in self.cles(normale) if cle in objets]
        if self.plusieurs:
            return pks
        return pks[0] if pks else ""


def retablir(cellule: str, base: str) -> str:
    """Put back the characters that Excel, saving in its old encoding, turned into « ? ».

    French narrow spaces are among them: a cell that nobody touched would seem changed.
    """
    if "?" not in cellule or len(base) > 20_000:
        return cellule
    degradee = _en_cp1252(base)
    # A cell with other characters comes from a file that kept them all.
    if degradee == base or _en_cp1252(cellule) != cellule:
        return cellule
    gestes = difflib.SequenceMatcher(None, degradee, cellule, autojunk=False).get_opcodes()
    return "".join(base[i:j] if geste == "equal" else cellule[k:m] for geste, i, j, k, m in gestes)


def _en_cp1252(texte: str) -> str:
    return texte.encode("cp1252", "replace").decode("cp1252")


def lire_date(cellule: str) -> tuple[str, bool]:
    """The partial date of a cell, and whether a spreadsheet may have written it by itself.

    « 2018-03 », « 01/03/2018 », « 03/2018 », « mars-18 », « mars 2018 ». Raise CelluleError.
    """
    texte = cellule.strip()
    if long := _ISO_LONG.match(texte):
        texte = long[1]
    try:
        lue = dates.lire(texte)
    except ValueError:
        raise CelluleError(
            f"«\u00a0{cellule[:40]}\u00a0» n’est pas une date\u00a0: écrivez 2018, 2018-03 "
            "ou 2018-03-31"
        ) from None
    return lue, lue != texte


@dataclass(frozen=True)
class Jour(Colonne):
    """A full date."""

    def en_texte(self, valeur: Any) -> str:
        return valeur.isoformat() if isinstance(valeur, datetime.date) else ""

    def normale(self, cellule: str, base: str = "") -> str:
        lue, _ = lire_date(cellule)
        if lue and len(lue) != 10:
            raise CelluleError("donnez une date entière, comme 2018-03-31")
        return lue


def colonne_du_champ(champ: Any) -> Colonne | None:
    """The column of a field of a model; None for what a table cannot hold."""
    nom = champ.name
    commun = {
        "nom": nom,
        "libelle": str(champ.verbose_name),
        "aide": str(champ.help_text),
        "valeur": lambda objet: getattr(objet, nom),
    }
    if isinstance(champ, models.ManyToManyField):
        through: Any = champ.remote_field.through
        if not through._meta.auto_created:
            return None
        cle = cle_de(champ.related_model)
        return Relation(**commun, cle=cle, plusieurs=True, aparte=nom)
    if champ.is_relation:
        if not champ.concrete:
            return None
        return Relation(**commun, cle=cle_de(champ.related_model), jointe=nom)
    if champ.choices:
        choix = tuple((str(valeur), str(dit)) for valeur, dit in champ.flatchoices)
        return Choix(**commun, choix=choix)
    return _simple(champ, commun)


def _simple(champ: Any, commun: dict[str, Any]) -> Colonne | None:
    if isinstance(champ, dates.DatePartielleField):
        return DatePartielle(**commun)
    if isinstance(champ, models.BooleanField):
        return Oui(**commun)
    if isinstance(champ, models.DecimalField | models.FloatField):
        return Nombre(**commun)
    if isinstance(champ, models.IntegerField):
        return Nombre(**commun, entier=True)
    if isinstance(champ, models.DateField) and not isinstance(champ, models.DateTimeField):
        return Jour(**commun)
    if isinstance(champ, models.CharField | models.TextField):
        return Colonne(**commun)
    return None
