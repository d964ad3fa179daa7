"""What the page of a list says around its rows: groups, sentence, freshness, ways on."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page
from django.db.models import Count, Max, Min, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from dispositifs.comptes.comparaison import Comparaison
from dispositifs.models import Dispositif
from dispositifs.registre import phrases, tris
from dispositifs.registre.filtres import DispositifFiltre
from dispositifs.registre.filtres_de_lieu import FiltreParTerritoire
from dispositifs.registre.listes import Liste
from socle import dates
from socle.listes.exports import SUFFIXES
from socle.listes.filtres import FiltreStrict
from socle.textes import accorder, majuscule, nombre
from territoires.models import Appartenance


@dataclass
class Groupe:
    """Rows under one heading; `compte` is that of the whole list, not of this page."""

    titre: str
    precision: str = ""
    compte: int | None = None
    elements: list[Any] = field(default_factory=list)


@dataclass(frozen=True)
class Issue:
    """A filter without which an empty list has results again."""

    libelle: str
    url: str
    nombre: int


@dataclass(frozen=True)
class Fraicheur:
    """The freshness of a whole list: one sentence, and the state that its ring repeats."""

    etat: str
    phrase: str


def exports(filtre: FiltreStrict, nom_url: str) -> list[dict[str, str]]:
    """The addresses of the same list in the other formats."""
    requete = filtre.url_sans("vue")
    suite = "" if requete == "?" else requete
    return [{"format": s.upper(), "url": reverse(nom_url, args=[s]) + suite} for s in SUFFIXES]


def issues(filtre: FiltreStrict) -> list[Issue]:
    """For each active filter, what the list would hold without it; one query a filter."""
    trouvees = []
    for nom in filtre.noms_actifs:
        n = filtre.filtrer(sauf=nom).order_by().values("pk").distinct().count()
        if n:
            trouvees.append(Issue(str(filtre.filters[nom].label), filtre.url_sans(nom), n))
    return trouvees


def fraicheur(queryset: QuerySet) -> Fraicheur | None:
    """Freshness of a list whose rows are annotated with `etat_fraicheur`. One query."""
    verifiees = ~Q(verifie_le="")
    f = queryset.order_by().aggregate(
        total=Count("pk", distinct=True),
        a_jour=Count("pk", distinct=True, filter=Q(etat_fraicheur="a-jour")),
        jamais=Count("pk", distinct=True, filter=Q(etat_fraicheur="jamais")),
        sources=Count("verifie_d_apres", distinct=True),
        premiere=Min("verifie_le", filter=verifiees),
        derniere=Max("verifie_le", filter=verifiees),
    )
    if not f["total"]:
        return None
    etat = {f["a_jour"]: "a-jour", f["jamais"]: "jamais"}.get(f["total"], "ancien")
    return Fraicheur(etat, _dire_la_fraicheur(f, etat))


def _dire_la_fraicheur(f: dict[str, Any], etat: str) -> str:
    total, fiches = f["total"], phrases.compter(f["total"], "fiche")
    ces = "Cette fiche" if total == 1 else f"Ces {fiches}"
    if etat == "jamais":
        return f"Personne n’a encore confirmé {ces[0].lower()}{ces[1:]}."
    date, depuis = dates.en_lettres(f["derniere"]), phrases.de(f["derniere"])
    age = dates.anciennete(f["derniere"], timezone.localdate())
    if etat == "a-jour":
        return f"{ces} {'est' if total == 1 else 'sont'} à jour. Dernière vérification : {date}."
    if f["a_jour"] or f["jamais"]:
        return f"Sur {fiches}, {_repartir(f)}. La dernière date {depuis}."
    if f["sources"] == 1 and f["premiere"] == f["derniere"]:
        if total == 1:
            return f"{ces} vient d’une source datée {depuis}, {age}. Rien ne l’a confirmée depuis."
        return (
            f"{ces} viennent d’une même source, datée {depuis}, {age}. "
            "Aucune n’a été confirmée depuis."
        )
    return f"{ces} attendent une nouvelle vérification. La dernière date {depuis}, {age}."


def _repartir(f: dict[str, Any]) -> str:
    """« 3 à jour, 1 jamais vérifiée ; l’autre attend une vérification »."""
    dites = [f"{nombre(f['a_jour'])} à jour"] if f["a_jour"] else []
    if n := f["jamais"]:
        dites.append(f"{nombre(n)} {accorder(n, 'jamais vérifiée')}")
    reste = f["total"] - f["a_jour"] - f["jamais"]
    attend = "l’autre attend" if reste == 1 else f"les {nombre(reste)} autres attendent"
    return ", ".join(dites) + (f" ; {attend} une vérification" if reste else "")


class Resultats:
    """The results of the list of dispositifs, ready to be shown."""

    def __init__(self, filtre: DispositifFiltre, page: Page, liste: Liste) -> None:
        self.filtre = filtre
        self.page = page
        self.liste = liste
        self.nom = liste.noms[0]
        self.tri = filtre.tri_demande

    @cached_property
    def phrase(self) -> phrases.Phrase:
        """The sentence above the list."""
        f = self.filtre
        return phrases.resultat(f.repartition, f.bilan, f.lieux_dits, f.date_demandee, nom=self.nom)

    @cached_property
    def groupes(self) -> list[Groupe]:
        """The rows of the page, under the headings that the sort asks for."""
        lignes: list[Dispositif] = list(self.page.object_list)
        if self.tri == "dispositif":
            return self._par_type(lignes)
        if self.tri == "territoire":
            return self._par_departement(lignes)
        titre = tris.TITRES.get(self.tri, "Dans l’ordre inverse")
        return [Groupe(titre, elements=lignes)] if lignes else []

    def _par_type(self, lignes: list[Dispositif]) -> list[Groupe]:
        comptes = {t.code: n for t, n in self.filtre.repartition}
        groupes: dict[str, Groupe] = {}
        for d in lignes:
            if d.type_id not in groupes:
                titre = majuscule(d.type.nom_pluriel)
                groupes[d.type_id] = Groupe(titre, compte=comptes[d.type_id])
            groupes[d.type_id].elements.append(d)
        return list(groupes.values())

    def _par_departement(self, lignes: list[Dispositif]) -> list[Groupe]:
        """Under each département; what no single one holds has a heading of its own."""
        cles = ("hors_region", "groupe_code", "perimetre_inconnu")
        decompte = self.filtre.qs.order_by().values_list(*cles)
        comptes = {
            (hors, code, inconnu): n
            for hors, code, inconnu, n in decompte.annotate(n=Count("pk", distinct=True))
        }
        regions = _regions({d.groupe_code for d in lignes if d.hors_region})
        groupes: dict[tuple[bool, str, bool], Groupe] = {}
        for d in lignes:
            cle = (d.hors_region, d.groupe_code, d.perimetre_inconnu)
            if cle not in groupes:
                sans = "Périmètre inconnu" if d.perimetre_inconnu else "Sur plusieurs départements"
                precision = regions.get(d.groupe_code, "")
                groupes[cle] = Groupe(d.groupe_nom or sans, precision, comptes[cle])
            groupes[cle].elements.append(d)
        return list(groupes.values())

    @cached_property
    def fraicheur(self) -> Fraicheur | None:
        """How fresh the whole list is."""
        return fraicheur(self.filtre.qs)

    @property
    def adresse_du_jour(self) -> str:
        """The same list, as of today."""
        return self.filtre.url_sans("au")

    @property
    def adresse_de_la_carte(self) -> str:
        """The same drawn: on the map, `type` says the type of the list."""
        requete = self.filtre.data.copy()
        requete.pop("page", None)
        requete.pop("hors_region", None)
        if self.liste.type:
            requete.pop("generation", None)
            requete.setlist("type", [self.liste.type])
        return f"{reverse('carte')}?{requete.urlencode()}"

    @property
    def exports(self) -> list[dict[str, str]]:
        """The files of exactly this list."""
        return exports(self.filtre, f"{self.liste.adresse}_fichier")

    @property
    def ces_elements(self) -> str:
        """« ces 8 dispositifs », « ce contrat de ville »."""
        n = self.filtre.nombre
        return f"ce {self.nom}" if n == 1 else f"ces {phrases.compter(n, *self.liste.noms)}"

    @cached_property
    def issues(self) -> list[Issue]:
        """The ways out of an empty list."""
        return issues(self.filtre) if self.filtre.is_valid() and not self.filtre.nombre else []

    @cached_property
    def comparaison(self) -> Comparaison | None:
        """Published counts beside those of the register, where the list is about the region."""
        return comparaison_de_la_liste(self.filtre, {"territoire", "type", "au", "hors_region"})


def comparaison_de_la_liste(filtre: FiltreParTerritoire, permis: set[str]) -> Comparaison | None:
    """The comparison of a list that only these filters narrow, to the region or to nothing."""
    if not filtre.is_valid() or set(filtre.noms_actifs) - permis:
        return None
    comparaison = Comparaison.de_la_region()
    ailleurs = [t for t in filtre.territoires if t != comparaison.region]
    return comparaison if comparaison.lignes and not ailleurs else None


def _regions(departements: Iterable[str]) -> dict[str, str]:
    """The région of each of these départements. One query, or none."""
    codes = [code for code in departements if code]
    if not codes:
        return {}
    return dict(
        Appartenance.objects.filter(
            contenu__echelle="departement",
            contenu__code__in=codes,
            contenant__echelle="region",
        ).values_list("contenu__code", "contenant__nom")
    )
