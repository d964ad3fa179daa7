"""The fields that a coordination may correct: what the record says of each, in plain values."""

from decimal import Decimal
from typing import Any

from dispositifs.models import ChampPropose, Coordination, Dispositif, Etape
from socle import dates
from socle.textes import nombre

Champ = ChampPropose.Champ
DATES = (Champ.DEBUT, Champ.FIN)
# What a record has only one of: an étape and a document are added, never corrected.
CORRIGIBLES = [c for c in Champ if c not in (Champ.ETAPE, Champ.DOCUMENT)]
# What CRES writes by hand: words name a perimeter, only codes make one.
A_LA_MAIN = (Champ.PERIMETRE,)


def coordination_actuelle(dispositif: Dispositif) -> Coordination | None:
    """The present one, from the rows that the record has fetched."""
    return next((c for c in dispositif.coordinations.all() if not c.fin), None)


def valeurs(dispositif: Dispositif) -> dict[str, str]:
    """What the record says today of each field, as text; « » when it does not say."""
    c = coordination_actuelle(dispositif)
    return {
        Champ.NOM: dispositif.nom,
        Champ.PORTEUR: dispositif.porteur.nom if dispositif.porteur else "",
        Champ.PRESENTATION: dispositif.presentation,
        Champ.DEBUT: dispositif.debut,
        Champ.FIN: dispositif.fin,
        Champ.PERIMETRE: _perimetre(dispositif),
        Champ.ETAT_COORDINATION: c.etat if c else "",
        Champ.FONCTION: c.fonction if c else "",
        Champ.ETP: _etp(c.etp) if c else "",
        Champ.ORGANISME: c.organisme.nom if c and c.organisme else "",
        Champ.COURRIEL: c.courriel if c else "",
    }


def _perimetre(dispositif: Dispositif) -> str:
    """« La Seyne-sur-Mer ; Six-Fours-les-Plages (en partie) »."""
    lignes = [
        c.territoire.nom + (" (en partie)" if c.part == c.Part.PARTIELLE else "")
        for c in dispositif.perimetre
    ]
    return "\u202f; ".join(lignes)


def _etp(etp: Decimal | None) -> str:
    """« 0.5 »: no useless zero, so that 0.5 and 0.50 are one value."""
    return "" if etp is None else f"{etp.normalize():f}"


def lisible(champ: str, valeur: Any) -> str:
    """A value as a person reads it; « » when there is none."""
    if not valeur:
        return ""
    if champ == Champ.ETAPE:
        return f"{Etape.Statut(valeur['statut']).label}, {dates.en_lettres(valeur['date'])}"
    if champ == Champ.DOCUMENT:
        return f"{valeur['titre']} ({valeur['url']})" if valeur.get("url") else valeur["titre"]
    if champ in DATES:
        return dates.en_lettres(valeur)
    if champ == Champ.ETAT_COORDINATION:
        return str(Coordination.Etat(valeur).label)
    return nombre(valeur) if champ == Champ.ETP else str(valeur)
