"""`manage.py lisibilite`: words a sentence, for each explainer and each column of answers."""

from typing import Any

from django.core.management.base import BaseCommand

from dispositifs.comprendre.lisibilite import Mesure
from dispositifs.models import Explication, ReponseCritere, TexteReference
from socle.textes import accorder, nombre

MOYENNE_CLAIRE, PHRASE_CLAIRE = 15, 25


class Command(BaseCommand):
    help = (
        "Donne le nombre de mots par phrase de chaque fiche, de chaque colonne de la comparaison "
        f"et de la chronologie. Une écriture claire vise {MOYENNE_CLAIRE} mots en moyenne et "
        f"{PHRASE_CLAIRE} au plus."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        for fiche in Explication.objects.select_related("type").prefetch_related("parties"):
            textes = [fiche.chapo, *(p.texte for p in fiche.parties.all())]
            self._dire(f"Fiche {fiche.type.libelle}", textes)
        colonnes: dict[str, list[str]] = {}
        for reponse in ReponseCritere.objects.select_related("type").order_by("type__rang"):
            colonnes.setdefault(reponse.type.libelle, []).append(reponse.texte)
        for libelle, textes in colonnes.items():
            self._dire(f"Réponses {libelle}", textes)
        resumes = list(TexteReference.objects.values_list("resume", flat=True))
        self._dire("Chronologie", resumes)

    def _dire(self, quoi: str, textes: list[str]) -> None:
        """One line; what is hard to read aloud is in another colour, and says so."""
        mesure = Mesure.de(textes)
        clair = mesure.moyenne <= MOYENNE_CLAIRE and mesure.maximum <= PHRASE_CLAIRE
        ligne = (
            f"{quoi} : {nombre(round(mesure.moyenne, 1))} mots par phrase, "
            f"{mesure.maximum} au plus, "
            f"{mesure.phrases} {accorder(mesure.phrases, 'phrase')}"
        )
        self.stdout.write(ligne if clair else self.style.WARNING(f"{ligne} : à alléger"))
