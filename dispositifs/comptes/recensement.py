"""The census of a territory at a date: schemes by type and situation, communes and inhabitants.

« Non renseigné » means that the register knows of no scheme, never that there is none. A
commune has one extent for each type, the fullest that a scheme gives it, so that the four
extents always add up to all the communes and all their inhabitants.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Set
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.functional import cached_property

from dispositifs.models import AbsenceConstatee, Couverture, Dispositif, Etape, TypeDispositif
from socle import dates
from territoires.models import Appartenance, Echelle, Territoire

# What a census compares inside a territory: the level below it.
ECHELLE_COMPAREE = {
    Echelle.PAYS: Echelle.REGION,
    Echelle.REGION: Echelle.DEPARTEMENT,
    Echelle.DEPARTEMENT: Echelle.EPCI,
}


class Etendue(IntEnum):
    """How far a type of scheme reaches a commune, the fullest first."""

    ENTIERE = 0
    NON_PRECISEE = 1
    EN_PARTIE = 2
    NON_RENSEIGNEE = 3

    @property
    def en_mots(self) -> str:
        """What the head of a column says."""
        return ("en entier", "étendue non précisée", "en partie", "non renseigné")[self]


PARTS: dict[str, Etendue] = {
    Couverture.Part.ENTIERE: Etendue.ENTIERE,
    Couverture.Part.NON_PRECISEE: Etendue.NON_PRECISEE,
    Couverture.Part.PARTIELLE: Etendue.EN_PARTIE,
}


@dataclass
class Decompte:
    """So many communes, and the inhabitants of those whose population is known."""

    communes: int = 0
    habitants: int = 0
    sans_population: int = 0

    def ajouter(self, habitants: int | None) -> None:
        """Count one more commune."""
        self.communes += 1
        self.habitants += habitants or 0
        self.sans_population += habitants is None

    def __add__(self, autre: "Decompte") -> "Decompte":
        return Decompte(
            self.communes + autre.communes,
            self.habitants + autre.habitants,
            self.sans_population + autre.sans_population,
        )

    def __sub__(self, autre: "Decompte") -> "Decompte":
        return Decompte(
            self.communes - autre.communes,
            self.habitants - autre.habitants,
            self.sans_population - autre.sans_population,
        )


@dataclass
class LigneRecensee:
    """One type of scheme in one territory: how many, in what situation, over what."""

    territoire: Territoire
    type: TypeDispositif
    situations: Counter[str] = field(default_factory=Counter)
    etendues: dict[Etendue, Decompte] = field(
        default_factory=lambda: {etendue: Decompte() for etendue in Etendue}
    )
    absences_constatees: int = 0

    @property
    def fiches(self) -> int:
        """Every published record, whatever its situation."""
        return sum(self.situations.values())

    @property
    def en_vie(self) -> int:
        """Those that ran at the date."""
        return sum(self.situations[s] for s in Etape.EN_VIE)

    @property
    def couvert(self) -> Decompte:
        """What at least one running scheme reaches, whole, in part or to an unstated extent."""
        reste = [self.etendues[e] for e in Etendue if e != Etendue.NON_RENSEIGNEE]
        return sum(reste, Decompte())

    @property
    def non_renseigne(self) -> Decompte:
        """What no running scheme known to the register reaches."""
        return self.etendues[Etendue.NON_RENSEIGNEE]


def communes_de(territoire: Territoire) -> QuerySet[Territoire]:
    """The present communes of a territory; itself when it is one."""
    communes = Territoire.objects.en_vigueur().filter(echelle=Echelle.COMMUNE)
    return communes.filter(contenants__contenant=territoire)


def couvertures_vivantes(au: str, types: Collection[str] = ()) -> QuerySet[Couverture]:
    """Rows of perimeter of the published schemes that ran at a date (« » is today)."""
    vivants = Dispositif.objects.publies().en_vie_au(au).order_by()
    if types:
        vivants = vivants.filter(type__in=types)
    return Couverture.objects.order_by().filter(dispositif__in=vivants.values("pk"))


def zones_blanches(territoire: Territoire, types: Collection[str], au: str) -> QuerySet[Territoire]:
    """The communes that no running scheme of these types reaches, the most peopled first.

    No type asked for means any type at all. Communes without a known population come last.
    """
    couvertures = couvertures_vivantes(au, types)
    atteintes = couvertures.filter(territoire__contenus__contenu__echelle=Echelle.COMMUNE)
    touchees = couvertures.filter(territoire__contenants__contenant__echelle=Echelle.COMMUNE)
    return (
        communes_de(territoire)
        .exclude(pk__in=atteintes.values("territoire__contenus__contenu"))
        .exclude(pk__in=touchees.values("territoire__contenants__contenant"))
        .order_by(F("population").desc(nulls_last=True), "nom_plie", "code")
    )


class Recensement:
    """The census of a territory and of what lies one step below it, at a date.

    Eleven queries, whatever the territory and the size of the register.
    """

    def __init__(self, territoire: Territoire, au: str = "") -> None:
        self.territoire = territoire
        self.au = au

    @cached_property
    def communes(self) -> dict[int, tuple[int | None, int | None]]:
        """The population of each commune, and the year of its count."""
        lignes = communes_de(self.territoire).order_by()
        return {
            pk: (population, annee)
            for pk, population, annee in lignes.values_list("pk", "population", "population_annee")
        }

    @cached_property
    def total(self) -> Decompte:
        """The denominator: every commune, and the inhabitants counted."""
        return self._compter(self.communes.keys())

    @property
    def annees(self) -> list[int]:
        """The years of the populations added up, the most frequent first."""
        annees = Counter(annee for _, annee in self.communes.values() if annee)
        return [annee for annee, _ in annees.most_common()]

    @cached_property
    def compares(self) -> list[Territoire]:
        """The territories set side by side: départements of a région, EPCI of a département."""
        echelle = ECHELLE_COMPAREE.get(Echelle(self.territoire.echelle))
        if echelle is None:
            return []
        lieux = Territoire.objects.contenus_dans(self.territoire).filter(echelle=echelle)
        return list(lieux.order_by("code") if echelle != Echelle.EPCI else lieux)

    @cached_property
    def types(self) -> list[TypeDispositif]:
        """The six signs, and any other type of which the territory has a record."""
        connus = {type_ for type_, _ in self._situations.values()}
        return [t for t in TypeDispositif.objects.all() if t.a_son_signe or t.code in connus]

    @cached_property
    def lignes(self) -> list[LigneRecensee]:
        """One line a type for the territory itself."""
        return self._recenser(self.territoire, self.communes.keys(), self._situations)

    @cached_property
    def comparaison(self) -> list[list[LigneRecensee]]:
        """For each territory compared, one line a type."""
        communes: dict[int, set[int]] = defaultdict(set)
        liens = Appartenance.objects.filter(
            contenant__in=[t.pk for t in self.compares], contenu__echelle=Echelle.COMMUNE
        )
        for contenant, contenu in liens.values_list("contenant", "contenu"):
            # Of an EPCI that leaves the territory, only what lies in it.
            if contenu in self.communes:
                communes[contenant].add(contenu)
        return [
            self._recenser(t, communes[t.pk], self._fiches_par_lieu[t.pk]) for t in self.compares
        ]

    def _recenser(
        self, territoire: Territoire, communes: Set[int], fiches: Iterable[int]
    ) -> list[LigneRecensee]:
        lignes = {t.code: LigneRecensee(territoire, t) for t in self.types}
        for fiche in fiches:
            type_, situation = self._situations[fiche]
            lignes[type_].situations[situation] += 1
        total = self._compter(communes)
        for code, ligne in lignes.items():
            etendues = self._etendues[code]
            atteintes = communes & etendues.keys()
            for commune in atteintes:
                ligne.etendues[etendues[commune]].ajouter(self.communes[commune][0])
            ligne.etendues[Etendue.NON_RENSEIGNEE] = total - ligne.couvert
            ligne.absences_constatees = len((communes & self._absences[code]) - atteintes)
        return list(lignes.values())

    def _compter(self, communes: Set[int]) -> Decompte:
        total = Decompte()
        for commune in communes:
            total.ajouter(self.communes[commune][0])
        return total

    @cached_property
    def _situations(self) -> dict[int, tuple[str, str]]:
        """Type and situation at the date of each published record that the territory concerns."""
        fiches: Any = Dispositif.objects.publies().apparentes(self.territoire)
        fiches = fiches.avec_statut(self.au)
        return {
            pk: (type_, situation)
            for pk, type_, situation in fiches.order_by().values_list("pk", "type", "situation")
        }

    @cached_property
    def _fiches_par_lieu(self) -> dict[int, set[int]]:
        """For each territory compared, the records that cover it or lie inside it."""
        lieux = [t.pk for t in self.compares]
        couvertures = Couverture.objects.order_by().filter(dispositif__etat="publie")
        dedans = couvertures.filter(territoire__contenants__contenant__in=lieux)
        autour = couvertures.filter(territoire__contenus__contenu__in=lieux)
        paires = dedans.values_list("territoire__contenants__contenant", "dispositif").union(
            autour.values_list("territoire__contenus__contenu", "dispositif")
        )
        fiches: dict[int, set[int]] = defaultdict(set)
        for lieu, dispositif in paires:
            if dispositif in self._situations:
                fiches[lieu].add(dispositif)
        return fiches

    @cached_property
    def _etendues(self) -> dict[str, dict[int, Etendue]]:
        """By type, the extent of each commune reached; the fullest wins.

        Perimeters and closure are read apart and joined here: the databases plan such a join
        badly once thousands of perimeters meet thousands of communes.
        """
        declarees: dict[int, dict[str, Etendue]] = defaultdict(dict)
        lignes = couvertures_vivantes(self.au).values_list("territoire", "dispositif__type", "part")
        for lieu, type_, part in lignes:
            _retenir(declarees[lieu], type_, PARTS[part])
        trouvees: dict[str, dict[int, Etendue]] = defaultdict(dict)
        for contenant, commune, entiere in self._au_dessus.values_list(
            "contenant", "contenu", "entiere"
        ):
            for type_, etendue in declarees.get(contenant, {}).items():
                dite = etendue if entiere else Etendue.EN_PARTIE
                _retenir(trouvees[type_], commune, dite)
        for commune, contenu in self._au_dessous.values_list("contenant", "contenu"):
            for type_ in declarees.get(contenu, {}):
                _retenir(trouvees[type_], commune, Etendue.EN_PARTIE)
        return trouvees

    @property
    def _au_dessus(self) -> QuerySet[Appartenance]:
        """Each commune, and what contains it or is it."""
        liens = Appartenance.objects.filter(
            contenu__echelle=Echelle.COMMUNE, contenu__obsolete_depuis=None
        )
        if self.territoire.echelle == Echelle.PAYS:
            # Every commune is in it: what has no perimeter is left out instead.
            vivantes = couvertures_vivantes(self.au).values("territoire")
            dites = AbsenceConstatee.objects.order_by().values("territoire")
            return liens.filter(Q(contenant__in=vivantes) | Q(contenant__in=dites))
        return liens.filter(contenu__contenants__contenant=self.territoire)

    @property
    def _au_dessous(self) -> QuerySet[Appartenance]:
        """Each commune, and its quartiers, arrondissements and former communes: parts of it."""
        liens = Appartenance.objects.filter(
            contenant__echelle=Echelle.COMMUNE, contenant__obsolete_depuis=None
        ).exclude(contenu=F("contenant"))
        entier = self.territoire.echelle == Echelle.PAYS
        return liens if entier else liens.filter(contenant__contenants__contenant=self.territoire)

    @cached_property
    def _absences(self) -> dict[str, set[int]]:
        """By type, the communes where a source states, by that date, that there is none."""
        dites = AbsenceConstatee.objects.connues_au(self.au).order_by()
        par_lieu: dict[int, set[str]] = defaultdict(set)
        for lieu, type_ in dites.values_list("territoire", "type"):
            par_lieu[lieu].add(type_)
        communes: dict[str, set[int]] = defaultdict(set)
        liens = self._au_dessus.filter(entiere=True, contenant__in=list(par_lieu))
        for lieu, commune in liens.values_list("contenant", "contenu"):
            for type_ in par_lieu[lieu]:
                communes[type_].add(commune)
        return communes


def _retenir(etendues: dict[Any, Etendue], cle: Any, etendue: Etendue) -> None:
    """Keep the fullest extent."""
    etendues[cle] = min(etendue, etendues.get(cle, etendue))


class Vies:
    """The life of some schemes, read once: which of them ran at any date. Two queries."""

    def __init__(self, dispositifs: Collection[int]) -> None:
        etapes = Etape.objects.filter(dispositif__in=dispositifs).order_by("date", "pk")
        self._etapes: dict[int, list[tuple[str, str]]] = defaultdict(list)
        for dispositif, date, statut in etapes.values_list("dispositif", "date", "statut"):
            self._etapes[dispositif].append((date, statut))
        generations = Dispositif.objects.filter(
            pk__in=dispositifs, generation_nommee__isnull=False
        ).order_by()
        self._termes = {
            pk: fin or terme
            for pk, fin, terme in generations.values_list("pk", "fin", "generation_nommee__fin")
        }

    def vivants(self, au: str) -> set[int]:
        """Those that ran at a date (« » is today), as `en_vie_au` says."""
        jour = (dates.bornes(au)[1] if au else timezone.localdate()).isoformat()
        vivants = set()
        for dispositif, etapes in self._etapes.items():
            passees = [etape for etape in etapes if etape[0] <= jour]
            if not passees or passees[-1][1] not in Etape.EN_VIE:
                continue
            terme = self._termes.get(dispositif, "")
            fin = dates.bornes(terme)[1].isoformat() if terme else ""
            if not fin or fin >= jour or passees[-1][0] > fin:
                vivants.add(dispositif)
        return vivants
