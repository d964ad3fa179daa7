"""« Signaler une modification »: any reader, from any public page, without an account."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote, urlencode

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from dispositifs.actualisation.reponse import date_d_effacement
from dispositifs.actualisation.signalement import lien_courriel
from dispositifs.models import Dispositif, Proposition
from socle.recherche.modeles import EntreeDeRecherche
from socle.textes import lire_adresse
from socle.web.debit import au_plus
from socle.web.formulaires import depuis_nos_pages

PAGE_MAX = 300
PAR_HEURE, HEURE = 10, 3600
# Rooms of the team, and links that are nobody else's business.
PRIVEES = ("/admin/", "/compte/", "/actualiser/", "/signaler/")


@dataclass(frozen=True)
class PageVisee:
    """The public page that a report is about, and the record that it shows, if it shows one."""

    chemin: str
    titre: str
    dispositif: Dispositif | None = None


def page_visee(demande: str) -> PageVisee | None:
    """The page of this site that an address names; None for anything else."""
    chemin = demande.strip()
    morceaux = lire_adresse(f"x:{chemin}") if chemin.startswith("/") else None
    if morceaux is None or morceaux.netloc or len(chemin) > PAGE_MAX or not chemin.isprintable():
        return None
    chemin = unquote(morceaux.path)
    try:
        trouve = resolve(chemin)
    except Resolver404:
        return None
    if chemin.startswith(PRIVEES) or "\\" in chemin or "\0" in chemin:
        return None
    slug = str(trouve.kwargs.get("slug", ""))
    entree = EntreeDeRecherche.objects.filter(url=chemin, publie=True).first()
    titre = entree.titre if entree else ""
    if trouve.url_name in ("dispositif", "contrat_de_ville"):
        fiche = Dispositif.objects.publies().filter(slug=slug).first()
        return PageVisee(chemin, fiche.nom, dispositif=fiche) if fiche else None
    return PageVisee(chemin, titre)


class SignalementForm(forms.Form):
    """What changed, and an address for those who want to be told."""

    remarque = forms.CharField(
        label="Ce qui a changé, ou ce qui manque",
        max_length=3000,
        min_length=5,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Si vous le pouvez, dites d’où vous le tenez. Pas de nom de personne.",
        error_messages={
            "required": "Dites ce qui a changé.",
            "min_length": "Dites-en un peu plus.",
        },
    )
    courriel = forms.EmailField(
        label="Pour être prévenu de la suite (facultatif)",
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text="Effacée dès qu’elle ne sert plus, au plus tard dans six mois. Jamais publiée.",
        error_messages={"invalid": "Cette adresse ne se lit pas. Exemple : nom@exemple.fr"},
    )
    # Left empty by people, who do not see it; filled by robots, who fill everything.
    site_web = forms.CharField(required=False, max_length=500)

    @property
    def est_un_robot(self) -> bool:
        """Whether the field that nobody sees was filled."""
        return bool(self.data.get("site_web"))


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def signaler(request: HttpRequest) -> HttpResponseBase:
    """Show the form, from wherever one comes; receive it, from our own pages only."""
    return recevoir(request) if request.method == "POST" else demander(request)


def demander(request: HttpRequest) -> HttpResponse:
    """The form about a page, or how to find one."""
    demande = request.GET.get("page", "")
    page = page_visee(demande)
    return _montrer(request, page, SignalementForm(), 400 if demande and not page else 200)


@depuis_nos_pages
@au_plus("signaler", PAR_HEURE, HEURE)
def recevoir(request: HttpRequest) -> HttpResponse:
    """Whoever filled the form, person or robot, gets the same thanks."""
    page = page_visee(request.POST.get("page", ""))
    formulaire = SignalementForm(request.POST)
    if page and formulaire.est_un_robot:
        return _remercier(page)
    if page and formulaire.is_valid():
        enregistrer(page, formulaire)
        return _remercier(page)
    return _montrer(request, page, formulaire, HTTPStatus.BAD_REQUEST)


def _remercier(page: PageVisee) -> HttpResponse:
    """To the thanks, which lead back to the page."""
    return redirect(f"{reverse('signaler_merci')}?{urlencode({'page': page.chemin})}")


def _montrer(
    request: HttpRequest, page: PageVisee | None, formulaire: SignalementForm, statut: int
) -> HttpResponse:
    contexte: dict[str, Any] = {"page": page, "form": formulaire}
    if page:
        contexte["courriel"] = lien_courriel(page.titre or page.chemin, page.chemin)
    return render(request, "signaler/formulaire.html", contexte, status=statut)


def enregistrer(page: PageVisee, formulaire: SignalementForm) -> Proposition:
    """Put the report in the queue of CRES."""
    courriel = formulaire.cleaned_data["courriel"]
    dit = {
        "origine": Proposition.Origine.SIGNALEMENT,
        "page": page.chemin,
        "remarque": formulaire.cleaned_data["remarque"],
        "courriel": courriel,
    }
    # Sent twice, by two clicks or a page loaded again: one report to read.
    deja = Proposition.objects.a_examiner().filter(**dit).first()
    return deja or Proposition.objects.create(
        **dit,
        nature=Proposition.Nature.REMARQUE,
        dispositif=page.dispositif,
        titre_de_page=page.titre,
        effacer_le=date_d_effacement() if courriel else None,
    )


@require_safe
@never_cache
def merci(request: HttpRequest) -> HttpResponse:
    """What happens next, and the way back to the page that was reported."""
    page = page_visee(request.GET.get("page", ""))
    return render(request, "signaler/merci.html", {"accueil": reverse("accueil"), "page": page})
