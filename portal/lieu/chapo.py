"""The lead of the sheet of a place: what is known there, in sentences that say no more."""

from collections import Counter
from typing import TYPE_CHECKING, Final

from dispositifs.registre.certitude import A_CONFIRMER, Certitude, faire_le_bilan
from dispositifs.registre.lieu import Ligne, Mode
from dispositifs.registre.phrases import compter, compter_par_type, de, jusque, quand
from socle.textes import enumerer, nombre
from territoires.models import Echelle

if TYPE_CHECKING:
    from portal.lieu.page import Lieu

LE_LIEU: Final = {
    Echelle.QPV: "le quartier",
    Echelle.ARRONDISSEMENT: "l’arrondissement",
    Echelle.COMMUNE: "la commune",
    Echelle.EPCI: "l’intercommunalité",
    Echelle.DEPARTEMENT: "le département",
    Echelle.REGION: "la région",
    Echelle.PAYS: "le pays",
}
CE_LIEU: Final = {
    Echelle.QPV: "ce quartier",
    Echelle.ARRONDISSEMENT: "cet arrondissement",
    Echelle.COMMUNE: "cette commune",
    Echelle.EPCI: "cette intercommunalité",
}
# What may be said, one or several, of what is fresh then of what was last known: no source says
# of the two other modes that the scheme reaches the place.
VERBES: Final = {
    Mode.COUVRE: (("couvre", "couvrent"), ("couvrait", "couvraient")),
    Mode.EN_PARTIE: (("couvre", "couvrent"), ("couvrait", "couvraient")),
    Mode.INTERIEUR: (("tient", "tiennent"), ("tenait", "tenaient")),
}


def dire_le_lieu(lieu: "Lieu") -> str:
    """The sheet in a few sentences, put at its date."""
    dites = _dire_un_large(lieu) if lieu.large else _dire_une_fiche(lieu)
    dites[0] = lieu.instant.dater(dites[0])
    if n := len(lieu.contrats_dits):
        contrats = compter(n, "contrat de ville", "contrats de ville")
        dites.append(f"Le registre y connaît {contrats}{lieu.fins_de_contrats}.")
    return " ".join(dites)


def dire_les_fins(contrats: list[Ligne]) -> str:
    """« , arrivé à son terme », « , dont 2 à confirmer »; "" when all are known to run."""
    total = len(contrats)
    bilan = faire_le_bilan([x.certitude for x in contrats])
    genres = [
        (bilan.a_terme, "arrivé à son terme", "arrivés à leur terme"),
        (bilan.remplaces, "remplacé par le suivant", "remplacés par le suivant"),
        (bilan.a_confirmer, A_CONFIRMER, A_CONFIRMER),
    ]
    fins = []
    for n, un, des in genres:
        dit = un if n == 1 else des
        if n:
            fins.append(dit if n == total else f"dont {n} {dit}")
    if bilan.finis:
        fins.append(f"dont {bilan.finis} {'a' if bilan.finis == 1 else 'ont'} pris fin")
    return "".join(f", {fin}" for fin in fins)


def _dire_un_large(lieu: "Lieu") -> list[str]:
    n = sum(n for _, n in lieu.repartition)
    if not n:
        return [f"Le registre ne connaît aucun dispositif en cours {lieu.territoire.dans}."]
    connus = f"{compter(n, 'dispositif')} {lieu.territoire.dans}"
    bilan = faire_le_bilan(lieu.fiche.certitudes_interieures)
    dite = f"Le registre connaît {connus} : {compter_par_type(lieu.repartition)}."
    return [dite, *bilan.suites(n)]


def _dire_une_fiche(lieu: "Lieu") -> list[str]:
    fiche = lieu.fiche
    dites = []
    for lignes, mode in (
        (fiche.couvre, Mode.COUVRE),
        (fiche.en_partie, Mode.EN_PARTIE),
        (fiche.interieur, Mode.INTERIEUR),
        (fiche.sans_etendue, Mode.ETENDUE_NON_PRECISEE),
        (fiche.quelque_part, Mode.QUELQUE_PART),
    ):
        vivants = [x for x in lignes if x.certitude.est_en_vie]
        dites += [
            _dire(lieu, mode, [x for x in vivants if not x.certitude.a_confirmer], frais=True),
            _dire(lieu, mode, [x for x in vivants if x.certitude.a_confirmer], frais=False),
        ]
    if not any(dites):
        dites.append(f"Le registre ne connaît aucun dispositif en cours {lieu.territoire.dans}.")
    if n := sum(not x.certitude.situation for x in fiche.lignes):
        dites.append(f"La situation de {compter(n, 'dispositif')} n’est pas renseignée.")
    dites += _dire_les_projets([x for x in fiche.lignes if x.certitude.est_a_venir])
    dites.append(_dire_les_finis([x.certitude for x in fiche.finis]))
    return [d for d in dites if d]


