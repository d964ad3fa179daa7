"""Intercommunalités that ended: with their communes, their heirs, and out of every count."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from territoires.importation.fermeture import fermer
from territoires.models import Appartenance, Territoire
from tests.territoires.importation.extrait import Dossier

pytestmark = pytest.mark.django_db
# True names and codes; the communes are those of the extract.
CAPAE = "241300268,CA du Pays d'Aubagne et de l'Etoile (CAPAE),CA,2016,13070,200054807"
MPM = "241300391,CU de Marseille Provence Métropole (MPM),CU,2016,13055,200054807"
ESCOURTINES = "QN01341I,Les Escourtines,13055 13070"


def importer(dossier: Dossier) -> str:
    """What the command prints."""
    sortie = StringIO()
    call_command("importer_territoires", dossier=dossier.ecrire(), ecrire=True, stdout=sortie)
    return sortie.getvalue()


def lien(haut: str, bas: str) -> bool | None:
    """Whether `bas` lies whole in `haut`; None when it does not lie there."""
    haut_, bas_ = (Territoire.objects.par_reference(r) for r in (haut, bas))
    trouve = Appartenance.objects.filter(contenant=haut_, contenu=bas_).first()
    return trouve.entiere if trouve else None


def test_une_intercommunalite_disparue_garde_son_nom_sa_fin_et_ses_communes(
    dossier: Dossier,
) -> None:
    importer(dossier.ajouter("epci_anciens", CAPAE))
    capae = Territoire.objects.par_reference("epci-241300268")
    assert capae.nom == "CA du Pays d’Aubagne et de l’Etoile (CAPAE)"
    assert (capae.nature, capae.siren, capae.millesime) == ("CA", "241300268", 2015)
    assert capae.obsolete_depuis == 2016
    assert [t.reference for t in capae.successeurs.all()] == ["epci-200054807"]
    communes = Territoire.objects.communes_d_alors_de(capae)
    assert [t.reference for t in communes] == ["commune-13070"]
    assert lien("epci-241300268", "commune-13070") is True
    assert lien("epci-241300268", "commune-13055") is None


def test_elle_est_la_ou_sont_ses_communes_et_non_partout_ou_est_son_heritiere(
    dossier: Dossier,
) -> None:
    dossier.remplacer("communes", ",83,248300543", ",83,200054807")
    importer(dossier.ajouter("epci_anciens", CAPAE))
    assert lien("departement-83", "epci-200054807") is False
    assert lien("departement-83", "epci-241300268") is None
    assert lien("departement-13", "epci-241300268") is True
    assert lien("epci-200054807", "epci-241300268") is True


def test_elle_n_est_ni_comptee_ni_listee_mais_se_trouve(dossier: Dossier) -> None:
    importer(dossier.ajouter("epci_anciens", CAPAE))
    capae = Territoire.objects.par_reference("epci-241300268")
    vaste = Territoire.objects.par_reference("departement-13")
    assert capae not in Territoire.objects.en_vigueur()
    assert capae not in Territoire.objects.contenus_dans(vaste)
    assert capae not in Territoire.objects.enfants_de(vaste)
    assert list(Territoire.objects.chercher("aubagne etoile")) == [capae]
    assert list(Territoire.objects.chercher("241300268")) == [capae]
    assert capae in Territoire.objects.apparentes(Territoire.objects.par_reference("commune-13070"))


def test_un_quartier_de_ses_communes_y_est_en_entier_ou_en_partie(dossier: Dossier) -> None:
    importer(dossier.ajouter("epci_anciens", CAPAE).ajouter("qpv", ESCOURTINES))
    assert lien("epci-241300268", "qpv-QN01341I") is False
    assert lien("commune-13055", "qpv-QN01341I") is False
    assert lien("epci-200054807", "qpv-QN01341I") is True


def test_une_ancienne_commune_y_est_et_la_nouvelle_en_partie_seulement(dossier: Dossier) -> None:
    """Saint-Genis became a part of Garde-Colombe in 2016."""
    heritiere = "200068765"
    importer(dossier.ajouter("epci_anciens", f"240500462,CC du Serrois,CC,2017,05143,{heritiere}"))
    assert lien("epci-240500462", "commune-05143") is True
    assert lien("epci-240500462", "commune-05053") is False
    assert lien("epci-240500462", "commune-05069") is False
    serrois = Territoire.objects.par_reference("epci-240500462")
    assert [t.code for t in Territoire.objects.communes_d_alors_de(serrois)] == ["05143"]


def test_les_codes_fondus_dans_une_commune_membre_ne_sont_pas_ses_communes() -> None:
    communes = {
        ("commune", "05053"): frozenset({"05053"}),
        ("epci", "200068765"): frozenset({"05053"}),
    }
    successeurs = {
        ("commune", "05143"): [("commune", "05053")],
        ("epci", "240500462"): [("epci", "200068765")],
    }
    fermeture = fermer(communes, successeurs, {("epci", "240500462"): frozenset({"05053"})})
    assert fermeture[("epci", "240500462"), ("commune", "05053")]
    assert fermeture[("epci", "240500462"), ("commune", "05143")]
    assert fermeture[("epci", "200068765"), ("epci", "240500462")]
    assert (("epci", "240500462"), ("epci", "200068765")) not in fermeture


def test_le_second_import_n_ecrit_rien_et_une_correction_est_portee(dossier: Dossier) -> None:
    dossier.ajouter("epci_anciens", CAPAE).ajouter("qpv", ESCOURTINES)
    importer(dossier)
    with CaptureQueriesContext(connection) as requetes:
        assert "Rien à changer." in importer(dossier)
    assert not [r for r in requetes if r["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    dossier.remplacer("epci_anciens", "CA,2016,13070", "CA,2017,13070 13055")
    importer(dossier.remplacer("qpv", "Les Escourtines", "Escourtines"))
    capae = Territoire.objects.par_reference("epci-241300268")
    assert capae.obsolete_depuis == 2017
    assert lien("epci-241300268", "commune-13055") is True
    assert Territoire.objects.par_reference("qpv-QN01341I").nom == "Escourtines"
    assert "Rien à changer." in importer(dossier)


def test_sans_communes_connues_elle_est_ou_est_son_heritiere(dossier: Dossier) -> None:
    importer(dossier.ajouter("epci_anciens", CAPAE.replace("13070", "")))
    capae = Territoire.objects.par_reference("epci-241300268")
    assert not capae.a_ses_communes_d_alors
    assert lien("epci-200054807", "epci-241300268") is True
    assert lien("departement-13", "epci-241300268") is True


def test_une_liste_plus_recente_des_quartiers_n_est_pas_defaite(dossier: Dossier) -> None:
    importer(dossier.ajouter("qpv", ESCOURTINES))
    Territoire.objects.filter(code="QN01341I").update(nom="Escourtines", millesime=2030)
    assert "Rien à changer." in importer(dossier)
    Territoire.objects.filter(code="QN01341I").update(millesime=2024, obsolete_depuis=2030)
    assert "Rien à changer." in importer(dossier)
    assert Territoire.objects.par_reference("qpv-QN01341I").nom == "Escourtines"


@pytest.mark.parametrize(
    ("fichier", "ligne", "message"),
    [
        ("epci_anciens", CAPAE.replace("13070", "13999"), "commune inconnue : 13999"),
        ("epci_anciens", CAPAE.replace("13070", "1307"), "n’a pas la forme attendue"),
        ("epci_anciens", CAPAE.replace(",200054807", ","), "« successeurs » est vide"),
        ("epci_anciens", CAPAE.replace(",200054807", ",999999999"), "intercommunalité inconnue"),
        ("epci_anciens", CAPAE.replace(",200054807", ",248300543"), "sont aujourd’hui dans 200054"),
        ("epci_anciens", CAPAE.replace("2016", "vers 2016"), "« vers 2016 » n’est pas un nombre"),
        ("epci_anciens", CAPAE.replace("2016", ""), "est une année, de 2016 à 2026"),
        ("epci_anciens", CAPAE.replace("2016", "1215"), "est une année, de 2016 à 2026"),
        ("epci_anciens", CAPAE.replace(",CA,", ",ZZ,"), "nature inconnue"),
        ("epci_anciens", CAPAE.replace("241300268", "200054807"), "ce code est déjà donné"),
        ("qpv", "QN01341I,Les Escourtines,", "« communes » est vide"),
        ("qpv", "QN01341I,Les Escourtines,99999", "commune inconnue : 99999"),
        ("qpv", "QN01341Z,Les Escourtines,13055", "n’a pas la forme attendue"),
    ],
)
def test_une_ligne_fausse_est_refusee_en_francais(
    dossier: Dossier, fichier: str, ligne: str, message: str
) -> None:
    with pytest.raises(CommandError) as erreur:
        importer(dossier.ajouter(fichier, ligne))
    texte = str(erreur.value).replace("\u00a0", " ")
    assert f"{fichier}.csv, ligne 2, code {ligne.split(',')[0]} : " in texte
    assert message in texte
    assert not Territoire.objects.exists()


def test_marseille_et_la_penne_ont_chacune_leur_ancienne_intercommunalite(
    dossier: Dossier,
) -> None:
    importer(dossier.ajouter("epci_anciens", CAPAE).ajouter("epci_anciens", MPM))
    assert lien("epci-241300391", "arrondissement-13201") is True
    assert lien("epci-241300268", "arrondissement-13201") is None
