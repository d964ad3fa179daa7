"""`python -m outils.banc.semer paca TERRITOIRES`, or `france QUARTIERS DISPOSITIFS NOTICES`.

Fills the database of DATABASE_URL, in one process: what is imported is imported once.
"""

import sys
import tempfile
from pathlib import Path

import django
from django.core.management import call_command


def paca(territoires: str) -> None:
    """What `make setup` loads, by the portal's own commands; then outlines."""
    from outils.banc.semis_contours import semer_contours

    call_command("migrate", verbosity=0)
    call_command("importer_territoires", ecrire=True, dossier=territoires)
    call_command("charger_registre", ecrire=True)
    call_command("charger_bibliographie", ecrire=True)
    call_command("reindexer")
    semer_contours()


def france(quartiers: int, dispositifs: int, notices: int) -> None:
    """Beside it, as much as the whole country would hold."""
    from bibliographie.models import Notice
    from dispositifs.models import Dispositif
    from outils.banc.semis_contours import semer_contours
    from outils.banc.semis_index import indexer
    from outils.banc.semis_notices import SemisDeNotices
    from outils.banc.semis_registre import SemisDuRegistre, semer_quartiers

    with tempfile.TemporaryDirectory() as dossier:
        semer_quartiers(quartiers, Path(dossier))
    semer_contours()
    SemisDuRegistre().semer(dispositifs)
    SemisDeNotices(notices).semer()
    indexer(Dispositif, Notice)


def main() -> None:
    """One size or the other; models are read once Django is ready."""
    django.setup()
    taille, *details = sys.argv[1:]
    if taille == "paca":
        paca(*details)
    else:
        france(*(int(n) for n in details))


if __name__ == "__main__":
    main()
