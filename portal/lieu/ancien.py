"""What the page of an intercommunalité that ended says: its heirs, its communes, its schemes."""

from django.utils.functional import cached_property

from dispositifs.registre.instant import AUJOURD_HUI, Instant
from dispositifs.registre.lieu import FicheTerritoire, Ligne
from dispositifs.registre.suites import Suites
from territoires.models import Territoire


class LieuAncien:
    """A place that no longer exists. A constant number of queries, whatever the place."""

    def __init__(self, territoire: Territoire, instant: Instant = AUJOURD_HUI) -> None:
        self.territoire = territoire
        self.instant = instant

    @cached_property
    def heritiers(self) -> list[Territoire]:
        """What succeeded it."""
        return list(self.territoire.successeurs.all())

    @cached_property
    def communes(self) -> list[Territoire]:
        """Its communes of the time, where a source names them; with none, it has no page."""
        return list(Territoire.objects.communes_d_alors_de(self.territoire))

    @cached_property
    def _declarees(self) -> list[Ligne]:
        """What was declared in its own name, and not in that of what holds it."""
        fiche = FicheTerritoire(self.territoire, interieur=False, instant=self.instant)
        return [
            ligne
            for ligne in [*fiche.contrats, *fiche.lignes]
            if any(c.territoire_id == self.territoire.pk for c in ligne.par)
        ]

    @property
    def contrats(self) -> list[Ligne]:
        """Its contrats de ville."""
        return [x for x in self._declarees if x.dispositif.est_un_contrat_de_ville]

    @cached_property
    def suites(self) -> Suites | None:
        """Today, where none of its contrats runs or is followed: those that cover its communes."""
        finis = [x for x in self.contrats if x.est_fini and x.suite is None]
        return Suites.de(self.territoire) if finis and not self.instant else None

    @property
    def lignes(self) -> list[Ligne]:
        """Its other schemes."""
        return [x for x in self._declarees if not x.dispositif.est_un_contrat_de_ville]
