"""The real register on the real France: what `make setup` loads, as a reader meets it.

What the sheets say is compared with SQL that uses no word of the register, and with the files
themselves.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import Any, ClassVar

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from dispositifs.models import AbsenceConstatee, Chiffre, Dispositif
from dispositifs.registre.instant import Instant
from dispositifs.registre.lieu import FicheTerritoire
from territoires.models import Territoire
from tests.lecture import fiches, lignes_csv, texte
from tests.papier import nombre_de_pages
from tests.verite import FIXTURES, SITUATIONS, etapes_ecrites, lieux_ecrits, lignes, publies

pytestmark = pytest.mark.usefixtures("france")
DE_LA_REGION = (
    "provence-alpes-cote-d-azur", "cpts-2026", "dac-2023", "contrats-2015-2023",
    "contrats-2024-2030", "faits-2006-2026-asv-clsm", "faits-2006-2026-cls",
)  # fmt: skip
# What no longer runs: what present counts leave out.
PASSES = {"absorbe", "termine", "abandonne", "a-terme", "remplace"}
APPARENTES = """
    SELECT lieu.code, d.slug
    FROM territoires_territoire AS region
    JOIN territoires_appartenance AS dedans ON dedans.contenant_id = region.id
    JOIN territoires_territoire AS lieu ON lieu.id = dedans.contenu_id
    JOIN territoires_appartenance AS lien ON lieu.id IN (lien.contenant_id, lien.contenu_id)
    JOIN dispositifs_couverture AS c ON c.territoire_id =
        CASE WHEN lien.contenu_id = lieu.id THEN lien.contenant_id ELSE lien.contenu_id END
    JOIN dispositifs_dispositif AS d ON d.id = c.dispositif_id
    WHERE region.echelle = 'region' AND region.code = '93'
      AND lieu.echelle = 'commune' AND lieu.obsolete_depuis IS NULL AND d.etat = 'publie'
    GROUP BY lieu.code, d.slug
"""


@cache
def communes_de_paca() -> dict[str, set[str]]:
    """Each commune of the region: itself, what holds or held it, its quartiers, from the CSV."""
    with (FIXTURES / "territoires" / "departements.csv").open(encoding="utf-8") as fichier:
        departements = {d["code"] for d in csv.DictReader(fichier) if d["region"] == "93"}
    dedans: dict[str, set[str]] = defaultdict(set)
    for nom, echelle in (("qpv", "qpv"), ("epci_anciens", "epci")):
        with (FIXTURES / "territoires" / f"{nom}.csv").open(encoding="utf-8") as fichier:
            for lieu in csv.DictReader(fichier):
                for commune in lieu["communes"].split():
                    dedans[commune].add(f"{echelle}-{lieu['code']}")
    with (FIXTURES / "territoires" / "communes.csv").open(encoding="utf-8") as fichier:
        return {
            c["code"]: {
                f"commune-{c['code']}", f"epci-{c['epci']}", f"departement-{c['departement']}",
                "region-93", "pays-FR", *dedans[c["code"]],
            }
            for c in csv.DictReader(fichier)
            if c["departement"] in departements
        }  # fmt: skip


# How each scheme reaches each commune: 0 whole, 1 to an extent not stated, 2 in part, 3 inside it.
MODES = """
    WITH commune AS (
        SELECT c.id, c.code FROM territoires_territoire AS c
        JOIN territoires_appartenance AS a ON a.contenu_id = c.id
        JOIN territoires_territoire AS r ON r.id = a.contenant_id
        WHERE r.echelle = 'region' AND r.code = '93'
          AND c.echelle = 'commune' AND c.obsolete_depuis IS NULL
    ), publiee AS (
        SELECT k.territoire_id, k.part, d.slug FROM dispositifs_couverture AS k
        JOIN dispositifs_dispositif AS d ON d.id = k.dispositif_id WHERE d.etat = 'publie'
    ), atteinte AS (
        SELECT commune.code, p.slug, CASE WHEN p.part = 'partielle' OR NOT a.entiere THEN 2
               WHEN p.part = 'non-precisee' THEN 1 ELSE 0 END AS mode
        FROM commune JOIN territoires_appartenance AS a ON a.contenu_id = commune.id
        JOIN publiee AS p ON p.territoire_id = a.contenant_id
        UNION ALL
        SELECT commune.code, p.slug, 3
        FROM commune JOIN territoires_appartenance AS a ON a.contenant_id = commune.id
        JOIN publiee AS p ON p.territoire_id = a.contenu_id AND a.contenu_id <> commune.id
    )
    SELECT code, slug, MIN(mode) FROM atteinte GROUP BY code, slug
