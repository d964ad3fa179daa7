"""Small promises of the models: a link reads from both ends, a figure says how sure it is."""

from decimal import Decimal

import pytest
from django.http import QueryDict

from dispositifs.models import Articulation, Chiffre, Dispositif, Organisme
from dispositifs.registre.filtres import DispositifFiltre
from tests.fabriques import Registre, un_organisme


def test_chaque_nature_de_lien_se_lit_aussi_de_l_autre_bout() -> None:
    assert set(Articulation.INVERSES) == set(Articulation.Nature)
    lien = Articulation(nature="absorbe-par")
    assert lien.nature_inverse == "a absorbé"


@pytest.mark.parametrize(
    ("valeur", "unite", "approximatif", "dit"),
    [
        ("220.00", "ASV", True, "environ 220"),
        ("54.00", "%", False, "54\u00a0%"),
        ("4.50", "année", False, "4,5"),
        ("5500000", "habitant", False, "5\u202f500\u202f000"),
        ("18.5", "%", True, "environ 18,5\u00a0%"),
    ],
)
def test_un_chiffre_se_lit_avec_son_unite_et_sa_prudence(
    valeur: str, unite: str, approximatif: bool, dit: str
) -> None:
    chiffre = Chiffre(valeur=Decimal(valeur), unite=unite, approximatif=approximatif, libelle="l")
    assert chiffre.valeur_lisible == dit


def test_confirmer_date_la_fiche_et_garde_la_trace(registre: Registre) -> None:
    cls = registre.un_dispositif("cls", "commune-83126", verifie_le="2018", verifie_par="FTS")
    cls.confirmer("2026-05-12", "CRES")
    cls.refresh_from_db()
    assert (cls.verifie_le, cls.verifie_par) == ("2026-05-12", "CRES")
    trace = cls.verifications.get()
    assert (trace.le, trace.par, trace.resultat) == ("2026-05-12", "CRES", "confirme")
    assert cls.history.count() >= 2


def _trouves(mots: str) -> list[Dispositif]:
    return list(DispositifFiltre(QueryDict(f"q={mots}"), Dispositif.objects.publies()).qs)


def test_un_porteur_renomme_se_cherche_sous_son_nouveau_nom(registre: Registre) -> None:
    porteur = un_organisme("Agglomération de Provence Verte", "epci")
    asv = registre.un_dispositif("asv", "commune-83126", porteur=porteur)
    assert _trouves("provence+verte") == [asv]
    porteur = Organisme.objects.get(pk=porteur.pk)
    porteur.nom = "Communauté du Verdon"
    porteur.save()
    assert _trouves("verdon") == [asv]
    assert _trouves("provence+verte") == []
