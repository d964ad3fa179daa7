"""How French says a place: « du Var », « à La Seyne-sur-Mer », « en Haute-Corse ».

`liaison` is INSEE's TNCC, published with the names: 0 no article before a consonant, 1 no
article before a vowel, 2 le, 3 la, 4 les, 5 l’, 6 aux, 7 las, 8 los. The names of communes
hold their article (« Le Havre »), those of départements and régions do not (« Var »).
"""

import re
from typing import Final

from socle.textes import plier

ARTICLES: Final = {2: "le ", 3: "la ", 4: "les ", 5: "l’"}
DE: Final = {0: "de ", 1: "d’", 2: "du ", 3: "de la ", 4: "des ", 5: "de l’", 6: "des "}
A: Final = {0: "à ", 1: "à ", 2: "au ", 3: "à la ", 4: "aux ", 5: "à l’", 6: "aux "}
# A commune's own article is contracted only where French contracts it: « du Havre », « aux
# Mureaux », but « de La Seyne-sur-Mer », « à L’Haÿ-les-Roses », with the capital kept.
CONTRACTES: Final = {2: "Le ", 4: "Les ", 6: "Aux "}
NATURES_EPCI: Final = {
    "CC": "communauté de communes",
    "CA": "communauté d’agglomération",
    "CU": "communauté urbaine",
    "SAN": "syndicat d’agglomération nouvelle",
}

# What TNCC cannot say. Islands and city-départements take « à »; published TNCC is 0.
LIEUX_EN_A: Final = frozenset({
    "la reunion", "mayotte", "paris", "saint barthelemy", "saint martin",
    "saint pierre et miquelon", "wallis et futuna",
})  # fmt: skip
# Régions and départements whose usage is « en » although TNCC gives them an article.
LIEUX_EN_EN: Final = frozenset({
    "ardeche", "ariege", "centre val de loire", "charente", "charente maritime", "correze",
    "corse du sud", "cote d or", "dordogne", "essonne", "gironde", "guadeloupe", "guyane",
    "haute corse", "haute garonne", "haute loire", "haute marne", "haute saone",
    "haute savoie", "haute vienne", "isere", "loire atlantique", "lot et garonne", "lozere",
    "martinique", "mayenne", "moselle", "nouvelle aquitaine", "savoie", "seine maritime",
    "seine saint denis", "tarn et garonne", "vendee",
})  # fmt: skip
# Collectivities whose published TNCC (0) does not fit their name.
LIAISONS_CORRIGEES: Final = {
    "terres australes et antarctiques francaises": 4,
    "ile de clipperton": 5,
}

_ARTICLE = re.compile(r"^(Le |La |Les |L[’']|Aux |Las |Los )")
_RANG_DES_ARTICLES = {"Le ": 2, "La ": 3, "Les ": 4, "L’": 5, "Aux ": 6, "Las ": 7, "Los ": 8}
_GUILLEMETS = re.compile(r'"([^"]+)"')


def typographier(nom: str) -> str:
    """A published name in French typography: ’ for ', « » for "", one space; nothing else moves.

    >>> typographier("Marseille 1er  Arrondissement")
    'Marseille 1er arrondissement'
    """
    nom = " ".join(nom.replace("'", "’").split())
    nom = _GUILLEMETS.sub("«\u00a0\\1\u00a0»", nom)
    return re.sub(r"(\d(?:er|e)) Arrondissement$", r"\1 arrondissement", nom)


def liaison_deduite(nom: str) -> int:
    """TNCC read from the name itself, for the places whose source gives none."""
    if trouve := _ARTICLE.match(nom):
        return _RANG_DES_ARTICLES[trouve[1].replace("'", "’")]
    return _devant_voyelle(nom)


def de(echelle: str, nom: str, liaison: int) -> str:
    """« de La Seyne-sur-Mer », « du Havre », « du Var », « d’Apt », « de la CA Arlysère »."""
    return _avec(DE, "de ", echelle, nom, liaison)


def a(echelle: str, nom: str, liaison: int) -> str:
    """« à La Seyne-sur-Mer », « au Havre », « aux Mureaux », « à L’Haÿ-les-Roses »."""
    if echelle in ("departement", "region", "pays", "qpv"):
        return dans(echelle, nom, liaison)
    return _avec(A, "à ", echelle, nom, liaison)


def dans(echelle: str, nom: str, liaison: int) -> str:
    """« dans le Var », « en Provence-Alpes-Côte d’Azur », « à La Réunion », « au Havre »."""
    if echelle == "qpv":
        return f"dans le {_quartier(nom)}"
    if echelle == "epci":
        return f"dans {ARTICLES.get(_article_de_l_epci(nom), '')}{nom}"
    if echelle in ("commune", "arrondissement"):
        return a(echelle, nom, liaison)
    plie = plier(nom)
    if plie in LIEUX_EN_A:
        return f"à {nom}"
    liaison = LIAISONS_CORRIGEES.get(plie, liaison)
    if liaison not in ARTICLES or plie in LIEUX_EN_EN or echelle == "pays":
        return f"en {nom}"
    return f"dans {ARTICLES[liaison]}{nom}"


def nature_ouverte(nature: str, nom: str) -> str:
    """« CA Sud Sainte Baume » → « communauté d’agglomération Sud Sainte Baume »."""
    sigle, _, reste = nom.partition(" ")
    return f"{NATURES_EPCI[nature]} {reste}" if nature == sigle and nature in NATURES_EPCI else nom


def _avec(formes: dict[int, str], simple: str, echelle: str, nom: str, liaison: int) -> str:
    """`nom` behind the form of « de » or « à » that its échelle and its article want."""
    if echelle == "qpv":
        return f"{formes[2]}{_quartier(nom)}"
    if echelle == "epci":
        return f"{formes[_article_de_l_epci(nom)]}{nom}"
    if echelle in ("commune", "arrondissement"):
        if liaison < 2 and _ARTICLE.match(nom):
            liaison = liaison_deduite(nom)
        article = CONTRACTES.get(liaison)
        if article and nom.startswith(article):
            return f"{formes[liaison]}{nom.removeprefix(article)}"
        return f"{formes[1] if liaison == 1 else simple}{nom}"
    if echelle == "pays":
        return f"{simple}{nom}"
    return f"{formes.get(LIAISONS_CORRIGEES.get(plier(nom), liaison), simple)}{nom}"


def _devant_voyelle(nom: str) -> int:
    """TNCC of a name without article: 1 before a vowel, else 0."""
    return 1 if plier(nom)[:1] in tuple("aeiou") else 0


def _article_de_l_epci(nom: str) -> int:
    """« la CA … », « la Métropole … », « le SAN … », but « Bordeaux Métropole » without article."""
    if nom.startswith(("CC ", "CA ", "CU ", "Métropole ", "Communauté ", "Eurométropole ")):
        return 3
    return 2 if nom.startswith("SAN ") else _devant_voyelle(nom)


def _quartier(nom: str) -> str:
    """« quartier Berthe »; a name that already begins with the word keeps it once."""
    return f"quartier {re.sub('^quartier ', '', nom, flags=re.IGNORECASE)}"
