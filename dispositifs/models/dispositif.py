"""One local scheme and the territories it covers."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Left, Length
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from simple_history.models import HistoricalRecords

from dispositifs.models.delai import Delai, Grille
from dispositifs.models.organisme import Organisme
from dispositifs.models.type import (
    CONTRAT_DE_VILLE,
    Generation,
    TypeDispositif,
    nom_de_generation,
)
from dispositifs.querysets import DispositifQuerySet
from socle import dates
from socle.models import Publiable, Source, Theme, Verifiable
from socle.recherche import Cherchable, TexteCherche
from territoires.models import Echelle, Territoire


class Dispositif(Cherchable, Publiable, Verifiable):
    """One local scheme: the CLS of X, the ASV of Y.

    Its perimeter is the list of its `couvertures`, declared and never guessed from its
    porteur. Its statut is its last étape; it is never stored twice.
    """

    slug = models.SlugField("adresse", max_length=120, unique=True)
    type = models.ForeignKey(
        TypeDispositif, models.PROTECT, verbose_name="type", related_name="dispositifs"
    )
    nom = models.CharField(max_length=200)
    generation = models.PositiveSmallIntegerField(
        "génération", null=True, blank=True, help_text="2 pour un CLS de deuxième génération."
    )
    generation_nommee = models.ForeignKey(
        Generation,
        models.PROTECT,
        verbose_name="génération nommée",
        null=True,
        blank=True,
        related_name="dispositifs",
        help_text="Pour un contrat de ville : 2015–2023, 2024–2030.",
    )
    succede_a = models.OneToOneField(
        "self",
        models.PROTECT,
        verbose_name="succède à",
        null=True,
        blank=True,
        related_name="successeur",
    )
    porteur = models.ForeignKey(
        Organisme, models.PROTECT, null=True, blank=True, related_name="dispositifs_portes"
    )
    porteur_deduit = models.CharField(
        "porteur déduit",
        max_length=400,
        blank=True,
        help_text="Si la source ne nomme pas le porteur : ce qui permet de le déduire.",
    )
    perimetre_inconnu = models.BooleanField(
        "périmètre inconnu",
        default=False,
        help_text="À cocher seulement si l’on ne sait pas même nommer le lieu.",
    )
    couverture_principale = models.ForeignKey(
        "Couverture",
        models.RESTRICT,
        verbose_name="territoire de classement",
        null=True,
        blank=True,
        related_name="+",
        help_text="La ligne du périmètre sous laquelle le dispositif est rangé dans les listes.",
    )
    debut = dates.DatePartielleField("début", blank=True)
    fin = dates.DatePartielleField("fin", blank=True)
    presentation = models.TextField("présentation", blank=True)
    site = models.URLField("site web", max_length=500, blank=True)
    desaccord = models.TextField(
        "désaccord entre sources",
        blank=True,
        help_text="Quand deux sources, ou deux passages, ne disent pas la même chose.",
    )
    themes = models.ManyToManyField(
        Theme, verbose_name="thèmes", blank=True, related_name="dispositifs"
    )
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="dispositifs"
    )
    passage = models.CharField(max_length=200, blank=True)

    # Annotated by DispositifQuerySet: avec_statut, avec_certitude (read by registre.certitude),
    # avec_coordination, avec_deduction_de_coordination, avec_groupe, trier.
    statut: str
    statut_date: str
    terme: str
    suivi: bool
    situation: str
    statut_constat: bool
    statut_source: int | None
    jour: str
    delai: int
    coordination: str
    statut_deduit: str
    coordination_deduite: str
    groupe_code: str
    groupe_nom: str
    hors_region: bool
    # Set by registre.lieux, for files: reference and name by échelle.
    lieux: dict[str, dict[str, str]]
    # Read by simple_history at the next save: why the record changed.
    _change_reason: str

    objects = DispositifQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[themes])

    categorie_de_recherche = "dispositif"
    champ_cle_de_recherche = "slug"

    class Meta(Verifiable.Meta):
        abstract = False
        ordering = ["nom", "slug"]
        default_permissions = Publiable.PERMISSIONS
        verbose_name = "dispositif"
        constraints = [
            *Verifiable.Meta.constraints,
            dates.contrainte("debut", "dispositif_debut_partiel"),
            dates.contrainte("fin", "dispositif_fin_partielle"),
            models.CheckConstraint(
                # « 2016 » may follow « 2016-04 »: compared at the coarser of the two.
                condition=Q(debut="") | Q(fin="") | Q(fin__gte=Left("debut", Length("fin"))),
                name="dispositif_debut_avant_fin",
                violation_error_message="La fin précède le début.",
            ),
            models.CheckConstraint(
                condition=~Q(etat=Publiable.Etat.PUBLIE)
                | Q(perimetre_inconnu=True)
                | Q(couverture_principale__isnull=False),
                name="dispositif_publie_avec_perimetre",
                violation_error_message="Avant de publier, donnez un périmètre "
                "ou dites « périmètre inconnu ».",
            ),
            models.CheckConstraint(
                condition=Q(perimetre_inconnu=False) | Q(couverture_principale__isnull=True),
                name="dispositif_perimetre_connu_ou_non",
                violation_error_message="Un périmètre est connu ou inconnu, pas les deux.",
            ),
            models.CheckConstraint(
                condition=Q(generation__isnull=True) | Q(generation__gte=1),
                name="dispositif_generation_positive",
                violation_error_message="La première génération porte le numéro 1.",
            ),
            models.CheckConstraint(
                condition=Q(passage="") | Q(source__isnull=False),
                name="dispositif_passage_d_une_source",
                violation_error_message="Un passage ne se lit que dans une source.",
            ),
            models.CheckConstraint(
                condition=Q(succede_a__isnull=True) | ~Q(succede_a=F("id")),
                name="dispositif_pas_son_successeur",
                violation_error_message="Un dispositif ne se succède pas à lui-même.",
            ),
        ]

    def __str__(self) -> str:
        """« CLS d’Apt », « Contrat de ville d’Avignon (2015–2023) »."""
        generation = self.nom_de_la_generation
        return f"{self.nom} ({generation})" if generation else self.nom

    def clean(self) -> None:
        """Refuse a row of another one's perimeter, and a generation of another type."""
        principale = self.couverture_principale
        if principale is not None and principale.dispositif_id != self.pk:
            refus = "Cette ligne est dans le périmètre d’un autre dispositif."
            raise ValidationError({"couverture_principale": refus})
        self._controler_la_succession()
        generation = self.generation_nommee
        if generation is not None and generation.type_id != self.type_id:
            refus = f"La génération {generation} est celle d’un autre type de dispositif."
            raise ValidationError({"generation_nommee": refus})

    def _controler_la_succession(self) -> None:
        """Refuse to succeed a dispositif of another type, or one that comes after this one.

        The database itself refuses that one succeeds itself.
        """
        avant = self.succede_a
        if avant is None or avant.pk == self.pk:
            return
        if avant.type_id != self.type_id:
            refus = "Un dispositif succède à un autre du même type."
            raise ValidationError({"succede_a": refus})
        vus = {self.pk}
        while avant is not None:
            if avant.pk in vus:
                refus = "Ces dispositifs se succéderaient en rond."
                raise ValidationError({"succede_a": refus})
            vus.add(avant.pk)
            avant = avant.succede_a

    @classmethod
    def a_indexer(cls) -> DispositifQuerySet:
        """With what `texte_de_recherche` reads."""
        fiches = cls.objects.select_related("type", "porteur")
        return fiches.avec_perimetre().prefetch_related("themes")

    def texte_de_recherche(self) -> TexteCherche:
        """Its name; then its type, porteur, places and themes; then its presentation.

        Its places are written after it: publishing, or saving in the admin, indexes again.
        """
        mots = (
            f"{self.type.nom} {self.type.sigle}".strip(),
            str(self.porteur or ""),
            *(c.territoire.nom for c in self.couvertures.all() if self.pk),
            *(theme.nom for theme in self.themes.all() if self.pk),
        )
        return TexteCherche(
            titre=str(self),
            mots=tuple(filter(None, mots)),
            corps=self.presentation,
            url=self.get_absolute_url(),
            date=self.verifie_le,
            publie=self.est_publie,
        )

    def get_absolute_url(self) -> str:
        """Public page: `/dispositifs/<slug>/`, or `/contrats-de-ville/<slug>/`."""
        return reverse(
            "contrat_de_ville" if self.est_un_contrat_de_ville else "dispositif", args=[self.slug]
        )

    @property
    def est_un_contrat_de_ville(self) -> bool:
        """Whether it is filed among the contrats de ville, under their own address."""
        return self.type_id == CONTRAT_DE_VILLE

    @property
    def nom_de_la_generation(self) -> str:
        """« 2015–2023 »; "" when it belongs to none that has a name. No query."""
        return nom_de_generation(self.generation_nommee_id or "")

    @property
    def perimetre(self) -> "list[Couverture]":
        """What the scheme covers or is held by, from the rows fetched: not what it aims at."""
        return [c for c in self.couvertures.all() if not c.visee]

    @property
    def visees(self) -> "list[Couverture]":
        """The quartiers prioritaires that it aims at, from the rows fetched."""
        return [c for c in self.couvertures.all() if c.visee]

    @property
    def territoire(self) -> Territoire | None:
        """The territory under which lists file it; None when the perimeter is unknown."""
        principale = self.couverture_principale
        return principale.territoire if principale else None

    @property
    def lies(self) -> "list[Dispositif]":
        """The published dispositifs that are tied to this one, from the rows fetched."""
        de = [a.de for a in self.articulations_recues.all() if a.de.est_publie]
        return list(dict.fromkeys(de))

    @property
    def quartiers_vises(self) -> list[Territoire]:
        """The places of its `visees`."""
        return [c.territoire for c in self.visees]

    @property
    def deductions_des_visees(self) -> list[str]:
        """What lets the register say its quartiers, where no source does; each reason once."""
        return list(dict.fromkeys(c.deduit for c in self.visees if c.deduit))

    @cached_property
    def _delais(self) -> Grille:
        return Delai.objects.grille()

    @property
    def fraicheur(self) -> str:
        """« a-jour », « ancien » or « jamais », against its delay. One query."""
        mois = self.mois_depuis_verification(timezone.localdate())
        if mois is None:
            return "jamais"
        return "a-jour" if mois < self._delais.fiche(self.type_id) else "ancien"

    @property
    def champs_a_verifier(self) -> list[str]:
        """In words, the fields past their own delay in a record that is fresh as a whole."""
        mois = self.mois_depuis_verification(timezone.localdate())
        if mois is None or self.fraicheur != "a-jour":
            return []
        delais = {champ: self._delais.mois(self.type_id, champ) for champ in self._delais.champs}
        return [
            str(Delai.Champ(champ).label)
            for champ, delai in delais.items()
            if delai is not None and mois >= delai and self._renseigne(champ)
        ]

    def _renseigne(self, champ: str) -> bool:
        """Whether the record gives a field that has a delay of its own."""
        actuelles = [c for c in self.coordinations.all() if not c.fin]
        return {
            Delai.Champ.COURRIEL: any(c.courriel for c in actuelles),
            Delai.Champ.COORDINATION: bool(actuelles),
            Delai.Champ.PORTEUR: self.porteur_id is not None,
            Delai.Champ.PERIMETRE: not self.perimetre_inconnu,
        }[Delai.Champ(champ)]

    def ranger(self) -> None:
        """File under the first row of the perimeter when nothing else was chosen.

        Called once the perimeter is written: the rows need the dispositif to exist first.
        """
        principale = self.couverture_principale
        if (principale is None or principale.visee) and not self.perimetre_inconnu:
            self.couverture_principale = self.couvertures.order_by("visee", "pk").first()

    def avant_publication(self) -> None:
        """What is published is filed."""
        self.ranger()

    def confirmer(self, le: str, par: str) -> None:
        """Somebody verified that nothing changed: date the record and log it, together."""
        self.verifier(le, par, "confirme")

    def verifier(
        self, le: str, par: str, resultat: str, d_apres: Source | None = None, remarque: str = ""
    ) -> None:
        """Date the record and log who verified it, from what: « confirme » or « corrige »."""
        with transaction.atomic():
            self.verifie_le, self.verifie_par, self.verifie_d_apres = le, par, d_apres
            self.save()
            self.verifications.create(
                le=le, par=par, resultat=resultat, d_apres=d_apres, remarque=remarque
            )


