"""Compares what the rooms say with what the register answers, and keeps the team's queue."""

import datetime
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from django.db import transaction

from dispositifs.models import AbsenceConstatee, Discordance, Dispositif, TypeDispositif
from portal.confrontation.paroles import Parole, paroles
from socle import dates
from territoires.models import Territoire

Cle = tuple[int, str, str, str]
AU_REGISTRE: Final = "Le registre connaît maintenant ce dispositif à ce lieu."
ABSENCE: Final = "Une source constate depuis qu’il n’y en a pas à ce lieu."
PLUS_RIEN: Final = "La page qui en parlait ne le dit plus."
LOT: Final = 500


@dataclass
class Bilan:
    """What a run found, and what it did with it."""

    lues: Counter[str] = field(default_factory=Counter)
    nouvelles: list[Discordance] = field(default_factory=list)
    rouvertes: list[Discordance] = field(default_factory=list)
    reglees: list[Discordance] = field(default_factory=list)
    corrigees: list[Discordance] = field(default_factory=list)
    inchangees: int = 0
    ecartees: int = 0


class Registre:
    """What the register answers about the places that are spoken of. Three queries a batch."""

    def __init__(self, dites: Iterable[Parole]) -> None:
        self._connus: dict[int, dict[str, int]] = {}
        self._absences: dict[tuple[int, str], str] = {}
        self.types = TypeDispositif.objects.in_bulk()
        self.lieux: dict[int, Territoire] = {}
        pks = sorted({p.territoire for p in dites})
        for debut in range(0, len(pks), LOT):
            self._lire(list(Territoire.objects.filter(pk__in=pks[debut : debut + LOT])))

    def _lire(self, lieux: list[Territoire]) -> None:
        self.lieux |= {lieu.pk: lieu for lieu in lieux}
        publies = Dispositif.objects.publies()
        self._connus |= publies.compter_par_territoire_et_type(lieux)
        constatees = AbsenceConstatee.objects.filter(
            territoire__contenus__contenu__in=lieux, territoire__contenus__entiere=True
        )
        suite = ("territoire__contenus__contenu", "type", "date")
        for lieu, type_, date in constatees.order_by("date").values_list(*suite):
            self._absences[lieu, type_] = date

    def reponse(self, parole: Parole) -> str:
        """Why the register does not deny it: it has it, or a later absence; "" when it does.

        An absence of 2018 says nothing against an article of 2023.
        """
        if self._connus.get(parole.territoire, {}).get(parole.type):
            return AU_REGISTRE
        absence = self._absences.get((parole.territoire, parole.type), "")
        if absence and (not parole.date or _fin(absence) >= dates.bornes(parole.date)[0]):
            return ABSENCE
        return ""

    def ouvrir(self, parole: Parole) -> Discordance:
        """A new line of the queue, not saved."""
        return Discordance(
            territoire=self.lieux[parole.territoire],
            type=self.types[parole.type],
            d_ou=parole.piece,
            objet=parole.objet,
            **_dit(parole),
        )


def _fin(date: str) -> datetime.date:
    return dates.bornes(date)[1]


@transaction.atomic
def confronter(*, ecrire: bool, suivre: Callable[[str], object] = str) -> Bilan:
    """Compare, then open, settle and bring up to date what changed. A second run writes nothing."""
    bilan = Bilan()
    dites: dict[Cle, Parole] = {}
    for piece, lues in paroles():
        suivre(piece)
        bilan.lues[piece] += len(lues)
        dites |= {_cle(parole): parole for parole in lues}
    registre = Registre(dites.values())
    gardees = {_cle_de(d): d for d in _toutes()}
    for cle, parole in dites.items():
        if reponse := registre.reponse(parole):
            if gardee := gardees.pop(cle, None):
                _regler(bilan, gardee, reponse)
        elif gardee := gardees.pop(cle, None):
            _garder(bilan, gardee, parole)
        else:
            bilan.nouvelles.append(registre.ouvrir(parole))
    for orpheline in gardees.values():
        _regler(bilan, orpheline, PLUS_RIEN)
    if ecrire:
        _ecrire(bilan)
    return bilan


def _toutes() -> Iterable[Discordance]:
    return Discordance.objects.select_related("territoire", "type")


def _cle(parole: Parole) -> Cle:
    return parole.territoire, parole.type, str(parole.piece), parole.objet


def _cle_de(discordance: Discordance) -> Cle:
    d = discordance
    return d.territoire_id, d.type_id, d.d_ou, d.objet


def _garder(bilan: Bilan, gardee: Discordance, parole: Parole) -> None:
    """What a statement that the register still denies does to its line of the queue."""
    if gardee.etat == Discordance.Etat.ECARTEE:
        # The team looked at it and said why: it does not come back.
        bilan.ecartees += 1
    elif gardee.etat == Discordance.Etat.REGLEE:
        gardee.ouvrir()
        _mettre_a_jour(gardee, parole)
        bilan.rouvertes.append(gardee)
    elif _mettre_a_jour(gardee, parole):
        bilan.corrigees.append(gardee)
    else:
        bilan.inchangees += 1


def _regler(bilan: Bilan, discordance: Discordance, raison: str) -> None:
    if discordance.etat == Discordance.Etat.OUVERTE:
        discordance.clore(Discordance.Etat.REGLEE, raison)
        bilan.reglees.append(discordance)


def _dit(parole: Parole) -> dict[str, str]:
    """What the queue shows of a statement, cut to its columns."""
    return {
        "adresse": parole.adresse[:300],
        "titre": parole.titre[:600],
        "extrait": parole.extrait[:300],
    }


def _mettre_a_jour(discordance: Discordance, parole: Parole) -> bool:
    """Its title and page, as they are now; whether anything changed."""
    dit = _dit(parole)
    change = any(getattr(discordance, champ) != valeur for champ, valeur in dit.items())
    for champ, valeur in dit.items():
        setattr(discordance, champ, valeur)
    return change


def _ecrire(bilan: Bilan) -> None:
    """Two runs at once write the same rows: the second finds them there."""
    Discordance.objects.bulk_create(bilan.nouvelles, batch_size=LOT, ignore_conflicts=True)
    changees = [*bilan.rouvertes, *bilan.reglees, *bilan.corrigees]
    champs = ["adresse", "titre", "extrait", "etat", "raison", "traitee_le", "traitee_par"]
    Discordance.objects.bulk_update(changees, champs, batch_size=LOT)
