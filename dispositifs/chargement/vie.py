"""Rows of a dispositif's life: étapes, coordinations, articulations.

They are written in the dispositif's own row, or apart: a later source adds a dated fact to a
record that exists, and the record is then verified as of that source. A source that only tells of
an older step (« signé en 2015 ») says nothing of the record as of its own date.
"""

from dispositifs.chargement.base import AFFIRMATION, ChargeurDeBase
from dispositifs.chargement.lecture import ChargementError, Ligne
from dispositifs.models import (
    Articulation,
    Coordination,
    Dispositif,
    Etape,
    Organisme,
    Verification,
)
from socle.models import Source

ETAPE = {"statut", "date", "constat", "source"} | AFFIRMATION
COORDINATION = {"etat", "date", "fonction", "etp", "organisme", "source"} | AFFIRMATION
ARTICULATION = {"nature", "dispositif", "source"} | AFFIRMATION


class LignesDeVie(ChargeurDeBase):
    """How what happens to a dispositif is written."""

    # What the files say: (dispositif, date) → statut and key of the source.
    _statuts_dits: dict[tuple[str, str], tuple[str, str]]

    # Written apart

    def _etape(self, ligne: Ligne) -> None:
        self._controler(ligne, ETAPE | {"dispositif"})
        self._dire_le_statut(ligne["dispositif"], ligne)
        fiche = self._fiche(ligne["dispositif"])
        if fiche is None:
            self._compter_un_retrait(Etape)
            return
        cle = {"dispositif": fiche, "date": str(ligne["date"]), "statut": ligne["statut"]}
        if self._affirme(Etape, ligne, **cle) and not self._se_contredit(fiche, ligne):
            depassee = fiche.etapes.filter(date__gt=cle["date"]).exists()
            self._ecrire_etape(fiche, ligne)
            if not depassee:
                self._verifier(fiche, self._exiger_source(ligne))

    def _coordination(self, ligne: Ligne) -> None:
        """The coordination in place before ends when this one begins."""
        self._controler(ligne, COORDINATION | {"dispositif"})
        fiche = self._fiche(ligne["dispositif"])
        if fiche is None:
            self._compter_un_retrait(Coordination)
            return
        date = str(ligne["date"])
        if not self._affirme(Coordination, ligne, dispositif=fiche, date=date, etat=ligne["etat"]):
            return
        autres = fiche.coordinations.order_by("date")
        suivante = autres.filter(date__gt=date).first()
        fin = suivante.date if suivante else ""
        for precedente in autres.filter(date__lt=date, fin__in=["", fin]):
            precedente.fin = date
            self._enregistrer(precedente)
        self._ecrire_coordination(fiche, ligne, fin)
        self._verifier(fiche, self._exiger_source(ligne))

    def _articulation(self, ligne: Ligne) -> None:
        self._controler(ligne, ARTICULATION | {"de"})
        de, vers = self._fiche(ligne["de"]), self._fiche(ligne["dispositif"])
        if de is None or vers is None:
            self._compter_un_retrait(Articulation)
            return
        if self._affirme(Articulation, ligne, de=de, nature=ligne["nature"], vers=vers):
            self._ecrire_articulation(de, vers, ligne)
            self._verifier(de, self._exiger_source(ligne))

    def _fiche(self, cle: str) -> Dispositif | None:
        """The record of this key, even renamed since; None when an editor deleted it.

        Raise ChargementError when there never was one.
        """
        try:
            return self._exiger(Dispositif, "slug", cle)
        except ChargementError:
            if Dispositif.history.filter(slug=cle).exists():
                return None
            raise

    @staticmethod
    def _verifier(fiche: Dispositif, source: Source) -> None:
        """A later source verifies the record as of its date. The date never goes back."""
        if source.organisme and source.date > fiche.verifie_le:
            corrige = Verification.Resultat.CORRIGE
            fiche.verifier(source.date, source.organisme[:120], corrige, d_apres=source)

    # In the dispositif's own row

    def _etapes(self, dispositif: Dispositif, ligne: Ligne) -> None:
        for etape in ligne.get("etapes") or []:
            self._ecrire_etape(dispositif, {"source": ligne["source"], **etape})

    def _dire_les_statuts(self, ligne: Ligne) -> None:
        for etape in ligne.get("etapes") or []:
            self._controler(etape, ETAPE)
            self._dire_le_statut(ligne["cle"], {"source": ligne["source"], **etape})

    def _coordinations(self, dispositif: Dispositif, ligne: Ligne) -> None:
        lignes = ligne.get("coordinations") or []
        for rang, coordination in enumerate(lignes):
            self._controler(coordination, COORDINATION)
            fin = str(lignes[rang + 1]["date"]) if rang + 1 < len(lignes) else ""
            self._ecrire_coordination(dispositif, {"source": ligne["source"], **coordination}, fin)

    def _articulations(self, dispositif: Dispositif, ligne: Ligne) -> None:
        for lien in ligne.get("articulations") or []:
            self._controler(lien, ARTICULATION)
            vers = self._exiger(Dispositif, "slug", lien["dispositif"])
            self._ecrire_articulation(dispositif, vers, {"source": ligne["source"], **lien})

    # Both

    def _dire_le_statut(self, cle: str, etape: Ligne) -> None:
        """Refuse what the files say twice of one date: which source or statut would hold?"""
        date, statut, source = str(etape["date"]), str(etape["statut"]), str(etape.get("source"))
        if (str(cle), date) not in self._statuts_dits:
            self._statuts_dits[str(cle), date] = statut, source
            return
        deja, premiere = self._statuts_dits[str(cle), date]
        if deja != statut:
            raise ChargementError(
                f"{self.ou} : deux statuts pour une même date ({date}) : « {deja} » ({premiere}) "
                f"et « {statut} » ({source}). Précisez les dates, ou gardez-en un et dites "
                "l’autre dans « desaccord »."
            )
        if premiere != source:
            raise ChargementError(
                f"{self.ou} : deux sources pour un même statut ({statut}, {date}) : "
                f"« {premiere} » et « {source} »."
            )
        raise ChargementError(f"{self.ou} : étape déjà inscrite ({statut}, {date}).")

    def _se_contredit(self, fiche: Dispositif, ligne: Ligne) -> bool:
        """Whether the register says another statut of that very date: it is kept, and told."""
        autres = fiche.etapes.filter(date=str(ligne["date"])).exclude(statut=ligne["statut"])
        deja = autres.select_related("source").first()
        if deja is not None:
            self.bilan.ajoutes[str(Etape._meta.verbose_name_plural)] -= 1
            self.bilan.laisses.append(
                f"{self.ou} : « {ligne['statut']} » contredit ce que dit le registre ({deja}, "
                f"source « {deja.source.cle} »), qui est gardé."
            )
        return deja is not None

    def _ecrire_etape(self, dispositif: Dispositif, etape: Ligne) -> None:
        self._enregistrer(
            Etape(
                dispositif=dispositif,
                statut=etape["statut"],
                date=str(etape["date"]),
                constat=etape.get("constat", False),
                **self._affirmation(etape),
            )
        )

    def _ecrire_coordination(self, dispositif: Dispositif, dite: Ligne, fin: str) -> None:
        self._enregistrer(
            Coordination(
                dispositif=dispositif,
                etat=dite["etat"],
                date=str(dite["date"]),
                fin=fin,
                fonction=dite.get("fonction", ""),
                etp=dite.get("etp"),
                organisme=self._par_cle(Organisme, "cle", dite.get("organisme")),
                **self._affirmation(dite),
            )
        )

    def _ecrire_articulation(self, de: Dispositif, vers: Dispositif, lien: Ligne) -> None:
        self._enregistrer(
            Articulation(de=de, nature=lien["nature"], vers=vers, **self._affirmation(lien))
        )
