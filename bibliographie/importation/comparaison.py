"""Tell each record of a file from the catalogue: new, same, changed, doubtful, refused.

An empty value in the file never erases one of ours: only what the file says is compared.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Field, TextChoices

from bibliographie.doublons.ressemblances import Doublon, Doublons
from bibliographie.formats.colonnes import horodatage
from bibliographie.formats.reference import Reference, de_notice
from bibliographie.importation.champs import champs_au_catalogue
from bibliographie.importation.sujets import RELATIONS, Sujets, Vocabulaire
from bibliographie.lecture.champs import Champ, Lecture, Lu, Rebut
from bibliographie.models import Notice
from bibliographie.models.responsables import cle_du_nom
from socle.textes import plier

_BLANCS = re.compile(r"[ \t\r\n]+")
# Field of Notice, by the field of Reference, where the file gives a plain value.
SIMPLES = {
    **{mot: mot for mot in ("type", "titre", "volume", "dans_titre", "dans_responsables")},
    **{mot: mot for mot in ("dans_editeur", "date", "pages", "duree", "edition", "doi", "isbn")},
    **{mot: mot for mot in ("lieu", "langue", "resume", "resume_origine", "note")},
    "numero": "numero_revue",
}
SANS_TITRE = "Sans titre\u00a0: une notice en a un."
LIBELLES = {
    "auteurs": "auteurs",
    "et_al": "et al.",
    "editeurs": "éditeurs",
    "revue": "revue",
    "issn": "ISSN de la revue",
    "urls": "adresses",
    "themes": "thèmes",
    "types": "types de dispositif",
    "dispositifs": "dispositifs",
    "territoires": "territoires",
    "publics": "publics",
}


class Etat(TextChoices):
    """What the catalogue says of a record."""

    NOUVEAU = "nouveau", "nouvelle"
    MODIFIE = "modifie", "modifiée"
    DOUTEUX = "douteux", "doublon possible"
    IDENTIQUE = "identique", "identique"
    REFUSE = "refuse", "refusée"


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that the file says otherwise."""

    champ: str
    libelle: str
    avant: str
    apres: str


@dataclass(frozen=True, slots=True)
class Comparaison:
    """One record of a file, beside the catalogue."""

    ligne: int
    etat: Etat
    lecture: Lecture = field(default_factory=lambda: Lecture(0, Reference()))
    notice: Notice | None = None
    differences: tuple[Difference, ...] = ()
    doublons: tuple[Doublon, ...] = ()
    remarques: tuple[str, ...] = ()
    sujets: Sujets = field(default_factory=Sujets)
    # What became of each field of the record, our own words and periodicals being known.
    champs: tuple[Champ, ...] = ()

    @property
    def reference(self) -> Reference:
        """What the record says."""
        return self.lecture.reference

    @property
    def est_a_choisir(self) -> bool:
        """Whether the editor has something to decide."""
        return self.etat in (Etat.NOUVEAU, Etat.MODIFIE, Etat.DOUTEUX)

    @property
    def choix_propose(self) -> str:
        """« creer », « completer » or « ignorer »: an update is proposed only when it is safe,
        that is when nobody has changed the notice since the file was exported.
        """
        if self.etat is Etat.NOUVEAU:
            return "creer"
        if self.etat is Etat.MODIFIE and self.notice and self._exportee_depuis(self.notice):
            return "completer"
        return "ignorer"

    def _exportee_depuis(self, notice: Notice) -> bool:
        return self.reference.modifie_le == horodatage(notice)

    @property
    def empreinte(self) -> str:
        """Changes when what the editor was shown is no longer true."""
        notices = [self.notice, *(d.notice for d in self.doublons)]
        vues = [(n.pk, n.modifie_le.isoformat()) for n in notices if n]
        dit = repr((self.ligne, self.etat.value, vues, self.differences, self.champs))
        return hashlib.sha256(dit.encode()).hexdigest()[:16]


def comparer(lus: Iterable[Lu]) -> list[Comparaison]:
    """Compare every record, in the order of the file: a few queries for a whole file."""
    lectures = list(lus)
    references = [lu.reference for lu in lectures if not isinstance(lu, Rebut)]
    doublons, vocabulaire = Doublons(references), Vocabulaire(references)
    vus: dict[str, int] = {}
    comparaisons = []
    for lu in lectures:
        if isinstance(lu, Rebut):
            comparaisons.append(Comparaison(lu.ligne, Etat.REFUSE, remarques=(lu.raison,)))
            continue
        if not lu.reference.titre:
            refusee = Comparaison(
                lu.ligne, Etat.REFUSE, lu, remarques=(SANS_TITRE,), champs=lu.champs
            )
            comparaisons.append(refusee)
            continue
        comparaison = _comparer(lu, doublons, vocabulaire)
        comparaisons.append(_deja_dans_le_fichier(comparaison, vus))
    return comparaisons


