"""Contrats de ville from a published table, whatever its columns: a mapping file names them.

Dry by default; one transaction; the same table twice changes nothing. An editor's correction
always wins: a field that somebody changed by hand is left as it is, and said.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.text import slugify

from dispositifs.importation.correspondance import Correspondance
from dispositifs.models import Couverture, Dispositif, Etape, Generation
from dispositifs.models.type import CONTRAT_DE_VILLE
from socle.models import Publiable, Source
from socle.tableur.colonnes import CelluleError, lire_date
from socle.tableur.lecture import Feuille
from socle.textes import plier
from territoires.importation.lecture import (
    CelluleInvalideError,
    ErreurDeLigne,
    FichierIllisibleError,
)
from territoires.models import Echelle, Territoire

RAISON: Final = "import de contrats de ville"
SIMPLES: Final = ("nom", "debut", "fin", "presentation", "passage")
COMPARES: Final = ("territoire", "generation", *SIMPLES, "precision", "quartiers")


@dataclass(frozen=True, slots=True)
class FicheDeContrat:
    """One line of the table. Blank means « not said »."""

    ligne: int
    slug: str
    nom: str
    territoire: str
    generation: str = ""
    debut: str = ""
    fin: str = ""
    presentation: str = ""
    precision: str = ""
    passage: str = ""
    quartiers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ecart:
    """One field that the table says otherwise; `main` when a person wrote what is here."""

    champ: str
    ici: str
    tableau: str
    main: bool = False


@dataclass
class Bilan:
    """What the import would do, or did."""

    nouveaux: list[FicheDeContrat] = field(default_factory=list)
    modifies: list[tuple[FicheDeContrat, list[Ecart]]] = field(default_factory=list)
    gardes: list[tuple[FicheDeContrat, list[Ecart]]] = field(default_factory=list)
    inchanges: int = 0


class Lieux:
    """The territories, found by reference or by a bare code; and the named generations."""

    def __init__(self) -> None:
        contrats = Generation.objects.filter(type=CONTRAT_DE_VILLE)
        self.generations = list(contrats.values_list("code", flat=True))
        # An intercommunalité that ended may have held a contrat of its time.
        connus = Q(obsolete_depuis=None) | Q(echelle=Echelle.EPCI) & ~Q(nom="")
        lignes = Territoire.objects.filter(connus).order_by()
        champs = lignes.values_list("echelle", "code", "nom", "obsolete_depuis")
        self.noms = {f"{echelle}-{code}": nom for echelle, code, nom, _ in champs}
        self.fins = {f"{echelle}-{code}": fin for echelle, code, _, fin in champs if fin}
        self.par_code: dict[str, list[str]] = {}
        for echelle, code, _, _ in champs:
            self.par_code.setdefault(code, []).append(f"{echelle}-{code}")

    def reference(self, texte: str) -> str:
        """« 83126 » → « commune-83126 ». Raise CelluleInvalideError."""
        mot = texte.strip().removesuffix(".0")
        if mot in self.noms:
            return mot
        candidats = [r for r in self.par_code.get(mot.upper(), []) if not r.startswith("qpv")]
        # A spreadsheet ate the zero of « 04001 ».
        if not candidats and mot.isdigit() and len(mot) == 4:
            candidats = self.par_code.get(f"0{mot}", [])
        if len(candidats) > 1:
            raise CelluleInvalideError(
                f"« {mot[:40]} » désigne plusieurs territoires : {', '.join(candidats)}"
            )
        if not candidats:
            raise CelluleInvalideError(f"territoire inconnu : « {mot[:60]} »")
        return candidats[0]

    def controler_la_periode(self, reference: str, annee: str) -> None:
        """Refuse a contrat whose first year is unknown, or past, to a territory that ended."""
        fin = self.fins.get(reference)
        if fin is None or (annee and int(annee) < fin):
            return
        suite = f"le contrat commence en {annee}" if annee else "donnez la génération ou le début"
        raison = f"« {self.noms[reference]} » n’existe plus depuis {fin} : {suite}"
        raise CelluleInvalideError(raison)

    def quartiers(self, texte: str) -> tuple[str, ...]:
        """Codes of QPV. Raise CelluleInvalideError with all those that are unknown."""
        codes = sorted({c.upper() for c in re.split(r"[\s;,|]+", texte) if c})
        inconnus = [code for code in codes if f"{Echelle.QPV}-{code}" not in self.noms]
        if inconnus:
            raise CelluleInvalideError(f"quartiers inconnus : {', '.join(inconnus)[:200]}")
        return tuple(codes)


def lire_contrats(
    feuille: Feuille, correspondance: Correspondance, lieux: Lieux
) -> list[FicheDeContrat]:
    """The rows of the table. Raise FichierIllisibleError with every wrong line."""
    places = _places(feuille, correspondance)
    fiches: dict[str, FicheDeContrat] = {}
    erreurs = [ErreurDeLigne(feuille.nom, r.numero, "", r.raison) for r in feuille.rejets]
    for numero, cellules in feuille.lignes:
        dits = {champ: cellules[p] for champ, p in places.items() if p < len(cellules)}
        dits |= correspondance.constantes
        try:
            if raison := feuille.sans_valeur(numero, places.values()):
                raise CelluleInvalideError(raison)
            fiche = _fiche(numero, dits, lieux)
            if fiche.slug in fiches:
                premiere = fiches[fiche.slug].ligne
                raison = f"même contrat que la ligne {premiere} ({fiche.slug})"
                raise CelluleInvalideError(raison)
        except (CelluleInvalideError, CelluleError) as erreur:
            cle = dits.get("slug") or dits.get("territoire", "")
            erreurs.append(ErreurDeLigne(feuille.nom, numero, cle, str(erreur)))
        else:
            fiches[fiche.slug] = fiche
    if erreurs:
        raise FichierIllisibleError(erreurs)
    return list(fiches.values())


def _places(feuille: Feuille, correspondance: Correspondance) -> dict[str, int]:
    """The column of each field; every header that the mapping names must be there."""
    if manquants := correspondance.absents(feuille.entete):
        raison = (
            f"en-têtes absents : {', '.join(manquants)}. "
            f"Ceux du fichier : {', '.join(filter(None, feuille.entete))[:300]}"
        )
        raise FichierIllisibleError([ErreurDeLigne(feuille.nom, 1, "", raison)])
    entete = [plier(mot) for mot in feuille.entete]
    return {champ: entete.index(plier(mot)) for champ, mot in correspondance.entetes.items()}


def _fiche(numero: int, dits: Mapping[str, str], lieux: Lieux) -> FicheDeContrat:
    territoire = lieux.reference(dits.get("territoire", ""))
    generation = _generation(dits.get("generation", ""), lieux.generations)
    nom = dits.get("nom", "").strip() or f"Contrat de ville {lieux.noms[territoire]}"
    # The years tell the two generations of one place.
    annees = generation[:4]
    slug = slugify(plier(dits.get("slug") or f"{nom} {annees}"))[:120].strip("-")
    simples = {c: dits.get(c, "").strip() for c in ("presentation", "precision", "passage")}
    debut = lire_date(dits.get("debut", ""))[0]
    lieux.controler_la_periode(territoire, (debut or generation)[:4])
    return FicheDeContrat(
        numero,
        slug,
        nom,
        territoire,
        generation,
        debut,
        lire_date(dits.get("fin", ""))[0],
        quartiers=lieux.quartiers(dits.get("quartiers", "")),
        **simples,
    )


def _generation(texte: str, permises: list[str]) -> str:
    if not texte.strip():
        return ""
    voulue = "-".join(re.findall(r"[0-9]{4}", texte))
    if voulue not in permises:
        raison = f"génération inconnue : « {texte[:30]} » ({', '.join(permises)})"
        raise CelluleInvalideError(raison)
    return voulue


def importer_contrats(
    fiches: list[FicheDeContrat], source: Source | None, *, ecrire: bool
) -> Bilan:
    """Compare with the register, and write when asked to, in one transaction.

    Raise FichierIllisibleError when the register's own rules refuse a line.
    """
    bilan, erreurs = Bilan(), []
    contrats = Dispositif.objects.filter(slug__in=[fiche.slug for fiche in fiches])
    with transaction.atomic():
        presents = {c.slug: c for c in contrats.select_for_update(of=("self",)).avec_perimetre()}
        for fiche in fiches:
            try:
                with transaction.atomic():
                    _traiter(fiche, presents.get(fiche.slug), source, bilan)
            except ValidationError as erreur:
                raison = " ".join(erreur.messages)
                erreurs.append(ErreurDeLigne("contrats", fiche.ligne, fiche.slug, raison))
        if erreurs:
            raise FichierIllisibleError(erreurs)
        if not ecrire:
            transaction.set_rollback(True)
    return bilan


def _traiter(
    fiche: FicheDeContrat, contrat: Dispositif | None, source: Source | None, bilan: Bilan
) -> None:
    if contrat is None:
        contrat = Dispositif(
            slug=fiche.slug,
            type_id=CONTRAT_DE_VILLE,
            etat=Publiable.Etat.A_RELIRE,
            source=source,
        )
        _ecrire(contrat, fiche, {c.name for c in fields(FicheDeContrat)})
        _dater(contrat, fiche, source)
        bilan.nouveaux.append(fiche)
        return
    if not contrat.est_un_contrat_de_ville:
        raise ValidationError("cette adresse est celle d’un autre dispositif")
    ecarts = _ecarts(fiche, contrat)
    if not ecarts:
        bilan.inchanges += 1
        return
    repris = [e for e in ecarts if not e.main]
    gardes = [e for e in ecarts if e.main]
    if repris:
        _ecrire(contrat, fiche, {e.champ for e in repris})
        bilan.modifies.append((fiche, repris))
    if gardes:
        bilan.gardes.append((fiche, gardes))


def _ecarts(fiche: FicheDeContrat, contrat: Dispositif) -> list[Ecart]:
    """What the table says otherwise; what it does not say is no difference."""
    ici = _etat(contrat, contrat.perimetre, contrat.visees)
    histoire: list[dict[str, str]] | None = None
    ecarts = []
    for champ in COMPARES:
        dit = getattr(fiche, champ)
        tableau = " ".join(dit) if isinstance(dit, tuple) else dit
        if tableau and tableau != ici[champ]:
            histoire = _histoire(contrat) if histoire is None else histoire
            main = bool(ici[champ]) and not _vient_d_un_import(champ, ici[champ], histoire)
            ecarts.append(Ecart(champ, ici[champ], tableau, main))
    return ecarts


def _etat(contrat: Any, perimetre: Sequence[Any], visees: Iterable[Any]) -> dict[str, str]:
    """The fields of the table, from a record or one of its versions and its rows of then."""
    rangee = contrat.couverture_principale_id
    principale = next((c for c in perimetre if c.id == rangee), next(iter(perimetre), None))
    return {
        **{champ: str(getattr(contrat, champ)) for champ in SIMPLES},
        "generation": contrat.generation_nommee_id or "",
        "territoire": principale.territoire.reference if principale else "",
        "precision": principale.precision if principale else "",
        "quartiers": " ".join(sorted(c.territoire.code for c in visees)),
    }


def _vient_d_un_import(champ: str, ici: str, histoire: list[dict[str, str]]) -> bool:
    """Whether the version that brought this value was an import. A person's hand otherwise."""
    raison = ""
    for version in histoire:
        if version[champ] != ici:
            break
        raison = version["raison"]
    return raison == RAISON


