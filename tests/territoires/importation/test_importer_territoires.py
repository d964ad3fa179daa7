"""The reference is diffed, written whole or not at all, and a second run writes nothing."""

import re
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from territoires.importation import officiel, operation
from territoires.importation.fiches import Referentiel
from territoires.importation.lecture import FichierIllisibleError
from territoires.models import Appartenance, Territoire
from tests.territoires.importation.extrait import Dossier, extraire

pytestmark = pytest.mark.django_db
ECRITURES = ("INSERT", "UPDATE", "DELETE")


def importer(dossier: Dossier, **options: Any) -> str:
    """What the command prints."""
    sortie = StringIO()
    options = {"ecrire": True} | options
    call_command("importer_territoires", dossier=dossier.ecrire(), stdout=sortie, **options)
    return sortie.getvalue().replace("\u202f", " ")


def commune(code: str) -> Territoire:
    return Territoire.objects.get(echelle="commune", code=code)


def dans(code: str) -> set[str]:
    """References of what contains a commune."""
    return {t.reference for t in Territoire.objects.contenant(commune(code))}


def test_a_blanc_l_import_dit_ce_qu_il_ferait_et_n_ecrit_rien(dossier: Dossier) -> None:
    sortie = importer(dossier, ecrire=False)
    assert "28 ajoutés" in sortie
    assert "relancez avec --ecrire" in sortie
    assert not Territoire.objects.exists()


def test_l_import_ecrit_les_faits_du_fichier(dossier: Dossier) -> None:
    importer(dossier)
    seyne = commune("83126")
    assert (seyne.nom, seyne.liaison, seyne.siren) == ("La Seyne-sur-Mer", 3, "218301265")
    assert (seyne.population, seyne.population_annee) == (63732, 2023)
    assert seyne.liste_codes_postaux == ["83500"]
    assert seyne.millesime == 2026
    coga = Territoire.objects.get(code="248400251")
    assert (coga.nature, coga.millesime) == ("CA", 2025)
    assert Territoire.objects.get(code="13201").nom == "Marseille 1er arrondissement"


def test_une_population_d_annee_inconnue_ne_se_fait_pas_d_annee(dossier: Dossier) -> None:
    importer(dossier)
    noumea = commune("98818")
    assert noumea.population is not None
    assert noumea.population_annee is None
    assert Territoire.objects.get(echelle="pays").population is None
    assert Territoire.objects.get(echelle="departement", code="83").population == 63732


def test_une_collectivite_d_outre_mer_n_est_dans_aucune_region(dossier: Dossier) -> None:
    importer(dossier)
    assert dans("98818") == {"departement-988", "pays-FR"}
    assert Territoire.objects.get(code="988").get_nature_display() == "collectivité d’outre-mer"


def test_un_ancien_code_mene_a_son_successeur(dossier: Dossier) -> None:
    importer(dossier)
    ancienne = commune("05143")
    assert ancienne.obsolete_depuis == 2026
    assert list(ancienne.successeurs.all()) == [commune("05053")]
    assert {"commune-05053", "departement-05", "region-93"} <= dans("05143")


def test_le_second_import_ne_change_rien_et_n_ecrit_rien(dossier: Dossier) -> None:
    importer(dossier)
    with CaptureQueriesContext(connection) as requetes:
        sortie = importer(dossier)
    assert "0 ajouté, 0 modifié, 0 obsolète, 28 inchangés" in sortie
    assert "0 ajoutée, 0 modifiée, 0 retirée" in sortie
    assert "Rien à changer." in sortie
    assert [r["sql"] for r in requetes if r["sql"].startswith(ECRITURES)] == []


def test_un_fait_change_et_lui_seul(dossier: Dossier) -> None:
    importer(dossier)
    dossier.remplacer("communes", ",63732,", ",64000,")
    sortie = importer(dossier)
    # La Seyne, and the three that count it: its EPCI and the Var. PACA has it too.
    assert "0 ajouté, 4 modifiés, 0 obsolète, 24 inchangés" in sortie
    assert commune("83126").population == 64000
    assert Territoire.objects.get(echelle="departement", code="83").population == 64000


