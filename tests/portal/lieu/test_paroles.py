"""« Une source en parle »: on the sheet of a place, until the team settles it."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from dispositifs.models import Discordance
from tests.bibliographie.conftest import une_notice
from tests.fabriques import Registre, nombre_de_requetes
from tests.lecture import texte
from tests.papier import flux_du_pdf, nombre_de_pages

TOULON = "/territoires/commune/83137-toulon/"
TITRE = "Une source en parle"


def une_discordance(registre: Registre, lieu: str, type_: str = "cls", **champs: Any) -> Any:
    """A line of the queue, as the nightly command writes it."""
    defauts = {
        "d_ou": "catalogue",
        "objet": f"notice:{Discordance.objects.count()}",
        "adresse": "/bibliographie/1-un-recit/",
        "titre": "Un récit",
    }
    return Discordance.objects.create(
        territoire=registre.lieux[lieu], type=registre.types[type_], **defauts | champs
    )


def lire(client: Client, adresse: str) -> str:
    """The words of a page."""
    return texte(client.get(adresse, follow=True))


def test_de_la_commande_a_la_fiche_puis_du_registre_au_silence(
    registre: Registre, client: Client
) -> None:
    notice = une_notice("Un CLS à Toulon, raconté")
    notice.types.set(["cls"])
    notice.territoires.set([registre.lieux["commune-83137"]])
    assert TITRE not in lire(client, TOULON)
    call_command("confronter", "--ecrire", verbosity=0, stdout=StringIO())
    reponse = client.get(TOULON)
    page = texte(reponse)
    assert f"{TITRE} Le registre ne le connaît pas encore" in page
    assert "Contrat local de santé (CLS) : Un CLS à Toulon, raconté (la bibliographie)." in page
    assert f'href="{notice.get_absolute_url()}"' in reponse.content.decode()
    assert client.get(notice.get_absolute_url()).status_code == 200
    # Published this morning, the page no longer says that the register lacks it.
    registre.un_dispositif("cls", "commune-83137")
    assert TITRE not in lire(client, TOULON)


def test_la_fiche_dit_aussi_ce_qui_est_dedans_pas_une_fiche_large(
    registre: Registre, client: Client
) -> None:
    une_discordance(registre, "commune-83137")
    une_discordance(registre, "epci-248300543", "asv")
    une_discordance(registre, "departement-83", "dac")
    epci = lire(client, "/territoires/epci/248300543/")
    assert "Atelier santé ville (ASV) : Un récit" in epci
    assert "Contrat local de santé (CLS), à Toulon : Un récit" in epci
    assert "Le registre ne les connaît pas encore" in epci
    assert "DAC), dans le Var" not in epci
    var = lire(client, "/territoires/departement/83-var/")
    assert "coordination (DAC) : Un récit" in var
    assert "à Toulon : Un récit" not in var
    assert TITRE not in lire(client, "/territoires/commune/83126-la-seyne-sur-mer/")


@pytest.mark.parametrize(
    "champs",
    [
        {"etat": "ecartee", "raison": "Un projet", "traitee_le": "2026-11-30T03:00Z"},
        {"etat": "reglee", "raison": "Au registre", "traitee_le": "2026-11-30T03:00Z"},
    ],
)
def test_ce_qui_est_traite_ne_se_dit_plus(
    registre: Registre, client: Client, champs: dict[str, str]
) -> None:
    une_discordance(registre, "commune-83137", **champs)
    assert TITRE not in lire(client, TOULON)


def test_a_une_date_passee_la_fiche_n_en_dit_rien(registre: Registre, client: Client) -> None:
    une_discordance(registre, "commune-83137")
    assert TITRE not in lire(client, f"{TOULON}?au=2017")


def test_un_texte_hostile_reste_du_texte(registre: Registre, client: Client) -> None:
    mechant = "<script>alert(1)</script>"
    une_discordance(registre, "commune-83137", titre=mechant, extrait=f"{mechant}\"'&")
    page = client.get(TOULON).content.decode()
    assert mechant not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_une_note_hostile_traverse_la_commande_sans_devenir_du_code(
    registre: Registre, client: Client
) -> None:
    note = "<img src=x onerror=alert(1)> CLS de Toulon</ul><script>alert(2)</script>"
    registre.un_dispositif("asv", "commune-83126", desaccord=note)
    call_command("confronter", "--ecrire", verbosity=0, stdout=StringIO())
    page = client.get(TOULON).content.decode()
    assert "<img src=x" not in page
    assert "<script>alert" not in page
    assert "&lt;img src=x onerror=alert(1)&gt; CLS de Toulon" in page


def test_la_fiche_coute_autant_pour_une_que_pour_quarante(
    registre: Registre, client: Client
) -> None:
    comptes = []
    for rangs in (range(1), range(1, 40)):
        for n in rangs:
            types = list(registre.types)
            lieu = ("commune-83137", "epci-248300543")[n % 2]
            une_discordance(registre, lieu, types[n // 2 % len(types)])
        for adresse in (TOULON, "/territoires/epci/248300543/"):
            client.get(adresse, follow=True)
        comptes.append(
            nombre_de_requetes(lambda: client.get("/territoires/epci/248300543/", follow=True))
        )
    assert comptes[0] == comptes[1] <= 40
    assert "Et 8 autres." in lire(client, "/territoires/epci/248300543/")


def test_la_feuille_a4_le_dit_en_une_ligne(registre: Registre, client: Client) -> None:
    pytest.importorskip("weasyprint", exc_type=OSError, reason="Pango absent")
    une_discordance(registre, "commune-83137")
    reponse = client.get("/territoires/commune/83137-toulon.pdf")
    assert nombre_de_pages(reponse.content) == 1
    assert flux_du_pdf(reponse.content)
