"""/changements/: what changed lately in the register, by day; and its feed."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.paginator import Page
from django.db.models import Count, DateField, F, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, TruncDate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.views.decorators.http import require_safe

from dispositifs.changements.journal import DISPOSITIFS, Jour, journaux
from dispositifs.models import Dispositif
from portal.agenda.calendrier import AUTORITE
from portal.site.filtres import SuiviFiltre
from socle.listes.pagination import paginer
from socle.models import Publiable
from socle.suivi.versions import histoire_de
from socle.textes import accorder, majuscule
from socle.textes import nombre as en_chiffres

NOM = "Ce qui a changé dans le registre"
AU_FIL = 50
# A day's first inscriptions are named up to this many, counted beyond.
NOMMEES = 5
CHANGE, NOUVEAUX = "dispositif", "nouveaux-dispositifs"


@dataclass(frozen=True)
class Nouvelle:
    """One entry: a record and what changed in it, or the records that came that day."""

    jour: datetime.date
    objet: Any
    type: str
    lignes: list[str]
    par: str
    moment: datetime.datetime | None
    identifiant: str
    titre: str
    url: str
    nouveaux: list[Any]


def _premiere(cle: str) -> Subquery:
    """When a record was first published."""
    publiees = histoire_de(Dispositif).objects.filter(id=OuterRef(cle), etat=Publiable.Etat.PUBLIE)
    return Subquery(publiees.order_by("history_date").values("history_date")[:1])


def _jours_changes(retenus: QuerySet) -> list[QuerySet]:
    """(day, kind, record) wherever something was written after the day of publication."""
    lots = []
    rangees = ((modele, f"{parent}_id") for modele, parent in DISPOSITIFS.suivies)
    for modele, cle in [(Dispositif, "id"), *rangees]:
        ecrites = histoire_de(modele).objects.filter(**{f"{cle}__in": retenus.values("pk")})
        ecrites = ecrites.annotate(
            jour=TruncDate("history_date"), publie_le=TruncDate(_premiere(cle))
        ).filter(jour__gt=F("publie_le"))
        lots.append(_triplets(ecrites, CHANGE, F(cle)))
    return lots


def _inscriptions(retenus: QuerySet) -> QuerySet:
    """(day, kind, 0) wherever records were first published."""
    dates = retenus.annotate(jour=TruncDate(_premiere("pk")))
    return _triplets(dates.filter(jour__isnull=False), NOUVEAUX, Value(0))


def _triplets(lignes: QuerySet, sorte: str, fiche: Any) -> QuerySet:
    return (
        lignes.order_by()
        .annotate(sorte=Value(sorte), fiche=Cast(fiche, IntegerField()))
        .values("jour", "sorte", "fiche")
        .distinct()
    )


def entrees(filtre: SuiviFiltre) -> QuerySet:
    """Every entry of the page, the latest first, as (day, kind, record)."""
    retenus = filtre.qs.order_by()
    lots = [*_jours_changes(retenus), _inscriptions(retenus)]
    return lots[0].union(*lots[1:]).order_by("-jour", "sorte", "fiche")


def nouvelles(filtre: SuiviFiltre, triplets: list[dict[str, Any]]) -> list[Nouvelle]:
    """These entries in words; what left no trace at the end of its day says nothing."""
    trouvees = []
    fiches = _fiches(triplets)
    jours = journaux(fiches)
    inscrits = _inscrits(filtre, triplets)
    for triplet in triplets:
        jour = triplet["jour"]
        if triplet["sorte"] == NOUVEAUX:
            trouvees.append(_inscription(jour, *inscrits.get(jour, (0, []))))
            continue
        objet = fiches.get(triplet["fiche"])
        for change in jours.get(triplet["fiche"], []):
            if objet is not None and change.jour == jour and not change.inscription:
                trouvees.append(_changement(objet, change))
    return trouvees


def _fiches(triplets: list[dict[str, Any]]) -> dict[int, Dispositif]:
    """The records of these entries, in one query."""
    cles = {t["fiche"] for t in triplets if t["sorte"] == CHANGE}
    publies = Dispositif.objects.publies().filter(pk__in=cles)
    return {d.pk: d for d in publies} if cles else {}


def _inscrits(
    filtre: SuiviFiltre, triplets: list[dict[str, Any]]
) -> dict[datetime.date, tuple[int, list[Any]]]:
    """By day of these entries: how many records came, and themselves where they are few."""
    jours = [t["jour"] for t in triplets if t["sorte"] == NOUVEAUX]
    if not jours:
        return {}
    dates = (
        filtre.qs.order_by()
        .annotate(jour=TruncDate(_premiere("pk"), output_field=DateField()))
        .filter(jour__in=jours)
    )
    comptes = dict(dates.values_list("jour").annotate(n=Count("pk")))
    peu = [jour for jour, n in comptes.items() if n <= NOMMEES]
    noms: dict[datetime.date, list[Any]] = {}
    for objet in dates.filter(jour__in=peu) if peu else []:
        noms.setdefault(objet.jour, []).append(objet)
    return {jour: (n, noms.get(jour, [])) for jour, n in comptes.items()}


def _inscription(jour: datetime.date, combien: int, objets: list[Any]) -> Nouvelle:
    mots = accorder(combien, "dispositif inscrit au registre", "dispositifs inscrits au registre")
    identifiant, url = f"{NOUVEAUX}:{jour.isoformat()}", f"{reverse('dispositifs')}?hors_region=oui"
    titre = f"{en_chiffres(combien)} {mots}"
    return Nouvelle(jour, None, "", [], "", None, identifiant, titre, url, objets)


def _changement(objet: Dispositif, change: Jour) -> Nouvelle:
    return Nouvelle(
        change.jour,
        objet,
        objet.type_id,
        [majuscule(ligne) for ligne in change.lignes],
        change.par,
        change.moment,
        f"{CHANGE}:{objet.pk}:{change.jour.isoformat()}",
        str(objet),
        objet.get_absolute_url(),
        [],
    )


def _par_jour(trouvees: list[Nouvelle]) -> list[tuple[datetime.date, list[Nouvelle]]]:
    jours: dict[datetime.date, list[Nouvelle]] = {}
    for nouvelle in trouvees:
        jours.setdefault(nouvelle.jour, []).append(nouvelle)
    return list(jours.items())


@require_safe
def changements(request: HttpRequest) -> HttpResponse:
    """What the public could see change, the latest day first."""
    filtre = SuiviFiltre(request.GET, Dispositif.objects.publies())
    feuille = paginer(request, entrees(filtre))
    page: Page = feuille.page
    contexte = {
        "filtre": filtre,
        "page": page,
        "avertissement": feuille.avertissement,
        "jours": _par_jour(nouvelles(filtre, list(page.object_list))),
        "requete": filtre.requete,
    }
    statut = 200 if filtre.is_valid() else 400
    return render(request, "changements/changements.html", contexte, status=statut)


@require_safe
def fil(request: HttpRequest) -> HttpResponse:
    """The same as Atom (RFC 4287); 400 with the errors in French when a filter is invalid."""
    filtre = SuiviFiltre(request.GET, Dispositif.objects.publies())
    if not filtre.is_valid():
        erreurs = "\n".join(filtre.erreurs)
        return HttpResponse(erreurs, status=400, content_type="text/plain; charset=utf-8")
    suite = f"?{filtre.requete}" if filtre.requete else ""
    flux = Atom1Feed(
        title=NOM,
        link=f"{settings.ADRESSE_DU_SITE}{reverse('changements')}{suite}",
        description=NOM,
        language="fr",
        author_name="CRES Provence-Alpes-Côte d’Azur",
        feed_url=f"{settings.ADRESSE_DU_SITE}{reverse('changements_fil')}{suite}",
        feed_guid=f"tag:{AUTORITE},2026:changements{suite}",
    )
    for nouvelle in nouvelles(filtre, list(entrees(filtre)[:AU_FIL])):
        _ajouter(flux, nouvelle)
    corps = str(flux.writeString("utf-8"))
    return HttpResponse(corps, content_type="application/atom+xml; charset=utf-8")


def _ajouter(flux: Atom1Feed, nouvelle: Nouvelle) -> None:
    """One entry: its identifier names the record and the day, never its address."""
    # The day begins here, and a reader hides what is to come: noon would be later than now.
    matin = datetime.datetime.combine(
        nouvelle.jour, datetime.time(), timezone.get_default_timezone()
    )
    quand = nouvelle.moment or matin
    flux.add_item(
        title=nouvelle.titre,
        link=f"{settings.ADRESSE_DU_SITE}{nouvelle.url}",
        # A summary is read as HTML.
        description=escape(". ".join([*nouvelle.lignes, nouvelle.par]).strip(". ")),
        unique_id=f"tag:{AUTORITE},2026:changements:{nouvelle.identifiant}",
        pubdate=quand,
        updateddate=quand,
    )
