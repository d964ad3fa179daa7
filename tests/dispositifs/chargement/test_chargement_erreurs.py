"""A wrong fixture file: the message names file, list, row and reason; nothing is written."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command

from dispositifs.models import Dispositif, Organisme
from socle.models import Source
from tests.fabriques import Registre

ESPACES = str.maketrans({"\u00a0": " ", "\u202f": " "})
OUBLI = object()


class _SansRenvoi(yaml.SafeDumper):
    """What is there twice is written twice: the loader refuses aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


@pytest.fixture(name="refus")
def _refus(registre: Registre, tmp_path: Path) -> Any:
    """Load a file that must be refused, return why; check that nothing was written."""

    def refus(contenu: dict[str, Any] | str | bytes) -> str:
        if isinstance(contenu, dict):
            contenu = yaml.dump(contenu, Dumper=_SansRenvoi, allow_unicode=True)
        if isinstance(contenu, str):
            contenu = contenu.encode()
        (tmp_path / "paca.yaml").write_bytes(contenu)
        with pytest.raises(CommandError) as erreur:
            call_command("charger_registre", "--dossier", str(tmp_path), "--ecrire")
        assert not Dispositif.objects.exists()
        assert not Organisme.objects.exists()
        assert not Source.objects.filter(cle="enquete").exists()
        return str(erreur.value).translate(ESPACES)

    return refus


def registre_avec(rubrique: str, **champs: Any) -> dict[str, Any]:
    """A file that would load, but for these words in the row of one of its lists."""
    lignes: dict[str, dict[str, Any]] = {
        "sources": {"cle": "enquete", "titre": "Enquête", "organisme": "FTS", "date": "2018-03"},
        "types": {
            "code": "rssm", "nom": "réseau", "nom_pluriel": "r", "definition": "d", "rang": 99,
        },
        "themes": {"cle": "nutrition", "nom": "Nutrition"},
        "organismes": {"cle": "ville", "nom": "Ville", "nature": "commune"},
        "generations": {"code": "2020-2025", "type": "cls", "debut": "2020", "fin": "2025"},
        "dispositifs": {
            "cle": "asv",
            "type": "asv",
            "nom": "ASV",
            "lieu": "commune-83126",
            "perimetre": [{"territoire": "commune-83126", "part": "entiere"}],
            "etapes": [{"statut": "actif", "date": "2018-03"}],
            "coordinations": [{"etat": "dediee", "date": "2018-03"}],
        },
        "absences": {"territoire": "departement-05", "type": "asv", "date": "2018-03"},
        "chiffres": {
            "cle": "c", "sujet": "s", "libelle": "l", "valeur": 1, "unite": "ASV", "date": "2018",
        },
    }  # fmt: skip
    ligne = {**lignes[rubrique], **champs}
    lignes[rubrique] = {mot: valeur for mot, valeur in ligne.items() if valeur is not OUBLI}
    return {"source": "enquete", **{r: [contenu] for r, contenu in lignes.items()}}


DISPOSITIF = "paca.yaml, dispositifs, « asv » : "