"""
STATUTS = "{situations} SELECT slug, statut, situation FROM situation".replace(
    "{situations}", SITUATIONS
)


class FicheLueUneFois(FicheTerritoire):
    """The sheet of a place, for all those of the region: what does not depend on the place, or
    does not depend on the date, is read once."""

    modes_lus: ClassVar[dict[int, Any]] = {}
    dispositifs_lus: ClassVar[dict[str, list[Dispositif]]] = {}

    def _modes(self, interieur: bool) -> Any:
        if self.territoire.pk not in self.modes_lus:
            self.modes_lus[self.territoire.pk] = super()._modes(interieur)
        return self.modes_lus[self.territoire.pk]

    def _dispositifs(self, pks: Iterable[int]) -> list[Dispositif]:
        voulus = set(pks)
        if self.instant.au not in self.dispositifs_lus:
            tous = Dispositif.objects.publies().values_list("pk", flat=True)
            self.dispositifs_lus[self.instant.au] = list(super()._dispositifs(tous))
        return [d for d in self.dispositifs_lus[self.instant.au] if d.pk in voulus]


def _dit(fiche: FicheTerritoire) -> list[Any]:
    """What a sheet says, in its order, scheme by scheme."""
    rubriques = (fiche.lignes, fiche.contrats, fiche.pas_encore, fiche.finis)
    return [[(x.dispositif.slug, x.dispositif.statut, x.mode) for x in r] for r in rubriques]


def fiches_de_paca(au: str) -> list[FicheTerritoire]:
    """The sheets of the 946 communes; each twentieth is also read as a visitor has it read."""
    communes = Territoire.objects.filter(echelle="commune", code__in=communes_de_paca())
    toutes = [FicheLueUneFois(commune, instant=Instant(au)) for commune in communes]
    for fiche in toutes[::20]:
        assert _dit(FicheTerritoire(fiche.territoire, instant=Instant(au))) == _dit(fiche)
    return list(toutes)


def statuts_du_sql(au: str, jour: str) -> dict[str, dict[str, tuple[str, str]]]:
    """For each commune, the statut and the situation of each scheme that the date knows."""
    with connection.cursor() as curseur:
        curseur.execute(STATUTS, {"jour": jour})
        dits = {slug: (statut, situation) for slug, statut, situation in curseur.fetchall()}
        curseur.execute(APPARENTES)
        attendus: dict[str, dict[str, tuple[str, str]]] = defaultdict(dict)
        for code, slug in curseur.fetchall():
            if dits[slug][0] or not au:
                attendus[code][slug] = dits[slug]
    return attendus


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("au", "jour"),
    [
        ("2000-01", "2000-01-31"), ("2016-01", "2016-01-31"), ("2018-03", "2018-03-31"),
        ("", ""),
    ],
)  # fmt: skip
def test_pour_chaque_commune_de_paca_la_fiche_dit_les_statuts_du_sql(au: str, jour: str) -> None:
    """What runs and what is over, at four dates; today, what has no étape is there too."""
    attendus = statuts_du_sql(au, jour or timezone.localdate().isoformat())
    dites = {}
    for fiche in fiches_de_paca(au):
        code = fiche.territoire.code
        dites[code] = {
            x.dispositif.slug: (x.dispositif.statut, x.dispositif.situation)
            for x in [*fiche.lignes, *fiche.contrats]
        }
        finis = {x.dispositif.slug for x in [*fiche.finis, *fiche.contrats_finis]}
        assert finis == {s for s, (_, situation) in attendus[code].items() if situation in PASSES}
    assert dites == {code: attendus[code] for code in dites}
    assert len(dites) == len(communes_de_paca()) == 946
    # No source of the register dates a step of the region before that.
    assert any(dites.values()) == (au != "2000-01")


@pytest.mark.django_db
def test_a_marseille_un_cls_remplace_ou_echu_n_est_plus_en_cours() -> None:
    """Three generations of one contract, in turn: each is over by its own dates. At each of them
    the whole register says what SQL says."""
    marseille = ("cls-marseille", "cls-marseille-2019", "cls-marseille-2024")
    situations = {}
    for jour in ("2018-03-31", "2019-12-31", "2022-06-30", "2024-12-31", "2027-01-01"):
        lues = Dispositif.objects.publies().avec_statut(jour).values_list("slug", "situation")
        with connection.cursor() as curseur:
            curseur.execute(STATUTS, {"jour": jour})
            dites = {slug: situation for slug, _, situation in curseur.fetchall()}
        assert dict(lues) == dites, jour
        situations[jour] = [dites[slug] for slug in marseille]
    assert situations == {
        "2018-03-31": ["actif", "", ""],
        "2019-12-31": ["remplace", "actif", ""],
        "2022-06-30": ["remplace", "a-terme", ""],
        "2024-12-31": ["remplace", "a-terme", "actif"],
        "2027-01-01": ["remplace", "a-terme", "a-terme"],
    }


@pytest.mark.django_db
def test_pour_chaque_commune_de_paca_la_fiche_dit_l_etendue_et_les_contrats_du_sql() -> None:
    """The way each scheme covers the commune, and every contrat de ville that touches it."""
    etendues: dict[str, dict[str, int]] = defaultdict(dict)
    with connection.cursor() as curseur:
        curseur.execute(MODES)
        for code, slug, mode in curseur.fetchall():
            etendues[code][slug] = mode
    communes = Territoire.objects.filter(echelle="commune", code__in=communes_de_paca())
    assert len(communes) == 946
    # Here each place is read as a visitor has it read.
    for commune in communes:
        fiche = FicheTerritoire(commune)
        toutes = [*fiche.lignes, *fiche.contrats]
        assert {x.dispositif.slug: x.mode for x in toutes} == etendues[commune.code], commune
        assert {x.dispositif.slug for x in fiche.contrats} == {
            slug for slug in etendues[commune.code] if slug.startswith("contrat-de-ville-")
        }
    assert any("contrat-de-ville-grand-avignon-2015" in dits for dits in etendues.values())


@pytest.mark.django_db
def test_les_arrondissements_de_marseille_sont_dans_l_ordre(client: Client) -> None:
    page = client.get("/territoires/commune/13055-marseille/").content.decode()
    rangs = [page.rindex(f"/territoires/arrondissement/132{n:02}-") for n in range(1, 17)]
    assert rangs == sorted(rangs)


@pytest.mark.django_db
def test_pour_chaque_commune_de_paca_la_base_dit_ce_que_disent_les_fichiers() -> None:
    """No closure and no SQL: the perimeters of the YAML, the parents of the CSV."""
    arrondissements = {f"arrondissement-132{n:02}" for n in range(1, 17)}
    perimetres = {d["cle"]: lieux_ecrits(d) for d in publies()}
    attendus = {
        (code, cle)
        for code, lieux in communes_de_paca().items()
        for cle, perimetre in perimetres.items()
        if perimetre & (lieux | arrondissements if code == "13055" else lieux)
    }
    with connection.cursor() as curseur:
        curseur.execute(APPARENTES)
        assert set(curseur.fetchall()) == attendus


@pytest.mark.django_db
def test_le_csv_de_la_region_liste_chaque_dispositif_de_son_fichier(client: Client) -> None:
    sortis = {
        x["identifiant"] for x in lignes_csv(client.get("/dispositifs.csv?territoire=region-93"))
    }
    ecrits = {d["cle"] for fichier in DE_LA_REGION for d in publies(fichier)}
    assert sortis == ecrits
    contrats = lignes_csv(client.get("/contrats-de-ville.csv?territoire=region-93"))
    ecrits = {cle for cle in ecrits if cle.startswith("contrat-de-ville-")}
    assert len(ecrits) == 30 + 24
    assert {x["identifiant"] for x in contrats} == ecrits


@pytest.mark.django_db
def test_chaque_ligne_des_fichiers_est_au_registre() -> None:
    """What a file says « à relire » is there too, and out of the public's sight."""
    assert set(Dispositif.objects.values_list("slug", flat=True)) == {
        d["cle"] for d in lignes("dispositifs")
    }
    visibles = {d["cle"] for d in publies()}
    assert set(Dispositif.objects.publies().values_list("slug", flat=True)) == visibles
    a_relire = set(Dispositif.objects.filter(etat="a-relire").values_list("slug", flat=True))
    assert a_relire == {d["cle"] for d in lignes("dispositifs")} - visibles != set()
    cles = {c["cle"]: float(c["valeur"]) for c in lignes("chiffres")}
    tenus = {c.cle: float(c.valeur) for c in Chiffre.objects.all()}
    assert cles.items() <= tenus.items()
    assert AbsenceConstatee.objects.count() == len(lignes("absences"))


