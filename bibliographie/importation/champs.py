"""What becomes of the fields of a record once our own words and periodicals are known."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from bibliographie.formats.reference import SEPARATEUR, Reference
from bibliographie.lecture.champs import EN_PARTIE, Brut, Champ, Lecture, Sort
from bibliographie.lecture.libelles import libelle
from bibliographie.lecture.roles import EXACT
from socle.textes import accorder, nombre, plier

ISSN = {"issn", "numero_normalise", f"{EXACT}issn"}
SANS_THEME = "sans thème au catalogue"
INCONNU = "inconnu au catalogue"
_ENTRE_MOTS = re.compile(r"[|;,\n]")


def champs_au_catalogue(
    lecture: Lecture, inconnus: Mapping[str, tuple[str, ...]], refus_de_l_issn: str
) -> Iterator[Champ]:
    """The fields; words that name nothing here are set aside, and an ISSN that is refused."""
    for champ, brut in zip(lecture.champs, lecture.bruts, strict=True):
        if champ.sort is Sort.ECARTE:
            yield champ
        elif champ.role in inconnus:
            yield _sans_les_inconnus(champ, brut, lecture.reference, inconnus[champ.role])
        elif refus_de_l_issn and champ.role in ISSN and _dit(brut, lecture.reference.issn):
            yield replace(champ, sort=Sort.ECARTE, apres="", raison=refus_de_l_issn)
        else:
            yield champ


def mis_de_cote(champs: Iterable[Champ]) -> list[str]:
    """« ISBN (isbn) : 978-2 (clé de contrôle fausse) », for each field that loses something; the
    text of the file too, where an editor wrote something else.
    """
    textes = []
    for champ in champs:
        quoi = f"{libelle(champ.role, champ.nom)}\u00a0:"
        if champ.du_fichier:
            textes.append(f"{quoi} {champ.du_fichier} (dans le fichier\u00a0; corrigé à l’import)")
        if champ.perd:
            textes.append(f"{quoi} {champ.texte} ({champ.raison})")
    return textes


def compter(champs: Iterable[Champ]) -> str:
    """« 1 250 champs lus, 1 241 repris, 6 corrigés, 3 mis de côté »."""
    nombres = dict.fromkeys(Sort, 0)
    for champ in champs:
        nombres[champ.sort] += 1
    lus, corriges = sum(nombres.values()), nombres[Sort.CORRIGE]
    dits = [
        f"{nombre(lus)} {accorder(lus, 'champ lu', 'champs lus')}",
        f"{nombre(nombres[Sort.REPRIS])} repris",
        f"{nombre(corriges)} {accorder(corriges, 'corrigé')}" if corriges else "",
        f"{nombre(nombres[Sort.ECARTE])} mis de côté",
    ]
    return ", ".join(filter(None, dits))


def _sans_les_inconnus(
    champ: Champ, brut: Brut, reference: Reference, inconnus: tuple[str, ...]
) -> Champ:
    """A field whose words are not all ours: it keeps those that are."""
    morceaux = brut.valeur if isinstance(brut.valeur, tuple) else _ENTRE_MOTS.split(brut.texte)
    plies = {plier(str(mot)) for mot in (*morceaux, brut.texte)}
    dits = [mot for mot in getattr(reference, champ.role) if plier(mot) in plies]
    perdus = [mot for mot in dits if mot in inconnus]
    gardes = [mot for mot in dits if mot not in inconnus]
    if not perdus:
        return champ
    if not gardes:
        raison = SANS_THEME if champ.role == "mots_cles" else INCONNU
        return replace(champ, sort=Sort.ECARTE, apres="", raison=raison)
    raison = f"{EN_PARTIE}\u00a0: {', '.join(perdus)}"
    return replace(champ, sort=Sort.CORRIGE, apres=SEPARATEUR.join(gardes), raison=raison)


def _dit(brut: Brut, issn: str) -> bool:
    """Whether it is this field that gives the ISSN."""
    return re.sub(r"\W", "", issn) in re.sub(r"\W", "", brut.saisie).upper()
