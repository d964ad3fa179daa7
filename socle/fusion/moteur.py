"""Move to one record all that points to another, then remove the other.

Generic over `_meta.related_objects`: a foreign key added tomorrow is moved too. History rows are
left where they are: they tell what was true.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from simple_history.models import HistoricalChanges

from socle.fusion.champs import cle
from socle.fusion.rapprochement import Rapprochement

MOTIF_MAX = 100


class FusionError(Exception):
    """The two cannot be merged; the message says why, in French. Nothing was written."""


@dataclass
class Bilan:
    """What was moved, and what both had: « application.modele.champ » → database keys."""

    deplaces: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
    communs: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))

    @property
    def nombre(self) -> int:
        """How many links were moved."""
        return sum(len(pks) for pks in self.deplaces.values())


def fusionner(
    garde: models.Model,
    ecarte: models.Model,
    choix: Mapping[str, str],
    par: Any = None,
    avant: Callable[[Any, Any], None] = lambda garde, ecarte: None,
) -> Bilan:
    """Keep `garde`, with `ecarte`'s value for each field that `choix` gives to « b ».

    `choix`: field → « a », « b », « union ». `avant` is called first, in the transaction, for
    what an app wants otherwise. Raise FusionError when a rule would be broken.
    """
    if type(garde) is not type(ecarte) or garde.pk == ecarte.pk:
        raise FusionError("On ne fusionne que deux fiches différentes de la même liste.")
    bilan, pk = Bilan(), ecarte.pk
    try:
        with transaction.atomic():
            _verrouiller(garde, ecarte)
            cles = cle(garde), cle(ecarte)
            valeurs = _valeurs(garde, ecarte, choix)
            detail = {"retiree": _instantane(ecarte), "pk": ecarte.pk}
            avant(garde, ecarte)
            _deplacer_tout(garde, ecarte, bilan, _motif("Fusion avec", ecarte, cles[1]))
            _reunir(garde, ecarte, choix)
            _ecarter(ecarte, _motif("Fusionné dans", garde, cles[0]))
            _ecrire(garde, valeurs, _motif("Fusion avec", ecarte, cles[1]))
            _retenir(garde, cles, detail, bilan, par)
    except ValidationError as erreur:
        ecarte.pk = pk
        raise FusionError(" ".join(erreur.messages)) from erreur
    except (IntegrityError, models.ProtectedError, models.RestrictedError) as erreur:
        ecarte.pk = pk
        raise FusionError(
            "Une règle de la base l’empêche\u00a0: rien n’a été écrit. Corrigez d’abord l’une des "
            "deux fiches à la main."
        ) from erreur
    return bilan


def _verrouiller(*objets: models.Model) -> None:
    modele = type(objets[0])
    presents = modele._default_manager.select_for_update().filter(pk__in=[o.pk for o in objets])
    if len(presents.order_by("pk")) != len(objets):
        raise FusionError("L’une des deux fiches n’existe plus.")


def _motif(debut: str, autre: models.Model, cle_de_l_autre: str) -> str:
    return f"{debut} «\u00a0{str(autre)[:50]}\u00a0» ({cle_de_l_autre})"[:MOTIF_MAX]


def _valeurs(garde: Any, ecarte: Any, choix: Mapping[str, str]) -> dict[str, Any]:
    """The values to write on the kept record, read before the other is removed."""
    simples = {champ.name for champ in garde._meta.concrete_fields if champ.editable}
    return {nom: getattr(ecarte, nom) for nom, c in choix.items() if c == "b" and nom in simples}


def _instantane(objet: models.Model) -> dict[str, str]:
    """The removed record as text: enough to type it again."""
    return {
        champ.attname: str(valeur)
        for champ in objet._meta.concrete_fields
        if (valeur := getattr(objet, champ.attname)) not in (None, "")
    }


def _champs_qui_pointent(modele: Any) -> list[Any]:
    """Foreign keys of other records, or of links between records, that may name one of these."""
    return [
        relation.field
        for relation in modele._meta.get_fields(include_hidden=True)
        if relation.auto_created and relation.is_relation and not relation.concrete
        if not relation.many_to_many and not _est_une_histoire(relation.related_model)
        if not _est_un_lien_propre(relation.field, modele)
    ]


def liens_recus(a: models.Model, b: models.Model) -> list[tuple[str, int, int]]:
    """What points to each of the two: « signataires », how many for one, for the other."""
    lignes = []
    champs = _champs_qui_pointent(type(a))
    modeles = [champ.model for champ in champs]
    for champ in champs:
        deux = [champ.model._base_manager.filter(**{champ.name: o}).count() for o in (a, b)]
        if any(deux):
            nom = str(champ.model._meta.verbose_name_plural)
            if modeles.count(champ.model) > 1:
                nom = f"{nom} ({champ.verbose_name})"
            lignes.append((nom, deux[0], deux[1]))
    return lignes


def _deplacer_tout(garde: Any, ecarte: Any, bilan: Bilan, motif: str) -> None:
    for champ in _champs_qui_pointent(type(ecarte)):
        _deplacer(champ, garde, ecarte, bilan, motif)


def _est_une_histoire(modele: Any) -> bool:
    """History of a record, or of one of its lists."""
    noms = {champ.name for champ in modele._meta.concrete_fields}
    return issubclass(modele, HistoricalChanges) or "m2m_history_id" in noms


def _est_un_lien_propre(champ: Any, modele: Any) -> bool:
    """Whether the row is one of the record's own lists (themes of a notice): `_reunir` says."""
    propres = {m2m.remote_field.through for m2m in modele._meta.many_to_many}
    return champ.model in propres and bool(champ.model._meta.auto_created)


