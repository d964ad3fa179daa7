"""`manage.py verifier_liens`: visit the catalogue's addresses and write what is there."""

import math
import sys
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from bibliographie.models import Lien
from bibliographie.robot import releve
from bibliographie.robot.cadence import DELAI_S, Cadence
from bibliographie.robot.client import Client, agent
from bibliographie.robot.frontiere import Frontiere
from bibliographie.robot.tournee import Bilan, Tournee
from bibliographie.robot.visite import Visite
from socle.textes import accorder, nombre

INTERROMPU = 130


def entier_positif(texte: str) -> int:
    """A whole number, 0 or more, or argparse's error in French."""
    if not texte.isascii() or not texte.isdigit():
        raise ArgumentTypeError(f"« {texte} » n’est pas un nombre entier positif.")
    return int(texte)


def secondes(texte: str) -> float:
    """A duration, 0 or more."""
    try:
        duree = float(texte)
    except ValueError:
        duree = -1
    if not 0 <= duree < math.inf:
        raise ArgumentTypeError(f"« {texte} » n’est pas une durée en secondes.")
    return duree


class Command(BaseCommand):
    help = (
        "Visite les adresses du catalogue et note ce qui s’y trouve, les plus anciennement "
        "contrôlées d’abord. Ne dépublie rien. S’interrompt et se relance sans rien perdre."
    )
    # Tests widen it to their own server; no option, setting or variable does.
    frontiere = Frontiere()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--limite", type=entier_positif, help="nombre d’adresses au plus")
        parser.add_argument(
            "--age",
            type=entier_positif,
            default=releve.AGE_JOURS,
            metavar="JOURS",
            help="ne revisiter qu’après tant de jours (30), sauf les adresses suspectes (2 jours)",
        )
        parser.add_argument(
            "--url",
            action="append",
            help="visiter cette adresse du catalogue, quel que soit son âge (répétable)",
        )
        parser.add_argument(
            "--delai",
            type=secondes,
            default=DELAI_S,
            metavar="SECONDES",
            help="pause entre deux demandes à un même hôte (1)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        liens = self._choisir(options["url"], options["age"], options["limite"])
        silence = True if options["verbosity"] == 0 else None
        with tqdm(
            desc="Liens", unit=" adresses", total=len(liens), file=sys.stderr, disable=silence
        ) as barre:

            def suivre(url: str, visite: Visite | None) -> None:
                barre.update()
                if options["verbosity"] > 1:
                    self.stdout.write(_ligne(url, visite))

            tournee = Tournee(
                Client(agent(settings.ADRESSE_DU_SITE), frontiere=self.frontiere),
                Cadence(options["delai"]),
                suivre,
            )
            try:
                tournee.faire(liens)
            except KeyboardInterrupt as arret:
                barre.close()
                self._resumer(tournee.bilan)
                raise CommandError(
                    "Interrompu. Relancez la même commande : elle continue où elle s’est arrêtée.",
                    returncode=INTERROMPU,
                ) from arret
        self._resumer(tournee.bilan)

    def _choisir(
        self, urls: list[str] | None, age: int, limite: int | None
    ) -> list[tuple[int, str]]:
        if urls:
            connus = Lien.objects.exclude(etat=Lien.Etat.INCOMPLET).filter(url__in=urls)
            if inconnus := sorted(set(urls) - {lien.url for lien in connus}):
                raise CommandError(
                    f"Pas d’adresse complète de ce nom au catalogue : {', '.join(inconnus)}"
                )
        else:
            connus = releve.a_visiter(age)
        return list(connus.values_list("pk", "url")[:limite])

    def _resumer(self, bilan: Bilan) -> None:
        """Say what was written, and what was not and why."""
        self.stdout.write(f"{_compte(bilan.ecrits, 'adresse contrôlée', 'adresses contrôlées')}.")
        for etat in Lien.Etat:
            if n := bilan.etats[etat]:
                self.stdout.write(f"  {etat.label} : {nombre(n)}")
        if n := bilan.reportes:
            self.stdout.write(
                f"{_compte(n, 'visite remise', 'visites remises')} à la prochaine fois : "
                "le serveur a demandé qu’on le laisse."
            )
        if n := bilan.changes:
            self.stdout.write(
                f"{_compte(n, 'adresse changée', 'adresses changées')} pendant la visite, laissées."
            )
        if n := bilan.sans_reseau:
            raise CommandError(
                "Aucun serveur n’a répondu : le réseau de cette machine est-il coupé ? "
                f"{_compte(n, 'échec n’a pas été noté', 'échecs n’ont pas été notés')}."
            )


def _compte(n: int, singulier: str, pluriel: str) -> str:
    return f"{nombre(n)} {accorder(n, singulier, pluriel)}"


def _ligne(url: str, visite: Visite | None) -> str:
    if visite is None:
        return f"{url} : remise à la prochaine fois"
    suite = f" → {visite.arrivee}" if visite.arrivee else ""
    dit = " ".join(str(mot) for mot in (visite.code, visite.erreur) if mot)
    return f"{url}{suite} : {visite.issue.label} ({dit}, {visite.duree_ms} ms)"
