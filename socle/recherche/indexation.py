"""Keep the index true, without signals: each object indexes itself when it is saved."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import models, transaction

from socle.recherche.modeles import EntreeDeRecherche, MotConnu
from socle.recherche.normalisation import LONGUEUR_MAX, decouper, indexer_texte, mots_plies

# Stems kept of each part: together under the 16,383 positions of a tsvector.
TITRE_MAX, MOTS_MAX, CORPS_MAX = 500, 3_000, 10_000
LETTRES_MIN, AFFICHE_MAX = 3, 80
CHAMPS_ECRITS = [
    champ.name
    for champ in EntreeDeRecherche._meta.concrete_fields
    if champ.name not in {"id", "categorie", "cle"}
]


@dataclass(frozen=True)
class TexteCherche:
    """What an object gives to the engine, in the words that it displays."""

    titre: str
    mots: tuple[str, ...] = ()
    corps: str = ""
    url: str = ""
    date: str = ""
    publie: bool = True


class Cherchable(models.Model):
    """A record that the engine finds. Give it a category and `texte_de_recherche()`.

    `save()` and `delete()` keep its entry. What bypasses them must say so itself: call
    `indexer()` once the many-to-many rows are written, `indexer_tous(queryset)` after a
    `QuerySet.update()`, `manage.py reindexer` after `loaddata` or raw SQL.
    """

    categorie_de_recherche: ClassVar[str]
    champ_cle_de_recherche: ClassVar[str] = "cle"
    # A loader that calls `indexer_tous` at its end says so of each record that it saves.
    indexe_plus_tard = False

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save and index together."""
        with transaction.atomic():
            super().save(*args, **kwargs)
            if not self.indexe_plus_tard:
                self.indexer()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete and forget together."""
        with transaction.atomic():
            resultat = super().delete(*args, **kwargs)
            self.desindexer()
        return resultat

    @classmethod
    def from_db(
        cls, db: str | None, field_names: Collection[str], values: Collection[Any], **kwargs: Any
    ) -> Self:
        """Remember the key as it was read: when it changes, the old entry must go."""
        objet = super().from_db(db, field_names, values, **kwargs)
        if len(values) == len(cls._meta.concrete_fields):
            objet.__dict__["_cle_indexee"] = objet.cle_de_recherche
        return objet

    @classmethod
    def a_indexer(cls) -> models.QuerySet[Self]:
        """All the records, with the relations that `texte_de_recherche()` reads."""
        return cls._base_manager.all()

    @property
    def cle_de_recherche(self) -> str:
        """The natural key, unique in the category. Must read columns of this record only."""
        return str(getattr(self, self.champ_cle_de_recherche))

    def texte_de_recherche(self) -> TexteCherche:
        """What the engine is to know of this record."""
        raise NotImplementedError

    def indexer(self) -> None:
        """Write the entry of this record: two queries, a third when its key has changed."""
        indexer_tous([self])

    def desindexer(self) -> None:
        """Remove the entry of this record."""
        cles = {self.cle_de_recherche, self.__dict__.get("_cle_indexee", "")}
        entrees_de(self.categorie_de_recherche, cles).delete()


def entrees_de(categorie: str, cles: Iterable[str]) -> models.QuerySet[EntreeDeRecherche]:
    """The entries that these keys have in the index."""
    return EntreeDeRecherche.objects.filter(categorie=categorie, cle__in=list(cles))


def _rang_de_date(date: str) -> int:
    """« 2019-03 » → 20190300; no date → 0."""
    return int(date.replace("-", "").ljust(8, "0"))


def entree(objet: Cherchable, texte: TexteCherche) -> EntreeDeRecherche:
    """The entry of an object that gives this text, unsaved."""
    return EntreeDeRecherche(
        categorie=objet.categorie_de_recherche,
        cle=objet.cle_de_recherche,
        titre=texte.titre,
        url=texte.url,
        date=texte.date,
        rang_de_date=_rang_de_date(texte.date),
        publie=texte.publie,
        mots_du_titre=f" {' '.join(mots_plies(texte.titre)[:TITRE_MAX])} ",
        racines_titre=indexer_texte([texte.titre], TITRE_MAX),
        racines_mots=indexer_texte(texte.mots, MOTS_MAX),
        racines_corps=indexer_texte([texte.corps], CORPS_MAX),
    )


def vocabulaire(textes: Iterable[TexteCherche], mots: dict[str, str]) -> dict[str, str]:
    """Complete `mots`, folded word → as displayed, with those of published titles and keywords.

    A word met once in lower case is displayed so: « Santé » begins a title, « Marseille » is
    never seen otherwise.
    """
    for morceau in (m for t in textes if t.publie for m in (t.titre, *t.mots)):
        for mot in decouper(morceau):
            pli = mot.plies[0] if len(mot.plies) == 1 and mot.racines else ""
            if LETTRES_MIN <= len(pli) <= LONGUEUR_MAX and pli.isalpha():
                affiche = morceau[mot.debut : mot.fin][:AFFICHE_MAX]
                if not affiche.replace("-", "").isalpha():
                    continue  # « habitant·e·s »: not what a reader types
                if pli not in mots or (affiche.islower() and not mots[pli].islower()):
                    mots[pli] = affiche
    return mots


def ecrire(entrees: list[EntreeDeRecherche]) -> None:
    """Insert or replace entries by their key, in one query a batch."""
    EntreeDeRecherche.objects.bulk_create(
        entrees,
        update_conflicts=True,
        unique_fields=["categorie", "cle"],
        update_fields=CHAMPS_ECRITS,
        batch_size=500,
    )


def ecrire_mots(mots: dict[str, str], *, remplacer: bool) -> None:
    """Learn words; those already known keep their display unless `remplacer`."""
    regle: dict[str, Any] = (
        {"update_conflicts": True, "unique_fields": ["mot"], "update_fields": ["affiche"]}
        if remplacer
        else {"ignore_conflicts": True}
    )
    connus = [MotConnu(mot=mot, affiche=affiche) for mot, affiche in mots.items()]
    MotConnu.objects.bulk_create(connus, batch_size=500, **regle)


def indexer_tous(objets: Iterable[Cherchable]) -> None:
    """Write the entries of several records, and learn their words."""
    lot = list(objets)
    textes = [objet.texte_de_recherche() for objet in lot]
    with transaction.atomic():
        for objet in lot:
            ancienne = objet.__dict__.get("_cle_indexee")
            if ancienne not in (None, objet.cle_de_recherche):
                entrees_de(objet.categorie_de_recherche, [str(ancienne)]).delete()
            objet.__dict__["_cle_indexee"] = objet.cle_de_recherche
        ecrire([entree(objet, texte) for objet, texte in zip(lot, textes, strict=True)])
        ecrire_mots(vocabulaire(textes, {}), remplacer=False)


def modeles_cherchables() -> list[type[Cherchable]]:
    """Every model of the portal that the engine finds, in the order of its apps.

    Raise ImproperlyConfigured when two share a category: each would remove the other's entries.
    """
    modeles = [modele for modele in apps.get_models() if issubclass(modele, Cherchable)]
    categories = [modele.categorie_de_recherche for modele in modeles]
    doubles = {categorie for categorie in categories if categories.count(categorie) > 1}
    if doubles:
        raise ImproperlyConfigured(f"Catégories de recherche en double : {', '.join(doubles)}.")
    return modeles
