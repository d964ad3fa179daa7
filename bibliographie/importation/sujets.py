"""What a file names in our own base: themes, types, schemes, places, readers, periodicals."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from bibliographie.formats.reference import TABLES, Reference
from bibliographie.models import Notice, Public, Revue
from bibliographie.models.responsables import cle_du_nom
from dispositifs.models import Dispositif, TypeDispositif
from socle.models import Theme
from socle.textes import plier
from territoires.models import Territoire

# Field of Notice, by the field of Reference that feeds it.
RELATIONS = {champ: champ for champ in TABLES}


@dataclass(frozen=True, slots=True)
class Sujets:
    """For each relation that the file speaks of: the keys of the rows it names."""

    par_relation: dict[str, list[int | str]] = field(default_factory=dict)
    # For each field of Reference, the words that name nothing here.
    inconnus: dict[str, tuple[str, ...]] = field(default_factory=dict)


class Vocabulaire:
    """Our words, read once for a whole file."""

    def __init__(self, references: Iterable[Reference]) -> None:
        references = list(references)
        themes = list(Theme.objects.all())
        types = list(TypeDispositif.objects.all())
        self.tables: dict[str, dict[str, Any]] = {
            "themes": {plier(mot): t.pk for t in themes for mot in (t.slug, t.nom)},
            "types": {plier(m): t.pk for t in types for m in (t.code, t.sigle, t.nom) if m},
            "publics": {plier(m): p.pk for p in Public.objects.all() for m in (p.code, p.nom)},
            "dispositifs": self._dispositifs(references),
            "territoires": self._territoires(references),
        }
        self.issn = self._issn(references)
        self._donnes: dict[str, str] = {}

    @staticmethod
    def _dispositifs(references: list[Reference]) -> dict[str, Any]:
        slugs = {slug for r in references for slug in r.dispositifs}
        trouves = Dispositif.objects.filter(slug__in=slugs).values_list("slug", "pk")
        return {plier(slug): pk for slug, pk in trouves}

    @staticmethod
    def _territoires(references: list[Reference]) -> dict[str, Any]:
        trouves = {}
        for reference in {ref for r in references for ref in r.territoires}:
            try:
                trouves[plier(reference)] = Territoire.objects.par_reference(reference).pk
            except Territoire.DoesNotExist:
                continue
        return trouves

    @staticmethod
    def _issn(references: list[Reference]) -> dict[str, str]:
        """The ISSN, perhaps blank, of each periodical of ours that the file names."""
        cles = {cle_du_nom(r.revue) for r in references if r.revue and r.issn}
        return dict(Revue.objects.filter(nom_plie__in=cles).values_list("nom_plie", "issn"))

    def sujets(self, reference: Reference, notice: Notice | None) -> Sujets:
        """What the reference names. Keywords only ever add: they never take a theme away."""
        nommes: dict[str, list[int | str]] = {}
        inconnus: dict[str, tuple[str, ...]] = {}
        for relation in RELATIONS:
            mots = getattr(reference, relation)
            connus = [self.tables[relation].get(plier(mot)) for mot in mots]
            if mots:
                nommes[relation] = list(dict.fromkeys(pk for pk in connus if pk is not None))
            inconnus[relation] = tuple(m for m, pk in zip(mots, connus, strict=True) if pk is None)
        if reference.mots_cles and not reference.themes and not reference.types:
            inconnus["mots_cles"] = tuple(self._mots_cles(reference, notice, nommes))
        else:
            # A table that has its themes: its keywords are not looked at, but for these.
            inconnus["mots_cles"] = tuple(
                mot
                for mot in reference.mots_cles
                if not any(
                    self.tables[relation].get(plier(mot)) in nommes.get(relation, ())
                    for relation in ("themes", "types")
                )
            )
        return Sujets(nommes, {champ: mots for champ, mots in inconnus.items() if mots})

    def issn_connu(self, reference: Reference) -> str:
        """The ISSN that our periodical of that name has; blank when it has none, or is new."""
        return self.issn.get(cle_du_nom(reference.revue), "") if reference.revue else ""

    def refus_de_l_issn(self, reference: Reference) -> str:
        """Why the ISSN of a record cannot be kept; blank when it can.

        To be asked in the order of the file: the first record gives its ISSN to a new periodical.
        """
        if not reference.issn:
            return ""
        if not reference.revue:
            return "sans revue à qui le donner"
        cle = cle_du_nom(reference.revue)
        notre = self.issn.get(cle) or self._donnes.setdefault(cle, reference.issn)
        if notre == reference.issn:
            return ""
        return f"la revue «\u00a0{reference.revue[:80]}\u00a0» a l’ISSN {notre}"

    def _mots_cles(
        self, reference: Reference, notice: Notice | None, nommes: dict[str, list[int | str]]
    ) -> list[str]:
        """Sort keywords into themes and types, after the notice’s own; return the others."""
        inconnus = []
        for relation in ("themes", "types"):
            deja = [objet.pk for objet in getattr(notice, relation).all()] if notice else []
            nommes[relation] = list(deja)
        for mot in reference.mots_cles:
            for relation in ("themes", "types"):
                pk = self.tables[relation].get(plier(mot))
                if pk is not None:
                    if pk not in nommes[relation]:
                        nommes[relation].append(pk)
                    break
            else:
                inconnus.append(mot)
        return inconnus
