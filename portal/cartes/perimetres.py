"""What a map draws of the register: the perimeter of each dispositif, and its outlines."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db.models import Count, QuerySet

from dispositifs.models import Couverture, Dispositif, Etape, TypeDispositif
from dispositifs.registre.certitude import A_VENIR, certitude
from territoires.models import Appartenance, Contour, Echelle, Territoire

# From so many territories on, we look for the département or the région that they make up.
NOMBREUX: Final = 8
LARGES: Final = (Echelle.REGION, Echelle.DEPARTEMENT, Echelle.EPCI)
SANS_SIGNE: Final = "autre"
# What is no longer told in the present has a paler line.
DOUTEUX: Final = ("a-confirmer", str(Etape.A_TERME))


@dataclass(frozen=True)
class Perimetre:
    """The territories of one dispositif, as a map shows them."""

    nom: str
    url: str
    signe: str
    # « ASV », « médiation en santé »: for one, for several.
    formes: tuple[str, str]
    territoires: tuple[Territoire, ...]
    # All of it has a dashed border: planned, or named as a mere landmark.
    partiel: bool = False
    # The territories of which it is only a part: the source does not say which part.
    en_partie: frozenset[int] = frozenset()
    # What is planned, or named as a mere landmark, has a dashed border and no hatch.
    trame: bool = True
    # What is known of it, as `Certitude` says: its code, and in words.
    code: str = ""
    situation: str = ""

    @property
    def est_douteux(self) -> bool:
        """Whether it is to be confirmed, or past its term."""
        return self.code in DOUTEUX

    def est_partiel_sur(self, territoire: Territoire) -> bool:
        """Whether its border there is dashed."""
        return self.partiel or territoire.pk in self.en_partie


def signe(type_: TypeDispositif) -> str:
    """The name of its colour, letter and hatch; the types that have none share one."""
    return type_.signe if type_.a_son_signe else SANS_SIGNE


def _formes(type_: TypeDispositif) -> tuple[str, str]:
    return (type_.sigle or type_.nom, type_.sigle or type_.nom_pluriel)


def perimetres(dispositifs: Iterable[Dispositif], suffixe: str = "") -> list[Perimetre]:
    """Of dispositifs whose type and couvertures__territoire are fetched; `suffixe` keeps the date
    in their addresses. At most four queries."""
    trouves = []
    for dispositif in dispositifs:
        couvertures = dispositif.perimetre
        a_venir = getattr(dispositif, "statut", "") in A_VENIR
        # A contract whose échelle is not said: its place is a mere landmark, never drawn whole.
        repere = dispositif.est_un_contrat_de_ville and all(
            c.part == Couverture.Part.NON_PRECISEE for c in couvertures
        )
        trouves.append(
            Perimetre(
                dispositif.nom,
                f"{dispositif.get_absolute_url()}{suffixe}",
                signe(dispositif.type),
                _formes(dispositif.type),
                tuple(c.territoire for c in couvertures),
                partiel=a_venir or repere,
                en_partie=frozenset(
                    c.territoire_id for c in couvertures if c.part == Couverture.Part.PARTIELLE
                ),
                trame=not (a_venir or repere),
                **_savoir(dispositif),
            )
        )
    return alleger(trouves)


def _savoir(dispositif: Dispositif) -> dict[str, str]:
    """What is known of a row annotated by `avec_certitude`; nothing of any other."""
    if not hasattr(dispositif, "delai"):
        return {}
    connue = certitude(dispositif)
    return {"code": connue.code, "situation": connue.en_mots}


def alleger(perimetres: list[Perimetre]) -> list[Perimetre]:
    """The same, many communes replaced by the place that they make up, exactly."""
    nombreux = [p for p in perimetres if len(p.territoires) >= NOMBREUX]
    if not nombreux:
        return perimetres
    ids = {t.pk for p in nombreux for t in p.territoires}
    membres = _membres(ids)
    larges = {t.pk: t for t in Territoire.objects.filter(pk__in=membres)} if membres else {}
    return [_alleger(p, membres, larges) if p in nombreux else p for p in perimetres]


def _membres(ids: set[int]) -> dict[int, frozenset[int]]:
    """The communes of each wide place all of whose communes are among these. Three queries."""
    communes = Appartenance.objects.order_by().filter(
        contenant__echelle__in=LARGES,
        contenant__obsolete_depuis=None,
        contenu__echelle=Echelle.COMMUNE,
        contenu__obsolete_depuis=None,
        entiere=True,
    )
    parmi = _compter(communes.filter(contenu__in=ids))
    ensemble = _compter(communes.filter(contenant__in=list(parmi)))
    entiers = [large for large, n in parmi.items() if n > 1 and n == ensemble[large]]
    membres: dict[int, set[int]] = defaultdict(set)
    for contenant, contenu in communes.filter(contenant__in=entiers).values_list(
        "contenant", "contenu"
    ):
        membres[contenant].add(contenu)
    return {large: frozenset(c) for large, c in membres.items()}


def _compter(lignes: QuerySet) -> dict[int, int]:
    """How many communes, by what holds them."""
    return dict(lignes.values_list("contenant").annotate(n=Count("contenu")))


def _alleger(
    perimetre: Perimetre, membres: dict[int, frozenset[int]], larges: dict[int, Territoire]
) -> Perimetre:
    # What is only a part stays by itself: together, parts do not make a whole.
    partiels = [t for t in perimetre.territoires if t.pk in perimetre.en_partie]
    restants = {t.pk: t for t in perimetre.territoires if t.pk not in perimetre.en_partie}
    choisis: list[Territoire] = []
    for large in sorted(larges.values(), key=lambda t: -t.rang):
        if membres[large.pk] <= restants.keys():
            choisis.append(large)
            for pk in membres[large.pk]:
                del restants[pk]
    return replace(perimetre, territoires=(*choisis, *restants.values(), *partiels))


def contours_de(perimetres: Iterable[Perimetre]) -> dict[int, list[Contour]]:
    """The outlines of each territory, by its key; an old code has those of its heirs, an
    intercommunalité that ended those of its communes.

    At most four queries. A territory of no known outline is absent.
    """
    territoires = {t.pk: t for p in perimetres for t in p.territoires}
    contours: dict[int, list[Contour]] = defaultdict(list)
    for contour in Contour.objects.de(territoires.values()):
        contours[contour.territoire_id].append(contour)
    anciens = [t.pk for t in territoires.values() if t.est_obsolete]
    if anciens:
        liens = dict[int, list[int]]()
        for ancien, remplacant in _remplacants(anciens):
            liens.setdefault(remplacant, []).append(ancien)
        for contour in Contour.objects.filter(territoire__in=liens).select_related("territoire"):
            for ancien in liens[contour.territoire_id]:
                contours[ancien].append(contour)
    return contours


def _remplacants(anciens: list[int]) -> list[tuple[int, int]]:
    """(old, what is drawn instead): its communes where it still holds some, else its heirs."""
    membres = Appartenance.objects.filter(
        contenant__in=anciens,
        contenant__echelle=Echelle.EPCI,
        contenu__echelle=Echelle.COMMUNE,
        contenu__obsolete_depuis=None,
        entiere=True,
    )
    paires = list(membres.order_by().values_list("contenant", "contenu"))
    dessines = {ancien for ancien, _ in paires}
    passage: Any = Territoire.successeurs.through
    heritiers = passage.objects.filter(from_territoire__in=set(anciens) - dessines)
    return paires + list(heritiers.values_list("from_territoire", "to_territoire"))
