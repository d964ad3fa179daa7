"""What the home shows of the register: published figures, and what changed lately."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from dispositifs.models import Chiffre, Dispositif, Etape, Explication, TypeDispositif
from dispositifs.registre.phrases import quand
from socle import dates, textes
from territoires.models import Echelle, Territoire

COMBINAISONS = "contrats-de-ville-par-combinaison"
SANS_DISPOSITIF = "aucun"
# The regional counts that the home prints, in its order.
COMPTES = (
    *("cpts-recensees", "qpv", "contrats-de-ville", "asv-recenses"),
    *("clsm-recenses", "cls-recenses"),
)
NOMBRE_DE_MOUVEMENTS = 6
JOURS_RECENTS = 60
# An observation that simply says « still active » is not news; that it began is.
NOUVELLES = (
    Etape.Statut.EN_PROJET,
    Etape.Statut.EN_ELABORATION,
    Etape.Statut.EN_RENOUVELLEMENT,
    *Etape.FINIS,
)


def donnees_accueil() -> dict[str, Any]:
    """Rows for the home: `chiffres`, the latest published of each subject, each with its own date
    and source; `combinaisons`, the latest distribution, where, when and whence it comes
    (`portee_combinaisons`, `source_combinaisons`); `mouvements`; `expliques`, the types that have
    their explainer; `signes`, what the register holds of each type; `bouge_depuis_peu`."""
    region = (
        Chiffre.objects.publies()
        .filter(
            territoire__echelle="region",
            territoire__code=settings.REGION_DU_PORTAIL,
            sujet__in=[COMBINAISONS, *COMPTES],
        )
        .select_related("source", "territoire")
    )
    derniers: dict[str, list[Chiffre]] = {}
    for chiffre in sorted(region, key=lambda c: c.date, reverse=True):
        du_jour = derniers.setdefault(chiffre.sujet, [])
        if not du_jour or du_jour[0].date == chiffre.date:
            du_jour.append(chiffre)
    combinaisons = derniers.get(COMBINAISONS, [])
    return {
        "combinaisons": [
            {"codes": _codes(c), "libelle": _sans_prefixe(c.libelle), "valeur": c.valeur}
            for c in combinaisons
        ],
        "portee_combinaisons": _portee(combinaisons),
        "source_combinaisons": combinaisons[0].source.reference if combinaisons else "",
        "chiffres": [c for sujet in COMPTES for c in derniers.get(sujet, [])],
        "mouvements": (bougent := mouvements()),
        "bouge_depuis_peu": bool(bougent) and _est_recent(bougent[0]["date"]),
        "quand_combinaisons": quand(combinaisons[0].date) if combinaisons else "",
        "signes": comptes_des_signes(),
        "expliques": set(Explication.objects.publies().values_list("type_id", flat=True)),
    }


@dataclass(frozen=True)
class CompteDuSigne:
    """How many records of a type the region's list holds, and how many of them are of the past:
    ended, come to their term, replaced."""

    fiches: int
    passees: int


def comptes_des_signes() -> dict[str, CompteDuSigne]:
    """By type, « cv » for the contrats de ville; as the lists count. Two queries."""
    regions = Territoire.objects.filter(echelle=Echelle.REGION, code=settings.REGION_DU_PORTAIL)
    region = regions.first()
    if region is None:
        return {}
    d_ici: Any = Dispositif.objects.publies().avec_statut().apparentes(region)
    situations: dict[str, list[bool]] = {}
    for code, situation in d_ici.order_by().values_list("type_id", "situation"):
        signe = "cv" if code == TypeDispositif.CONTRAT_DE_VILLE else code
        situations.setdefault(signe, []).append(situation in Etape.PASSES)
    return {signe: CompteDuSigne(len(tous), sum(tous)) for signe, tous in situations.items()}


def _est_recent(date: str) -> bool:
    """Whether all of a partial date lies in the last sixty days: a bare year says too little."""
    depuis = timezone.localdate() - datetime.timedelta(days=JOURS_RECENTS)
    return dates.bornes(date)[0] >= depuis


def _portee(chiffres: list[Chiffre]) -> str:
    """« en Provence-Alpes-Côte d’Azur, en mars 2018 »; "" when there is none."""
    if not chiffres:
        return ""
    return f"{chiffres[0].territoire.dans}, {quand(chiffres[0].date)}"


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
