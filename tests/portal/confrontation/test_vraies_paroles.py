"""The real fixtures: what the portal knows and its register does not have, no false alarm."""

import pytest

from dispositifs.models import Discordance, Dispositif
from portal.confrontation.operation import confronter
from portal.confrontation.paroles import paroles
from territoires.models import Echelle, Territoire

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("france")]

# What each room names that the register may lack, read one by one: (type, place, room).
# A fact that enters the register takes its line off the queue, never adds one.
LUES = {
    ("asv", "commune-44184", "catalogue"),
    ("asv", "commune-67482", "catalogue"),
    ("asv", "commune-92050", "catalogue"),
    ("asv", "commune-93001", "catalogue"),
    ("asv", "commune-93014", "catalogue"),
    ("asv", "commune-95218", "catalogue"),
    ("cls", "epci-200072726", "catalogue"),
    ("cls", "epci-246700306", "catalogue"),
    ("clsm", "epci-247100589", "catalogue"),
    ("cpts", "departement-04", "chiffre"),
    ("cpts", "departement-05", "chiffre"),
    ("cpts", "departement-05", "catalogue"),
    ("dac", "departement-84", "catalogue"),
}


def test_chaque_discordance_du_portail_a_ete_lue_par_quelqu_un() -> None:
    bilan = confronter(ecrire=True)
    trouvees = {
        (d.type_id, d.territoire.reference, d.d_ou)
        for d in Discordance.objects.select_related("territoire")
    }
    assert len(bilan.nouvelles) == Discordance.objects.count()
    assert trouvees <= LUES, "lisez-les : vraies, elles s’ajoutent ; fausses, corrigez le lecteur"
    assert sum(bilan.lues.values()) > 60


def test_une_deuxieme_fois_rien_ne_bouge() -> None:
    confronter(ecrire=True)
    avant = list(Discordance.objects.order_by("pk").values())
    bilan = confronter(ecrire=True)
    assert (bilan.nouvelles, bilan.reglees, bilan.corrigees, bilan.rouvertes) == ([], [], [], [])
    assert bilan.inchangees == len(avant)
    assert list(Discordance.objects.order_by("pk").values()) == avant


def test_aucune_parole_ne_vise_plus_large_qu_un_departement_ni_un_brouillon() -> None:
    dites = [parole for _, lues in paroles() for parole in lues]
    lieux = Territoire.objects.in_bulk({p.territoire for p in dites})
    assert all(lieux[p.territoire].echelle not in (Echelle.REGION, Echelle.PAYS) for p in dites)
    assert len(set(dites)) == len(dites)
    publies = set(Dispositif.objects.publies().values_list("slug", flat=True))
    notes = {p.objet.partition(":")[2] for p in dites if p.objet.startswith("dispositif:")}
    assert notes <= publies


def test_chaque_note_nomme_un_dispositif_que_ses_mots_disent() -> None:
    """Whoever reads the queue sees the words: the sigle or the name, and the place."""
    for piece, lues in paroles():
        for parole in lues:
            if piece in ("note", "explication"):
                assert parole.extrait, parole
