"""What the home shows of the register: published figures, and what changed lately."""

from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from dispositifs.models import Chiffre, Etape
from dispositifs.registre.phrases import quand
from socle import textes

COMBINAISONS = "contrats-de-ville-par-combinaison"
SANS_DISPOSITIF = "aucun"
# The four regional counts that the home prints, in its order.
COMPTES = ("contrats-de-ville", "asv-recenses", "clsm-recenses", "cls-recenses")
NOMBRE_DE_MOUVEMENTS = 6
# An observation that simply says « still active » is not news; that it began is.
NOUVELLES = (
    Etape.Statut.EN_PROJET,
    Etape.Statut.EN_ELABORATION,
    Etape.Statut.EN_RENOUVELLEMENT,
    *Etape.FINIS,
)


def donnees_accueil() -> dict[str, Any]:
    """Rows for the home: `combinaisons`, `chiffres`, where, when and whence they come
    (`portee_chiffres`, `source_chiffres`), `mouvements`."""
    region = (
        Chiffre.objects.publies()
        .filter(
            territoire__echelle="region",
            territoire__code=settings.REGION_DU_PORTAIL,
            sujet__in=[COMBINAISONS, *COMPTES],
        )
        .select_related("source", "territoire")
    )
    chiffres = sorted(region, key=lambda c: c.date, reverse=True)
    recent = chiffres[0].date if chiffres else ""
    # One date for the whole section: never a figure of one year beside another's.
    du_jour = [c for c in chiffres if c.date == recent]
    return {
        "combinaisons": [
            {"codes": _codes(c), "libelle": _sans_prefixe(c.libelle), "valeur": c.valeur}
            for c in du_jour
            if c.sujet == COMBINAISONS
        ],
        "chiffres": [
            {"valeur": c.valeur, "libelle": c.libelle, "type": c.type_id}
            for sujet in COMPTES
            for c in du_jour
            if c.sujet == sujet
        ],
        "portee_chiffres": f"{du_jour[0].territoire.dans}, {quand(recent)}" if recent else "",
        "source_chiffres": du_jour[0].source.reference if du_jour else "",
        "mouvements": mouvements(),
    }


def _codes(chiffre: Chiffre) -> list[str]:
    return [] if chiffre.modalite == SANS_DISPOSITIF else chiffre.modalite.split("+")


def _sans_prefixe(libelle: str) -> str:
    """The section already says « contrats de ville »."""
    return libelle.removeprefix("contrats de ville ")


def mouvements() -> list[dict[str, str]]:
    """The latest steps in the portal's region that changed something; none yet to come, none that
    another step of the same dispositif has followed."""
    venues = Etape.objects.filter(date__lte=timezone.localdate().isoformat())
    suivantes = venues.filter(
        Q(date__gt=OuterRef("date")) | Q(date=OuterRef("date"), pk__gt=OuterRef("pk")),
        dispositif=OuterRef("dispositif"),
    )
    lieu = "dispositif__couverture_principale__territoire__contenants__contenant"
    etapes = (
        venues.filter(
            Q(statut__in=NOUVELLES) | Q(statut=Etape.Statut.ACTIF, constat=False),
            (f"{lieu}__echelle", "region"),
            (f"{lieu}__code", settings.REGION_DU_PORTAIL),
            ~Exists(suivantes),
            dispositif__etat="publie",
        )
        .select_related("dispositif")
        .order_by("-date", "-pk")[:NOMBRE_DE_MOUVEMENTS]
    )
    return [
        {
            "type": e.dispositif.type_id,
            "texte": f"{e.dispositif.nom}{textes.INSECABLE}: {_en_mots(e)}",
            "url": e.dispositif.get_absolute_url(),
            "date": e.date,
        }
        for e in etapes
    ]


def _en_mots(etape: Etape) -> str:
    """« actif », « terminé, constaté »: the date stands beside."""
    return f"{etape.get_statut_display()}{', constaté' if etape.constat else ''}"
