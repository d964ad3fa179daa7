"""Official territories, and what lies in what."""

from typing import Any, Final

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.text import slugify

from socle.textes import plier
from territoires.lieux import lectures, recherche, toponymie
from territoires.querysets import TerritoireQuerySet


class Echelle(models.TextChoices):
    """The levels of a territoire, from the closest to the widest."""

    QPV = "qpv", "quartier prioritaire"
    ARRONDISSEMENT = "arrondissement", "arrondissement municipal"
    COMMUNE = "commune", "commune"
    EPCI = "epci", "intercommunalité"
    DEPARTEMENT = "departement", "département"
    REGION = "region", "région"
    PAYS = "pays", "pays"

    @property
    def rang(self) -> int:
        """0 for the closest (QPV) … 6 for the widest (pays)."""
        return list(Echelle).index(self)


# What a code looks like at each échelle. QPV: 2015 (QP013001) then 2024 forms (QN01301M, and
# QN97651C in Mayotte).
MOTIFS_DE_CODE: Final = {
    Echelle.QPV: r"^(QP[0-9]{2}[0-9AB][0-9]{3}|QN[0-9]{2}[0-9AB][0-9]{2}[CNMI])$",
    Echelle.ARRONDISSEMENT: r"^(132|693|751)[0-9]{2}$",
    Echelle.COMMUNE: r"^([0-9]{2}|2A|2B)[0-9]{3}$",
    Echelle.EPCI: r"^[0-9]{9}$",
    Echelle.DEPARTEMENT: r"^([0-9]{2}|2A|2B|9[78][0-9])$",
    Echelle.REGION: r"^[0-9]{2}$",
    Echelle.PAYS: r"^[A-Z]{2}$",
}


def _selon_echelle(champ: str, valeurs: dict[Echelle, Any]) -> Q:
    """« échelle is X and `champ` is what X wants », for every X."""
    condition = Q()
    for echelle, valeur in valeurs.items():
        condition |= Q(("echelle", echelle.value), (champ, valeur))
    return condition


