"""From the outlines of a file to those of the register: heirs, unions, differences, writing."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import astuple, dataclass, field
from typing import Final, TypeVar

from django.db import transaction

from territoires.contours import geometrie
from territoires.contours.fiches import Dessin, Forme, Releve, Trace
from territoires.contours.trace import coder
from territoires.importation.fermeture import derniers
from territoires.importation.fiches import Cle
from territoires.importation.lecture import ErreurDeLigne
from territoires.importation.registre import lire_successeurs
from territoires.models import Appartenance, Contour, Echelle, Territoire, Voisinage

COMMUNE: Final = str(Echelle.COMMUNE)
DEPARTEMENT: Final = str(Echelle.DEPARTEMENT)
REGION: Final = str(Echelle.REGION)
LARGES: Final = (str(Echelle.EPCI), DEPARTEMENT, REGION)
CHAMPS: Final = tuple(Trace.__dataclass_fields__)
LOT: Final = 500
T = TypeVar("T")
# A union that lacks more than a tenth of its communes would be a false outline.
PART_MANQUANTE: Final = 10
Progres = Callable[[int], object]
Etape = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Ecarts:
    """What writing would change. Empty when the register already says the same."""

    ajoutes: dict[Cle, Trace] = field(default_factory=dict)
    modifies: dict[Cle, Trace] = field(default_factory=dict)
    inchanges: int = 0
    perimes: list[int] = field(default_factory=list)
    voisinages_ajoutes: list[tuple[int, int]] = field(default_factory=list)
    voisinages_retires: list[int] = field(default_factory=list)

    @property
    def ecritures(self) -> int:
        """How many rows writing would touch."""
        contours = len(self.ajoutes) + len(self.modifies) + len(self.perimes)
        return contours + len(self.voisinages_ajoutes) + len(self.voisinages_retires)


class Places:
    """What the register knows of places: three queries, or six within a région."""

    def __init__(self, region: str) -> None:
        lignes = Territoire.objects.order_by().values_list(
            "pk", "echelle", "code", "obsolete_depuis"
        )
        self.pks = {(e, c): pk for pk, e, c, ancien in lignes if ancien is None}
        self.anciens = {(e, c): pk for pk, e, c, ancien in lignes if ancien is not None}
        self.successeurs = lire_successeurs()
        self.region = region
        self.permis = self._permis(region) if region else None

    @staticmethod
    def _permis(region: str) -> set[int]:
        """What lies in the région, or in an intercommunalité that lies in it even in part."""
        dedans = Appartenance.objects.filter(
            contenant__echelle=Echelle.REGION, contenant__code=region
        )
        autour = Appartenance.objects.filter(contenant__in=dedans.values("contenu"))
        return {*autour.values_list("contenu", flat=True)} | {
            *dedans.values_list("contenant", flat=True)
        }

    def heritier(self, cle: Cle) -> Cle | None:
        """The territoire in force that an outline is for: itself, or its only heir."""
        if cle in self.pks:
            return cle
        heritiers = derniers(cle, self.successeurs) if cle in self.anciens else []
        en_vigueur = [h for h in heritiers if h in self.pks]
        return en_vigueur[0] if len(en_vigueur) == 1 else None

    def retient(self, cle: Cle) -> bool:
        """Whether it lies in the région asked for, when one is."""
        return self.permis is None or self.pks[cle] in self.permis

    def membres(self) -> dict[Cle, list[Cle]]:
        """The communes in force of each intercommunalité, département and région in force."""
        cles = {pk: cle for cle, pk in self.pks.items()}
        lignes = Appartenance.objects.filter(
            contenant__echelle__in=LARGES, contenu__echelle=COMMUNE, entiere=True
        ).values_list("contenant", "contenu")
        membres: dict[Cle, list[Cle]] = defaultdict(list)
        for contenant, contenu in lignes.order_by("contenant", "contenu").iterator(LOT):
            if contenant in cles and contenu in cles:
                membres[cles[contenant]].append(cles[contenu])
        return membres


def dessiner(
    releve: Releve, places: Places, source: str, millesime: int | None, progres: Progres
) -> Dessin:
    """The outlines that the files make, in force today, and what could not be drawn."""
    erreurs = list(releve.erreurs)
    formes = list(_attribuer(releve.formes, places, erreurs))
    lues, refus = geometrie.lire(formes, progres)
    fins: geometrie.Geometries = {}
    grossiers: geometrie.Geometries = {}
    paires: set[tuple[Cle, Cle]] = set()
    for echelle in sorted({cle[0] for cle in lues}):
        lot = {cle: lues[cle] for cle in sorted(lues) if cle[0] == echelle}
        fins |= geometrie.simplifier(lot, geometrie.FIN)
        grossiers |= geometrie.simplifier(lot, geometrie.GROSSIER)
        paires |= geometrie.voisins(lot)
    membres = places.membres() if any(cle[0] == COMMUNE for cle in lues) else {}
    for large, parts in _parts(membres, lues).items():
        fins[large] = geometrie.unir([fins[p] for p in parts])
        grossiers[large] = geometrie.unir([grossiers[p] for p in parts])
    paires |= _voisins_larges(paires, membres, fins)
    traces = {}
    for cle, fin in fins.items():
        progres(1)
        traces[cle] = _trace(fin, grossiers[cle], source, millesime)
    return Dessin(traces, frozenset(paires), erreurs + refus)


def _attribuer(
    formes: list[Forme], places: Places, erreurs: list[ErreurDeLigne]
) -> Iterator[tuple[Cle, Forme]]:
    """Each outline with the territoire in force that it is for."""
    for forme in formes:
        cle = places.heritier(forme.cle)
        if cle is None:
            ancien = forme.cle in places.anciens
            raison = "ancien code sans héritier unique" if ancien else "code inconnu du registre"
            erreurs.append(forme.erreur(raison))
        elif places.retient(cle):
            yield cle, forme


def _parts(membres: dict[Cle, list[Cle]], lues: geometrie.Geometries) -> dict[Cle, list[Cle]]:
    """What each wide territoire is united from: its communes, or its départements for a région.

    The départements first. One that lacks too many of its communes is left out.
    """
    parts: dict[Cle, list[Cle]] = {}
    departement_de: dict[Cle, Cle] = {}
    for large, communes in sorted(membres.items()):
        presentes = [c for c in communes if c in lues and lues[c].geom_type != "Point"]
        if (len(communes) - len(presentes)) * PART_MANQUANTE <= len(communes):
            if large[0] == REGION:
                presentes = list(dict.fromkeys(departement_de.get(c, c) for c in presentes))
            elif large[0] == DEPARTEMENT:
                departement_de |= dict.fromkeys(presentes, large)
            parts[large] = presentes
    return parts


def _voisins_larges(
    paires: set[tuple[Cle, Cle]], membres: dict[Cle, list[Cle]], fins: geometrie.Geometries
) -> set[tuple[Cle, Cle]]:
    """Two wide territoires touch when a commune of one touches a commune of the other."""
    au_dessus: dict[Cle, list[Cle]] = defaultdict(list)
    for large, communes in membres.items():
        for commune in communes if large in fins else ():
            au_dessus[commune].append(large)
    trouvees = set()
    for premier, second in paires:
        for a in au_dessus.get(premier, ()):
            for b in au_dessus.get(second, ()):
                if a[0] == b[0] and a != b:
                    trouvees.add((min(a, b), max(a, b)))
    return trouvees


def _trace(
    fin: geometrie.Geometrie, grossier: geometrie.Geometrie, source: str, millesime: int | None
) -> Trace:
    return Trace(
        coder(geometrie.polygones(fin)),
        coder(geometrie.polygones(grossier)),
        *geometrie.emprise(fin),
        *geometrie.point(fin),
        source,
        millesime,
    )


def comparer(dessin: Dessin, places: Places) -> Ecarts:
    """What separates the register from these outlines; those that they do not name stay."""
    existants = {
        pk: ligne for pk, *ligne in Contour.objects.values_list("territoire", *CHAMPS).iterator(LOT)
    }
    ajoutes, modifies, inchanges = {}, {}, 0
    for cle, trace in dessin.traces.items():
        avant = existants.get(places.pks[cle])
        if avant is None:
            ajoutes[cle] = trace
        elif tuple(avant) != astuple(trace):
            modifies[cle] = trace
        else:
            inchanges += 1
    perimes = sorted(set(places.anciens.values()) & existants.keys())
    traces = {places.pks[cle] for cle in dessin.traces}
    touches = ((places.pks[a], places.pks[b]) for a, b in dessin.voisins)
    paires = {(min(paire), max(paire)) for paire in touches}
    connues = {
        (a, b): pk
        for pk, a, b in Voisinage.objects.values_list("pk", "premier", "second").iterator(LOT)
    }
    retires = [pk for (a, b), pk in connues.items() if {a, b} <= traces and (a, b) not in paires]
    nouvelles = sorted(paires - connues.keys())
    return Ecarts(ajoutes, modifies, inchanges, perimes, nouvelles, retires)


@transaction.atomic
def ecrire(ecarts: Ecarts, places: Places, progres: Progres) -> None:
    """Write the differences, all or nothing."""
    for pks in _lots(ecarts.perimes):
        progres(Contour.objects.filter(territoire__in=pks).delete()[0])
    for lot in _lots(list((ecarts.ajoutes | ecarts.modifies).items())):
        Contour.objects.bulk_create(
            [
                Contour(
                    territoire_id=places.pks[cle],
                    **dict(zip(CHAMPS, astuple(trace), strict=True)),
                )
                for cle, trace in lot
            ],
            update_conflicts=True,
            unique_fields=["territoire"],
            update_fields=list(CHAMPS),
        )
        progres(len(lot))
    for pks in _lots(ecarts.voisinages_retires):
        progres(Voisinage.objects.filter(pk__in=pks).delete()[0])
    for paires in _lots(ecarts.voisinages_ajoutes):
        Voisinage.objects.bulk_create(Voisinage(premier_id=a, second_id=b) for a, b in paires)
        progres(len(paires))


def _lots(elements: list[T]) -> Iterator[list[T]]:
    return (elements[debut : debut + LOT] for debut in range(0, len(elements), LOT))
