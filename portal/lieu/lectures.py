"""What the bibliography holds about a place: field experiences first, then the rest."""

from django.db.models import Prefetch, Q
from django.utils.functional import cached_property

from bibliographie.models import Contribution, Edition, Notice
from territoires.models import Territoire

MONTREES = 6


class Lectures:
    """The latest notices about a place or what lies in it. A constant number of queries."""

    def __init__(self, territoire: Territoire) -> None:
        self._notices = Notice.objects.publies().sur(territoire)

    @cached_property
    def _montrees(self) -> list[Notice]:
        """The latest of both shelves, with what a shelf shows of them and nothing else."""
        recits = Q(type=Notice.Type.RECIT_EXPERIENCE)
        cles = [
            cle
            for rayon in (self._notices.filter(recits), self._notices.exclude(recits))
            for cle in rayon.values_list("pk", flat=True)[:MONTREES]
        ]
        return list(
            Notice.objects.filter(pk__in=cles)
            .select_related("revue")
            .prefetch_related(
                Prefetch("contributions", Contribution.objects.select_related("auteur")),
                Prefetch("editions", Edition.objects.select_related("editeur")),
                "types",
            )
        )

    @property
    def experiences(self) -> list[Notice]:
        """What was tried here, told by those who did it."""
        return [n for n in self._montrees if n.type == Notice.Type.RECIT_EXPERIENCE]

    @property
    def autres(self) -> list[Notice]:
        """Every other kind of notice."""
        return [n for n in self._montrees if n.type != Notice.Type.RECIT_EXPERIENCE]

    @cached_property
    def nombre(self) -> int:
        """How many there are in all."""
        return self._notices.count()

    @property
    def reste(self) -> int:
        """How many of them are not shown."""
        return self.nombre - len(self._montrees)
