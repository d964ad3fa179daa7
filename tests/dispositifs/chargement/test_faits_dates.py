"""Later sources add dated facts to records that exist; a bad row is told with all the others."""

from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from dispositifs.models import Articulation, Chiffre, Coordination, Couverture, Dispositif, Etape
from socle.models import Publiable, Source
from territoires.models import Territoire
from tests.fabriques import Registre

ESPACES = str.maketrans({"\u00a0": " ", "\u202f": " "})
BASE = """
    source: enquete
    sources:
      - {cle: enquete, titre: Enquête, organisme: FTS, date: "2018-03"}
      - {cle: page, titre: Page, organisme: Ville, date: "2024-10"}
      - {cle: vieille, titre: Page, organisme: Ville, date: "2015"}
    dispositifs:
      - cle: cls-la-seyne
        type: cls
        nom: CLS de La Seyne-sur-Mer
        lieu: commune-83126
        perimetre: [{territoire: commune-83126}]
        etapes: [{statut: actif, date: 2018-03, constat: true}]
        coordinations: [{etat: aucune, date: 2018-03}]
      - cle: clsm-la-seyne
        type: clsm
        nom: CLSM de La Seyne-sur-Mer
        lieu: commune-83126
        perimetre: [{territoire: commune-83126}]
"""
FAITS = """
    source: page
    etapes:
      - {dispositif: cls-la-seyne, statut: en-renouvellement, date: 2024-10, deduit: titre}
      - {dispositif: cls-la-seyne, statut: en-projet, date: 2015, source: vieille}
    coordinations:
      - {dispositif: cls-la-seyne, etat: dediee, date: 2024-10}
    articulations:
      - {de: clsm-la-seyne, nature: articule-avec, dispositif: cls-la-seyne, source: vieille}
"""


@pytest.fixture(name="charger")
def _charger(registre: Registre, tmp_path: Path) -> Any:
    """Write YAML files to a folder and load them all."""

    def charger(**textes: str) -> None:
        for nom, texte in textes.items():
            (tmp_path / f"{nom}.yaml").write_text(dedent(texte), encoding="utf-8")
        call_command("charger_registre", "--dossier", str(tmp_path), "--ecrire")

    return charger


@pytest.fixture(name="refus")
def _refus(charger: Any) -> Any:
    """Load what must be refused, return the lines that say why; nothing may be written."""

    def refus(**textes: str) -> list[str]:
        with pytest.raises(CommandError) as erreur:
            charger(base=BASE, **textes)
        assert not Dispositif.objects.exists()
        assert not Source.objects.filter(cle="enquete").exists()
        dit = str(erreur.value).translate(ESPACES)
        assert dit.startswith("Rien n’a été écrit. ")
        return dit.removeprefix("Rien n’a été écrit. ").split("\n")

    return refus


def faits() -> dict[str, list[dict[str, Any]]]:
    modeles = (Dispositif, Etape, Coordination, Articulation)
    return {m.__name__: list(m._default_manager.order_by("pk").values()) for m in modeles}


@pytest.mark.parametrize("en_deux_fois", [True, False])
def test_un_fait_date_s_ajoute_a_la_fiche(charger: Any, en_deux_fois: bool) -> None:
    if en_deux_fois:
        charger(base=BASE)
    charger(base=BASE, faits=FAITS)
    cls = Dispositif.objects.get(slug="cls-la-seyne")
    assert list(cls.etapes.values_list("date", "statut", "deduit", "source__cle")) == [
        ("2015", "en-projet", "", "vieille"),
        ("2018-03", "actif", "", "enquete"),
        ("2024-10", "en-renouvellement", "titre", "page"),
    ]
    assert list(cls.coordinations.values_list("etat", "date", "fin")) == [
        ("aucune", "2018-03", "2024-10"),
        ("dediee", "2024-10", ""),
    ]
    lien = Articulation.objects.get()
    assert (lien.de.slug, lien.vers, lien.source.cle) == ("clsm-la-seyne", cls, "vieille")