def _comparer(lecture: Lecture, doublons: Doublons, vocabulaire: Vocabulaire) -> Comparaison:
    reference = lecture.reference
    notice = doublons.par_cle.get(reference.cle)
    proches = () if notice else tuple(doublons.de(reference))
    voisine = notice or (proches[0].notice if proches else None)
    sujets = vocabulaire.sujets(reference, voisine)
    autre = vocabulaire.refus_de_l_issn(reference)
    ecarts = tuple(_differences(reference, voisine, sujets)) if voisine else ()
    if voisine and not autre and reference.issn and not vocabulaire.issn_connu(reference):
        ecarts = (*ecarts, Difference("issn", LIBELLES["issn"], "", reference.issn))
    if voisine is None:
        etat = Etat.NOUVEAU
    elif not ecarts:
        etat = Etat.IDENTIQUE
    else:
        etat = Etat.MODIFIE if notice else Etat.DOUTEUX
    remarques = lecture.remarques
    if notice and ecarts and reference.modifie_le not in ("", horodatage(notice)):
        remarques = (*remarques, "La notice a changé depuis l’export de ce fichier.")
    champs = tuple(champs_au_catalogue(lecture, sujets.inconnus, autre))
    return Comparaison(
        lecture.ligne, etat, lecture, voisine, ecarts, proches, remarques, sujets, champs
    )


def _deja_dans_le_fichier(comparaison: Comparaison, vus: dict[str, int]) -> Comparaison:
    """A second record of the same work in one file is doubtful."""
    reference = comparaison.reference
    cle = reference.doi.lower() or f"{plier(reference.titre)} {reference.date[:4]}"
    premiere = vus.setdefault(cle, comparaison.ligne)
    if premiere == comparaison.ligne or not comparaison.est_a_choisir:
        return comparaison
    remarque = f"Même œuvre que la ligne {premiere} du fichier."
    return replace(comparaison, etat=Etat.DOUTEUX, remarques=(*comparaison.remarques, remarque))


def _differences(reference: Reference, notice: Notice, sujets: Sujets) -> Iterable[Difference]:
    actuelle = de_notice(notice)
    for mot, champ in SIMPLES.items():
        avant, apres = getattr(actuelle, mot), getattr(reference, mot)
        if apres and _plat(avant) != _plat(apres):
            yield Difference(mot, _libelle(champ), avant, apres)
    if reference.et_al and not actuelle.et_al:
        yield Difference("et_al", LIBELLES["et_al"], "", "oui")
    for mot in ("auteurs", "editeurs", "revue", "urls"):
        avant, apres = getattr(actuelle, mot), getattr(reference, mot)
        if apres and _comparable(mot, avant) != _comparable(mot, apres):
            yield Difference(mot, LIBELLES[mot], _lisible(avant), _lisible(apres))
    for relation, pks in sujets.par_relation.items():
        objets = {objet.pk: str(objet) for objet in getattr(notice, RELATIONS[relation]).all()}
        if set(pks) != set(objets):
            yield Difference(
                relation,
                LIBELLES[relation],
                ", ".join(objets.values()),
                _noms(notice, relation, pks),
            )


def _libelle(champ: str) -> str:
    """The name of a field of Notice, as the admin shows it."""
    trouve = Notice._meta.get_field(champ)
    return str(trouve.verbose_name) if isinstance(trouve, Field) else champ


def _plat(valeur: Any) -> Any:
    """Formats break lines differently: that alone is no difference."""
    return _BLANCS.sub(" ", valeur).strip(" ") if isinstance(valeur, str) else valeur


def _comparable(mot: str, valeur: Any) -> Any:
    if mot == "auteurs":
        # « MOTARD Clémentine » without a comma is the same person.
        return [str(nom) for nom in valeur]
    if mot == "editeurs":
        return [cle_du_nom(nom) for nom in valeur]
    return cle_du_nom(valeur) if mot == "revue" else valeur


def _lisible(valeur: Any) -> str:
    return valeur if isinstance(valeur, str) else ", ".join(str(v) for v in valeur)


def _noms(notice: Notice, relation: str, pks: list[int | str]) -> str:
    modele = Notice._meta.get_field(RELATIONS[relation]).related_model
    if modele is None or isinstance(modele, str):
        return ""
    noms = {o.pk: str(o) for o in modele._default_manager.filter(pk__in=pks)}
    return ", ".join(noms.get(pk, "") for pk in pks)
