"""The files that a colleague would give: real records of the site, one thing changed in each."""

import csv
import io
import re

from playwright.sync_api import FilePayload, Page


def _lu(page: Page, adresse: str) -> str:
    """What the site answers at that address to who is signed in."""
    reponse = page.request.get(adresse)
    if not reponse.ok:
        raise SystemExit(f"{adresse} ne répond pas : aucune capture n’est prise.")
    return reponse.body().decode("utf-8-sig")


def notices_a_importer(page: Page) -> FilePayload:
    """Three notices of the catalogue as another tool would give them: one changed, one whose
    title is short and whose key is lost, one that becomes an example of a new one."""
    changee = _ris(page, 24).replace("SP  - 31", "SP  - 32")
    ressemblante = re.sub(r"(?m)^ID  - .*\n|(?<= de la ville) .*$", "", _ris(page, 155))
    nouvelle = re.sub(r"(?m)^(ID|UR|AU|PB|N1)  - .*\n", "", _ris(page, 27))
    nouvelle = re.sub(r"(?m)^TI  - .*$", "TI  - Exemple de notice nouvelle", nouvelle)
    ris = "\n".join([changee, ressemblante, nouvelle])
    return {"name": "export.ris", "mimeType": "text/plain", "buffer": ris.encode()}


def _ris(page: Page, numero: int) -> str:
    """A notice, with the line ends of this machine."""
    return _lu(page, f"/bibliographie/{numero}.ris").replace("\r\n", "\n")


def terme_corrige(page: Page) -> FilePayload:
    """The glossary's table, one note changed."""
    contenu = _lu(page, "/admin/dispositifs/terme/tableur/liste.csv")
    lignes = list(csv.DictReader(io.StringIO(contenu, newline=""), delimiter=";"))
    next(ligne for ligne in lignes if ligne["sigle"] == "CLS")["note"] = "Exemple de correction."
    tampon = io.StringIO(newline="")
    redacteur = csv.DictWriter(tampon, list(lignes[0]), delimiter=";")
    redacteur.writeheader()
    redacteur.writerows(lignes)
    return {"name": "termes.csv", "mimeType": "text/csv", "buffer": tampon.getvalue().encode()}
