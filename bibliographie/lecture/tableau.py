"""Tables: rows under a header. Columns are those of our own export, or of other catalogues."""

import re
from collections.abc import Iterator

from bibliographie.formats.reference import SEPARATEUR, Nom
from bibliographie.lecture.champs import Brut, Lu, Rebut
from bibliographie.lecture.composition import composer
from bibliographie.lecture.entetes import CONTENANT, IGNOREES, NUMERO, la_notre, role_de
from bibliographie.lecture.genres import ARTICLES, brut_du_type, role_du_contenant, type_de
from socle.tableur.lecture import Cellules, Feuille, TableurError
from socle.textes import plier

# Only our own tables have these: between their values stands « | » and nothing else.
LES_NOTRES = {"modifie_le", "numero_catalogue", "types_dispositif", "resume_origine", "fiche"}
PLUSIEURS = {"auteur", "responsable", "editeur", "mots_cles"}
_ENTRE_VALEURS = re.compile(r"\s*(?:\||;|\n)\s*")
# Names given first name first, with commas between them.
NATURELS = {"authfullname s"}
SANS_TITRE = (
    "Aucune colonne «\u00a0titre\u00a0»\u00a0: la première ligne doit porter les noms des "
    "colonnes, comme dans /bibliographie.csv ou dans un export de Zotero. Si ce n’est "
    "pas un tableau, exportez de nouveau les notices en RIS ou en BibTeX."
)


def est_entete(cellules: Cellules) -> bool:
    """Whether these cells are the headers of a table of notices."""
    return "titre" in map(role_de, cellules)


def verifier(feuille: Feuille) -> list[str]:
    """What the editor should know of the columns. Raise TableurError when no title is there."""
    roles = [role_de(nom) for nom in feuille.entete]
    if "titre" not in roles:
        raise TableurError(SANS_TITRE)
    inconnues = [
        nom
        for nom, role in zip(feuille.entete, roles, strict=True)
        if nom and role is None and la_notre(nom) not in IGNOREES
    ]
    avertissements = list(feuille.avertissements)
    if inconnues:
        avertissements.append(f"Colonnes non reprises\u00a0: {', '.join(inconnues)}.")
    pliees = [plier(nom) for nom in feuille.entete if nom]
    if doubles := sorted({nom for nom in pliees if pliees.count(nom) > 1}):
        avertissements.append(
            f"Colonnes en double, dont la première seule compte\u00a0: {', '.join(doubles)}."
        )
    return avertissements


def lire(feuille: Feuille) -> list[Lu]:
    """The records of a table, in the order of its lines."""
    lus: dict[int, Lu] = {
        rejet.numero: Rebut(rejet.numero, f"{rejet.raison[:1].upper()}{rejet.raison[1:]}.")
        for rejet in feuille.rejets
    }
    notres = [la_notre(nom) for nom in feuille.entete]
    reprises = [r for r, n in enumerate(feuille.entete) if n and notres[r] not in IGNOREES]
    nous = bool(LES_NOTRES & set(notres))
    for numero, ligne in feuille.lignes:
        if raison := feuille.sans_valeur(numero, reprises):
            lus[numero] = Rebut(numero, raison)
        else:
            lus[numero] = composer(numero, _bruts(feuille.entete, ligne, nous))
    return [lus[numero] for numero in sorted(lus)]


def _bruts(entete: Cellules, ligne: Cellules, nous: bool) -> Iterator[Brut]:
    """The cells with what each speaks of; one that holds several names makes several fields."""
    noms = [*entete, *[""] * (len(ligne) - len(entete))]
    roles = [role_de(nom) for nom in noms]
    type_ = next((type_de(t) for t, r in zip(ligne, roles, strict=False) if r == "type"), "")
    zotero = any(plier(nom) == "item type" for nom in noms)
    for rang, texte in enumerate(ligne):
        nom, role = noms[rang], roles[rang] or ""
        notre = la_notre(nom)
        if nous and notre in IGNOREES:
            continue
        if notre == "adresse":
            role = "url"
        elif notre == "type" and zotero:
            # Beside « Item Type », « Type » is that of the thesis or of the report.
            role = "type_precis"
        yield from _cellule(nom or f"Colonne {rang + 1}", texte, role, type_, nous)


def _cellule(nom: str, texte: str, role: str, type_: str, nous: bool) -> Iterator[Brut]:
    if role == CONTENANT:
        yield Brut(nom, texte, role_du_contenant(type_))
    elif role == NUMERO:
        yield Brut(nom, texte, "numero" if type_ in ARTICLES else "remarque:Numéro")
    elif role == "type":
        yield brut_du_type(nom, texte, type_de(texte))
    elif role not in PLUSIEURS or nous:
        yield Brut(nom, texte, role)
    else:
        naturels = plier(nom) in NATURELS
        for morceau in _couper(texte, role == "mots_cles" or naturels):
            valeur = _nom_naturel(morceau) if naturels else None
            yield Brut(nom, morceau, role, valeur)


def _couper(texte: str, virgules: bool) -> list[str]:
    """« A, B; C, D », « A, B | C », or one a line; words may be parted by commas alone."""
    if SEPARATEUR in texte:
        return texte.split(SEPARATEUR)
    morceaux = _ENTRE_VALEURS.split(texte.strip())
    if virgules and len(morceaux) == 1:
        morceaux = re.split(r"\s*,\s*", texte.strip())
    return [m for m in morceaux if m]


def _nom_naturel(texte: str) -> tuple[Nom, ...]:
    prenom, _, nom = texte.rpartition(" ")
    return (Nom(nom, prenom),)
