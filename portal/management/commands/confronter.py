"""`manage.py confronter [--ecrire]`: what one room of the portal knows, does the register?"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from dispositifs.models import Discordance
from portal.confrontation.operation import Bilan, confronter
from socle.textes import accorder, enumerer, nombre

PIECES = 4


class Command(BaseCommand):
    help = (
        "Compare, lieu par lieu et type par type, ce que disent la bibliographie, les "
        "explications, les chiffres et les notes à ce que le registre connaît. Ce qui manque au "
        "registre entre dans la file de l’équipe, et la fiche du lieu dit qu’une source en parle. "
        "À lancer chaque nuit. Sans --ecrire, dit seulement ce qui changerait."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--ecrire", action="store_true", help="Écrit dans la base.")

    def handle(self, *args: Any, ecrire: bool, verbosity: int, **options: Any) -> None:
        with tqdm(total=PIECES, leave=False, disable=verbosity < 1 or None) as barre:
            bilan = confronter(ecrire=ecrire, suivre=lambda _: barre.update())
        self._dire(bilan, verbosity)
        if not ecrire and (bilan.nouvelles or bilan.rouvertes or bilan.reglees or bilan.corrigees):
            self.stdout.write("Rien n’a été écrit : relancez avec --ecrire.")

    def _dire(self, bilan: Bilan, verbosity: int) -> None:
        total = sum(bilan.lues.values())
        if not total:
            self.stdout.write(
                "Rien à confronter : aucune page ne nomme encore un dispositif à un lieu."
            )
        else:
            lues = [
                f"{nombre(n)} par {Discordance.Piece(piece).label}"
                for piece, n in bilan.lues.items()
                if n
            ]
            nommes = accorder(total, "dispositif nommé à un lieu", "dispositifs nommés à un lieu")
            self.stdout.write(f"{nombre(total)} {nommes} : {enumerer(lues)}.")
        self._lister("+", bilan.nouvelles, verbosity)
        self._lister("↺", bilan.rouvertes, verbosity)
        self._lister("✓", bilan.reglees, verbosity)
        self.stdout.write(
            "Discordances : "
            f"{_dire(len(bilan.nouvelles), 'nouvelle')}, {_dire(len(bilan.rouvertes), 'rouverte')},"
            f" {_dire(len(bilan.reglees), 'réglée')}, "
            f"{nombre(bilan.inchangees + len(bilan.corrigees))} toujours à régler, "
            f"{_dire(bilan.ecartees, 'écartée')} par l’équipe."
        )

    def _lister(self, signe: str, discordances: list[Discordance], verbosity: int) -> None:
        if verbosity < 1:
            return
        for d in discordances:
            suite = f" ({d.raison})" if d.raison else ""
            self.stdout.write(f"  {signe} {d}, dit par {d.get_d_ou_display()}{suite}")


def _dire(combien: int, un: str) -> str:
    return f"{nombre(combien)} {accorder(combien, un)}"
