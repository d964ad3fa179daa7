"""Load the register's fixture files: what is missing is added, nothing else is touched.

Every row has a natural key. A row that exists is left as it is, so that an editor's
correction always wins; a row that an editor deleted, or renamed, is not brought back (its
history says so). The whole load is one transaction: an error leaves nothing half written, and
every row that cannot be loaded is told.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models, transaction

from dispositifs.chargement.lecture import ChargementError, Fichier, Ligne
from socle.models import Rapprochement, Source
from territoires.models import Territoire

M = TypeVar("M", bound=models.Model)
AFFIRMATION = {"passage", "deduit", "note"}
# What names a row in a message, by order of preference.
NOMS_DE_CLE = (
    "cle", "code", "sigle", "rubrique", "critere", "territoire", "de", "dispositif", "type",
)  # fmt: skip
# Those that name it alone: no two rows of one list may share them.
CLES_UNIQUES = ("cle", "code", "sigle")


@dataclass
class Bilan:
    """What a load added, and what it found in place, by kind of record."""

    ajoutes: Counter[str] = field(default_factory=Counter)
    presents: Counter[str] = field(default_factory=Counter)
    retires: Counter[str] = field(default_factory=Counter)
    # Rows left aside because the register already says it otherwise, one sentence each.
    laisses: list[str] = field(default_factory=list)


class SuiteDeRefusError(ChargementError):
    """A row points to one that was refused: the first refusal says enough."""


class ChargeurDeBase:
    """Go through parsed files, in the order that keys need. A subclass says which rows it knows."""

    def __init__(
        self, fichiers: list[Fichier], suivre: Callable[[], object] = lambda: None
    ) -> None:
        self.fichiers = fichiers
        self.suivre = suivre
        self.bilan = Bilan()
        self.fichier = Fichier("", {})
        self.ou = ""
        self._sources: dict[str, Source] = {}
        self._territoires: dict[str, Territoire] = {}
        # Messages, each once; and the keys of the rows that they refuse.
        self._refus: dict[str, None] = {}
        self._refusees: set[str] = set()

    def rubriques(self) -> list[tuple[str, Callable[[Ligne], None]]]:
        """The lists that are loaded, in order, and what loads one row of each."""
        raise NotImplementedError

    def charger(self) -> Bilan:
        """Load everything. Raise ChargementError with every row that cannot be, one a line.

        The caller holds the transaction: after a refusal, nothing of the load may stay.
        """
        rubriques = self.rubriques()
        self._controler_les_fichiers([nom for nom, _ in rubriques])
        for rubrique, charger in rubriques:
            vues: set[Any] = set()
            for fichier in self.fichiers:
                for ligne in fichier.lignes(rubrique):
                    self._situer(fichier, rubrique, ligne)
                    self._tenter(charger, ligne, vues)
                    self.suivre()
        if self._refus:
            raise ChargementError("\n".join(self._refus))
        return self.bilan

    def _controler_les_fichiers(self, rubriques: list[str]) -> None:
        """Refuse the lists that nobody would load, and the rows that are none."""
        for fichier in self.fichiers:
            try:
                fichier.controler(set(rubriques))
            except ChargementError as erreur:
                self._refus[str(erreur)] = None
            for rubrique in rubriques:
                self._refus |= dict.fromkeys(fichier.lignes_illisibles(rubrique))

    def _tenter(self, charger: Callable[[Ligne], None], ligne: Ligne, vues: set[Any]) -> None:
        """Load one row, or keep why it is refused and leave nothing of it."""
        try:
            with transaction.atomic():
                self._refuser_un_double(ligne, vues)
                self._proteger(charger, ligne)
        except ChargementError as erreur:
            self._refusees |= {str(ligne[mot]) for mot in CLES_UNIQUES if ligne.get(mot)}
            if not isinstance(erreur, SuiteDeRefusError):
                self._refus[str(erreur)] = None

    def nombre_de_lignes(self) -> int:
        """How many rows will be gone through."""
        return sum(
            1
            for rubrique, _ in self.rubriques()
            for fichier in self.fichiers
            for _ in fichier.lignes(rubrique)
        )

    def _situer(self, fichier: Fichier, rubrique: str, ligne: Ligne) -> None:
        """Remember which row is being loaded, for the messages."""
        cle = next((ligne[m] for m in NOMS_DE_CLE if ligne.get(m)), "")
        self.fichier = fichier
        self.ou = f"{fichier.nom}, {rubrique}, « {cle} »"

    def _refuser_un_double(self, ligne: Ligne, vues: set[Any]) -> None:
        """The second of two rows of one key would be taken for a row already in place."""
        cle = next((str(ligne[m]) for m in CLES_UNIQUES if ligne.get(m)), None)
        if cle is not None and cle in vues:
            raise ChargementError(f"{self.ou} : cette clé est déjà donnée plus haut.")
        vues.add(cle)

    def _proteger(self, charger: Callable[[Ligne], None], ligne: Ligne) -> None:
        """Turn whatever a row can break into one French sentence that says where."""
        try:
            charger(ligne)
        except ChargementError:
            raise
        except KeyError as erreur:
            raise ChargementError(f"{self.ou} : il manque « {erreur.args[0]} ».") from erreur
        except ValidationError as erreur:
            raise ChargementError(f"{self.ou} : {_dire(erreur)}") from erreur
        except (IntegrityError, models.ObjectDoesNotExist) as erreur:
            raise ChargementError(
                f"{self.ou} : elle répète une ligne, ou renvoie à ce qui n’existe pas."
            ) from erreur
        except (ValueError, TypeError) as erreur:
            raise ChargementError(
                f"{self.ou} : une valeur n’est pas de la sorte attendue (texte, nombre, liste)."
            ) from erreur

    # Keys

    def _territoire(self, reference: str) -> Territoire:
        """The territory that a reference names: in force, or ended with an heir to show it on."""
        connu = self._territoires.get(reference)
        if connu is not None:
            return connu
        try:
            territoire = Territoire.objects.par_reference(str(reference))
        except Territoire.DoesNotExist:
            raise ChargementError(f"{self.ou} : aucun territoire « {reference} ».") from None
        if territoire.est_obsolete and not territoire.successeurs.exists():
            raise ChargementError(
                f"{self.ou} : le territoire « {reference} » n’existe plus, et rien ne lui succède."
            )
        return self._territoires.setdefault(reference, territoire)

    def _par_cle(self, modele: type[M], champ: str, cle: str | None) -> M | None:
        """The row that a key names; none when the key is not given."""
        return self._exiger(modele, champ, cle) if cle else None

    def _exiger(self, modele: type[M], champ: str, cle: str) -> M:
        """The row that a key names, even when an editor renamed the row since."""
        trouve = modele._default_manager.filter(**{champ: cle}).first()
        trouve = trouve or self._renomme(modele, **{champ: cle})
        if trouve is None:
            nom = modele._meta.verbose_name
            sorte = SuiteDeRefusError if str(cle) in self._refusees else ChargementError
            raise sorte(f"{self.ou} : aucun « {nom} » de clé « {cle} ».")
        return trouve

    @staticmethod
    def _renomme(modele: type[M], **cle: Any) -> M | None:
        """The row whose history bears this key, or into which it was merged."""
        histoire = getattr(modele, "history", None)
        if histoire is None:
            return None
        anciens = histoire.filter(**cle).values("id")
        trouve = modele._default_manager.filter(pk__in=anciens).first()
        return trouve or Rapprochement.objects.gardee(modele, **cle)

    def _controler(self, ligne: Ligne, connus: set[str]) -> None:
        if not isinstance(ligne, dict):
            raise ChargementError(f"{self.ou} : on attend « mot : valeur », pas « {ligne} ».")
        inconnus = set(ligne) - connus
        if inconnus:
            noms = ", ".join(sorted(map(str, inconnus)))
            raise ChargementError(f"{self.ou} : mots inconnus : {noms}.")

    def _a_faire(self, modele: type[models.Model], **cle: Any) -> bool:
        """Whether the row is missing, and no editor deleted or renamed it. Keep the count."""
        nom = str(modele._meta.verbose_name_plural)
        if modele._default_manager.filter(**cle).exists():
            self.bilan.presents[nom] += 1
            return False
        histoire = getattr(modele, "history", None)
        if histoire is not None and histoire.filter(**cle).exists():
            self.bilan.retires[nom] += 1
            return False
        self.bilan.ajoutes[nom] += 1
        return True

    def _affirme(self, modele: type[models.Model], ligne: Ligne, **cle: Any) -> bool:
        """The same for what a source states. When another source stated it before, hers is kept,
        and it is told."""
        if self._a_faire(modele, **cle):
            return True
        dite = self._exiger_source(ligne)
        gardee: Any = modele._default_manager.filter(**cle).exclude(source=dite).first()
        if gardee is not None:
            self.bilan.laisses.append(
                f"{self.ou} : déjà connue ({gardee}), source « {gardee.source.cle} » gardée, "
                f"« {dite.cle} » laissée."
            )
        return False

    def _compter_un_retrait(self, modele: type[models.Model]) -> None:
        """A row about a record that an editor deleted: nothing to do."""
        self.bilan.retires[str(modele._meta.verbose_name_plural)] += 1

    def _exiger_source(self, ligne: Ligne) -> Source:
        cle = ligne.get("source")
        if not cle:
            raise ChargementError(f"{self.ou} : il manque « source ».")
        # The same few come back all along.
        if cle not in self._sources:
            self._sources[cle] = self._exiger(Source, "cle", cle)
        return self._sources[cle]

    def _affirmation(self, ligne: Ligne) -> Ligne:
        return {
            "source": self._exiger_source(ligne),
            **{m: ligne[m] for m in AFFIRMATION if ligne.get(m)},
        }

    @staticmethod
    def _enregistrer(objet: models.Model) -> None:
        """Save. The database knows the constraints: asking it for each of them beforehand would
        take as long as all the rest.
        """
        objet.full_clean(validate_constraints=False)
        try:
            with transaction.atomic():
                objet.save()
        except IntegrityError:
            # It says no: the constraint that was broken says it in French.
            objet.full_clean()
            raise


def _dire(erreur: ValidationError) -> str:
    """« champ : raison », and the reason alone when it is about the whole row."""
    if not hasattr(erreur, "error_dict"):
        return " ".join(erreur.messages)
    return " ".join(
        message if champ == NON_FIELD_ERRORS else f"{champ} : {message}"
        for champ, messages in erreur.message_dict.items()
        for message in messages
    )
