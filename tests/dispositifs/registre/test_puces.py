"""The active filters, each a chip: named as a reader would, and removed by a link."""

import pytest
from django.http import QueryDict

from dispositifs.models import Dispositif
from dispositifs.registre.filtres import DispositifFiltre
from dispositifs.registre.filtres_des_contrats import ContratFiltre
from socle.models import Theme
from tests.fabriques import Registre

ESPACES = str.maketrans({"\u00a0": " ", "\u202f": " "})


@pytest.fixture(autouse=True)
def _un_theme(registre: Registre) -> None:
    theme = Theme.objects.create(slug="sante-mentale", nom="Santé mentale")
    registre.un_dispositif("asv", "commune-83126").themes.add(theme)
    registre.un_contrat("commune-83126", generation="2015-2023")


@pytest.mark.parametrize(
    ("requete", "libelle"),
    [
        ("type=ASV", "ASV"),
        ("territoire=departement-83", "Var"),
        ("territoire=commune-83126", "La Seyne-sur-Mer"),
        ("territoire=commune-05143", "Ancien code commune-05143"),
        ("statut=en-projet", "En projet"),
        ("statut=inconnu", "Situation : non renseignée"),
        ("coordination=aucune", "Coordination : sans coordination"),
        ("coordination=inconnu", "Coordination : non renseignée"),
        ("echelle=epci", "Échelle : intercommunalité"),
        ("echelle=inconnu", "Échelle : périmètre inconnu"),
        ("porteur=ars", "Porteur : agence régionale de santé"),
        ("theme=sante-mentale", "Thème : Santé mentale"),
        ("contrat=oui", "Lié à un contrat de ville"),
        ("fraicheur=ancien", "Fraîcheur : À vérifier"),
        ("au=2018-03", "En mars 2018"),
        ("au=2018-03-31", "Au 31 mars 2018"),
        ("q=la+seyne", "« la seyne »"),
        ("type=XYZ", "Dispositif : xyz"),
        ("au=hier", "Hier"),
    ],
)
def test_une_puce_dit_son_filtre_en_clair(requete: str, libelle: str) -> None:
    filtre = DispositifFiltre(QueryDict(requete), Dispositif.objects.publies())
    (puce,) = filtre.puces
    assert puce.libelle.translate(ESPACES) == libelle
    assert puce.retirer_url == "?"


@pytest.mark.parametrize(
    ("requete", "libelle"),
    [
        ("territoire=commune-83126", "La Seyne-sur-Mer"),
        ("generation=2015-2023", "Génération : 2015–2023"),
        ("type=asv", "Dispositif lié : ASV"),
        ("q=seyne", "« seyne »"),
    ],
)
def test_une_puce_de_contrat_aussi(requete: str, libelle: str) -> None:
    filtre = ContratFiltre(QueryDict(requete), Dispositif.objects.publies())
    assert [p.libelle.translate(ESPACES) for p in filtre.puces] == [libelle]


def test_le_tri_et_la_presentation_ne_sont_pas_des_puces_mais_restent() -> None:
    requete = QueryDict("type=asv&tri=dispositif&vue=tableau&page=2")
    (puce,) = DispositifFiltre(requete, Dispositif.objects.publies()).puces
    assert puce.retirer_url == "?tri=dispositif&vue=tableau"
