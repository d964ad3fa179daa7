"""What a coordination fills in: the record's own values, to correct; a step, a document, a word."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from dispositifs.actualisation.champs import CORRIGIBLES, Champ
from dispositifs.models import Coordination, Etape
from socle import dates

A_LA_FRANCAISE = re.compile(r"(?:([0-9]{1,2})/)?([0-9]{1,2})/([0-9]{4})", re.ASCII)
AIDE_DATE = "Par exemple 2024, 03/2024 ou 15/03/2024."
# What the browser already knows is not asked again: an address is offered, a name never.
RIEN: list[tuple[str, str]] = [("", "Je ne sais pas, ou non renseigné")]


class DateSaisie(forms.CharField):
    """A date as people write it, kept as a partial date: « 15/03/2024 » → « 2024-03-15 »."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=10, required=False, help_text=AIDE_DATE, **options)

    def to_python(self, value: Any) -> str:
        texte = str(super().to_python(value) or "")
        if lu := A_LA_FRANCAISE.fullmatch(texte):
            jour, mois, annee = lu.groups()
            texte = f"{annee}-{int(mois):02}" + (f"-{int(jour):02}" if jour else "")
        return texte

    def validate(self, value: str) -> None:
        super().validate(value)
        if not value:
            return
        try:
            dates.bornes(value)
        except ValueError as erreur:
            raise forms.ValidationError(
                "Cette date n’existe pas, ou ne se lit pas. Écrivez 2024, 03/2024 ou 15/03/2024."
            ) from erreur

    def prepare_value(self, value: Any) -> Any:
        """« 2024-03-15 » → « 15/03/2024 »."""
        if isinstance(value, str) and re.fullmatch(dates.MOTIF, value):
            return "/".join(reversed(value.split("-")))
        return value


def _texte(label: str, longueur: int, *, lignes: int = 0, **options: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": lignes}) if lignes else None
    return forms.CharField(
        label=label, max_length=longueur, required=False, widget=widget, **options
    )


class ReponseForm(forms.Form):
    """The names of the corrigible fields are those of ChampPropose, a dot become « _ »."""

    nom = forms.CharField(
        label="Nom", max_length=200, error_messages={"required": "Une fiche porte un nom."}
    )
    presentation = _texte("Présentation", 3000, lignes=5)
    porteur = _texte("Porteur", 200, help_text="L’organisme qui porte le dispositif.")
    debut = DateSaisie(label="Début")
    fin = DateSaisie(label="Fin")
    perimetre = _texte(
        "Périmètre",
        1500,
        lignes=3,
        help_text="Les communes ou quartiers couverts, en toutes lettres.",
    )
    coordination_etat = forms.ChoiceField(
        label="La coordination", choices=[*RIEN, *Coordination.Etat.choices], required=False
    )
    coordination_fonction = _texte(
        "Fonction",
        200,
        help_text="Par exemple : coordinatrice du CLS. Jamais le nom d’une personne.",
    )
    coordination_etp = forms.DecimalField(
        label="Équivalents temps plein",
        required=False,
        localize=True,
        max_digits=4,
        decimal_places=2,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(50))],
        help_text="0,5 pour un mi-temps.",
        error_messages={"invalid": "Écrivez un nombre, comme 0,5 ou 1."},
    )
    coordination_organisme = _texte("Organisme employeur", 200)
    coordination_courriel = forms.EmailField(
        label="Boîte aux lettres de la fonction",
        required=False,
        max_length=254,
        help_text="Publiée. Une adresse de fonction (cls@…), pas celle d’une personne.",
        error_messages={"invalid": "Cette adresse ne se lit pas. Exemple : cls@ville.fr"},
    )
    etape_statut = forms.ChoiceField(
        label="Le dispositif est désormais",
        choices=[("", "Rien de nouveau"), *Etape.Statut.choices],
        required=False,
    )
    etape_date = DateSaisie(label="Depuis")
    document_titre = _texte("Titre du document", 300)
    document_url = forms.URLField(
        label="Son adresse sur le web",
        required=False,
        max_length=500,
        assume_scheme="https",
        error_messages={
            "invalid": "Cette adresse ne se lit pas. Exemple : https://ville.fr/cls.pdf"
        },
    )
    remarque = _texte(
        "Une remarque pour le CRES", 3000, lignes=4, help_text="Elle n’est pas publiée."
    )
    au_nom_de = _texte(
        "Vous répondez en tant que",
        120,
        help_text="Fonction et organisme, par exemple : la coordination du CLS. Publié avec la "
        "date de vérification.",
    )

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or self.cleaned_data
        self._a_deux("etape_statut", "etape_date", "Dites depuis quand.", "Dites quel changement.")
        self._a_deux("document_url", "document_titre", "Donnez un titre au document.", "")
        debut, fin = donnees.get("debut"), donnees.get("fin")
        if debut and fin and fin < debut[: len(fin)]:
            self.add_error("fin", "La fin précède le début.")
        return donnees

    def _a_deux(self, un: str, autre: str, manque_autre: str, manque_un: str) -> None:
        """Two fields that only make sense together."""
        donnees = self.cleaned_data
        if donnees.get(un) and not donnees.get(autre) and autre not in self.errors:
            self.add_error(autre, manque_autre)
        if manque_un and donnees.get(autre) and not donnees.get(un) and un not in self.errors:
            self.add_error(un, manque_un)

    @property
    def corrections(self) -> dict[str, str]:
        """The values given, by ChampPropose.champ, as `champs.valeurs` writes them."""
        donnees = self.cleaned_data
        return {c: _en_texte(donnees.get(nom_de_champ(c))) for c in CORRIGIBLES}

    @property
    def ajouts(self) -> dict[str, dict[str, str]]:
        """The étape and the document, when they are given."""
        d, ajouts = self.cleaned_data, {}
        if d.get("etape_statut"):
            ajouts[Champ.ETAPE] = {"statut": d["etape_statut"], "date": d["etape_date"]}
        if d.get("document_titre"):
            ajouts[Champ.DOCUMENT] = {"titre": d["document_titre"], "url": d["document_url"]}
        return {str(champ): valeur for champ, valeur in ajouts.items()}


def nom_de_champ(champ: str) -> str:
    """« coordination.etp » → « coordination_etp »: the name of its field in the form."""
    return str(champ).replace(".", "_")


def _en_texte(valeur: Any) -> str:
    if isinstance(valeur, Decimal):
        return f"{valeur.normalize():f}"
    return str(valeur or "").replace("\r\n", "\n").strip()


def initiales(valeurs: dict[str, str]) -> dict[str, Any]:
    """What the form shows first: the record as it is."""
    depart: dict[str, Any] = {nom_de_champ(champ): valeur for champ, valeur in valeurs.items()}
    etp = valeurs.get(Champ.ETP)
    depart["coordination_etp"] = Decimal(etp) if etp else None
    return depart
