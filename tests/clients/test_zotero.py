"""A notice saved by Zotero, from its page, from a list or from a file: the work, whole.

The rules are those of Zotero itself (zotero.py). One way at a time over the whole
catalogue, then real pages, where it chooses the way.
"""

from collections.abc import Callable

import pytest
from django.test import Client

from bibliographie.formats import meta, ris
from bibliographie.formats.coins import coins
from bibliographie.formats.csl import etendue, total_de_pages
from bibliographie.formats.reference import EDITEURS, Nom, Reference, de_notice
from bibliographie.lecture import bibtex
from bibliographie.lecture import ris as lecture_ris
from bibliographie.lecture.champs import Lecture
from bibliographie.models import Notice
from tests.clients.zotero import (
    Fiche,
    lire_balises,
    lire_coins,
    lire_page,
    lire_ris,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("france")]

# What a reader expects to find in his library, for each of our seventeen types.
ATTENDUS = {
    "article": "journalArticle",
    "rapport": "report",
    "ouvrage": "book",
    "chapitre": "bookSection",
    "actes": "book",
    "dossier": "report",
    "communication": "conferencePaper",
    "brochure": "report",
    "site": "webpage",
    "page": "webpage",
    "texte-officiel": "statute",
    "video": "videoRecording",
    "cartographie": "map",
    "outil": "webpage",
    "document": "report",
    "recit-experience": "report",
    "lettre-information": "magazineArticle",
}
SITE = "https://portail.example"


def _par_ris(reference: Reference) -> Fiche:
    (fiche,) = lire_ris("".join(ris.ecrire([reference])))
    return fiche


def _par_coins(reference: Reference) -> Fiche:
    fiche = lire_coins(coins(reference))
    assert fiche
    return fiche


def _par_balises(reference: Reference) -> Fiche:
    page = f"{SITE}/bibliographie/1-x/"
    return lire_balises([("og:type", "website"), *meta.balises(reference, page)])


VOIES: dict[str, Callable[[Reference], Fiche]] = {
    "ris": _par_ris,
    "coins": _par_coins,
    "balises": _par_balises,
}


@pytest.fixture(name="references")
def _references() -> list[Reference]:
    return [de_notice(n) for n in Notice.objects.publies().pour_liste().order_by("numero")]


def _noms(reference: Reference) -> list[tuple[str, str]]:
    return [(nom.nom, nom.prenom) for nom in reference.auteurs]


def _pages(reference: Reference) -> str:
    """The pagination without the words that a catalogue prints around it."""
    debut, fin = etendue(reference.pages)
    plage = f"{debut}-{fin}" if fin else debut
    return plage or total_de_pages(reference.pages) or reference.pages


def test_chaque_type_a_le_sien() -> None:
    assert set(ATTENDUS) == set(Notice.Type.values)


@pytest.mark.parametrize("voie", VOIES)
@pytest.mark.parametrize("type_notice", ATTENDUS)
def test_un_type_arrive_par_chaque_voie(voie: str, type_notice: str) -> None:
    """Even a bare notice: nothing falls to an article, nor to a page of the web."""
    for reference in (
        Reference(titre="Santé", type=type_notice),
        Reference(titre="Santé", type=type_notice, editeurs=("CRES",), dans_titre="Le tout"),
        Reference(titre="Santé", type=type_notice, isbn="978-2-1234-5680-3", revue="La revue"),
    ):
        fiche = VOIES[voie](reference)
        assert (fiche.sorte, fiche.titre) == (ATTENDUS[type_notice], "Santé")


@pytest.mark.parametrize("voie", VOIES)
def test_chaque_notice_du_catalogue_arrive_entiere(voie: str, references: list[Reference]) -> None:
    assert len(references) == 222
    for reference in references:
        fiche = VOIES[voie](reference)
        champs = fiche.champs
        assert fiche.sorte == ATTENDUS[reference.type], reference.cle
        assert fiche.titre == reference.titre
        assert fiche.auteurs == _noms(reference), reference.cle
        assert champs.get("date", "").replace("/", "-") == reference.date
        lue = champs.get("numPages") or champs.get("pages", "")
        assert lue == _pages(reference), reference.cle
        editeur = champs.get("institution") or champs.get("publisher", "")
        assert editeur == (EDITEURS.join(reference.editeurs) or reference.dans_editeur)
        if reference.urls:
            assert champs["url"] == reference.urls[0]
        assert fiche.notes == []


@pytest.mark.parametrize("voie", ["ris", "balises"])
def test_le_resume_est_celui_de_l_oeuvre_ou_rien(voie: str, references: list[Reference]) -> None:
    for reference in references:
        assert VOIES[voie](reference).champs.get("abstractNote", "") == reference.resume


def test_ce_que_ris_ne_sait_pas_dire_va_en_extra(references: list[Reference]) -> None:
    """A note of ours would make a child note of each line; Extra keeps them with the work."""
    for reference in references:
        extra = _par_ris(reference).champs.get("extra", "")
        for ligne in filter(None, [*reference.note.split("\n"), reference.duree]):
            assert ligne in extra


def test_notre_mot_se_lit_comme_genre_d_un_rapport() -> None:
    recit = _par_ris(Reference(titre="Santé", type="recit-experience"))
    assert recit.champs["reportType"] == "récit d’expérience"


