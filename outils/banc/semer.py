"""`python -m outils.banc.semer`: fill the database of DATABASE_URL, inside a Django process."""

import argparse
from pathlib import Path

import django


def main() -> None:
    """Sow, then index all of it in bulk through the search engine's own command."""
    options = argparse.ArgumentParser()
    for nom in ("quartiers", "dispositifs", "notices"):
        options.add_argument(f"--{nom}", type=int, required=True)
    options.add_argument("--dossier", type=Path, required=True)
    voulu = options.parse_args()
    django.setup()
    # Models are read once Django is ready.
    from django.core.management import call_command

    from outils.banc.semis_notices import SemisDeNotices
    from outils.banc.semis_registre import SemisDuRegistre, semer_quartiers

    semer_quartiers(voulu.quartiers, voulu.dossier)
    SemisDuRegistre().semer(voulu.dispositifs)
    SemisDeNotices(voulu.notices).semer()
    call_command("reindexer")


if __name__ == "__main__":
    main()
