"""A file that cannot be read, or not wholly, says why in French and changes nothing."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from openpyxl import Workbook

from dispositifs.models import Dispositif, Explication, Organisme, Partie, TypeDispositif
from socle.models import Source
from socle.tableur import retour as module_retour
from socle.tableur.comparaison import Etat
from socle.tableur.modeles import Tableau
from tests import fabriques
from tests.socle.tableur.conftest import (
    Lignes,
    adresse,
    confirmer,
    ecrire,
    envoyer,
    lire,
    retour_de,
    sortir,
)

pytestmark = pytest.mark.django_db
AllerRetour = Callable[..., Any]


def _bombe() -> bytes:
    """A small archive that would open into 101 MB."""
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 101 * 1024 * 1024)
    return tampon.getvalue()


def _refus(client: Client, contenu: bytes, nom: str = "t.csv") -> str:
    reponse = envoyer(client, Source, contenu, nom)
    assert reponse.status_code == 400
    assert not Tableau.objects.filter(sens="rentre").exists()
    return " ".join(reponse.content.decode().split())


@pytest.mark.parametrize(
    ("contenu", "dit"),
    [
        (b"", "vide"),
        (b"cle;titre\n" + b"x" * (50 * 1024 * 1024), "dépasse 10"),
        (b"%PDF-1.7", "C’est un PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "abîmé ou incomplet"),
        (b"PK\x03\x04abime", "abîmé"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\x81\x8d", "n’est pas"),
        (b"titre;note\nA;B\n", "Il manque la colonne"),
        (b"cle;cle\na;b\n", "Colonnes en double"),
        (b"cle\n" + b"x\n" * 20_001, "trop de lignes"),
    ],
)  # fmt: skip
def test_un_fichier_impossible_dit_pourquoi(editrice: Client, contenu: bytes, dit: str) -> None:
    assert dit in _refus(editrice, contenu)


def test_une_bombe_ne_se_decompresse_pas(editrice: Client) -> None:
    assert "trop gros une fois décompressé" in _refus(editrice, _bombe(), "t.xlsx")


def test_une_cle_sur_deux_lignes_une_colonne_inconnue(
    aller_retour: AllerRetour, editrice: Client
) -> None:
    fabriques.une_source("a")

    def corriger(lignes: Lignes) -> None:
        lignes[0]["couleur"] = "bleu"
        lignes.append({**lignes[0], "titre": "Autre"})

    retour = retour_de(aller_retour(Source, corriger))
    assert [ligne.etat for ligne in retour.erreurs] == [Etat.ERREUR, Etat.ERREUR]
    assert "plusieurs lignes" in retour.erreurs[0].erreurs[0][1]
    assert retour.comparaison.avertissements == ["Colonnes non lues, car inconnues\u00a0: couleur."]


def test_une_ligne_fautive_n_empeche_pas_les_autres(
    aller_retour: AllerRetour, editrice: Client
) -> None:
    fabriques.une_source("a")
    fabriques.une_source("b")

    def corriger(lignes: Lignes) -> None:
        lignes[0]["date"], lignes[1]["titre"] = "bientôt", "Corrigé"

    reponse = aller_retour(Source, corriger)
    page = " ".join(reponse.content.decode().split())
    assert "Ligne 2" in page
    assert "n’est pas une date" in page
    confirmer(editrice, reponse)
    assert Source.objects.filter(titre="Corrigé").count() == 1


@pytest.mark.parametrize(
    ("colonne", "valeur", "dit"),
    [
        ("generation", "0", "La première génération porte le numéro 1."),
        ("fin", "1999", "La fin précède le début."),
        ("verifie_par", "", "Dites qui a vérifié"),
        ("porteur", "personne", "inconnu ici"),
        ("generation_nommee", "2015-2023", "celle d’un autre type de dispositif"),
        ("quartiers_vises", "qpv-QN99999N", "inconnu ici"),
        ("quartiers_vises", "commune-83126", "seuls des quartiers prioritaires"),
        ("perimetre_codes", "commune-99999", "inconnu ici"),
        ("perimetre_codes", "", "garde un périmètre"),
        ("etat", "visible", "choix permis"),
        ("nom", "", "obligatoire"),
        ("nom", "=A1&B1", "formule"),
        ("nom", "#REF!", "n’a pas su calculer"),
    ],
)
def test_les_regles_de_la_fiche_sont_celles_du_tableau(
    aller_retour: AllerRetour,
    demo: fabriques.Registre,
    colonne: str,
    valeur: str,
    dit: str,
) -> None:
    Dispositif.objects.filter(slug="asv-la-seyne-sur-mer").update(debut="2012")

    def corriger(lignes: Lignes) -> None:
        ligne = next(x for x in lignes if x["slug"] == "asv-la-seyne-sur-mer")
        ligne[colonne] = valeur

    reponse = aller_retour(Dispositif, corriger)
    assert dit in " ".join(reponse.content.decode().split())
    (ligne,) = retour_de(reponse).erreurs
    assert dit in ligne.erreurs[0][1]


def test_un_chiffre_tape_dans_un_texte_est_refuse_comme_dans_sa_page(
    aller_retour: AllerRetour, editrice: Client
) -> None:
    fabriques.les_types()
    explication = Explication.objects.create(
        type=TypeDispositif.objects.get(code="cls"), chapo="Un mot."
    )
    Partie.objects.create(explication=explication, rubrique="en-bref", texte="Sans chiffre.")

    def corriger(lignes: Lignes) -> None:
        lignes[0]["texte"] = "Il y en a 220 en France."

    reponse = aller_retour(Partie, corriger)
    assert "est écrit en clair" in reponse.content.decode()


def test_un_nom_deja_pris_est_dit(aller_retour: AllerRetour, editrice: Client) -> None:
    fabriques.un_organisme("CRES", "association")
    fabriques.un_organisme("CAF", "autre")

    def corriger(lignes: Lignes) -> None:
        next(x for x in lignes if x["nom"] == "CAF")["nom"] = "CRES"

    reponse = aller_retour(Organisme, corriger)
    assert "existe déjà" in reponse.content.decode()


def test_deux_lignes_qui_se_genent_n_ecrivent_ni_l_une_ni_l_autre(
    aller_retour: AllerRetour, editrice: Client
) -> None:
    """Each alone would pass: the second is refused when written, and the first is undone."""
    fabriques.un_organisme("CRES", "association")
    fabriques.un_organisme("CAF", "autre")
    reponse = aller_retour(Organisme, lambda lignes: [{**x, "nom": "Le même"} for x in lignes])
    retour = retour_de(reponse)
    envoi = {ligne.nom: "on" for ligne in retour.lignes} | {"vu": retour.vu}
    suite: Any = editrice.post(reponse.request["PATH_INFO"], envoi)
    assert suite.status_code == 409
    assert "existe déjà" in suite.content.decode()
    assert not Organisme.objects.filter(nom="Le même").exists()


def test_un_long_tableau_se_decide_page_par_page(
    aller_retour: AllerRetour, editrice: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module_retour, "PAR_ETAPE", 2)
    for cle in "abcde":
        fabriques.une_source(cle)
    reponse = aller_retour(Source, lambda lignes: [{**x, "note": "vue"} for x in lignes])
    for restent in (3, 1, 0):
        assert retour_de(reponse).restent == restent
        reponse = confirmer(editrice, reponse)
    assert Source.objects.filter(note="vue").count() == 5
    assert not Tableau.objects.filter(sens="rentre").exists()


def test_une_liste_trop_longue_demande_un_filtre(
    editrice: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("socle.tableur.sortie.LIGNES_MAX", 1)
    fabriques.une_source("a")
    fabriques.une_source("b")
    reponse = editrice.get(adresse(Source, "liste", suffixe="csv"), follow=True)
    assert "Filtrez-la" in reponse.content.decode()


def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_lignes(editrice: Client) -> None:
    def faire(nombre: int) -> int:
        for rang in range(nombre):
            fabriques.un_organisme(f"Organisme {nombre}-{rang}", "autre")
        contenu = sortir(editrice, Organisme)
        reponse = envoyer(editrice, Organisme, contenu)
        chemin = reponse.request["PATH_INFO"]
        return fabriques.nombre_de_requetes(lambda: editrice.get(chemin)) + (
            fabriques.nombre_de_requetes(lambda: sortir(editrice, Organisme))
        )

    assert faire(3) == faire(300)


@pytest.mark.parametrize("page", ["tableur/", "tableur/liste.csv", "tableur/liste.pdf"])
def test_un_filtre_ou_un_format_qui_n_existe_pas_ramene_a_la_liste(
    editrice: Client, page: str
) -> None:
    depart = "/admin/dispositifs/dispositif/"
    reponse = editrice.get(f"{depart}{page}?type__code__exact=asv&generation__gte=zz", follow=True)
    assert reponse.status_code in (200, 400)


def test_un_classeur_corrige_dans_excel_revient(editrice: Client) -> None:
    """Cells of types that only a spreadsheet makes: dates, numbers, booleans."""
    fabriques.une_source("a", date="2018-03")
    lignes = lire(sortir(editrice, Source, "xlsx"))
    classeur, tampon = Workbook(), io.BytesIO()
    feuille: Any = classeur.active
    feuille.append(list(lignes[0]))
    feuille.append([*{**lignes[0], "note": 2016.0, "date": "mars-18"}.values()])
    classeur.save(tampon)
    reponse = envoyer(editrice, Source, tampon.getvalue(), "t.xlsx")
    assert [(e.colonne.nom, e.tableau) for e in retour_de(reponse).lignes[0].ecarts] == [
        ("note", "2016")
    ]


def test_un_fichier_d_une_autre_liste_est_refuse_ou_ne_change_rien(editrice: Client) -> None:
    fabriques.un_organisme()
    fabriques.une_source("a")
    contenu = sortir(editrice, Organisme)
    retour = retour_de(envoyer(editrice, Source, contenu))
    assert {ligne.etat for ligne in retour.comparaison.lignes} <= {Etat.NOUVELLE, Etat.ERREUR}
    assert not any(vue.cochee for _, _, vues in retour.groupes for vue in vues)


def test_un_tableau_vide_de_lignes_ne_propose_que_des_absentes(editrice: Client) -> None:
    fabriques.une_source("a")
    lignes = lire(sortir(editrice, Source))
    entete = ecrire(lignes).split(b"\r\n")[0] + b"\r\n"
    assert retour_de(envoyer(editrice, Source, entete)).comptes == []
