"""The columns of /dispositifs as files: stable, in French, one fact each."""

from collections.abc import Callable
from typing import Any

from dispositifs.models import Coordination, Couverture, Dispositif, Etape
from dispositifs.registre.certitude import certitude
from dispositifs.registre.lieux import noms_de, references_de
from socle.listes.colonnes import Colonne, en_mots, fiche
from socle.textes import majuscule
from territoires.models import Echelle


def _liens_contrat(d: Dispositif) -> str:
    return " | ".join(
        a.vers.nom
        for a in d.articulations.all()
        if a.vers.est_un_contrat_de_ville and a.vers.est_publie
    )


def _deductions(d: Dispositif) -> str:
    """Which facts of the row no source states as such."""
    deduits = {
        "statut": certitude(d).deduit,
        "porteur": d.porteur_deduit,
        "perimetre": any(c.deduit for c in d.perimetre),
        "coordination": d.coordination_deduite,
    }
    return " | ".join(fait for fait, raison in deduits.items() if raison)


COLONNES = [
    Colonne(
        "identifiant",
        "Identifiant stable, aussi l’adresse de la fiche.",
        lambda d: d.slug,
        titre="Identifiant",
        code=True,
        largeur=30,
    ),
    Colonne(
        "type", "Type : asv, cls, clsm…", lambda d: d.type_id, titre="Code du dispositif", code=True
    ),
    Colonne("nom", "Nom du dispositif.", lambda d: d.nom, titre="Nom", largeur=44),
    Colonne(
        "statut",
        "Dernière étape connue, vide si non renseigné.",
        lambda d: d.statut,
        titre="Code du statut",
        code=True,
    ),
    Colonne(
        "statut_date",
        "Date de cette étape.",
        lambda d: d.statut_date,
        titre="Date du statut",
        largeur=14,
    ),
    Colonne(
        "generation",
        "Numéro de génération, si la source le dit.",
        lambda d: d.generation,
        titre="Numéro de génération",
        largeur=12,
    ),
    Colonne(
        "porteur",
        "Organisme porteur.",
        lambda d: d.porteur.nom if d.porteur else "",
        titre="Porteur",
        largeur=32,
    ),
    Colonne(
        "perimetre_codes",
        "Territoires couverts, « echelle-code », séparés par « | ».",
        lambda d: " | ".join(c.territoire.reference for c in d.perimetre),
        titre="Codes du périmètre",
        code=True,
        largeur=30,
    ),
    Colonne(
        "perimetre_noms",
        "Leurs noms, dans le même ordre.",
        lambda d: " | ".join(c.territoire.nom for c in d.perimetre),
        titre="Périmètre",
        largeur=40,
    ),
    Colonne(
        "perimetre_parts",
        "entiere, partielle ou non-precisee, dans le même ordre.",
        lambda d: " | ".join(c.part for c in d.perimetre),
        titre="Codes des étendues",
        code=True,
        largeur=20,
    ),
    Colonne(
        "echelle",
        "Échelle du territoire de classement.",
        lambda d: d.territoire.echelle if d.territoire else "",
        titre="Code de l’échelle",
        code=True,
        largeur=16,
    ),
    Colonne(
        "coordination",
        "Coordination actuelle, vide si non renseignée.",
        lambda d: d.coordination,
        titre="Code de la coordination",
        code=True,
        largeur=16,
    ),
    Colonne(
        "contrat_de_ville",
        "Contrats de ville liés.",
        _liens_contrat,
        titre="Contrats de ville liés",
        largeur=36,
    ),
    Colonne(
        "debut", "Début, tel que la source le dit.", lambda d: d.debut, titre="Début", largeur=12
    ),
    Colonne("fin", "Fin, telle que la source la dit.", lambda d: d.fin, titre="Fin", largeur=12),
    Colonne(
        "verifie_le",
        "Date de la dernière vérification.",
        lambda d: d.verifie_le,
        titre="Dernière vérification",
        largeur=14,
    ),
    Colonne(
        "source",
        "D’où vient la fiche.",
        lambda d: d.source.reference if d.source else "",
        titre="Source",
        largeur=44,
    ),
    Colonne(
        "deduit",
        "Ce qui est déduit et non écrit par la source : statut, porteur, perimetre, "
        "coordination, séparés par « | ».",
        _deductions,
        titre="Déduit, non écrit par la source",
        largeur=24,
    ),
    Colonne(
        "desaccord",
        "En quoi les sources ne s’accordent pas.",
        lambda d: d.desaccord,
        titre="Désaccord entre sources",
        largeur=36,
    ),
    Colonne(
        "generation_nommee",
        "Génération que son type nomme par ses années : 2015-2023, 2024-2030 ou vide.",
        lambda d: d.generation_nommee_id,
        titre="Génération",
        largeur=14,
    ),
    Colonne(
        "terme",
        "Fin annoncée : la sienne, sinon celle de sa génération nommée.",
        lambda d: d.terme,
        titre="Terme annoncé",
        largeur=14,
    ),
    Colonne(
        "quartiers_vises",
        "Codes des quartiers prioritaires visés, séparés par « | ».",
        lambda d: " | ".join(c.territoire.code for c in d.visees),
        titre="Codes des quartiers visés",
        code=True,
        largeur=30,
    ),
    Colonne(
        "site",
        "Adresse du site du dispositif, si une source la donne.",
        lambda d: d.site,
        titre="Site du dispositif",
        largeur=32,
    ),
    Colonne(
        "constat",
        "« oui » si la source observe ce statut à cette date : le changement est plus ancien.",
        lambda d: "oui" if d.statut_constat else "non" if d.statut else "",
        titre="Simple constat",
        largeur=12,
    ),
    Colonne(
        "connu_jusque",
        "Dernière date à laquelle une source ou une personne l’a dit.",
        lambda d: certitude(d).connu_jusque,
        titre="Connu jusqu’à",
        largeur=14,
    ),
    Colonne(
        "certitude",
        "a-jour, a-confirmer (plus ancien que le délai de son type), a-terme, remplace ou "
        "fini, "
        "à la date demandée ; vide si aucun statut n’est connu.",
        lambda d: certitude(d).code,
        titre="Code de la certitude",
        code=True,
        largeur=18,
    ),
    Colonne(
        "en_mots",
        "Ce que le site en dit, à la date demandée.",
        lambda d: certitude(d).en_mots,
        titre="Ce qu’on en sait",
        largeur=44,
    ),
]


