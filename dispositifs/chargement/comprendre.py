"""Rows that explain: legal texts, terms, the comparison, the explainers."""

from dispositifs.chargement.base import AFFIRMATION, ChargeurDeBase
from dispositifs.chargement.lecture import ChargementError, Ligne
from dispositifs.comprendre.jetons import chiffres_nus
from dispositifs.models import (
    Critere,
    Explication,
    Partie,
    ReponseCritere,
    SourceDePartie,
    Terme,
    TexteReference,
    TexteVerifie,
    TypeDispositif,
)
from socle.models import Publiable


class LignesPourComprendre(ChargeurDeBase):
    """How each kind of row that explains is written."""

    def _sans_chiffre_nu(self, texte: str) -> str:
        """A figure comes by its key, so that it keeps its date and source."""
        nus = chiffres_nus(texte)
        if nus:
            raise ChargementError(
                f"{self.ou} : chiffre écrit en clair ({nus[0]}) ; appelez-le par sa clé."
            )
        return texte

    def _texte(self, ligne: Ligne) -> None:
        self._controler(
            ligne,
            {"cle", "titre", "nature", "date", "url", "types", "resume", "source", "passage"},
        )
        if not self._a_faire(TexteReference, cle=ligne["cle"]):
            return
        texte = TexteReference(
            cle=ligne["cle"],
            titre=ligne["titre"],
            nature=ligne["nature"],
            date=str(ligne["date"]),
            url=ligne.get("url") or "",
            resume=ligne["resume"],
            source=self._exiger_source(ligne),
            passage=ligne.get("passage") or "",
        )
        self._enregistrer(texte)
        texte.types.set(TypeDispositif.objects.filter(code__in=ligne.get("types") or []))

    def _terme(self, ligne: Ligne) -> None:
        self._controler(ligne, {"sigle", "developpe", "definition", "source", "note"})
        if self._a_faire(Terme, sigle=ligne["sigle"]):
            usage = ligne.get("source") in (None, "usage")
            self._enregistrer(
                Terme(
                    sigle=ligne["sigle"],
                    developpe=ligne.get("developpe") or "",
                    definition=ligne.get("definition") or "",
                    note=ligne.get("note") or "",
                    source=None if usage else self._exiger_source(ligne),
                )
            )

    def _critere(self, ligne: Ligne) -> None:
        self._controler(ligne, {"cle", "question", "ordre", "source"})
        ligne = {m: v for m, v in ligne.items() if m != "source"}
        if self._a_faire(Critere, cle=ligne["cle"]):
            self._enregistrer(Critere(**ligne))

    def _reponse(self, ligne: Ligne) -> None:
        self._controler(
            ligne, {"critere", "type", "texte", "silence", "date", "source"} | AFFIRMATION
        )
        critere = self._par_cle(Critere, "cle", ligne["critere"])
        if self._a_faire(ReponseCritere, critere=critere, type_id=ligne["type"]):
            self._enregistrer(
                ReponseCritere(
                    critere=critere,
                    type_id=ligne["type"],
                    texte=self._sans_chiffre_nu(ligne["texte"]),
                    silence=bool(ligne.get("silence")),
                    date=str(ligne.get("date") or ""),
                    **self._affirmation(ligne),
                )
            )

    def _explication(self, ligne: Ligne) -> None:
        self._controler(ligne, {"type", "chapo", "source"})
        if self._a_faire(Explication, type_id=ligne["type"]):
            self._enregistrer(
                Explication(
                    type_id=ligne["type"],
                    chapo=self._sans_chiffre_nu(ligne["chapo"]),
                    etat=Publiable.Etat.PUBLIE,
                )
            )

    def _son_explication(self) -> Explication:
        """The explainer of the file being read."""
        return Explication.objects.get(type_id=self.fichier.contenu["explication"]["type"])

    def _verifie(self, ligne: Ligne) -> None:
        self._controler(ligne, {"texte", "lu_le", "copie", "passage", "source"})
        texte = self._exiger(TexteReference, "cle", ligne["texte"])
        cle = {"explication": self._son_explication(), "texte": texte}
        if self._a_faire(TexteVerifie, **cle):
            self._enregistrer(
                TexteVerifie(
                    **cle,
                    lu_le=str(ligne["lu_le"]),
                    copie=ligne.get("copie") or "",
                    passage=ligne.get("passage") or "",
                )
            )

    def _partie(self, ligne: Ligne) -> None:
        self._controler(ligne, {"rubrique", "texte", "sources", "source"})
        cle = {"explication": self._son_explication(), "rubrique": ligne["rubrique"]}
        if not self._a_faire(Partie, **cle):
            return
        partie = Partie(**cle, texte=self._sans_chiffre_nu(ligne["texte"]))
        self._enregistrer(partie)
        for source in ligne.get("sources") or []:
            self._enregistrer(
                SourceDePartie(
                    partie=partie,
                    source=self._exiger_source(source),
                    passage=source.get("passage") or "",
                )
            )
