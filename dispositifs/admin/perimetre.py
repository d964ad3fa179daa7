"""The perimeter of a dispositif as one cell of a table: « commune-83126 | epci-200054807 »."""

from dataclasses import dataclass
from typing import Any

from django.db import models

from dispositifs.models import Couverture
from socle.models import Publiable
from socle.tableur.cles import cle_de
from socle.tableur.colonnes import SEPARATEUR, CelluleError, Relation
from socle.tableur.saisie import Speciale
from territoires.models import Territoire


@dataclass(frozen=True)
class Perimetre(Speciale, Relation):
    """The territories covered. Those that stay keep their part and their precision."""

    def en_texte(self, valeur: Any) -> str:
        return SEPARATEUR.join(sorted(c.territoire.reference for c in valeur.all()))

    def controler(self, objet: models.Model, normale: str) -> None:
        publie = getattr(objet, "etat", "") == Publiable.Etat.PUBLIE
        if not normale and publie and not getattr(objet, "perimetre_inconnu", False):
            raise CelluleError("un dispositif publié garde un périmètre")

    def appliquer(self, objet: Any, normale: str, objets: dict[str, Any]) -> None:
        voulus = [objets[cle] for cle in self.cles(normale)]
        deja = set(objet.couvertures.values_list("territoire", flat=True))
        for territoire in voulus:
            if territoire.pk not in deja:
                Couverture.objects.create(dispositif=objet, territoire=territoire)
        restent = objet.couvertures.filter(territoire__in=voulus)
        principale = objet.couverture_principale
        if principale is not None and principale.territoire not in voulus:
            objet.couverture_principale = restent.order_by("pk").first()
            objet.full_clean()
            objet.save()
        objet.couvertures.exclude(territoire__in=voulus).delete()


PERIMETRE = Perimetre(
    nom="perimetre_codes",
    libelle="périmètre",
    aide="Territoires couverts, «\u00a0échelle-code\u00a0», séparés par « | ».",
    valeur=lambda dispositif: dispositif.couvertures,
    aparte="couvertures__territoire",
    cle=cle_de(Territoire),
    plusieurs=True,
)
