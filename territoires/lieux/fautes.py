"""Names that a text nearly writes: « carpantras », « marseile », « hyerres », « aixenprovence ».

Asked for when `recherche` finds nothing. Each word may be a slip or two away from a word of the
name, the more the longer it is; the portal's region is looked at first, then France.
"""

import functools
import itertools
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, TypeVar

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from rapidfuzz.distance import OSA

from territoires.lieux.lectures import lire
from territoires.lieux.recherche import ORDRE_DES_NOMS, ici

if TYPE_CHECKING:
    from territoires.models import Territoire

Lot = TypeVar("Lot", bound="QuerySet[Territoire]")

MOTS_MAX: Final = 6
LETTRES_MIN: Final = 4
# From how many letters one slip is forgiven, then two.
UNE_FAUTE, DEUX_FAUTES = 4, 8
RETENUS: Final = 8
# What is heard alike and written otherwise: « manoske », « avinion », « sofia », « marseile ».
SONS: Final = (
    *(("ph", "f"), ("qu", "k"), ("gn", "ni"), ("eau", "o"), ("au", "o")),
    *(("y", "i"), ("z", "s"), ("h", "")),
)
C_DUR: Final = re.compile(r"c(?=[aoulrt]|$)")
DOUBLE: Final = re.compile(r"(.)\1")


def proches(territoires: Lot, texte: str, *, saisie: bool = False) -> Lot:
    """The places in force whose name is nearly this, nearest first, `RETENUS` at most.

    While one types (`saisie`), the last word is a beginning, « carpantr », of the region only:
    the whole of France takes too long between two keys.
    """
    lecture = lire(texte)
    demandes = [m for m in (lecture.variantes[0] if lecture.variantes else ()) if m.isalpha()]
    if not demandes or len(demandes) > MOTS_MAX or max(map(len, demandes)) < LETTRES_MIN:
        return territoires.none()
    en_vigueur = territoires.filter(obsolete_depuis=None)
    if lecture.echelle:
        en_vigueur = en_vigueur.filter(echelle=lecture.echelle)
    cles = _classer(en_vigueur.filter(ici()), demandes, saisie=saisie)
    if not cles and not saisie:
        cles = _classer(en_vigueur.filter(_morceaux_de(demandes)), demandes)
    rangs = [When(pk=cle, then=Value(rang)) for rang, cle in enumerate(cles)]
    return territoires.filter(pk__in=cles).order_by(
        Case(*rangs, default=Value(len(cles)), output_field=IntegerField())
    )


def _classer(
    candidats: "QuerySet[Territoire]", demandes: list[str], *, saisie: bool = False
) -> list[int]:
    """The keys of those that come near, by slips, échelle and population."""
    colle = "".join(demandes)
    notes = []
    lignes = candidats.order_by().values_list(
        "pk", "nom_plie", "recherche", "echelle", "population"
    )
    for pk, nom, recherche, echelle, population in lignes:
        mots = [m for m in recherche.split() if m.isalpha()]
        if saisie:
            mots += [m[: len(demandes[-1])] for m in mots]
        fautes = _fautes(demandes, mots)
        if fautes is None and len(demandes) != nom.count(" ") + 1:
            fautes = ecart(colle, nom.replace(" ", ""), tolerance(colle))
        if fautes is not None:
            # Words of the name that nobody typed: « arles » is Arles before Arles-sur-Tech.
            de_trop = nom.count(" ") + 1 - len(demandes)
            rang = ORDRE_DES_NOMS.index(echelle)
            notes.append((fautes, max(de_trop, 0), rang, -(population or 0), pk))
    return [note[-1] for note in sorted(notes)[:RETENUS]]


def _fautes(demandes: list[str], mots: list[str]) -> int | None:
    """How many slips lead from these words to words of a name; None when one leads nowhere."""
    total = 0
    for demande in demandes:
        maximum = tolerance(demande)
        ecarts = [e for m in mots if (e := ecart(son(demande), son(m), maximum)) is not None]
        if any(m.startswith(demande) for m in mots):
            ecarts.append(0)
        if not ecarts:
            return None
        total += min(ecarts)
    return total


def tolerance(mot: str) -> int:
    """How many slips a word of this length is forgiven."""
    return (len(mot) >= UNE_FAUTE) + (len(mot) >= DEUX_FAUTES)


@functools.lru_cache(maxsize=16_384)
def son(mot: str) -> str:
    """A word nearly as it is heard.

    >>> son("manosque"), son("avignon"), son("yerres")
    ('manoske', 'avinion', 'ieres')
    """
    for ecrit, entendu in SONS:
        mot = mot.replace(ecrit, entendu)
    return DOUBLE.sub(r"\1", C_DUR.sub("k", mot))


def ecart(a: str, b: str, maximum: int) -> int | None:
    """Slips from one word to the other: a letter more, less, changed, or two swapped; None
    beyond `maximum`.

    >>> ecart("marseile", "marseille", 2), ecart("hyeres", "hyerse", 1), ecart("apt", "gap", 1)
    (1, 1, None)
    """
    fautes: int = OSA.distance(a, b, score_cutoff=maximum)
    return fautes if fautes <= maximum else None


def _morceaux_de(demandes: Iterable[str]) -> Q:
    """Names that hold, of each long word, one of the pieces that a slip leaves whole."""
    condition = Q()
    for demande in demandes:
        nombre = tolerance(demande) + 1
        bornes = [len(demande) * rang // nombre for rang in range(nombre + 1)]
        morceaux = Q()
        for debut, fin in itertools.pairwise(bornes):
            morceaux |= Q(recherche__contains=demande[debut:fin])
        condition &= morceaux
    return condition
