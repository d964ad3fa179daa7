"""Whatever the form of a list of quartiers, the same facts are read; noise spoils its own line."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from territoires.importation import qpv
from territoires.importation.lecture import FichierIllisibleError
from territoires.importation.tableau import lire_contenu

COMMUNES = {c: c for c in ("04070", "06088", "13055", "13070", "2A004", "83126", "97608")} | {
    "13201": "13055",
    "69381": "69123",
}
# Names that cp1252 can write, and that the typography leaves as they are.
NOMS = (
    st.text("abcdéèçôœA- ", min_size=1, max_size=20)
    .map(str.strip)
    .filter(lambda nom: nom and not nom.startswith("-") and "  " not in nom)
)
CODES = st.from_regex(r"\A(QP[0-9]{6}|QN[0-9]{5}[CNMI])\Z")


@st.composite
def listes(tirer: st.DrawFn) -> list[qpv.Quartier]:
    """Some quartiers, each with a code of its own."""
    codes = tirer(st.lists(CODES, min_size=1, max_size=5, unique=True))
    membres = st.frozensets(st.sampled_from(sorted(COMMUNES)), min_size=1, max_size=3)
    return [qpv.Quartier(code, tirer(NOMS), tirer(membres)) for code in codes]


def lire(contenu: bytes) -> tuple[list[qpv.Quartier], list[str]]:
    """The quartiers and what is said of the lines left out."""
    tableau = lire_contenu(contenu, "liste.csv", qpv.COLONNES)
    quartiers, erreurs = qpv.lire_liste(tableau, COMMUNES)
    return quartiers, [str(e) for e in erreurs]


def attendus(quartiers: list[qpv.Quartier]) -> list[qpv.Quartier]:
    """With the commune of each arrondissement."""
    return [
        qpv.Quartier(q.code, q.nom, frozenset(COMMUNES[c] for c in q.communes)) for q in quartiers
    ]


def ecrire(
    quartiers: list[qpv.Quartier], entetes: list[str], separateur: str, entre: str, *, mange: bool
) -> str:
    """A CSV; `mange`: a spreadsheet ate the zero that begins a code."""
    sortie = io.StringIO(newline="")
    plume = csv.writer(sortie, delimiter=separateur)
    plume.writerow(["rang", *entetes, ""])
    for rang, q in enumerate(quartiers):
        codes = [c.lstrip("0") if mange else c for c in sorted(q.communes)]
        plume.writerow([rang, q.code, q.nom, entre.join(codes), ""])
    return sortie.getvalue()


@given(
    listes(),
    st.sampled_from(qpv.COLONNES["code"]),
    st.sampled_from(qpv.COLONNES["nom"]),
    st.sampled_from(qpv.COLONNES["communes"]),
    st.sampled_from(";,\t"),
    st.sampled_from([";", ", ", " ", "|", "/"]),
    st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
    st.booleans(),
)
def test_toutes_les_formes_disent_les_memes_quartiers(
    quartiers: list[qpv.Quartier],
    code: str,
    nom: str,
    communes: str,
    separateur: str,
    entre: str,
    codage: str,
    mange: bool,
) -> None:
    entetes = [code.upper().replace(" ", "_"), nom.capitalize(), communes]
    texte = ecrire(quartiers, entetes, separateur, entre, mange=mange)
    assert lire(texte.encode(codage)) == (attendus(quartiers), [])


@given(listes(), st.text(max_size=30).filter(lambda b: not set(b) & set("\n\r\0")), st.data())
def test_le_bruit_d_une_ligne_ne_gate_que_son_quartier(
    quartiers: list[qpv.Quartier], bruit: str, donnees: st.DataObject
) -> None:
    texte = ecrire(quartiers, ["code_qp", "lib_qp", "insee_com"], ";", " ", mange=False)
    lignes = texte.split("\r\n")
    ou = donnees.draw(st.integers(1, len(quartiers)))
    lignes[ou] = bruit
    lus, erreurs = lire("\r\n".join(lignes).encode())
    gardes = attendus(quartiers)
    del gardes[ou - 1]
    assert [q for q in lus if q in gardes] == gardes
    assert all(e.startswith(f"liste.csv, ligne {ou + 1}") for e in erreurs)


@given(st.binary(max_size=300))
def test_n_importe_quels_octets_sont_lus_ou_refuses_en_francais(octets: bytes) -> None:
    entete = b"code_qp;lib_qp;insee_com\n"
    for contenu in (octets, entete + octets, b"\xef\xbb\xbf" + entete + octets):
        try:
            lus: list[qpv.Quartier] | FichierIllisibleError = lire(contenu)[0]
        except FichierIllisibleError as erreur:
            lus = erreur
        if isinstance(lus, FichierIllisibleError):
            assert lus.erreurs[0].raison
        else:
            assert all(q.communes for q in lus)
