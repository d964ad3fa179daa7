"""« Ce qui a changé »: what the public could see change in a record, day by day, in plain words.

Only what is published, told as the difference between what the site showed at the end of one day
and of the next; no name of an editor, no reason, nothing of a draft.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.timezone import localtime

from dispositifs.changements.mots import en_mots
from dispositifs.models import (
    Articulation,
    Coordination,
    Couverture,
    Dispositif,
    Etape,
    Signature,
)
from socle.models import Publiable
from socle.suivi import MOTIF_COORDINATION, MOTIF_PROPOSITION
from socle.suivi.versions import RETRAIT, Lecteur, Suivi, Version, versions

DISPOSITIFS = Suivi(
    Dispositif,
    (
        (Couverture, "dispositif"),
        (Etape, "dispositif"),
        (Coordination, "dispositif"),
        (Articulation, "de"),
        (Signature, "dispositif"),
    ),
)
PAR_LE_CRES = "mise à jour par le CRES"
PAR_LA_COORDINATION = "mise à jour par la coordination, relue par le CRES"
SUR_PROPOSITION = "mise à jour sur proposition, relue par le CRES"
INSCRIPTION = "inscription au registre"

# What stands at the end of a day: the last version of the record and of each of its rows.
Photo = dict[tuple[type, Any], Version]


@dataclass(frozen=True)
class Jour:
    """What changed in one record on one day."""

    jour: datetime.date
    moment: datetime.datetime
    lignes: list[str]
    par: str = ""
    inscription: bool = False


@dataclass
class _Journee:
    """The writings of one record on one day."""

    ecrites: list[Version] = field(default_factory=list)

    @property
    def par(self) -> str:
        """From whom the change came, without any name."""
        motifs = [v.histoire.history_change_reason or "" for v in self.ecrites]
        if any(motif.startswith(MOTIF_COORDINATION) for motif in motifs):
            return PAR_LA_COORDINATION
        propose = any(motif.startswith(MOTIF_PROPOSITION) for motif in motifs)
        return SUR_PROPOSITION if propose else PAR_LE_CRES


def journaux(cles: Iterable[Any]) -> dict[Any, list[Jour]]:
    """By record, its days, the latest first. A constant number of queries."""
    toutes = versions(DISPOSITIFS, cles)
    lecteur = Lecteur(toutes)
    publies = _publies(toutes)
    par_fiche: dict[Any, list[Version]] = {}
    for version in toutes:
        par_fiche.setdefault(_fiche_de(version), []).append(version)
    return {cle: _journal(lecteur, publies, miennes) for cle, miennes in par_fiche.items()}


def journal(objet: Dispositif) -> list[Jour]:
    """The days of one published record."""
    return journaux([objet.pk]).get(objet.pk, [])


def _fiche_de(version: Version) -> Any:
    return getattr(version.histoire, f"{version.parent}_id") if version.parent else version.cle


def _publies(toutes: list[Version]) -> set[Any]:
    """Among the dispositifs that these versions link to, those that the public may see."""
    vises = {v.champs[nom] for v in toutes for nom in ("vers", "succede_a") if v.champs.get(nom)}
    if not vises:
        return set()
    return set(Dispositif.objects.publies().filter(pk__in=vises).values_list("pk", flat=True))


def _journal(lecteur: Lecteur, publies: set[Any], toutes: list[Version]) -> list[Jour]:
    """The days of one record, from its versions, the oldest first."""
    journees: dict[datetime.date, _Journee] = {}
    for version in toutes:
        journees.setdefault(localtime(version.le).date(), _Journee()).ecrites.append(version)
    vue: Photo | None = None
    photo: Photo = {}
    jours: list[Jour] = []
    for jour, journee in journees.items():
        photo = photo | {(v.modele, v.cle): v for v in journee.ecrites}
        if not _est_publiee(photo):
            continue
        moment = journee.ecrites[-1].le
        if vue is None:
            jours.append(Jour(jour, moment, [INSCRIPTION], inscription=True))
        elif lignes := en_mots(lecteur, publies, _presents(vue), _presents(photo)):
            jours.append(Jour(jour, moment, lignes, journee.par))
        vue = photo
    return list(reversed(jours))


def _presents(photo: Photo) -> Photo:
    return {cle: v for cle, v in photo.items() if v.sorte != RETRAIT}


def _est_publiee(photo: Photo) -> bool:
    fiches = [v for v in photo.values() if not v.parent and v.sorte != RETRAIT]
    return bool(fiches) and fiches[0].champs["etat"] == Publiable.Etat.PUBLIE
