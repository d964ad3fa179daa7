"""What each field speaks of, and how its value is read. One function a kind of value."""

import re
from collections.abc import Iterable

from bibliographie.formats.reference import (
    SEPARATEUR,
    TABLES,
    Nom,
    lire_nom,
    lire_type,
    texte_des_responsables,
)
from bibliographie.lecture import valeurs
from bibliographie.lecture.champs import COUPE, EN_PARTIE
from bibliographie.lecture.recueil import DEJA_DIT, Recueil, refus
from bibliographie.models import Auteur, Editeur, Notice
from socle import dates
from socle.textes import INSECABLE, plier

OUI = {"oui", "vrai", "true", "1", "x"}
# Fields of Reference that one text fills, and the roles that give it, the best first.
TEXTES = {
    "cle": ("cle",),
    "revue": ("revue", "revue_abregee"),
    "volume": ("volume",),
    "numero": ("numero",),
    "dans_titre": ("dans_titre",),
    "dans_editeur": ("dans_editeur",),
    "duree": ("duree",),
    "edition": ("edition",),
    "lieu": ("lieu",),
    "resume_origine": ("resume_origine",),
    "modifie_le": ("modifie_le",),
}
# A role made of this and a label: a remark that the label opens.
REMARQUE = "remarque:"
# A role made of this and a field: the very value, by which a file of ours says what tags cannot.
EXACT = "exact:"
ET_ALII = re.compile(
    r"[\s,;(\[]*\b(?:et al(?:ii|\.)?|and others|et coll\.?)[\s)\].]*$", re.IGNORECASE
)
TITRE_MAX = Notice._meta.get_field("titre").max_length or 0
NOM_MAX = Auteur._meta.get_field("nom").max_length or 0
PRENOM_MAX = Auteur._meta.get_field("prenom").max_length or 0
T = Notice.Type
# Parts of a whole: a number alone is the page where they are, not how many they have.
PARTIES = {T.ARTICLE, T.LETTRE_INFORMATION, T.CHAPITRE, T.COMMUNICATION}


def lire_le_type(recueil: Recueil) -> None:
    """A word of ours before that of the format."""
    for rang in recueil.de("type_precis", "type"):
        brut = recueil.bruts[rang]
        code = brut.valeur if brut.valeur is not None else lire_type(brut.texte)
        if not code:
            if brut.role == "type":
                recueil.ecarter(rang, "type inconnu")
            continue
        recueil.reprendre(rang)
        recueil.valeurs.setdefault("type", code)
    for rang in recueil.de("type_precis"):
        # A word that is not ours tells the reader what it is: « Thèse de doctorat ».
        if not recueil.est_dit(rang):
            recueil.notes.append(f"Genre{INSECABLE}: {recueil.texte(rang)}")
            recueil.reprendre(rang)


def lire_les_textes(recueil: Recueil) -> None:
    """The title with its subtitle, then each plain text."""
    _lire_le_titre(recueil)
    for champ, roles in TEXTES.items():
        recueil.un(champ, *roles)


def _lire_le_titre(recueil: Recueil) -> None:
    titres = recueil.de("titre")
    morceaux: list[str] = []
    for rang in [*titres[:1], *recueil.de("sous_titre")]:
        texte = " ".join(recueil.texte(rang).split())
        morceaux.append(texte)
        recueil.reprendre(rang)
    for rang in titres[1:]:
        memes = plier(recueil.texte(rang)) == plier(morceaux[0])
        recueil.reprendre(rang) if memes else recueil.ecarter(rang, DEJA_DIT)
    titre = ". ".join(m for m in morceaux if m)
    if len(titre) > TITRE_MAX:
        titre = titre[:TITRE_MAX].rsplit(" ", 1)[0]
        recueil.corriger(titres[0], titre, f"{COUPE} {TITRE_MAX} caractères")
    recueil.poser("titre", titre)


