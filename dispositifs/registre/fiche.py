"""The record of a dispositif: what, where, since when, from whom."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse
from django.utils.functional import cached_property

from dispositifs.models import Articulation, Coordination, Couverture, Dispositif, Etape
from dispositifs.quartiers.atteintes import Quartiers
from dispositifs.registre.certitude import Certitude, certitude
from dispositifs.registre.instant import AUJOURD_HUI, Instant
from dispositifs.registre.lieu import FicheTerritoire, Ligne
from dispositifs.registre.phrases import depuis, le_jour, quand
from dispositifs.registre.suites import Suites
from socle import dates
from socle.models import Affirmation, Source
from socle.textes import majuscule
from territoires.models import Echelle, Territoire


@dataclass(frozen=True)
class Lien:
    """A link to another record, read from this one's side."""

    nature: str
    cible: Dispositif
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
    suite: Dispositif | None = None


class Portrait:
    """What the page of a dispositif shows, today or at a past date, from the rows that the view
    has fetched; no query."""

    def __init__(self, dispositif: Dispositif, instant: Instant = AUJOURD_HUI) -> None:
        self.dispositif = dispositif
        self.instant = instant

    @property
    def fil(self) -> list[tuple[str, str]]:
        """The way back: the list, then the place."""
        suffixe = self.instant.parametre
        liste = ("Dispositifs", "dispositifs")
        if self.dispositif.est_un_contrat_de_ville:
            liste = ("Contrats de ville", "contrats_de_ville")
        etapes = [(liste[0], f"{reverse(liste[1])}{suffixe}")]
        lieu = self.dispositif.territoire
        return etapes + ([(lieu.nom, f"{lieu.get_absolute_url()}{suffixe}")] if lieu else [])

    @cached_property
    def etapes(self) -> list[Etape]:
        """The life of the dispositif up to the date, the oldest step first; today, even what is
        announced."""
        etapes = list(self.dispositif.etapes.all())
        if not self.instant:
            return etapes
        return [e for e in etapes if e.date <= self.instant.dernier_jour]

    @property
    def nombre_d_etapes_suivantes(self) -> int:
        """How many steps came after the date that the page is read at."""
        return len(self.dispositif.etapes.all()) - len(self.etapes)

    @property
    def etape_actuelle(self) -> Etape | None:
        """The step that gives the present statut: the one that the queryset annotated."""
        cle = (self.dispositif.statut, self.dispositif.statut_date)
        return next((e for e in reversed(self.etapes) if (e.statut, e.date) == cle), None)

    @property
    def debut_inconnu(self) -> bool:
        """Whether the first thing known is a mere observation: it began before, who knows when."""
        return bool(self.etapes) and self.etapes[0].constat and not self.dispositif.debut

    @cached_property
    def certitude(self) -> Certitude:
        """What is known of it at the date, and how surely."""
        return certitude(self.dispositif)

    @property
    def avis(self) -> Avis | None:
        """The banner of what is not simply running: ended, not yet there, too old to be sure."""
        c = self.certitude
        if self.instant and not c.statut:
            return Avis(
                f"{majuscule(self.instant.quand)}, le registre ne sait rien de ce dispositif.",
                "Aucune source ne le situe à cette date ni avant.",
            )
        if c.est_a_terme:
            dits = [self._terme]
        elif c.est_remplace:
            dits = []
        elif c.a_pris_fin:
            dits = ["La date du changement n’est pas connue."] if c.constat else []
        elif c.a_confirmer and c.statut:
            dits = [] if self.instant else ["Le registre ne sait pas ce qu’il est devenu depuis."]
        elif c.est_a_venir:
            dits = [
                f"Constaté {le_jour(c.date)}." if c.constat else f"{majuscule(depuis(c.date))}."
            ]
        else:
            return None
        titre = f"{majuscule(c.en_mots)}."
        if c.est_a_venir and not c.a_confirmer:
            titre = f"Ce dispositif n’existe pas encore : il est {c.en_mots}."
        if self.etape_actuelle and not c.est_a_terme:
            dits.append(self.etape_actuelle.note)
        # What came next is not told of a scheme read while it ran.
        suite = None if self.instant and c.est_en_vie else self.successeur
        return Avis(titre, " ".join(filter(None, dits)), suite)

    @property
    def _terme(self) -> str:
        """Whose term it was: that of its generation is not its own end."""
        d = self.dispositif
        qui = "Il devait" if d.fin else f"Sa génération, {d.nom_de_la_generation}, devait"
        suite = "" if self.successeur else " ; le registre ne sait pas ce qui a suivi"
        return f"{qui} courir jusqu’{quand(d.terme)}{suite}."

    @property
    def successeur(self) -> Dispositif | None:
        """The published dispositif that succeeds this one."""
        apres: Dispositif | None = getattr(self.dispositif, "successeur", None)
        return apres if apres is not None and apres.est_publie else None

    @cached_property
    def couvertures(self) -> list[Couverture]:
        """The perimeter, the closest territories first."""
        return self.dispositif.perimetre

    @property
    def coordination(self) -> Coordination | None:
        """The one that runs at the date."""
        jour = self.instant.dernier_jour
        if not self.instant:
            return next((c for c in self._coordinations if not c.fin), None)
        en_place = (c for c in self._coordinations if not c.fin or _fin(c.fin) >= jour)
        return next(en_place, None)

    @property
    def coordinations_passees(self) -> list[Coordination]:
        """Those that ended, the latest first."""
        jour = self.instant.dernier_jour
        return [
            c for c in self._coordinations if c.fin and not (self.instant and _fin(c.fin) >= jour)
        ]

    @cached_property
    def _coordinations(self) -> list[Coordination]:
        """Those known at the date, the latest first."""
        toutes = self.dispositif.coordinations.all()
        return [c for c in toutes if not self.instant or c.date <= self.instant.dernier_jour]

    @cached_property
    def liens(self) -> list[Lien]:
        """Articulations from both ends, then the générations. Drafts stay unseen."""
        d = self.dispositif
        liens = [
            Lien(a.get_nature_display(), a.vers, a.vers.type_id, a)
            for a in d.articulations.all()
            if a.vers.est_publie
        ]
        liens += [
            Lien(a.nature_inverse, a.de, a.de.type_id, a)
            for a in d.articulations_recues.all()
            if a.de.est_publie
        ]
        return liens + list(self._generations())

    def _generations(self) -> Iterator[Lien]:
        avant = self.dispositif.succede_a
        apres = self.successeur
        if avant is not None and avant.est_publie:
            yield Lien("succède à", avant, avant.type_id)
        if apres is not None:
            yield Lien("a pour suite", apres, apres.type_id)

    @cached_property
    def sources(self) -> list[Lecture]:
        """Every source of the record, with its passages."""
        d = self.dispositif
        dites: list[Affirmation] = [*self.etapes, *self._coordinations]
        dites += [lien.dit for lien in self.liens if lien.dit]
        lues = [(d.source, d.passage)] + [(a.source, a.passage) for a in dites]
        return lectures([(s, p) for s, p in lues if s is not None])


