"""The columns of /bibliographie.csv, .xlsx and .json: stable, in French, one fact a column.

Several values in a cell are separated by « | ». Codes are those of the addresses: what is written
here can be edited in a spreadsheet and imported again (see `bibliographie.importation`).
"""

from collections.abc import Iterable

from bibliographie.catalogue.presentation import nom_de_langue
from bibliographie.formats.reference import SEPARATEUR, Nom, ecrire_nom
from bibliographie.models import Notice
from socle.listes.colonnes import Colonne, en_mots, fiche
from socle.textes import majuscule


def horodatage(n: Notice) -> str:
    """When the notice was last changed, to the microsecond: tells whether an export is stale."""
    return n.modifie_le.isoformat()


def _joindre(valeurs: Iterable[str]) -> str:
    return SEPARATEUR.join(valeurs)


def _auteurs(n: Notice) -> str:
    return _joindre(
        ecrire_nom(Nom(c.auteur.nom, c.auteur.prenom, c.auteur.est_collectif))
        for c in n.contributions.all()
    )


def _adresses(n: Notice) -> str:
    """Only those that lead somewhere: an address that the source elided is left out."""
    return _joindre(r.lien.url for r in n.rattachements.all() if r.lien.est_suivable)


def _selections(n: Notice) -> str:
    selections = [e.section.selection for e in n.entrees.all()]
    return _joindre(dict.fromkeys(s.slug for s in selections if s.est_publie))


def _titres_des_selections(n: Notice) -> str:
    selections = [e.section.selection for e in n.entrees.all()]
    return _joindre(dict.fromkeys(s.titre for s in selections if s.est_publie))


