"""CSL-JSON as Zotero, Better CSL JSON, Crossref and we write it: every key told, nothing raised."""

import contextlib
import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bibliographie.formats.csl import ecrire, vers_csl
from bibliographie.formats.reference import CHAMPS_TEXTE, Nom, Reference, differences
from bibliographie.importation import ImportationError, lire
from bibliographie.lecture.champs import Lecture, Rebut
from bibliographie.models import Notice
from tests.bibliographie.lecture.aides import ecartes, lectures, reference

ZOTERO: dict[str, Any] = {
    "id": "http://zotero.org/users/1/items/AB12",
    "type": "article-journal",
    "abstract": "Un résumé.",
    "author": [
        {"family": "Fontaine", "given": "Jean", "non-dropping-particle": "de La"},
        {"literal": "Agence, dite d’essai"},
        {"family": "Petit", "given": "J.", "suffix": "Jr.", "ORCID": "0000-1"},
    ],
    "container-title": "Revue d’essai",
    "journalAbbreviation": "Rev. essai",
    "DOI": "10.1234/essai",
    "ISSN": "1234-5679",
    "issue": "3",
    "volume": 12,
    "page": "231-241",
    "issued": {"date-parts": [["2019", 3, "12"]]},
    "accessed": {"date-parts": [["2026", 1, 2]]},
    "language": "fr-FR",
    "title": "Le <i>plan</i> d’essai",
    "URL": "https://exemple.fr/a",
    "source": "Zotero",
    "custom": {"a": [1, {"b": None}]},
}


def _item(**cles: Any) -> str:
    return json.dumps([{"title": "Essai", **cles}])


def test_un_article_de_zotero_est_entier_et_ce_qui_n_a_pas_de_place_est_dit() -> None:
    (lu,) = lectures(json.dumps([ZOTERO]))
    assert lu.reference == Reference(
        titre="Le plan d’essai",
        cle="http://zotero.org/users/1/items/AB12",
        type="article",
        auteurs=(
            Nom("de La Fontaine", "Jean"),
            Nom("Agence, dite d’essai", collectif=True),
            Nom("Petit Jr.", "J."),
        ),
        revue="Revue d’essai",
        volume="12",
        numero="3",
        date="2019-03-12",
        pages="pp. 231-241",
        doi="10.1234/essai",
        issn="1234-5679",
        langue="fr",
        urls=("https://exemple.fr/a",),
        resume="Un résumé.",
    )
    assert ecartes(lu) == [
        ("author.ORCID", "0000-1"),
        ("journalAbbreviation", "Rev. essai"),
        ("accessed", '{"date-parts": [["2026", 1, 2]]}'),
        ("source", "Zotero"),
        ("custom", '{"a": [1, {"b": null}]}'),
    ]


def test_un_chapitre_garde_son_ouvrage_son_directeur_et_sa_collection() -> None:
    chapitre = {
        "type": "chapter",
        "container-title": "Ouvrage d’essai",
        "editor": [{"family": "MARTIN", "given": "Anne"}],
        "publisher": "Presses d’essai",
        "publisher-place": "Marseille",
        "collection-title": "Cahiers d’essai",
        "number-of-pages": "127",
        "keyword": "santé, ville; climat",
    }
    lu = reference(_item(**chapitre))
    assert (lu.type, lu.dans_titre, lu.dans_responsables, lu.lieu, lu.pages) == (
        *("chapitre", "Ouvrage d’essai", "MARTIN Anne", "Marseille", "127 p."),
    )
    assert (lu.editeurs, lu.mots_cles) == (("Presses d’essai",), ("santé", "ville", "climat"))
    assert lu.note == "Collection\u00a0: Cahiers d’essai"


@pytest.mark.parametrize(
    ("issued", "date", "note"),
    [
        ({"date-parts": [[2019]]}, "2019", ""),
        ({"date-parts": [["2019", "03"]]}, "2019-03", ""),
        ({"raw": "cop. 2019"}, "2019", ""),
        ({"literal": "mars 2019"}, "2019-03", ""),
        ("2019-03-12", "2019-03-12", ""),
        ({"date-parts": [[2015], [2020]]}, "2015", "Date\u00a0: 2015/2020"),
        ({"date-parts": [[2019]], "season": 1}, "2019", "Date\u00a0: printemps 2019"),
        ({"date-parts": [[2019]], "season": "24"}, "2019", "Date\u00a0: hiver 2019"),
        ({"date-parts": [[2019]], "circa": True}, "2019", ""),
    ],
)
def test_les_dates_de_csl(issued: Any, date: str, note: str) -> None:
    lu = reference(_item(issued=issued))
    assert (lu.date, lu.note) == (date, note)


