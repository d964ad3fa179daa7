"""What is asked, split: the schemes named, the question about them, the words of a place.

« qui finance un cls » asks about CLS, who pays; « cls hyères » asks about CLS at « hyères ».
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from dispositifs.models import Rubrique, TypeDispositif
from socle.recherche.normalisation import Mot, decouper, racines

MOTS_MAX: Final = 30

# The words of a question, by the part of an explainer that answers. The first that is met wins:
# « combien de temps » asks how long before it asks how much.
QUESTIONS: Final = {
    Rubrique.QUELLE_DUREE: "temps dure durent duree longtemps annees",
    Rubrique.QUI_PAIE: (
        "finance financer financement finances paie paye payer paient cout couts coute coutent "
        "couter prix budget argent subvention subventions tarif cher"
    ),
    Rubrique.QUI_SIGNE: "signe signer signent signataire signataires signature",
    Rubrique.QUI_PRESIDE: "preside presider president presidence",
    Rubrique.QUI_ANIME: "anime animer animation coordonne coordonner coordinateur coordonnateur",
    Rubrique.QUI_DECIDE: "decide decider decident pilote piloter pilotage gouvernance",
    Rubrique.QUEL_TEXTE: "obligatoire obligation oblige loi texte textes reglement juridique",
    Rubrique.ETAPES: (
        "faut faire creer creation monter lancer demarrer commencer engager construire elaborer "
        "mettre etapes comment demarche"
    ),
    Rubrique.A_QUOI_CA_SERT: "sert servent servir pourquoi utile utilite interet but objectif",
    Rubrique.QUELLE_ECHELLE: "echelle perimetre",
    Rubrique.EN_BREF: "quoi definition signifie veut dire qu",
}
COMBIEN: Final = "combien"
DIFFERENCE: Final = frozenset(("difference", "differences", "comparer", "comparaison", "versus"))
# What ties a place to the rest, and asks for nothing by itself. Not « la », « le », « les »: they
# begin names.
OUTILS: Final = frozenset(
    # Each a word of its own, for `split` to cut.
    " ".join(
        (
            "a au aux ai as avec ont avoir c ce ces cet cette ci comment d dans de des du elle",
            "elles en entre est et ete etre il ils j je l la le les ma mes mon ne nos notre nous",
            "on ou par pas plus pour qu que quel quelle quelles quels qui quoi se s son sont sur",
            "t tu un une vers vos votre vous y ya actif actifs existe existent liste tous toutes",
        )
    ).split()
)
ARTICLES: Final = frozenset(("la", "le", "les", "l", "los", "las", "aux"))


@dataclass(frozen=True)
class Demande:
    """One text, understood: `lieu` is what is left of it, as typed, once the rest is known."""

    texte: str
    types: tuple[TypeDispositif, ...] = ()
    rubrique: str = ""
    lieu: str = ""
    compare: bool = False

    @property
    def type(self) -> TypeDispositif | None:
        """The scheme asked for, when there is one and only one."""
        return self.types[0] if len(self.types) == 1 else None


def comprendre(texte: str, types: Iterable[TypeDispositif]) -> Demande:
    """Split a text; without scheme in it, the whole of it may be a place."""
    mots = list(decouper(texte))[:MOTS_MAX]
    trouves, pris = _types(mots, types)
    if not trouves:
        return Demande(texte, rubrique=_rubrique(mots)[0], lieu=texte)
    libres = [i for i in range(len(mots)) if i not in pris]
    rubrique, questions = _rubrique([mots[i] for i in libres])
    plies = {pli for mot in mots for pli in mot.plies}
    morceaux: list[list[Mot]] = [[]]
    for i, mot in enumerate(mots):
        if i in pris or set(mot.plies) & questions or COMBIEN in mot.plies:
            morceaux.append([])
        else:
            morceaux[-1].append(mot)
    restes = [texte[m[0].debut : m[-1].fin] for m in map(_ebarber, morceaux) if m]
    return Demande(
        texte,
        tuple(trouves),
        rubrique or ("" if COMBIEN not in plies else Rubrique.OU),
        " ".join(restes),
        compare=len(trouves) > 1 or bool(plies & DIFFERENCE),
    )


def _formes(type_: TypeDispositif) -> set[tuple[str, ...]]:
    """The ways to name a type: its acronym, its name, in stems so that the plural is one."""
    formes = {tuple(racines(nom)) for nom in (type_.nom, type_.nom_pluriel)}
    if type_.sigle:
        formes.add(tuple(racines(type_.sigle)))
    return {forme for forme in formes if forme}


def _types(
    mots: list[Mot], types: Iterable[TypeDispositif]
) -> tuple[list[TypeDispositif], set[int]]:
    """The types named, in the order typed, and the ranks of the words that name them."""
    pleins = [(i, racine) for i, mot in enumerate(mots) for racine in mot.racines]
    formes = sorted(
        ((forme, t) for t in types for forme in _formes(t)), key=lambda f: (-len(f[0]), f[0])
    )
    pris: set[int] = set()
    places: dict[int, TypeDispositif] = {}
    for forme, type_ in formes:
        for debut in range(len(pleins) - len(forme) + 1):
            bout = pleins[debut : debut + len(forme)]
            rangs = set(range(bout[0][0], bout[-1][0] + 1))
            if tuple(racine for _, racine in bout) == forme and not rangs & pris:
                pris |= rangs
                places.setdefault(bout[0][0], type_)
    return list(dict.fromkeys(places[rang] for rang in sorted(places))), pris


def _rubrique(mots: list[Mot]) -> tuple[str, frozenset[str]]:
    """The part of an explainer that answers, if these words ask, and all the words that ask."""
    plies = {pli for mot in mots for pli in mot.plies}
    trouvees = [(r, plies & set(liste.split())) for r, liste in QUESTIONS.items()]
    posees = frozenset(mot for _, trouves in trouvees for mot in trouves) | plies & DIFFERENCE
    return next((str(r) for r, trouves in trouvees if trouves), ""), posees


def _ebarber(mots: list[Mot]) -> list[Mot]:
    """Without the tool words at both ends; the article of a name is kept at its head."""
    while mots and set(mots[-1].plies) <= OUTILS:
        mots = mots[:-1]
    while mots and set(mots[0].plies) <= OUTILS and not set(mots[0].plies) & ARTICLES:
        mots = mots[1:]
    return mots
