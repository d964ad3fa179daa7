"""Where a question leads: the record, the list, the sheet or the part of an explainer."""

from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.http import urlencode

from dispositifs.models import Dispositif, Explication, Organisme, Partie, Rubrique, TypeDispositif
from portal.recherche.demande import Demande, comprendre
from socle.textes import accorder, enumerer, majuscule, nombre
from territoires.lieux.lectures import lire
from territoires.lieux.trouver import Lieux, suggerer, trouver
from territoires.models import Territoire

LIEUX: Final = 5
# Of how many places an answer is given, when several bear the name.
ESSAIS: Final = 2
CONTRAT: Final = "contrat-de-ville"
# Asked of a place, these are answered for that place.
D_UN_LIEU: Final = (Rubrique.ETAPES,)


@dataclass(frozen=True)
class Reponse:
    """One page that answers, in words; `signe` is the scheme's own."""

    titre: str
    url: str
    precision: str = ""
    signe: str = ""


@dataclass(frozen=True)
class Comprise:
    """A question understood: its best answers, and the one page to go to when it is certain."""

    demande: Demande
    reponses: list[Reponse]
    lieux: Lieux
    certaine: bool = False


def interroger(texte: str, *, saisie: bool = False) -> Comprise:
    """What a text asks and where it leads: about six queries, whatever the register holds.

    While one types (`saisie`), a word may be a beginning.
    """
    demande = comprendre(texte, TypeDispositif.objects.all())
    lieux = _lieux(demande.lieu, saisie=saisie) if demande.lieu else Lieux([])
    type_ = demande.type
    if demande.compare and len(demande.types) > 1 and not lieux.territoires:
        return Comprise(demande, [_comparaison(demande)], lieux, certaine=not demande.lieu)
    if type_ is None:
        return _du_lieu(demande, lieux)
    if _porte_sur_le_type(demande, lieux):
        reponses = _explication(type_, demande.rubrique)
        return Comprise(demande, reponses, lieux, certaine=bool(demande.rubrique and reponses))
    essais = 1 if lieux.certain or lieux.proches else ESSAIS
    choisis = [lieux.certain] if lieux.certain else lieux.territoires[:essais]
    dire = _par_ou_commencer if demande.rubrique in D_UN_LIEU else _au_lieu
    reponses = [reponse for lieu in choisis for reponse in dire(type_, lieu)]
    return Comprise(demande, reponses, lieux, certaine=bool(lieux.certain))


def _porte_sur_le_type(demande: Demande, lieux: Lieux) -> bool:
    """Whether a question is about the scheme itself: at no place, or the same at every place."""
    if not lieux.territoires:
        return True
    return bool(demande.rubrique) and demande.rubrique not in (*D_UN_LIEU, Rubrique.OU)


def _lieux(texte: str, *, saisie: bool) -> Lieux:
    """The places of these words; an acronym that the team gave to a body means its place."""
    lieux = suggerer(texte, LIEUX) if saisie else trouver(texte)
    if lieux.territoires and not lieux.proches:
        return lieux
    organisme = (
        Organisme.objects.filter(sigle__iexact=texte).exclude(sigle="").exclude(territoire=None)
    ).first()
    if organisme and organisme.territoire:
        return Lieux([organisme.territoire], certain=organisme.territoire)
    return lieux


def _du_lieu(demande: Demande, lieux: Lieux) -> Comprise:
    """A place and nothing else; elsewhere than here, a word may well ask for something else."""
    certain = lieux.certain
    if certain is None or not _est_d_ici(demande.texte, certain):
        return Comprise(demande, [], lieux)
    return Comprise(demande, [_fiche(certain)], lieux, certaine=True)


def _est_d_ici(texte: str, lieu: Territoire) -> bool:
    """Whether a place lies in the portal's region, or was asked for by its code."""
    if lire(texte).code:
        return True
    return Territoire.objects.de_la_region().filter(pk=lieu.pk).exists()


def _fiche(lieu: Territoire, precision: str = "Tout ce que le registre y connaît") -> Reponse:
    return Reponse(f"La fiche {lieu.de}", lieu.get_absolute_url(), precision)


def _au_lieu(type_: TypeDispositif, lieu: Territoire) -> list[Reponse]:
    """The one scheme of this type that the register knows there, or their list, then the sheet."""
    tous = Dispositif.objects.publies().filter(type=type_).apparentes(lieu).distinct()
    trouves = list(tous.order_by("slug")[:2])
    fiche = _fiche(lieu)
    if not trouves:
        return [_fiche(lieu, f"Le registre n’y connaît pas de {type_}\u00a0: ce que l’on sait")]
    if len(trouves) == 1:
        seul = trouves[0]
        precision = majuscule(type_.nom)
        return [Reponse(str(seul), seul.get_absolute_url(), precision, type_.signe), fiche]
    compte = tous.count()
    return [
        Reponse(
            majuscule(f"{type_.nom_pluriel} {lieu.dans}"),
            _liste(type_, lieu),
            f"{nombre(compte)} {accorder(compte, 'fiche')} du registre",
            type_.signe,
        ),
        fiche,
    ]


def _liste(type_: TypeDispositif, lieu: Territoire) -> str:
    """The list of these schemes at this place."""
    if type_.code == CONTRAT:
        return f"{reverse('contrats_de_ville')}?{urlencode({'territoire': lieu.reference})}"
    mots = urlencode({"type": type_.code, "territoire": lieu.reference})
    return f"{reverse('dispositifs')}?{mots}"


def _par_ou_commencer(type_: TypeDispositif, lieu: Territoire) -> list[Reponse]:
    """What to do about this scheme at this place; the explainer when no need is written."""
    if not type_.besoin:
        return [*_explication(type_, Rubrique.ETAPES), _fiche(lieu)]
    mots = urlencode({"besoin": type_.code, "territoire": lieu.reference})
    titre = f"{_court(type_)} {lieu.a}\u00a0: par où commencer\u00a0?"
    url = f"{reverse('par_ou_commencer')}?{mots}"
    return [Reponse(majuscule(titre), url, "Ce qui existe déjà, à qui parler", type_.signe)]


def _explication(type_: TypeDispositif, rubrique: str) -> list[Reponse]:
    """The part of its explainer that answers, the explainer when it has no such part."""
    fiche = Explication.objects.publies().filter(type=type_).first()
    if fiche is None:
        return []
    a_la_partie = rubrique and Partie.objects.filter(explication=fiche, rubrique=rubrique).exists()
    partie = f"\u00a0: {str(Rubrique(rubrique).label).lower()}" if a_la_partie else ""
    ancre = f"#{rubrique}" if a_la_partie else ""
    return [
        Reponse(
            f"{majuscule(str(type_))}{partie}",
            f"{fiche.get_absolute_url()}{ancre}",
            "Comprendre",
            type_.signe,
        )
    ]


def _comparaison(demande: Demande) -> Reponse:
    codes = ",".join(t.code for t in demande.types)
    titre = f"Comparer {enumerer([_court(t) for t in demande.types])}"
    return Reponse(titre, f"{reverse('comprendre_comparer')}?types={codes}", "Critère par critère")


def _court(type_: TypeDispositif) -> str:
    """« CLS », « contrat de ville »."""
    return type_.sigle or type_.nom
