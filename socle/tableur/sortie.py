"""A list leaves as a table: its rows are kept, so that what comes back is compared with them."""

from typing import Any

from django.http import HttpResponseBase
from django.utils import timezone

from socle.listes.colonnes import Colonne as ColonneDeFichier
from socle.listes.exports import en_fichier
from socle.tableur.lecture import LIGNES_MAX, TableurError
from socle.tableur.modeles import Tableau
from socle.tableur.plan import AIDE_VERSION, Plan, par_paquets
from socle.textes import nombre


def telecharger(plan: Plan, objets: Any, suffixe: str, par: Any) -> HttpResponseBase:
    """These records as « csv » or « xlsx ». Raise TableurError when there are too many."""
    if (combien := objets.count()) > LIGNES_MAX:
        raise TableurError(
            f"La liste a {nombre(combien)} lignes, plus que les {nombre(LIGNES_MAX)} permises. "
            "Filtrez-la d’abord."
        )
    retenus = {objet.pk: objet for objet in par_paquets(plan.charger(objets))}
    lignes = {
        str(pk): [plan.cle.de(objet), *plan.cellules(objet).values()]
        for pk, objet in retenus.items()
    }
    sorti = Tableau.garder(
        {"colonnes": [c.nom for c in plan.modifiables], "lignes": lignes},
        modele=plan.label,
        sens=Tableau.Sens.SORTI,
        par=par,
    )
    versions = plan.dernieres_versions(list(retenus))
    rangees = [
        [plan.cle.de(objet), *_rangee(plan, objet), estampille(sorti.pk, versions.get(pk))]
        for pk, objet in retenus.items()
    ]
    nom = f"{plan.modele._meta.model_name}-{timezone.localdate():%Y-%m-%d}"
    return en_fichier(rangees, _colonnes(plan), nom, suffixe)


def estampille(tableau: int, version: int | None) -> str:
    """« t12-h345 »: which download, and the latest history entry of the row then."""
    return f"t{tableau}-h{version}" if version else f"t{tableau}"


def _rangee(plan: Plan, objet: Any) -> list[str | int | float]:
    return [colonne.pour_la_feuille(colonne.ecrire(objet)) for colonne in plan.colonnes]


def _colonnes(plan: Plan) -> list[ColonneDeFichier]:
    aides = ["Clé de la ligne.", *(c.aide for c in plan.colonnes), AIDE_VERSION]

    def colonne(rang: int, nom: str) -> ColonneDeFichier:
        return ColonneDeFichier(nom, aides[rang], lambda ligne: ligne[rang])

    return [colonne(rang, nom) for rang, nom in enumerate(plan.entete)]
