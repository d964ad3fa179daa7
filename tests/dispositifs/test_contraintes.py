"""What the database itself refuses, whoever writes: every rule is broken here past full_clean."""

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from dispositifs.models import (
    AbsenceConstatee,
    Articulation,
    Chiffre,
    Coordination,
    Couverture,
    Delai,
    Discordance,
    Dispositif,
    Etape,
    Generation,
    Signature,
    Verification,
)
from tests.fabriques import Registre, un_organisme

Casse = Callable[[Registre, Dispositif], Any]


def _changer(**champs: Any) -> Casse:
    """Change the scheme past its model."""
    return lambda registre, d: Dispositif.objects.filter(pk=d.pk).update(**champs)


def _ajouter(modele: type[models.Model], *lignes: dict[str, Any]) -> Casse:
    """Add rows about the scheme past their model."""

    def casser(registre: Registre, d: Dispositif) -> None:
        defauts: dict[str, Any] = {"dispositif": d}
        if modele not in (Couverture, Signature, Verification):
            defauts["source"] = registre.source
        modele._default_manager.bulk_create([modele(**{**defauts, **ligne}) for ligne in lignes])

    return casser


def _lier(**champs: Any) -> Casse:
    """Add an articulation of the scheme; « soi », « autre » and « contrat » name its targets."""

    def casser(registre: Registre, d: Dispositif) -> None:
        cibles = {
            "soi": d,
            "autre": registre.dispositifs["asv-toulon"],
            "contrat": registre.contrats["contrat-de-ville-la-seyne-sur-mer"],
        }
        lien = {champ: cibles[cible] for champ, cible in champs.items()}
        nature = Articulation.Nature.ARTICULE_AVEC
        Articulation.objects.bulk_create(
            [Articulation(de=d, nature=nature, source=registre.source, **lien)]
        )

    return casser


def _deux_fois(casser: Casse) -> Casse:
    def deux_fois(registre: Registre, d: Dispositif) -> None:
        casser(registre, d)
        casser(registre, d)

    return deux_fois


def _absence(**champs: Any) -> Casse:
    def casser(registre: Registre, d: Dispositif) -> None:
        defauts = {"territoire": registre.lieux["departement-05"], "type_id": "asv"}
        AbsenceConstatee.objects.bulk_create(
            [AbsenceConstatee(**defauts | {"date": "2018-03"} | champs, source=registre.source)]
        )

    return casser


def _discordance(**champs: Any) -> Casse:
    def casser(registre: Registre, d: Dispositif) -> None:
        defauts = {"territoire": registre.lieux["departement-05"], "type_id": "asv"}
        defauts |= {"d_ou": "catalogue", "objet": "notice", "adresse": "/", "titre": "t"}
        Discordance.objects.bulk_create([Discordance(**defauts | champs)])

    return casser


def _chiffre(**champs: Any) -> Casse:
    def casser(registre: Registre, d: Dispositif) -> None:
        defauts = {"cle": "c", "sujet": "s", "libelle": "l", "valeur": 1, "unite": "ASV"}
        lieu = registre.lieux["pays-FR"]
        Chiffre.objects.bulk_create(
            [Chiffre(**defauts | champs, territoire=lieu, source=registre.source)]
        )

    return casser


def _signature(**champs: Any) -> Casse:
    return lambda registre, d: _ajouter(Signature, {"organisme": un_organisme(), **champs})(
        registre, d
    )


def _etape(date: str, statut: str = "actif") -> dict[str, Any]:
    return {"date": date, "statut": statut}


def _coordination(date: str = "2018", **champs: Any) -> dict[str, Any]:
    return {"date": date, "etat": "dediee", **champs}


