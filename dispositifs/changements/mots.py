"""The words of « ce qui a changé »: one short sentence a difference."""

from collections.abc import Iterator
from typing import Any

from dispositifs.models import Articulation, Couverture
from socle import dates
from socle.suivi.versions import Lecteur, Version, champs_suivis

# Field: its name on the page, and how « changé » agrees with it.
CHAMPS = {
    "nom": ("nom", "changé"),
    "type": ("type", "changé"),
    "porteur": ("porteur", "changé"),
    "generation": ("génération", "changée"),
    "generation_nommee": ("génération", "changée"),
    "succede_a": ("dispositif précédent", "changé"),
    "debut": ("début", "changé"),
    "fin": ("fin", "changée"),
    "site": ("site web", "changé"),
    "source": ("source de la fiche", "changée"),
}
# Texts too long to be told.
TEXTES = {
    "presentation": ("présentation", "e"),
    "desaccord": ("désaccord entre sources", ""),
}
# Group of rows: its name, the end of its participle, and the fields that name one row.
RANGEES = {
    "Couverture": ("territoire", ""),
    "Etape": ("étape", "e"),
    "Coordination": ("coordination", "e"),
    "Articulation": ("lien", ""),
    "Signature": ("signataire", ""),
}
# Never told: what only the team reads, or would name a person's mailbox.
TUS = {"courriel", "deduit", "note", "passage", "source", "precision"}

Photo = dict[tuple[type, Any], Version]
# Keys of the dispositifs that the public may see.
Publies = set[Any]


def en_mots(lecteur: Lecteur, publies: Publies, avant: Photo, apres: Photo) -> list[str]:
    """Every difference that the public can see, the record's own fields first."""
    lignes: list[str] = []
    for cle, version in apres.items():
        ancienne = avant.get(cle)
        if not version.parent and ancienne is not None:
            lignes += _fiche(lecteur, publies, ancienne, version)
    for cle in {**avant, **apres}:
        rangee = apres.get(cle) or avant[cle]
        if rangee.parent and _est_visible(rangee, publies):
            lignes += _rangee(lecteur, avant.get(cle), apres.get(cle))
    return lignes


def _fiche(lecteur: Lecteur, publies: Publies, avant: Version, apres: Version) -> Iterator[str]:
    """The record's own fields."""
    for champ in champs_suivis(apres.modele):
        ancien, nouveau = avant.champs.get(champ.name), apres.champs.get(champ.name)
        if ancien == nouveau:
            continue
        if champ.name == "succede_a" and not {ancien, nouveau} - {None} <= publies:
            continue
        if champ.name in CHAMPS:
            mots = (lecteur.valeur(champ, v) if v else "" for v in (ancien, nouveau))
            yield _valeur(*CHAMPS[champ.name], *mots)
        elif champ.name in TEXTES:
            yield _texte(*TEXTES[champ.name], bool(ancien), bool(nouveau))
    if avant.champs["verifie_le"] != apres.champs["verifie_le"] and apres.champs["verifie_le"]:
        yield f"fiche vérifiée, {dates.en_lettres(apres.champs['verifie_le'])}"


def _valeur(nom: str, change: str, ancien: str, nouveau: str) -> str:
    if not ancien:
        return f"{nom} : {nouveau}"
    if not nouveau:
        return f"{nom} : {ancien}, retiré{'e' if change.endswith('e') else ''}"
    return f"{nom} {change} : {ancien} → {nouveau}"


def _texte(nom: str, accord: str, ancien: bool, nouveau: bool) -> str:
    verbe = "réécrit" if ancien and nouveau else "ajouté" if nouveau else "retiré"
    return f"{nom} {verbe}{accord}"


def _est_visible(rangee: Version, publies: Publies) -> bool:
    """A link to a draft is no more shown than the draft."""
    if rangee.modele is not Articulation:
        return True
    return rangee.champs.get("vers") in publies


def _rangee(lecteur: Lecteur, avant: Version | None, apres: Version | None) -> Iterator[str]:
    """A row that came, left, or was put right."""
    presente = apres or avant
    if presente is None:
        return
    nom, accord = RANGEES[presente.modele.__name__]
    if presente.champs.get("visee"):
        nom = "quartier visé"
    if avant is None:
        yield f"{nom} ajouté{accord} : {_nom_de(lecteur, presente)}"
    elif apres is None:
        yield f"{nom} retiré{accord} : {_nom_de(lecteur, presente)}"
    elif avant.champs.get("visee") != apres.champs.get("visee"):
        quoi = "quartier désormais visé" if apres.champs["visee"] else "n’est plus visé"
        yield f"{quoi} : {_lieu(lecteur, apres)}"
    elif avant.champs != apres.champs:
        ancien, nouveau = _nom_de(lecteur, avant), _nom_de(lecteur, apres)
        if ancien != nouveau:
            yield f"{nom} corrigé{accord} : {ancien} → {nouveau}"
        else:
            yield f"{nom} précisé{accord} : {nouveau}"


def _lieu(lecteur: Lecteur, couverture: Version) -> str:
    (champ,) = [c for c in champs_suivis(couverture.modele) if c.name == "territoire"]
    return lecteur.valeur(champ, couverture.champs["territoire"])


def _nom_de(lecteur: Lecteur, rangee: Version) -> str:
    """« actif, mars 2024 »; « Toulon, en partie »: its own values, notes left out."""
    if rangee.modele is Couverture:
        return lecteur.rangee(rangee)
    lus = [
        lecteur.valeur(champ, rangee.champs[champ.name])
        for champ in champs_suivis(rangee.modele, rangee.parent)
        if champ.name not in TUS and rangee.champs.get(champ.name) not in (None, "", False, True)
    ]
    return ", ".join(lus[:3])