def _histoire(contrat: Dispositif) -> list[dict[str, str]]:
    """The record after each writing, the latest first, with the reason of that writing."""
    fiches = list(contrat.history.order_by("history_date", "history_id"))
    rangees = Couverture.history.filter(dispositif_id=contrat.pk).select_related("territoire")
    moments = sorted(
        [*fiches, *rangees.order_by("history_date", "history_id")], key=lambda v: v.history_date
    )
    versions, fiche, presentes = [], fiches[0], dict[int, Any]()
    for moment in moments:
        if moment.instance_type is Dispositif:
            fiche = moment
        elif moment.history_type == "-":
            presentes.pop(moment.id, None)
        else:
            presentes[moment.id] = moment
        perimetre = [c for c in presentes.values() if not c.visee]
        visees = [c for c in presentes.values() if c.visee]
        raison = moment.history_change_reason or ""
        versions.append({**_etat(fiche, perimetre, visees), "raison": raison})
    return versions[::-1]


def _ecrire(contrat: Dispositif, fiche: FicheDeContrat, champs: set[str]) -> None:
    for champ in SIMPLES:
        if champ in champs:
            setattr(contrat, champ, getattr(fiche, champ))
    if "generation" in champs:
        contrat.generation_nommee_id = fiche.generation or None
    _garder(contrat)
    if champs & {"territoire", "precision"}:
        _tenir(contrat, fiche, champs)
    if "quartiers" in champs and fiche.quartiers:
        _viser(contrat, fiche.quartiers)


