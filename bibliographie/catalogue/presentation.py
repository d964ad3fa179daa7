"""How a notice is told to a reader: who, where it appeared, what opens it."""

from dataclasses import dataclass

from django.utils.translation import get_language_info

from bibliographie.models import Auteur, Lien, Notice, Selection
from socle import dates
from socle.textes import INSECABLE, insecables, lire_adresse, majuscule

T = Notice.Type
# What French does not make plural by a final -s.
PLURIELS: dict[str, str] = {
    T.PAGE: "pages web",
    T.TEXTE_OFFICIEL: "textes officiels",
    T.RECIT_EXPERIENCE: "récits d’expérience",
    T.LETTRE_INFORMATION: "lettres d’information",
    T.ACTES: "actes",
}
VERBES: dict[str, str] = {
    T.SITE: "Ouvrir le site",
    T.PAGE: "Ouvrir la page",
    T.VIDEO: "Voir la vidéo",
    T.CARTOGRAPHIE: "Ouvrir la carte",
    T.OUTIL: "Ouvrir l’outil",
    T.TEXTE_OFFICIEL: "Lire le texte",
    T.ARTICLE: "Lire l’article",
    T.RECIT_EXPERIENCE: "Lire le récit",
}


def pluriel(type_: str) -> str:
    """« articles », « récits d’expérience »."""
    return PLURIELS.get(type_) or f"{T(type_).label}s"


def type_imprime(notice: Notice) -> str:
    """The type as the source prints it above the work, or else our word for it."""
    return majuscule(notice.type_source or str(notice.get_type_display()))


def nom_en_capitales(auteur: Auteur) -> str:
    """« MOTARD Clémentine »: a family name in capitals, however it was typed; a body as it is."""
    if auteur.est_collectif or not auteur.prenom:
        return auteur.nom
    return f"{auteur.nom.upper()} {auteur.prenom}"


def signature(notice: Notice) -> str:
    """« MOTARD Clémentine, VALBOUSQUET Julie (et al.) », from the prefetched contributions."""
    noms = ", ".join(nom_en_capitales(c.auteur) for c in notice.contributions.all())
    return f"{noms} (et al.)" if notice.et_al else noms


def nom_de_langue(code: str) -> str:
    """« en » → « anglais »; a code that nobody knows stays as it is."""
    try:
        return str(get_language_info(code)["name_translated"]).lower()
    except KeyError:
        return code


def edite(notice: Notice, editeurs: str) -> str:
    """« Marseille : CRES »: the place of publication before who publishes."""
    return f"{INSECABLE}: ".join(filter(None, [notice.lieu, editeurs]))


def qui_dirige(notice: Notice) -> str:
    """Who directs the book that holds the work, after its title; or the work itself."""
    noms = notice.dans_responsables
    return noms if not noms or notice.dans_titre else f"sous la direction de {noms}"


def contenant(notice: Notice) -> str:
    """What holds the work: its periodical with volume and number, or a book and its editors."""
    numero, editeur = notice.numero_revue, notice.dans_editeur
    if editeur and not notice.editions.all():
        editeur = edite(notice, editeur)
    morceaux = [
        str(notice.revue or ""),
        f"Dans{INSECABLE}: {notice.dans_titre}" if notice.dans_titre else "",
        qui_dirige(notice),
        editeur,
        f"vol.{INSECABLE}{notice.volume}" if notice.volume else "",
        f"n°{INSECABLE}{numero}" if numero[:1].isdigit() else numero,
    ]
    return ", ".join(morceau for morceau in morceaux if morceau)


def parution(notice: Notice, *, datee: bool = True) -> str:
    """« Santé publique, vol. 34, n° 2, mars 2022, pp. 231-241 »: what CRES prints in italics.

    Reads the prefetched editions. Not `datee` where the page says the date beside.
    """
    editeurs = ", ".join(e.editeur.nom for e in notice.editions.all())
    morceaux = [
        contenant(notice),
        edite(notice, editeurs) if editeurs or not notice.dans_editeur else "",
        notice.edition,
        dates.en_lettres(notice.date) if notice.date and datee else "",
        notice.pages,
        notice.duree,
    ]
    return ", ".join(morceau for morceau in morceaux if morceau)


@dataclass(frozen=True)
class Acces:
    """The ways to a work, and what is known of them."""

    bouton: str
    liens: list[Lien]
    elidees: list[Lien]
    adresse: str

    @classmethod
    def de(cls, notice: Notice) -> "Acces":
        """From the prefetched addresses: those that answer, or may, come before dead ones."""
        liens = [r.lien for r in notice.rattachements.all()]
        suivables = [lien for lien in liens if lien.est_suivable]
        suivables.sort(key=lambda lien: lien.etat == Lien.Etat.MORT)
        return cls(
            VERBES.get(notice.type, "Lire le document"),
            suivables,
            [lien for lien in liens if not lien.est_suivable],
            notice.adresse,
        )

    @property
    def principal(self) -> Lien | None:
        """The address that the page offers first."""
        return self.liens[0] if self.liens else None

    @property
    def autres(self) -> list[Lien]:
        """The other addresses that a reader may follow."""
        return self.liens[1:]


def hote(url: str) -> str:
    """« https://www.cres-paca.org/x » → « cres-paca.org »; blank for what has no host."""
    return lire_adresse(url).netloc.removeprefix("www.")


@dataclass(frozen=True)
class Presence:
    """A notice in a published sélection: under which heading, with which words."""

    selection: Selection
    rubrique: str
    note: str


def presences(notice: Notice) -> list[Presence]:
    """Where the published sélections hold it, from the prefetched entries; the latest first."""
    trouvees = [
        Presence(e.section.selection, e.section.titre, e.note)
        for e in notice.entrees.all()
        if e.section.selection.est_publie
    ]
    return sorted(trouvees, key=lambda p: (p.selection.date, p.selection.titre), reverse=True)


@dataclass(frozen=True)
class Imprimee:
    """One entry of a sélection in CRES's own layout, the same on the page, in PDF and in DOCX."""

    type: str
    auteurs: str
    titre: str
    parution: str
    resume: str
    note: str
    adresses: list[str]
    elidees: list[str]

    @classmethod
    def de(cls, notice: Notice, note: str = "") -> "Imprimee":
        """From a notice with its prefetched relations, and the words said for the occasion."""
        acces = Acces.de(notice)
        return cls(
            type=type_imprime(notice),
            auteurs=signature(notice),
            titre=insecables(notice.titre),
            parution=parution(notice),
            resume=notice.resume,
            note=note,
            adresses=[lien.url for lien in acces.liens],
            elidees=[lien.url for lien in acces.elidees],
        )
