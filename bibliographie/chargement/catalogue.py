"""Load the catalogue's fixture files: what is missing is added, nothing else is touched.

Same manner as the register's loader: natural keys, one transaction, an editor's correction and
an editor's deletion both win. A work told by several files becomes one notice (see `fusion`).
"""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models
from simple_history.utils import bulk_create_with_history

from bibliographie.catalogue.ecriture import nomme, poser_adresses, poser_auteurs, poser_editeurs
from bibliographie.chargement.fusion import DOCUMENTS, fusionner, nom_imprime
from bibliographie.formats.reference import Nom
from bibliographie.models import Entree, Notice, Provenance, Public, Revue, Section, Selection
from dispositifs.chargement import Bilan, ChargementError, Fichier, Ligne
from dispositifs.models import Dispositif, TypeDispositif
from socle.models import Publiable, Theme
from socle.recherche.indexation import indexer_tous
from territoires.models import Territoire

M = TypeVar("M", bound=models.Model)

# What simple_history looks for on a record.
SANS_HISTOIRE = "skip_history_when_saving"
PUBLICS = {
    "elus": "Élus",
    "coordonnateurs": "Coordonnateurs",
    "professionnels-de-sante": "Professionnels de santé",
    "habitants": "Habitants",
    "services-de-l-etat": "Services de l’État",
    "chercheurs": "Chercheurs",
}
MOTS = {
    *("cle", "type", "type_source", "titre", "auteurs", "et_al", "editeurs", "revue", "volume"),
    *("numero", "dans", "date", "pages", "duree", "edition", "doi", "isbn", "langue"),
    *("urls", "adresse"),
    *("resume", "resume_origine", "sans_resume", "note", "dispositifs", "dispositifs_registre"),
    *("themes", "territoires", "publics", "provenance"),
}
SIMPLES = (
    *("cle", "type", "type_source", "titre", "volume", "date", "pages", "duree", "edition"),
    *("doi", "isbn", "adresse", "resume", "resume_origine", "note"),
)


