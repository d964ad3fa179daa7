"""The first page of the admin: what waits, for whom, and where it leads."""

from collections.abc import Callable
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from bibliographie.models import Lien
from dispositifs.models import Dispositif, Proposition
from portal.equipe.rayons import AUTRES, RAYONS
from portal.equipe.roles import ADMINISTRATION, CHARGE_DE_MISSION, DOCUMENTALISTE
from socle.models import Theme
from tests.bibliographie.conftest import une_notice
from tests.fabriques import Registre, nombre_de_requetes
from tests.portal.equipe.un_de_chaque import une_discordance
from tests.socle.tableur.conftest import envoyer

Entrer = Callable[[str], Client]


def phrases(client: Client) -> dict[str, str]:
    """Each sentence of « ce qui attend », and where it leads."""
    attentes = client.get("/admin/").context["attentes"]
    return {a.phrase: a.adresse for a in attentes}


def un_lien(url: str, etat: str) -> Lien:
    return Lien.objects.create(url=url, etat=etat, controle_le=timezone.now())


@pytest.mark.parametrize("role", ["tous", CHARGE_DE_MISSION, DOCUMENTALISTE, ADMINISTRATION])
def test_quand_rien_n_attend_la_page_le_dit(entrer_comme: Entrer, role: str) -> None:
    assert "Rien n’attend" in entrer_comme(role).get("/admin/").content.decode()


def test_sans_role_la_page_dit_a_qui_en_demander(entrer_comme: Entrer) -> None:
    page = entrer_comme("").get("/admin/").content.decode()
    assert "Votre compte n’a encore aucun rôle" in page


def test_les_plus_urgents_sont_les_plus_anciens_et_les_plus_peuples(
    entrer_comme: Entrer, registre: Registre
) -> None:
    verifie = {"verifie_par": "CRES", "verifie_d_apres": registre.source}
    petit = registre.un_dispositif("asv", "commune-83126", verifie_le="2018", **verifie)
    grand = registre.un_dispositif("asv", "commune-13055", verifie_le="2018-03", **verifie)
    jamais = registre.un_dispositif("cls", "commune-83126")
    sans_lieu = registre.un_dispositif("clsm", verifie_le="2016-01-31", **verifie)
    a_jour = timezone.localdate().isoformat()
    registre.un_dispositif("cls", "commune-13055", verifie_le=a_jour, **verifie)
    registre.un_dispositif("clsm", "commune-83126", publie=False)
    client = entrer_comme(CHARGE_DE_MISSION)
    attente = client.get("/admin/").context["attentes"][0]
    assert attente.phrase.startswith("4 dispositifs ont passé leur délai")
    liste = client.get(attente.adresse)
    dans_l_ordre = [grand, jamais, petit, sans_lieu]
    assert list(liste.context["cl"].result_list) == dans_l_ordre
    assert [p.nom for p in attente.premiers] == [d.nom for d in dans_l_ordre[:3]]


def test_chaque_role_ne_voit_que_ce_qu_il_peut_faire(
    entrer_comme: Entrer, registre: Registre
) -> None:
    registre.un_dispositif("asv", "commune-83126")
    registre.un_dispositif("cls", "commune-83126", publie=False)
    une_notice("A", etat="a-relire")
    une_notice("B", etat="brouillon")
    un_lien("https://mort.example.org/", "mort")
    Proposition.objects.create(origine="signalement", nature="remarque", page="/x/")
    AccessAttempt.objects.create(username="x", failures_since_start=5)
    une_discordance(registre)
    parle = {"1 dispositif dont une source parle manque au registre."}
    biblio = {
        "1 notice à relire.",
        "1 adresse ne répond plus ou a déménagé.",
        "1 notice en brouillon.",
    }
    mission = {
        "1 dispositif a passé son délai de vérification, ou n’a jamais été vérifié.",
        "1 dispositif en brouillon.",
        "1 proposition attend votre décision.",
    }
    assert set(phrases(entrer_comme(DOCUMENTALISTE))) == biblio | parle
    # Drafts of notices are theirs too: they write some.
    siens = mission | parle | {"1 notice en brouillon."}
    assert set(phrases(entrer_comme(CHARGE_DE_MISSION))) == siens
    tout = biblio | mission | parle | {"1 compte est verrouillé après trop d’essais."}
    assert set(phrases(entrer_comme(ADMINISTRATION))) == tout