# (the constraint that must refuse, what breaks it)
CASSES: list[tuple[str, Casse]] = [
    # A partial date is a year, a month or a day, and nothing else.
    ("dispositif_debut_partiel", _changer(debut="mars 2018")),
    ("dispositif_debut_partiel", _changer(debut="2018-13")),
    ("dispositif_fin_partielle", _changer(fin="2018-03-32")),
    ("dispositif_fin_partielle", _changer(fin="18")),
    ("dispositifs_dispositif_verifie_le", _changer(verifie_le="hier", verifie_par="CRES")),
    ("etape_date_partielle", _ajouter(Etape, _etape("2018-1"))),
    ("etape_date_partielle", _ajouter(Etape, _etape(""))),
    ("coordination_date_partielle", _ajouter(Coordination, _coordination(""))),
    ("coordination_fin_partielle", _ajouter(Coordination, _coordination(fin="2018-3"))),
    ("verification_date_partielle", _ajouter(Verification, {"le": "", "par": "CRES"})),
    ("signature_date_partielle", _signature(date="2018/03")),
    ("absence_date_partielle", _absence(date="")),
    ("chiffre_date_partielle", _chiffre(date="20183")),
    # The end does not come before the start.
    ("dispositif_debut_avant_fin", _changer(debut="2016", fin="2015")),
    ("dispositif_debut_avant_fin", _changer(debut="2016-04", fin="2016-03")),
    ("dispositif_debut_avant_fin", _changer(debut="2016", fin="2015-12-31")),
    ("dispositif_debut_avant_fin", _changer(debut="2016-04-10", fin="2016-03")),
    ("coordination_debut_avant_fin", _ajouter(Coordination, _coordination("2018", fin="2017"))),
    ("coordination_debut_avant_fin", _ajouter(Coordination, _coordination("2018", fin="2017-12"))),
    # Published, a scheme has a perimeter, or says that it is unknown; never both.
    ("dispositif_publie_avec_perimetre", _changer(couverture_principale=None)),
    ("dispositif_perimetre_connu_ou_non", _changer(perimetre_inconnu=True)),
    ("couverture_une_fois", lambda r, d: _ajouter(
        Couverture, {"territoire": r.lieux["commune-83126"], "part": "entiere"})(r, d)),
    # What a scheme is.
    ("dispositif_generation_positive", _changer(generation=0)),
    ("dispositif_passage_d_une_source", _changer(source=None, passage="page 3")),
    ("dispositif_pas_son_successeur", lambda r, d: _changer(succede_a=d)(r, d)),
    ("dispositifs_dispositif_verifie_par_qui", _changer(verifie_le="2018")),
    ("delai_positif", lambda r, d: Delai.objects.update(mois=0)),
    ("delai_champ_connu", lambda r, d: Delai.objects.create(champ="couleur", mois=1)),
    ("delai_une_fois", _deux_fois(lambda r, d: Delai.objects.create(type_id="asv", mois=1))),
    ("delai_commun_une_fois", lambda r, d: Delai.objects.create(mois=1)),
    # A generation that a type names.
    ("generation_debut_partiel", lambda r, d: Generation.objects.update(debut="2015-13")),
    ("generation_fin_partielle", lambda r, d: Generation.objects.update(fin="2023-13")),
    ("generation_debut_avant_fin", lambda r, d: Generation.objects.update(fin="2014")),
    # Its life.
    ("etape_une_fois", _ajouter(Etape, _etape("2018-03"))),
    ("etape_statut_connu", _ajouter(Etape, _etape("2019", "en-sommeil"))),
    ("coordination_une_actuelle", _ajouter(Coordination, _coordination(), _coordination("2019"))),
    ("coordination_etp_positif", _ajouter(Coordination, _coordination(etp=-1))),
    # Its links: not to itself, each once.
    ("articulation_pas_avec_soi", _lier(vers="soi")),
    ("articulation_dispositif_une_fois", _deux_fois(_lier(vers="autre"))),
    ("articulation_dispositif_une_fois", _deux_fois(_lier(vers="contrat"))),
    ("signature_une_fois", _deux_fois(_signature())),
    # What is observed and counted.
    ("absence_une_fois", _deux_fois(_absence())),
    ("chiffre_positif", _chiffre(valeur=-1)),
    # What waits for the team says nothing yet; what is settled says why and when.
    ("discordance_une_fois", _deux_fois(_discordance())),
    ("discordance_traitee_et_dite", _discordance(raison="parce que")),
    ("discordance_traitee_et_dite", _discordance(etat="ecartee", traitee_le=timezone.now())),
    ("discordance_traitee_et_dite", _discordance(etat="reglee", raison="parce que")),
]  # fmt: skip


@pytest.fixture(name="dispositif")
def _dispositif(registre: Registre) -> Dispositif:
    registre.un_dispositif("asv", "commune-83137")
    registre.un_contrat("commune-83126")
    return registre.un_dispositif("asv", "commune-83126")


def _nommee_par(erreur: IntegrityError, nom: str) -> bool:
    """PostgreSQL names the constraint; SQLite names the columns of a unique one."""
    if nom in str(erreur):
        return True
    contrainte = next(c for c in _contraintes() if c.name == nom)
    return isinstance(contrainte, models.UniqueConstraint) and all(
        f".{champ}" in str(erreur) for champ in contrainte.fields
    )