def lire_les_noms(recueil: Recueil) -> None:
    """Authors, those who direct, publishers; « et al. » is none of them."""
    auteurs = _lire_noms(recueil, "auteur")
    recueil.poser("auteurs", tuple(auteurs))
    avant = recueil.valeurs.pop("et_al", False)
    responsables = _lire_noms(recueil, "responsable")
    autres = bool(recueil.de("et_al_responsable")) or recueil.valeurs.pop("et_al", False)
    for rang in recueil.de("et_al_responsable"):
        recueil.reprendre(rang)
    for rang in recueil.de("et_al"):
        avant = avant or recueil.bruts[rang].valeur is True or plier(recueil.texte(rang)) in OUI
        recueil.reprendre(rang)
    recueil.poser("et_al", avant)
    dans = recueil.un("dans_responsables", "dans_responsables")
    texte = texte_des_responsables(responsables, autres)
    if not dans and not refus("dans_responsables", texte):
        recueil.poser("dans_responsables", texte)
    elif texte:
        for rang in recueil.de("responsable"):
            recueil.ecarter(rang, DEJA_DIT if dans else "trop de noms pour un champ")
    _lire_les_editeurs(recueil)


def _lire_noms(recueil: Recueil, role: str) -> list[Nom]:
    """The names of one role. A field may hold one name, or several (`valeur`)."""
    noms: list[Nom] = []
    for rang in recueil.de(role):
        valeur = recueil.bruts[rang].valeur
        texte = recueil.texte(rang)
        if ET_ALII.search(texte) and not isinstance(valeur, tuple):
            recueil.valeurs["et_al"] = True
            texte = ET_ALII.sub("", texte)
        lus = valeur if isinstance(valeur, tuple) else _lire_un_nom(texte)
        trop = [nom for nom in lus if nom_trop_long(nom)]
        noms += [nom for nom in lus if nom not in trop]
        if trop:
            recueil.ecarter(rang, "nom trop long")
        else:
            recueil.reprendre(rang)
    return noms


def _lire_un_nom(texte: str) -> tuple[Nom, ...]:
    return tuple(lire_nom(t) for t in texte.split(SEPARATEUR.strip()) if t.strip())


def nom_trop_long(nom: Nom) -> bool:
    """Whether the catalogue cannot hold this name."""
    return len(nom.nom) > NOM_MAX or len(nom.prenom) > PRENOM_MAX


def _lire_les_editeurs(recueil: Recueil) -> None:
    maximum = Editeur._meta.get_field("nom").max_length or 0
    editeurs: list[str] = []
    for rang in recueil.de("editeur"):
        valeur = recueil.bruts[rang].valeur
        lus = valeur if isinstance(valeur, tuple) else _couper(recueil.texte(rang))
        if any(len(nom) > maximum for nom in lus):
            recueil.ecarter(rang, f"nom de plus de {maximum} caractères")
            continue
        editeurs += [nom for nom in lus if nom not in editeurs]
        recueil.reprendre(rang)
    recueil.poser("editeurs", tuple(editeurs))


def lire_la_date(recueil: Recueil) -> None:
    """The finest of the dates that agree with the first; what a catalogue adds is noted."""
    garde = ""
    for rang in recueil.de("date", "annee"):
        texte = _date_composee(recueil, rang)
        try:
            lue, entiere = dates.deviner(texte)
        except ValueError:
            recueil.ecarter(rang, "date non comprise\u00a0: écrivez 2018, mars 2018 ou 31/03/2018")
            continue
        if garde and lue[:4] != garde[:4]:
            recueil.ecarter(rang, f"{DEJA_DIT}\u00a0: «\u00a0{garde}\u00a0»")
            continue
        garde = max(garde, lue, key=len)
        _dire_la_date(recueil, rang, lue, entiere)
    for rang in recueil.de("mois", "jour"):
        if not recueil.est_dit(rang):
            recueil.ecarter(rang, "sans année" if not garde else DEJA_DIT)
    recueil.poser("date", garde)


