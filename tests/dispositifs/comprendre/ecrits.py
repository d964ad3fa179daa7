"""Short ways to write an explainer, an answer, a figure, an acronym."""

import datetime
from decimal import Decimal
from typing import Any

from dispositifs.models import (
    Chiffre,
    Critere,
    Explication,
    Partie,
    ReponseCritere,
    SourceDePartie,
    Terme,
    TexteReference,
    TexteVerifie,
)
from socle.models import Source
from tests.fabriques import Registre, une_source

# An explainer's form, its list of verified texts left empty.
SANS_TEXTE_VERIFIE = {"verifies-TOTAL_FORMS": "0", "verifies-INITIAL_FORMS": "0"}


def une_explication(code: str, parties: dict[str, str] | None = None, **champs: Any) -> Explication:
    """A published explainer; `parties` gives a text by rubrique, each read in the source."""
    defauts = {"chapo": "Il réunit ceux qui agissent.", "etat": "publie"}
    fiche = Explication.objects.create(type_id=code, **defauts | champs)
    for rubrique, texte in (parties or {}).items():
        partie = Partie.objects.create(explication=fiche, rubrique=rubrique, texte=texte)
        SourceDePartie.objects.create(partie=partie, source=une_source(), passage="page de garde")
    return fiche


def un_texte_verifie(
    fiche: Explication, texte: TexteReference, lu_le: str, copie: str = ""
) -> TexteVerifie:
    """A text against which an explainer was read."""
    return TexteVerifie.objects.create(
        explication=fiche, texte=texte, lu_le=datetime.date.fromisoformat(lu_le), copie=copie
    )


def une_reponse(code: str, question: str, texte: str, **champs: Any) -> ReponseCritere:
    """One cell of the comparison, its question made when missing."""
    rang = Critere.objects.count() + 1
    cle = question.lower().replace(" ", "-").strip("-?\u202f")
    critere, _ = Critere.objects.get_or_create(
        question=question, defaults={"cle": cle, "ordre": rang}
    )
    defauts = {"source": une_source()}
    return ReponseCritere.objects.create(
        type_id=code, critere=critere, texte=texte, **defauts | champs
    )


def un_chiffre(registre: Registre, cle: str, valeur: str, **champs: Any) -> Chiffre:
    """A published figure of France."""
    defauts = {
        "sujet": "asv-recenses",
        "libelle": "ateliers santé ville recensés",
        "unite": "ASV",
        "date": "2026-01",
        "territoire": registre.lieux["pays-FR"],
        "source": registre.source,
    }
    return Chiffre.objects.create(cle=cle, valeur=Decimal(valeur), **defauts | champs)


def un_terme(
    sigle: str, developpe: str, definition: str = "", note: str = "", **champs: Any
) -> Terme:
    """An entry of the glossary."""
    return Terme.objects.create(
        sigle=sigle, developpe=developpe, definition=definition, note=note, **champs
    )


def un_texte(titre: str, date: str, types: list[str], **champs: Any) -> TexteReference:
    """A law of the timeline."""
    defauts = {
        "cle": f"loi-{date}",
        "nature": "loi",
        "resume": "Elle change quelque chose.",
        "source": une_source(),
    }
    texte = TexteReference.objects.create(titre=titre, date=date, **defauts | champs)
    texte.types.set(types)
    return texte


def une_autre_source() -> Source:
    """A second document, without a date, with an address."""
    return une_source(
        "de-quoi", titre="De quoi parle-t-on ?", organisme="", date="", url="https://example.org/x"
    )
