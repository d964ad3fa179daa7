"""What the register says of one place: the lines of the territory sheet."""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from django.db.models import Count, F, QuerySet
from django.utils.functional import cached_property

from dispositifs.models import AbsenceConstatee, Couverture, Dispositif, Etape, TypeDispositif
from dispositifs.models.type import CONTRAT_DE_VILLE
from territoires.models import ContratDeVille, Territoire


class Mode(IntEnum):
    """How a dispositif reaches a place, the fullest first."""

    COUVRE = 0
    ETENDUE_NON_PRECISEE = 1
    EN_PARTIE = 2
    INTERIEUR = 3

    @property
    def en_mots(self) -> str:
        """What a table says under « Étendue »."""
        return ("territoire entier", "non précisée", "en partie", "à l’intérieur")[self]


@dataclass
class Ligne:
    """One dispositif on the sheet of a place, and the territories through which it comes."""

    dispositif: Any  # a Dispositif with its `statut` annotated
    mode: Mode
    par: list[Couverture] = field(default_factory=list)

    @property
    def est_fini(self) -> bool:
        """Whether the dispositif has ended."""
        return self.dispositif.statut in Etape.FINIS


@dataclass(frozen=True)
class Manque:
    """A type of scheme that nothing covers: observed, or simply not known."""

    type: TypeDispositif
    absence: AbsenceConstatee | None


class FicheTerritoire:
    """The register, seen from one place. A constant number of queries, whatever the place."""

    def __init__(self, territoire: Territoire, *, interieur: bool = True) -> None:
        self.territoire = territoire
        modes = self._modes(interieur)
        dispositifs = (
            Dispositif.objects.publies()
            .filter(pk__in=modes)
            .pour_liste()
            .avec_statut()
            .avec_coordination()
            .order_by("type__rang", "nom", "slug")
        )
        self.lignes = [Ligne(d, *modes[d.pk]) for d in dispositifs]

    def _modes(self, interieur: bool) -> dict[int, tuple[Mode, list[Couverture]]]:
        """By dispositif: its best mode, and the rows of its perimeter that give it."""
        couvertures = Couverture.objects.filter(dispositif__etat="publie").select_related(
            "territoire"
        )
        trouves: list[tuple[Couverture, Mode]] = [
            (c, self._mode_par_le_haut(c))
            for c in couvertures.filter(territoire__contenus__contenu=self.territoire).annotate(
                entiere=F("territoire__contenus__entiere")
            )
        ]
        if interieur:
            trouves += [(c, Mode.INTERIEUR) for c in self.a_l_interieur(couvertures)]
        modes: dict[int, tuple[Mode, list[Couverture]]] = {}
        for couverture, mode in trouves:
            meilleur, par = modes.get(couverture.dispositif_id, (mode, []))
            if mode < meilleur:
                meilleur, par = mode, []
            if mode == meilleur:
                par = [*par, couverture]
            modes[couverture.dispositif_id] = (meilleur, par)
        return modes

    def a_l_interieur(self, couvertures: QuerySet[Couverture]) -> QuerySet[Couverture]:
        """Rows of perimeter strictly inside the place."""
        return couvertures.filter(territoire__contenants__contenant=self.territoire).exclude(
            territoire=self.territoire
        )

    @staticmethod
    def _mode_par_le_haut(couverture: Any) -> Mode:
        """The mode of a row whose territory is, or contains, the place."""
        if couverture.part == Couverture.Part.PARTIELLE or not couverture.entiere:
            return Mode.EN_PARTIE
        if couverture.part == Couverture.Part.NON_PRECISEE:
            return Mode.ETENDUE_NON_PRECISEE
        return Mode.COUVRE

    def _en_cours(self, *modes: Mode) -> list[Ligne]:
        return [ligne for ligne in self.lignes if ligne.mode in modes and not ligne.est_fini]

    @property
    def couvre(self) -> list[Ligne]:
        """Dispositifs that cover the place: whole, or to an extent that the source does not say."""
        return self._en_cours(Mode.COUVRE, Mode.ETENDUE_NON_PRECISEE)

    @property
    def en_partie(self) -> list[Ligne]:
        """Dispositifs that cover a part of the place, or of what contains it."""
        return self._en_cours(Mode.EN_PARTIE)

    @property
    def interieur(self) -> list[Ligne]:
        """Dispositifs whose perimeter lies inside the place."""
        return self._en_cours(Mode.INTERIEUR)

    @property
    def finis(self) -> list[Ligne]:
        """Dispositifs that have ended."""
        return [ligne for ligne in self.lignes if ligne.est_fini]

    def repartition_interieure(self) -> list[tuple[TypeDispositif, int]]:
        """How many running dispositifs lie inside the place or cover it, by type."""
        lignes = (
            Dispositif.objects.publies()
            .apparentes(self.territoire)
            .en_cours()
            .order_by()
            .values_list("type")
            .annotate(n=Count("pk", distinct=True))
        )
        comptes = dict(lignes)
        return [(t, comptes[t.code]) for t in TypeDispositif.objects.filter(code__in=comptes)]

    @cached_property
    def contrats(self) -> list[ContratDeVille]:
        """Contrats de ville that touch the place."""
        return list(
            ContratDeVille.objects.publies()
            .touchant(self.territoire)
            .select_related("territoire", "source")
            .order_by("nom")
        )

    def etapes(self) -> QuerySet[Etape]:
        """Dated steps of every dispositif of the sheet, the latest first."""
        return (
            Etape.objects.filter(dispositif__in=[ligne.dispositif.pk for ligne in self.lignes])
            .select_related("dispositif__type", "source")
            .order_by("-date", "dispositif__type__rang", "dispositif__nom")
        )

    def manques(self) -> list[Manque]:
        """The main types of scheme that nothing running covers, whole or in part."""
        couverts = {ligne.dispositif.type_id for ligne in self.lignes if not ligne.est_fini}
        if self.contrats:
            couverts.add(CONTRAT_DE_VILLE)
        absences: dict[str, AbsenceConstatee] = {}
        constatees = AbsenceConstatee.objects.sur(self.territoire).select_related(
            "source", "territoire", "type"
        )
        # The latest first; at one date, what is said of the closest territory.
        for absence in constatees.order_by("-date", "territoire__rang"):
            absences.setdefault(absence.type_id, absence)
        types = TypeDispositif.objects.all()
        return [
            Manque(t, absences.get(t.code))
            for t in types
            if t.code not in couverts and (t.a_son_signe or t.code in absences)
        ]
