"""Who wrote, who published, for whom."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import slugify

from socle.textes import plier


class Auteur(models.Model):
    """A person or a body that signs a work, as sources print the name."""

    nom = models.CharField(max_length=250, help_text="Nom de famille, ou nom de la collectivité.")
    prenom = models.CharField("prénom", max_length=100, blank=True)
    est_collectif = models.BooleanField("est une collectivité", default=False)
    slug = models.SlugField("adresse", max_length=360, editable=False)

    class Meta:
        ordering = ["nom", "prenom"]
        verbose_name = "auteur"
        constraints = [
            models.UniqueConstraint(
                fields=["nom", "prenom", "est_collectif"],
                name="auteur_unique",
                violation_error_message="Cet auteur existe déjà.",
            ),
            models.CheckConstraint(
                condition=models.Q(est_collectif=False) | models.Q(prenom=""),
                name="auteur_collectif_sans_prenom",
                violation_error_message="Une collectivité n’a pas de prénom.",
            ),
        ]

    def __str__(self) -> str:
        return self.nom if self.est_collectif else f"{self.nom} {self.prenom}".strip()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the word that names the author in an address."""
        self.slug = mot_d_adresse(str(self))
        super().save(*args, **kwargs)


def mot_d_adresse(nom: str) -> str:
    """« ARS Île-de-France » → « ars-ile-de-france »."""
    return plier(nom).replace(" ", "-") or slugify(nom, allow_unicode=True) or "sans-nom"


def cle_du_nom(nom: str) -> str:
    """What two spellings of one name share; a name in another alphabet folds to itself."""
    return (plier(nom) or nom.strip().lower())[:250]


class _Nomme(models.Model):
    """Something known by its name alone; two spellings of the same name are one."""

    nom = models.CharField(max_length=250, unique=True)
    nom_plie = models.CharField(max_length=250, unique=True, editable=False)
    slug = models.SlugField("adresse", max_length=250, editable=False)

    class Meta:
        abstract = True
        ordering = ["nom"]

    def __str__(self) -> str:
        return self.nom

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the folded name, which forbids a double written otherwise."""
        self.nom_plie = cle_du_nom(self.nom)
        self.slug = mot_d_adresse(self.nom)[:250]
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Say that the name exists already, however it is spelled."""
        memes = type(self)._default_manager.filter(nom_plie=cle_du_nom(self.nom))
        deja = memes.exclude(pk=self.pk).first()
        if deja is not None:
            raise ValidationError({"nom": f"Ce nom existe déjà : « {deja} »."})


class Editeur(_Nomme):
    """Who publishes."""

    class Meta(_Nomme.Meta):
        abstract = False
        verbose_name = "éditeur"


class Revue(_Nomme):
    """A periodical."""

    issn = models.CharField("ISSN", max_length=9, blank=True)

    class Meta(_Nomme.Meta):
        abstract = False
        verbose_name = "revue"


class Public(models.Model):
    """Whom a work is written for."""

    code = models.SlugField(max_length=40, unique=True)
    nom = models.CharField(max_length=80, unique=True)

    class Meta:
        ordering = ["nom"]
        verbose_name = "public"

    def __str__(self) -> str:
        return self.nom
