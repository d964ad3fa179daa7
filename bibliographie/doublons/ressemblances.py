"""Notices that may be the same work: same DOI, same address, or same title once folded."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from bibliographie.formats.reference import Reference
from bibliographie.models import Lien, Notice, Rattachement
from socle.textes import plier

LOT = 500


@dataclass(frozen=True, slots=True)
class Doublon:
    """A notice of the catalogue, and what it shares with a work."""

    notice: Notice
    raisons: tuple[str, ...]


class Doublons:
    """What the catalogue holds that looks like these works: a few queries for all of them."""

    def __init__(self, references: Iterable[Reference]) -> None:
        references = list(references)
        self._par: dict[tuple[str, str], set[int]] = defaultdict(set)
        self._titres({plier(r.titre) for r in references} - {""})
        self._dois({r.doi.lower() for r in references} - {""})
        self._urls({url for r in references for url in r.urls})
        cles = {r.cle for r in references if r.cle}
        numeros = {pk for pks in self._par.values() for pk in pks}
        self.par_cle = {n.cle: n for n in _charger("cle__in", cles)}
        self._notices = {n.pk: n for n in _charger("pk__in", numeros)}

    def de(self, reference: Reference) -> list[Doublon]:
        """Those of one work, the most alike first."""
        raisons: dict[int, list[str]] = defaultdict(list)
        cles = [("même DOI", "doi", reference.doi.lower())]
        cles += [("même adresse", "url", url) for url in reference.urls]
        cles += [("même titre", "titre", plier(reference.titre))]
        for raison, quoi, valeur in cles:
            for pk in self._par.get((quoi, valeur), ()):
                if raison not in raisons[pk]:
                    raisons[pk].append(raison)
        trouves = [Doublon(self._notices[pk], tuple(dites)) for pk, dites in raisons.items()]
        return sorted(trouves, key=lambda d: (-len(d.raisons), d.notice.numero))

    def _titres(self, titres: set[str]) -> None:
        for lot in _lots(titres):
            for pk, titre in Notice.objects.filter(
                titre_plie__in=[t[:600] for t in lot]
            ).values_list("pk", "titre_plie"):
                self._par["titre", titre].add(pk)

    def _dois(self, dois: set[str]) -> None:
        # DOI have no case: the few that the catalogue holds are compared here.
        if dois:
            for pk, doi in Notice.objects.exclude(doi="").values_list("pk", "doi"):
                if doi.lower() in dois:
                    self._par["doi", doi.lower()].add(pk)

    def _urls(self, urls: set[str]) -> None:
        for lot in _lots(urls):
            for pk, url in (
                Rattachement.objects.filter(lien__url__in=lot)
                .exclude(lien__etat=Lien.Etat.INCOMPLET)
                .values_list("notice", "lien__url")
            ):
                self._par["url", url].add(pk)


def doublons_de(notice: Notice, reference: Reference) -> list[Doublon]:
    """Other notices that may be the same work as this one."""
    return [d for d in Doublons([reference]).de(reference) if d.notice.pk != notice.pk]


def _lots(valeurs: Iterable[str]) -> Iterable[list[str]]:
    """Batches, for no database takes ten thousand values in one query."""
    liste = sorted(valeurs)
    return (liste[i : i + LOT] for i in range(0, len(liste), LOT))


def _charger(recherche: str, valeurs: Iterable[int | str]) -> Iterable[Notice]:
    liste = list(valeurs)
    for i in range(0, len(liste), LOT):
        yield from Notice.objects.pour_export().filter(**{recherche: liste[i : i + LOT]})
