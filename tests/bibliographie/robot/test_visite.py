"""One visit: what the robot asks, what it believes, and when it gives up."""

import asyncio
import itertools
import socket
import ssl
import threading
import time

import pytest
import trustme

from bibliographie.models import ControleLien
from bibliographie.robot import client as module_client
from bibliographie.robot.cadence import Cadence
from bibliographie.robot.client import Client, agent
from bibliographie.robot.frontiere import Frontiere
from bibliographie.robot.visite import Redirection, Robot
from tests.bibliographie.robot.conftest import Visiter
from tests.bibliographie.robot.serveur import Annuaire, Serveur, Visiteur

Issue = ControleLien.Issue
# Far more than any limit given to the robot, so that a loaded machine changes no verdict.
MUET_S = 60


def test_une_page_qui_repond_n_est_demandee_que_par_head(
    serveur: Serveur, visiter: Visiter
) -> None:
    visite = visiter(serveur.page("/a"))
    assert (visite.issue, visite.code, visite.erreur) == (Issue.REPOND, 200, "")
    assert [demande.methode for demande in serveur.demandes] == ["HEAD"]


@pytest.mark.parametrize("refus", [400, 403, 404, 405, 500, 501, 503])
def test_quand_head_est_refuse_get_decide(refus: int, serveur: Serveur, visiter: Visiter) -> None:
    serveur.pages["/a"] = lambda v: v.dire(refus if v.command == "HEAD" else 200)
    assert visiter(serveur.url("/a")).issue == Issue.REPOND
    assert [demande.methode for demande in serveur.demandes] == ["HEAD", "GET"]


def test_quand_head_coupe_la_connexion_get_decide(serveur: Serveur, visiter: Visiter) -> None:
    def page(visiteur: Visiteur) -> None:
        if visiteur.command == "HEAD":
            visiteur.close_connection = True
        else:
            visiteur.dire(200)

    serveur.pages["/a"] = page
    assert visiter(serveur.url("/a")).issue == Issue.REPOND


@pytest.mark.parametrize(
    ("code", "issue"),
    [
        *((code, Issue.REPOND) for code in (200, 203, 206)),
        *((code, Issue.ABSENT) for code in (404, 410)),
        *((code, Issue.INDISPONIBLE) for code in (304, 400, 401, 403, 418, 429, 451)),
        *((code, Issue.INDISPONIBLE) for code in (500, 502, 503, 504, 599)),
        (302, Issue.INDISPONIBLE),  # without saying where
    ],
)
def test_chaque_code_a_son_issue(
    code: int, issue: Issue, serveur: Serveur, visiter: Visiter
) -> None:
    visite = visiter(serveur.page("/a", code))
    assert (visite.issue, visite.code) == (issue, code)


def test_le_robot_dit_qui_il_est_et_ne_garde_aucun_temoin(
    serveur: Serveur, visiter: Visiter
) -> None:
    url = serveur.page("/a", 200, Set_Cookie="suivi=1; Path=/")
    visiter(url, url)
    for demande in serveur.demandes:
        assert demande.entetes["User-Agent"] == "essai/1.0"
        assert "Cookie" not in demande.entetes
        assert "Authorization" not in demande.entetes
        assert demande.entetes["Host"] == f"source.example:{serveur.port}"


def test_l_agent_nomme_le_portail_et_son_adresse_en_ascii() -> None:
    assert agent("https://santé.example.org").isascii()
    assert agent("https://portail.example.org") == (
        "DispositifsLocauxDeSante/1.0 (verification des liens; +https://portail.example.org)"
    )


def test_les_redirections_sont_suivies_et_notees(serveur: Serveur, visiter: Visiter) -> None:
    serveur.page("/c")
    serveur.redirection("/b", "c", 302)
    visite = visiter(serveur.redirection("/a", f"//ailleurs.example:{serveur.port}/b", 308))
    ailleurs = f"http://ailleurs.example:{serveur.port}"
    assert visite.redirections == (
        Redirection(308, f"{ailleurs}/b"),
        Redirection(302, f"{ailleurs}/c"),
    )
    assert visite.arrivee == f"{ailleurs}/c"
    assert visite.code == 200


