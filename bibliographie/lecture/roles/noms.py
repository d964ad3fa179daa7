"""Authors, those who direct, publishers."""

import re
from collections.abc import Iterable
from dataclasses import replace

from bibliographie.formats.personnes import est_un_corps
from bibliographie.formats.reference import SEPARATEUR, Nom, lire_nom, texte_des_responsables
from bibliographie.lecture.champs import EN_PARTIE
from bibliographie.lecture.recueil import DEJA_DIT, Recueil, refus
from bibliographie.lecture.roles.mots import ET_ALII, OUI
from bibliographie.lecture.valeurs import nettoyer
from bibliographie.models import Auteur, Editeur
from socle.textes import plier

NOM_MAX = Auteur._meta.get_field("nom").max_length or 0
PRENOM_MAX = Auteur._meta.get_field("prenom").max_length or 0
EDITEUR_MAX = Editeur._meta.get_field("nom").max_length or 0
# Whole names that name nobody; « al., et » is what a program makes of « et al. ».
_ET_AL_SEUL = {
    *("et al", "al et", "others", "et others", "and others", "et alii", "et coll", "et autres"),
}
_PERSONNE = {"collectif d auteurs", "anonyme", "anonymous"}
_SANS_NOM = {"s.n.", "s.n", "n.c."}
# « Petit, Jeanne (1950-....) », « Petit, Jeanne (dir.) »: what catalogues add to a name.
_AJOUT = re.compile(r"\s?[(\[]([^()\[\]]{1,40})[)\]]\s?$")
_ANNEES = re.compile(r"[0-9]{4}\??-?[0-9.?]{0,5}")
_DIRIGE = {"dir", "ed", "eds", "coord", "sous la dir", "editeur", "editor", "editors", "hrsg"}
_ENTRE_NOMS = re.compile(r"\s(?:and|et|&)\s", re.IGNORECASE)


def lire_les_noms(recueil: Recueil) -> None:
    """Authors, those who direct, publishers; « et al. » is none of them."""
    auteurs, et_al, dirigent = _lire_noms(recueil, "auteur")
    recueil.poser("auteurs", tuple(auteurs))
    responsables, autres, aussi = _lire_noms(recueil, "responsable")
    for rang in recueil.de("et_al_responsable"):
        autres = True
        recueil.reprendre(rang)
    for rang in recueil.de("et_al"):
        et_al = et_al or recueil.bruts[rang].valeur is True or plier(recueil.texte(rang)) in OUI
        recueil.reprendre(rang)
    recueil.poser("et_al", et_al)
    _lire_les_responsables(recueil, [*responsables, *aussi, *dirigent], autres)
    _lire_les_editeurs(recueil)


def _lire_les_responsables(recueil: Recueil, noms: list[Nom], autres: bool) -> None:
    dans = recueil.un("dans_responsables", "dans_responsables")
    texte = texte_des_responsables(dict.fromkeys(noms), autres) if noms else ""
    if not dans and not refus("dans_responsables", texte):
        recueil.poser("dans_responsables", texte)
    elif texte:
        for rang in recueil.de("responsable"):
            recueil.ecarter(rang, DEJA_DIT if dans else "trop de noms pour un champ")


def _lire_noms(recueil: Recueil, role: str) -> tuple[list[Nom], bool, list[Nom]]:
    """The names of one role, whether others are unnamed, and those that it says direct."""
    noms: list[Nom] = []
    dirigent: list[Nom] = []
    et_al = False
    for rang in recueil.de(role):
        valeur = recueil.bruts[rang].valeur
        lus = valeur if isinstance(valeur, tuple) else _couper(recueil.texte(rang))
        gardes: list[str] = []
        perdus: list[str] = []
        change = False
        for lu in lus:
            nom, avec_d_autres, dirige = _epurer(_propre(lu))
            et_al = et_al or avec_d_autres
            change = change or nom != lu
            if nom is None:
                perdus += [] if avec_d_autres else [str(lu)]
            elif len(nom.nom) > NOM_MAX or len(nom.prenom) > PRENOM_MAX:
                perdus.append(f"{str(nom)[:80]}…")
            else:
                (dirigent if dirige else noms).append(nom)
                gardes.append(str(nom))
        _dire(recueil, rang, gardes, perdus, change)
    return noms, et_al, dirigent


