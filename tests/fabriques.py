"""The cast of the tests: real places, the real types of scheme, and short ways to add schemes.

Everything is written in bulk, so that a test pays a few queries for its whole scenery.
The closure is made by the importer's own code, from the communes of each place.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from dispositifs.models import (
    Articulation,
    Coordination,
    Couverture,
    Delai,
    Dispositif,
    Etape,
    Generation,
    Organisme,
    TypeDispositif,
)
from socle.models import Source
from territoires.importation.fermeture import fermer
from territoires.models import Appartenance, Territoire

REGISTRE = Path(__file__).resolve().parent.parent / "fixtures" / "registre"
MILLESIME = 2026
T = TypeVar("T")

# reference, name, liaison, population, postcodes. Names and codes are those of the COG 2026.
LIEUX: list[tuple[str, str, int, int | None, str]] = [
    ("pays-FR", "France", 3, None, ""),
    ("region-93", "Provence-Alpes-Côte d’Azur", 0, 5218960, ""),
    ("region-76", "Occitanie", 1, None, ""),
    ("region-11", "Île-de-France", 1, None, ""),
    ("region-04", "La Réunion", 0, None, ""),
    ("departement-05", "Hautes-Alpes", 4, None, ""),
    ("departement-13", "Bouches-du-Rhône", 4, None, ""),
    ("departement-83", "Var", 2, None, ""),
    ("departement-84", "Vaucluse", 2, None, ""),
    ("departement-30", "Gard", 2, None, ""),
    ("departement-93", "Seine-Saint-Denis", 3, None, ""),
    ("departement-974", "La Réunion", 0, None, ""),
    ("epci-200054807", "Métropole d’Aix-Marseille-Provence", 0, None, ""),
    ("epci-248300543", "Métropole Toulon-Provence-Méditerranée", 0, None, ""),
    ("epci-248400251", "CA du Grand Avignon (COGA)", 0, None, ""),
    ("commune-13055", "Marseille", 0, 886040, "13001 13002 13003"),
    ("commune-13070", "La Penne-sur-Huveaune", 3, 6605, "13821"),
    ("commune-83126", "La Seyne-sur-Mer", 3, 63732, "83500"),
    ("commune-83137", "Toulon", 0, 179116, "83000 83100 83200"),
    ("commune-84007", "Avignon", 1, 92188, "84000 84140"),
    ("commune-30351", "Villeneuve-lès-Avignon", 0, 13148, "30400"),
    ("commune-05053", "Garde-Colombe", 0, 539, "05300"),
    ("commune-93066", "Saint-Denis", 0, 149077, "93200 93210 93380"),
    ("commune-97411", "Saint-Denis", 0, 155634, "97400 97417 97490"),
    ("arrondissement-13201", "Marseille 1er arrondissement", 0, 37599, "13001"),
    ("qpv-QN01341I", "Les Escourtines", 4, None, ""),
]
# The communes that make each place; what is not here is a commune, or is in SOUS_COMMUNES.
COMMUNES: dict[str, str] = {
    "pays-FR": "13055 13070 83126 83137 84007 30351 05053 93066 97411",
    "region-93": "13055 13070 83126 83137 84007 05053",
    "region-76": "30351",
    "region-11": "93066",
    "region-04": "97411",
    "departement-05": "05053",
    "departement-13": "13055 13070",
    "departement-83": "83126 83137",
    "departement-84": "84007",
    "departement-30": "30351",
    "departement-93": "93066",
    "departement-974": "97411",
    "epci-200054807": "13055 13070",
    "epci-248300543": "83126 83137",
    "epci-248400251": "84007 30351",
    "arrondissement-13201": "13055",
    "qpv-QN01341I": "13055 13070",
}
# Garde-Colombe was made in 2016; Saint-Genis was 05143.
ANCIENS = {"commune-05143": "commune-05053"}


def _cle(reference: str) -> tuple[str, str]:
    echelle, _, code = reference.partition("-")
    return echelle, code


def _lieu(reference: str, nom: str, liaison: int, population: int | None, cp: str) -> Territoire:
    echelle, code = _cle(reference)
    lieu = Territoire(
        echelle=echelle,
        code=code,
        nom=nom,
        liaison=liaison,
        population=population,
        population_annee=2023 if population else None,
        codes_postaux=f" {cp} " if cp else "",
        millesime=MILLESIME,
        obsolete_depuis=None if nom else MILLESIME,
    )
    lieu.preparer()
    return lieu


def distribution() -> dict[str, Territoire]:
    """The real places of every test, with their closure, by reference (« commune-83126 »)."""
    lieux = [_lieu(*ligne) for ligne in LIEUX]
    lieux += [_lieu(ancien, "", 0, None, "") for ancien in ANCIENS]
    Territoire.objects.bulk_create(lieux)
    par_cle = {(lieu.echelle, lieu.code): lieu for lieu in lieux}
    for ancien, heritier in ANCIENS.items():
        par_cle[_cle(ancien)].successeurs.set([par_cle[_cle(heritier)]])
    communes = {
        _cle(reference): frozenset(COMMUNES.get(reference, _cle(reference)[1]).split())
        for reference, *_ in LIEUX
    }
    fermeture = fermer(communes, {_cle(a): [_cle(h)] for a, h in ANCIENS.items()})
    Appartenance.objects.bulk_create(
        Appartenance(contenant=par_cle[haut], contenu=par_cle[bas], entiere=entiere)
        for (haut, bas), entiere in fermeture.items()
    )
    return {lieu.reference: lieu for lieu in lieux}


def un_quartier(code: str, commune: str) -> Territoire:
    """One more quartier prioritaire, in a commune of the cast."""
    quartier = _lieu(f"qpv-{code}", f"Quartier {code}", 0, None, "")
    quartier.save()
    contenants = Territoire.objects.filter(contenus__contenu__code=_cle(commune)[1])
    Appartenance.objects.bulk_create(
        Appartenance(contenant=c, contenu=quartier) for c in [*contenants.distinct(), quartier]
    )
    return quartier


@cache
def _lire_les_types() -> dict[str, list[dict[str, Any]]]:
    lu: dict[str, list[dict[str, Any]]] = yaml.safe_load(
        (REGISTRE / "types.yaml").read_text(encoding="utf-8")
    )
    return lu


def _lignes_de_types() -> list[dict[str, Any]]:
    return _lire_les_types()["types"]


def les_types() -> dict[str, TypeDispositif]:
    """The types of the portal, by code, with their delays and their named generations."""
    types = [TypeDispositif(**ligne) for ligne in _lignes_de_types()]
    TypeDispositif.objects.bulk_create(types)
    Generation.objects.bulk_create(
        Generation(
            code=ligne["code"],
            type_id=ligne["type"],
            debut=ligne["debut"],
            fin=ligne["fin"],
            source=une_source(ligne["source"], organisme="Banque des Territoires", date=""),
        )
        for ligne in _lire_les_types()["generations"]
    )
    Delai.objects.bulk_create(
        Delai(
            type_id=ligne.get("type"),
            champ=ligne.get("champ", Delai.Champ.FICHE),
            mois=ligne["mois"],
        )
        for ligne in _lire_les_types()["delais"]
    )
    return {t.code: t for t in types}


def une_source(cle: str = "fts-2018", **champs: Any) -> Source:
    """A dated source; the same row when its key exists."""
    defauts = {
        "titre": "Enquête préliminaire",
        "organisme": "Fabrique Territoires Santé",
        "date": "2018-03",
    }
    return Source.objects.get_or_create(cle=cle, defaults=defauts | champs)[0]


def un_organisme(nom: str = "Ville de La Seyne-sur-Mer", nature: str = "commune") -> Organisme:
    """A body; the same row when its name exists."""
    cle = nom.lower().replace(" ", "-").replace("’", "-")
    return Organisme.objects.get_or_create(nom=nom, defaults={"cle": cle, "nature": nature})[0]


@dataclass
class Registre:
    """A scenery: places, types, one source; and what a test adds to it."""

    lieux: dict[str, Territoire]
    types: dict[str, TypeDispositif]
    source: Source
    dispositifs: dict[str, Dispositif] = field(default_factory=dict)
    contrats: dict[str, Dispositif] = field(default_factory=dict)

    def un_dispositif(self, type: str, lieu: str = "", **options: Any) -> Dispositif:
        """A published scheme of that type, filed under that place: see `un_dispositif`."""
        perimetre = options.pop("perimetre", [lieu] if lieu else [])
        dispositif = un_dispositif(
            self.types[type], [self._couverture(c) for c in perimetre], self.source, **options
        )
        self.dispositifs[dispositif.slug] = dispositif
        return dispositif

    def _couverture(self, ligne: str | tuple[str, str]) -> tuple[Territoire, str]:
        reference, part = ligne if isinstance(ligne, tuple) else (ligne, "non-precisee")
        return self.lieux[reference], part

    def un_contrat(self, lieu: str, **options: Any) -> Dispositif:
        """A published contrat de ville held by that place; `quartiers` are those it aims at.

        `generation` is a named one; `precision` and `part` are those of the row that holds it.
        """
        territoire = self.lieux[lieu]
        quartiers = options.pop("quartiers", [])
        precision, source = options.pop("precision", ""), options.pop("source", self.source)
        champs = {
            "slug": f"contrat-de-ville-{territoire.slug}",
            "nom": f"Contrat de ville {territoire.de}",
            "generation_nommee_id": options.pop("generation", "") or None,
            "perimetre": [(lieu, options.pop("part", "non-precisee"))],
        }
        contrat = self.un_dispositif("contrat-de-ville", **champs | options)
        Couverture.objects.bulk_create(
            Couverture(dispositif=contrat, territoire=self.lieux[q], visee=True) for q in quartiers
        )
        if precision:
            contrat.couvertures.filter(visee=False).update(precision=precision)
        if source != self.source:
            contrat.source = source
            contrat.save()
        self.contrats[contrat.slug] = contrat
        return contrat

    def articuler(
        self, de: Dispositif, vers: Dispositif, nature: str = "articule-avec"
    ) -> Articulation:
        """A link from a scheme to another."""
        return Articulation.objects.create(de=de, nature=nature, source=self.source, vers=vers)


def nombre_de_requetes(faire: Callable[[], object]) -> int:
    """How many queries `faire` sends."""
    with CaptureQueriesContext(connection) as requetes:
        faire()
    return len(requetes)


def scene(blocker: Any, faire: Callable[[], T]) -> Iterator[T]:
    """What a module-scoped fixture yields: made once, seen by each test as it was made.

    A test's own changes are rolled back after it, the scene itself after the module.
    """
    with blocker.unblock(), transaction.atomic():
        faite = faire()
        # PostgreSQL would check the deferred keys of every row again after each test.
        connection.check_constraints()
        with blocker.block():
            yield faite
        transaction.set_rollback(True)


def registre() -> Registre:
    """Places, types and a source; no scheme yet."""
    return Registre(distribution(), les_types(), une_source())


def un_dispositif(
    type: TypeDispositif,
    couvertures: Iterable[tuple[Territoire, str]],
    source: Source,
    *,
    etapes: Iterable[tuple[str, str]] = (("actif", "2018-03"),),
    coordination: str = "",
    publie: bool = True,
    **champs: Any,
) -> Dispositif:
    """A scheme as an editor makes one: a draft, its perimeter, its life, then publication.

    `couvertures`: (place, part); none means « périmètre inconnu ». `etapes`: (statut, date).
    """
    couvertures = list(couvertures)
    principal = couvertures[0][0] if couvertures else None
    defauts = {
        "nom": f"{type.libelle} {principal.de}" if principal else f"{type.libelle} sans lieu",
        "slug": f"{type.code}-{principal.slug}" if principal else f"{type.code}-sans-lieu",
        "perimetre_inconnu": principal is None,
        "source": source,
    }
    dispositif = Dispositif(type=type, **defauts | champs)
    # The index is written once, by the last save; the database itself checks its constraints.
    dispositif.indexe_plus_tard = publie
    dispositif.save(force_insert=True)
    for territoire, part in couvertures:
        Couverture.objects.create(dispositif=dispositif, territoire=territoire, part=part)
    for statut, date in etapes:
        Etape.objects.create(dispositif=dispositif, statut=statut, date=date, source=source)
    if coordination:
        Coordination.objects.create(
            dispositif=dispositif, etat=coordination, date="2018-03", source=source
        )
    dispositif.indexe_plus_tard = False
    if publie:
        dispositif.avant_publication()
        dispositif.etat = Dispositif.Etat.PUBLIE
        dispositif.full_clean(validate_constraints=False)
        dispositif.save()
    return dispositif


def registre_de_demo() -> Registre:
    """A small register that shows every case: ended, partial, shared, unknown, tied, to check."""
    demo = registre()
    ville = un_organisme()
    verifie = {"verifie_le": "2018-03", "verifie_par": "CRES", "verifie_d_apres": demo.source}
    asv = demo.un_dispositif("asv", "commune-83126", porteur=ville, **verifie)
    demo.un_dispositif("cls", "commune-83126", coordination="non-dediee", generation=1)
    clsm = demo.un_dispositif("clsm", "commune-83126", coordination="dediee")
    contrat = demo.un_contrat("commune-83126", generation="2015-2023")
    demo.un_contrat("epci-200054807", quartiers=["qpv-QN01341I"], generation="2024-2030")
    demo.articuler(asv, contrat, "volet-sante-de")
    demo.articuler(clsm, asv)
    demo.un_dispositif("asv", "arrondissement-13201")
    demo.un_dispositif("cls", perimetre=[("commune-13055", "entiere")])
    demo.un_dispositif("cpts", perimetre=["commune-84007", ("commune-30351", "partielle")])
    demo.un_dispositif("clsm", perimetre=[("epci-248400251", "entiere")])
    demo.un_dispositif("asv", "qpv-QN01341I", etapes=[("actif", "2012"), ("termine", "2016")])
    demo.un_dispositif("cls", "commune-05053", etapes=[("actif", "2013"), ("absorbe", "2017-04")])
    demo.un_dispositif("dac", "departement-83", etapes=[("en-projet", "2021")])
    demo.un_dispositif("mediation-sante", "region-93", etapes=[])
    demo.un_dispositif("pta", "")
    demo.un_dispositif("asv", "commune-97411", slug="asv-saint-denis-de-la-reunion")
    demo.un_dispositif("cls", "commune-83137", publie=False)
    return demo
