"""The geometry of the bars: percentages of a width, from zero, as SVG wants them written."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from dispositifs.comptes.decompte import Decompte, LigneRecensee
from dispositifs.registre.certitude import Savoir
from socle.textes import INSECABLE, nombre
from territoires.models import Territoire

# The longest bar leaves room for the value written at its end.
PLACE_DES_BARRES = 55
# What the four states are called where « connu » goes without saying.
MOTS = {
    Savoir.A_JOUR: "à jour",
    Savoir.A_CONFIRMER: "à confirmer",
    Savoir.ABSENCE: str(Savoir.ABSENCE.label),
    Savoir.INCONNU: str(Savoir.INCONNU.label),
}


@dataclass(frozen=True)
class Segment:
    """One stretch of a bar: where it starts and how long it is, in percents of the whole."""

    x: str
    largeur: str
    savoir: str


@dataclass(frozen=True)
class Barre:
    """One bar of a chart, its words, and the same for those who do not see it."""

    titre: str
    description: str
    type: str
    texte: str = ""
    segments: list[Segment] = field(default_factory=list)
    codes: tuple[str, ...] = ()
    largeur: str = "100"

    @property
    def bandes(self) -> list[tuple[str, str, str]]:
        """For a bar of several schemes: (code, top, height) of each band, in percents."""
        hauteur = 100 / (len(self.codes) or 1)
        return [
            (code, f"{rang * hauteur:.3f}", f"{hauteur:.3f}")
            for rang, code in enumerate(self.codes)
        ]


@dataclass(frozen=True)
class LigneDessinee:
    """The two bars of a type: communes, and inhabitants."""

    ligne: LigneRecensee
    communes: Barre
    habitants: Barre


def pour_cent(part: int, tout: int) -> str:
    """« 26,5 % »; « moins de 0,1 % » rather than a zero that is not one."""
    if not part or not tout:
        return f"0{INSECABLE}%"
    valeur = round(100 * part / tout, 1)
    if not valeur:
        return f"moins de 0,1{INSECABLE}%"
    if valeur == 100 and part < tout:
        return f"plus de 99,9{INSECABLE}%"
    return f"{nombre(valeur)}{INSECABLE}%"


def largeur(part: int, tout: int, place: int = 100) -> str:
    """A percentage of the place with a decimal point, whatever the language of the page."""
    return f"{place * part / tout:.3f}" if tout else "0"


def dessiner(ligne: LigneRecensee, total: Decompte) -> LigneDessinee:
    """What is known of one type in a territory, by communes then by inhabitants."""
    communes = [(s, d.communes) for s, d in ligne.savoirs.items()]
    habitants = [(s, d.habitants) for s, d in ligne.savoirs.items()]
    return LigneDessinee(
        ligne,
        _empiler(ligne, communes, total.communes, "Communes"),
        _empiler(ligne, habitants, total.habitants, "Habitants"),
    )


def _empiler(ligne: LigneRecensee, parts: list[tuple[Savoir, int]], tout: int, quoi: str) -> Barre:
    segments, x = [], 0
    for savoir, n in parts:
        if n and savoir != Savoir.INCONNU:
            segments.append(Segment(largeur(x, tout), largeur(n, tout), savoir.value))
            x += n
    mots = [f"{MOTS[savoir]} {nombre(n)} ({pour_cent(n, tout)})" for savoir, n in parts if n]
    texte = f"{quoi}, sur {nombre(tout)} : {', '.join(mots)}."
    titre = f"{ligne.type.libelle}, {ligne.territoire.nom}"
    return Barre(titre, texte, ligne.type.code, texte, segments)


def barre_de_compte(
    titre: str, n: int, maximum: int, codes: Iterable[str] = (), texte: str = ""
) -> Barre:
    """A plain bar for a count, cut in as many bands as it has schemes."""
    return Barre(
        titre=f"{titre} : {texte or nombre(n)}",
        description="",
        type="",
        texte=texte or nombre(n),
        codes=tuple(codes),
        largeur=largeur(n, maximum, PLACE_DES_BARRES),
    )


def nom_court(territoire: Territoire) -> str:
    """A département with its code, which is how readers know it."""
    return (
        f"{territoire.nom} ({territoire.code})"
        if territoire.echelle == "departement"
        else (territoire.nom)
    )
