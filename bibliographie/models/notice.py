"""One bibliographic record, and what it is tied to."""

from typing import Any

from django.db import models
from django.db.models import Max, Q
from django.urls import reverse
from django.utils.text import slugify
from simple_history.models import HistoricalRecords

from bibliographie.models.lien import Lien
from bibliographie.models.responsables import Auteur, Editeur, Public, Revue
from bibliographie.querysets import NoticeQuerySet
from dispositifs.models import Dispositif, TypeDispositif
from socle import dates
from socle.models import Publiable, Theme
from socle.recherche import Cherchable, TexteCherche
from socle.textes import plier
from territoires.models import Territoire


class Notice(Cherchable, Publiable):
    """A work, a site, a law, a film, a récit d’expérience, as its source prints it."""

    class Type(models.TextChoices):
        ARTICLE = "article", "article"
        RAPPORT = "rapport", "rapport"
        OUVRAGE = "ouvrage", "ouvrage"
        CHAPITRE = "chapitre", "chapitre"
        ACTES = "actes", "actes"
        DOSSIER = "dossier", "dossier"
        COMMUNICATION = "communication", "communication"
        BROCHURE = "brochure", "brochure"
        SITE = "site", "site"
        PAGE = "page", "page web"
        TEXTE_OFFICIEL = "texte-officiel", "texte officiel"
        VIDEO = "video", "vidéo"
        CARTOGRAPHIE = "cartographie", "cartographie"
        OUTIL = "outil", "outil"
        DOCUMENT = "document", "document"
        RECIT_EXPERIENCE = "recit-experience", "récit d’expérience"
        LETTRE_INFORMATION = "lettre-information", "lettre d’information"

    class Adresse(models.TextChoices):
        COMPLETE = "complete", "donnée par la source"
        INCOMPLETE = "incomplete", "adresse incomplète dans la source"
        ABSENTE = "absente", "adresse non donnée par la source"

    numero = models.PositiveIntegerField(
        "numéro", unique=True, editable=False, help_text="Numéro d’entrée au catalogue, stable."
    )
    cle = models.SlugField("clé", max_length=120, unique=True)
    type = models.CharField(max_length=20, choices=Type)
    type_source = models.CharField("type imprimé", max_length=60, blank=True)
    titre = models.CharField(max_length=600)
    titre_plie = models.CharField(max_length=600, editable=False, db_index=True)
    auteurs = models.ManyToManyField(Auteur, through="Contribution", related_name="notices")
    et_al = models.BooleanField("et al.", default=False)
    editeurs = models.ManyToManyField(
        Editeur, through="Edition", related_name="notices", verbose_name="éditeurs"
    )
    revue = models.ForeignKey(Revue, models.PROTECT, null=True, blank=True, related_name="notices")
    volume = models.CharField(max_length=40, blank=True)
    numero_revue = models.CharField("numéro de la revue", max_length=40, blank=True)
    dans_titre = models.CharField("dans (titre)", max_length=400, blank=True)
    dans_responsables = models.CharField(
        "dans (responsables)",
        max_length=400,
        blank=True,
        help_text="Qui dirige le livre ou les actes\u00a0: ceux qui contiennent l’œuvre, ou "
        "l’œuvre elle-même.",
    )
    dans_editeur = models.CharField("dans (éditeur)", max_length=200, blank=True)
    date = dates.DatePartielleField("date", blank=True)
    pages = models.CharField("pagination", max_length=60, blank=True)
    duree = models.CharField("durée", max_length=20, blank=True)
    edition = models.CharField("édition", max_length=60, blank=True)
    lieu = models.CharField("lieu d’édition", max_length=120, blank=True)
    doi = models.CharField("DOI", max_length=120, blank=True)
    isbn = models.CharField("ISBN", max_length=20, blank=True)
    langue = models.CharField(max_length=5, default="fr")
    liens = models.ManyToManyField(Lien, through="Rattachement", related_name="notices")
    adresse = models.CharField(max_length=10, choices=Adresse, default=Adresse.ABSENTE)
    resume = models.TextField("résumé", blank=True)
    resume_origine = models.CharField("origine du résumé", max_length=200, blank=True)
    note = models.TextField(blank=True)
    themes = models.ManyToManyField(
        Theme, blank=True, related_name="notices", verbose_name="thèmes"
    )
    types = models.ManyToManyField(
        TypeDispositif, blank=True, related_name="notices", verbose_name="types de dispositif"
    )
    dispositifs = models.ManyToManyField(Dispositif, blank=True, related_name="notices")
    territoires = models.ManyToManyField(Territoire, blank=True, related_name="notices")
    publics = models.ManyToManyField(Public, blank=True, related_name="notices")
    cree_le = models.DateTimeField("créée le", auto_now_add=True)
    modifie_le = models.DateTimeField("modifiée le", auto_now=True)

    # Read by simple_history at the next save: why the record changed.
    _change_reason: str

    objects = NoticeQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[themes, types, dispositifs, territoires, publics])

    categorie_de_recherche = "notice"

    class Meta:
        ordering = ["-date", "titre_plie", "numero"]
        default_permissions = Publiable.PERMISSIONS
        verbose_name = "notice"
        # The order of the catalogue: its first page reads thirty rows, not all of them.
        indexes = [models.Index(fields=["-date", "titre_plie", "numero"], name="notice_par_date")]
        constraints = [
            dates.contrainte("date", "notice_date_partielle"),
            models.CheckConstraint(
                condition=Q(doi="") | Q(doi__startswith="10."),
                name="notice_doi",
                violation_error_message="Un DOI commence par « 10. ».",
            ),
            models.CheckConstraint(
                condition=Q(resume="") | ~Q(resume_origine=""),
                name="notice_origine_du_resume",
                violation_error_message="Dites d’où vient le résumé.",
            ),
        ]

    def __str__(self) -> str:
        return self.titre

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Give the next number of the catalogue and keep the folded title."""
        if self.numero is None:
            self.numero = self._prochain_numero()
        self.titre_plie = plier(self.titre)[:600]
        super().save(*args, **kwargs)

    @classmethod
    def _prochain_numero(cls) -> int:
        """One more than any number ever given: that of a deleted notice is not given again."""
        derniers = [q.aggregate(n=Max("numero"))["n"] for q in (cls.objects, cls.history)]
        return max(dernier or 0 for dernier in derniers) + 1

    def get_absolute_url(self) -> str:
        """`/bibliographie/12-referentiel-national/`."""
        return reverse("notice", args=[self.numero, self.slug])

    @classmethod
    def a_indexer(cls) -> "NoticeQuerySet":
        """With what `texte_de_recherche` reads."""
        return cls.objects.pour_liste().prefetch_related("territoires")

    def texte_de_recherche(self) -> TexteCherche:
        """Title; then authors, publishers, themes, schemes and places; then the résumé."""
        mots = (
            self.noms_des_auteurs,
            self.noms_des_editeurs,
            str(self.revue or ""),
            str(self.get_type_display()),
            *(theme.nom for theme in self.themes.all()),
            *(f"{t.nom} {t.sigle}" for t in self.types.all()),
            *(territoire.nom for territoire in self.territoires.all()),
        )
        return TexteCherche(
            titre=self.titre,
            mots=tuple(filter(None, mots)),
            corps=self.resume,
            url=self.get_absolute_url(),
            date=self.date,
            publie=self.est_publie,
        )

    @property
    def slug(self) -> str:
        """The title as an address, cut at a word when it is long."""
        mots = slugify(plier(self.titre))
        return (mots if len(mots) <= 70 else mots[:70].rsplit("-", 1)[0]) or "notice"

    @property
    def noms_des_auteurs(self) -> str:
        """« MOTARD Clémentine, VALBOUSQUET Julie (et al.) »: as CRES prints them.

        Reads the prefetched contributions.
        """
        noms = [str(c.auteur) for c in self.contributions.all()]
        return f"{', '.join(noms)}{' (et al.)' if self.et_al else ''}"

    @property
    def noms_des_editeurs(self) -> str:
        """« ARS Ile-de-France, CRES »: as CRES prints them; reads the prefetched editions."""
        return ", ".join(e.editeur.nom for e in self.editions.all())


A_LA_FIN = "0\u00a0: à la fin."


def rang_suivant(lignes: models.QuerySet) -> int:
    """The rank after those of these rows."""
    return (lignes.aggregate(n=Max("ordre"))["n"] or 0) + 1


class _Ordonne(models.Model):
    """A row whose rank in the printed order matters."""

    ordre = models.PositiveSmallIntegerField(default=0, help_text=A_LA_FIN)

    class Meta:
        abstract = True
        ordering = ["ordre", "pk"]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A new row without a rank comes last."""
        if self._state.adding and not self.ordre:
            self.ordre = rang_suivant(self._soeurs())
        super().save(*args, **kwargs)

    def _soeurs(self) -> models.QuerySet:
        """The rows among which it has a rank."""
        raise NotImplementedError


