"""The vocabulary of places: what contains what, what is in force, how one is found."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final, Self

from django.apps import apps
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Sum, When
from django.db.models.functions import Coalesce

from territoires.lieux.fautes import proches
from territoires.lieux.recherche import chercher, ici

if TYPE_CHECKING:
    from territoires.models import Territoire

# Some fifteen kilometres in France, in hundred-thousandths of a degree.
HAUTEUR, LARGEUR = 13_500, 19_000
REFERENCE: Final = re.compile(r"([a-z]{3,14})-([0-9A-Za-z]{2,9})", re.ASCII)


ENFANTS: Final = {
    "pays": ["region"],
    "region": ["departement"],
    "departement": ["epci"],
    "epci": ["commune"],
    "commune": ["arrondissement", "qpv"],
}


def departements_de(chemin: str, region: str) -> Any:
    """What holds the place that `chemin` names in the query around, among the départements: first
    the one under which it is filed. That is the one that holds it whole; else one of `region`;
    else, or of several, the one where most of its inhabitants live. Rows of Appartenance.
    """
    appartenances = apps.get_model("territoires", "Appartenance").objects.order_by()
    de_la_region = appartenances.filter(
        contenu=OuterRef("contenant"), contenant__echelle="region", contenant__code=region
    )
    communes = appartenances.filter(
        contenant=OuterRef("contenu"),
        contenu__echelle="commune",
        contenu__contenants__contenant=OuterRef("contenant"),
    )
    habitants = communes.values("contenant").annotate(n=Sum("contenu__population")).values("n")
    return appartenances.filter(
        contenu=OuterRef(chemin), contenant__echelle="departement"
    ).order_by(
        "-entiere",
        (~Exists(de_la_region)).asc(),
        Coalesce(Subquery(habitants), 0).desc(),
        "contenant__code",
    )


# By name; the arrondissements of a city by number, « 2e » before « 10e ».
PAR_NOM: Final = (
    Case(When(echelle="arrondissement", then=F("code")), default=F("nom_plie")),
    "code",
)


class TerritoireQuerySet(models.QuerySet["Territoire"]):
    """Territoires, in force or obsolete."""

    def en_vigueur(self) -> Self:
        """Those of the present reference; the others only answer for their successors."""
        return self.filter(obsolete_depuis=None)

    def par_reference(self, reference: str) -> "Territoire":
        """The territoire of « commune-83126 », in force or obsolete.

        Raise Territoire.DoesNotExist on anything else, whatever the text.
        """
        trouve = REFERENCE.fullmatch(reference)
        if not trouve:
            raise self.model.DoesNotExist(f"Référence illisible : {reference[:30]!r}.")
        return self.get(echelle=trouve[1], code=trouve[2].upper())

    def contenant(self, territoire: "Territoire") -> Self:
        """What contains it, whole or in part, itself excluded."""
        return self.filter(contenus__contenu=territoire).exclude(pk=territoire.pk)

    def contenus_dans(self, territoire: "Territoire") -> Self:
        """What lies inside it, whole or in part and in force, itself excluded."""
        return self.en_vigueur().filter(contenants__contenant=territoire).exclude(pk=territoire.pk)

    def apparentes(self, territoire: "Territoire") -> Self:
        """Itself, what contains it and what lies inside it, never its siblings.

        Holds the obsolete territoires that it succeeds: what a scheme declared in their
        name is still shown. Subqueries, so that no row comes twice.
        """
        objets = self.model.objects
        return self.filter(
            Q(pk=territoire.pk)
            | Q(pk__in=objets.filter(contenus__contenu=territoire).values("pk"))
            | Q(pk__in=objets.filter(contenants__contenant=territoire).values("pk"))
        )

    def enfants_de(self, territoire: "Territoire") -> Self:
        """What a reader expects one step below it: départements of a région, EPCI of a
        département, communes of an EPCI, arrondissements and quartiers of a commune."""
        echelles = ENFANTS.get(territoire.echelle, [])
        return self.contenus_dans(territoire).filter(echelle__in=echelles).order_by(*PAR_NOM)

    def communes_d_alors_de(self, ancien: "Territoire") -> Self:
        """The communes that an intercommunalité that ended held whole, by name; today's, and
        those that have ended since. Empty when no source names them."""
        if ancien.obsolete_depuis is None or ancien.echelle != "epci":
            return self.none()
        membres = self.filter(
            echelle="commune",
            contenants__in=ancien.contenus.filter(entiere=True),
        )
        # A former commune lies where its heir lies: only what has no heir here was a member.
        return membres.exclude(successeurs__in=membres.values("pk")).order_by(*PAR_NOM)

    def voisins_de(self, territoire: "Territoire") -> Self:
        """What shares a border with it: same échelle, in force, by name. Empty without outlines."""
        paires = apps.get_model("territoires", "Voisinage").objects.order_by()
        return (
            self.en_vigueur()
            .filter(
                Q(pk__in=paires.filter(premier=territoire).values("second"))
                | Q(pk__in=paires.filter(second=territoire).values("premier")),
                echelle=territoire.echelle,
            )
            .order_by(*PAR_NOM)
        )

    def autour_de(self, territoire: "Territoire", contenant: "Territoire | None") -> Self:
        """What touches it, lies in the same container or within some fifteen kilometres: same
        échelle, in force, by name.

        Annotates `dans_le_meme`; of its outline, `longitude` and `latitude`; of that of the place
        itself, `x` and `y`.
        """
        liens = apps.get_model("territoires", "Appartenance").objects.order_by()
        contours = apps.get_model("territoires", "Contour").objects
        memes = liens.filter(contenant=contenant)
        ici = contours.filter(territoire=territoire)
        x, y = Subquery(ici.values("longitude")[:1]), Subquery(ici.values("latitude")[:1])
        proches = contours.filter(
            longitude__range=(x - LARGEUR, x + LARGEUR), latitude__range=(y - HAUTEUR, y + HAUTEUR)
        )
        lieux = Q(pk__in=self.voisins_de(territoire).order_by().values("pk"))
        lieux |= Q(pk__in=memes.values("contenu")) | Q(pk__in=proches.values("territoire"))
        return (
            self.en_vigueur()
            .filter(lieux, echelle=territoire.echelle)
            .exclude(pk=territoire.pk)
            .annotate(
                dans_le_meme=Exists(memes.filter(contenu=OuterRef("pk"))),
                longitude=F("contour__longitude"),
                latitude=F("contour__latitude"),
                x=x,
                y=y,
            )
            .order_by(*PAR_NOM)
        )

    def proposes_au_filtre(self, region: str) -> Self:
        """What a list offers to filter by: the départements of the portal's region, then the
        régions where the register knows something."""
        nos_departements = self.model.objects.filter(
            echelle="departement",
            contenants__contenant__echelle="region",
            contenants__contenant__code=region,
        )
        autres_regions = self.model.objects.filter(
            echelle="region", contenus__contenu__couvertures__isnull=False
        ).exclude(code=region)
        return (
            self.en_vigueur()
            .filter(Q(pk__in=nos_departements.values("pk")) | Q(pk__in=autres_regions.values("pk")))
            .order_by("rang", "code")
        )

    def pour_fichier(self) -> Self:
        """With what a file says of each: what contains it, what replaced it.

        Containers are joined: SQLite cannot be asked for a thousand of them by their key.
        """
        liens = apps.get_model("territoires", "Appartenance").objects
        contenants = liens.select_related("contenant").only(
            *("contenu", "entiere", "contenant__echelle", "contenant__code", "contenant__rang"),
            "contenant__nom",
            "contenant__obsolete_depuis",
        )
        return self.prefetch_related(models.Prefetch("contenants", contenants), "successeurs")

    def chercher(self, texte: str, *, saisie: bool = False) -> Self:
        """Places found by a name, part of one or a code, best first: see `lieux.recherche`."""
        return chercher(self, texte, saisie=saisie)

    def proches(self, texte: str, *, saisie: bool = False) -> Self:
        """Places in force whose name is nearly this text, nearest first: see `lieux.fautes`."""
        return proches(self, texte, saisie=saisie)

    def de_la_region(self) -> Self:
        """Those of the portal's region, in force."""
        return self.filter(ici())


class ContourQuerySet(models.QuerySet):
    """Outlines, never more of them than a map draws."""

    def de(self, territoires: "Iterable[Territoire]") -> Self:
        """Those of these territories, each with its territory."""
        return self.filter(territoire__in=[t.pk for t in territoires]).select_related("territoire")

    def croisant(self, ouest: int, sud: int, est: int, nord: int) -> Self:
        """Those of which a part may lie in a box, in hundred-thousandths of a degree."""
        return self.filter(ouest__lte=est, est__gte=ouest, sud__lte=nord, nord__gte=sud)
