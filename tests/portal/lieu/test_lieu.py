"""The sheet of a place in words: its sentences, its signs, its figures."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from dispositifs.comptes.recensement import Recensement
from dispositifs.models import AbsenceConstatee, Chiffre
from dispositifs.registre.certitude import Savoir
from portal.lieu.page import Lieu
from portal.lieu.vues import ECHELLES_LARGES
from portal.observatoire.page import Cellule
from tests.fabriques import Registre, nombre_de_requetes
from tests.lecture import texte


def _lieu(registre: Registre, reference: str) -> Lieu:
    territoire = registre.lieux[reference]
    return Lieu(territoire, large=territoire.echelle in ECHELLES_LARGES)


def _chapo(registre: Registre, reference: str) -> str:
    return _lieu(registre, reference).chapo.replace("\u00a0", " ")


def test_le_chapo_dit_ce_qui_couvre_ce_qui_se_prepare_et_ce_qui_a_fini(
    registre: Registre,
) -> None:
    entiere = [("commune-83126", "entiere")]
    registre.un_dispositif("asv", perimetre=entiere)
    registre.un_dispositif("cls", perimetre=entiere)
    registre.un_dispositif("clsm", "commune-83126", etapes=[("en-projet", "2018")])
    registre.un_dispositif("msp", "commune-83126", etapes=[("termine", "2016")])
    registre.un_contrat("epci-248300543")
    assert _chapo(registre, "commune-83126") == (
        "2 dispositifs couvraient La Seyne-sur-Mer en mars 2018, à confirmer : 1 atelier santé "
        "ville et 1 contrat local de santé. 1 dispositif était à l’étude ou en préparation en "
        "2018, à confirmer. 1 dispositif a pris fin. "
        "Le registre y connaît 1 contrat de ville, à confirmer."
    )


def test_le_present_est_pour_ce_qui_vient_d_etre_dit(registre: Registre) -> None:
    actif = [("actif", timezone.localdate().isoformat())]
    registre.un_dispositif("asv", perimetre=[("commune-83126", "entiere")], etapes=actif)
    registre.un_dispositif("clsm", perimetre=[("epci-248300543", "partielle")], etapes=actif)
    registre.un_contrat("epci-248300543", etapes=actif)
    registre.un_dispositif(
        "cls", "commune-83126", etapes=[("en-projet", timezone.localdate().isoformat())]
    )
    assert _chapo(registre, "commune-83126") == (
        "1 atelier santé ville couvre La Seyne-sur-Mer. Le registre connaît 1 conseil local de "
        "santé mentale pour une partie de la Métropole Toulon-Provence-Méditerranée, sans savoir "
        "si cette commune en est. 1 dispositif est à l’étude ou en préparation. "
        "Le registre y connaît 1 contrat de ville."
    )


def test_le_chapo_distingue_partie_et_interieur(registre: Registre) -> None:
    registre.un_dispositif("cpts", perimetre=[("epci-248400251", "partielle")])
    registre.un_dispositif("asv", "commune-84007")
    registre.un_dispositif("asv", "commune-30351", etapes=[("actif", "2016")])
    assert _chapo(registre, "epci-248400251") == (
        "1 communauté professionnelle territoriale de santé couvrait une partie de cette "
        "intercommunalité en mars 2018, à confirmer. 2 ateliers santé ville tenaient à "
        "l’intérieur de cette intercommunalité, d’après des nouvelles de 2016 à mars 2018, à "
        "confirmer."
    )


@pytest.mark.parametrize(
    ("reference", "chapo"),
    [
        ("commune-83137", "Le registre ne connaît aucun dispositif en cours à Toulon."),
        ("departement-83", "Le registre ne connaît aucun dispositif en cours dans le Var."),
    ],
)
def test_un_lieu_sans_rien_le_dit(registre: Registre, reference: str, chapo: str) -> None:
    assert _chapo(registre, reference) == chapo


def test_un_lieu_large_compte_au_lieu_de_lister(registre: Registre, client: Client) -> None:
    registre.un_dispositif("asv", "commune-83126")
    registre.un_dispositif("asv", "commune-83137")
    reponse = client.get(registre.lieux["departement-83"].get_absolute_url())
    page = texte(reponse)
    assert (
        "Le registre connaît 2 dispositifs dans le Var : 2 ateliers santé ville. "
        "Tous sont à confirmer." in page
    )
    assert b'href="/dispositifs/?territoire=departement-83&amp;type=asv"' in reponse.content
    assert "asv-toulon" not in reponse.content.decode()


def test_chaque_signe_dit_connu_absent_ou_ignore(registre: Registre) -> None:
    registre.un_dispositif("asv", "commune-05053")
    registre.un_dispositif("cls", "commune-05053", etapes=[("termine", "2016")])
    AbsenceConstatee.objects.create(
        territoire=registre.lieux["departement-05"],
        type=registre.types["cls"],
        date="2018-03",
        source=registre.source,
    )
    registre.un_dispositif(
        "dac", "commune-05053", etapes=[("actif", timezone.localdate().isoformat())]
    )
    registre.un_contrat("commune-05053", generation="2015-2023")
    signes = {s.type.code: (s.nombre, s.savoir) for s in _lieu(registre, "commune-05053").signes}
    assert signes == {
        "asv": (1, "a-confirmer"),
        "cls": (0, "absence"),
        "clsm": (0, "inconnu"),
        "cpts": (0, "inconnu"),
        "dac": (1, "a-jour"),
        "contrat-de-ville": (0, "a-confirmer"),
    }


@pytest.mark.parametrize(
    ("etapes", "mots"),
    [
        ([("en-projet", timezone.localdate().isoformat())], "en projet"),
        ([("en-reflexion", "2016")], "en réflexion, à confirmer"),
        ([], ""),
    ],
)
@pytest.mark.parametrize("lieu", ["commune-83126", "departement-83"])
def test_un_projet_n_est_pas_un_dispositif_connu_sur_la_fiche_comme_au_recensement(
    registre: Registre, etapes: list[tuple[str, str]], mots: str, lieu: str
) -> None:
    registre.un_dispositif("cls", "commune-83126", etapes=etapes)
    vu = _lieu(registre, lieu)
    signe = next(s for s in vu.signes if s.type.code == "cls")
    assert (signe.savoir, signe.nombre, signe.mots) == (Savoir.INCONNU, 0, mots)
    assert "cls" in {m.type.code for m in vu.manques}
    recensement = Recensement(registre.lieux[lieu])
    (ligne,) = [x for x in recensement.lignes if x.type.code == "cls"]
    assert ligne.connu.communes == 0
    assert Cellule(ligne).savoir == Savoir.INCONNU


def test_l_absence_dite_du_lieu_passe_avant_celle_de_son_departement(
    registre: Registre,
) -> None:
    for reference in ("departement-05", "commune-05053"):
        AbsenceConstatee.objects.create(
            territoire=registre.lieux[reference],
            type=registre.types["cls"],
            date="2018-03",
            source=registre.source,
            note=f"Dit de {reference}.",
        )
    notes = [a.note for a in _lieu(registre, "commune-05053").constats]
    assert notes == ["Dit de commune-05053."]


def test_ce_qu_on_ignore_est_dit_un_a_un(registre: Registre) -> None:
    registre.un_dispositif("asv", "commune-83126", verifie_le="2018-03", verifie_par="CRES")
    ignores = [i.replace("\u00a0", " ") for i in _lieu(registre, "commune-83126").ignores]
    assert ignores[0].startswith("Contrat local de santé (CLS), conseil local de santé mentale")
    assert ignores[1:] == [
        "Le porteur de 1 dispositif.",
        "La coordination de 1 dispositif.",
        "L’étendue exacte de 1 dispositif.",
        "Tout ce qui s’est passé depuis mars 2018.",
    ]


def _chiffre(registre: Registre, cle: str, valeur: int, **champs: Any) -> Chiffre:
    defauts = {"sujet": "asv-recenses", "libelle": "ateliers recensés", "date": "2018-03"}
    return Chiffre.objects.create(
        **defauts | champs,
        cle=cle,
        valeur=valeur,
        unite="ASV",
        territoire=registre.lieux["departement-83"],
        source=registre.source,
    )


def test_deux_comptes_d_une_date_sont_montres_ensemble(registre: Registre, client: Client) -> None:
    _chiffre(registre, "serie-1", 1, note="Première série.")
    _chiffre(registre, "serie-2", 2, note="Seconde série.")
    _chiffre(registre, "avant", 3, date="2012")
    _chiffre(registre, "meme-1", 7, sujet="autre")
    _chiffre(registre, "meme-2", 7, sujet="autre")
    lieu = _lieu(registre, "departement-83")
    assert [c.valeurs for c in lieu.comptes] == ["1 ou 2", "3", "7"]
    (desaccord,) = lieu.desaccords
    assert [c.note for c in desaccord.chiffres] == ["Première série.", "Seconde série."]
    page = texte(client.get(registre.lieux["departement-83"].get_absolute_url()))
    assert "Deux comptes pour une même date." in page
    voisins = _lieu(registre, "commune-83126").autour
    assert [(v.territoire.nom, v.comptes[0].valeurs if v.comptes[0] else "") for v in voisins] == [
        ("Var", "1 ou 2")
    ]


def test_le_fil_remonte_par_ce_qui_contient_le_lieu_en_entier(registre: Registre) -> None:
    def noms(reference: str) -> list[str]:
        return [nom for nom, _ in _lieu(registre, reference).fil]

    assert noms("commune-83126") == ["Territoires", "Provence-Alpes-Côte d’Azur", "Var"]
    assert noms("arrondissement-13201")[-1] == "Marseille"
    assert noms("epci-248400251") == ["Territoires"]


@pytest.mark.parametrize("reference", ["commune-83126", "epci-248300543", "departement-83"])
def test_le_nombre_de_requetes_d_une_fiche_ne_bouge_pas(
    registre: Registre, client: Client, reference: str
) -> None:
    adresse = registre.lieux[reference].get_absolute_url()
    registre.un_dispositif("asv", "commune-83126")
    registre.un_contrat("commune-83126")
    avant = nombre_de_requetes(lambda: client.get(adresse))
    for n in range(30):
        registre.un_dispositif("cls", "commune-83126", slug=f"cls-{n}")
        registre.un_contrat("commune-83126", slug=f"contrat-{n}")
    assert nombre_de_requetes(lambda: client.get(adresse)) == avant


def test_ce_qui_n_est_plus_en_cours_se_dit_en_une_phrase(registre: Registre) -> None:
    registre.un_dispositif("asv", "commune-83126", etapes=[("termine", "2016")])
    assert "1 dispositif a pris fin." in _chapo(registre, "commune-83126")
    premier = registre.un_dispositif("cls", "commune-83126", slug="cls-1")
    registre.un_dispositif("cls", "commune-83126", slug="cls-2", succede_a=premier)
    registre.un_dispositif("clsm", "commune-83126", fin="2020")
    assert (
        "3 dispositifs ne sont plus en cours : 1 a pris fin, 1 est arrivé à son terme "
        "et 1 a été remplacé."
    ) in _chapo(registre, "commune-83126")


def test_un_arrondissement_dit_que_les_quartiers_sont_ceux_de_sa_commune(
    registre: Registre, client: Client
) -> None:
    arrondissement = registre.lieux["arrondissement-13201"].get_absolute_url()
    commune = registre.lieux["commune-13055"].get_absolute_url()
    registre.un_contrat("commune-13055")
    reponse = client.get(arrondissement)
    page = texte(reponse)
    assert "1 quartier prioritaire est connu pour la commune dans son ensemble" in page
    assert f'href="{commune}#t-ville"' in reponse.content.decode()
    assert "Lesquels des quartiers prioritaires de Marseille sont ici" in page
    assert "Les quartiers prioritaires de la politique de la ville (QPV)." not in page
    assert 'id="t-ville"' in client.get(commune).content.decode()
