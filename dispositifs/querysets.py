"""The register's vocabulary. Views, admin, exports and API say these words and no lookup."""

import datetime
from collections import Counter
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat, Substr
from django.utils import timezone

from socle import dates
from socle.models import Publiable, PubliableQuerySet
from territoires.querysets import departements_de

if TYPE_CHECKING:
    from territoires.models import Territoire

# Appended to a partial date, it makes the text compare as the last day of its period.
FIN_DE_PERIODE = Value("-99")


def _modele(nom: str) -> Any:
    """A model of this app: importing it would be circular."""
    return apps.get_model("dispositifs", nom)


def dernier_jour(au: str) -> str:
    """The day at which « au » a partial date is read: its last one, or today when blank."""
    return (dates.bornes(au)[1] if au else timezone.localdate()).isoformat()


def _renseigne(champ: str) -> Q:
    """Rows whose record gives that field."""
    actuelle = _modele("Coordination").objects.filter(dispositif=OuterRef("pk"), fin="")
    return {
        "coordination.courriel": Q(Exists(actuelle.exclude(courriel=""))),
        "coordination": Q(Exists(actuelle)),
        "porteur": Q(porteur__isnull=False),
        "perimetre": Q(perimetre_inconnu=False),
    }[champ]


def _derniere_etape(au: str) -> QuerySet:
    """The étapes of the row outside up to a date, the last first."""
    etapes = _modele("Etape").objects.filter(dispositif=OuterRef("pk"), date__lte=dernier_jour(au))
    return etapes.order_by("-date", "-pk")


def _a_terme(au: str) -> Q:
    """Rows annotated by `avec_statut` whose term is past, and that nothing shows running since:
    neither a step nor a verification."""
    fin = F("dernier_jour_du_terme")
    return (
        ~Q(terme="")
        & Q(dernier_jour_du_terme__lt=dernier_jour(au), statut_date__lte=fin)
        & ~Q(verifie_le__gt=fin, verifie_le__lte=dernier_jour(au))
        & ~Q(statut__in=_modele("Etape").FINIS)
    )


def debuts_des_suivants() -> QuerySet:
    """The étapes that show begun a scheme that succeeds another and that the public may see."""
    etape = _modele("Etape")
    return etape.objects.filter(
        dispositif__succede_a__isnull=False,
        dispositif__etat="publie",
        statut__in=(*etape.EN_VIE, *etape.FINIS),
    )


def _suivi(au: str) -> Exists:
    """Whether the public may see the row's successor, that a source saw running by then."""
    return Exists(
        debuts_des_suivants().filter(
            dispositif__succede_a=OuterRef("pk"), date__lte=dernier_jour(au)
        )
    )


def _derniere_coordination(au: str) -> QuerySet:
    """The coordinations of the row outside that run today, or ran at a date; the last first."""
    coordinations = _modele("Coordination").objects.filter(dispositif=OuterRef("pk"))
    if au:
        jour = dernier_jour(au)
        coordinations = coordinations.annotate(
            dernier_jour=Concat(F("fin"), FIN_DE_PERIODE, output_field=CharField())
        ).filter(Q(fin="") | Q(dernier_jour__gte=jour), date__lte=jour)
    else:
        coordinations = coordinations.filter(fin="")
    return coordinations.order_by("-date", "-pk")


def _couvertures_apparentees(territoires: "list[Territoire]") -> "tuple[Any, Any]":
    """Rows of perimeter that lie inside one of the territories (or are it); and those that
    contain one."""
    couvertures = _modele("Couverture").objects.order_by()
    ids = [t.pk for t in territoires]
    return (
        couvertures.filter(territoire__contenants__contenant__in=ids),
        couvertures.filter(territoire__contenus__contenu__in=ids),
    )


