"""Contrats de ville from a published table, whatever its columns: a mapping file names them.

Dry by default; one transaction; the same table twice changes nothing. An editor's correction
always wins: a field that somebody changed by hand is left as it is, and said.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.text import slugify

from dispositifs.importation.correspondance import Correspondance
from socle.models import Publiable, Source
from socle.tableur.colonnes import CelluleError, lire_date
from socle.tableur.lecture import Feuille
from socle.textes import plier
from territoires.importation.lecture import (
    CelluleInvalideError,
    ErreurDeLigne,
    FichierIllisibleError,
)
from territoires.models import ContratDeVille, Echelle, Territoire

RAISON: Final = "import de contrats de ville"
SIMPLES: Final = ("nom", "generation", "debut", "fin", "presentation", "precision", "passage")


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
    """The territories, found by reference or by a bare code."""

    def __init__(self) -> None:
        actuels = Territoire.objects.filter(obsolete_depuis=None).order_by()
        lignes = actuels.values_list("echelle", "code", "nom")
        self.noms = {f"{echelle}-{code}": nom for echelle, code, nom in lignes}
        self.par_code: dict[str, list[str]] = {}
        for echelle, code, _ in lignes:
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
    erreurs: list[ErreurDeLigne] = []
    for numero, cellules in feuille.lignes:
        dits = {champ: cellules[p] for champ, p in places.items() if p < len(cellules)}
        dits |= correspondance.constantes
        try:
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
    entete = [plier(mot) for mot in feuille.entete]
    manquants = [mot for mot in correspondance.entetes.values() if plier(mot) not in entete]
    if manquants:
        raison = (
            f"en-têtes absents : {', '.join(manquants)}. "
            f"Ceux du fichier : {', '.join(filter(None, feuille.entete))[:300]}"
        )
        raise FichierIllisibleError([ErreurDeLigne(feuille.nom, 1, "", raison)])
    return {champ: entete.index(plier(mot)) for champ, mot in correspondance.entetes.items()}


def _fiche(numero: int, dits: Mapping[str, str], lieux: Lieux) -> FicheDeContrat:
    territoire = lieux.reference(dits.get("territoire", ""))
    generation = _generation(dits.get("generation", ""))
    nom = dits.get("nom", "").strip() or f"Contrat de ville {lieux.noms[territoire]}"
    # The years tell the two generations of one place.
    annees = generation[:4]
    slug = slugify(plier(dits.get("slug") or f"{nom} {annees}"))[:120].strip("-")
    simples = {c: dits.get(c, "").strip() for c in ("presentation", "precision", "passage")}
    return FicheDeContrat(
        numero,
        slug,
        nom,
        territoire,
        generation,
        lire_date(dits.get("debut", ""))[0],
        lire_date(dits.get("fin", ""))[0],
        quartiers=lieux.quartiers(dits.get("quartiers", "")),
        **simples,
    )


def _generation(texte: str) -> str:
    annees = re.findall(r"[0-9]{4}", texte)
    if not texte.strip():
        return ""
    voulue = "-".join(annees)
    if voulue not in ContratDeVille.Generation.values:
        permises = ", ".join(ContratDeVille.Generation.values)
        raise CelluleInvalideError(f"génération inconnue : « {texte[:30]} » ({permises})")
    return voulue


def importer_contrats(
    fiches: list[FicheDeContrat], source: Source | None, *, ecrire: bool
) -> Bilan:
    """Compare with the register, and write when asked to, in one transaction.

    Raise FichierIllisibleError when the register's own rules refuse a line.
    """
    bilan, erreurs = Bilan(), []
    slugs = [fiche.slug for fiche in fiches]
    contrats = ContratDeVille.objects.select_related("territoire").prefetch_related("quartiers")
    with transaction.atomic():
        presents = {
            c.slug: c for c in contrats.select_for_update(of=("self",)).filter(slug__in=slugs)
        }
        for fiche in fiches:
            contrat = presents.get(fiche.slug)
            try:
                with transaction.atomic():
                    _traiter(fiche, contrat, source, bilan)
            except ValidationError as erreur:
                raison = " ".join(erreur.messages)
                erreurs.append(ErreurDeLigne("contrats", fiche.ligne, fiche.slug, raison))
        if erreurs:
            raise FichierIllisibleError(erreurs)
        if not ecrire:
            transaction.set_rollback(True)
    return bilan


def _traiter(
    fiche: FicheDeContrat, contrat: ContratDeVille | None, source: Source | None, bilan: Bilan
) -> None:
    if contrat is None:
        contrat = ContratDeVille(slug=fiche.slug, etat=Publiable.Etat.A_RELIRE, source=source)
        _ecrire(contrat, fiche, {c.name for c in fields(FicheDeContrat)})
        bilan.nouveaux.append(fiche)
        return
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


def _ecarts(fiche: FicheDeContrat, contrat: ContratDeVille) -> list[Ecart]:
    """What the table says otherwise; what it does not say is no difference."""
    ici = _etat(contrat)
    histoire: list[dict[str, str]] | None = None
    ecarts = []
    for champ in ("territoire", *SIMPLES, "quartiers"):
        dit = getattr(fiche, champ)
        tableau = " ".join(dit) if isinstance(dit, tuple) else dit
        if tableau and tableau != ici[champ]:
            histoire = _histoire(contrat) if histoire is None else histoire
            main = bool(ici[champ]) and not _vient_d_un_import(champ, ici[champ], histoire)
            ecarts.append(Ecart(champ, ici[champ], tableau, main))
    return ecarts


def _etat(contrat: Any) -> dict[str, str]:
    etat = {champ: str(getattr(contrat, champ)) for champ in SIMPLES}
    etat["territoire"] = contrat.territoire.reference
    etat["quartiers"] = " ".join(sorted(q.code for q in contrat.quartiers.all()))
    return etat


def _vient_d_un_import(champ: str, ici: str, histoire: list[dict[str, str]]) -> bool:
    """Whether the version that brought this value was an import. A person's hand otherwise."""
    raison = ""
    for version in histoire:
        if version[champ] != ici:
            break
        raison = version["raison"]
    return raison == RAISON


def _histoire(contrat: ContratDeVille) -> list[dict[str, str]]:
    """Every version of the contract, the latest first, with its reason."""
    versions = []
    for version in contrat.history.order_by("-history_date", "-history_id"):
        etat = {champ: str(getattr(version, champ)) for champ in SIMPLES}
        lieu = Territoire.objects.filter(pk=version.territoire_id).first()
        etat["territoire"] = lieu.reference if lieu else ""
        codes = version.quartiers.values_list("territoire__code", flat=True)
        etat["quartiers"] = " ".join(sorted(codes))
        versions.append({**etat, "raison": version.history_change_reason or ""})
    return versions


def _ecrire(contrat: Any, fiche: FicheDeContrat, champs: set[str]) -> None:
    for champ in SIMPLES:
        if champ in champs:
            setattr(contrat, champ, getattr(fiche, champ))
    if "territoire" in champs:
        contrat.territoire = Territoire.objects.par_reference(fiche.territoire)
    contrat._change_reason = RAISON
    contrat.full_clean()
    contrat.save()
    if "quartiers" in champs and fiche.quartiers:
        codes = Q(echelle=Echelle.QPV, code__in=fiche.quartiers)
        contrat._change_reason = RAISON
        contrat.quartiers.set(Territoire.objects.filter(codes))
