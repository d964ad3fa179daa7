"""Sow notices by the hundred thousand, in bulk, in the words of the real catalogue."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Max
from django.utils import timezone
from tqdm import tqdm

from bibliographie.models import Auteur, Editeur, Lien, Notice, Revue
from bibliographie.models.notice import Contribution, Edition, Rattachement
from bibliographie.models.responsables import cle_du_nom, mot_d_adresse
from dispositifs.models import Dispositif, TypeDispositif
from outils.banc.tirage import Tirage, mots_de
from socle.models import Theme
from socle.textes import plier
from territoires.models import Territoire

LOT = 1_000
TITRE, RESUME = 9, 45
# One author, publisher or periodical for so many notices.
PAR_AUTEUR, PAR_EDITEUR, PAR_REVUE = 8, 100, 400


class SemisDeNotices:
    """So many notices with authors, publishers, themes, types, places and addresses."""

    def __init__(self, nombre: int, graine: int = 2023) -> None:
        self.nombre = nombre
        self.tirage = Tirage(graine)
        textes = list(Notice.objects.order_by("pk").values_list("titre", "resume"))
        self.mots_du_titre = mots_de(titre for titre, _ in textes)
        self.mots_du_resume = mots_de(resume for _, resume in textes)
        self.premier = (Notice.objects.aggregate(n=Max("numero"))["n"] or 0) + 1
        self.auteurs = self._auteurs(nombre // PAR_AUTEUR + 10)
        self.editeurs = self._nommes(Editeur, nombre // PAR_EDITEUR + 10)
        self.revues = self._nommes(Revue, nombre // PAR_REVUE + 10)
        self.themes = list(Theme.objects.order_by("pk"))
        self.types = list(TypeDispositif.objects.order_by("rang"))
        self.lieux = list(
            Territoire.objects.en_vigueur()
            .filter(models.Q(echelle__in=["departement", "region", "pays"])
                    | models.Q(echelle="commune", population__gte=15_000))
            .order_by("-rang", "-population", "code")
        )  # fmt: skip
        self.dispositifs = list(Dispositif.objects.order_by("pk"))

    def _auteurs(self, nombre: int) -> list[Auteur]:
        auteurs = []
        for rang in range(nombre):
            collectif = rang % 10 == 0
            auteur = Auteur(
                nom=f"Collectif {rang}" if collectif else f"NOM{rang}",
                prenom="" if collectif else self.tirage.un(("Anne", "Driss", "Léa", "Paul")),
                est_collectif=collectif,
            )
            auteur.slug = mot_d_adresse(str(auteur))
            auteurs.append(auteur)
        return Auteur.objects.bulk_create(auteurs, batch_size=LOT)

    @staticmethod
    def _nommes(modele: Any, nombre: int) -> list[Any]:
        noms = [f"{modele._meta.verbose_name.capitalize()} {rang}" for rang in range(nombre)]
        nommes: list[Any] = modele.objects.bulk_create(
            [modele(nom=nom, nom_plie=cle_du_nom(nom), slug=mot_d_adresse(nom)) for nom in noms],
            batch_size=LOT,
        )
        return nommes

    def semer(self) -> None:
        """Write them, a batch at a time."""
        with tqdm(total=self.nombre, desc="Notices", unit=" notices", leave=False) as barre:
            for debut in range(0, self.nombre, LOT):
                with transaction.atomic():
                    n = self._semer_lot(range(debut, min(debut + LOT, self.nombre)))
                barre.update(n)

    def _semer_lot(self, rangs: range) -> int:
        tirage = self.tirage
        notices = Notice.objects.bulk_create(self._notice(rang) for rang in rangs)
        self._ordonner(Contribution, "auteur", notices, self.auteurs, 1, 4)
        self._ordonner(Edition, "editeur", notices, self.editeurs, 1, 2)
        avec_lien = [n for n in notices if n.adresse == Notice.Adresse.COMPLETE]
        liens = Lien.objects.bulk_create(
            Lien(url=f"https://exemple.invalid/{n.numero}", **self._etat_du_lien())
            for n in avec_lien
        )
        Rattachement.objects.bulk_create(
            Rattachement(notice=n, lien=lien) for n, lien in zip(avec_lien, liens, strict=True)
        )
        self._lier("themes", notices, self.themes, 1, 3)
        self._lier("types", notices, self.types, 0, 2)
        self._lier("territoires", notices, self.lieux, 0, 2)
        self._lier(
            "dispositifs", [n for n in notices if tirage.chance(0.1)], self.dispositifs, 1, 2
        )
        return len(notices)

    def _etat_du_lien(self) -> dict[str, Any]:
        if self.tirage.chance(0.85):
            return {"etat": Lien.Etat.VIVANT, "controle_le": timezone.now()}
        if self.tirage.chance(0.5):
            return {"etat": Lien.Etat.MORT, "controle_le": timezone.now()}
        return {"etat": Lien.Etat.INCOMPLET}

    def _notice(self, rang: int) -> Notice:
        tirage = self.tirage
        titre = tirage.phrase(self.mots_du_titre, TITRE)[:600]
        type_ = tirage.un(Notice.Type.values)
        en_ligne = tirage.chance(0.9)
        resume = tirage.phrase(self.mots_du_resume, RESUME) if tirage.chance(0.8) else ""
        return Notice(
            numero=self.premier + rang,
            cle=f"banc-{rang}",
            type=type_,
            titre=titre,
            titre_plie=plier(titre)[:600],
            revue=tirage.un(self.revues) if type_ == Notice.Type.ARTICLE else None,
            date=tirage.date(1990, 2025),
            adresse=Notice.Adresse.COMPLETE if en_ligne else Notice.Adresse.ABSENTE,
            resume=resume,
            resume_origine="Tiré au sort pour mesurer" if resume else "",
            etat=Notice.Etat.PUBLIE,
        )

    def _ordonner(
        self, modele: Any, champ: str, notices: list[Notice], choix: Sequence[Any], *bornes: int
    ) -> None:
        lignes = (
            (notice.pk, objet.pk, ordre)
            for notice in notices
            for ordre, objet in enumerate(self.tirage.plusieurs(choix, *bornes))
        )
        _inserer(modele, ("notice_id", f"{champ}_id", "ordre"), lignes)

    def _lier(self, champ: str, notices: list[Notice], choix: Sequence[Any], *bornes: int) -> None:
        cible = getattr(Notice, champ).field.m2m_reverse_name()
        lignes = (
            (notice.pk, objet.pk)
            for notice in notices
            if choix
            for objet in self.tirage.plusieurs(choix, *bornes)
        )
        _inserer(getattr(Notice, champ).through, ("notice_id", cible), lignes)


def _inserer(modele: Any, colonnes: Sequence[str], lignes: Iterable[tuple[int, ...]]) -> None:
    """Rows of a few keys: an object for each of a million would be half of the seed."""
    trous = ", ".join("%s" for _ in colonnes)
    ordre = f"INTO {modele._meta.db_table} ({', '.join(colonnes)}) VALUES ({trous})"
    with connection.cursor() as curseur:
        curseur.executemany(f"INSERT {ordre}", list(lignes))