class Contribution(_Ordonne):
    """An author of a notice, in the printed order."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="contributions")
    auteur = models.ForeignKey(Auteur, models.PROTECT, related_name="contributions")

    history = HistoricalRecords()

    class Meta(_Ordonne.Meta):
        abstract = False
        verbose_name = "auteur"
        constraints = [
            models.UniqueConstraint(fields=["notice", "auteur"], name="contribution_une_fois")
        ]

    def __str__(self) -> str:
        return str(self.auteur)

    def _soeurs(self) -> models.QuerySet:
        return Contribution.objects.filter(notice=self.notice_id)


class Edition(_Ordonne):
    """A publisher of a notice, in the printed order."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="editions")
    editeur = models.ForeignKey(
        Editeur, models.PROTECT, related_name="editions", verbose_name="éditeur"
    )

    history = HistoricalRecords()

    class Meta(_Ordonne.Meta):
        abstract = False
        verbose_name = "éditeur"
        constraints = [
            models.UniqueConstraint(fields=["notice", "editeur"], name="edition_une_fois")
        ]

    def __str__(self) -> str:
        return str(self.editeur)

    def _soeurs(self) -> models.QuerySet:
        return Edition.objects.filter(notice=self.notice_id)


class Rattachement(_Ordonne):
    """An address of a notice, in the printed order."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="rattachements")
    lien = models.ForeignKey(Lien, models.PROTECT, related_name="rattachements")

    history = HistoricalRecords()

    class Meta(_Ordonne.Meta):
        abstract = False
        verbose_name = "adresse"
        constraints = [
            models.UniqueConstraint(fields=["notice", "lien"], name="rattachement_une_fois")
        ]

    def __str__(self) -> str:
        return str(self.lien)

    def _soeurs(self) -> models.QuerySet:
        return Rattachement.objects.filter(notice=self.notice_id)


class Provenance(models.Model):
    """Where a notice was read: which document, which lines."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="provenances")
    document = models.CharField(max_length=120)
    lignes = models.CharField(max_length=60, blank=True)
    # What an imported file said and the notice has no place for: for the team, never public.
    mis_de_cote = models.TextField("mis de côté", blank=True)

    class Meta:
        ordering = ["document"]
        verbose_name = "provenance"
        constraints = [
            models.UniqueConstraint(fields=["notice", "document"], name="provenance_une_fois")
        ]

    def __str__(self) -> str:
        return f"{self.document}, lignes {self.lignes}" if self.lignes else self.document
