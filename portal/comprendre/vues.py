"""« Comprendre »: explainers, timeline, glossary. The comparison is in `comparer`."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from dispositifs.comprendre.rendu import Redacteur
from dispositifs.comptes.releve import Releve, releves
from dispositifs.models import (
    Chiffre,
    Explication,
    Partie,
    Rubrique,
    SourceDePartie,
    Terme,
    TexteReference,
    TexteVerifie,
    TypeDispositif,
)
from portal.comprendre.bref import Bref
from portal.site.impression import en_pdf
from socle.textes import plier
from territoires.models import Territoire

# A word asked of the glossary, in characters.
MOT_MAX = 80


@require_safe
def accueil(request: HttpRequest) -> HttpResponse:
    """The explainers, and the ways into them."""
    redacteur = Redacteur([])
    fiches = Explication.objects.publies().select_related("type")
    explications = [(fiche, redacteur.phrase(fiche.type.definition)) for fiche in fiches]
    return render(request, "comprendre/accueil.html", {"explications": explications})


# One explainer


@dataclass(frozen=True)
class PartieRendue:
    """One part of an explainer, ready to print."""

    ancre: str
    titre: str
    html: SafeString
    renvois: list[int]


@dataclass(frozen=True)
class ChiffreRendu:
    """One row of the table of dated figures, ready to print."""

    chiffre: Chiffre
    libelle: SafeString
    age: SafeString
    renvoi: int
    est_conteste: bool


@require_safe
def explication(request: HttpRequest, code: str) -> HttpResponse:
    """One explainer in the common frame, with its sources and its living figures.

    A draft answers at its address to whoever may change it, and to nobody else.
    """
    fiche = _fiche(request, code)
    reponse = render(request, "comprendre/explication.html", contexte_de(fiche))
    if not fiche.est_publie:
        add_never_cache_headers(reponse)
    return reponse


@require_safe
def explication_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """The same explainer on paper."""
    fiche = _fiche(request, code)
    reponse = en_pdf(request, "comprendre/explication_pdf.html", contexte_de(fiche), nom=code)
    if not fiche.est_publie:
        add_never_cache_headers(reponse)
    return reponse


def _fiche(request: HttpRequest, code: str) -> Explication:
    fiche = get_object_or_404(
        Explication.objects.select_related("type").prefetch_related(
            "parties",
            Prefetch("parties__sources", SourceDePartie.objects.select_related("source")),
            Prefetch("verifies", TexteVerifie.objects.select_related("texte")),
            Prefetch("type__textes", TexteReference.objects.publies().order_by("date")),
        ),
        type=code,
    )
    # The visitor is asked for only when there is something to hide: no cookie for a reader.
    if not fiche.est_publie and not request.user.has_perm("dispositifs.change_explication"):
        raise Http404
    return fiche


def contexte_de(fiche: Explication) -> dict[str, Any]:
    """What the page and the PDF of an explainer show. The texts are written in reading order."""
    parties = sorted(fiche.parties.all(), key=lambda p: p.rang)
    groupes = releves(fiche.type)
    bref = Bref(fiche.type, parties, [r.chiffre for _, groupe in groupes for r in groupe])
    redacteur = Redacteur([fiche.chapo, *bref.ecrits, *(p.texte for p in parties)])
    redacteur.sigles.tenir_pour_ouverts(fiche.type.sigle)
    return {
        "fiche": fiche,
        "adresse": fiche.get_absolute_url(),
        "chapo": redacteur.rendre(fiche.chapo),
        "points": bref.points(redacteur),
        "bref": bref,
        "parties": [_rendre_partie(redacteur, p) for p in parties],
        "chiffres": _rendre_chiffres(redacteur, groupes),
        "sources": redacteur.sources,
        "a_revoir": len(redacteur.a_revoir),
        "autres": Explication.objects.publies().exclude(pk=fiche.pk).select_related("type"),
    }


def _rendre_partie(redacteur: Redacteur, partie: Partie) -> PartieRendue:
    html = redacteur.rendre(partie.texte)
    renvois = {redacteur.renvoi(s.source, s.passage) for s in partie.sources.all()}
    return PartieRendue(
        partie.rubrique, str(Rubrique(partie.rubrique).label), html, sorted(renvois)
    )


def _rendre_chiffres(
    redacteur: Redacteur, groupes: list[tuple[Territoire, list[Releve]]]
) -> list[tuple[Territoire, list[ChiffreRendu]]]:
    return [
        (
            lieu,
            [
                ChiffreRendu(
                    releve.chiffre,
                    redacteur.phrase(releve.chiffre.libelle),
                    redacteur.marque_d_age(releve.chiffre),
                    redacteur.renvoi(releve.chiffre.source, releve.chiffre.passage),
                    releve.est_conteste,
                )
                for releve in groupe
            ],
        )
        for lieu, groupe in groupes
    ]


# Timeline and glossary


@dataclass(frozen=True)
class TexteRendu:
    """One law or circular of the timeline, ready to print."""

    texte: TexteReference
    resume: SafeString
    renvoi: int


@require_safe
def chronologie(request: HttpRequest) -> HttpResponse:
    """The legal timeline since 1999, by scheme, year by year."""
    code = request.GET.get("type", "").lower()
    publies = TexteReference.objects.publies()
    types = list(TypeDispositif.objects.filter(textes__in=publies).distinct())
    choisi = next((t for t in types if t.code == code), None)
    inconnu = bool(code) and choisi is None
    textes = publies.prefetch_related("types").select_related("source")
    if code:
        textes = textes.filter(types=choisi) if choisi else textes.none()
    redacteur = Redacteur([])
    redacteur.sigles.tenir_pour_ouverts(*(t.sigle for t in types))
    rendus = [
        TexteRendu(t, redacteur.phrase(t.resume), redacteur.renvoi(t.source, t.passage))
        for t in textes
    ]
    contexte = {
        "annees": [(a, list(g)) for a, g in groupby(rendus, lambda r: r.texte.date[:4])],
        "nombre": len(rendus),
        "types": types,
        "choisi": choisi,
        "inconnu": code if inconnu else "",
        "sources": redacteur.sources,
    }
    return render(request, "comprendre/chronologie.html", contexte, status=400 if inconnu else 200)


@dataclass(frozen=True)
class TermeRendu:
    """One entry of the glossary: its words, and the explainer of the scheme that it names."""

    terme: Terme
    definition: SafeString
    note: SafeString
    fiche: Explication | None
    renvoi: int | None

    @property
    def initiale(self) -> str:
        """The letter that files it."""
        return self.terme.initiale


@require_safe
def glossaire(request: HttpRequest) -> HttpResponse:
    """Every acronym of the sources, opened; an acronym in a definition leads to its own entry.

    `?q=` keeps those that a letter begins, or that say a word.
    """
    demande = request.GET.get("q", "").strip()[:MOT_MAX]
    tous = sorted(Terme.objects.publies().select_related("source"), key=lambda t: plier(t.sigle))
    termes = [t for t in tous if _repond(t, plier(demande))]
    fiches = {f.type.sigle: f for f in Explication.objects.publies().select_related("type")}
    redacteur = Redacteur([])
    rendus = [
        TermeRendu(
            terme,
            redacteur.relier(terme.definition, sauf=terme.sigle),
            redacteur.relier(terme.note, sauf=terme.sigle),
            fiches.get(terme.sigle),
            redacteur.renvoi(terme.source) if terme.source else None,
        )
        for terme in termes
    ]
    contexte = {
        "termes": rendus,
        "sources": redacteur.sources,
        "demande": demande,
        "initiales": list(dict.fromkeys(t.initiale for t in tous)),
        # A letter left aside by the filter is on the whole page.
        "adresse": reverse("glossaire") if demande else "",
    }
    return render(request, "comprendre/glossaire.html", contexte)


def _repond(terme: Terme, mot: str) -> bool:
    """Whether an entry answers a folded word; one letter asks for what it begins."""
    if len(mot) < 2:
        return plier(terme.sigle).startswith(mot)
    return mot in plier(f"{terme.sigle} {terme.developpe} {terme.definition} {terme.note}")
