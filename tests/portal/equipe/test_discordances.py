"""The team's queue of what a source speaks of: set aside with a reason, put back, never made."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from dispositifs.models import Discordance
from portal.equipe.roles import CHARGE_DE_MISSION
from tests.fabriques import Registre
from tests.portal.equipe.un_de_chaque import une_discordance
from tests.socle.suivi.page import ouvrir

Entrer = Callable[[str], Client]
LISTE = "/admin/dispositifs/discordance/"


def _agir(client: Client, action: str, *choisies: Discordance, **champs: str) -> str:
    reponse = client.post(
        LISTE + "?file=toutes",
        {"action": action, "_selected_action": [d.pk for d in choisies], **champs},
        follow=True,
    )
    return reponse.content.decode()


def test_la_liste_montre_ce_qui_est_a_regler(entrer_comme: Entrer, registre: Registre) -> None:
    une_discordance(registre)
    une_discordance(
        registre, "commune-83137", etat="reglee", raison="Au registre", traitee_le=timezone.now()
    )
    client = entrer_comme(CHARGE_DE_MISSION)
    assert client.get(LISTE).context["cl"].result_count == 1
    assert client.get(f"{LISTE}?file=reglee").context["cl"].result_count == 1
    assert client.get(f"{LISTE}?file=toutes").context["cl"].result_count == 2


def test_l_accueil_nomme_les_premieres(entrer_comme: Entrer, registre: Registre) -> None:
    une_discordance(registre)
    une_discordance(registre, "commune-83137")
    (attente,) = entrer_comme(CHARGE_DE_MISSION).get("/admin/").context["attentes"]
    assert attente.phrase == "2 dispositifs dont une source parle manquent au registre."
    assert attente.premiers[0].nom.startswith("La Seyne-sur-Mer, CLS")


def test_on_ecarte_en_disant_pourquoi(entrer_comme: Entrer, registre: Registre) -> None:
    choisies = [une_discordance(registre), une_discordance(registre, "commune-83137")]
    client = entrer_comme(CHARGE_DE_MISSION)
    page = _agir(client, "ecarter", *choisies)
    assert "Pourquoi les écarter" in page
    page = _agir(client, "ecarter", *choisies, ecarter="1", raison="   ")
    assert "obligatoire" in page
    assert Discordance.objects.ouvertes().count() == 2
    page = _agir(client, "ecarter", *choisies, ecarter="1", raison=" Un  simple projet ")
    assert "2 discordances écartées." in page
    qui = User.objects.get(username=CHARGE_DE_MISSION)
    for d in Discordance.objects.all():
        assert (d.etat, d.raison, d.traitee_par) == ("ecartee", "Un simple projet", qui)


def test_une_reglee_ne_s_ecarte_ni_ne_se_rouvre(entrer_comme: Entrer, registre: Registre) -> None:
    d = une_discordance(registre, etat="reglee", raison="Au registre", traitee_le=timezone.now())
    client = entrer_comme(CHARGE_DE_MISSION)
    _agir(client, "ecarter", d, ecarter="1", raison="Non")
    _agir(client, "rouvrir", d, confirme="1")
    client.post(f"{LISTE}{d.pk}/change/", {"raison": "Non"})
    d.refresh_from_db()
    assert (d.etat, d.raison) == ("reglee", "Au registre")


def test_on_remet_dans_la_file(entrer_comme: Entrer, registre: Registre) -> None:
    d = une_discordance(registre, etat="ecartee", raison="Non", traitee_le=timezone.now())
    client = entrer_comme(CHARGE_DE_MISSION)
    assert "Remettre dans la file" in _agir(client, "rouvrir", d)
    assert "1 discordance est de nouveau à régler." in _agir(client, "rouvrir", d, confirme="1")
    d.refresh_from_db()
    assert (d.etat, d.raison, d.traitee_le, d.traitee_par) == ("ouverte", "", None, None)


def test_la_raison_de_la_fiche_ecarte_et_son_effacement_rouvre(
    entrer_comme: Entrer, registre: Registre
) -> None:
    d, client = une_discordance(registre), entrer_comme(CHARGE_DE_MISSION)
    adresse = f"{LISTE}{d.pk}/change/"
    page = ouvrir(client, adresse)
    page.taper(raison="Un autre lieu").envoyer()
    d.refresh_from_db()
    assert (d.etat, d.raison) == ("ecartee", "Un autre lieu")
    ouvrir(client, adresse).taper(raison="").envoyer()
    d.refresh_from_db()
    assert (d.etat, d.raison) == ("ouverte", "")


def test_la_page_d_une_discordance_echappe_ce_qu_elle_montre(
    entrer_comme: Entrer, registre: Registre
) -> None:
    mechant = "<script>alert(1)</script>"
    d = une_discordance(registre, titre=mechant, extrait=mechant)
    client = entrer_comme(CHARGE_DE_MISSION)
    for adresse in (LISTE, f"{LISTE}{d.pk}/change/", "/admin/"):
        assert mechant not in client.get(adresse).content.decode()
    assert mechant not in _agir(client, "ecarter", d)


@pytest.mark.parametrize(
    "champs",
    [
        {"etat": "ecartee"},
        {"etat": "ecartee", "raison": "Non"},
        {"etat": "ecartee", "traitee_le": "2026-11-30T03:00Z"},
        {"raison": "Non"},
        {"etat": "autre", "raison": "Non", "traitee_le": "2026-11-30T03:00Z"},
    ],
)
def test_la_base_refuse_un_etat_sans_raison_ni_date(
    registre: Registre, champs: dict[str, str]
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        une_discordance(registre, **champs)


def test_la_base_refuse_deux_fois_la_meme(registre: Registre) -> None:
    d = une_discordance(registre)
    with pytest.raises(ValidationError):
        Discordance(
            territoire=d.territoire, type=d.type, d_ou=d.d_ou, objet=d.objet, adresse="/", titre="x"
        ).validate_constraints()