def test_une_source_plus_recente_verifie_la_fiche_et_le_journal_le_dit(charger: Any) -> None:
    charger(base=BASE, faits=FAITS)
    cls = Dispositif.objects.get(slug="cls-la-seyne")
    assert (cls.verifie_le, cls.verifie_par) == ("2024-10", "Ville")
    assert cls.verifie_d_apres == Source.objects.get(cle="page")
    champs = ("le", "par", "resultat", "d_apres__cle")
    assert list(cls.verifications.values_list(*champs)) == [("2024-10", "Ville", "corrige", "page")]


def test_une_source_plus_ancienne_ne_fait_pas_reculer_la_date(charger: Any) -> None:
    charger(base=BASE, faits=FAITS)
    clsm = Dispositif.objects.get(slug="clsm-la-seyne")
    assert clsm.verifie_le == "2018-03"
    assert not clsm.verifications.exists()


def test_recharger_les_faits_ne_change_rien(charger: Any) -> None:
    charger(base=BASE, faits=FAITS)
    avant = faits()
    charger()
    assert faits() == avant


def test_un_fait_efface_par_un_editeur_ne_revient_pas(charger: Any) -> None:
    charger(base=BASE, faits=FAITS)
    Etape.objects.get(statut="en-renouvellement").delete()
    Coordination.objects.get(etat="dediee").delete()
    Articulation.objects.get().delete()
    avant = faits()
    charger()
    assert faits() == avant


def test_les_faits_d_une_fiche_effacee_ne_reviennent_pas(charger: Any) -> None:
    charger(base=BASE, faits=FAITS)
    Dispositif.objects.get(slug="cls-la-seyne").delete()
    avant = faits()
    charger()
    assert faits() == avant


def test_une_coordination_plus_ancienne_s_intercale(charger: Any) -> None:
    charger(base=BASE, faits=FAITS)
    suite = "coordinations: [{dispositif: cls-la-seyne, etat: partagee, date: 2021, source: page}]"
    charger(suite=suite)
    assert list(Coordination.objects.values_list("etat", "date", "fin")) == [
        ("aucune", "2018-03", "2021"),
        ("partagee", "2021", "2024-10"),
        ("dediee", "2024-10", ""),
    ]


def test_plusieurs_territoires_partagent_ce_que_dit_la_ligne(charger: Any) -> None:
    charger(
        cpts="""
        dispositifs:
          - cle: cpts-x
            type: cpts
            nom: CPTS X
            lieu: commune-83137
            perimetre:
              - {territoires: [commune-83126, commune-83137], part: entiere, precision: liste}
              - {territoire: arrondissement-13201, part: partielle, deduit: partagé}
        """
    )
    champs = ("territoire__code", "part", "precision", "deduit")
    assert sorted(Couverture.objects.values_list(*champs)) == [
        ("13201", "partielle", "", "partagé"),
        ("83126", "entiere", "liste", ""),
        ("83137", "entiere", "liste", ""),
    ]
    fiche = Dispositif.objects.get()
    assert fiche.est_publie
    assert fiche.couverture_principale.territoire.code == "83137"


def test_un_relais_faible_est_charge_sans_etre_publie(charger: Any, registre: Registre) -> None:
    charger(
        base=BASE,
        faible="""
        source: page
        dispositifs:
          - cle: asv-x
            type: asv
            nom: ASV X
            etat: a-relire
            lieu: commune-83126
            perimetre: [{territoire: commune-83126}]
        chiffres:
          - {cle: c, sujet: s, libelle: l, valeur: 1, unite: u, date: 2024, etat: a-relire}
          - {cle: d, sujet: s, libelle: l, valeur: 2, unite: u, date: 2024}
        """,
    )
    fiche = Dispositif.objects.get(slug="asv-x")
    assert fiche.etat == Publiable.Etat.A_RELIRE
    assert fiche.territoire == registre.lieux["commune-83126"]
    assert dict(Chiffre.objects.values_list("cle", "etat")) == {"c": "a-relire", "d": "publie"}


