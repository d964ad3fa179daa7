"""Index what was sown, with the words of the engine and as many processes as the machine has.

`manage.py reindexer` would write the same: two minutes of one processor for 100,000 notices.
"""

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat

from django.db import connection
from tqdm import tqdm

from socle.recherche import Cherchable
from socle.recherche.indexation import ecrire, ecrire_mots, entree, vocabulaire
from socle.recherche.modeles import EntreeDeRecherche

LOT = 500
Lot = tuple[list[EntreeDeRecherche], dict[str, str]]


def indexer(*modeles: type[Cherchable]) -> None:
    """Write the entries of every record of these models that was sown, and learn their words."""
    mots: dict[str, str] = {}
    for modele in modeles:
        pks = list(modele._base_manager.order_by("pk").values_list("pk", flat=True))
        # No connection may be shared with a child.
        connection.close()
        with tqdm(total=len(pks), desc="Recherche", unit=" fiches", leave=False) as barre:
            for entrees, les_siens in _entrees(modele, pks):
                ecrire(entrees)
                mots = {**les_siens, **mots}
                barre.update(len(entrees))
    ecrire_mots(mots, remplacer=False)
    with connection.cursor() as curseur:
        # As `reindexer` does.
        curseur.execute("ANALYZE socle_entreederecherche")


def _entrees(modele: type[Cherchable], pks: list[int]) -> Iterator[Lot]:
    lots = [pks[debut : debut + LOT] for debut in range(0, len(pks), LOT)]
    with ProcessPoolExecutor(os.cpu_count()) as bassin:
        yield from bassin.map(_entrees_de, repeat(modele), lots)


def _entrees_de(modele: type[Cherchable], pks: list[int]) -> Lot:
    """In a child: it only reads, and computes stems."""
    objets = list(modele.a_indexer().filter(pk__gte=pks[0], pk__lte=pks[-1]).order_by("pk"))
    textes = [objet.texte_de_recherche() for objet in objets]
    entrees = [entree(objet, texte) for objet, texte in zip(objets, textes, strict=True)]
    return entrees, vocabulaire(textes, {})
