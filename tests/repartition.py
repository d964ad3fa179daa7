"""How pytest-xdist shares the tests out: a module stays with one worker, and so does its scenery.

The marker `xdist_group` would say as much, but pytest 9.2 no longer reads what xdist 3.8 writes
for it: its groups are spread among the workers, each of which then makes the whole scenery.
"""

from xdist.scheduler import LoadScopeScheduling

# These share one loaded catalogue.
CATALOGUE = (
    "tests/bibliographie/chargement/",
    "tests/bibliographie/formats/test_formats.py",
    "tests/bibliographie/lecture/test_csl_du_catalogue.py",
)


class ParModule(LoadScopeScheduling):
    """The largest modules first, the browser's tests last and one by one, to end together."""

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith("tests/navigateur/"):
            return nodeid
        return "catalogue" if nodeid.startswith(CATALOGUE) else nodeid.split("::", 1)[0]
