"""Sow quartiers and dispositifs by the thousand, in bulk, beside the real register.

Nothing here is true: it only has the shape and the number of what France would hold.
"""

from collections import Counter
from itertools import cycle, islice, pairwise
from pathlib import Path

from django.core.management import call_command
from django.db import transaction
from django.db.models import Min, OuterRef, Subquery
from tqdm import tqdm

from dispositifs.models import (
    Articulation,
    Coordination,
    Couverture,
    Dispositif,
    Etape,
    Organisme,
    TypeDispositif,
)
from dispositifs.models.type import CONTRAT_DE_VILLE
from outils.banc.tirage import Tirage
from socle.models import Source, Theme
from territoires.models import Appartenance, Territoire

LOT = 500
# The share of each type, about that of the real register.
TYPES = ["cls"] * 8 + ["asv"] * 5 + ["clsm"] * 5 + ["cpts"] * 6 + ["msp", "dac", "mediation-sante"]
ETATS_DE_COORDINATION = [str(etat) for etat in Coordination.Etat.values]
SUITES = (
    ("actif",),
    ("en-projet", "actif"),
    ("en-reflexion", "en-elaboration", "actif"),
    ("actif", "en-renouvellement"),
    ("actif", "termine"),
    ("en-projet", "abandonne"),
    ("en-projet",),
)


def semer_quartiers(nombre: int, dossier: Path) -> None:
    """Through the importer, from a file of ANCT's shape: those of the fixtures, then so many."""
    grandes = Territoire.objects.en_vigueur().filter(echelle="commune", population__gte=10_000)
    codes = grandes.order_by("-population", "code").values_list("code", flat=True)
    # Corsica and overseas have codes of another shape: left out of this draw.
    communes = [code for code in codes if code.isdigit() and code < "97"]
    reels = Territoire.objects.en_vigueur().filter(echelle="qpv")
    lignes = ["code_qp;lib_qp;insee_com"]
    for quartier in reels:
        dans = Territoire.objects.contenant(quartier).filter(echelle="commune").order_by("code")
        lignes.append(f"{quartier.code};{quartier.nom};{','.join(c.code for c in dans)}")
    rangs: Counter[str] = Counter()
    for commune in islice(cycle(communes), nombre):
        departement = commune[:2]
        rangs[departement] += 1
        code = f"QN{departement}{rangs[departement]:03}M"
        lignes.append(f"{code};Quartier {rangs[departement]};{commune}")
    fichier = dossier / "quartiers.csv"
    fichier.write_text("\n".join(lignes) + "\n", encoding="utf-8-sig")
    call_command("importer_qpv", str(fichier), ecrire=True)


