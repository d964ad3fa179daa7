"""Is a name that of a person or of a body, where nothing but the name says it."""

import re

from socle.textes import plier

# How the names of bodies begin, in French and in English, folded.
_CORPS = """
    academie agence assemblee association assurance atelier autorite bureau cabinet caisse cellule
    centre cercle chaire chambre clinique club collectif college comite commissariat commission
    communaute commune confederation conference conseil coordination cour delegation departement
    direction ecole equipe espace etablissement etat faculte federation fondation groupe groupement
    haut haute hopital hopitaux inspection institut laboratoire mairie maison metropole ministere
    mission mutualite mutuelle observatoire office ordre organisation plateforme pole prefecture
    promotion rectorat region reseau sante secretariat senat service societe syndicat union unite
    universite ville
    agency american board bureau center committee council department european federation foundation
    institute international ministry national office organization school society united university
    world
"""
CORPS = frozenset(_CORPS.split())
# Bodies known by their initials: « ARS Bretagne » is no Bretagne of the family ARS.
_SIGLES = """
    ademe afd afnor amf anact anap anct anesm anru ansm anses aphm aphp ars caf ccas cepidc cerema
    cget chu cnaf cnam cnamts cnfpt cnil cnrs cnsa codes cpam cpts crai creai cres crips cros dares
    ddass dgcl dgcs dgos dgs drass dreal drees dreets drjscs ecdc ehesp epci fhf fnars fnes fnors
    has hcaam hcsp igas ined inpes insee inserm irdes ireps irsn mildeca msa ocde oecd ofdt oms onu
    orscreai ors paca pmi sfsp snds udaf unaf undp unesco unicef uniopss urps who ght
"""
SIGLES = frozenset(_SIGLES.split())
# « DUPONT Jean »: a family name in capitals, then given names that are not.
_CAPITALES = re.compile(
    r"(?P<nom>[^\Wa-zà-ÿ\d_][^a-zà-ÿ,;\d]*[^\Wa-zà-ÿ\d_]) "
    r"(?P<prenom>[A-ZÀ-Ý][a-zà-ÿ]+\.?(?:[- ][A-ZÀ-Ý][a-zà-ÿ]*\.?){0,2})"
)


def est_un_corps(texte: str) -> bool:
    """« Agence régionale de santé », « ARS Bretagne », « Ministère de la Santé »."""
    mots = plier(texte[:60]).split()
    return len(mots) > 1 and (mots[0] in CORPS or (mots[0] in SIGLES and texte[:2].isupper()))


def en_capitales(texte: str) -> tuple[str, str]:
    """Family name and given name of « DUPONT Jean »; blanks for what is not so written."""
    trouve = _CAPITALES.fullmatch(texte) if len(texte) < 200 else None
    if not trouve or est_un_corps(texte):
        return "", ""
    return trouve["nom"], trouve["prenom"]
