"""« Ma sélection »: a visitor's own basket, in the session, with no account.

No cookie is set until the first notice is added. The basket keeps the numbers of the notices,
in the visitor's order, its title and a note by notice; an unknown or unpublished one is passed
over, never an error. It stays thirty days after the last change.
"""

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from bibliographie.models import Notice

CLE, CLE_RETIRE = "panier", "panier_retire"
CLE_TITRE, CLE_NOTES = "panier_titre", "panier_notes"
TAILLE_MAX = 200
TITRE_MAX, NOTE_MAX = 150, 1_000
JOURS = 30


@dataclass
class Panier:
    """The basket of one visitor."""

    request: HttpRequest
    numeros: list[int] = field(init=False)

    def __post_init__(self) -> None:
        # Reading a session that has no cookie creates none.
        present = self.request.session.get(CLE, []) if self._a_une_session() else []
        self.numeros = _propres(present)

    @property
    def titre(self) -> str:
        """What the visitor calls their sélection; "" until they do."""
        titre = self.request.session.get(CLE_TITRE, "") if self._a_une_session() else ""
        return titre if isinstance(titre, str) else ""

    @property
    def notes(self) -> dict[int, str]:
        """The visitor's words about each notice, by its number."""
        notes = self.request.session.get(CLE_NOTES, {}) if self._a_une_session() else {}
        if not isinstance(notes, dict):
            return {}
        return {int(n): str(mots) for n, mots in notes.items() if str(n).isdigit() and mots}

    def annoter(self, titre: str, notes: dict[int, str]) -> None:
        """Keep a title, and notes about what the basket holds; those not given stay."""
        if not self.numeros:
            return
        gardees = self.notes | {n: mots.strip()[:NOTE_MAX] for n, mots in notes.items()}
        self._ecrire_les_notes(gardees)
        self.request.session[CLE_TITRE] = " ".join(titre.split())[:TITRE_MAX]
        self._prolonger()

    @property
    def est_ouvert(self) -> bool:
        """Whether the visitor has a session: only then may a page have a message for them."""
        return self._a_une_session()

    def _a_une_session(self) -> bool:
        return bool(self.request.session.session_key)

    def __contains__(self, notice: Notice) -> bool:
        return notice.numero in self.numeros

    def __len__(self) -> int:
        return len(self.numeros)

    def notices(self) -> list[Notice]:
        """The notices, in the visitor's order; those no longer published are left out."""
        return notices_dans_l_ordre(self.numeros)

    def ajouter(self, numero: int) -> bool:
        """Add at the end. False when it is full."""
        if numero in self.numeros:
            return True
        if len(self.numeros) >= TAILLE_MAX:
            return False
        if not self.numeros:
            # Another sélection begins.
            self.request.session.pop(CLE_TITRE, None)
        self._garder([*self.numeros, numero])
        return True

    def retirer(self, numero: int) -> None:
        """Take one out, remembering the basket for « annuler »."""
        if numero in self.numeros:
            self._garder([n for n in self.numeros if n != numero], retire=self.numeros)

    def vider(self) -> None:
        """Empty it, remembering it for « annuler »."""
        self._garder([], retire=self.numeros)

    def annuler(self) -> bool:
        """Put back what the last removal took. False when there is nothing to put back."""
        retire = _propres(self.request.session.get(CLE_RETIRE, []))
        if not retire:
            return False
        self._garder(retire)
        return True

    @property
    def peut_annuler(self) -> bool:
        """Whether the last removal can be undone."""
        return self._a_une_session() and bool(self.request.session.get(CLE_RETIRE))

    def deplacer(self, numero: int, pas: int) -> None:
        """Move one up (-1) or down (+1)."""
        if numero not in self.numeros:
            return
        ordre = list(self.numeros)
        rang = ordre.index(numero)
        cible = min(max(rang + pas, 0), len(ordre) - 1)
        ordre.insert(cible, ordre.pop(rang))
        self._garder(ordre)

    def remplacer(self, numeros: list[int]) -> None:
        """Take a shared list as one's own, remembering the former one."""
        self._garder(_propres(numeros), retire=self.numeros)

    def _garder(self, numeros: list[int], retire: list[int] | None = None) -> None:
        self.numeros = numeros
        self.request.session[CLE] = numeros
        self.request.session[CLE_RETIRE] = retire or []
        # The words about a notice leave with it, once its removal can no longer be undone.
        self._ecrire_les_notes(self.notes)
        self._prolonger()

    def _ecrire_les_notes(self, notes: dict[int, str]) -> None:
        tenues = {*self.numeros, *_propres(self.request.session.get(CLE_RETIRE, []))}
        # The session writes JSON, whose keys are text.
        self.request.session[CLE_NOTES] = {
            str(n): mots for n, mots in notes.items() if n in tenues and mots
        }

    def _prolonger(self) -> None:
        """Thirty days from now, unless this computer forgets at the browser's close; never for
        someone signed in, whose session has its own end."""
        if not self.request.user.is_authenticated and not settings.SESSION_EXPIRE_AT_BROWSER_CLOSE:
            self.request.session.set_expiry(JOURS * 24 * 3600)


def _propres(valeurs: Any) -> list[int]:
    """Numbers only, each once, no more than a basket holds."""
    if not isinstance(valeurs, list):
        return []
    return list(dict.fromkeys(v for v in valeurs if isinstance(v, int)))[:TAILLE_MAX]


def lire_partage(texte: str) -> list[int]:
    """The numbers of a shared address, « 12-7-33 »; anything else in it is passed over."""
    numeros = [lire_numero(morceau) for morceau in texte[: TAILLE_MAX * 8].split("-")]
    return _propres([numero for numero in numeros if numero])


def lire_numero(texte: str) -> int:
    """The number of a notice; 0, which no notice bears, when it is none."""
    return int(texte) if texte.isascii() and texte.isdigit() and len(texte) < 8 else 0


def ecrire_partage(numeros: list[int]) -> str:
    """The word of an address that shares a list, and needs no session."""
    return "-".join(map(str, numeros))


def notices_dans_l_ordre(numeros: list[int]) -> list[Notice]:
    """Published notices by number, in the order of the numbers."""
    trouvees = {
        n.numero: n for n in Notice.objects.publies().filter(numero__in=numeros).pour_liste()
    }
    return [trouvees[n] for n in numeros if n in trouvees]
