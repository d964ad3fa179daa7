"""The sentences that lists and sheets compute: counts by type, places, dates."""

from collections.abc import Iterable
from dataclasses import dataclass

from dispositifs.models import TypeDispositif
from socle import dates
from socle.textes import INSECABLE, accorder, enumerer, nombre
from territoires.models import Territoire

Repartition = list[tuple[TypeDispositif, int]]


@dataclass(frozen=True)
class Phrase:
    """A sentence whose first words are printed stronger."""

    debut: str
    suite: str

    def __str__(self) -> str:
        return f"{self.debut}{self.suite}"


def compter(n: int, singulier: str, pluriel: str = "") -> str:
    """« 1 dispositif », « 1 200 dispositifs »."""
    return f"{nombre(n)}{INSECABLE}{accorder(n, singulier, pluriel)}"


def compter_par_type(repartition: Repartition) -> str:
    """« 4 ateliers santé ville, 3 contrats locaux de santé et 1 conseil local… »."""
    return enumerer([compter(n, t.nom, t.nom_pluriel) for t, n in repartition])


def ou(territoires: Iterable[Territoire]) -> str:
    """« dans le Var et dans le Vaucluse », « à Apt »."""
    return enumerer([t.dans for t in territoires], "et")


def quand(date: str) -> str:
    """How things stood: « en mars 2018 », « en 2018 », « au 31 mars 2018 »."""
    return f"{'au' if _est_un_jour(date) else 'en'} {dates.en_lettres(date)}"


def le_jour(date: str) -> str:
    """When it happened: « en mars 2018 », « le 31 mars 2018 »."""
    return f"{'le' if _est_un_jour(date) else 'en'} {dates.en_lettres(date)}"


def depuis(date: str) -> str:
    """« depuis mars 2018 », « depuis le 31 mars 2018 »."""
    return f"depuis {'le ' if _est_un_jour(date) else ''}{dates.en_lettres(date)}"


def de(date: str) -> str:
    """« de mars 2018 », « du 31 mars 2018 », « d’avril 2018 »."""
    mots = dates.en_lettres(date)
    if _est_un_jour(date):
        return f"du {mots}"
    return f"d’{mots}" if mots[0] in "ao" else f"de {mots}"


def jusque(date: str) -> str:
    """« à mars 2018 », « au 31 mars 2018 »: what ends a span that `de` begins."""
    return f"{'au' if _est_un_jour(date) else 'à'} {dates.en_lettres(date)}"


def _est_un_jour(date: str) -> bool:
    return date.count("-") == 2


def ont_pris_fin(finis: int, total: int) -> str:
    """« 2 ont pris fin. », said after a count that holds them; "" when none has."""
    if not finis:
        return ""
    if finis == total:
        return "Ce dispositif a pris fin." if total == 1 else f"Les {nombre(finis)} ont pris fin."
    return f"{nombre(finis)} {'a' if finis == 1 else 'ont'} pris fin."


def sont(n: int, total: int, un: str, des: str) -> str:
    """« 2 sont arrivés à leur terme. », said after a count that holds them; "" when none is."""
    if not n:
        return ""
    if n == total:
        return f"Il est {un}." if total == 1 else f"Tous sont {des}."
    return f"{nombre(n)} {f'est {un}' if n == 1 else f'sont {des}'}."


@dataclass(frozen=True)
class Bilan:
    """Of so many dispositifs, those that ended, came to their term, or are to be confirmed."""

    finis: int = 0
    a_terme: int = 0
    a_confirmer: int = 0
    remplaces: int = 0

    def suites(self, total: int) -> list[str]:
        """The sentences said after the count of them all."""
        dites = (
            ont_pris_fin(self.finis, total),
            sont(self.a_terme, total, "arrivé à son terme", "arrivés à leur terme"),
            sont(self.remplaces, total, "remplacé par le suivant", "remplacés par le suivant"),
            sont(self.a_confirmer, total, "à confirmer", "à confirmer"),
        )
        return [dite for dite in dites if dite]


def resultat(
    repartition: Repartition,
    bilan: Bilan,
    territoires: list[Territoire],
    au: str,
    *,
    nom: str = "dispositif",
) -> Phrase:
    """What a list of dispositifs holds, in one to four sentences."""
    total = sum(n for _, n in repartition)
    if not total:
        return Phrase(f"Aucun {nom}", " du registre ne répond à cette demande.")
    if len(repartition) == 1:
        debut, suite = compter_par_type(repartition), ""
    else:
        debut = compter(total, "dispositif")
        suite = f" : {compter_par_type(repartition)}"
    reperes = [ou(territoires)] if territoires else []
    reperes += [quand(au)] if au else []
    suite += "".join(f", {repere}" for repere in reperes) + "."
    return Phrase(debut, " ".join([suite, *bilan.suites(total)]))
