"""The catalogue's vocabulary."""

from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce

from socle.comptage import lire
from socle.models import PubliableQuerySet

if TYPE_CHECKING:
    from bibliographie.models import Notice
    from dispositifs.models import Dispositif, TypeDispositif
    from territoires.models import Territoire


def _modele(nom: str) -> Any:
    """A model of this app: importing it would be circular."""
    return apps.get_model("bibliographie", nom)


def _nombre_par_notice(liens: Any) -> Coalesce:
    """How many of these rows the notice of the outer query has."""
    siens = liens.order_by().filter(notice=OuterRef("pk")).values("notice")
    return Coalesce(Subquery(siens.annotate(n=Count("pk")).values("n")), 0)


class LienQuerySet(models.QuerySet):
    """Addresses."""

    def a_revoir(self) -> Self:
        """Those that the staff must look at: dead, or gone elsewhere."""
        return self.filter(etat__in=["mort", "suspect", "deplace"])


class NoticeQuerySet(PubliableQuerySet):
    """Notices by place, scheme, sélection."""

    def pour_liste(self) -> Self:
        """Everything that a line or an export shows, in a constant number of queries."""
        liees = (
            ("contributions", _modele("Contribution"), "auteur"),
            ("editions", _modele("Edition"), "editeur"),
            ("rattachements", _modele("Rattachement"), "lien"),
            ("entrees", _modele("Entree"), "section__selection"),
        )
        # Joined, not prefetched in their turn: the authors of 500 notices are more than SQLite
        # takes in one condition (1,000).
        jointes = [Prefetch(nom, m.objects.select_related(vers)) for nom, m, vers in liees]
        return self.select_related("revue").prefetch_related(*jointes, "themes", "types")

    def pour_liste_cherchee(self) -> Self:
        """What a page of results marks besides: the places."""
        return self.pour_liste().prefetch_related("territoires")

    def pour_export(self) -> Self:
        """What a file carries besides: subjects, places, readers."""
        return self.pour_liste().prefetch_related("dispositifs", "territoires", "publics")

    def sur(self, territoire: "Territoire") -> Self:
        """Notices about a place, or about a place inside it."""
        return self.sur_un_de([territoire])

    def sur_un_de(self, territoires: "list[Territoire]") -> Self:
        """The same for any of several places, each notice once."""
        lieux = _modele("Notice").territoires.through.objects.filter(
            territoire__contenants__contenant__in=territoires
        )
        return self.filter(pk__in=lieux.values("notice"))

    def de_theme(self, slugs: list[str]) -> Self:
        """About one of the themes, or one of those below them."""
        themes = _modele("Notice").themes.through.objects.filter(theme__ancetres__slug__in=slugs)
        return self.filter(pk__in=themes.values("notice"))

    def sur_les_types(self, codes: list[str]) -> Self:
        """About one of the types of scheme."""
        types = _modele("Notice").types.through.objects.filter(typedispositif__in=codes)
        return self.filter(pk__in=types.values("notice"))

    def signees_de(self, slugs: list[str]) -> Self:
        """Signed by one of these authors."""
        contributions = _modele("Contribution").objects.filter(auteur__slug__in=slugs)
        return self.filter(pk__in=contributions.values("notice"))

    def parues_chez(self, slugs: list[str]) -> Self:
        """Published by one of these publishers."""
        editions = _modele("Edition").objects.filter(editeur__slug__in=slugs)
        return self.filter(pk__in=editions.values("notice"))

    def compter_par_territoire(self, territoires: "list[Territoire]") -> dict[str, int]:
        """For each territory, how many notices are about it or about a place inside. One query."""
        contenant = "territoire__contenants__contenant"
        # EXISTS, not IN: SQLite would try each key of the list against each row of the closure.
        retenues = Exists(self.order_by().filter(pk=OuterRef("notice")))
        lieux = (
            _modele("Notice")
            .territoires.through.objects.filter(retenues, **{f"{contenant}__in": territoires})
            .values_list(contenant)
            .annotate(n=Count("notice", distinct=True))
        )
        comptes: dict[int, int] = dict(lire(lieux))
        return {t.reference: comptes.get(t.pk, 0) for t in territoires}

    def proches_de(self, notice: "Notice") -> Self:
        """Others that share themes or schemes with it, the closest first."""
        themes = _modele("Notice").themes.through.objects.filter(theme__in=notice.themes.all())
        types = _modele("Notice").types.through.objects.filter(
            typedispositif__in=notice.types.all()
        )
        return (
            self.exclude(pk=notice.pk)
            .filter(Q(pk__in=themes.values("notice")) | Q(pk__in=types.values("notice")))
            .annotate(communs=_nombre_par_notice(themes) + _nombre_par_notice(types))
            .order_by("-communs", "-date", "titre_plie")
        )

    def de(self, dispositif: "Dispositif") -> Self:
        """Notices tied to one dispositif."""
        return self.filter(dispositifs=dispositif)

    def pour_debuter(self, type_: "TypeDispositif") -> Self:
        """What to read first about a type of scheme: written for élus, then the latest."""
        pour_elus = _modele("Notice").publics.through.objects.filter(
            notice=OuterRef("pk"), public__code="elus"
        )
        return (
            self.filter(types=type_)
            .annotate(pour_elus=Exists(pour_elus))
            .order_by("-pour_elus", "-date", "titre_plie")
        )

    def en_ligne(self) -> Self:
        """Those with at least one address that a reader may follow."""
        liens = (
            _modele("Rattachement")
            .objects.filter(notice=OuterRef("pk"))
            .exclude(lien__etat__in=["incomplet", "mort"])
        )
        return self.filter(Exists(liens))


class SelectionQuerySet(PubliableQuerySet):
    """Sélections."""
