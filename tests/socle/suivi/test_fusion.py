"""Three versions of one record, and the rules by which they merge."""

import copy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from socle.suivi.fusion import (
    ENREGISTRE,
    MIEN,
    Ecart,
    Etat,
    de_depart_inconnu,
    en_brut,
    fusionner,
    trancher,
)

MOTS = st.sampled_from(["", "a", "b", "c"])
FICHE = st.fixed_dictionaries({"nom": MOTS, "fin": MOTS, "porteur": MOTS})
RANGEE = st.fixed_dictionaries({"statut": MOTS, "date": MOTS})
RANGEES = st.dictionaries(st.sampled_from(["1", "2", "3", "4"]), RANGEE, max_size=4)


@st.composite
def departs(tirer: Any) -> Etat:
    """A record as it was opened."""
    return Etat(tirer(FICHE), {"etapes": tirer(RANGEES)})


@st.composite
def _modifies(tirer: Any, depart: Etat, champs: list[str], lignes: list[str]) -> Etat:
    """The same, changed only in these fields and these rows."""
    etat = copy.deepcopy(depart)
    etat.fiche |= {nom: tirer(MOTS) for nom in champs}
    for cle in lignes:
        if cle in etat.rangees["etapes"]:
            etat.rangees["etapes"][cle] = tirer(RANGEE)
    return etat


@st.composite
def disjoints(tirer: Any) -> tuple[Etat, Etat, Etat]:
    """A start, and two versions of it that never touch the same field nor the same row."""
    depart = tirer(departs())
    a = tirer(_modifies(depart, ["nom"], ["1", "2"]))
    b = tirer(_modifies(depart, ["fin", "porteur"], ["3", "4"]))
    return depart, a, b


@given(disjoints())
def test_reunir_des_changements_disjoints_vaut_les_appliquer_dans_les_deux_ordres(
    versions: tuple[Etat, Etat, Etat],
) -> None:
    depart, a, b = versions
    ab, ba = fusionner(depart, a, b), fusionner(depart, b, a)
    assert not ab.conflits
    assert not ba.conflits
    assert ab.etat == ba.etat
    assert ab.etat.fiche == {**a.fiche, "fin": b.fiche["fin"], "porteur": b.fiche["porteur"]}


@given(departs(), st.data())
def test_rien_de_ce_qui_est_tape_ne_se_perd(depart: Etat, data: st.DataObject) -> None:
    tout = (["nom", "fin", "porteur"], ["1", "2", "3", "4"])
    eux, moi = data.draw(_modifies(depart, *tout)), data.draw(_modifies(depart, *tout))
    fusion = fusionner(depart, eux, moi)
    for nom, valeur in moi.fiche.items():
        if valeur != depart.fiche[nom]:
            assert fusion.etat.fiche[nom] == valeur
    en_conflit = {e.champ for e in fusion.conflits if not e.groupe}
    assert en_conflit == {
        nom
        for nom, base in depart.fiche.items()
        if len({base, eux.fiche[nom], moi.fiche[nom]}) == 3
    }


@given(departs(), st.data())
def test_choisir_partout_la_version_enregistree_rend_la_version_enregistree_aux_conflits(
    depart: Etat, data: st.DataObject
) -> None:
    tout = (["nom", "fin", "porteur"], ["1", "2", "3", "4"])
    eux, moi = data.draw(_modifies(depart, *tout)), data.draw(_modifies(depart, *tout))
    fusion = fusionner(depart, eux, moi)
    apres = copy.deepcopy(fusion.etat)
    choix = {e.nom: ENREGISTRE for e in fusion.conflits}
    assert not trancher(apres, fusion.conflits, choix)
    second = fusionner(eux, eux, apres).etat
    for e in fusion.conflits:
        if e.groupe:
            assert second.rangees[e.groupe][e.cle][e.champ] == (e.eux or {})[e.champ]
        else:
            assert second.fiche[e.champ] == (e.eux or {})[e.champ]


@given(departs())
def test_le_meme_envoi_deux_fois_n_ajoute_rien(depart: Etat) -> None:
    moi = copy.deepcopy(depart)
    moi.nouvelles = {"etapes": [{"statut": "a", "date": "b"}]}
    eux = copy.deepcopy(depart)
    eux.rangees["etapes"]["9"] = {"statut": "a", "date": "b"}
    assert fusionner(depart, eux, moi).etat == Etat(eux.fiche, eux.rangees)


@given(disjoints())
def test_sans_point_de_depart_chaque_difference_est_un_conflit(
    versions: tuple[Etat, Etat, Etat],
) -> None:
    _, a, b = versions
    fusion = fusionner(de_depart_inconnu(a, b), a, b)
    differents = {nom for nom in a.fiche if a.fiche[nom] != b.fiche[nom]}
    assert {e.champ for e in fusion.conflits if not e.groupe} == differents


def test_un_choix_inconnu_ne_tranche_rien() -> None:
    ecart = Ecart("champ", "", "", "nom", {"nom": "a"}, {"nom": "b"}, {"nom": "c"}, conflit=True)
    moi = Etat({"nom": "c"})
    assert trancher(moi, [ecart], {ecart.nom: "autre"}) == [ecart]
    assert trancher(moi, [ecart], {ecart.nom: MIEN}) == []
    assert moi.fiche == {"nom": "c"}
    assert Ecart(**en_brut(ecart)) == ecart
