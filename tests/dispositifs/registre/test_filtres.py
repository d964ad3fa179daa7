"""The list of dispositifs, filtered: what each word of the address lets through."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import QueryDict

from dispositifs.models import Dispositif
from dispositifs.registre.filtres import DispositifFiltre
from dispositifs.registre.filtres_de_lieu import TERRITOIRES_MAX
from dispositifs.registre.phrases import Bilan
from socle.models import Theme
from territoires.models import Territoire
from tests.fabriques import Registre, nombre_de_requetes, registre, scene, un_organisme

ESPACES = str.maketrans({"\u00a0": " ", "\u202f": " "})


def filtrer(requete: str) -> DispositifFiltre:
    return DispositifFiltre(QueryDict(requete), Dispositif.objects.publies().pour_liste())


def trouver(requete: str) -> list[str]:
    """The slugs of the list, in its order."""
    filtre = filtrer(requete)
    assert filtre.is_valid(), filtre.erreurs
    return [d.slug for d in filtre.qs]


def _cinq_dispositifs() -> Registre:
    """Five schemes, each telling one thing that no other tells; and a contrat de ville, « v »."""
    cinq = registre()
    ville = un_organisme("Ville de La Seyne-sur-Mer", "commune")
    asv = cinq.un_dispositif(
        "asv", "commune-83126", slug="a", nom="ASV de La Seyne-sur-Mer", porteur=ville,
        presentation="Ouvert aux œuvres", verifie_le="2018-03", verifie_par="CRES",
    )  # fmt: skip
    cinq.un_dispositif(
        "cls", "epci-248400251", slug="b", nom="CLS du Grand Avignon", coordination="dediee",
        etapes=[("actif", "2012"), ("termine", "2016")], verifie_le="2018-02", verifie_par="X",
    )  # fmt: skip
    cinq.un_dispositif("clsm", "arrondissement-13201", slug="c", nom="CLSM", etapes=[])
    cinq.un_dispositif("asv", "commune-05143", slug="d", nom="ASV", coordination="aucune")
    cinq.un_dispositif("pta", "", slug="e", nom="PTA 100% mobile")
    cinq.un_dispositif("cls", "commune-83126", slug="brouillon", publie=False)
    cinq.articuler(asv, cinq.un_contrat("commune-83126", slug="v"), "volet-sante-de")
    asv.themes.add(Theme.objects.create(slug="sante-mentale", nom="Santé mentale"))
    asv.themes.add(Theme.objects.create(slug="nutrition", nom="Nutrition"))
    return cinq


@pytest.fixture(scope="module", name="_scene")
def _scene(django_db_setup: None, django_db_blocker: Any) -> Iterator[Registre]:
    yield from scene(django_db_blocker, _cinq_dispositifs)


@pytest.fixture(autouse=True, name="cinq")
def _cinq(_scene: Registre, db: None, monkeypatch: pytest.MonkeyPatch) -> Registre:
    """The five schemes, read on the 30th of March 2019."""
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: datetime.date(2019, 3, 30))
    return _scene


@pytest.mark.parametrize(
    ("requete", "attendus"),
    [
        ("", "abcdev"),
        ("type=asv", "ad"),
        ("type=ASV&type=Cls", "abd"),
        ("territoire=commune-83126", "av"),
        ("territoire=departement-83", "av"),
        ("territoire=epci-248300543", "av"),
        ("territoire=region-93", "abcdv"),
        ("territoire=region-76", "b"),
        ("territoire=departement-93", ""),
        ("territoire=commune-13055&territoire=commune-84007", "bc"),
        ("territoire=commune-05143", "d"),
        ("territoire=commune-05053", "d"),
        ("statut=actif", "adev"),
        ("statut=termine", "b"),
        ("statut=inconnu", "c"),
        ("statut=actif&statut=inconnu", "acdev"),
        ("statut=a-terme", ""),
        ("coordination=dediee", "b"),
        ("coordination=aucune", "d"),
        ("coordination=inconnu", "acev"),
        ("echelle=commune", "adv"),
        ("echelle=epci", "b"),
        ("echelle=inconnu", "e"),
        ("echelle=inconnu&echelle=arrondissement", "ce"),
        ("porteur=commune", "a"),
        ("porteur=inconnu", "bcdev"),
        ("porteur=inconnu&porteur=commune", "abcdev"),
        ("theme=sante-mentale", "a"),
        ("theme=sante-mentale&theme=nutrition", "a"),
        ("contrat=oui", "a"),
        ("contrat=non", "bcdev"),
        ("contrat=oui&contrat=non", "abcdev"),
        ("type=contrat-de-ville", "v"),
        ("fraicheur=a-jour", "a"),
        ("fraicheur=ancien", "b"),
        ("fraicheur=jamais", "cdev"),
        ("au=2011", ""),
        ("au=2012", "b"),
        ("au=2015&statut=actif", "b"),
        ("au=2018-03", "abdev"),
        ("q=seyne", "av"),
        ("q=LA+SEYNE+SUR+MER", "av"),
        ("q=sur-mer+la+seyne", "av"),
        ("q=œuvre", "a"),
        ("q=oeuvre", "a"),
        ("q=atelier+sante", "ad"),
        ("q=100%25", "e"),
        ("q=ville+seyne+introuvable", ""),
        ("q=%22!%3F", ""),
        ("type=asv&statut=actif&territoire=departement-05", "d"),
        ("tri=verification&vue=tableau", "abcdev"),
        # Empty fields of a submitted form are no filter; other words are not ours.
        ("q=&type=&territoire=&statut=&au=&tri=&vue=&page=", "abcdev"),
        ("q=+++&type=+asv+", "ad"),
        ("utm_source=lettre&type=clsm", "c"),
    ],
)
def test_chaque_mot_de_l_adresse_filtre(requete: str, attendus: str) -> None:
    assert "".join(sorted(trouver(requete))) == attendus


@pytest.mark.parametrize(
    ("requete", "erreur"),
    [
        ("type=XYZ", "Dispositif : « xyz » ne fait pas partie des choix."),
        ("type=asv&type=XYZ", "Dispositif : « xyz » ne fait pas partie des choix."),
        ("statut=mort", "Situation : « mort » ne fait pas partie des choix."),
        ("echelle=canton", "Échelle : « canton » ne fait pas partie des choix."),
        ("contrat=peut-etre", "Contrat de ville : « peut-etre » ne fait pas partie des choix."),
        ("theme=inconnu-au-bataillon", "Thème : « inconnu-au-bataillon » ne fait pas partie"),
        ("territoire=83126", "Territoire : « 83126 » ne désigne aucun territoire."),
        ("territoire=commune-99999", "Territoire : « commune-99999 » ne désigne aucun"),
        ("territoire=commune-93", "Territoire : « commune-93 » ne désigne aucun territoire."),
        ("territoire=commune-83126'--", "ne désigne aucun territoire."),
        (f"territoire={'9' * 500}", f"« {'9' * 40} » ne désigne aucun territoire."),
        ("au=2018-13", "Tels qu’ils étaient en : Écrivez une date comme 2018, mars 2018 ou"),
        ("au=2018-02-30", "Écrivez une date comme 2018, mars 2018 ou 31/03/2018."),
        ("au=hier", "Écrivez une date comme 2018, mars 2018 ou 31/03/2018."),
        ("tri=hasard", "Tri : "),
        ("vue=carte-postale", "Présentation : "),
        (f"q={'a' * 201}", "Mots : Assurez-vous que cette valeur comporte au plus"),
    ],
)
def test_un_mot_invalide_se_dit_en_francais_et_ne_donne_rien(requete: str, erreur: str) -> None:
    filtre = filtrer(requete)
    assert not filtre.is_valid()
    assert list(filtre.qs) == []
    assert (filtre.nombre, filtre.bilan, filtre.repartition) == (0, Bilan(), [])
    (dite,) = {e.translate(ESPACES) for e in filtre.erreurs}
    assert erreur in dite


def test_un_lieu_peut_s_ecrire_par_son_nom() -> None:
    assert trouver("territoire=la+seyne+sur+mer") == trouver("territoire=commune-83126")
    assert trouver("territoire=coga") == trouver("territoire=epci-248400251")


def test_un_nom_que_plusieurs_portent_dit_lesquels() -> None:
    (dite,) = {e.translate(ESPACES) for e in filtrer("territoire=saint-denis").erreurs}
    assert "« saint-denis » : écrivez le code de Saint-Denis (commune 97411)" in dite
    assert "ne désigne aucun" in "".join(filtrer("territoire=zzzz").erreurs)


def test_toutes_les_erreurs_se_disent_ensemble() -> None:
    assert len(filtrer("type=XYZ&au=hier&territoire=ici").erreurs) == 3


def test_un_code_ancien_scinde_designe_ses_heritiers(cinq: Registre) -> None:
    cinq.lieux["commune-05143"].successeurs.add(cinq.lieux["commune-83126"])
    assert sorted(trouver("territoire=commune-05143")) == ["a", "d", "v"]


def test_un_code_ancien_sans_heritier_ne_donne_que_ce_qui_est_declare_en_son_nom(
    cinq: Registre,
) -> None:
    """Never the whole list, which « no territory » would be."""
    cinq.lieux["commune-05143"].successeurs.clear()
    assert trouver("territoire=commune-05143") == ["d"]


def test_la_corse_se_dit_en_majuscule_ou_en_minuscule() -> None:
    Territoire.objects.create(echelle="departement", code="2A", nom="Corse-du-Sud", millesime=2026)
    filtre = filtrer("territoire=departement-2a")
    assert filtre.is_valid()
    assert [p.libelle for p in filtre.puces] == ["Corse-du-Sud"]


def test_le_nombre_de_territoires_est_borne() -> None:
    trop = "&".join(f"territoire=commune-{n:05}" for n in range(TERRITOIRES_MAX + 1))
    assert "Au plus 20 territoires" in filtrer(trop).erreurs[0]
    repete = "&".join(["territoire=commune-83126"] * 100)
    assert sorted(trouver(repete)) == ["a", "v"]
    assert nombre_de_requetes(lambda: filtrer(repete).is_valid()) < 10


@pytest.mark.parametrize(
    ("tri", "ordre"),
    [
        ("dispositif", ["d", "a", "b", "c", "v", "e"]),
        # Never verified first; then by place, an old code and the unknown having no name.
        ("verification", ["d", "e", "c", "v", "b", "a"]),
        # By département, those of another région and of none last.
        ("territoire", ["d", "c", "a", "v", "b", "e"]),
    ],
)
def test_la_liste_se_trie_de_trois_facons(tri: str, ordre: list[str]) -> None:
    assert trouver(f"tri={tri}") == ordre
    assert sorted(trouver("")) == sorted(ordre)


def test_sans_tri_la_liste_va_par_territoire() -> None:
    assert trouver("") == trouver("tri=territoire")


def test_les_comptes_de_la_phrase_sont_ceux_de_la_liste() -> None:
    filtre = filtrer("type=asv&type=cls")
    assert [(t.code, n) for t, n in filtre.repartition] == [("asv", 2), ("cls", 1)]
    assert (filtre.nombre, filtre.bilan) == (3, Bilan(finis=1))
