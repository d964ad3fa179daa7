"""What waits for the team: the first page of the admin says it, in the order of use.

Each function of ATTENTES answers None when nothing waits, or when the account may do nothing
about it. Together they send a constant number of queries.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from bibliographie.admin.importer import imports_de
from bibliographie.models import Lien, Notice, Selection
from dispositifs.models import (
    Chiffre,
    Discordance,
    Dispositif,
    Explication,
    Invitation,
    Proposition,
    ReponseCritere,
    Terme,
    TexteReference,
)
from socle.dates import en_lettres
from socle.models import Publiable
from socle.tableur.modeles import Tableau
from socle.textes import accorder, nombre

PREMIERS = 3
PUBLIABLES: list[type[Any]] = [
    *(Dispositif, Chiffre, Notice, Selection),
    *(Explication, ReponseCritere, TexteReference, Terme),
]
UN_A_VERIFIER = "dispositif a passé son délai de vérification, ou n’a jamais été vérifié."
PLUSIEURS_A_VERIFIER = (
    "dispositifs ont passé leur délai de vérification, ou n’ont jamais été vérifiés."
)
UNE_DISCORDANCE = "dispositif dont une source parle manque au registre."
PLUSIEURS_DISCORDANCES = "dispositifs dont une source parle manquent au registre."
A_REVOIR = ("mort", "suspect", "deplace")


@dataclass(frozen=True)
class Premier:
    """One record named at once: where it is changed, and why it comes first."""

    adresse: str
    nom: str
    precision: str = ""


@dataclass(frozen=True)
class Attente:
    """One thing to do: how much of it there is, as a sentence, and the list that shows it."""

    titre: str
    phrase: str
    adresse: str
    premiers: list[Premier] = field(default_factory=list)


def _peut(request: HttpRequest, droit: str, modele: type[models.Model]) -> bool:
    meta = modele._meta
    return admin.site.is_registered(modele) and request.user.has_perm(
        f"{meta.app_label}.{droit}_{meta.model_name}"
    )


def _liste(modele: type[models.Model], **filtres: str) -> str:
    """Address of the admin list of a model, filtered."""
    meta = modele._meta
    adresse = reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
    return f"{adresse}?{urlencode(filtres)}" if filtres else adresse


def _compte(combien: int, un: str, plusieurs: str) -> str:
    return f"{nombre(combien)} {accorder(combien, un, plusieurs)}"


def _fiche(objet: models.Model, precision: str = "") -> Premier:
    meta = objet._meta
    adresse = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[objet.pk])
    return Premier(adresse, str(objet), precision)


def a_verifier(request: HttpRequest) -> Iterable[Attente]:
    """Published dispositifs past their delay, the oldest and most peopled first."""
    if not _peut(request, "change", Dispositif):
        return
    aujourd_hui = timezone.localdate()
    depasses = Dispositif.objects.publies().a_verifier(aujourd_hui)
    if combien := depasses.count():
        yield Attente(
            "À vérifier",
            _compte(combien, UN_A_VERIFIER, PLUSIEURS_A_VERIFIER),
            _liste(Dispositif, fraicheur="a-verifier", etat__exact="publie"),
            [
                _fiche(d, f"vérifié en {en_lettres(d.verifie_le)}" if d.verifie_le else "jamais")
                for d in depasses.par_urgence(aujourd_hui)[:PREMIERS]
            ],
        )


def a_examiner(request: HttpRequest) -> Iterable[Attente]:
    """What people outside propose."""
    if not _peut(request, "change", Proposition):
        return
    recues = Proposition.objects.a_examiner()
    if combien := recues.count():
        yield Attente(
            "Propositions",
            _compte(combien, "proposition attend", "propositions attendent") + " votre décision.",
            _liste(Proposition, file="a-examiner"),
            [_fiche(proposition) for proposition in recues[:PREMIERS]],
        )


def a_relire(request: HttpRequest) -> Iterable[Attente]:
    """Records proposed to those who publish."""
    for modele in PUBLIABLES:
        yield from _en_etat(request, modele, "publier", Publiable.Etat.A_RELIRE, "À relire")


def discordances(request: HttpRequest) -> Iterable[Attente]:
    """Schemes that another room names and that the register does not have."""
    if not _peut(request, "change", Discordance):
        return
    ouvertes = Discordance.objects.ouvertes()
    if combien := ouvertes.count():
        yield Attente(
            "Une source en parle",
            _compte(combien, UNE_DISCORDANCE, PLUSIEURS_DISCORDANCES),
            _liste(Discordance, file=Discordance.Etat.OUVERTE),
            [_fiche(d) for d in ouvertes.select_related("territoire", "type")[:PREMIERS]],
        )


def liens_morts(request: HttpRequest) -> Iterable[Attente]:
    """Addresses that answer no more, or from elsewhere."""
    if not _peut(request, "change", Lien):
        return
    if combien := Lien.objects.a_revoir().count():
        yield Attente(
            "Liens à revoir",
            _compte(combien, "adresse ne répond plus", "adresses ne répondent plus")
            + accorder(combien, " ou a déménagé.", " ou ont déménagé."),
            _liste(Lien, etat__in=",".join(A_REVOIR)),
        )


def brouillons(request: HttpRequest) -> Iterable[Attente]:
    """What was begun."""
    for modele in PUBLIABLES:
        yield from _en_etat(request, modele, "change", Publiable.Etat.BROUILLON, "Brouillons")


def _en_etat(
    request: HttpRequest, modele: type[Any], droit: str, etat: Publiable.Etat, titre: str
) -> Iterable[Attente]:
    if not _peut(request, droit, modele):
        return
    if combien := modele._default_manager.filter(etat=etat).count():
        meta = modele._meta
        nom = accorder(combien, str(meta.verbose_name), str(meta.verbose_name_plural))
        suite = "à relire" if etat == Publiable.Etat.A_RELIRE else "en brouillon"
        yield Attente(titre, f"{nombre(combien)} {nom} {suite}.", _liste(modele, etat__exact=etat))


def invitations(request: HttpRequest) -> Iterable[Attente]:
    """Coordinators who were asked and have not answered."""
    if not _peut(request, "change", Invitation):
        return
    if combien := Invitation.objects.sans_reponse().count():
        yield Attente(
            "Invitations",
            _compte(combien, "invitation est", "invitations sont") + " sans réponse.",
            _liste(Invitation, ou="sans-reponse"),
        )


def import_en_cours(request: HttpRequest) -> Iterable[Attente]:
    """Files that this account gave, whose lines wait to be chosen."""
    if not (_peut(request, "add", Notice) and _peut(request, "change", Notice)):
        return
    for tableau in imports_de(request)[:PREMIERS]:
        yield Attente(
            "Import inachevé",
            f"Le fichier «\u00a0{tableau.nom}\u00a0» attend que vous choisissiez ses lignes.",
            reverse("admin:bibliographie_notice_apercu", args=[tableau.pk]),
        )


def tableaux_renvoyes(request: HttpRequest) -> Iterable[Attente]:
    """Spreadsheets that this account sent back: their lines wait to be chosen, or corrected."""
    siens = Tableau.objects.renvoyes(request.user.pk).exclude(sens=Tableau.Sens.NUL)
    for tableau in siens.defer("contenu").order_by("-sens", "-le")[:PREMIERS]:
        refuse = tableau.sens == Tableau.Sens.REFUSE
        suite = "est à corriger en entier." if refuse else "attend que vous choisissiez ses lignes."
        yield Attente(
            "Import refusé" if refuse else "Import inachevé",
            f"Le tableau « {tableau.nom} » {suite}",
            reverse(f"admin:{tableau.modele.replace('.', '_')}_tableur_retour", args=[tableau.pk]),
        )


def comptes_verrouilles(request: HttpRequest) -> Iterable[Attente]:
    """Accounts locked out by wrong passwords, for who may open them."""
    if not _peut(request, "delete", AccessAttempt):
        return
    depuis = timezone.now() - settings.AXES_COOLOFF_TIME
    verrous = AccessAttempt.objects.filter(
        failures_since_start__gte=settings.AXES_FAILURE_LIMIT, attempt_time__gte=depuis
    )
    if combien := verrous.count():
        yield Attente(
            "Comptes verrouillés",
            _compte(combien, "compte est verrouillé", "comptes sont verrouillés")
            + " après trop d’essais.",
            _liste(AccessAttempt),
        )


# The order of use. A new queue adds its function here.
ATTENTES: list[Callable[[HttpRequest], Iterable[Attente]]] = [
    a_verifier,
    a_examiner,
    a_relire,
    discordances,
    liens_morts,
    brouillons,
    invitations,
    import_en_cours,
    tableaux_renvoyes,
    comptes_verrouilles,
]


def attentes_de(request: HttpRequest) -> list[Attente]:
    """What waits for this account."""
    return [attente for fonction in ATTENTES for attente in fonction(request)]
