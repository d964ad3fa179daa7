"""An outline is read back as it was written, and what a map is about stays in its frame."""

import re

from hypothesis import given
from hypothesis import strategies as st

from portal.cartes.cadre import LARGEUR, Cadre, Emprise
from portal.cartes.reglages import fichiers_de_leaflet, origine_des_tuiles
from territoires.contours.trace import anneaux, coder, decoder

longitudes = st.integers(-18_000_000, 18_000_000)
latitudes = st.integers(-9_000_000, 9_000_000)
points = st.tuples(longitudes, latitudes)
anneau = st.lists(points, min_size=3, max_size=8, unique=True)


@given(st.lists(st.lists(anneau, min_size=1, max_size=3), max_size=3))
def test_un_trace_se_relit_tel_qu_il_fut_ecrit(polygones: list) -> None:
    texte = coder(polygones)
    assert decoder(texte) == polygones
    assert list(anneaux(texte)) == [a for p in polygones for a in p]


def test_un_anneau_ferme_ne_garde_pas_son_dernier_point() -> None:
    texte = coder([[[(0, 0), (3, 0), (3, 3), (0, 0)]]])
    assert decoder(texte) == [[[(0, 0), (3, 0), (3, 3)]]]
    assert coder([]) == ""
    assert decoder("") == []


@given(longitudes, latitudes, st.integers(0, 2_000_000), st.integers(0, 2_000_000), st.data())
def test_ce_dont_parle_la_carte_reste_dans_son_cadre(
    ouest: int, sud: int, large: int, haut: int, donnees: st.DataObject
) -> None:
    emprise = Emprise(ouest, sud, min(ouest + large, 18_000_000), min(sud + haut, 9_000_000))
    cadre = Cadre(emprise)
    longitude = donnees.draw(st.integers(emprise.ouest, emprise.est))
    latitude = donnees.draw(st.integers(emprise.sud, emprise.nord))
    assert cadre.contient(*cadre.point(longitude, latitude))
    assert 0 < cadre.hauteur <= LARGEUR


@given(st.lists(anneau, max_size=3))
def test_un_chemin_ne_sort_guere_du_cadre(rings: list) -> None:
    chemin = Cadre(Emprise(500_000, 4_300_000, 520_000, 4_310_000)).chemin(coder([rings]))
    assert re.fullmatch(r"(M-?\d+ -?\d+l(-?\d+[ -]\d+|-?\d+ -\d+|[ -]|\d)*z)*", chemin)
    for x, y in re.findall(r"M(-?\d+) (-?\d+)", chemin):
        assert -400 <= int(x) <= 1400
        assert -400 <= int(y) <= 1400


def test_un_carre_se_dessine_en_quatre_points() -> None:
    cadre = Cadre(Emprise(500_000, 4_300_000, 600_000, 4_400_000), marge=0)
    carre = coder([[[(500_000, 4_300_000), (600_000, 4_300_000), (600_000, 4_400_000),
                     (550_000, 4_400_000), (500_000, 4_400_000)]]])  # fmt: skip
    # The middle of a side is not kept: it adds nothing.
    assert len(re.findall(r"-?\d+", cadre.chemin(carre))) == 8


def test_les_tuiles_n_ouvrent_que_leur_origine() -> None:
    assert origine_des_tuiles("") == []
    assert origine_des_tuiles("javascript:alert(1)") == []
    assert origine_des_tuiles("https://t.exemple.fr/{z}/{x}/{y}.png") == ["https://t.exemple.fr"]
    assert origine_des_tuiles("https://{s}.a.fr/{z}.png") == ["https://*.a.fr"]


def test_leaflet_vient_de_son_paquet() -> None:
    [(prefixe, dossier)] = fichiers_de_leaflet()
    assert prefixe == "leaflet"
    assert (dossier / "leaflet.js").is_file()
