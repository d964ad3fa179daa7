"""What the page of the catalogue says around its rows: sentence, files, ways on."""

from django.core.paginator import Page
from django.urls import reverse
from django.utils.functional import cached_property

from bibliographie.catalogue.filtres import NoticeFiltre
from bibliographie.catalogue.presentation import pluriel
from bibliographie.models import Notice
from dispositifs.registre.phrases import Phrase, compter, ou
from dispositifs.registre.resultats import Issue, issues
from socle import recherche
from socle.textes import INSECABLE, accorder, enumerer, nombre

FORMATS = {
    "csv": "CSV",
    "xlsx": "XLSX",
    "json": "JSON",
    "ris": "RIS",
    "bib": "BibTeX",
    "csl.json": "CSL-JSON",
    "docx": "DOCX",
    "pdf": "PDF",
}
DE_LA_LISTE = ("csv", "xlsx", "json", "ris", "bib", "csl.json")
D_ECHANGE = ("ris", "bib", "csl.json")
# A sentence that listed seventeen types would not be read.
TYPES_DITS = 3


def exports(
    nom_url: str, suffixes: tuple[str, ...], *cles: str | int, requete: str = ""
) -> list[dict[str, str]]:
    """The addresses of the same notices in other formats, for `socle/_exports.html`."""
    return [
        {"format": FORMATS[s], "url": reverse(nom_url, args=[*cles, s]) + requete} for s in suffixes
    ]


class Resultats:
    """The results of the catalogue, ready to be shown."""

    def __init__(self, filtre: NoticeFiltre, page: Page) -> None:
        self.filtre = filtre
        self.page = page

    @cached_property
    def phrase(self) -> Phrase:
        """« 54 notices : 20 articles, 14 rapports…, dans le Var, depuis 2015. »"""
        f = self.filtre
        if not f.nombre:
            return Phrase("Aucune notice", " ne répond à cette demande.")
        reperes = [ou(f.territoires)] if f.territoires else []
        if annees := self._annees():
            reperes.append(annees)
        suite = "".join(f", {repere}" for repere in reperes)
        if len(f.repartition) == 1:
            type_, n = f.repartition[0]
            return Phrase(compter(n, _singulier(type_), pluriel(type_)), f"{suite}.")
        return Phrase(
            compter(f.nombre, "notice"), f"{INSECABLE}: {enumerer(self._types())}{suite}."
        )

    def _types(self) -> list[str]:
        """The most frequent types, then how many notices of the others."""
        repartition = self.filtre.repartition
        # Never « et 1 d’un autre type » where the type itself would do.
        dits = repartition if len(repartition) == TYPES_DITS + 1 else repartition[:TYPES_DITS]
        noms = [compter(n, _singulier(t), pluriel(t)) for t, n in dits]
        reste = sum(n for _, n in repartition[len(dits) :])
        if reste:
            noms.append(f"{nombre(reste)}{INSECABLE}{accorder(reste, 'autre')}")
        return noms

    def _annees(self) -> str:
        """« de 2015 à 2018 », « depuis 2015 », « jusqu’à 2018 »."""
        valeurs = self.filtre.form.cleaned_data
        debut, fin = valeurs.get("annee_min"), valeurs.get("annee_max")
        if debut and fin:
            return f"de {debut} à {fin}" if debut != fin else f"en {debut}"
        if debut:
            return f"depuis {debut}"
        return f"jusqu’à {fin}" if fin else ""

    @property
    def exports(self) -> list[dict[str, str]]:
        """The files of exactly this list."""
        requete = self.filtre.url_sans()
        return exports(
            "bibliographie_fichier", DE_LA_LISTE, requete="" if requete == "?" else requete
        )

    @property
    def ces_elements(self) -> str:
        """« ces 8 notices », « cette notice »."""
        n = self.filtre.nombre
        return "cette notice" if n == 1 else f"ces {compter(n, 'notice')}"

    @cached_property
    def issues(self) -> list[Issue]:
        """The ways out of an empty list: the filters without which it would not be."""
        vide = self.filtre.is_valid() and not self.filtre.nombre
        return issues(self.filtre) if vide else []

    @cached_property
    def plutot(self) -> str:
        """What the reader may have meant to write, when nothing is found."""
        f = self.filtre
        if not f.mots or f.nombre:
            return ""
        return recherche.vouliez_vous_dire(f.mots, [Notice.categorie_de_recherche])

    @property
    def avertissement(self) -> str:
        """What to say of a question that could not be taken as it is."""
        return recherche.analyser(self.filtre.mots).avertissement


def _singulier(type_: str) -> str:
    return str(Notice.Type(type_).label)
