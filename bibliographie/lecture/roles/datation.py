"""When the work appeared."""

from bibliographie.lecture.recueil import DEJA_DIT, Recueil
from socle import dates
from socle.textes import INSECABLE, plier

NON_COMPRISE = "date non comprise\u00a0: écrivez 2018, mars 2018 ou 31/03/2018"
# What is said in place of a date: nothing, or that the work is to come.
SANS_DATE = {"s d", "sd", "n d", "nd", "sans date", "no date", "undated", "date inconnue"}
A_VENIR = {
    *("a paraitre", "sous presse", "in press", "forthcoming", "to appear", "en preparation"),
    *("submitted", "soumis", "accepted", "in preparation", "prepublication", "inpress"),
}


def lire_la_date(recueil: Recueil) -> None:
    """The finest of the dates that agree with the first; what a catalogue adds is noted."""
    garde = ""
    for rang in recueil.de("date", "annee"):
        texte = _date_composee(recueil, rang)
        try:
            lue, entiere = dates.deviner(texte)
        except ValueError:
            _sans_date(recueil, rang)
            continue
        if garde and lue[:4] != garde[:4]:
            recueil.ecarter(rang, f"{DEJA_DIT}\u00a0: «\u00a0{garde}\u00a0»")
            continue
        garde = max(garde, lue, key=len)
        _dire_la_date(recueil, rang, texte, lue, entiere)
    for rang in recueil.de("mois", "jour"):
        if not recueil.est_dit(rang):
            recueil.ecarter(rang, DEJA_DIT if garde else "sans année")
    recueil.poser("date", garde)


def _sans_date(recueil: Recueil, rang: int) -> None:
    texte = " ".join(recueil.texte(rang).split())
    if plier(texte) in A_VENIR:
        recueil.notes.append(f"Date{INSECABLE}: {texte}")
        recueil.corriger(rang, texte, "en remarque")
    else:
        recueil.ecarter(rang, "sans date" if plier(texte) in SANS_DATE else NON_COMPRISE)


def _date_composee(recueil: Recueil, rang: int) -> str:
    """A year with the month and the day that stand in fields of their own."""
    annee = " ".join(recueil.texte(rang).split())
    mois, jour = recueil.de("mois"), recueil.de("jour")
    if recueil.bruts[rang].role != "annee" or not mois or not annee.isdigit():
        return annee
    dit = " ".join(recueil.texte(mois[0]).split())
    numero = dates.rang_du_mois(dit)
    recueil.reprendre(mois[0])
    if not numero:
        # « 12 March », « mars-avril », « printemps »: more than the name of one month.
        return f"{dit} {annee}"
    composee = f"{annee}-{numero:02}"
    if jour and recueil.texte(jour[0]).isdigit():
        recueil.reprendre(jour[0])
        composee += f"-{recueil.texte(jour[0]).zfill(2)}"
    return composee


def _dire_la_date(recueil: Recueil, rang: int, texte: str, lue: str, entiere: bool) -> None:
    if not entiere:
        remarque = f"Date{INSECABLE}: {texte}"
        if remarque not in recueil.notes:
            recueil.notes.append(remarque)
        recueil.corriger(rang, lue, "le reste est en remarque")
        return
    try:
        dates.lire(texte)
    except ValueError:
        recueil.corriger(rang, lue)
    else:
        recueil.reprendre(rang)
