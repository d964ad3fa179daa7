"""The number that a merged notice had: its public address still leads somewhere."""

from django.db import models

from bibliographie.models.notice import Notice


class AncienneNotice(models.Model):
    """A number that was given, then merged into another notice: never given again."""

    numero = models.PositiveIntegerField("ancien numéro", unique=True)
    cle = models.SlugField("ancienne clé", max_length=120)
    notice = models.ForeignKey(
        Notice, models.CASCADE, verbose_name="notice gardée", related_name="anciennes"
    )

    class Meta:
        ordering = ["numero"]
        verbose_name = "ancien numéro de notice"
        verbose_name_plural = "anciens numéros de notice"

    def __str__(self) -> str:
        return f"{self.numero} → {self.notice_id}"

    @classmethod
    def gardee(cls, numero: int) -> Notice | None:
        """The published notice into which that number was merged."""
        fusion = cls.objects.select_related("notice").filter(numero=numero).first()
        return fusion.notice if fusion and fusion.notice.est_publie else None
