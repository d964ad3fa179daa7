"""Find a place as a person names it: « la seyne sur mer », « st raphael », « 13001 », « paca ».

Every territoire keeps its search words (`recherche`) and its folded name (`nom_plie`). A text
finds the places that hold, for each of its words, a word beginning so. A text made of digits
alone, or shaped like a code, is looked up among codes, SIREN and postcodes only.
Plain comparisons of folded ASCII: SQLite and PostgreSQL answer alike.
"""

import re
from typing import TYPE_CHECKING, Final, TypeVar

from django.conf import settings
from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When

from socle.textes import plier

if TYPE_CHECKING:
    from territoires.models import Territoire

Lot = TypeVar("Lot", bound="QuerySet[Territoire]")

LONGUEUR_MAX: Final = 200
MOTS_MAX: Final = 12
ARTICLES: Final = frozenset(
    ("le", "la", "les", "l", "las", "los", "de", "du", "des", "d", "a", "au", "aux", "et")
)
# The article that a person types, as INSEE's TNCC has it.
LIAISONS: Final = {"le": 2, "la": 3, "les": 4, "l": 5, "aux": 6, "las": 7, "los": 8}
SAINTS: Final = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
NATURES: Final = {
    "cc": "communaute communes",
    "ca": "communaute agglomeration",
    "cu": "communaute urbaine",
}
# « commune de Grasse », « région Paca »: the word says the échelle, not the name.
GENRES: Final = {
    "commune": "commune",
    "departement": "departement",
    "region": "region",
    "quartier": "qpv",
}
# Usual names that the reference does not hold.
USUELS: Final = {
    "region-93": "paca sud",
    "region-84": "aura",
    "region-11": "idf",
    "epci-200054807": "amp",
    "epci-200030195": "nca",
    "epci-248300543": "tpm",
}
# « 1er », « 13e », « 3ème »: only the number is kept, so that any way of writing it matches.
ORDINAL: Final = re.compile(r"^(\d{1,2})(er|ere|e|eme|nd|nde)$")
CODE: Final = re.compile(r"\d{2,9}|2[ab](\d{3})?|q[np]\d\d[0-9ab]\d{2}[0-9cnmi]")
# In a list of names the commune comes before its arrondissements, and quartiers after both.
ORDRE_DES_NOMS: Final = (
    "commune",
    "arrondissement",
    "qpv",
    "epci",
    "departement",
    "region",
    "pays",
)


def mots(texte: str) -> list[str]:
    """The words that tell one place from another: folded, without articles, St → saint.

    >>> mots("L’Isle-sur-la-Sorgue")
    ['isle', 'sur', 'sorgue']
    """
    tous = plier(texte).split()
    utiles = [m for m in tous if m not in ARTICLES] or tous
    return [ORDINAL.sub(r"\1", SAINTS.get(m, m)) for m in utiles]


def cle(nom: str) -> str:
    """The folded name that sorts a list and tells an exact match.

    >>> cle("CC du Golfe de Saint-Tropez")
    'golfe saint tropez'
    """
    return " ".join(_sans_nature(mots(nom)))


def index(territoire: "Territoire") -> str:
    """Its search words between spaces: names, nature, usual name, codes and postcodes."""
    t = territoire
    noms = [*mots(t.nom), *mots(t.anciens_noms)]
    morceaux = [
        *noms,
        _elide(plier(t.nom)),
        NATURES.get(noms[0] if noms else "", ""),
        USUELS.get(t.reference, ""),
        t.code.lower(),
        t.siren,
        departement_du_code(t.code) if t.echelle in ("commune", "arrondissement") else "",
        t.codes_postaux,
    ]
    return f" {' '.join(dict.fromkeys(' '.join(morceaux).split()))} "


def _elide(nom: str) -> str:
    """A first word typed without its apostrophe: « lisle » of « l isle sur la sorgue »."""
    article, _, reste = nom.partition(" ")
    return f"l{reste.split()[0]}" if article == "l" and reste else ""


def departement_du_code(code: str) -> str:
    """The département that a commune's code begins with: « 13 », « 2a », « 974 »."""
    return code[: 3 if code.startswith(("97", "98")) else 2].lower()


