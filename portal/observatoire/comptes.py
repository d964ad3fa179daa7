"""Published figures beside the register's, and the contrats de ville by combination."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import combinations

from django.utils import timezone
from django.utils.functional import cached_property

from dispositifs.comptes.comparaison import SUJETS
from dispositifs.comptes.ecart import CompteAuRegistre, compter_au_registre, fiches_de
from dispositifs.comptes.publies import Compte, compter_une_fois
from dispositifs.comptes.vies import Vies
from dispositifs.models import Articulation, Chiffre, Couverture, Dispositif, TypeDispositif
from dispositifs.models.type import CONTRAT_DE_VILLE
from dispositifs.registre.filtres_des_contrats import VOLETS
from dispositifs.registre.phrases import quand
from portal.site.accueil import COMBINAISONS, SANS_DISPOSITIF
from socle.textes import enumerer
from territoires.models import Territoire

# What a source counts, and the type of the records that can be set beside it.
SUJETS_PUBLIES = {**SUJETS, "cpts-recensees": "cpts", "dac-labellises": "dac"}


@dataclass(frozen=True)
class CompteCompare:
    """What sources published of one thing at one date, and what the register knew of it then."""

    compte: Compte
    type: TypeDispositif
    au_registre: CompteAuRegistre

    @property
    def registre(self) -> int:
        """How many records ran at the date of the published count."""
        return self.au_registre.en_vie

    @property
    def phrase(self) -> str:
        """« Selon la source, 23 ateliers santé ville recensés, en Provence-Alpes-Côte d’Azur, en
        mars 2018 ; au registre, 15 fiches en vie à cette date. … »: what is counted, where, when,
        by whom, and why the two differ."""
        chiffre = self.compte.premier
        publie = f"{self.compte.valeurs} {chiffre.libelle}"
        ou_et_quand = f"{chiffre.territoire.dans}, {quand(chiffre.date)}"
        ecart = self.au_registre.expliquer(self.publie_le_moins, self.publie_le_plus)
        return f"Selon la source, {publie}, {ou_et_quand} ; {self.au_registre.en_mots}. {ecart}"

    @property
    def publie_le_moins(self) -> int:
        """The lowest published value."""
        return min(int(c.valeur) for c in self.compte.chiffres)

    @property
    def publie_le_plus(self) -> int:
        """The highest published value, which gives its scale to a drawing."""
        return max(int(c.valeur) for c in self.compte.chiffres)


@dataclass(frozen=True)
class Combinaison:
    """The contrats de ville that hold exactly these schemes: published, registered then and now."""

    codes: tuple[str, ...]
    publie: Chiffre | None
    alors: int
    maintenant: int

    @property
    def libelle(self) -> str:
        """« ASV seulement », « ASV et CLS », « Aucun des trois »."""
        sigles = [code.upper() for code in self.codes]
        if not sigles:
            return "Aucun des trois"
        return f"{sigles[0]} seulement" if len(sigles) == 1 else enumerer(sigles)

    @property
    def publies(self) -> int:
        """The published count, 0 when there is none."""
        return int(self.publie.valeur) if self.publie else 0


@dataclass
class Combinaisons:
    """The whole distribution; `date` is that of the published one, « » when there is none."""

    date: str
    source: str
    lignes: list[Combinaison] = field(default_factory=list)

    @property
    def ensemble_publie(self) -> int:
        """How many contrats the source counts."""
        return sum(c.publies for c in self.lignes)

    @property
    def ensemble_alors(self) -> int:
        """How many the register names, that ran at that date."""
        return sum(c.alors for c in self.lignes)

    @property
    def ensemble_maintenant(self) -> int:
        """How many the register names, that run at the date of the page."""
        return sum(c.maintenant for c in self.lignes)

    @property
    def maximum(self) -> int:
        """The longest bar."""
        return max((max(c.publies, c.alors, c.maintenant) for c in self.lignes), default=0)


class Publications:
    """What sources published of a territory, beside the register. Eight queries."""

    def __init__(self, territoire: Territoire, au: str) -> None:
        self.territoire = territoire
        self.au = au or timezone.localdate().isoformat()

    @cached_property
    def contrats(self) -> dict[int, int]:
        """The published contrats de ville that the territory concerns, each with the territory
        that holds it."""
        contrats = Dispositif.objects.publies().filter(type=CONTRAT_DE_VILLE)
        lieux = contrats.apparentes(self.territoire).order_by("pk")
        return dict(lieux.values_list("pk", "couverture_principale__territoire"))

    @cached_property
    def comptes(self) -> list[CompteCompare]:
        """Every dated count published of the territory, by type then the latest first."""
        chiffres = Chiffre.objects.sur(self.territoire).filter(
            sujet__in=SUJETS_PUBLIES, modalite=""
        )
        comptes = [c for c in compter_une_fois(chiffres.exclude(date="")) if c.premier.date]
        types = TypeDispositif.objects.in_bulk(set(SUJETS_PUBLIES.values())) if comptes else {}
        compares = []
        for compte in comptes:
            type_ = types.get(SUJETS_PUBLIES[compte.premier.sujet])
            if type_ is None:
                continue
            date = compte.premier.date
            registre = compter_au_registre(self._fiches, self._vies, type_.code, date)
            compares.append(CompteCompare(compte, type_, registre))
        # Sorted twice, the second keeping the order of the first.
        compares.sort(key=lambda c: c.compte.premier.date, reverse=True)
        return sorted(compares, key=lambda c: c.type.rang)

    @cached_property
    def _fiches(self) -> dict[int, str]:
        return fiches_de(self.territoire)

    @cached_property
    def _vies(self) -> Vies:
        lies = {pk for paires in self._sur_les_contrats.values() for pk, _ in paires}
        return Vies(lies | self._fiches.keys())

    @cached_property
    def _sur_les_contrats(self) -> dict[int, set[tuple[int, str]]]:
        """For each contrat, the schemes tied to it or whose perimeter meets its territory."""
        par_lieu: dict[int, list[int]] = defaultdict(list)
        for contrat, lieu in self.contrats.items():
            par_lieu[lieu].append(contrat)
        couvertures = Couverture.objects.order_by().filter(
            dispositif__etat="publie", dispositif__type__in=VOLETS
        )
        autour = couvertures.filter(territoire__contenus__contenu__in=list(par_lieu))
        dedans = couvertures.filter(territoire__contenants__contenant__in=list(par_lieu))
        suite = ("dispositif", "dispositif__type")
        paires = autour.values_list("territoire__contenus__contenu", *suite).union(
            dedans.values_list("territoire__contenants__contenant", *suite)
        )
        trouves: dict[int, set[tuple[int, str]]] = defaultdict(set)
        for lieu, dispositif, type_ in paires:
            for contrat in par_lieu[lieu]:
                trouves[contrat].add((dispositif, type_))
        liens = Articulation.objects.order_by().filter(
            vers__in=list(self.contrats), de__etat="publie", de__type__in=VOLETS
        )
        for contrat, dispositif, type_ in liens.values_list("vers", "de", "de__type"):
            trouves[contrat].add((dispositif, type_))
        return trouves

    def _repartir(self, date: str) -> Counter[tuple[str, ...]]:
        """How many contrats that ran at a date hold each combination of running schemes."""
        vivants = self._vies.vivants(date)
        comptes: Counter[tuple[str, ...]] = Counter()
        for contrat in self.contrats.keys() & vivants:
            types = {type_ for pk, type_ in self._sur_les_contrats[contrat] if pk in vivants}
            comptes[tuple(v for v in VOLETS if v in types)] += 1
        return comptes

    @cached_property
    def combinaisons(self) -> Combinaisons:
        """The contrats by combination: as published last, as registered then, and now."""
        chiffres = Chiffre.objects.sur(self.territoire).filter(sujet=COMBINAISONS)
        tous = list(chiffres.order_by("-date"))
        derniers = [c for c in tous if c.date == tous[0].date]
        publies = {_codes(c.modalite): c for c in derniers}
        date = derniers[0].date if derniers else ""
        alors = self._repartir(date) if date else Counter()
        maintenant = self._repartir(self.au)
        source = derniers[0].source.reference if derniers else ""
        possibles = [c for n in range(len(VOLETS) + 1) for c in combinations(VOLETS, n)]
        lignes = [Combinaison(c, publies.get(c), alors[c], maintenant[c]) for c in possibles]
        return Combinaisons(date, source, lignes)


def _codes(modalite: str) -> tuple[str, ...]:
    return () if modalite == SANS_DISPOSITIF else tuple(modalite.split("+"))
