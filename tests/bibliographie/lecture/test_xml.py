"""XML of catalogues: MODS, UNIMARC of the Sudoc and of PMB, MARC 21, EndNote; and traps."""

import contextlib
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bibliographie.formats.reference import Nom, Reference
from bibliographie.importation import ImportationError, lire
from bibliographie.lecture.champs import Lecture, Rebut
from tests.bibliographie.lecture.aides import ecartes, lectures, reference

EXPORTS = Path(__file__).parent / "exports"
ARTICLE = Reference(
    titre="L’évaluation d’essai. tome un",
    cle="abc1",
    type="article",
    auteurs=(Nom("Durand", "Paule"), Nom("Agence, dite d’essai", collectif=True)),
    revue="Revue d’essai",
    volume="12",
    numero="3",
    dans_responsables="MARTIN Anne",
    date="2019-03",
    pages="pp. 231-241",
    doi="10.1234/essai",
    issn="1234-5679",
    langue="fr",
    urls=("https://exemple.fr/a",),
    resume="Un résumé.",
    mots_cles=("santé", "Var"),
)


def _export(nom: str) -> list[Lecture]:
    return lectures((EXPORTS / nom).read_bytes())


def test_un_article_et_un_ouvrage_en_mods() -> None:
    article, ouvrage = _export("mods.xml")
    assert article.reference == ARTICLE
    assert ecartes(article) == [
        ("titleInfo/title", "Éval. essai"),
        ("name/namePart", "1970-"),
        ("location/physicalLocation", "Marseille"),
    ]
    assert ouvrage.reference == Reference(
        titre="Ouvrage d’essai",
        type="ouvrage",
        editeurs=("Presses d’essai",),
        date="2018",
        pages="127 p.",
        lieu="Marseille",
        isbn="978-2-1234-5680-3",
        note="Collection\u00a0: Cahiers d’essai",
    )
    assert ecartes(ouvrage) == [("originInfo/place/placeTerm", "fr")]


def test_un_ouvrage_du_sudoc_en_unimarc() -> None:
    (lu,) = _export("unimarc.xml")
    assert lu.reference == Reference(
        titre="L’évaluation d’essai. guide",
        cle="123456789",
        type="ouvrage",
        auteurs=(Nom("Durand", "Paule"), Nom("Agence d’essai. Service un", collectif=True)),
        editeurs=("Presses du Sud",),
        dans_responsables="MARTIN Anne",
        date="2019",
        pages="127 p.",
        edition="2e éd.",
        lieu="Marseille",
        isbn="978-2-1234-5680-3",
        langue="fr",
        urls=("https://exemple.fr/a",),
        resume="Un résumé.",
        note=(
            "Bibliogr. p. 120-127\nCollection\u00a0: Cahiers d’essai\n"
            "Numéro dans la collection\u00a0: 4"
        ),
        mots_cles=("Santé publique -- France",),
    )
    assert ecartes(lu) == [
        ("010$b", "br."),
        ("200$b", "Texte imprimé"),
        ("200$f", "Paule Durand"),
        ("215$d", "24 cm"),
        ("606$3", "027"),
        ("606$2", "rameau"),
        ("700$3", "02"),
        ("700$f", "1970-...."),
    ]


def test_un_article_de_pmb_dans_son_encodage() -> None:
    contenu = (EXPORTS / "pmb.xml").read_text(encoding="utf-8").encode("iso-8859-1")
    (lu,) = lectures(contenu)
    assert lu.reference == Reference(
        titre="L'été d'essai",
        cle="4512",
        type="article",
        auteurs=(Nom("Durand", "Paule"),),
        revue="Revue d'essai",
        numero="n° 3",
        date="2019-03-12",
        pages="p. 12-19",
        issn="1234-5679",
        note="La ville",
        mots_cles=("SANTE",),
    )
    assert ecartes(lu) == [("900$a", "local")]


def test_un_ouvrage_en_marc_21_sans_ses_signes_de_catalogue() -> None:
    (lu,) = _export("marc21.xml")
    assert lu.reference == Reference(
        titre="L’évaluation. guide",
        cle="77",
        type="ouvrage",
        auteurs=(Nom("Durand", "Paule"), Nom("Agence d’essai", collectif=True)),
        editeurs=("Presses d’essai",),
        date="2019",
        pages="127 p.",
        lieu="Marseille",
        isbn="9782123456803",
        resume="Un résumé.",
        mots_cles=("Public health -- France",),
    )
    assert ecartes(lu) == [("245$c", "Paule Durand.")]


def test_un_article_en_xml_d_endnote_avec_ses_styles() -> None:
    (lu,) = _export("endnote.xml")
    assert lu.reference == Reference(
        titre="Le 4e plan",
        type="article",
        auteurs=(Nom("Durand", "Paule"), Nom("Agence d’essai", collectif=True)),
        revue="Revue d’essai",
        volume="12",
        numero="3",
        date="2019-03-12",
        pages="pp. 231-241",
        doi="10.1234/essai",
        issn="1234-5679",
        langue="fr",
        urls=("https://exemple.fr/a",),
        mots_cles=("santé", "ville"),
    )
    assert [nom for nom, _ in ecartes(lu)] == [
        *("database", "source-app", "rec-number", "foreign-keys/key", "periodical/abbr-1"),
    ]


