"""What is refused before any reading: too big, plainly something else. Each has its sentence."""

from socle.textes import INSECABLE

TAILLE_MAX = 10 * 1024 * 1024
LIGNES_MAX = 20_000
COLONNES_MAX = 200
FORMATS = "XLSX, XLS, ODS ou CSV"
TROP_GRAND = (
    f"Ce tableau a trop de lignes ou de colonnes (au plus {LIGNES_MAX:_} lignes et {COLONNES_MAX} "
    "colonnes). Découpez-le, ou copiez les seules cellules remplies dans un classeur neuf."
).replace("_", INSECABLE)
ZIP, CFB = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
# Signatures of what people send by mistake.
ETRANGERS = [
    (b"%PDF", "C’est un PDF"),
    (b"{\\rtf", "C’est un document RTF"),
    (b"<", "C’est une page web ou du XML"),
    (b"[", "C’est du JSON"),
    (b'{"', "C’est du JSON"),
]


class TableurError(Exception):
    """The table cannot be read; the message says why and what to do, in French."""


def trop_gros() -> str:
    """Why a file of that size is refused."""
    return f"Le fichier dépasse {TAILLE_MAX // 1024 // 1024}{INSECABLE}Mo. Découpez-le."


def est_un_classeur(contenu: bytes) -> bool:
    """Whether it begins as XLSX, XLS or ODS do, whatever its name."""
    return contenu.startswith((ZIP, CFB))


def refuser_les_etrangers(contenu: bytes, formats: str = FORMATS) -> None:
    """Raise TableurError for what is plainly something else."""
    debut = contenu[:1000].lstrip()
    for marque, dit in ETRANGERS:
        if debut.startswith(marque):
            raise TableurError(f"{dit}. Donnez du {formats}.")
