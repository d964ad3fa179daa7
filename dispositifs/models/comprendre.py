"""What explains a scheme: its explainer, the comparison, the legal timeline, the glossary."""

from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.text import slugify
from simple_history.models import HistoricalRecords

from dispositifs.comprendre.jetons import en_clair
from dispositifs.models.type import TypeDispositif
from socle import dates
from socle.models import Affirmation, Publiable, PubliableQuerySet, PublieDOffice, Source
from socle.recherche import Cherchable, TexteCherche
from socle.textes import plier


class Explication(Cherchable, Publiable):
    """The explainer of one type of scheme: a lead, then parts in one frame."""

    type = models.OneToOneField(TypeDispositif, models.PROTECT, related_name="explication")
    chapo = models.TextField("chapô", help_text="Une ou deux phrases, sans chiffre.")

    objects = PubliableQuerySet.as_manager()
    history = HistoricalRecords()

    categorie_de_recherche = "explication"
    champ_cle_de_recherche = "type_id"

    class Meta:
        ordering = ["type__rang"]
        default_permissions = Publiable.PERMISSIONS
        verbose_name = "explication"

    def __str__(self) -> str:
        return str(self.type)

    def get_absolute_url(self) -> str:
        """`/comprendre/cls/`."""
        return reverse("comprendre_type", args=[self.type_id])

    @classmethod
    def a_indexer(cls) -> PubliableQuerySet:
        """With what `texte_de_recherche` reads."""
        return cls.objects.select_related("type").prefetch_related("parties", "verifies__texte")

    @property
    def dernier_verifie(self) -> "TexteVerifie | None":
        """The text read last against this explainer; of one day, the most recent text."""
        return max(self.verifies.all(), key=lambda v: (v.lu_le, v.texte.date), default=None)

    def texte_de_recherche(self) -> TexteCherche:
        """The scheme's names, then the whole explainer."""
        verifie = self.dernier_verifie
        return TexteCherche(
            titre=f"{self.type.nom} {self.type.sigle}".strip(),
            mots=(self.type.definition,),
            corps=en_clair([self.chapo, *(p.texte for p in self.parties.all())]),
            url=self.get_absolute_url(),
            date=verifie.lu_le.isoformat() if verifie else "",
            publie=self.est_publie,
        )


class Rubrique(models.TextChoices):
    """The one frame of every explainer, in its order."""

    EN_BREF = "en-bref", "En bref"
    A_QUOI_CA_SERT = "a-quoi-ca-sert", "À quoi ça sert"
    CARACTERISTIQUES = "caracteristiques", "Ce qui le caractérise"
    BENEFICES = "benefices", "Ce qu’on y gagne"
    QUI_DECIDE = "qui-decide", "Qui décide"
    QUI_SIGNE = "qui-signe", "Qui signe"
    QUI_PRESIDE = "qui-preside", "Qui préside"
    QUI_ANIME = "qui-anime", "Qui anime"
    QUI_PAIE = "qui-paie", "Qui paie"
    QUELLE_ECHELLE = "quelle-echelle", "À quelle échelle"
    QUELLE_DUREE = "quelle-duree", "Pour combien de temps"
    QUEL_TEXTE = "quel-texte", "Quel texte"
    ETAPES = "etapes-pour-se-lancer", "Les étapes pour se lancer"
    LIENS = "liens-avec-les-autres", "Ses liens avec les autres dispositifs"
    OU = "ou-y-en-a-t-il", "Où y en a-t-il"
    POUR_ALLER_PLUS_LOIN = "pour-aller-plus-loin", "Pour aller plus loin"


class Partie(models.Model):
    """One part of an explainer. The text is Markdown; figures come by their key."""

    explication = models.ForeignKey(Explication, models.CASCADE, related_name="parties")
    rubrique = models.CharField(max_length=30, choices=Rubrique)
    texte = models.TextField(
        help_text="Markdown. Un chiffre s’appelle par sa clé : [[chiffre:cle]] ; un autre "
        "dispositif : [[type:cls]] ; un texte officiel : [[texte:cle]]."
    )

    history = HistoricalRecords()

    class Meta:
        ordering = ["explication", "pk"]
        verbose_name = "partie"
        constraints = [
            models.UniqueConstraint(
                fields=["explication", "rubrique"],
                name="partie_une_fois",
                violation_error_message="Cette rubrique est déjà écrite.",
            ),
            models.CheckConstraint(
                condition=Q(rubrique__in=Rubrique.values), name="partie_rubrique_connue"
            ),
        ]

    def __str__(self) -> str:
        return self.get_rubrique_display()

    @property
    def rang(self) -> int:
        """Its place in the frame."""
        return Rubrique.values.index(self.rubrique)


