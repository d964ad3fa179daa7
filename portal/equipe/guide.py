"""The staff guide: the files of docs/guide, read from the admin.

The guide is written in Markdown, so that it reads the same in the code's forge; its table of
contents (README.md) says the order of its pages.
"""

import re
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nh3
from django.conf import settings
from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.views.decorators.http import require_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

DOSSIER: Path = settings.BASE_DIR / "docs" / "guide"
SOMMAIRE = "README"
LIEN = re.compile(r"\]\(([a-z0-9-]+)\.md\)")
MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
# What the guide is written with: nothing that runs, nothing from elsewhere.
ATTRIBUTS = {
    "a": {"href"},
    "img": {"src", "alt", "width", "height", "loading"},
    "h2": {"id"},
    "h3": {"id"},
}
# A wide table scrolls by itself, with the keyboard too.
CADRE = {
    "<table>": '<div class="large" role="region" tabindex="0" aria-label="Tableau"><table>',
    "</table>": "</table></div>",
}
# Which page tells what the team is doing, by the name of the admin view: the first that fits.
TACHES = [
    ("historique", r".*_(history|simple_history|retablir)"),
    ("tableur", r".*_(tableur|tableur_liste|tableur_retour)"),
    ("doublons", r".*_(doublons|fusion)"),
    ("notices", r"bibliographie_(notice|auteur|editeur|revue)_.*"),
    ("liens-morts", r"bibliographie_lien_.*"),
    ("selection", r"bibliographie_(selection|section)_.*"),
    ("propositions", r"dispositifs_proposition_.*"),
    ("campagne", r"dispositifs_(campagne|invitation)_.*"),
    ("delais", r"dispositifs_delai_.*"),
    ("discordances", r"dispositifs_discordance_.*"),
    ("publier", r"(dispositifs|territoires)_.*"),
    ("comptes", r"(auth|axes)_.*"),
    ("accueil", r"index"),
]


@dataclass(frozen=True)
class Page:
    """One page: its name in the address, its title, its text as HTML."""

    nom: str
    titre: str
    corps: SafeString


def noms() -> list[str]:
    """The pages, in the order of the table of contents."""
    sommaire = (DOSSIER / f"{SOMMAIRE}.md").read_text(encoding="utf-8")
    return list(dict.fromkeys(LIEN.findall(sommaire)))


def adresse(nom: str) -> str:
    """Where a page is read; the table of contents for any other name."""
    return reverse("guide_page", args=[nom]) if nom in noms() else reverse("guide")


def tache(vue: str) -> str:
    """The page that tells of this view of the admin; empty when none does."""
    return next((nom for nom, motif in TACHES if re.fullmatch(motif, vue)), "")


def lire(nom: str) -> Page:
    """One page, its first heading apart. Raise FileNotFoundError when there is none."""
    jetons = MARKDOWN.parse((DOSSIER / f"{nom}.md").read_text(encoding="utf-8"))
    titre = next((suivant.content for _, suivant in _titres(jetons, "h1")), nom)
    if jetons and jetons[0].tag == "h1":
        jetons = jetons[3:]
    for balise in ("h2", "h3"):
        for ouverture, contenu in _titres(jetons, balise):
            ouverture.attrSet("id", slugify(contenu.content, allow_unicode=True))
    for jeton in jetons:
        for enfant in jeton.children or []:
            _conduire(enfant)
    html = MARKDOWN.renderer.render(jetons, MARKDOWN.options, {})
    propre = nh3.clean(html, attributes=ATTRIBUTS, link_rel=None, url_schemes={"https", "mailto"})
    for balise, cadre in CADRE.items():
        propre = propre.replace(balise, cadre)
    return Page(nom, titre, SafeString(propre))


def _titres(jetons: list[Token], balise: str) -> list[tuple[Token, Token]]:
    """Each heading of that level: its opening, its words."""
    return [
        (jeton, jetons[rang + 1])
        for rang, jeton in enumerate(jetons)
        if jeton.type == "heading_open" and jeton.tag == balise
    ]


def _conduire(jeton: Token) -> None:
    """Links between files become links between pages; images are served with their size."""
    if jeton.type == "link_open":
        fichier, diese, ancre = str(jeton.attrGet("href")).partition("#")
        if fichier.endswith(".md"):
            jeton.attrSet("href", adresse(fichier.removesuffix(".md")) + diese + ancre)
    elif jeton.type == "image":
        source = str(jeton.attrGet("src"))
        largeur, hauteur = dimensions(DOSSIER / source)
        jeton.attrSet("src", static(f"guide/{source.removeprefix('images/')}"))
        for nom, valeur in (("width", largeur), ("height", hauteur), ("loading", "lazy")):
            jeton.attrSet(nom, str(valeur))


def dimensions(image: Path) -> tuple[int, int]:
    """Width and height of a PNG, in pixels: the first words of its header."""
    with image.open("rb") as fichier:
        largeur, hauteur = struct.unpack(">II", fichier.read(24)[16:])
    return largeur, hauteur


@require_safe
def guide(request: HttpRequest, nom: str = "") -> HttpResponse:
    """One page of the guide, or its table of contents."""
    tous = noms()
    if nom and nom not in tous:
        raise Http404("Le guide n’a pas cette page.")
    page = lire(nom or SOMMAIRE)
    rang = tous.index(nom) if nom else len(tous)
    contexte: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": page.titre,
        "page": page,
        "est_sommaire": not nom,
        "precedente": lire(tous[rang - 1]) if 0 < rang < len(tous) else None,
        "suivante": lire(tous[rang + 1]) if rang + 1 < len(tous) else None,
    }
    return TemplateResponse(request, "admin/guide/page.html", contexte)
