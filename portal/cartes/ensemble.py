"""The page /carte/: the list of dispositifs drawn, with the same filters and the same words."""

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property

from dispositifs.comptes.recensement import Recensement
from dispositifs.models import Dispositif, Etape, TypeDispositif
from dispositifs.registre import phrases
from dispositifs.registre.resultats import Groupe
from portal.cartes.dessin import Dessin
from portal.cartes.etats import Etats, refus
from portal.cartes.filtres import PAR, CarteFiltre
from portal.cartes.lieux import cadre_de, poser_le_fond
from portal.cartes.matrice import Matrice
from portal.cartes.perimetres import Perimetre, contours_de, perimetres
from territoires.models import Contour, Echelle, Territoire

# Beyond this many schemes no drawing can be read, nor weigh less than 160 kB: the page asks to
# choose.
LISIBLES: Final = 200
# Hatched perimeters that a picture in points may hold: 70 took 3.4 s of a processor.
TRAMES_MAX: Final = 80


@dataclass(frozen=True)
class Cle:
    """One entry of the legend, which is also a filter: its address adds or removes it."""

    signe: str
    libelle: str
    compte: int | None
    choisi: bool
    url: str


class Ensemble:
    """What the map shows, from the query string. A constant number of queries."""

    def __init__(self, donnees: Any) -> None:
        self.region = Territoire.objects.filter(
            echelle=Echelle.REGION, code=settings.REGION_DU_PORTAIL
        ).first()
        self.filtre = CarteFiltre(donnees, self._base(donnees), self.region)

    def _base(self, donnees: Any) -> QuerySet:
        """The published dispositifs: of the portal's region, unless a territory is asked for."""
        publies = Dispositif.objects.publies().pour_liste()
        if self.region is None or any(v.strip() for v in donnees.getlist("territoire")):
            return publies
        return publies.apparentes(self.region)

    @property
    def lieux(self) -> list[Territoire]:
        """The places that frame the map."""
        return self.filtre.lieux

    @cached_property
    def dispositifs(self) -> list[Dispositif]:
        """What is drawn and listed; nothing when there is too much to read."""
        return [] if self.trop else list(self.filtre.qs)

    @property
    def trop(self) -> bool:
        """Whether there are too many to be drawn."""
        return self.filtre.nombre > LISIBLES

    @property
    def url_des_finis(self) -> str:
        """The same map, of what has ended."""
        requete = self.filtre.data.copy()
        requete.pop("page", None)
        requete.setlist("statut", list(Etape.PASSES))
        return f"?{requete.urlencode()}"

    @property
    def adresse_du_jour(self) -> str:
        """The same map, as things stand today."""
        return self.filtre.url_sans("au")

    @cached_property
    def phrase(self) -> phrases.Phrase:
        """The sentence above the map."""
        f = self.filtre
        return phrases.resultat(f.repartition, f.bilan, self.lieux, f.date_demandee)

    @cached_property
    def perimetres(self) -> list[Perimetre]:
        """The perimeters, the widest first so that none hides another."""
        traces = perimetres(self.dispositifs, self.filtre.instant.parametre)
        return sorted(traces, key=lambda p: -max((t.rang for t in p.territoires), default=0))

    @property
    def modes(self) -> list[tuple[str, str, bool]]:
        """The same map otherwise: (address, words, whether it is this one). None is offered where
        no type is chosen."""
        if not self.filtre.is_valid() or len(self.filtre.types) != 1:
            return []
        modes = [("", "Périmètres"), *((par, f"Quatre états, {mots}") for par, mots in PAR)]
        return [(self._adresse(par=par), mots, par == self.filtre.decoupe) for par, mots in modes]

    def _adresse(self, par: str) -> str:
        requete = self.filtre.data.copy()
        for mot in ("page", "etat"):
            requete.pop(mot, None)
        requete.setlist("par", [par] if par else [])
        return f"{reverse('carte')}?{requete.urlencode()}"

    @cached_property
    def refus_des_etats(self) -> str:
        """Why the four states asked for cannot be drawn; "" when they can, or are not asked."""
        if not self.filtre.decoupe:
            return ""
        return refus(self.lieux, self.filtre.types, self.filtre.decoupe)

    @cached_property
    def etats(self) -> Etats | None:
        """The four states, when they are asked for."""
        if not self.filtre.decoupe or self.refus_des_etats:
            return None
        type_ = TypeDispositif.objects.get(code=self.filtre.types[0])
        return Etats(self.filtre, self.recensement, type_)

    @cached_property
    def recensement(self) -> Recensement:
        """What the register counts on the one place of the map."""
        return Recensement(self.lieux[0], self.filtre.date_demandee)

    @cached_property
    def matrice(self) -> Matrice | None:
        """What lies one step below the place, by type; None where nothing is compared."""
        lieux = self.lieux if self.filtre.is_valid() else []
        if len(lieux) != 1 or lieux[0].echelle not in (Echelle.REGION, Echelle.DEPARTEMENT):
            return None
        return Matrice(self.filtre, self.recensement) if self.recensement.compares else None

    @cached_property
    def dessin(self) -> Dessin | None:
        """The map; None without the outlines of the places that frame it."""
        if self.etats is not None:
            return self.etats.dessin
        cadre = cadre_de(self.lieux)
        if cadre is None:
            return None
        noms = phrases.ou(self.lieux) if self.filtre.territoires else str(self.region)
        dessin = Dessin(cadre, f"les dispositifs de santé, {noms}")
        large = max((Echelle(t.echelle) for t in self.lieux), key=lambda e: e.rang)
        fond = poser_le_fond(dessin, large)
        contours = contours_de(self.perimetres)
        for soi in Contour.objects.de(self.lieux[:1]):
            dessin.situer(soi)
        dessin.tramer(self.perimetres, contours)
        dessin.nommer(fond)
        return dessin

    @property
    def se_peint(self) -> bool:
        """Whether its picture in points takes a machine no more than a few seconds."""
        return self.etats is not None or len(self.perimetres) <= TRAMES_MAX

    @cached_property
    def sans_contour(self) -> list[Perimetre]:
        """What cannot be drawn: no perimeter known, or none whose outline is."""
        return self.dessin.sans_contour if self.dessin else self.perimetres

    @property
    def groupes(self) -> list[Groupe]:
        """The rows of the table twin."""
        return [Groupe("", elements=self.dispositifs)]

    @cached_property
    def legende(self) -> list[Cle]:
        """The types, each with the address of the same map with or without it."""
        if not self.filtre.is_valid():
            return []
        return [
            Cle(c.type, c.libelle, c.compte, c.choisi, self._bascule(c.valeur))
            for c in self.filtre.facette("type").choix
        ]

    def _bascule(self, valeur: str) -> str:
        """The address of the map with this type added to the filter, or taken out of it."""
        requete = self.filtre.data.copy()
        requete.pop("page", None)
        choisis = requete.getlist("type")
        reste = [v for v in choisis if v != valeur]
        requete.setlist("type", reste if len(reste) < len(choisis) else [*choisis, valeur])
        chaine = requete.urlencode()
        return f"{reverse('carte')}?{chaine}" if chaine else reverse("carte")

    @property
    def requete(self) -> str:
        """The query string of the files and of the list that hold the same dispositifs."""
        requete = self.filtre.data.copy()
        for mot in ("page", "vue"):
            requete.pop(mot, None)
        # The map is about a region by default, the list about everything: say it.
        if self.region is not None and not requete.getlist("territoire"):
            requete.setlist("territoire", [self.region.reference])
        return requete.urlencode()

    @property
    def requete_des_fichiers(self) -> str:
        """The query string of the files of exactly what is drawn: without what has ended."""
        if self.filtre.montre_les_finis:
            return self.requete
        en_cours = [v for v, _ in self.filtre.choix_de("statut") if v not in Etape.PASSES]
        return f"{self.requete}&{urlencode([('statut', v) for v in en_cours])}"
