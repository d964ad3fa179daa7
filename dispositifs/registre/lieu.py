"""What the register says of one place: the lines of the territory sheet."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.functional import cached_property

from dispositifs.models import AbsenceConstatee, Couverture, Dispositif, Etape, TypeDispositif
from dispositifs.models.type import CONTRAT_DE_VILLE
from dispositifs.registre.certitude import Certitude, Savoir, certitude, certitudes
from dispositifs.registre.instant import AUJOURD_HUI, Instant
from socle.textes import majuscule
from territoires.models import Territoire


class Mode(IntEnum):
    """How a dispositif reaches a place, the fullest first."""

    COUVRE = 0
    ETENDUE_NON_PRECISEE = 1
    EN_PARTIE = 2
    INTERIEUR = 3
    # A part of what contains the place: nobody says whether the place is in it.
    QUELQUE_PART = 4

    @property
    def en_mots(self) -> str:
        """What a table says under « Étendue »."""
        return (
            "territoire entier",
            "non précisée",
            "en partie",
            "à l’intérieur",
            "une partie, sans dire laquelle",
        )[self]


def savoir_par(mode: Mode, savoir: Savoir) -> Savoir:
    """What a dispositif lets a place say of its type: less, when it may not reach it at all."""
    peut_etre = mode == Mode.QUELQUE_PART and savoir == Savoir.A_JOUR
    return Savoir.A_CONFIRMER if peut_etre else savoir


@dataclass
class Ligne:
    """One dispositif on the sheet of a place, and the territories through which it comes."""

    dispositif: Any  # a Dispositif annotated by `avec_certitude`
    mode: Mode
    par: list[Couverture] = field(default_factory=list)

    @cached_property
    def certitude(self) -> Certitude:
        """What is known of it, and how surely."""
        return certitude(self.dispositif)

    @property
    def est_fini(self) -> bool:
        """Whether the dispositif has ended, or come to its term."""
        return self.certitude.est_passe

    @property
    def est_a_terme(self) -> bool:
        """Whether its term is past, and nothing is known of what followed."""
        return self.certitude.est_a_terme

    @property
    def savoir(self) -> Savoir:
        """What it lets the place say of its type: less, when it may not reach the place at all."""
        return savoir_par(self.mode, self.certitude.savoir)

    @property
    def suite(self) -> Dispositif | None:
        """The published dispositif that succeeds this one: the next génération."""
        suivant: Dispositif | None = getattr(self.dispositif, "successeur", None)
        return suivant if suivant is not None and suivant.est_publie else None


@dataclass(frozen=True)
class Manque:
    """A type of scheme that nothing covers: observed, or simply not known."""

    type: TypeDispositif
    absence: AbsenceConstatee | None

    @property
    def nom(self) -> str:
        """« Contrat local de santé (CLS) »."""
        sigle = f" ({self.type.sigle})" if self.type.sigle else ""
        return majuscule(f"{self.type.nom}{sigle}")


def mode_par_le_haut(couverture: Any) -> Mode:
    """The mode of a row whose territory is, or contains, the place.

    The row bears `lieu`, the key of the place, and `entiere`: whether its territory contains the
    place whole.
    """
    est_le_lieu = couverture.territoire_id == couverture.lieu
    return mode_selon(couverture.part, entiere=couverture.entiere, est_le_lieu=est_le_lieu)


def mode_selon(part: str, *, entiere: bool, est_le_lieu: bool) -> Mode:
    """The mode of a part declared of the place itself, or of what contains it, whole or not."""
    if part == Couverture.Part.PARTIELLE:
        return Mode.EN_PARTIE if est_le_lieu else Mode.QUELQUE_PART
    if part == Couverture.Part.NON_PRECISEE:
        return Mode.ETENDUE_NON_PRECISEE
    return Mode.COUVRE if entiere else Mode.EN_PARTIE


class FicheTerritoire:
    """The register, seen from one place, today or at a past date. A constant number of queries,
    whatever the place.

    At a past date it holds what the sources place at that date or before; what they observed
    only later is in `pas_encore`.
    """

    def __init__(
        self, territoire: Territoire, *, interieur: bool = True, instant: Instant = AUJOURD_HUI
    ) -> None:
        self.territoire = territoire
        self.instant = instant
        modes = self._modes(interieur)
        trouvees = [Ligne(d, *modes[d.pk]) for d in self._dispositifs(modes)]
        connues = [x for x in trouvees if x.dispositif.statut or not instant]
        # The politique de la ville has its own section of the sheet, with its quartiers.
        self.lignes = [x for x in connues if not x.dispositif.est_un_contrat_de_ville]
        self.contrats = [x for x in connues if x.dispositif.est_un_contrat_de_ville]
        self.pas_encore = [x for x in trouvees if not x.dispositif.statut and instant]

    def _dispositifs(self, pks: Iterable[int]) -> Iterable[Dispositif]:
        """These published dispositifs in the order of the sheet, with what a line shows of them."""
        return (
            Dispositif.objects.publies()
            .filter(pk__in=pks)
            .select_related(
                "type",
                "porteur",
                "source",
                "verifie_d_apres",
                "successeur",
                "couverture_principale",
            )
            .avec_perimetre()
            .avec_certitude(self.instant.au)
            .avec_coordination(self.instant.au)
            .avec_fraicheur(timezone.localdate())
            .order_by("type__rang", "nom", "slug")
        )

    def _modes(self, interieur: bool) -> dict[int, tuple[Mode, list[Couverture]]]:
        """By dispositif: its best mode, and the rows of its perimeter that give it."""
        couvertures = Couverture.objects.filter(dispositif__etat="publie").select_related(
            "territoire"
        )
        trouves: list[tuple[Couverture, Mode]] = [
            (c, mode_par_le_haut(c))
            for c in couvertures.filter(territoire__contenus__contenu=self.territoire).annotate(
                lieu=F("territoire__contenus__contenu"), entiere=F("territoire__contenus__entiere")
            )
        ]
        dedans = self.a_l_interieur(couvertures)
        if not interieur:
            # Even a large place names its contrats de ville.
            dedans = dedans.filter(dispositif__type=CONTRAT_DE_VILLE)
        trouves += [(c, Mode.INTERIEUR) for c in dedans]
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

    def _en_cours(self, *modes: Mode) -> list[Ligne]:
        return [ligne for ligne in self.lignes if ligne.mode in modes and not ligne.est_fini]

    @property
    def couvre(self) -> list[Ligne]:
        """Dispositifs whose perimeter holds the whole place."""
        return self._en_cours(Mode.COUVRE)

    @property
    def sans_etendue(self) -> list[Ligne]:
        """Those of the place, or of what contains it, to an extent that no source says."""
        return self._en_cours(Mode.ETENDUE_NON_PRECISEE)

    @property
    def en_partie(self) -> list[Ligne]:
        """Dispositifs that cover a part of the place."""
        return self._en_cours(Mode.EN_PARTIE)

    @property
    def quelque_part(self) -> list[Ligne]:
        """Dispositifs of a part of what contains the place: maybe here, maybe not."""
        return self._en_cours(Mode.QUELQUE_PART)

    @property
    def interieur(self) -> list[Ligne]:
        """Dispositifs whose perimeter lies inside the place."""
        return self._en_cours(Mode.INTERIEUR)

    @property
    def groupes(self) -> tuple[list[Ligne], ...]:
        """What is not over, by how it reaches the place: what is surest of it first."""
        return (
            self.couvre,
            self.en_partie,
            self.interieur,
            self.sans_etendue,
            self.quelque_part,
        )

    @property
    def finis(self) -> list[Ligne]:
        """Dispositifs that have ended."""
        return [ligne for ligne in self.lignes if ligne.est_fini]

    @cached_property
    def certitudes_interieures(self) -> list[Certitude]:
        """What is known of each dispositif, not over, that lies inside the place or covers it."""
        en_cours = Dispositif.objects.publies().apparentes(self.territoire)
        return certitudes(en_cours.en_cours(self.instant.au).avec_certitude(self.instant.au))

    def repartition_interieure(self) -> list[tuple[TypeDispositif, int]]:
        """How many of them there are, by type."""
        comptes = Counter(c.type for c in self.certitudes_interieures)
        return [(t, comptes[t.code]) for t in self.types if t.code in comptes]

    @property
    def contrats_en_cours(self) -> list[Ligne]:
        """Contrats de ville that run, or of which no date is known."""
        return [x for x in self.contrats if not x.est_fini]

    @property
    def contrats_finis(self) -> list[Ligne]:
        """Those that ended, or whose generation is over."""
        return [x for x in self.contrats if x.est_fini]

    def etapes(self) -> QuerySet[Etape]:
        """Dated steps of every dispositif of the sheet, the latest first."""
        etapes = Etape.objects.filter(
            dispositif__in=[x.dispositif.pk for x in [*self.lignes, *self.contrats]]
        )
        if self.instant:
            etapes = etapes.filter(date__lte=self.instant.dernier_jour)
        return etapes.select_related("dispositif__type", "source").order_by(
            "-date", "dispositif__type__rang", "dispositif__nom"
        )

    def manques(self) -> list[Manque]:
        """The main types of scheme that nothing running covers, whole or in part."""
        vivants = [ligne for ligne in self.lignes if ligne.certitude.est_en_vie]
        couverts = {ligne.dispositif.type_id for ligne in vivants}
        if self.contrats:
            couverts.add(CONTRAT_DE_VILLE)
        absences = self._absences()
        return [
            Manque(t, absences.get(t.code))
            for t in self.types
            if t.code not in couverts and (t.a_son_signe or t.code in absences)
        ]

    @cached_property
    def types(self) -> list[TypeDispositif]:
        """Every type of scheme, in their order, and whether it has its explainer."""
        return list(TypeDispositif.objects.avec_explication())

    def _absences(self) -> dict[str, AbsenceConstatee]:
        """By type, the latest absence that a source states here."""
        constatees = AbsenceConstatee.objects.sur(self.territoire).select_related(
            "source", "territoire", "type"
        )
        if self.instant:
            constatees = constatees.filter(date__lte=self.instant.dernier_jour)
        absences: dict[str, AbsenceConstatee] = {}
        # The latest first; at one date, what is said of the closest territory.
        for absence in constatees.order_by("-date", "territoire__rang"):
            absences.setdefault(absence.type_id, absence)
        return absences
