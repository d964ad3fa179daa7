"""System checks that refuse an unsafe production and say, in French, what to change.

All but the last speak only when DEBUG is false. An error (portal.E…) stops every command that
checks, `migrate` and the container's start included; a warning (portal.W…) is allowed to a small
installation that knows what it does. Django's own deployment checks come on top with
`check --deploy`; with the settings of docs/exploitation.md nothing is said at all.
"""

import os
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning
from django.db import connections

LONGUEUR_DE_CLE = 50
HOTES_LOCAUX = {"localhost", "127.0.0.1", "[::1]", "::1", ".localhost"}
CLE_NEUVE = (
    "Tirez une clé et donnez-la dans la variable SECRET_KEY : "
    'python -c "import secrets; print(secrets.token_urlsafe(64))"'
)


def cle_secrete() -> Iterable[CheckMessage]:
    """The key signs sessions and links: neither the published one nor a short one."""
    if settings.SECRET_KEY == settings.CLE_DE_DEVELOPPEMENT:
        yield Error(
            "SECRET_KEY est la clé de développement, publiée avec le code.",
            hint=CLE_NEUVE,
            id="portal.E001",
        )
    elif len(settings.SECRET_KEY) < LONGUEUR_DE_CLE:
        yield Error(
            f"SECRET_KEY est trop courte : {len(settings.SECRET_KEY)} caractères, "
            f"il en faut {LONGUEUR_DE_CLE}.",
            hint=CLE_NEUVE,
            id="portal.E002",
        )


def hotes() -> Iterable[CheckMessage]:
    """The public names, all of them and nothing else."""
    if "*" in settings.ALLOWED_HOSTS:
        yield Error(
            "ALLOWED_HOSTS accepte n’importe quel nom (« * »).",
            hint="Listez les noms publics du site, séparés par des virgules.",
            id="portal.E003",
        )
    elif not set(settings.ALLOWED_HOSTS) - HOTES_LOCAUX:
        yield Error(
            "ALLOWED_HOSTS ne contient aucun nom public : le site ne répondrait à personne.",
            hint="Donnez le nom du site, par exemple ALLOWED_HOSTS=portail.example.org",
            id="portal.E004",
        )


def adresse() -> Iterable[CheckMessage]:
    """ADRESSE_DU_SITE is printed in feeds, citations and letters: it must be the real one."""
    donnee = urlsplit(settings.ADRESSE_DU_SITE)
    if donnee.scheme != "https" or not donnee.hostname or donnee.path or donnee.query:
        yield Error(
            f"ADRESSE_DU_SITE n’est pas une adresse https sans chemin : {settings.ADRESSE_DU_SITE}",
            hint="Par exemple ADRESSE_DU_SITE=https://portail.example.org (sans barre finale)",
            id="portal.E005",
        )
    elif not any(_repond_a(donnee.hostname, hote) for hote in settings.ALLOWED_HOSTS):
        yield Error(
            f"Le nom de ADRESSE_DU_SITE, {donnee.hostname}, n’est pas dans ALLOWED_HOSTS.",
            hint="Ajoutez-le à ALLOWED_HOSTS, ou corrigez ADRESSE_DU_SITE.",
            id="portal.E006",
        )


def _repond_a(nom: str, hote: str) -> bool:
    """Whether an ALLOWED_HOSTS entry, which may start with a dot, answers for that name."""
    return nom == hote or hote == "*" or (hote.startswith(".") and f".{nom}".endswith(hote))


def base_de_donnees() -> Iterable[CheckMessage]:
    """SQLite holds for one process and few editors: allowed, said."""
    if settings.DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
        yield Warning(
            "La base est SQLite : bien pour un essai ou une petite équipe sur une seule machine.",
            hint="Pour le site public, DATABASE_URL=postgres://portail:…@db:5432/portail",
            id="portal.W001",
        )


def cache() -> Iterable[CheckMessage]:
    """A cache in memory is one per process: throttles and lock-outs would count apart."""
    en_memoire = settings.CACHES["default"]["BACKEND"].endswith("LocMemCache")
    if en_memoire and nombre_de_processus() > 1:
        yield Warning(
            f"Le cache est en mémoire et le site a {nombre_de_processus()} processus : "
            "chacun compterait à part.",
            hint="CACHE_URL=rediscache://cache:6379/0, ou WEB_CONCURRENCY=1",
            id="portal.W002",
        )


def nombre_de_processus() -> int:
    """Gunicorn's own variable; deploiement/gunicorn.conf.py starts two without it."""
    donne = os.environ.get("WEB_CONCURRENCY", "")
    return int(donne) if donne.isdigit() else 2


def courriel() -> Iterable[CheckMessage]:
    """Messages written to the console reach nobody."""
    if settings.EMAIL_BACKEND.rpartition(".")[0].endswith((".console", ".dummy", ".locmem")):
        yield Warning(
            "Les courriels ne partent pas : ils sont écrits dans le journal ou perdus.",
            hint="EMAIL_URL=smtp+tls://utilisateur:motdepasse@serveur:587",
            id="portal.W003",
        )


def second_facteur() -> Iterable[CheckMessage]:
    """A stolen password alone must not open the register."""
    if not settings.MFA_OBLIGATOIRE:
        yield Warning(
            "La double authentification n’est pas exigée de l’équipe.",
            hint="Retirez MFA_OBLIGATOIRE=false : chaque compte l’activera à sa connexion.",
            id="portal.W004",
        )


CONTROLES: list[Callable[[], Iterable[CheckMessage]]] = [
    cle_secrete,
    hotes,
    adresse,
    base_de_donnees,
    cache,
    courriel,
    second_facteur,
]


# A space before a letter, a capital before a small one: bytes, as SQLite orders them.
PAR_OCTETS = "SELECT 'a b' < 'aa' AND 'B' < 'a'"


def tri_de_la_base(
    app_configs: Any, databases: Iterable[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """PostgreSQL must order texts as SQLite does: each list is then the same on both.

    Asks the database, so only where Django names it: `migrate`, `check --database default`.
    """
    messages: list[CheckMessage] = []
    for nom in databases or ():
        with connections[nom].cursor() as curseur:
            curseur.execute(PAR_OCTETS)
            if not curseur.fetchone()[0]:
                messages.append(
                    Warning(
                        "La base range les textes selon une langue : les listes n’y seront pas "
                        "dans l’ordre que le portail annonce.",
                        hint="Créez-la ainsi : createdb --template=template0 --locale=C.UTF-8",
                        id="portal.W005",
                    )
                )
    return messages


def production_sure(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Every message of every control; none on a development site."""
    if settings.DEBUG:
        return []
    return [message for controle in CONTROLES for message in controle()]
