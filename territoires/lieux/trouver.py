"""What a text names, as a page needs it: the first places, the certain one, or near names."""

from dataclasses import dataclass

from territoires.lieux.lectures import code_de, lire
from territoires.models import Echelle, Territoire

# As many rows as tell whether another place bears the same name.
HOMONYMES = 8
SAISIE_MIN = 2


@dataclass(frozen=True)
class Lieux:
    """The places that a text names, best first; `proches` when none bears the name, so that
    these are what its writer may have meant; `certain` when it can be no other."""

    territoires: list[Territoire]
    proches: bool = False
    certain: Territoire | None = None


def trouver(texte: str, limite: int = HOMONYMES) -> Lieux:
    """The places of a text: two queries, three when nothing bears the name."""
    trouves = list(Territoire.objects.chercher(texte)[: max(limite, HOMONYMES)])
    if not trouves:
        return Lieux(list(Territoire.objects.proches(texte)[:limite]), proches=True)
    return Lieux(trouves[:limite], certain=_certain(texte, trouves))


def suggerer(texte: str, limite: int) -> Lieux:
    """The same while one types: the region's own names, then France's when they are few."""
    if len(texte) < SAISIE_MIN:
        return Lieux([])
    tous = Territoire.objects
    trouves = list(tous.de_la_region().chercher(texte, saisie=True)[:limite])
    if len(trouves) < limite:
        trouves = list(tous.chercher(texte, saisie=True)[:limite])
    if trouves:
        return Lieux(trouves)
    return Lieux(list(tous.proches(texte, saisie=True)[:limite]), proches=True)


def _certain(texte: str, trouves: list[Territoire]) -> Territoire | None:
    """The first, when the whole text is its name or its code and no other's.

    In the portal's region a name is enough, whatever bears it elsewhere. A quartier is never
    certain: « Centre-Ville » is the name of many, and a word of others.
    """
    premier, *autres = trouves
    if premier.est_obsolete or (premier.echelle == Echelle.QPV and not code_de(texte)):
        return None
    exacts = [t for t in trouves if not t.est_obsolete and _est_exact(texte, t)]
    if exacts[:1] == [premier]:
        if len(exacts) == 1:
            return premier
        ici = Territoire.objects.de_la_region().filter(pk__in=[t.pk for t in exacts])
        return premier if list(ici.values_list("pk", flat=True)) == [premier.pk] else None
    seul = not autres and Territoire.objects.de_la_region().filter(pk=premier.pk).exists()
    return premier if seul else None


def _est_exact(texte: str, t: Territoire) -> bool:
    """Whether this is its code, its SIREN, its name, its usual name or its acronym."""
    lecture = lire(texte)
    if lecture.code:
        return lecture.code in (t.code, t.siren) or f"0{lecture.code}" == t.code
    noms = lecture.noms
    if t.echelle == Echelle.ARRONDISSEMENT:
        noms = (*noms, *(f"{nom} arrondissement" for nom in noms))
    entiers = [f" {marque}{lecture.sigle} " for marque in "=~" if lecture.sigle]
    return t.nom_plie in noms or any(entier in t.recherche for entier in entiers)
