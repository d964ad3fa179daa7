"""The stamp that a page carries: the version that its editor was shown, signed."""

import datetime
from dataclasses import asdict, dataclass, field
from typing import Any

from django.core import signing
from django.db.models import Model
from django.utils import timezone

from socle.suivi.fusion import Ecart, Etat, en_brut


@dataclass
class Jeton:
    """When the page was opened, what it showed, and the conflicts left to decide."""

    etat: Etat
    ouvert_le: datetime.datetime = field(default_factory=timezone.now)
    conflits: list[Ecart] = field(default_factory=list)

    def signer(self, objet: Model) -> str:
        """As a hidden field carries it: of no use for another record."""
        brut = {
            "etat": asdict(self.etat),
            "le": self.ouvert_le.isoformat(),
            "conflits": [en_brut(ecart) for ecart in self.conflits],
        }
        return signing.dumps(brut, salt=_sel(objet), compress=True)


def lire(texte: str, objet: Model) -> Jeton | None:
    """The stamp; None when it is unreadable, altered, or that of another record."""
    try:
        brut: dict[str, Any] = signing.loads(texte, salt=_sel(objet))
    except signing.BadSignature:
        return None
    return Jeton(
        Etat.depuis(brut["etat"]),
        datetime.datetime.fromisoformat(brut["le"]),
        [Ecart(**ecart) for ecart in brut["conflits"]],
    )


def _sel(objet: Model) -> str:
    return f"socle.suivi:{objet._meta.label}:{objet.pk}"