@pytest.mark.parametrize("issued", [{"date-parts": [[]]}, {"date-parts": [["x"]]}, 12, [[1]], {}])
def test_une_date_illisible_est_mise_de_cote_avec_son_texte(issued: Any) -> None:
    (lu,) = lectures(_item(issued=issued))
    assert lu.reference.date == ""
    assert ("issued" in dict(ecartes(lu))) == bool(issued)


@pytest.mark.parametrize(
    "enveloppe",
    [
        "{}",
        "[{}]",
        '{{"items": [{}]}}',
        '{{"total": 1, "items": [{}]}}',
        '{{"status": "ok", "message": {}}}',
        '{{"message": {{"total": {{}}, "items": [{}]}}}}',
        "\ufeff\n [{}]\n",
    ],
)
def test_seul_en_liste_ou_enveloppe_un_objet_est_lu(enveloppe: str) -> None:
    texte = enveloppe.replace("{{}}", "0").format(json.dumps(ZOTERO))
    assert reference(texte).titre == "Le plan d’essai"


def test_un_objet_par_ligne_ou_deux_fichiers_bout_a_bout_sont_lus_avec_leur_ligne() -> None:
    assert [lu.ligne for lu in lectures('{"title": "A"}\n{"title": "B"}\n')] == [1, 2]
    lus = lectures('[{"title": "A"}]\n[\n{"title": "B"}]')
    assert [(lu.ligne, lu.reference.titre) for lu in lus] == [(1, "A"), (3, "B")]


def test_une_moitie_de_fichier_garde_ses_notices_entieres() -> None:
    bonne, rebut = lire("x.json", b'[{"title": "A"},\n{"title": "B", "auth').lus
    assert isinstance(bonne, Lecture)
    assert bonne.reference.titre == "A"
    assert isinstance(rebut, Rebut)
    assert (rebut.ligne, "coupé" in rebut.raison) == (2, True)


def test_une_cle_en_double_n_est_pas_perdue() -> None:
    (lu,) = lectures('[{"title": "A", "title": "B"}]')
    assert (lu.reference.titre, ecartes(lu)) == ("A", [("title (2)", "B")])


def test_et_al_se_dit_et_n_est_pas_un_auteur() -> None:
    lu = reference(_item(author=[{"family": "Durand", "given": "P."}, {"literal": "et al."}]))
    assert (lu.auteurs, lu.et_al) == ((Nom("Durand", "P."),), True)


PLEINE = Reference(
    titre="Titre d’essai",
    cle="essai",
    type="article",
    auteurs=(Nom("DURAND", "Paule"), Nom("PETIT"), Nom("Agence, dite d’essai", collectif=True)),
    et_al=True,
    editeurs=("Presses d’essai",),
    revue="Revue d’essai",
    volume="12",
    numero="3",
    date="2019-03",
    pages="pp. 12-19",
    duree="4 min",
    edition="2e éd.",
    doi="10.1234/essai",
    isbn="978-2-1234-5680-3",
    issn="1234-5679",
    langue="fr",
    urls=("https://exemple.fr/a",),
    resume="Un résumé.",
    note="Une remarque.\nEt al.",
    mots_cles=("santé", "ville"),
)


def _relue(notice: Reference) -> Reference:
    return reference("".join(ecrire([notice])))


def test_notre_propre_csl_revient_entier() -> None:
    assert _relue(PLEINE) == PLEINE
    simple = Reference(titre="A", cle="a", type="ouvrage", pages="127 p.", note="Seule")
    assert _relue(simple) == simple


# What the allowed keys of CSL cannot carry, or carry under one word for several.
PERDUS = {
    "dans_responsables": "",
    "resume_origine": "",
    "urls": ("https://exemple.fr/a",),
    "editeurs": ("A, B",),
}


