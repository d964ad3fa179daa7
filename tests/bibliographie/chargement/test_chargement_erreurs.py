"""What a broken file does to the catalogue: nothing, and it says why."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from bibliographie.chargement.catalogue import Chargeur
from bibliographie.models import Notice
from dispositifs.chargement import ChargementError, Fichier
from socle.models import Theme
from tests.bibliographie.conftest import FICHIERS, motif

NOTICE = {
    "cle": "une-page",
    "type": "page",
    "titre": "Une page",
    "adresse": "absente",
    "provenance": {"seed": "001", "lignes": "1"},
}


SELECTION = {"selection": {"cle": "s", "titre": "S"}}


def _notice(**champs: Any) -> dict[str, Any]:
    return {"notices": [NOTICE | champs]}


def _charger(**contenu: Any) -> Chargeur:
    chargeur = Chargeur([Fichier("essai.yaml", contenu)])
    chargeur.charger()
    return chargeur


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("contenu", "message"),
    [
        (_notice(titre=""), "essai.yaml, notice « une-page » : il manque « titre »"),
        (_notice(auteur="x"), "mots inconnus : auteur"),
        (_notice(provenance={"seed": "007"}), "provenance inconnue"),
        (_notice(auteurs=[{"prenom": "Paul"}]), "notice « une-page » : il manque 'nom'"),
        (_notice(urls="https://a"), "notice « une-page » : "),
        (_notice(territoires=["commune-99999"]), "aucun territoire « commune-99999 »"),
        (_notice(themes=["lune"]), "aucun « thème » de clé « lune »"),
        (_notice(publics=["martiens"]), "public inconnu : « martiens »"),
        (_notice(date="2023-13"), "Écrivez une date comme 2018"),
        (_notice(type="roman"), "notice « une-page » : "),
        (SELECTION | {"sections": [{"titre": "A", "entrees": [{"notice": "lune"}]}]},
         "aucune notice de clé « lune »"),
        (SELECTION | {"suite": ["absent.yaml"]}, "le fichier « absent.yaml » manque"),
        ({"themes": [{"cle": "a", "nom": "A", "parent": "b"}]},
         "thème « a » : aucun « thème » de clé « b »"),
    ],
)  # fmt: skip
def test_une_erreur_dit_le_fichier_la_cle_et_la_raison(
    contenu: dict[str, Any], message: str
) -> None:
    with pytest.raises(ChargementError, match=motif(message)):
        _charger(**contenu)


def test_la_commande_n_ecrit_rien_sans_ecrire(decor: None, capsys: pytest.CaptureFixture) -> None:
    call_command("charger_bibliographie", dossier=FICHIERS)
    assert "notices : 222 en plus" in capsys.readouterr().out
    assert not Notice.objects.exists()


def test_une_erreur_ne_laisse_rien_a_moitie_ecrit(decor: None, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("themes: [{cle: a, nom: A}, {cle: b, nom: B, parent: z}]")
    with pytest.raises(CommandError, match=motif("Rien n’a été écrit. a.yaml, thème « b »")):
        call_command("charger_bibliographie", dossier=tmp_path, ecrire=True)
    assert not Theme.objects.exists()
