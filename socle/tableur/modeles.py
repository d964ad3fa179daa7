"""A table that left the admin, or came back: kept so that both can be compared."""

import datetime
import json
import zlib
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

# A table corrected later than that is compared with what is here, without its own base.
GARDE_SORTIS = datetime.timedelta(days=365)
GARDE_RENTRES = datetime.timedelta(days=7)


class TableauQuerySet(models.QuerySet):
    """Tables by age."""

    def perimes(self, maintenant: datetime.datetime) -> Self:
        """Those that are kept no longer."""
        sortis = models.Q(sens=Tableau.Sens.SORTI, le__lt=maintenant - GARDE_SORTIS)
        rentres = ~models.Q(sens=Tableau.Sens.SORTI) & models.Q(le__lt=maintenant - GARDE_RENTRES)
        return self.filter(sortis | rentres)

    def renvoyes(self, par: Any, modele: str = "") -> Self:
        """Those that this person sent back, of one list or of all."""
        siens = self.filter(par=par).exclude(sens__in=(Tableau.Sens.SORTI, Tableau.Sens.IMPORT))
        return siens.filter(modele=modele) if modele else siens

    def a_importer(self, par: Any, modele: str) -> Self:
        """The files of new records that this person gave and has not decided yet, without what
        they hold: it may weigh megabytes.
        """
        siens = self.filter(par=par, modele=modele, sens=Tableau.Sens.IMPORT)
        return siens.defer("contenu", "original")


class Tableau(models.Model):
    """The cells of one table, as they left (the base of a later diff) or as they came back; or a
    file of new records that waits to be decided.

    `contenu` is compressed JSON: what it holds is said by `socle.tableur.sortie` and `retour`,
    and for a file to import by the room that reads it. `original` is that file, compressed too,
    and `restent` says how many of its records wait.
    """

    class Sens(models.TextChoices):
        SORTI = "sorti", "téléchargé"
        RENTRE = "rentre", "renvoyé"
        REFUSE = "refuse", "renvoyé, à corriger"
        NUL = "nul", "renvoyé, sans changement"
        IMPORT = "import", "à importer"

    modele = models.CharField("modèle", max_length=100)
    sens = models.CharField(max_length=6, choices=Sens)
    nom = models.CharField("nom du fichier", max_length=200, blank=True)
    contenu = models.BinaryField()
    original = models.BinaryField(blank=True, default=b"")
    restent = models.PositiveIntegerField(default=0)
    le = models.DateTimeField(default=timezone.now)
    par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+"
    )

    objects = TableauQuerySet.as_manager()

    class Meta:
        ordering = ["-le", "-pk"]
        verbose_name = "tableau"
        verbose_name_plural = "tableaux"

    def __str__(self) -> str:
        return f"{self.get_sens_display()} le {self.le:%d/%m/%Y}"

    @classmethod
    def garder(cls, contenu: dict[str, Any], **champs: Any) -> "Tableau":
        """Keep these cells, and forget those that are too old."""
        cls.objects.perimes(timezone.now()).delete()
        return cls.objects.create(contenu=_comprimer(contenu), **champs)

    def remplacer(self, contenu: dict[str, Any], **champs: Any) -> None:
        """Keep these cells in the place of the others, as long again."""
        nouveaux = {"contenu": _comprimer(contenu), "le": timezone.now(), **champs}
        for nom, valeur in nouveaux.items():
            setattr(self, nom, valeur)
        self.save(update_fields=list(nouveaux))

    def classer(self, sens: str) -> None:
        """Say what it is good for, once it was compared."""
        if sens != self.sens:
            self.sens = sens
            self.save(update_fields=["sens"])

    def lire(self) -> dict[str, Any]:
        """What was kept."""
        lu: dict[str, Any] = json.loads(zlib.decompress(self.contenu))
        return lu


def _comprimer(contenu: dict[str, Any]) -> bytes:
    brut = json.dumps(contenu, ensure_ascii=False, separators=(",", ":")).encode()
    return zlib.compress(brut, 6)
