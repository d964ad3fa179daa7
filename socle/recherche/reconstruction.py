"""Compare the whole index with the records, and write only what differs."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.db import connection, transaction

from socle.recherche.indexation import (
    CHAMPS_ECRITS,
    Cherchable,
    ecrire,
    ecrire_mots,
    entree,
    entrees_de,
    modeles_cherchables,
    vocabulaire,
)
from socle.recherche.modeles import EntreeDeRecherche, MotConnu

LOT = 500


@dataclass
class Bilan:
    """What a rebuild did for one category (or for the known words)."""

    ajoutees: int = 0
    corrigees: int = 0
    retirees: int = 0
    inchangees: int = 0


def nombre_d_objets() -> int:
    """How many records a rebuild will read."""
    return sum(modele.a_indexer().count() for modele in modeles_cherchables())


def _ecrire_lot(nouvelles: list[EntreeDeRecherche], bilan: Bilan) -> None:
    """Write those of one category that are new or differ from what is indexed."""
    connues = {
        connue.cle: connue
        for connue in entrees_de(nouvelles[0].categorie, [e.cle for e in nouvelles])
    }
    ajoutees = [e for e in nouvelles if e.cle not in connues]
    corrigees = [
        e
        for e in nouvelles
        if e.cle in connues
        and any(getattr(e, champ) != getattr(connues[e.cle], champ) for champ in CHAMPS_ECRITS)
    ]
    ecrire(ajoutees + corrigees)
    bilan.ajoutees += len(ajoutees)
    bilan.corrigees += len(corrigees)
    bilan.inchangees += len(nouvelles) - len(ajoutees) - len(corrigees)


def _retirer(categorie: str, cles: Iterable[str]) -> int:
    """Remove entries whose record is no more; a batch at a time, for SQLite's sake."""
    restantes, retirees = iter(cles), 0
    while lot := list(islice(restantes, LOT)):
        retirees += entrees_de(categorie, lot).delete()[0]
    return retirees


def _par_lots(modele: type[Cherchable]) -> Iterator[list[Cherchable]]:
    """All the records, a batch at a time by primary key: no cursor stays open while we write."""
    objets = modele.a_indexer().order_by("pk")
    lot: list[Cherchable] = list(objets[:LOT])
    while lot:
        yield lot
        lot = list(objets.filter(pk__gt=lot[-1].pk)[:LOT])


def _reindexer_modele(
    modele: type[Cherchable], mots: dict[str, str], suivre: Callable[[int], object]
) -> Bilan:
    bilan = Bilan()
    vues: set[str] = set()
    for lot in _par_lots(modele):
        textes = [objet.texte_de_recherche() for objet in lot]
        nouvelles = [entree(objet, texte) for objet, texte in zip(lot, textes, strict=True)]
        vocabulaire(textes, mots)
        vues.update(e.cle for e in nouvelles)
        _ecrire_lot(nouvelles, bilan)
        suivre(len(lot))
    connues = EntreeDeRecherche.objects.filter(categorie=modele.categorie_de_recherche)
    perdues = set(connues.values_list("cle", flat=True)) - vues
    bilan.retirees = _retirer(modele.categorie_de_recherche, perdues)
    return bilan


def _reecrire_mots(mots: dict[str, str]) -> Bilan:
    connus = dict(MotConnu.objects.values_list("mot", "affiche"))
    perdus = iter(connus.keys() - mots.keys())
    bilan = Bilan()
    while lot := list(islice(perdus, LOT)):
        bilan.retirees += MotConnu.objects.filter(mot__in=lot).delete()[0]
    changes = {mot: affiche for mot, affiche in mots.items() if connus.get(mot) != affiche}
    ecrire_mots(changes, remplacer=True)
    bilan.corrigees = len(changes.keys() & connus.keys())
    bilan.ajoutees = len(changes) - bilan.corrigees
    bilan.inchangees = len(mots) - len(changes)
    return bilan


def reindexer(suivre: Callable[[int], object] = lambda nombre: None) -> dict[str, Bilan]:
    """Make the index what the records say, in one transaction; a second run writes nothing.

    Also forgets the categories that no model has any more. `suivre` is told how many records
    were just read.
    """
    bilans: dict[str, Bilan] = {}
    mots: dict[str, str] = {}
    with transaction.atomic():
        for modele in modeles_cherchables():
            bilans[modele.categorie_de_recherche] = _reindexer_modele(modele, mots, suivre)
        orphelines = EntreeDeRecherche.objects.exclude(categorie__in=list(bilans))
        bilans["sans modèle"] = Bilan(retirees=orphelines.delete()[0])
        bilans["mots connus"] = _reecrire_mots(mots)
        with connection.cursor() as curseur:
            # Without figures SQLite reads a whole category where it could read only the hits.
            curseur.execute("ANALYZE socle_entreederecherche")
    return bilans