@pytest.mark.parametrize(
    ("rubrique", "champs", "message"),
    [
        # A word that does not exist.
        ("dispositifs", {"perimètre": []}, DISPOSITIF + "mots inconnus : perimètre."),
        ("sources", {"auteur": "x"}, "paca.yaml, sources, « enquete » : mots inconnus : auteur."),
        ("types", {"couleur": "x"}, "paca.yaml, types, « rssm » : mots inconnus : couleur."),
        ("themes", {"mere": "x"}, "paca.yaml, themes, « nutrition » : mots inconnus : mere."),
        ("organismes", {"ville": "x"}, "organismes, « ville » : mots inconnus : ville."),
        ("generations", {"statut": "x"}, "generations, « 2020-2025 » : mots inconnus : statut."),
        ("absences", {"statut": "x"}, "« departement-05 » : mots inconnus : statut."),
        ("chiffres", {"statut": "x"}, "chiffres, « c » : mots inconnus : statut."),
        (
            "dispositifs",
            {"etapes": [{"statut": "actif", "date": "2018", "annee": 2018}]},
            DISPOSITIF + "mots inconnus : annee.",
        ),
        (
            "dispositifs",
            {"coordinations": [{"etat": "dediee", "date": "2018", "nom": "Mme X"}]},
            DISPOSITIF + "mots inconnus : nom.",
        ),
        # A word that is missing.
        ("dispositifs", {"nom": OUBLI}, DISPOSITIF + "il manque « nom »."),
        ("dispositifs", {"type": OUBLI}, DISPOSITIF + "il manque « type »."),
        ("dispositifs", {"cle": OUBLI}, DISPOSITIF + "il manque « cle »."),
        ("dispositifs", {"etapes": [{"statut": "actif"}]}, DISPOSITIF + "il manque « date »."),
        ("dispositifs", {"nom": ""}, DISPOSITIF + "nom : Ce champ ne peut pas être vide."),
        ("chiffres", {"valeur": OUBLI}, "chiffres, « c » : il manque « valeur »."),
        ("sources", {"titre": OUBLI}, "« enquete » : titre : Ce champ ne peut pas être vide."),
        # A value out of its list, or of its shape.
        ("dispositifs", {"type": "xyz"}, "aucun « type de dispositif » de clé « xyz »"),
        ("generations", {"fin": "2019"}, "La fin précède le début."),
        (
            "dispositifs",
            {"etapes": [{"statut": "mort", "date": "2018"}]},
            DISPOSITIF + "statut : La valeur « 'mort' » n’est pas un choix valide.",
        ),
        ("dispositifs", {"debut": "mars 2016"}, DISPOSITIF + "debut : Écrivez une date comme"),
        (
            "dispositifs",
            {"etapes": [{"statut": "actif", "date": "2018-02-30"}]},
            DISPOSITIF + "date : Écrivez une date comme",
        ),
        ("dispositifs", {"debut": "2018", "fin": "2016"}, DISPOSITIF + "La fin précède le début."),
        ("dispositifs", {"generation": 0}, "La première génération porte le numéro 1."),
        ("dispositifs", {"cle": "ASV de X"}, "« ASV de X » : slug : "),
        ("dispositifs", {"perimetre_inconnu": "non"}, DISPOSITIF + "perimetre_inconnu : "),
        ("organismes", {"nature": "ville"}, "organismes, « ville » : nature : La valeur"),
        ("absences", {"type": "xyz"}, "absences, « departement-05 » : "),
        ("chiffres", {"valeur": "beaucoup"}, "chiffres, « c » : valeur : "),
        ("chiffres", {"valeur": -1}, "chiffres, « c » : Un chiffre publié n’est pas négatif."),
        # A key that leads nowhere.
        ("dispositifs", {"porteur": "x"}, DISPOSITIF + "aucun « organisme » de clé « x »."),
        ("dispositifs", {"succede_a": "x"}, DISPOSITIF + "aucun « dispositif » de clé « x »."),
        ("dispositifs", {"themes": ["x"]}, DISPOSITIF + "aucun « thème » de clé « x »."),
        ("dispositifs", {"source": "x"}, DISPOSITIF + "aucun « source » de clé « x »."),
        (
            "dispositifs",
            {"articulations": [{"nature": "volet-sante-de", "dispositif": "x"}]},
            DISPOSITIF + "aucun « dispositif » de clé « x ».",
        ),
        ("organismes", {"territoire": "commune-99999"}, "aucun territoire « commune-99999 »."),
        ("generations", {"type": "x"}, "aucun « type de dispositif » de clé « x »."),
        (
            "dispositifs",
            {"perimetre": [{"territoire": "qpv-QN083"}]},
            "aucun territoire « qpv-QN083 ».",
        ),
        # A scheme whose parts do not hold together.
        ("dispositifs", {"perimetre": OUBLI, "lieu": OUBLI}, "Avant de publier, donnez"),
        ("dispositifs", {"perimetre_inconnu": True}, "Un périmètre est connu ou inconnu"),
        (
            "dispositifs",
            {"lieu": "commune-83137"},
            DISPOSITIF + "« lieu » (commune-83137) n’est pas dans le périmètre.",
        ),
        (
            "dispositifs",
            {"perimetre": [{"territoire": "commune-83126"}] * 2},
            DISPOSITIF + "Ce territoire est déjà dans le périmètre.",
        ),
        ("dispositifs", {"etapes": [{"statut": "actif", "date": "2018"}] * 2}, "déjà inscrite"),
        (
            "dispositifs",
            {"articulations": [{"nature": "articule-avec", "dispositif": "asv"}]},
            DISPOSITIF + "Un dispositif ne s’articule pas avec lui-même.",
        ),
        (
            "dispositifs",
            {"articulations": [{"nature": "articule-avec"}]},
            DISPOSITIF + "il manque « dispositif ».",
        ),
        ("dispositifs", {"succede_a": "asv"}, DISPOSITIF + "Un dispositif ne se succède pas"),
        ("dispositifs", {"etapes": "actif depuis 2018"}, DISPOSITIF),
    ],
)  # fmt: skip
def test_l_erreur_dit_le_fichier_la_rubrique_la_cle_et_la_raison(
    refus: Any, rubrique: str, champs: dict[str, Any], message: str
) -> None:
    dite = refus(registre_avec(rubrique, **champs))
    assert dite.startswith("Rien n’a été écrit. paca.yaml, ")
    assert message in dite