def test_plus_de_mille_territoires_se_chargent_et_s_indexent(charger: Any) -> None:
    """SQLite cannot be asked for a thousand places by their key."""
    codes = [f"99{n:03}" for n in range(600)] + [f"98{n:03}" for n in range(600)]
    neufs = [Territoire(echelle="commune", code=c, nom=f"Lieu {c}", millesime=2026) for c in codes]
    for territoire in neufs:
        territoire.preparer()
    Territoire.objects.bulk_create(neufs)
    charger(
        base=f"""
        dispositifs:
          - cle: d
            type: pta
            nom: D
            lieu: commune-99000
            perimetre: [{{territoires: [{", ".join(f"commune-{c}" for c in codes)}]}}]
        """
    )
    (fiche,) = Dispositif.a_indexer()
    assert len(fiche.perimetre) == 1200
    assert "Lieu 98599" in fiche.texte_de_recherche().mots


@pytest.mark.parametrize(
    ("texte", "message"),
    [
        (
            "etapes: [{dispositif: cls-x, statut: actif, date: 2020, source: page}]",
            "faits.yaml, etapes, « cls-x » : aucun « dispositif » de clé « cls-x ».",
        ),
        (
            "etapes: [{dispositif: cls-la-seyne, statut: actif, date: mardi, source: page}]",
            "faits.yaml, etapes, « cls-la-seyne » : date : Écrivez une date comme",
        ),
        (
            "etapes: [{dispositif: cls-la-seyne, statut: actif, date: 2018-03, source: page}]",
            "« cls-la-seyne » : deux sources pour un même statut (actif, 2018-03) : "
            "« enquete » et « page ».",
        ),
        (
            "etapes: [{dispositif: cls-la-seyne, statut: termine, date: 2018-03, source: page}]",
            "« cls-la-seyne » : deux statuts pour une même date (2018-03) : « actif » (enquete) "
            "et « termine » (page). Précisez les dates, ou gardez-en un",
        ),
        (
            "etapes: [{dispositif: cls-la-seyne, statut: actif, date: 2020}]",
            "faits.yaml, etapes, « cls-la-seyne » : il manque « source ».",
        ),
        (
            "coordinations:"
            " [{dispositif: cls-la-seyne, etat: dediee, date: 2018-03, source: page}]",
            "« cls-la-seyne » : Une coordination actuelle est déjà inscrite",
        ),
        (
            "articulations: [{de: cls-la-seyne, nature: pres-de, dispositif: clsm-la-seyne,"
            " source: page}]",
            "faits.yaml, articulations, « cls-la-seyne » : nature : La valeur",
        ),
        (
            "dispositifs: [{cle: d, type: pta, nom: D, perimetre_inconnu: true, etat: faible}]",
            "« d » : etat : on attend « publie » ou « a-relire ».",
        ),
        (
            "dispositifs: [{cle: d, type: cpts, nom: D, lieu: epci-248300543,"
            " perimetre: [{territoire: epci-248300543}]}]",
            "« d » : le périmètre d’une CPTS se dit par ses communes ou arrondissements.",
        ),
        (
            "dispositifs: [{cle: d, type: cpts, nom: D, perimetre_inconnu: true}]",
            "« d » : le périmètre d’une CPTS se dit par ses communes ou arrondissements.",
        ),
        (
            "dispositifs: [{cle: d, type: pta, nom: D, lieu: commune-83126, perimetre:"
            " [{territoire: commune-83126, territoires: [commune-83137]}]}]",
            "« d » : « territoire » et « territoires » à la fois.",
        ),
        (
            "dispositifs: [{cle: d, type: pta, nom: D, lieu: commune-83126, perimetre:"
            " [{territoires: commune-83126}]}]",
            "« d » : « territoires » est une liste.",
        ),
        (
            "dispositifs: [{cle: d, type: pta, nom: D, lieu: commune-83999, perimetre:"
            " [{territoires: [commune-83126, commune-83999]}]}]",
            "« d » : aucun territoire « commune-83999 ».",
        ),
    ],
)
def test_une_ligne_fausse_est_refusee_en_francais(refus: Any, texte: str, message: str) -> None:
    (dite,) = refus(faits=texte)
    assert message in dite


