"""Templates: nothing inline (the CSP forbids it), none unused, French typography."""

import re
from pathlib import Path

from tests.maison.arbre import gabarits, lire, python, rien
from tests.maison.typographie import fautes

EN_LIGNE = {
    "script sans src": re.compile(r"<script(?![^>]*\bsrc=)", re.IGNORECASE),
    "balise style": re.compile(r"<style\b", re.IGNORECASE),
    "attribut style": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "gestionnaire": re.compile(r"\son[a-z]+\s*=\s*[\"']", re.IGNORECASE),
    "adresse javascript:": re.compile(r"javascript:", re.IGNORECASE),
    "évaluation htmx": re.compile(r"\shx-(on|vals\s*=\s*[\"']js:)", re.IGNORECASE),
}
# Names that Django, the admin or a package asks for without our code naming them.
APPELES_PAR_DJANGO = re.compile(
    r"^(400|403|403_csrf|404|429|500)\.html$|^(admin|registration|simple_history|django|rest_framework)/"
)
COMMENTAIRE = re.compile(r"\{%\s*comment.*?endcomment\s*%\}|\{#.*?#\}|<!--.*?-->", re.DOTALL)
EXPRESSION = re.compile(r"\{\{.*?\}\}", re.DOTALL)
ETIQUETTE = re.compile(r"\{%.*?%\}", re.DOTALL)
# Not read by a person: HTML tags, and the elements whose content is code.
BALISE = re.compile(r"<(script|code|pre|style)\b.*?</\1>|<[^>]*>", re.DOTALL)
# A name built by the code: f"comprendre/parcours_{etape}.html".
NOM_CONSTRUIT = re.compile(r"""["']([\w/]*\{[^{}"']+\}[\w/]*\.html)["']""")


def _nom(gabarit: Path) -> str:
    """As templates are named: after the templates folder."""
    return "/".join(gabarit.parts[gabarit.parts.index("templates") + 1 :])


def texte_lu(source: str) -> str:
    """What a person reads in a template; expressions become a word, tags a break.

    Django's tags go first: one may hold a « > » in the middle of an HTML tag.
    """
    sans = EXPRESSION.sub("X", COMMENTAIRE.sub("", source))
    return BALISE.sub("\n", ETIQUETTE.sub("\n", sans))


def test_rien_en_ligne_que_la_csp_refuserait() -> None:
    trouves = [
        f"{gabarit} : {nom}"
        for gabarit in gabarits()
        for nom, motif in EN_LIGNE.items()
        if motif.search(COMMENTAIRE.sub("", lire(gabarit)))
    ]
    rien(trouves)


def test_chaque_gabarit_sert() -> None:
    sources = "\n".join(lire(fichier) for fichier in [*gabarits(), *python(tests=False)])
    construits = [
        re.compile(re.sub(r"\\\{.*?\\\}", r"[\\w-]+", re.escape(nom)))
        for nom in NOM_CONSTRUIT.findall(sources)
    ]
    rien(
        gabarit
        for gabarit in gabarits()
        if not APPELES_PAR_DJANGO.match(_nom(gabarit))
        and not re.search(rf"[\"']{re.escape(_nom(gabarit))}[\"'#]", sources)
        and not any(motif.fullmatch(_nom(gabarit)) for motif in construits)
    )


def test_la_typographie_est_francaise() -> None:
    trouvees = [
        f"{gabarit} : {faute}"
        for gabarit in gabarits()
        for faute in fautes(texte_lu(lire(gabarit)))
    ]
    rien(trouvees)


def test_le_texte_lu_ignore_balises_et_expressions() -> None:
    source = '<p class="x">{% if a == \'b\' %}L’eau{# l\'eau #}{{ x|y:"z" }} ?</p>'
    assert '"' not in texte_lu(source)
    assert "'" not in texte_lu(source)
    assert "L’eau" in texte_lu(source)
