"""What a first visit loads: the page, and each file that it names, compressed as a browser asks."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from outils.banc.chronometre import Client

FICHIERS_D_UN_STYLE = re.compile(r"url\([\"']?([^\"')]+)")
LIENS_CHARGES = {"stylesheet", "icon", "preload", "manifest"}


class _Lecteur(HTMLParser):
    """Collect what a browser loads by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.adresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributs = {nom: valeur or "" for nom, valeur in attrs}
        if tag == "link" and LIENS_CHARGES & set(attributs.get("rel", "").split()):
            self.adresses.append(attributs.get("href", ""))
        elif tag in {"script", "img"}:
            self.adresses.append(attributs.get("src", ""))


@dataclass(frozen=True)
class Poids:
    """Requests, and bytes of bodies over the wire."""

    requetes: int
    octets: int


def peser(client: Client, chemin: str) -> Poids:
    """Load a page and its files, each once."""
    lecteur = _Lecteur()
    lecteur.feed(client.page(chemin).corps.decode())
    a_charger = [chemin, *(a for a in lecteur.adresses if a and not a.startswith("data:"))]
    vus: dict[str, int] = {}
    while a_charger:
        adresse = a_charger.pop(0)
        if adresse in vus or urlsplit(adresse).netloc:
            continue
        vus[adresse] = len(client.lire(adresse, **{"Accept-Encoding": "br, gzip"}).corps)
        if urlsplit(adresse).path.endswith(".css"):
            style = client.page(adresse).corps.decode()
            noms = [n for n in FICHIERS_D_UN_STYLE.findall(style) if not n.startswith("data:")]
            a_charger += [urljoin(adresse, nom) for nom in noms]
    return Poids(len(vus), sum(vus.values()))
