"""One visit: HEAD, then GET when HEAD is refused; redirections followed by hand."""

import ssl
import time
from dataclasses import dataclass, field

import httpx

from bibliographie.models import ControleLien
from bibliographie.robot.cadence import Cadence, HoteEnPauseError
from bibliographie.robot.client import Client, Reponse
from bibliographie.robot.frontiere import AdresseRefuseeError, NomInconnuError, nom_d_hote
from bibliographie.robot.verdict import PERMANENTES, issue_de_la_reponse

Issue = ControleLien.Issue

REDIRECTIONS = {*PERMANENTES, 302, 303, 307}
REDIRECTIONS_MAX = 5
TROP_DE_DEMANDES = 429
ADRESSE_MAX = 1000


@dataclass(frozen=True)
class Redirection:
    """A server said: not here, there."""

    code: int
    vers: str


@dataclass(frozen=True)
class Visite:
    """What the robot met at an address."""

    url: str
    issue: Issue
    code: int | None = None
    erreur: str = ""
    redirections: tuple[Redirection, ...] = ()
    duree_ms: int = 0

    @property
    def serveur_a_repondu(self) -> bool:
        """Whether any server spoke, which also proves that our own network works."""
        return self.code is not None or bool(self.redirections)

    @property
    def arrivee(self) -> str:
        """Address of the last page asked, or "" when nothing redirected."""
        return self.redirections[-1].vers if self.redirections else ""


class _RedirectionRefuseeError(Exception):
    """Not followed; the message says why, in French."""


@dataclass
class _Parcours:
    url: str
    redirections: list[Redirection] = field(default_factory=list)
    duree_s: float = 0.0

    def visite(self, issue: Issue, code: int | None = None, erreur: str = "") -> Visite:
        return Visite(
            self.url,
            issue,
            code,
            erreur,
            tuple(self.redirections),
            round(self.duree_s * 1000),
        )


class Robot:
    """Visits one address at a time, each request in its turn."""

    def __init__(self, client: Client, cadence: Cadence) -> None:
        self._client = client
        self._cadence = cadence

    async def visiter(self, url: str) -> Visite | None:
        """What is there; None when a host on the way asks to be left alone for now.

        The host that has just said 429 is heard: only the visits after that one are put off.
        """
        parcours = _Parcours(url)
        try:
            reponse = await self._suivre(parcours)
        except HoteEnPauseError:
            return None
        except (
            AdresseRefuseeError,
            NomInconnuError,
            _RedirectionRefuseeError,
            TimeoutError,
            httpx.TransportError,
            httpx.InvalidURL,
            UnicodeError,
        ) as erreur:
            issue, texte = _dire(erreur)
            return parcours.visite(issue, erreur=texte)
        issue, remarque = issue_de_la_reponse(url, reponse.code, parcours.redirections)
        return parcours.visite(issue, reponse.code, remarque)

    async def _suivre(self, parcours: _Parcours) -> Reponse:
        adresse = parcours.url
        while True:
            reponse = await self._demander(parcours, adresse)
            if reponse.code not in REDIRECTIONS or not reponse.emplacement:
                return reponse
            if len(parcours.redirections) == REDIRECTIONS_MAX:
                raise _RedirectionRefuseeError("plus de cinq redirections")
            adresse = _suivante(adresse, reponse.emplacement)
            parcours.redirections.append(Redirection(reponse.code, adresse))

    async def _demander(self, parcours: _Parcours, adresse: str) -> Reponse:
        """HEAD costs the server least; one that fails is asked again as a reader would ask."""
        try:
            reponse = await self._a_son_tour(parcours, "HEAD", adresse)
        except (TimeoutError, httpx.ReadTimeout, httpx.ReadError, httpx.RemoteProtocolError):
            return await self._a_son_tour(parcours, "GET", adresse)
        if reponse.code < 400 or reponse.code == TROP_DE_DEMANDES:
            return reponse
        return await self._a_son_tour(parcours, "GET", adresse)

    async def _a_son_tour(self, parcours: _Parcours, methode: str, adresse: str) -> Reponse:
        hote = nom_d_hote(httpx.URL(adresse))
        async with self._cadence.tour(hote):
            debut = time.monotonic()
            try:
                reponse = await self._client.demander(methode, adresse)
            finally:
                parcours.duree_s += time.monotonic() - debut
            if reponse.code == TROP_DE_DEMANDES:
                self._cadence.fermer(hote)
            return reponse


def _suivante(adresse: str, emplacement: str) -> str:
    """The address that a redirection names. Raise _RedirectionRefuseeError."""
    try:
        suivante = str(httpx.URL(adresse).join(emplacement))
    except (httpx.InvalidURL, UnicodeError) as erreur:
        raise _RedirectionRefuseeError("redirection illisible") from erreur
    if len(suivante) > ADRESSE_MAX:
        raise _RedirectionRefuseeError("redirection vers une adresse trop longue")
    return suivante


def _dire(erreur: Exception) -> tuple[Issue, str]:
    """What a failure says of the link, and how the staff reads it."""
    match erreur:
        case AdresseRefuseeError():
            return Issue.REFUSE, str(erreur)
        # A name that cannot be one of DNS (« xn--a.fr ») is found out by the `idna` library only.
        case httpx.InvalidURL() | UnicodeError():
            return Issue.REFUSE, "adresse illisible"
        case NomInconnuError():
            return Issue.INJOIGNABLE, str(erreur)
        case TimeoutError() | httpx.TimeoutException():
            return Issue.INJOIGNABLE, "délai dépassé"
        case httpx.ConnectError() if _est_du_certificat(erreur):
            return Issue.INDISPONIBLE, "connexion sécurisée refusée (certificat)"
        case httpx.ConnectError():
            return Issue.INJOIGNABLE, "connexion impossible"
        case _RedirectionRefuseeError():
            return Issue.INDISPONIBLE, str(erreur)
        case _:
            return Issue.INDISPONIBLE, "réponse interrompue ou illisible"


def _est_du_certificat(erreur: BaseException | None) -> bool:
    while erreur is not None:
        if isinstance(erreur, ssl.SSLError):
            return True
        erreur = erreur.__cause__ or erreur.__context__
    return False
