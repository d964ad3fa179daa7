"""From an editor's Markdown to a page: figures by their key, links by their code, acronyms opened.

Nothing of the register is retyped in a text (see `jetons`), so that changing a record changes
every page that quotes it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import nh3
from django.urls import reverse
from django.utils.html import conditional_escape, format_html, strip_tags
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt

from dispositifs.comprendre.jetons import JETON, chiffres_nus, jetons
from dispositifs.comprendre.sigles import Sigles
from dispositifs.models import Chiffre, TypeDispositif
from dispositifs.models.comprendre import Terme, TexteReference
from socle import dates
from socle.models import Source

__all__ = ["JETON", "PAGES", "Redacteur", "SourceCitee", "chiffres_nus", "jetons"]

# A token waits for its turn between two private characters, which no text may bring along.
DEBUT, FIN = "\ue000", "\ue001"
INTERDITS = {ord(DEBUT): None, ord(FIN): None}
MORCEAU = re.compile(rf"(<[^>]+>|{DEBUT}\d+{FIN})")
FIN_DE_BLOC = re.compile(r"</?(?:p|ul|ol|li|blockquote)>|<br>")
BALISES_PERMISES = {"p", "ul", "ol", "li", "strong", "em", "br", "blockquote"}
PAGES = {
    "comparer": ("comprendre_comparer", "la comparaison des dispositifs"),
    "chronologie": ("chronologie", "la chronologie"),
    "glossaire": ("glossaire", "le glossaire"),
    "par-ou-commencer": ("par_ou_commencer", "« Par où commencer ? »"),
    "dispositifs": ("dispositifs", "le registre des dispositifs"),
    "territoires": ("territoires", "la recherche d’un territoire"),
}
MARKDOWN = MarkdownIt("commonmark", {"html": False, "typographer": False}).disable(
    ["heading", "lheading", "image", "link", "autolink", "code", "fence", "hr"]
)


def notices_citees(cles: set[str]) -> dict[str, tuple[str, str]]:
    """Address and title of the published notices of these keys.

    The bibliography stands above this app: it is reached from the types that its notices bear.
    """
    notice: Any = TypeDispositif.notices.rel.related_model
    notices = notice.objects.publies()
    return {n.cle: (n.get_absolute_url(), n.titre) for n in notices.filter(cle__in=cles)}


@dataclass
class SourceCitee:
    """A source that the page cites: its number, and where in it the facts were read."""

    numero: int
    source: Source
    passages: list[str] = field(default_factory=list)


class Redacteur:
    """Renders the texts of one page, in order: figures, notes and acronyms are counted once."""

    def __init__(self, ecrits: Iterable[str]) -> None:
        """Read at once every record that the texts of the page call: five queries at most."""
        tout = "\n".join(ecrits)
        self.chiffres = {
            c.cle: c
            for c in Chiffre.objects.publies()
            .filter(cle__in=jetons(tout, "chiffre"))
            .select_related("source")
        }
        self.textes = {
            t.cle: t for t in TexteReference.objects.publies().filter(cle__in=jetons(tout, "texte"))
        }
        self.types = {t.code: t for t in TypeDispositif.objects.avec_explication()}
        self.notices = notices_citees(jetons(tout, "notice"))
        self.sigles = Sigles(Terme.objects.publies().exclude(developpe=""), self.types.values())
        self._citees: dict[int, SourceCitee] = {}
        self.a_revoir: set[str] = set()

    def rendre(self, texte: str) -> SafeString:
        """One text as HTML: only paragraphs, lists, emphasis and what a token gives come out."""
        attente: list[tuple[str, str]] = []

        def reserver(trouve: re.Match[str]) -> str:
            attente.append((trouve["genre"], trouve["cle"]))
            return f"{DEBUT}{len(attente) - 1}{FIN}"

        repere = JETON.sub(reserver, texte.translate(INTERDITS))
        html = nh3.clean(MARKDOWN.render(repere), tags=BALISES_PERMISES, attributes={})
        return self._derouler(html, attente)

    def phrase(self, texte: str) -> SafeString:
        """Plain words, escaped, with their acronyms opened."""
        return self._derouler(conditional_escape(str(texte).translate(INTERDITS)), [])

    def relier(self, texte: str, *, sauf: str = "") -> SafeString:
        """Plain words, escaped, whose acronyms lead to their own place in the glossary."""
        return SafeString(self.sigles.relier(conditional_escape(texte), sauf=sauf))

    def _derouler(self, html: str, attente: list[tuple[str, str]]) -> SafeString:
        """Tokens and acronyms in the order of reading: a first use is what the eye meets first."""
        sortie: list[str] = []
        dit, pluriel = "", False
        for morceau in MORCEAU.split(html):
            if morceau.startswith("<"):
                dit = "" if FIN_DE_BLOC.fullmatch(morceau) else dit
            elif morceau.startswith(DEBUT):
                genre, cle = attente[int(morceau[1:-1])]
                morceau = self._jeton(genre, cle)
                dit += strip_tags(morceau)
                pluriel = genre == "chiffre" and cle in self.chiffres
                pluriel = pluriel and self.chiffres[cle].valeur >= 2
            elif morceau:
                ecrit = morceau
                morceau = self.sigles.ouvrir(ecrit, dit, pluriel=pluriel)
                dit, pluriel = dit + ecrit, False
            sortie.append(morceau)
        return SafeString("".join(sortie))

    # What a token becomes

    def _jeton(self, genre: str, cle: str) -> SafeString:
        rendus = {
            "chiffre": self._chiffre,
            "type": self._type,
            "texte": self._texte,
            "notice": self._notice,
            "page": self._page,
        }
        return rendus[genre](cle)

    def _manquant(self, genre: str, cle: str) -> SafeString:
        return format_html('<span class="nr">{} « {} » introuvable</span>', genre, cle)

    def renvoi(self, source: Source, passage: str = "") -> int:
        """The number of a source in the notes of the page."""
        nouvelle = SourceCitee(len(self._citees) + 1, source)
        citee = self._citees.setdefault(source.pk, nouvelle)
        if passage and passage not in citee.passages:
            citee.passages.append(passage)
        return citee.numero

    @property
    def sources(self) -> list[SourceCitee]:
        """The notes of the page, in their order."""
        return list(self._citees.values())

    def _chiffre(self, cle: str) -> SafeString:
        chiffre = self.chiffres.get(cle)
        if chiffre is None:
            return self._manquant("chiffre", cle)
        numero = self.renvoi(chiffre.source, chiffre.passage)
        return format_html(
            '<b class="chiffre">{}</b> <span class="chiffre">({}){}<a class="renvoi" '
            'href="#source-{}"><span class="hors-vue">Source </span>{}</a></span>',
            chiffre.valeur_lisible,
            dates.en_lettres(chiffre.date) if chiffre.date else "sans date",
            self.marque_d_age(chiffre),
            numero,
            numero,
        )

    def marque_d_age(self, chiffre: Chiffre) -> SafeString:
        """A small ring after a figure past its delay; the page says once what it means."""
        if not chiffre.est_a_revoir:
            return SafeString("")
        self.a_revoir.add(chiffre.cle)
        return SafeString('<span class="ancien"><span class="hors-vue">, à revoir</span></span>')

    def _type(self, cle: str) -> SafeString:
        type_ = self.types.get(cle)
        if type_ is None:
            return self._manquant("dispositif", cle)
        neuf = type_.sigle and type_.sigle not in self.sigles.ouverts
        self.sigles.tenir_pour_ouverts(type_.sigle)
        sigle = f" ({type_.sigle})" if neuf else ""
        if not type_.est_explique:
            return format_html("{}{}", type_.nom, sigle)
        adresse = reverse("comprendre_type", args=[type_.code])
        return format_html('<a href="{}">{}</a>{}', adresse, type_.nom, sigle)

    def _texte(self, cle: str) -> SafeString:
        reference = self.textes.get(cle)
        if reference is None:
            return self._manquant("texte", cle)
        return format_html('<a href="{}">{}</a>', reference.get_absolute_url(), reference.titre)

    def _notice(self, cle: str) -> SafeString:
        if cle not in self.notices:
            return self._manquant("notice", cle)
        return format_html('<a href="{}">{}</a>', *self.notices[cle])

    def _page(self, cle: str) -> SafeString:
        if cle not in PAGES:
            return self._manquant("page", cle)
        nom, libelle = PAGES[cle]
        return format_html('<a href="{}">{}</a>', reverse(nom), libelle)
