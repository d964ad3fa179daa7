"""Find and rank: one table, two full-text indexes, the same hits in the same order.

The index of each database only says which entries answer. Their order is one expression over
ordinary columns, so it cannot differ: no `bm25`, no `ts_rank`.
"""

from collections.abc import Iterable
from typing import TypeVar, cast

from django.db.models import (
    BigIntegerField,
    Case,
    F,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import Combinable

from socle.recherche.expressions import Binaire, Correspond
from socle.recherche.modeles import EntreeDeRecherche
from socle.recherche.requete import Requete, Terme, analyser, en_fts5, en_tsquery

# Worth of each term, by the best place that holds it. A higher place always wins, however many
# terms lie lower: TERMES_MAX is below the ratio of two places. Below all of them, the date.
PAR_DATE = 100_000_000
DANS_LE_CORPS = PAR_DATE
DANS_LES_MOTS = 100 * DANS_LE_CORPS
DANS_LE_TITRE = 100 * DANS_LES_MOTS
SUITE_DANS_LE_TITRE = 100 * DANS_LE_TITRE
TITRE_EXACT = 2 * SUITE_DANS_LE_TITRE

M = TypeVar("M", bound=Model)


def _contient(colonne: str, terme: Terme) -> Q:
    return Q(**{f"{colonne}__contains": f" {' '.join(terme)} "})


def _points(*cas: When, sinon: int) -> Case:
    return Case(*cas, default=Value(sinon), output_field=BigIntegerField())


def score(requete: Requete) -> Combinable:
    """How well an entry that answers does so; equal worth, the latest date.

    The title that is exactly the question, then that holds it in a row, then title over
    keywords and authors over body for each term.
    """
    suite = f" {' '.join(requete.suite)} "
    total: Combinable = F("rang_de_date") + _points(
        When(racines_titre=suite, then=Value(TITRE_EXACT)),
        When(_contient("racines_titre", requete.suite), then=Value(SUITE_DANS_LE_TITRE)),
        sinon=0,
    )
    for terme in requete.termes:
        total += _points(
            When(_contient("racines_titre", terme), then=Value(DANS_LE_TITRE)),
            When(_contient("racines_mots", terme), then=Value(DANS_LES_MOTS)),
            sinon=DANS_LE_CORPS,
        )
    return total


def _repondant(requete: Requete) -> QuerySet[EntreeDeRecherche]:
    if not requete:
        return EntreeDeRecherche.objects.none()
    return EntreeDeRecherche.objects.filter(Correspond(en_fts5(requete), en_tsquery(requete)))


def chercher(texte: str, categories: Iterable[str] | None = None) -> QuerySet[EntreeDeRecherche]:
    """The published entries that answer, best first, each with its `score`.

    Every word must be there, stemmed; « a phrase » in a row; `-word` must not. A question with
    no word to find gives nothing: `analyser(texte).avertissement` says why.
    """
    requete = analyser(texte)
    entrees = _repondant(requete).filter(publie=True)
    if categories is not None:
        entrees = entrees.filter(categorie__in=list(categories))
    return entrees.annotate(score=score(requete)).order_by(
        "-score", Binaire("cle"), Binaire("categorie")
    )


def filtrer(objets: QuerySet[M], categorie: str, texte: str, champ_cle: str = "cle") -> QuerySet[M]:
    """Restrict any queryset to what answers, best first, annotated with `score`.

    `champ_cle` is the field that holds the natural key under which `categorie` is indexed. A
    blank question restricts nothing; one without a word to find gives nothing. Drafts are kept:
    the queryset says which records its reader may see. Before `values().annotate()`, clear the
    order with `order_by()` as ever.
    """
    requete = analyser(texte)
    if not requete:
        gardes = objets if requete.vierge else objets.none()
        return cast("QuerySet[M]", gardes.annotate(score=Value(0)))
    entrees = EntreeDeRecherche.objects.filter(categorie=categorie)
    reponses = _repondant(requete).filter(categorie=categorie)
    note = entrees.filter(cle=OuterRef(champ_cle)).annotate(note=score(requete)).values("note")
    trouves = objets.filter(**{f"{champ_cle}__in": reponses.values("cle")})
    classes = trouves.annotate(score=Subquery(note)).order_by("-score", Binaire(champ_cle))
    return cast("QuerySet[M]", classes)
