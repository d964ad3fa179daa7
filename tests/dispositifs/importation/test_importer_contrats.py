"""Contrats de ville from any table: a mapping says which column is what."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from dispositifs.models import Couverture, Dispositif
from territoires.models import Territoire
from tests import fabriques
from tests.socle.tableur import classeurs

pytestmark = pytest.mark.django_db
TABLEAU = (
    "Code INSEE;Nom du contrat;Quartiers;Signature;Commentaire\n"
    '"=""83126""";Contrat de ville de La Seyne;;mars-24;\n'
    "200054807;Contrat métropolitain;QN01341I;2024-03-15;Texte\n"
)
YAML = """
territoire: code insee
nom: Nom du contrat
quartiers: QUARTIERS
debut: Signature
generation: =2024-2030
"""
CSV = (
    "entete;champ\nCode INSEE;territoire\nNom du contrat;nom\nQuartiers;quartiers\n"
    "Signature;debut\n=2024-2030;generation\n"
)


def contrat(code: str) -> Dispositif:
    """The contract held by that place."""
    return Dispositif.objects.get(couverture_principale__territoire__code=code)


@pytest.fixture(name="importer")
def _importer(tmp_path: Path, db: None, capsys: Any) -> Any:
    fabriques.distribution()
    fabriques.les_types()
    fabriques.une_source("anct")

    def faire(
        *options: str, tableau: str | bytes = TABLEAU, plan: str = YAML, nom: str = "plan.yaml"
    ) -> str:
        contenu = tableau if isinstance(tableau, bytes) else tableau.encode("cp1252")
        (tmp_path / "contrats.csv").write_bytes(contenu)
        (tmp_path / nom).write_text(plan, encoding="utf-8")
        fichiers = [str(tmp_path / "contrats.csv"), "--correspondance", str(tmp_path / nom)]
        call_command("importer_contrats", *fichiers, "--source", "anct", *options)
        return str(capsys.readouterr().out)

    return faire


@pytest.mark.parametrize(("plan", "nom"), [(YAML, "plan.yaml"), (CSV, "plan.csv")])
def test_a_blanc_puis_en_vrai_puis_plus_rien(importer: Any, plan: str, nom: str) -> None:
    assert "2 nouveaux (à relire), 0 modifié" in importer(plan=plan, nom=nom)
    assert not Dispositif.objects.exists()
    assert "Écrit." in importer("--ecrire", plan=plan, nom=nom)
    seyne = contrat("83126")
    assert (seyne.nom, seyne.generation_nommee_id, seyne.debut, seyne.etat) == (
        "Contrat de ville de La Seyne", "2024-2030", "2024-03", "a-relire",
    )  # fmt: skip
    assert seyne.slug == "contrat-de-ville-de-la-seyne-2024"
    metropole = contrat("200054807")
    assert [c.territoire.code for c in metropole.visees] == ["QN01341I"]
    assert str(metropole.source.cle if metropole.source else "") == "anct"
    assert metropole.history.first().history_change_reason == "import de contrats de ville"
    assert "Rien à changer." in importer("--ecrire", plan=plan, nom=nom)
    assert "2 inchangés" in importer(plan=plan, nom=nom)


def test_un_tableau_plus_recent_corrige_ce_que_l_import_avait_ecrit(importer: Any) -> None:
    importer("--ecrire")
    sortie = importer("--ecrire", tableau=TABLEAU.replace("mars-24", "01/04/2024"))
    assert "debut : ici « 2024-03 », tableau « 2024-04-01 »" in sortie
    assert Dispositif.objects.filter(debut="2024-04-01").exists()


def test_ce_qu_une_personne_a_corrige_reste_et_se_dit_chaque_fois(importer: Any) -> None:
    importer("--ecrire")
    corrige = contrat("83126")
    corrige.debut = "2024-05-02"
    corrige.save()
    autre = TABLEAU.replace("mars-24", "avr-24").replace("de La Seyne;", "de La Seyne-sur-Mer;")
    plan = YAML + "slug: Slug\n"
    lignes = autre.splitlines()
    lignes[0] += ";Slug"
    lignes[1] += ";contrat-de-ville-de-la-seyne-2024"
    lignes[2] += ";contrat-metropolitain-2024"
    autre = "\n".join(lignes) + "\n"
    for _ in range(2):
        sortie = importer("--ecrire", tableau=autre, plan=plan)
        assert "Corrigés à la main, laissés tels quels" in sortie
        assert "debut : ici « 2024-05-02 », tableau « 2024-04 »" in sortie
    corrige.refresh_from_db()
    assert (corrige.debut, corrige.nom) == ("2024-05-02", "Contrat de ville de La Seyne-sur-Mer")


