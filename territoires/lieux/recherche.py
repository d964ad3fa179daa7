"""Find a place as a person names it: « la seyne sur mer », « st raphael », « 13001 », « paca ».

Every territoire keeps its search words (`recherche`) and its folded name (`nom_plie`). A text,
read by `lectures`, finds the places that hold, for each of its words, a word beginning so. A
text made of digits alone, or shaped like a code, is looked up among codes, SIREN and postcodes
only. What finds nothing may hold a typing fault: see `fautes`.
Plain comparisons of folded ASCII: SQLite and PostgreSQL answer alike.
"""

from typing import TYPE_CHECKING, Final, TypeVar

from django.apps import apps
from django.conf import settings
from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When

from territoires.lieux.lectures import (
    NATURES,
    Lecture,
    colles,
    lire,
    mots,
    sigles,
    sigles_ecrits,
)

if TYPE_CHECKING:
    from territoires.models import Territoire

Lot = TypeVar("Lot", bound="QuerySet[Territoire]")

# Usual names that the reference does not hold.
USUELS: Final = {
    "region-93": "paca sud",
    "region-84": "aura",
    "region-11": "idf",
}
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


def index(territoire: "Territoire") -> str:
    """Its search words between spaces: names, nature, usual name, codes and postcodes.

    Last, what is its whole name too: behind « = » what is written, « =paca », « =cove »; behind
    « ~ » the acronyms made from its name, « ~dlva ».
    """
    t = territoire
    noms = [*mots(t.nom), *mots(t.anciens_noms)]
    usuels = USUELS.get(t.reference, "").split()
    morceaux = [
        *noms,
        *colles(t.nom),
        NATURES.get(noms[0] if noms else "", ""),
        *usuels,
        t.code.lower(),
        t.siren,
        departement_du_code(t.code) if t.echelle in ("commune", "arrondissement") else "",
        t.codes_postaux,
        *(f"={nom}" for nom in usuels),
    ]
    if t.echelle == "epci":
        morceaux += [f"={sigle}" for sigle in sigles_ecrits(t.nom)]
        morceaux += [f"~{sigle}" for sigle in sigles(t.nom, t.nature)]
    return f" {' '.join(dict.fromkeys(' '.join(morceaux).split()))} "


def departement_du_code(code: str) -> str:
    """The département that a commune's code begins with: « 13 », « 2a », « 974 »."""
    return code[: 3 if code.startswith(("97", "98")) else 2].lower()


def chercher(territoires: Lot, texte: str, *, saisie: bool = False) -> Lot:
    """The places that `texte` names, best first; none when it holds no word. Never raises.

    Order: the exact or usual name in the portal's region, then that name elsewhere beside the
    region's names that begin with these words (« aix » is Aix-en-Provence before it is Aix),
    then names that begin so, then the others; in force before obsolete; the closest échelle;
    among these last the region before the rest of France; population. While one types
    (`saisie`), a name is a beginning: the region's that begin so come before one elsewhere.
    """
    lecture = lire(texte)
    if lecture.echelle:
        territoires = territoires.filter(echelle=lecture.echelle)
    if lecture.code:
        return _par_code(territoires, lecture.code)
    return _par_nom(territoires, lecture, saisie=saisie)


def _par_code(territoires: Lot, code: str) -> Lot:
    """By code of any échelle, SIREN, or postcode (whole, or its first three digits at least).

    A spreadsheet eats a leading zero: « 4001 » is 04001 too.
    """
    abrege = code.isdecimal() and len(code) == 4
    entiers = [code, f"0{code}"] if abrege else [code]
    condition = Q(code__in=entiers) | Q(siren=code)
    if code.isdecimal() and 3 <= len(code) <= 5:
        for debut in entiers:
            condition |= Q(codes_postaux__contains=f" {debut}")
    return territoires.filter(condition).order_by(
        _ordre(
            Q(code=code, echelle__in=["departement", "region"]),
            *([Q(code=f"0{code}")] if abrege else []),
        ),
        F("obsolete_depuis").asc(nulls_first=True),
        "rang",
        F("population").desc(nulls_last=True),
        "code",
    )