def test_chaque_phrase_mene_a_une_liste_de_ce_nombre(
    entrer_comme: Entrer, registre: Registre
) -> None:
    for titre in "ABC":
        une_notice(titre, etat="a-relire")
    une_notice("D", etat="publie")
    for etat in ("mort", "suspect", "deplace", "vivant"):
        un_lien(f"https://{etat}.example.org/", etat)
    une_discordance(registre)
    une_discordance(registre, "commune-83137")
    client = entrer_comme("tous")
    for phrase, adresse in phrases(client).items():
        liste = client.get(adresse)
        assert liste.status_code == 200, adresse
        assert liste.context["cl"].result_count == int(phrase.split()[0]), adresse


def test_un_import_inacheve_se_reprend(entrer_comme: Entrer) -> None:
    client = entrer_comme(DOCUMENTALISTE)
    ris = SimpleUploadedFile("notices.ris", b"TY  - BOOK\nTI  - Un titre\nER  -\n")
    client.post(reverse("admin:bibliographie_notice_importer"), {"fichier": ris})
    adresse = phrases(client)["Le fichier « notices.ris » attend que vous choisissiez ses lignes."]
    assert client.get(adresse).status_code == 200


def test_un_tableau_renvoye_se_reprend_se_corrige_ou_se_tait(entrer_comme: Entrer) -> None:
    """Lines that wait; a table of which none can be taken; one that says what the site says."""
    client = entrer_comme(DOCUMENTALISTE)
    Theme.objects.create(slug="soins", nom="Soins")
    envois = {
        "choix.csv": "slug;nom\nsoins;Accès aux soins\n",
        "faux.csv": "slug;parent\nsoins;inconnu-ici\n",
        "pareil.csv": "slug;nom\nsoins;Soins\n",
    }
    for nom, contenu in envois.items():
        assert envoyer(client, Theme, contenu.encode(), nom).status_code == 200
    attendent = "Le tableau «\u00a0choix.csv\u00a0» attend que vous choisissiez ses lignes."
    assert set(phrases(client)) == {attendent}, "le dernier envoi remplace celui qui ne valait rien"
    envoyer(client, Theme, envois["faux.csv"].encode(), "faux.csv")
    trouvees = phrases(client)
    assert set(trouvees) == {
        attendent,
        "Le tableau «\u00a0faux.csv\u00a0» est à corriger en entier.",
    }
    assert [a.titre for a in client.get("/admin/").context["attentes"]] == [
        "Import inachevé",
        "Import refusé",
    ]
    assert all(client.get(adresse).status_code == 200 for adresse in trouvees.values())


def test_la_page_coute_le_meme_nombre_de_requetes_pour_1_ou_20_fiches(
    entrer_comme: Entrer, registre: Registre
) -> None:
    client = entrer_comme("tous")
    lieux = [lieu for lieu in registre.lieux if lieu.startswith("commune-")]
    comptes = []
    for tranche in (lieux[:1], lieux[1:]):
        for lieu in tranche:
            registre.un_dispositif("asv", lieu, slug=f"asv-{lieu}")
            registre.un_dispositif("cls", lieu, slug=f"cls-{lieu}", publie=False)
            une_notice(lieu, etat="a-relire")
        client.get("/admin/")
        comptes.append(nombre_de_requetes(lambda: client.get("/admin/")))
    assert comptes[0] == comptes[1] < 30
    assert Dispositif.objects.count() > 6


def test_les_modeles_sont_ranges_dans_l_ordre_d_usage(entrer_comme: Entrer) -> None:
    rayons = entrer_comme("tous").get("/admin/").context["app_list"]
    assert [rayon["name"] for rayon in rayons][:3] == [
        "Le registre",
        "La mise à jour",
        "La bibliographie",
    ]
    assert rayons[0]["models"][0]["object_name"] == "Dispositif"


def test_aucun_modele_n_est_oublie_par_les_rayons(entrer_comme: Entrer) -> None:
    """A new model gets its heading in portal.equipe.rayons."""
    rayons = entrer_comme("tous").get("/admin/").context["app_list"]
    assert [m["object_name"] for r in rayons if r["name"] == AUTRES for m in r["models"]] == []
    nommes = [nom for _, noms in RAYONS for nom in noms]
    inscrits = {modele._meta.label_lower for modele in admin.site._registry}
    assert set(nommes) == inscrits
    assert len(nommes) == len(set(nommes))


def test_l_accueil_d_une_application_reste_celui_de_django(entrer_comme: Entrer) -> None:
    client = entrer_comme("tous")
    assert client.get("/admin/dispositifs/").status_code == 200
    requete: Any = RequestFactory().get("/admin/")
    requete.user = client.get("/admin/").wsgi_request.user
    assert [a["app_label"] for a in admin.site.get_app_list(requete, "socle")] == ["socle"]
