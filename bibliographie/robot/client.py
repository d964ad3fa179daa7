"""One request of the robot: capped in time and size, without memory, without proxy."""

import asyncio
import functools
import ssl
from dataclasses import dataclass

import httpx

from bibliographie.robot.frontiere import Frontiere, TransportGarde

CORPS_MAX = 65_536
CONNEXION_MAX_S = 10.0
REQUETE_MAX_S = 20.0


@dataclass(frozen=True)
class Reponse:
    """What a server said: its code and, for a redirection, where to."""

    code: int
    emplacement: str


def agent(adresse_du_site: str) -> str:
    """The User-Agent: who asks, why, and where to complain. ASCII, as headers must be."""
    return f"DispositifsLocauxDeSante/1.0 (verification des liens; +{httpx.URL(adresse_du_site)})"


@functools.cache
def _certificats() -> ssl.SSLContext:
    """The authorities of the web, whatever the environment says."""
    return httpx.create_ssl_context(trust_env=False)


class Client:
    """Asks one address at a time, by httpx's transport alone.

    httpx's own client would bring cookies, proxies, passwords of the environment and the reading
    of redirections: none of it is wanted here.
    `frontiere`, `tls` and `requete_max_s` are for tests, which serve their own pages.
    """

    def __init__(
        self,
        agent: str,
        *,
        frontiere: Frontiere | None = None,
        tls: ssl.SSLContext | None = None,
        requete_max_s: float = REQUETE_MAX_S,
    ) -> None:
        self._requete_max_s = requete_max_s
        self._entetes = {
            "User-Agent": agent,
            "Accept": "*/*",
            "Accept-Language": "fr",
            "Connection": "close",
        }
        connexion_max_s = min(CONNEXION_MAX_S, requete_max_s)
        self._delais = httpx.Timeout(requete_max_s, connect=connexion_max_s).as_dict()
        # No connection is kept: they are told apart by IP address, and two names may share one.
        reel = httpx.AsyncHTTPTransport(
            verify=tls or _certificats(),
            trust_env=False,
            limits=httpx.Limits(max_keepalive_connections=0),
        )
        self._transport = TransportGarde(frontiere or Frontiere(), reel)

    async def aclose(self) -> None:
        """Close every connection."""
        await self._transport.aclose()

    async def demander(self, methode: str, url: str) -> Reponse:
        """Ask, and read no more than CORPS_MAX of the body.

        httpx's own timeouts start again at each byte: the whole is capped here.
        Raise TimeoutError, httpx.TransportError, httpx.InvalidURL, or the frontier's refusals.
        """
        demande = httpx.Request(
            methode, url, headers=self._entetes, extensions={"timeout": self._delais}
        )
        reponse: httpx.Response | None = None
        try:
            async with asyncio.timeout(self._requete_max_s):
                reponse = await self._transport.handle_async_request(demande)
                await _lire_le_debut(reponse)
        except (TimeoutError, httpx.ReadTimeout) as erreur:
            if reponse is None:
                raise
            raise httpx.ReadError("réponse commencée, jamais finie") from erreur
        finally:
            if reponse is not None:
                await reponse.aclose()
        return Reponse(reponse.status_code, reponse.headers.get("location", ""))


async def _lire_le_debut(reponse: httpx.Response) -> None:
    lus = 0
    async for bloc in reponse.aiter_raw():
        lus += len(bloc)
        if lus >= CORPS_MAX:
            return