@pytest.mark.django_db
def test_chaque_statut_est_la_derniere_etape_du_fichier() -> None:
    dits = dict(Dispositif.objects.avec_statut().values_list("slug", "statut"))
    assert dits == {
        d["cle"]: (etapes_ecrites(d) or [{"statut": ""}])[-1]["statut"]
        for d in lignes("dispositifs")
    }


@pytest.mark.django_db
def test_recharger_n_ajoute_rien(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("charger_registre", "--ecrire")
    dit = capsys.readouterr().out.splitlines()
    assert dit
    assert [ligne for ligne in dit if " : 0 en plus, " not in ligne] == []


@pytest.mark.django_db
def test_taper_la_seyne_mene_a_son_asv_son_cls_son_clsm_et_son_contrat(client: Client) -> None:
    trouves = client.get("/territoires/?q=la+seyne").content.decode()
    premier = trouves.index("/territoires/commune/")
    assert trouves[premier:].startswith("/territoires/commune/83126-la-seyne-sur-mer/")
    fiche = client.get("/territoires/commune/83126-la-seyne-sur-mer/")
    for slug in ("asv", "cls", "clsm"):
        assert f"{slug}-la-seyne-sur-mer" in fiches(fiche, "dispositifs")
    assert fiches(fiche, "contrats-de-ville") == [
        "contrat-de-ville-metropole-toulon-provence-mediterranee-2024",
        "contrat-de-ville-toulon-provence-mediterranee-2015",
    ]
    page = texte(fiche)
    assert "Actif" in page
    assert "mars 2018" in page
    assert "Fabrique Territoires Santé" in page


@pytest.mark.django_db
def test_les_comptes_publies_sont_a_cote_de_ceux_du_registre(client: Client) -> None:
    """23 ASV, 5 CLS, 14 CLSM, 30 contrats de ville: the difference is explained, not hidden."""
    page = texte(client.get("/dispositifs/?territoire=region-93"))
    for publie in ("23", "5", "14", "30"):
        assert f" {publie} " in page
    assert "20 autres fiches ne sont connues du registre que plus tard" in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    "lieu",
    [
        "commune/13055",  # sixteen arrondissements, nine ASV
        "arrondissement/13214",
        "commune/06152",  # Valbonne
        "commune/84003",  # Apt
        "commune/05023",  # Briançon, whose CLS has ended
        "commune/13056",  # Martigues
        "commune/13077",  # Port-de-Bouc
        "commune/05001",  # nothing known
        "commune/84007",  # its EPCI lies over two regions
        "epci/248400251",
        "qpv/QN01332M",
        "epci/248300543",  # the fullest of sheets
        "commune/98412",  # nobody lives there
        "commune/97411",  # La Réunion
        "region/93",
        "pays/FR",
    ],
)
def test_chaque_fiche_repond_et_s_imprime_sur_une_page(client: Client, lieu: str) -> None:
    pytest.importorskip("weasyprint", exc_type=OSError, reason="Pango absent")
    assert client.get(f"/territoires/{lieu}/", follow=True).status_code == 200
    papier = client.get(f"/territoires/{lieu}.pdf", follow=True)
    assert nombre_de_pages(papier.content) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "adresse",
    [
        "/",
        "/dispositifs/",
        "/dispositifs/?au=2016",
        "/dispositifs.xlsx",
        "/dispositifs.json?territoire=region-84",
        "/contrats-de-ville/",
        "/territoires/pays/FR-france/",
        "/territoires/region/93-provence-alpes-cote-d-azur/",
        "/territoires/epci/200054807-metropole-d-aix-marseille-provence/",
        "/territoires/commune/13055-marseille/",
    ],
)
def test_chaque_page_principale_repond_sur_le_vrai_registre(client: Client, adresse: str) -> None:
    reponse = client.get(adresse)
    assert reponse.status_code == 200
    if reponse.streaming:
        assert b"".join(reponse)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "adresse",
    [
        "/territoires/commune/13055-marseille/",
        "/territoires/arrondissement/13201-marseille-1er-arrondissement/",
        "/territoires/epci/248400251-ca-du-grand-avignon-coga/",
        "/territoires/region/93-provence-alpes-cote-d-azur/",
        "/dispositifs/asv-la-seyne-sur-mer/",
        "/dispositifs/cls-briancon/",
        "/contrats-de-ville/contrat-de-ville-toulon-provence-mediterranee-2015/",
        "/dispositifs/",
        "/contrats-de-ville/",
        "/carte/",
        "/observatoire/",
        "/observatoire/zones-blanches/",
    ],
)
def test_aucun_lien_d_une_page_datee_ne_ramene_a_aujourd_hui(client: Client, adresse: str) -> None:
    """But the banner's own, the chip that removes the date, and the finder of places."""
    page = client.get(f"{adresse}?au=2018-03").content.decode()
    page = page[page.index("<main") : page.index("</main>")]
    liens = re.findall(
        r'href="(/(?:territoires|dispositifs|contrats|carte|observatoire)[^"]*)"', page
    )
    a_part = {adresse, "/territoires/"}
    assert any("au=2018-03" in lien for lien in liens)
    assert [x for x in liens if "au=2018-03" not in x and x.split("?")[0] not in a_part] == []
