"""A page as an editor leaves it: its fields as a browser would send them, changed and sent."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.test import Client


class _Lecture(HTMLParser):
    """The fields of the main form of an admin page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.champs: dict[str, list[str]] = {}
        self.dedans = False
        self.choix = ""
        self.texte = ""

    def handle_starttag(self, balise: str, attributs: list[tuple[str, str | None]]) -> None:
        a = {nom: valeur or "" for nom, valeur in attributs}
        if balise == "form":
            self.dedans = a.get("id", "").endswith("_form") or "retablir" in a.get("class", "")
        if not self.dedans:
            return
        if "disabled" in a:
            return
        if balise == "input" and a.get("name") and a.get("type") != "submit":
            if a.get("type") not in ("checkbox", "radio") or "checked" in a:
                defaut = "on" if a.get("type") == "checkbox" else ""
                self.champs.setdefault(a["name"], []).append(a.get("value", defaut))
        elif balise == "select":
            self.choix = a.get("name", "")
        elif balise == "option" and "selected" in a and self.choix:
            self.champs.setdefault(self.choix, []).append(a.get("value", ""))
        elif balise == "textarea":
            self.texte = a.get("name", "")
            self.champs[self.texte] = [""]

    def handle_endtag(self, balise: str) -> None:
        if balise == "form":
            self.dedans = False
        if balise == "select":
            self.choix = ""
        if balise == "textarea":
            self.champs[self.texte][0] = self.champs[self.texte][0].removeprefix("\n")
            self.texte = ""

    def handle_data(self, donnees: str) -> None:
        if self.texte:
            self.champs[self.texte][0] += donnees


@dataclass
class Page:
    """An open page."""

    client: Client
    adresse: str
    reponse: Any
    champs: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        lecture = _Lecture()
        lecture.feed(self.reponse.content.decode())
        self.champs = lecture.champs

    def taper(self, **champs: Any) -> "Page":
        """Change fields; « __ » stands for « - »."""
        for nom, valeur in champs.items():
            self.champs[nom.replace("__", "-")] = valeur if isinstance(valeur, list) else [valeur]
        return self

    def decocher(self, nom: str) -> "Page":
        """Uncheck a box."""
        self.champs.pop(nom, None)
        return self

    def rang(self, groupe: str, cle: Any) -> int:
        """The place of a row in its group."""
        total = int(self.champs[f"{groupe}-TOTAL_FORMS"][0])
        return next(i for i in range(total) if self.champs[f"{groupe}-{i}-id"] == [str(cle)])

    def ligne(self, groupe: str, cle: Any, **champs: Any) -> "Page":
        """Change fields of a row."""
        rang = self.rang(groupe, cle)
        return self.taper(**{f"{groupe}-{rang}-{nom}": v for nom, v in champs.items()})

    def ajouter(self, groupe: str, **champs: Any) -> "Page":
        """Add a row."""
        total = int(self.champs[f"{groupe}-TOTAL_FORMS"][0])
        self.taper(**{f"{groupe}-{total}-{nom}": v for nom, v in champs.items()})
        return self.taper(**{f"{groupe}-{total}-id": "", f"{groupe}-TOTAL_FORMS": str(total + 1)})

    def envoyer(self, **choix: Any) -> "Page":
        """Save, and stand on the page that answers."""
        donnees = self.champs | {"motif": self.champs.get("motif", [""])} | choix
        donnees = {nom: valeur for nom, valeur in donnees.items() if "__prefix__" not in nom}
        return Page(self.client, self.adresse, self.client.post(self.adresse, donnees))

    @property
    def est_enregistree(self) -> bool:
        """Whether the answer leads elsewhere."""
        return bool(self.reponse.status_code == 302)


def ouvrir(client: Client, adresse: str) -> Page:
    """Open the page of a record."""
    reponse = client.get(adresse)
    assert reponse.status_code == 200, reponse.status_code
    return Page(client, adresse, reponse)
