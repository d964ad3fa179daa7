"""A notice as exchange formats see it: plain, frozen, without database keys.

Every writer takes a Reference and every reader gives one back, so that « export then import »
is a comparison of two equal objects.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

from bibliographie.formats.personnes import en_capitales, est_un_corps
from bibliographie.models import Notice
from socle.textes import plier

SEPARATEUR = " | "
# Between the publishers of one field, where a format has one field for all.
EDITEURS = " ; "
FIN_DE_LIGNE = re.compile(r"[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
# Longer than any résumé: what a reader of files takes for one value.
VALEUR_MAX = 100_000


@dataclass(frozen=True, slots=True)
class Nom:
    """A person, or a body (`collectif`)."""

    nom: str
    prenom: str = ""
    collectif: bool = False

    def __str__(self) -> str:
        return f"{self.nom} {self.prenom}".strip()


@dataclass(frozen=True, slots=True)
class Reference:
    """What a library needs to know of a work. Blank means « not said »."""

    titre: str = ""
    cle: str = ""
    type: str = ""
    auteurs: tuple[Nom, ...] = ()
    et_al: bool = False
    editeurs: tuple[str, ...] = ()
    revue: str = ""
    volume: str = ""
    numero: str = ""
    dans_titre: str = ""
    dans_responsables: str = ""
    dans_editeur: str = ""
    date: str = ""
    pages: str = ""
    duree: str = ""
    edition: str = ""
    lieu: str = ""
    doi: str = ""
    isbn: str = ""
    issn: str = ""
    langue: str = ""
    urls: tuple[str, ...] = ()
    resume: str = ""
    resume_origine: str = ""
    note: str = ""
    mots_cles: tuple[str, ...] = ()
    # Only tables carry these: keys of the register, of the themes and of the places, and when
    # the notice was last changed.
    themes: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    dispositifs: tuple[str, ...] = ()
    territoires: tuple[str, ...] = ()
    publics: tuple[str, ...] = ()
    modifie_le: str = ""


CHAMPS_TEXTE = [
    champ.name
    for champ in fields(Reference)
    if champ.type is str and champ.name not in {"cle", "modifie_le"}
]
TABLES = ("themes", "types", "dispositifs", "territoires", "publics")


def sur_une_ligne(texte: str) -> str:
    """The text without line breaks, which line-based formats cannot hold."""
    lignes = (ligne.strip(" \t") for ligne in FIN_DE_LIGNE.split(texte))
    return " ".join(ligne for ligne in lignes if ligne).strip()


def de_notice(notice: Notice) -> Reference:
    """The Reference of a notice. Reads what `NoticeQuerySet.pour_liste` prefetches.

    An address that leads nowhere (elided in the source) is left out.
    """
    themes, types = list(notice.themes.all()), list(notice.types.all())
    return Reference(
        **{mot: getattr(notice, mot) for mot in _SIMPLES},
        auteurs=tuple(
            Nom(c.auteur.nom, c.auteur.prenom, c.auteur.est_collectif)
            for c in notice.contributions.all()
        ),
        editeurs=tuple(e.editeur.nom for e in notice.editions.all()),
        revue=notice.revue.nom if notice.revue else "",
        issn=notice.revue.issn if notice.revue else "",
        numero=notice.numero_revue,
        urls=tuple(r.lien.url for r in notice.rattachements.all() if r.lien.est_suivable),
        mots_cles=(*(t.nom for t in themes), *(t.sigle or t.nom for t in types)),
        themes=tuple(t.slug for t in themes),
        types=tuple(t.code for t in types),
    )


_SIMPLES = (
    *("titre", "cle", "type", "et_al", "volume", "dans_titre", "dans_responsables"),
    *("dans_editeur", "date", "pages", "duree", "edition", "lieu", "doi", "isbn", "langue"),
    *("resume", "resume_origine", "note"),
)


# Names


def ecrire_nom(nom: Nom) -> str:
    """« MOTARD, Clémentine »; a body that would be taken for a person is in braces."""
    if nom.collectif:
        return nom.nom if lire_nom(nom.nom) == nom else f"{{{nom.nom}}}"
    return f"{nom.nom}, {nom.prenom}" if nom.prenom else f"{nom.nom},"


def lire_nom(texte: str) -> Nom:
    """The contrary of `ecrire_nom`: a name without comma is a body, but for « MOTARD Clémentine ».

    What begins as the names of bodies do is one, were there a comma in it.
    """
    texte = texte.strip()
    if texte.startswith("{") and texte.endswith("}"):
        return Nom(texte[1:-1].strip(), collectif=True)
    nom, virgule, prenom = texte.partition(",")
    if virgule and not est_un_corps(nom):
        return Nom(nom.strip(), prenom.strip())
    nom, prenom = en_capitales(texte)
    return Nom(nom, prenom) if nom else Nom(texte.rstrip(", "), collectif=True)


# « KIVITS Joëlle »: a family name in capitals, then a given name that is not.
_PERSONNE = re.compile(
    r"^(?P<nom>[^a-zà-ÿ,]*[^a-zà-ÿ,\s]) (?P<prenom>[A-ZÀ-Ý][^,]*[a-zà-ÿ.][^,]*)$"
)
ET_AL = " (et al.)"


def noms_des_responsables(texte: str) -> tuple[list[Nom], bool]:
    """Names in « KIVITS Joëlle, BALARD Frédéric (et al.) », and whether others are unnamed."""
    et_al = texte.endswith(ET_AL)
    noms = []
    for morceau in texte.removesuffix(ET_AL).split(", "):
        personne = _PERSONNE.match(morceau)
        noms.append(
            Nom(personne["nom"], personne["prenom"]) if personne else Nom(morceau, collectif=True)
        )
    return [nom for nom in noms if nom.nom], et_al


def texte_des_responsables(noms: Iterable[Nom], et_al: bool = False) -> str:
    """« KIVITS Joëlle, BALARD Frédéric (et al.) »."""
    return ", ".join(str(nom) for nom in noms) + (ET_AL if et_al else "")


# Values read


def lire_type(texte: str) -> str:
    """The code of a type given by its code or its French name, whatever the case; or blank."""
    plie = plier(texte)
    for code, libelle in Notice.Type.choices:
        if plie in (plier(code), plier(str(libelle))):
            return str(code)
    return ""


def differences(a: Reference, b: Reference, champs: Iterable[str]) -> dict[str, tuple[Any, Any]]:
    """Fields that differ, with both values."""
    paires = {champ: (getattr(a, champ), getattr(b, champ)) for champ in champs}
    return {champ: (x, y) for champ, (x, y) in paires.items() if x != y}
