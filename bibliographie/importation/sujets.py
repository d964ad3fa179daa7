"""What the words of a file name in our own base: themes, types, schemes, places, readers."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from bibliographie.formats.reference import TABLES, Reference
from bibliographie.models import Notice, Public
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
    remarques: tuple[str, ...] = ()


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
        self.noms = {"themes": {t.pk: t.nom for t in themes}}

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

    def sujets(self, reference: Reference, notice: Notice | None) -> Sujets:
        """What the reference names. Keywords only ever add: they never take a theme away."""
        nommes: dict[str, list[int | str]] = {}
        remarques = []
        for relation in RELATIONS:
            mots = getattr(reference, relation)
            connus = [self.tables[relation].get(plier(mot)) for mot in mots]
            if mots:
                nommes[relation] = list(dict.fromkeys(pk for pk in connus if pk is not None))
            inconnus = [mot for mot, pk in zip(mots, connus, strict=True) if pk is None]
            if inconnus:
                remarques.append(f"Inconnus, non repris ({relation})\u00a0: {', '.join(inconnus)}.")
        if reference.mots_cles and not reference.themes and not reference.types:
            inconnus = self._mots_cles(reference, notice, nommes)
            if inconnus:
                remarques.append(f"Mots-clés sans thème\u00a0: {', '.join(inconnus)}.")
        return Sujets(nommes, tuple(remarques))

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