def _tenir(contrat: Dispositif, fiche: FicheDeContrat, champs: set[str]) -> None:
    """The row of the territory that holds the contract: a landmark until its échelle is said."""
    principale = contrat.couverture_principale
    if principale is None or principale.visee:
        principale = next(iter(contrat.perimetre), None) if contrat.pk else None
    rangee = principale or Couverture(dispositif=contrat)
    if "territoire" in champs:
        rangee.territoire = Territoire.objects.par_reference(fiche.territoire)
    if "precision" in champs:
        rangee.precision = fiche.precision
    _garder(rangee)
    if contrat.couverture_principale != rangee:
        contrat.couverture_principale, contrat.perimetre_inconnu = rangee, False
        _garder(contrat)


def _viser(contrat: Dispositif, codes: Iterable[str]) -> None:
    """The rows of the quartiers that it aims at, and no other."""
    voulus = Territoire.objects.filter(echelle=Echelle.QPV, code__in=codes)
    presents: dict[int, Any] = {c.territoire_id: c for c in contrat.couvertures.filter(visee=True)}
    for quartier in voulus:
        if presents.pop(quartier.pk, None) is None:
            _garder(Couverture(dispositif=contrat, territoire=quartier, visee=True))
    for rangee in presents.values():
        rangee._change_reason = RAISON
        rangee.delete()


def _dater(contrat: Dispositif, fiche: FicheDeContrat, source: Source | None) -> None:
    """Its first étape: active since the beginning that the table gives; else, as its dated source
    observes it. Without either, the register knows no date."""
    date = fiche.debut or (source.date if source else "")
    if source is not None and date:
        statut = Etape.Statut.ACTIF
        _garder(
            Etape(
                dispositif=contrat,
                statut=statut,
                date=date,
                constat=not fiche.debut,
                source=source,
                passage=fiche.passage,
            )
        )


def _garder(objet: Any) -> None:
    """Written as the importer’s: an editor’s hand is told from it."""
    objet._change_reason = RAISON
    objet.full_clean()
    objet.save()
