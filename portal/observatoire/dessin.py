"""The geometry of the bars: percentages of a width, from zero, as SVG wants them written."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from dispositifs.comptes.recensement import Decompte, Etendue, LigneRecensee
from socle.textes import INSECABLE, accorder, nombre
from territoires.models import Territoire

# The longest bar leaves room for the value written at its end.
PLACE_DES_BARRES = 55


@dataclass(frozen=True)
class Segment:
    """One stretch of a bar: where it starts and how long it is, in percents of the whole."""

    x: str
    largeur: str
    etendue: str


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
    """What one type covers of a territory, commune by commune then inhabitant by inhabitant."""
    communes = [(e, d.communes) for e, d in ligne.etendues.items()]
    habitants = [(e, d.habitants) for e, d in ligne.etendues.items()]
    return LigneDessinee(
        ligne,
        _empiler(ligne, communes, total.communes, "commune", "communes"),
        _empiler(ligne, habitants, total.habitants, "habitant", "habitants"),
    )


def _empiler(
    ligne: LigneRecensee, parts: list[tuple[Etendue, int]], tout: int, un: str, des: str
) -> Barre:
    segments, x = [], 0
    for etendue, n in parts:
        if n and etendue != Etendue.NON_RENSEIGNEE:
            nom = etendue.name.lower().replace("_", "-")
            segments.append(Segment(largeur(x, tout), largeur(n, tout), nom))
            x += n
    texte = f"{nombre(x)}{INSECABLE}{accorder(x, un, des)} sur {nombre(tout)}, {pour_cent(x, tout)}"
    mots = [f"{etendue.en_mots} : {nombre(n)}" for etendue, n in parts if n]
    titre = f"{ligne.type.libelle}, {ligne.territoire.nom} : {texte}"
    return Barre(titre, " ; ".join(mots), ligne.type.code, texte, segments)


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
