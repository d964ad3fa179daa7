"""A table that came back, as the editor reads it, decides, and confirms."""

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest

from socle.models import Publiable
from socle.tableur.comparaison import Comparaison, Comparateur, Ecart, Etat, Ligne
from socle.tableur.lecture import Feuille, Rejet
from socle.tableur.modeles import Tableau
from socle.tableur.plan import Plan
from socle.tableur.saisie import Saisie, SaisieError
from socle.textes import accorder

# Lines decided at a time, and fields of a form: Django refuses more than 1,000.
PAR_ETAPE = 100
CHAMPS_MAX = 800
CHANGE_ENTRE_TEMPS = (
    "Des fiches ont changé ici pendant que vous choisissiez. Rien n’a été écrit. "
    "Relisez les lignes ci-dessous et confirmez de nouveau."
)
REFUSEES = "Rien n’a été écrit\u00a0: des lignes cochées sont refusées. Décochez-les, ou corrigez."
RIEN = "Rien n’était coché\u00a0: rien ne change."
MOTS = {
    Etat.CONFLIT: ("changée ici aussi depuis le téléchargement", "changées ici aussi"),
    Etat.MODIFIEE: ("modifiée", "modifiées"),
    Etat.NOUVELLE: ("nouvelle", "nouvelles"),
    Etat.DISPARUE: ("absente du tableau", "absentes du tableau"),
    Etat.ERREUR: ("ligne à corriger", "lignes à corriger"),
}
TITRES = {
    Etat.CONFLIT: "Changées ici aussi depuis le téléchargement",
    Etat.MODIFIEE: "Modifiées",
    Etat.NOUVELLE: "Nouvelles",
    Etat.DISPARUE: "Absentes du tableau",
    Etat.ERREUR: "À corriger dans le tableau",
}


@dataclass(frozen=True, slots=True)
class Vue:
    """One line on the page: what is ticked, and what each conflict keeps."""

    ligne: Ligne
    libelle: str
    cochee: bool
    prises: frozenset[str]

    def ecarts(self) -> tuple[tuple[Ecart, str, bool], ...]:
        """Each cell, the name of its choice in the form, and whether the file's is chosen."""
        return tuple(
            (e, f"{self.ligne.nom}-{e.colonne.nom}", e.colonne.nom in self.prises)
            for e in self.ligne.ecarts
        )


