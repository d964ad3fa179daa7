"""The house as an SVG: five floors, their rooms, and the imports as lines of a metro map.

Inside a floor a line joins two rooms. Between floors the imports of one floor travel together:
they leave it on the right, come down, and drop on each room that they use.
"""

from dataclasses import dataclass
from math import sqrt
from pathlib import Path

from outils.maison import palette
from outils.maison.lecture import APPS, DE_DJANGO, Maison, Piece

LARGEUR, BORD, TOIT, PIED = 1000, 14, 78, 74
# The rooms stand between these two; the shaft, where lines come down, is on their right.
GAUCHE, DROITE, PUITS = 32, 898, 926
PAS_DU_PUITS, PAS_DE_LIGNE = 16, 9
TETE, ENTRE, HAUTEUR, VIDE, SOUS = 34, 22, 42, 62, 14
MUET = 2  # fewer imports than this, inside a floor, are not drawn
PROPOS = {
    "portal": "les adresses, les réglages et les pages qui puisent à tous les étages",
    "bibliographie": "les notices, les sélections, leurs fichiers, le robot des liens",
    "dispositifs": "le registre, ses comptes, ce qui s’explique, qui le met à jour",
    "territoires": "les lieux de France : ce qui contient quoi, où, comment les trouver",
    "socle": "ce dont tous les étages se servent, et qui n’en connaît aucun",
}


@dataclass(frozen=True)
class Boite:
    """Where a room stands."""

    piece: Piece
    x: float
    y: float
    largeur: float
    est_en_haut: bool

    @property
    def milieu(self) -> float:
        """The middle of its width."""
        return self.x + self.largeur / 2


def epaisseur(imports: int) -> float:
    """The width of a line: its square goes with the number of imports."""
    return round(0.8 + 0.9 * sqrt(imports), 1)


class Etage:
    """One floor: its place, its rooms on two rows, the lines that come down to it."""

    def __init__(self, maison: Maison, app: str, y: float) -> None:
        self.maison, self.app, self.y = maison, app, y
        pieces = maison.etage(app)
        self.recus = {piece: maison.recus(piece) for piece in pieces}
        # The nearest floor first: so its line ends before those of higher floors pass.
        dessus = APPS[APPS.index(app) + 1 :]
        self.lignes = [a for a in dessus if any(r[a] for r in self.recus.values())]
        haut = [p for p in pieces if self.recus[p]] or [p for p in pieces if p.nom not in DE_DJANGO]
        bas = [p for p in pieces if p not in haut]
        self.y_haut = y + TETE + ENTRE * bool(self.lignes) + PAS_DE_LIGNE * len(self.lignes)
        self.y_bas = self.y_haut + HAUTEUR + VIDE
        self.fin = self.y_bas + HAUTEUR + SOUS
        self.boites = _ranger(haut, self.y_haut, True) | _ranger(bas, self.y_bas, False)

    def y_de_ligne(self, app: str) -> float:
        """The height at which the line of a higher floor runs over its rooms."""
        return self.y + TETE + PAS_DE_LIGNE * (self.lignes.index(app) + 0.5)


def _ranger(pieces: list[Piece], y: float, est_en_haut: bool) -> dict[Piece, Boite]:
    """Boxes of one width, side by side from the left."""
    pas = min((DROITE - GAUCHE) / max(len(pieces), 1), 142)
    return {
        piece: Boite(piece, round(GAUCHE + rang * pas, 1), y, round(pas - 7, 1), est_en_haut)
        for rang, piece in enumerate(pieces)
    }


def x_du_puits(app: str) -> float:
    """Where the line of a floor comes down; the highest floor's is the outermost."""
    return PUITS + PAS_DU_PUITS * (APPS.index(app) - 1)


