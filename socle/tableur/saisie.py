"""Write a line of a table as if its cells were typed in the admin's own form.

So every rule of that form holds here too: permissions, its own checks, those of the model, the
constraints of the database, the search index, the history.
"""

import copy
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.admin.utils import construct_change_message
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError, RestrictedError
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from django.utils.text import slugify
from simple_history.utils import update_change_reason

from socle.models import Publiable
from socle.tableur.colonnes import CelluleError, Colonne
from socle.tableur.comparaison import Comparateur, Ecart, Etat, Ligne
from socle.tableur.plan import Plan
from socle.textes import plier

RAISON = "tableau renvoyé"
ERREURS = tuple[tuple[str, str], ...]


class SaisieError(Exception):
    """A line that cannot be written: (column, what to do), in French."""

    def __init__(self, erreurs: ERREURS) -> None:
        self.erreurs = erreurs
        super().__init__(" ".join(f"{c}\u00a0: {dit}" for c, dit in erreurs))


@dataclass
class Saisie:
    """One person typing lines in one admin."""

    admin: Any
    request: HttpRequest
    plan: Plan
    comparateur: Comparateur

    def controler(self, ligne: Ligne) -> ERREURS:
        """Why this line would be refused; empty when it would be written."""
        if ligne.etat is Etat.DISPARUE:
            return ()
        try:
            self._formulaire_valide(ligne, ligne.ecarts, copy.copy(ligne.objet))
        except SaisieError as erreur:
            return erreur.erreurs
        return ()

    def ecrire(self, ligne: Ligne, ecarts: tuple[Ecart, ...]) -> Any:
        """Write these cells of the line. Raise SaisieError; the caller holds the transaction."""
        if ligne.etat is Etat.DISPARUE:
            return self._retirer(ligne)
        formulaire = self._formulaire_valide(ligne, ecarts, ligne.objet)
        change = ligne.objet is not None
        objet = self.admin.save_form(self.request, formulaire, change=change)
        objet._change_reason = RAISON
        try:
            with transaction.atomic():
                self.admin.save_model(self.request, objet, formulaire, change)
                self._speciales(objet, ecarts)
                self.admin.save_related(self.request, formulaire, [], change)
        except (IntegrityError, ValidationError, CelluleError) as erreur:
            dit = " ".join(getattr(erreur, "messages", [])) or str(erreur)
            raise SaisieError((("", dit),)) from erreur
        if not change and hasattr(objet, "history"):
            update_change_reason(objet, RAISON)
        message = construct_change_message(formulaire, [], add=not change)
        noter = self.admin.log_change if change else self.admin.log_addition
        noter(self.request, objet, message)
        return objet

    def _formulaire_valide(self, ligne: Ligne, ecarts: tuple[Ecart, ...], objet: Any) -> Any:
        self._permettre(objet, ecarts)
        formulaire = self._formulaire(ligne, ecarts, objet)
        fixes = [
            (e.colonne.nom, "cette colonne ne se corrige pas par un tableau")
            for e in ecarts
            if e.colonne.nom not in formulaire.fields and not isinstance(e.colonne, Speciale)
        ]
        if fixes:
            raise SaisieError(tuple(fixes))
        if not formulaire.is_valid():
            raise SaisieError(_dites(formulaire.errors))
        for ecart in ecarts:
            if isinstance(ecart.colonne, Speciale):
                try:
                    ecart.colonne.controler(formulaire.instance, ecart.tableau)
                except CelluleError as erreur:
                    raise SaisieError(((ecart.colonne.nom, str(erreur)),)) from erreur
        return formulaire

    def _permettre(self, objet: Any, ecarts: tuple[Ecart, ...]) -> None:
        if objet is None and not self.admin.has_add_permission(self.request):
            raise SaisieError((("", "vous n’avez pas le droit de créer une fiche ici"),))
        if objet is not None and not self.admin.has_change_permission(self.request, objet):
            raise SaisieError((("", "vous n’avez pas le droit de modifier cette fiche"),))
        publie = Publiable.Etat.PUBLIE.value
        for ecart in ecarts:
            if ecart.colonne.nom == "etat" and issubclass(self.plan.modele, Publiable):
                meta = self.plan.modele._meta
                droit = f"{meta.app_label}.publier_{meta.model_name}"
                touche = publie in (ecart.tableau, ecart.ici)
                if touche and not self.request.user.has_perm(droit):
                    raise SaisieError((("etat", "vous n’avez pas le droit de publier"),))

    def _formulaire(self, ligne: Ligne, ecarts: tuple[Ecart, ...], objet: Any) -> Any:
        """The admin's form, filled with what is here, then with what the table says."""
        classe = self.admin.get_form(self.request, objet, change=objet is not None)
        vierge = classe(instance=objet)
        dits = {e.colonne.nom: self._valeur(e) for e in ecarts} | {"motif": RAISON}
        if objet is None:
            dits |= self._cle(ligne, dits)
        donnees: MultiValueDict = MultiValueDict()
        for nom, champ in vierge.fields.items():
            valeur = dits[nom] if nom in dits else vierge[nom].initial
            _remplir(donnees, vierge.add_prefix(nom), champ, valeur)
        return classe(donnees, instance=objet)

    def _valeur(self, ecart: Ecart) -> Any:
        connus = self.comparateur.connus.get(ecart.colonne.nom, {})
        return ecart.colonne.saisie(ecart.tableau, connus)

    def _cle(self, ligne: Ligne, dits: dict[str, Any]) -> dict[str, Any]:
        """The key of a new record: as the file gives it, else made as the form would."""
        cles = {self.plan.cle.nom: ligne.cle} if ligne.cle else {}
        for nom, sources in self.admin.get_prepopulated_fields(self.request).items():
            if not (cles.get(nom) or dits.get(nom)):
                mots = " ".join(str(dits.get(source, "")) for source in sources)
                cles[nom] = self._libre(nom, slugify(plier(mots)))
        return cles

    def _libre(self, nom: str, base: str) -> str:
        """The same slug, numbered when it is taken."""
        champ: Any = self.plan.modele._meta.get_field(nom)
        base = base[: (champ.max_length or 50) - 4].strip("-")
        cle, rang = base, 2
        while base and self.plan.modele._default_manager.filter(**{nom: cle}).exists():
            cle, rang = f"{base}-{rang}", rang + 1
        return cle

    def _speciales(self, objet: Any, ecarts: tuple[Ecart, ...]) -> None:
        for ecart in ecarts:
            if isinstance(ecart.colonne, Speciale):
                connus = self.comparateur.connus.get(ecart.colonne.nom, {})
                ecart.colonne.appliquer(objet, ecart.tableau, connus)

    def _retirer(self, ligne: Ligne) -> Any:
        """A record that is no more in the table: archived when it can be, else deleted."""
        objet = ligne.objet
        objet._change_reason = f"{RAISON}, ligne absente"
        if isinstance(objet, Publiable):
            if not self.admin.has_change_permission(self.request, objet):
                raise SaisieError((("", "vous n’avez pas le droit de modifier cette fiche"),))
            objet.etat = Publiable.Etat.ARCHIVE
            objet.save()
            self.admin.log_change(self.request, objet, [{"changed": {"fields": ["état"]}}])
            return objet
        if not self.admin.has_delete_permission(self.request, objet):
            raise SaisieError((("", "vous n’avez pas le droit de supprimer cette fiche"),))
        try:
            with transaction.atomic():
                self.admin.delete_model(self.request, objet)
        except (ProtectedError, RestrictedError) as erreur:
            dit = "d’autres fiches s’y rattachent\u00a0: elle ne peut pas être supprimée"
            raise SaisieError((("", dit),)) from erreur
        return objet


