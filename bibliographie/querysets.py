"""The catalogue's vocabulary."""

from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Prefetch

from socle.listes.comptage import lire, lire_ensemble
from socle.models import PubliableQuerySet

if TYPE_CHECKING:
    from bibliographie.models import Notice
    from dispositifs.models import Dispositif, TypeDispositif
    from territoires.models import Territoire

# By how many subjects they share, then the latest.
LES_PLUS_PROCHES = (
    "SELECT voulues.pk FROM (SELECT liee, COUNT(*) AS communs FROM ({0}) AS liees "
    "GROUP BY liee) AS comptees JOIN ({1}) AS voulues ON voulues.pk = comptees.liee "
    "ORDER BY comptees.communs DESC, voulues.date DESC, voulues.titre_plie, voulues.numero "
    "LIMIT %s"
)


def _modele(nom: str) -> Any:
    """A model of this app: importing it would be circular."""
    return apps.get_model("bibliographie", nom)


def _cles(lies: Any) -> list[Any]:
    """Keys of what a notice is tied to; no query where it was fetched before."""
    return [lie.pk for lie in lies.all()]


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

    def proches_de(self, notice: "Notice", combien: int) -> "list[Notice]":
        """Others that share themes or schemes with it, the closest first, ready for a list.

        Shared subjects are counted once for all the candidates, not for each in its turn.
        """
        modele = _modele("Notice")
        themes = modele.themes.through.objects.filter(theme__in=_cles(notice.themes))
        types = modele.types.through.objects.filter(typedispositif__in=_cles(notice.types))
        liees = themes.values(liee=F("notice")).union(types.values(liee=F("notice")), all=True)
        voulues = self.exclude(pk=notice.pk).order_by().values("pk", "date", "titre_plie", "numero")
        cles = [cle for (cle,) in lire_ensemble(LES_PLUS_PROCHES, liees, voulues, combien)]
        trouvees: dict[int, Any] = self.pour_liste().in_bulk(cles)
        return [trouvees[cle] for cle in cles]

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
