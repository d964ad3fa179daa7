"""The agenda: its page, its calendar and its feed, of the same query string."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from dispositifs.models import Dispositif
from dispositifs.registre import phrases
from portal.agenda.calendrier import calendrier
from portal.agenda.echeances import Agenda
from portal.agenda.fil import fil
from portal.agenda.filtres import AgendaFiltre
from socle.listes.pagination import paginer

NOM = "Agenda des dispositifs locaux de santé"


def _demande(request: HttpRequest) -> AgendaFiltre:
    return AgendaFiltre(request.GET, Dispositif.objects.publies().pour_liste())


def _nom(filtre: AgendaFiltre) -> str:
    return f"{NOM} {phrases.ou(filtre.territoires)}".strip()


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What is to come, month by month, and what has passed without an answer."""
    filtre = _demande(request)
    agenda = Agenda(filtre)
    feuille = paginer(request, agenda.a_venir)
    contexte = {
        "filtre": filtre,
        "agenda": agenda,
        "page": feuille.page,
        "avertissement": feuille.avertissement,
    }
    statut = 200 if filtre.is_valid() else 400
    return render(request, "agenda/agenda.html", contexte, status=statut)


@require_safe
def fichier(request: HttpRequest, suffixe: str) -> HttpResponse:
    """The same as iCalendar or Atom; 400 with the errors in French when a filter is invalid."""
    filtre = _demande(request)
    if not filtre.is_valid():
        erreurs = "\n".join(filtre.erreurs)
        return HttpResponse(erreurs, status=400, content_type="text/plain; charset=utf-8")
    echeances = Agenda(filtre).a_venir
    if suffixe == "ics":
        corps = calendrier(echeances, _nom(filtre))
        reponse = HttpResponse(corps, content_type="text/calendar; charset=utf-8")
        reponse["Content-Disposition"] = 'inline; filename="agenda.ics"'
        return reponse
    corps_atom = fil(echeances, _nom(filtre), reverse("agenda"), filtre.requete)
    return HttpResponse(corps_atom, content_type="application/atom+xml; charset=utf-8")