def test_une_nouvelle_annee_reconduit_sans_tout_dire_modifie(dossier: Dossier) -> None:
    importer(dossier)
    sortie = importer(dossier, millesime=2027)
    assert "0 modifié" in sortie
    assert "reconduits d’un millésime à l’autre" in sortie
    assert commune("83126").millesime == 2027
    assert commune("05143").obsolete_depuis == 2026


def test_une_commune_absorbee_devient_ancienne_et_garde_ses_faits(dossier: Dossier) -> None:
    importer(dossier)
    dossier.retirer("communes", "13070,").ajouter("anciens", "13070,La Penne,3,13055,13821,")
    sortie = importer(dossier, millesime=2027)
    assert "1 obsolète" in sortie
    penne = commune("13070")
    assert penne.obsolete_depuis == 2027
    assert (penne.nom, penne.population) == ("La Penne-sur-Huveaune", 6605)
    assert list(penne.successeurs.all()) == [commune("13055")]
    assert "commune-13055" in dans("13070")
    metropole = Territoire.objects.get(code="200054807")
    assert "commune-13070" not in {t.reference for t in Territoire.objects.contenus_dans(metropole)}


def test_un_ancien_code_a_son_nom_sa_fin_et_ses_codes_postaux_quand_une_source_les_dit(
    dossier: Dossier,
) -> None:
    pierrefitte = "93059,Pierrefitte-sur-Seine,0,13055,93380,2025"
    importer(dossier.ajouter("anciens", pierrefitte))
    ancienne = commune("93059")
    assert (ancienne.nom, ancienne.obsolete_depuis) == ("Pierrefitte-sur-Seine", 2025)
    assert ancienne.liste_codes_postaux == ["93380"]
    assert [t.code for t in Territoire.objects.chercher("93380")] == ["93059"]
    assert "Rien à changer." in importer(dossier)


def test_un_registre_deja_charge_apprend_ce_que_les_anciens_paquets_disent(
    dossier: Dossier,
) -> None:
    importer(dossier.ajouter("anciens", "93059,,,13055,,"))
    assert commune("93059").obsolete_depuis == 2026
    dossier.remplacer("anciens", "93059,,,13055,,", "93059,Pierrefitte,1,13055,93380,2025")
    assert "1 modifié" in importer(dossier)
    ancienne = commune("93059")
    assert (ancienne.nom, ancienne.liaison, ancienne.obsolete_depuis) == ("Pierrefitte", 1, 2025)
    assert ancienne.liste_codes_postaux == ["93380"]
    assert "Rien à changer." in importer(dossier)


def test_une_commune_disparue_sans_successeur_est_signalee(dossier: Dossier) -> None:
    importer(dossier)
    dossier.retirer("communes", "13070,")
    sortie = importer(dossier)
    assert "commune-13070 n’est plus en vigueur, sans successeur connu" in sortie
    assert commune("13070").est_obsolete


def test_une_commune_retablie_reprend_cours(dossier: Dossier) -> None:
    importer(dossier)
    dossier.retirer("anciens", "05143,").ajouter(
        "communes", "05143,Saint-Genis,0,05,200068765,,,05300,"
    )
    importer(dossier, millesime=2027)
    saint_genis = commune("05143")
    assert not saint_genis.est_obsolete
    assert saint_genis.nom == "Saint-Genis"
    assert not saint_genis.successeurs.exists()
    assert "commune-05053" not in dans("05143")


def test_une_intercommunalite_disparue_mene_a_celle_qui_a_repris_ses_communes(
    dossier: Dossier,
) -> None:
    importer(dossier)
    dossier.retirer("epci", "248400251,").ajouter("epci", "200099999,CA Nouvelle,CA")
    dossier.remplacer("communes", "248400251", "200099999")
    importer(dossier)
    ancienne = Territoire.objects.get(code="248400251")
    assert ancienne.obsolete_depuis == 2025
    assert [t.code for t in ancienne.successeurs.all()] == ["200099999"]