def _date_composee(recueil: Recueil, rang: int) -> str:
    """A year with the month and the day that stand in fields of their own."""
    annee, mois, jour = recueil.texte(rang), recueil.de("mois"), recueil.de("jour")
    if recueil.bruts[rang].role != "annee" or not mois:
        return annee
    numero = dates.rang_du_mois(recueil.texte(mois[0]))
    if not numero:
        return annee
    composee = f"{annee}-{numero:02}"
    recueil.reprendre(mois[0])
    if jour and recueil.texte(jour[0]).isdigit():
        recueil.reprendre(jour[0])
        composee += f"-{recueil.texte(jour[0]).zfill(2)}"
    return composee


def _dire_la_date(recueil: Recueil, rang: int, lue: str, entiere: bool) -> None:
    texte = recueil.texte(rang)
    if not entiere:
        recueil.notes.append(f"Date{INSECABLE}: {texte}")
        recueil.corriger(rang, lue, "le reste est en remarque")
        return
    try:
        dates.lire(texte)
    except ValueError:
        recueil.corriger(rang, lue)
    else:
        recueil.reprendre(rang)


def lire_les_pages(recueil: Recueil) -> None:
    """First and last page, or a pagination in words, or how many pages."""
    debut, fin = recueil.de("debut"), recueil.de("fin")
    total = recueil.valeurs.get("type") not in PARTIES
    lues = [(rang, recueil.texte(rang)) for rang in recueil.de("pages")]
    if debut:
        texte = recueil.texte(debut[0])
        fini = recueil.texte(fin[0]) if fin and texte else ""
        lues.append((debut[0], f"{texte}-{fini}" if fini else texte))
        for rang in fin:
            recueil.reprendre(rang)
    lues += [(rang, f"{recueil.texte(rang)} p.") for rang in recueil.de("total")]
    garde = ""
    for rang, texte in lues:
        role = recueil.bruts[rang].role
        lue = valeurs.lire_pages(texte, seule_est_total=role in ("debut", "pages") and total)
        if garde or refus("pages", lue):
            recueil.ecarter(
                rang, f"{DEJA_DIT}\u00a0: «\u00a0{garde}\u00a0»" if garde else "trop long"
            )
        else:
            garde = lue
            recueil.reprendre(rang)
    recueil.poser("pages", garde)


def lire_les_numeros(recueil: Recueil) -> None:
    """DOI, ISBN, ISSN: the first good one, the others set aside."""
    for rang in recueil.de("doi"):
        texte = recueil.texte(rang)
        try:
            doi = valeurs.lire_doi(texte)
        except ValueError as erreur:
            recueil.ecarter(rang, str(erreur))
            continue
        if raison := refus("doi", doi):
            recueil.ecarter(rang, raison)
        elif recueil.valeurs.setdefault("doi", doi) != doi:
            recueil.ecarter(rang, DEJA_DIT)
        elif valeurs.sans_prefixe_de_doi(texte) == doi:
            recueil.reprendre(rang)
        else:
            recueil.corriger(rang, doi)
    for rang in recueil.de("isbn", "issn", "numero_normalise"):
        _lire_numero_normalise(recueil, rang)


def _lire_numero_normalise(recueil: Recueil, rang: int) -> None:
    texte, role = recueil.texte(rang), recueil.bruts[rang].role
    isbn, faux = valeurs.lire_isbn(texte)
    issn, faux_issn = valeurs.lire_issn(texte) if not isbn and not faux else ([], [])
    champ, bons = ("isbn", isbn) if isbn or role == "isbn" else ("issn", issn)
    if not bons:
        cle = "clé de contrôle fausse\u00a0: vérifiez le numéro sur l’ouvrage"
        recueil.ecarter(rang, cle if faux or faux_issn else f"ni {ISBN_OU_ISSN}")
        return
    garde = recueil.valeurs.setdefault(champ, bons[0])
    autres = [n for n in (*bons, *faux, *faux_issn) if _chiffres(n) != _chiffres(garde)]
    if _chiffres(garde) not in map(_chiffres, bons):
        recueil.ecarter(rang, f"{DEJA_DIT}\u00a0: {garde}")
    elif autres:
        recueil.corriger(rang, garde, f"{EN_PARTIE}\u00a0: {', '.join(autres)}")
    elif _chiffres(texte) == _chiffres(garde):
        recueil.reprendre(rang)
    else:
        recueil.corriger(rang, garde)


