"""The columns of /bibliographie.csv, .xlsx and .json: stable, in French, one fact a column.

Several values in a cell are separated by « | ». Codes are those of the addresses: what is written
here can be edited in a spreadsheet and imported again (see `bibliographie.importation`).
"""

from collections.abc import Iterable

from bibliographie.formats.reference import SEPARATEUR, Nom, ecrire_nom
from bibliographie.models import Notice
from socle.listes.colonnes import Colonne


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


COLONNES = [
    Colonne("identifiant", "Identifiant stable de la notice.", lambda n: n.cle),
    Colonne(
        "numero_catalogue", "Numéro au catalogue, dans l’adresse de la fiche.", lambda n: n.numero
    ),
    Colonne("type", "Type\u00a0: article, rapport, ouvrage…", lambda n: n.type),
    Colonne("titre", "Titre, tel qu’il est imprimé.", lambda n: n.titre),
    Colonne(
        "auteurs",
        "«\u00a0NOM, Prénom\u00a0» pour une personne, le nom seul pour une collectivité.",
        _auteurs,
    ),
    Colonne(
        "et_al",
        "«\u00a0oui\u00a0» si la source ajoute (et al.).",
        lambda n: "oui" if n.et_al else "",
    ),
    Colonne("editeurs", "Éditeurs.", lambda n: _joindre(e.editeur.nom for e in n.editions.all())),
    Colonne("revue", "Revue.", lambda n: n.revue.nom if n.revue else ""),
    Colonne("volume", "Volume.", lambda n: n.volume),
    Colonne("numero", "Numéro de la revue.", lambda n: n.numero_revue),
    Colonne("dans_titre", "Ouvrage ou actes qui contiennent le texte.", lambda n: n.dans_titre),
    Colonne("dans_responsables", "Leurs responsables.", lambda n: n.dans_responsables),
    Colonne("dans_editeur", "Leur éditeur.", lambda n: n.dans_editeur),
    Colonne("date", "Année, mois ou jour\u00a0: 2018, 2018-03, 2018-03-31.", lambda n: n.date),
    Colonne("pages", "Pagination, telle qu’elle est imprimée.", lambda n: n.pages),
    Colonne("duree", "Durée d’une vidéo.", lambda n: n.duree),
    Colonne("edition", "Édition.", lambda n: n.edition),
    Colonne("url", "Adresses.", _adresses),
    Colonne("adresse", "complete, incomplete ou absente dans la source.", lambda n: n.adresse),
    Colonne("doi", "DOI.", lambda n: n.doi),
    Colonne("isbn", "ISBN.", lambda n: n.isbn),
    Colonne("langue", "Langue.", lambda n: n.langue),
    Colonne("themes", "Thèmes.", lambda n: _joindre(t.slug for t in n.themes.all())),
    Colonne(
        "types_dispositif",
        "Types de dispositif.",
        lambda n: _joindre(t.code for t in n.types.all()),
    ),
    Colonne(
        "dispositifs",
        "Dispositifs du registre.",
        lambda n: _joindre(d.slug for d in n.dispositifs.all() if d.est_publie),
    ),
    Colonne(
        "territoires",
        "Territoires, «\u00a0echelle-code\u00a0».",
        lambda n: _joindre(t.reference for t in n.territoires.all()),
    ),
    Colonne("publics", "Publics visés.", lambda n: _joindre(p.code for p in n.publics.all())),
    Colonne("selections", "Sélections qui contiennent la notice.", _selections),
    Colonne("resume", "Résumé.", lambda n: n.resume),
    Colonne("resume_origine", "D’où vient le résumé.", lambda n: n.resume_origine),
    Colonne("note", "Remarques sur la notice.", lambda n: n.note),
    Colonne("modifie_le", "Dernière modification de la notice.", horodatage),
]
