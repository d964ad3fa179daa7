"""A record indexes itself, and the index can always be made again."""

import re
from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction
from django.test.utils import CaptureQueriesContext, isolate_apps

from socle.models import Source
from socle.recherche import Cherchable, TexteCherche, indexation, reconstruction, suggerer
from socle.recherche.indexation import indexer_tous
from socle.recherche.modeles import EntreeDeRecherche, MotConnu
from tests.socle.recherche.conftest import Ajouter, cles

pytestmark = pytest.mark.django_db


@pytest.fixture
def modele(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Source]]:
    """Sources, made searchable for the time of a test, alone in the registry."""
    with isolate_apps("socle"):

        class SourceCherchable(Cherchable, Source):
            """A proxy: no table of its own, and the whole of the mixin."""

            categorie_de_recherche = "source"

            class Meta:
                proxy = True
                app_label = "socle"

            def texte_de_recherche(self) -> TexteCherche:
                return TexteCherche(
                    titre=self.titre,
                    mots=(self.organisme,),
                    corps=self.note,
                    url=self.url,
                    date=self.date,
                    publie=self.organisme != "Brouillon",
                )

        for module in (indexation, reconstruction):
            monkeypatch.setattr(module, "modeles_cherchables", lambda: [SourceCherchable])
        yield SourceCherchable


def _reindexer() -> str:
    sortie = StringIO()
    call_command("reindexer", stdout=sortie)
    return sortie.getvalue()


def _bilan(nom: str) -> list[int]:
    """The four figures that a second rebuild gives: added, corrected, removed, unchanged."""
    ligne = next(ligne for ligne in _reindexer().splitlines() if ligne.startswith(f"{nom} :"))
    return [int(n) for n in re.findall(r"\d+", ligne)]


def test_enregistrer_rend_trouvable(modele: type[Source]) -> None:
    source = modele.objects.create(
        cle="guide", titre="Guide des élus", organisme="CRES", note="Le logement", date="2018-03"
    )
    assert cles("élue") == cles("cres") == cles("logements") == ["guide"]
    source.titre = "Guide des habitants"
    source.save()
    assert cles("élue") == []
    assert cles("habitante") == ["guide"]
    entree = EntreeDeRecherche.objects.get()
    assert (entree.titre, entree.date, entree.publie) == ("Guide des habitants", "2018-03", True)


def test_supprimer_fait_oublier(modele: type[Source]) -> None:
    modele.objects.create(cle="guide", titre="Guide")
    modele.objects.get().delete()
    assert not EntreeDeRecherche.objects.exists()


def test_changer_de_cle_ne_laisse_pas_deux_entrees(modele: type[Source]) -> None:
    modele.objects.create(cle="guide", titre="Guide")
    source = modele.objects.get()
    source.cle = "guide-des-elus"
    source.save()
    assert cles("guide") == ["guide-des-elus"]


def test_supprimer_apres_avoir_change_de_cle_oublie_les_deux(modele: type[Source]) -> None:
    modele.objects.create(cle="guide", titre="Guide")
    source = modele.objects.get()
    source.cle = "autre"
    source.delete()
    assert not EntreeDeRecherche.objects.exists()


def test_depublier_cache_aux_lecteurs(modele: type[Source]) -> None:
    source = modele.objects.create(cle="guide", titre="Guide", organisme="CRES")
    source.organisme = "Brouillon"
    source.save()
    assert cles("guide") == []
    assert suggerer("guide") == []


def test_un_enregistrement_refuse_n_est_pas_indexe(modele: type[Source]) -> None:
    modele.objects.create(cle="guide", titre="Guide")
    with pytest.raises(IntegrityError), transaction.atomic():
        modele.objects.create(cle="guide", titre="Doublon")
    assert cles("doublon") == []


def test_enregistrer_coute_deux_requetes_de_plus(modele: type[Source]) -> None:
    source = modele.objects.create(cle="guide", titre="Guide des élus", organisme="CRES")
    with CaptureQueriesContext(connection) as requetes:
        source.indexer()
    ordres = [r["sql"] for r in requetes if "SAVEPOINT" not in r["sql"]]
    assert len(ordres) == 2


def test_un_lot_s_indexe_apres_un_update(modele: type[Source]) -> None:
    for numero in range(3):
        modele.objects.create(cle=f"s{numero}", titre="Ancien")
    modele.objects.update(titre="Récent")
    assert cles("récent") == []
    indexer_tous(modele.objects.all())
    assert cles("récent") == ["s0", "s1", "s2"]
    assert cles("ancien") == []