ISBN_OU_ISSN = "un ISBN, ni un ISSN"


def _chiffres(numero: str) -> str:
    return re.sub(r"[^0-9X]", "", numero.upper())


def lire_la_langue(recueil: Recueil) -> None:
    """The code of two letters."""
    for rang in recueil.de("langue"):
        try:
            code = valeurs.lire_langue(recueil.texte(rang))
        except ValueError as erreur:
            recueil.ecarter(rang, str(erreur))
            continue
        if recueil.valeurs.setdefault("langue", code) != code:
            recueil.ecarter(rang, DEJA_DIT)
        else:
            recueil.reprendre_ou_corriger(rang, code)


def lire_les_adresses(recueil: Recueil) -> None:
    """Every address that can be followed; a field may hold several."""
    bonnes: list[str] = []
    for rang in recueil.de("url"):
        refusees, lues = [], []
        valeur = recueil.bruts[rang].valeur
        texte = recueil.texte(rang)
        for morceau in valeur if isinstance(valeur, tuple) else valeurs.couper_adresses(texte):
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


def lire_les_listes(recueil: Recueil) -> None:
    """Keywords, and the words of our own vocabulary that only our tables carry."""
    for champ in ("mots_cles", *TABLES):
        mots: list[str] = []
        for rang in recueil.de(champ):
            valeur = recueil.bruts[rang].valeur
            mots += valeur if isinstance(valeur, tuple) else _couper(recueil.texte(rang))
            recueil.reprendre(rang)
        recueil.poser(champ, tuple(dict.fromkeys(mots)))


def _couper(texte: str) -> Iterable[str]:
    return [m for m in (m.strip() for m in texte.split(SEPARATEUR.strip())) if m]


def lire_les_remarques(recueil: Recueil) -> None:
    """Résumé and remarks; those that a label opens (`remarque:Collection`) say it."""
    for champ, separateur in (("resume", "\n\n"), ("note", "\n")):
        textes: list[str] = []
        for rang in recueil.de(champ):
            texte = recueil.texte(rang)
            if texte not in textes:
                textes.append(texte)
            recueil.reprendre(rang)
        recueil.poser(champ, separateur.join(textes))
    for rang in [r for r in recueil.restants() if recueil.bruts[r].role.startswith(REMARQUE)]:
        libelle = recueil.bruts[rang].role.removeprefix(REMARQUE)
        recueil.notes.append(f"{libelle}{INSECABLE}: {recueil.texte(rang)}")
        recueil.reprendre(rang)
    note = "\n".join([*filter(None, [recueil.valeurs.get("note", "")]), *recueil.notes])
    recueil.poser("note", note)


def lire_les_precisions(recueil: Recueil) -> None:
    """The very values of our own files win over what their tags let one think."""
    exactes: dict[str, list[str]] = {}
    for rang in [r for r in recueil.restants() if recueil.bruts[r].role.startswith(EXACT)]:
        champ = recueil.bruts[rang].role.removeprefix(EXACT)
        brut = recueil.bruts[rang]
        valeur = brut.texte if brut.valeur is None else str(brut.valeur)
        if champ == "type":
            valeur = lire_type(valeur)
        if raison := refus(champ, valeur):
            recueil.ecarter(rang, raison)
            continue
        exactes.setdefault(champ, []).append(valeur)
        recueil.reprendre(rang)
    for champ, textes in exactes.items():
        recueil.valeurs[champ] = "\n".join(textes)