def test_une_redirection_vers_une_page_absente_est_une_absence(
    serveur: Serveur, visiter: Visiter
) -> None:
    visite = visiter(serveur.redirection("/a", "/perdue"))
    assert (visite.issue, visite.code) == (Issue.ABSENT, 404)


def test_apres_cinq_redirections_le_robot_renonce(serveur: Serveur, visiter: Visiter) -> None:
    for n in range(7):
        serveur.redirection(f"/{n}", f"/{n + 1}", 302)
    serveur.page("/7")
    assert visiter(serveur.url("/2")).issue == Issue.REPOND
    visite = visiter(serveur.url("/1"))
    assert (visite.issue, visite.erreur) == (Issue.INDISPONIBLE, "plus de cinq redirections")
    assert len(visite.redirections) == 5


def test_une_boucle_de_redirections_finit(serveur: Serveur, visiter: Visiter) -> None:
    assert visiter(serveur.redirection("/a", "/a")).erreur == "plus de cinq redirections"


@pytest.mark.parametrize(
    "vers",
    ["http://a\x7fb/", "http://ex:port/", "http://exämple.exa mple/", "\x01", "/" + "a" * 1000],
)
def test_une_redirection_illisible_ou_trop_longue_n_est_pas_suivie(
    vers: str, serveur: Serveur, visiter: Visiter
) -> None:
    visite = visiter(serveur.redirection("/a", vers))
    assert visite.issue == Issue.INDISPONIBLE
    assert visite.erreur.startswith("redirection ")


def test_un_nom_inconnu_est_injoignable(visiter: Visiter) -> None:
    visite = visiter("http://disparu.example.org/")
    assert (visite.issue, visite.erreur) == (Issue.INJOIGNABLE, "nom de domaine inconnu")
    assert not visite.serveur_a_repondu


def test_un_port_ferme_est_injoignable_et_n_est_essaye_qu_une_fois(
    annuaire: Annuaire, visiter: Visiter, connexions: list[object]
) -> None:
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))  # held, so that nobody listens there
        adresse = prise.getsockname()
        visite = visiter(
            f"http://source.example:{adresse[1]}/",
            frontiere=Frontiere(annuaire.resoudre, frozenset({adresse})),
        )
    assert (visite.issue, visite.erreur) == (Issue.INJOIGNABLE, "connexion impossible")
    assert connexions == [adresse]


def test_un_serveur_muet_est_coupe_au_bout_du_delai(serveur: Serveur, visiter: Visiter) -> None:
    serveur.pages["/a"] = lambda v: serveur.fin.wait(MUET_S) and v.dire(200)
    debut = time.monotonic()
    visite = visiter(serveur.url("/a"), requete_max_s=0.2)
    assert (visite.issue, visite.erreur) == (Issue.INJOIGNABLE, "délai dépassé")
    assert time.monotonic() - debut < MUET_S
    assert 350 <= visite.duree_ms < MUET_S * 1000


@pytest.mark.parametrize(
    ("debut", "issue"),
    [
        (b"", Issue.INJOIGNABLE),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", Issue.INDISPONIBLE),
    ],
    ids=["en-tete", "corps"],
)
def test_un_serveur_qui_distille_ses_octets_est_coupe_aussi(
    debut: bytes, issue: Issue, serveur: Serveur, visiter: Visiter
) -> None:
    """Each byte starts httpx's own timeout again: only a cap on the whole stops this."""

    def page(visiteur: Visiteur) -> None:
        visiteur.close_connection = True
        if visiteur.command == "GET":
            visiteur.wfile.write(debut)
            while not serveur.fin.wait(0.05):
                visiteur.wfile.write(b"H")

    serveur.pages["/a"] = page
    depart = time.monotonic()
    visite = visiter(serveur.url("/a"), requete_max_s=0.4)
    assert (visite.issue, visite.code) == (issue, None)
    assert time.monotonic() - depart < MUET_S