class Retour:
    """One table beside what is here."""

    def __init__(self, modele_admin: Any, request: HttpRequest, plan: Plan, rentre: Tableau):
        self.request, self.plan, self.rentre = request, plan, rentre
        self.contenu = rentre.lire()
        self.refus = ""
        self.comparateur = Comparateur(plan, self._feuille())
        self.comparaison: Comparaison = self.comparateur.comparer()
        self.saisie = Saisie(modele_admin, request, plan, self.comparateur)
        self._etape()

    @staticmethod
    def verifier(plan: Plan, feuille: Feuille) -> None:
        """Raise TableurError for a sheet that cannot be compared at all."""
        Comparateur(plan, Feuille(feuille.nom, feuille.entete))

    def _feuille(self) -> Feuille:
        lignes = [(numero, cellules) for numero, cellules in self.contenu["lignes"]]
        return Feuille(
            self.rentre.nom,
            self.contenu["entete"],
            lignes,
            rejets=[Rejet(*rejet) for rejet in self.contenu.get("rejets", [])],
            avertissements=self.contenu.get("avertissements", []),
        )

    def _etape(self) -> None:
        """The lines of this page, each checked as the form would; those refused are said."""
        faites, champs = set(self.contenu.get("faites", [])), 0
        self.lignes: list[Ligne] = []
        self.restent = 0
        for ligne in self.comparaison.a_decider:
            champs += 1 + sum(e.conflit for e in ligne.ecarts)
            if ligne.nom in faites:
                continue
            if len(self.lignes) >= PAR_ETAPE or champs > CHAMPS_MAX:
                self.restent += 1
            else:
                self.lignes.append(self._controlee(ligne))

    def _controlee(self, ligne: Ligne) -> Ligne:
        erreurs = self.saisie.controler(ligne)
        return replace(ligne, etat=Etat.ERREUR, erreurs=erreurs) if erreurs else ligne

    @property
    def erreurs(self) -> list[Ligne]:
        """The lines that nothing can be done of, and why."""
        lues = self.comparaison.de(Etat.ERREUR)
        return sorted([*lues, *self._refusees()], key=lambda ligne: ligne.numero)

    def _refusees(self) -> list[Ligne]:
        return [ligne for ligne in self.lignes if ligne.etat is Etat.ERREUR]

    @cached_property
    def groupes(self) -> list[tuple[str, str, list[Vue]]]:
        """The lines to decide, by what becomes of them: state, title, lines."""
        return [
            (etat.value, TITRES[etat], vues)
            for etat in (Etat.CONFLIT, Etat.MODIFIEE, Etat.NOUVELLE, Etat.DISPARUE)
            if (vues := [self._vue(ligne) for ligne in self.lignes if ligne.etat is etat])
        ]

    def _vue(self, ligne: Ligne) -> Vue:
        envoyee = self.request.method == "POST"
        cochee = ligne.nom in self.request.POST if envoyee else ligne.est_proposee
        libelle = str(ligne.objet) if ligne.objet is not None else ligne.cle
        return Vue(ligne, libelle, cochee, self._prises(ligne))

    def _prises(self, ligne: Ligne) -> frozenset[str]:
        """The conflicts that the file wins."""
        return frozenset(
            e.colonne.nom
            for e in ligne.ecarts
            if e.conflit and self.request.POST.get(f"{ligne.nom}-{e.colonne.nom}") == "tableau"
        )

    @property
    def comptes(self) -> list[tuple[str, int, str]]:
        """« 3 modifiées »: state, number, words, for those that there are."""
        nombres = Counter(ligne.etat for ligne in self.comparaison.lignes)
        for ligne in self._refusees():
            nombres[Etat.ERREUR] += 1
            nombres[self._avant_controle(ligne)] -= 1
        return [
            (etat.value, nombres[etat], accorder(nombres[etat], *MOTS[etat]))
            for etat in Etat
            if nombres[etat]
        ]

    def _avant_controle(self, ligne: Ligne) -> Etat:
        return next(brute.etat for brute in self.comparaison.lignes if brute.nom == ligne.nom)

    @property
    def inchangees(self) -> str:
        """« 215 lignes sans changement »."""
        n = self.comparaison.inchangees
        return f"{n} {accorder(n, 'ligne sans changement', 'lignes sans changement')}"

    @property
    def archive(self) -> bool:
        """Whether what is absent would be archived, rather than deleted."""
        return issubclass(self.plan.modele, Publiable)

    @property
    def vu(self) -> str:
        """What the page shows: sent back with the choices, so that nothing slips between."""
        return " ".join(ligne.empreinte for ligne in self.lignes)

    def confirmer(self) -> bool:
        """Write the ticked lines, all or none. False, with a message, when nothing was."""
        cochees = [ligne for ligne in self.lignes if ligne.nom in self.request.POST]
        if self.request.POST.get("vu") != self.vu:
            return self._refuser(CHANGE_ENTRE_TEMPS)
        if any(ligne.etat is Etat.ERREUR for ligne in cochees):
            return self._refuser(REFUSEES)
        comptes: Counter[Etat] = Counter()
        try:
            with transaction.atomic():
                self._verrouiller(cochees)
                for ligne in cochees:
                    ecarts = self._retenus(ligne)
                    if ecarts or ligne.etat is Etat.DISPARUE:
                        self.saisie.ecrire(ligne, ecarts)
                        comptes[ligne.etat] += 1
                self._avancer()
        except SaisieError as erreur:
            return self._refuser(f"{REFUSEES} {erreur}")
        messages.success(self.request, self._bilan(comptes))
        return True

    def _verrouiller(self, lignes: list[Ligne]) -> None:
        """Hold the rows, and be sure that they are as they were compared a moment ago."""
        pks = [ligne.objet.pk for ligne in lignes if ligne.objet is not None]
        list(
            self.plan.modele._default_manager.select_for_update().filter(pk__in=pks).order_by("pk")
        )
        actuels = {o.pk: self.plan.cellules(o) for o in self.plan.actuels(pks=pks)}
        for ligne in lignes:
            if ligne.objet is not None and any(
                actuels.get(ligne.objet.pk, {}).get(e.colonne.nom) != e.ici for e in ligne.ecarts
            ):
                raise SaisieError((("", CHANGE_ENTRE_TEMPS),))

    def _retenus(self, ligne: Ligne) -> tuple[Ecart, ...]:
        prises = self._prises(ligne)
        return tuple(e for e in ligne.ecarts if not e.conflit or e.colonne.nom in prises)

    def _avancer(self) -> None:
        """Leave the lines of this page behind; forget the table when none is left."""
        if not self.restent:
            self.rentre.delete()
            return
        faites = [*self.contenu.get("faites", []), *(ligne.nom for ligne in self.lignes)]
        self.rentre.remplacer({**self.contenu, "faites": faites})

    @property
    def sens(self) -> str:
        """Whether lines wait to be chosen, are all to be corrected, or change nothing."""
        if self.groupes or self.restent:
            return Tableau.Sens.RENTRE
        return Tableau.Sens.REFUSE if self.erreurs else Tableau.Sens.NUL

    def reste(self) -> bool:
        """Whether a next page waits."""
        return bool(self.restent)

    def _refuser(self, message: str) -> bool:
        self.refus = message
        return False

    def _bilan(self, comptes: Counter[Etat]) -> str:
        modifiees = comptes[Etat.MODIFIEE] + comptes[Etat.CONFLIT]
        retirees = accorder(comptes[Etat.DISPARUE], "archivée" if self.archive else "supprimée")
        dits = [
            (modifiees, accorder(modifiees, "fiche modifiée", "fiches modifiées")),
            (comptes[Etat.NOUVELLE], accorder(comptes[Etat.NOUVELLE], "créée")),
            (comptes[Etat.DISPARUE], retirees),
        ]
        faits = ", ".join(f"{n} {mot}" for n, mot in dits if n)
        return (
            f"Tableau repris\u00a0: {faits}."
            if faits
            else "Rien n’était coché\u00a0: rien ne change."
        )