def test_un_contrat_importe_a_une_etape_a_la_date_du_tableau(importer: Any) -> None:
    importer("--ecrire")
    for code, attendue in (("83126", "2024-03"), ("200054807", "2024-03-15")):
        (etape,) = contrat(code).etapes.all()
        assert (etape.statut, etape.date, etape.constat) == ("actif", attendue, False)
        assert etape.source.cle == "anct"


def test_sans_debut_son_etape_est_un_constat_de_la_source(importer: Any) -> None:
    importer("--ecrire", tableau=TABLEAU.replace("mars-24", ""))
    (etape,) = contrat("83126").etapes.all()
    assert (etape.date, etape.constat) == ("2018-03", True)


def test_des_quartiers_corriges_a_la_main_restent(importer: Any) -> None:
    importer("--ecrire")
    metropole = contrat("200054807")
    metropole.couvertures.filter(visee=True).delete()
    sortie = importer("--ecrire")
    assert "quartiers : ici « vide », tableau « QN01341I »" in sortie
    assert [c.territoire.code for c in contrat("200054807").visees] == ["QN01341I"]
    autre = fabriques.un_quartier("QN08301M", "commune-83126")
    Couverture.objects.create(dispositif=metropole, territoire=autre, visee=True)
    sortie = importer("--ecrire")
    assert "Corrigés à la main, laissés tels quels" in sortie
    assert [c.territoire.code for c in contrat("200054807").visees] == ["QN01341I", "QN08301M"]


@pytest.mark.parametrize("connu", [True, False], ids=["quartiers seuls", "périmètre inconnu"])
def test_un_contrat_sans_tenant_recoit_celui_du_tableau(importer: Any, connu: bool) -> None:
    slug = "contrat-metropolitain-2024"
    seul = Dispositif.objects.create(slug=slug, nom="C", type_id="contrat-de-ville")
    if connu:
        quartier = Territoire.objects.get(code="QN01341I")
        seul.couvertures.create(territoire=quartier, visee=True)
        seul.ranger()
    else:
        seul.perimetre_inconnu = True
    seul.save()
    for _ in range(2):
        importer("--ecrire")
        lu = Dispositif.objects.get(slug=slug)
        assert [c.territoire.code for c in lu.perimetre] == ["200054807"]
        assert [c.territoire.code for c in lu.visees] == ["QN01341I"]
        assert str(lu.territoire.code if lu.territoire else "") == "200054807"
        assert not lu.perimetre_inconnu


def test_un_second_territoire_du_perimetre_ne_trouble_pas_la_comparaison(importer: Any) -> None:
    importer("--ecrire")
    ville = Territoire.objects.get(echelle="commune", code="13055")
    contrat("200054807").couvertures.create(territoire=ville)
    assert "Rien à changer." in importer("--ecrire")


def test_l_adresse_d_un_autre_dispositif_est_refusee(importer: Any) -> None:
    Dispositif.objects.create(slug="contrat-metropolitain-2024", nom="ASV", type_id="asv")
    with pytest.raises(CommandError, match="celle d’un autre dispositif"):
        importer("--ecrire")


def test_un_classeur_se_lit_comme_un_csv(importer: Any) -> None:
    classeur, tampon = Workbook(), BytesIO()
    feuille: Any = classeur.active
    feuille.append(["Code INSEE", "Nom du contrat", "Quartiers", "Signature"])
    feuille.append([83126, "Contrat", "", None])
    classeur.save(tampon)
    importer("--ecrire", tableau=tampon.getvalue())
    assert str(Dispositif.objects.get().territoire.reference) == "commune-83126"


def test_un_ods_sous_un_titre_se_lit_et_le_dit(importer: Any) -> None:
    lignes = [["Contrats signés"], ["Code INSEE", "Nom du contrat", "Quartiers", "Signature"]]
    lignes.append(["83126", "Contrat", "", "mars-24"])
    dit = importer("--ecrire", tableau=classeurs.ods("".join(map(classeurs.rangee_ods, lignes))))
    assert "au-dessus des en-têtes\u00a0: «\u00a0Contrats signés\u00a0»" in dit
    assert Dispositif.objects.get().debut == "2024-03"