def _dire(lieu: "Lieu", mode: Mode, lignes: list[Ligne], *, frais: bool) -> str:
    """« 2 ateliers santé ville couvrent Apt. », « 1 atelier santé ville couvrait Apt en mars 2018,
    à confirmer. »; "" for none."""
    if not lignes:
        return ""
    quoi, detail = _compter(lignes)
    doute = "" if frais else f"{_derniere_nouvelle(lignes)}, {A_CONFIRMER}"
    if mode == Mode.ETENDUE_NON_PRECISEE:
        return f"Le registre y connaît {quoi}, sans étendue précisée{detail}{doute}."
    if mode == Mode.QUELQUE_PART:
        ou = enumerer(list(dict.fromkeys(c.territoire.de for x in lignes for c in x.par)))
        ce_lieu = CE_LIEU[Echelle(lieu.territoire.echelle)]
        debut = f"Le registre connaît {quoi} pour une partie {ou}"
        return f"{debut}, sans savoir si {ce_lieu} en est{detail}{doute}."
    n = len(lignes)
    verbe = VERBES[mode][0 if frais else 1][n > 1]
    return f"{quoi} {verbe} {_sujet(lieu, mode)}{doute}{detail}."


def _sujet(lieu: "Lieu", mode: Mode) -> str:
    echelle = Echelle(lieu.territoire.echelle)
    if mode == Mode.COUVRE:
        return lieu.territoire.nom if echelle == Echelle.COMMUNE else lieu.le_lieu
    ce_lieu = CE_LIEU[echelle]
    return f"une partie de {ce_lieu}" if mode == Mode.EN_PARTIE else f"à l’intérieur de {ce_lieu}"


def _compter(lignes: list[Ligne]) -> tuple[str, str]:
    """« 2 ateliers santé ville » and nothing; or « 3 dispositifs » and « : 2 … et 1 … »."""
    types = {x.dispositif.type_id: x.dispositif.type for x in lignes}
    comptes = Counter(x.dispositif.type_id for x in lignes)
    repartition = [(types[code], comptes[code]) for code in types]
    par_type = compter_par_type(repartition)
    if len(repartition) == 1:
        return par_type, ""
    return compter(len(lignes), "dispositif"), f" : {par_type}"


def _dire_les_projets(lignes: list[Ligne]) -> list[str]:
    """What was being thought of or prepared: now, or when it was last heard of."""
    frais = [x for x in lignes if not x.certitude.a_confirmer]
    anciens = [x for x in lignes if x.certitude.a_confirmer]
    dites = []
    if n := len(frais):
        sont = "est" if n == 1 else "sont"
        dites.append(f"{compter(n, 'dispositif')} {sont} à l’étude ou en préparation.")
    if n := len(anciens):
        etaient = "était" if n == 1 else "étaient"
        quoi = f"{compter(n, 'dispositif')} {etaient} à l’étude ou en préparation"
        dites.append(f"{quoi}{_derniere_nouvelle(anciens)}, {A_CONFIRMER}.")
    return dites


def _dire_les_finis(finis: list[Certitude]) -> str:
    """« 2 dispositifs ont pris fin. », « 3 dispositifs ne sont plus en cours : 1 a pris fin… »."""
    bilan = faire_le_bilan(finis)
    genres = [
        (bilan.finis, "a pris fin", "ont pris fin"),
        (bilan.a_terme, "est arrivé à son terme", "sont arrivés à leur terme"),
        (bilan.remplaces, "a été remplacé", "ont été remplacés"),
    ]
    dits = [(n, un if n == 1 else des) for n, un, des in genres if n]
    if len(dits) == 1:
        ((n, dit),) = dits
        return f"{compter(n, 'dispositif')} {dit}."
    detail = enumerer([f"{nombre(n)} {dit}" for n, dit in dits])
    total = compter(len(finis), "dispositif")
    return f"{total} ne sont plus en cours : {detail}." if dits else ""


def _derniere_nouvelle(lignes: list[Ligne]) -> str:
    """« en mars 2018 », « , d’après des nouvelles de 2016 à mars 2018 »: when they were heard of,
    to be put after words."""
    connues = sorted({x.certitude.connu_jusque for x in lignes} - {""})
    if not connues:
        return " à une date inconnue"
    if len(connues) == 1:
        return f" {quand(connues[0])}"
    return f", d’après des nouvelles {de(connues[0])} {jusque(connues[-1])}"