class PortraitDeContrat(Portrait):
    """The same for a contrat de ville, with its quartiers and the schemes of its territory. Costs
    the queries of one territory sheet."""

    @property
    def sur_le_meme_lieu(self) -> list[Ligne]:
        """The running schemes that reach its territory, and that no source ties to it."""
        if self.dispositif.territoire is None:
            return []
        lies = {lien.cible.pk for lien in self.liens}
        lignes = FicheTerritoire(self.dispositif.territoire, instant=self.instant).lignes
        return [x for x in lignes if not x.est_fini and x.dispositif.pk not in lies]

    @cached_property
    def suites(self) -> Suites | None:
        """Today, of a contrat that is over and that no source ties to the next: those that cover
        the communes of its territory."""
        lieu = self.dispositif.territoire
        orphelin = self.certitude.est_passe and self.successeur is None
        return Suites.de(lieu) if orphelin and lieu is not None and not self.instant else None

    @cached_property
    def quartiers(self) -> Quartiers:
        """The quartiers that the contract aims at, with what reaches each; else those that lie in
        its territory."""
        nommes = self.dispositif.quartiers_vises
        return Quartiers(nommes or self._quartiers_du_lieu(), self.instant)

    @property
    def nomme_ses_quartiers(self) -> bool:
        """Whether a source says which quartiers it aims at."""
        return bool(self.dispositif.visees)

    def _quartiers_du_lieu(self) -> list[Territoire]:
        if self.dispositif.territoire is None:
            return []
        dedans = Territoire.objects.contenus_dans(self.dispositif.territoire)
        return list(dedans.filter(echelle=Echelle.QPV))


def lectures(lues: list[tuple[Source, str]]) -> list[Lecture]:
    """Each source once, with its distinct passages, in the order they were met."""
    uniques = sorted(dict.fromkeys(lues), key=lambda lue: lue[0].pk)
    return [
        Lecture(source, [passage for _, passage in paires if passage])
        for source, paires in groupby(uniques, key=lambda lue: lue[0])
    ]


def _fin(fin: str) -> str:
    """The last day of a partial date."""
    return dates.bornes(fin)[1].isoformat()
