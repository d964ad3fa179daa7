"""What a table that comes back would change, line by line. Nothing is written here.

Three values are told apart for each cell: what was downloaded, what the file says now, what is
here now. A cell that only the file changed is a change; one that only we changed stays; one that
both changed is a conflict, which the editor decides.
"""

import difflib
import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import TextChoices

from socle.tableur.colonnes import CelluleError, Colonne, Relation
from socle.tableur.lecture import Feuille, TableurError, est_en_erreur
from socle.tableur.modeles import Tableau
from socle.tableur.plan import VERSION, Plan

_ESTAMPILLE = re.compile(r"^t([0-9]{1,9})(?:-h([0-9]{1,12}))?$")
LONG = 160
SUPPRIMEE = (
    "cette fiche a été supprimée ici depuis le téléchargement\u202f; ôtez la ligne du tableau"
)
COPIE = "Ligne copiée d’une autre\u202f? Une fiche nouvelle serait créée."


class Etat(TextChoices):
    """What becomes of a line."""

    CONFLIT = "conflit", "changée ici aussi"
    MODIFIEE = "modifiee", "modifiée"
    NOUVELLE = "nouvelle", "nouvelle"
    DISPARUE = "disparue", "absente du tableau"
    ERREUR = "erreur", "à corriger"


@dataclass(frozen=True, slots=True)
class Ecart:
    """One cell that the file says otherwise: three values, in their normal form."""

    colonne: Colonne
    tableau: str
    ici: str
    base: str | None
    conflit: bool

    def morceaux(self) -> list[tuple[str, str]]:
        """« egal », « retire » or « ajoute », and the words: a long text shows what moves."""
        return morceaux(self.colonne.lisible(self.ici), self.colonne.lisible(self.tableau))

    def lisibles(self) -> tuple[str | None, str, str]:
        """Downloaded, in the file, here: as a person reads them."""
        base = None if self.base is None else self.colonne.lisible(self.base)
        return base, self.colonne.lisible(self.tableau), self.colonne.lisible(self.ici)


@dataclass(frozen=True, slots=True)
class Ligne:
    """One line of the diff."""

    numero: int
    etat: Etat
    cle: str
    objet: Any = None
    ecarts: tuple[Ecart, ...] = ()
    erreurs: tuple[tuple[str, str], ...] = ()
    remarque: str = ""

    @property
    def nom(self) -> str:
        """Its name in forms: stable from the preview to the confirmation."""
        return f"l{self.numero}" if self.numero else f"d{self.objet.pk}"

    @property
    def est_proposee(self) -> bool:
        """Ticked from the start: what is safe, and not a line copied from another."""
        return self.etat in (Etat.MODIFIEE, Etat.NOUVELLE) and not self.remarque

    @property
    def empreinte(self) -> str:
        """Changes when what the editor was shown is no longer true."""
        vu = [(e.colonne.nom, e.tableau, e.ici) for e in self.ecarts]
        dit = repr((self.nom, self.etat.value, self.objet and self.objet.pk, vu))
        return hashlib.sha256(dit.encode()).hexdigest()[:12]


@dataclass
class Comparaison:
    """The whole of a table beside what is here."""

    lignes: list[Ligne] = field(default_factory=list)
    inchangees: int = 0
    avertissements: list[str] = field(default_factory=list)

    def de(self, *etats: Etat) -> list[Ligne]:
        """The lines in one of these states, in the order of the sheet."""
        return [ligne for ligne in self.lignes if ligne.etat in etats]

    @property
    def a_decider(self) -> list[Ligne]:
        """Those of which something may be done."""
        return [ligne for ligne in self.lignes if ligne.etat is not Etat.ERREUR]


@dataclass(frozen=True)
class _Rangee:
    """A row of the sheet, its cells by column."""

    numero: int
    cle: str
    version: str
    cellules: dict[str, str]