class DispositifQuerySet(PubliableQuerySet):
    """Dispositifs by territory, statut, coordination and freshness."""

    def apparentes(self, territoire: "Territoire") -> Self:
        """Those whose perimeter is, contains or lies inside `territoire`; never a sibling's."""
        return self.apparentes_a_un_de([territoire])

    def apparentes_a_un_de(self, territoires: "list[Territoire]") -> Self:
        """The same for any of several territories, each dispositif once."""
        dedans, autour = _couvertures_apparentees(territoires)
        # Two lists of keys, each read once: an EXISTS with an OR was tried row by row.
        return self.filter(
            Q(pk__in=dedans.values("dispositif")) | Q(pk__in=autour.values("dispositif"))
        )

    def avec_statut(self, au: str = "") -> Self:
        """Annotate `statut` and `statut_date`, the last étape today or « au » a partial date (""
        when none); `terme`, the end announced for it, its own or that of its generation; `suivi`,
        whether its successor has begun; and `situation`, which lists and counts say: the statut;
        « a-terme » once the term is past and nothing shows it running since; « remplace » once
        its successor has begun.

        An étape yet to come does not count; one of the present month or year does.
        """
        derniere = _derniere_etape(au)
        terme = Case(
            When(fin="", then=Coalesce(F("generation_nommee__fin"), Value(""))), default=F("fin")
        )
        return self.annotate(
            statut=Coalesce(Subquery(derniere.values("statut")[:1]), Value("")),
            statut_date=Coalesce(Subquery(derniere.values("date")[:1]), Value("")),
            terme=terme,
            dernier_jour_du_terme=Concat(F("terme"), FIN_DE_PERIODE, output_field=CharField()),
            suivi=_suivi(au),
            situation=Case(
                When(_a_terme(au), then=Value(_modele("Etape").A_TERME)),
                When(statut__in=_modele("Etape").FINIS, then=F("statut")),
                When(suivi=True, then=Value(_modele("Etape").REMPLACE)),
                default=F("statut"),
                output_field=CharField(),
            ),
        )

    def avec_certitude(self, au: str = "") -> Self:
        """The same, and all that `Dispositif.certitude` reads, from which words are made: whether
        the last étape is an observation, whence it is read, why it is deduced if it is; the day;
        the delay of the type in months. Costs one query: the table of delays.
        """
        derniere = _derniere_etape(au)
        return self.avec_statut(au).annotate(
            statut_constat=Coalesce(Subquery(derniere.values("constat")[:1]), Value(False)),
            statut_source=Subquery(derniere.values("source")[:1]),
            statut_deduit=Coalesce(Subquery(derniere.values("deduit")[:1]), Value("")),
            jour=Value(dernier_jour(au)),
            delai=_modele("Delai").objects.grille().en_sql(),
        )

    def en_cours(self, au: str = "") -> Self:
        """Those that have neither ended nor come to their term: what present counts count.

        At a past date, of those that the register knows by then.
        """
        connus = self.connus_au(au) if au else self.avec_statut()
        return connus.exclude(situation__in=_modele("Etape").PASSES)

    def en_vie_au(self, au: str) -> Self:
        """Those that ran at a date: neither planned nor over, as a census counts them."""
        return self.avec_statut(au).filter(situation__in=_modele("Etape").EN_VIE)

    def connus_d_un_lieu(self, au: str) -> Self:
        """Those that let a place say something of their type, as `Certitude.savoir`: what ran, or
        came to its term with nothing known of what followed; not a project."""
        a_terme = Q(situation=_modele("Etape").A_TERME, suivi=False)
        return self.avec_statut(au).filter(Q(situation__in=_modele("Etape").EN_VIE) | a_terme)

    def connus_au(self, au: str) -> Self:
        """Those of which the register knows an étape on or before that date."""
        return self.avec_statut(au).exclude(statut="")

    def avec_coordination(self, au: str = "") -> Self:
        """Annotate `coordination`: the present one, or the one that ran at a date ("" if none)."""
        etat = _derniere_coordination(au).values("etat")[:1]
        return self.annotate(coordination=Coalesce(Subquery(etat), Value("")))

    def avec_deduction_de_coordination(self, au: str = "") -> Self:
        """Annotate `coordination_deduite`: why it is deduced and not read in a source ("" when a
        source states it)."""
        coordination = _derniere_coordination(au).values("deduit")[:1]
        return self.annotate(coordination_deduite=Coalesce(Subquery(coordination), Value("")))

    def avec_boite(self) -> Self:
        """Annotate `boite`: the mailbox of the present coordination ("" when none is known)."""
        actuelle = _modele("Coordination").objects.filter(dispositif=OuterRef("pk"), fin="")
        boite = Subquery(actuelle.order_by("-date", "-pk").values("courriel")[:1])
        return self.annotate(boite=Coalesce(boite, Value("")))

    def avec_contrat(self) -> Self:
        """Annotate `a_contrat`: whether an articulation ties it to a contrat de ville."""
        contrat = _modele("TypeDispositif").CONTRAT_DE_VILLE
        liens = _modele("Articulation").objects.filter(
            de=OuterRef("pk"), vers__type=contrat, vers__etat="publie"
        )
        return self.annotate(a_contrat=Exists(liens))

    def avec_fraicheur(self, aujourd_hui: datetime.date) -> Self:
        """Annotate `etat_fraicheur`: « a-jour », « ancien », « jamais » by the delays of CRES.

        Costs one query: the table of delays.
        """
        grille = _modele("Delai").objects.grille()
        return self.avec_fin_de_verification().annotate(
            etat_fraicheur=Case(
                When(verifie_le="", then=Value("jamais")),
                When(grille.depasses("fiche", "verifie_fin", aujourd_hui), then=Value("ancien")),
                default=Value("a-jour"),
                output_field=CharField(),
            )
        )

    def a_verifier(self, aujourd_hui: datetime.date) -> Self:
        """Those past their delay, or never verified."""
        return self.avec_fraicheur(aujourd_hui).filter(etat_fraicheur__in=["ancien", "jamais"])

    def par_urgence(self, aujourd_hui: datetime.date) -> Self:
        """What is to be verified first: the months since the last time, times the population.

        Never verified counts for twenty years; an unknown population for one inhabitant.
        """
        present = aujourd_hui.year * 12 + aujourd_hui.month
        mois = Concat(F("verifie_le"), Value("-12"), output_field=CharField())
        ecoules = Case(
            When(verifie_le="", then=Value(240)),
            default=Value(present)
            - Cast(Substr("verifie_le", 1, 4), BigIntegerField()) * 12
            - Cast(Substr(mois, 6, 2), BigIntegerField()),
            output_field=BigIntegerField(),
        )
        habitants = Coalesce(F("couverture_principale__territoire__population"), 0) + 1
        produit = ExpressionWrapper(
            ecoules * Cast(habitants, BigIntegerField()), output_field=BigIntegerField()
        )
        return self.annotate(urgence=produit).order_by("-urgence", "slug")

    def avec_fin_de_verification(self) -> Self:
        """Annotate `verifie_fin`: the last verification, as `plus_ancienne_verification` reads."""
        return self.annotate(
            verifie_fin=Concat(F("verifie_le"), FIN_DE_PERIODE, output_field=CharField())
        )

    def champs_depasses(self, aujourd_hui: datetime.date) -> Self:
        """Those of which one field is past its own delay: a mailbox ages faster than a record.

        A field that the record does not give is not waited for; a record never verified is
        already so. Costs one query: the table of delays.
        """
        grille = _modele("Delai").objects.grille()
        depasses = Q(pk__in=[])
        for champ in grille.champs:
            depasses |= _renseigne(champ) & grille.depasses(champ, "verifie_fin", aujourd_hui)
        return self.avec_fin_de_verification().exclude(verifie_le="").filter(depasses)

    def avec_groupe(self, region: str) -> Self:
        """Annotate `groupe_code` and `groupe_nom`: the département it is filed under.

        Of several, as `departements_de` says. A dispositif wider than a département, or of unknown
        perimeter, has none ("").
        """
        departements = departements_de("couverture_principale__territoire", region)
        return self.annotate(
            groupe_code=Coalesce(Subquery(departements.values("contenant__code")[:1]), Value("")),
            groupe_nom=Coalesce(Subquery(departements.values("contenant__nom")[:1]), Value("")),
        )

    def trier(self, tri: str, region: str) -> Self:
        """Order a list: by territoire (the portal's region first), type, freshness, situation,
        coordination or porteur; « -situation » is the other way round.

        Then by place, in its folded name, which both databases sort alike.
        """
        if tri.startswith("-"):
            return self.trier(tri[1:], region).reverse()
        qs = self.annotate(
            lieu_plie=Coalesce(F("couverture_principale__territoire__nom_plie"), Value(""))
        )
        if tri == "verification":
            return qs.order_by("verifie_le", "lieu_plie", "type__rang", "slug")
        if tri == "dispositif":
            return qs.order_by("type__rang", "lieu_plie", "slug")
        if tri in ("situation", "coordination", "porteur"):
            colonne = "porteur__nom" if tri == "porteur" else tri
            return qs.order_by(F(colonne).asc(nulls_last=True), "type__rang", "lieu_plie", "slug")
        appartenances = apps.get_model("territoires", "Appartenance").objects.filter(
            contenu=OuterRef("couverture_principale__territoire"),
            contenant__echelle="region",
            contenant__code=region,
        )
        return (
            qs.avec_groupe(region)
            .annotate(hors_region=~Exists(appartenances))
            .order_by("hors_region", "groupe_code", "lieu_plie", "type__rang", "slug")
        )

    def compter_par_territoire(self, territoires: "list[Territoire]") -> dict[str, int]:
        """For each territory, how many dispositifs are its apparentés. One query."""
        comptes = Counter(territoire for territoire, *_ in self._paires(territoires))
        return {t.reference: comptes[t.pk] for t in territoires}

    def compter_par_territoire_et_type(
        self, territoires: "list[Territoire]"
    ) -> dict[int, dict[str, int]]:
        """For each territory (its key), how many of its apparentés there are by type. One query."""
        comptes: dict[int, Counter[str]] = {t.pk: Counter() for t in territoires}
        for territoire, _, type_ in self._paires(territoires):
            comptes[territoire][type_] += 1
        return {cle: dict(compte) for cle, compte in comptes.items()}

    def _paires(self, territoires: "list[Territoire]") -> Any:
        """(territory, dispositif, type), once for each dispositif that is apparenté to one."""
        dedans, autour = _couvertures_apparentees(territoires)
        # EXISTS, not IN: SQLite would try each key of the list against each row of the closure.
        retenus = Exists(self.order_by().filter(pk=OuterRef("dispositif")))
        suite = ("dispositif", "dispositif__type")
        return (
            dedans.filter(retenus)
            .values_list("territoire__contenants__contenant", *suite)
            .union(autour.filter(retenus).values_list("territoire__contenus__contenu", *suite))
        )

    def avec_perimetre(self) -> Self:
        """The rows of the perimeter with their places, in one query.

        Places are joined: SQLite cannot be asked for a thousand of them by their key.
        """
        couvertures = _modele("Couverture").objects.select_related("territoire")
        return self.prefetch_related(Prefetch("couvertures", couvertures))

    def pour_liste(self, au: str = "") -> Self:
        """Everything that a line of a list or an export shows, today or at a date, in a constant
        number of queries."""
        articulations = _modele("Articulation").objects
        lies = _modele("Dispositif").objects.publies()
        if au:
            lies = lies.connus_au(au)
        jointes = self.select_related(
            "type",
            "porteur",
            "couverture_principale__territoire",
            "verifie_d_apres",
            "source",
        )
        return jointes.avec_perimetre().prefetch_related(
            Prefetch("articulations", articulations.select_related("vers")),
            Prefetch(
                "articulations_recues",
                articulations.filter(de__in=lies.values("pk")).select_related("de"),
            ),
        )

    def pour_fiche(self) -> Self:
        """Everything that a record shows, in a constant number of queries."""
        coordinations = _modele("Coordination").objects.select_related("source", "organisme")
        articulations = _modele("Articulation").objects
        jointes = self.select_related(
            "type",
            "generation_nommee__source",
            "porteur",
            "source",
            "verifie_d_apres",
            "succede_a",
            "successeur",
            "couverture_principale__territoire",
        ).annotate(type_explique=Q(type__explication__etat=Publiable.Etat.PUBLIE))
        return jointes.avec_perimetre().prefetch_related(
            Prefetch("etapes", _modele("Etape").objects.select_related("source")),
            Prefetch("coordinations", coordinations.order_by("-date")),
            Prefetch("articulations", articulations.select_related("vers__type", "source")),
            Prefetch("articulations_recues", articulations.select_related("de__type", "source")),
            "signatures__organisme",
            "themes",
        )
