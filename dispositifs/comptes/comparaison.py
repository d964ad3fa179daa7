"""What sources count, beside what the register names: the difference is explained, not hidden."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.conf import settings

from dispositifs.comptes.ecart import CompteAuRegistre, compter_au_registre, fiches_de
from dispositifs.comptes.vies import Vies
from dispositifs.models import Chiffre, TypeDispositif
from dispositifs.models.type import CONTRAT_DE_VILLE
from dispositifs.registre.phrases import quand
from territoires.models import Echelle, Territoire

# What a source counts, and the type of the register's records that can be set beside it.
SUJETS = {
    "asv-recenses": "asv",
    "cls-recenses": "cls",
    "clsm-recenses": "clsm",
    "contrats-de-ville": CONTRAT_DE_VILLE,
}


@dataclass(frozen=True)
class LigneComparee:
    """One published count, and the register's at the same date."""

    chiffre: Chiffre
    type: TypeDispositif
    au_registre: CompteAuRegistre

    @property
    def registre(self) -> int:
        """How many records ran at the date of the published count."""
        return self.au_registre.en_vie

    @property
    def portee(self) -> str:
        """« Selon la source, 23 ateliers santé ville recensés en Provence-Alpes-Côte d’Azur en mars
        2018 ; au registre, 15 fiches en vie à cette date. »: whose count, of what, where, when."""
        c = self.chiffre
        publie = f"{c.valeur_lisible} {c.libelle}"
        return (
            f"Selon la source, {publie} {c.territoire.dans} {quand(c.date)} ; "
            f"{self.au_registre.en_mots}."
        )

    @property
    def explication(self) -> str:
        """Why the two counts differ, in one sentence."""
        publie = int(self.chiffre.valeur)
        return self.au_registre.expliquer(publie, publie)


@dataclass
class Comparaison:
    """The published counts of the portal's region, each beside the register's.

    As many queries whatever the size of the register.
    """

    region: Territoire | None
    lignes: list[LigneComparee] = field(default_factory=list)
    # Départements that one source counts in two ways at one date.
    departements: list[Territoire] = field(default_factory=list)

    @classmethod
    def de_la_region(cls) -> "Comparaison":
        """That of the region the portal serves first; empty when nothing was published."""
        region = Territoire.objects.filter(
            echelle=Echelle.REGION, code=settings.REGION_DU_PORTAIL
        ).first()
        if region is None:
            return cls(None)
        comparaison = cls(region)
        comparaison.lignes = _comparer(region, _derniers(region))
        if comparaison.lignes:
            comparaison.departements = _comptes_deux_fois(region)
        return comparaison

    @property
    def date(self) -> str:
        """« en mars 2018 », when all the published counts are of one date."""
        dates = {ligne.chiffre.date for ligne in self.lignes}
        return quand(dates.pop()) if len(dates) == 1 else ""

    @property
    def sources(self) -> list[str]:
        """Where the published counts are read."""
        return sorted({ligne.chiffre.source.reference for ligne in self.lignes})


def _comparer(region: Territoire, chiffres: list[Chiffre]) -> list[LigneComparee]:
    if not chiffres:
        return []
    types = TypeDispositif.objects.in_bulk([SUJETS[c.sujet] for c in chiffres])
    fiches = {pk: code for pk, code in fiches_de(region).items() if code in types}
    vies = Vies(fiches.keys())
    return [
        LigneComparee(
            c,
            types[SUJETS[c.sujet]],
            compter_au_registre(fiches, vies, SUJETS[c.sujet], c.date),
        )
        for c in chiffres
        if SUJETS[c.sujet] in types
    ]


def _derniers(region: Territoire) -> list[Chiffre]:
    """The latest published count of each subject, in the order of SUJETS."""
    derniers: dict[str, Chiffre] = {}
    chiffres = Chiffre.objects.sur(region).filter(sujet__in=SUJETS, modalite="")
    for chiffre in chiffres.order_by("date", "cle"):
        if chiffre.date:
            derniers[chiffre.sujet] = chiffre
    return [derniers[sujet] for sujet in SUJETS if sujet in derniers]


def _comptes_deux_fois(region: Territoire) -> list[Territoire]:
    chiffres = (
        Chiffre.objects.publies()
        .filter(
            sujet__in=SUJETS,
            modalite="",
            territoire__echelle=Echelle.DEPARTEMENT,
            territoire__contenants__contenant=region,
        )
        .select_related("territoire")
    )
    valeurs: dict[tuple[Territoire, str, str], set[str]] = defaultdict(set)
    for c in chiffres:
        valeurs[c.territoire, c.sujet, c.date].add(c.valeur_lisible)
    deux_fois = {lieu for (lieu, _, _), trouvees in valeurs.items() if len(trouvees) > 1}
    return sorted(deux_fois, key=lambda lieu: lieu.code)
