"""The comparison: an élu's questions, two to six schemes side by side."""

from collections import Counter
from dataclasses import dataclass
from string import ascii_lowercase
from typing import Any, cast

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from dispositifs.comprendre.rendu import Redacteur
from dispositifs.models import Critere, ReponseCritere, TypeDispositif
from portal.site.impression import en_pdf
from socle import dates
from socle.textes import enumerer

MIN_COMPARES, MAX_COMPARES = 2, 6
PAR_DEFAUT = ["asv", "cls", "clsm"]
CODE_MAX = 30
SILENCE = "Nos sources ne le disent pas."


class ComparaisonForm(forms.Form):
    """Two to six schemes to compare, each asked for once."""

    types = forms.MultipleChoiceField(label="Dispositifs", widget=forms.CheckboxSelectMultiple)

    def __init__(self, codes: list[str], connus: list[TypeDispositif]) -> None:
        # Asked twice is asked once; « types=asv,cls » is read as « types=asv&types=cls ».
        lus = (code.strip() for mot in codes for code in mot.lower().split(","))
        uniques = dict.fromkeys(code[:CODE_MAX] for code in lus if code)
        super().__init__({"types": list(uniques) or PAR_DEFAUT})
        champ = cast(forms.MultipleChoiceField, self.fields["types"])
        champ.choices = [(t.code, t.libelle) for t in connus]
        champ.error_messages["invalid_choice"] = (
            "« %(value)s » ne fait pas partie des dispositifs comparés."
        )

    def clean_types(self) -> list[str]:
        """Refuse what cannot be read side by side."""
        types: list[str] = self.cleaned_data["types"]
        if not MIN_COMPARES <= len(types) <= MAX_COMPARES:
            raise forms.ValidationError("Choisissez de deux à six dispositifs.")
        return types


@dataclass(frozen=True)
class Cellule:
    """One answer of the comparison; `reponse` is None where nothing was written yet.

    Its note is either its own, or a remark that other answers make too: then `lettre` calls it.
    """

    type: TypeDispositif
    reponse: ReponseCritere | None = None
    html: str = ""
    note: str = ""
    lettre: str = ""
    renvoi: int = 0

    @property
    def est_muette(self) -> bool:
        """Whether it only says that the sources do not: the head of the page says that once."""
        reponse = self.reponse
        return reponse is not None and reponse.silence and reponse.texte.strip() == SILENCE

    @property
    def date(self) -> str:
        """As of when: the answer's own date, or its source's; "" when neither has one."""
        return (self.reponse.date or self.reponse.source.date) if self.reponse else ""


@require_safe
def comparer(request: HttpRequest) -> HttpResponse:
    """A table of an élu's questions by schemes; every cell has its source and its date."""
    form, contexte = _contexte(request)
    statut = 200 if form.is_valid() else 400
    return render(request, "comprendre/comparer.html", contexte, status=statut)


@require_safe
def comparer_pdf(request: HttpRequest) -> HttpResponse:
    """The same comparison on paper; what cannot be compared is said on the page."""
    form, contexte = _contexte(request)
    if not form.is_valid():
        return render(request, "comprendre/comparer.html", contexte, status=400)
    nom = "-".join(t.code for t in contexte["choisis"])
    return en_pdf(request, "comprendre/comparer_pdf.html", contexte, nom=f"comparer-{nom}")


def _contexte(request: HttpRequest) -> tuple[ComparaisonForm, dict[str, Any]]:
    connus = list(
        TypeDispositif.objects.avec_explication()
        .filter(reponses__in=ReponseCritere.objects.publies())
        .distinct()
    )
    form = ComparaisonForm(request.GET.getlist("types"), connus)
    choisis = [t for t in connus if t.code in form.cleaned_data["types"]] if form.is_valid() else []
    requete = f"?types={','.join(t.code for t in choisis)}"
    return form, {
        "form": form,
        "connus": connus,
        "choisis": choisis,
        "coches": set(form.data["types"]),
        "sigles": enumerer([t.libelle for t in choisis]),
        "adresse": reverse("comprendre_comparer") + requete,
        "adresse_pdf": reverse("comparer_pdf") + requete,
        **(_tableau(choisis) if choisis else {}),
    }


def _tableau(choisis: list[TypeDispositif]) -> dict[str, Any]:
    """The lines of the table, its notes and remarks, and how many of its figures are old."""
    criteres = list(Critere.objects.all())
    reponses = (
        ReponseCritere.objects.publies().filter(type__in=choisis).select_related("source", "type")
    )
    par_case = {(r.critere_id, r.type_id): r for r in reponses}
    redacteur = Redacteur([r.texte for r in par_case.values()])
    # The head of the table opens these; on a phone, the choice of schemes does.
    redacteur.sigles.tenir_pour_ouverts(*(t.sigle for t in choisis))
    notes = Counter(r.note for r in par_case.values() if r.note)
    lettres = dict(zip((n for n in notes if notes[n] > 1), ascii_lowercase, strict=False))
    lignes = [
        (c, [_cellule(redacteur, t, par_case.get((c.pk, t.code)), lettres) for t in choisis])
        for c in criteres
    ]
    nombre = len(criteres)
    return {
        "lignes": lignes,
        "remarques": [(lettre, redacteur.phrase(note)) for note, lettre in lettres.items()],
        "questions": dates.NOMBRES[nombre] if nombre < len(dates.NOMBRES) else nombre,
        "nombre": dates.NOMBRES[len(choisis)],
        "sources": redacteur.sources,
        "a_revoir": len(redacteur.a_revoir),
    }


def _cellule(
    redacteur: Redacteur,
    type_: TypeDispositif,
    reponse: ReponseCritere | None,
    lettres: dict[str, str],
) -> Cellule:
    if reponse is None:
        return Cellule(type_)
    html = redacteur.rendre(reponse.texte)
    lettre = lettres.get(reponse.note, "")
    note = "" if lettre else redacteur.phrase(reponse.note)
    renvoi = redacteur.renvoi(reponse.source, reponse.passage)
    return Cellule(type_, reponse, html, note, lettre, renvoi)
