"""The robot goes to the public web only: each way round is refused before any connection."""

import ast
import asyncio
import os
import socket
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bibliographie.models import ControleLien
from bibliographie.robot.client import Client
from bibliographie.robot.frontiere import (
    AdresseRefuseeError,
    Frontiere,
    NomInconnuError,
    TransportGarde,
    est_publique,
)
from tests.bibliographie.robot.conftest import Visiter
from tests.bibliographie.robot.serveur import Annuaire, Serveur
from tests.maison.arbre import lire, python
from tests.maison.test_sens_des_imports import _paquets_importes

REFUSE = ControleLien.Issue.REFUSE
PUBLIQUE = "93.184.216.34"

PRIVEES = [
    *("0.0.0.1", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254"),
    *("172.16.0.1", "172.31.255.255", "192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.1.1"),
    *("198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.255.255.250", "240.0.0.1"),
    *("255.255.255.255", "168.63.129.16", "::", "::1", "::7f00:1", "::ffff:127.0.0.1"),
    *("::ffff:10.0.0.1", "::ffff:7f00:1", "64:ff9b::7f00:1", "64:ff9b:1::1", "100::1"),
    *("2001::1", "2001:0:7f00:1::", "2001:db8::1", "2002:7f00:1::1", "3fff::1", "fc00::1"),
    *("fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "2600::1%1"),
]
PUBLIQUES = [
    PUBLIQUE,
    "8.8.8.8",
    "172.32.0.1",
    "100.128.0.1",
    "2001:4860:4860::8888",
    "2a01:e0a::1",
]

DEGUISEES = [
    *("2130706433", "0x7f000001", "0x7F.0.0.1", "0177.0.0.1", "017700000001", "127.1", "127.0.1"),
    *("127.0.0.01", "0x7f.1", "127.0.0.1.", "127.0.0.0x1", "0", "①②⑦.0.0.1", "127。0。0。1"),
    *("1.1.1", "134744072", "0x", "example.org.0x7f"),
]
INVALIDES = [
    *("localhost", "LOCALHOST", "localhost.", "intranet", "a..example.org", ".example.org"),
    *("-a.example.org", "%31%32%37.0.0.1", "127.0.0.1%00.example.org", "a" * 64 + ".example.org"),
    *("a b.example.org", "exemple.example.org:22@", "", "..."),
]


def adresses(url: str, frontiere: Frontiere) -> list[str]:
    return asyncio.run(frontiere.adresses(httpx.URL(url)))


def resout_en(*reponses: str) -> Frontiere:
    async def resoudre(hote: str, port: int) -> list[str]:
        return list(reponses)

    return Frontiere(resoudre)


@pytest.mark.parametrize("adresse", PRIVEES)
def test_une_adresse_speciale_n_est_pas_publique(adresse: str) -> None:
    assert not est_publique(adresse)


@pytest.mark.parametrize("adresse", PUBLIQUES)
def test_une_adresse_du_web_est_publique(adresse: str) -> None:
    assert est_publique(adresse)


@pytest.mark.parametrize("adresse", PRIVEES)
def test_une_adresse_speciale_est_refusee_ecrite_en_chiffres_ou_par_un_nom(adresse: str) -> None:
    hote = f"[{adresse}]" if ":" in adresse else adresse
    with pytest.raises((AdresseRefuseeError, httpx.InvalidURL)):
        adresses(f"http://{hote}/", resout_en(PUBLIQUE))
    with pytest.raises(AdresseRefuseeError, match="publique"):
        adresses("http://nom.example.org/", resout_en(adresse))


@pytest.mark.parametrize("hote", [*DEGUISEES, *INVALIDES])
def test_une_adresse_deguisee_ou_un_nom_douteux_ne_sont_jamais_resolus(hote: str) -> None:
    """Whatever DNS would say: here it would say a public address."""
    with pytest.raises((AdresseRefuseeError, httpx.InvalidURL)):
        adresses(f"http://{hote}/", resout_en(PUBLIQUE))


@pytest.mark.parametrize(
    "url",
    [
        *("ftp://example.org/", "file:///etc/passwd", "gopher://example.org/", "//example.org/"),
        *("javascript:alert(1)", "data:text/plain,a", "ws://example.org/", "example.org/page"),
        *("http://example.org:22/", "https://example.org:8443/", "http://example.org:6379/"),
        *("http://example.org:0/", "http://moi:secret@example.org/", "http://moi@example.org/"),
    ],
)
def test_un_autre_protocole_un_autre_port_ou_un_identifiant_sont_refuses(url: str) -> None:
    with pytest.raises((AdresseRefuseeError, httpx.InvalidURL)):
        adresses(url, resout_en(PUBLIQUE))


@pytest.mark.parametrize("port", [0, 22, 25, 6379, 8000, 65535])
def test_un_port_refuse_ne_coute_pas_une_question_a_l_annuaire(port: int) -> None:
    annuaire = Annuaire()
    with pytest.raises(AdresseRefuseeError, match=f"demande le port {port}"):
        adresses(f"http://source.example:{port}/", Frontiere(annuaire.resoudre))
    assert annuaire.questions == []


@given(st.text(), st.sampled_from(["http://", "https://", "//", "http://a.example.org/"]))
def test_aucun_texte_ne_mene_ailleurs_que_sur_le_web(texte: str, debut: str) -> None:
    """As an address or as a redirection, where every name leads home."""
    try:
        url = httpx.URL("http://source.example/").join(f"{debut}{texte}")
        trouvees = asyncio.run(resout_en("127.0.0.1").adresses(url))
    except (AdresseRefuseeError, httpx.InvalidURL):
        return
    assert all(est_publique(adresse) for adresse in trouvees)


@pytest.mark.parametrize(
    "url",
    [
        *("http://example.org/", "https://example.org/", "http://example.org:443/"),
        *("https://www.xn--cole-9oa.example/", "https://école.example/", "https://a_b.example./"),
    ],
)
def test_une_adresse_ordinaire_passe(url: str) -> None:
    assert adresses(url, resout_en(PUBLIQUE)) == [PUBLIQUE]


def test_d_une_reponse_melee_seules_les_adresses_publiques_servent() -> None:
    frontiere = resout_en("10.0.0.1", PUBLIQUE, "::1", "2001:4860:4860::8888", "127.0.0.1")
    assert adresses("http://example.org/", frontiere) == [PUBLIQUE, "2001:4860:4860::8888"]


def test_la_permission_des_tests_vaut_pour_une_adresse_et_un_port_exacts() -> None:
    async def resoudre(hote: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    frontiere = Frontiere(resoudre, frozenset({("127.0.0.1", 8000)}))
    assert adresses("http://a.example:8000/", frontiere) == ["127.0.0.1"]
    for url in ("http://a.example/", "http://127.0.0.2:8000/", "http://8.8.8.8:8000/"):
        with pytest.raises(AdresseRefuseeError):
            adresses(url, frontiere)


def test_personne_ne_peut_elargir_la_frontiere_hors_des_tests() -> None:
    """No call of the code gives it anything, so no setting, variable or option can reach it."""
    appels = [
        f"{fichier}:{noeud.lineno}"
        for fichier in python(tests=False)
        for noeud in ast.walk(ast.parse(lire(fichier)))
        if isinstance(noeud, ast.Call)
        and isinstance(noeud.func, ast.Name)
        and noeud.func.id == "Frontiere"
        and (noeud.args or noeud.keywords)
    ]
    assert appels == []
    for piece in ("frontiere", "client"):
        source = lire(Path(f"bibliographie/robot/{piece}.py"))
        assert _paquets_importes(ast.parse(source)) & {"os", "django", "environ", "sys"} == set()


@pytest.mark.parametrize("url", ["http://127.0.0.1:{port}/", "http://a.example.org:{port}/"])
def test_sans_permission_le_serveur_local_n_est_pas_joint(
    url: str, serveur: Serveur, visiter: Visiter, connexions: list[Any]
) -> None:
    visite = visiter(url.format(port=serveur.port), frontiere=resout_en("127.0.0.1"))
    assert visite.issue == REFUSE
    assert connexions == []
    assert serveur.demandes == []


@pytest.mark.parametrize(
    "vers",
    [
        *("http://10.0.0.1/", "http://127.0.0.1/", "http://169.254.169.254/latest/meta-data/"),
        *("http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://2130706433/", "http://0x7f.1/"),
        *(
            "http://interne.example.org/",
            "http://localhost/",
            "//localhost/",
            "http://127.0.0.1:22/",
        ),
        *("file:///etc/passwd", "gopher://source.example/", "javascript:alert(1)"),
        *("http://source.example:22/", "http://moi:secret@source.example/", "http://[/"),
    ],
)
@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_une_redirection_vers_un_lieu_interdit_n_est_pas_suivie(
    vers: str,
    code: int,
    serveur: Serveur,
    annuaire: Annuaire,
    visiter: Visiter,
    connexions: list[Any],
) -> None:
    annuaire.noms["interne.example.org"] = ["192.168.1.1"]
    visite = visiter(serveur.redirection("/piege", vers, code))
    assert visite.issue == REFUSE
    assert visite.code is None
    assert set(connexions) == {("127.0.0.1", serveur.port)}
    assert [demande.chemin for demande in serveur.demandes] == ["/piege"]


def test_un_nom_qui_change_d_adresse_entre_le_controle_et_la_connexion_n_y_gagne_rien(
    serveur: Serveur, visiter: Visiter, connexions: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: first an allowed address, then this machine, on a port where it answers."""
    permise = "192.0.2.10"
    questions: list[str] = []

    def getaddrinfo(hote: str, port: int, *args: Any, **options: Any) -> list[Any]:
        questions.append(hote)
        adresse = permise if len(questions) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (adresse, port))]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    visite = visiter(
        serveur.url("/", "rebond.example.org"),
        frontiere=Frontiere(permises=frozenset({(permise, serveur.port)})),
    )
    assert questions == ["rebond.example.org."]
    assert connexions == [(permise, serveur.port)]
    assert visite.erreur == "connexion impossible"
    assert serveur.demandes == []


def test_chaque_redirection_est_resolue_et_controlee_de_nouveau(
    serveur: Serveur, visiter: Visiter
) -> None:
    """The same name, allowed for the first page, leads home for the second."""
    reponses = [["127.0.0.1"], ["10.0.0.1"]]

    async def resoudre(hote: str, port: int) -> list[str]:
        return reponses.pop(0)

    serveur.page("/b")
    visite = visiter(
        serveur.redirection("/a", "/b"),
        frontiere=Frontiere(resoudre, frozenset({("127.0.0.1", serveur.port)})),
    )
    assert visite.issue == REFUSE
    assert [demande.chemin for demande in serveur.demandes] == ["/a"]


def test_la_connexion_se_fait_a_l_adresse_controlee_avec_le_nom_demande() -> None:
    recues: list[httpx.Request] = []

    def noter(request: httpx.Request) -> httpx.Response:
        recues.append(request)
        return httpx.Response(200)

    async def demander() -> None:
        transport = TransportGarde(resout_en("2001:4860:4860::8888"), httpx.MockTransport(noter))
        async with httpx.AsyncClient(transport=transport) as client:
            await client.get("https://École.example./page?q=1")

    asyncio.run(demander())
    (recue,) = recues
    assert str(recue.url) == "https://[2001:4860:4860::8888]/page?q=1"
    assert recue.headers["Host"] == "xn--cole-9oa.example."
    assert recue.extensions["sni_hostname"] == "xn--cole-9oa.example"


def test_si_une_adresse_publique_ne_repond_pas_la_suivante_est_essayee() -> None:
    essayees: list[str] = []

    def noter(request: httpx.Request) -> httpx.Response:
        essayees.append(request.url.host)
        if len(essayees) == 1:
            raise httpx.ConnectError("pas d’IPv6 ici")
        return httpx.Response(200)

    async def demander() -> None:
        transport = TransportGarde(resout_en("2a01:e0a::1", PUBLIQUE), httpx.MockTransport(noter))
        async with httpx.AsyncClient(transport=transport) as client:
            await client.get("https://example.org/")

    asyncio.run(demander())
    assert essayees == ["2a01:e0a::1", PUBLIQUE]


def test_le_resolveur_du_systeme_cherche_le_nom_complet_et_dit_quand_il_n_existe_pas(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    demandes: list[str] = []

    def getaddrinfo(hote: str, *args: Any, **options: Any) -> list[Any]:
        demandes.append(hote)
        raise socket.gaierror(socket.EAI_NONAME, "inconnu")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    with pytest.raises(NomInconnuError):
        adresses("http://perdu.example.org/", Frontiere())
    assert demandes == ["perdu.example.org."]


def test_les_mandataires_de_l_environnement_sont_ignores(
    serveur: Serveur, visiter: Visiter, monkeypatch: pytest.MonkeyPatch
) -> None:
    mandataire = "http://127.0.0.1:9"  # nothing listens there
    for nom in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(nom, mandataire)
        monkeypatch.setitem(os.environ, nom.lower(), mandataire)
    assert visiter(serveur.page("/")).code == 200


def test_un_client_sans_frontiere_donnee_a_celle_de_production(connexions: list[Any]) -> None:
    async def demander() -> None:
        client = Client("essai/1.0")
        try:
            await client.demander("GET", "http://127.0.0.1/")
        finally:
            await client.aclose()

    with pytest.raises(AdresseRefuseeError):
        asyncio.run(demander())
    assert connexions == []
