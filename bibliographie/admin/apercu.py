"""One page of the preview of an import: what each line says, what may be mended, what may be
chosen.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from bibliographie.importation import Attendu, Attente, Comparaison, Etat, comparer
from bibliographie.importation.champs import compter
from bibliographie.lecture.champs import Champ, Rebut, Sort
from bibliographie.lecture.composition import TITRE_AJOUTE
from bibliographie.lecture.libelles import libelle
from socle.textes import INSECABLE, accorder, majuscule

# Lines decided at a time, and fields of a form: Django refuses more than 1,000.
PAR_ETAPE = 200
CHAMPS_MAX = 800
# What is typed comes back whole in one form; a longer text is mended in the file.
TEXTE_MAX = 2_000
TEXTES_MAX = 200_000
SUR_UNE_LIGNE = 70
# Roles whose words are chosen afterwards, on the page of the notice.
SANS_SAISIE = {"", "mots_cles"}
_CHAMP = re.compile(r"champ-([0-9]{1,6})-(-?[0-9]{1,6})")
_CHOIX = re.compile(r"choix-([0-9]{1,6})")
CHOIX = {"ignorer", "completer", "creer"}


@dataclass(frozen=True, slots=True)
class ChampApercu:
    """One field of a line that was not just kept, or that the editor mended."""

    nom: str
    champ: Champ
    # What an editor would type for it, and what the file says when she wrote something else.
    saisie: str
    du_fichier: str = ""

    @property
    def libelle(self) -> str:
        """« ISBN ou ISSN (SN) »."""
        return libelle(self.champ.role, self.champ.nom)

    @property
    def est_ecarte(self) -> bool:
        """Whether nothing of it is kept."""
        return self.champ.sort is Sort.ECARTE

    @property
    def se_corrige(self) -> bool:
        """Whether another text may make it kept."""
        return self.champ.role not in SANS_SAISIE and len(self.saisie) <= TEXTE_MAX

    @property
    def dit(self) -> str:
        """What became of it, why, and what the file says when the editor wrote something else."""
        phrases = [
            f"Mis de côté{INSECABLE}: {self.champ.raison}" if self.est_ecarte else self.champ.raison
        ]
        if self.du_fichier:
            court = f"{self.du_fichier[:200]}…" if len(self.du_fichier) > 200 else self.du_fichier
            phrases.append(
                f"Écrit par vous{INSECABLE}; le fichier dit «{INSECABLE}{court}{INSECABLE}»"
            )
        return " ".join(f"{majuscule(p).rstrip('.')}." for p in phrases if p)

    @property
    def est_long(self) -> bool:
        """Whether it needs more than a line."""
        return len(self.saisie) > SUR_UNE_LIGNE or "\n" in self.saisie


@dataclass(frozen=True)
class LigneApercu:
    """One line of the preview, and what may be done of it."""

    attendu: Attendu
    comparaison: Comparaison

    @property
    def numero(self) -> int:
        """The place of the record in the file."""
        return self.attendu.numero

    @property
    def options(self) -> list[tuple[str, str, bool]]:
        """Value, words, and whether it is proposed, or was chosen already."""
        c = self.comparaison
        numero = f"n°{INSECABLE}{c.notice.numero}" if c.notice else ""
        choix = [("ignorer", "Ne rien faire")]
        if c.notice and c.etat is not Etat.IDENTIQUE:
            choix.append(("completer", f"Mettre à jour la notice {numero}"))
        if c.etat in (Etat.NOUVEAU, Etat.DOUTEUX):
            choix.append(("creer", "Créer une notice"))
        propose = c.choix_propose
        if self.attendu.choix in {valeur for valeur, _ in choix}:
            propose = self.attendu.choix
        return [(valeur, mots, valeur == propose) for valeur, mots in choix]

    @cached_property
    def champs(self) -> list[ChampApercu]:
        """The fields to show, in the order of the file."""
        return list(self._champs())

    def _champs(self) -> Iterator[ChampApercu]:
        corrections, lu = self.attendu.corrections, self.attendu.lu
        du_fichier = () if isinstance(lu, Rebut) else lu.bruts
        bruts = self.comparaison.lecture.bruts
        for (rang, champ), brut in zip(self.sorts(), bruts, strict=True):
            nom = f"champ-{self.numero}-{rang}"
            if rang in corrections:
                avant = "rien" if rang == TITRE_AJOUTE else du_fichier[rang].saisie
                yield ChampApercu(nom, champ, brut.saisie, avant)
            elif champ.sort is not Sort.REPRIS:
                yield ChampApercu(nom, champ, brut.saisie)

    def sorts(self) -> Iterator[tuple[int, Champ]]:
        """Each field by its rank in the file: one mended and kept is corrected."""
        corrections = self.attendu.corrections
        # A title that was added stands before the fields of the file.
        debut = TITRE_AJOUTE if TITRE_AJOUTE in corrections else 0
        for rang, champ in enumerate(self.comparaison.champs, debut):
            repris = rang in corrections and champ.sort is Sort.REPRIS
            yield rang, replace(champ, sort=Sort.CORRIGE, apres=champ.texte) if repris else champ

    @property
    def sans_titre(self) -> ChampApercu | None:
        """The title that is missing, to be typed."""
        if self.comparaison.etat is not Etat.REFUSE or isinstance(self.attendu.lu, Rebut):
            return None
        champ = Champ("Titre", "", "titre", raison="écrivez-le, et la ligne pourra s’importer")
        return ChampApercu(f"champ-{self.numero}-{TITRE_AJOUTE}", champ, "")

    @property
    def a_corriger(self) -> list[ChampApercu]:
        """Those set aside that another text may make kept."""
        manque = self.sans_titre
        return [
            *([manque] if manque else []),
            *(c for c in self.champs if c.est_ecarte and c.se_corrige),
        ]

    @property
    def corriges(self) -> list[ChampApercu]:
        """Those kept otherwise than they are written, by us or by the editor."""
        return [c for c in self.champs if not c.est_ecarte]

    @property
    def perdus(self) -> list[tuple[str, list[ChampApercu]]]:
        """Those set aside for good, by reason: they stay with the notice, for the team."""
        par_raison: dict[str, list[ChampApercu]] = {}
        for champ in self.champs:
            if champ.est_ecarte and not champ.se_corrige:
                par_raison.setdefault(champ.champ.raison, []).append(champ)
        return list(par_raison.items())

    @property
    def perd(self) -> bool:
        """Whether something of the line is set aside."""
        return bool(self.sans_titre) or any(c.champ.perd for c in self.champs)

    @property
    def est_a_voir(self) -> bool:
        """Whether the editor has something to decide, or something to mend."""
        return self.comparaison.est_a_choisir or bool(self.a_corriger)

    def poids(self) -> tuple[int, int]:
        """How many fields of a form it makes, and how many characters."""
        saisies = [c.saisie for c in (*self.a_corriger, *self.corriges) if c.se_corrige]
        return 1 + len(saisies), sum(map(len, saisies))


class Apercu:
    """What waits of a file beside the catalogue, as the page shows it.

    `de_cote`: only the lines of which something is set aside.
    """

    def __init__(self, attente: Attente, *, de_cote: bool = False) -> None:
        self.attente, self.de_cote = attente, de_cote
        comparaisons = comparer(a.corrige() for a in attente.attendus)
        self.toutes = [
            LigneApercu(a, c) for a, c in zip(attente.attendus, comparaisons, strict=True)
        ]
        self.a_voir = [ligne for ligne in self.toutes if ligne.est_a_voir]
        self.perdantes = [ligne for ligne in self.a_voir if ligne.perd]
        choisies = self.perdantes if de_cote else self.a_voir
        self.lignes = _etape(choisies)
        self.restent = len(choisies) - len(self.lignes)

    @property
    def identiques(self) -> list[Comparaison]:
        """Those that the catalogue already says, with nothing to mend."""
        return [
            ligne.comparaison
            for ligne in self.toutes
            if ligne.comparaison.etat is Etat.IDENTIQUE and not ligne.est_a_voir
        ]

    @property
    def illisibles(self) -> list[Comparaison]:
        """Those that could not be read at all."""
        return [ligne.comparaison for ligne in self.toutes if isinstance(ligne.attendu.lu, Rebut)]

    @property
    def en_suspens(self) -> int:
        """How many records wait for something: a choice, a correction, another file."""
        return len(self.a_voir) + len(self.illisibles)

    @property
    def se_confirme(self) -> bool:
        """Whether a line of this page may be decided."""
        return any(len(ligne.options) > 1 for ligne in self.lignes)

    @property
    def se_corrige(self) -> bool:
        """Whether a line of this page may be mended."""
        return any(ligne.poids()[0] > 1 for ligne in self.lignes)

    @property
    def etats(self) -> str:
        """« 3 nouvelles, 1 doublon possible »."""
        comptes = []
        for etat in Etat:
            nombre = sum(ligne.comparaison.etat is etat for ligne in self.toutes)
            pluriel = "doublons possibles" if etat is Etat.DOUTEUX else ""
            if nombre:
                comptes.append(f"{nombre} {accorder(nombre, str(etat.label), pluriel)}")
        return ", ".join(comptes)

    @property
    def champs(self) -> str:
        """« 1 250 champs lus, 1 241 repris, 6 corrigés, 3 mis de côté ».

        Nothing is taken of a record that is refused: its fields are set aside with it.
        """
        return compter(
            replace(champ, sort=Sort.ECARTE) if ligne.comparaison.etat is Etat.REFUSE else champ
            for ligne in self.toutes
            for rang, champ in ligne.sorts()
            if rang != TITRE_AJOUTE
        )

    @property
    def decidees(self) -> set[int]:
        """The lines that the choices of this page settle: not those that still lack a title."""
        return {ligne.numero for ligne in self.lignes if ligne.comparaison.etat is not Etat.REFUSE}

    @property
    def vu(self) -> str:
        """What the page shows: sent back with the choices, so that nothing slips between."""
        dit = " ".join(f"{ligne.numero}:{ligne.comparaison.empreinte}" for ligne in self.lignes)
        return hashlib.sha256(dit.encode()).hexdigest()


def _etape(lignes: list[LigneApercu]) -> list[LigneApercu]:
    """The first ones, as many as one form takes."""
    champs = signes = 0
    for rang, ligne in enumerate(lignes[:PAR_ETAPE]):
        en_plus = ligne.poids()
        champs, signes = champs + en_plus[0], signes + en_plus[1]
        if rang and (champs > CHAMPS_MAX or signes > TEXTES_MAX):
            return lignes[:rang]
    return lignes[:PAR_ETAPE]


def saisies(donnees: Mapping[str, str]) -> dict[int, dict[int, str]]:
    """What was typed, by record then by rank of the field."""
    lues: dict[int, dict[int, str]] = {}
    for nom, texte in donnees.items():
        if trouve := _CHAMP.fullmatch(nom):
            lues.setdefault(int(trouve[1]), {})[int(trouve[2])] = texte
    return lues


def choix(donnees: Mapping[str, str]) -> dict[int, str]:
    """What was chosen, by record; anything that is never offered is left out."""
    return {
        int(trouve[1]): valeur
        for nom, valeur in donnees.items()
        if (trouve := _CHOIX.fullmatch(nom)) and valeur in CHOIX
    }
