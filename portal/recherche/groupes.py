"""What the engine finds, told by category, the best group first."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode

from bibliographie.catalogue.presentation import parution, signature
from bibliographie.models import Notice, Selection
from dispositifs.comprendre.jetons import en_clair
from dispositifs.models import Dispositif, Explication, Terme, TexteReference
from socle import dates, recherche
from socle.recherche.modeles import EntreeDeRecherche
from socle.textes import majuscule, plier
from socle.textes import nombre as nombre_ecrit

PAR_GROUPE = 5


@dataclass(frozen=True)
class Resultat:
    """One result: what it is, and the passage that answers."""

    titre: str
    url: str
    genre: str
    precision: str = ""
    texte: str = ""
    signe: str = ""


@dataclass(frozen=True)
class Groupe:
    """The best results of one category; `suite` leads to the others, in the words of `mene`."""

    titre: str
    resultats: list[Resultat]
    nombre: int
    suite: str
    mene: str
    # The reader asked for this very thing by its name or its acronym: it goes first.
    est_nomme: bool
    score: float


# How the objects of each category are told, by the key under which they are indexed.


def _notices(cles: list[str]) -> dict[str, Resultat]:
    notices = Notice.objects.publies().filter(cle__in=cles).pour_liste()
    return {
        n.cle: Resultat(
            n.titre,
            n.get_absolute_url(),
            majuscule(str(n.get_type_display())),
            ". ".join(mot for mot in (signature(n), parution(n)) if mot),
            n.resume,
        )
        for n in notices
    }


def _selections(cles: list[str]) -> dict[str, Resultat]:
    return {
        s.slug: Resultat(
            s.titre,
            s.get_absolute_url(),
            "Sélection",
            ", ".join(mot for mot in (s.organisme, dates.en_lettres(s.date)) if mot),
            s.presentation,
        )
        for s in Selection.objects.publies().filter(slug__in=cles)
    }


def _dispositifs(cles: list[str]) -> dict[str, Resultat]:
    dispositifs = Dispositif.objects.publies().filter(slug__in=cles).select_related("type")
    return {
        d.slug: Resultat(
            str(d),
            d.get_absolute_url(),
            majuscule(d.type.nom),
            texte=d.presentation,
            signe=d.type.signe,
        )
        for d in dispositifs
    }


def _explications(cles: list[str]) -> dict[str, Resultat]:
    explications = Explication.objects.publies().filter(type__in=cles).select_related("type")
    return {
        e.type_id: Resultat(
            majuscule(str(e.type)),
            e.get_absolute_url(),
            "Comprendre",
            texte=e.type.definition,
            signe=e.type.signe,
        )
        for e in explications
    }


def _textes(cles: list[str]) -> dict[str, Resultat]:
    return {
        t.cle: Resultat(
            t.titre,
            t.get_absolute_url(),
            majuscule(t.get_nature_display()),
            dates.en_lettres(t.date),
            en_clair([t.resume]),
        )
        for t in TexteReference.objects.filter(cle__in=cles)
    }


def _termes(cles: list[str]) -> dict[str, Resultat]:
    return {
        t.sigle: Resultat(str(t), t.get_absolute_url(), "Glossaire", texte=t.definition)
        for t in Terme.objects.filter(sigle__in=cles)
    }


@dataclass(frozen=True)
class Categorie:
    """A room of the site: its name, how its results are told, the page that shows the others.

    `tout` is how a page that is not searched is called; without it, the page takes the question.
    """

    titre: str
    raconter: Callable[[list[str]], dict[str, Resultat]]
    page: str
    tout: str = ""

    def suite(self, q: str) -> str:
        """The address of the others."""
        return reverse(self.page) + ("" if self.tout else f"?{urlencode({'q': q})}")


CATEGORIES = {
    "explication": Categorie("Comprendre", _explications, "comprendre", "Toutes les fiches"),
    "dispositif": Categorie("Dispositifs", _dispositifs, "dispositifs"),
    "selection": Categorie(
        "Sélections du CRES", _selections, "selections", "Toutes les sélections"
    ),
    "notice": Categorie("Bibliographie", _notices, "bibliographie"),
    "texte": Categorie("Chronologie", _textes, "chronologie", "Toute la chronologie"),
    "terme": Categorie("Glossaire", _termes, "glossaire", "Tout le glossaire"),
}
# Their titles speak of things: only the whole title is their name.
DOCUMENTS = {"selection", "notice", "texte"}


def groupes(q: str) -> list[Groupe]:
    """The categories that hold an answer: what is asked for by its name, then the best."""
    trouves = [g for g in (_groupe(nom, q) for nom in CATEGORIES) if g.resultats]
    return sorted(trouves, key=lambda g: (not g.est_nomme, -g.score))


def _groupe(nom: str, q: str) -> Groupe:
    """The best of one category: at most three queries, more for the notices' relations."""
    categorie = CATEGORIES[nom]
    trouves = recherche.chercher(q, [nom])
    entrees: list[EntreeDeRecherche] = list(trouves[:PAR_GROUPE])
    nombre = len(entrees) if len(entrees) < PAR_GROUPE else trouves.count()
    par_cle = categorie.raconter([e.cle for e in entrees]) if entrees else {}
    suite = categorie.suite(q) if nombre > PAR_GROUPE else ""
    mene = categorie.tout or f"Les {nombre_ecrit(nombre)} résultats"
    score = float(getattr(entrees[0], "score", 0)) if entrees else 0.0
    resultats = [par_cle[e.cle] for e in entrees if e.cle in par_cle]
    est_nomme = bool(entrees) and nomme(q, entrees[0].titre, entier=nom in DOCUMENTS)
    return Groupe(categorie.titre, resultats, nombre, suite, mene, est_nomme, score)


def nomme(q: str, titre: str, *, entier: bool = False) -> bool:
    """Whether the question is how a title begins or ends, word for word; or the `entier` title.

    « CLS » and « contrat local de santé » both name the explainer « contrat local de santé CLS »;
    a report whose title ends with « (QPV) » is not what « QPV » names.
    """
    demande, nom = f" {plier(q)} ", f" {plier(titre)} "
    if entier:
        return nom == demande
    return nom.startswith(demande) or nom.endswith(demande)
