"""Three versions of one record: as it was opened, as it was saved meanwhile, as it was typed.

Pure: no database here. What only one side changed is kept; what both changed otherwise is a
conflict that its second editor decides.
"""

from dataclasses import asdict, dataclass, field
from typing import Any

from socle.suivi.valeurs import Valeur

Champs = dict[str, Valeur]
ENREGISTRE, MIEN = "enregistre", "mien"
# The three ways a whole row is at stake, and one for a single field.
CHAMP, RANGEE_SUPPRIMEE, SUPPRESSION, RANGEE = "champ", "rangee-supprimee", "suppression", "rangee"


@dataclass
class Etat:
    """One version: the fields of the record, its rows by group and key, its new rows, and the
    rows that the editor asked to delete."""

    fiche: Champs = field(default_factory=dict)
    rangees: dict[str, dict[str, Champs]] = field(default_factory=dict)
    nouvelles: dict[str, list[Champs]] = field(default_factory=dict)
    retirees: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def depuis(cls, brut: dict[str, Any]) -> "Etat":
        """Read again what `asdict` wrote."""
        return cls(**brut)


@dataclass(frozen=True)
class Ecart:
    """One difference between the versions. `avant`, `eux`, `moi` hold fields by name: one for a
    field, all for a row; None where the row does not exist."""

    genre: str
    groupe: str
    cle: str
    champ: str
    avant: Champs | None
    eux: Champs | None
    moi: Champs | None
    conflit: bool = False

    @property
    def nom(self) -> str:
        """The name of its choice in the page."""
        morceaux = ("choix", self.groupe, self.cle, self.champ or self.genre)
        return "-".join(m for m in morceaux if m)


@dataclass
class Fusion:
    """The merged version, and what there is to say of it."""

    etat: Etat
    ecarts: list[Ecart] = field(default_factory=list)

    @property
    def conflits(self) -> list[Ecart]:
        """What the editor has to decide."""
        return [ecart for ecart in self.ecarts if ecart.conflit]


def fusionner(avant: Etat, eux: Etat, moi: Etat) -> Fusion:
    """Both sides' changes together; where they differ, what was typed stays and is a conflict."""
    fusion = Fusion(Etat())
    fusion.etat.fiche = _champs(fusion, "", "", avant.fiche, eux.fiche, moi.fiche)
    for groupe in eux.rangees:
        _groupe(fusion, groupe, avant, eux, moi)
    return fusion


def _champs(
    fusion: Fusion, groupe: str, cle: str, avant: Champs, eux: Champs, moi: Champs
) -> Champs:
    """Merge field by field."""
    fusionnes: Champs = {}
    for nom, leur in eux.items():
        base, mien = avant.get(nom, leur), moi.get(nom, leur)
        conflit = leur != base and mien != base and leur != mien
        fusionnes[nom] = leur if mien == base else mien
        if leur != base or mien != base:
            valeurs = ({nom: base}, {nom: leur}, {nom: mien})
            fusion.ecarts.append(Ecart(CHAMP, groupe, cle, nom, *valeurs, conflit=conflit))
    return fusionnes


def _groupe(fusion: Fusion, groupe: str, avant: Etat, eux: Etat, moi: Etat) -> None:
    """Merge the rows of one group: those that remain, those that left, those that are new."""
    anciennes, leurs = avant.rangees.get(groupe, {}), eux.rangees[groupe]
    miennes, retirees = moi.rangees.get(groupe, {}), moi.retirees.get(groupe, [])
    gardees = fusion.etat.rangees.setdefault(groupe, {})
    for cle, leur in leurs.items():
        base = anciennes.get(cle)
        if base is None:
            gardees[cle] = leur
            fusion.ecarts.append(Ecart(RANGEE, groupe, cle, "", None, leur, None))
        elif cle in retirees:
            gardees[cle] = leur
            fusion.etat.retirees.setdefault(groupe, []).append(cle)
            a_retirer = (SUPPRESSION, groupe, cle, "", base, leur, None)
            fusion.ecarts.append(Ecart(*a_retirer, conflit=leur != base))
        else:
            gardees[cle] = _champs(fusion, groupe, cle, base, leur, miennes.get(cle, base))
    for cle in anciennes.keys() - leurs.keys():
        base, mienne = anciennes[cle], miennes.get(cle, anciennes[cle])
        perdue = mienne != base and cle not in retirees
        mien = None if cle in retirees else mienne
        ecart = (RANGEE_SUPPRIMEE, groupe, cle, "", base, None, mien)
        fusion.ecarts.append(Ecart(*ecart, conflit=perdue))
    _nouvelles(fusion, groupe, anciennes, leurs, moi.nouvelles.get(groupe, []))


def _nouvelles(
    fusion: Fusion,
    groupe: str,
    anciennes: dict[str, Champs],
    leurs: dict[str, Champs],
    miennes: list[Champs],
) -> None:
    """Rows typed here; one that the other side has just added alike is not added twice."""
    deja = [leur for cle, leur in leurs.items() if cle not in anciennes]
    for rangee in miennes:
        if rangee in deja:
            deja.remove(rangee)
            continue
        fusion.etat.nouvelles.setdefault(groupe, []).append(rangee)
        fusion.ecarts.append(Ecart(RANGEE, groupe, "", "", None, None, rangee))


def trancher(moi: Etat, conflits: list[Ecart], choix: dict[str, str]) -> list[Ecart]:
    """Apply the choices to what was typed; the conflicts still without a choice."""
    restants = []
    for ecart in conflits:
        decision = choix.get(ecart.nom)
        if decision not in (ENREGISTRE, MIEN):
            restants.append(ecart)
        elif ecart.genre == RANGEE_SUPPRIMEE:
            if decision == MIEN and ecart.moi is not None:
                moi.nouvelles.setdefault(ecart.groupe, []).append(ecart.moi)
        elif decision == ENREGISTRE:
            _prendre_la_leur(moi, ecart)
    return restants


def _prendre_la_leur(moi: Etat, ecart: Ecart) -> None:
    if ecart.genre == SUPPRESSION:
        gardees = [cle for cle in moi.retirees.get(ecart.groupe, []) if cle != ecart.cle]
        moi.retirees[ecart.groupe] = gardees
        moi.rangees.get(ecart.groupe, {}).pop(ecart.cle, None)
    elif not ecart.groupe:
        moi.fiche.update(ecart.eux or {})
    else:
        moi.rangees.get(ecart.groupe, {}).get(ecart.cle, {}).update(ecart.eux or {})


def en_brut(ecart: Ecart) -> dict[str, Any]:
    """A difference as JSON carries it."""
    return asdict(ecart)


# No text that somebody types holds this character: what was opened is not known.
INCONNUE = "\x00"


def de_depart_inconnu(eux: Etat, moi: Etat) -> Etat:
    """Where the page does not say what it was opened from: every difference is a conflict."""
    avant = Etat(dict.fromkeys(eux.fiche, INCONNUE))
    for groupe, rangees in eux.rangees.items():
        cles = rangees.keys() | moi.rangees.get(groupe, {}).keys()
        noms = {
            nom for champs in [*rangees.values(), *moi.rangees[groupe].values()] for nom in champs
        }
        avant.rangees[groupe] = {cle: dict.fromkeys(noms, INCONNUE) for cle in cles}
    return avant
