"""Pages, DOI, ISBN, ISSN, language, addresses."""

import re

from bibliographie.lecture import valeurs
from bibliographie.lecture.champs import EN_PARTIE
from bibliographie.lecture.recueil import DEJA_DIT, Recueil, refus
from bibliographie.lecture.roles.mots import EXACT
from bibliographie.models import Notice

T = Notice.Type
# Parts of a whole: a number alone is the page where they are, not how many they have.
PARTIES = {T.ARTICLE, T.LETTRE_INFORMATION, T.CHAPITRE, T.COMMUNICATION}
CLE_FAUSSE = "clé de contrôle fausse\u00a0: vérifiez le numéro sur l’ouvrage"
NI_L_UN_NI_L_AUTRE = "ni un ISBN, ni un ISSN"
# « p. 231 » in a field that can only hold a page.
_P = re.compile(r"^pp?\.?\s*(?=[0-9])", re.IGNORECASE)
SANS_REVUE = "ISSN sans revue\u00a0: nommez la revue, elle le gardera"


def lire_les_pages(recueil: Recueil) -> None:
    """First and last page, or a pagination in words, or how many pages."""
    total = recueil.valeurs.get("type") not in PARTIES
    lues = [(rang, recueil.texte(rang)) for rang in recueil.de("pages")]
    lues += _debut_et_fin(recueil)
    lues += [(rang, _total(recueil.texte(rang))) for rang in recueil.de("total")]
    garde = ""
    for rang, texte in lues:
        role = recueil.bruts[rang].role
        ligne = " ".join(texte.split("\n"))
        lue = valeurs.lire_pages(ligne, seule_est_total=role in ("debut", "pages") and total)
        if garde == lue:
            recueil.reprendre(rang)
        elif garde or refus("pages", lue):
            trop = refus("pages", lue)
            recueil.ecarter(rang, f"{DEJA_DIT}\u00a0: «\u00a0{garde}\u00a0»" if garde else trop)
        else:
            garde = lue
            recueil.reprendre(rang)
    recueil.poser("pages", garde)


def _debut_et_fin(recueil: Recueil) -> list[tuple[int, str]]:
    """First pages, the first with the last page; a last page alone is a page."""
    debuts, fins = recueil.de("debut"), recueil.de("fin")
    if not debuts:
        return [(rang, recueil.texte(rang)) for rang in fins]
    debut = _P.sub("", recueil.texte(debuts[0]))
    fin = _P.sub("", recueil.texte(fins[0])) if fins else ""
    # « 231-241 » says already where it ends: another number is how many pages there are.
    entier = "-" in debut and debut.partition("-")[2].isdigit()
    for rang in fins[:1]:
        if entier and not debut.endswith(f"-{fin}"):
            recueil.ecarter(rang, f"{DEJA_DIT}\u00a0: «\u00a0{debut}\u00a0»")
        else:
            recueil.reprendre(rang)
    seul = entier or not fin or not debut or debut == fin
    lues = [(debuts[0], debut if seul else f"{debut}-{fin}")]
    return lues + [(rang, recueil.texte(rang)) for rang in (*debuts[1:], *fins[1:])]


def _total(texte: str) -> str:
    return f"{texte} p." if texte.isdigit() else texte


def lire_les_numeros(recueil: Recueil) -> None:
    """DOI, ISBN, ISSN: the first good one, the others set aside."""
    for rang in recueil.de("doi"):
        _lire_un_doi(recueil, rang)
    for rang in recueil.de("isbn", "issn", "numero_normalise"):
        _lire_numero_normalise(recueil, rang)
    if "issn" in recueil.valeurs and not _a_une_revue(recueil):
        for rang in recueil.de("issn", "numero_normalise"):
            if recueil.bruts[rang].role == "issn" or not valeurs.lire_isbn(recueil.texte(rang))[0]:
                recueil.ecarter(rang, SANS_REVUE)
        del recueil.valeurs["issn"]


def _a_une_revue(recueil: Recueil) -> bool:
    """The ISSN is kept with the periodical: without one there is nowhere to keep it."""
    dites = [r for r in recueil.restants() if recueil.bruts[r].role == f"{EXACT}revue"]
    return bool(recueil.valeurs.get("revue") or dites)


