"""The sheet of a file that has the expected headers, and what people should know of it."""

from collections.abc import Collection
from dataclasses import dataclass, field

from socle.tableur.lecture.cellules import Cellules, est_en_erreur
from socle.tableur.lecture.classeur import Grille, lire_classeur
from socle.tableur.lecture.encodage import decoder_avec_encodage
from socle.tableur.lecture.entree import (
    FORMATS,
    TAILLE_MAX,
    TROP_GRAND,
    TableurError,
    est_un_classeur,
    refuser_les_etrangers,
    trop_gros,
)
from socle.tableur.lecture.separes import (
    ENTETE_MAX,
    MAL_FORMEE,
    EstEntete,
    est_rempli,
    lignes_separees,
)
from socle.textes import plier

EN_ERREUR = (
    "Dans ce format, une cellule en erreur (#REF!, #N/A) est lue comme vide\u00a0: enregistrez le "
    "classeur en .xlsx pour qu’elle soit signalée."
)


@dataclass(frozen=True, slots=True)
class Rejet:
    """A line that cannot be read: its number, how it begins, and why."""

    numero: int
    debut: str
    raison: str


@dataclass(frozen=True, slots=True)
class Feuille:
    """A table as it was read: its header, and its rows with their number in the sheet."""

    # Name of the file.
    nom: str
    entete: Cellules
    lignes: list[tuple[int, Cellules]] = field(default_factory=list)
    ligne_entete: int = 1
    # « csv », « xlsx », « xls », « xlsb » or « ods »; then the sheet, or the encoding.
    sorte: str = "csv"
    onglet: str = ""
    encodage: str = ""
    rejets: list[Rejet] = field(default_factory=list)
    # Row → column → the formula, or the error, of the cells whose value the file does not hold: it
    # is also the text of the cell.
    formules: dict[int, dict[int, str]] = field(default_factory=dict)
    avertissements: list[str] = field(default_factory=list)

    def sans_valeur(self, numero: int, places: Collection[int] | None = None) -> str:
        """Why a row cannot be believed; blank when each of its cells has its value.

        `places`: the columns that are looked at; all those that have a header by default.
        """
        rangs = [r for r in self.formules.get(numero, {}) if places is None or r in places]
        noms = [self.entete[rang] for rang in rangs if rang < len(self.entete)]
        if not (dits := [f"«\u00a0{nom}\u00a0»" for nom in noms if nom]):
            return ""
        return (
            f"La valeur de {', '.join(dits)} est une formule que le fichier n’a pas su calculer. "
            "Ouvrez-le dans un tableur et enregistrez-le, ou collez la valeur à la place."
        )


def lire_feuille(
    nom: str, contenu: bytes, est_entete: EstEntete | None = None, formats: str = FORMATS
) -> Feuille:
    """The sheet of a file in which `est_entete` recognizes a row among the first ones.

    The first row of the first sheet when it recognizes none: it is for the caller to say what is
    missing there. Raise TableurError when nothing can be made of the file.
    """
    if len(contenu) > TAILLE_MAX:
        raise TableurError(trop_gros())
    if not contenu.strip():
        raise TableurError("Le fichier est vide.")
    if est_un_classeur(contenu):
        return _du_classeur(nom, lire_classeur(contenu), est_entete or est_rempli)
    refuser_les_etrangers(contenu, formats)
    texte, encodage = decoder_avec_encodage(contenu, formats)
    return _du_texte(nom, texte, encodage, est_entete or est_rempli)


def _du_texte(nom: str, texte: str, encodage: str, est_entete: EstEntete) -> Feuille:
    grille, rejets = Grille("", "csv"), list[Rejet]()
    for numero, lue in lignes_separees(texte, est_entete):
        if isinstance(lue, str):
            rejets.append(Rejet(numero, lue[:40], MAL_FORMEE))
        else:
            grille.lignes.append((numero, lue))
    rang = _rang_de_l_entete(grille, est_entete)
    # Those that spreadsheets write without being asked go without saying.
    rare = not encodage.startswith(("UTF", "Windows"))
    dits = [f"Fichier lu comme du texte {encodage}."] if rare else []
    return _feuille(nom, grille, rang or 0, dits, encodage, rejets)


