"""Write who made a notice and where it is read: shared by the loader and the file import."""

from collections.abc import Iterable
from typing import TypeVar

from django.db.models import Value
from django.db.models.functions import Concat
from simple_history.utils import bulk_create_with_history

from bibliographie.formats.reference import Nom
from bibliographie.models import (
    Auteur,
    Contribution,
    Editeur,
    Edition,
    Lien,
    Notice,
    Rattachement,
    Revue,
)
from bibliographie.models.responsables import cle_du_nom

N = TypeVar("N", Editeur, Revue)


def est_elidee(url: str) -> bool:
    """Whether the source cut the address short (« https://www.irdes.fr... »)."""
    return url.endswith(("...", "…"))


def nomme(modele: type[N], nom: str) -> N:
    """The publisher or the periodical of that name, however spelled; made when missing."""
    trouve = modele._default_manager.filter(nom_plie=cle_du_nom(nom)).first()
    return trouve or modele._default_manager.create(nom=nom)


def auteur(nom: Nom) -> Auteur:
    """The author of that name, made when missing.

    « MOTARD Clémentine » without a comma may be a person that we know: she is looked for first.
    """
    cle = {"nom": nom.nom, "prenom": nom.prenom, "est_collectif": nom.collectif}
    trouve = Auteur.objects.filter(**cle).first()
    if trouve is None and nom.collectif:
        affiches = Auteur.objects.annotate(affiche=Concat("nom", Value(" "), "prenom"))
        trouve = affiches.filter(affiche=nom.nom, est_collectif=False).exclude(prenom="").first()
    return trouve or Auteur.objects.create(**cle)


def poser_auteurs(notice: Notice, noms: Iterable[Nom]) -> None:
    """Make these, in this order, the authors of the notice."""
    notice.contributions.all().delete()
    auteurs = dict.fromkeys(auteur(nom) for nom in noms)
    rangs = enumerate(auteurs, 1)
    _ecrire(Contribution(notice=notice, auteur=un, ordre=rang) for rang, un in rangs)


def poser_editeurs(notice: Notice, noms: Iterable[str]) -> None:
    """Make these, in this order, the publishers of the notice."""
    notice.editions.all().delete()
    editeurs = dict.fromkeys(nomme(Editeur, nom) for nom in noms)
    rangs = enumerate(editeurs, 1)
    _ecrire(Edition(notice=notice, editeur=un, ordre=rang) for rang, un in rangs)


def poser_adresses(notice: Notice, urls: Iterable[str]) -> None:
    """Make these, in this order, the addresses of the notice."""
    notice.rattachements.all().delete()
    liens = [_lien(url) for url in dict.fromkeys(urls)]
    rangs = enumerate(liens, 1)
    _ecrire(Rattachement(notice=notice, lien=lien, ordre=rang) for rang, lien in rangs)


def _ecrire(lignes: Iterable[Contribution | Edition | Rattachement]) -> None:
    """Write rows of one model at once, each with the first line of its history."""
    lot = list(lignes)
    if lot:
        bulk_create_with_history(lot, type(lot[0]))


def _lien(url: str) -> Lien:
    etat = Lien.Etat.INCOMPLET if est_elidee(url) else Lien.Etat.INCONNU
    return Lien.objects.get_or_create(url=url, defaults={"etat": etat})[0]
