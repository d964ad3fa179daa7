"""French typography: what a reader must never meet."""

import re

FAUTES = {
    "apostrophe droite": re.compile(r"\w'\w"),
    "guillemets droits": re.compile(r'"'),
    "points de suspension": re.compile(r"\.\.\."),
    "espace ordinaire avant ; ! ?": re.compile(r" [;!?]"),
    "espace ordinaire avant :": re.compile(r"\S :"),
    "espace ordinaire dans les guillemets": re.compile(r"« | »"),
    "signe collé au mot": re.compile(r"[a-zà-ÿ»)][;!?](?=\s|$)"),
    "deux-points collé au mot": re.compile(r"[a-zà-ÿ»)]:(?=\s)"),
}


def fautes(texte: str) -> list[str]:
    """One line a fault: its name and where it stands."""
    return [
        f"{nom} : {trouve[0]!r} dans {ligne.strip()!r}"
        for ligne in texte.splitlines()
        for nom, motif in FAUTES.items()
        if (trouve := motif.search(ligne))
    ]