MARC = (
    '<record><leader>     {tete}0 22        450 </leader><datafield tag="200">'
    '<subfield code="a">A</subfield></datafield>{reste}</record>'
)


LIVRE = '<datafield tag="463"><subfield code="y">9782123456803</subfield></datafield>'


@pytest.mark.parametrize(
    ("tete", "reste", "type_"),
    [
        ("cam", "", "ouvrage"),
        ("caa", "", "article"),
        ("caa", LIVRE, "chapitre"),
        ("cgm", "", "video"),
        ("cem", "", "cartographie"),
        ("clm", "", "document"),
        ("cas", "", "document"),
    ],
)  # fmt: skip
def test_le_type_d_une_notice_marc(tete: str, reste: str, type_: str) -> None:
    lu = reference(MARC.format(tete=tete, reste=reste))
    assert (lu.titre, lu.type) == ("A", type_)


def test_une_mention_de_responsabilite_seule_est_gardee_en_remarque() -> None:
    reste = '<datafield tag="200"><subfield code="f">par un groupe</subfield></datafield>'
    lu = reference(MARC.format(tete="cam", reste=reste))
    assert lu.note == "Mention de responsabilité\u00a0: par un groupe"


def test_une_moitie_de_xml_garde_ses_notices_entieres() -> None:
    texte = "<modsCollection>\n<mods><titleInfo><title>A</title></titleInfo></mods>\n<mods><titleI"
    bonne, rebut = lire("x.xml", texte.encode()).lus
    assert isinstance(bonne, Lecture)
    assert (bonne.ligne, bonne.reference.titre) == (2, "A")
    assert isinstance(rebut, Rebut)
    assert (rebut.ligne, "coupé" in rebut.raison) == (3, True)


def test_une_notice_dans_l_enveloppe_d_un_serveur_est_lue_une_fois() -> None:
    dedans = MARC.format(tete="cam", reste="")
    donnees = f"<s:recordData>{dedans}</s:recordData>"
    assert reference(f"<s:r xmlns:s='u'><s:record>{donnees}</s:record></s:r>").titre == "A"


LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    ("texte", "dit"),
    [
        (f'<!DOCTYPE m [<!ENTITY a0 "lol">{LAUGHS}]><mods><abstract>&a9;</abstract></mods>', "DTD"),
        ('<?xml version="1.0"?><!DOCTYPE m SYSTEM "file:///etc/passwd"><mods/>', "DTD"),
        ("<mods>" * 100_000, "coupé"),
        ("<a>" * 1_000_001, "trop d’éléments"),
        ("<mods><titleInfo>" + "<b>" * 5_000 + "</b>" * 5_000 + "</titleInfo></mods>", "illisible"),
        ("<rdf><li>A</li></rdf>", "ni du MODS"),
        ("<a", "illisible"),
        ("<!doctype html><html></html>", "page web"),
        ('<?xml version="1.0"?><html xmlns="u"><body/></html>', "page web"),
        ("<c>" + "<mods><genre>A</genre></mods>" * 5_001 + "</c>", "5\u202f001"),
    ],
)  # fmt: skip
def test_un_xml_piege_est_refuse_vite_avec_une_phrase(texte: str, dit: str) -> None:
    debut = time.process_time()
    with pytest.raises(ImportationError, match=dit):
        lire("x.xml", texte.encode())
    assert time.process_time() - debut < 3


NOMS = st.sampled_from(
    [
        *("mods", "titleInfo", "title", "name", "namePart", "relatedItem", "record", "datafield"),
        *("subfield", "leader", "titles", "ref-type", "dates", "year", "part", "genre", "notice"),
    ]
)
ATTRIBUTS = st.dictionaries(
    st.sampled_from(["type", "tag", "code", "c", "name"]),
    st.sampled_from(["host", "200", "700", "461", "a", "b", "personal", "4", "606", "", "100"]),
)
ARBRES = st.recursive(
    st.text(st.characters(codec="utf-8", exclude_characters="<>&", min_codepoint=32), max_size=12),
    lambda dedans: st.builds(
        lambda nom, attributs, enfants: (
            f"<{nom}{''.join(f' {a}={v!r}' for a, v in attributs.items())}>"
            f"{''.join(enfants)}</{nom}>"
        ),
        NOMS, ATTRIBUTS, st.lists(dedans, max_size=5),
    ),
    max_leaves=25,
)  # fmt: skip


@given(arbre=ARBRES, racine=NOMS, coupe=st.integers(min_value=0, max_value=600))
def test_aucun_xml_entier_ou_coupe_ne_leve_autre_chose_qu_un_refus(
    arbre: str, racine: str, coupe: int
) -> None:
    texte = f"<c><{racine}>{arbre}</{racine}><mods>{arbre}</mods></c>"
    for morceau in (texte, texte[:coupe]):
        with contextlib.suppress(ImportationError):
            assert lire("x.xml", morceau.encode()).lus