COLONNES = [
    Colonne(
        "identifiant",
        "Identifiant stable de la notice.",
        lambda n: n.cle,
        titre="Identifiant de la notice",
        code=True,
        largeur=34,
    ),
    Colonne(
        "numero_catalogue",
        "Numéro au catalogue, dans l’adresse de la fiche.",
        lambda n: n.numero,
        titre="Numéro au catalogue",
        largeur=12,
    ),
    Colonne(
        "type",
        "Type\u00a0: article, rapport, ouvrage…",
        lambda n: n.type,
        titre="Code du type",
        code=True,
        largeur=16,
    ),
    Colonne("titre", "Titre, tel qu’il est imprimé.", lambda n: n.titre, titre="Titre", largeur=44),
    Colonne(
        "auteurs",
        "«\u00a0NOM, Prénom\u00a0» pour une personne, le nom seul pour une collectivité.",
        _auteurs,
        titre="Auteurs",
        largeur=36,
    ),
    Colonne(
        "et_al",
        "«\u00a0oui\u00a0» si la source ajoute (et al.).",
        lambda n: "oui" if n.et_al else "",
        titre="Et al.",
        largeur=8,
    ),
    Colonne(
        "editeurs",
        "Éditeurs.",
        lambda n: _joindre(e.editeur.nom for e in n.editions.all()),
        titre="Éditeurs",
        largeur=28,
    ),
    Colonne("lieu", "Lieu d’édition.", lambda n: n.lieu, titre="Lieu d’édition", largeur=16),
    Colonne("revue", "Revue.", lambda n: n.revue.nom if n.revue else "", titre="Revue", largeur=28),
    Colonne("volume", "Volume.", lambda n: n.volume, titre="Volume", largeur=10),
    Colonne(
        "numero",
        "Numéro de la revue.",
        lambda n: n.numero_revue,
        titre="Numéro de la revue",
        largeur=12,
    ),
    Colonne(
        "dans_titre",
        "Ouvrage ou actes qui contiennent le texte.",
        lambda n: n.dans_titre,
        titre="Dans l’ouvrage",
        largeur=30,
    ),
    Colonne(
        "dans_responsables",
        "Leurs responsables.",
        lambda n: n.dans_responsables,
        titre="Responsables de l’ouvrage",
        largeur=24,
    ),
    Colonne(
        "dans_editeur",
        "Leur éditeur.",
        lambda n: n.dans_editeur,
        titre="Éditeur de l’ouvrage",
        largeur=24,
    ),
    Colonne(
        "date",
        "Année, mois ou jour\u00a0: 2018, 2018-03, 2018-03-31.",
        lambda n: n.date,
        titre="Date",
        largeur=12,
    ),
    Colonne(
        "pages",
        "Pagination, telle qu’elle est imprimée.",
        lambda n: n.pages,
        titre="Pages",
        largeur=12,
    ),
    Colonne("duree", "Durée d’une vidéo.", lambda n: n.duree, titre="Durée", largeur=10),
    Colonne("edition", "Édition.", lambda n: n.edition, titre="Édition", largeur=12),
    Colonne("url", "Adresses.", _adresses, titre="Adresses du document", largeur=40),
    Colonne(
        "adresse",
        "complete, incomplete ou absente dans la source.",
        lambda n: n.adresse,
        titre="Code de l’accès",
        code=True,
        largeur=14,
    ),
    Colonne("doi", "DOI.", lambda n: n.doi, titre="DOI", largeur=20),
    Colonne("isbn", "ISBN.", lambda n: n.isbn, titre="ISBN", code=True, largeur=18),
    Colonne(
        "langue", "Langue.", lambda n: n.langue, titre="Code de la langue", code=True, largeur=12
    ),
    Colonne(
        "themes",
        "Thèmes.",
        lambda n: _joindre(t.slug for t in n.themes.all()),
        titre="Codes des thèmes",
        code=True,
        largeur=30,
    ),
    Colonne(
        "types_dispositif",
        "Types de dispositif.",
        lambda n: _joindre(t.code for t in n.types.all()),
        titre="Codes des types de dispositif",
        code=True,
        largeur=20,
    ),
    Colonne(
        "dispositifs",
        "Dispositifs du registre.",
        lambda n: _joindre(d.slug for d in n.dispositifs.all() if d.est_publie),
        titre="Identifiants des dispositifs",
        code=True,
        largeur=24,
    ),
    Colonne(
        "territoires",
        "Territoires, «\u00a0echelle-code\u00a0».",
        lambda n: _joindre(t.reference for t in n.territoires.all()),
        titre="Codes des territoires",
        code=True,
        largeur=24,
    ),
    Colonne(
        "publics",
        "Publics visés.",
        lambda n: _joindre(p.code for p in n.publics.all()),
        titre="Codes des publics",
        code=True,
        largeur=16,
    ),
    Colonne(
        "selections",
        "Sélections qui contiennent la notice.",
        _selections,
        titre="Identifiants des sélections",
        code=True,
        largeur=24,
    ),
    Colonne("resume", "Résumé.", lambda n: n.resume, titre="Résumé", largeur=44),
    Colonne(
        "resume_origine",
        "D’où vient le résumé.",
        lambda n: n.resume_origine,
        titre="Origine du résumé",
        largeur=20,
    ),
    Colonne("note", "Remarques sur la notice.", lambda n: n.note, titre="Remarques", largeur=30),
    Colonne(
        "modifie_le",
        "Dernière modification de la notice.",
        horodatage,
        titre="Modifiée le",
        code=True,
        largeur=24,
    ),
    en_mots("type", "Type de document", lambda n: majuscule(n.get_type_display()), 20),
    en_mots("adresse", "Accès", lambda n: majuscule(n.get_adresse_display()), 24),
    en_mots("langue", "Langue du document", lambda n: majuscule(nom_de_langue(n.langue)), 14),
    en_mots("themes", "Thèmes en mots", lambda n: _joindre(t.nom for t in n.themes.all()), 36),
    en_mots(
        "types_dispositif",
        "Types de dispositif en mots",
        lambda n: _joindre(majuscule(t.nom) for t in n.types.all()),
        30,
    ),
    en_mots(
        "dispositifs",
        "Dispositifs en mots",
        lambda n: _joindre(d.nom for d in n.dispositifs.all() if d.est_publie),
        30,
    ),
    en_mots(
        "territoires",
        "Territoires en mots",
        lambda n: _joindre(t.nom for t in n.territoires.all()),
        28,
    ),
    en_mots("publics", "Publics en mots", lambda n: _joindre(p.nom for p in n.publics.all()), 24),
    en_mots("selections", "Sélections en mots", _titres_des_selections, 30),
    fiche("la notice", "Adresse de la notice"),
]
