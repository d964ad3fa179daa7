"""The files that a colleague would give: real records of the site, one thing changed in each."""

import csv
import io

from playwright.sync_api import FilePayload, Page


def _lu(page: Page, adresse: str) -> str:
    """What the site answers at that address to who is signed in."""
    reponse = page.request.get(adresse)
    if not reponse.ok:
        raise SystemExit(f"{adresse} ne répond pas : aucune capture n’est prise.")
    return reponse.body().decode("utf-8-sig")


def notices_a_importer(page: Page) -> FilePayload:
    """Two notices of the catalogue as another tool would give them: one with its title cut, one
    with a line more."""
    lignes = [
        ligne
        for numero in (12, 24)
        for ligne in _lu(page, f"/bibliographie/{numero}.ris").splitlines()
        if not ligne.startswith(("ID  -", "AN  -", "UR  -"))
    ]
    ris = "\n".join(lignes)
    return {"name": "export.ris", "mimeType": "text/plain", "buffer": ris.encode()}


def terme_corrige(page: Page) -> FilePayload:
    """The glossary's table, one note changed."""
    contenu = _lu(page, "/admin/dispositifs/terme/tableur/csv/")
    lignes = list(csv.DictReader(io.StringIO(contenu, newline=""), delimiter=";"))
    next(ligne for ligne in lignes if ligne["sigle"] == "CLS")["note"] = "Exemple de correction."
    tampon = io.StringIO(newline="")
    redacteur = csv.DictWriter(tampon, list(lignes[0]), delimiter=";")
    redacteur.writeheader()
    redacteur.writerows(lignes)
    return {"name": "termes.csv", "mimeType": "text/csv", "buffer": tampon.getvalue().encode()}
