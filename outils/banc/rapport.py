"""Say it in French, in Markdown: on the terminal, and in docs/mesures.md when it is asked."""

import datetime
import os
import platform
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from outils.banc.bilan import RAPPORTS, Bilan, Rapport
from outils.banc.charge import LECTEURS, Charge
from outils.banc.mesure import Mesure
from outils.banc.mesures import ECRITE, GARDEE
from outils.banc.pages import FLUX, Page

PAR_SECONDE_MIN, P99_MAX = 3_000, 0.060
TITRE = "## Relevé du "
MOIS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
    "octobre", "novembre", "décembre",
)  # fmt: skip
PIRES = 3
FINE = "\u202f"


def nombre(valeur: float, decimales: int = 2) -> str:
    """« 1 234,56 »; two figures are enough beyond ten."""
    decimales = min(decimales, 1) if valeur >= 10 else decimales
    decimales = 0 if valeur >= 100 else decimales
    return f"{valeur:,.{decimales}f}".replace(",", FINE).replace(".", ",")


def ms(secondes: float) -> str:
    """« 12,3 ms »."""
    return f"{nombre(secondes * 1000)} ms"


def tableau(entetes: Sequence[str], lignes: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    rangs = [entetes, ["---"] * len(entetes), *lignes]
    return "\n".join(f"| {' | '.join(rang)} |" for rang in rangs)


def verdict(rapport: Rapport, bilan: Bilan, moteur: str) -> str:
    """« 0,40 à 12,3 ; MANQUÉE 5 fois sur 9 (région 12,3 ; EPCI 9,00) »."""
    lus = [(v, p.nom) for p in bilan.pages if (v := rapport.de(bilan, p, moteur)) is not None]
    if not lus:
        return "non mesuré"
    manquees = sum(valeur > rapport.cible for valeur, _ in lus)
    lus.sort(reverse=True)
    etendue = f"{nombre(lus[-1][0])} à {nombre(lus[0][0])}"
    if not manquees:
        return f"{etendue} ; tenue"
    pires = " ; ".join(f"{nom} {nombre(valeur)}" for valeur, nom in lus[:PIRES])
    return f"{etendue} ; **MANQUÉE** {manquees} fois sur {len(lus)} ({pires})"


def _lignes_des_rapports(bilan: Bilan) -> Iterator[list[str]]:
    for rapport in RAPPORTS:
        verdicts = [verdict(rapport, bilan, moteur) for moteur in bilan.moteurs]
        yield [rapport.nom, f"≤ {nombre(rapport.cible, 1)}", *verdicts]
    lentes = [sum(m == moteur for _, _, m, _ in bilan.lentes()) for moteur in bilan.moteurs]
    plafond = f"adresses au-dessus de {nombre(bilan.plafond, 1)} s"
    yield [plafond, "0", *(f"{n} ; **MANQUÉE**" if n else "0 ; tenue" for n in lentes)]
    for nom, cible, lire in (
        (f"{LECTEURS} connexions, réponses par seconde", "≥ 3 000", _par_seconde),
        (f"{LECTEURS} connexions, 99e centile", "≤ 60 ms", _p99),
    ):
        par_moteur = {charge.moteur: lire(charge) for charge in bilan.charges}
        yield [nom, cible, *(par_moteur.get(m, "non mesuré") for m in bilan.moteurs)]


def _par_seconde(charge: Charge) -> str:
    suite = "tenue" if charge.par_seconde >= PAR_SECONDE_MIN else "**MANQUÉE**"
    part = nombre(100 * charge.cpu_des_lecteurs / charge.duree, 0)
    echecs = f", {charge.echecs} connexions refusées ou rompues" if charge.echecs else ""
    return f"{nombre(charge.par_seconde)} ; {suite} (le client prend {part} % d’un cœur{echecs})"


def _p99(charge: Charge) -> str:
    return f"{ms(charge.p99)} ; {'tenue' if charge.p99 <= P99_MAX else '**MANQUÉE**'}"


def rapports(bilan: Bilan) -> str:
    """Each ratio, on each database."""
    return tableau(["rapport", "cible", *bilan.moteurs], _lignes_des_rapports(bilan))


def lentes(bilan: Bilan) -> str:
    """What is above the ceiling; a sentence when nothing is."""
    trop = bilan.lentes()
    if not trop:
        return f"Aucune adresse publique ne dépasse {nombre(bilan.plafond, 1)} s."
    lignes = []
    for attendu, page, moteur, taille in trop:
        lue = bilan.mesure(page, moteur, taille)
        # Cut before it had begun: it would have lasted longer still.
        coupee = lue is not None and lue.coupee and lue.debut >= lue.cout
        secondes = f"{'plus de ' if coupee else ''}{nombre(attendu, 1)} s"
        lignes.append([page.nom, f"`{page.chemin}`", f"{moteur}, {taille}", secondes])
    return tableau(["nom", "adresse", "base", "attente"], lignes)


def adresses(bilan: Bilan, moteur: str) -> str:
    """Each address on one database; what misses its target in bold."""
    entetes = ["adresse", "processeur", "attente de la base", "écoulé", "requêtes", "gardée"]
    courts = ["÷ nue (gardée)", "÷ nue (fiche)", "÷ Datasette", "÷ Datasette (mots)", "÷ PACA"]
    lignes = []
    for page in bilan.pages:
        lue, gardee = bilan.mesure(page, moteur), bilan.mesure(page, moteur, etat=GARDEE)
        if lue is None:
            continue
        temps = [ms(lue.cpu), ms(lue.attente), ms(lue.ecoule) + (" (coupée)" * lue.coupee)]
        garde = [ms(gardee.cout) if gardee else ""]
        divises = [_divise(rapport, bilan, page, moteur) for rapport in RAPPORTS]
        lignes.append([page.nom, *temps, str(lue.requetes), *garde, *divises])
    return tableau([*entetes, *courts], lignes)


def _divise(rapport: Rapport, bilan: Bilan, page: Page, moteur: str) -> str:
    valeur = rapport.de(bilan, page, moteur)
    if valeur is None:
        return ""
    return f"**{nombre(valeur)}**" if valeur > rapport.cible else nombre(valeur)


def fichiers(bilan: Bilan, moteur: str) -> str:
    """How fast a file leaves, and what it adds to the memory of the process."""
    lignes = []
    for page in bilan.pages:
        lue = bilan.mesure(page, moteur)
        if page.sorte == FLUX and lue is not None:
            lignes.append(
                [page.nom, ms(lue.debut), _debit(lue), f"+{nombre(lue.memoire / 1024)} Mo"]
            )
    return tableau(["fichier", "début", "lu", "mémoire"], lignes)


def _debit(lue: Mesure) -> str:
    fin = ", coupé" if lue.coupee else ""
    return f"{nombre(lue.octets / 1e6)} Mo en {nombre(lue.cout, 1)} s{fin}"


def machine() -> str:
    """Where it was read: what a ratio hides, and a time does not."""
    charge = nombre(os.getloadavg()[0], 1)
    return (
        f"{os.cpu_count()} cœurs, charge de {charge} à la fin, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}, contours tracés pour mesurer (pas ceux de l’IGN)"
    )


def resume(bilan: Bilan, commande: str) -> str:
    """What docs/mesures.md keeps: the day, the machine, the ratios, what is too slow."""
    jour = datetime.datetime.now(tz=datetime.UTC).date()
    date = f"{jour.day} {MOIS[jour.month - 1]} {jour.year}"
    parties = [f"{TITRE}{date}", f"`{commande}` ; {machine()}.", rapports(bilan), lentes(bilan)]
    parties += [f"**Ne répond pas** : {refus}" for refus in bilan.refusees()]
    for moteur in bilan.moteurs:
        parties += [f"Les fichiers ({moteur}, France) :", fichiers(bilan, moteur)]
    return "\n\n".join(parties) + "\n"


def complet(bilan: Bilan, commande: str) -> str:
    """What the terminal shows: the same, and each address."""
    parties = []
    for moteur in bilan.moteurs:
        parties += [f"### Chaque adresse, {ECRITE} ({moteur}, France)", adresses(bilan, moteur)]
    return "\n\n".join([*parties, resume(bilan, commande)])


def mettre_a_jour(document: Path, bilan: Bilan, commande: str) -> None:
    """Replace the last part of the document by what was just read."""
    texte = document.read_text(encoding="utf-8")
    debut = texte.find(TITRE)
    avant = texte[:debut] if debut >= 0 else f"{texte.rstrip()}\n\n"
    document.write_text(avant + resume(bilan, commande), encoding="utf-8")
