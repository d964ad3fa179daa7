"""One outline for several, as shapely would say it: on a chessboard, every way places can touch."""

import shapely
from hypothesis import example, given
from hypothesis import strategies as st
from shapely.geometry import Polygon

from territoires.contours.reunion import orienter, reunir
from territoires.contours.trace import Anneau

Case = tuple[int, int]
CASES = st.sets(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1)


def _carre(case: Case) -> Anneau:
    """A square, one in two turned the wrong way."""
    x, y = (10 * v for v in case)
    anneau = [(x, y), (x + 10, y), (x + 10, y + 10), (x, y + 10)]
    return anneau if sum(case) % 2 else anneau[::-1]


def _forme(polygones: list[list[Anneau]]) -> shapely.MultiPolygon:
    """As it is written in a file."""
    return shapely.MultiPolygon([Polygon(p[0], p[1:]) for p in polygones])


@given(CASES)
# Two that touch by a corner; a ring around a hole; a hole that touches the outside by a corner.
@example({(0, 0), (1, 1)})
@example({(x, y) for x in range(3) for y in range(3)} - {(1, 1)})
@example({(x, y) for x in range(3) for y in range(3)} - {(1, 1), (0, 2)})
@example({(x, y) for x in range(5) for y in range(5)} - {(1, 1), (3, 3), (2, 2)})
def test_la_reunion_est_celle_de_shapely(cases: set[Case]) -> None:
    polygones = reunir([[_carre(case)] for case in sorted(cases)])
    forme = _forme(polygones)
    assert forme.is_valid, shapely.is_valid_reason(forme)
    assert forme.equals(shapely.union_all([Polygon(_carre(case)) for case in cases]))
    for exterieur, *trous in polygones:
        assert shapely.LinearRing(exterieur).is_ccw
        assert not any(shapely.LinearRing(trou).is_ccw for trou in trous)


def test_une_enclave_et_ce_qui_la_remplit() -> None:
    """A place with a hole, and the place in the hole: together they have none."""
    grand = [(0, 0), (30, 0), (30, 30), (0, 30)]
    enclave = [(10, 10), (20, 10), (20, 20), (10, 20)]
    assert len(reunir([[grand, enclave]])[0]) == 2
    (plein,) = reunir([[grand, enclave], [enclave]])
    assert _forme([plein]).equals(Polygon(grand))


def test_orienter_ne_change_que_le_sens() -> None:
    grand = [(0, 0), (0, 30), (30, 30), (30, 0)]
    trou = [(10, 10), (20, 10), (20, 20), (10, 20)]
    exterieur, interieur = orienter([grand, trou])
    assert shapely.LinearRing(exterieur).is_ccw
    assert not shapely.LinearRing(interieur).is_ccw
    assert (set(exterieur), set(interieur)) == (set(grand), set(trou))
