"""Count all the facets of a list in one statement, and keep the counts while the data stay.

The records that the filters let through are found once (`WITH retenues AS MATERIALIZED`); each
facet is one branch over them. What is counted by a column of the record itself needs no join and
no DISTINCT; what it has several of is counted on the rows that tie it, by their own index.
"""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet, FieldDoesNotExist
from django.db import connection
from django.db.models import BigIntegerField, BooleanField, Func, Model, QuerySet

from socle.web.cache_version import version_des_donnees

Comptes = dict[str, int]
Rangs = list[tuple[Any, ...]]

# Keys of the records kept, for the branches: `filter(notice__in=RETENUES)`.
RETENUES = Func(template="(SELECT cle FROM retenues)", output_field=BigIntegerField())
D_UNE_COLONNE = (
    "SELECT CAST(%s AS text), CAST({colonne} AS text), COUNT(*) FROM retenues GROUP BY 2"
)
DE_LIGNES = "SELECT CAST(%s AS text), CAST(valeur AS text), n FROM ({lignes}) AS comptees"
DE_LIGNES_NOMMEES = (
    "SELECT CAST(%s AS text), nommee.slug, comptees.n FROM ({lignes}) AS comptees "
    "JOIN {table} AS nommee ON nommee.id = comptees.valeur"
)
VRAIS = ("1", "true")
GARDES_MAX, RANGS_MAX = 256, 20_000


@dataclass(frozen=True)
class Branche:
    """A facet counted on other rows: a queryset of (`valeur`, `n`), filtered by RETENUES.

    `nom` is the model whose `slug` names the value, when the rows give its key; `chemin` leads
    from the record to that slug, to count anew what bears the same one.
    """

    lignes: QuerySet
    nom: type[Model] | None = None
    chemin: str = ""


class _Gardes:
    """Rows of aggregate queries under one version of the data; the least used leave first."""

    def __init__(self) -> None:
        self._verrou = threading.Lock()
        self._version = ""
        self._rangs: OrderedDict[tuple[str, tuple[Any, ...]], Rangs] = OrderedDict()

    def lire(self, version: str, cle: tuple[str, tuple[Any, ...]]) -> Rangs | None:
        with self._verrou:
            if version != self._version or cle not in self._rangs:
                return None
            self._rangs.move_to_end(cle)
            return self._rangs[cle]

    def garder(self, version: str, cle: tuple[str, tuple[Any, ...]], rangs: Rangs) -> None:
        if len(rangs) > RANGS_MAX:
            return
        with self._verrou:
            if version != self._version:
                self._rangs.clear()
                self._version = version
            self._rangs[cle] = rangs
            if len(self._rangs) > GARDES_MAX:
                self._rangs.popitem(last=False)


_gardes = _Gardes()


def _executer(sql: str, params: tuple[Any, ...]) -> Rangs:
    """The rows, from what is kept when the same statement was read under the same version."""
    version = version_des_donnees()
    cle = (sql, params)
    rangs = _gardes.lire(version, cle) if version else None
    if rangs is None:
        with connection.cursor() as curseur:
            curseur.execute(sql, params)
            rangs = curseur.fetchall()
        if version:
            _gardes.garder(version, cle, rangs)
    return rangs


def lire(requete: QuerySet) -> Rangs:
    """The rows of an aggregate query over columns that need no conversion, kept likewise."""
    try:
        return _executer(*_compiler(requete))
    except EmptyResultSet:
        return []


def lire_ensemble(gabarit: str, a: QuerySet, b: QuerySet, limite: int) -> Rangs:
    """The rows of a statement that holds two querysets, {0} and {1}, and ends by its limit."""
    try:
        (sql_a, params_a), (sql_b, params_b) = _compiler(a), _compiler(b)
    except EmptyResultSet:
        return []
    return _executer(gabarit.format(sql_a, sql_b), (*params_a, *params_b, limite))


def est_multiple(modele: type[Model], champ: str) -> bool:
    """Whether a path of fields may lead to several values of one record.

    What is no field is an annotation: one value.
    """
    for mot in champ.split("__"):
        try:
            suivi: Any = modele._meta.get_field(mot)
        except FieldDoesNotExist:
            return False
        if suivi.many_to_many or suivi.one_to_many:
            return True
        if not suivi.is_relation:
            return False
        modele = suivi.related_model
    return False


def compter_ensemble(
    retenues: QuerySet, colonnes: Mapping[str, str], branches: Mapping[str, Branche]
) -> dict[str, Comptes]:
    """How many of these records each value of each facet has; one statement.

    `colonnes`: facet → field or annotation of the record, of one value. A value is given as the
    text of what Python would read (« True », « None »).
    """
    champs = list(dict.fromkeys(colonnes.values()))
    noms = {champ: f"c{rang}" for rang, champ in enumerate(champs)}
    comptes: dict[str, Comptes] = {nom: {} for nom in (*colonnes, *branches)}
    try:
        base, params = _compiler(retenues.order_by().values_list("pk", *champs))
    except EmptyResultSet:
        return comptes
    morceaux: list[str] = []
    for facette, champ in colonnes.items():
        morceaux.append(D_UNE_COLONNE.format(colonne=noms[champ]))
        params = (*params, facette)
    for facette, branche in branches.items():
        sql, siens = _lignes(branche)
        morceaux.append(sql)
        params = (*params, facette, *siens)
    entete = ", ".join(("cle", *noms.values()))
    entete = f"WITH retenues ({entete}) AS MATERIALIZED ({base})"
    lus = _executer(" ".join((entete, " UNION ALL ".join(morceaux))), params)
    booleens = {f for f, champ in colonnes.items() if _est_booleen(retenues, champ)}
    for facette, valeur, n in lus:
        texte = str(valeur in VRAIS) if facette in booleens else str(valeur)
        if texte in comptes[facette]:
            # Two authors of one name: a record that both sign is counted once.
            chemin = branches[facette].chemin
            n = retenues.order_by().filter(**{chemin: texte}).values("pk").distinct().count()
        comptes[facette][texte] = n
    return comptes


def _compiler(requete: QuerySet) -> tuple[str, tuple[Any, ...]]:
    sql, params = requete.query.sql_with_params()
    return sql, tuple(params)


def _lignes(branche: Branche) -> tuple[str, tuple[Any, ...]]:
    sql, params = _compiler(branche.lignes.order_by().values_list("valeur", "n"))
    if branche.nom is None:
        return DE_LIGNES.format(lignes=sql), params
    table = connection.ops.quote_name(branche.nom._meta.db_table)
    return DE_LIGNES_NOMMEES.format(lignes=sql, table=table), params


def _est_booleen(requete: QuerySet, champ: str) -> bool:
    annotation = requete.query.annotations.get(champ)
    return annotation is not None and isinstance(annotation.output_field, BooleanField)
