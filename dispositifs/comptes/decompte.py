"""What a census counts: communes and inhabitants, by extent and by what is known."""

from collections import Counter
from dataclasses import dataclass, field
from enum import IntEnum

from dispositifs.models import Etape, TypeDispositif
from dispositifs.registre.certitude import Savoir
from territoires.models import Territoire


class Etendue(IntEnum):
    """How far a type of scheme reaches a commune, the fullest first."""

    ENTIERE = 0
    NON_PRECISEE = 1
    EN_PARTIE = 2
    # A part of what contains the commune: nobody says whether the commune is in it.
    QUELQUE_PART = 3
    NON_RENSEIGNEE = 4

    @property
    def en_mots(self) -> str:
        """What the head of a column says."""
        return (
            "en entier",
            "étendue non précisée",
            "en partie",
            "une partie de ce qui la contient, sans dire laquelle",
            "non renseigné",
        )[self]


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
    # By `Certitude.code`: « a-jour », « a-confirmer », « a-terme », « fini », « ».
    certitudes: Counter[str] = field(default_factory=Counter)
    etendues: dict[Etendue, Decompte] = field(
        default_factory=lambda: {etendue: Decompte() for etendue in Etendue}
    )
    savoirs: dict[Savoir, Decompte] = field(
        default_factory=lambda: {savoir: Decompte() for savoir in Savoir}
    )

    @property
    def fiches(self) -> int:
        """Every published record, whatever its situation."""
        return sum(self.situations.values())

    @property
    def en_vie(self) -> int:
        """Those last known to run at the date, fresh or to be confirmed."""
        return sum(self.situations[s] for s in Etape.EN_VIE)

    @property
    def a_jour(self) -> int:
        """Those of which the present may be said."""
        return self.certitudes["a-jour"]

    @property
    def a_confirmer(self) -> int:
        """Those whose last news is past its delay."""
        return self.certitudes["a-confirmer"]

    @property
    def a_terme(self) -> int:
        """Those whose announced term is past."""
        return self.certitudes[Etape.A_TERME]

    @property
    def connus(self) -> int:
        """Those known, and not known to have ended."""
        return self.a_jour + self.a_confirmer + self.a_terme

    @property
    def total(self) -> Decompte:
        """Every commune of the territory, and their inhabitants."""
        return sum(self.savoirs.values(), Decompte())

    @property
    def connu(self) -> Decompte:
        """Where a scheme is known, up to date or to be confirmed."""
        return self.savoirs[Savoir.A_JOUR] + self.savoirs[Savoir.A_CONFIRMER]

    @property
    def couvert(self) -> Decompte:
        """What a perimeter holds whole, or in a part that is stated."""
        return self.etendues[Etendue.ENTIERE] + self.etendues[Etendue.EN_PARTIE]

    @property
    def sans_dispositif_connu(self) -> Decompte:
        """The gaps: absence stated, or nothing known."""
        return self.savoirs[Savoir.ABSENCE] + self.savoirs[Savoir.INCONNU]

    @property
    def est_absent(self) -> bool:
        """Whether sources state the absence everywhere: only then is a count a 0."""
        absentes = self.savoirs[Savoir.ABSENCE].communes
        return bool(absentes) and absentes == self.total.communes

    @property
    def est_comptable(self) -> bool:
        """Whether a number of records means something: a count of unknown things is no 0."""
        return bool(self.fiches) or self.est_absent
