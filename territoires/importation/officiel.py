"""Parse the reference CSV of fixtures/territoires (see its LISEZMOI.md) to frozen fiches."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Final

from territoires.importation.fiches import Cle, Fiche, Referentiel
from territoires.importation.lecture import (
    CelluleInvalideError,
    ErreurDeLigne,
    FichierIllisibleError,
    Ligne,
    lignes,
    ouvrir,
)
from territoires.lieux.toponymie import liaison_deduite, typographier
from territoires.models import MOTIFS_DE_CODE, Echelle, Territoire

PAYS: Final = "FR"
ECHELLES: Final = frozenset(e.value for e in Echelle if e != Echelle.QPV)
COLONNES: Final = {
    "millesimes": ("fichier", "millesime"),
    "regions": ("code", "nom", "liaison"),
    "departements": ("code", "nom", "liaison", "region", "nature", "population_annee"),
    "epci": ("code", "nom", "nature"),
    "communes": (
        *("code", "nom", "liaison", "departement", "epci", "siren", "population"),
        *("codes_postaux", "anciens_noms"),
    ),
    "arrondissements": ("code", "nom", "liaison", "commune", "population", "codes_postaux"),
    "anciens": ("code", "nom", "liaison", "successeur", "codes_postaux", "obsolete_depuis"),
    "epci_anciens": ("code", "nom", "nature", "obsolete_depuis", "communes", "successeurs"),
    "qpv": ("code", "nom", "communes"),
}
CODE_POSTAL: Final = r"^[0-9]{5}$"
SIREN: Final = r"^[0-9]{9}$"
NOM_MAX: Final = 150
# The first year of Insee's code officiel géographique.
PREMIERE_ANNEE: Final = 1943


def fichiers(dossier: Path) -> dict[str, str]:
    """The text of each reference file of the folder. Raise FichierIllisibleError."""
    return {nom: ouvrir(dossier / f"{nom}.csv") for nom in COLONNES}


def lire(textes: dict[str, str], millesime: int | None = None) -> Referentiel:
    """The whole reference. `millesime` replaces the year that millesimes.csv gives to the COG.

    Raise FichierIllisibleError with every wrong line of the first file that holds one.
    """
    return _Lecture(textes, millesime).referentiel()


class _Lecture:
    """One reading: each file checks its links against the files read before it."""

    def __init__(self, textes: dict[str, str], millesime: int | None) -> None:
        self.textes = textes
        self.fiches: dict[Cle, Fiche] = {}
        self.communes: dict[Cle, set[str]] = defaultdict(set)
        self.communes_d_alors: dict[Cle, frozenset[str]] = {}
        self.annees: dict[str, int | None] = {}
        self.regions: dict[str, str] = {}
        self.millesimes: dict[str, int] = {}
        self._chaque("millesimes", self._millesime)
        self.cog = millesime or self._annee_de("communes")

    def referentiel(self) -> Referentiel:
        """Read every file, from the widest échelle to the closest."""
        france = Fiche(str(Echelle.PAYS), PAYS, "France", self.cog, liaison=3)
        self.fiches[france.cle] = france
        for nom, methode in (
            ("regions", self._region),
            ("departements", self._departement),
            ("epci", self._epci),
            ("communes", self._commune),
            ("arrondissements", self._arrondissement),
            ("anciens", self._ancien),
            ("epci_anciens", self._epci_ancien),
            ("qpv", self._quartier),
        ):
            self._chaque(nom, methode)
        self._compter()
        communes = {cle: frozenset(codes) for cle, codes in self.communes.items()}
        millesimes = dict.fromkeys(ECHELLES, self.cog) | {str(Echelle.EPCI): self._annee_de("epci")}
        return Referentiel(millesimes, self.fiches, communes, self.communes_d_alors)

    def _chaque(self, nom: str, methode: Callable[[Ligne], Fiche | None]) -> None:
        """Read one file through; refuse it whole when a line is wrong."""
        erreurs: list[ErreurDeLigne] = []
        for ligne in lignes(self.textes[nom], f"{nom}.csv", COLONNES[nom]):
            try:
                fiche = methode(ligne)
                if fiche and fiche.cle in self.fiches:
                    raise CelluleInvalideError("ce code est déjà donné plus haut")
            except CelluleInvalideError as erreur:
                erreurs.append(ligne.erreur(str(erreur)))
            else:
                if fiche:
                    self.fiches[fiche.cle] = fiche
        if erreurs:
            raise FichierIllisibleError(erreurs)

    def _annee_de(self, fichier: str) -> int:
        if fichier not in self.millesimes:
            raison = f"aucun millésime pour « {fichier} »"
            raise FichierIllisibleError([ErreurDeLigne("millesimes.csv", 1, "", raison)])
        return self.millesimes[fichier]

    def _millesime(self, ligne: Ligne) -> None:
        annee = ligne.entier("millesime", 2100)
        if annee is None or annee < PREMIERE_ANNEE:
            raise CelluleInvalideError("le millésime est une année, comme 2026")
        self.millesimes[ligne.texte("fichier", vide=False)] = annee

    def _region(self, ligne: Ligne) -> Fiche:
        return self._fiche(ligne, Echelle.REGION)

    def _departement(self, ligne: Ligne) -> Fiche:
        fiche = self._fiche(ligne, Echelle.DEPARTEMENT)
        nature = ligne.texte("nature")
        if nature not in ("", Territoire.Nature.COM):
            raise CelluleInvalideError(f"nature inconnue : « {nature[:20]} »")
        region = self._lien(ligne, "region", Echelle.REGION, vide=nature == "COM")
        self.regions[fiche.code] = region
        self.annees[fiche.code] = ligne.entier("population_annee", 2100)
        return replace(fiche, nature=nature)

    def _epci(self, ligne: Ligne) -> Fiche:
        return self._intercommunalite(ligne, self._annee_de("epci"))

    def _intercommunalite(self, ligne: Ligne, millesime: int) -> Fiche:
        fiche = self._fiche(ligne, Echelle.EPCI, millesime)
        nature = ligne.texte("nature")
        if nature not in Territoire.Nature.values or nature == Territoire.Nature.COM:
            raise CelluleInvalideError(f"nature inconnue : « {nature[:20]} »")
        return replace(fiche, nature=nature, siren=fiche.code)

    def _commune(self, ligne: Ligne) -> Fiche:
        fiche = self._fiche(ligne, Echelle.COMMUNE)
        departement = self._lien(ligne, "departement", Echelle.DEPARTEMENT)
        epci = self._lien(ligne, "epci", Echelle.EPCI, vide=True)
        for echelle, code in (
            (Echelle.PAYS, PAYS),
            (Echelle.REGION, self.regions[departement]),
            (Echelle.DEPARTEMENT, departement),
            (Echelle.EPCI, epci),
            (Echelle.COMMUNE, fiche.code),
        ):
            if code:
                self.communes[str(echelle), code].add(fiche.code)
        return self._peupler(
            replace(
                fiche,
                siren=ligne.code("siren", SIREN, vide=True),
                anciens_noms=typographier(ligne.texte("anciens_noms")),
            ),
            ligne,
            departement,
        )

    def _arrondissement(self, ligne: Ligne) -> Fiche:
        fiche = self._fiche(ligne, Echelle.ARRONDISSEMENT)
        commune = self._lien(ligne, "commune", Echelle.COMMUNE)
        self.communes[fiche.cle].add(commune)
        return self._peupler(fiche, ligne, commune[:2])

    def _ancien(self, ligne: Ligne) -> Fiche:
        successeur = self._lien(ligne, "successeur", Echelle.COMMUNE)
        fiche = self._fiche(ligne, Echelle.COMMUNE, sans_nom=True)
        return replace(
            fiche,
            codes_postaux=_codes_postaux(ligne),
            obsolete=True,
            obsolete_depuis=self._annee_de_fin(ligne, PREMIERE_ANNEE, vide=True),
            successeurs=frozenset({(str(Echelle.COMMUNE), successeur)}),
        )

    def _epci_ancien(self, ligne: Ligne) -> Fiche:
        """An EPCI that ended: the year, its communes of the time, and who holds them today."""
        millesime = self._annee_de("epci_anciens")
        fiche = self._intercommunalite(ligne, millesime)
        heritiers = self._liens(ligne, "successeurs", Echelle.EPCI, vide=False)
        communes = self._liens(ligne, "communes", Echelle.COMMUNE, ancien=True)
        self._verifier_les_heritiers(communes, heritiers)
        if communes:
            self.communes_d_alors[fiche.cle] = communes
        return replace(
            fiche,
            obsolete=True,
            obsolete_depuis=self._annee_de_fin(ligne, millesime + 1),
            successeurs=frozenset((str(Echelle.EPCI), code) for code in heritiers),
        )

    def _annee_de_fin(self, ligne: Ligne, premiere: int, *, vide: bool = False) -> int | None:
        """The first year without a territoire, which must be over by the reference."""
        annee = ligne.entier("obsolete_depuis", self.cog)
        if annee is None and vide:
            return None
        if annee is None or annee < premiere:
            raise CelluleInvalideError(
                f"« obsolete_depuis » est une année, de {premiere} à {self.cog}"
            )
        return annee

    def _verifier_les_heritiers(self, communes: frozenset[str], heritiers: frozenset[str]) -> None:
        """What a page says, « its communes are today in … », must be so."""
        if not communes:
            return
        actuelles = {self._actuelle(code) for code in communes}
        vrais = {
            cle[1]
            for cle, codes in self.communes.items()
            if cle[0] == Echelle.EPCI and codes & actuelles
        }
        if vrais != heritiers:
            raise CelluleInvalideError(
                f"ses communes sont aujourd’hui dans {' '.join(sorted(vrais)) or 'aucune'}, "
                f"et non dans {' '.join(sorted(heritiers))}"
            )

    def _actuelle(self, code: str) -> str:
        """The commune of today that a code is, or has become."""
        fiche = self.fiches[str(Echelle.COMMUNE), code]
        return next(iter(fiche.successeurs))[1] if fiche.obsolete else code

    def _quartier(self, ligne: Ligne) -> Fiche:
        fiche = self._fiche(ligne, Echelle.QPV, self._annee_de("qpv"))
        communes = self._liens(ligne, "communes", Echelle.COMMUNE, vide=False, ancien=True)
        self.communes[fiche.cle] = set(communes)
        return replace(fiche, liaison=0)

    def _fiche(
        self,
        ligne: Ligne,
        echelle: Echelle,
        millesime: int | None = None,
        *,
        sans_nom: bool = False,
    ) -> Fiche:
        """What every file gives: code, name, article."""
        code = ligne.code("code", MOTIFS_DE_CODE[echelle])
        nom = typographier(ligne.texte("nom", vide=sans_nom))
        if len(nom) > NOM_MAX:
            raise CelluleInvalideError(f"le nom dépasse {NOM_MAX} caractères")
        liaison = ligne.entier("liaison", 8) if "liaison" in ligne.cellules else None
        if liaison is None:
            liaison = liaison_deduite(nom)
        return Fiche(str(echelle), code, nom, millesime or self.cog, liaison)

    def _peupler(self, fiche: Fiche, ligne: Ligne, departement: str) -> Fiche:
        """Add population, its year and the postcodes."""
        population = ligne.entier("population")
        return replace(
            fiche,
            population=population,
            population_annee=None if population is None else self.annees.get(departement),
            codes_postaux=_codes_postaux(ligne),
        )

    def _lien(self, ligne: Ligne, colonne: str, echelle: Echelle, *, vide: bool = False) -> str:
        """A code that a file read before must have given."""
        code = ligne.code(colonne, MOTIFS_DE_CODE[echelle], vide=vide)
        if code:
            self._verifier(code, colonne, echelle)
        return code

    def _liens(
        self,
        ligne: Ligne,
        colonne: str,
        echelle: Echelle,
        *,
        vide: bool = True,
        ancien: bool = False,
    ) -> frozenset[str]:
        """Several such codes; with `ancien`, old ones too."""
        codes = ligne.codes(colonne, MOTIFS_DE_CODE[echelle], vide=vide)
        for code in codes:
            self._verifier(code, colonne, echelle, ancien=ancien)
        return frozenset(codes)

    def _verifier(self, code: str, colonne: str, echelle: Echelle, *, ancien: bool = False) -> None:
        fiche = self.fiches.get((str(echelle), code))
        if fiche is None or (fiche.obsolete and not ancien):
            inconnu = "inconnu" if echelle == Echelle.DEPARTEMENT else "inconnue"
            raise CelluleInvalideError(f"{echelle.label} {inconnu} : {code} (« {colonne} »)")

    def _compter(self) -> None:
        """Population of what contains communes: their sum, when all are of one year.

        The reference gives none for départements and régions, and gives EPCI that of
        another year; France would add Mayotte 2017 to 2023, so it stays empty.
        """
        for cle, codes in self.communes.items():
            if cle[0] in (Echelle.COMMUNE, Echelle.ARRONDISSEMENT, Echelle.QPV):
                continue
            membres = [self.fiches[str(Echelle.COMMUNE), code] for code in codes]
            if annee := _annee_partagee(membres):
                somme = sum(m.population or 0 for m in membres)
                self.fiches[cle] = replace(
                    self.fiches[cle], population=somme, population_annee=annee
                )


def _codes_postaux(ligne: Ligne) -> str:
    """Between two spaces, as the register keeps them."""
    postaux = ligne.codes("codes_postaux", CODE_POSTAL)
    return f" {' '.join(postaux)} " if postaux else ""


def _annee_partagee(membres: Iterable[Fiche]) -> int | None:
    """The year that all these populations share, None when they do not."""
    annees = {m.population_annee for m in membres}
    return annees.pop() if len(annees) == 1 else None
