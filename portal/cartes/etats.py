"""The map of one type by its four honest states: every commune, or every intercommunalité."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Final

from django.utils.functional import cached_property

from dispositifs.comptes.recensement import Recensement
from dispositifs.models import TypeDispositif
from dispositifs.registre.certitude import Savoir
from portal.cartes.dessin import Dessin
from portal.cartes.filtres import CarteFiltre
from portal.cartes.lieux import cadre_de, poser_le_fond
from portal.cartes.perimetres import signe
from socle.textes import INSECABLE, accorder, enumerer, nombre
from territoires.models import Contour, Echelle, Territoire
from territoires.querysets import PAR_NOM

# What can be coloured by parts: wider, no drawing can be read; smaller, there are no parts.
DIVISIBLES: Final = {
    Echelle.COMMUNE: (Echelle.EPCI, Echelle.DEPARTEMENT, Echelle.REGION),
    Echelle.EPCI: (Echelle.DEPARTEMENT, Echelle.REGION),
}
MOTS: Final = {
    Echelle.COMMUNE: ("commune", "communes"),
    Echelle.EPCI: ("intercommunalité", "intercommunalités"),
}
# A longer list stays folded: it is mostly what nobody knows.
OUVERTE_JUSQU_A: Final = 120


@dataclass
class GroupeDEtat:
    """The places that share a state: an entry of the legend, and a part of the list."""

    savoir: Savoir
    formes: tuple[str, str]
    choisi: bool
    url: str
    # By département, in the order of their codes: its name, its places.
    rangees: dict[str, list[Territoire]] = field(default_factory=dict)

    @property
    def nombre(self) -> int:
        """How many places."""
        return sum(map(len, self.rangees.values()))

    @property
    def habitants(self) -> int:
        """How many people live there; 0 for EPCI, which may leave the place."""
        if self.formes != MOTS[Echelle.COMMUNE]:
            return 0
        return sum(t.population or 0 for lieux in self.rangees.values() for t in lieux)

    @property
    def compte(self) -> str:
        """« 12 communes »."""
        return f"{nombre(self.nombre)} {accorder(self.nombre, *self.formes)}"

    @property
    def est_ouvert(self) -> bool:
        """Whether the list is unfolded at first."""
        return self.nombre <= OUVERTE_JUSQU_A


class Etats:
    """One type over one place, cut in communes or in EPCI. A constant number of queries."""

    def __init__(
        self, filtre: CarteFiltre, recensement: Recensement, type_: TypeDispositif
    ) -> None:
        self.filtre = filtre
        self.recensement = recensement
        self.lieu = recensement.territoire
        self.type = type_
        self.echelle = Echelle(filtre.decoupe)
        self.signe = signe(type_)

    @cached_property
    def savoirs(self) -> dict[int, Savoir]:
        """The state of each place."""
        if self.echelle == Echelle.COMMUNE:
            return self.recensement.savoirs_des_communes(self.type.code)
        return self.recensement.savoirs_des_epci(self.type.code)

    @cached_property
    def lieux(self) -> list[Territoire]:
        """The places coloured, by name."""
        lieux = Territoire.objects.filter(pk__in=self.savoirs).order_by(*PAR_NOM)
        return list(lieux.prefetch_related(None))

    @cached_property
    def groupes(self) -> list[GroupeDEtat]:
        """The four states, the surest first, each with its places."""
        departements = self._departements
        choisis = self.filtre.etats_demandes
        groupes = {
            s: GroupeDEtat(s, MOTS[self.echelle], s.value in choisis, self._bascule(s.value))
            for s in Savoir
        }
        rangees: dict[Savoir, dict[str, list[Territoire]]] = defaultdict(lambda: defaultdict(list))
        for lieu in self.lieux:
            rangees[self.savoirs[lieu.pk]][departements.get(lieu.pk, "")].append(lieu)
        for savoir, par_departement in rangees.items():
            groupes[savoir].rangees = dict(sorted(par_departement.items()))
        return list(groupes.values())

    @property
    def montres(self) -> list[GroupeDEtat]:
        """Those asked for, all unless said, without the empty ones."""
        return [g for g in self.groupes if g.nombre and self._est_montre(g.savoir)]

    def _est_montre(self, savoir: Savoir) -> bool:
        choisis = self.filtre.etats_demandes
        return not choisis or savoir.value in choisis

    @cached_property
    def _departements(self) -> dict[int, str]:
        """The département of each place, where the map holds several."""
        if self.lieu.echelle != Echelle.REGION:
            return {}
        paires = Territoire.objects.filter(
            echelle=Echelle.DEPARTEMENT,
            contenants__contenant=self.lieu,
            contenus__contenu__in=self.savoirs,
        )
        return dict(paires.order_by("-code").values_list("contenus__contenu", "nom"))

    @property
    def autres_filtres(self) -> bool:
        """Whether filters are in use that say nothing of the states."""
        return bool(set(self.filtre.noms_actifs) - {"type", "territoire", "au", "etat"})

    def _bascule(self, valeur: str) -> str:
        """The address of the same map with this state added to those shown, or taken out."""
        requete = self.filtre.data.copy()
        choisis = requete.getlist("etat")
        reste = [v for v in choisis if v != valeur]
        requete.setlist("etat", reste if len(reste) < len(choisis) else [*choisis, valeur])
        return f"?{requete.urlencode()}"

    @property
    def phrase(self) -> str:
        """« CPTS, en Provence… : connu, à jour, 40 communes ; … », of every state."""
        comptes = [f"{g.savoir.label}, {g.compte}" for g in self.groupes if g.nombre]
        suite = f"{INSECABLE}; ".join(comptes)
        return f"{self.type.libelle}, {self.lieu.dans}{INSECABLE}: {suite}."

    @cached_property
    def dessin(self) -> Dessin | None:
        """The areas; None without outlines."""
        cadre = cadre_de([self.lieu])
        if cadre is None:
            return None
        formes = MOTS[self.echelle][0]
        dessin = Dessin(cadre, f"{self.type.libelle}, {self.lieu.dans}, par {formes}")
        fond = poser_le_fond(dessin, Echelle.REGION)
        dessin.mots = self.phrase
        contours = list(Contour.objects.de(self.lieux).select_related("territoire"))
        dessin.colorer(
            self.signe,
            [(c, self.savoirs[c.territoire_id]) for c in contours
             if self._est_montre(self.savoirs[c.territoire_id])],
        )  # fmt: skip
        for soi in Contour.objects.de([self.lieu]):
            dessin.situer(soi)
        grands = sorted(contours, key=lambda c: (c.ouest - c.est) * (c.nord - c.sud))
        dessin.nommer([*fond, *grands])
        return dessin


def refus(lieux: list[Territoire], types: list[str], par: str) -> str:
    """Why the four states cannot be drawn for what is asked; "" when they can."""
    if len(types) != 1:
        return "Choisissez un seul dispositif : les quatre états se disent d’un seul."
    if len(lieux) != 1:
        return "Choisissez un seul territoire : les quatre états se comptent sur un seul."
    permises = DIVISIBLES[Echelle(par)]
    if Echelle(lieux[0].echelle) not in permises:
        noms = enumerer([str(e.label).lower() for e in permises], "ou")
        return f"Par {MOTS[Echelle(par)][0]}, demandez : {noms}."
    return ""