def un_de(choix: Any) -> Callable[[str], str]:
    """What a code of closed choices reads, with a capital; "" stays so."""
    libelles = {str(code): majuscule(str(libelle)) for code, libelle in choix}
    return lambda code: libelles.get(code, code)


CERTITUDES = {
    "a-jour": "à jour",
    "a-confirmer": "à confirmer",
    "a-terme": "arrivé à son terme",
    "remplace": "remplacé par le suivant",
    "fini": "fini",
}
_statut, _echelle = un_de(Etape.Statut.choices), un_de(Echelle.choices)
_coordination, _part = un_de(Coordination.Etat.choices), un_de(Couverture.Part.choices)
_certitude = un_de(CERTITUDES.items())


def _parts(d: Dispositif) -> str:
    """The extents in the order of the perimeter; said once where all are the same."""
    parts = [_part(c.part) for c in d.perimetre]
    return " | ".join(parts if len(set(parts)) > 1 else parts[:1])


COLONNES += [
    en_mots("type", "Dispositif", lambda d: majuscule(d.type.nom), 30),
    en_mots("statut", "Statut", lambda d: _statut(d.statut), 18),
    en_mots("perimetre_parts", "Étendue", _parts, 20),
    en_mots("echelle", "Échelle", lambda d: _echelle(d.territoire.echelle) if d.territoire else ""),
    en_mots("coordination", "Coordination", lambda d: _coordination(d.coordination), 26),
    en_mots("certitude", "Certitude", lambda d: _certitude(certitude(d).code), 20),
    Colonne(
        "departement_noms",
        "Départements où se trouve le périmètre, séparés par « | ».",
        lambda d: noms_de(d, Echelle.DEPARTEMENT),
        titre="Département",
        largeur=24,
        apres="nom",
    ),
    Colonne(
        "departement_codes",
        "Les mêmes, « departement-04 », dans le même ordre.",
        lambda d: references_de(d, Echelle.DEPARTEMENT),
        titre="Codes des départements",
        code=True,
        largeur=20,
    ),
    Colonne(
        "epci_noms",
        "Intercommunalités où se trouve le périmètre ; vide pour ce qui est plus grand qu’elles.",
        lambda d: noms_de(d, Echelle.EPCI),
        titre="Intercommunalité",
        largeur=36,
        apres="departement_noms",
    ),
    Colonne(
        "epci_codes",
        "Les mêmes, « epci-248300543 », dans le même ordre.",
        lambda d: references_de(d, Echelle.EPCI),
        titre="Codes des intercommunalités",
        code=True,
        largeur=20,
    ),
    fiche(),
]
