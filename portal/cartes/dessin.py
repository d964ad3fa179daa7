"""The layers of a map, ready for templates/cartes/_dessin.html: paths, hatches, signs, names."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import product
from typing import Final

from dispositifs.registre.certitude import A_CONFIRMER, Savoir
from portal.cartes.cadre import Cadre
from portal.cartes.perimetres import SANS_SIGNE, Perimetre
from socle.textes import accorder, enumerer
from territoires.contours.trace import UNITES, anneaux
from territoires.models import Contour, Territoire

# The letter of each sign, as in templates/_signes.html; what has none is an empty ring.
LETTRES: Final = {"asv": "A", "cls": "C", "clsm": "M", "cpts": "P", "dac": "D", "cv": "V"}
RAYON: Final = 17
# On a crowded map signs are smaller.
NOMBREUX: Final = 36
RAYON_SERRE: Final = 12
# Width of a letter of a name, and what a name needs above and below, in units of the map.
LETTRE: Final = 12.6
LIGNE: Final = 26
NOM_MAX: Final = 26
# A frame wider than this shows the simplified outlines.
GROSSIER_AU_DELA: Final = 90.0
# Left, top, right, bottom.
Boite = tuple[float, float, float, float]


@dataclass(frozen=True)
class Aplat:
    """One outline, drawn once and used by every layer."""

    id: str
    chemin: str


@dataclass(frozen=True)
class Limite:
    """The border of a perimeter, dashed when the source does not say how far it goes."""

    id: str
    partielle: bool
    # To be confirmed, or past its term: a paler line.
    douteuse: bool = False

    @property
    def etat(self) -> str:
        """Its `data-etat`."""
        return str(Savoir.A_CONFIRMER if self.douteuse else Savoir.A_JOUR)


@dataclass
class Trame:
    """One sign on the map: its borders, and the outlines that its hatch fills."""

    signe: str
    limites: list[Limite] = field(default_factory=list)
    pleines: list[str] = field(default_factory=list)


@dataclass
class Etat:
    """The areas of one of the four states."""

    savoir: Savoir
    aplats: list[Aplat] = field(default_factory=list)


@dataclass(frozen=True)
class Lettre:
    """A letter disc."""

    x: int
    y: int
    signe: str

    @property
    def lettre(self) -> str:
        """« A », or nothing for the schemes without a sign."""
        return LETTRES.get(self.signe, "")


@dataclass(frozen=True)
class Nom:
    """A name on the map."""

    x: int
    y: int
    texte: str
    principal: bool = False


class Dessin:
    """A map being drawn. Layers are filled one by one, then read by the template."""

    def __init__(self, cadre: Cadre, nom: str) -> None:
        self.cadre = cadre
        self.nom = nom
        self.rayon = RAYON
        self.sol: list[Contour] = []
        self.fond = ""
        self.frontieres = ""
        self.place = ""
        self.lieu: Contour | None = None
        self.aplats: dict[str, Aplat] = {}
        self.trames: dict[str, Trame] = {}
        self.lettres: list[Lettre] = []
        self.noms: list[Nom] = []
        self.credits: list[str] = []
        self.sans_contour: list[Perimetre] = []
        self.dessines: list[Perimetre] = []
        # Areas by state, the hatch of their type, and what they show in words.
        self.etats: list[Etat] = []
        self.signe = ""
        self.mots = ""
        # From a letter that stepped aside to its place: x, y, x, y.
        self.renvois: list[tuple[int, int, int, int]] = []

    @property
    def lignes(self) -> str:
        """One long hatch of horizontal lines, wide enough to be turned any way."""
        tours = (self.cadre.largeur + self.cadre.hauteur) // 14
        return "M-400-400" + "h1800m-1800 14" * (tours + 30)

    @property
    def legende(self) -> list[tuple[str, str]]:
        """Each sign that the map bears, and in words what it stands for: « 4 ASV, dont 3 à
        confirmer »."""
        comptes: dict[str, Counter[tuple[str, str]]] = {}
        doutes: Counter[str] = Counter()
        for perimetre in self.dessines:
            comptes.setdefault(perimetre.signe, Counter())[perimetre.formes] += 1
            doutes[perimetre.signe] += perimetre.est_douteux
        ordre = [*LETTRES, SANS_SIGNE]
        return [
            (
                signe,
                enumerer([f"{n} {accorder(n, *formes)}" for formes, n in comptes[signe].items()])
                + _dont(doutes[signe], comptes[signe].total()),
            )
            for signe in sorted(comptes, key=ordre.index)
        ]

    @property
    def a_du_partiel(self) -> bool:
        """Whether a dashed border has to be explained."""
        return any(x.partielle for trame in self.trames.values() for x in trame.limites)

    @property
    def a_du_doute(self) -> bool:
        """Whether a paler border has to be explained."""
        return any(x.douteuse for trame in self.trames.values() for x in trame.limites)

    @property
    def degres(self) -> list[str]:
        """What it is about, in degrees, with a dot: west, south, east, north."""
        e = self.cadre.sujet
        return [f"{v / UNITES:.4f}" for v in (e.ouest, e.sud, e.est, e.nord)]

    @property
    def est_large(self) -> bool:
        """Whether places are small on it: thinner borders."""
        return self.cadre.metres >= GROSSIER_AU_DELA

    @property
    def trames_en_ordre(self) -> list[Trame]:
        """The widest borders first, so that those of the same place show as nested rings."""
        ordre = [*reversed(LETTRES), SANS_SIGNE]
        return sorted(self.trames.values(), key=lambda trame: ordre.index(trame.signe))

    @property
    def phrase(self) -> str:
        """What the drawing shows, in words."""
        n = len(self.dessines)
        if self.mots:
            return self.mots
        if not n:
            return "Aucun périmètre de dispositif n’y est dessiné."
        legende = enumerer([mots for _, mots in self.legende])
        return (
            f"{n} {accorder(n, 'périmètre y est tramé', 'périmètres y sont tramés')} : {legende}. "
            "La page dit les mêmes en toutes lettres."
        )

    def fonder(self, contours: Iterable[Contour]) -> None:
        """The land and its quiet outlines."""
        self.sol = list(contours)
        self.fond += "".join(self._chemin(c) for c in self.sol)

    def border(self, contours: Iterable[Contour]) -> None:
        """Stronger borders over the land."""
        self.frontieres += "".join(self._chemin(c) for c in contours)

    def situer(self, contour: Contour) -> None:
        """The place that the map is about."""
        self.place = self._aplat(contour)
        self.lieu = contour

    def tramer(self, perimetres: Iterable[Perimetre], contours: dict[int, list[Contour]]) -> None:
        """The perimeters: hatch, border, and one letter for each sign of a territory."""
        poses: dict[tuple[int, int], list[str]] = {}
        for perimetre in perimetres:
            traces = [(t, c) for t in perimetre.territoires for c in contours.get(t.pk, ())]
            if not traces:
                self.sans_contour.append(perimetre)
                continue
            self.dessines.append(perimetre)
            for territoire, contour in traces:
                self._tramer(perimetre, territoire, contour)
            dessines = [contour for _, contour in traces]
            principal = max(dessines, key=etendue)
            signes = poses.setdefault((principal.longitude, principal.latitude), [])
            if perimetre.signe not in signes:
                signes.append(perimetre.signe)
        if sum(map(len, poses.values())) > NOMBREUX:
            self.rayon = RAYON_SERRE
        for (longitude, latitude), signes in poses.items():
            self._poser(*self.cadre.point(longitude, latitude), signes)

    def _tramer(self, perimetre: Perimetre, territoire: Territoire, contour: Contour) -> None:
        identifiant = self._aplat(contour)
        if not identifiant:
            return
        trame = self.trames.setdefault(perimetre.signe, Trame(perimetre.signe))
        partielle = perimetre.est_partiel_sur(territoire)
        limite = Limite(identifiant, partielle, perimetre.est_douteux)
        if limite not in trame.limites:
            trame.limites.append(limite)
        if perimetre.trame and identifiant not in trame.pleines:
            trame.pleines.append(identifiant)

    def colorer(self, signe: str, contours: Iterable[tuple[Contour, Savoir]]) -> None:
        """The areas of the four states, in the hatch of one sign."""
        self.signe = signe
        etats = {savoir: Etat(savoir) for savoir in Savoir}
        for contour, savoir in contours:
            identifiant = self._aplat(contour)
            if identifiant:
                etats[savoir].aplats.append(self.aplats[identifiant])
        self.etats = [etat for etat in etats.values() if etat.aplats]

    def nommer(self, contours: Iterable[Contour]) -> None:
        """The names that fit inside their place and hide no sign, no other name, nor the border
        of what the map is about."""
        r = self.rayon
        pris: list[Boite] = [(x.x - r, x.y - r, x.x + r, x.y + r) for x in self.lettres]
        pris += [(x, y, x, y) for x, y in self._bord()]
        for contour in contours:
            texte = contour.territoire.nom
            x, y = self.cadre.point(contour.longitude, contour.latitude)
            large = len(texte) * LETTRE / 2
            boite = (x - large - 6, y - LIGNE, x + large + 6, y + LIGNE / 3)
            cote = self.cadre.point(contour.est, 0)[0] - self.cadre.point(contour.ouest, 0)[0]
            tient = len(texte) <= NOM_MAX and cote > 1.5 * large and self._en_vue(boite)
            if tient and not any(_se_touchent(boite, autre) for autre in pris):
                pris.append(boite)
                self.noms.append(Nom(x, y, texte))

    def _bord(self) -> list[tuple[int, int]]:
        """The points of the border of what the map is about."""
        if self.lieu is None or self.est_large:
            return []
        return [self.cadre.point(*point) for ligne in anneaux(self.lieu.fin) for point in ligne]

    def _en_vue(self, boite: Boite) -> bool:
        gauche, haut, droite, bas = boite
        return gauche > 24 and haut > 24 and droite < 976 and bas < self.cadre.hauteur - 24

    def _aplat(self, contour: Contour) -> str:
        """The identifier of an outline of the map; "" when nothing of it can be seen."""
        identifiant = f"l-{contour.territoire.reference}"
        if identifiant not in self.aplats:
            chemin = self._chemin(contour)
            if not chemin:
                return ""
            self.aplats[identifiant] = Aplat(identifiant, chemin)
        return identifiant

    def _chemin(self, contour: Contour) -> str:
        credit = contour.credit
        if credit not in self.credits:
            self.credits.append(credit)
        fin = self.cadre.metres < GROSSIER_AU_DELA
        return self.cadre.chemin(contour.fin if fin else contour.grossier)

    def _poser(self, x: int, y: int, signes: list[str]) -> None:
        """A row of letters at a point, moved a little where others already stand."""
        if not self.cadre.contient(x, y):
            return
        pas = 2 * self.rayon + 3
        for dx, dy in ECARTS:
            gauche = x + dx - pas * (len(signes) - 1) // 2
            rangee = [Lettre(gauche + pas * i, y + dy, s) for i, s in enumerate(signes)]
            if all(self._libre(lettre) for lettre in rangee):
                if dx**2 + dy**2 >= 4 * self.rayon**2:
                    self.renvois.append((x, y, x + dx, y + dy))
                break
        self.lettres += rangee

    def _libre(self, lettre: Lettre) -> bool:
        return self.cadre.contient(lettre.x, lettre.y, RAYON + 8) and all(
            (lettre.x - x.x) ** 2 + (lettre.y - x.y) ** 2 >= 4 * self.rayon**2 for x in self.lettres
        )


def etendue(contour: Contour) -> int:
    """The size of the box of an outline: a scheme bears its letter where it is the widest."""
    return (contour.est - contour.ouest) * (contour.nord - contour.sud)


def _dont(doutes: int, total: int) -> str:
    """« , à confirmer », « , dont 3 à confirmer »; "" when nothing is."""
    if not doutes:
        return ""
    return f", {A_CONFIRMER}" if doutes == total else f", dont {doutes} {A_CONFIRMER}"


def _se_touchent(a: Boite, b: Boite) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


# Where a letter may go, the closest first; the last resort is far enough for a crowded coast.
ECARTS: Final = sorted(
    product(range(-6 * RAYON, 6 * RAYON + 1, RAYON), repeat=2),
    key=lambda ecart: (ecart[0] ** 2 + ecart[1] ** 2, ecart),
)
