"""What every editors' page asks beside the record: why, and from which version it was opened."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Model

from socle.models import Publiable
from socle.suivi.fusion import Etat
from socle.suivi.valeurs import libelle
from socle.textes import enumerer

# As long as the history keeps.
MOTIF_MAX = 100
MOTIF_DEMANDE = "Dites en quelques mots pourquoi\u00a0: vous changez {}."
AIDE_MOTIF = (
    "Quelques mots pour l’équipe\u00a0: ils restent dans l’historique, jamais sur le site public. "
    "Demandé quand le changement est sensible."
)


class ChampHorsFiche(forms.CharField):
    """Asked with the record, and no part of it: it never counts as a change."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class FicheForm(forms.ModelForm):
    """The form of a record that keeps its history.

    `motif_pour` names the sensitive changes that were sent; `refus` is what stops the saving.
    """

    motif_pour: tuple[str, ...] = ()
    refus = ""

    motif = ChampHorsFiche(
        label="Pourquoi ce changement\u202f?",
        max_length=MOTIF_MAX,
        required=False,
        help_text=AIDE_MOTIF,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
    version_lue = ChampHorsFiche(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or self.cleaned_data
        if self.refus:
            self.add_error(None, self.refus)
        elif self.motif_pour and not donnees.get("motif"):
            self.add_error("motif", MOTIF_DEMANDE.format(enumerer(list(self.motif_pour))))
        return donnees


def changements_sensibles(
    champs: Iterable[str], form: forms.BaseForm, groupes: Iterable[Any], avant: Etat, apres: Etat
) -> tuple[str, ...]:
    """Among the sensitive fields and groups, those that change, as the editor knows them.

    The état is sensitive only when a record leaves the public site.
    """
    par_nom = {groupe.prefix: groupe for groupe in groupes}
    trouves = []
    for nom in champs:
        if nom in par_nom and _groupe_change(nom, avant, apres):
            trouves.append(f"« {_nom_du_groupe(par_nom[nom].model)} »")
        elif _champ_change(nom, avant, apres):
            trouves.append(f"« {libelle(form.fields[nom], nom)} »")
    return tuple(trouves)


def _champ_change(nom: str, avant: Etat, apres: Etat) -> bool:
    if nom not in avant.fiche or apres.fiche.get(nom) == avant.fiche[nom]:
        return False
    return nom != "etat" or avant.fiche[nom] == Publiable.Etat.PUBLIE


def _groupe_change(groupe: str, avant: Etat, apres: Etat) -> bool:
    if apres.nouvelles.get(groupe) or apres.retirees.get(groupe):
        return True
    return apres.rangees.get(groupe, {}) != avant.rangees.get(groupe, {})


def _nom_du_groupe(modele: type[Model]) -> str:
    nom = str(modele._meta.verbose_name_plural)
    return nom[:1].upper() + nom[1:]