def dessiner(maison: Maison, racine: Path) -> str:
    """The whole drawing."""
    etages, y = [], float(TOIT)
    for app in reversed(APPS):
        etages.append(Etage(maison, app, y))
        y = etages[-1].fin + 10
    hauteur = round(y + PIED)
    corps = [morceau for etage in etages for morceau in _murs(etage)]
    corps += [morceau for etage in etages for morceau in _liens(etage)]
    corps += _lignes(etages)
    corps += [morceau for etage in etages for morceau in _pieces(etage)]
    return "\n".join((*_entete(hauteur, racine), *corps, *_pied(y), "</svg>", ""))


def _entete(hauteur: int, racine: Path) -> list[str]:
    return [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LARGEUR} {hauteur}"'
        f' width="{LARGEUR}" height="{hauteur}" role="img" aria-labelledby="t d">',
        '<title id="t">La maison : cinq étages, leurs pièces, et qui se sert de quoi</title>',
        '<desc id="d">De haut en bas : portal, bibliographie, dispositifs, territoires, socle. '
        "Un étage importe ceux du dessous, jamais ceux du dessus. Plus un trait est épais, "
        "plus il y a d’imports.</desc>",
        f"<style>\n{palette.style(racine)}\n</style>",
        f'<rect class="papier" width="{LARGEUR}" height="{hauteur}" rx="10"/>',
        f'<path class="mur" d="M{BORD} {TOIT - 8}l60 -54H{LARGEUR - BORD - 60}l60 54Z"/>',
        f'<text class="titre" x="{LARGEUR / 2}" y="54">La maison, d’après ses imports</text>',
    ]


def _pied(y: float) -> list[str]:
    notes = (
        "Chaque étage a sa couleur. Un trait de couleur sort de l’étage qui importe et descend "
        "vers les pièces dont il se sert ;",
        "plus il est épais, plus il y a d’imports (un fichier qui nomme un module). "
        "Dans un étage, un import isolé n’est pas tracé.",
        "En pointillé : les places que Django impose. « À la porte » : ce dont toute l’app se sert "
        "(models.py, querysets.py, urls.py…).",
    )
    sol = f'<path class="sol" d="M{BORD} {y - 4}H{LARGEUR - BORD}"/>'
    return [sol] + [
        f'<text class="note" x="{GAUCHE}" y="{y + 22 + 18 * rang}">{note}</text>'
        for rang, note in enumerate(notes)
    ]


def _murs(etage: Etage) -> list[str]:
    combien = sum(etage.maison.fichiers[piece] for piece in etage.boites)
    hauteur = etage.fin - etage.y
    return [
        f'<g class="{etage.app}"><rect class="mur" x="{BORD}" y="{etage.y}"'
        f' width="{LARGEUR - 2 * BORD}" height="{hauteur}"/>',
        f'<rect class="pointe" x="{BORD}" y="{etage.y}" width="5" height="{hauteur}"/>',
        f'<text class="etage" x="{GAUCHE}" y="{etage.y + 23}">{etage.app}</text>',
        f'<text class="note" x="{GAUCHE + 138}" y="{etage.y + 23}">'
        f"{PROPOS[etage.app]} ({combien} fichiers)</text></g>",
    ]


def _pieces(etage: Etage) -> list[str]:
    morceaux = []
    for boite in etage.boites.values():
        classe = "django" if boite.piece.nom in DE_DJANGO else "piece"
        combien = etage.maison.fichiers[boite.piece]
        morceaux.append(
            f'<rect class="{classe}" x="{boite.x}" y="{boite.y}" width="{boite.largeur}"'
            f' height="{HAUTEUR}" rx="3"/>'
            f'<text x="{boite.milieu:.1f}" y="{boite.y + 18}">{boite.piece.libelle}</text>'
            f'<text class="nombre" x="{boite.milieu:.1f}" y="{boite.y + 34}">{combien}</text>'
        )
    return morceaux


def _liens(etage: Etage) -> list[str]:
    """The imports inside a floor, between its two rows; those of one row hang in the gap."""
    traces = [
        _lien(etage.boites[de], etage.boites[vers], n)
        for (de, vers), n in etage.maison.entre_pieces(etage.app).items()
        if n >= MUET
    ]
    return [f'<g class="{etage.app}">', *traces, "</g>"]


