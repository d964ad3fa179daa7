"""Two records become one: every link moved, nothing lost, and nothing written half-way."""

from typing import Any

import pytest
from django.apps import apps
from django.db.models import ForeignKey
from simple_history.models import HistoricalChanges

from bibliographie.doublons.fusion import fusionner_notices, paires_de_notices
from bibliographie.models import Entree, Notice, Provenance, Section, Selection
from dispositifs.admin.fusion import paires_d_organismes
from dispositifs.models import Coordination, Dispositif, Organisme, Signature
from socle.fusion.moteur import FusionError, _champs_qui_pointent, fusionner
from socle.models import Rapprochement, Theme
from tests.bibliographie.conftest import une_notice
from tests.fabriques import Registre, nombre_de_requetes, registre_de_demo, un_organisme

pytestmark = pytest.mark.django_db


@pytest.fixture(name="demo")
def _demo(db: None) -> Registre:
    return registre_de_demo()


def deux_villes() -> tuple[Organisme, Organisme]:
    return un_organisme(), un_organisme("Commune de La Seyne-sur-Mer")


def test_tout_ce_qui_menait_a_l_un_mene_a_l_autre(demo: Registre) -> None:
    garde, ecarte = deux_villes()
    asv, cls = demo.dispositifs["asv-la-seyne-sur-mer"], demo.dispositifs["cls-la-seyne-sur-mer"]
    cls.porteur = ecarte
    cls.save()
    Signature.objects.create(dispositif=asv, organisme=ecarte)
    coordination = cls.coordinations.get()
    coordination.organisme = ecarte
    coordination.save()
    bilan = fusionner(garde, ecarte, {})
    assert not Organisme.objects.filter(nom="Commune de La Seyne-sur-Mer").exists()
    assert set(garde.dispositifs_portes.values_list("slug", flat=True)) == {asv.slug, cls.slug}
    assert Signature.objects.get().organisme == garde
    assert Coordination.objects.get(pk=coordination.pk).organisme == garde
    assert bilan.nombre == 3
    histoire = Dispositif.objects.get(pk=cls.pk).history.first()
    assert "Fusion avec" in histoire.history_change_reason


def test_la_meme_signature_deux_fois_n_en_fait_qu_une_qui_dit_tout(demo: Registre) -> None:
    garde, ecarte = deux_villes()
    asv = demo.dispositifs["asv-la-seyne-sur-mer"]
    Signature.objects.create(dispositif=asv, organisme=garde, date="2012")
    Signature.objects.create(dispositif=asv, organisme=ecarte, qualite="porteur", date="2013")
    fusionner(garde, ecarte, {})
    signature = Signature.objects.get()
    assert (signature.organisme, signature.date, signature.qualite) == (garde, "2012", "porteur")


def test_les_histoires_restent_et_la_cle_retiree_est_notee(demo: Registre) -> None:
    garde, ecarte = deux_villes()
    ecarte.note = "Une note"
    ecarte.save()
    pk, cle = ecarte.pk, ecarte.cle
    fusionner(garde, ecarte, {"note": "b"})
    histoire = Organisme.history.filter(id=pk)
    assert [h.history_type for h in histoire] == ["-", "~", "+"]
    assert "Fusionné dans" in histoire[0].history_change_reason
    garde.refresh_from_db()
    assert garde.note == "Une note"
    fusion = Rapprochement.objects.get()
    assert (fusion.cle, fusion.autre_cle, fusion.detail["pk"]) == (garde.cle, cle, pk)
    assert fusion.detail["retiree"]["note"] == "Une note"
    assert Rapprochement.objects.gardee(Organisme, cle=cle) == garde


def test_le_nom_unique_de_celui_qui_part_peut_etre_garde(demo: Registre) -> None:
    garde, ecarte = deux_villes()
    nom, cle = ecarte.nom, ecarte.cle
    ancienne = garde.cle
    fusionner(garde, ecarte, {"nom": "b", "cle": "b"})
    garde.refresh_from_db()
    assert (garde.nom, garde.cle) == (nom, cle)
    assert Rapprochement.objects.gardee(Organisme, cle=ancienne) == garde


