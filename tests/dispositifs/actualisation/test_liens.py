"""The signed link: one record, until a day, and useless for anything else."""

import datetime
import random
import string
from collections.abc import Callable

import pytest
from django.core.signing import Signer
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from dispositifs.actualisation.jeton import SEL, LienRefuseError, Refus, adresse, ecrire, lire
from dispositifs.models import Campagne, Dispositif, Invitation, Proposition
from tests.dispositifs.actualisation.conftest import Tournee, une_campagne
from tests.fabriques import nombre_de_requetes

HIER = datetime.timedelta(days=1)
Abime = Callable[[Tournee, str], str]


def _echu(t: Tournee, jeton: str) -> str:
    Campagne.objects.update(expire_le=timezone.localdate() - HIER)
    return jeton


def _revoque(t: Tournee, jeton: str) -> str:
    t.invitation.revoquer()
    return jeton


def _revoque_puis_refait(t: Tournee, jeton: str) -> str:
    t.invitation.revoquer()
    return ecrire(Invitation.objects.get(pk=t.invitation.pk))


def _rejoue(t: Tournee, jeton: str) -> str:
    Invitation.objects.update(repondue_le=timezone.now())
    return jeton


def _altere(t: Tournee, jeton: str) -> str:
    return jeton[:-1] + ("A" if jeton[-1] != "A" else "B")


def _tronque(t: Tournee, jeton: str) -> str:
    return jeton[:-4]


def _pour_une_autre_fiche(t: Tournee, jeton: str) -> str:
    autre = t.registre.un_dispositif("cls", "commune-83126", slug="cls-autre")
    invitation = Invitation.objects.create(campagne=t.campagne, dispositif=autre)
    return jeton.replace(f"{t.invitation.pk}-", f"{invitation.pk}-", 1)


def _signe_pour_autre_chose(t: Tournee, jeton: str) -> str:
    return Signer(salt="autre", sep=".").sign(jeton.rpartition(".")[0])


def _signe_d_une_autre_cle(t: Tournee, jeton: str) -> str:
    with override_settings(SECRET_KEY="une autre clé, tirée au sort ailleurs"):
        return ecrire(t.invitation)


def _efface(t: Tournee, jeton: str) -> str:
    t.invitation.delete()
    return jeton


def _plus_publiee(t: Tournee, jeton: str) -> str:
    Dispositif.objects.update(etat="archive")
    return jeton


@pytest.mark.parametrize(
    ("abimer", "statut", "phrase"),
    [
        (_echu, 410, "n’est plus valable"),
        (_revoque, 410, "a été retiré"),
        (_revoque_puis_refait, 410, "a été retiré"),
        (_rejoue, 410, "Vous avez déjà répondu"),
        (_efface, 410, "a été retiré"),
        (_plus_publiee, 410, "n’est plus publiée"),
        (_altere, 404, "Ce lien est incomplet"),
        (_tronque, 404, "Ce lien est incomplet"),
        (_pour_une_autre_fiche, 404, "Ce lien est incomplet"),
        (_signe_pour_autre_chose, 404, "Ce lien est incomplet"),
        (_signe_d_une_autre_cle, 404, "Ce lien est incomplet"),
        (lambda t, j: j.upper(), 404, "Ce lien est incomplet"),
        (lambda t, j: "x", 404, "Ce lien est incomplet"),
        (lambda t, j: "9" * 4000, 404, "Ce lien est incomplet"),
        (lambda t, j: f"{10**30}-{'a' * 32}.{'b' * 43}", 404, "Ce lien est incomplet"),
    ],
)
@pytest.mark.parametrize("suite", ["", "corriger/", "garde/"])
def test_un_lien_qui_n_ouvre_rien_le_dit_et_n_ecrit_rien(
    tournee: Tournee, client: Client, abimer: Abime, statut: int, phrase: str, suite: str
) -> None:
    jeton = abimer(tournee, ecrire(tournee.invitation))
    for reponse in (
        client.get(f"/actualiser/{jeton}/{suite}"),
        client.post(f"/actualiser/{jeton}/{suite}", {"nom": "Pris"}),
    ):
        assert reponse.status_code == statut
        assert phrase in reponse.content.decode()
        assert "cres-paca@cres-paca.org" in reponse.content.decode()
    assert not Proposition.objects.exists()
    assert not Dispositif.objects.filter(nom="Pris").exists()