def chercher(territoires: Lot, texte: str) -> Lot:
    """The places that `texte` names, best first; none when it holds no word. Never raises.

    Order: the exact or usual name in the portal's region, then that name elsewhere beside the
    region's names that begin with these words (« aix » is Aix-en-Provence before it is Aix),
    then names that begin so, then the others; in force before obsolete; the closest échelle;
    population.
    """
    if code := code_de(texte):
        return _par_code(territoires, code)
    premier, _, reste = plier(texte[:LONGUEUR_MAX]).partition(" ")
    if reste and premier in GENRES:
        return chercher(territoires.filter(echelle=GENRES[premier]), reste)
    liste = mots(texte[:LONGUEUR_MAX])[:MOTS_MAX]
    liaison = LIAISONS.get(premier) if reste else None
    return _par_nom(territoires, liste, liaison) if liste else territoires.none()


def code_de(texte: str) -> str:
    """The code, SIREN or postcode that the whole text is, empty when it is none.

    >>> code_de("200 054 807"), code_de("2a"), code_de("Apt")
    ('200054807', '2A', '')
    """
    code = "".join(plier(texte[:LONGUEUR_MAX]).split())
    return code.upper() if CODE.fullmatch(code) else ""


def _par_code(territoires: Lot, code: str) -> Lot:
    """By code of any échelle, SIREN, or postcode (whole, or its first three digits at least)."""
    condition = Q(code=code) | Q(siren=code)
    if code.isdecimal() and 3 <= len(code) <= 5:
        condition |= Q(codes_postaux__contains=f" {code}")
    return territoires.filter(condition).order_by(
        _ordre(Q(code=code, echelle__in=["departement", "region"])),
        F("obsolete_depuis").asc(nulls_first=True),
        "rang",
        F("population").desc(nulls_last=True),
        "code",
    )


def _par_nom(territoires: Lot, liste: list[str], liaison: int | None) -> Lot:
    """By the beginning of words; a number of one or two digits must be whole."""
    condition = Q()
    for mot in liste:
        entier = mot.isdecimal() and len(mot) < 3
        condition &= Q(recherche__contains=f" {mot} " if entier else f" {mot}")
    return territoires.filter(condition).order_by(
        _ordre(*_paliers(territoires, " ".join(_sans_nature(liste)), liaison)),
        F("obsolete_depuis").asc(nulls_first=True),
        _ordre(*(Q(echelle=e) for e in ORDRE_DES_NOMS)),
        F("population").desc(nulls_last=True),
        "nom_plie",
        "code",
    )


def _paliers(territoires: Lot, nom: str, liaison: int | None) -> list[Q]:
    """What comes first, see `chercher`; before all, places whose own article was typed, so
    that « la seyne » is La Seyne-sur-Mer before it is Seyne."""
    exact = Q(nom_plie=nom) | _usuel(nom)
    ici = Exists(
        territoires.model.objects.en_vigueur().filter(
            pk=OuterRef("pk"),
            contenants__contenant__echelle="region",
            contenants__contenant__code=settings.REGION_DU_PORTAIL,
        )
    )
    paliers = [
        exact & Q(ici),
        exact | Q(nom_plie__startswith=f"{nom} ") & Q(ici),
        Q(nom_plie__startswith=nom),
    ]
    return paliers if liaison is None else [*(p & Q(liaison=liaison) for p in paliers), *paliers]


def _usuel(nom: str) -> Q:
    """The place whose usual name this is."""
    references = [r.split("-") for r, noms in USUELS.items() if nom in noms.split()]
    return Q(*(Q(echelle=e, code=c) for e, c in references), _connector=Q.OR)


def _ordre(*conditions: Q) -> Case:
    """The rank of the first condition that holds; after them all when none does."""
    rangs = [When(condition, then=Value(i)) for i, condition in enumerate(conditions)]
    return Case(*rangs, default=Value(len(rangs)), output_field=IntegerField())


def _sans_nature(liste: list[str]) -> list[str]:
    """Without a leading « CC », « CA », « CU » or « communauté de communes »."""
    for sigle, longue in NATURES.items():
        if liste[:1] == [sigle]:
            return liste[1:] or liste
        if liste[:2] == longue.split():
            return liste[2:] or liste
    return liste
