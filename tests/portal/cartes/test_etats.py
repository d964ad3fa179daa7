"""/carte/ as an observatory: the four states, the matrix, the picture."""

import io
import json
import re
from html import unescape

import PIL.Image
import pytest
from django.test import Client
from lxml import etree

from dispositifs.comptes.recensement import Recensement
from dispositifs.models import Dispositif
from portal.cartes import ensemble, vues
from tests.fabriques import Registre, nombre_de_requetes
from tests.territoires.contours.formes import lire

PAR_COMMUNE = "/carte/?type=asv&par=commune"


def _legende(page: str) -> dict[str, int]:
    """What the legend of the states counts."""
    debut = page.index("choisir les états")
    nav = page[debut : page.index("</nav>", debut)]
    lus = re.findall(r"<span>([^<]+) <span class=.compte.>(\d+)<", nav)
    return {mots: int(n) for mots, n in lus}


def test_les_quatre_etats_sont_ceux_de_l_observatoire(
    client: Client, demo_dessinee: Registre
) -> None:
    page = lire(client, PAR_COMMUNE)
    recensement = Recensement(demo_dessinee.lieux["region-93"])
    [asv] = [ligne for ligne in recensement.lignes if ligne.type.code == "asv"]
    assert _legende(page) == {str(s.label): d.communes for s, d in asv.savoirs.items()}
    assert 'class="etat" data-etat="a-confirmer" data-type="asv"' in page
    assert 'data-l="commune-83126">La Seyne-sur-Mer</a>' in page
    # The drawing is all there is: nothing of Leaflet is loaded.
    assert "leaflet.js" not in page
    assert "data-geojson" not in page


def test_la_legende_des_etats_est_leur_filtre(client: Client, demo_dessinee: Registre) -> None:
    page = lire(client, f"{PAR_COMMUNE}&etat=a-confirmer")
    assert 'data-etat="a-confirmer" data-type="asv"><' in page
    etats = page[page.index('class="etats"') :]
    assert "Connu, à confirmer" in etats
    assert "Non renseigné</b>" not in etats
    assert "par=commune&amp;etat=inconnu" not in page
    assert "etat=a-confirmer&amp;etat=inconnu" in page


@pytest.mark.parametrize(
    ("requete", "phrase"),
    [
        ("par=commune", "Choisissez un seul dispositif"),
        ("type=asv&par=commune&territoire=pays-FR", "demandez"),
        ("type=asv&par=epci&territoire=commune-83126", "demandez"),
    ],
)
def test_ce_qui_ne_se_colorie_pas_est_dit(
    client: Client, demo_dessinee: Registre, requete: str, phrase: str
) -> None:
    assert phrase in lire(client, f"/carte/?{requete}")
    assert client.get(f"/carte.svg?{requete}").status_code == 404


def test_la_matrice_se_trie_et_chaque_case_mene_a_sa_liste(
    client: Client, demo_dessinee: Registre
) -> None:
    page = lire(client, "/carte/?colonne=-cls")
    matrice = page[page.index('class="registre matrice"') :]
    matrice = matrice[: matrice.index("</table>")]
    assert matrice.count("aria-sort=") == 1
    assert 'aria-sort="descending"' in matrice
    cases = re.findall(r'<a href="(/dispositifs/[^"]+statut[^"]+)">(\d+)</a>', matrice)
    assert cases
    for adresse, nombre in cases:
        requete = unescape(adresse).split("?", 1)[1]
        lignes = client.get(f"/dispositifs.csv?{requete}").getvalue().decode().splitlines()
        assert len(lignes) - 1 == int(nombre), adresse
    colonne = [int(n) for n in re.findall(r'data-label="CLS"[^>]*><a [^>]*>(\d+)<', matrice)]
    assert colonne == sorted(colonne, reverse=True)


