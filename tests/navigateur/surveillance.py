"""What the browser complains of, gathered while a test visits pages."""

from collections.abc import Iterator
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
    """One line a violation: the rule, how many nodes, the first of them. All rules, or one."""
    seule = {"runOnly": [regle]} if regle else {}
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script + RETENIR_LES_COULEURS)
    violations = page.evaluate(CHERCHER, REGLES_AXE | seule)
    return [
        f"axe {v['id']} ({v['impact']}) × {len(v['nodes'])} sur {page.url} : {v['help']} ; "
        f"{v['nodes'][0]['html'][:160]}"
        for v in violations
    ]