class SourceDePartie(models.Model):
    """Where a part of an explainer was read."""

    partie = models.ForeignKey(Partie, models.CASCADE, related_name="sources")
    source = models.ForeignKey(Source, models.PROTECT, related_name="+")
    passage = models.CharField(max_length=200, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["pk"]
        verbose_name = "source de la partie"
        verbose_name_plural = "sources de la partie"
        constraints = [
            models.UniqueConstraint(
                fields=["partie", "source", "passage"], name="source_de_partie_une_fois"
            )
        ]

    def __str__(self) -> str:
        return str(self.source)


class Critere(models.Model):
    """One question that an élu asks of every scheme."""

    cle = models.SlugField("clé", max_length=40, unique=True)
    question = models.CharField(max_length=120, unique=True)
    ordre = models.PositiveSmallIntegerField(unique=True)

    class Meta:
        ordering = ["ordre"]
        verbose_name = "critère"

    def __str__(self) -> str:
        return self.question


class ReponseCritere(PublieDOffice, Affirmation):
    """One cell of the comparison: what one scheme answers to one question."""

    critere = models.ForeignKey(
        Critere, models.PROTECT, verbose_name="critère", related_name="reponses"
    )
    type = models.ForeignKey(TypeDispositif, models.PROTECT, related_name="reponses")
    texte = models.TextField()
    silence = models.BooleanField(
        default=False, help_text="La loi, ou nos sources, ne le disent pas."
    )
    date = dates.DatePartielleField("à la date de", blank=True)

    objects = PubliableQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["critere__ordre", "type__rang"]
        default_permissions = Publiable.PERMISSIONS
        verbose_name = "réponse de la comparaison"
        verbose_name_plural = "réponses de la comparaison"
        constraints = [
            dates.contrainte("date", "reponse_date_partielle"),
            models.UniqueConstraint(
                fields=["critere", "type"],
                name="reponse_une_fois",
                violation_error_message="Ce dispositif a déjà une réponse à cette question.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type}, {self.critere}"

    def get_absolute_url(self) -> str:
        """Its line of the comparison, where its scheme is chosen."""
        autre = "asv" if self.type_id != "asv" else "cls"
        choix = f"types={self.type_id},{autre}"
        return f"{reverse('comprendre_comparer')}?{choix}#{self.critere.cle}"


class TexteReference(Cherchable, PublieDOffice):
    """One law, circular or référentiel of the timeline."""

    class Nature(models.TextChoices):
        LOI = "loi", "loi"
        ORDONNANCE = "ordonnance", "ordonnance"
        DECRET = "decret", "décret"
        ARRETE = "arrete", "arrêté"
        CIRCULAIRE = "circulaire", "circulaire"
        INSTRUCTION = "instruction", "instruction"
        REFERENTIEL = "referentiel", "référentiel"
        CODE = "code", "article de code"
        COMITE = "comite", "décision d’un comité"
        AVIS = "avis", "avis"
        PLAN = "plan", "plan"
        CONTRAT = "contrat", "génération de contrats"

    cle = models.SlugField("clé", max_length=80, unique=True)
    titre = models.CharField(max_length=300)
    nature = models.CharField(max_length=12, choices=Nature)
    date = dates.DatePartielleField("date")
    url = models.URLField("adresse", max_length=500, blank=True)
    types = models.ManyToManyField(TypeDispositif, related_name="textes", blank=True)
    resume = models.TextField("résumé")
    source = models.ForeignKey(Source, models.PROTECT, related_name="+")
    passage = models.CharField(max_length=200, blank=True)

    objects = PubliableQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[types])

    categorie_de_recherche = "texte"

    class Meta:
        ordering = ["date", "titre"]
        default_permissions = Publiable.PERMISSIONS
        verbose_name = "texte de référence"
        verbose_name_plural = "textes de référence"
        constraints = [dates.contrainte("date", "texte_date_partielle", vide=False)]

    def __str__(self) -> str:
        return self.titre

    def get_absolute_url(self) -> str:
        """Its place in the timeline."""
        return f"{reverse('chronologie')}#{self.cle}"

    @property
    def adresse_officielle(self) -> str:
        """Its address on a site of the State; empty when only others are known."""
        return self.url if (urlsplit(self.url).hostname or "").endswith(".gouv.fr") else ""

    def texte_de_recherche(self) -> TexteCherche:
        """Its title, what kind of text it is, what it brought."""
        return TexteCherche(
            titre=self.titre,
            mots=(self.get_nature_display(),),
            corps=en_clair([self.resume]),
            url=self.get_absolute_url(),
            date=self.date,
            publie=self.est_publie,
        )


class TexteVerifie(models.Model):
    """An official text against which an explainer was read, and the day it was."""

    explication = models.ForeignKey(Explication, models.CASCADE, related_name="verifies")
    texte = models.ForeignKey(TexteReference, models.PROTECT, related_name="+")
    lu_le = models.DateField("lu le")
    copie = models.URLField(
        "copie lue", max_length=500, blank=True,
        help_text="Vide : le texte a été lu à son adresse officielle.",
    )  # fmt: skip
    passage = models.CharField(
        "ce qui a été lu", max_length=200, blank=True,
        help_text="L’article, la division, le début seulement. Vide : le texte entier.",
    )  # fmt: skip

    history = HistoricalRecords()

    class Meta:
        ordering = ["texte__date", "pk"]
        verbose_name = "texte vérifié"
        verbose_name_plural = "textes vérifiés"
        constraints = [
            models.UniqueConstraint(
                fields=["explication", "texte"],
                name="texte_verifie_une_fois",
                violation_error_message="Ce texte est déjà dans la liste.",
            )
        ]

    def __str__(self) -> str:
        return str(self.texte)

    def clean(self) -> None:
        """Whoever doubts must be able to read the text in their turn."""
        super().clean()
        if self.texte_id and not (self.copie or self.texte.adresse_officielle):
            raise ValidationError(
                {"copie": "Ce texte n’a pas d’adresse officielle : dites où il a été lu."}
            )

    @property
    def site_de_la_copie(self) -> str:
        """The site that holds the copy: « github.com »."""
        return (urlsplit(self.copie).hostname or "").removeprefix("www.")


class Terme(Cherchable, PublieDOffice):
    """One acronym or word of the field, opened on its first use in a page."""

    sigle = models.CharField(max_length=30, unique=True)
    developpe = models.CharField("développé", max_length=200, blank=True)
    definition = models.TextField("définition", blank=True)
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="+",
        help_text="Vide : usage courant.",
    )  # fmt: skip
    note = models.TextField(blank=True)

    objects = PubliableQuerySet.as_manager()
    history = HistoricalRecords()

    categorie_de_recherche = "terme"
    champ_cle_de_recherche = "sigle"

    class Meta:
        ordering = ["sigle"]
        default_permissions = Publiable.PERMISSIONS
        verbose_name = "terme du glossaire"
        verbose_name_plural = "termes du glossaire"

    def __str__(self) -> str:
        return f"{self.sigle} : {self.developpe}" if self.developpe else self.sigle

    def get_absolute_url(self) -> str:
        """Its place in the glossary."""
        return f"{reverse('glossaire')}#{self.ancre}"

    @property
    def ancre(self) -> str:
        """Its anchor in the glossary: « sigle-acse »."""
        return f"sigle-{slugify(self.sigle)}"

    def texte_de_recherche(self) -> TexteCherche:
        """Its words then its acronym, as explainers give theirs; its definition."""
        return TexteCherche(
            titre=f"{self.developpe} {self.sigle}".strip(),
            corps=self.definition,
            url=self.get_absolute_url(),
            publie=self.est_publie,
        )

    @property
    def initiale(self) -> str:
        """The letter under which the glossary files it: « É » with « E »."""
        return (plier(self.sigle) or "#")[0].upper()
