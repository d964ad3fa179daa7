"""What the second editor reads: each difference in words, who made it and when."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.forms.models import _get_foreign_key
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from socle.suivi.evenements import evenements, nom_de
from socle.suivi.formulaire import PROPRES, etat_enregistre, etat_tape, rangee_lisible
from socle.suivi.fusion import (
    CHAMP,
    INCONNUE,
    RANGEE_SUPPRIMEE,
    SUPPRESSION,
    Champs,
    Ecart,
    Fusion,
)
from socle.suivi.valeurs import libelle, lisible
from socle.suivi.versions import Suivi, a_une_histoire, histoire_de
from socle.textes import majuscule

SUPPRIMEE, A_SUPPRIMER, ABSENTE = "ligne supprimée", "à supprimer", "ligne absente"


def suivi_de(modele: type[Model], inlines: Any) -> Suivi:
    """The record and the rows that its page shows."""
    rangees: Any = tuple(
        (inline.model, _get_foreign_key(modele, inline.model, fk_name=inline.fk_name).name)
        for inline in inlines
    )
    return Suivi(modele, rangees)


@dataclass(frozen=True)
class Ligne:
    """One difference, as the page prints it. Each version is a list of lines."""

    nom: str
    sujet: str
    titre: str
    avant: list[str]
    eux: list[str]
    moi: list[str]
    conflit: bool
    qui: str
    quand: datetime.datetime | None

    @property
    def eux_garde(self) -> bool:
        """Of two versions already merged: whether the one saved meanwhile is kept."""
        return self.eux != self.avant


class Panneau:
    """The differences of one page: those to decide first, then those already merged."""

    def __init__(
        self,
        page: Any,
        request: HttpRequest,
        objet: Model,
        form: Any,
        groupes: list[Any],
        fusion: Fusion,
        ouvert_le: datetime.datetime,
    ) -> None:
        self.ouvert_le = ouvert_le
        self.form = form
        self.groupes = {groupe.prefix: groupe for groupe in groupes}
        suivi = suivi_de(type(objet), page.get_inline_instances(request, objet))
        self.evenements = (
            evenements(suivi, objet.pk, ouvert_le) if a_une_histoire(type(objet)) else []
        )
        self.dernier = _dernier_enregistrement(objet, ouvert_le)
        lignes = [self._ligne(ecart) for ecart in fusion.ecarts]
        self.conflits = [ligne for ligne in lignes if ligne.conflit]
        self.fusionnes = [ligne for ligne in lignes if not ligne.conflit]

    @property
    def auteurs(self) -> list[tuple[str, datetime.datetime]]:
        """Who saved meanwhile, and when, the first first."""
        if self.evenements:
            return [(e.qui, e.fin) for e in reversed(self.evenements)]
        return [self.dernier] if self.dernier else []

    def _ligne(self, ecart: Ecart) -> Ligne:
        qui, quand = self._auteur(ecart)
        change = ecart.eux != ecart.avant
        return Ligne(
            ecart.nom,
            self._sujet(ecart),
            self._titre(ecart),
            self._valeurs(ecart, ecart.avant, ABSENTE),
            self._valeurs(ecart, ecart.eux, SUPPRIMEE if ecart.avant else ABSENTE),
            self._valeurs(ecart, ecart.moi, A_SUPPRIMER if ecart.avant else ABSENTE),
            ecart.conflit,
            qui if change else "",
            quand if change else None,
        )

    def _champs(self, ecart: Ecart) -> Any:
        return self.groupes[ecart.groupe].empty_form.fields if ecart.groupe else self.form.fields

    def _titre(self, ecart: Ecart) -> str:
        if ecart.genre == CHAMP:
            return libelle(self._champs(ecart)[ecart.champ], ecart.champ)
        if ecart.genre in (RANGEE_SUPPRIMEE, SUPPRESSION):
            return "Ligne supprimée"
        return "Ligne ajoutée"

    def _sujet(self, ecart: Ecart) -> str:
        """« Étape « actif, mars 2018 » »; nothing for the record's own fields."""
        if not ecart.groupe:
            return ""
        groupe = self.groupes[ecart.groupe]
        nom = majuscule(str(groupe.model._meta.verbose_name))
        rangee = rangee_lisible(groupe, ecart.cle)
        return f"{nom} « {rangee} »" if rangee else nom

    def _valeurs(self, ecart: Ecart, champs: Champs | None, absence: str) -> list[str]:
        """One line a field; the bare value where there is only one."""
        if champs is None:
            return [absence]
        lus = [(self._champs(ecart)[nom], nom, valeur) for nom, valeur in champs.items()]
        if ecart.genre == CHAMP:
            return [_lire(champ, valeur) for champ, _, valeur in lus]
        return [f"{libelle(champ, nom)} : {_lire(champ, v)}" for champ, nom, v in lus if v]

    def _auteur(self, ecart: Ecart) -> tuple[str, datetime.datetime | None]:
        """Who last wrote this field or this row since the page was opened, and when."""
        modele = self.groupes[ecart.groupe].model if ecart.groupe else type(self.form.instance)
        cle = ecart.cle or str(self.form.instance.pk)
        for evenement in self.evenements:
            for c in evenement.changements:
                if c.modele is modele and str(c.cle) == cle and c.champ in ("", ecart.champ):
                    return evenement.qui, evenement.fin
        auteurs = self.auteurs
        return auteurs[-1] if auteurs else ("", None)