def test_dix_mille_liens_devines_n_ouvrent_rien_et_ne_coutent_aucune_requete(
    tournee: Tournee,
) -> None:
    hasard = random.Random(20261122)
    signes = string.ascii_letters + string.digits + "-_"
    pk, sel = tournee.invitation.pk, tournee.invitation.sel

    def deviner() -> None:
        for rang in range(10_000):
            # One half even knows the row and its sel: the signature alone is guessed.
            connu = sel if rang % 2 else f"{hasard.getrandbits(128):032x}"
            signature = "".join(hasard.choices(signes, k=43))
            with pytest.raises(LienRefuseError) as refus:
                lire(f"{pk}-{connu}.{signature}")
            assert refus.value.raison is Refus.ILLISIBLE

    assert nombre_de_requetes(deviner) == 0


def test_qui_essaie_lien_apres_lien_est_ralenti(tournee: Tournee, client: Client) -> None:
    statuts = {client.get(f"/actualiser/essai-{n}/").status_code for n in range(32)}
    assert statuts == {404, 429}
    assert client.get(tournee.lien).status_code == 200


@given(st.text(max_size=120))
def test_aucun_texte_n_est_pris_pour_un_lien(texte: str) -> None:
    with pytest.raises(LienRefuseError):
        lire(texte)


def test_un_lien_signe_ne_dit_rien_sans_la_cle(tournee: Tournee) -> None:
    """What the database holds is not enough to make the link."""
    jeton = ecrire(tournee.invitation)
    signature = jeton.rpartition(".")[2]
    ligne = Invitation.objects.filter(pk=tournee.invitation.pk).values().get()
    assert signature not in str(ligne)
    assert Signer(salt=SEL, sep=".").unsign(jeton)


def test_le_lien_reste_le_meme_et_s_imprime_en_entier(tournee: Tournee) -> None:
    with override_settings(ADRESSE_DU_SITE="https://portail.example.org"):
        assert adresse(tournee.invitation) == f"https://portail.example.org{tournee.lien}"
    assert ecrire(tournee.invitation) == ecrire(Invitation.objects.get(pk=tournee.invitation.pk))


def test_le_dernier_jour_compte(tournee: Tournee, client: Client) -> None:
    Campagne.objects.update(expire_le=timezone.localdate())
    assert client.get(tournee.lien).status_code == 200


@pytest.mark.parametrize("suite", ["", "corriger/", "garde/", "merci/", "../x/"])
def test_ces_pages_ne_se_referencent_ni_ne_se_gardent_ni_ne_fuient(
    tournee: Tournee, client: Client, suite: str
) -> None:
    adresses = f"{tournee.lien}{suite}" if suite != "../x/" else "/actualiser/x/"
    reponse = client.get(adresses)
    assert reponse["Referrer-Policy"] == "no-referrer"
    assert "noindex" in reponse["X-Robots-Tag"]
    assert "no-store" in reponse["Cache-Control"]
    assert not reponse.cookies


def test_un_autre_site_ne_peut_pas_faire_repondre(tournee: Tournee, client: Client) -> None:
    reponse = client.post(tournee.lien, headers={"Sec-Fetch-Site": "cross-site"})
    assert reponse.status_code == 403
    assert not Proposition.objects.exists()


def test_le_lien_d_une_fiche_ne_touche_jamais_une_autre(tournee: Tournee, client: Client) -> None:
    autre = tournee.registre.un_dispositif("cls", "commune-83126", slug="cls-autre")
    campagne = une_campagne("Autre")
    Invitation.objects.create(campagne=campagne, dispositif=autre)
    client.post(tournee.lien, {"dispositif": autre.pk, "invitation": "2", "slug": autre.slug})
    assert Proposition.objects.get().dispositif == tournee.dispositif


def test_le_nom_de_l_adresse_est_stable() -> None:
    assert reverse("actualiser", args=["x"]) == "/actualiser/x/"
