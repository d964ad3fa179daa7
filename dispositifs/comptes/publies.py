"""Published figures as a sheet shows them: what is counted once, and what disagrees."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import QuerySet

from dispositifs.comptes.comparaison import SUJETS
from dispositifs.models import Chiffre
from dispositifs.registre.instant import Instant
from socle.textes import enumerer
from territoires.models import Territoire

# The columns under which a neighbour's counts are shown, in the order of SUJETS.
COLONNES = ("ASV", "CLS", "CLSM", "Contrats de ville")


@dataclass(frozen=True)
class Compte:
    """What is counted, once: one value, or several that disagree."""

    chiffres: list[Chiffre]

    @property
    def premier(self) -> Chiffre:
        """The row that gives the label and the date."""
        return self.chiffres[0]

    @property
    def est_desaccord(self) -> bool:
        """Whether one date has several values."""
        return len(self.chiffres) > 1

    @property
    def valeurs(self) -> str:
        """« 23 », « 1 ou 2 »."""
        return enumerer([c.valeur_lisible for c in self.chiffres], "ou")


@dataclass(frozen=True)
class Voisinage:
    """A territory that holds the place, and the latest published counts about it, by sign."""

    territoire: Territoire
    comptes: list[Compte | None]

    @property
    def par_sujet(self) -> list[tuple[str, Compte | None]]:
        """Each count under the name of its column."""
        return list(zip(COLONNES, self.comptes, strict=True))


def compter_une_fois(chiffres: QuerySet[Chiffre]) -> list[Compte]:
    """Figures of one subject at one date together; the same value twice is said once."""
    groupes: dict[tuple[int, str, str, str], dict[str, Chiffre]] = defaultdict(dict)
    for c in chiffres.order_by("sujet", "-date", "cle"):
        groupes[c.territoire_id, c.sujet, c.date, c.modalite].setdefault(c.valeur_lisible, c)
    return [Compte(list(valeurs.values())) for valeurs in groupes.values()]


def publies_au(chiffres: QuerySet[Chiffre], instant: Instant) -> QuerySet[Chiffre]:
    """Those that count what was, at that date or before; all of them today."""
    if not instant:
        return chiffres
    return chiffres.filter(date__lte=instant.dernier_jour).exclude(date="")


def voisinages(territoires: list[Territoire], instant: Instant) -> list[Voisinage]:
    """The latest published counts about these places; those without any are left out."""
    chiffres = publies_au(
        Chiffre.objects.publies().filter(territoire__in=territoires, sujet__in=SUJETS, modalite=""),
        instant,
    ).select_related("source", "type", "territoire")
    derniers: dict[int, dict[str, Compte]] = defaultdict(dict)
    for compte in sorted(compter_une_fois(chiffres), key=lambda c: c.premier.date):
        derniers[compte.premier.territoire_id][compte.premier.sujet] = compte
    return [
        Voisinage(t, [derniers[t.pk].get(sujet) for sujet in SUJETS])
        for t in territoires
        if t.pk in derniers
    ]
