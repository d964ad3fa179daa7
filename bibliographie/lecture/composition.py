"""One record of a file made into a Reference: the values are read here, whatever the format.

Each field ends kept, corrected or set aside with its text: none is lost without a line that says
so. What a role reads is in `roles`; a field without role has no place in our catalogue.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import islice

from bibliographie.formats.reference import Reference
from bibliographie.lecture.champs import Brut, Lecture
from bibliographie.lecture.recueil import SANS_PLACE, Recueil
from bibliographie.lecture.roles import datation, noms, numeros, textes
from socle.textes import nombre

# Each reads the fields of its roles; in this order, since some look at what others found.
ETAPES: tuple[Callable[[Recueil], None], ...] = (
    textes.lire_le_type,
    textes.lire_les_textes,
    noms.lire_les_noms,
    datation.lire_la_date,
    numeros.lire_les_pages,
    numeros.lire_les_numeros,
    numeros.lire_la_langue,
    numeros.lire_les_adresses,
    textes.lire_les_listes,
    textes.lire_les_remarques,
    textes.lire_les_precisions,
)


TITRE_AJOUTE = -1
CHAMPS_MAX = 2000


def composer(ligne: int, bruts: Iterable[Brut]) -> Lecture:
    """The record that these fields say. `ligne` is where it starts in the file."""
    pleins = (brut for brut in bruts if brut.texte.strip())
    retenus = list(islice(pleins, CHAMPS_MAX))
    if de_trop := sum(1 for _ in pleins):
        # No work has so many: a trap, or a file whose records do not end.
        dit = f"{nombre(de_trop + 1)} champs de plus, non lus"
        retenus[-1] = Brut(f"Au-delà de {nombre(CHAMPS_MAX)} champs", dit)
    recueil = Recueil(retenus)
    for etape in ETAPES:
        etape(recueil)
    for rang in recueil.restants():
        recueil.ecarter(rang, SANS_PLACE)
    return Lecture(
        ligne, Reference(**recueil.valeurs), (), tuple(recueil.champs()), tuple(recueil.bruts)
    )


def corriger(lecture: Lecture, textes: dict[int, str]) -> Lecture:
    """The same record with the text of some fields, by rank, written anew by the editor.

    The title of one that has none comes before the first: its rank is TITRE_AJOUTE.
    """
    bruts = [
        replace(brut, texte=textes[rang], valeur=None) if rang in textes else brut
        for rang, brut in enumerate(lecture.bruts)
    ]
    debut = 0
    if TITRE_AJOUTE in textes:
        bruts.insert(0, Brut("Titre", textes[TITRE_AJOUTE], "titre"))
        debut = TITRE_AJOUTE
    relue = composer(lecture.ligne, bruts)
    champs = tuple(
        replace(champ, du_fichier=lecture.bruts[rang].texte)
        if rang in textes and rang >= 0
        else champ
        for rang, champ in enumerate(relue.champs, debut)
    )
    return replace(relue, champs=champs, remarques=lecture.remarques)