def _deplacer(champ: Any, garde: Any, ecarte: Any, bilan: Bilan, motif: str) -> None:
    """Point every row to the kept record; one that the kept record has already completes it."""
    nom = f"{champ.model._meta.label_lower}.{champ.name}"
    for ligne in champ.model._base_manager.filter(**{champ.name: ecarte}).order_by("pk"):
        if getattr(ligne, champ.attname) == garde.pk:
            continue
        setattr(ligne, champ.name, garde)
        ligne._change_reason = motif
        jumelle = _jumelle(ligne)
        if jumelle is None:
            ligne.save()
            bilan.deplaces[nom].append(ligne.pk)
            continue
        _completer(jumelle, ligne, motif)
        bilan.communs[nom].append(ligne.pk)
        ligne.delete()


def _jumelle(ligne: models.Model) -> Any:
    """The row that a uniqueness rule says is the same as this one, once moved."""
    modele = type(ligne)
    for champs in _uniques(modele):
        valeurs = {nom: getattr(ligne, nom) for nom in champs}
        if None in valeurs.values():
            continue
        autre = modele._base_manager.filter(**valeurs).exclude(pk=ligne.pk).first()
        if autre is not None:
            return autre
    return None


def _uniques(modele: type[models.Model]) -> list[tuple[str, ...]]:
    """Groups of fields that no two rows share: constraints without condition, unique links."""
    groupes = [
        tuple(c.fields)
        for c in modele._meta.constraints
        if isinstance(c, models.UniqueConstraint) and c.fields and not c.condition
    ]
    groupes += [tuple(groupe) for groupe in modele._meta.unique_together]
    groupes += [
        (c.name,) for c in modele._meta.concrete_fields if c.is_relation and c.unique
    ]  # fmt: skip
    return groupes


def _completer(jumelle: Any, ligne: Any, motif: str) -> None:
    """Keep of the second row what the first does not say."""
    manquants = [
        champ.attname
        for champ in jumelle._meta.concrete_fields
        if not champ.primary_key
        and getattr(jumelle, champ.attname) in (None, "")
        and getattr(ligne, champ.attname) not in (None, "")
    ]
    for nom in manquants:
        setattr(jumelle, nom, getattr(ligne, nom))
    if manquants:
        jumelle._change_reason = motif
        jumelle.save()


def _reunir(garde: Any, ecarte: Any, choix: Mapping[str, str]) -> None:
    """The record's own lists: its own, the other's, or both."""
    for champ in garde._meta.many_to_many:
        if not champ.remote_field.through._meta.auto_created or not champ.editable:
            continue
        siens, autres = getattr(garde, champ.name), getattr(ecarte, champ.name).all()
        voulu = choix.get(champ.name, "union")
        if voulu == "b":
            siens.set(autres)
        elif voulu == "union":
            siens.add(*autres)


def _ecarter(ecarte: Any, motif: str) -> None:
    ecarte._change_reason = motif
    ecarte.delete()


def _ecrire(garde: Any, valeurs: dict[str, Any], motif: str) -> None:
    for nom, valeur in valeurs.items():
        setattr(garde, nom, valeur)
    garde._change_reason = motif
    garde.full_clean()
    garde.save()
    if hasattr(garde, "indexer"):
        garde.indexer()


def _retenir(
    garde: Any, cles: tuple[str, str], detail: dict[str, Any], bilan: Bilan, par: Any
) -> None:
    """Note the merge; what was merged into the removed record is now in this one."""
    nouvelle, ecartee = cle(garde), cles[1]
    modele = garde._meta.label_lower
    siennes = Rapprochement.objects.filter(modele=modele)
    siennes.filter(decision="distincts", cle=ecartee).delete()
    siennes.filter(decision="distincts", autre_cle=ecartee).delete()
    siennes.fusions(type(garde)).filter(cle__in={ecartee, cles[0]}).update(cle=nouvelle)
    detail |= {"deplaces": dict(bilan.deplaces), "communs": dict(bilan.communs)}
    for retiree in {*cles} - {nouvelle}:
        Rapprochement.objects.update_or_create(
            modele=modele,
            cle=nouvelle,
            autre_cle=retiree,
            defaults={"decision": "fusionnes", "detail": detail, "par": par},
        )