def _par_nom(territoires: Lot, lecture: Lecture, *, saisie: bool) -> Lot:
    """By the beginning of words, or by a whole acronym."""
    condition = Q(pk__in=[])
    for variante in lecture.variantes:
        condition |= _tous(variante)
    if lecture.sigle:
        condition |= _usuel(lecture.sigle, saisie=saisie) | _abrege(lecture.sigle, saisie=saisie)
    if lecture.echelle == "qpv":
        # « qpv marseille »: the quartiers of the commune, whose names do not say it.
        communes = territoires.model.objects.filter(echelle="commune", nom_plie__in=lecture.noms)
        liens = apps.get_model("territoires", "Appartenance").objects.filter(contenant__in=communes)
        condition |= Q(pk__in=liens.values("contenu"))
    paliers = _paliers(lecture, saisie=saisie)
    return territoires.filter(condition).order_by(
        _ordre(*paliers),
        F("obsolete_depuis").asc(nulls_first=True),
        _ordre(*(Q(echelle=e) for e in ORDRE_DES_NOMS)),
        _ordre(paliers[-3] | ici()),
        F("population").desc(nulls_last=True),
        "nom_plie",
        "code",
    )


def _tous(liste: tuple[str, ...]) -> Q:
    """All the words; a number of one or two digits must be whole."""
    condition = Q()
    for mot in liste:
        entier = mot.isdecimal() and len(mot) < 3
        condition &= Q(recherche__contains=f" {mot} " if entier else f" {mot}")
    return condition


def _paliers(lecture: Lecture, *, saisie: bool) -> list[Q]:
    """What comes first, see `chercher`; before all, places whose own article was typed, so
    that « la seyne » is La Seyne-sur-Mer before it is Seyne."""
    exact = _commence(lecture.noms, "") | _usuel(lecture.sigle)
    debut = _commence(lecture.noms, "__startswith")
    paliers = [
        exact & ici(),
        *([debut & ici()] if saisie else []),
        exact | _commence(lecture.noms, "__startswith", " ") & ici(),
        _abrege(lecture.sigle) & ici(),
        debut,
    ]
    if lecture.liaison is None:
        return paliers
    return [*(p & Q(liaison=lecture.liaison) for p in paliers), *paliers]


def _commence(noms: tuple[str, ...], comment: str, fin: str = "") -> Q:
    """One of these names, compared so; nothing when there is none."""
    condition = Q(pk__in=[])
    for nom in noms:
        condition |= Q(**{f"nom_plie{comment}": f"{nom}{fin}"})
    return condition


def ici() -> Q:
    """Whether a place is in force and lies in the portal's region.

    As a list of keys: a database reads the thousand of the region, not the forty thousand.
    """
    appartenances = apps.get_model("territoires", "Appartenance").objects.filter(
        contenant__echelle="region", contenant__code=settings.REGION_DU_PORTAIL
    )
    return Q(obsolete_depuis=None, pk__in=appartenances.values("contenu"))


def _usuel(nom: str, *, saisie: bool = False) -> Q:
    """The places of which this is a usual name, or the beginning of one."""
    return _entier("=", nom, saisie=saisie)


def _abrege(nom: str, *, saisie: bool = False) -> Q:
    """The same of the acronyms made from official names: they give way to what is written."""
    return _entier("~", nom, saisie=saisie)


def _entier(marque: str, nom: str, *, saisie: bool) -> Q:
    return Q(recherche__contains=f" {marque}{nom}{'' if saisie else ' '}") if nom else Q(pk__in=[])


def _ordre(*conditions: Q) -> Case:
    """The rank of the first condition that holds; after them all when none does."""
    rangs = [When(condition, then=Value(i)) for i, condition in enumerate(conditions)]
    return Case(*rangs, default=Value(len(rangs)), output_field=IntegerField())
