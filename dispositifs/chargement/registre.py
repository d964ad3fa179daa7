"""Rows of the register: types, sources, organismes, dispositifs, absences, figures."""

from collections.abc import Iterable, Iterator

from dispositifs.chargement.base import AFFIRMATION
from dispositifs.chargement.lecture import ChargementError, Ligne
from dispositifs.chargement.vie import LignesDeVie
from dispositifs.models import (
    AbsenceConstatee,
    Chiffre,
    Couverture,
    Delai,
    Dispositif,
    Generation,
    Organisme,
    TypeDispositif,
)
from socle.models import Publiable, Source, Theme
from territoires.models import Zonage

DISPOSITIF_SIMPLES = (
    "generation", "porteur_deduit", "debut", "fin", "presentation", "site", "desaccord",
    "passage",
)  # fmt: skip
TYPE = {
    "code", "sigle", "nom", "nom_pluriel", "definition", "besoin", "rang", "a_son_signe",
}  # fmt: skip
SOURCE = {"cle", "titre", "organisme", "date", "url", "note"}
# A figure with no delay of its own is to be reviewed after five years.
REVISION = 60
COUVERTURE = {"part", "visee", "precision", "deduit"}
CPTS = "cpts"
LIEUX_D_UNE_CPTS = ("commune-", "arrondissement-")
# A weak relay is loaded for the team to read again; anything else is published.
ETATS = (Publiable.Etat.PUBLIE, Publiable.Etat.A_RELIRE)


def _dits(ligne: Ligne, mots: Iterable[str]) -> Ligne:
    """The words that the row gives a value; 0 and « non » are values."""
    return {mot: ligne[mot] for mot in mots if ligne.get(mot) not in (None, "")}


