"""How fast the robot asks: one request at a time to a host, few in all, with a pause between."""

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

DELAI_S = 1.0
SIMULTANEES = 8


class HoteEnPauseError(Exception):
    """The host asked to be left alone (429): its other addresses wait for the next round."""


@dataclass
class _Porte:
    verrou: asyncio.Lock = field(default_factory=asyncio.Lock)
    libre_a: float = 0.0
    fermee: bool = False


class Cadence:
    """Gives each request its turn."""

    def __init__(self, delai_s: float = DELAI_S, simultanees: int = SIMULTANEES) -> None:
        self._delai_s = delai_s
        self._places = asyncio.Semaphore(simultanees)
        self._portes: dict[str, _Porte] = defaultdict(_Porte)

    @asynccontextmanager
    async def tour(self, hote: str) -> AsyncIterator[None]:
        """Wait for the host, then for a place: who waits for its host holds no place.

        Raise HoteEnPauseError.
        """
        porte = self._portes[hote]
        async with porte.verrou:
            if porte.fermee:
                raise HoteEnPauseError(hote)
            await asyncio.sleep(porte.libre_a - time.monotonic())
            async with self._places:
                try:
                    yield
                finally:
                    porte.libre_a = time.monotonic() + self._delai_s

    def fermer(self, hote: str) -> None:
        """Ask this host nothing more until the robot starts again."""
        self._portes[hote].fermee = True
