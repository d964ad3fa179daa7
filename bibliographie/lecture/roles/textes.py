"""The type, the title, plain texts, lists, remarks, and the very values of our own files."""

import re
from collections.abc import Iterable

from bibliographie.formats.reference import TABLES, lire_type
from bibliographie.lecture.champs import COUPE
from bibliographie.lecture.recueil import DEJA_DIT, Recueil, refus
from bibliographie.lecture.roles.mots import EXACT, REMARQUE
from bibliographie.lecture.valeurs import nettoyer
from bibliographie.models import Notice
from socle.textes import INSECABLE, plier

# Fields of Reference that one text fills, and the roles that give it, the best first.
TEXTES = {
    "cle": ("cle",),
    "revue": ("revue", "revue_abregee"),
    "volume": ("volume",),
    "numero": ("numero",),
    "dans_titre": ("dans_titre",),
    "dans_editeur": ("dans_editeur",),
    "duree": ("duree",),
    "edition": ("edition",),
    "lieu": ("lieu",),
    "resume_origine": ("resume_origine",),
    "modifie_le": ("modifie_le",),
}
TITRE_MAX = Notice._meta.get_field("titre").max_length or 0
LE_PLUS_PROCHE = "le plus proche de nos types"


def lire_le_type(recueil: Recueil) -> None:
    """A word of ours before that of the format, and that before the nearest to a type which is
    not ours: `type_proche` has for value the code and the word that we have no type for."""
    for rang in recueil.de("type_precis", "type"):
        brut = recueil.bruts[rang]
        code = brut.valeur if brut.valeur is not None else lire_type(brut.texte)
        if not code:
            if brut.role == "type":
                recueil.ecarter(rang, "type inconnu")
            continue
        recueil.reprendre(rang)
        recueil.valeurs.setdefault("type", str(code))
    for rang in recueil.de("type_precis"):
        # A word that is not ours tells the reader what it is: « Thèse de doctorat ».
        if not recueil.est_dit(rang):
            _dire_le_genre(recueil, " ".join(recueil.texte(rang).split()))
            recueil.reprendre(rang)
    for rang in recueil.de("type_proche"):
        _lire_un_type_proche(recueil, rang)


def _lire_un_type_proche(recueil: Recueil, rang: int) -> None:
    valeur = recueil.bruts[rang].valeur
    code, mot = valeur if isinstance(valeur, tuple) else (lire_type(recueil.texte(rang)), "")
    if recueil.valeurs.get("type"):
        recueil.reprendre(rang)
    elif code:
        recueil.poser("type", str(code))
        recueil.corriger(rang, str(Notice.Type(code).label), LE_PLUS_PROCHE)
        if (propre := " ".join(nettoyer(mot).split())) and not recueil.notes:
            _dire_le_genre(recueil, propre)
    else:
        recueil.ecarter(rang, "type inconnu")


def _dire_le_genre(recueil: Recueil, mot: str) -> None:
    recueil.notes.append(f"Genre{INSECABLE}: {mot}")


def lire_les_textes(recueil: Recueil) -> None:
    """The title with its subtitle, then each plain text."""
    _lire_le_titre(recueil)
    for champ, roles in TEXTES.items():
        recueil.un(champ, *roles)


def _lire_le_titre(recueil: Recueil) -> None:
    """The title, or the short one of a work that has no other."""
    titres = recueil.de("titre") or recueil.de("titre_court")
    sous_titres = recueil.de("sous_titre")
    morceaux: list[str] = []
    for rang in [*titres[:1], *sous_titres]:
        morceaux.append(" ".join(recueil.titre(rang).split()))
        recueil.reprendre(rang)
    titre = ". ".join(m for m in morceaux if m)
    for rang in [*titres[1:], *recueil.de("titre_court")]:
        if recueil.est_dit(rang):
            continue
        dit = plier(recueil.titre(rang))
        # A short title that begins the whole one says nothing more.
        if dit == plier(morceaux[0]) or plier(titre).startswith(dit):
            recueil.reprendre(rang)
        else:
            recueil.ecarter(rang, f"{DEJA_DIT}\u00a0: «\u00a0{titre[:80]}\u00a0»")
    if len(titre) > TITRE_MAX:
        titre = titre[:TITRE_MAX].rsplit(" ", 1)[0]
        recueil.corriger((titres or sous_titres)[0], titre, f"{COUPE} {TITRE_MAX} caractères")
    recueil.poser("titre", titre)


def lire_les_listes(recueil: Recueil) -> None:
    """Keywords, and the words of our own vocabulary that only our tables carry."""
    for champ in ("mots_cles", *TABLES):
        mots: list[str] = []
        for rang in recueil.de(champ):
            valeur = recueil.bruts[rang].valeur
            lus = valeur if isinstance(valeur, tuple) else couper(recueil.texte(rang))
            mots += [propre for mot in lus if (propre := nettoyer(mot).strip())]
            recueil.reprendre(rang)
        recueil.poser(champ, tuple(dict.fromkeys(mots)))


def couper(texte: str) -> Iterable[str]:
    """The words of a list, between bars or lines."""
    return [m for m in (m.strip() for m in re.split(r"[|\n]", texte)) if m]


def lire_les_remarques(recueil: Recueil) -> None:
    """Résumé and remarks; those that a label opens (`remarque:Collection`) say it."""
    for champ, separateur in (("resume", "\n\n"), ("note", "\n")):
        textes: list[str] = []
        for rang in recueil.de(champ):
            texte = recueil.titre(rang)
            if texte not in textes:
                textes.append(texte)
            recueil.reprendre(rang)
        recueil.poser(champ, separateur.join(textes))
    for rang in [r for r in recueil.restants() if recueil.bruts[r].role.startswith(REMARQUE)]:
        libelle = recueil.bruts[rang].role.removeprefix(REMARQUE)
        recueil.notes.append(f"{libelle}{INSECABLE}: {recueil.titre(rang)}")
        recueil.reprendre(rang)
    for rang in recueil.de("heritage"):
        if recueil.bruts[rang].valeur is None:
            recueil.ecarter(rang, "cette entrée n’est pas dans le fichier")
        else:
            recueil.reprendre(rang)
    note = "\n".join([*filter(None, [recueil.valeurs.get("note", "")]), *recueil.notes])
    recueil.poser("note", note)


def lire_les_precisions(recueil: Recueil) -> None:
    """The very values of our own files win over what their tags let one think."""
    exactes: dict[str, list[int]] = {}
    for rang in [r for r in recueil.restants() if recueil.bruts[r].role.startswith(EXACT)]:
        exactes.setdefault(recueil.bruts[rang].role.removeprefix(EXACT), []).append(rang)
    for champ, rangs in exactes.items():
        valeur = "\n".join(recueil.exacte(rang) for rang in rangs)
        if champ == "type":
            valeur = lire_type(valeur)
        raison = refus(champ, valeur)
        for rang in rangs:
            recueil.ecarter(rang, raison) if raison else recueil.reprendre(rang)
        if not raison:
            recueil.valeurs[champ] = valeur
