"""What the two import commands share: options, progress on stderr, summary, errors in French."""

import argparse
import sys
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from socle.textes import accorder, nombre
from territoires.importation.differences import Differences
from territoires.importation.fiches import Referentiel
from territoires.importation.lecture import (
    ERREURS_MONTREES,
    ErreurDeLigne,
    FichierIllisibleError,
)
from territoires.importation.operation import Resultat, TropDeDisparitionsError, importer

DETAILS_MONTRES = 10


class CommandeDImport(BaseCommand):
    """Dry unless --ecrire; says what changes; a wrong file changes nothing and exits with 1.

    Where lines can be left out (`ecartees`), they are told and the others written: it exits with 2.
    """

    ecartees: Sequence[ErreurDeLigne] = ()

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--ecrire", action="store_true", help="écrire ; sans cela, l’import est à blanc"
        )
        parser.add_argument(
            "--accepter-disparitions",
            action="store_true",
            help="admettre que beaucoup de territoires ne soient plus dans les fichiers",
        )

    def lire(self, options: dict[str, Any]) -> Referentiel:
        """The reference that the options name. Raise FichierIllisibleError."""
        raise NotImplementedError

    def handle(self, *args: str, **options: Any) -> None:
        """Read, compare, write, sum up."""
        with tqdm(
            desc="Lecture", unit=" lignes", file=sys.stderr, disable=self._silence(options)
        ) as barre:
            try:
                referentiel = self.lire(options)
                barre.set_description("Comparaison")
                resultat = self._importer(referentiel, options, barre)
            except FichierIllisibleError as erreur:
                raise CommandError(f"{erreur}\nRien n’a été écrit.") from erreur
            except TropDeDisparitionsError as erreur:
                raise CommandError(
                    f"{erreur} Fichier tronqué ? Rien n’a été écrit. "
                    "Si c’est voulu, relancez avec --accepter-disparitions."
                ) from erreur
        self._resumer(resultat, ecrit=options["ecrire"])
        if self.ecartees:
            raise CommandError(_dire_les_ecartees(self.ecartees, referentiel), returncode=2)

    @staticmethod
    def _silence(options: dict[str, Any]) -> bool | None:
        """tqdm's `disable`: None shows the bar on a terminal only."""
        return True if options["verbosity"] == 0 else None

    @staticmethod
    def _importer(referentiel: Referentiel, options: dict[str, Any], barre: tqdm) -> Resultat:
        def commencer(differences: Differences) -> None:
            barre.set_description("Écriture")
            barre.reset(total=differences.ecritures)

        return importer(
            referentiel,
            ecrire=options["ecrire"],
            accepter_disparitions=options["accepter_disparitions"],
            commencer=commencer,
            progres=barre.update,
        )

    def _resumer(self, resultat: Resultat, *, ecrit: bool) -> None:
        d = resultat.differences
        self.stdout.write(
            f"Territoires : {_compte(len(d.ajoutes), 'ajouté')}, "
            f"{_compte(len(d.modifies), 'modifié')}, "
            f"{_compte(len(d.obsoletes), 'obsolète')}, {_compte(d.inchanges, 'inchangé')}."
        )
        if d.reconduits:
            self.stdout.write(
                f"Dont {_compte(len(d.reconduits), 'reconduit')} d’un millésime à l’autre, "
                "ou aux mots de recherche refaits."
            )
        self.stdout.write(
            f"Appartenances : {_compte(len(d.liens_ajoutes), 'ajoutée')}, "
            f"{_compte(len(d.liens_modifies), 'modifiée')}, "
            f"{_compte(len(d.liens_retires), 'retirée')}."
        )
        for changement in [*d.modifies, *d.obsoletes][:DETAILS_MONTRES]:
            self.stdout.write(
                f"  {'-'.join(changement.avant.cle)} {changement.avant.nom} : "
                f"{', '.join(changement.champs)}"
            )
        for cle in resultat.sans_successeur:
            self.stdout.write(f"  {'-'.join(cle)} n’est plus en vigueur, sans successeur connu.")
        if not d:
            self.stdout.write("Rien à changer.")
        elif ecrit:
            self.stdout.write("Écrit.")
        else:
            self.stdout.write("Rien n’a été écrit : relancez avec --ecrire.")


def _dire_les_ecartees(ecartees: Sequence[ErreurDeLigne], referentiel: Referentiel) -> str:
    """The lines that were left out, the first of them one by one, and what that changes."""
    n = len(ecartees)
    phrase = f"{nombre(n)} {accorder(n, 'ligne écartée', 'lignes écartées')}, les autres valent."
    if not referentiel.complet:
        phrase += " La liste étant incomplète, ce qui n’y est pas n’est pas tenu pour disparu."
    dites = [str(erreur) for erreur in ecartees[:ERREURS_MONTREES]]
    if n > ERREURS_MONTREES:
        reste = n - ERREURS_MONTREES
        dites.append(f"… et {nombre(reste)} {accorder(reste, 'autre')}.")
    return "\n".join([*dites, phrase])


def _compte(n: int, mot: str) -> str:
    return f"{nombre(n)} {accorder(n, mot)}"
