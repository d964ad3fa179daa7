"""The database side of an import: read what is there, write what differs."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Final

from django.db import connection

from territoires.importation.differences import Differences
from territoires.importation.fermeture import Fermeture
from territoires.importation.fiches import Cle, Fiche, Registre
from territoires.models import Appartenance, Territoire

LOT: Final = 2000
# Fields of a Fiche that a Territoire keeps under the same name.
COMMUNS: Final = (
    *("echelle", "code", "nom", "millesime", "liaison", "nature", "population"),
    *("population_annee", "siren", "codes_postaux", "anciens_noms"),
)
ECRITS: Final = [
    *(c for c in COMMUNS if c not in ("echelle", "code")),
    *("obsolete_depuis", "rang", "nom_plie", "recherche"),
]
Progres = Callable[[int], object]


def lire_registre() -> Registre:
    """Every territoire of the database, as fiches."""
    successeurs = lire_successeurs()
    fiches: dict[Cle, Fiche] = {}
    perimees: set[Cle] = set()
    for t in Territoire.objects.order_by().iterator(LOT):
        cle = (t.echelle, t.code)
        fiches[cle] = Fiche(
            **{champ: getattr(t, champ) for champ in COMMUNS},
            obsolete=t.est_obsolete,
            obsolete_depuis=t.obsolete_depuis,
            successeurs=frozenset(successeurs.get(cle, ())),
        )
        avant = (t.nom_plie, t.recherche)
        t.preparer()
        if avant != (t.nom_plie, t.recherche):
            perimees.add(cle)
    return Registre(fiches, frozenset(perimees))


def lire_successeurs() -> dict[Cle, list[Cle]]:
    """Obsolete territoire → its successors."""
    successeurs: dict[Cle, list[Cle]] = defaultdict(list)
    lignes = Territoire.successeurs.through.objects.values_list(
        "from_territoire__echelle",
        "from_territoire__code",
        "to_territoire__echelle",
        "to_territoire__code",
    )
    for echelle, code, echelle_suivante, code_suivant in lignes:
        successeurs[echelle, code].append((echelle_suivante, code_suivant))
    return successeurs


def lire_fermeture() -> Fermeture:
    """Every row of the closure."""
    cles = _cles_par_pk()
    lignes = Appartenance.objects.values_list("contenant_id", "contenu_id", "entiere")
    return {(cles[haut], cles[bas]): entiere for haut, bas, entiere in lignes.iterator(LOT)}


def ecrire(differences: Differences, millesimes: dict[str, int], progres: Progres) -> None:
    """Write the differences; the caller holds the transaction.

    `millesimes` dates what becomes obsolete; `progres` is told how many rows were written.
    """
    changements = [*differences.modifies, *differences.obsoletes]
    fiches = [*differences.ajoutes, *(c.apres for c in changements), *differences.reconduits]
    _ecrire_fiches(fiches, millesimes, progres)
    pks = {cle: pk for pk, cle in _cles_par_pk().items()}
    heritages = [f for f in differences.ajoutes if f.successeurs]
    heritages += [c.apres for c in changements if "successeurs" in c.champs]
    _ecrire_successeurs(heritages, pks)
    _ecrire_fermeture(differences, pks, progres)
    _analyser()


def _analyser() -> None:
    """Tell the database how many rows there are now: until then it plans for empty tables."""
    with connection.cursor() as curseur:
        for modele in (Territoire, Appartenance):
            curseur.execute(f"ANALYZE {connection.ops.quote_name(modele._meta.db_table)}")


def _cles_par_pk() -> dict[int, Cle]:
    return {
        pk: (echelle, code)
        for pk, echelle, code in Territoire.objects.order_by().values_list("pk", "echelle", "code")
    }


def _ecrire_fiches(fiches: list[Fiche], millesimes: dict[str, int], progres: Progres) -> None:
    """Insert or update rows by (échelle, code); what no source dates became obsolete now."""
    for debut in range(0, len(fiches), LOT):
        lot = []
        for fiche in fiches[debut : debut + LOT]:
            t = Territoire(**{champ: getattr(fiche, champ) for champ in COMMUNS})
            if fiche.obsolete:
                t.obsolete_depuis = fiche.obsolete_depuis or millesimes[fiche.echelle]
            t.preparer()
            lot.append(t)
        Territoire.objects.bulk_create(
            lot,
            update_conflicts=True,
            unique_fields=["echelle", "code"],
            update_fields=ECRITS,
        )
        progres(len(lot))


def _ecrire_successeurs(fiches: list[Fiche], pks: dict[Cle, int]) -> None:
    """Set the successors of these territoires: what they had before is removed."""
    passage = Territoire.successeurs.through
    for lot in _lots([pks[f.cle] for f in fiches]):
        passage.objects.filter(from_territoire__in=lot).delete()
    passage.objects.bulk_create(
        (
            passage(from_territoire_id=pks[f.cle], to_territoire_id=pks[s])
            for f in fiches
            for s in sorted(f.successeurs)
        ),
        batch_size=LOT,
    )


def _ecrire_fermeture(differences: Differences, pks: dict[Cle, int], progres: Progres) -> None:
    """Set the closure: rows that no longer hold are deleted, others switched or added."""
    touches = [*differences.liens_retires, *differences.liens_modifies]
    if touches:
        paires = {(pks[haut], pks[bas]) for haut, bas in touches}
        contenus = {bas for _, bas in paires}
        retires = {(pks[haut], pks[bas]) for haut, bas in differences.liens_retires}
        lignes = [
            (pk, haut, bas, entiere)
            for lot in _lots(list(contenus))
            for pk, haut, bas, entiere in Appartenance.objects.filter(contenu__in=lot).values_list(
                "pk", "contenant_id", "contenu_id", "entiere"
            )
            if (haut, bas) in paires
        ]
        for lot in _lots([pk for pk, haut, bas, _ in lignes if (haut, bas) in retires]):
            progres(Appartenance.objects.filter(pk__in=lot).delete()[0])
        gardees = [ligne for ligne in lignes if ligne[1:3] not in retires]
        for avant in (True, False):
            for lot in _lots([ligne[0] for ligne in gardees if ligne[3] is avant]):
                progres(Appartenance.objects.filter(pk__in=lot).update(entiere=not avant))
    ajouts = list(differences.liens_ajoutes.items())
    for debut in range(0, len(ajouts), LOT):
        lot_de_lignes = [
            Appartenance(contenant_id=pks[haut], contenu_id=pks[bas], entiere=entiere)
            for (haut, bas), entiere in ajouts[debut : debut + LOT]
        ]
        Appartenance.objects.bulk_create(lot_de_lignes)
        progres(len(lot_de_lignes))


def _lots(pks: list[int]) -> Iterable[list[int]]:
    return (pks[debut : debut + LOT] for debut in range(0, len(pks), LOT))