def _pays_d_aubagne() -> Territoire:
    ancien = Territoire.objects.create(
        echelle="epci", code="241300268", nom="CA du Pays d’Aubagne", millesime=2015,
        obsolete_depuis=2016,
    )  # fmt: skip
    ancien.successeurs.add(Territoire.objects.get(code="200054807"))
    return ancien


def test_une_intercommunalite_finie_tient_le_contrat_de_son_temps(importer: Any) -> None:
    ancien = _pays_d_aubagne()
    tableau = (
        "Code INSEE;Nom du contrat;Quartiers;Signature\n241300268;Contrat d’Aubagne;;2015-07\n"
    )
    plan = YAML.replace("2024-2030", "2015-2023")
    importer("--ecrire", tableau=tableau, plan=plan)
    assert contrat("241300268").territoire == ancien
    assert "Rien à changer." in importer("--ecrire", tableau=tableau, plan=plan)


@pytest.mark.parametrize(
    ("signature", "generation", "dit"),
    [
        ("2024-03", "", "le contrat commence en 2024"),
        ("2016", "", "le contrat commence en 2016"),
        ("", "generation: =2024-2030\n", "le contrat commence en 2024"),
        ("", "", "donnez la génération ou le début"),
    ],
)
def test_elle_ne_tient_pas_celui_d_apres_sa_fin(
    importer: Any, signature: str, generation: str, dit: str
) -> None:
    _pays_d_aubagne()
    tableau = f"Code INSEE;Nom du contrat;Quartiers;Signature\n241300268;X;;{signature}\n"
    plan = YAML.replace("generation: =2024-2030\n", generation)
    with pytest.raises(CommandError) as erreur:
        importer("--ecrire", tableau=tableau, plan=plan)
    assert f"« CA du Pays d’Aubagne » n’existe plus depuis 2016 : {dit}" in str(erreur.value)
    assert not Dispositif.objects.exists()


@pytest.mark.parametrize(
    ("tableau", "plan", "dits"),
    [
        (TABLEAU.replace("200054807", "99999"), YAML, ["ligne 3", "territoire inconnu", "99999"]),
        (
            TABLEAU.replace("QN01341I", "QN99999N"),
            YAML,
            ["ligne 3", "quartiers inconnus", "QN99999N"],
        ),
        (TABLEAU.replace("mars-24", "bientôt"), YAML, ["ligne 2", "n’est pas une date"]),
        (
            TABLEAU + "83126;Contrat de ville de La Seyne;;;\n",
            YAML,
            ["ligne 4", "même contrat que la ligne 2"],
        ),
        (
            TABLEAU.replace("Signature", "Signé le"),
            YAML,
            ["en-têtes absents", "Signature", "Signé le"],
        ),
        (TABLEAU, YAML.replace("=2024-2030", "=2030-2036"), ["génération inconnue", "2030-2036"]),
        (TABLEAU, YAML + "couleur: Teinte\n", ["« couleur » n’est pas un champ"]),
        (TABLEAU, "nom: Nom du contrat\n", ["il manque le champ « territoire »"]),
        (TABLEAU, "- a\n- b\n", ["on attend « champ: en-tête »"]),
        (TABLEAU, "a: [", ["YAML lisible"]),
        ("", YAML, ["vide"]),
        (TABLEAU + '"83126;Contrat\n', YAML, ["ligne 4", "guillemets mal fermés"]),
        (TABLEAU.replace("mars-24", "#REF!"), YAML, ["ligne 2", "n’a pas su calculer"]),
    ],
)
def test_une_erreur_nomme_sa_ligne_et_rien_n_est_ecrit(
    importer: Any, tableau: str, plan: str, dits: list[str]
) -> None:
    with pytest.raises(CommandError) as erreur:
        importer("--ecrire", tableau=tableau, plan=plan)
    message = " ".join(str(erreur.value).split())
    assert all(dit in message for dit in [*dits, "Rien n’a été écrit"])
    assert not Dispositif.objects.exists()


def test_une_source_inconnue_et_un_fichier_absent_le_disent(tmp_path: Path, importer: Any) -> None:
    with pytest.raises(CommandError, match="Aucune source de clé"):
        importer("--source", "rien")
    with pytest.raises(CommandError, match="Rien n’a été écrit"):
        call_command(
            "importer_contrats", str(tmp_path / "x"), "--correspondance", str(tmp_path / "y")
        )
