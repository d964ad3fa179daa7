"""`manage.py verifier_liens`: what a round visits, writes, and never loses."""

import os
import signal
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from bibliographie.management.commands.verifier_liens import Command
from bibliographie.models import ControleLien, Lien, Notice, Rattachement
from bibliographie.robot import releve
from bibliographie.robot.frontiere import Frontiere
from bibliographie.robot.visite import Visite
from tests.bibliographie.robot.serveur import Annuaire, Serveur, Visiteur

pytestmark = pytest.mark.django_db
Etat, Issue = Lien.Etat, ControleLien.Issue
Verifier = Callable[..., str]
ABSENTE = "http://disparu.example.org/"


class Horloge:
    def __init__(self) -> None:
        self.maintenant = datetime(2026, 3, 1, 3, 0, tzinfo=timezone.get_default_timezone())

    def avancer(self, **duree: float) -> None:
        self.maintenant += timedelta(**duree)


@pytest.fixture
def horloge(monkeypatch: pytest.MonkeyPatch) -> Horloge:
    horloge = Horloge()
    monkeypatch.setattr(timezone, "now", lambda: horloge.maintenant)
    return horloge


@pytest.fixture
def verifier(frontiere: Frontiere) -> Verifier:
    """Run the command on the local server; what it says."""

    def verifier(*options: str) -> str:
        sortie = StringIO()
        commande = Command(stdout=sortie)
        commande.frontiere = frontiere
        try:
            call_command(commande, *options, "--delai", "0", "--verbosity", "0")
        finally:
            verifier.dit = sortie.getvalue()
        return sortie.getvalue()

    return verifier


def lien(url: str, etat: str = Etat.INCONNU, il_y_a: int | None = None) -> Lien:
    le = None if il_y_a is None else timezone.now() - timedelta(days=il_y_a)
    return Lien.objects.create(url=url, etat=etat, controle_le=le)


def etat(lien: Lien) -> str:
    lien.refresh_from_db()
    return lien.etat


def test_chaque_lien_a_son_etat_et_son_controle(serveur: Serveur, verifier: Verifier) -> None:
    serveur.page("/nouvelle")
    vivant = lien(serveur.page("/vivante"))
    deplace = lien(serveur.redirection("/ancienne", "/nouvelle"))
    detour = lien(serveur.redirection("/detour", "/nouvelle", 302))
    suspects = [lien(serveur.page(f"/{code}", code)) for code in (403, 404, 410, 500, 503)]
    inconnu = lien(ABSENTE)
    interdit = lien("http://127.0.0.1/admin")
    dit = verifier()
    assert [etat(un) for un in (vivant, deplace, detour)] == [
        Etat.VIVANT,
        Etat.DEPLACE,
        Etat.VIVANT,
    ]
    assert {etat(un) for un in [*suspects, inconnu, interdit]} == {Etat.SUSPECT}
    assert deplace.redirige_vers == serveur.url("/nouvelle")
    assert detour.redirige_vers == ""
    assert vivant.controle_le is not None
    controle = deplace.controles.get()
    assert (controle.issue, controle.code, controle.url) == (Issue.DEPLACE, 200, deplace.url)
    assert controle.redirections == [{"code": 301, "vers": serveur.url("/nouvelle")}]
    assert detour.controles.get().redirige_vers == serveur.url("/nouvelle")
    assert inconnu.controles.get().erreur == "nom de domaine inconnu"
    assert interdit.controles.get().erreur == "mène à une adresse qui n’est pas publique"
    assert "10 adresses contrôlées." in dit
    assert "ne répond pas, à revoir\u00a0: 7" in dit


def test_une_adresse_incomplete_n_est_jamais_visitee(serveur: Serveur, verifier: Verifier) -> None:
    incomplete = lien(serveur.url("/[...]"), Etat.INCOMPLET)
    verifier("--age", "0")
    assert etat(incomplete) == Etat.INCOMPLET
    assert not incomplete.controles.exists()
    with pytest.raises(CommandError, match="Pas d’adresse complète"):
        verifier("--url", incomplete.url)


@pytest.mark.parametrize(("code", "fin"), [(404, Etat.MORT), (410, Etat.MORT), (503, Etat.SUSPECT)])
def test_il_faut_trois_echecs_espaces_pour_mourir_et_un_503_n_y_suffit_jamais(
    code: int, fin: Etat, serveur: Serveur, verifier: Verifier, horloge: Horloge
) -> None:
    malade = lien(serveur.page("/a", code))
    etats = []
    for _ in range(7):
        verifier()
        etats.append(etat(malade))
        horloge.avancer(days=1)
    assert etats == [Etat.SUSPECT] * 4 + [fin] * 3
    assert [c.le.day for c in malade.controles.order_by("le")] == (
        [1, 3, 5] if fin == Etat.MORT else [1, 3, 5, 7]
    )


def test_trois_echecs_le_meme_jour_n_en_font_qu_un(
    serveur: Serveur, verifier: Verifier, horloge: Horloge
) -> None:
    malade = lien(serveur.page("/a", 404))
    for _ in range(5):
        verifier("--age", "0")
        horloge.avancer(hours=1)
    assert malade.controles.count() == 5
    assert etat(malade) == Etat.SUSPECT


