"""The date at which a page shows the register: today, or the past one that `?au=` asks for."""

from dataclasses import dataclass
from typing import Self

from django.http import QueryDict
from django.utils import timezone

from dispositifs.registre import phrases
from socle import dates
from socle.textes import majuscule

# The Comité interministériel des villes of 1999, which launched the ASV, opens the timeline.
DEBUT_DE_LA_CHRONOLOGIE = "1999"


@dataclass(frozen=True)
class Instant:
    """A date to read the register at; `au` is a partial date, "" for today."""

    au: str = ""
    erreur: str = ""

    @classmethod
    def demande(cls, parametres: QueryDict) -> Self:
        """The date of an address. What is no date gives today, and a sentence that says so."""
        au = parametres.get("au", "").strip()
        try:
            return cls(dates.lire(au))
        except ValueError:
            return cls(
                erreur=f"« {au[:20]} » n’est pas une date que le registre sait lire. Écrivez-la "
                f"comme {dates.EXEMPLE}, à partir de 1900. "
                "En attendant, voici la situation d’aujourd’hui."
            )

    def __bool__(self) -> bool:
        """Whether another date than today is asked for."""
        return bool(self.au)

    @property
    def statut_http(self) -> int:
        """400 when the address bears what is no date."""
        return 400 if self.erreur else 200

    @property
    def dernier_jour(self) -> str:
        """The day at which the date is read: its last one; today when none is asked for."""
        return (dates.bornes(self.au)[1] if self.au else timezone.localdate()).isoformat()

    @property
    def quand(self) -> str:
        """« en mars 2018 », « au 31 mars 2018 », « aujourd’hui »."""
        return phrases.quand(self.au) if self.au else "aujourd’hui"

    @property
    def titre(self) -> str:
        """« Tel qu’en mars 2018 », for a banner; "" today."""
        return f"Tel qu’{self.quand}" if self.au else ""

    @property
    def parametre(self) -> str:
        """What an address ends with to keep the date: « ?au=2018-03 », or nothing."""
        return f"?au={self.au}" if self.au else ""

    @property
    def nom_de_fichier(self) -> str:
        """What a file's name ends with: « -au-2018-03 », or nothing."""
        return f"-au-{self.au}" if self.au else ""

    @property
    def remarque(self) -> str:
        """What a reader must know of a date that the sources hardly reach; "" most often."""
        if not self.au:
            return ""
        if dates.bornes(self.au)[0] > timezone.localdate():
            return (
                "Cette date n’est pas encore venue : on lit ici ce que les sources annoncent déjà."
            )
        if self.au < DEBUT_DE_LA_CHRONOLOGIE:
            return (
                "La chronologie des dispositifs locaux de santé commence en 1999 : "
                "le registre ne sait rien d’aussi ancien."
            )
        return (
            "On lit ici ce que les sources situent à cette date ou avant. Ce qu’elles n’ont "
            "observé que plus tard existait peut-être déjà."
        )

    def dater(self, phrase: str) -> str:
        """A sentence put at that date: « En mars 2018, le registre… »; unchanged today."""
        if not self.au or not phrase:
            return phrase
        return f"{majuscule(self.quand)}, {phrase[0].lower()}{phrase[1:]}"


AUJOURD_HUI = Instant()
