"""The first screen of a sheet: what is known, what is nearest, one question; then neighbours."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from dispositifs.models import AbsenceConstatee
from dispositifs.registre.instant import AUJOURD_HUI, Instant
from portal.lieu.feuille import Feuille
from portal.lieu.page import Lieu
from portal.lieu.premier_ecran import PremierEcran
from portal.lieu.vues import ECHELLES_LARGES
from territoires.contours.distance import Point, kilometres
from territoires.models import Contour
from tests.dispositifs.comprendre.ecrits import une_explication, une_reponse
from tests.fabriques import Registre, nombre_de_requetes
from tests.lecture import texte

SEYNE, TOULON, AVIGNON = "commune-83126", "commune-83137", "commune-84007"
# Longitude and latitude, in hundred-thousandths of a degree.
POINTS = {
    SEYNE: (588_000, 4_309_000),
    TOULON: (593_000, 4_313_000),
    "commune-13055": (540_000, 4_330_000),
    AVIGNON: (482_000, 4_393_000),
    "commune-13070": (585_000, 4_330_000),
}


def _situer(registre: Registre, *references: str) -> None:
    for reference in references:
        x, y = POINTS[reference]
        cotes = {"ouest": x - 9, "est": x + 9, "sud": y - 9, "nord": y + 9}
        Contour.objects.create(
            territoire=registre.lieux[reference], source="IGN", longitude=x, latitude=y, **cotes
        )


def _ecran(registre: Registre, reference: str, instant: Instant = AUJOURD_HUI) -> PremierEcran:
    territoire = registre.lieux[reference]
    large = territoire.echelle in ECHELLES_LARGES
    return PremierEcran(Lieu(territoire, large=large, instant=instant))


def _dits(ecran: PremierEcran) -> list[tuple[str, str]]:
    return [(v.noms, v.dit) for v in ecran.verdicts]


def _actif(**options: Any) -> dict[str, Any]:
    return {"etapes": [("actif", timezone.localdate().isoformat())], **options}


def test_le_verdict_est_date_et_le_plus_sur_vient_d_abord(registre: Registre) -> None:
    registre.un_dispositif("asv", SEYNE)
    registre.un_dispositif("cls", perimetre=[(SEYNE, "entiere")], etapes=[("actif", "2026-11")])
    AbsenceConstatee.objects.create(
        territoire=registre.lieux["departement-83"], type=registre.types["clsm"], date="2018-03",
        source=registre.source,
    )  # fmt: skip
    registre.un_contrat(SEYNE, generation="2015-2023")
    dits = _dits(_ecran(registre, SEYNE))
    assert ("ASV", "à confirmer (mars 2018)") in dits
    assert ("CLSM", "absence constatée en mars 2018") in dits
    assert ("contrat de ville", "arrivé à terme (2023)") in dits
    assert dits[-1][0] == "CPTS et DAC"
    assert [v.savoir for v in _ecran(registre, SEYNE).verdicts] == sorted(
        (v.savoir for v in _ecran(registre, SEYNE).verdicts), key=lambda s: s.rang
    )


def test_le_plus_proche_de_chaque_type_est_dit_en_kilometres(registre: Registre) -> None:
    _situer(registre, *POINTS)
    registre.un_dispositif("cls", TOULON)
    registre.un_dispositif("cls", AVIGNON)
    registre.un_dispositif("clsm", AVIGNON, **_actif())
    registre.un_dispositif("asv", TOULON, etapes=[("termine", "2016")])
    ecran = _ecran(registre, SEYNE)
    assert [(e.type.code, e.lieu.nom, e.km, e.meme_epci) for e in ecran.exemples] == [
        ("cls", "Toulon", 6, True), ("clsm", "Avignon", 127, False),
    ]  # fmt: skip
    assert ecran.exemples[0].a_confirmer
    assert not ecran.exemples[1].a_confirmer


def test_celui_de_l_intercommunalite_se_dit_aussi_quand_un_autre_est_plus_pres(
    registre: Registre,
) -> None:
    _situer(registre, "commune-13055", TOULON, AVIGNON)
    # Nearer to Toulon than to Marseille, for the test's sake.
    _situer(registre, "commune-13070")
    registre.un_dispositif("cls", "commune-13055")
    registre.un_dispositif("cls", TOULON)
    lieux = [(e.lieu.nom, e.meme_epci) for e in _ecran(registre, "commune-13070").exemples]
    assert lieux == [("Toulon", False), ("Marseille", True)]


def test_sans_contour_aucune_distance_n_est_inventee(registre: Registre, client: Client) -> None:
    registre.un_dispositif("cls", TOULON)
    registre.un_dispositif("asv", AVIGNON)
    (exemple,) = _ecran(registre, SEYNE).exemples
    assert (exemple.lieu.nom, exemple.km, exemple.ou) == ("Toulon", None, "même intercommunalité")
    page = texte(client.get(registre.lieux[SEYNE].get_absolute_url()))
    assert "Près d’ici : CLS à Toulon (même intercommunalité, à confirmer)" in page
    assert " km" not in page


def test_le_bouton_mene_a_la_question_pour_ce_lieu(registre: Registre, client: Client) -> None:
    adresse = registre.lieux[SEYNE].get_absolute_url()
    vers = "/comprendre/par-ou-commencer/?besoin={}&amp;territoire=commune-83126"
    page = client.get(adresse).content.decode()
    assert f'href="{vers.format("cls")}">Faut-il un CLS ici' in page
    registre.un_dispositif("cls", SEYNE)
    assert (
        f'href="{vers.format("clsm")}">Faut-il un CLSM ici' in client.get(adresse).content.decode()
    )
    registre.un_dispositif("clsm", SEYNE)
    # An ASV is for quartiers: the commune of the cast has none.
    assert f'href="{vers.format("cls")}">Que demande un CLS' in client.get(adresse).content.decode()
    assert "Faut-il un" not in client.get(f"{adresse}?au=2018").content.decode()


def test_un_lieu_large_mene_a_ses_manques(registre: Registre, client: Client) -> None:
    page = client.get(registre.lieux["departement-83"].get_absolute_url()).content.decode()
    assert 'href="/observatoire/zones-blanches/?type=cls&amp;territoire=departement-83"' in page


@pytest.mark.parametrize("etat", ["publie", "brouillon"])
def test_chaque_signe_mene_a_sa_fiche_si_elle_est_publiee(
    registre: Registre, client: Client, etat: str
) -> None:
    une_explication("cls", etat=etat)
    page = client.get(registre.lieux[SEYNE].get_absolute_url()).content.decode()
    assert ('<a href="/comprendre/cls/">CLS</a>' in page) is (etat == "publie")
    assert 'href="/comprendre/clsm/"' not in page


def test_ce_qu_on_ignore_tient_en_une_ligne_qui_se_deplie(
    registre: Registre, client: Client
) -> None:
    page = client.get(registre.lieux[SEYNE].get_absolute_url()).content.decode()
    deplie = page.split(
        '<details class="plus"><summary>1 point que le registre ignore ici</summary>'
    )
    assert len(deplie) == 2
    assert "Il peut y en avoir." in deplie[1].split("</details>")[0]


def test_les_voisins_viennent_par_distance_et_par_intercommunalite(
    registre: Registre, client: Client
) -> None:
    _situer(registre, *POINTS)
    registre.un_dispositif("asv", TOULON)
    registre.un_dispositif("asv", AVIGNON)
    page = texte(client.get(registre.lieux[SEYNE].get_absolute_url()))
    voisins = page.split("Chez les voisins")[1].split("Autour")[0]
    assert "Les communes les plus proches, à vol d’oiseau" in voisins
    assert "Toulon 6 km, même intercommunalité" in voisins.replace("\u00a0", " ")
    assert "Avignon" not in voisins


def test_le_nombre_de_requetes_du_premier_ecran_ne_bouge_pas(registre: Registre) -> None:
    _situer(registre, *POINTS)
    lieu = Lieu(registre.lieux[SEYNE], large=False)
    assert lieu.signes
    assert lieu.appartenances

    def lire() -> None:
        str(PremierEcran(lieu).exemples)

    registre.un_dispositif("cls", TOULON)
    un = nombre_de_requetes(lire)
    for n in range(20):
        registre.un_dispositif("cls" if n % 2 else "clsm", AVIGNON, slug=f"d-{n}")
    assert nombre_de_requetes(lire) == un == 4


def test_une_distance_est_celle_d_un_grand_cercle() -> None:
    assert kilometres(Point(235_220, 4_885_660), Point(536_980, 4_329_650)) == 660
    assert kilometres(Point(0, 0), None) is None
    assert Point.lu(None, 4) is None


def test_la_feuille_dit_ce_que_cela_demande_les_exemples_et_les_questions(
    registre: Registre,
) -> None:
    une_reponse("cls", "Qui paie ?", "**L’ARS**, en partie.")
    registre.un_dispositif("cls", TOULON)
    registre.un_dispositif("asv", SEYNE)
    feuille = Feuille(Lieu(registre.lieux[SEYNE], large=False))
    assert [str(p.html) for p in feuille.points] == ["<p><strong>L’ARS</strong>, en partie.</p>\n"]
    assert [e.dispositif.nom for g in feuille.proches.elements for e in g.exemples] == [
        "CLS de Toulon"
    ]
    posees = [q.replace("\u00a0", " ") for q in feuille.questions.elements]
    assert posees[:3] == [
        "CLS de Toulon (même intercommunalité) : peut-on s’y joindre ?",
        "Un CLS : pour la commune seule, ou pour toute l’intercommunalité ?",
        "ASV de La Seyne-sur-Mer, actif en mars 2018 : qu’en est-il aujourd’hui ?",
    ]
    ancienne = Feuille(Lieu(registre.lieux[SEYNE], large=False, instant=Instant("2018-03")))
    assert ancienne.dossier is None
    assert ancienne.questions.elements == ancienne.lieu.ignores[: len(ancienne.questions.elements)]


def test_ce_qui_a_pris_fin_se_dit_avec_sa_date_et_non_comme_inconnu(registre: Registre) -> None:
    """For the place itself, that lacks one again; what ended in a part of it says nothing of it."""
    registre.un_dispositif("cls", SEYNE, etapes=[("actif", "2018"), ("termine", "2023-12")])
    seyne, autour = _ecran(registre, SEYNE), _ecran(registre, "epci-248300543")
    assert ("CLS", "terminé en décembre 2023") in [(v.noms, v.dit) for v in seyne.connus]
    assert seyne.invitation
    assert not seyne.invitation.connu
    assert "cls" in [t.code for t in autour.inconnus]