def test_une_reponse_entre_les_echecs_remet_le_compte_a_zero(
    serveur: Serveur, verifier: Verifier, horloge: Horloge
) -> None:
    malade = lien(serveur.url("/a"))
    for code in (404, 404, 200, 404, 503, 404):
        serveur.page("/a", code)
        verifier("--age", "0")
        horloge.avancer(days=2)
    assert etat(malade) == Etat.SUSPECT
    serveur.page("/a", 404)
    verifier("--age", "0")
    assert etat(malade) == Etat.MORT


def test_un_mort_qui_repond_revit(serveur: Serveur, verifier: Verifier, horloge: Horloge) -> None:
    mort = lien(serveur.url("/a"))
    for _ in range(3):
        verifier()
        horloge.avancer(days=2)
    assert etat(mort) == Etat.MORT
    serveur.page("/a")
    verifier("--age", "2")
    assert etat(mort) == Etat.VIVANT
    assert mort.controles.count() == 4


def test_le_robot_ne_depublie_rien(serveur: Serveur, verifier: Verifier, horloge: Horloge) -> None:
    notice = Notice.objects.create(
        cle="essai", type=Notice.Type.RAPPORT, titre="Essai", etat="publie"
    )
    mort = lien(serveur.url("/perdue"))
    Rattachement.objects.create(notice=notice, lien=mort)
    avant = Notice.objects.values().get()
    for _ in range(3):
        verifier()
        horloge.avancer(days=2)
    assert etat(mort) == Etat.MORT
    assert Notice.objects.values().get() == avant
    assert notice.liens.get() == mort
    assert notice.history.count() == 1


def test_les_plus_anciens_d_abord_et_ceux_qui_sont_frais_attendent(
    serveur: Serveur, verifier: Verifier, horloge: Horloge
) -> None:
    ages = {"/frais": 5, "/vieux": 40, "/trente": 30, "/tres-vieux": 90, "/jamais": None}
    for chemin, age in ages.items():
        lien(serveur.page(chemin), Etat.VIVANT if age else Etat.INCONNU, age)
    lien(serveur.page("/suspect"), Etat.SUSPECT, 2)
    lien(serveur.page("/suspect-d-hier"), Etat.SUSPECT, 1)
    verifier()
    assert [demande.chemin for demande in serveur.demandes] == [
        *("/jamais", "/tres-vieux", "/vieux", "/trente", "/suspect")
    ]


def test_limite_et_age_bornent_la_tournee(serveur: Serveur, verifier: Verifier) -> None:
    for n in range(5):
        lien(serveur.page(f"/{n}"), Etat.VIVANT, 10 + n)
    assert "0 adresse contrôlée." in verifier()
    assert "2 adresses contrôlées." in verifier("--age", "10", "--limite", "2")
    assert [demande.chemin for demande in serveur.demandes] == ["/4", "/3"]


def test_url_visite_tout_de_suite_cette_seule_adresse(serveur: Serveur, verifier: Verifier) -> None:
    frais = lien(serveur.page("/a"), Etat.VIVANT, 0)
    lien(serveur.page("/b"))
    verifier("--url", frais.url)
    assert [demande.chemin for demande in serveur.demandes] == ["/a"]
    with pytest.raises(CommandError, match="ailleurs"):
        verifier("--url", "http://ailleurs.example/")


@pytest.mark.parametrize(
    "options",
    [
        *(["--limite", "-1"], ["--limite", "²"], ["--age", "1.5"], ["--age", "hier"]),
        *(["--delai", "-1"], ["--delai", "nan"], ["--delai", "inf"], ["--delai", "vite"]),
    ],
)
def test_une_option_absurde_est_refusee_en_francais(
    options: list[str], frontiere: Frontiere
) -> None:
    with pytest.raises(CommandError, match="n’est pas un"):
        call_command(Command(), *options)


def test_aucune_option_n_ouvre_le_reseau_de_la_machine(serveur: Serveur) -> None:
    """The production command, on the local server: refused, whatever one asks."""
    for url in (serveur.page("/a"), f"http://127.0.0.1:{serveur.port}/a", "http://127.0.0.1/"):
        lien(url.replace("source.example", "localhost"))
    call_command("verifier_liens", "--delai", "0", verbosity=0, stdout=StringIO())
    assert set(ControleLien.objects.values_list("issue", flat=True)) == {Issue.REFUSE}
    assert serveur.demandes == []


@pytest.mark.usefixtures("interruptible")
def test_une_interruption_garde_ce_qui_est_ecrit_et_la_suivante_finit(
    serveur: Serveur, verifier: Verifier
) -> None:
    def arreter(visiteur: Visiteur) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        serveur.fin.wait(0.3)
        visiteur.dire(200)

    urls = [serveur.page(f"/{n}") for n in range(6)]
    serveur.pages["/3"] = arreter
    for url in urls:
        lien(url)
    with pytest.raises(CommandError, match="Interrompu") as arret:
        verifier()
    assert arret.value.returncode == 130
    assert "3 adresses contrôlées." in verifier.dit
    faites = set(ControleLien.objects.values_list("url", flat=True))
    assert faites == set(urls[:3])
    serveur.page("/3")
    serveur.demandes.clear()
    assert "3 adresses contrôlées." in verifier()
    assert [demande.chemin for demande in serveur.demandes] == ["/3", "/4", "/5"]
    assert ControleLien.objects.count() == 6
    assert set(Lien.objects.values_list("etat", flat=True)) == {Etat.VIVANT}