def test_les_liens_sont_poses_et_non_accumules(dossier: Dossier) -> None:
    importer(dossier)
    dossier.remplacer("communes", "30,248400251", "30,248300543")
    importer(dossier)
    assert "epci-248300543" in dans("30351")
    assert "epci-248400251" not in dans("30351")
    vaucluse = Territoire.objects.get(echelle="departement", code="84")
    coga = Territoire.objects.get(code="248400251")
    assert Appartenance.objects.get(contenant=vaucluse, contenu=coga).entiere


def test_une_cle_de_recherche_perimee_est_refaite(dossier: Dossier) -> None:
    """A new release may fold names otherwise; the next import follows."""
    importer(dossier)
    Territoire.objects.filter(code="83126").update(nom_plie="autre", recherche=" autre ")
    importer(dossier)
    assert Territoire.objects.chercher("seyne").get().code == "83126"


def test_un_quartier_suit_sa_commune_quand_elle_change(dossier: Dossier) -> None:
    importer(dossier)
    quartier = Territoire(echelle="qpv", code="QN01341I", nom="Escourtines", millesime=2024)
    quartier.save()
    Appartenance.objects.create(contenant=commune("13070"), contenu=quartier)
    dossier.retirer("communes", "13070,").ajouter("anciens", "13070,La Penne,3,13055")
    importer(dossier)
    contenants = Territoire.objects.contenant(quartier)
    assert {"commune-13055", "epci-200054807"} <= {t.reference for t in contenants}
    assert "commune-13070" not in {t.reference for t in contenants}