class LignesDuRegistre(LignesDeVie):
    """How each kind of row of the register is written."""

    _nouveaux: set[str]

    def _theme(self, ligne: Ligne) -> None:
        self._controler(ligne, {"cle", "nom", "parent", "description", "source"})
        if self._a_faire(Theme, slug=ligne["cle"]):
            parent = self._par_cle(Theme, "slug", ligne.get("parent"))
            description = ligne.get("description") or ""
            self._enregistrer(
                Theme(slug=ligne["cle"], nom=ligne["nom"], parent=parent, description=description)
            )

    def _type(self, ligne: Ligne) -> None:
        self._controler(ligne, TYPE | {"source"})
        ligne = _dits(ligne, TYPE)
        if self._a_faire(TypeDispositif, code=ligne["code"]):
            self._enregistrer(TypeDispositif(**ligne))

    def _delai(self, ligne: Ligne) -> None:
        """After how many months: of one type, or of all; of the record, or of one field."""
        self._controler(ligne, {"type", "champ", "mois", "source"})
        type_ = self._par_cle(TypeDispositif, "code", ligne.get("type"))
        cle = {"type": type_, "champ": ligne.get("champ") or Delai.Champ.FICHE}
        if self._a_faire(Delai, **cle):
            self._enregistrer(Delai(**cle, mois=ligne["mois"]))

    def _source(self, ligne: Ligne) -> None:
        self._controler(ligne, SOURCE | {"source"})
        ligne = _dits(ligne, SOURCE)
        if self._a_faire(Source, cle=ligne["cle"]):
            self._enregistrer(Source(**ligne))

    def _zonage(self, ligne: Ligne) -> None:
        """One class for many places."""
        self._controler(ligne, {"classe", "date", "territoires", "source"} | AFFIRMATION)
        dit = {"classe": ligne["classe"], **self._affirmation(ligne)}
        for reference in ligne["territoires"]:
            cle = {"territoire": self._territoire(reference), "date": str(ligne["date"])}
            if self._a_faire(Zonage, **cle):
                self._enregistrer(Zonage(**cle, **dit))

    def _generation(self, ligne: Ligne) -> None:
        self._controler(ligne, {"code", "type", "debut", "fin", "source"} | AFFIRMATION)
        if self._a_faire(Generation, code=ligne["code"]):
            self._enregistrer(
                Generation(
                    code=ligne["code"],
                    type=self._exiger(TypeDispositif, "code", ligne["type"]),
                    debut=str(ligne["debut"]),
                    fin=str(ligne.get("fin") or ""),
                    **self._affirmation(ligne),
                )
            )

    def _organisme(self, ligne: Ligne) -> None:
        self._controler(
            ligne, {"cle", "nom", "nature", "territoire", "sigle", "site_web", "note", "source"}
        )
        if self._a_faire(Organisme, cle=ligne["cle"]):
            champs = {m: v for m, v in ligne.items() if m != "source"}
            if champs.get("territoire"):
                champs["territoire"] = self._territoire(champs["territoire"])
            self._enregistrer(Organisme(**champs))

    @staticmethod
    def _verification(source: Source | None) -> Ligne:
        """A dated source is itself a verification: somebody looked, on that date."""
        if source is None or not source.date or not source.organisme:
            return {}
        return {
            "verifie_le": source.date,
            "verifie_par": source.organisme[:120],
            "verifie_d_apres": source,
        }

    def _dispositif(self, ligne: Ligne) -> None:
        self._controler(
            ligne,
            {"cle", "type", "nom", "generation_nommee", "succede_a", "porteur", "lieu", "source"}
            | {"themes", "etat"}
            | {"perimetre", "perimetre_inconnu", "etapes", "coordinations", "articulations"}
            | set(DISPOSITIF_SIMPLES),
        )
        self._dire_les_statuts(ligne)
        self._controler_la_cpts(ligne)
        if not self._a_faire(Dispositif, slug=ligne["cle"]):
            return
        source = self._par_cle(Source, "cle", ligne.get("source"))
        simples = _dits(ligne, DISPOSITIF_SIMPLES)
        dispositif = Dispositif(
            slug=ligne["cle"],
            nom=ligne["nom"],
            type=self._exiger(TypeDispositif, "code", ligne["type"]),
            generation_nommee=self._par_cle(Generation, "code", ligne.get("generation_nommee")),
            porteur=self._par_cle(Organisme, "cle", ligne.get("porteur")),
            perimetre_inconnu=ligne.get("perimetre_inconnu", False),
            source=source,
            **simples,
            **self._verification(source),
        )
        # Once, as it is published, now that all that the index reads is written.
        dispositif.indexe_plus_tard = True
        self._enregistrer(dispositif)
        self._perimetre(dispositif, ligne)
        self._etapes(dispositif, ligne)
        self._coordinations(dispositif, ligne)
        for theme in ligne.get("themes") or []:
            dispositif.themes.add(self._exiger(Theme, "slug", theme))
        self._publier(dispositif, self._etat(ligne))
        self._nouveaux.add(dispositif.slug)

    def _etat(self, ligne: Ligne) -> str:
        etat = ligne.get("etat") or Publiable.Etat.PUBLIE
        if etat not in ETATS:
            raise ChargementError(f"{self.ou} : etat : on attend « {' » ou « '.join(ETATS)} ».")
        return str(etat)

    def _publier(self, dispositif: Dispositif, etat: str) -> None:
        """As `publier` does; the database is asked of its own rules when it says no."""
        dispositif.ranger()
        dispositif.etat = etat
        dispositif.indexe_plus_tard = False
        self._enregistrer(dispositif)

    def _perimetre(self, dispositif: Dispositif, ligne: Ligne) -> None:
        lieu = ligne.get("lieu")
        for reference, couverture in self._couvertures(ligne):
            objet = Couverture(
                **couverture, territoire=self._territoire(reference), dispositif=dispositif
            )
            self._enregistrer(objet)
            if reference == lieu:
                dispositif.couverture_principale = objet
        if lieu and ligne.get("perimetre") and dispositif.couverture_principale is None:
            raise ChargementError(f"{self.ou} : « lieu » ({lieu}) n’est pas dans le périmètre.")

    def _couvertures(self, ligne: Ligne) -> Iterator[tuple[str, Ligne]]:
        """Each territory of the perimeter, with what the row says of it.

        A row names one, or several that share all the rest.
        """
        for rangee in ligne.get("perimetre") or []:
            self._controler(rangee, COUVERTURE | {"territoire", "territoires"})
            if "territoire" in rangee and "territoires" in rangee:
                raise ChargementError(f"{self.ou} : « territoire » et « territoires » à la fois.")
            if not isinstance(rangee.get("territoires", []), list):
                raise ChargementError(f"{self.ou} : « territoires » est une liste.")
            dite = {mot: valeur for mot, valeur in rangee.items() if mot in COUVERTURE}
            for reference in rangee.get("territoires") or [rangee["territoire"]]:
                yield str(reference), dite

    def _controler_la_cpts(self, ligne: Ligne) -> None:
        """A CPTS is said by the communes or arrondissements of its professionals."""
        references = [reference for reference, _ in self._couvertures(ligne)]
        if ligne["type"] == CPTS and not any(r.startswith(LIEUX_D_UNE_CPTS) for r in references):
            raise ChargementError(
                f"{self.ou} : le périmètre d’une CPTS se dit par ses communes ou arrondissements."
            )

    def _liens(self, ligne: Ligne) -> None:
        """Second pass: what points to other dispositifs, for the rows just added."""
        if ligne["cle"] not in self._nouveaux:
            return
        dispositif = Dispositif.objects.get(slug=ligne["cle"])
        if ligne.get("succede_a"):
            dispositif.succede_a = self._par_cle(Dispositif, "slug", ligne["succede_a"])
            self._enregistrer(dispositif)
        self._articulations(dispositif, ligne)

    def _absence(self, ligne: Ligne) -> None:
        self._controler(ligne, {"territoire", "type", "date", "source"} | AFFIRMATION)
        territoire = self._territoire(ligne["territoire"])
        cle = {"territoire": territoire, "type_id": ligne["type"], "date": str(ligne["date"])}
        if self._affirme(AbsenceConstatee, ligne, **cle):
            self._enregistrer(AbsenceConstatee(**cle, **self._affirmation(ligne)))

    def _chiffre(self, ligne: Ligne) -> None:
        self._controler(
            ligne,
            {"cle", "sujet", "libelle", "valeur", "approximatif", "unite", "date", "territoire"}
            | {"type", "modalite", "source", "delai_revision", "etat"}
            | AFFIRMATION,
        )
        if self._a_faire(Chiffre, cle=ligne["cle"]):
            simples = {m: ligne[m] for m in ("cle", "sujet", "libelle", "valeur", "unite")}
            self._enregistrer(
                Chiffre(
                    **simples,
                    approximatif=ligne.get("approximatif", False),
                    date=str(ligne.get("date") or ""),
                    territoire=self._territoire(ligne.get("territoire") or "pays-FR"),
                    type_id=ligne.get("type"),
                    modalite=ligne.get("modalite") or "",
                    delai_revision=ligne.get("delai_revision") or REVISION,
                    etat=self._etat(ligne),
                    **self._affirmation(ligne),
                )
            )
