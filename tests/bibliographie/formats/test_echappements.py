"""Whatever an editor types goes out and comes back: escaping, drawn at random."""

import json
from dataclasses import fields
from typing import Any

import bibtexparser
import pytest
import rispy
from hypothesis import given
from hypothesis import strategies as st

from bibliographie.formats import bibtex, csl, ris
from bibliographie.formats.citation import citer
from bibliographie.formats.latex import decoder, echapper
from bibliographie.formats.reference import (
    TABLES,
    Nom,
    Reference,
    differences,
    ecrire_nom,
    lire_nom,
    noms_des_responsables,
    texte_des_responsables,
)
from bibliographie.lecture import bibtex as lecture_bibtex
from bibliographie.lecture import ris as lecture_ris
from bibliographie.lecture.champs import Lecture
from bibliographie.lecture.valeurs import nettoyer
from bibliographie.models import Notice
from socle.listes import exports
from socle.tableur import lecture as tableur

# Any character that a person can type on one line, the awkward ones more often than not.
PIEGES = "&%#_$~^\\{}\"'`-–—«»’@=,;:|!?<>*[]()/.\u00a0\u202fœéàÇ漢😀"
signes = st.one_of(
    st.sampled_from(PIEGES), st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"])
)


def _mots(texte: str) -> str:
    """One space between words, none at the ends, no mark of a web page: what formats keep."""
    return " ".join(nettoyer(texte).split())


textes = st.text(signes, min_size=1, max_size=60).map(_mots).filter(bool)
vides_ou_textes = st.one_of(st.just(""), textes)
courts = vides_ou_textes.map(lambda t: t[:20].strip())
# Names never hold what separates them.
noms_simples = textes.map(lambda t: _mots(t.translate(str.maketrans("", "", ",{};|¶")))).filter(
    lambda t: bool(t) and " and " not in f" {t.lower()} " and t.lower() != "others"
)
personnes = st.builds(Nom, noms_simples, noms_simples)
collectivites = st.builds(Nom, noms_simples, collectif=st.just(True))
urls = st.from_regex(r"https://[a-z]{1,8}\.fr/[A-Za-z0-9_%&=#~;.()@-]{0,30}", fullmatch=True)
dates = st.from_regex(r"20[0-2][0-9](-(0[1-9]|1[0-2])(-(0[1-9]|1[0-9]|2[0-8]))?)?", fullmatch=True)
pages = st.one_of(
    st.just(""),
    st.from_regex(r"(pp\. [1-9][0-9]{0,3}-[1-9][0-9]{0,3})|([1-9][0-9]{0,3} p\.)", fullmatch=True),
    st.sampled_from(["np", "p. 12", "pp.81-115", "pp. 277- 295", "p.49-53", "p. 8-17"]),
    textes,
)
references = st.builds(
    Reference,
    titre=textes,
    cle=st.from_regex(r"[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,6}){0,3}", fullmatch=True),
    type=st.sampled_from([str(code) for code in Notice.Type.values]),
    auteurs=st.lists(st.one_of(personnes, collectivites), max_size=3).map(tuple),
    et_al=st.booleans(),
    editeurs=st.lists(noms_simples, max_size=2, unique=True).map(tuple),
    revue=vides_ou_textes,
    volume=courts,
    numero=courts,
    dans_titre=vides_ou_textes,
    dans_responsables=vides_ou_textes,
    dans_editeur=st.one_of(st.just(""), noms_simples),
    date=st.one_of(st.just(""), dates),
    pages=pages,
    duree=courts,
    edition=courts,
    lieu=vides_ou_textes,
    doi=st.one_of(st.just(""), st.from_regex(r"10\.[0-9]{4}/[a-z0-9._()-]{1,9}", fullmatch=True)),
    isbn=st.sampled_from(["", "978-2-1234-5680-3", "2123456802", "sans objet"]),
    issn=st.sampled_from(["", "1234-567X"]),
    langue=st.sampled_from(["", "fr", "en"]),
    urls=st.lists(urls, max_size=3, unique=True).map(tuple),
    resume=vides_ou_textes,
    resume_origine=vides_ou_textes,
    note=st.one_of(st.just(""), st.lists(textes, min_size=1, max_size=3).map("\n".join)),
    mots_cles=st.lists(noms_simples, max_size=3, unique=True).map(tuple),
)
CHAMPS = [champ.name for champ in fields(Reference) if champ.name not in TABLES]