@pytest.mark.parametrize("voie", VOIES)
def test_une_collectivite_reste_entiere(voie: str) -> None:
    noms = (Nom("Réseau français des villes-santé", collectif=True), Nom("HCSP", collectif=True))
    fiche = VOIES[voie](Reference(titre="Santé", type="rapport", auteurs=noms))
    assert fiche.auteurs == [("Réseau français des villes-santé", ""), ("HCSP", "")]


@pytest.mark.parametrize("voie", VOIES)
def test_le_lieu_et_l_edition_arrivent(voie: str) -> None:
    guide = Reference(titre="Santé", type="ouvrage", lieu="Marseille", edition="2e éd.")
    champs = VOIES[voie](guide).champs
    assert (champs["place"], champs["edition"]) == ("Marseille", "2e éd.")


def test_le_numero_d_un_rapport_n_est_pas_un_isbn() -> None:
    champs = _par_ris(Reference(titre="Santé", type="rapport", isbn="978-2-1234-5680-3")).champs
    assert "reportNumber" not in champs
    assert "978-2-1234-5680-3" in champs["extra"]


def test_un_recit_ne_prend_pas_le_titre_de_ce_qui_le_contient() -> None:
    recit = Reference(titre="Le récit", type="recit-experience", dans_titre="Capitalisation")
    for lire in (_par_ris, _par_coins):
        fiche = lire(recit)
        assert (fiche.titre, fiche.champs["seriesTitle"]) == ("Le récit", "Capitalisation")


class TestPages:
    """Real pages, where it takes unAPI first, then COinS, then the meta tags."""

    @pytest.fixture(name="aller")
    def _aller(self, client: Client) -> Callable[[str], str]:
        def aller(adresse: str) -> str:
            reponse = client.get(adresse)
            assert reponse.status_code == 200
            return b"".join(reponse).decode()

        return aller

    @pytest.mark.parametrize("type_notice", ATTENDUS)
    def test_la_page_d_une_notice_rend_l_oeuvre_par_chaque_voie(
        self, aller: Callable[[str], str], type_notice: str
    ) -> None:
        notice = Notice.objects.publies().pour_liste().filter(type=type_notice).first()
        assert notice
        reference, page = de_notice(notice), aller(notice.get_absolute_url())
        sans_unapi = page.replace("unapi-server", "")
        voies = [page, sans_unapi, sans_unapi.replace("Z3988", "")]
        for html in voies:
            (fiche,) = lire_page(html, aller)
            assert (fiche.sorte, fiche.titre) == (ATTENDUS[type_notice], reference.titre)
            assert fiche.auteurs == _noms(reference)
            if reference.urls:
                assert fiche.champs["url"] == reference.urls[0]
        for html in (voies[0], voies[2]):
            (fiche,) = lire_page(html, aller)
            assert fiche.champs.get("abstractNote", "") == reference.resume

    @pytest.mark.parametrize(
        "adresse",
        [
            "/bibliographie/",
            "/bibliographie/?type=texte-officiel&type=actes&type=communication&type=dossier",
            "/bibliographie/selections/guides-pour-agir-2022/",
            "/ma-selection/?n=45-144-93-12-37",
        ],
    )
    @pytest.mark.parametrize("sans", ["", "unapi-server"])
    def test_une_liste_offre_tout_ce_qu_elle_montre(
        self, aller: Callable[[str], str], adresse: str, sans: str
    ) -> None:
        page = aller(adresse)
        fiches = lire_page(page.replace(sans, "") if sans else page, aller)
        titres = {n.titre: ATTENDUS[n.type] for n in Notice.objects.publies()}
        assert len(fiches) == page.count('class="unapi-id"') > 1
        for fiche in fiches:
            # In the window where one chooses, a law too has its title.
            assert titres[fiche.champs["title"]] == fiche.sorte


# As it writes back, in BibTeX, a récit that our RIS file gave it.
RETOUR = """@techreport{cres_recit,
\ttype = {récit d’expérience},
\ttitle = {Le récit},
\tinstitution = {CRES},
\tauthor = {{Ville de Nice}},
\tyear = {2015},
\tnote = {Origine du résumé : d’après la source
Note : Fiche jointe au rapport.
Note : Sans adresse.},
\tpages = {12},
}
"""


def test_ce_que_zotero_rend_en_bibtex_redevient_la_notice() -> None:
    (lu,) = bibtex.lire(RETOUR)
    assert isinstance(lu, Lecture)
    rendue = lu.reference
    assert (rendue.type, rendue.titre) == ("recit-experience", "Le récit")
    assert (rendue.pages, rendue.auteurs) == ("12 p.", (Nom("Ville de Nice", collectif=True),))
    assert rendue.resume_origine == "d’après la source"
    assert rendue.note == "Fiche jointe au rapport.\nSans adresse."


def test_un_ris_d_avant_decembre_2026_se_relit_comme_avant() -> None:
    """It said in N1 what M2 says now."""
    lignes = ["TY  - GEN", "M3  - récit d’expérience", "TI  - Le récit", "N1  - Et al."]
    lignes += ["N1  - Durée\u00a0: 6:53", "N1  - Note\u00a0: Une fiche.", "ER  - "]
    (lu,) = lecture_ris.lire("\n".join(lignes))
    assert isinstance(lu, Lecture)
    rendue = lu.reference
    assert (rendue.type, rendue.et_al) == ("recit-experience", True)
    assert (rendue.duree, rendue.note) == ("6:53", "Une fiche.")