def test_ce_que_notre_csl_perd_est_connu() -> None:
    riche = Reference(
        titre="A",
        cle="a",
        type="chapitre",
        editeurs=("A", "B"),
        dans_titre="Ouvrage",
        dans_responsables="MARTIN Anne",
        dans_editeur="",
        lieu="Marseille",
        urls=("https://exemple.fr/a", "https://exemple.fr/b"),
        resume="R",
        resume_origine="Éditeur",
    )
    pertes = differences(riche, _relue(riche), [*CHAMPS_TEXTE, "urls", "editeurs", "auteurs"])
    assert {champ: apres for champ, (_, apres) in pertes.items()} == PERDUS


def test_nos_types_reviennent_a_ceux_que_csl_distingue() -> None:
    relus = {
        code: _relue(Reference(titre="A", cle="a", type=code)).type for code in Notice.Type.values
    }
    changes = {code: relu for code, relu in relus.items() if code != relu}
    assert changes == {
        "actes": "ouvrage",
        "dossier": "rapport",
        "site": "page",
        "outil": "page",
        "document": "rapport",
        "recit-experience": "rapport",
        "lettre-information": "article",
    }
    assert set(vers_csl(PLEINE)) >= {"note", "keyword"}


@pytest.mark.parametrize(
    ("texte", "dit"),
    [
        ("[" * 200_000, "emboîtés|trop d’éléments|profond"),
        ('[{"title":' * 100_000, "profond"),
        ('{"a":' * 900 + "1" + "}" * 900, "profond|title"),
        ("[" + "{}," * 500_000 + "{}]", "trop d’éléments"),
        ("[]", "title"),
        ('{"nom": "A"}', "CSL JSON"),
        ('[{"itemType": "book"}]', "CSL JSON"),
        ('[{"title": "A"},' * 1 + '{"title": "B"},' * 6_000 + "{}]", "plus que les 5"),
    ],
    ids=["listes", "alternes", "objets", "vides", "rien", "autre", "zotero-api", "trop"],
)
def test_un_json_piege_est_refuse_vite_avec_une_phrase(texte: str, dit: str) -> None:
    debut = time.process_time()
    with pytest.raises(ImportationError, match=dit):
        lire("x.json", texte.encode())
    assert time.process_time() - debut < 3


def test_des_valeurs_impossibles_ne_cassent_rien() -> None:
    texte = '[{"title": "A\\u0000\\ud800B", "volume": NaN, "note": "' + "x" * 200_000 + '"}]'
    (lu,) = lectures(texte)
    assert lu.reference.titre.encode()
    assert [nom for nom, _ in ecartes(lu)] == ["note"]


_CLES = (
    *("type", "title", "author", "editor", "issued", "page", "note", "keyword", "items", "id"),
    *("container-title", "URL", "DOI", "ISBN", "language", "volume", "family", "given", "x"),
    *("literal", "date-parts", "season", "raw", "number", "message", "translator"),
)
CLES = st.sampled_from(_CLES)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda dedans: st.lists(dedans, max_size=4) | st.dictionaries(CLES, dedans, max_size=6),
    max_leaves=25,
)


@given(valeur=JSON, coupe=st.integers(min_value=0, max_value=400))
def test_aucun_json_entier_ou_coupe_ne_leve_autre_chose_qu_un_refus(
    valeur: Any, coupe: int
) -> None:
    texte = json.dumps([valeur])
    for morceau in (texte, texte[:coupe]):
        with contextlib.suppress(ImportationError):
            assert lire("x.json", morceau.encode()).lus


@given(item=st.dictionaries(CLES, JSON, max_size=8))
def test_toute_cle_qui_dit_quelque_chose_est_racontee(item: dict[str, Any]) -> None:
    dites = {k for k, v in item.items() if k not in ("items", "message") and _dit(v)}
    item = {"title": "Essai"} | {k: v for k, v in item.items() if k not in ("items", "message")}
    (lu,) = lectures(json.dumps([item]))
    racontees = {champ.nom.partition(".")[0] for champ in lu.champs}
    assert dites <= racontees


def _dit(valeur: Any) -> bool:
    """Whether there is any text in a value."""
    if isinstance(valeur, dict):
        return any(map(_dit, valeur.values()))
    if isinstance(valeur, list):
        return any(map(_dit, valeur))
    return valeur is not None and any(map(str.isalnum, str(valeur)))
