"""Pages of « Ma sélection »: see, change, share and take away one's basket."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import slugify
from django.views.decorators.http import require_POST, require_safe

from bibliographie.catalogue.presentation import Imprimee
from bibliographie.catalogue.resultats import D_ECHANGE, exports
from bibliographie.catalogue.vues import en_format
from bibliographie.models import Notice
from bibliographie.selections.composee import composer
from bibliographie.selections.panier import (
    JOURS,
    NOTE_MAX,
    TAILLE_MAX,
    TITRE_MAX,
    Panier,
    ecrire_partage,
    lire_numero,
    lire_partage,
    notices_dans_l_ordre,
)
from bibliographie.selections.pdf import en_pdf
from bibliographie.selections.vues import MIME_DOCX, piece_jointe
from bibliographie.selections.word import en_docx
from socle.textes import accorder
from socle.web.debit import au_plus, depasse, trop_de_demandes, visiteur
from socle.web.formulaires import depuis_nos_pages
from socle.web.pdf import PangoAbsentError

# More than anyone presses; a whole office may stand behind one address.
GESTES_PAR_MINUTE = 240
# Composed each time, in seconds, and kept nowhere.
PDF_PAR_MINUTE = 20
A_LIRE = ("docx", "pdf")


@require_safe
def voir(request: HttpRequest) -> HttpResponse:
    """One's own basket, or the list that an address shares (`?n=12-7-33`)."""
    panier = Panier(request)
    est_partage = "n" in request.GET
    demandes = lire_partage(request.GET["n"]) if est_partage else panier.numeros
    notices = notices_dans_l_ordre(demandes)
    partage = ecrire_partage([n.numero for n in notices])
    # A shared address holds no word of the one who sends it.
    notes = {} if est_partage else panier.notes
    contexte = {
        "panier": panier,
        "notices": [(n, Imprimee.de(n, notes.get(n.numero, ""))) for n in notices],
        "est_partage": est_partage,
        "manquantes": len(demandes) - len(notices),
        "partage": partage,
        "exports": [
            # With the visitor's words, which only their session holds.
            *exports(
                "ma_selection_fichier", A_LIRE, requete=f"?n={partage}" if est_partage else ""
            ),
            *exports("ma_selection_fichier", D_ECHANGE, requete=f"?n={partage}"),
        ],
        "jours": 0 if settings.SESSION_EXPIRE_AT_BROWSER_CLOSE else JOURS,
        "titre_max": TITRE_MAX,
        "note_max": NOTE_MAX,
    }
    return render(request, "bibliographie/ma_selection.html", contexte)


@require_safe
def exporter(request: HttpRequest, suffixe: str) -> HttpResponseBase:
    """A shared list, or one's own basket with its title and notes: to read, or to exchange."""
    partage = request.GET.get("n")
    panier = Panier(request)
    numeros = panier.numeros if partage is None else lire_partage(partage)
    notices = notices_dans_l_ordre(numeros)
    if suffixe in D_ECHANGE:
        return en_format(notices, suffixe, "ma-selection")
    if partage is None:
        objet, racines = composer(notices, panier.titre, panier.notes)
    else:
        objet, racines = composer(notices)
    nom = f"{slugify(objet.titre)[:60] or 'ma-selection'}-{objet.date}.{suffixe}"
    if suffixe == "docx":
        return piece_jointe(en_docx(objet, racines), MIME_DOCX, nom)
    adresse = f"{reverse('ma_selection')}?n={ecrire_partage([n.numero for n in notices])}"
    if depasse(f"ma-selection-pdf:{visiteur(request)}", PDF_PAR_MINUTE, 60):
        return trop_de_demandes(request, 60)
    try:
        pdf = en_pdf(objet, racines, f"{settings.ADRESSE_DU_SITE}{adresse}", garder=False)
    except PangoAbsentError:
        contexte = {"selection": objet, "page": adresse}
        return render(request, "bibliographie/sans_pdf.html", contexte, status=503)
    return piece_jointe(pdf, "application/pdf", nom)


