"""Help a reader ask: complete what is being typed, propose a known word for an unknown one."""

import difflib
import itertools
from collections.abc import Iterable

from django.db.models import Case, IntegerField, Q, Value, When
from django.db.models.functions import Length

from socle.recherche.expressions import Binaire, Correspond
from socle.recherche.modeles import EntreeDeRecherche, MotConnu
from socle.recherche.moteur import chercher
from socle.recherche.normalisation import Mot, decouper
from socle.recherche.requete import (
    CARACTERES_MAX,
    TERMES_MAX,
    debuts,
    debuts_en_fts5,
    debuts_en_tsquery,
)

LETTRES_MIN = 2
MOTS_A_CORRIGER = 4
RESSEMBLANCE = 0.7
ECART_DE_LONGUEUR = 2
# Enough to tell a common word from a rare one; counting on would read the whole index.
REPONSES_COMPTEES = 500


def suggerer(
    prefixe: str, limite: int = 8, categories: Iterable[str] | None = None
) -> list[EntreeDeRecherche]:
    """Published titles with a word that begins so, each word typed being a beginning.

    First the titles that begin with it, then the shortest: « nic » gives Nice before a study of
    Nice. Nothing under two letters.
    """
    plies = debuts(prefixe)
    if not plies or max(map(len, plies)) < LETTRES_MIN:
        return []
    entrees = EntreeDeRecherche.objects.filter(
        Correspond(debuts_en_fts5(plies), debuts_en_tsquery(plies), "vecteur_du_titre"),
        publie=True,
    )
    if categories is not None:
        entrees = entrees.filter(categorie__in=list(categories))
    commence = Case(
        When(mots_du_titre__startswith=f" {' '.join(plies)}", then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    return list(
        entrees.order_by(commence, Length("mots_du_titre"), Binaire("cle"), Binaire("categorie"))[
            :limite
        ]
    )


def _morceaux(pli: str) -> list[str]:
    """Cut a word in pieces, one of which survives any slip that we try to mend."""
    nombre = 3 if len(pli) > 5 else 2
    bornes = [len(pli) * rang // nombre for rang in range(nombre + 1)]
    return [pli[debut:fin] for debut, fin in itertools.pairwise(bornes)]


def _candidats(pli: str) -> dict[str, str]:
    """Known words of about that length that share a piece with it: folded → displayed."""
    condition = Q()
    for morceau in _morceaux(pli):
        condition |= Q(mot__contains=morceau)
    connus = MotConnu.objects.annotate(lettres=Length("mot")).filter(
        condition,
        lettres__gte=len(pli) - ECART_DE_LONGUEUR,
        lettres__lte=len(pli) + ECART_DE_LONGUEUR,
    )
    return dict(connus.order_by("mot").values_list("mot", "affiche"))


def _ressemblance(pli: str, connu: str) -> float:
    """0 to 1, by tenths. Letters swapped, the commonest slip, count for a little one."""
    if sorted(pli) == sorted(connu):
        return 0.9
    return round(difflib.SequenceMatcher(None, pli, connu).ratio(), 1)


def _corriger(pli: str, categories: list[str] | None) -> str:
    """The nearest known word that finds something; among near equals, what finds most."""
    candidats = _candidats(pli)
    proches = difflib.get_close_matches(pli, sorted(candidats), n=5, cutoff=RESSEMBLANCE)
    notes = []
    for proche in proches:
        reponses = chercher(proche, categories).order_by()[:REPONSES_COMPTEES].count()
        if reponses:
            notes.append((_ressemblance(pli, proche), reponses, candidats[proche]))
    return max(notes, key=lambda note: note[:2])[2] if notes else ""


def _inconnus(texte: str, categories: list[str] | None) -> list[Mot]:
    """The words that find nothing by themselves."""
    mots = [mot for mot in decouper(texte) if len(mot.plies) == 1 and mot.racines]
    return [
        mot
        for mot in mots[:TERMES_MAX]
        if mot.plies[0].isalpha() and not chercher(mot.plies[0], categories).exists()
    ]


def vouliez_vous_dire(texte: str, categories: Iterable[str] | None = None) -> str:
    """The question with its unknown words replaced, when it then finds something; else "".

    To be asked on no result: it costs a dozen queries. « sante mantale » → « sante mentale ».
    """
    choisies = None if categories is None else list(categories)
    propose = texte[:CARACTERES_MAX]
    for mot in reversed(_inconnus(propose, choisies)[:MOTS_A_CORRIGER]):
        corrige = _corriger(mot.plies[0], choisies)
        if not corrige:
            return ""
        propose = f"{propose[: mot.debut]}{corrige}{propose[mot.fin :]}"
    if propose == texte or not chercher(propose, choisies).exists():
        return ""
    return propose
