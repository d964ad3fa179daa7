"""Where the robot may go: the public web, and nothing of our own network.

Addresses come from files, editors and redirections: without this frontier, one of them could
make the server ask a machine that only the server can reach.
"""

import asyncio
import ipaddress
import re
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import httpx

PORTS = {"http": 80, "https": 443}
ADRESSES_ESSAYEES = 3

# IANA's special-purpose registry (RFC 6890 and later), multicast and reserved ranges included.
# Written out: what `ipaddress` calls global changes from one Python to the next.
INTERDITS_V4 = [
    ipaddress.IPv4Network(reseau)
    for reseau in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8"),
        *("169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24"),
        *("192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16"),
        *("192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"),
        *("224.0.0.0/4", "240.0.0.0/4"),
        "168.63.129.16/32",  # public by number, but an Azure machine’s own control service
    )
]
# In IPv6 the contrary: only what IANA gives out as global unicast, less the special ranges in it
# (Teredo and the other protocols of 2001::/23, documentation, 6to4, which hides an IPv4 address).
# IPv4-mapped, NAT64, local, link-local and multicast addresses are all outside 2000::/3.
GLOBAL_V6 = ipaddress.IPv6Network("2000::/3")
INTERDITS_V6 = [
    ipaddress.IPv6Network(reseau)
    for reseau in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
]

ETIQUETTE = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
# As browsers decide (WHATWG URL, « ends in a number »): such a name is an IPv4 address, maybe in
# octal, in hexadecimal or in one number.
NUMERIQUE = re.compile(r"[0-9]+|0x[0-9a-f]*")

Resolveur = Callable[[str, int], Awaitable[list[str]]]


class AdresseRefuseeError(Exception):
    """The robot does not go there; the message says why, in French, for the staff."""


class NomInconnuError(Exception):
    """The domain name leads to no address."""


async def resoudre(hote: str, port: int) -> list[str]:
    """Addresses of a name, by the system. Raise NomInconnuError.

    The final dot keeps the machine's search domains out: a name that does not exist on the web
    must not become one of the local network.
    """
    try:
        trouvees = await asyncio.get_running_loop().getaddrinfo(
            f"{hote}.", port, type=socket.SOCK_STREAM
        )
    except socket.gaierror as erreur:
        raise NomInconnuError("nom de domaine inconnu") from erreur
    return list(dict.fromkeys(str(prise[0]) for *_, prise in trouvees))


def est_publique(adresse: str) -> bool:
    """Whether a literal IP address is one of the public web."""
    try:
        ip = ipaddress.ip_address(adresse)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv4Address):
        return not any(ip in reseau for reseau in INTERDITS_V4)
    return (
        ip.scope_id is None and ip in GLOBAL_V6 and not any(ip in reseau for reseau in INTERDITS_V6)
    )


def nom_d_hote(url: httpx.URL) -> str:
    """The host as asked to DNS: ASCII, lower case, without the final dot."""
    return url.raw_host.decode("ascii").lower().removesuffix(".")


@dataclass(frozen=True)
class Frontiere:
    """Says to which IP addresses a request may connect.

    `permises` is for tests, which run a server on this machine: exact (address, port) pairs.
    Nothing reads it from the settings, the environment or a command line.
    """

    resoudre: Resolveur = resoudre
    permises: frozenset[tuple[str, int]] = frozenset()

    async def adresses(self, url: httpx.URL) -> list[str]:
        """IP addresses to connect to, checked: the name must not be resolved again after.

        Raise AdresseRefuseeError or NomInconnuError.
        """
        port = self._port(url)
        hote = nom_d_hote(url)
        litterale = _adresse_litterale(hote)
        candidates = [litterale] if litterale else await self.resoudre(hote, port)
        bonnes = [adresse for adresse in candidates if self._permet(adresse, port)]
        if not bonnes:
            raise AdresseRefuseeError("mène à une adresse qui n’est pas publique")
        return bonnes[:ADRESSES_ESSAYEES]

    def _port(self, url: httpx.URL) -> int:
        if url.scheme not in PORTS:
            raise AdresseRefuseeError("n’est ni en http ni en https")
        if url.userinfo:
            raise AdresseRefuseeError("contient un identifiant")
        port = PORTS[url.scheme] if url.port is None else url.port
        if port not in {*PORTS.values(), *(permis for _, permis in self.permises)}:
            raise AdresseRefuseeError(f"demande le port {port}")
        return port

    def _permet(self, adresse: str, port: int) -> bool:
        if (adresse, port) in self.permises:
            return True
        return port in PORTS.values() and est_publique(adresse)


def _adresse_litterale(hote: str) -> str:
    """The IP address that a host already is, or "" for a name. Raise AdresseRefuseeError."""
    try:
        return str(ipaddress.ip_address(hote))
    except ValueError:
        etiquettes = hote.split(".")
    if NUMERIQUE.fullmatch(etiquettes[-1]):
        raise AdresseRefuseeError("est une adresse numérique déguisée")
    if len(hote) > 253 or not all(ETIQUETTE.fullmatch(etiquette) for etiquette in etiquettes):
        raise AdresseRefuseeError("n’a pas un nom de domaine valable")
    if len(etiquettes) == 1:
        raise AdresseRefuseeError("n’a pas un nom de domaine complet")
    return ""


class TransportGarde(httpx.AsyncBaseTransport):
    """Every request passes here: it connects to an address that was just checked, by number.

    The name goes on in the Host header and in TLS (SNI, certificate), so that a DNS answer that
    changes between the check and the connection changes nothing.
    """

    def __init__(self, frontiere: Frontiere, reel: httpx.AsyncBaseTransport) -> None:
        self._frontiere = frontiere
        self._reel = reel

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Try the checked addresses in order, as a browser does; the last failure is the one."""
        *premieres, derniere = await self._frontiere.adresses(request.url)
        for adresse in premieres:
            try:
                return await self._reel.handle_async_request(_vers(request, adresse))
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue
        return await self._reel.handle_async_request(_vers(request, derniere))

    async def aclose(self) -> None:
        """Close what it stands on."""
        await self._reel.aclose()


def _vers(request: httpx.Request, adresse: str) -> httpx.Request:
    return httpx.Request(
        request.method,
        request.url.copy_with(host=adresse),
        headers=request.headers,
        extensions={**request.extensions, "sni_hostname": nom_d_hote(request.url)},
    )
