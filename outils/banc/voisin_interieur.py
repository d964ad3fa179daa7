"""Datasette in one process, asked by lines of JSON as the portal is (`interieur`).

Run by the Python of Datasette's own environment: nothing of Django is there.
"""

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Any

from datasette.app import Datasette

from outils.banc.mesure import Mesure

REGLAGES = {
    "sql_time_limit_ms": 60_000,
    "facet_time_limit_ms": 60_000,
    # Facets that it suggests by itself would cost it time.
    "suggest_facets": False,
    "cache_size_kb": 65_536,
    "default_page_size": 30,
}


async def demander(datasette: Any, chemin: str) -> Mesure:
    """One page, with what its threads spend on SQLite."""
    depart, cpu = time.perf_counter(), time.process_time()
    reponse = await datasette.client.get(chemin)
    cout = time.process_time() - cpu
    return Mesure(
        statut=reponse.status_code,
        octets=len(reponse.content),
        ecoule=time.perf_counter() - depart,
        cpu=cout,
        debut=cout,
    )


async def main() -> None:
    """Answer until nothing more is asked."""
    datasette = Datasette([], immutables=[str(Path(sys.argv[1]))], settings=REGLAGES)
    await datasette.invoke_startup()
    for ligne in sys.stdin:
        mesure = await demander(datasette, json.loads(ligne)["chemin"])
        sys.stdout.write(json.dumps(mesure.en_dict()) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main())
