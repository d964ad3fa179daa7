"""The site-wide search: one field, results grouped, the best group first."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from bibliographie.models import Notice, Selection
from bibliographie.presentation import parution, signature
from dispositifs.models import Dispositif, Explication
from socle import dates, recherche
from socle.recherche.modeles import EntreeDeRecherche
from socle.textes import majuscule, plier
from territoires.models import Territoire
from territoires.trouvailles import Trouvaille, trouvailles

LONGUEUR_MAX = 500
PAR_GROUPE = 5
LIEUX = 5


@dataclass(frozen=True)
class Resultat:
    """One result: what it is, and the passage that answers."""

    titre: str
    url: str
    genre: str
    precision: str = ""
    texte: str = ""
    signe: str = ""


@dataclass(frozen=True)
class Groupe:
    """The best results of one category; `suite` shows them all, where a page does."""

    titre: str
    resultats: list[Resultat]
    nombre: int
    suite: str
    # The reader asked for this very thing by its name or its acronym: it goes first.
    est_nomme: bool
    score: float


# How the objects of each category are told, by the key under which they are indexed.


def _notices(cles: list[str]) -> dict[str, Resultat]:
    notices = Notice.objects.publies().filter(cle__in=cles).pour_liste()
    return {
        n.cle: Resultat(
            n.titre,
            n.get_absolute_url(),
            majuscule(str(n.get_type_display())),
            ". ".join(mot for mot in (signature(n), parution(n)) if mot),
            n.resume,
        )
        for n in notices
    }


def _selections(cles: list[str]) -> dict[str, Resultat]:
    return {
        s.slug: Resultat(
            s.titre,
            s.get_absolute_url(),
            "Sélection",
            ", ".join(mot for mot in (s.organisme, dates.en_lettres(s.date)) if mot),
            s.presentation,
        )
        for s in Selection.objects.publies().filter(slug__in=cles)
    }


def _dispositifs(cles: list[str]) -> dict[str, Resultat]:
    dispositifs = Dispositif.objects.publies().filter(slug__in=cles).select_related("type")
    return {
        d.slug: Resultat(
            d.nom,
            d.get_absolute_url(),
            majuscule(d.type.nom),
            texte=d.presentation,
            signe=d.type.signe,
        )
        for d in dispositifs
    }


def _explications(cles: list[str]) -> dict[str, Resultat]:
    explications = Explication.objects.publies().filter(type__in=cles).select_related("type")
    return {
        e.type_id: Resultat(
            majuscule(str(e.type)),
            e.get_absolute_url(),
            "Comprendre",
            texte=e.type.definition,
            signe=e.type.signe,
        )
        for e in explications
    }


@dataclass(frozen=True)
class Categorie:
    """A room of the site: its name, how its results are told, the page that shows them all."""

    titre: str
    raconter: Callable[[list[str]], dict[str, Resultat]]
    page: str = ""


CATEGORIES = {
    "explication": Categorie("Comprendre", _explications),
    "dispositif": Categorie("Dispositifs", _dispositifs, "dispositifs"),
    "selection": Categorie("Sélections du CRES", _selections),
    "notice": Categorie("Bibliographie", _notices, "bibliographie"),
}


@require_safe
def rechercher(request: HttpRequest) -> HttpResponse:
    """Places by the finder, everything else by the engine."""
    q = " ".join(request.GET.get("q", "").split())[:LONGUEUR_MAX]
    lieux: list[Trouvaille] = []
    groupes: list[Groupe] = []
    if q:
        lieux = trouvailles(Territoire.objects.chercher(q)[:LIEUX], q)
        groupes = [g for g in (_groupe(nom, q) for nom in CATEGORIES) if g.resultats]
        groupes.sort(key=lambda g: (not g.est_nomme, -g.score))
    rien = bool(q) and not groupes and not lieux
    rayons = (["Territoires"] if lieux else []) + [g.titre for g in groupes]
    contexte = {
        "q": q,
        "lieux": lieux,
        "lieux_d_abord": not groupes or nomme_un_lieu(q, (t.territoire for t in lieux)),
        "groupes": groupes,
        "nombre": len(lieux) + sum(g.nombre for g in groupes),
        "rayons": rayons,
        "avertissement": recherche.analyser(q).avertissement,
        "plutot": recherche.vouliez_vous_dire(q) if rien else "",
    }
    return render(request, "portal/recherche.html", contexte)


def nomme_un_lieu(q: str, lieux: Iterable[Territoire]) -> bool:
    """Whether the reader asked for a place: a code, or words that are all whole in its name.

    « La Seyne » asks for La Seyne-sur-Mer; « santé » does not ask for Santes.
    """
    demandes = plier(q).split()
    if any(mot.isdigit() for mot in demandes):
        return True
    return any(set(demandes) <= set(plier(t.nom).split()) for t in lieux)


def _groupe(nom: str, q: str) -> Groupe:
    """The best of one category: at most three queries, more for the notices' relations."""
    categorie = CATEGORIES[nom]
    trouves = recherche.chercher(q, [nom])
    entrees: list[EntreeDeRecherche] = list(trouves[:PAR_GROUPE])
    nombre = len(entrees) if len(entrees) < PAR_GROUPE else trouves.count()
    par_cle = categorie.raconter([e.cle for e in entrees]) if entrees else {}
    suite = ""
    if categorie.page and nombre > PAR_GROUPE:
        suite = f"{reverse(categorie.page)}?{urlencode({'q': q})}"
    score = float(getattr(entrees[0], "score", 0)) if entrees else 0.0
    resultats = [par_cle[e.cle] for e in entrees if e.cle in par_cle]
    est_nomme = bool(entrees) and nomme(q, entrees[0].titre)
    return Groupe(categorie.titre, resultats, nombre, suite, est_nomme, score)


def nomme(q: str, titre: str) -> bool:
    """Whether the question is how a title begins or ends, word for word.

    « CLS » and « contrat local de santé » both name the explainer « contrat local de santé CLS ».
    """
    demande, nom = f" {plier(q)} ", f" {plier(titre)} "
    return nom.startswith(demande) or nom.endswith(demande)
