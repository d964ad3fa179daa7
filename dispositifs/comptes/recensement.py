"""The census of a territory at a date: schemes by type and situation, communes and inhabitants.

« Non renseigné » means that the register knows of no scheme, never that there is none. A
commune has for each type one state, the surest that a scheme or a source lets it say, and one
extent, the fullest that a scheme last known to run gives it: states, and extents, always add up
to all the communes and all their inhabitants.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Set
from typing import Any, NamedTuple

from django.db.models import F, Q, QuerySet
from django.utils.functional import cached_property

from dispositifs.comptes.blancs import communes_de, couvertures_connues
from dispositifs.comptes.decompte import Decompte, Etendue, LigneRecensee
from dispositifs.models import AbsenceConstatee, Couverture, Dispositif, TypeDispositif
from dispositifs.registre.certitude import CHAMPS, Certitude, Savoir
from dispositifs.registre.lieu import Mode, mode_selon, savoir_par
from territoires.models import Appartenance, Echelle, Territoire

# What a census compares inside a territory: the level below it.
ECHELLE_COMPAREE = {
    Echelle.PAYS: Echelle.REGION,
    Echelle.REGION: Echelle.DEPARTEMENT,
    Echelle.DEPARTEMENT: Echelle.EPCI,
}


# How a perimeter reaches a commune, as a census counts it: what lies inside is a part of it.
ETENDUES = {
    Mode.COUVRE: Etendue.ENTIERE,
    Mode.ETENDUE_NON_PRECISEE: Etendue.NON_PRECISEE,
    Mode.EN_PARTIE: Etendue.EN_PARTIE,
    Mode.INTERIEUR: Etendue.EN_PARTIE,
    Mode.QUELQUE_PART: Etendue.QUELQUE_PART,
}


class Porte(NamedTuple):
    """What a perimeter says of the place it names."""

    type: str
    part: str
    savoir: Savoir
    en_vie: bool


class Recensement:
    """The census of a territory and of what lies one step below it, at a date.

    A constant number of queries, whatever the territory and the size of the register.
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
        connus = {c.type for c in self._certitudes.values()} | self._absences.keys()
        types = TypeDispositif.objects.avec_explication()
        return [t for t in types if t.a_son_signe or t.code in connus]

    @cached_property
    def lignes(self) -> list[LigneRecensee]:
        """One line a type for the territory itself."""
        return self._recenser(self.territoire, self.communes.keys(), self._certitudes)

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
            connue = self._certitudes[fiche]
            lignes[connue.type].situations[connue.situation] += 1
            lignes[connue.type].certitudes[connue.code] += 1
        for code, ligne in lignes.items():
            etendues, savoirs = self._etendues[code], self._savoirs[code]
            for commune in communes & etendues.keys():
                ligne.etendues[etendues[commune]].ajouter(self.communes[commune][0])
            for commune in communes & savoirs.keys():
                ligne.savoirs[savoirs[commune]].ajouter(self.communes[commune][0])
            total = self._compter(communes)
            ligne.etendues[Etendue.NON_RENSEIGNEE] = _reste(total, ligne.etendues.values())
            ligne.savoirs[Savoir.INCONNU] = _reste(total, ligne.savoirs.values())
        return list(lignes.values())

    def _compter(self, communes: Set[int]) -> Decompte:
        total = Decompte()
        for commune in communes:
            total.ajouter(self.communes[commune][0])
        return total

    @cached_property
    def _certitudes(self) -> dict[int, Certitude]:
        """What is known at the date of each published record that the territory concerns."""
        fiches: Any = Dispositif.objects.publies().apparentes(self.territoire)
        lues = fiches.avec_certitude(self.au).order_by()
        return {x.pk: Certitude.de(x) for x in lues.values_list("pk", *CHAMPS, named=True)}

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
            if dispositif in self._certitudes:
                fiches[lieu].add(dispositif)
        return fiches

    @cached_property
    def _portes(self) -> dict[int, set[Porte]]:
        """By place that a perimeter names: what it says of it, of each type."""
        portes: dict[int, set[Porte]] = defaultdict(set)
        lignes = couvertures_connues(self.au).values_list("territoire", "dispositif", "part")
        for lieu, dispositif, part in lignes:
            connue = self._certitudes.get(dispositif)
            if connue is not None:
                portes[lieu].add(Porte(connue.type, part, connue.savoir, connue.est_en_vie))
        return portes

    @cached_property
    def _atteintes(self) -> tuple[dict[str, dict[int, Etendue]], dict[str, dict[int, Savoir]]]:
        """By type, the extent and the state of each commune reached: the fullest, the surest.

        Perimeters and closure are read apart and joined here: the databases plan such a join
        badly once thousands of perimeters meet thousands of communes.
        """
        etendues: dict[str, dict[int, Etendue]] = defaultdict(dict)
        savoirs: dict[str, dict[int, Savoir]] = defaultdict(dict)

        def retenir(commune: int, porte: Porte, mode: Mode) -> None:
            savoir = savoir_par(mode, porte.savoir)
            _garder(savoirs[porte.type], commune, savoir, savoir.rang)
            if porte.en_vie:
                _garder(etendues[porte.type], commune, ETENDUES[mode], ETENDUES[mode])

        au_dessus = self._au_dessus.values_list("contenant", "contenu", "entiere")
        for contenant, commune, entiere in au_dessus:
            for porte in self._portes.get(contenant, ()):
                soi = contenant == commune
                retenir(commune, porte, mode_selon(porte.part, entiere=entiere, est_le_lieu=soi))
        for commune, contenu in self._au_dessous.values_list("contenant", "contenu"):
            for porte in self._portes.get(contenu, ()):
                retenir(commune, porte, Mode.INTERIEUR)
        return etendues, savoirs

    @property
    def _etendues(self) -> dict[str, dict[int, Etendue]]:
        return self._atteintes[0]

    @cached_property
    def _savoirs(self) -> dict[str, dict[int, Savoir]]:
        """By type, the state of each commune of which something is known, or said absent."""
        savoirs: dict[str, dict[int, Savoir]] = defaultdict(dict)
        for type_, communes in self._absences.items():
            savoirs[type_] = dict.fromkeys(communes, Savoir.ABSENCE)
        for type_, connus in self._atteintes[1].items():
            savoirs[type_].update(connus)
        return savoirs

    @property
    def _au_dessus(self) -> QuerySet[Appartenance]:
        """Each commune, and what contains it or is it."""
        liens = Appartenance.objects.filter(
            contenu__echelle=Echelle.COMMUNE, contenu__obsolete_depuis=None
        )
        if self.territoire.echelle == Echelle.PAYS:
            # Every commune is in it: what has no perimeter is left out instead.
            connues = couvertures_connues(self.au).values("territoire")
            dites = AbsenceConstatee.objects.order_by().values("territoire")
            return liens.filter(Q(contenant__in=connues) | Q(contenant__in=dites))
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


def _reste(total: Decompte, comptes: Iterable[Decompte]) -> Decompte:
    """What is left of a whole."""
    return total - sum(comptes, Decompte())


def _garder(connus: dict[int, Any], commune: int, valeur: Any, rang: int) -> None:
    """Keep the value of the lowest rank."""
    deja = connus.get(commune)
    if deja is None or rang < getattr(deja, "rang", deja):
        connus[commune] = valeur