@pytest.mark.parametrize(
    ("contenu", "message"),
    [
        ("dispositifs: [", "paca.yaml : fichier illisible. Ligne 2, colonne 1 : ce n’est pas"),
        ("sources:\n- {cle: un}\n- {cle: a: b}", "illisible. Ligne 3, colonne 10 : ce n’est pas"),
        ("x: !!int abc", "paca.yaml : fichier illisible. Une balise « !! » y donne"),
        ("dispositifs:\n\t- x", "paca.yaml : fichier illisible."),
        (b"titre: \xe9", "fichier illisible. Ligne 1 : ce n’est pas du texte en UTF-8."),
        ("a\0b: 1", "paca.yaml : fichier illisible. Caractère 2 : il est interdit"),
        ("dispositifs: [{cle: a, type: pta, nom: A, etapes: 5}]", "pas de la sorte attendue"),
        ("!!python/object/apply:os.system [ls]", "paca.yaml : fichier illisible."),
        ("", "paca.yaml : on attend des rubriques nommées."),
        ("- asv", "paca.yaml : on attend des rubriques nommées."),
        ("dispositif: []", "paca.yaml : rubriques inconnues : dispositif."),
        ("dispositifs: [asv]", "paca.yaml, dispositifs : on attend des lignes « mot : valeur »."),
        ("dispositifs: asv", "paca.yaml, dispositifs : on attend des lignes « mot : valeur »."),
        ("sources: []\nsources: []", "paca.yaml : fichier illisible. « sources » est écrit deux"),
        ("dispositifs:\n- {cle: a, cle: b}", "« cle » est écrit deux fois, ligne 2."),
        ("dispositifs:\n- &a {cle: a}\n- *a", "Les renvois (« * ») sont refusés, ligne 3."),
        ("? [a, b]\n: c", "On attend un mot simple, ligne 1."),
        ("x: " + "[" * 5_000, "paca.yaml : trop de niveaux emboîtés."),
    ],
)
def test_un_fichier_mal_fait_est_refuse(refus: Any, contenu: str | bytes, message: str) -> None:
    assert message in refus(contenu)


@pytest.mark.parametrize("rubrique", ["dispositifs", "organismes", "sources", "chiffres"])
def test_deux_lignes_de_meme_cle_sont_refusees(refus: Any, rubrique: str) -> None:
    """Otherwise the second would be lost without a word."""
    fichier = registre_avec("dispositifs")
    fichier[rubrique] *= 2
    assert f"paca.yaml, {rubrique}, « " in refus(fichier)
    assert "cette clé est déjà donnée" in refus(fichier)


def test_un_dossier_vide_ou_absent_se_dit(db: None, tmp_path: Path) -> None:
    for dossier in (tmp_path, tmp_path / "ailleurs"):
        with pytest.raises(CommandError, match="Aucun fichier YAML dans"):
            call_command("charger_registre", "--dossier", str(dossier))


def test_le_fichier_temoin_se_charge(registre: Registre, tmp_path: Path) -> None:
    """What the other tests break is right to begin with."""
    texte = yaml.dump(registre_avec("dispositifs"), Dumper=_SansRenvoi, allow_unicode=True)
    (tmp_path / "paca.yaml").write_text(texte, encoding="utf-8")
    call_command("charger_registre", "--dossier", str(tmp_path), "--ecrire")
    assert Dispositif.objects.get().slug == "asv"
