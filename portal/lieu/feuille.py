"""What one A4 says of a place: what fits, and a word on what is left at the page's address."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.utils.functional import cached_property

from dispositifs.comprendre.rendu import Redacteur, SourceCitee
from dispositifs.comptes.publies import Compte
from dispositifs.models import Chiffre, Rubrique, TypeDispositif
from dispositifs.registre.certitude import Savoir
from dispositifs.registre.lieu import Ligne
from dispositifs.registre.phrases import compter
from portal.comprendre.bref import Bref, Point
from portal.comprendre.interlocuteurs import Contact, Interlocuteurs, contacts
from portal.lieu.page import Lieu
from portal.lieu.premier_ecran import PremierEcran
from portal.lieu.proches import Groupe
from portal.lieu.questions import questions
from portal.lieu.voisins import Voisin
from socle.textes import enumerer

T = TypeVar("T")

# What a council asks before all.
ESSENTIELLES = (Rubrique.QUI_PAIE, Rubrique.CARACTERISTIQUES)

LIGNES_MAX = 10
CONTRATS_MAX = 3
QUARTIERS_MAX = 10
PHRASES_MAX = 5
VOISINS_MAX = 4
# Past so many facts, so few questions, and the shortest dossier.
FAITS_MAX, PEU_DE_QUESTIONS = 11, 3
# What a page in large type holds: a row or a sentence often takes two lines.
ELEMENTS_AERES, ELEMENTS_ET_NOMBRES = 12, 7
# Past this many, no neighbours; past that many, small type.
ELEMENTS_ET_VOISINS, ELEMENTS_SERRES = 14, 20
FINIS_MAX = 4
CONTACTS_MAX = 3
SOURCES_MAX = 4
NOMBRES_MAX = 8


@dataclass(frozen=True)
class Extrait(Generic[T]):
    """The first elements of a list, and how many are left out."""

    elements: Sequence[T]
    reste: int

    @classmethod
    def de(cls, elements: Sequence[T], maximum: int) -> "Extrait[T]":
        """At most so many; the last place is not spent on saying that one is left."""
        garde = elements if len(elements) <= maximum else elements[: maximum - 1]
        return cls(garde, len(elements) - len(garde))

    def __bool__(self) -> bool:
        return bool(self.elements)


@dataclass(frozen=True)
class Dossier:
    """What a scheme to think of asks of a council, each answer with the number of its source."""

    type: TypeDispositif
    points: list[Point]
    bref: Bref
    sources: list[SourceCitee]

    @classmethod
    def de(cls, type_: TypeDispositif) -> "Dossier":
        """That of a type that the portal compares."""
        bref = Bref(type_, [], Chiffre.objects.publies().filter(type=type_))
        redacteur = Redacteur(bref.ecrits)
        redacteur.sigles.tenir_pour_ouverts(type_.sigle)
        points = bref.points(redacteur)
        return cls(type_, points, bref, redacteur.sources)


class Feuille:
    """The sheet of a place as a council reads it, cut to one page: what exists, what it asks, who
    pays, the nearest examples, whom to call. A reader of paper finds the rest at its address."""

    def __init__(self, lieu: Lieu) -> None:
        self.lieu = lieu
        self.ecran = PremierEcran(lieu)

    @cached_property
    def dossier(self) -> Dossier | None:
        """The scheme that the sheet invites to think of; None at a past date."""
        invitation = self.ecran.invitation
        return Dossier.de(invitation.type) if invitation else None

    @property
    def points(self) -> list[Point]:
        """Its answers; only who pays and what it obliges where there is much else to say."""
        if self.dossier is None:
            return []
        tous = self.dossier.points
        brefs = [p for p in tous if p.question.rubrique in ESSENTIELLES]
        return brefs if self._faits > FAITS_MAX else tous

    @property
    def notes(self) -> list[SourceCitee]:
        """The sources that these answers call."""
        appels = {n for p in self.points for n in p.renvois}
        lus = "".join(p.html for p in self.points)
        sources = self.dossier.sources if self.dossier else []
        return [s for s in sources if s.numero in appels or f'#source-{s.numero}"' in lus]

    @cached_property
    def qui(self) -> Interlocuteurs:
        """Whom to call."""
        entiers = [a.contenant for a in self.lieu.appartenances if a.entiere]
        return Interlocuteurs.de(self.lieu.territoire, entiers)

    @cached_property
    def contacts(self) -> list[Contact]:
        """Who carries or coordinates the first schemes of the page, where a mailbox is known."""
        connus = contacts([x.dispositif for x in self.lignes.elements])
        return [c for c in connus if c.courriel][:CONTACTS_MAX]

    @cached_property
    def _posees(self) -> list[str]:
        return questions(self.lieu, self.ecran)

    @property
    def interroge(self) -> bool:
        """Whether what follows is asked, and not only said to be unknown."""
        return bool(self._posees)

    @cached_property
    def questions(self) -> Extrait[str]:
        """What a council may ask; at a past date, what was not known."""
        posees = self._posees or self.lieu.ignores
        return Extrait.de(posees, PEU_DE_QUESTIONS if self._faits > FAITS_MAX else PHRASES_MAX)

    @cached_property
    def proches(self) -> Extrait[Groupe]:
        """The nearest examples of what the place lacks."""
        return Extrait.de(
            self.ecran.proches, PHRASES_MAX if self._faits <= FAITS_MAX else PEU_DE_QUESTIONS
        )

    @property
    def lignes(self) -> Extrait[Ligne]:
        """What is not over here, the surest first; of what is as sure, the latest news."""
        fiche = self.lieu.fiche
        par_date = [sorted(g, key=_derniere_nouvelle, reverse=True) for g in fiche.groupes]
        return Extrait.de([x for groupe in par_date for x in groupe], LIGNES_MAX)

    @property
    def finis(self) -> Extrait[Ligne]:
        """What has ended."""
        return Extrait.de(self.lieu.fiche.finis, FINIS_MAX)

    @property
    def contrats(self) -> Extrait[Ligne]:
        """Contrats de ville; a large place only counts them."""
        return Extrait.de([] if self.lieu.large else self.lieu.contrats, CONTRATS_MAX)

    @property
    def quartiers(self) -> Extrait[Any]:
        """The quartiers prioritaires."""
        return Extrait.de(self.lieu.quartiers.territoires, QUARTIERS_MAX)

    @property
    def constats(self) -> Extrait[Any]:
        """Absences that a source states."""
        return Extrait.de(self.lieu.constats, PHRASES_MAX)

    @property
    def voisins(self) -> Extrait[Voisin]:
        """Neighbours that have something; those that have the most types come first."""
        avec = sorted(self.lieu.voisins.avec, key=_nombre_de_types, reverse=True)
        if self._ailleurs > ELEMENTS_ET_VOISINS:
            return Extrait([], len(avec))
        return Extrait.de(avec, VOISINS_MAX)

    @property
    def sources(self) -> Extrait[str]:
        """The documents that all this is read in."""
        return Extrait.de(self.lieu.sources, SOURCES_MAX)

    @property
    def nombres(self) -> Extrait[Compte]:
        """Published figures about a large place, the latest of each subject first."""
        return Extrait.de(self.lieu.comptes if self.lieu.large else [], NOMBRES_MAX)

    @property
    def montre_les_nombres(self) -> bool:
        """Whether the page has room for published figures, and any to show."""
        if self.lieu.large:
            return bool(self.nombres)
        return bool(self.lieu.autour) and self._elements <= ELEMENTS_ET_NOMBRES

    @property
    def taille(self) -> int:
        """The first size of type worth trying: 0 when there is little to say, 2 when much."""
        return (self._elements > ELEMENTS_AERES) + (self._elements > ELEMENTS_SERRES)

    @property
    def _faits(self) -> int:
        """How many rows say what exists, or existed."""
        extraits: list[Extrait[Any]] = [self.lignes, self.finis, self.contrats, self.quartiers]
        return sum(len(x.elements) for x in extraits)

    @property
    def _ailleurs(self) -> int:
        """The same, with all the page bears but the neighbours."""
        extraits: list[Extrait[Any]] = [self.constats, self.questions, self.proches]
        return self._faits + sum(len(x.elements) for x in extraits)

    @property
    def _elements(self) -> int:
        """The same, neighbours included."""
        return self._ailleurs + len(self.voisins.elements)

    @property
    def coupes(self) -> str:
        """« 8 dispositifs et 3 voisins »: what the page could not hold; "" when all is there."""
        restes = [
            (self.lignes.reste + self.finis.reste, "dispositif", "dispositifs"),
            (self.contrats.reste, "contrat de ville", "contrats de ville"),
            (self.quartiers.reste, "quartier prioritaire", "quartiers prioritaires"),
            (self.voisins.reste if self.voisins else 0, "voisin", "voisins"),
            (self.nombres.reste, "nombre publié", "nombres publiés"),
        ]
        return enumerer([compter(n, un, des) for n, un, des in restes if n])


def _derniere_nouvelle(ligne: Ligne) -> str:
    return ligne.certitude.connu_jusque


def _nombre_de_types(voisin: Voisin) -> int:
    return sum(case.savoir != Savoir.INCONNU for case in voisin.cases)
