"""One record of each model of the admin, as a draft where there are drafts."""

from collections.abc import Callable
from typing import Any

from axes.models import AccessAttempt
from django.contrib.auth.models import Group, User
from django.utils import timezone

from bibliographie.models import Auteur, Editeur, Lien, Revue, Section, Selection
from dispositifs.models import (
    AbsenceConstatee,
    Campagne,
    Critere,
    Delai,
    Discordance,
    Invitation,
    Partie,
    Proposition,
    TypeDispositif,
)
from socle.models import Theme
from tests.bibliographie.conftest import une_notice
from tests.dispositifs.comprendre.ecrits import (
    un_chiffre,
    un_terme,
    un_texte,
    une_explication,
    une_reponse,
)
from tests.fabriques import Registre, un_organisme

Faire = Callable[[Registre], Any]


def _selection(registre: Registre) -> Selection:
    return Selection.objects.get_or_create(slug="pour-agir", defaults={"titre": "Pour agir"})[0]


def _dispositif(registre: Registre) -> Any:
    return registre.un_dispositif("asv", "commune-83126", publie=False)


def _campagne(registre: Registre) -> Campagne:
    return Campagne.objects.get_or_create(
        nom="Var", defaults={"message": "Bonjour", "expire_le": timezone.localdate()}
    )[0]


def _absence(registre: Registre) -> AbsenceConstatee:
    return AbsenceConstatee.objects.create(
        type=registre.types["cls"],
        territoire=registre.lieux["commune-83126"],
        date="2018",
        source=registre.source,
    )


def une_discordance(registre: Registre, lieu: str = "commune-83126", **champs: Any) -> Discordance:
    """A notice tells of a CLS that the register does not have."""
    defauts = {
        "type": registre.types["cls"],
        "d_ou": Discordance.Piece.CATALOGUE,
        "objet": "notice:un-cls",
        "adresse": "/bibliographie/1-un-cls/",
        "titre": "Un contrat local de santé",
    }
    return Discordance.objects.create(territoire=registre.lieux[lieu], **defauts | champs)


def _invitation(registre: Registre) -> Invitation:
    dispositif = registre.un_dispositif("clsm", "commune-83126")
    return Invitation.objects.create(campagne=_campagne(registre), dispositif=dispositif)


def _partie(registre: Registre) -> Partie:
    une_explication("cls", {"en-bref": "Un contrat."}, etat="brouillon")
    return Partie.objects.get(explication__type="cls")


UN: dict[str, Faire] = {
    "auth.user": lambda r: User.objects.create_user("quelqu-un"),
    "auth.group": lambda r: Group.objects.create(name="Stagiaires"),
    "axes.accessattempt": lambda r: AccessAttempt.objects.create(
        username="x", failures_since_start=1
    ),
    "bibliographie.auteur": lambda r: Auteur.objects.create(nom="MOTARD", slug="motard"),
    "bibliographie.editeur": lambda r: Editeur.objects.create(nom="Presses"),
    "bibliographie.lien": lambda r: Lien.objects.create(url="https://exemple.example.org/"),
    "bibliographie.notice": lambda r: une_notice("A", etat="brouillon"),
    "bibliographie.revue": lambda r: Revue.objects.create(nom="Santé"),
    "bibliographie.section": lambda r: Section.objects.create(
        selection=_selection(r), titre="Lire", ordre=1
    ),
    "bibliographie.selection": _selection,
    "dispositifs.absenceconstatee": _absence,
    "dispositifs.campagne": _campagne,
    "dispositifs.chiffre": lambda r: un_chiffre(r, "asv", "220", etat="brouillon"),
    "dispositifs.critere": lambda r: Critere.objects.create(
        cle="qui-paie", question="Qui paie ?", ordre=1
    ),
    "dispositifs.delai": lambda r: Delai.objects.all()[0],
    "dispositifs.discordance": une_discordance,
    "dispositifs.dispositif": _dispositif,
    "dispositifs.explication": lambda r: une_explication("asv", etat="brouillon"),
    "dispositifs.invitation": _invitation,
    "dispositifs.organisme": lambda r: un_organisme(),
    "dispositifs.partie": _partie,
    "dispositifs.proposition": lambda r: Proposition.objects.create(
        origine="signalement", nature="remarque", page="/x/"
    ),
    "dispositifs.reponsecritere": lambda r: une_reponse(
        "asv", "Qui anime ?", "La ville.", etat="brouillon"
    ),
    "dispositifs.terme": lambda r: un_terme("ARS", "agence régionale de santé", etat="brouillon"),
    "dispositifs.textereference": lambda r: un_texte("Loi", "2016-01", ["asv"], etat="brouillon"),
    "dispositifs.typedispositif": lambda r: TypeDispositif.objects.get(code="asv"),
    "socle.source": lambda r: r.source,
    "socle.theme": lambda r: Theme.objects.get_or_create(slug="soins", nom="Soins")[0],
    "territoires.territoire": lambda r: r.lieux["commune-83126"],
}


def un_de_chaque(registre: Registre) -> dict[str, Any]:
    """By label of model."""
    return {nom: faire(registre) for nom, faire in UN.items()}
