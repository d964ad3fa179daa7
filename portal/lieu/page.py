"""The territory sheet put into words: what the page of a place says, section by section."""

from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from dispositifs.actualisation import signalement
from dispositifs.comptes.publies import Compte, Voisinage, compter_une_fois, publies_au, voisinages
from dispositifs.models import AbsenceConstatee, Chiffre, Dispositif, Etape, TypeDispositif
from dispositifs.models.type import CONTRAT_DE_VILLE
from dispositifs.quartiers.atteintes import Quartiers
from dispositifs.registre import phrases
from dispositifs.registre.certitude import A_CONFIRMER, SITUATIONS, Certitude, Savoir
from dispositifs.registre.instant import AUJOURD_HUI, Instant
from dispositifs.registre.lieu import FicheTerritoire, Ligne, Manque, Mode
from dispositifs.registre.phrases import compter
from dispositifs.registre.resultats import Fraicheur, fraicheur
from portal.lieu.chapo import LE_LIEU, dire_le_lieu, dire_les_fins
from portal.lieu.voisins import Voisins
from socle.textes import enumerer, majuscule
from territoires.models import Appartenance, Echelle, Territoire, Zonage

ENFANTS = {
    Echelle.COMMUNE: "Arrondissements et quartiers",
    Echelle.EPCI: "Communes",
    Echelle.DEPARTEMENT: "Intercommunalités",
    Echelle.REGION: "Départements",
    Echelle.PAYS: "Régions",
}
ETAPES_MONTREES = 30
SANS_ETENDUE = (Mode.ETENDUE_NON_PRECISEE, Mode.QUELQUE_PART)


@dataclass(frozen=True)
class Signe:
    """One of the six signs: what is known of that type here, and how many records say so."""

    type: TypeDispositif
    savoir: Savoir
    nombre: int = 0
    # « arrivé à terme », « en projet »: what is said where nothing is known to run.
    mots: str = ""

    @property
    def nom(self) -> str:
        """« CLS », « Contrat de ville »."""
        return majuscule(self.type.libelle)

    @property
    def a_terme(self) -> bool:
        """Whether all that is known of it came to its term."""
        return self.savoir == Savoir.A_CONFIRMER and not self.nombre


@dataclass(frozen=True)
class QuartiersAutour:
    """How many quartiers prioritaires a commune has, somewhere in it."""

    commune: Territoire
    nombre: int


@dataclass(frozen=True)
class Jalon:
    """The steps of one date."""

    date: str
    etapes: list[Etape]


