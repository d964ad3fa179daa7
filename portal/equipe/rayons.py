"""The models of the admin, in the order of use and under the team's words."""

from typing import Any

# Heading, then models. A model that no heading names comes last, under AUTRES.
RAYONS: list[tuple[str, list[str]]] = [
    (
        "Le registre",
        [
            "dispositifs.dispositif",
            "dispositifs.organisme",
            "dispositifs.chiffre",
            "dispositifs.absenceconstatee",
            "dispositifs.discordance",
        ],
    ),
    (
        "La mise à jour",
        [
            "dispositifs.proposition",
            "dispositifs.campagne",
            "dispositifs.invitation",
            "dispositifs.delai",
        ],
    ),
    (
        "La bibliographie",
        [
            "bibliographie.notice",
            "bibliographie.selection",
            "bibliographie.section",
            "bibliographie.lien",
            "bibliographie.auteur",
            "bibliographie.editeur",
            "bibliographie.revue",
        ],
    ),
    (
        "Comprendre",
        [
            "dispositifs.explication",
            "dispositifs.partie",
            "dispositifs.critere",
            "dispositifs.reponsecritere",
            "dispositifs.textereference",
            "dispositifs.terme",
        ],
    ),
    (
        "Ce qui sert à tous",
        [
            "socle.source",
            "socle.theme",
            "dispositifs.typedispositif",
            "territoires.territoire",
        ],
    ),
    ("Les comptes", ["auth.user", "auth.group", "axes.accessattempt"]),
]
AUTRES = "Autres"


def ranger(apps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Django's list of apps, as a list of headings; what the account may not see is not there."""
    modeles = {
        modele["model"]._meta.label_lower: modele for app in apps for modele in app["models"]
    }
    rayons = []
    for rang, (titre, noms) in enumerate(RAYONS):
        rayons.append(_rayon(rang, titre, [modeles.pop(nom) for nom in noms if nom in modeles]))
    rayons.append(_rayon(len(RAYONS), AUTRES, list(modeles.values())))
    return [rayon for rayon in rayons if rayon["models"]]


def _rayon(rang: int, titre: str, modeles: list[dict[str, Any]]) -> dict[str, Any]:
    """The same keys as Django gives: a heading leads nowhere of its own."""
    return {
        "name": titre,
        "app_label": f"rayon-{rang}",
        "app_url": "",
        "has_module_perms": True,
        "models": modeles,
    }
