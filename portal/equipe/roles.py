"""Who may do what: one table, from which the groups are made and against which tests judge.

A right is a word of Django's (« voir » is view…), plus « publier », which Publiable adds. A
role holds groups of permissions and nothing else: an account has one role or several.
"""

from typing import Any

TENIR = ("view", "add", "change", "delete", "publier")
PREPARER = ("view", "add", "change")
NOMMER = ("view", "add")
REGLER = ("view", "change")
VOIR = ("view",)

DOCUMENTALISTE = "Documentaliste"
CHARGE_DE_MISSION = "Chargé·e de mission"
ADMINISTRATION = "Administrateur·rice"

CATALOGUE = [
    "bibliographie.notice",
    "bibliographie.contribution",
    "bibliographie.edition",
    "bibliographie.rattachement",
    "bibliographie.provenance",
    "bibliographie.public",
]
AUTORITES = [
    "bibliographie.auteur",
    "bibliographie.editeur",
    "bibliographie.revue",
    "bibliographie.lien",
]
SELECTIONS = ["bibliographie.selection", "bibliographie.section", "bibliographie.entree"]
TRACES = [
    "bibliographie.controlelien",
    "bibliographie.anciennenotice",
    "socle.tableau",
    "socle.rapprochement",
]
REGISTRE = [
    "dispositifs.dispositif",
    "dispositifs.couverture",
    "dispositifs.etape",
    "dispositifs.coordination",
    "dispositifs.articulation",
    "dispositifs.signature",
    "dispositifs.verification",
    "dispositifs.organisme",
    "dispositifs.absenceconstatee",
    "dispositifs.chiffre",
]
EXPLICATIONS = [
    "dispositifs.explication",
    "dispositifs.partie",
    "dispositifs.sourcedepartie",
    "dispositifs.texteverifie",
    "dispositifs.critere",
    "dispositifs.reponsecritere",
    "dispositifs.textereference",
    "dispositifs.terme",
]
TOURNEE = [
    "dispositifs.campagne",
    "dispositifs.invitation",
    "dispositifs.proposition",
    "dispositifs.champpropose",
]
# Written by the nightly comparison; the team settles them, never adds nor destroys one.
DISCORDANCES = ["dispositifs.discordance"]
REGLAGES = ["dispositifs.typedispositif", "dispositifs.generation", "dispositifs.delai"]
SOURCES = ["socle.source"]
THEMES = ["socle.theme"]
# Written by importers only: nobody changes them here, administrators included.
REFERENTIEL = [
    "territoires.territoire",
    "territoires.appartenance",
    "territoires.contour",
    "territoires.voisinage",
    "territoires.zonage",
]
COMPTES = ["auth.user"]

ROLES: dict[str, list[tuple[list[str], tuple[str, ...]]]] = {
    DOCUMENTALISTE: [
        (CATALOGUE + AUTORITES + SELECTIONS + THEMES + SOURCES, TENIR),
        (DISCORDANCES, REGLER),
        (REGISTRE + EXPLICATIONS + REGLAGES + REFERENTIEL + TRACES, VOIR),
    ],
    CHARGE_DE_MISSION: [
        (REGISTRE + EXPLICATIONS + TOURNEE + SOURCES, TENIR),
        (DISCORDANCES, REGLER),
        # Notices as drafts, for a documentaliste to publish; names as they come.
        (CATALOGUE, PREPARER),
        (AUTORITES, NOMMER),
        (SELECTIONS + THEMES + REGLAGES + REFERENTIEL + TRACES, VOIR),
    ],
    ADMINISTRATION: [
        (CATALOGUE + AUTORITES + SELECTIONS + THEMES + SOURCES, TENIR),
        (REGISTRE + EXPLICATIONS + TOURNEE + REGLAGES + COMPTES, TENIR),
        (DISCORDANCES, REGLER),
        (REFERENTIEL + TRACES + ["auth.group"], VOIR),
        (["axes.accessattempt"], ("view", "delete")),
    ],
}


def droits(role: str) -> set[str]:
    """The permissions of a role, as « bibliographie.add_notice ».

    « publier » is listed for models that cannot be published too: the database has no such
    permission, and nothing is given.
    """
    return {
        f"{modele.partition('.')[0]}.{droit}_{modele.partition('.')[2]}"
        for modeles, accordes in ROLES[role]
        for modele in modeles
        for droit in accordes
    }


def appliquer_roles(apps: Any) -> None:
    """Make the groups and give each exactly the permissions of the table.

    `apps` is Django's registry or that of a migration. Groups that an installation made for
    itself are left alone; a permission whose model is not there yet is given next time.
    """
    groupe_, permission_ = (apps.get_model("auth", nom) for nom in ("Group", "Permission"))
    connues = {
        f"{app}.{nom}": pk
        for pk, app, nom in permission_.objects.values_list(
            "pk", "content_type__app_label", "codename"
        )
    }
    for role in ROLES:
        groupe, _ = groupe_.objects.get_or_create(name=role)
        groupe.permissions.set([connues[droit] for droit in droits(role) & connues.keys()])