def _dire(recueil: Recueil, rang: int, gardes: list[str], perdus: list[str], change: bool) -> None:
    if perdus and not gardes:
        recueil.ecarter(rang, "nom trop long" if perdus[0].endswith("…") else "ne nomme personne")
    elif perdus:
        recueil.corriger(rang, ", ".join(gardes), f"{EN_PARTIE}\u00a0: {', '.join(perdus)}")
    elif change and gardes:
        recueil.corriger(rang, ", ".join(gardes))
    else:
        recueil.reprendre(rang)


def _propre(nom: Nom) -> Nom:
    """Without what a name cannot hold: the format’s own reader may have left some."""
    return replace(nom, nom=_sur_une_ligne(nom.nom), prenom=_sur_une_ligne(nom.prenom))


def _sur_une_ligne(texte: str) -> str:
    return nettoyer(texte).replace("\n", " ").strip()


def _epurer(nom: Nom) -> tuple[Nom | None, bool, bool]:
    """The name without what is no part of it; whether others are unnamed, and whether it says
    that this one directs."""
    plie = plier(f"{nom.nom} {nom.prenom}")
    if plie in _ET_AL_SEUL or plie in _PERSONNE or _est_sans_nom(nom.nom):
        return None, plie in _ET_AL_SEUL, False
    et_al = dirige = False
    dernier = "prenom" if nom.prenom else "nom"
    texte = getattr(nom, dernier)
    if trouve := ET_ALII.search(texte):
        et_al, texte = True, texte[: trouve.start()].rstrip(" ,;([")
    if (ajout := _AJOUT.search(texte)) and not nom.collectif:
        dirige = plier(ajout[1]) in _DIRIGE
        if dirige or _ANNEES.fullmatch(ajout[1].strip()):
            texte = texte[: ajout.start()].strip()
    nom = replace(nom, **{dernier: texte})
    if not nom.nom:
        return None, et_al, dirige
    if et_al and nom.collectif:
        # « Petit, Jeanne et al. » was cut there; what is left may be a person.
        nom = lire_nom(nom.nom)
    return nom, et_al, dirige


def _est_sans_nom(texte: str) -> bool:
    """« [s.n.] »: a catalogue says that nobody is named."""
    return texte.replace(" ", "").strip("[]()").lower() in _SANS_NOM


def _couper(texte: str) -> tuple[Nom, ...]:
    """The names of a text: one, or several between bars, semicolons or lines."""
    if texte.startswith("{") and texte.endswith("}"):
        return (lire_nom(texte),)
    lignes = [ligne for ligne in texte.split("\n") if ligne.strip()]
    # A long name may run over two lines; two names have a comma each.
    if not all("," in ligne for ligne in lignes):
        lignes = [" ".join(lignes)]
    morceaux: Iterable[str] = (m for ligne in lignes for m in re.split(r"[|;]", ligne))
    return tuple(lire_nom(m) for morceau in morceaux for m in _et(morceau) if m.strip(" ,."))


def _et(texte: str) -> list[str]:
    """« Petit, Jeanne and Durand, Paule » are two; « Ministère de la Santé et du Travail » one."""
    morceaux = _ENTRE_NOMS.split(texte)
    deux = all("," in m and not est_un_corps(m.strip()) for m in morceaux)
    return morceaux if deux else [texte]


def _lire_les_editeurs(recueil: Recueil) -> None:
    editeurs: list[str] = []
    for rang in recueil.de("editeur"):
        valeur = recueil.bruts[rang].valeur
        lus = valeur if isinstance(valeur, tuple) else recueil.texte(rang).split(SEPARATEUR.strip())
        propres = [propre for nom in lus if (propre := _sur_une_ligne(nom))]
        longs = [nom for nom in propres if len(nom) > EDITEUR_MAX]
        if longs:
            recueil.ecarter(rang, f"nom de plus de {EDITEUR_MAX} caractères")
        elif propres and all(_est_sans_nom(nom) for nom in propres):
            recueil.ecarter(rang, "ne nomme personne")
        else:
            editeurs += [nom for nom in propres if nom not in editeurs]
            recueil.reprendre(rang)
    recueil.poser("editeurs", tuple(editeurs))
