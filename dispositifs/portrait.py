"""The record of a dispositif, and of a contrat de ville: what, where, since when, from whom."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse
from django.utils.functional import cached_property

from dispositifs.fiche import FicheTerritoire, Ligne
from dispositifs.models import Articulation, Coordination, Couverture, Dispositif, Etape
from dispositifs.phrases import depuis, le_jour
from socle.models import Affirmation, Source
from socle.textes import majuscule
from territoires.models import ContratDeVille


@dataclass(frozen=True)
class Lien:
    """A link to another record, read from this one's side."""

    nature: str
    cible: Dispositif | ContratDeVille
    type: str
    dit: Articulation | None = None


@dataclass(frozen=True)
class Lecture:
    """One source, and the passages of it that the record rests on."""

    source: Source
    passages: list[str]


@dataclass(frozen=True)
class Avis:
    """What the page must say before anything else."""

    titre: str
    phrase: str


ANNONCES = {
    Etape.Statut.ABSORBE: "Ce dispositif a été absorbé.",
    Etape.Statut.TERMINE: "Ce dispositif a pris fin.",
    Etape.Statut.ABANDONNE: "Ce projet a été abandonné.",
    Etape.Statut.EN_REFLEXION: "Ce dispositif n’existe pas encore : il est en réflexion.",
    Etape.Statut.EN_PROJET: "Ce dispositif n’existe pas encore : il est en projet.",
    Etape.Statut.EN_ELABORATION: "Ce dispositif n’existe pas encore : il est en élaboration.",
}


class Portrait:
    """What the page of a dispositif shows, from the rows that the view has fetched; no query."""

    def __init__(self, dispositif: Dispositif) -> None:
        self.dispositif = dispositif

    @property
    def fil(self) -> list[tuple[str, str]]:
        """The way back: the list, then the place."""
        etapes = [("Dispositifs", reverse("dispositifs"))]
        lieu = self.dispositif.territoire
        return etapes + ([(lieu.nom, lieu.get_absolute_url())] if lieu else [])

    @cached_property
    def etapes(self) -> list[Etape]:
        """The life of the dispositif, the oldest step first."""
        return list(self.dispositif.etapes.all())

    @property
    def etape_actuelle(self) -> Etape | None:
        """The step that gives the present statut: the one that the queryset annotated."""
        cle = (self.dispositif.statut, self.dispositif.statut_date)
        return next((e for e in reversed(self.etapes) if (e.statut, e.date) == cle), None)

    @property
    def debut_inconnu(self) -> bool:
        """Whether the first thing known is a mere observation: it began before, who knows when."""
        return bool(self.etapes) and self.etapes[0].constat and not self.dispositif.debut

    @property
    def avis(self) -> Avis | None:
        """The banner of what has ended, or does not exist yet."""
        etape = self.etape_actuelle
        if etape is None or etape.statut not in ANNONCES:
            return None
        dit = f"constaté {le_jour(etape.date)}" if etape.constat else depuis(etape.date)
        return Avis(ANNONCES[Etape.Statut(etape.statut)], f"{majuscule(dit)}. {etape.note}".strip())

    @cached_property
    def couvertures(self) -> list[Couverture]:
        """The perimeter, the closest territories first."""
        return list(self.dispositif.couvertures.all())

    @property
    def coordination(self) -> Coordination | None:
        """The present one."""
        return next((c for c in self.dispositif.coordinations.all() if not c.fin), None)

    @property
    def coordinations_passees(self) -> list[Coordination]:
        """Those that ended, the latest first."""
        return [c for c in self.dispositif.coordinations.all() if c.fin]

    @cached_property
    def liens(self) -> list[Lien]:
        """Articulations from both ends, then the générations. Drafts stay unseen."""
        d = self.dispositif
        liens = [
            Lien(a.get_nature_display(), a.cible, _type(a.cible), a)
            for a in d.articulations.all()
            if a.cible is not None and a.cible.est_publie
        ]
        liens += [
            Lien(a.nature_inverse, a.de, a.de.type_id, a)
            for a in d.articulations_recues.all()
            if a.de.est_publie
        ]
        return liens + list(self._generations())

    def _generations(self) -> Iterator[Lien]:
        avant = self.dispositif.succede_a
        apres = getattr(self.dispositif, "successeur", None)
        if avant is not None and avant.est_publie:
            yield Lien("succède à", avant, avant.type_id)
        if apres is not None and apres.est_publie:
            yield Lien("a pour suite", apres, apres.type_id)

    @cached_property
    def sources(self) -> list[Lecture]:
        """Every source of the record, with its passages."""
        d = self.dispositif
        dites: list[Affirmation] = [*self.etapes, *d.coordinations.all()]
        dites += [lien.dit for lien in self.liens if lien.dit]
        lues = [(d.source, d.passage)] + [(a.source, a.passage) for a in dites]
        return lectures([(s, p) for s, p in lues if s is not None])


class PortraitDeContrat:
    """What the page of a contrat de ville shows. Costs the queries of one territory sheet."""

    def __init__(self, contrat: ContratDeVille) -> None:
        self.contrat = contrat

    @property
    def fil(self) -> list[tuple[str, str]]:
        """The way back: the list, then the place."""
        lieu = self.contrat.territoire
        liste = ("Contrats de ville", reverse("contrats_de_ville"))
        return [liste, (lieu.nom, lieu.get_absolute_url())]

    @cached_property
    def liens(self) -> list[Lien]:
        """The schemes that an articulation ties to it."""
        return [
            Lien(a.nature_inverse, a.de, a.de.type_id, a) for a in self.contrat.articulations.all()
        ]

    @cached_property
    def sur_le_meme_lieu(self) -> list[Ligne]:
        """The running schemes that reach its territory, and that no source ties to it."""
        lies = {lien.cible.pk for lien in self.liens}
        lignes = FicheTerritoire(self.contrat.territoire).lignes
        return [x for x in lignes if not x.est_fini and x.dispositif.pk not in lies]

    @property
    def sources(self) -> list[Lecture]:
        """Every source of the record, with its passages."""
        c = self.contrat
        lues = [(c.source, c.passage)] + [
            (x.dit.source, x.dit.passage) for x in self.liens if x.dit
        ]
        return lectures([(s, p) for s, p in lues if s is not None])


def lectures(lues: list[tuple[Source, str]]) -> list[Lecture]:
    """Each source once, with its distinct passages, in the order they were met."""
    uniques = sorted(dict.fromkeys(lues), key=lambda lue: lue[0].pk)
    return [
        Lecture(source, [passage for _, passage in paires if passage])
        for source, paires in groupby(uniques, key=lambda lue: lue[0])
    ]


def _type(cible: Dispositif | ContratDeVille) -> str:
    return cible.type_id if isinstance(cible, Dispositif) else "cv"
