"""Organismes that may be one: same name once folded, same sigle, or names that say the same
thing of the same place. No source gives a SIREN: words and places are all there is."""

from collections import defaultdict
from difflib import SequenceMatcher

from dispositifs.models import Organisme
from socle.fusion.admin import FusionMixin, paires_de_groupes
from socle.textes import plier

# Words that a name takes or leaves: « Ville de Toulon », « Commune de Toulon », « Toulon ».
VIDES = {
    *("ville", "commune", "mairie", "communaute", "communes", "agglomeration", "metropole"),
    *("departement", "conseil", "region", "regional", "departemental", "de", "du", "des", "d"),
    *("la", "le", "les", "l", "et", "en", "au", "aux", "a"),
}
PROCHE = 0.88


class DoublonsDOrganismes(FusionMixin):
    """The duplicates of the organismes."""

    def paires_de_cles(self) -> dict[tuple[int, int], list[str]]:
        return paires_d_organismes(
            list(Organisme.objects.values_list("pk", "nom", "sigle", "nature", "territoire"))
        )


def paires_d_organismes(
    lignes: list[tuple[int, str, str, str, int | None]],
) -> dict[tuple[int, int], list[str]]:
    """Pairs of keys, and why. `lignes`: key, name, sigle, nature, territoire."""
    noms: dict[str, list[int]] = defaultdict(list)
    sigles: dict[tuple[str, int | None], list[int]] = defaultdict(list)
    lieux: dict[tuple[str, int | None], list[int]] = defaultdict(list)
    mots: dict[tuple[str, ...], list[int]] = defaultdict(list)  # a nature, then the words
    for pk, nom, sigle, nature, territoire in lignes:
        noms[plier(nom)].append(pk)
        if sigle:
            sigles[plier(sigle), territoire].append(pk)
        if territoire is not None and nature in ("commune", "epci", "departement", "region"):
            lieux[nature, territoire].append(pk)
        if pleins := mots_pleins(nom):
            mots[nature, *sorted(pleins)].append(pk)
    paires: dict[tuple[int, int], list[str]] = {}
    paires_de_groupes(noms, "même nom", paires)
    paires_de_groupes(sigles, "même sigle et même territoire", paires)
    paires_de_groupes(lieux, "même collectivité", paires)
    paires_de_groupes(mots, "mêmes mots", paires)
    _noms_proches({pk: plier(nom) for pk, nom, *_ in lignes}, paires)
    return paires


def mots_pleins(nom: str) -> set[str]:
    """The words that tell an organisme from another."""
    return set(plier(nom).split()) - VIDES


def _noms_proches(noms: dict[int, str], paires: dict[tuple[int, int], list[str]]) -> None:
    """Names that differ by a few letters, among those that share a word."""
    par_mot: dict[str, list[int]] = defaultdict(list)
    for pk, nom in noms.items():
        for mot in set(nom.split()) - VIDES:
            par_mot[mot].append(pk)
    candidats = {
        (a, b)
        for membres in par_mot.values()
        if len(membres) < 60
        for a in membres
        for b in membres
        if a < b
    }
    for a, b in sorted(candidats):
        chiffres = [{m for m in noms[pk].split() if m.isdigit()} for pk in (a, b)]
        comparateur = SequenceMatcher(None, noms[a], noms[b], autojunk=False)
        # « ARS 13 » and « ARS 83 » are two.
        if chiffres[0] == chiffres[1] and noms[a] != noms[b] and (
            comparateur.quick_ratio() > PROCHE and comparateur.ratio() > PROCHE
        ):  # fmt: skip
            paires.setdefault((a, b), []).append("noms proches")
