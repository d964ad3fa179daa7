"""Write what the editor chose, all of it or nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from bibliographie.catalogue.ecriture import nomme, poser_adresses, poser_auteurs, poser_editeurs
from bibliographie.formats.reference import Reference
from bibliographie.importation.champs import mis_de_cote
from bibliographie.importation.comparaison import SIMPLES, Comparaison
from bibliographie.importation.sujets import RELATIONS
from bibliographie.models import Notice, Provenance, Revue
from socle.models import Publiable
from socle.textes import plier

CLE_MAX = 110


@dataclass(frozen=True, slots=True)
class Choix:
    """What to do of one record: create it, or complete `notice` with it."""

    comparaison: Comparaison
    notice: Notice | None = None


class ConflitError(Exception):
    """A notice to complete is no longer as it was compared: nothing is written."""


@dataclass
class BilanImport:
    """The notices written."""

    creees: list[Notice] = field(default_factory=list)
    modifiees: list[Notice] = field(default_factory=list)


def appliquer(choix: Iterable[Choix], origine: str) -> BilanImport:
    """Write these choices in one transaction. `origine` names the file, for the history.

    New notices wait « à relire »: nobody publishes by importing. Raise ConflitError when a
    notice to complete has changed since it was compared.
    """
    bilan = BilanImport()
    with transaction.atomic():
        for un in choix:
            if un.notice is None:
                bilan.creees.append(_creer(un.comparaison, origine))
            else:
                deja = {notice.pk for notice in bilan.modifiees}
                notice = _verrouiller(un.notice, deja)
                bilan.modifiees.append(_modifier(notice, un.comparaison, origine))
    return bilan


def _creer(comparaison: Comparaison, origine: str) -> Notice:
    reference = comparaison.reference
    valeurs = _simples(reference)
    notice = Notice(
        cle=_cle(reference),
        etat=Publiable.Etat.A_RELIRE,
        adresse=Notice.Adresse.COMPLETE if reference.urls else Notice.Adresse.ABSENTE,
        **valeurs,
    )
    if notice.resume and not notice.resume_origine:
        notice.resume_origine = f"d’après le fichier {origine}"[:200]
    _enregistrer(notice, reference, origine)
    _relations(notice, comparaison)
    _tracer(notice, comparaison, origine)
    return notice


def _tracer(notice: Notice, comparaison: Comparaison, origine: str) -> None:
    """Say which file it comes from, and keep what that file says and the notice does not."""
    aujourd_hui: date = timezone.localdate()
    document = f"Fichier {origine[:80]}, importé le {aujourd_hui:%d/%m/%Y}"
    trace, _ = Provenance.objects.get_or_create(
        notice=notice, document=document, defaults={"lignes": str(comparaison.ligne)}
    )
    textes = [*filter(None, [trace.mis_de_cote]), *mis_de_cote(comparaison.champs)]
    trace.mis_de_cote = "\n".join(dict.fromkeys(textes))
    trace.save(update_fields=["mis_de_cote"])


def _verrouiller(vue: Notice, deja: set[int]) -> Notice:
    """The notice as it is now, locked. A file may complete it twice: that is no conflict."""
    notice = Notice.objects.select_for_update().get(pk=vue.pk)
    if notice.pk not in deja and notice.modifie_le != vue.modifie_le:
        raise ConflitError
    return notice


def _modifier(notice: Notice, comparaison: Comparaison, origine: str) -> Notice:
    """Take from the file what it says; leave what it does not."""
    for champ, valeur in _simples(comparaison.reference).items():
        setattr(notice, champ, valeur)
    if notice.resume and not notice.resume_origine:
        notice.resume_origine = f"d’après le fichier {origine}"[:200]
    _enregistrer(notice, comparaison.reference, origine)
    _relations(notice, comparaison)
    if any(champ.perd for champ in comparaison.champs):
        _tracer(notice, comparaison, origine)
    return notice


def _simples(reference: Reference) -> dict[str, Any]:
    """Fields of Notice that the reference says."""
    valeurs = {champ: getattr(reference, mot) for mot, champ in SIMPLES.items()}
    return {champ: valeur for champ, valeur in valeurs.items() if valeur}


def _enregistrer(notice: Notice, reference: Reference, origine: str) -> None:
    notice.type = notice.type or Notice.Type.DOCUMENT
    notice.et_al = notice.et_al or reference.et_al
    if reference.revue:
        notice.revue = nomme(Revue, reference.revue)
        if reference.issn and not notice.revue.issn:
            notice.revue.issn = reference.issn
            notice.revue.save(update_fields=["issn"])
    if reference.urls:
        notice.adresse = Notice.Adresse.COMPLETE
    # Kept on the object: the history of its subjects, written after it, bears it too.
    notice._change_reason = f"Import de {origine}"[:100]
    notice.save()


def _relations(notice: Notice, comparaison: Comparaison) -> None:
    reference = comparaison.reference
    if reference.auteurs:
        poser_auteurs(notice, reference.auteurs)
    if reference.editeurs:
        poser_editeurs(notice, reference.editeurs)
    if reference.urls:
        elidees = [
            r.lien.url
            for r in notice.rattachements.select_related("lien")
            if not r.lien.est_suivable
        ]
        poser_adresses(notice, [*reference.urls, *elidees])
    for relation, pks in comparaison.sujets.par_relation.items():
        getattr(notice, RELATIONS[relation]).set(pks)
    notice.indexer()


def _cle(reference: Reference) -> str:
    """The file's own key when it is a slug that nobody has; else one made from the title."""
    base = reference.cle if slugify(reference.cle) == reference.cle else ""
    if not base or len(base) > CLE_MAX:
        titre = slugify(plier(reference.titre))
        titre = titre[:80].rsplit("-", 1)[0] if len(titre) > 80 else titre
        base = f"{titre or 'notice'}-{reference.date[:4]}".strip("-")
    cle, rang = base, 2
    while Notice.objects.filter(cle=cle).exists():
        cle, rang = f"{base}-{rang}", rang + 1
    return cle
