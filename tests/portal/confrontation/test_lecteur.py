"""Which scheme a sentence names at which place: no false alarm, whatever is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispositifs.models import TypeDispositif
from portal.confrontation.lecteur import Lecteur, formes, lieux_nommables, simplifier
from territoires.models import Appartenance, Territoire
from tests.fabriques import Registre


@pytest.fixture
def lecteur(demo_partagee: Registre) -> Lecteur:
    """The types and the places of the tests."""
    return Lecteur(TypeDispositif.objects.all(), lieux_nommables())


def nommes(lecteur: Lecteur, texte: str) -> list[str]:
    """« cls Toulon », in the order of the text."""
    lus = lecteur.lire(texte)
    noms = dict(Territoire.objects.values_list("pk", "nom"))
    return [f"{m.type} {noms[m.territoire]}" for m in lus]


@pytest.mark.parametrize(
    ("texte", "attendus"),
    [
        ("Le CLS de Toulon est signé.", ["cls Toulon"]),
        ("l’ASV d’Avignon", ["asv Avignon"]),
        ("L'ASV d'Avignon", ["asv Avignon"]),
        ("Un contrat local de santé à Marseille", ["cls Marseille"]),
        ("Contrat local de santé de Marseille, 2019", ["cls Marseille"]),
        ("les ateliers santé ville de La Seyne-sur-Mer", ["asv La Seyne-sur-Mer"]),
        ("un CLSM à la Seyne-sur-Mer", ["clsm La Seyne-sur-Mer"]),
        ("Le contrat de ville de Toulon", ["contrat-de-ville Toulon"]),
        ("CPTS du Var (2024)", ["cpts Var"]),
        ("Des CPTS dans les Bouches-du-Rhône", ["cpts Bouches-du-Rhône"]),
        ("CPTS des Hautes-Alpes et du Var", ["cpts Hautes-Alpes", "cpts Var"]),
        (
            "CLS d’Avignon, de Toulon et de Marseille.",
            ["cls Avignon", "cls Toulon", "cls Marseille"],
        ),
        ("ASV de Marseille 1er arrondissement", ["asv Marseille 1er arrondissement"]),
        ("CLS de la CA du Grand Avignon", ["cls CA du Grand Avignon (COGA)"]),
        (
            "CLS de la métropole Toulon-Provence-Méditerranée",
            ["cls Métropole Toulon-Provence-Méditerranée"],
        ),
        ("Le CLS de Toulon n’existe plus.", ["cls Toulon"]),
        ("Un CLS. Puis l’ASV de Toulon, et le CLS de Toulon.", ["asv Toulon", "cls Toulon"]),
        # A longer name, another word, another place.
        ("Le CLS de Toulon-Est", []),
        ("Le CLS de Marseille Nord", []),
        ("Le CLS de Marseille en Provence", []),
        ("Le CLS d’Avignonnet", []),
        ("Le CLSX de Toulon", []),
        ("Le cls de toulon", []),
        ("La CPTS-Var, le CLS Toulon", []),
        ("Le CLS du Grand Toulon", []),
        ("Le CLS de la région Provence-Alpes-Côte d’Azur", []),
        ("Le CLS de Saint-Denis", []),
        ("Le CLS de Villeneuve-lès-Avignon", []),
        ("Le CLS voisin de Toulon", []),
        # What a text denies.
        ("Il n’y a pas de CLS à Toulon", []),
        ("Avignon n’a ni ASV, ni CLS de Toulon", []),
        ("aucun ASV à Toulon", []),
        ("Le CLS de Toulon n’existe pas encore", []),
        ("Sans CLS à Toulon. L’ASV de Toulon suffit", ["asv Toulon"]),
        ("", []),
    ],
)
def test_une_phrase_nomme_un_dispositif_a_un_lieu_ou_rien(
    lecteur: Lecteur, texte: str, attendus: list[str]
) -> None:
    assert nommes(lecteur, texte) == attendus


def test_un_nom_porte_ailleurs_en_france_ne_designe_personne(demo_partagee: Registre) -> None:
    toulon = demo_partagee.lieux["commune-83137"]
    homonyme = Territoire(echelle="commune", code="31999", nom=toulon.nom, millesime=2026)
    homonyme.save()
    Appartenance.objects.create(contenant=homonyme, contenu=homonyme)
    assert toulon not in lieux_nommables()
    assert demo_partagee.lieux["commune-13055"] in lieux_nommables()


def test_une_intercommunalite_se_nomme_aussi_en_toutes_lettres(demo_partagee: Registre) -> None:
    Territoire.objects.filter(code="248400251").update(nature="CA")
    lecteur = Lecteur(TypeDispositif.objects.all(), lieux_nommables())
    texte = "CLS de la communauté d’agglomération du Grand Avignon"
    assert nommes(lecteur, texte) == ["cls CA du Grand Avignon (COGA)"]


def test_l_extrait_garde_les_mots_du_texte(lecteur: Lecteur) -> None:
    (mention,) = lecteur.lire(f"{'bla ' * 60}le CLS de Toulon, signé en été{' bla' * 60}")
    assert mention.extrait.startswith("… bla")
    assert "le CLS de Toulon, signé en été bla" in mention.extrait
    assert mention.extrait.endswith("bla …")
    (mention,) = lecteur.lire("Créé tôt\u00a0: le CLS\u00a0de Toulon")
    assert mention.extrait == "Créé tôt : le CLS de Toulon"


def test_chaque_lieu_se_lit_sous_toutes_ses_formes(lecteur: Lecteur) -> None:
    for lieu in lieux_nommables():
        for forme in formes(lieu):
            (mention,) = lecteur.lire(f"Le CLS {forme}.")
            assert mention.territoire == lieu.pk, forme


MORCEAUX = st.sampled_from(
    ["CLS", "ASV", "contrat de ville", " de ", " d’", " à ", "Toulon", "Avignon", "La Seyne",
     "pas ", "ni ", ". ", ", ", " et ", "-", "’", "œ", "é", "<b>", "\n", "[[type:cls]]", "🙂"]
)  # fmt: skip


@given(texte=st.lists(st.one_of(MORCEAUX, st.text(max_size=8)), max_size=30).map("".join))
def test_rien_ne_fait_tomber_la_lecture_et_tout_extrait_tient_en_300_signes(texte: str) -> None:
    var = Territoire(pk=1, echelle="departement", code="83", nom="Var", liaison=2)
    toulon = Territoire(pk=2, echelle="commune", code="83137", nom="Toulon", liaison=0)
    cls = TypeDispositif(code="cls", sigle="CLS", nom="contrat local de santé")
    assert len(simplifier(texte)) <= len(texte)
    for mention in Lecteur([cls], [var, toulon]).lire(texte):
        assert "CLS" in mention.extrait or "ontrat" in mention.extrait
        assert len(mention.extrait) <= 300


def test_sans_type_ni_lieu_rien_ne_se_lit() -> None:
    assert Lecteur([], []).lire("Le CLS de Toulon") == []
