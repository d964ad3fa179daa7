"""Every page that an editor may save carries the version it was opened from."""

from collections.abc import Callable

from django.contrib import admin
from django.test import Client
from django.urls import reverse

from bibliographie.models import Auteur
from portal.equipe.roles import ADMINISTRATION, DOCUMENTALISTE
from tests.fabriques import Registre
from tests.portal.equipe.un_de_chaque import un_de_chaque
from tests.socle.suivi.page import ouvrir

Entrer = Callable[[str], Client]
AUTREMENT = {
    "auth.user": "un compte n’est pas une fiche : son mot de passe et ses rôles se posent",
    "dispositifs.proposition": "sa page d’examen redemande quand la fiche a bougé",
}


def test_chaque_fiche_que_l_on_enregistre_dit_de_quelle_version_elle_part(
    entrer_comme: Entrer, registre: Registre
) -> None:
    objets, client, sans = un_de_chaque(registre), entrer_comme(ADMINISTRATION), set()
    for modele in admin.site._registry:
        meta = modele._meta
        nom = f"admin:{meta.app_label}_{meta.model_name}_change"
        page = client.get(reverse(nom, args=[objets[meta.label_lower].pk])).content.decode()
        if 'name="_save"' in page and 'name="version_lue"' not in page:
            sans.add(meta.label_lower)
    assert sans - set(AUTREMENT) == set()


def test_deux_documentalistes_sur_un_auteur_ne_s_ecrasent_pas(entrer_comme: Entrer) -> None:
    auteur = Auteur.objects.create(slug="durand", nom="Durand")
    adresse = f"/admin/bibliographie/auteur/{auteur.pk}/change/"
    page = ouvrir(entrer_comme(DOCUMENTALISTE), adresse).taper(nom="Durant")
    assert ouvrir(entrer_comme(ADMINISTRATION), adresse).taper(nom="Durand-Roux").envoyer()
    page = page.envoyer()
    assert "pendant que vous y travailliez" in page.reponse.content.decode()
    assert page.champs["nom"] == ["Durant"], "ce qui était tapé reste"
    auteur.refresh_from_db()
    assert auteur.nom == "Durand-Roux"