class Lieu:
    """One place, as its page tells it, today or at a past date. A constant number of queries,
    whatever the place."""

    def __init__(
        self, territoire: Territoire, *, large: bool, instant: Instant = AUJOURD_HUI
    ) -> None:
        self.territoire = territoire
        self.large = large
        self.instant = instant
        self.fiche = FicheTerritoire(territoire, interieur=not large, instant=instant)
        self.contrats = self.fiche.contrats

    # Where it is

    @property
    def le_lieu(self) -> str:
        """« la commune », « l’intercommunalité »."""
        return LE_LIEU[Echelle(self.territoire.echelle)]

    @property
    def nom(self) -> str:
        """The heading: the name, its acronym opened."""
        return majuscule(self.territoire.nom_complet)

    @cached_property
    def appartenances(self) -> list[Appartenance]:
        """What holds the place, whole or in part, the closest first."""
        lignes = self.territoire.contenants.exclude(contenant=self.territoire)
        return list(
            lignes.filter(contenant__obsolete_depuis=None)
            .select_related("contenant")
            .order_by("contenant__rang", "contenant__nom_plie")
        )

    def _contenants_de(self, *echelles: Echelle, entiers: bool = False) -> list[Territoire]:
        return [
            a.contenant
            for a in self.appartenances
            if a.contenant.echelle in echelles and (a.entiere or not entiers)
        ]

    @property
    def surtitre(self) -> str:
        """« Commune du Var », « Quartier prioritaire de La Seyne-sur-Mer »."""
        echelle = Echelle(self.territoire.echelle)
        genre = self.territoire.get_nature_display() or str(echelle.label)
        au_dessus = {
            Echelle.QPV: [Echelle.COMMUNE],
            Echelle.ARRONDISSEMENT: [Echelle.COMMUNE],
            Echelle.COMMUNE: [Echelle.DEPARTEMENT],
            Echelle.EPCI: [Echelle.DEPARTEMENT],
            Echelle.DEPARTEMENT: [Echelle.REGION],
        }
        ou = self._contenants_de(*au_dessus.get(echelle, []))
        # An EPCI may lie over several départements: it is in them, not of them.
        noms = [t.dans if echelle == Echelle.EPCI else t.de for t in ou]
        return majuscule(f"{genre} {enumerer(noms)}".strip())

    @property
    def adresse_pdf(self) -> str:
        """The same sheet, at the same date, on one A4."""
        t = self.territoire
        return reverse("territoire_pdf", args=[t.echelle, t.code, t.slug]) + self.instant.parametre

    @property
    def suffixe_de_filtre(self) -> str:
        """What keeps the date in the address of a list that already has filters."""
        return f"&au={self.instant.au}" if self.instant else ""

    @property
    def memes(self) -> str:
        """« communes », « arrondissements »: the places of the same échelle."""
        return "communes" if self.territoire.echelle == Echelle.COMMUNE else "arrondissements"

    @property
    def montre_la_ville(self) -> bool:
        """Whether the sheet has a section on the politique de la ville; a large place counts."""
        return not self.large and bool(self.contrats or self.quartiers or self.quartiers_autour)

    @property
    def fil(self) -> list[tuple[str, str]]:
        """The way back: the finder, then what holds the place whole."""
        niveaux = (Echelle.COMMUNE, Echelle.DEPARTEMENT, Echelle.REGION)
        entiers = self._contenants_de(*niveaux, entiers=True)
        fil = [("Territoires", reverse("territoires"))]
        suffixe = self.instant.parametre
        return fil + [(t.nom, f"{t.get_absolute_url()}{suffixe}") for t in reversed(entiers)]

    @cached_property
    def enfants(self) -> list[Territoire]:
        """One step below."""
        return list(Territoire.objects.enfants_de(self.territoire))

    @property
    def titre_des_enfants(self) -> str:
        """« Communes », « Départements »…; « Quartiers » where a commune has no arrondissement."""
        titre = ENFANTS.get(Echelle(self.territoire.echelle), "")
        quartiers = all(t.echelle == Echelle.QPV for t in self.enfants)
        return "Quartiers prioritaires" if self.enfants and quartiers else titre

    @property
    def a_confirmer(self) -> bool:
        """Whether the words « à confirmer » are on the sheet, and have to be explained."""
        return any(x.certitude.a_confirmer for x in [*self.fiche.lignes, *self.contrats])

    @cached_property
    def quartiers(self) -> Quartiers:
        """The quartiers prioritaires inside, with what reaches each; none for a large place."""
        dedans = Territoire.objects.none()
        if not self.large and self.territoire.echelle != Echelle.QPV:
            dedans = Territoire.objects.contenus_dans(self.territoire).filter(echelle=Echelle.QPV)
        return Quartiers(dedans, self.instant, [x.dispositif for x in self.contrats])

    @cached_property
    def quartiers_autour(self) -> QuartiersAutour | None:
        """For an arrondissement: the quartiers prioritaires of its commune, which no data place."""
        communes = self._contenants_de(Echelle.COMMUNE)
        if self.territoire.echelle != Echelle.ARRONDISSEMENT or not communes or self.quartiers:
            return None
        dedans = Territoire.objects.contenus_dans(communes[0]).filter(echelle=Echelle.QPV)
        nombre = dedans.count()
        return QuartiersAutour(communes[0], nombre) if nombre else None

    @cached_property
    def voisins(self) -> Voisins:
        """What touches the place, with what it has."""
        return Voisins(self.territoire, self.appartenances, self.fiche.types, self.instant)

    @cached_property
    def zonage(self) -> Zonage | None:
        """How a decree classed a quartier, at that date or before, to help doctors to settle."""
        if self.territoire.echelle != Echelle.QPV:
            return None
        zonages = self.territoire.zonages.select_related("source")
        return zonages.filter(date__lte=self.instant.dernier_jour).first()

    @cached_property
    def anciens(self) -> list[Territoire]:
        """The codes and places that this one has succeeded."""
        return list(self.territoire.predecesseurs.order_by("code"))

    # What the register knows

    @cached_property
    def repartition(self) -> phrases.Repartition:
        """For a large place: how many running dispositifs cover it or lie inside, by type."""
        return self.fiche.repartition_interieure() if self.large else []

    @cached_property
    def manques(self) -> list[Manque]:
        """What nothing covers here, observed or unknown."""
        connus = {c.type for c in self._interieures if c.savoir != Savoir.INCONNU}
        return [m for m in self.fiche.manques() if m.type.code not in connus]

    @property
    def sources_des_constats(self) -> list[str]:
        """Where these absences are read."""
        return sorted({absence.source.reference for absence in self.constats})

    @property
    def constats(self) -> list[AbsenceConstatee]:
        """The absences that a source states."""
        return [m.absence for m in self.manques if m.absence]

    @cached_property
    def signes(self) -> list[Signe]:
        """The six signs, each with what is known of it here."""
        return [self._signe(t) for t in self.fiche.types if t.a_son_signe]

    def _signe(self, type_: TypeDispositif) -> Signe:
        dits = [(savoir, c) for savoir, c in self._savoirs if c.type == type_.code]
        connus = [savoir for savoir, c in dits if savoir != Savoir.INCONNU and not c.est_passe]
        if connus:
            return Signe(type_, min(connus, key=lambda s: s.rang), len(connus))
        if any(savoir != Savoir.INCONNU for savoir, _ in dits):
            return Signe(type_, Savoir.A_CONFIRMER, mots="arrivé à terme")
        if any(m.absence and m.type == type_ for m in self.manques):
            return Signe(type_, Savoir.ABSENCE)
        projets = [c for _, c in dits if c.est_a_venir]
        mots = [SITUATIONS[c.situation] + f", {A_CONFIRMER}" * c.a_confirmer for c in projets[:1]]
        return Signe(type_, Savoir.INCONNU, mots="".join(mots))

    @property
    def _savoirs(self) -> list[tuple[Savoir, Certitude]]:
        """What each record lets the place say of its type, and what is known of it."""
        lignes = [x for x in self.fiche.lignes if x.est_fini or not self.large]
        autres = [c for c in self._interieures if c.type != CONTRAT_DE_VILLE]
        lues = [(x.savoir, x.certitude) for x in [*lignes, *self.fiche.contrats]]
        return lues + [(c.savoir, c) for c in autres]

    @property
    def _interieures(self) -> list[Certitude]:
        """For a large place: what is known of each record that it holds and that is not over."""
        return self.fiche.certitudes_interieures if self.large else []

    @cached_property
    def chapo(self) -> str:
        """The sheet in a few sentences."""
        return dire_le_lieu(self)

    @property
    def contrats_dits(self) -> list[Ligne]:
        """The contrats de ville told apart: a large place has counted those that run among its
        dispositifs."""
        return self.fiche.contrats_finis if self.large else self.contrats

    @property
    def fins_de_contrats(self) -> str:
        """« , arrivé à son terme », « , dont 2 arrivés à leur terme »; "" when none is."""
        return dire_les_fins(self.contrats_dits)

    @cached_property
    def fraicheur(self) -> Fraicheur | None:
        """How fresh the records about the place are."""
        fiches = Dispositif.objects.publies().apparentes(self.territoire)
        if self.instant:
            fiches = fiches.connus_au(self.instant.au)
        return fraicheur(fiches.avec_fraicheur(timezone.localdate()))

    @property
    def lien_signalement(self) -> str:
        """The form that reports a change about this place."""
        return signalement.lien(self.territoire.get_absolute_url())

    # What nobody knows

    @cached_property
    def ignores(self) -> list[str]:
        """What the register does not know, said one by one."""
        inconnus = [m.type for m in self.manques if not m.absence]
        dits = []
        if inconnus:
            noms = [f"{t.nom} ({t.sigle})" if t.sigle else t.nom for t in inconnus]
            # Not « aucune source n’en parle »: one that ended may be just above.
            phrase = f"{majuscule(enumerer(noms))} : le registre n’en connaît pas en cours ici."
            dits.append(f"{phrase} Il peut y en avoir.")
        if self.fiche.contrats_finis and not self.fiche.contrats_en_cours:
            dits.append("Le contrat de ville qui a pu suivre : aucune source n’en parle.")
        if autour := self.quartiers_autour:
            dits.append(
                f"Lesquels des quartiers prioritaires {autour.commune.de} sont ici : ils "
                "sont connus pour la commune dans son ensemble."
            )
        elif self.contrats and not self.quartiers and self._peut_avoir_des_quartiers:
            dits.append("Les quartiers prioritaires de la politique de la ville (QPV).")
        en_cours = [x for x in self.fiche.lignes if not x.est_fini]
        comptes = [
            ("Le porteur", sum(x.dispositif.porteur is None for x in en_cours)),
            ("La coordination", sum(not x.dispositif.coordination for x in en_cours)),
            ("L’étendue exacte", sum(x.mode in SANS_ETENDUE for x in en_cours)),
        ]
        dits += [f"{quoi} de {compter(n, 'dispositif')}." for quoi, n in comptes if n]
        connues = [x.certitude.connu_jusque for x in [*en_cours, *self.fiche.contrats_en_cours]]
        derniere = max(connues, default="")
        if derniere and not self.instant:
            dits.append(f"Tout ce qui s’est passé {phrases.depuis(derniere)}.")
        return dits + self._pas_encore_connus()

    @property
    def _peut_avoir_des_quartiers(self) -> bool:
        return not self.large and self.territoire.echelle != Echelle.QPV

    def _pas_encore_connus(self) -> list[str]:
        """At a past date: what sources observed only later, and that may have begun before."""
        n = len(self.fiche.pas_encore)
        if not n:
            return []
        suite = "connu plus tard seulement" if n == 1 else "connus plus tard seulement"
        existaient = "s’il existait" if n == 1 else "s’ils existaient"
        return [f"{compter(n, 'dispositif')} {suite} : aucune source ne dit {existaient} déjà."]

    # When

    @cached_property
    def frise(self) -> list[Jalon]:
        """The latest steps of the dispositifs of the sheet, the oldest first, date by date."""
        etapes = reversed(list(self.fiche.etapes()[:ETAPES_MONTREES]))
        return [Jalon(date, list(groupe)[::-1]) for date, groupe in groupby(etapes, _date)]

    @property
    def debut_inconnu(self) -> bool:
        """Whether the first steps are mere observations of what began before."""
        return bool(self.frise) and all(e.constat for e in self.frise[0].etapes)

    # How many

    @cached_property
    def comptes(self) -> list[Compte]:
        """Published figures about the place, subject by subject."""
        return compter_une_fois(publies_au(Chiffre.objects.sur(self.territoire), self.instant))

    @property
    def source_des_comptes(self) -> str:
        """The source of all the figures, when there is only one."""
        sources = {c.source.reference for compte in self.comptes for c in compte.chiffres}
        return sources.pop() if len(sources) == 1 else ""

    @property
    def desaccords(self) -> list[Compte]:
        """Figures that do not agree with each other."""
        return [c for c in self.comptes if c.est_desaccord]

    @cached_property
    def autour(self) -> list[Voisinage]:
        """The latest published counts about what holds the place."""
        return voisinages([a.contenant for a in self.appartenances], self.instant)

    @property
    def sources(self) -> list[str]:
        """The sources of all that the sheet shows."""
        objets = [x.dispositif for x in [*self.fiche.lignes, *self.contrats]]
        cites = [o.source for o in objets if o.source] + [a.source for a in self.constats]
        cites += [self.zonage.source] if self.zonage else []
        cites += [c.source for compte in self.comptes for c in compte.chiffres]
        return sorted({source.reference for source in cites})


def _date(etape: Etape) -> str:
    return etape.date