def _lire(champ: Any, valeur: Any) -> str:
    return "inconnue" if valeur == INCONNUE else lisible(champ, valeur)


def _dernier_enregistrement(
    objet: Model, depuis: datetime.datetime
) -> tuple[str, datetime.datetime] | None:
    """The admin's own journal: it also knows of rows without history."""
    ligne = (
        LogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(objet),
            object_id=str(objet.pk),
            action_time__gt=depuis,
        )
        .select_related("user")
        .order_by("action_time")
        .last()
    )
    return (nom_de(ligne.user), ligne.action_time) if ligne else None


def page_supprimee(page: Any, request: HttpRequest, cle: str) -> HttpResponse | None:
    """What was typed on a record that somebody deleted meanwhile, to be copied; None when there
    never was such a record, or when it is not this person's to see."""
    pk = page.model._meta.pk
    if not (a_une_histoire(page.model) and cle.isdigit() and page.has_change_permission(request)):
        return None
    derniere = (
        histoire_de(page.model)
        .objects.filter(**{pk.attname: cle})
        .select_related("history_user")
        .order_by("history_date", "history_id")
        .last()
    )
    if derniere is None or derniere.history_type != "-":
        return None
    contexte = {
        **page.admin_site.each_context(request),
        "title": "Cette fiche a été supprimée",
        "opts": page.opts,
        "derniere": derniere,
        "qui": nom_de(derniere.history_user),
        "cle": cle,
        "tapees": _tapees(page, request),
    }
    return render(request, "admin/conflit_supprimee.html", contexte)


def _tapees(page: Any, request: HttpRequest) -> list[tuple[str, list[tuple[str, str]]]]:
    """By group, what was typed: (label, value); what is empty is left out."""
    noms = [n for n in flatten_fieldsets(page.get_fieldsets(request)) if n not in PROPRES]
    form = page.get_form(request, None, fields=noms)()
    groupes = [
        modele(prefix=modele.get_default_prefix())
        for modele, _ in page.get_formsets_with_inlines(request, None)
    ]
    tape = etat_tape(form, groupes, request.POST, etat_enregistre(form, groupes), set())
    lues = [("", _contenu(form.fields, tape.fiche))]
    for groupe in groupes:
        champs = groupe.empty_form.fields
        nom = majuscule(str(groupe.model._meta.verbose_name))
        rangees = tape.rangees[groupe.prefix].values()
        for rangee in [*rangees, *tape.nouvelles.get(groupe.prefix, [])]:
            lues.append((nom, _contenu(champs, rangee)))
    return [(nom, contenu) for nom, contenu in lues if contenu]


def _contenu(champs: Any, valeurs: Champs) -> list[tuple[str, str]]:
    return [(libelle(champs[n], n), lisible(champs[n], v)) for n, v in valeurs.items() if v]