def test_une_fusion_puis_une_autre_menent_toutes_deux_au_dernier(demo: Registre) -> None:
    a, b = deux_villes()
    c = un_organisme("Mairie de La Seyne-sur-Mer")
    premiere, deuxieme = a.cle, b.cle
    fusionner(b, a, {})
    fusionner(c, b, {})
    assert Rapprochement.objects.gardee(Organisme, cle=premiere) == c
    assert Rapprochement.objects.gardee(Organisme, cle=deuxieme) == c


def test_une_valeur_impossible_n_ecrit_rien(demo: Registre) -> None:
    garde, ecarte = deux_villes()
    asv = demo.dispositifs["asv-la-seyne-sur-mer"]
    Signature.objects.create(dispositif=asv, organisme=ecarte)
    Organisme.objects.filter(pk=ecarte.pk).update(nature="rien-de-connu")
    ecarte.refresh_from_db()
    with pytest.raises(FusionError):
        fusionner(garde, ecarte, {"nature": "b"})
    assert Organisme.objects.filter(pk=ecarte.pk).exists()
    assert Signature.objects.get().organisme == ecarte


def test_on_ne_se_fusionne_pas_avec_soi(demo: Registre) -> None:
    garde, _ = deux_villes()
    with pytest.raises(FusionError, match="deux fiches différentes"):
        fusionner(garde, Organisme.objects.get(pk=garde.pk), {})


@pytest.mark.parametrize("modele", [Organisme, Notice])
def test_aucun_lien_n_est_oublie(modele: Any, demo: Registre) -> None:
    """Every foreign key of the database that names one of these, history aside."""
    attendus = {
        f"{autre._meta.label}.{champ.name}"
        for autre in apps.get_models(include_auto_created=True)
        if not issubclass(autre, HistoricalChanges) and "istorical" not in autre.__name__
        for champ in autre._meta.concrete_fields
        if isinstance(champ, ForeignKey) and champ.related_model is modele
    }
    propres = {
        f"{m.remote_field.through._meta.label}.{modele._meta.model_name}"
        for m in modele._meta.many_to_many
        if m.remote_field.through._meta.auto_created
    }
    trouves = {f"{c.model._meta.label}.{c.name}" for c in _champs_qui_pointent(modele)}
    assert trouves == attendus - propres


# Notices


def _deux_notices() -> tuple[Notice, Notice]:
    a = une_notice("Un guide", auteurs=[("MOTARD", "Clémentine")], urls=["https://exemple.org/a"])
    b = une_notice(
        "Un guide (édition PDF)", doi="10.1/x", editeurs=["CRES"],
        auteurs=[("MOTARD", "Clémentine"), ("VALBOUSQUET", "Julie")],
        urls=["https://exemple.org/b"],
    )  # fmt: skip
    return a, b


def test_deux_notices_deviennent_une_avec_ce_que_chacune_sait() -> None:
    a, b = _deux_notices()
    theme = Theme.objects.create(slug="soins", nom="Soins")
    b.themes.add(theme)
    selection = Selection.objects.create(slug="s", titre="S")
    section = Section.objects.create(selection=selection, titre="T")
    Entree.objects.create(section=section, notice=a, note="")
    Entree.objects.create(section=section, notice=b, note="À lire")
    Provenance.objects.create(notice=b, document="Un document")
    choix = {"doi": "b", "contributions": "b", "editions": "b", "rattachements": "union"}
    fusionner_notices(a, b, choix)
    a = Notice.objects.pour_export().get()
    assert a.noms_des_auteurs == "MOTARD Clémentine, VALBOUSQUET Julie"
    assert [r.lien.url[-1] for r in a.rattachements.all()] == ["a", "b"]
    assert (a.doi, a.noms_des_editeurs, list(a.themes.all())) == ("10.1/x", "CRES", [theme])
    assert Entree.objects.get().note == "À lire"
    assert a.provenances.get().document == "Un document"


