"""Rows of the register: types, sources, organismes, dispositifs, absences, figures."""

from collections.abc import Iterable

from dispositifs.chargement.base import AFFIRMATION, ChargeurDeBase
from dispositifs.chargement.lecture import ChargementError, Ligne
from dispositifs.models import (
    AbsenceConstatee,
    Articulation,
    Chiffre,
    Coordination,
    Couverture,
    Delai,
    Dispositif,
    Etape,
    Generation,
    Organisme,
    TypeDispositif,
)
from socle.models import Source, Theme

DISPOSITIF_SIMPLES = (
    "generation", "porteur_deduit", "debut", "fin", "presentation", "desaccord", "passage",
)  # fmt: skip
TYPE = {
    "code", "sigle", "nom", "nom_pluriel", "definition", "besoin", "rang", "a_son_signe",
}  # fmt: skip
SOURCE = {"cle", "titre", "organisme", "date", "url", "note"}
# A figure with no delay of its own is to be reviewed after five years.
REVISION = 60
VIE = {"statut", "date", "constat", "source"} | AFFIRMATION


def _dits(ligne: Ligne, mots: Iterable[str]) -> Ligne:
    """The words that the row gives a value; 0 and « non » are values."""
    return {mot: ligne[mot] for mot in mots if ligne.get(mot) not in (None, "")}


class LignesDuRegistre(ChargeurDeBase):
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
            | {"themes"}
            | {"perimetre", "perimetre_inconnu", "etapes", "coordinations", "articulations"}
            | set(DISPOSITIF_SIMPLES),
        )
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
        self._enregistrer(dispositif)
        self._perimetre(dispositif, ligne)
        self._etapes(dispositif, ligne)
        self._coordinations(dispositif, ligne)
        for theme in ligne.get("themes") or []:
            dispositif.themes.add(self._exiger(Theme, "slug", theme))
        dispositif.publier()
        self._nouveaux.add(dispositif.slug)

    def _perimetre(self, dispositif: Dispositif, ligne: Ligne) -> None:
        lieu = ligne.get("lieu")
        for couverture in ligne.get("perimetre") or []:
            self._controler(couverture, {"territoire", "part", "visee", "precision", "deduit"})
            territoire = self._territoire(couverture["territoire"])
            objet = Couverture(**{**couverture, "territoire": territoire}, dispositif=dispositif)
            self._enregistrer(objet)
            if couverture["territoire"] == lieu:
                dispositif.couverture_principale = objet
        if lieu and ligne.get("perimetre") and dispositif.couverture_principale is None:
            raise ChargementError(f"{self.ou} : « lieu » ({lieu}) n’est pas dans le périmètre.")

    def _etapes(self, dispositif: Dispositif, ligne: Ligne) -> None:
        for etape in ligne.get("etapes") or []:
            self._controler(etape, VIE)
            dite = self._affirmation({"source": ligne["source"], **etape})
            self._enregistrer(
                Etape(
                    dispositif=dispositif,
                    statut=etape["statut"],
                    date=str(etape["date"]),
                    constat=etape.get("constat", False),
                    **dite,
                )
            )

    def _coordinations(self, dispositif: Dispositif, ligne: Ligne) -> None:
        lignes = ligne.get("coordinations") or []
        for rang, coordination in enumerate(lignes):
            self._controler(
                coordination,
                {"etat", "date", "fonction", "etp", "organisme", "source"} | AFFIRMATION,
            )
            suivante = lignes[rang + 1] if rang + 1 < len(lignes) else None
            dite = self._affirmation({"source": ligne["source"], **coordination})
            self._enregistrer(
                Coordination(
                    dispositif=dispositif,
                    etat=coordination["etat"],
                    date=str(coordination["date"]),
                    fin=str(suivante["date"]) if suivante else "",
                    fonction=coordination.get("fonction", ""),
                    etp=coordination.get("etp"),
                    organisme=self._par_cle(Organisme, "cle", coordination.get("organisme")),
                    **dite,
                )
            )

    def _liens(self, ligne: Ligne) -> None:
        """Second pass: what points to other dispositifs, for the rows just added."""
        if ligne["cle"] not in self._nouveaux:
            return
        dispositif = Dispositif.objects.get(slug=ligne["cle"])
        if ligne.get("succede_a"):
            dispositif.succede_a = self._par_cle(Dispositif, "slug", ligne["succede_a"])
            self._enregistrer(dispositif)
        for lien in ligne.get("articulations") or []:
            self._controler(lien, {"nature", "dispositif", "source"} | AFFIRMATION)
            dite = self._affirmation({"source": ligne["source"], **lien})
            self._enregistrer(
                Articulation(
                    de=dispositif,
                    nature=lien["nature"],
                    vers=self._exiger(Dispositif, "slug", lien["dispositif"]),
                    **dite,
                )
            )

    def _absence(self, ligne: Ligne) -> None:
        self._controler(ligne, {"territoire", "type", "date", "source"} | AFFIRMATION)
        territoire = self._territoire(ligne["territoire"])
        cle = {"territoire": territoire, "type_id": ligne["type"], "date": str(ligne["date"])}
        if self._a_faire(AbsenceConstatee, **cle):
            self._enregistrer(AbsenceConstatee(**cle, **self._affirmation(ligne)))

    def _chiffre(self, ligne: Ligne) -> None:
        self._controler(
            ligne,
            {"cle", "sujet", "libelle", "valeur", "approximatif", "unite", "date", "territoire"}
            | {"type", "modalite", "source", "delai_revision"}
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
                    **self._affirmation(ligne),
                )
            )