@pytest.mark.parametrize("requete", ["type=cls", "type=asv&par=commune", ""])
def test_l_image_porte_son_titre_sa_legende_sa_date_et_sa_source(
    client: Client, demo_dessinee: Registre, requete: str
) -> None:
    reponse = client.get(f"/carte.svg?{requete}")
    assert reponse["Content-Type"] == "image/svg+xml"
    assert "attachment" in reponse["Content-Disposition"]
    racine = etree.fromstring(reponse.content)
    textes = " ".join(" ".join(racine.itertext()).split())
    for mots in ("Provence-Alpes-Côte d’Azur, au ", "Source : Registre", "IGN", "/carte/"):
        assert mots in textes.replace("\xa0", " "), mots


@pytest.mark.parametrize("requete", ["type=cls", "type=cls&par=epci"])
def test_l_image_en_points_est_celle_du_dessin(
    client: Client, demo_dessinee: Registre, requete: str
) -> None:
    """Same frame, same colours: paper, ink, and the blue of the CLS, each on its points."""
    reponse = client.get(f"/carte.png?{requete}")
    assert reponse["Content-Type"] == "image/png"
    assert re.search(r'filename="carte-[^"]+\.png"', reponse["Content-Disposition"])
    assert len(reponse.content) < 500_000
    racine = etree.fromstring(client.get(f"/carte.svg?{requete}").content)
    with PIL.Image.open(io.BytesIO(reponse.content)) as image:
        rapport = float(racine.get("height")) / float(racine.get("width"))
        assert image.size == (1200, pytest.approx(1200 * rapport, abs=1))
        points = {couleur[:3]: n for n, couleur in image.getcolors(image.width * image.height)}
    for teinte in ("fbf8f2", "0b2740", "1274b8"):
        assert points.get(tuple(bytes.fromhex(teinte)), 0) > 10, teinte


def test_la_carte_propose_ses_deux_images(client: Client, demo_dessinee: Registre) -> None:
    page = lire(client, "/carte/?type=cls")
    for suffixe in ("png", "svg"):
        assert f'href="/carte.{suffixe}?type=cls" download' in page


def test_une_carte_trop_chargee_ne_se_peint_pas(
    client: Client, demo_dessinee: Registre, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page does not offer it, the address says why; the SVG stays."""
    monkeypatch.setattr(ensemble, "TRAMES_MAX", 1)
    page = lire(client, "/carte/")
    assert "/carte.png" not in page
    assert "/carte.svg" in page
    reponse = client.get("/carte.png")
    assert reponse.status_code == 404
    assert "emportez le SVG" in reponse.content.decode()


def test_un_visiteur_ne_fait_pas_peindre_sans_fin(
    client: Client, demo_dessinee: Registre, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is kept is given again; what is not waits."""
    monkeypatch.setattr(vues, "IMAGES", 1)
    adresses = ["/carte.png?type=cls", "/carte.png?type=cls", "/carte.png?type=asv"]
    assert [client.get(a).status_code for a in adresses] == [200, 200, 429]


def test_la_carte_qui_bouge_porte_une_lettre_par_dispositif(
    client: Client, demo_dessinee: Registre
) -> None:
    demo_dessinee.un_dispositif(
        "cpts", perimetre=["commune-13055", "commune-83126", "commune-83137"], slug="cpts-large"
    )
    objets = json.loads(client.get("/carte.geojson?type=cpts").content)["features"]
    portees = [d for o in objets for d in o["properties"].get("dispositifs", ())
               if d["url"] == "/dispositifs/cpts-large/"]  # fmt: skip
    assert len(portees) == 3
    assert sum("lettre" in d for d in portees) == 1
    noms = [o["properties"]["nom"] for o in objets if "dispositifs" not in o["properties"]]
    assert all(noms)


@pytest.mark.parametrize("adresse", [PAR_COMMUNE, "/carte/?type=asv&par=epci", "/carte.svg"])
def test_les_requetes_ne_suivent_pas_le_registre(
    client: Client, demo_dessinee: Registre, adresse: str
) -> None:
    client.get(adresse)
    peu = nombre_de_requetes(lambda: client.get(adresse))
    for rang in range(8):
        demo_dessinee.un_dispositif("asv", "commune-83126", slug=f"asv-{rang}", nom=f"ASV {rang}")
    assert nombre_de_requetes(lambda: client.get(adresse)) == peu
    assert Dispositif.objects.filter(slug__startswith="asv-").count() >= 8