def test_un_corps_immense_n_est_lu_qu_au_debut(serveur: Serveur, visiter: Visiter) -> None:
    envoyes: list[int] = []
    bloc = b"x" * 65_536

    def page(visiteur: Visiteur) -> None:
        if visiteur.command == "HEAD":
            visiteur.dire(405)
            return
        visiteur.send_response(200)
        visiteur.send_header("Content-Length", str(10**12))
        visiteur.end_headers()
        while not serveur.fin.is_set():
            visiteur.wfile.write(bloc)
            envoyes.append(len(bloc))

    serveur.pages["/a"] = page
    visite = visiter(serveur.url("/a"))
    assert (visite.issue, visite.code) == (Issue.REPOND, 200)
    # What the kernel's own buffers hold is sent before the server learns that no one reads.
    assert sum(envoyes) < 40 * 2**20


def test_un_corps_comprime_n_est_pas_decompresse(
    serveur: Serveur, visiter: Visiter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wrong gzip body would fail if it were read as one: so would a bomb."""
    monkeypatch.setattr(module_client, "CORPS_MAX", 10)
    corps = b"ceci n'est pas du gzip" * 10
    serveur.pages["/a"] = lambda v: v.dire(
        405 if v.command == "HEAD" else 200, corps, Content_Encoding="gzip"
    )
    assert visiter(serveur.url("/a")).issue == Issue.REPOND


@pytest.mark.parametrize(
    "brut",
    [
        b"SSH-2.0-OpenSSH_9\r\n",
        b"HTTP/1.1 2000 Quoi\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 200_000,
    ],
    ids=["autre-protocole", "code-impossible", "entetes-sans-fin"],
)
def test_une_reponse_illisible_n_accuse_pas_le_lien(
    brut: bytes, serveur: Serveur, visiter: Visiter
) -> None:
    def page(visiteur: Visiteur) -> None:
        visiteur.close_connection = True
        visiteur.wfile.write(brut)

    serveur.pages["/a"] = page
    visite = visiter(serveur.url("/a"))
    assert visite.issue == Issue.INDISPONIBLE
    assert visite.erreur == "réponse interrompue ou illisible"


def test_une_adresse_illisible_est_refusee_sans_rien_demander(visiter: Visiter) -> None:
    for url in ("http://①②/", "http://a:b:c/", "http://[::1"):
        visite = visiter(url)
        assert (visite.issue, visite.erreur) == (Issue.REFUSE, "adresse illisible")


@pytest.mark.parametrize("nom", ["xn--a.example", "xn--.example", "xn--zz99999999.example"])
def test_un_nom_que_dns_seul_accepte_n_arrete_pas_le_robot(
    nom: str, serveur: Serveur, visiter: Visiter
) -> None:
    """Punycode of nothing: it resolves, and the IDNA library refuses it late."""
    url = f"http://{nom}:{serveur.port}/"
    for adresse in (url, serveur.redirection("/a", url)):
        visite = visiter(adresse)
        assert (visite.issue, visite.erreur) == (Issue.REFUSE, "adresse illisible")


@pytest.fixture
def autorite(serveur: Serveur) -> trustme.CA:
    """The local server, in https, with a certificate for source.example alone."""
    autorite = trustme.CA()
    contexte = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    autorite.issue_cert("source.example").configure_cert(contexte)
    serveur.http.socket = contexte.wrap_socket(
        serveur.http.socket, server_side=True, do_handshake_on_connect=False
    )
    return autorite


def test_en_https_le_certificat_est_celui_du_nom_et_non_de_l_adresse(
    serveur: Serveur, visiter: Visiter, autorite: trustme.CA
) -> None:
    tls = ssl.create_default_context()
    autorite.configure_trust(tls)
    serveur.page("/a")
    bon = serveur.url("/a").replace("http:", "https:")
    assert visiter(bon, tls=tls).issue == Issue.REPOND
    visite = visiter(bon.replace("source", "autre"), tls=tls)
    assert visite.issue == Issue.INDISPONIBLE
    assert visite.erreur == "connexion sécurisée refusée (certificat)"


def test_en_https_un_certificat_inconnu_est_refuse(
    serveur: Serveur, visiter: Visiter, autorite: trustme.CA, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the environment says of certificates."""
    serveur.page("/a")
    with autorite.cert_pem.tempfile() as fichier:
        monkeypatch.setenv("SSL_CERT_FILE", fichier)
        module_client._certificats.cache_clear()
        visite = visiter(serveur.url("/a").replace("http:", "https:"))
    assert visite.erreur == "connexion sécurisée refusée (certificat)"


def visiter_ensemble(urls: list[str], frontiere: Frontiere, cadence: Cadence) -> list[object]:
    async def tout() -> list[object]:
        client = Client("essai/1.0", frontiere=frontiere)
        robot = Robot(client, cadence)
        try:
            return list(await asyncio.gather(*(robot.visiter(url) for url in urls)))
        finally:
            await client.aclose()

    return asyncio.run(tout())


def test_un_hote_n_a_jamais_deux_demandes_a_la_fois(serveur: Serveur, frontiere: Frontiere) -> None:
    a_deux = threading.Barrier(2, timeout=MUET_S)
    serveur.pages["/lente"] = lambda v: (a_deux.wait(), v.dire(200))
    urls = [serveur.url("/lente")] * 6 + [serveur.url("/lente", "b.example")] * 6
    visiter_ensemble(urls, frontiere, Cadence(delai_s=0))
    assert serveur.maximum["source.example"] == 1
    assert serveur.maximum["b.example"] == 1
    assert serveur.maximum["tous"] == 2


def test_le_nombre_de_demandes_simultanees_est_borne(
    serveur: Serveur, frontiere: Frontiere
) -> None:
    a_trois = threading.Barrier(3, timeout=MUET_S)
    serveur.pages["/lente"] = lambda v: (a_trois.wait(), v.dire(200))
    urls = [serveur.url("/lente", f"h{n}.example") for n in range(12)]
    visiter_ensemble(urls, frontiere, Cadence(delai_s=0, simultanees=3))
    assert serveur.maximum["tous"] == 3


def test_entre_deux_demandes_a_un_hote_le_delai_est_tenu(
    serveur: Serveur, frontiere: Frontiere
) -> None:
    """Also between HEAD and the GET that follows, and after a redirection."""
    serveur.redirection("/a", "/perdue")
    visiter_ensemble([serveur.url("/a")] * 2, frontiere, Cadence(delai_s=0.1))
    heures = [demande.a for demande in serveur.demandes]
    assert len(heures) == 6
    assert min(b - a for a, b in itertools.pairwise(heures)) >= 0.095


def test_qui_attend_son_hote_ne_prend_la_place_de_personne(
    serveur: Serveur, frontiere: Frontiere
) -> None:
    serveur.page("/a")
    urls = [serveur.url("/a")] * 4 + [serveur.url("/a", "b.example")]
    visiter_ensemble(urls, frontiere, Cadence(delai_s=0.2, simultanees=1))
    hotes = [demande.hote for demande in serveur.demandes]
    assert hotes.index("b.example") <= 1


def test_un_hote_qui_demande_grace_est_laisse(serveur: Serveur, frontiere: Frontiere) -> None:
    serveur.page("/a", 429)
    serveur.page("/b")
    urls = [serveur.url("/a"), serveur.url("/b"), serveur.url("/b", "b.example")]
    premiere, deuxieme, autre = visiter_ensemble(urls, frontiere, Cadence(delai_s=0))
    assert premiere is not None
    assert deuxieme is None
    assert autre is not None
    assert [d.chemin for d in serveur.demandes if d.hote == "source.example"] == ["/a"]


def test_l_annuaire_n_est_consulte_qu_une_fois_par_demande(
    serveur: Serveur, annuaire: Annuaire, visiter: Visiter
) -> None:
    visiter(serveur.page("/a"))
    assert annuaire.questions == ["source.example"]
