"""When a contrat de ville runs: between its own dates, or else within its generation."""

from django.db.models import Case, CharField, F, Q, QuerySet, Value, When
from django.db.models.functions import Concat, Left, Right

from dispositifs.querysets import FIN_DE_PERIODE
from dispositifs.registre.instant import Instant

A_VENIR = "a-venir"
EN_COURS = "en-cours"
A_TERME = "a-terme"
INCONNUE = ""


def avec_vigueur(contrats: QuerySet, instant: Instant) -> QuerySet:
    """Annotate `vigueur` at a date: « a-venir », « en-cours », « a-terme », or "" when neither
    a date nor a generation tells."""
    jour = instant.dernier_jour
    sans_date = Q(debut_lu="") & Q(fin_lu="")
    return contrats.annotate(
        debut_lu=_lu("debut", Left("generation", 4)),
        fin_lu=_lu("fin", Right("generation", 4)),
    ).annotate(
        dernier_jour=Concat(F("fin_lu"), FIN_DE_PERIODE, output_field=CharField()),
        vigueur=Case(
            When(sans_date, then=Value(INCONNUE)),
            When(debut_lu__gt=jour, then=Value(A_VENIR)),
            When(~Q(fin_lu="") & Q(dernier_jour__lt=jour), then=Value(A_TERME)),
            default=Value(EN_COURS),
            output_field=CharField(),
        ),
    )


def _lu(champ: str, selon_la_generation: Left | Right) -> Case:
    """The date of that field; without it, that of the generation."""
    return Case(
        When(~Q(**{champ: ""}), then=F(champ)),
        When(~Q(generation=""), then=selon_la_generation),
        default=Value(""),
        output_field=CharField(),
    )