class Couverture(models.Model):
    """One row of a perimeter: a territory, covered whole or in part."""

    class Part(models.TextChoices):
        ENTIERE = "entiere", "en entier"
        PARTIELLE = "partielle", "en partie"
        NON_PRECISEE = "non-precisee", "étendue non précisée"

    dispositif = models.ForeignKey(Dispositif, models.CASCADE, related_name="couvertures")
    territoire = models.ForeignKey(Territoire, models.PROTECT, related_name="couvertures")
    part = models.CharField(max_length=12, choices=Part, default=Part.NON_PRECISEE)
    visee = models.BooleanField(
        "visé",
        default=False,
        help_text="À cocher pour un quartier prioritaire que le contrat vise ; "
        "le territoire qui tient le contrat ne se coche pas.",
    )
    precision = models.CharField("précision", max_length=300, blank=True)
    deduit = models.CharField(
        "déduit",
        max_length=400,
        blank=True,
        help_text="Si la source ne le dit pas en toutes lettres : ce qui permet de le déduire.",
    )

    history = HistoricalRecords()

    class Meta:
        ordering = ["visee", "territoire__rang", "territoire__nom"]
        verbose_name = "territoire du périmètre"
        verbose_name_plural = "périmètre"
        constraints = [
            models.UniqueConstraint(
                fields=["dispositif", "territoire"],
                name="couverture_une_fois",
                violation_error_message="Ce territoire est déjà dans le périmètre.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.dispositif} : {self.territoire}"

    def clean(self) -> None:
        """Refuse to aim at anything but a quartier prioritaire."""
        if self.visee and self.territoire_id and self.territoire.echelle != Echelle.QPV:
            refus = "Seul un quartier prioritaire se coche « visé »."
            raise ValidationError({"visee": refus})