def _contraintes() -> list[models.BaseConstraint]:
    """Those of the register; explainers and the update round are tested in their own rooms."""
    modeles = apps.get_app_config("dispositifs").get_models()
    ailleurs = ("dispositifs.models.comprendre", "dispositifs.models.actualisation")
    return [c for m in modeles if m.__module__ not in ailleurs for c in m._meta.constraints]


@pytest.mark.parametrize(
    ("nom", "casser"), CASSES, ids=[f"{nom}-{rang}" for rang, (nom, _) in enumerate(CASSES)]
)
def test_la_base_refuse(
    registre: Registre, dispositif: Dispositif, nom: str, casser: Casse
) -> None:
    with pytest.raises(IntegrityError) as refus, transaction.atomic():
        casser(registre, dispositif)
    assert _nommee_par(refus.value, nom), refus.value


def test_chaque_contrainte_du_registre_est_eprouvee_ici() -> None:
    noms = {c.name for c in _contraintes() if not c.name.startswith("historical")}
    assert noms == {nom for nom, _ in CASSES}


@pytest.mark.parametrize(
    "casser",
    [
        _changer(debut="2016", fin="2016"),
        _changer(debut="2016-04", fin="2016"),
        _changer(debut="2016", fin="2016-04"),
        _changer(debut="2016-04-10", fin="2016-04"),
        _changer(debut="2016", fin=""),
        _changer(debut="", fin="2016"),
        _changer(etat="brouillon", couverture_principale=None),
        _changer(perimetre_inconnu=True, couverture_principale=None),
        _ajouter(Etape, _etape("2018-03", "termine"), _etape("2019")),
        _ajouter(Coordination, _coordination(fin="2019"), _coordination("2019")),
        _ajouter(Coordination, _coordination(etp=0)),
        _deux_fois(_ajouter(Verification, {"le": "2018", "par": "CRES"})),
        _lier(vers="contrat"),
        _changer(type_id="contrat-de-ville", generation_nommee_id="2024-2030"),
    ],
)
def test_la_base_accepte_ce_qui_est_juste(
    registre: Registre, dispositif: Dispositif, casser: Casse
) -> None:
    with transaction.atomic():
        casser(registre, dispositif)


def test_deux_dispositifs_ne_succedent_pas_au_meme(registre: Registre) -> None:
    premier = registre.un_dispositif("cls", "commune-83126")
    registre.un_dispositif("cls", "commune-83137", succede_a=premier)
    with pytest.raises(IntegrityError), transaction.atomic():
        Dispositif.objects.bulk_create(
            [Dispositif(slug="x", nom="x", type_id="cls", succede_a=premier)]
        )


def test_on_ne_succede_ni_en_rond_ni_a_un_autre_type(registre: Registre) -> None:
    premier = registre.un_dispositif("cls", "commune-83126", slug="cls-1")
    second = registre.un_dispositif("cls", "commune-83126", slug="cls-2", succede_a=premier)
    premier.succede_a = second
    with pytest.raises(ValidationError, match="en rond"):
        premier.full_clean()
    autre = registre.un_dispositif("asv", "commune-83126", slug="asv-1")
    autre.succede_a = second
    with pytest.raises(ValidationError, match="du même type"):
        autre.full_clean()


def test_la_ligne_de_classement_ne_s_efface_pas_sous_un_dispositif(
    dispositif: Dispositif,
) -> None:
    with pytest.raises(models.RestrictedError):
        dispositif.couvertures.get().delete()


def test_un_dispositif_s_efface_avec_tout_son_perimetre(dispositif: Dispositif) -> None:
    dispositif.delete()
    assert not Couverture.objects.filter(dispositif__slug="asv-la-seyne-sur-mer").exists()
    assert Dispositif.history.filter(slug="asv-la-seyne-sur-mer", history_type="-").exists()


@pytest.mark.parametrize("modele", ["Territoire", "TypeDispositif", "Source", "Organisme"])
def test_ce_dont_le_registre_depend_ne_s_efface_pas(registre: Registre, modele: str) -> None:
    registre.un_dispositif("asv", "commune-83126", porteur=un_organisme())
    objets = {
        "Territoire": registre.lieux["commune-83126"],
        "TypeDispositif": registre.types["asv"],
        "Source": registre.source,
        "Organisme": un_organisme(),
    }
    with pytest.raises(models.ProtectedError):
        objets[modele].delete()