def test_un_objet_lu_en_partie_se_lit_sans_requete_de_plus(modele: type[Source]) -> None:
    modele.objects.create(cle="guide", titre="Guide")
    with CaptureQueriesContext(connection) as requetes:
        list(modele.objects.only("titre"))
    assert len(requetes) == 1


def test_reindexer_refait_tout_et_la_seconde_fois_n_ecrit_rien(
    modele: type[Source], ajouter: Ajouter
) -> None:
    modele.objects.bulk_create(
        [modele(cle=f"s{n}", titre=f"Santé {n}", organisme="Élus") for n in range(600)]
    )
    ajouter("perdue", "Une notice sans modèle")
    ajouter("s-morte", "Une source effacée", "source")
    ajouter("s0", "Un titre périmé", "source")
    premier = _reindexer()
    assert "source : 599 en plus, 1 corrigées, 1 en moins, 0 déjà là" in premier
    assert "sans modèle : 0 en plus, 0 corrigées, 1 en moins" in premier
    assert len(cles("santé")) == len(cles("élu")) == 600
    assert cles("notice") == cles("effacée") == cles("périmé") == []
    assert sorted(MotConnu.objects.values_list("mot", "affiche")) == [
        ("elus", "Élus"),
        ("sante", "Santé"),
    ]
    avant = list(EntreeDeRecherche.objects.order_by("pk").values())
    assert _bilan("source") == [0, 0, 0, 600]
    assert _bilan("mots connus") == [0, 0, 0, 2]
    assert list(EntreeDeRecherche.objects.order_by("pk").values()) == avant


def test_reindexer_interrompu_ne_laisse_rien_a_moitie(
    modele: type[Source], monkeypatch: pytest.MonkeyPatch
) -> None:
    modele.objects.bulk_create([modele(cle="a", titre="Santé"), modele(cle="b", titre="Élus")])

    def casser(self: Source) -> TexteCherche:
        if self.cle == "b":
            raise RuntimeError("arrêt")
        return TexteCherche(self.titre)

    monkeypatch.setattr(modele, "texte_de_recherche", casser)
    monkeypatch.setattr(reconstruction, "LOT", 1)
    with pytest.raises(RuntimeError):
        _reindexer()
    assert not EntreeDeRecherche.objects.exists()


def test_deux_modeles_de_meme_categorie_sont_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    with isolate_apps("socle") as registre:

        class Un(Cherchable):
            categorie_de_recherche = "meme"

            class Meta:
                app_label = "socle"

        class Deux(Cherchable):
            categorie_de_recherche = "meme"

            class Meta:
                app_label = "socle"

        monkeypatch.setattr(indexation, "apps", registre)
        with pytest.raises(ImproperlyConfigured, match="meme"):
            indexation.modeles_cherchables()


def test_chaque_modele_du_portail_dit_ce_qui_se_cherche() -> None:
    for modele in indexation.modeles_cherchables():
        assert modele.categorie_de_recherche
        assert modele.texte_de_recherche is not Cherchable.texte_de_recherche
        assert isinstance(modele.a_indexer(), models.QuerySet)


@pytest.mark.usefixtures("bibliotheque")
def test_l_index_suit_la_table_meme_sans_passer_par_django() -> None:
    """Raw changes too: triggers on SQLite, generated columns on PostgreSQL.

    Fails when a migration that altered the table forgot to set SQLite's triggers up again.
    """
    with connection.cursor() as curseur:
        curseur.execute(
            "UPDATE socle_entreederecherche SET racines_titre = ' zebr ', "
            "mots_du_titre = ' zebre ' WHERE cle = 'covid'"
        )
        curseur.execute("DELETE FROM socle_entreederecherche WHERE cle = 'clsm'")
    assert cles("zèbre") == ["covid"]
    assert [entree.cle for entree in suggerer("zeb")] == ["covid"]
    assert cles("santé mentale") == ["sante-mentale", "quartiers"]
    if connection.vendor == "sqlite":
        with connection.cursor() as curseur:
            # Raises when FTS5 and the table that it indexes disagree.
            curseur.execute(
                "INSERT INTO socle_recherche_index (socle_recherche_index, rank) "
                "VALUES ('integrity-check', 1)"
            )


def test_un_texte_enorme_tient_dans_l_index(ajouter: Ajouter) -> None:
    """A tsvector holds 16,383 positions and 1 MB: past our bound the rest is not searched."""
    ajouter(
        "enorme",
        "titre " * 2_000,
        mots=("cle " * 4_000, "fin"),
        corps=" ".join(f"mot{n}" for n in range(60_000)),
    )
    assert cles("mot1 titre cle") == ["enorme"]
