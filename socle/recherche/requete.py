"""What a reader typed → what to search: words, « phrases », and `-words` to leave out."""

import functools
import re
from dataclasses import dataclass

from socle.recherche.normalisation import mots_plies, racines

# Bounds that no honest question meets; past them the work would be the visitor's to choose.
CARACTERES_MAX = 2_000
TERMES_MAX = 30

MORCEAU = re.compile(
    r"""
    (?P<exclu>(?<!\S)[-\u2212](?=["«“\w]))?
    (?: " (?P<droits>[^"]*) " | « (?P<francais>[^«»]*) » | “ (?P<anglais>[^“”]*) ”
      | (?P<mot> [^\s"«»“”]+ ) )
    """,
    re.VERBOSE,
)

Terme = tuple[str, ...]


@dataclass(frozen=True)
class Requete:
    """A question, as stems. A term of several stems is a phrase: they must follow one another."""

    termes: tuple[Terme, ...] = ()
    exclus: tuple[Terme, ...] = ()
    # Every word asked for, in the order typed: the title that holds them so comes first.
    suite: Terme = ()
    tronquee: bool = False
    vierge: bool = False

    def __bool__(self) -> bool:
        """Whether there is at least one word to find."""
        return bool(self.termes)

    @property
    def avertissement(self) -> str:
        """What to tell the reader of a question that could not be taken as it is; else ""."""
        if self.vierge:
            return ""
        if not self.termes and self.exclus:
            return (
                "Donnez aussi un mot à trouver\u00a0: un mot précédé de «\u00a0-\u00a0» est écarté."
            )
        if not self.termes:
            return "Aucun mot à chercher\u00a0: écrivez au moins un mot, par exemple logement."
        if self.tronquee:
            return f"Question trop longue\u00a0: ses {TERMES_MAX} premiers mots ont été cherchés."
        return ""


def _ranger(termes: list[Terme], suite: list[str], mots: list[str], *, phrase: bool) -> None:
    """Add a phrase whole, or words one by one; the same term is asked once."""
    for terme in [tuple(mots)] if phrase else [(mot,) for mot in mots]:
        if terme and terme not in termes:
            termes.append(terme)
    suite.extend(mots)


def analyser(texte: str) -> Requete:
    """Read a question. Nothing typed is an error: a lone quote or dash is only ink."""
    return _analyser(texte[: CARACTERES_MAX + 1])


@functools.lru_cache(maxsize=1_024)
def _analyser(texte: str) -> Requete:
    termes: list[Terme] = []
    exclus: list[Terme] = []
    suite: list[str] = []
    for trouve in MORCEAU.finditer(texte[:CARACTERES_MAX]):
        citation = trouve["droits"] or trouve["francais"] or trouve["anglais"]
        mots = racines(citation or trouve["mot"] or "")[:TERMES_MAX]
        if trouve["exclu"]:
            _ranger(exclus, [], mots, phrase=True)
        else:
            _ranger(termes, suite, mots, phrase=citation is not None)
    return Requete(
        termes=tuple(termes[:TERMES_MAX]),
        exclus=tuple(exclus[:TERMES_MAX]),
        suite=tuple(suite[:TERMES_MAX]),
        tronquee=len(texte) > CARACTERES_MAX or len(termes) > TERMES_MAX,
        vierge=not texte.strip(),
    )


def _ou_et(termes: tuple[Terme, ...], operateur: str) -> str:
    return operateur.join(f'"{" ".join(terme)}"' for terme in termes)


def en_fts5(requete: Requete) -> str:
    """The question in the language of SQLite's FTS5. Stems are [a-z0-9]+: nothing to escape."""
    expression = f"({_ou_et(requete.termes, ' AND ')})"
    if requete.exclus:
        expression = f"({expression} NOT ({_ou_et(requete.exclus, ' OR ')}))"
    return f"{{racines_titre racines_mots racines_corps}} : {expression}"


def en_tsquery(requete: Requete) -> str:
    """The same question in PostgreSQL's tsquery."""
    voulus = [f"({' <-> '.join(terme)})" for terme in requete.termes]
    ecartes = [f"!({' <-> '.join(terme)})" for terme in requete.exclus]
    return " & ".join(voulus + ecartes)


def debuts(texte: str) -> list[str]:
    """The folded words of a text being typed: each may be only the beginning of a word."""
    return mots_plies(texte[:CARACTERES_MAX])[:TERMES_MAX]


def debuts_en_fts5(plies: list[str]) -> str:
    """Titles that hold a word beginning with each, for FTS5."""
    return "{mots_du_titre} : (" + " AND ".join(f'"{pli}" *' for pli in plies) + ")"


def debuts_en_tsquery(plies: list[str]) -> str:
    """The same for PostgreSQL."""
    return " & ".join(f"{pli}:*" for pli in plies)