@require_POST
@depuis_nos_pages
@au_plus("panier", GESTES_PAR_MINUTE, 60)
def changer(request: HttpRequest) -> HttpResponse:
    """Do what the button says, then go back to where the visitor was."""
    panier = Panier(request)
    if "titre" in request.POST:
        # Whatever the button, what was typed is kept.
        panier.annoter(request.POST["titre"], _notes_tapees(request))
    for nom, geste in GESTES.items():
        if nom in request.POST:
            return redirect(_retour(request) + geste(request, panier, request.POST[nom]))
    return redirect("ma_selection")


def _notes_tapees(request: HttpRequest) -> dict[int, str]:
    """« note-12 » of the form, by the number of its notice."""
    champs = ((nom.partition("note-")[2], mots) for nom, mots in request.POST.items())
    return {lire_numero(numero): str(mots) for numero, mots in champs if lire_numero(numero)}


# What each button of the pages is named after. Each gives the fragment to come back to.


def _ajouter(request: HttpRequest, panier: Panier, valeur: str) -> str:
    notice = _notice(valeur)
    if not panier.ajouter(notice.numero):
        messages.error(request, f"Votre sélection est pleine : {TAILLE_MAX} notices au plus.")
        return ""
    n = len(panier)
    messages.success(request, f"Ajoutée : votre sélection compte {n} {accorder(n, 'notice')}.")
    return f"#n{notice.numero}"


def _retirer(request: HttpRequest, panier: Panier, valeur: str) -> str:
    """Also what is no longer published: a basket must be able to forget it."""
    numero = lire_numero(valeur)
    panier.retirer(numero)
    messages.success(request, "Retirée de votre sélection.")
    return f"#n{numero}"


def _monter(request: HttpRequest, panier: Panier, valeur: str) -> str:
    panier.deplacer(lire_numero(valeur), -1)
    return f"#n{lire_numero(valeur)}"


def _descendre(request: HttpRequest, panier: Panier, valeur: str) -> str:
    panier.deplacer(lire_numero(valeur), 1)
    return f"#n{lire_numero(valeur)}"


def _vider(request: HttpRequest, panier: Panier, valeur: str) -> str:
    panier.vider()
    messages.success(request, "Votre sélection est vide.")
    return ""


def _annuler(request: HttpRequest, panier: Panier, valeur: str) -> str:
    rendu = panier.annuler()
    messages.info(request, "C’est annulé." if rendu else "Il n’y a rien à annuler.")
    return ""


def _noter(request: HttpRequest, panier: Panier, valeur: str) -> str:
    """The words were kept before any button's act."""
    messages.success(request, "Titre et notes enregistrés.")
    return ""


def _adopter(request: HttpRequest, panier: Panier, valeur: str) -> str:
    notices = notices_dans_l_ordre(lire_partage(valeur))
    if not notices:
        messages.error(request, "Cette liste ne contient aucune notice publiée.")
        return ""
    panier.remplacer([n.numero for n in notices])
    messages.success(request, "Cette liste est devenue votre sélection.")
    return ""


GESTES: dict[str, Callable[[HttpRequest, Panier, str], str]] = {
    "ajouter": _ajouter,
    "retirer": _retirer,
    "monter": _monter,
    "descendre": _descendre,
    "noter": _noter,
    "vider": _vider,
    "annuler": _annuler,
    "adopter": _adopter,
}


def _notice(valeur: str) -> Notice:
    return get_object_or_404(Notice.objects.publies(), numero=lire_numero(valeur))


def _retour(request: HttpRequest) -> str:
    """The page of the site that the visitor came from; nowhere else."""
    retour = request.POST.get("retour", "").partition("#")[0]
    if url_has_allowed_host_and_scheme(retour, {request.get_host()}, request.is_secure()):
        return retour
    return reverse("ma_selection")
