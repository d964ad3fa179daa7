"""The filters of the list of contrats de ville: those of the dispositifs, with the type set."""

from django.db.models import Count, Exists, OuterRef, QuerySet

from dispositifs.models import Articulation, Dispositif, Generation, TypeDispositif
from dispositifs.models.type import CONTRAT_DE_VILLE
from dispositifs.registre.filtres import INCONNU, DispositifFiltre
from dispositifs.registre.tris import TRIS
from socle.listes.filtres import ChoixMultiple

# The schemes of which a source may say that they are the health part of a contrat de ville.
VOLETS = ("asv", "cls", "clsm")


class ContratFiltre(DispositifFiltre):
    """The same list with the type set: `type` asks there for the schemes tied to a contract."""

    facettes_de = {
        **{nom: champ for nom, champ in DispositifFiltre.facettes_de.items() if nom != "contrat"},
        "type": "",
        "generation": "generation_nommee",
    }
    facettes_ouvertes = ("territoire", "generation", "type")

    type = ChoixMultiple(
        label="Dispositif lié",
        choices=lambda: [
            (t.code, t.libelle) for t in TypeDispositif.objects.filter(code__in=VOLETS)
        ],
        method="filtrer_lie",
    )
    generation = ChoixMultiple(
        label="Génération",
        choices=lambda: [
            *((g.code, str(g)) for g in Generation.objects.filter(type=CONTRAT_DE_VILLE)),
            (INCONNU, "non renseignée"),
        ],
        field_name="generation_nommee",
        method="filtrer_champ",
    )

    def filtrer_lie(self, qs: QuerySet, nom: str, valeurs: list[str]) -> QuerySet:
        """Tied by an articulation to a published dispositif of one of the types."""
        return qs.filter(Exists(self._liens().filter(vers=OuterRef("pk"), de__type__in=valeurs)))

    def _liens(self) -> QuerySet[Articulation]:
        """The links from published dispositifs, known at the date asked for."""
        lies = Dispositif.objects.publies()
        if self.instant:
            lies = lies.connus_au(self.instant.au)
        return Articulation.objects.order_by().filter(de__in=lies.values("pk"))

    def compter(self, nom: str) -> dict[str, int]:
        """Published links need their own way."""
        if nom != "type":
            return super().compter(nom)
        contrats = self.filtrer(sauf="type").order_by().values("pk")
        liens = self._liens().filter(vers__in=contrats)
        return dict(liens.values_list("de__type").annotate(n=Count("vers", distinct=True)))

    def libelle_de(self, nom: str, valeur: str) -> str:
        """The name that a chip bears."""
        libelle = super().libelle_de(nom, valeur)
        if nom in ("type", "generation") and valeur != INCONNU:
            return f"{self.filters[nom].label} : {libelle}"
        return libelle

    @property
    def tris(self) -> list[tuple[str, str]]:
        """All are of one type."""
        return [tri for tri in TRIS if tri[0] != "dispositif"]