def test_un_fichier_tronque_ne_rend_pas_la_france_obsolete(
    dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    importer(dossier)
    monkeypatch.setattr(operation, "DISPARITIONS_PERMISES", 0)
    for code in ("13070", "84007", "30351"):
        dossier.retirer("communes", code)
    with pytest.raises(CommandError, match=r"3 territoires sur 26 .* Rien n’a été écrit"):
        importer(dossier)
    assert not commune("13070").est_obsolete
    importer(dossier, accepter_disparitions=True)
    assert commune("13070").est_obsolete


@pytest.mark.parametrize(
    ("fichier", "avant", "apres", "message"),
    [
        ("communes", "83126,La", "8312,La", "communes.csv, ligne 6, code 8312 :.*forme"),
        ("communes", ",63732,", ",beaucoup,", "code 83126 : « beaucoup » n’est pas un nombre"),
        ("communes", ",63732,", ",-1,", "code 83126 : « -1 » n’est pas un nombre"),
        ("communes", "La Seyne-sur-Mer,3", ",3", "code 83126 : « nom » est vide"),
        ("communes", "La Seyne-sur-Mer,3", "La Seyne,9", "code 83126 : « 9 » .*0 à 8"),
        ("communes", "La Seyne-sur-Mer,3,83", "La Seyne,3,99", "code 83126 : .* inconnu"),
        ("communes", ",83500,", ",8350,", "code 83126 : « 8350 »"),
        ("communes", "83126,La", "13055,La", "code 13055 : ce code est déjà donné"),
        ("communes", "code,nom", "insee,nom", "ligne 1 : colonnes absentes : code"),
        ("communes", ",83500,", ",83500,x,y,z", "code 83126 : 11 colonnes au lieu de 9"),
        ("communes", "La Seyne-sur-Mer", "La Seyne\0", "code 83126 : caractère interdit"),
        ("communes", "La Seyne-sur-Mer", "x" * 151, "code 83126 : le nom dépasse 150"),
        ("communes", "83126,La Seyne", '83126,"La Seyne', "ligne 6, code 83126 : ligne mal formée"),
        ("communes", "La Seyne-sur-Mer,3", '"La\nSeyne",3', "ligne 6, code 83126 : caractère"),
        ("epci", "COGA),CA", "COGA),XX", "code 248400251 : nature inconnue"),
        ("departements", "84,Vaucluse,2,93", "84,Vaucluse,2,", "code 84 : « region » est vide"),
        ("departements", "988,Nouvelle-Calédonie,0,,COM", "988,N,0,,TOM", "nature inconnue"),
        ("arrondissements", "13055", "13999", "code 13201 : commune inconnu"),
        ("anciens", "05053", "05143", "code 05143 : commune inconnu"),
        ("anciens", "05053,,", "05053,530,", "code 05143 : « 530 » n’a pas la forme"),
        ("anciens", "05053,,", "05053,,1789", "« obsolete_depuis » est une année, de 1943"),
        ("anciens", "05053,,", "05053,,2099", "« 2099 » n’est pas un nombre entier de 0 à 2026"),
        ("millesimes", "2025", "25", "millésime est une année"),
        ("millesimes", "epci", "autre", "aucun millésime pour « epci »"),
    ],
)
def test_une_ligne_mal_formee_dit_ou_et_pourquoi_et_rien_n_est_ecrit(
    dossier: Dossier, fichier: str, avant: str, apres: str, message: str
) -> None:
    dossier.remplacer(fichier, avant, apres)
    with pytest.raises(CommandError) as erreur:
        importer(dossier)
    texte = str(erreur.value).replace("\u00a0", " ")
    assert erreur.value.returncode == 1
    assert re.search(message, texte), texte
    assert "Rien n’a été écrit." in texte
    assert not Territoire.objects.exists()


def test_toutes_les_lignes_fausses_sont_dites_ensemble(dossier: Dossier) -> None:
    dossier.remplacer("communes", ",63732,", ",x,").remplacer("communes", ",92188,", ",y,")
    with pytest.raises(CommandError) as erreur:
        importer(dossier)
    assert "83126" in str(erreur.value)
    assert "84007" in str(erreur.value)


def test_un_fichier_absent_ou_d_un_autre_codage_se_dit_en_francais(dossier: Dossier) -> None:
    dossier.ecrire()
    (dossier.racine / "epci.csv").unlink()
    with pytest.raises(CommandError, match=r"epci\.csv : fichier introuvable"):
        call_command("importer_territoires", dossier=str(dossier.racine))
    (dossier.racine / "epci.csv").write_bytes("code,nom,nature\n2,Sénart,CA".encode("latin-1"))
    with pytest.raises(CommandError, match=r"epci\.csv, ligne 2, code 2 : .* UTF-8"):
        call_command("importer_territoires", dossier=str(dossier.racine))


def test_une_ecriture_interrompue_ne_laisse_rien(
    dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    class PanneError(RuntimeError):
        """The server dies half-way."""

    def tomber(*args: object) -> None:
        raise PanneError

    monkeypatch.setattr(operation.base, "_ecrire_fermeture", tomber)
    with pytest.raises(PanneError):
        importer(dossier)
    assert not Territoire.objects.exists()


TEXTES = {nom: extraire(nom) for nom in officiel.COLONNES}


@given(
    st.sampled_from(sorted(TEXTES)),
    st.text(max_size=20),
    st.integers(min_value=0, max_value=2000),
    st.integers(min_value=0, max_value=30),
)
def test_un_fichier_abime_est_lu_ou_refuse_ligne_a_ligne(
    fichier: str, bruit: str, ou: int, longueur: int
) -> None:
    """Any damage: either the file still says something, or the error names the file."""
    texte = TEXTES[fichier]
    abime = texte[:ou] + bruit + texte[ou + longueur :]
    try:
        lu: Referentiel | FichierIllisibleError = officiel.lire(TEXTES | {fichier: abime})
    except FichierIllisibleError as erreur:
        lu = erreur
    if isinstance(lu, FichierIllisibleError):
        assert all(e.fichier.endswith(".csv") and e.raison for e in lu.erreurs)
    else:
        assert lu.fiches
