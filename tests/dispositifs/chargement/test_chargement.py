"""Loading the fixture files: what is missing is added, an editor's hand always wins."""

from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from django.core.management import call_command

from dispositifs.models import (
    AbsenceConstatee,
    Articulation,
    Chiffre,
    Coordination,
    Couverture,
    Dispositif,
    Etape,
    Organisme,
)
from socle.models import Source, Theme
from tests.fabriques import Registre

REGISTRE = """
    source: enquete
    sources:
      - {cle: enquete, titre: Enquête, organisme: FTS, date: "2018-03"}
      - {cle: sans-date, titre: Dépliant}
    themes:
      - {cle: sante-mentale, nom: Santé mentale}
    organismes:
      - {cle: ville, nom: Ville de La Seyne-sur-Mer, nature: commune, territoire: commune-83126}
    dispositifs:
      - cle: contrat-la-seyne
        type: contrat-de-ville
        nom: Contrat de ville de La Seyne-sur-Mer
        generation_nommee: 2015-2023
        lieu: commune-83126
        perimetre:
          - {territoire: commune-83126}
          - {territoire: qpv-QN01341I, visee: true}
        passage: p. 3
      - cle: cls-la-seyne
        type: cls
        nom: CLS de La Seyne-sur-Mer
        generation: 2
        succede_a: cls-la-seyne-1
        porteur: ville
        lieu: commune-83126
        perimetre:
          - {territoire: epci-248300543, part: partielle, precision: deux communes}
          - {territoire: commune-83126, part: entiere}
        etapes:
          - {statut: en-projet, date: 2016}
          - {statut: actif, date: 2018-03, constat: true, deduit: "parce que", source: sans-date}
        coordinations:
          - {etat: dediee, date: 2016, fonction: une coordinatrice, etp: 0.5, organisme: ville}
          - {etat: aucune, date: 2018-03}
        articulations:
          - {nature: volet-sante-de, dispositif: contrat-la-seyne, passage: p. 4}
          - {nature: s-appuie-sur, dispositif: pta-quelque-part}
        debut: 2016
        themes: [sante-mentale]
        presentation: Un contrat.
      - cle: cls-la-seyne-1
        type: cls
        nom: Premier CLS de La Seyne-sur-Mer
        lieu: commune-83126
        perimetre: [{territoire: commune-83126}]
      - {cle: pta-quelque-part, type: pta, nom: Une PTA, perimetre_inconnu: true}
    absences:
      - {territoire: departement-05, type: asv, date: 2018-03}
    chiffres:
      - {cle: asv, sujet: asv-recenses, libelle: ASV, valeur: 220, unite: ASV, approximatif: true}
      - cle: part
        sujet: part
        libelle: part
        valeur: 4.5
        unite: "%"
        date: 2018-03
        territoire: region-93
        type: asv
"""
MODELES = (AbsenceConstatee, Articulation, Chiffre, Coordination, Couverture, Dispositif, Etape)
MODELES += (Organisme, Source, Theme)


