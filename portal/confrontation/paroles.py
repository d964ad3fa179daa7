"""What each room of the portal says: this scheme, at this place, on this page.

Only what the public may read, and only below the région: what is said of the whole country or of
a région names no scheme of a place.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Q

from bibliographie.models import Notice
from dispositifs.comprendre.jetons import en_clair
from dispositifs.models import (
    AbsenceConstatee,
    Articulation,
    Chiffre,
    Coordination,
    Couverture,
    Discordance,
    Dispositif,
    Etape,
    Explication,
    Partie,
    ReponseCritere,
    TexteReference,
    TypeDispositif,
)
from portal.confrontation.lecteur import Lecteur, lieux_nommables
from socle.models import Publiable
from socle.textes import plier
from territoires.models import Echelle, Territoire

Piece = Discordance.Piece
PUBLIE: Final = Publiable.Etat.PUBLIE
LOT: Final = 500
LARGES: Final = (Echelle.REGION, Echelle.PAYS)
# What serves everywhere: a place given to it says who made it, not that a scheme is there.
GENERAUX: Final = (
    Notice.Type.OUTIL,
    Notice.Type.SITE,
    Notice.Type.TEXTE_OFFICIEL,
    Notice.Type.CARTOGRAPHIE,
    Notice.Type.LETTRE_INFORMATION,
)
# A way of doing, whoever wrote it and wherever: read in the folded title.
MODE_D_EMPLOI: Final = re.compile(
    r"\b(?:livret|referentiel|cahier des charges|mode d emploi|methodolog\w+|boite a outils"
    r"|guide (?:pour|methodologique|d elaboration|d accompagnement))\b"
)


@dataclass(frozen=True)
class Parole:
    """One page names a scheme at a place. What is not compared is for who reads the queue."""

    type: str
    territoire: int
    piece: str
    objet: str
    adresse: str = field(compare=False)
    titre: str = field(compare=False)
    extrait: str = field(default="", compare=False)
    date: str = field(default="", compare=False)


@dataclass(frozen=True)
class Ecrit:
    """A text of a record: which record, at which page, and what it says."""

    objet: str
    adresse: str
    titre: str
    texte: str
    date: str = ""


def paroles() -> Iterator[tuple[str, list[Parole]]]:
    """Room by room. A constant number of queries."""
    lecteur = Lecteur(TypeDispositif.objects.all(), lieux_nommables())
    pieces: list[tuple[str, Callable[[Lecteur], Iterable[Parole]]]] = [
        (Piece.CATALOGUE, lambda _: du_catalogue()),
        (Piece.CHIFFRE, des_chiffres),
        (Piece.EXPLICATION, lambda lu: _lus(lu, Piece.EXPLICATION, explications())),
        (Piece.NOTE, lambda lu: _lus(lu, Piece.NOTE, notes())),
    ]
    for piece, dire in pieces:
        # The first words of a page that names the same scheme twice are kept.
        yield piece, list({parole: parole for parole in reversed(list(dire(lecteur)))})[::-1]


def du_catalogue() -> Iterator[Parole]:
    """Notices that tell of a type of scheme at a place."""
    notices = (
        Notice.objects.publies()
        .exclude(type__in=GENERAUX)
        .filter(types__isnull=False, territoires__isnull=False)
        .distinct()
        .prefetch_related("types", "territoires")
    )
    for notice in notices.iterator(LOT):
        if MODE_D_EMPLOI.search(notice.titre_plie):
            continue
        for lieu in notice.territoires.all():
            if lieu.echelle in LARGES:
                continue
            for type_ in notice.types.all():
                ou = (f"notice:{notice.cle}", notice.get_absolute_url(), notice.titre)
                yield Parole(type_.pk, lieu.pk, Piece.CATALOGUE, *ou, date=notice.date)


def des_chiffres(lecteur: Lecteur) -> Iterator[Parole]:
    """Figures that count one scheme at least: by their place, or by what they are called."""
    chiffres = Chiffre.objects.publies().filter(valeur__gt=0)
    for chiffre in chiffres.select_related("type", "territoire"):
        lieux = [(m.type, m.territoire) for m in lecteur.lire(chiffre.libelle)]
        if chiffre.type and chiffre.territoire.echelle not in LARGES and compte(chiffre):
            lieux.append((chiffre.type.pk, chiffre.territoire_id))
        for type_, lieu in lieux:
            ou = (f"chiffre:{chiffre.cle}", chiffre.get_absolute_url(), str(chiffre))
            yield Parole(type_, lieu, Piece.CHIFFRE, *ou, date=chiffre.date)


def compte(chiffre: Chiffre) -> bool:
    """Whether its unit is the scheme itself: a count of quartiers counts no contrat."""
    type_ = chiffre.type
    noms = {plier(n) for n in (type_.sigle, type_.nom, type_.nom_pluriel) if n} if type_ else ()
    return plier(chiffre.unite) in noms


def _lus(lecteur: Lecteur, piece: str, ecrits: Iterable[Ecrit]) -> Iterator[Parole]:
    for e in ecrits:
        for m in lecteur.lire(e.texte):
            ou = (e.objet, e.adresse, e.titre, m.extrait, e.date)
            yield Parole(m.type, m.territoire, piece, *ou)


def explications() -> Iterator[Ecrit]:
    """The texts of « Comprendre »."""
    for fiche in Explication.objects.publies().select_related("type"):
        yield _ecrit(f"explication:{fiche.pk}", fiche, fiche.type.nom, fiche.chapo)
    parties = Partie.objects.filter(explication__etat=PUBLIE)
    for partie in parties.select_related("explication__type"):
        fiche = partie.explication
        yield _ecrit(f"explication:{fiche.pk}", fiche, fiche.type.nom, partie.texte)
    for case in ReponseCritere.objects.publies().select_related("type", "critere"):
        yield _ecrit(f"reponse:{case.pk}", case, str(case), case.texte)
    for loi in TexteReference.objects.publies():
        yield _ecrit(f"texte:{loi.cle}", loi, loi.titre, loi.resume)


def _ecrit(objet: str, fiche: Any, titre: str, texte: str) -> Ecrit:
    return Ecrit(objet, fiche.get_absolute_url(), titre, en_clair([texte]))


def notes() -> Iterator[Ecrit]:
    """What the register says beside its facts."""
    for dispositif in Dispositif.objects.publies():
        for texte in (dispositif.presentation, dispositif.desaccord, dispositif.porteur_deduit):
            yield _de(dispositif, texte)
    for modele, champs, proprietaire in LIGNES:
        lignes = modele._default_manager.filter(**{f"{proprietaire}__etat": PUBLIE})
        dites = lignes.exclude(Q(**dict.fromkeys(champs, ""))).order_by("pk")
        for ligne in dites.select_related(proprietaire):
            for champ in champs:
                yield _de(getattr(ligne, proprietaire), getattr(ligne, champ))
    for absence in AbsenceConstatee.objects.exclude(note="").select_related("territoire", "type"):
        lieu: Territoire = absence.territoire
        objet = f"absence:{lieu.reference}:{absence.type_id}:{absence.date}"
        yield Ecrit(objet, lieu.get_absolute_url(), str(absence), absence.note, absence.date)
    for chiffre in Chiffre.objects.publies().exclude(note="").select_related("territoire"):
        objet, adresse = f"chiffre:{chiffre.cle}", chiffre.get_absolute_url()
        yield Ecrit(objet, adresse, str(chiffre), chiffre.note, chiffre.date)


# The rows of a record, their texts, and which field leads to the record.
LIGNES: Final[list[tuple[Any, tuple[str, ...], str]]] = [
    (Couverture, ("precision", "deduit"), "dispositif"),
    (Etape, ("note", "deduit"), "dispositif"),
    (Coordination, ("note", "deduit"), "dispositif"),
    (Articulation, ("note", "deduit"), "de"),
]


def _de(dispositif: Dispositif, texte: str) -> Ecrit:
    objet = f"dispositif:{dispositif.slug}"
    return Ecrit(objet, dispositif.get_absolute_url(), str(dispositif), texte)