def _lien(a: Boite, b: Boite, imports: int) -> str:
    """From the inner edge of one box to that of the other, its head on the second."""
    ecart = max(-0.36, min(0.36, (a.milieu - b.milieu) / 900))
    xa, xb = a.milieu - ecart * a.largeur, b.milieu + ecart * b.largeur
    sens_a, sens_b = 1 if a.est_en_haut else -1, 1 if b.est_en_haut else -1
    ya, yb = a.y + HAUTEUR * a.est_en_haut, b.y + HAUTEUR * b.est_en_haut + 6 * sens_b
    creux = min(VIDE, 16 + abs(xa - xb) * 0.14) if sens_a == sens_b else 0.62 * VIDE
    courbe = f"C{xa:.1f} {ya + sens_a * creux:.1f} {xb:.1f} {yb + sens_b * creux:.1f}"
    demi = epaisseur(imports) / 2 + 2
    return (
        f'<g class="lien"><title>{a.piece.libelle} → {b.piece.libelle} : {imports}</title>'
        f'<path stroke-width="{epaisseur(imports)}" d="M{xa:.1f} {ya}{courbe} {xb:.1f} {yb}"/>'
        f'<path class="pointe" d="M{xb - demi:.1f} {yb}h{2 * demi:.1f}l-{demi:.1f} '
        f'{-6 * sens_b}z"/></g>'
    )


def _lignes(etages: list[Etage]) -> list[str]:
    """What each floor imports of those below: one line down the shaft, a branch a floor."""
    morceaux = []
    for rang, etage in enumerate(etages[:-1]):
        dessous = [e for e in etages[rang + 1 :] if etage.app in e.lignes]
        if not dessous:
            continue
        x, y = x_du_puits(etage.app), etage.y_haut + HAUTEUR + VIDE / 2
        fin = dessous[-1].y_de_ligne(etage.app)
        morceaux.append(f'<g class="{etage.app}">')
        trace = f"M{DROITE + 4} {y}H{x - 8}Q{x} {y} {x} {y + 8}V{fin - 8}"
        accolade = f"M{DROITE - 2} {etage.y_haut + 2}h6V{etage.y_bas + HAUTEUR - 2}h-6"
        morceaux.append(f'<path class="ligne" stroke-width="3" d="{trace}"/>')
        morceaux.append(f'<path class="ligne" stroke-width="1.5" d="{accolade}"/>')
        for autre in dessous:
            morceaux += _branche(autre, etage.app)
        morceaux.append("</g>")
    return morceaux


def _branche(etage: Etage, app: str) -> list[str]:
    """From the shaft, over the rooms of a floor, and down on each that is used."""
    x, y = x_du_puits(app), etage.y_de_ligne(app)
    rang = etage.lignes.index(app)
    chutes = [
        (boite.x + boite.largeur * (rang + 1) / (len(etage.lignes) + 1), etage.recus[piece][app])
        for piece, boite in etage.boites.items()
        if etage.recus[piece][app]
    ]
    # The bend on the first room is square: the line goes half its width further.
    gauche = min(cx - epaisseur(n) / 2 for cx, n in chutes)
    morceaux = [
        f'<path class="ligne" stroke-width="3" d="M{x} {y - 8}Q{x} {y} {x - 8} {y}H{gauche:.1f}"/>'
    ]
    for cx, n in chutes:
        large, bas = epaisseur(n), etage.y_haut
        pointe = large / 2 + 2.5
        morceaux.append(
            f'<path class="ligne" stroke-width="{large}" d="M{cx:.1f} {y - 1.5}V{bas - 7:.1f}"/>'
            f'<path class="pointe" d="M{cx - pointe:.1f} {bas - 8:.1f}h{2 * pointe:.1f}'
            f'l-{pointe:.1f} 7.5z"><title>{n} imports</title></path>'
        )
    return morceaux
