"""No sentence says more than its source: rules of shared/design/truth.md, over the real register.

Every record at ten dates; today and at two other dates, a place for each way of being reached.
"""

import re
from collections import defaultdict

import pytest
from django.utils import timezone

from dispositifs.comptes.blancs import zones_blanches
from dispositifs.models import AbsenceConstatee, Couverture, Dispositif, TypeDispositif
from dispositifs.registre.certitude import Certitude, Savoir
from dispositifs.registre.fiche import Portrait
from dispositifs.registre.instant import Instant
from dispositifs.registre.lieu import Mode
from portal.lieu.page import Lieu
from portal.lieu.vues import ECHELLES_LARGES
from socle import dates
from territoires.models import Appartenance, Echelle, Territoire

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("france")]

DATES = (
    "1999", "2005-06", "2012", "2016-04-10", "2018-03", "2021", "2023-12-31", "", "2027", "2030",
)  # fmt: skip
VIDES = (Savoir.ABSENCE, Savoir.INCONNU)
PRESENT = re.compile(r"\b(couvre|couvrent|tient|tiennent|est à l’étude|sont à l’étude)\b")


def passe_le_delai(c: Certitude) -> bool:
    """Counted here anew, from the dates alone."""
    if not c.connu_jusque or c.jour > timezone.localdate():
        return True
    return dates.mois_ecoules(c.connu_jusque, c.jour) >= c.delai


@pytest.mark.parametrize("au", DATES)
def test_aucune_fiche_ne_parle_au_present_de_ce_qui_a_passe_son_delai(au: str) -> None:
    fiches = Dispositif.objects.publies().avec_certitude(au).pour_fiche()
    for d in fiches:
        c = Certitude.de(d)
        avis = Portrait(d, Instant(au)).avis
        dit = f"{avis.titre} {avis.phrase}" if avis else ""
        if passe_le_delai(c):
            assert "n’existe pas encore" not in dit, d.slug
            assert c.est_passe or not c.statut or "à confirmer" in c.en_mots, d.slug
            assert c.est_passe or not c.statut or "à confirmer" in dit, d.slug
        if c.a_pris_fin and c.constat:
            assert "constaté" in c.en_mots, d.slug
        assert not c.connu_jusque or dates.bornes(c.connu_jusque)[0] <= c.jour, d.slug


def _lieux_distincts() -> list[Territoire]:
    """One place for each way in which perimeters reach the communes, the EPCI and the quartiers of
    the region: extent, whole or not, itself or what contains it, in what situation, how fresh."""
    certitudes = {d.pk: Certitude.de(d) for d in Dispositif.objects.publies().avec_certitude()}
    dits: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for lieu, part, pk in Couverture.objects.values_list("territoire", "part", "dispositif"):
        if pk in certitudes:
            dits[lieu].add((part, certitudes[pk].code))
    region = Territoire.objects.get(echelle=Echelle.REGION, code="93")
    dedans = Territoire.objects.contenus_dans(region).in_bulk()
    autour: dict[int, set[tuple[str, str, bool, bool]]] = defaultdict(set)
    liens = Appartenance.objects.filter(contenu__contenants__contenant=region)
    for contenu, contenant, entiere in liens.values_list("contenu", "contenant", "entiere"):
        for part, code in dits.get(contenant, ()):
            autour[contenu].add((part, code, entiere, contenu == contenant))
    distincts: dict[tuple[str, frozenset[tuple[str, str, bool, bool]]], Territoire] = {}
    for cle, t in dedans.items():
        distincts.setdefault((t.echelle, frozenset(autour[cle])), t)
    return [region, *distincts.values()]


@pytest.mark.parametrize("au", ["2018-03", "", "2030"])
def test_le_chapo_d_un_lieu_ne_dit_que_ce_que_ses_lignes_savent(au: str) -> None:
    lieux = _lieux_distincts()
    assert len(lieux) > 30
    for t in lieux:
        lieu = Lieu(t, large=t.echelle in ECHELLES_LARGES, instant=Instant(au))
        lignes = lieu.fiche.lignes
        frais = [x for x in lignes if not passe_le_delai(x.certitude) and not x.est_fini]
        dits = PRESENT.findall(lieu.chapo)
        if not any(x.mode in (Mode.COUVRE, Mode.EN_PARTIE, Mode.INTERIEUR) for x in frais):
            assert not [m for m in dits if "étude" not in m], (t.reference, lieu.chapo)
        if not any(x.mode in (Mode.COUVRE, Mode.EN_PARTIE) for x in lignes):
            assert "couv" not in lieu.chapo, (t.reference, lieu.chapo)
        if not frais:
            assert dits == [], (t.reference, lieu.chapo)


def test_les_signes_d_une_commune_disent_ce_que_compte_le_recensement() -> None:
    region, *lieux = _lieux_distincts()
    signes = TypeDispositif.objects.filter(a_son_signe=True)
    sans = {type_: set(zones_blanches(region, [type_.code], "")) for type_ in signes}
    for t in lieux:
        if t.echelle == Echelle.COMMUNE:
            for signe in Lieu(t, large=False).signes:
                assert (signe.savoir in VIDES) == (t in sans[signe.type]), (t.reference, signe)


def test_une_absence_ne_vaut_que_pour_le_lieu_nomme_et_ce_qu_il_contient() -> None:
    for absence in AbsenceConstatee.objects.select_related("territoire"):
        nomme = absence.territoire
        for heritier in nomme.successeurs.all():
            assert absence not in AbsenceConstatee.objects.sur(heritier), absence
        for plus_large in Territoire.objects.contenant(nomme).exclude(echelle=nomme.echelle):
            assert absence not in AbsenceConstatee.objects.sur(plus_large), absence


@pytest.mark.parametrize("reference", ["commune-05061", "commune-05170", "departement-05"])
def test_l_absence_des_hautes_alpes_se_voit_sur_chaque_signe(reference: str) -> None:
    lieu = Lieu(Territoire.objects.par_reference(reference), large=reference.startswith("dep"))
    savoirs = {s.type.code: s.savoir for s in lieu.signes}
    assert [savoirs[code] for code in ("asv", "cls", "clsm")] == [Savoir.ABSENCE] * 3


def test_beaurepaire_ne_recoit_pas_l_absence_du_pays_roussillonnais() -> None:
    def types(reference: str) -> set[str]:
        lieu = Territoire.objects.par_reference(reference)
        return set(AbsenceConstatee.objects.sur(lieu).values_list("type", flat=True))

    assert types("commune-38034") == types("epci-200085751") == set()  # Beaurepaire, its EPCI
    assert types("commune-38344") == {"asv", "cls", "clsm"}  # Roussillon
    assert types("commune-63125") == set()  # Courpière
    assert types("commune-63430") == {"asv", "clsm"}  # Thiers