def test_reseau_coupe_rien_n_est_note_contre_les_liens(
    verifier: Verifier, serveur: Serveur
) -> None:
    for n in range(4):
        lien(f"http://site{n}.example.org/", Etat.VIVANT, 40)
    with pytest.raises(CommandError, match="le réseau de cette machine est-il coupé") as erreur:
        verifier()
    assert "4 échecs n’ont pas été notés" in str(erreur.value)
    assert not ControleLien.objects.exists()
    assert set(Lien.objects.values_list("etat", flat=True)) == {Etat.VIVANT}


def test_un_lien_vivant_sert_de_temoin_quand_aucun_des_dus_ne_repond(
    verifier: Verifier, serveur: Serveur
) -> None:
    temoin = lien(serveur.page("/temoin"), Etat.VIVANT, 1)
    perdu = lien(ABSENTE)
    verifier()
    assert etat(perdu) == Etat.SUSPECT
    assert perdu.controles.get().issue == Issue.INJOIGNABLE
    assert temoin.controles.count() == 1


def test_l_ordre_des_reponses_ne_change_rien_aux_echecs_notes(
    verifier: Verifier, serveur: Serveur
) -> None:
    """An unknown name fails at once; the proof that the network works comes later."""
    perdus = [lien(f"http://perdu{n}.example.org/") for n in range(3)]
    serveur.pages["/lente"] = lambda v: serveur.fin.wait(0.2) or v.dire(200)
    lien(serveur.url("/lente"))
    assert "4 adresses contrôlées." in verifier()
    assert {etat(perdu) for perdu in perdus} == {Etat.SUSPECT}


def test_un_serveur_qui_demande_grace_est_remis_a_la_prochaine_fois(
    verifier: Verifier, serveur: Serveur
) -> None:
    gene = lien(serveur.page("/a", 429))
    remis = lien(serveur.page("/b"))
    dit = verifier()
    assert etat(gene) == Etat.SUSPECT
    assert etat(remis) == Etat.INCONNU
    assert "1 visite remise à la prochaine fois" in dit


def test_une_adresse_corrigee_pendant_la_visite_n_en_recoit_rien() -> None:
    un = lien("http://source.example/a")
    visite = Visite(un.url, Issue.ABSENT, 404)
    Lien.objects.filter(pk=un.pk).update(url="http://source.example/b")
    assert releve.noter(un.pk, visite) is None
    un.delete()
    assert releve.noter(un.pk or 0, visite) is None
    assert not ControleLien.objects.exists()


def test_une_adresse_corrigee_repart_de_zero_et_garde_l_histoire_de_l_ancienne(
    serveur: Serveur, verifier: Verifier, horloge: Horloge
) -> None:
    un = lien(serveur.url("/ancienne"))
    for _ in range(2):
        verifier()
        horloge.avancer(days=2)
    un.refresh_from_db()
    un.url = serveur.url("/nouvelle")
    un.save()
    assert (etat(un), un.controle_le, un.redirige_vers) == (Etat.INCONNU, None, "")
    verifier()
    assert etat(un) == Etat.SUSPECT  # one failure of its own, not three
    assert un.controles.count() == 3


def test_une_visite_ecrit_tout_ou_rien(monkeypatch: pytest.MonkeyPatch) -> None:
    un = lien("http://source.example/a")

    def casser(*args: object, **options: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(Lien, "save", casser)
    with pytest.raises(RuntimeError):
        releve.noter(un.pk, Visite(un.url, Issue.REPOND, 200))
    assert not ControleLien.objects.exists()


def test_beaucoup_de_liens_passent_par_la_fenetre(
    serveur: Serveur, verifier: Verifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bibliographie.robot.tournee.FENETRE", 3)

    def lente(visiteur: Visiteur) -> None:
        time.sleep(0.02)
        visiteur.dire(200)

    for n in range(30):
        serveur.pages[f"/{n}"] = lente
        lien(serveur.url(f"/{n}", f"h{n % 7}.example"))
    assert "30 adresses contrôlées." in verifier()
    assert ControleLien.objects.count() == 30
    assert serveur.maximum["tous"] <= 3


def test_verbeux_dit_chaque_visite(serveur: Serveur, annuaire: Annuaire) -> None:
    url = serveur.redirection("/a", "/b")
    lien(url)
    serveur.page("/b")
    sortie = StringIO()
    commande = Command(stdout=sortie)
    commande.frontiere = annuaire.frontiere(serveur)
    call_command(commande, verbosity=2)
    assert f"{url} → {serveur.url('/b')}\u00a0: déplacé (200, " in sortie.getvalue()