def test_ce_que_les_imports_ont_mis_de_cote_reste_des_deux_notices() -> None:
    a, b = _deux_notices()
    for notice, texte in ((a, "ISBN\u00a0: 978-2"), (b, "DB\u00a0: Cairn")):
        Provenance.objects.create(notice=notice, document="zotero.ris", mis_de_cote=texte)
    fusionner_notices(a, b, {})
    assert a.provenances.get().mis_de_cote == "ISBN\u00a0: 978-2\nDB\u00a0: Cairn"


def test_l_ancienne_adresse_publique_mene_a_la_notice_gardee(client: Any) -> None:
    a, b = _deux_notices()
    ancien, ancienne_adresse = b.numero, b.get_absolute_url()
    fusionner_notices(a, b, {})
    for adresse in (ancienne_adresse, f"/bibliographie/{ancien}/"):
        reponse = client.get(adresse)
        assert (reponse.status_code, reponse["Location"]) == (301, a.get_absolute_url())
    fichier = client.get(f"/bibliographie/{ancien}.ris")
    assert (fichier.status_code, fichier["Location"]) == (301, f"/bibliographie/{a.numero}.ris")
    assert client.get("/bibliographie/9999/").status_code == 404
    a.etat = "brouillon"
    a.save()
    assert client.get(ancienne_adresse).status_code == 404


def test_un_ancien_numero_suit_la_notice_de_fusion_en_fusion() -> None:
    a, b = _deux_notices()
    c = une_notice("Un troisième guide")
    numeros = {a.numero, b.numero}
    fusionner_notices(b, a, {})
    fusionner_notices(c, b, {})
    assert set(c.anciennes.values_list("numero", flat=True)) == numeros
    assert une_notice("Nouvelle").numero not in numeros


# Which look alike


def test_les_notices_qui_se_ressemblent_par_doi_adresse_ou_titre() -> None:
    a = une_notice("L’œuvre", doi="10.1/A", urls=["https://exemple.org/a"])
    b = une_notice("L'oeuvre", doi="10.1/a", urls=["https://exemple.org/a"])
    une_notice("Autre chose", urls=["https://exemple.org/c"])
    assert paires_de_notices() == {(a.pk, b.pk): ["même DOI", "même adresse", "même titre"]}


@pytest.mark.parametrize(
    ("un", "autre", "raison"),
    [
        (("Ville de Toulon", "", "commune", 1), ("Commune de Toulon", "", "commune", 1), "même"),
        (("ARS PACA", "ARS", "ars", 9), ("Agence régionale de santé", "ARS", "ars", 9), "sigle"),
        (("Codes 83 du Var", "", "autre", None), ("CODES 83, du Var", "", "autre", None), "nom"),
        (("Réseau Santé Croisée", "", "reseau", None), ("Réseau Santé Croisé", "", "reseau", None),
         "proches"),
        (("Codes 83", "", "autre", None), ("Codes 84", "", "autre", None), ""),
        (("Ville d’Apt", "", "commune", 1), ("Ville de Toulon", "", "commune", 2), ""),
    ],
)  # fmt: skip
def test_les_organismes_qui_se_ressemblent(un: Any, autre: Any, raison: str) -> None:
    paires = paires_d_organismes([(1, *un), (2, *autre)])
    assert (raison in ", ".join(paires[1, 2])) if raison else paires == {}


def test_le_nombre_de_requetes_pour_trouver_les_notices_ne_depend_pas_d_elles() -> None:
    for _ in range(3):
        une_notice("Même titre")
    trois = nombre_de_requetes(paires_de_notices)
    for _ in range(10):
        une_notice("Même titre encore", urls=["https://exemple.org/a"])
    assert nombre_de_requetes(paires_de_notices) == trois
