"""BibTeX and biblatex as people write them: macros, parents, bodies, broken entries."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bibliographie.formats.latex import decoder
from bibliographie.formats.reference import Nom, Reference
from bibliographie.lecture import bibtex
from bibliographie.lecture.champs import Champ, Lecture, Rebut, Sort, de_sort


def _lectures(texte: str) -> list[Lecture]:
    lus = bibtex.lire(texte)
    assert all(isinstance(lu, Lecture) for lu in lus)
    return [lu for lu in lus if isinstance(lu, Lecture)]


def _une(texte: str) -> tuple[Reference, dict[str, Champ]]:
    (lu,) = _lectures(texte)
    return lu.reference, {champ.nom: champ for champ in lu.champs}


def _livre(champs: str) -> tuple[Reference, dict[str, Champ]]:
    return _une(f"@book{{a, title={{A}}, {champs}}}")


def test_l_adresse_d_un_lien_reste_dans_la_remarque() -> None:
    reference, _ = _livre(r"note={Lire \href{https://exemple.org/x~y_z%20}{le guide} d'abord}")
    assert reference.note == "Lire le guide (https://exemple.org/x~y_z%20) d'abord"


def test_l_adresse_d_un_titre_va_aux_adresses() -> None:
    reference, _ = _une(r"@misc{a, title={\href{https://exemple.org/t}{Un titre} d'essai}}")
    assert reference.titre == "Un titre d'essai"
    assert reference.urls == ("https://exemple.org/t",)


MACROS = (
    *("\\", "{", "}", "$", "\\href", "\\href{a}{b}", "\\url{", "\\begin{x}", "\\end{x}", "\\verb"),
    *("|", "%", "&", "\\'", "\\og", "\\fg", "é", " ", "[", "]", "\\sqrt", "\\frac", "\\item", "~"),
    *("\\cite", "\\input{x}", "\\section", "\\footnote", "\\char", "^", "_", "\\left", "\\def"),
    *("\\newcommand", "\\[", "\\(", "\\)", "\\begin{tabular}", "\\begin{verbatim}", "\\mbox", "#1"),
    *("\\\\", "\\EUR", "\\textsuperscript", "\\c", "\\c{", "\\^\\i", "\\ref", "\\up{", "\n", '"'),
)
soupes = st.lists(st.sampled_from(MACROS) | st.text(max_size=3), max_size=12).map("".join)


@given(soupes)
def test_aucune_macro_entiere_ou_cassee_n_arrete_la_lecture(soupe: str) -> None:
    assert isinstance(decoder(soupe), str)
    assert isinstance(bibtex.lire(f"@book{{a, title={{A}}, note={{{soupe}}}}}\n"), list)


@pytest.mark.parametrize(
    ("ecrit", "lu"),
    [
        (r"Le 2$^{\textrm{e}}$ plan, PM$_{10}$ et 7~\euro", "Le 2e plan, PM10 et 7\u00a0€"),
        (r"\og Santé \fg{} et \og ville\fg", "«\u00a0Santé\u00a0» et «\u00a0ville\u00a0»"),
        (r"XX\textsuperscript{e} si\`ecle, 1\ier{} plan", "XXe siècle, 1er plan"),
        (r"{\oe}uvre, c{\oe}ur, \OE{}uvre, na\"{\i}f", "œuvre, cœur, Œuvre, naïf"),
        (r"\'Etat, {\c C}a, gar\c{c}on, No\"el", "État, Ça, garçon, Noël"),
        (r"50\,\% \& plus -- ou moins", "50 % & plus – ou moins"),
        (r"de 5$ à 6$ ou $x=3$", "de 5$ à 6$ ou x=3"),
        (r"\emph{a} \textbf{b \inconnue{c}} {D}", "a b c D"),
        (r"\textit{jamais fermé", "jamais fermé"),
        (r"\EUR{12} et \cite{petit2019}", "12\u00a0€ et [petit2019]"),
    ],
)
def test_latex_se_lit_comme_il_s_imprime(ecrit: str, lu: str) -> None:
    assert decoder(ecrit).replace("\u2009", " ") == lu


def test_une_valeur_se_compose_de_morceaux_et_de_macros() -> None:
    reference, _ = _une(
        '@string{ed = "Presses"}\n@STRING(ville = {du Sud})\n@string{tout = ed # " " # Ville}\n'
        '@preamble{"\\newcommand{\\x}{}"}\n@comment{rien}\n'
        '@book(a, title = "Un " # {deux} # " trois", publisher = tout, month = "5~" # apr, '
        "year = 2016)"
    )
    assert reference.titre == "Un deux trois"
    assert reference.editeurs == ("Presses du Sud",)
    assert reference.date == "2016-04-05"


def test_une_partie_herite_de_ce_qui_la_contient() -> None:
    tout, partie = _lectures(
        "@proceedings{t, title={Actes d'été}, editor={Faure, Inès}, publisher={Presses},"
        " address={Digne}, date={2016-07}, isbn={2-1234-5680-2}, doi={10.5555/t}}\n"
        "@inproceedings{p, title={Une part}, author={Petit, Jeanne}, pages={1--9}, crossref={T}}"
    )
    assert tout.reference.type == "actes"
    assert partie.reference == Reference(
        titre="Une part",
        cle="p",
        type="communication",
        auteurs=(Nom("Petit", "Jeanne"),),
        dans_titre="Actes d'été",
        dans_responsables="Faure Inès",
        editeurs=("Presses",),
        lieu="Digne",
        date="2016-07",
        pages="pp. 1-9",
        isbn="2-1234-5680-2",
    )
    champs = {champ.nom: champ for champ in partie.champs}
    assert champs["crossref"].sort is Sort.REPRIS
    assert champs["booktitle (de t)"].texte == "Actes d'été"


def test_ce_que_dit_l_enfant_passe_avant_et_les_boucles_s_arretent() -> None:
    un, deux = _lectures(
        "@inbook{a, title={A}, publisher={Moi}, year=2019, crossref=b}\n"
        "@book{b, title={B}, publisher={Lui}, date={2001-02}, crossref=a}"
    )
    assert (un.reference.editeurs, un.reference.date) == (("Moi",), "2019")
    assert (un.reference.dans_titre, deux.reference.titre) == ("B", "B")


def test_xdata_prete_ses_champs_sans_etre_une_notice() -> None:
    reference, champs = _une(
        "@xdata{x, publisher={Presses}, location={Nice}}\n@book{a, title={A}, xdata={x}}"
    )
    assert (reference.editeurs, reference.lieu) == (("Presses",), "Nice")
    reference, champs = _livre("crossref={absent}")
    assert (champs["crossref"].sort, "fichier" in champs["crossref"].raison) == (Sort.ECARTE, True)


@pytest.mark.parametrize(
    ("champs", "date", "note"),
    [
        ("date={2016-04/2016-06}", "2016-04", "2016-04/2016-06"),
        ("year={2016--2019}", "2016", "2016–2019"),
        ("year=2016, month=apr", "2016-04", ""),
        ("year=2016, month={avril}, day=5", "2016-04-05", ""),
        ("year=2016, month={5 avril}", "2016-04-05", ""),
        ("year=2016, month={mars-avril}", "2016-03", "mars-avril 2016"),
        ("year=2016, month={printemps}", "2016", "printemps 2016"),
        ("year={[2016]}", "2016", ""),
        ("date={2016-21}", "2016", "2016-21"),
    ],
)
def test_les_dates(champs: str, date: str, note: str) -> None:
    reference, _ = _livre(champs)
    assert reference.date == date
    assert reference.note == (f"Date\u00a0: {note}" if note else "")


@pytest.mark.parametrize(
    ("ecrits", "noms"),
    [
        (
            "Jean de La Fontaine and Petit, Jeanne",
            [Nom("de La Fontaine", "Jean"), Nom("Petit", "Jeanne")],
        ),
        ("DURAND Paule", [Nom("DURAND", "Paule")]),
        ("Dupont, Jr, Jean", [Nom("Dupont", "Jean, Jr")]),
        ("Agence r{\\'e}gionale de sant{\\'e}", [Nom("Agence régionale de santé", collectif=True)]),
        ("Agence régionale de santé", [Nom("Agence régionale de santé", collectif=True)]),
        (
            "Ministère de la Santé et des Solidarités and ARS PACA",
            [
                Nom("Ministère de la Santé et des Solidarités", collectif=True),
                Nom("ARS PACA", collectif=True),
            ],
        ),
        (
            "Ministry of Health and Social Affairs and Anne Martin",
            [Nom("Ministry of Health and Social Affairs", collectif=True), Nom("Martin", "Anne")],
        ),
        ("{Centre and Conseil}", [Nom("Centre and Conseil", collectif=True)]),
        ("HCSP", [Nom("HCSP", collectif=True)]),
    ],
)  # fmt: skip
def test_les_noms(ecrits: str, noms: list[Nom]) -> None:
    assert list(_livre(f"author={{{ecrits}}}")[0].auteurs) == noms


@pytest.mark.parametrize("fin", [" and others", " and et al.", " et al.", " and {others}"])
def test_et_al_de_toutes_les_facons(fin: str) -> None:
    reference, _ = _livre(f"author={{Petit, Jeanne{fin}}}")
    assert reference.et_al
    assert reference.auteurs == (Nom("Petit", "Jeanne"),)


def test_les_champs_de_biblatex_vont_au_titre_ou_en_remarque() -> None:
    reference, _ = _une(
        "@inproceedings{a, title={T}, subtitle={S}, titleaddon={C}, booktitle={Actes}, "
        "eventtitle={Journées d'été}, origdate={1999}, editora={Roux, Léa}, series={Études}, "
        "translator={Petit, Jeanne and Durand, Paule}, eprint={2101.1}, howpublished={Polycopié}}"
    )
    assert (reference.titre, reference.dans_titre) == ("T. S. C", "Actes")
    assert sorted(reference.note.split("\n")) == [
        "Avec\u00a0: Roux Léa", "Collection\u00a0: Études", "Colloque\u00a0: Journées d'été",
        "Diffusion\u00a0: Polycopié", "Première parution\u00a0: 1999",
        "Prépublication\u00a0: 2101.1", "Traduction\u00a0: Petit Jeanne, Durand Paule",
    ]  # fmt: skip


def test_adresses_langue_et_numeros() -> None:
    reference, champs = _livre(
        r"howpublished={\url{https://exemple.org/h}}, url={https://exemple.org/a\_b?c=d\&e; "
        r"https://exemple.org/b~c}, language={Anglais}, isbn={978-2-1234-5680-3, 2-1234-5681-0}, "
        r"doi={https://doi.org/10.5555/a--b\_c}, urldate={2019-01-01}, file={:a.pdf:PDF}"
    )
    assert reference.urls == (
        "https://exemple.org/h", "https://exemple.org/a_b?c=d&e", "https://exemple.org/b~c",
    )  # fmt: skip
    assert (reference.langue, reference.doi) == ("en", "10.5555/a--b_c")
    assert reference.isbn == "978-2-1234-5680-3"
    assert champs["isbn"].raison.startswith("mis de côté")
    assert [champs[c].sort for c in ("urldate", "file")] == [Sort.ECARTE, Sort.ECARTE]


def test_un_type_qui_n_est_pas_des_notres_devient_le_plus_proche() -> None:
    reference, champs = _une("@phdthesis{a, title={A}, school={Université d'essai}}")
    assert (reference.type, reference.note) == ("ouvrage", "Genre\u00a0: thèse de doctorat")
    assert reference.editeurs == ("Université d'essai",)
    assert champs["@"].sort is Sort.CORRIGE


@pytest.mark.parametrize(
    "texte",
    [
        "@book{title={Essai}, year=2016}",
        "@book{, title={Essai}, year=2016}",
        "@book{clé été title={Essai}, year=2016}".replace(" été", ""),
        "@book{a, title={Essai} year=2016}",
        "@book{a, title={Essai}\n  year={2016}\n}",
        '@book{a, title="Essai", year=2016,}',
        "@Book {a, TITLE = {Essai}, Year = {2016}}",
        "@book{a, title={Essai}, title={Essai}, year=2016}",
    ],
)
def test_une_virgule_ou_une_cle_qui_manque_ne_perd_rien(texte: str) -> None:
    reference, _ = _une(texte)
    assert (reference.titre, reference.date) == ("Essai", "2016")


def test_une_accolade_ouverte_n_ecarte_que_son_entree() -> None:
    un, casse, deux = bibtex.lire(
        "@book{a, title={Un}}\n@book{b, title={Jamais fermé,\n year=2016}\n@book{c, title={Deux}}\n"
    )
    assert isinstance(casse, Rebut)
    assert (casse.ligne, "accolade" in casse.raison) == (2, True)
    assert isinstance(un, Lecture)
    assert isinstance(deux, Lecture)
    assert (un.reference.titre, deux.reference.titre) == ("Un", "Deux")


def test_une_accolade_de_trop_ne_perd_pas_la_suite_sans_le_dire() -> None:
    lue, rebut = bibtex.lire("@book{a, title={A}},\n year={2016}, note={Perdue}\n}\n")
    assert isinstance(lue, Lecture)
    assert isinstance(rebut, Rebut)
    assert "accolade de trop" in rebut.raison


@pytest.mark.parametrize(
    "signe", ["\\", "{", "}", "$", "\\'e", "{a}", "\\og ", "#", " and ", '"', "@x{"]
)
@pytest.mark.parametrize("champ", ["title", "author", "note", "url"])
def test_une_valeur_faite_pour_lasser_se_lit_vite(champ: str, signe: str) -> None:
    debut = time.process_time()
    bibtex.lire(f"@book{{a, title={{A}}, {champ}={{{signe * (90_000 // len(signe))}}}}}")
    assert time.process_time() - debut < 5


def test_des_champs_de_chaque_entree_aucun_n_est_perdu() -> None:
    texte = (
        "@misc{a, title={A}, inconnu={x}, author={Petit, Jeanne and others}, year=2016, vide={}}"
    )
    (lu,) = _lectures(texte)
    assert {c.nom for c in lu.champs} == {
        "clé",
        "@",
        "title",
        "inconnu",
        "author",
        "author (et al.)",
        "year",
    }
    assert [c.nom for c in de_sort(lu.champs, Sort.ECARTE)] == ["inconnu"]


def test_des_macros_qui_se_doublent_sont_refusees_avant_d_emplir_la_memoire() -> None:
    macros = "".join(f"@string{{a{n} = a{n - 1} # a{n - 1}}}\n" for n in range(1, 40))
    with pytest.raises(ValueError, match="raccourcis"):
        bibtex.lire(f'@string{{a0 = "0123456789"}}\n{macros}@book{{k, title = a39}}')


def test_une_valeur_de_bien_des_morceaux_se_lit_sans_etre_recopiee_a_chacun() -> None:
    debut = time.process_time()
    bibtex.lire('@book{a, title = "' + '\\"{e}' * 600_000 + '"}')
    assert time.process_time() - debut < 15


def test_une_entree_ne_prete_pas_mille_champs_a_toutes_les_autres() -> None:
    prete = "".join(f"f{n} = {{x}}, " for n in range(2_000))
    enfants = "".join(f"@book{{k{n}, title = {{T}}, xdata = {{p}}}}\n" for n in range(50))
    lus = bibtex.lire(f"@xdata{{p, {prete}}}\n{enfants}")
    assert len(lus) == 50
    assert all(len(lu.bruts) < 110 for lu in lus if isinstance(lu, Lecture))
