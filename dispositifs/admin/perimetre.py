"""The perimeter of a dispositif as one cell of a table, « commune-83126 | epci-200054807 »; and the
quartiers that it aims at as another."""

from dataclasses import dataclass
from typing import Any

from django.db import models

from dispositifs.models import Couverture
from socle.models import Publiable
from socle.tableur.cles import cle_de
from socle.tableur.colonnes import SEPARATEUR, CelluleError, Relation
from socle.tableur.saisie import Speciale
from territoires.models import Echelle, Territoire


@dataclass(frozen=True)
class Perimetre(Speciale, Relation):
    """The territories covered, or those aimed at. What stays keeps its part and its precision."""

    visee: bool = False

    def en_texte(self, valeur: Any) -> str:
        siennes = [c for c in valeur.all() if c.visee == self.visee]
        return SEPARATEUR.join(sorted(c.territoire.reference for c in siennes))

    def controler(self, objet: models.Model, normale: str) -> None:
        publie = getattr(objet, "etat", "") == Publiable.Etat.PUBLIE
        exige = publie and not self.visee and not getattr(objet, "perimetre_inconnu", False)
        if exige and not normale:
            raise CelluleError("un dispositif publié garde un périmètre")
        if self.visee and not all(cle.startswith(f"{Echelle.QPV}-") for cle in self.cles(normale)):
            raise CelluleError("seuls des quartiers prioritaires se visent")

    def appliquer(self, objet: Any, normale: str, objets: dict[str, Any]) -> None:
        voulus = [objets[cle] for cle in self.cles(normale)]
        # A place that goes from one column to the other keeps its row.
        for rangee in objet.couvertures.filter(territoire__in=voulus).exclude(visee=self.visee):
            rangee.visee = self.visee
            rangee.save()
        siennes = objet.couvertures.filter(visee=self.visee)
        deja = set(siennes.values_list("territoire", flat=True))
        for territoire in voulus:
            if territoire.pk not in deja:
                Couverture.objects.create(dispositif=objet, territoire=territoire, visee=self.visee)
        partent = siennes.exclude(territoire__in=voulus)
        if objet.couverture_principale in partent:
            restent = objet.couvertures.exclude(pk__in=partent.values("pk"))
            objet.couverture_principale = restent.order_by("visee", "pk").first()
            objet.full_clean()
            objet.save()
        partent.delete()


# Places are joined: SQLite cannot be asked for a thousand of them by their key.
COUVERTURES = models.Prefetch("couvertures", Couverture.objects.select_related("territoire"))
PERIMETRE = Perimetre(
    nom="perimetre_codes",
    libelle="périmètre",
    aide="Territoires couverts, «\u00a0échelle-code\u00a0», séparés par « | ».",
    valeur=lambda dispositif: dispositif.couvertures,
    aparte=COUVERTURES,
    cle=cle_de(Territoire),
    plusieurs=True,
)
QUARTIERS = Perimetre(
    nom="quartiers_vises",
    libelle="quartiers visés",
    aide="Quartiers prioritaires visés sans être le périmètre, séparés par « | ».",
    valeur=lambda dispositif: dispositif.couvertures,
    aparte=COUVERTURES,
    cle=cle_de(Territoire),
    plusieurs=True,
    visee=True,
)
