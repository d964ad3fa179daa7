"""Write accepted fields into the record, each through its model, with its source."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import slugify

from dispositifs.actualisation.champs import A_LA_MAIN, Champ, coordination_actuelle
from dispositifs.models import ChampPropose, Coordination, Dispositif, Organisme
from socle.models import Source

SIMPLES = (Champ.NOM, Champ.PRESENTATION, Champ.DEBUT, Champ.FIN)


def organisme_nomme(nom: str) -> Organisme | None:
    """The organisme of that name or sigle, if the register knows it."""
    connus = Organisme.objects
    return connus.filter(nom__iexact=nom).first() or connus.filter(sigle__iexact=nom).first()


def _organisme(nom: str, motif: str) -> Organisme | None:
    """The organisme of that name, made when the register does not know it."""
    if not nom:
        return None
    connu = organisme_nomme(nom)
    if connu is not None:
        return connu
    racine = cle = slugify(nom)[:75] or "organisme"
    rang = 2
    while Organisme.objects.filter(cle=cle).exists():
        cle, rang = f"{racine}-{rang}", rang + 1
    nouveau = Organisme(cle=cle, nom=nom, note=motif)
    _enregistrer(nouveau, motif)
    return nouveau


def _enregistrer(objet: Any, motif: str) -> None:
    """Save what is right, with the reason that its history keeps."""
    objet._change_reason = motif
    objet.full_clean()
    objet.save()


class Ecrivain:
    """Writes the accepted fields of one proposition. A caller holds the transaction."""

    def __init__(self, dispositif: Dispositif, source: Source, le: str, motif: str) -> None:
        self.dispositif = dispositif
        self.source = source
        self.le = le
        self.motif = motif

    def ecrire(self, acceptes: list[ChampPropose]) -> None:
        """Write them all. Raise ValidationError when the record refuses one."""
        par_champ = {c.champ: c.propose for c in acceptes if c.champ not in A_LA_MAIN}
        for champ in SIMPLES:
            if champ in par_champ:
                setattr(self.dispositif, champ, par_champ[champ])
        if Champ.PORTEUR in par_champ:
            self.dispositif.porteur = _organisme(par_champ[Champ.PORTEUR], self.motif)
            self.dispositif.porteur_deduit = ""
        self.dispositif._change_reason = self.motif
        self.dispositif.full_clean()
        self._coordination({c: v for c, v in par_champ.items() if c.startswith("coordination.")})
        if Champ.ETAPE in par_champ:
            self._etape(par_champ[Champ.ETAPE])
        if Champ.DOCUMENT in par_champ:
            self._document(par_champ[Champ.DOCUMENT])

    def _coordination(self, nouveau: dict[str, Any]) -> None:
        """Correct the present coordination; another état ends it and begins the next."""
        if not nouveau:
            return
        actuelle = coordination_actuelle(self.dispositif)
        etat = nouveau.pop(Champ.ETAT_COORDINATION, None)
        if actuelle is not None and etat is not None and etat != actuelle.etat:
            # The journal of coordinations keeps the former one, until that day.
            suite = None if not etat else _suite(actuelle, etat)
            actuelle.fin = self.le
            _enregistrer(actuelle, self.motif)
            if suite is None:
                return
            actuelle = suite
        if actuelle is None:
            actuelle = Coordination(
                dispositif=self.dispositif, etat=etat or Coordination.Etat.EN_PLACE
            )
        if actuelle.pk is None:
            actuelle.date = self.le
        actuelle.source, actuelle.passage, actuelle.deduit = self.source, "", ""
        self._poser(actuelle, nouveau)
        _enregistrer(actuelle, self.motif)

    def _poser(self, coordination: Coordination, nouveau: dict[str, Any]) -> None:
        for champ, valeur in nouveau.items():
            if champ == Champ.ORGANISME:
                coordination.organisme = _organisme(valeur, self.motif)
            elif champ == Champ.ETP:
                coordination.etp = Decimal(valeur) if valeur else None
            else:
                setattr(coordination, champ.removeprefix("coordination."), valeur)

    def _etape(self, valeur: dict[str, str]) -> None:
        """Add the step, unless the register already has it."""
        if self.dispositif.etapes.filter(**valeur).exists():
            return
        etape = self.dispositif.etapes.model(
            dispositif=self.dispositif, source=self.source, **valeur
        )
        _enregistrer(etape, self.motif)

    def _document(self, valeur: dict[str, str]) -> None:
        """A notice to complete, tied to the record: through the reverse accessor, from below."""
        notices: Any = self.dispositif.notices
        url = valeur.get("url", "")
        if url and notices.filter(liens__url=url).exists():
            return
        racine = slugify(valeur["titre"])[:100] or "document"
        notice = notices.model(
            cle=f"{racine}-{self.dispositif.pk}-{self.le}"[:120],
            type="document",
            titre=valeur["titre"],
            etat="a-relire",
            adresse="complete" if url else "absente",
            note=self.motif,
        )
        if notices.model.objects.filter(cle=notice.cle).exists():
            raise ValidationError("Une notice de ce titre vient déjà d’être proposée.")
        _enregistrer(notice, self.motif)
        if url:
            lien, _ = notice.liens.model.objects.get_or_create(url=url)
            notice.rattachements.create(lien=lien)
        notices.add(notice)


def _suite(avant: Coordination, etat: str) -> Coordination:
    """The coordination that follows: what is not said to have changed goes on."""
    return Coordination(
        dispositif=avant.dispositif,
        etat=etat,
        fonction=avant.fonction,
        etp=avant.etp,
        organisme=avant.organisme,
        courriel=avant.courriel,
    )