@pytest.fixture(name="charger")
def _charger(registre: Registre, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Write YAML to a folder, load it, return what the command says."""

    def charger(texte: str = REGISTRE, *, ecrire: bool = True, nom: str = "paca.yaml") -> str:
        (tmp_path / nom).write_text(dedent(texte), encoding="utf-8")
        options = ["--ecrire"] if ecrire else []
        call_command("charger_registre", "--dossier", str(tmp_path), *options)
        return capsys.readouterr().out

    return charger


def tout() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table that the loader writes."""
    return {m.__name__: list(m._default_manager.order_by("pk").values()) for m in MODELES}


def test_un_dispositif_est_charge_tel_que_dit(charger: Any, registre: Registre) -> None:
    charger()
    cls = Dispositif.objects.get(slug="cls-la-seyne")
    assert (cls.nom, cls.type_id, cls.generation) == ("CLS de La Seyne-sur-Mer", "cls", 2)
    assert (cls.debut, cls.fin, cls.presentation) == ("2016", "", "Un contrat.")
    assert cls.porteur == Organisme.objects.get(cle="ville")
    assert cls.succede_a == Dispositif.objects.get(slug="cls-la-seyne-1")
    assert [t.slug for t in cls.themes.all()] == ["sante-mentale"]
    assert cls.est_publie
    assert cls.territoire == registre.lieux["commune-83126"]  # « lieu », not the first row
    assert sorted(cls.couvertures.values_list("territoire__code", "part", "precision")) == [
        ("248300543", "partielle", "deux communes"),
        ("83126", "entiere", ""),
    ]


def test_ses_etapes_gardent_leur_source_et_ce_qui_est_deduit(charger: Any) -> None:
    charger()
    etapes = Etape.objects.filter(dispositif__slug="cls-la-seyne")
    champs = ("statut", "date", "constat", "deduit", "source__cle")
    assert list(etapes.values_list(*champs)) == [
        ("en-projet", "2016", False, "", "enquete"),
        ("actif", "2018-03", True, "parce que", "sans-date"),
    ]


def test_une_coordination_finit_quand_commence_la_suivante(charger: Any) -> None:
    charger()
    champs = ("etat", "date", "fin", "fonction", "etp", "organisme__cle")
    assert list(Coordination.objects.values_list(*champs)) == [
        ("dediee", "2016", "2018-03", "une coordinatrice", 0.5, "ville"),
        ("aucune", "2018-03", "", "", None, None),
    ]


def test_une_source_datee_vaut_verification(charger: Any) -> None:
    charger()
    for fiche in (
        Dispositif.objects.get(slug="cls-la-seyne"),
        Dispositif.objects.get(slug="contrat-la-seyne"),
    ):
        assert (fiche.verifie_le, fiche.verifie_par) == ("2018-03", "FTS")
        assert fiche.verifie_d_apres.cle == "enquete"


@pytest.mark.parametrize("source", ["sans-date", "anonyme"])
def test_une_source_sans_date_ou_sans_auteur_ne_verifie_rien(charger: Any, source: str) -> None:
    charger(
        f"""
        source: {source}
        sources:
          - {{cle: sans-date, titre: t, organisme: FTS}}
          - {{cle: anonyme, titre: t, date: "2018"}}
        dispositifs:
          - {{cle: d, type: pta, nom: d, perimetre_inconnu: true}}
        """
    )
    assert Dispositif.objects.get().verifie_le == ""


def test_contrat_absence_et_chiffres_sont_charges(charger: Any, registre: Registre) -> None:
    charger()
    contrat = Dispositif.objects.get(slug="contrat-la-seyne")
    assert contrat.est_publie
    assert str(contrat) == "Contrat de ville de La Seyne-sur-Mer (2015–2023)"
    assert contrat.territoire == registre.lieux["commune-83126"]
    assert [c.territoire for c in contrat.visees] == [registre.lieux["qpv-QN01341I"]]
    assert [a.vers for a in Articulation.objects.order_by("pk")] == [
        contrat,
        Dispositif.objects.get(slug="pta-quelque-part"),
    ]
    assert AbsenceConstatee.objects.get().territoire == registre.lieux["departement-05"]
    assert [(c.territoire.reference, c.valeur_lisible) for c in Chiffre.objects.all()] == [
        ("region-93", "4,5\u00a0%"),
        ("pays-FR", "environ 220"),
    ]


def test_charger_deux_fois_n_ajoute_ni_ne_change_rien(charger: Any) -> None:
    charger()
    avant = tout()
    dit = charger()
    assert tout() == avant
    assert "dispositifs : 0 en plus, 4 déjà là" in dit
    assert all(" : 0 en plus, " in ligne for ligne in dit.splitlines())


def test_sans_ecrire_rien_n_est_ecrit(charger: Any) -> None:
    avant = tout()
    dit = charger(ecrire=False)
    assert tout() == avant
    assert "dispositifs : 4 en plus, 0 déjà là" in dit
    assert "Rien n’a été écrit : relancez avec --ecrire." in dit


def test_la_correction_d_un_editeur_reste(charger: Any) -> None:
    charger()
    cls = Dispositif.objects.get(slug="cls-la-seyne")
    cls.nom = "CLS corrigé"
    cls.etat = "brouillon"
    cls.save()
    cls.etapes.filter(statut="en-projet").delete()
    Dispositif.objects.filter(slug="contrat-la-seyne").update(nom="Contrat corrigé")
    avant = tout()
    charger()
    assert tout() == avant


@pytest.mark.parametrize(
    ("modele", "cle", "nom"),
    [
        (Articulation, None, None),
        (AbsenceConstatee, None, "absences constatées"),
        (Chiffre, {"cle": "part"}, "chiffres"),
        (Dispositif, {"slug": "cls-la-seyne"}, "dispositifs"),
    ],
)
def test_ce_qu_un_editeur_a_efface_ne_revient_pas(
    charger: Any, modele: Any, cle: dict[str, str] | None, nom: str | None
) -> None:
    charger()
    for objet in modele.objects.filter(**cle or {}):
        objet.delete()
    avant = tout()
    dit = charger()
    assert tout() == avant
    if nom:
        assert f"{nom} : 0 en plus" in dit
        assert "1 en moins par la main d’un éditeur" in dit


def test_ce_qu_un_editeur_a_renomme_ne_revient_pas_sous_son_ancien_nom(charger: Any) -> None:
    charger()
    cls = Dispositif.objects.get(slug="cls-la-seyne-1")
    cls.slug = "cls-de-la-seyne-sur-mer-2012"
    cls.save()
    ville = Organisme.objects.get(cle="ville")
    ville.cle = "commune-de-la-seyne"
    ville.save()
    avant = tout()
    charger()
    assert tout() == avant


def test_un_fichier_designe_encore_ce_qu_un_editeur_a_renomme(charger: Any) -> None:
    """A later file still says « ville »: its history tells which body that was."""
    charger()
    ville = Organisme.objects.get(cle="ville")
    ville.cle = "commune-de-la-seyne"
    ville.save()
    charger(
        """
        source: enquete
        dispositifs:
          - {cle: nouveau, type: asv, nom: N, perimetre_inconnu: true, porteur: ville}
        """,
        nom="suite.yaml",
    )
    assert Dispositif.objects.get(slug="nouveau").porteur == ville


def test_un_fichier_de_plus_ajoute_sans_toucher_au_reste(charger: Any) -> None:
    charger()
    avant = tout()["Dispositif"]
    dit = charger(
        "dispositifs: [{cle: m, type: msp, nom: M, perimetre_inconnu: true}]", nom="b.yaml"
    )
    assert "dispositifs : 1 en plus, 4 déjà là" in dit
    assert tout()["Dispositif"][:4] == avant
