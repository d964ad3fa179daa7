"""What the French stemmer does not know: the tables behind `socle.recherche.normalisation`.

Everything here is folded (lower case, no accent, œ→oe), because readers type without accents.
Each exception was met in the seeds, or guards one of the word families of
tests/socle/recherche/familles.py. After a change, run `manage.py reindexer`.
"""


def _mots(liste: str) -> frozenset[str]:
    return frozenset(liste.split())


# Too common to be asked for; « sans », « contre », « sous » carry meaning and are not here.
# Single letters: elisions (l’, d’, qu’), endings of « élu·e·s », « à », « y ».
MOTS_VIDES = _mots(
    """
    a c d e j l m n s t y
    le la les un une des du de au aux et ou ni ne en
    ce cet cette ces ca cela se sa son ses leur leurs lui
    il ils elle elles on nous vous je tu me te ma mon mes ta ton tes nos notre vos votre
    que qu qui quoi dont comment pourquoi quel quelle quels quelles
    est es sont ont par pour dans sur avec entre afin ainsi aussi mais donc car or
    comme lors etc via
    """
)

# « est » is the verb, unless one of these comes before: « Grand Est », « sud-est », « l’est ».
AVANT_LE_POINT_CARDINAL = frozenset({"grand", "nord", "sud", "l"})

# Nouns whose plural -eux is not that of an adjective in -eux, -euse.
NOMS_EN_EU = _mots("lieu milieu jeu enjeu feu voeu aveu neveu cheveu adieu pneu bleu essieu pieu")

# The same in the singular and in the plural; no ending is cut from them.
INVARIABLES = _mots(
    "acces avis bas bras campus cas choix concours congres corps cours cres croix deces discours "
    "dos exces faux fois frais mars mieux mois os paca paix parcours pays prix processus proces "
    "progres recours repas secours sens succes taux temps univers virus voix"
)

# Folded form (as written, or once made singular and masculine) → stem.
EXCEPTIONS = {
    **{mot: mot for mot in INVARIABLES},
    # Irregular plurals and feminines.
    "travaux": "travail",
    "baux": "bail",
    "maux": "mal",
    "ans": "an",
    "materiaux": "materiau",
    "vieux": "vieil",
    "yeux": "oeil",
    "nouveau": "nouvel",
    "beau": "bel",
    "publique": "public",
    "laique": "laic",
    "blanche": "blanc",
    "epouse": "epoux",
    # Words that Snowball would confuse with another one of our subjects.
    "commune": "commune",  # commun, communication
    "communication": "communication",
    "communiquer": "communication",
    "medecine": "medecine",  # médecin
    "departement": "departement",  # départ
    "environnement": "environnement",  # environ
    "disposition": "disposition",  # dispositif
    "direction": "direction",  # direct
    "directive": "directive",
    "formation": "formation",  # format
    "gouvernement": "gouvernement",  # gouvernance
    "reference": "reference",  # référent
    "organisme": "organisme",  # organe
    "generaliste": "generaliste",  # général
    "aidant": "aidant",  # aide
    "aidante": "aidant",
    "duree": "duree",  # dur
    "generation": "generation",  # générique
    "initiative": "initiative",  # initier
    "etablissement": "etablissement",  # établir
    "disparite": "disparite",  # disparition
    "relation": "relation",  # relatif
    "aire": "aire",  # air
    "data": "data",  # date
    # Places and their people, beside common words.
    "francais": "francais",
    "francaise": "francais",
    "marseille": "marseille",  # marseillaise
    "seine": "seine",  # sein
    "varie": "varier",  # Var
    "varier": "varier",
}

# Stem that Snowball gives → stem of the word that the field uses for the same thing.
FAMILLES = {
    "coordin": "coordon",  # coordinateur, coordination: coordonnateur
    "mediateur": "mediat",  # médiateur: médiation
    "preven": "prevent",  # prévenir: prévention
    "psychologu": "psycholog",
    "sociologu": "sociolog",
    "tabag": "tabac",
}
