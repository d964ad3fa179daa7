"""Who may open and do what in the admin: each role × each view and each action.

The views come from the admin's own registry: one that no line below names fails, until the
table says who may.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client, RequestFactory
from django.urls import URLPattern, reverse

from portal.equipe.roles import ADMINISTRATION, CHARGE_DE_MISSION, DOCUMENTALISTE
from tests.fabriques import Registre
from tests.portal.equipe.un_de_chaque import UN, un_de_chaque

Entrer = Callable[[str], Client]
ROLES = [DOCUMENTALISTE, CHARGE_DE_MISSION, ADMINISTRATION]

# v(oir) a(jouter) c(hanger) d(étruire) p(ublier): documentaliste, chargé·e, administrateur·rice.
DROITS: dict[str, tuple[str, str, str]] = {
    "auth.group": ("", "", "v"),
    "auth.user": ("", "", "vacd"),
    "axes.accessattempt": ("", "", "vd"),
    "bibliographie.auteur": ("vacd", "va", "vacd"),
    "bibliographie.editeur": ("vacd", "va", "vacd"),
    "bibliographie.lien": ("vacd", "va", "vacd"),
    "bibliographie.notice": ("vacdp", "vac", "vacdp"),
    "bibliographie.revue": ("vacd", "va", "vacd"),
    "bibliographie.section": ("vacd", "v", "vacd"),
    "bibliographie.selection": ("vacdp", "v", "vacdp"),
    "dispositifs.absenceconstatee": ("v", "vacd", "vacd"),
    "dispositifs.campagne": ("", "vacd", "vacd"),
    "dispositifs.chiffre": ("v", "vacdp", "vacdp"),
    "dispositifs.critere": ("v", "vacd", "vacd"),
    "dispositifs.delai": ("v", "v", "vacd"),
    # Made by the nightly comparison; settled, never destroyed.
    "dispositifs.discordance": ("vc", "vc", "vc"),
    "dispositifs.dispositif": ("v", "vacdp", "vacdp"),
    "dispositifs.explication": ("v", "vacdp", "vacdp"),
    # Made by a campagne, never by hand.
    "dispositifs.invitation": ("", "vcd", "vcd"),
    "dispositifs.organisme": ("v", "vacd", "vacd"),
    "dispositifs.partie": ("v", "vacd", "vacd"),
    # They come from outside, and are kept.
    "dispositifs.proposition": ("", "vcd", "vcd"),
    "dispositifs.reponsecritere": ("v", "vacdp", "vacdp"),
    "dispositifs.terme": ("v", "vacdp", "vacdp"),
    "dispositifs.textereference": ("v", "vacdp", "vacdp"),
    # Named by templates and addresses: never destroyed.
    "dispositifs.typedispositif": ("v", "v", "vac"),
    "socle.source": ("vacd", "vacd", "vacd"),
    "socle.theme": ("vacd", "v", "vacd"),
    # Written by the importers only.
    "territoires.territoire": ("v", "v", "v"),
}

# The right that a view asks, by the end of its name; « GET » and « POST » may differ.
VUES: dict[str, dict[str, str]] = {
    "changelist": {"GET": "v"},
    "add": {"GET": "a", "POST": "a"},
    "change": {"GET": "v", "POST": "c"},
    "delete": {"GET": "d", "POST": "d"},
    "history": {"GET": "v"},
    "simple_history": {"GET": "v"},
    "retablir": {"GET": "c", "POST": "c"},
    "voir": {"GET": "v"},
    # What is typed, before it is saved.
    "apercu": {"POST": "ac"},
    "tableur": {"GET": "v"},
    "tableur_liste": {"GET": "v"},
    # Lines may be created or changed: each is judged by itself when it is written.
    "tableur_retour": {"GET": "ac", "POST": "ac"},
    "auth_user_password_change": {"GET": "c", "POST": "c"},
    "bibliographie_notice_importer": {"GET": "a&c"},
    "bibliographie_notice_apercu": {"GET": "a&c", "POST": "a&c"},
    "bibliographie_notice_original": {"GET": "a&c"},
    "bibliographie_notice_ressemblances": {"GET": "v"},
    # Merging changes one record and removes the other.
    "doublons": {"GET": "c&d"},
    "fusion": {"GET": "c&d", "POST": "c&d"},
    "distincts": {"POST": "c&d"},
    "dispositifs_campagne_tableau": {"GET": "v"},
    "dispositifs_campagne_envoyer": {"POST": "c"},
}
ACTIONS = {
    "delete_selected": "d",
    "publier": "p",
    "archiver": "p",
    "remettre_en_brouillon": "p",
    "retirer_le_second_facteur": "c",
    "confirmer": "c",
    "demander_une_mise_a_jour": "c",
    "envoyer": "c",
    "relancer": "c",
    "revoquer": "c",
    "exporter": "v",
    "accepter_les_confirmations": "c",
    "fusionner_deux": "c&d",
    "ecarter": "c",
    "rouvrir": "c",
}


def _nom(modele: Any) -> str:
    return str(modele._meta.label_lower)


def _regle(modele: Any, vue: str) -> dict[str, str] | None:
    """What a view asks, by its full name or by its end."""
    fin = vue.removeprefix(f"{modele._meta.app_label}_{modele._meta.model_name}_")
    return VUES.get(vue) or VUES.get(fin)


def _vues() -> list[tuple[Any, URLPattern]]:
    return [(m, u) for m, a in admin.site._registry.items() for u in a.urls if u.name]


def _accorde(droits: str, demande: str) -> bool:
    """« a&c » asks for both, « ac » for one of them."""
    if "&" in demande:
        return all(lettre in droits for lettre in demande.split("&"))
    return any(lettre in droits for lettre in demande)


def _adresse(motif: URLPattern, objet: Any) -> str:
    """The address of that view for that record; numbers that nothing has elsewhere."""
    connus = {"object_id": str(objet.pk), "id": str(objet.pk), "pk": objet.pk, "suffixe": "csv"}
    # Two records to merge, of which one is not there.
    connus |= {"a": objet.pk, "b": 987_654}
    noms = list(motif.pattern.converters)
    if not noms and motif.pattern.regex.groups:
        # simple_history’s own, by position: the record, then a version.
        return reverse(f"admin:{motif.name}", args=[objet.pk, 1])
    return reverse(f"admin:{motif.name}", kwargs={n: connus.get(n, 1) for n in noms})


def test_chaque_vue_a_sa_ligne_dans_le_tableau() -> None:
    oubliees = {u.name for modele, u in _vues() if _regle(modele, str(u.name)) is None}
    assert oubliees == set(), "dites dans VUES qui peut ouvrir ces pages"


def test_chaque_modele_a_sa_ligne_dans_le_tableau() -> None:
    inscrits = {_nom(modele) for modele in admin.site._registry}
    assert set(DROITS) == inscrits
    assert set(UN) == inscrits


@pytest.mark.parametrize("rang", range(3), ids=["documentaliste", "mission", "administration"])
def test_chaque_vue_s_ouvre_a_qui_le_tableau_le_dit(
    entrer_comme: Entrer, registre: Registre, rang: int
) -> None:
    objets, client, ecarts = un_de_chaque(registre), entrer_comme(ROLES[rang]), []
    for modele, motif in _vues():
        # Last of all, what destroys; and a record that a view destroyed is not looked for.
        for methode, demande in (_regle(modele, str(motif.name)) or {}).items():
            if methode == "POST" and str(motif.name).endswith("_delete"):
                continue
            adresse = _adresse(motif, objets[_nom(modele)])
            statut = client.generic(methode, adresse).status_code
            attendu = _accorde(DROITS[_nom(modele)][rang], demande)
            if statut >= 500 or attendu == (statut == 403):
                ecarts.append(f"{methode} {adresse} : {statut}, attendu {attendu}")
    assert ecarts == []


@pytest.mark.parametrize("rang", range(3), ids=["documentaliste", "mission", "administration"])
def test_detruire_demande_le_droit_de_detruire(
    entrer_comme: Entrer, registre: Registre, rang: int
) -> None:
    objets, client = un_de_chaque(registre), entrer_comme(ROLES[rang])
    for modele in admin.site._registry:
        meta, objet = modele._meta, objets[_nom(modele)]
        adresse = reverse(f"admin:{meta.app_label}_{meta.model_name}_delete", args=[objet.pk])
        if "d" not in DROITS[_nom(modele)][rang]:
            assert client.post(adresse, {"post": "yes"}).status_code == 403, adresse
            assert modele._default_manager.filter(pk=objet.pk).exists()


@pytest.mark.parametrize("rang", range(3), ids=["documentaliste", "mission", "administration"])
def test_chaque_action_est_offerte_a_qui_le_tableau_le_dit(entrer_comme: Entrer, rang: int) -> None:
    requete: Any = RequestFactory().get("/admin/")
    requete.user = entrer_comme(ROLES[rang]).get("/admin/").wsgi_request.user
    toutes: Any = RequestFactory().get("/admin/")
    toutes.user = entrer_comme("tous").get("/admin/").wsgi_request.user
    for modele, page in admin.site._registry.items():
        existantes = set(page.get_actions(toutes))
        assert existantes <= set(ACTIONS), "dites dans ACTIONS qui peut les faire"
        droits = DROITS[_nom(modele)][rang]
        permises = {nom for nom in existantes if _accorde(droits, ACTIONS[nom])}
        assert set(page.get_actions(requete)) == permises, _nom(modele)


def test_sans_role_on_n_ouvre_que_l_accueil(entrer_comme: Entrer, registre: Registre) -> None:
    objets, client = un_de_chaque(registre), entrer_comme("")
    assert client.get("/admin/").status_code == 200
    for modele, motif in _vues():
        for methode in _regle(modele, str(motif.name)) or {}:
            adresse = _adresse(motif, objets[_nom(modele)])
            reponse = client.generic(methode, adresse)
            if reponse.status_code == 302:
                reponse = client.get(reponse["Location"])
            # 404: a version that never was.
            assert reponse.status_code in (403, 404), adresse


def test_un_visiteur_est_mene_a_la_connexion(registre: Registre) -> None:
    objets = un_de_chaque(registre)
    for modele, motif in _vues():
        for methode in _regle(modele, str(motif.name)) or {}:
            adresse = _adresse(motif, objets[_nom(modele)])
            reponse = Client().generic(methode, adresse)
            assert reponse.status_code == 302, adresse
            assert reponse["Location"].startswith("/admin/login/"), adresse