def _du_classeur(nom: str, grilles: list[Grille], est_entete: EstEntete) -> Feuille:
    """The first visible sheet that fits, else the first hidden one, else the first of all."""
    pleines = [grille for grille in grilles if grille.lignes]
    vues = [g for g in pleines if g.visible]
    rangs = [
        (g, _rang_de_l_entete(g, est_entete)) for g in sorted(pleines, key=lambda g: not g.visible)
    ]
    bonnes = [(g, rang) for g, rang in rangs if rang is not None]
    if not bonnes:
        if not vues:
            raise TableurError("Le fichier est vide.")
        return _feuille(nom, vues[0], 0, [])
    grille, rang = bonnes[0]
    memes = [g for g, r in bonnes[1:] if _se_ressemblent(grille.lignes[rang][1], g.lignes[r][1])]
    return _feuille(nom, grille, rang, _dire_le_choix(grille, vues, memes))


def _se_ressemblent(entete: Cellules, autre: Cellules) -> bool:
    """Whether the other header is for half of it the same: a page of explanations is not."""
    connus = set(map(plier, entete))
    noms = [nom for nom in map(plier, autre) if nom]
    return 2 * sum(nom in connus for nom in set(noms)) >= len(noms)


def _dire_le_choix(grille: Grille, vues: list[Grille], autres: list[Grille]) -> list[str]:
    dits = [EN_ERREUR] if grille.sorte in ("xls", "xlsb") else []
    if not grille.visible:
        dits.append(
            f"La feuille lue, «\u00a0{grille.nom}\u00a0», est masquée dans le classeur\u00a0: "
            "aucune autre n’a les en-têtes attendus."
        )
    elif grille is not vues[0]:
        dits.append(f"Feuille lue\u00a0: «\u00a0{grille.nom}\u00a0», qui a les en-têtes attendus.")
    if noms := ", ".join(f"«\u00a0{g.nom}\u00a0»" for g in autres):
        dits.append(
            f"Seule la feuille «\u00a0{grille.nom}\u00a0» est lue. Ont les mêmes en-têtes et ne le "
            f"sont pas\u00a0: {noms}."
        )
    return dits


def _rang_de_l_entete(grille: Grille, est_entete: EstEntete) -> int | None:
    premieres = enumerate(grille.lignes[:ENTETE_MAX])
    return next((rang for rang, (_, cellules) in premieres if est_entete(cellules)), None)


def _feuille(
    nom: str,
    grille: Grille,
    rang: int,
    dits: list[str],
    encodage: str = "",
    rejets: list[Rejet] | None = None,
) -> Feuille:
    if grille.trop:
        raise TableurError(TROP_GRAND)
    if not grille.lignes:
        raise TableurError("Le fichier est vide.")
    if rang:
        titres = " / ".join(" ".join(filter(None, c)) for _, c in grille.lignes[:rang])
        dits = [
            *dits,
            f"Lignes laissées au-dessus des en-têtes\u00a0: «\u00a0{titres[:200]}\u00a0».",
        ]
    numero, entete = grille.lignes[rang]
    for n, cellules in grille.lignes[rang + 1 :]:
        if fausses := {place: c for place, c in enumerate(cellules) if est_en_erreur(c)}:
            grille.formules.setdefault(n, {}).update(fausses)
    return Feuille(
        nom,
        entete,
        grille.lignes[rang + 1 :],
        ligne_entete=numero,
        sorte=grille.sorte,
        onglet=grille.nom,
        encodage=encodage,
        rejets=rejets or [],
        formules=grille.formules,
        avertissements=dits,
    )