class Territoire(models.Model):
    """A perimeter of an official reference, keyed by (échelle, code).

    Reference data: written by the importers, never by hand.
    """

    class Nature(models.TextChoices):
        CC = "CC", "communauté de communes"
        CA = "CA", "communauté d’agglomération"
        CU = "CU", "communauté urbaine"
        METRO = "METRO", "métropole"
        MET69 = "MET69", "métropole de Lyon"
        SAN = "SAN", "syndicat d’agglomération nouvelle"
        COM = "COM", "collectivité d’outre-mer"

    class Liaison(models.IntegerChoices):
        """INSEE's TNCC: the article of the name (see territoires.lieux.toponymie)."""

        SANS_CONSONNE = 0, "sans article, devant une consonne"
        SANS_VOYELLE = 1, "sans article, devant une voyelle"
        LE = 2, "le"
        LA = 3, "la"
        LES = 4, "les"
        L = 5, "l’"
        AUX = 6, "aux"
        LAS = 7, "las"
        LOS = 8, "los"

    echelle = models.CharField("échelle", max_length=14, choices=Echelle)
    code = models.CharField(max_length=10)
    nom = models.CharField(max_length=150, blank=True)
    liaison = models.PositiveSmallIntegerField(choices=Liaison, default=Liaison.SANS_CONSONNE)
    nature = models.CharField(max_length=5, choices=Nature, blank=True)
    population = models.PositiveIntegerField(null=True, blank=True)
    population_annee = models.PositiveSmallIntegerField(
        "année de la population", null=True, blank=True
    )
    siren = models.CharField("SIREN", max_length=9, blank=True)
    codes_postaux = models.CharField(
        max_length=200, blank=True, help_text="Entre deux espaces : « 83500 »."
    )
    anciens_noms = models.CharField(
        max_length=300,
        blank=True,
        help_text="Noms que ce code a portés avant le nom d’aujourd’hui.",
    )
    millesime = models.PositiveSmallIntegerField(
        "millésime", help_text="Année du référentiel d’où vient la ligne."
    )
    obsolete_depuis = models.PositiveSmallIntegerField(
        "obsolète depuis",
        null=True,
        blank=True,
        help_text="Première année sans ce code ; sinon, premier millésime qui l’ignore.",
    )
    successeurs = models.ManyToManyField(
        "self", symmetrical=False, related_name="predecesseurs", blank=True
    )
    # Copies kept by `preparer`, so that lists sort and the finder compares without computing.
    rang = models.PositiveSmallIntegerField(editable=False)
    nom_plie = models.CharField(max_length=150, editable=False, blank=True)
    recherche = models.TextField(editable=False, blank=True)

    objects = TerritoireQuerySet.as_manager()

    class Meta:
        ordering = ["rang", "nom_plie", "code"]
        verbose_name = "territoire"
        indexes = [
            models.Index(fields=["rang", "nom_plie", "code"], name="territoire_ordre"),
            models.Index(fields=["nom_plie"], name="territoire_nom_plie"),
            models.Index(fields=["siren"], name="territoire_siren"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["echelle", "code"], name="territoire_unique"),
            models.CheckConstraint(
                condition=_selon_echelle("code__regex", MOTIFS_DE_CODE),
                name="territoire_code_bien_forme",
                violation_error_message="Ce code n’a pas la forme des codes de cette échelle.",
            ),
            models.CheckConstraint(
                condition=_selon_echelle("rang", {e: e.rang for e in Echelle}),
                name="territoire_rang",
            ),
            models.CheckConstraint(condition=Q(liaison__lte=8), name="territoire_liaison"),
            models.CheckConstraint(
                condition=~Q(nom="") | Q(obsolete_depuis__isnull=False),
                name="territoire_nom",
                violation_error_message="Seul un code ancien peut rester sans nom.",
            ),
            models.CheckConstraint(
                condition=Q(siren="") | Q(siren__regex=r"^[0-9]{9}$"),
                name="territoire_siren_bien_forme",
            ),
            models.CheckConstraint(
                condition=Q(codes_postaux="") | Q(codes_postaux__regex=r"^ ([0-9]{5} )+$"),
                name="territoire_codes_postaux",
            ),
            models.CheckConstraint(
                condition=Q(population_annee=None) | Q(population__isnull=False),
                name="territoire_annee_d_une_population",
            ),
        ]

    def __str__(self) -> str:
        return self.nom or f"Ancien code {self.code}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the copies true; bulk writers call `preparer` themselves."""
        self.preparer()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """`/territoires/commune/83126-la-seyne-sur-mer/`."""
        return reverse("territoire", args=[self.echelle, self.code, self.slug])

    def preparer(self) -> None:
        """Fill what is copied from the other fields: rang, folded name, search words."""
        self.rang = Echelle(self.echelle).rang
        self.nom_plie = lectures.cle(self.nom)
        self.recherche = recherche.index(self)

    @property
    def reference(self) -> str:
        """« commune-83126 »: how addresses and data files name it."""
        return f"{self.echelle}-{self.code}"

    @property
    def slug(self) -> str:
        """« la-seyne-sur-mer »."""
        return slugify(plier(self.nom)) or "ancien-code"

    @property
    def est_obsolete(self) -> bool:
        """Whether the present reference no longer knows it."""
        return self.obsolete_depuis is not None

    @property
    def a_ses_communes_d_alors(self) -> bool:
        """Whether it ended and still holds its communes: it then answers in its own name."""
        return Territoire.objects.communes_d_alors_de(self).exists()

    @property
    def de(self) -> str:
        """« de La Seyne-sur-Mer », « du Var », « d’Apt »."""
        return toponymie.de(self.echelle, str(self), self.liaison)

    @property
    def a(self) -> str:
        """« à La Seyne-sur-Mer », « au Havre », « aux Mureaux »."""
        return toponymie.a(self.echelle, str(self), self.liaison)

    @property
    def dans(self) -> str:
        """« dans le Var », « en Provence-Alpes-Côte d’Azur », « à La Seyne-sur-Mer »."""
        return toponymie.dans(self.echelle, str(self), self.liaison)

    @property
    def nom_complet(self) -> str:
        """The name with its acronym opened: « communauté d’agglomération Sud Sainte Baume »."""
        return toponymie.nature_ouverte(self.nature, str(self))

    @property
    def libelle_distinct(self) -> str:
        """« Saint-Rémy (commune 01385) »: told apart from its homonyms, where a list is bare."""
        ancien = "ancien code, " if self.est_obsolete else ""
        return f"{self} ({ancien}{self.get_echelle_display()} {self.code})"

    @property
    def liste_codes_postaux(self) -> list[str]:
        """The postcodes, in order."""
        return self.codes_postaux.split()


class Appartenance(models.Model):
    """One row of the closure: `contenu` lies in `contenant`, whole or in part.

    Every territoire holds itself. An obsolete one lies in its successors and in all that
    contains them, so that what was declared in its name still shows; filter `en_vigueur`
    where places are listed or counted. An EPCI that ended, and whose communes of the time are
    known, holds them and lies where they lie. Whole means that every commune of `contenu` is a
    commune of `contenant`, whose échelle is always the wider, save between old and new.
    """

    contenant = models.ForeignKey(Territoire, models.CASCADE, related_name="contenus")
    contenu = models.ForeignKey(Territoire, models.CASCADE, related_name="contenants")
    entiere = models.BooleanField("entière", default=True)

    class Meta:
        verbose_name = "appartenance"
        indexes = [
            models.Index(fields=["contenu", "contenant"], name="appartenance_vers_le_haut"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["contenant", "contenu"], name="appartenance_unique"),
            models.CheckConstraint(
                condition=~Q(contenant=F("contenu")) | Q(entiere=True),
                name="appartenance_soi_entier",
            ),
        ]

    def __str__(self) -> str:
        part = "entièrement" if self.entiere else "en partie"
        return f"{self.contenu} est {part} dans {self.contenant}"
