"""An editor, and a table that goes out, is corrected, and comes back."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from socle.tableur.retour import Retour

Lignes = list[dict[str, Any]]


@pytest.fixture(name="editrice")
def _editrice(client: Client, db: None) -> Client:
    client.force_login(User.objects.create_superuser("editrice", password="x"))
    return client


def adresse(modele: Any, page: str = "", **parametres: Any) -> str:
    """Of one of the pages of the table of that model."""
    nom = f"admin:{modele._meta.app_label}_{modele._meta.model_name}_tableur"
    return reverse(f"{nom}_{page}" if page else nom, kwargs=parametres)


def sortir(client: Client, modele: Any, suffixe: str = "csv", **filtres: str) -> bytes:
    """The bytes of the file."""
    reponse: Any = client.get(adresse(modele, "liste", suffixe=suffixe), filtres)
    assert reponse.status_code == 200, reponse.content
    # Read to its end, it is closed by the client, which spares the database connection.
    return b"".join(reponse.streaming_content)


def lire(contenu: bytes) -> Lignes:
    """The rows of a file, by column."""
    if contenu.startswith(b"PK"):
        entete, *lignes = (
            load_workbook(io.BytesIO(contenu)).worksheets[0].iter_rows(values_only=True)
        )
        return [dict(zip(entete, ligne, strict=True)) for ligne in lignes]
    texte = contenu.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(texte, newline=""), delimiter=";"))


def ecrire(lignes: Lignes, separateur: str = ";", encodage: str = "utf-8-sig") -> bytes:
    """The same rows as a spreadsheet would save them."""
    tampon = io.StringIO(newline="")
    colonnes = list(lignes[0])
    redacteur = csv.DictWriter(tampon, colonnes, delimiter=separateur, extrasaction="ignore")
    redacteur.writeheader()
    redacteur.writerows(lignes)
    return tampon.getvalue().encode(encodage)


def envoyer(client: Client, modele: Any, contenu: bytes, nom: str = "t.csv") -> Any:
    """The page that follows the upload."""
    fichier = SimpleUploadedFile(nom, contenu)
    return client.post(adresse(modele), {"fichier": fichier}, follow=True)


def retour_de(reponse: Any) -> Retour:
    """The diff that the page shows."""
    assert reponse.status_code == 200, reponse.content.decode()
    assert "retour" in reponse.context, reponse.context["formulaire"].errors
    retour: Retour = reponse.context["retour"]
    return retour


def confirmer(client: Client, reponse: Any, *autres: str, **choix: str) -> Any:
    """Tick what the page ticks, and these names besides; choose these values."""
    retour = retour_de(reponse)
    champs = {vue.ligne.nom: "on" for _, _, vues in retour.groupes for vue in vues if vue.cochee}
    champs |= dict.fromkeys(autres, "on") | choix
    return client.post(reponse.request["PATH_INFO"], {"vu": retour.vu, **champs}, follow=True)


@pytest.fixture(name="aller_retour")
def _aller_retour(editrice: Client) -> Callable[..., Any]:
    """Download, let `corriger` change the rows, send back; the page of the diff."""

    def faire(modele: Any, corriger: Callable[[Lignes], Any] = lambda lignes: None) -> Any:
        lignes = lire(sortir(editrice, modele))
        lignes = corriger(lignes) or lignes
        return envoyer(editrice, modele, ecrire(lignes))

    return faire
