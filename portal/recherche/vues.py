"""The search page, which goes straight to the one certain answer, and its suggestions."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from portal.recherche.groupes import CATEGORIES, DOCUMENTS, Groupe, groupes, nomme
from portal.recherche.reponse import LIEUX, Comprise, Reponse, interroger
from socle import recherche
from socle.recherche.modeles import EntreeDeRecherche
from socle.textes import plier
from territoires.lieux.lectures import lire
from territoires.lieux.trouvailles import trouvailles
from territoires.lieux.trouver import SAISIE_MIN
from territoires.models import Territoire

LONGUEUR_MAX = 500
# Titles proposed after the places, while one types.
TITRES = 3
# Above this many answers of the engine, a place of nearly that name is not what was meant.
PEU = 5
PARTOUT = "partout"
MOT_MIN, MOTS_ESSAYES = 3, 5
MONTRES = 40


@require_safe
def rechercher(request: HttpRequest) -> HttpResponse:
    """Places by the finder, everything else by the engine; one certain answer is gone to."""
    q = " ".join(request.GET.get("q", "").split())[:LONGUEUR_MAX]
    if not q:
        return render(request, "portal/recherche.html", {"q": q})
    comprise = interroger(q)
    if comprise.certaine and PARTOUT not in request.GET:
        return redirect(comprise.reponses[0].url)
    return render(request, "portal/recherche.html", _contexte(q, comprise))


def _contexte(q: str, comprise: Comprise) -> dict[str, Any]:
    """What the page shows: the answers, the places, the groups, and proposals when all fail."""
    trouves = groupes(q)
    total = sum(g.nombre for g in trouves)
    lieux = comprise.lieux.territoires[:LIEUX]
    if comprise.lieux.proches and total >= PEU and not comprise.demande.types:
        lieux = []
    proches = bool(lieux) and comprise.lieux.proches
    lieux_d_abord = not trouves or proches or nomme_un_lieu(comprise, trouves, lieux)
    rayons = [g.titre for g in trouves]
    if lieux:
        rayons.insert(0 if lieux_d_abord else len(rayons), "Territoires")
    return {
        "q": q,
        "reponses": comprise.reponses,
        "lieux": trouvailles(lieux, comprise.demande.lieu),
        "lieu_demande": comprise.demande.lieu,
        "proches": proches,
        "lieux_d_abord": lieux_d_abord,
        "groupes": trouves,
        "nombre": len(lieux) + total,
        "rayons": rayons,
        "avertissement": recherche.analyser(q).avertissement,
        "plutot": recherche.vouliez_vous_dire(q) if not trouves and not lieux else "",
        "mots": _mots(q) if not trouves and not lieux else [],
    }


def nomme_un_lieu(comprise: Comprise, trouves: list[Groupe], lieux: Iterable[Territoire]) -> bool:
    """Whether the reader asked for a place: a code, or words that are all whole in its name.

    « La Seyne » asks for La Seyne-sur-Mer; « santé » does not ask for Santes; « ars » asks for
    the agency that bears the name before the villages that do.
    """
    texte = comprise.demande.lieu
    if not texte:
        return False
    lecture = lire(texte)
    if lecture.code or lecture.echelle or comprise.lieux.certain:
        return True
    if any(g.est_nomme for g in trouves):
        return False
    demandes = set(plier(texte).split())
    return any(mot.isdigit() for mot in demandes) or any(
        demandes <= set(plier(t.nom).split()) for t in lieux
    )


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """What may be meant, under the box while one types. Read alone, it is the page."""
    q = " ".join(request.GET.get("q", "").split())[:LONGUEUR_MAX]
    if not request.headers.get("X-Requested-With"):
        mots = urlencode({"q": q})
        return redirect(f"{reverse('recherche')}?{mots}" if q else "recherche")
    contexte: dict[str, Any] = {"q": q, "nombre": 0}
    if len(q) >= SAISIE_MIN:
        contexte |= _propositions(q)
    reponse = render(request, "territoires/_suggestions.html", contexte)
    patch_vary_headers(reponse, ["X-Requested-With"])
    return reponse


def _propositions(q: str) -> dict[str, Any]:
    """What to propose: where the words lead, what bears them as its name, places, titles."""
    comprise = interroger(q, saisie=True)
    lieux = [] if comprise.demande.types else comprise.lieux.territoires
    entrees = recherche.suggerer(q, TITRES, CATEGORIES) if not comprise.reponses else []
    if entrees and comprise.lieux.proches:
        lieux = []
    nommes = [e for e in entrees if nomme(q, e.titre, entier=e.categorie in DOCUMENTS)]
    titres = [*(_titre(e) for e in entrees if e not in nommes), _partout(q)]
    reponses = [*comprise.reponses, *(_titre(e) for e in nommes)]
    return {
        "reponses": reponses,
        "trouvailles": trouvailles(lieux, q),
        "titres": titres,
        "nombre": len(reponses) + len(lieux) + len(titres),
    }


def _partout(q: str) -> Reponse:
    """The whole page of results, which a certain answer would pass by."""
    adresse = f"{reverse('recherche')}?{urlencode({'q': q, PARTOUT: '1'})}"
    return Reponse(f"Chercher «\u00a0{q[:MONTRES]}\u00a0» dans tout le site", adresse)


def _titre(entree: EntreeDeRecherche) -> Reponse:
    return Reponse(entree.titre, entree.url, CATEGORIES[entree.categorie].titre)


def _mots(q: str) -> list[tuple[str, int]]:
    """The words of a question that find something alone, with how much: what to try instead."""
    mots = dict.fromkeys(m for m in plier(q).split() if len(m) >= MOT_MIN)
    comptes = [
        (mot, recherche.chercher(mot).order_by().count()) for mot in list(mots)[:MOTS_ESSAYES]
    ]
    return [(mot, compte) for mot, compte in comptes if compte] if len(mots) > 1 else []