class Chargeur:
    """Load parsed files into the catalogue: themes, notices, then the sélections."""

    def __init__(
        self, fichiers: list[Fichier], suivre: Callable[[], object] = lambda: None
    ) -> None:
        self.fichiers = {fichier.nom: fichier for fichier in fichiers}
        self.suivre = suivre
        self.bilan = Bilan()
        self.avertissements: list[str] = []
        self._connus: dict[type[models.Model], dict[str, Any]] = {}
        self._nouvelles: list[str] = []
        self.ou = ""

    def charger(self) -> Bilan:
        """Load everything. Raise ChargementError at the first row that cannot be."""
        for fichier, theme in self._lignes("themes"):
            self._proteger(
                self._theme, theme, f"{fichier.nom}, thème «\u00a0{theme.get('cle')}\u00a0»"
            )
        notices = self._notices_fusionnees()
        selections = list(self._selections())
        for cle in self._ordre_du_catalogue(notices, selections):
            self._proteger(self._notice, notices[cle], f"notice «\u00a0{cle}\u00a0»")
        # Once for all, now that authors and themes are written.
        indexer_tous(Notice.a_indexer().filter(cle__in=self._nouvelles))
        for selection in selections:
            ou = f"{selection['fichier']}, sélection «\u00a0{selection.get('cle')}\u00a0»"
            self._proteger(self._selection, selection, ou)
        return self.bilan

    def nombre_de_lignes(self) -> int:
        """How many rows will be gone through; a work told twice counts once."""
        cles = {notice.get("cle") for _, notice in self._lignes("notices")}
        themes = sum(1 for _ in self._lignes("themes"))
        return themes + len(cles) + sum(1 for _ in self._selections())

    def _lignes(self, rubrique: str) -> Iterator[tuple[Fichier, Ligne]]:
        for fichier in self.fichiers.values():
            for ligne in fichier.contenu.get(rubrique) or []:
                yield fichier, ligne

    def _proteger(self, charger: Callable[[Ligne], None], ligne: Ligne, ou: str) -> None:
        """Turn whatever a row can break into one French sentence that says where."""
        self.ou = ou
        try:
            charger(ligne)
        except KeyError as erreur:
            raise ChargementError(f"{self.ou}\u00a0: il manque {erreur}.") from erreur
        except ValidationError as erreur:
            raise ChargementError(f"{self.ou}\u00a0: {' '.join(erreur.messages)}") from erreur
        except (IntegrityError, models.ObjectDoesNotExist, ValueError, TypeError) as erreur:
            raise ChargementError(f"{self.ou}\u00a0: {erreur}") from erreur
        self.suivre()

    # What the files say together

    def _notices_fusionnees(self) -> dict[str, Ligne]:
        versions: dict[str, list[Ligne]] = {}
        for fichier, notice in self._lignes("notices"):
            self.ou = f"{fichier.nom}, notice «\u00a0{notice.get('cle')}\u00a0»"
            if inconnus := set(notice) - MOTS:
                raise ChargementError(
                    f"{self.ou}\u00a0: mots inconnus\u00a0: {', '.join(sorted(inconnus))}."
                )
            for mot in ("cle", "titre", "type", "adresse", "provenance"):
                if not notice.get(mot):
                    raise ChargementError(f"{self.ou}\u00a0: il manque «\u00a0{mot}\u00a0».")
            if notice["provenance"].get("seed") not in DOCUMENTS:
                raise ChargementError(f"{self.ou}\u00a0: provenance inconnue.")
            versions.setdefault(notice["cle"], []).append(notice)
        return {cle: self._fusionner(cle, memes) for cle, memes in versions.items()}

    @staticmethod
    def _fusionner(cle: str, versions: list[Ligne]) -> Ligne:
        try:
            return fusionner(versions)
        except KeyError as erreur:
            raise ChargementError(
                f"notice «\u00a0{cle}\u00a0»\u00a0: il manque {erreur}."
            ) from erreur
        except (IndexError, ValueError, TypeError, AttributeError) as erreur:
            raise ChargementError(f"notice «\u00a0{cle}\u00a0»\u00a0: {erreur!r}") from erreur

    def _selections(self) -> Iterator[Ligne]:
        """Each sélection with its sections; a file may name those that continue it."""
        for fichier in list(self.fichiers.values()):
            entete = fichier.contenu.get("selection")
            if entete is None:
                continue
            sections = list(fichier.contenu.get("sections") or [])
            for suite in fichier.contenu.get("suite") or []:
                if suite not in self.fichiers:
                    raise ChargementError(
                        f"{fichier.nom}\u00a0: le fichier «\u00a0{suite}\u00a0» manque."
                    )
                sections += self.fichiers[suite].contenu.get("sections") or []
            yield {**entete, "sections": sections, "fichier": fichier.nom}

    def _ordre_du_catalogue(
        self, notices: dict[str, Ligne], selections: list[Ligne]
    ) -> Iterator[str]:
        """Numbers follow the printed order of the sélections, then the other notices."""
        imprimees = [cle for s in selections for cle in _cles(s["sections"])]
        for cle in dict.fromkeys([*imprimees, *notices]):
            if cle not in notices:
                raise ChargementError(
                    f"Sélections\u00a0: aucune notice de clé «\u00a0{cle}\u00a0»."
                )
            yield cle

    # Keys

    def _territoire(self, reference: str) -> Territoire:
        try:
            return Territoire.objects.par_reference(reference)
        except Territoire.DoesNotExist:
            raise ChargementError(
                f"{self.ou}\u00a0: aucun territoire «\u00a0{reference}\u00a0»."
            ) from None

    def _par_cles(self, modele: type[M], champ: str, cles: list[str]) -> list[M]:
        return [self._par_cle(modele, champ, cle) for cle in cles]

    def _par_cle(self, modele: type[M], champ: str, cle: str) -> M:
        """The row of that key: the same few themes and types come back all along."""
        connus: dict[str, M] = self._connus.setdefault(modele, {})
        if cle not in connus:
            trouve = modele._default_manager.filter(**{champ: cle}).first()
            if trouve is None:
                nom = modele._meta.verbose_name
                raise ChargementError(
                    f"{self.ou}\u00a0: aucun «\u00a0{nom}\u00a0» de clé «\u00a0{cle}\u00a0»."
                )
            connus[cle] = trouve
        return connus[cle]

    def _a_faire(self, modele: type[models.Model], **cle: Any) -> bool:
        """Whether the row is missing and was never deleted by an editor. Keep the count."""
        nom = str(modele._meta.verbose_name_plural)
        if modele._default_manager.filter(**cle).exists():
            self.bilan.presents[nom] += 1
            return False
        histoire = getattr(modele, "history", None)
        if histoire is not None and histoire.filter(**cle, history_type="-").exists():
            self.bilan.retires[nom] += 1
            return False
        self.bilan.ajoutes[nom] += 1
        return True

    @staticmethod
    def _enregistrer(objet: M) -> M:
        objet.full_clean()
        objet.save()
        return objet

    # Kinds of rows

    def _theme(self, ligne: Ligne) -> None:
        if not self._a_faire(Theme, slug=ligne["cle"]):
            return
        parent = ligne.get("parent")
        self._enregistrer(
            Theme(
                slug=ligne["cle"],
                nom=ligne["nom"],
                parent=self._par_cle(Theme, "slug", parent) if parent else None,
                description=ligne.get("description") or "",
            )
        )

    def _notice(self, ligne: Ligne) -> None:
        if not self._a_faire(Notice, cle=ligne["cle"]):
            return
        dans = ligne.get("dans") or {}
        responsables = ", ".join(nom_imprime(nom) for nom in dans.get("auteurs") or [])
        notice = Notice(
            **{mot: ligne.get(mot) or "" for mot in SIMPLES},
            numero_revue=ligne.get("numero") or "",
            et_al=bool(ligne.get("et_al")),
            langue=ligne.get("langue") or "fr",
            revue=nomme(Revue, ligne["revue"]) if ligne.get("revue") else None,
            dans_titre=dans.get("titre") or "",
            dans_responsables=responsables + (" (et al.)" if dans.get("et_al") else ""),
            dans_editeur=", ".join(dans.get("editeurs") or []),
            etat=Publiable.Etat.PUBLIE,
        )
        notice.indexe_plus_tard = True
        self._enregistrer(notice)
        poser_auteurs(notice, [_nom(auteur) for auteur in ligne.get("auteurs") or []])
        poser_editeurs(notice, ligne.get("editeurs") or [])
        poser_adresses(notice, ligne["urls"])
        self._sujets(notice, ligne)
        Provenance.objects.bulk_create(
            Provenance(
                notice=notice, document=DOCUMENTS[p["seed"]].nom, lignes=p.get("lignes") or ""
            )
            for p in ligne["provenances"]
        )
        self._nouvelles.append(notice.cle)

    def _sujets(self, notice: Notice, ligne: Ligne) -> None:
        slugs = ligne["dispositifs_registre"]
        dispositifs = list(Dispositif.objects.filter(slug__in=slugs)) if slugs else []
        for slug in set(slugs) - {d.slug for d in dispositifs}:
            self.avertissements.append(
                f"{self.ou}\u00a0: «\u00a0{slug}\u00a0» n’est pas au registre."
            )
        sujets: list[tuple[Any, list[Any]]] = [
            (notice.themes, self._par_cles(Theme, "slug", ligne["themes"])),
            (notice.types, self._par_cles(TypeDispositif, "code", ligne["dispositifs"])),
            (notice.territoires, [self._territoire(ref) for ref in ligne["territoires"]]),
            (notice.publics, [self._public(code) for code in ligne["publics"]]),
            (notice.dispositifs, dispositifs),
        ]
        _relier(notice, [(relation, objets) for relation, objets in sujets if objets])

    def _public(self, code: str) -> Public:
        if code not in PUBLICS:
            raise ChargementError(f"{self.ou}\u00a0: public inconnu\u00a0: «\u00a0{code}\u00a0».")
        return Public.objects.get_or_create(code=code, defaults={"nom": PUBLICS[code]})[0]

    def _selection(self, ligne: Ligne) -> None:
        if not self._a_faire(Selection, slug=ligne["cle"]):
            return
        selection = self._enregistrer(
            Selection(
                slug=ligne["cle"],
                titre=ligne["titre"],
                sous_titre=ligne.get("sous_titre") or "",
                date=ligne.get("date") or "",
                organisme=ligne.get("organisme") or "",
                presentation=ligne.get("presentation") or "",
                etat=Publiable.Etat.PUBLIE,
            )
        )
        self._sections(selection, ligne["sections"], None)

    def _sections(self, selection: Selection, lignes: list[Ligne], parent: Section | None) -> None:
        for rang, ligne in enumerate(lignes, 1):
            section = self._enregistrer(
                Section(
                    selection=selection,
                    parent=parent,
                    titre=ligne["titre"],
                    introduction=ligne.get("introduction") or "",
                    ordre=rang,
                )
            )
            entrees = enumerate(ligne.get("entrees") or [], 1)
            presentes = self._presentes(ligne)
            ecrites = [
                Entree(
                    section=section,
                    notice=presentes[entree["notice"]],
                    ordre=place,
                    note=entree.get("note") or "",
                )
                for place, entree in entrees
                if entree["notice"] in presentes
            ]
            bulk_create_with_history(ecrites, Entree)
            self._sections(selection, ligne.get("sections") or [], section)

    @staticmethod
    def _presentes(section: Ligne) -> dict[str, Notice]:
        """The notices of a section; one that an editor deleted is left out."""
        cles = [entree["notice"] for entree in section.get("entrees") or []]
        return {notice.cle: notice for notice in Notice.objects.filter(cle__in=cles)}


def _relier(notice: Notice, sujets: list[tuple[Any, list[Any]]]) -> None:
    """Write what the notice is about, with one line of history for all of it."""
    if not sujets:
        return
    *premiers, (derniere, les_siens) = sujets
    setattr(notice, SANS_HISTOIRE, True)
    for relation, objets in premiers:
        relation.add(*objets)
    delattr(notice, SANS_HISTOIRE)
    derniere.add(*les_siens)


def _nom(ligne: Ligne) -> Nom:
    if collectif := ligne.get("collectif"):
        return Nom(collectif, collectif=True)
    return Nom(ligne["nom"], ligne.get("prenom") or "")


def _cles(sections: list[Ligne]) -> Iterator[str]:
    """Keys of the notices of nested sections, in printed order: entries, then sub-sections."""
    for section in sections:
        for entree in section.get("entrees") or []:
            yield entree["notice"]
        yield from _cles(section.get("sections") or [])