class Comparateur:
    """Compare one sheet with what is here: a few queries, whatever the number of rows."""

    def __init__(self, plan: Plan, feuille: Feuille) -> None:
        self.plan = plan
        self.sortie = Comparaison(avertissements=list(feuille.avertissements))
        self.rejets = feuille.rejets
        self.colonnes = self._entete(feuille.entete)
        self.rangees = [self._rangee(numero, cellules) for numero, cellules in feuille.lignes]
        self.base = self._base()
        cles = {r.cle for r in self.rangees}
        objets = plan.actuels(cles, [int(pk) if pk.isdigit() else pk for pk in self.base])
        self.par_cle = {plan.cle.de(o): o for o in objets if plan.cle.de(o)}
        self.par_pk = {str(o.pk): o for o in objets}
        self.pk_de_base = {ligne[plan.cle.nom]: pk for pk, ligne in self.base.items()}
        self.versions = plan.dernieres_versions([o.pk for o in objets])
        self.connus = self._relations()

    def comparer(self) -> Comparaison:
        """The diff. Raise TableurError for a sheet that has no key (in the constructor)."""
        for rejet in self.rejets:
            dit = ("", rejet.raison)
            mauvaise = Ligne(rejet.numero, Etat.ERREUR, rejet.debut, erreurs=(dit,))
            self.sortie.lignes.append(mauvaise)
        comptes = Counter(r.cle for r in self.rangees if r.cle)
        vus: set[str] = set()
        for rangee in self.rangees:
            if comptes[rangee.cle] > 1:
                self._refuser(rangee, self.plan.cle.nom, "cette clé est sur plusieurs lignes")
                continue
            ligne = self._ligne(rangee, vus)
            if ligne is None:
                self.sortie.inchangees += 1
            else:
                self.sortie.lignes.append(ligne)
        vus |= {str(o.pk) for c, o in self.par_cle.items() if comptes[c]}
        # A line that cannot be read is not one that was taken away.
        vus |= {self.pk_de_base.get(rejet.debut, "") for rejet in self.rejets}
        self.sortie.lignes += self._disparues(vus)
        return self.sortie

    # Reading the sheet

    def _entete(self, entete: list[str]) -> dict[int, str]:
        """The name of the column at each place that is read."""
        lus = self.plan.reconnaitre(entete)
        if self.plan.cle.nom not in lus.values():
            raise TableurError(
                f"Il manque la colonne «\u00a0{self.plan.cle.nom}\u00a0», qui dit de quelle fiche "
                "parle chaque ligne. Renvoyez le tableau avec toutes ses lignes d’en-tête, ou "
                "téléchargez-le de nouveau."
            )
        doubles = [nom for nom, n in Counter(filter(None, lus.values())).items() if n > 1]
        if doubles:
            raise TableurError(f"Colonnes en double\u00a0: {', '.join(sorted(doubles))}.")
        inconnues = [entete[rang] for rang, nom in lus.items() if not nom and entete[rang]]
        if inconnues:
            liste = ", ".join(mot[:40] for mot in inconnues[:10])
            self.sortie.avertissements.append(f"Colonnes non lues, car inconnues\u00a0: {liste}.")
        return {rang: nom for rang, nom in lus.items() if nom}

    def _rangee(self, numero: int, cellules: list[str]) -> _Rangee:
        pleines = [*cellules, *[""] * (max(self.colonnes, default=0) + 1 - len(cellules))]
        lues = {nom: pleines[rang] for rang, nom in self.colonnes.items()}
        cle = lues[self.plan.cle.nom]
        return _Rangee(numero, cle.strip(), lues.pop(VERSION, ""), lues)

    def _base(self) -> dict[str, dict[str, str]]:
        """What was downloaded, by database key; empty when it is not known."""
        numeros = Counter(
            int(trouve[1]) for r in self.rangees if (trouve := _ESTAMPILLE.match(r.version))
        )
        for numero, _ in numeros.most_common(1):
            tableau = Tableau.objects.filter(
                pk=numero, modele=self.plan.label, sens=Tableau.Sens.SORTI
            ).first()
            if tableau is not None:
                contenu = tableau.lire()
                noms = [self.plan.cle.nom, *contenu["colonnes"]]
                return {
                    pk: dict(zip(noms, cellules, strict=True))
                    for pk, cellules in contenu["lignes"].items()
                }
        return {}

    def _relations(self) -> dict[str, dict[str, Any]]:
        """For each column that names other records: those that exist, by key."""
        connus = {}
        for colonne in self.plan.modifiables:
            if isinstance(colonne, Relation) and colonne.cle:
                cles = {
                    cle
                    for r in self.rangees
                    for cle in colonne.cles(r.cellules.get(colonne.nom, ""))
                }
                connus[colonne.nom] = colonne.cle.trouver(cles)
        return connus

    # Comparing

    def _ligne(self, rangee: _Rangee, vus: set[str]) -> Ligne | None:
        objet = self.par_cle.get(rangee.cle)
        pk = self.pk_de_base.get(rangee.cle)
        if objet is None and pk is not None:
            objet = self.par_pk.get(pk)
            if objet is None:
                dit = (
                    "cette fiche a été supprimée ici depuis le téléchargement\u00a0; pour la créer "
                )
                return self._erreur(rangee, self.plan.cle.nom, f"{dit}de nouveau, videz sa clé")
        if objet is None:
            return self._nouvelle(rangee)
        vus.add(str(objet.pk))
        base = self._base_de(rangee, objet)
        ecarts, erreurs = self._ecarts(rangee, self.plan.cellules(objet), base)
        if erreurs:
            return Ligne(rangee.numero, Etat.ERREUR, rangee.cle, objet, erreurs=tuple(erreurs))
        if not ecarts:
            return None
        etat = Etat.CONFLIT if any(e.conflit for e in ecarts) else Etat.MODIFIEE
        return Ligne(rangee.numero, etat, rangee.cle, objet, tuple(ecarts))

    def _base_de(self, rangee: _Rangee, objet: models.Model) -> dict[str, str] | None:
        """What was downloaded of this record; else what is here, if its history says the same."""
        if (connue := self.base.get(str(objet.pk))) is not None:
            return connue
        trouve = _ESTAMPILLE.match(rangee.version)
        if trouve and trouve[2] and int(trouve[2]) == self.versions.get(objet.pk):
            return self.plan.cellules(objet)
        return None

    def _ecarts(
        self,
        rangee: _Rangee,
        ici: dict[str, str],
        base: dict[str, str] | None,
        *,
        nouvelle: bool = False,
    ) -> tuple[list[Ecart], list[tuple[str, str]]]:
        ecarts, erreurs = [], []
        for colonne in self.plan.modifiables:
            if colonne.nom not in rangee.cellules:
                continue
            if nouvelle and not rangee.cellules[colonne.nom]:
                continue
            avant = None if base is None else base.get(colonne.nom)
            present = ici[colonne.nom]
            try:
                dit = self._lire(colonne, rangee, present if avant is None else avant)
            except CelluleError as erreur:
                erreurs.append((colonne.nom, str(erreur)))
                continue
            if dit in (present, avant):
                continue
            ecarts.append(Ecart(colonne, dit, present, avant, conflit=avant != present))
        return ecarts, erreurs

    def _lire(self, colonne: Colonne, rangee: _Rangee, base: str) -> str:
        """The normal form of a cell. Raise CelluleError, also for a record that is unknown."""
        cellule = rangee.cellules.get(colonne.nom, "")
        if cellule.startswith("=") and cellule != base:
            raise CelluleError("c’est une formule\u00a0: collez sa valeur à la place")
        if est_en_erreur(cellule):
            raise CelluleError(f"le tableur n’a pas su calculer cette cellule ({cellule})")
        dit = colonne.normale(cellule, base)
        if dit != base and isinstance(colonne, Relation):
            inconnus = [c for c in colonne.cles(dit) if c not in self.connus[colonne.nom]]
            if inconnus:
                raise CelluleError(f"inconnu ici\u00a0: {', '.join(c[:60] for c in inconnus)}")
        return dit

    def _nouvelle(self, rangee: _Rangee) -> Ligne:
        if rangee.cle and not self.plan.cle_saisissable:
            dit = "aucune fiche n’a cette clé\u00a0; pour créer une fiche, laissez-la vide"
            return self._erreur(rangee, self.plan.cle.nom, dit)
        vides = {c.nom: "" for c in self.plan.modifiables}
        ecarts, erreurs = self._ecarts(rangee, vides, vides, nouvelle=True)
        if erreurs:
            return Ligne(rangee.numero, Etat.ERREUR, rangee.cle, erreurs=tuple(erreurs))
        copie = bool(rangee.version)
        remarque = (
            "Ligne copiée d’une autre\u202f? Une fiche nouvelle serait créée." if copie else ""
        )
        return Ligne(rangee.numero, Etat.NOUVELLE, rangee.cle, None, tuple(ecarts), (), remarque)

    def _erreur(self, rangee: _Rangee, colonne: str, dit: str) -> Ligne:
        return Ligne(rangee.numero, Etat.ERREUR, rangee.cle, erreurs=((colonne, dit),))

    def _refuser(self, rangee: _Rangee, colonne: str, dit: str) -> None:
        self.sortie.lignes.append(self._erreur(rangee, colonne, dit))

    def _disparues(self, vus: set[str]) -> Iterator[Ligne]:
        for pk in self.base:
            if pk not in vus and (objet := self.par_pk.get(pk)) is not None:
                yield Ligne(0, Etat.DISPARUE, self.plan.cle.de(objet), objet)


def morceaux(avant: str, apres: str) -> list[tuple[str, str]]:
    """The words kept, removed and added, in order; long unchanged runs are cut short."""
    if not avant or not apres or max(len(avant), len(apres)) < LONG:
        return [(g, t) for g, t in (("retire", avant), ("ajoute", apres)) if t]
    a, b = re.split(r"(\s+)", avant)[:4000], re.split(r"(\s+)", apres)[:4000]
    suite: list[tuple[str, str]] = []
    for geste, i1, i2, j1, j2 in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if geste == "equal":
            suite.append(("egal", _abreger("".join(a[i1:i2]))))
            continue
        suite += [("retire", "".join(a[i1:i2])), ("ajoute", "".join(b[j1:j2]))]
    return [(g, t) for g, t in suite if t]


def _abreger(texte: str) -> str:
    if len(texte) < LONG:
        return texte
    # Cut between words.
    return f"{texte[:60].rpartition(' ')[0]} […] {texte[-60:].partition(' ')[2]}"
