"""`manage.py confronter`: what a room knows enters the queue, and leaves it when it is settled."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from bibliographie.models import Notice
from dispositifs.models import AbsenceConstatee, Chiffre, Discordance, Dispositif, Etape
from tests.bibliographie.conftest import une_notice
from tests.dispositifs.comprendre.ecrits import un_chiffre, une_explication, une_reponse
from tests.fabriques import Registre, nombre_de_requetes
from tests.lecture import BLANCS

Etat = Discordance.Etat


def lancer(*options: str) -> str:
    """What the command says, spaces made plain."""
    sortie = StringIO()
    call_command("confronter", *options, verbosity=1, stdout=sortie)
    return BLANCS.sub(" ", sortie.getvalue())


def file() -> list[str]:
    """« commune-83137 cls catalogue », what waits."""
    ouvertes = Discordance.objects.ouvertes().select_related("territoire")
    return [f"{d.territoire.reference} {d.type_id} {d.d_ou}" for d in ouvertes]


def notice(registre: Registre, lieu: str = "commune-83137", **champs: Any) -> Notice:
    """A published notice that tells of a CLS at a place."""
    types = champs.pop("types", ["cls"])
    faite = une_notice(champs.pop("titre", "Un CLS en vrai"), **champs)
    faite.types.set(types)
    faite.territoires.set([registre.lieux[lieu]])
    return faite


def test_ce_que_dit_le_catalogue_entre_dans_la_file(registre: Registre) -> None:
    faite = notice(registre)
    dit = lancer("--ecrire")
    assert "1 dispositif nommé à un lieu : 1 par la bibliographie." in dit
    assert "+ Toulon, CLS : Un CLS en vrai, dit par la bibliographie" in dit
    assert "Discordances : 1 nouvelle, 0 rouverte, 0 réglée" in dit
    (d,) = Discordance.objects.all()
    assert (d.objet, d.adresse) == (f"notice:{faite.cle}", faite.get_absolute_url())
    assert (d.titre, d.etat, d.extrait) == ("Un CLS en vrai", Etat.OUVERTE, "")


def test_a_blanc_rien_n_est_ecrit(registre: Registre) -> None:
    notice(registre)
    dit = lancer()
    assert "Rien n’a été écrit : relancez avec --ecrire." in dit
    assert not Discordance.objects.exists()


def test_quand_il_n_y_a_rien_a_confronter_la_commande_le_dit(registre: Registre) -> None:
    dit = lancer("--ecrire")
    assert "Rien à confronter : aucune page ne nomme encore un dispositif à un lieu." in dit
    assert "Discordances : 0 nouvelle" in dit


@pytest.mark.parametrize(
    "champs",
    [
        {"etat": "brouillon"},
        {"lieu": "region-93"},
        {"types": []},
        {"type": "outil"},
        {"type": "texte-officiel"},
        {"titre": "Livret pour bâtir un CLS"},
        {"titre": "Guide méthodologique du CLS"},
    ],
)
def test_un_guide_un_brouillon_ou_une_region_ne_nomment_rien(
    registre: Registre, champs: dict[str, Any]
) -> None:
    notice(registre, **champs)
    lancer("--ecrire")
    assert file() == []


def test_une_deuxieme_nuit_n_ecrit_rien(registre: Registre) -> None:
    notice(registre)
    registre.un_dispositif("asv", "commune-83126", presentation="Comme le CLS de Toulon.")
    lancer("--ecrire")
    avant = list(Discordance.objects.order_by("pk").values())
    dit = lancer("--ecrire")
    assert "0 nouvelle, 0 rouverte, 0 réglée, 2 toujours à régler" in dit
    assert list(Discordance.objects.order_by("pk").values()) == avant


@pytest.mark.parametrize("lieu", ["commune-83137", "epci-248300543", "departement-83"])
def test_ce_que_le_registre_connait_n_y_entre_pas(registre: Registre, lieu: str) -> None:
    """Whatever covers the place, whole or in part, is known there, even when it has ended."""
    registre.un_dispositif("cls", lieu, etapes=[("actif", "2012"), ("termine", "2016")])
    notice(registre)
    lancer("--ecrire")
    assert file() == []


@pytest.mark.parametrize(
    "ailleurs", [("asv", "commune-83137"), ("cls", "commune-83126"), ("cls", "")]
)
def test_un_autre_type_ou_un_voisin_ne_repondent_pas(
    registre: Registre, ailleurs: tuple[str, str]
) -> None:
    registre.un_dispositif(*ailleurs)
    notice(registre)
    lancer("--ecrire")
    assert file() == ["commune-83137 cls catalogue"]


def test_un_brouillon_du_registre_ne_repond_pas(registre: Registre) -> None:
    registre.un_dispositif("cls", "commune-83137", publie=False)
    notice(registre)
    lancer("--ecrire")
    assert file() == ["commune-83137 cls catalogue"]


@pytest.mark.parametrize(
    ("date_de_la_notice", "attendue"), [("", []), ("2018", []), ("2018-02", []), ("2023", ["x"])]
)
def test_une_absence_repond_a_ce_qui_est_plus_ancien_qu_elle(
    registre: Registre, date_de_la_notice: str, attendue: list[str]
) -> None:
    AbsenceConstatee.objects.create(
        territoire=registre.lieux["departement-83"], type=registre.types["cls"], date="2018-03",
        source=registre.source,
    )  # fmt: skip
    notice(registre, date=date_de_la_notice)
    lancer("--ecrire")
    assert len(file()) == len(attendue)


def test_une_absence_a_cote_ne_repond_pas(registre: Registre) -> None:
    AbsenceConstatee.objects.create(
        territoire=registre.lieux["commune-83126"], type=registre.types["cls"], date="2018-03",
        source=registre.source,
    )  # fmt: skip
    notice(registre)
    lancer("--ecrire")
    assert file() == ["commune-83137 cls catalogue"]


def test_ajoute_au_registre_la_discordance_se_regle(registre: Registre) -> None:
    notice(registre)
    lancer("--ecrire")
    cls = registre.un_dispositif("cls", "commune-83137")
    assert "1 réglée" in lancer("--ecrire")
    d = Discordance.objects.get()
    assert (d.etat, d.raison) == (
        Etat.REGLEE,
        "Le registre connaît maintenant ce dispositif à ce lieu.",
    )
    assert d.traitee_le is not None
    # Taken off the register, it is a discordance again.
    Dispositif.objects.filter(pk=cls.pk).update(etat="archive")
    assert "1 rouverte" in lancer("--ecrire")
    d.refresh_from_db()
    assert (d.etat, d.raison, d.traitee_le) == (Etat.OUVERTE, "", None)


def test_la_cause_disparue_la_discordance_se_regle(registre: Registre) -> None:
    faite = notice(registre)
    lancer("--ecrire")
    faite.types.clear()
    lancer("--ecrire")
    d = Discordance.objects.get()
    assert (d.etat, d.raison) == (Etat.REGLEE, "La page qui en parlait ne le dit plus.")


def test_ecartee_par_l_equipe_elle_ne_revient_pas(registre: Registre) -> None:
    faite = notice(registre)
    lancer("--ecrire")
    d = Discordance.objects.get()
    d.clore(Etat.ECARTEE, "Simple projet")
    d.save()
    assert "1 écartée par l’équipe" in lancer("--ecrire")
    faite.etat = "archive"
    faite.save()
    lancer("--ecrire")
    d.refresh_from_db()
    assert (d.etat, d.raison) == (Etat.ECARTEE, "Simple projet")


def test_une_notice_renommee_l_est_aussi_dans_la_file(registre: Registre) -> None:
    faite = notice(registre)
    lancer("--ecrire")
    faite.titre = "Un autre titre"
    faite.save()
    lancer("--ecrire")
    d = Discordance.objects.get()
    assert (d.titre, d.adresse) == ("Un autre titre", faite.get_absolute_url())


@pytest.mark.parametrize(
    ("champs", "attendue"),
    [
        ({}, ["departement-83 asv chiffre"]),
        ({"unite": "ateliers santé ville"}, ["departement-83 asv chiffre"]),
        ({"valeur": "0"}, []),
        ({"unite": "QPV"}, []),
        ({"etat": "brouillon"}, []),
        ({"lieu": "region-93"}, []),
        ({"lieu": "region-93", "libelle": "ASV du Var"}, ["departement-83 asv chiffre"]),
    ],
)
def test_un_chiffre_qui_compte_nomme_son_lieu_ou_celui_de_son_libelle(
    registre: Registre, champs: dict[str, Any], attendue: list[str]
) -> None:
    defauts = {
        "cle": "var-asv", "sujet": "asv", "libelle": "recensés", "valeur": "2", "unite": "ASV",
        "date": "2018-03", "territoire": registre.lieux[champs.pop("lieu", "departement-83")],
        "source": registre.source, "type_id": "asv",
    }  # fmt: skip
    Chiffre.objects.create(**defauts | champs)
    lancer("--ecrire")
    assert file() == attendue


def test_les_explications_et_les_notes_se_lisent(registre: Registre) -> None:
    une_explication("asv", {"en-bref": "Ainsi le **CLS de Toulon**, signé en 2012."})
    une_reponse("asv", "Qui anime ?", "La ville, comme pour le CLSM d’Avignon.")
    asv = registre.un_dispositif("asv", "commune-83126", desaccord="La source cite l’ASV de Toulon")
    Etape.objects.filter(dispositif=asv).update(note="Fondu dans le CLS de La Seyne-sur-Mer.")
    asv.couvertures.update(precision="Avec la CPTS de Marseille")
    un_chiffre(registre, "cls", "3")
    lancer("--ecrire")
    assert sorted(file()) == [
        "commune-13055 cpts note",
        "commune-83126 cls note",
        "commune-83137 asv note",
        "commune-83137 cls explication",
        "commune-84007 clsm explication",
    ]
    d = Discordance.objects.get(type="cpts")
    assert (d.objet, d.adresse) == ("dispositif:asv-la-seyne-sur-mer", asv.get_absolute_url())
    assert d.extrait == "Avec la CPTS de Marseille"


def test_ce_qu_un_brouillon_dit_ne_sort_pas(registre: Registre) -> None:
    secret = registre.un_dispositif("asv", "commune-83126", publie=False)
    secret.presentation = "Le CLS de Toulon"
    secret.save()
    secret.couvertures.update(precision="Le CLS de Toulon")
    une_explication("asv", {"en-bref": "Le CLS de Toulon"}, etat="brouillon")
    lancer("--ecrire")
    assert file() == []


def test_le_nombre_de_requetes_ne_depend_pas_de_ce_qui_est_dit(registre: Registre) -> None:
    comptes = []
    for rangs in (range(2), range(2, 30)):
        for n in rangs:
            notice(registre, titre=f"N {n}")
            registre.un_dispositif("asv", "commune-83126", slug=f"a-{n}", desaccord="CLS d’Avignon")
        comptes.append(nombre_de_requetes(lambda: lancer("--ecrire")))
    assert comptes[0] == comptes[1] < 30
