"""What is due for a visit, and what is written of it."""

from dataclasses import asdict
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from bibliographie.models import ControleLien, Lien
from bibliographie.querysets import LienQuerySet
from bibliographie.robot import verdict
from bibliographie.robot.visite import Visite

AGE_JOURS = 30


def a_visiter(age_jours: int = AGE_JOURS) -> LienQuerySet:
    """Links last visited at least `age_jours` days ago, suspects after two; oldest first.

    Days are those of the calendar: a nightly round may start a minute early. Addresses that are
    incomplete in their source lead nowhere and are left alone.
    """
    dus = (
        Q(controle_le__isnull=True)
        | Q(controle_le__lt=_fin_du_jour(age_jours))
        | Q(etat=Lien.Etat.SUSPECT, controle_le__lt=_fin_du_jour(verdict.JOURS_ENTRE_ECHECS))
    )
    return (
        Lien.objects.exclude(etat=Lien.Etat.INCOMPLET)
        .filter(dus)
        .order_by(F("controle_le").asc(nulls_first=True), "pk")
    )


def temoins() -> LienQuerySet:
    """Links that answered last time, latest first: visited to know if our own network works."""
    return Lien.objects.filter(etat__in=[Lien.Etat.VIVANT, Lien.Etat.DEPLACE]).order_by(
        F("controle_le").desc(), "pk"
    )


def noter(pk: int, visite: Visite) -> Lien.Etat | None:
    """Write one visit, in one transaction: a line of history and the link's state.

    None, and nothing written, when the address was corrected or deleted during the visit.
    """
    with transaction.atomic():
        lien = (
            Lien.objects.select_for_update()
            .exclude(etat=Lien.Etat.INCOMPLET)
            .filter(pk=pk, url=visite.url)
            .first()
        )
        if lien is None:
            return None
        controle = ControleLien.objects.create(
            lien=lien,
            le=timezone.now(),
            url=visite.url,
            issue=visite.issue,
            code=visite.code,
            erreur=visite.erreur,
            redirige_vers=visite.arrivee,
            redirections=[asdict(redirection) for redirection in visite.redirections],
            duree_ms=visite.duree_ms,
        )
        etat = verdict.etat_du_lien(visite.issue, _jours_d_echec(lien))
        deplace = etat == Lien.Etat.DEPLACE
        lien.etat = etat
        lien.controle_le = controle.le
        lien.redirige_vers = (
            verdict.nouvelle_adresse(visite.url, visite.redirections) if deplace else ""
        )
        lien.save(update_fields=["etat", "controle_le", "redirige_vers"])
        return etat


def _jours_d_echec(lien: Lien) -> list[date]:
    """Days when this very address failed since it last answered, oldest first."""
    jours = []
    controles = lien.controles.filter(url=lien.url).order_by("-le", "-pk")
    for issue, le in controles.values_list("issue", "le"):
        if issue in verdict.SUCCES:
            break
        if issue in verdict.ECHECS:
            jours.append(timezone.localdate(le))
    return jours[::-1]


def _fin_du_jour(jours: int) -> datetime:
    """Midnight that ends the day « so many days ago »."""
    jour = timezone.localdate() - timedelta(days=jours - 1)
    return timezone.make_aware(datetime.combine(jour, time.min))