SUITE = """
    etapes:
      - {dispositif: cls-la-seyne, statut: actif, date: 2018-03, source: page}
      - {dispositif: cls-la-seyne, statut: termine, date: 2015, source: page}
    coordinations: [{dispositif: cls-la-seyne, etat: dediee, date: 2024-10, source: vieille}]
"""


def test_ce_qu_une_autre_source_a_deja_dit_n_est_pas_perdu_sans_un_mot(
    charger: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    charger(base=BASE, faits=FAITS)
    avant = faits()
    for fichier in tmp_path.glob("*.yaml"):
        fichier.unlink()
    capsys.readouterr()
    charger(suite=SUITE)
    assert faits() == avant
    dit = capsys.readouterr().out.translate(ESPACES)
    ou = "suite.yaml, etapes, « cls-la-seyne » : "
    assert f"{ou}déjà connue (actif, mars 2018), source « enquete » gardée, « page » lais" in dit
    assert f"{ou}« termine » contredit ce que dit le registre (en projet, 2015, source" in dit
    assert "(coordination dédiée), source « page » gardée, « vieille » laissée." in dit
    assert "étapes : 0 en plus, 1 déjà là" in dit


def test_un_territoire_fini_sans_heritier_est_refuse(refus: Any) -> None:
    Territoire.objects.create(
        echelle="epci", code="241300276", nom="CA du Pays d’Aix", millesime=2015,
        obsolete_depuis=2016,
    )  # fmt: skip
    ligne = "{cle: d, type: pta, nom: D, lieu: epci-241300276, perimetre: [{territoire: %s}]}"
    (dite,) = refus(faits=f"dispositifs: [{ligne % 'epci-241300276'}]")
    assert "le territoire « epci-241300276 » n’existe plus, et rien ne lui succède." in dite


def test_un_territoire_fini_qui_a_un_heritier_se_dit(charger: Any, registre: Registre) -> None:
    ancien = Territoire.objects.create(
        echelle="epci", code="241300276", nom="CA du Pays d’Aix", millesime=2015,
        obsolete_depuis=2016,
    )  # fmt: skip
    ancien.successeurs.add(registre.lieux["epci-200054807"])
    charger(
        base="dispositifs: [{cle: d, type: pta, nom: D, lieu: epci-241300276,"
        " perimetre: [{territoire: epci-241300276}]}]"
    )
    assert Dispositif.objects.get().territoire == ancien


def test_toutes_les_lignes_fausses_sont_dites_et_rien_n_est_ecrit(refus: Any) -> None:
    """A row that hangs on a refused one adds nothing: its own turn comes next."""
    lignes = refus(
        faits="""
        source: page
        dispositifs:
          - {cle: un, type: xyz, nom: Un, perimetre_inconnu: true}
          - {cle: deux, type: pta, nom: Deux, lieu: commune-83126, perimetre: []}
          - {cle: trois, type: pta, perimetre_inconnu: true}
          - abc
        etapes:
          - 2018
          - {dispositif: un, statut: actif, date: 2020}
          - {dispositif: inconnu, statut: actif, date: 2020}
        """
    )
    assert [ligne.partition(" : ")[0] for ligne in lignes] == [
        "faits.yaml, dispositifs",
        "faits.yaml, etapes",
        "faits.yaml, dispositifs, « un »",
        "faits.yaml, dispositifs, « deux »",
        "faits.yaml, dispositifs, « trois »",
        "faits.yaml, etapes, « inconnu »",
    ]