class SemisDuRegistre:
    """So many dispositifs, with perimeters, étapes, coordinations and links."""

    def __init__(self, graine: int = 2018) -> None:
        self.tirage = Tirage(graine)
        self.types = {t.code: t for t in TypeDispositif.objects.filter(code__in=set(TYPES))}
        self.source = Source.objects.order_by("pk")[0]
        self.themes = list(Theme.objects.order_by("pk"))
        en_vigueur = Territoire.objects.en_vigueur()
        self.communes = list(
            en_vigueur.filter(echelle="commune", population__gte=1_000).order_by("-population")
        )
        self.epci = list(en_vigueur.filter(echelle="epci").order_by("code"))
        self.departements = list(en_vigueur.filter(echelle="departement").order_by("code"))
        self.membres = self._membres()
        self.organismes = self._organismes()

    def _membres(self) -> dict[int, list[Territoire]]:
        """The communes of each EPCI."""
        lieux = {t.pk: t for t in self.communes}
        membres: dict[int, list[Territoire]] = {}
        liens = Appartenance.objects.filter(contenant__echelle="epci", contenu__echelle="commune")
        for epci, commune in liens.order_by("pk").values_list("contenant", "contenu"):
            if commune in lieux:
                membres.setdefault(epci, []).append(lieux[commune])
        return membres

    def _organismes(self) -> list[Organisme]:
        natures = [str(nature) for nature in Organisme.Nature.values]
        Organisme.objects.bulk_create(
            Organisme(cle=f"banc-{rang}", nom=f"Organisme {rang}", nature=self.tirage.un(natures))
            for rang in range(300)
        )
        return list(Organisme.objects.filter(cle__startswith="banc-").order_by("pk"))

    def semer(self, nombre: int) -> None:
        """Write them, a batch at a time."""
        with tqdm(total=nombre, desc="Dispositifs", unit=" fiches", leave=False) as barre:
            for debut in range(0, nombre, LOT):
                with transaction.atomic():
                    n = self._semer_lot(range(debut, min(debut + LOT, nombre)))
                barre.update(n)

    def _semer_lot(self, rangs: range) -> int:
        tirage = self.tirage
        perimetres = [self._perimetre(tirage.egal(TYPES)) for _ in rangs]
        dispositifs = Dispositif.objects.bulk_create(
            self._dispositif(rang, *perimetre)
            for rang, perimetre in zip(rangs, perimetres, strict=True)
        )
        Couverture.objects.bulk_create(
            Couverture(dispositif=d, territoire=t, part=tirage.un(Couverture.Part.values))
            for d, (_, lieux) in zip(dispositifs, perimetres, strict=True)
            for t in lieux
        )
        Etape.objects.bulk_create(e for d in dispositifs for e in self._etapes(d))
        self._coordonner(dispositifs)
        self._lier_aux_contrats(dispositifs)
        self._lier(dispositifs)
        premiere = Couverture.objects.filter(dispositif=OuterRef("pk")).values("dispositif")
        # Published once its perimeter is written, as the constraint of the database wants.
        Dispositif.objects.filter(pk__in=[d.pk for d in dispositifs]).update(
            couverture_principale=Subquery(premiere.annotate(pk1=Min("pk")).values("pk1")),
            etat=Dispositif.Etat.PUBLIE,
        )
        return len(dispositifs)

    def _perimetre(self, type_: str) -> tuple[str, list[Territoire]]:
        """A type, and places that such a scheme covers."""
        tirage = self.tirage
        if type_ == "dac":
            return type_, [tirage.egal(self.departements)]
        epci = tirage.egal(self.epci)
        communes = self.membres.get(epci.pk) or [tirage.un(self.communes)]
        if type_ == "cpts":
            return type_, tirage.plusieurs(communes, 3, 30)
        if tirage.chance(0.3):
            return type_, [epci]
        return type_, [tirage.un(self.communes)]

    def _dispositif(self, rang: int, type_: str, lieux: list[Territoire]) -> Dispositif:
        tirage = self.tirage
        verifie = tirage.date(2016, 2025) if tirage.chance(0.7) else ""
        return Dispositif(
            slug=f"banc-{type_}-{rang}",
            type=self.types[type_],
            nom=f"{self.types[type_].libelle} {lieux[0].de}",
            porteur=tirage.un(self.organismes) if tirage.chance(0.8) else None,
            verifie_le=verifie,
            verifie_par="CRES" if verifie else "",
            verifie_d_apres=self.source if verifie else None,
            source=self.source,
        )

    def _etapes(self, dispositif: Dispositif) -> list[Etape]:
        annee = self.tirage.alea.randint(2004, 2018)
        return [
            Etape(dispositif=dispositif, statut=s, date=str(annee + 2 * n), source=self.source)
            for n, s in enumerate(self.tirage.un(SUITES))
        ]

    def _coordonner(self, dispositifs: list[Dispositif]) -> None:
        tirage = self.tirage
        Coordination.objects.bulk_create(
            Coordination(
                dispositif=d,
                etat=tirage.un(ETATS_DE_COORDINATION),
                date=tirage.annee(2010, 2024),
                organisme=tirage.un(self.organismes),
                source=self.source,
            )
            for d in dispositifs
            if tirage.chance(0.7)
        )

    def _lier_aux_contrats(self, dispositifs: list[Dispositif]) -> None:
        """Some are the health part of a contrat de ville: all that this seed knows of them."""
        contrats = list(Dispositif.objects.filter(type=CONTRAT_DE_VILLE).order_by("pk"))
        Articulation.objects.bulk_create(
            Articulation(
                de=d,
                nature="volet-sante-de",
                vers=self.tirage.egal(contrats),
                source=self.source,
            )
            for d in dispositifs
            if contrats and self.tirage.chance(0.15)
        )

    def _lier(self, dispositifs: list[Dispositif]) -> None:
        """To the scheme before it, and to themes."""
        tirage = self.tirage
        Articulation.objects.bulk_create(
            Articulation(de=d, nature="articule-avec", vers=avant, source=self.source)
            for avant, d in pairwise(dispositifs)
            if tirage.chance(0.2)
        )
        porte = Dispositif.themes.through
        porte.objects.bulk_create(
            porte(dispositif=d, theme=theme)
            for d in dispositifs
            for theme in (tirage.plusieurs(self.themes, 0, 2) if self.themes else [])
        )
