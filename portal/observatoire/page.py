"""The observatory page put together: sentences, tables, drawings."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Min
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from dispositifs.comptes.decompte import Decompte, Etendue, LigneRecensee
from dispositifs.comptes.recensement import Recensement
from dispositifs.models import Dispositif, Etape
from dispositifs.registre import phrases
from dispositifs.registre.certitude import A_CONFIRMER, Savoir
from dispositifs.registre.resultats import Fraicheur, fraicheur
from portal.observatoire.comptes import Combinaison, CompteCompare, Publications
from portal.observatoire.dessin import (
    Barre,
    LigneDessinee,
    barre_de_compte,
    dessiner,
    largeur,
    nom_court,
    pour_cent,
)
from portal.observatoire.filtres import ObservatoireTrie
from portal.observatoire.tri import Tete, Tri
from socle import dates
from socle.listes.exports import SUFFIXES
from socle.models import Source
from socle.textes import accorder, enumerer, nombre
from territoires.models import Echelle, Territoire

SIGNES = ("asv", "cls", "clsm", "cpts", "dac", "cv")
SITUATIONS = [(str(code), str(nom)) for code, nom in Etape.SITUATIONS]
SANS_ETAPE = ("", "sans étape connue")
# The situations counted as known: all but a known end; past its term, what followed is not known.
FINIS = {*Etape.PASSES} - {Etape.A_TERME}
EN_COURS = [str(v) for v, _ in Etape.SITUATIONS if v not in FINIS]
COMPARES = {
    Echelle.REGION: ("Régions", "région"),
    Echelle.DEPARTEMENT: ("Départements", "département"),
    Echelle.EPCI: ("Intercommunalités", "intercommunalité"),
}


@dataclass(frozen=True)
class Cellule:
    """One type in one territory among its like: a number, and what is known behind it."""

    ligne: LigneRecensee
    au: str = ""

    @property
    def url(self) -> str:
        """The list of what it counts: this type, this territory and date, without what is over."""
        mots: list[tuple[str, str]] = [
            ("type", self.ligne.type.code),
            ("territoire", self.ligne.territoire.reference),
        ]
        if self.au:
            mots.append(("au", self.au))
        if self.ligne.connus:
            mots += [("statut", v) for v in EN_COURS]
        return f"{reverse('dispositifs')}?{urlencode(mots)}"

    @property
    def savoir(self) -> Savoir:
        """The surest state that the type has there; an absence only when it is everywhere."""
        ligne = self.ligne
        if ligne.connu.communes:
            return Savoir.A_JOUR if ligne.a_jour else Savoir.A_CONFIRMER
        return Savoir.ABSENCE if ligne.est_absent else Savoir.INCONNU

    @property
    def absences_en_partie(self) -> int:
        """Communes where the absence is stated, when it is not everywhere."""
        return 0 if self.ligne.est_absent else self.ligne.savoirs[Savoir.ABSENCE].communes

    @property
    def part(self) -> str:
        """The share of the inhabitants whose commune has a scheme that is known."""
        return pour_cent(self.ligne.connu.habitants, self.ligne.total.habitants)

    @property
    def large(self) -> str:
        """The width of the bar of what is up to date."""
        jour = self.ligne.savoirs[Savoir.A_JOUR].habitants
        return largeur(jour, self.ligne.total.habitants)

    @property
    def large_a_confirmer(self) -> str:
        """The width of what is to be confirmed, after it."""
        attente = self.ligne.savoirs[Savoir.A_CONFIRMER].habitants
        return largeur(attente, self.ligne.total.habitants)


@dataclass(frozen=True)
class LigneComparee:
    """One territory among its like: what is known of each type."""

    territoire: Territoire
    total: Decompte
    cellules: list[Cellule]

    @property
    def nom(self) -> str:
        """Its name, with the code of a département."""
        return nom_court(self.territoire)


class Observatoire:
    """What the register counts on one territory, at a date. A constant number of queries."""

    def __init__(self, filtre: ObservatoireTrie, territoire: Territoire) -> None:
        self.filtre = filtre
        self.territoire = territoire
        self.au = filtre.date_demandee
        self.recensement = Recensement(territoire, self.au)
        self.publications = Publications(territoire, self.au)

    # When

    @property
    def quand(self) -> str:
        """« en mars 2018 », « au 22 novembre 2026 »."""
        return phrases.quand(self.au or timezone.localdate().isoformat())

    @property
    def a_venir(self) -> bool:
        """Whether the date asked for has not begun."""
        return bool(self.au) and dates.bornes(self.au)[0] > timezone.localdate()

    @cached_property
    def premiere_etape(self) -> str:
        """The oldest step that the register knows there; « » when it knows none."""
        fiches = Dispositif.objects.publies().apparentes(self.territoire)
        return fiches.order_by().aggregate(d=Min("etapes__date"))["d"] or ""

    @property
    def precede_le_registre(self) -> bool:
        """Whether nothing at all is known so long ago."""
        if not self.au:
            return False
        jour = dates.bornes(self.au)[1].isoformat()
        return not self.premiere_etape or jour < self.premiere_etape

    @property
    def pas_encore_connues(self) -> int:
        """Records whose first known step is later than the date."""
        return sum(ligne.situations[""] for ligne in self.recensement.lignes)

    # What

    @property
    def total(self) -> Decompte:
        """The denominator of all."""
        return self.recensement.total

    @property
    def population(self) -> str:
        """« 5 218 960 habitants (population municipale de 2023) », and what it leaves out."""
        t = self.total
        annees = enumerer([str(a) for a in self.recensement.annees])
        dite = f"{nombre(t.habitants)} {accorder(t.habitants, 'habitant')}"
        if annees:
            dite += f" (population municipale de {annees})"
        if t.sans_population:
            communes = accorder(t.sans_population, "commune")
            dite += f", sans compter {nombre(t.sans_population)} {communes} de population inconnue"
        return dite

    @property
    def fiches(self) -> int:
        """Every record of the register that concerns the territory."""
        return sum(ligne.fiches for ligne in self.recensement.lignes)

    @property
    def phrase(self) -> str:
        """« 135 dispositifs connus au 30 novembre 2026 : 94 à jour, 41 à confirmer. », and the
        types that sources say absent everywhere."""
        absents = [x.type.libelle for x in self.recensement.lignes if x.est_absent]
        dite = self._connus
        return f"{dite} Absence constatée : {enumerer(absents)}." if absents else dite

    @property
    def _connus(self) -> str:
        lignes = self.recensement.lignes
        connus = sum(ligne.connus for ligne in lignes)
        if not connus:
            quand = "à ce jour" if self.a_venir else self.quand
            reserve = " qui n’ait pas pris fin" if self.fiches else ""
            lieu = self.territoire.dans
            return f"Le registre ne connaît aucun dispositif{reserve} {lieu}, {quand}."
        a_terme = sum(ligne.a_terme for ligne in lignes)
        comptes = [
            (sum(ligne.a_jour for ligne in lignes), "à jour"),
            (sum(ligne.a_confirmer for ligne in lignes), A_CONFIRMER),
            (a_terme, accorder(a_terme, "arrivé à son terme", "arrivés à leur terme")),
        ]
        detail = ", ".join(f"{nombre(n)} {mots}" for n, mots in comptes if n)
        dits = f"{phrases.compter(connus, 'dispositif')} {accorder(connus, 'connu')}"
        if self.a_venir:
            return f"{dits} à ce jour : {self.quand}, {detail}."
        return f"{dits} {self.quand} : {detail}."

    @cached_property
    def situations(self) -> list[tuple[str, str]]:
        """The situations met at the date, as columns."""
        connues = {s for ligne in self.recensement.lignes for s in ligne.situations}
        return [s for s in [*SITUATIONS, SANS_ETAPE] if s[0] in connues]

    @property
    def tableau(self) -> list[tuple[LigneRecensee, list[tuple[str, int]]]]:
        """For each type, its count under each situation met."""
        return [
            (ligne, [(nom, ligne.situations[code]) for code, nom in self.situations])
            for ligne in self.recensement.lignes
        ]

    @cached_property
    def couverture(self) -> list[LigneDessinee]:
        """The types that have a sign, drawn; the table below holds the others too."""
        lignes = [x for x in self.recensement.lignes if x.type.a_son_signe]
        return [dessiner(ligne, self.total) for ligne in lignes]

    @property
    def savoirs(self) -> list[Savoir]:
        """The columns of the table of states."""
        return list(Savoir)

    @property
    def etendues(self) -> list[Etendue]:
        """The columns of the table of extents."""
        return list(Etendue)

    # Side by side

    @cached_property
    def compares(self) -> list[LigneComparee]:
        """What lies one step below, each with its main types, in the order asked for."""
        comparees = []
        for lignes in self.recensement.comparaison:
            cellules = [Cellule(x, self.au) for x in lignes if x.type.a_son_signe]
            comparees.append(LigneComparee(lignes[0].territoire, lignes[0].total, cellules))
        self.tri.trier(comparees)
        return comparees

    @property
    def tri(self) -> Tri:
        """How they are sorted."""
        return Tri(self.filtre.colonne_demandee, self.filtre.data, "t-comparaison")

    @property
    def tetes(self) -> list[Tete]:
        """The headers of the comparison, each a sort."""
        return self.tri.tetes(self.titre_des_compares[1], self.compares)

    @property
    def titre_des_compares(self) -> tuple[str, str]:
        """« Départements », « département »."""
        return COMPARES[Echelle(self.recensement.compares[0].echelle)]

    # Published

    @property
    def maximum_publie(self) -> int:
        """The longest bar of the published counts."""
        return max(
            (max(c.publie_le_plus, c.registre) for c in self.publications.comptes), default=0
        )

    @cached_property
    def publies(self) -> list[tuple[CompteCompare, Barre, Barre]]:
        """Each published count drawn above the register's."""
        maximum = self.maximum_publie
        return [
            (
                c,
                barre_de_compte(
                    f"{c.type.libelle}, publié",
                    c.publie_le_plus,
                    maximum,
                    [c.type.signe],
                    c.compte.valeurs,
                ),
                barre_de_compte(
                    f"{c.type.libelle}, au registre",
                    c.registre,
                    maximum,
                    [c.type.signe],
                    "" if c.registre else "aucun de nommé",
                ),
            )
            for c in self.publications.comptes
        ]

    @cached_property
    def combinaisons(self) -> list[tuple[Combinaison, list[tuple[str, Barre]]]]:
        """Each combination that somebody counts, drawn: published, then, and now."""
        c = self.publications.combinaisons
        lignes = []
        for x in c.lignes:
            comptes = [("source", x.publies)] if c.date else []
            comptes += [("registre alors", x.alors)] if c.date else []
            comptes += [("registre", x.maintenant)] if self.montre_maintenant else []
            barres = [
                (nom, barre_de_compte(f"{x.libelle}, {nom}", n, c.maximum, x.codes))
                for nom, n in comptes
            ]
            lignes.append((x, barres))
        return lignes

    @property
    def montre_maintenant(self) -> bool:
        """Whether today's distribution says something else than that of the published date."""
        c = self.publications.combinaisons
        return bool(c.ensemble_maintenant) and c.date != self.au

    @property
    def signes(self) -> list[str]:
        """The signs whose hatches the drawings need."""
        return list(SIGNES)

    # Where it comes from

    @cached_property
    def fraicheur(self) -> Fraicheur | None:
        """How fresh the records are."""
        fiches = Dispositif.objects.publies().apparentes(self.territoire)
        return fraicheur(fiches.avec_fraicheur(timezone.localdate()))

    @cached_property
    def sources(self) -> list[str]:
        """Where the records are read."""
        fiches = Dispositif.objects.publies().apparentes(self.territoire).order_by()
        lues = Source.objects.filter(pk__in=fiches.values("source"))
        return [source.reference for source in lues]

    # Ways on

    @property
    def requete(self) -> str:
        """« territoire=region-93&au=2018-03 », for the addresses of the same territory and date."""
        suite = f"&au={self.au}" if self.au else ""
        return f"territoire={self.territoire.reference}{suite}"

    @property
    def exports(self) -> list[dict[str, Any]]:
        """The files of these counts."""
        return [
            {
                "format": s.upper(),
                "url": f"{reverse('observatoire_fichier', args=[s])}?{self.requete}",
            }
            for s in SUFFIXES
        ]
