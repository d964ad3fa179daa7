"""`python -m outils.banc.interieur`: what only the process itself can tell, as JSON.

`requetes CHEMIN…`: queries of each page. `memoire SUFFIXE LIGNES`: kilobytes that an export of
so many notices adds to the peak of a process that has just exported one line.
"""

import json
import resource
import sys
from collections.abc import Iterable
from typing import cast

import django


def requetes(chemins: list[str]) -> dict[str, int]:
    """How many queries each page sends, the second time it is asked for."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    # A cookie, so that no page is kept.
    client = Client(headers={"host": "127.0.0.1", "cookie": "banc=1"})
    comptes = {}
    for chemin in chemins:
        client.get(chemin)
        with CaptureQueriesContext(connection) as envoyees:
            client.get(chemin)
        comptes[chemin] = len(envoyees)
    return comptes


def _exporter(suffixe: str, lignes: int) -> int:
    """Bytes sent for the first `lignes` notices of the catalogue."""
    from django.http import QueryDict, StreamingHttpResponse

    from bibliographie.catalogue.filtres import NoticeFiltre
    from bibliographie.catalogue.vues import ECHANGES, en_format
    from bibliographie.formats.colonnes import COLONNES
    from bibliographie.models import Notice
    from socle.listes.exports import exporter, par_lots

    notices = Notice.objects.publies().filter(numero__lte=lignes).pour_export()
    filtre = NoticeFiltre(QueryDict(), notices)
    if suffixe in ECHANGES:
        reponse = en_format(par_lots(filtre.qs), suffixe, "banc")
    else:
        reponse = cast(StreamingHttpResponse, exporter(filtre, COLONNES, "banc", suffixe))
    return sum(len(morceau) for morceau in cast(Iterable[bytes], reponse.streaming_content))


def memoire(suffixe: str, lignes: int) -> dict[str, int]:
    """The peak before and after, in kilobytes, and what was sent."""
    _exporter(suffixe, 1)
    avant = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    octets = _exporter(suffixe, lignes)
    apres = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"ko": apres - avant, "octets": octets}


def main() -> None:
    """Answer one question."""
    django.setup()
    question, *reste = sys.argv[1:]
    reponse = requetes(reste) if question == "requetes" else memoire(reste[0], int(reste[1]))
    sys.stdout.write(json.dumps(reponse))


if __name__ == "__main__":
    main()
