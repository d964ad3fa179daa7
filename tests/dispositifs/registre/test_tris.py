"""The headers of the table sort it, keep the filters, and say how it is sorted."""

import re

import pytest
from django.test import Client

from dispositifs.registre.tris import TRIS_DU_TABLEAU, entetes
from tests.fabriques import Registre
from tests.lecture import fiches

TRIS = [tri for tri, _ in TRIS_DU_TABLEAU]
REGLE = "/dispositifs/?vue=tableau&hors_region=oui"


def _lignes(client: Client, tri: str) -> list[str]:
    page = client.get(f"{REGLE}&tri={tri}").content.decode()
    return re.findall(r'<th scope="row".*?href="/[a-z-]+/([\w-]+)/', page, re.DOTALL)


def test_chaque_en_tete_est_un_lien_qui_garde_les_filtres(
    demo_partagee: Registre, client: Client
) -> None:
    page = client.get("/dispositifs/?type=asv&vue=tableau&page=1").content.decode()
    liens = re.findall(r'<th scope="col"[^>]*><a href="([^"]*)">', page)
    assert len(liens) == len(TRIS)
    for lien, tri in zip(liens, TRIS, strict=True):
        assert lien.startswith("?type=asv&amp;vue=tableau&amp;tri=")
        assert lien.endswith(tri)
        assert "page" not in lien


def test_un_seul_en_tete_dit_le_sens_du_tri(demo_partagee: Registre, client: Client) -> None:
    for demande, sens in (("situation", "ascending"), ("-situation", "descending")):
        page = client.get(f"{REGLE}&tri={demande}").content.decode()
        assert re.findall(r'aria-sort="(\w+)"', page) == [sens]
    (sans,) = re.findall(
        r'aria-sort="(\w+)"[^>]*><a[^>]*>(\w+)', client.get(REGLE).content.decode()
    )
    assert sans == ("ascending", "Territoire")


def test_un_en_tete_se_retourne_quand_on_y_revient() -> None:
    assert [e.tri for e in entetes("porteur") if e.nom == "Porteur"] == ["-porteur"]
    assert [e.tri for e in entetes("-porteur") if e.nom == "Porteur"] == ["porteur"]
    assert all(e.sens == "" for e in entetes(""))


@pytest.mark.parametrize("tri", TRIS)
def test_un_tri_montre_les_memes_lignes_dans_un_sens_puis_dans_l_autre(
    demo_partagee: Registre, client: Client, tri: str
) -> None:
    droit, envers = _lignes(client, tri), _lignes(client, f"-{tri}")
    assert droit == envers[::-1]
    assert sorted(droit) == sorted(set(fiches(client.get("/dispositifs/?hors_region=oui"))))


def test_les_porteurs_se_suivent_et_l_inconnu_vient_apres(
    demo_partagee: Registre, client: Client
) -> None:
    page = client.get(f"{REGLE}&tri=porteur").content.decode()
    porteurs = re.findall(r'data-label="Porteur">(.*?)</td>', page)
    connus = [p for p in porteurs if "nr" not in p]
    assert porteurs[: len(connus)] == connus == sorted(connus)


def test_un_tri_inconnu_est_refuse(db: None, client: Client) -> None:
    assert client.get("/dispositifs/?tri=--porteur").status_code == 400
