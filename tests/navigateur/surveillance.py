"""What the browser complains of, gathered while a test visits pages."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, Request, Response

# Chromium reports most CSP refusals in the console, but not all (form-action after a redirect…).
DIRE_LES_REFUS = """
document.addEventListener("securitypolicyviolation", (refus) =>
  console.error(`CSP ${refus.violatedDirective} ${refus.blockedURI} ${refus.sourceFile}`));
"""
# Everything axe knows that is not experimental, and WCAG 2.2's target size on top. Without
# `preload` it writes no style sheet of its own into the page, which the CSP would report.
REGLES_AXE = {
    "resultTypes": ["violations"],
    "rules": {"target-size": {"enabled": True}},
    "preload": False,
}
# Its private fields are rows of weak maps, a quarter of its time and most of what it has to
# sweep: kept on the objects themselves, they cost nothing.
CHAMPS_SUR_L_OBJET = """
(() => {
  class Champ {
    constructor() { this.cle = Symbol("axe"); }
    has(objet) { return this.cle in objet; }
    get(objet) { return objet[this.cle]; }
    set(objet, valeur) { objet[this.cle] = valeur; return this; }
    add(objet) { return this.set(objet, true); }
    delete(objet) { return this.has(objet) && delete objet[this.cle]; }
  }
  ((WeakMap, WeakSet) => { %s })(Champ, Champ);
})();
"""
# Axe reads the same few colours of a page thousands of times, at a third of its whole cost.
RETENIR_LES_COULEURS = """
(() => {
  const { Color } = axe.commons.color;
  const lire = Color.prototype.parseString;
  const lues = new Map();
  Color.prototype.parseString = function (texte) {
    if (!lues.has(texte)) {
      lues.set(texte, lire.call(new Color(0, 0, 0), texte));
    }
    const { r, g, b, alpha } = lues.get(texte);
    return Object.assign(this, { r, g, b, alpha });
  };
})();
"""
AXE = CHAMPS_SUR_L_OBJET.replace("%s", Axe().axe_script) + RETENIR_LES_COULEURS
# Where clean verdicts are kept, each an empty file named by the digest of what was judged.
DOSSIER = Path(__file__).resolve().parents[2] / ".pytest_cache" / "axe"
ETAT = """
() => {
  const rang = (selecteur) => [...document.querySelectorAll(selecteur)].map(
    (e) => [e.tagName, [...e.getClientRects()].map((r) => [r.x, r.y])]);
  const saisies = [...document.querySelectorAll("input, select, textarea")].map(
    (e) => [e.name, e.name === "csrfmiddlewaretoken" ? "" : e.value, e.checked]);
  const media = ["(prefers-color-scheme: dark)", "print", "(prefers-reduced-motion)"].map(
    (m) => matchMedia(m).matches);
  return [document.documentElement.outerHTML, saisies, rang(":focus, :hover, :popover-open"),
    [innerWidth, innerHeight, scrollX, scrollY], media];
}
"""
# What differs from one answer to the next, and that nobody sees.
JETON = re.compile(r'(?<=name="csrfmiddlewaretoken" value=")\w+(?=")|(?<=nonce=")[^"]*(?=")')
CHERCHER = "options => axe.run(options).then(resultat => resultat.violations)"


class Surveillance:
    """Console errors, script errors, requests to other origins and failed responses."""

    def __init__(self, page: Page, adresse: str) -> None:
        self.page = page
        self.adresse = adresse
        self.problemes: list[str] = []
        self.voulus: dict[str, int] = {}
        page.add_init_script(DIRE_LES_REFUS)
        page.on("console", self._console)
        page.on("pageerror", lambda erreur: self.problemes.append(f"script : {erreur}"))
        page.on("request", self._requete)
        page.on("response", self._reponse)

    def vouloir(self, chemin: str, statut: int) -> None:
        """This address is expected to answer with that status of 400 or more."""
        self.voulus[self.adresse + chemin] = statut

    def pour_un_test(self) -> Iterator[Page]:
        """The page, as a test expects to find it; what it complained of fails that test."""
        self.problemes.clear()
        self.page.emulate_media(color_scheme="light", media="screen")
        self.page.set_viewport_size({"width": 1280, "height": 720})
        yield self.page
        assert not self.problemes, "\n".join(self.problemes)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and message.location.get("url") not in self.voulus:
            self.problemes.append(f"console : {message.text} ({message.location.get('url')})")

    def _requete(self, requete: Request) -> None:
        adresse = urlsplit(requete.url)
        if adresse.scheme in {"data", "blob", "about"}:
            return
        if f"{adresse.scheme}://{adresse.netloc}" != self.adresse:
            self.problemes.append(f"requête ailleurs : {requete.url}")

    def _reponse(self, reponse: Response) -> None:
        if reponse.status >= 400 and self.voulus.get(reponse.url) != reponse.status:
            self.problemes.append(f"statut {reponse.status} : {reponse.url}")


def violations_axe(page: Page, regle: str = "") -> list[str]:
    """One line a violation: the rule, how many nodes, the first of them. All rules, or one.

    A document that a run found clean, in that very state, is not judged again: the suite on
    PostgreSQL meets the pages that the suite on SQLite met.
    """
    seule = {"runOnly": [regle]} if regle else {}
    jugee = DOSSIER / _empreinte(page, regle)
    if jugee.exists():
        return []
    violations = _chercher(page, seule)
    if not violations:
        DOSSIER.mkdir(parents=True, exist_ok=True)
        jugee.touch()
    return violations


def _empreinte(page: Page, regle: str) -> str:
    """Digest of all that a verdict depends on: the document as it stands, its style sheets (named
    by their own digest), what is typed, focused and hovered, the screen, the browser and axe."""
    html, *etat = page.evaluate(ETAT)
    html = JETON.sub("", html)
    navigateur = page.context.browser.version if page.context.browser else ""
    tout = [html, etat, regle, navigateur, REGLES_AXE, AXE]
    return hashlib.sha256(repr(tout).encode()).hexdigest()


def _chercher(page: Page, seule: dict[str, list[str]]) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    violations = page.evaluate(CHERCHER, REGLES_AXE | seule)
    return [
        f"axe {v['id']} ({v['impact']}) × {len(v['nodes'])} sur {page.url} : {v['help']} ; "
        f"{v['nodes'][0]['html'][:160]}"
        for v in violations
    ]
