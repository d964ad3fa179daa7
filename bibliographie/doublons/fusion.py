"""Notices that are one work: which look alike, and what merging them means besides the fields.

Authors, publishers and addresses are lists in a printed order: one list is kept, the other's,
or both, the kept one first. The number of the notice that goes leads to the one that stays.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from bibliographie.models import AncienneNotice, Lien, Notice, Rattachement
from socle.fusion.admin import FusionMixin, paires_de_groupes
from socle.fusion.champs import Paire, comparer
from socle.fusion.moteur import Bilan, fusionner
from socle.textes import plier

LISTES = {
    "contributions": ("auteurs", "auteur"),
    "editions": ("éditeurs", "editeur"),
    "rattachements": ("adresses", "lien"),
}


class DoublonsDeNotices(FusionMixin):
    """The duplicates of the notices."""

    fusion_redirige = True

    def paires_de_cles(self) -> dict[tuple[int, int], list[str]]:
        return paires_de_notices()

    def paires_de_champs(self, a: Notice, b: Notice) -> list[Paire]:
        return [*comparer(a, b), *(_liste(nom, a, b) for nom in LISTES)]

    def unir(self, garde: Notice, ecarte: Notice, choix: Mapping[str, str], par: Any) -> Bilan:
        return fusionner_notices(garde, ecarte, choix, par)


def paires_de_notices() -> dict[tuple[int, int], list[str]]:
    """Same DOI, same address, same title once folded: three queries."""
    dois: dict[str, list[int]] = defaultdict(list)
    for pk, doi in Notice.objects.exclude(doi="").values_list("pk", "doi"):
        dois[doi.lower()].append(pk)
    adresses: dict[int, list[int]] = defaultdict(list)
    suivables = Rattachement.objects.exclude(lien__etat=Lien.Etat.INCOMPLET)
    for lien, notice in suivables.values_list("lien", "notice"):
        adresses[lien].append(notice)
    titres: dict[str, list[int]] = defaultdict(list)
    for pk, titre in Notice.objects.exclude(titre_plie="").values_list("pk", "titre_plie"):
        titres[titre].append(pk)
    paires: dict[tuple[int, int], list[str]] = {}
    paires_de_groupes(dois, "même DOI", paires)
    paires_de_groupes(adresses, "même adresse", paires)
    paires_de_groupes(titres, "même titre", paires)
    return paires


def fusionner_notices(
    garde: Notice, ecarte: Notice, choix: Mapping[str, str], par: Any = None
) -> Bilan:
    """Merge two notices. Raise FusionError when a rule would be broken."""

    def avant(garde: Notice, ecarte: Notice) -> None:
        for nom, (_, autre) in LISTES.items():
            _preparer_la_liste(garde, ecarte, nom, autre, choix.get(nom, "a"))
        _reunir_ce_qui_est_de_cote(garde, ecarte)
        AncienneNotice.objects.create(numero=ecarte.numero, cle=ecarte.cle, notice=garde)

    return fusionner(garde, ecarte, choix, par, avant)


def _reunir_ce_qui_est_de_cote(garde: Notice, ecarte: Notice) -> None:
    """Two notices read in one file: the kept one bears what was set aside of both."""
    for trace in ecarte.provenances.exclude(mis_de_cote=""):
        deja = garde.provenances.exclude(mis_de_cote="").filter(document=trace.document).first()
        if deja is not None:
            deja.mis_de_cote += f"\n{trace.mis_de_cote}"
            deja.save(update_fields=["mis_de_cote"])


def _preparer_la_liste(garde: Notice, ecarte: Notice, nom: str, autre: str, voulu: str) -> None:
    """Leave on each side only what is to be on the kept notice, in its final order."""
    siennes, autres = getattr(garde, nom), getattr(ecarte, nom)
    if voulu == "a":
        _vider(autres)
    elif voulu == "b":
        _vider(siennes)
    else:
        deja = set(siennes.values_list(f"{autre}_id", flat=True))
        dernier = max(siennes.values_list("ordre", flat=True), default=0)
        for ligne in autres.all():
            if getattr(ligne, f"{autre}_id") not in deja:
                ligne.ordre += dernier
                ligne.save()


def _vider(lignes: Any) -> None:
    """One by one, so that each leaves its trace in the history."""
    for ligne in lignes.all():
        ligne.delete()


def _liste(nom: str, a: Notice, b: Notice) -> Paire:
    dits = [", ".join(str(ligne) for ligne in getattr(un, nom).all()) for un in (a, b)]
    choix = "b" if dits[1] and not dits[0] else "a"
    if plier(dits[0]) != plier(dits[1]) and nom == "rattachements" and all(dits):
        choix = "union"
    return Paire(nom, LISTES[nom][0], dits[0], dits[1], choix, reunissable=True)
