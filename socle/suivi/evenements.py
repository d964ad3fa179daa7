"""The history of a record as an editor reads it: one event a save, its rows included."""

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

from socle.suivi.versions import (
    AJOUT,
    CHANGEMENT,
    MEME_GESTE,
    RETRAIT,
    Lecteur,
    Pas,
    Suivi,
    Version,
    champs_suivis,
    pas,
    versions,
)
from socle.textes import majuscule

SANS_PERSONNE = "chargement automatique"


@dataclass(frozen=True)
class Changement:
    """One line of an event. `sujet` names the row, and is empty for the record itself."""

    sorte: str
    sujet: str
    libelle: str
    avant: str = ""
    apres: str = ""
    contenu: tuple[tuple[str, str], ...] = ()
    modele: type[Model] | None = None
    cle: Any = None
    champ: str = ""

    @property
    def est_ajout(self) -> bool:
        """Whether a row, or the record, came."""
        return self.sorte == AJOUT

    @property
    def est_retrait(self) -> bool:
        """Whether it left."""
        return self.sorte == RETRAIT


@dataclass
class Evenement:
    """What one person did at one moment, and why."""

    qui: str
    utilisateur: Any
    debut: datetime.datetime
    fin: datetime.datetime
    motifs: list[str] = field(default_factory=list)
    changements: list[Changement] = field(default_factory=list)

    @property
    def reference(self) -> str:
        """The moment just after it, as its address bears it: microseconds since 1970, UTC."""
        epoque = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
        return str((self.fin - epoque) // datetime.timedelta(microseconds=1))

    @property
    def est_suppression(self) -> bool:
        """Whether the record itself was deleted."""
        return any(c.est_retrait and not c.sujet for c in self.changements)


def moment_de(reference: str) -> datetime.datetime:
    """The moment that an address bears. Raise ValueError or OverflowError when it is none."""
    epoque = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
    return epoque + datetime.timedelta(microseconds=int(reference))


def nom_de(utilisateur: Any) -> str:
    """How the team knows a colleague."""
    if utilisateur is None:
        return SANS_PERSONNE
    return str(utilisateur.get_full_name() or utilisateur.get_username())


def evenements(suivi: Suivi, cle: Any, depuis: datetime.datetime | None = None) -> list[Evenement]:
    """The events of a record, the latest first; only those after `depuis` when it is given."""
    toutes = versions(suivi, [cle])
    suite = [p for p in pas(toutes) if depuis is None or p.apres.le > depuis]
    lecteur = Lecteur([v for p in suite for v in (p.avant, p.apres) if v is not None])
    trouves: list[Evenement] = []
    for un in suite:
        if not un.compte:
            continue
        evenement = _le_meme(trouves, un.apres) or _nouveau(trouves, un.apres)
        evenement.fin = un.apres.le
        motif = un.apres.histoire.history_change_reason
        if motif and motif not in evenement.motifs:
            evenement.motifs.append(motif)
        evenement.changements += changements(lecteur, un)
    return list(reversed(trouves))


def _le_meme(trouves: list[Evenement], version: Version) -> Evenement | None:
    """The event that this writing belongs to, when it is still going on."""
    if not trouves or version.le - trouves[-1].fin > MEME_GESTE:
        return None
    meme = trouves[-1].utilisateur == version.histoire.history_user
    return trouves[-1] if meme else None


def _nouveau(trouves: list[Evenement], version: Version) -> Evenement:
    qui = version.histoire.history_user
    trouves.append(Evenement(nom_de(qui), qui, version.le, version.le))
    return trouves[-1]


def changements(lecteur: Lecteur, un: Pas) -> list[Changement]:
    """One step in words: a line for a row that came or left, else a line a field."""
    version = un.apres
    nom = majuscule(str(version.modele._meta.verbose_name))
    sujet = f"{nom} « {lecteur.rangee(version)} »" if version.parent else ""
    vient = un.avant is None or un.avant.sorte == RETRAIT
    if vient or version.sorte == RETRAIT:
        sorte = RETRAIT if version.sorte == RETRAIT else AJOUT
        contenu = tuple(lecteur.contenu(version))
        cle = {"modele": version.modele, "cle": version.cle}
        return [Changement(sorte, sujet, sujet or nom, contenu=contenu, **cle)]
    return [_champ(lecteur, un, nom_du_champ, sujet) for nom_du_champ in un.champs]


def _champ(lecteur: Lecteur, un: Pas, nom: str, sujet: str) -> Changement:
    version = un.apres
    champ = next(f for f in champs_suivis(version.modele, version.parent) if f.name == nom)
    ancienne = un.avant.champs.get(nom) if un.avant else None
    return Changement(
        CHANGEMENT,
        sujet,
        majuscule(str(champ.verbose_name)),
        lecteur.valeur(champ, ancienne),
        lecteur.valeur(champ, version.champs[nom]),
        modele=version.modele,
        cle=version.cle,
        champ=nom,
    )
