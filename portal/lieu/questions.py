"""What a council may ask about its place: what the register does not know, as questions."""

from dispositifs.registre.certitude import A_CONFIRMER
from dispositifs.registre.lieu import Ligne
from portal.lieu.page import SANS_ETENDUE, Lieu
from portal.lieu.premier_ecran import PremierEcran
from socle.textes import INSECABLE, enumerer, majuscule
from territoires.models import Echelle

# How many schemes a question names before it says « et 3 autres ».
NOMMES = 3


def questions(lieu: Lieu, ecran: PremierEcran) -> list[str]:
    """The questions, the most useful to a decision first; none at a past date."""
    if lieu.instant:
        return []
    en_cours = [x for x in lieu.fiche.lignes if not x.est_fini]
    dites = [*_s_y_mettre(lieu, ecran)]
    dites += [_ou_en_est(x) for x in en_cours if x.certitude.a_confirmer][:NOMMES]
    dites += [f"{_nom(x)}, {x.certitude.en_mots} : qu’est-ce qui a suivi ?" for x in _echus(lieu)]
    if sans := [x for x in en_cours if not (x.dispositif.porteur and x.dispositif.coordination)]:
        dites.append(f"Qui porte et qui coordonne {_noms(sans)} ?")
    if sans := [x for x in en_cours if x.mode in SANS_ETENDUE]:
        dites.append(f"Jusqu’où s’étend {_noms(sans)} ?")
    if inconnus := [m.type.libelle for m in lieu.manques if not m.absence]:
        dites.append(
            f"{majuscule(enumerer(inconnus))} : y en a-t-il ici, sans que le registre le sache ?"
        )
    return [dite.replace(" ?", f"{INSECABLE}?").replace(" :", f"{INSECABLE}:") for dite in dites]


def _s_y_mettre(lieu: Lieu, ecran: PremierEcran) -> list[str]:
    """About the scheme that the sheet invites to think of: at which scale, and with whom."""
    invitation = ecran.invitation
    if invitation is None or invitation.large or invitation.connu:
        return []
    sigle = invitation.type.libelle
    proche = next((e for e in ecran.exemples if e.type == invitation.type), None)
    dites = []
    if proche:
        nom = proche.dispositif.nom
        ou = f" ({proche.ou})" if proche.ou else ""
        fin = "peut-on s’y joindre ?" if proche.meme_epci else "que peut-on en apprendre ?"
        dites.append(f"{nom}{ou} : {fin}")
    epci = next(
        (a.contenant for a in lieu.appartenances if a.contenant.echelle == Echelle.EPCI), None
    )
    if epci and lieu.territoire.echelle == Echelle.COMMUNE:
        dites.append(f"Un {sigle} : pour la commune seule, ou pour toute l’intercommunalité ?")
    return dites


def _ou_en_est(ligne: Ligne) -> str:
    su = ligne.certitude.en_mots.removesuffix(f", {A_CONFIRMER}")
    return f"{_nom(ligne)}{f', {su}' if su else ''} : qu’en est-il aujourd’hui ?"


def _echus(lieu: Lieu) -> list[Ligne]:
    return [x for x in lieu.fiche.lignes if x.est_a_terme and x.suite is None][:NOMMES]


def _nom(ligne: Ligne) -> str:
    return str(ligne.dispositif.nom)


def _noms(lignes: list[Ligne]) -> str:
    noms = [_nom(x) for x in lignes[:NOMMES]]
    reste = len(lignes) - len(noms)
    return enumerer(
        [*noms, f"{reste}{INSECABLE}autre{'s' if reste > 1 else ''}"] if reste else noms
    )