@dataclass(frozen=True)
class Speciale(Colonne):
    """A column that the form does not have: it says itself how it is checked and written."""

    def controler(self, objet: models.Model, normale: str) -> None:
        """Raise CelluleError when it cannot be written."""

    def appliquer(self, objet: Any, normale: str, objets: dict[str, Any]) -> None:
        """Write it, once the record is saved."""
        raise NotImplementedError


def _remplir(donnees: MultiValueDict, nom: str, champ: forms.Field, valeur: Any) -> None:
    """Put a value in the data of a form as a browser would send it."""
    if isinstance(champ.widget, forms.MultiWidget):
        for rang, morceau in enumerate(champ.widget.decompress(valeur) or []):
            donnees[f"{nom}_{rang}"] = "" if morceau is None else str(morceau)
        return
    prete = champ.prepare_value(valeur)
    if isinstance(champ, forms.BooleanField):
        if prete:
            donnees[nom] = "on"
    elif isinstance(prete, list | tuple | set):
        donnees.setlist(nom, [str(un) for un in prete])
    elif prete is not None:
        donnees[nom] = str(prete)


def _dites(erreurs: Any) -> ERREURS:
    return tuple(
        ("" if champ == NON_FIELD_ERRORS else champ, str(message))
        for champ, messages in erreurs.items()
        for message in messages
    )