def _lire_un_doi(recueil: Recueil, rang: int) -> None:
    texte = recueil.texte(rang)
    try:
        doi = valeurs.lire_doi(texte)
    except ValueError as erreur:
        recueil.ecarter(rang, str(erreur))
        return
    if raison := refus("doi", doi):
        recueil.ecarter(rang, raison)
    elif recueil.valeurs.setdefault("doi", doi).lower() != doi.lower():
        recueil.ecarter(rang, f"{DEJA_DIT}\u00a0: {recueil.valeurs['doi']}")
    elif valeurs.sans_prefixe_de_doi(texte) == doi:
        recueil.reprendre(rang)
    else:
        recueil.corriger(rang, doi)


def _lire_numero_normalise(recueil: Recueil, rang: int) -> None:
    texte, role = recueil.texte(rang), recueil.bruts[rang].role
    isbn, faux, reste = valeurs.lire_isbn(texte)
    issn, faux_issn, _ = valeurs.lire_issn(reste)
    bons = {"isbn": isbn, "issn": issn}
    if not isbn and not issn:
        recueil.ecarter(rang, CLE_FAUSSE if faux or faux_issn else NI_L_UN_NI_L_AUTRE)
        return
    gardes = []
    for champ, numeros in bons.items():
        if numeros:
            garde = recueil.valeurs.setdefault(champ, numeros[0])
            gardes += [garde] if _chiffres(garde) in map(_chiffres, numeros) else []
    if not gardes:
        champ = role if role in bons else "isbn" if isbn else "issn"
        recueil.ecarter(rang, f"{DEJA_DIT}\u00a0: {recueil.valeurs.get(champ, '')}")
        return
    pris = {_chiffres(numero) for numero in gardes}
    autres = [n for n in (*isbn, *faux, *issn, *faux_issn) if _chiffres(n) not in pris]
    if autres:
        recueil.corriger(rang, ", ".join(gardes), f"{EN_PARTIE}\u00a0: {', '.join(autres)}")
    elif _chiffres(texte) == "".join(map(_chiffres, gardes)):
        recueil.reprendre(rang)
    else:
        recueil.corriger(rang, ", ".join(gardes))


def _chiffres(numero: str) -> str:
    return re.sub(r"[^0-9X]", "", numero.upper())


def lire_la_langue(recueil: Recueil) -> None:
    """The code of two letters; of several languages the first."""
    for rang in recueil.de("langue"):
        texte = recueil.texte(rang)
        try:
            code, autres = valeurs.lire_langues(texte)
        except ValueError as erreur:
            recueil.ecarter(rang, str(erreur))
            continue
        if recueil.valeurs.setdefault("langue", code) != code:
            recueil.ecarter(rang, f"{DEJA_DIT}\u00a0: {recueil.valeurs['langue']}")
        elif autres:
            recueil.corriger(rang, code, f"{EN_PARTIE}\u00a0: {', '.join(autres)}")
        elif rang == recueil.de("langue")[0]:
            recueil.reprendre_ou_corriger(rang, code)
        else:
            # « langid = french » beside « language = fr »: nothing to correct.
            recueil.reprendre(rang)


def lire_les_adresses(recueil: Recueil) -> None:
    """Every address that can be followed; a field may hold several."""
    bonnes: list[str] = []
    for rang in recueil.de("url"):
        valeur = recueil.bruts[rang].valeur
        texte = recueil.texte(rang)
        morceaux = valeur if isinstance(valeur, tuple) else valeurs.couper_adresses(texte)
        refusees, lues = [], []
        for morceau in morceaux:
            try:
                lues.append(valeurs.lire_adresse_web(morceau))
            except ValueError as erreur:
                refusees.append((morceau, str(erreur)))
        bonnes += lues
        if not lues:
            recueil.ecarter(rang, refusees[0][1] if refusees else "sans adresse")
        elif refusees:
            perdues = ", ".join(adresse for adresse, _ in refusees)
            recueil.corriger(rang, " ".join(lues), f"{EN_PARTIE}\u00a0: {perdues}")
        elif len(lues) == 1:
            recueil.reprendre_ou_corriger(rang, lues[0])
        else:
            recueil.reprendre(rang)
    recueil.poser("urls", tuple(dict.fromkeys(bonnes)))
