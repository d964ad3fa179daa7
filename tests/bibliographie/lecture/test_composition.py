"""Whatever fields a file has: each has its fate, nothing raises, and the catalogue can hold it."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bibliographie.formats.reference import SEPARATEUR, Nom, Reference
from bibliographie.lecture import bibtex, ris
from bibliographie.lecture.champs import Brut, Champ, Lecture, Sort
from bibliographie.lecture.composition import composer, corriger
from bibliographie.lecture.recueil import CHAMPS_DE_NOTICE, HORS_NOTICE
from bibliographie.models import Auteur, Editeur, Notice, Revue

ROLES = sorted(
    {
        *("type", "type_precis", "type_proche", "titre_court", "et_al", "et_al_responsable"),
        *("total", "debut", "fin", "jour", "dans_responsables", "dans_editeur", "duree"),
        *("resume_origine", "themes", "publics", "modifie_le", "numero_normalise", "", "inconnu"),
        *bibtex.ROLES.values(),
        *ris.ROLES.values(),
        *(f"exact:{champ}" for champ in ris.PRECISIONS),
    }
)
MORCEAUX = (
    *("Petit, Jeanne", "et al.", "2019", "cop. 2019", "mars", "10.1234/essai", "1234-5679"),
    *("978-2-1234-5680-3", "https://exemple.fr/a", "www.exemple.fr", "<i>", "&eacute;", "\\emph{a}"),
    *("{", "}", "\n", " ", ",", ";", "|", "«\u00a0", "Ã©", "\x00", "\ud800", "é", "12-15", "p."),
    *("Agence régionale de santé", "thèse", "fr; en", "x" * 130, "mot " * 200, "0", "//", "("),
)
textes = st.lists(st.sampled_from(MORCEAUX) | st.text(max_size=8), max_size=6).map("".join)
valeurs: Any = st.none() | textes | st.lists(textes, max_size=3).map(tuple)


def _brut(role: str, texte: str, valeur: Any) -> Brut:
    """A value of the kind that readers give for that role."""
    if role in ("auteur", "responsable") and isinstance(valeur, tuple):
        valeur = tuple(Nom(v, v[::2]) for v in valeur)
    if role == "type_proche":
        valeur = ("document", texte)
    elif role in ("type", "type_precis"):
        valeur = None
    elif role not in ("auteur", "responsable", "editeur", "mots_cles", "url"):
        valeur = None if isinstance(valeur, tuple) else valeur
    return Brut(role, texte, role, valeur)


bruts = st.lists(st.builds(_brut, st.sampled_from(ROLES), textes, valeurs), max_size=12)


def _tient_au_catalogue(reference: Reference) -> None:
    """What the checks of the model themselves ask."""
    a_la_notice = {
        CHAMPS_DE_NOTICE.get(mot, mot): getattr(reference, mot)
        for mot in Reference.__slots__
        if isinstance(getattr(reference, mot), str) and mot not in HORS_NOTICE
    }
    dits = {champ for champ, valeur in a_la_notice.items() if valeur}
    Notice(**a_la_notice).clean_fields(
        exclude={champ.name for champ in Notice._meta.get_fields()} - dits
    )
    assert not reference.doi or reference.doi.startswith("10.")
    for nom in reference.auteurs:
        Auteur(nom=nom.nom, prenom=nom.prenom).clean_fields(exclude={"slug"})
    for editeur in reference.editeurs:
        Editeur(nom=editeur).clean_fields(exclude={"slug", "nom_plie"})
    if reference.revue:
        Revue(nom=reference.revue, issn=reference.issn).clean_fields(exclude={"slug", "nom_plie"})
    for mot in Reference.__slots__:
        repr(getattr(reference, mot)).encode()
        assert "\x00" not in str(getattr(reference, mot))
        str(getattr(reference, mot)).encode()


def _champs(lu: Lecture) -> list[tuple[str, str]]:
    return [(champ.nom, champ.texte) for champ in lu.champs]


@given(bruts)
def test_chaque_champ_a_son_sort_et_la_notice_tient_au_catalogue(lot: list[Brut]) -> None:
    lu = composer(1, lot)
    assert _champs(lu) == [(b.nom, b.texte) for b in lot if b.texte.strip()]
    assert all(champ.raison for champ in lu.champs if champ.sort is Sort.ECARTE)
    _tient_au_catalogue(lu.reference)


@given(bruts, st.dictionaries(st.integers(0, 11), textes, max_size=3))
def test_un_champ_corrige_a_la_main_se_relit(lot: list[Brut], textes: dict[int, str]) -> None:
    lu = composer(1, lot)
    _tient_au_catalogue(corriger(lu, textes).reference)


def _lire(*bruts: Brut) -> tuple[Reference, dict[str, Champ]]:
    lu = composer(1, bruts)
    return lu.reference, {champ.nom: champ for champ in lu.champs}


def test_un_issn_se_garde_avec_sa_revue_et_sans_elle_est_mis_de_cote() -> None:
    reference, _ = _lire(Brut("T2", "Revue d’essai", "revue"), Brut("SN", "12345679", "issn"))
    assert reference.issn == "1234-5679"
    reference, champs = _lire(Brut("SN", "1234-5679", "numero_normalise"))
    assert reference.issn == ""
    assert champs["SN"].sort is Sort.ECARTE
    assert "revue" in champs["SN"].raison


def test_un_champ_qui_porte_un_isbn_et_un_issn_donne_les_deux() -> None:
    reference, champs = _lire(
        Brut("T2", "Revue d’essai", "revue"),
        Brut("SN", "978-2-1234-5680-3 (br.) ; ISSN 1234-5679", "numero_normalise"),
    )
    assert (reference.isbn, reference.issn) == ("978-2-1234-5680-3", "1234-5679")
    assert champs["SN"].sort is Sort.REPRIS


def test_un_titre_trop_long_est_coupe_entre_deux_mots_et_le_dit() -> None:
    reference, champs = _lire(Brut("TI", "santé publique " * 60, "titre"))
    assert len(reference.titre) <= 600
    assert reference.titre.endswith(("santé", "publique"))
    assert (champs["TI"].sort, champs["TI"].raison) == (Sort.CORRIGE, "coupé à 600 caractères")


def test_un_autre_champ_trop_long_est_mis_de_cote_avec_son_texte() -> None:
    reference, champs = _lire(Brut("TI", "A", "titre"), Brut("CY", "x" * 121, "lieu"))
    assert reference.lieu == ""
    assert champs["CY"] == Champ(
        "CY", "x" * 121, "lieu", Sort.ECARTE, "", "plus de 120 caractères"
    )


def test_le_titre_court_ne_sert_que_sans_titre() -> None:
    reference, champs = _lire(Brut("ST", "Essai", "titre_court"))
    assert reference.titre == "Essai"
    reference, champs = _lire(
        Brut("TI", "Essai de titre", "titre"), Brut("ST", "Essai", "titre_court")
    )
    assert (reference.titre, champs["ST"].sort) == ("Essai de titre", Sort.REPRIS)


def test_des_auteurs_entre_barres_et_et_al() -> None:
    reference, _ = _lire(
        Brut("Auteurs", SEPARATEUR.join(["Petit, Jeanne", "ARS PACA", "DURAND Paule et al."]), "auteur")
    )
    assert reference.auteurs == (
        Nom("Petit", "Jeanne"), Nom("ARS PACA", collectif=True), Nom("DURAND", "Paule"),
    )  # fmt: skip
    assert reference.et_al