@given(textes)
def test_latex_revient_tel_quel(texte: str) -> None:
    assert decoder(echapper(texte)) == texte


@given(textes)
def test_un_texte_echappe_a_des_accolades_equilibrees(texte: str) -> None:
    """BibTeX counts braces, escaped or not: an odd one would swallow the next entries."""
    echappe = echapper(texte)
    assert echappe.count("{") == echappe.count("}")


@pytest.mark.parametrize(
    ("format", "lecture"), [(ris, lecture_ris), (bibtex, lecture_bibtex)], ids=["ris", "bibtex"]
)
@given(lot=st.lists(references, min_size=1, max_size=3))
def test_une_reference_quelconque_revient_telle_quelle(
    format: Any, lecture: Any, lot: list[Reference]
) -> None:
    texte = "".join(format.ecrire(lot)).replace("\r\n", "\n")
    lus = lecture.lire(texte)
    assert len(lus) == len(lot)
    for reference, lu in zip(lot, lus, strict=True):
        assert isinstance(lu, Lecture)
        assert differences(reference, lu.reference, CHAMPS) == {}


@given(st.lists(references, min_size=1, max_size=3, unique_by=lambda r: r.cle))
def test_les_outils_des_autres_lisent_toute_reference(lot: list[Reference]) -> None:
    assert len(rispy.loads("".join(ris.ecrire(lot)))) == len(lot)
    bibliotheque = bibtexparser.parse_string("".join(bibtex.ecrire(lot)))
    assert bibliotheque.failed_blocks == []
    assert len(bibliotheque.entries) == len(lot)
    assert len(json.loads("".join(csl.ecrire(lot)))) == len(lot)


@given(references)
def test_une_citation_ne_laisse_passer_aucune_balise(reference: Reference) -> None:
    html = citer(reference).html.replace("<cite>", "").replace("</cite>", "")
    assert "<" not in html
    assert ">" not in html


@given(st.one_of(personnes, collectivites))
def test_un_nom_revient_tel_quel(nom: Nom) -> None:
    assert lire_nom(ecrire_nom(nom)) == nom


_RESPONSABLE = "[A-Z]{2,9} [A-Z][a-z]{1,9}"


@given(st.from_regex(rf"{_RESPONSABLE}(, {_RESPONSABLE}){{0,3}}( \(et al\.\))?", fullmatch=True))
def test_des_responsables_reviennent_tels_quels(texte: str) -> None:
    assert texte_des_responsables(*noms_des_responsables(texte)) == texte


formules = st.sampled_from(["=1+1", "-x", "@a", "+33", '="04001"', "'déjà"])


@given(st.lists(st.one_of(textes, formules), min_size=2, max_size=4))
def test_une_cellule_revient_telle_quelle(valeurs: list[str]) -> None:
    """Neutralised on the way out, a formula comes back as the text that it was."""
    entete = exports._ligne_csv([f"c{rang}" for rang in range(len(valeurs))])
    ligne = exports._ligne_csv(exports.neutraliser(valeur) for valeur in valeurs)
    ((_, lue),) = tableur.lire_feuille("t.csv", (entete + ligne).encode()).lignes
    # « '= » typed by hand is the one text that cannot be told from a neutralised formula.
    assert lue == [v[1:] if v[0] == "'" and v[1:].startswith(exports.FORMULES) else v
                   for v in valeurs]  # fmt: skip
