"""« Par où commencer ? »: a need, a place, and what the register answers. Three plain pages."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from bibliographie.models import Notice
from dispositifs.comprendre.jetons import en_ordre
from dispositifs.comprendre.rendu import Redacteur
from dispositifs.models import (
    Chiffre,
    Explication,
    Partie,
    Rubrique,
    SourceDePartie,
    TypeDispositif,
)
from dispositifs.registre.lieu import FicheTerritoire
from portal.comprendre.bref import Bref
from portal.comprendre.interlocuteurs import Interlocuteurs, contacts
from territoires.lieux.trouvailles import trouvailles
from territoires.lieux.trouver import Lieux, trouver
from territoires.models import Territoire

LIEUX_PROPOSES = 10
LECTURES = 4
LIGNES_MONTREES = 8
Q_MAX = 100


@require_safe
def par_ou_commencer(request: HttpRequest) -> HttpResponse:
    """First the need, then the place, then the answer; each step is an address of its own."""
    besoins = list(TypeDispositif.objects.exclude(besoin=""))
    code = request.GET.get("besoin", "").lower()
    choisi = next((t for t in besoins if t.code == code), None)
    if choisi is None:
        return _page(request, "besoin", {"besoins": besoins}, refus=bool(code))
    reference = request.GET.get("territoire", "")
    lieu = _lieu(reference)
    if lieu is None:
        contexte = {"choisi": choisi} | _chercher_le_lieu(request)
        return _page(request, "lieu", contexte, refus=bool(reference))
    if lieu.est_obsolete:
        return _repondre_a_l_ancien_code(request, choisi, lieu)
    return _page(request, "reponse", {"choisi": choisi} | _reponse(choisi, lieu))


def _page(
    request: HttpRequest, etape: str, contexte: dict[str, Any], *, refus: bool = False
) -> HttpResponse:
    """One step; with `refus`, it says that what the address asks for is not known."""
    statut = HTTPStatus.BAD_REQUEST if refus else HTTPStatus.OK
    gabarit = f"comprendre/parcours_{etape}.html"
    return render(request, gabarit, contexte | {"inconnu": refus}, status=statut)


def _lieu(reference: str) -> Territoire | None:
    """The place asked for, in force or obsolete; None when there is none."""
    try:
        return Territoire.objects.par_reference(reference)
    except Territoire.DoesNotExist:
        return None


def _repondre_a_l_ancien_code(
    request: HttpRequest, choisi: TypeDispositif, ancien: Territoire
) -> HttpResponse:
    """One heir: go there. Several: let the reader choose. None: say so, and ask again."""
    heritiers = list(ancien.successeurs.all())
    if len(heritiers) == 1:
        mots = urlencode({"besoin": choisi.code, "territoire": heritiers[0].reference})
        return redirect(f"{reverse('par_ou_commencer')}?{mots}", permanent=True)
    contexte = {"choisi": choisi, "ancien": ancien, "trouvailles": trouvailles(heritiers, "")}
    return _page(request, "lieu", contexte)


def _chercher_le_lieu(request: HttpRequest) -> dict[str, Any]:
    q = " ".join(request.GET.get("q", "").split())[:Q_MAX]
    lieux = trouver(q, LIEUX_PROPOSES) if q else Lieux([])
    return {
        "q": q,
        "trouvailles": trouvailles(lieux.territoires, q),
        "proches": lieux.proches and bool(lieux.territoires),
        "maximum": LIEUX_PROPOSES,
    }


def _reponse(choisi: TypeDispositif, lieu: Territoire) -> dict[str, Any]:
    fiche = FicheTerritoire(lieu)
    toutes = [*fiche.lignes, *fiche.contrats]
    lignes = [ligne for ligne in toutes if ligne.dispositif.type_id == choisi.code]
    autres = [
        ligne for ligne in toutes if ligne.dispositif.type_id != choisi.code and not ligne.est_fini
    ]
    montrees = [*lignes[:LIGNES_MONTREES], *autres[:LIGNES_MONTREES]]
    explication = _explication(choisi)
    parties = {p.rubrique: p for p in explication.parties.all()} if explication else {}
    contenants = Territoire.objects.en_vigueur().contenant(lieu).order_by("rang")
    return {
        "territoire": lieu,
        "lignes": lignes[:LIGNES_MONTREES],
        "reste": len(lignes) - LIGNES_MONTREES,
        "autres": autres[:LIGNES_MONTREES],
        "manque": next((m for m in fiche.manques() if m.type == choisi), None),
        "contacts": contacts([ligne.dispositif for ligne in montrees if not ligne.est_fini]),
        "qui": Interlocuteurs.de(lieu, list(contenants)),
        "lectures": _lectures(choisi, parties.get(Rubrique.POUR_ALLER_PLUS_LOIN)),
        "explication": explication,
        "etapes": parties.get(Rubrique.ETAPES),
        **_en_bref(choisi, parties.values()),
    }


def _explication(choisi: TypeDispositif) -> Explication | None:
    """Its explainer, if it is published, with its parts."""
    fiches = Explication.objects.publies().filter(type=choisi)
    sources = Prefetch("parties__sources", SourceDePartie.objects.select_related("source"))
    return fiches.prefetch_related("parties", sources).first()


def _en_bref(choisi: TypeDispositif, parties: Iterable[Partie]) -> dict[str, Any]:
    """What an élu asks first of this scheme, and the notes that it calls."""
    bref = Bref(choisi, parties, Chiffre.objects.publies().filter(type=choisi))
    redacteur = Redacteur(bref.ecrits)
    redacteur.sigles.tenir_pour_ouverts(choisi.sigle)
    return {
        "points": bref.points(redacteur),
        "bref": bref,
        "sources": redacteur.sources,
    }


def _lectures(choisi: TypeDispositif, conseils: Partie | None) -> list[Notice]:
    """What its explainer advises, in its order; then what is written for élus, then the latest."""
    cles = en_ordre(conseils.texte, "notice") if conseils else []
    conseillees = {n.cle: n for n in Notice.objects.publies().filter(cle__in=cles)}
    lectures = [conseillees[cle] for cle in cles if cle in conseillees][:LECTURES]
    autres = Notice.objects.publies().pour_debuter(choisi).exclude(cle__in=conseillees)
    return lectures + list(autres[: LECTURES - len(lectures)])
