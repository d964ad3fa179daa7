"""What the finder shows of each place found: enough to tell it from its homonyms."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from socle.textes import enumerer, plier
from territoires.lieux.lectures import code_de
from territoires.models import Appartenance, Echelle, Territoire

# What situates a place of each échelle, in the order in which it is said.
REPERES: dict[str, tuple[str, ...]] = {
    Echelle.QPV: (Echelle.COMMUNE, Echelle.DEPARTEMENT),
    Echelle.ARRONDISSEMENT: (Echelle.DEPARTEMENT,),
    Echelle.COMMUNE: (Echelle.DEPARTEMENT,),
    Echelle.EPCI: (Echelle.DEPARTEMENT,),
    Echelle.DEPARTEMENT: (Echelle.REGION,),
}
ANCIENS = {
    Echelle.QPV: "ancien quartier prioritaire",
    Echelle.COMMUNE: "ancienne commune",
    Echelle.EPCI: "ancienne intercommunalité",
}


@dataclass(frozen=True, slots=True)
class Trouvaille:
    """A place found, what it is and where, and why it answers when its name does not say."""

    territoire: Territoire
    genre: str
    situation: str
    motif: str
    successeurs: list[Territoire]


def trouvailles(territoires: Iterable[Territoire], texte: str) -> list[Trouvaille]:
    """The places of one page of results, with two queries whatever their number."""
    liste = list(territoires)
    reperes = _reperes(liste)
    successeurs = _successeurs(liste)
    return [
        Trouvaille(
            territoire=t,
            genre=_genre(t),
            situation=_situation(t, reperes[t.pk]),
            motif=_motif(t, texte),
            successeurs=successeurs[t.pk],
        )
        for t in liste
    ]


def _reperes(liste: list[Territoire]) -> dict[int, list[Territoire]]:
    """Each place's containers that may situate it."""
    reperes: dict[int, list[Territoire]] = defaultdict(list)
    echelles = {e for suite in REPERES.values() for e in suite}
    lignes = (
        Appartenance.objects.filter(
            contenu__in=[t.pk for t in liste if t.echelle in REPERES],
            contenant__echelle__in=echelles,
        )
        .select_related("contenant")
        .order_by("contenant__rang", "contenant__nom_plie")
    )
    for ligne in lignes:
        reperes[ligne.contenu_id].append(ligne.contenant)
    return reperes


def _successeurs(liste: list[Territoire]) -> dict[int, list[Territoire]]:
    """What became of each obsolete place."""
    successeurs: dict[int, list[Territoire]] = defaultdict(list)
    obsoletes = [t.pk for t in liste if t.est_obsolete]
    if obsoletes:
        passage = Territoire.successeurs.through
        for ligne in (
            passage.objects.filter(from_territoire__in=obsoletes)
            .select_related("to_territoire")
            .order_by("to_territoire__nom_plie", "to_territoire__code")
        ):
            successeurs[ligne.from_territoire_id].append(ligne.to_territoire)
    return successeurs


def _genre(t: Territoire) -> str:
    """« commune », « communauté d’agglomération », « ancienne commune »."""
    echelle = Echelle(t.echelle)
    if t.est_obsolete:
        return ANCIENS.get(echelle, f"{echelle.label} (ancien découpage)")
    return t.get_nature_display() or echelle.label


def _situation(t: Territoire, reperes: list[Territoire]) -> str:
    """« Var », « Alpes-de-Haute-Provence et Var », « Marseille, Bouches-du-Rhône »."""
    parties = []
    for echelle in REPERES.get(t.echelle, ()):
        noms = [r.nom for r in reperes if r.echelle == echelle and r.pk != t.pk]
        if noms:
            parties.append(enumerer(noms))
    return ", ".join(parties)


def _motif(t: Territoire, texte: str) -> str:
    """Why a code found it, or the old name that did; empty when its own name says it."""
    code = code_de(texte)
    if not code:
        anciens = f" {plier(t.anciens_noms)}"
        mots = [m for m in plier(texte).split() if f" {m}" in anciens]
        nouveaux = [m for m in mots if f" {m}" not in f" {plier(t.nom)}"]
        return f"autrefois {t.anciens_noms}" if nouveaux else ""
    if t.code == code:
        return f"SIREN {code}" if t.echelle == Echelle.EPCI else f"code {code}"
    if t.siren == code:
        return f"SIREN {code}"
    postaux = [p for p in t.liste_codes_postaux if p.startswith(code)]
    return f"code postal {postaux[0]}" if postaux else ""
