"""The catalogue's pages as a documentaliste, an élue and a machine read them."""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlencode

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from bibliographie.catalogue.filtres import NoticeFiltre
from bibliographie.models import Lien, Notice, Public, Selection
from socle.models import Theme
from socle.recherche.indexation import indexer_tous
from tests.bibliographie.conftest import une_notice
from tests.fabriques import Registre, nombre_de_requetes, registre_de_demo, scene
from tests.lecture import lignes_csv, lignes_json, lignes_xlsx, texte

Lire = Any


def numeros(reponse: Any) -> list[int]:
    """The notices that a page lists, in order."""
    liens = re.findall(r'<h3><a href="/bibliographie/(\d+)-', reponse.content.decode())
    return [int(n) for n in liens]


@pytest.fixture(name="lire")
def _lire(client: Client) -> Lire:
    """The answer to /bibliographie/?…"""
    return lambda requete="": client.get(f"/bibliographie/?{requete}")


@pytest.fixture(scope="module", name="_rayon_du_module")
def _ranger(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, Notice]]:
    yield from scene(django_db_blocker, lambda: _un_rayon(registre_de_demo()))


@pytest.fixture(name="rayon")
def _rayon(_rayon_du_module: dict[str, Notice], db: None) -> dict[str, Notice]:
    """Each test reads its own records: it may change them."""
    relues = Notice.objects.in_bulk([notice.pk for notice in _rayon_du_module.values()])
    return {nom: relues[notice.pk] for nom, notice in _rayon_du_module.items()}


def _un_rayon(demo: Registre) -> dict[str, Notice]:
    """Six notices that show every case, and a draft."""
    ville = Theme.objects.create(slug="politique-de-la-ville", nom="Politique de la ville")
    quartiers = Theme.objects.create(slug="quartiers", nom="Quartiers prioritaires", parent=ville)
    elus = Theme.objects.create(slug="role-des-elus", nom="Rôle des élus")
    rayon = {
        "guide": une_notice(
            "Santé mentale et territoires : guide pour les élus",
            type="ouvrage",
            date="2022-03",
            pages="31 p.",
            auteurs=[("MOTARD", "Clémentine"), ("Durand", "Anne")],
            et_al=True,
            editeurs=["CRES Provence-Alpes-Côte d’Azur"],
            urls=["https://exemple.test/guide.pdf"],
            resume="Comment un conseil local associe les habitants à la santé mentale.",
            resume_origine="d’après la sélection de test",
            note="Une remarque du catalogue.",
        ),
        "article": une_notice(
            "Les ateliers santé ville en question",
            type="article",
            date="2018",
            revue="Santé publique",
            volume="34",
            numero_revue="2",
            pages="pp. 231-241",
            auteurs=[("KIVITS", "Joëlle")],
            doi="10.4000/rfst.569",
        ),
        "recit": une_notice("Un récit de La Seyne", type="recit-experience", date="2016-04"),
        "elide": une_notice(
            "Un rapport à l’adresse coupée",
            date="2019",
            urls=["https://www.irdes.fr..."],
            adresse="incomplete",
        ),
        "site": une_notice("Un site sans date", type="site", urls=["https://exemple.test/"]),
        "chapitre": une_notice(
            "Chapitre 16", type="chapitre", date="2016", dans_titre="Recherches"
        ),
        "brouillon": une_notice("Un brouillon secret", etat="brouillon"),
    }
    rayon["guide"].themes.set([elus])
    rayon["guide"].types.set([demo.types["clsm"]])
    rayon["guide"].publics.set([Public.objects.create(code="elus", nom="Élus")])
    rayon["article"].themes.set([quartiers])
    rayon["article"].types.set([demo.types["asv"]])
    rayon["recit"].territoires.set([demo.lieux["commune-83126"]])
    rayon["recit"].dispositifs.set([demo.dispositifs["asv-la-seyne-sur-mer"]])
    rayon["elide"].themes.set([ville])
    indexer_tous(Notice.a_indexer())
    return rayon


class TestLaListe:
    """/bibliographie/"""

    def test_montre_chaque_notice_publiee_et_aucun_brouillon(
        self, lire: Lire, rayon: dict[str, Notice]
    ) -> None:
        publies = Notice.objects.publies().values_list("numero", flat=True)
        assert sorted(numeros(lire())) == sorted(publies)
        assert "brouillon" not in texte(lire())

    def test_compte_en_une_phrase_ce_qu_elle_montre(
        self, lire: Lire, rayon: dict[str, Notice]
    ) -> None:
        page = lire()
        assert b'role="status"' in page.content
        assert "6 notices : 1 article, 1 chapitre, 1 ouvrage et 3 autres." in texte(page)
        assert "1 récit d’expérience, dans le Var." in texte(lire("territoire=departement-83"))
        assert "2 notices : 1 article et 1 rapport, de 2018 à 2019." in texte(
            lire("annee_min=2018&annee_max=2019")
        )

    def test_marque_le_mot_cherche_dans_le_titre_le_resume_et_le_sujet(
        self, lire: Lire, rayon: dict[str, Notice]
    ) -> None:
        page = lire("q=sante+mentale").content.decode()
        assert "<mark>Santé mentale</mark> et territoires" in page
        assert "les habitants à la <mark>santé mentale</mark>" in page
        page = lire("q=élu").content.decode()
        assert "guide pour les <mark>élus</mark>" in page
        assert "Rôle des <mark>élus</mark>" in page

    def test_cherche_aussi_l_auteur_et_le_marque(
        self, lire: Lire, rayon: dict[str, Notice]
    ) -> None:
        page = lire("q=motard")
        assert numeros(page) == [rayon["guide"].numero]
        assert "<mark>MOTARD</mark> Clémentine, DURAND Anne (et al.)" in page.content.decode()

    def test_propose_un_mot_voisin_quand_rien_ne_vient(
        self, lire: Lire, rayon: dict[str, Notice]
    ) -> None:
        page = lire("q=sante+mantale")
        assert "Vouliez-vous dire « santé mentale »" in texte(page).replace("sante", "santé")
        lien = re.search(r'href="/bibliographie/\?(q=[^"]+)"', page.content.decode())
        assert lien
        assert numeros(lire(lien[1])) == [rayon["guide"].numero]

    def test_vide_dit_quel_filtre_retirer(self, lire: Lire, rayon: dict[str, Notice]) -> None:
        page = lire("q=récit&type=article")
        assert "Aucune notice ne répond à cette demande." in texte(page)
        assert "sans le filtre « Document » : 1 notice" in texte(page)
        assert "sans le filtre « Mots » : 1 notice" in texte(page)

    def test_un_mot_ecarte_seul_est_explique(self, lire: Lire, rayon: dict[str, Notice]) -> None:
        assert "Donnez aussi un mot à trouver" in texte(lire("q=-santé"))

    @pytest.mark.parametrize(
        ("requete", "erreur"),
        [
            ("type=XYZ", "Document : « xyz » ne fait pas partie des choix."),
            ("theme=lune", "Thème : « lune » ne fait pas partie des choix."),
            ("annee_min=hier", "Depuis l’année : Saisissez un nombre entier."),
            ("annee_max=99999", "Jusqu’à l’année :"),
            ("territoire=ici", "« ici » ne désigne aucun territoire."),
            ("tri=hasard", "Tri :"),
            (urlencode({"auteur": [f"a{n}" for n in range(30)]}, doseq=True), "Au plus 20 noms"),
        ],
    )
    def test_un_filtre_illisible_le_dit_et_ne_montre_rien(
        self, lire: Lire, rayon: dict[str, Notice], requete: str, erreur: str
    ) -> None:
        reponse = lire(requete)
        assert reponse.status_code == 400
        assert erreur in texte(reponse)
        assert numeros(reponse) == []

    def test_range_par_pertinence_par_date_ou_par_titre(
        self, lire: Lire, rayon: dict[str, Notice]
    ) -> None:
        dates = [Notice.objects.get(numero=n).date for n in numeros(lire())]
        assert dates == sorted(dates, reverse=True)
        titres = [Notice.objects.get(numero=n).titre_plie for n in numeros(lire("tri=titre"))]
        assert titres == sorted(titres)
        # In the title for the first, in the periodical's name for the second.
        assert numeros(lire("q=sante"))[0] == rayon["guide"].numero
        assert "tri=pertinence" in lire("q=sante").content.decode()
        assert "tri=pertinence" not in lire().content.decode()

    def test_les_pages_se_suivent_et_gardent_la_demande(
        self, lire: Lire, rayon: dict[str, Notice], settings: Any
    ) -> None:
        settings.TAILLE_DE_PAGE = 2
        toutes = [n for page in (1, 2, 3) for n in numeros(lire(f"page={page}"))]
        assert len(toutes) == len(set(toutes)) == 6
        assert 'href="?tri=titre&page=2"' in lire("tri=titre").content.decode().replace(
            "&amp;", "&"
        )

    def test_porte_un_coins_par_notice_pour_zotero(
        self, lire: Lire, rayon: dict[str, Notice]
    ) -> None:
        page = lire("q=motard").content.decode().replace("&amp;", "&")
        (contexte,) = re.findall(r'<span class="Z3988" title="([^"]+)"', page)
        mots = parse_qs(contexte)
        assert mots["rft.btitle"] == [rayon["guide"].titre]
        assert mots["rft.aulast"] == ["MOTARD"]

    def test_la_recherche_garde_les_filtres_et_les_filtres_gardent_la_recherche(
        self, lire: Lire, rayon: dict[str, Notice]
    ) -> None:
        page = lire("q=guide&type=ouvrage&tri=date").content.decode()
        recherche, filtres = re.findall(r'<form[^>]*action="/bibliographie/".*?</form>', page, re.S)
        assert 'type="hidden" name="type" value="ouvrage"' in recherche
        assert 'type="hidden" name="tri" value="date"' in recherche
        assert 'type="hidden" name="q" value="guide"' in filtres

    def test_ce_que_tape_un_visiteur_est_echappe(
        self, lire: Lire, rayon: dict[str, Notice]
    ) -> None:
        reponse = lire("q=%3Cscript%3Ealert(1)%3C/script%3E+guide&auteur=%3Cimg%20src=x%3E")
        assert b"<script>alert" not in reponse.content
        assert b"<img src=x" not in reponse.content

    @pytest.mark.parametrize("requete", ["", "q=notice", "type=rapport&theme=quartiers"])
    def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_notices(
        self, lire: Lire, rayon: dict[str, Notice], requete: str
    ) -> None:
        def semer(debut: int, fin: int) -> None:
            for rang in range(debut, fin):
                notice = une_notice(
                    f"Notice {rang}",
                    auteurs=[(f"NOM{rang}", "Ève")],
                    urls=[f"https://x.test/{rang}"],
                )
                notice.themes.set(Theme.objects.filter(slug="quartiers"))
                notice.territoires.set(rayon["recit"].territoires.all())
                notice.indexer()

        semer(0, 3)
        lire(requete)
        peu = nombre_de_requetes(lambda: lire(requete))
        semer(3, 28)
        assert nombre_de_requetes(lambda: lire(requete)) == peu


class TestLesFacettes:
    """What each choice announces is what it gives."""

    @pytest.mark.parametrize("requete", ["", "type=article", "q=sante&annee_min=2016"])
    def test_chaque_compte_est_celui_de_la_liste_obtenue(
        self, lire: Lire, rayon: dict[str, Notice], requete: str
    ) -> None:
        filtre = NoticeFiltre(QueryDict(requete), Notice.objects.publies())
        vus = 0
        for facette in filtre.facettes:
            for choix in facette.choix:
                demande = QueryDict(requete, mutable=True)
                demande.setlist(facette.nom, [choix.valeur])
                obtenue = NoticeFiltre(demande, Notice.objects.publies())
                assert obtenue.is_valid()
                assert obtenue.nombre == choix.compte, f"{facette.nom}={choix.valeur}"
                vus += 1
        assert vus >= 5

    def test_un_theme_tient_ceux_du_dessous_et_les_montre_en_retrait(
        self, lire: Lire, rayon: dict[str, Notice]
    ) -> None:
        page = lire("theme=politique-de-la-ville")
        assert set(numeros(page)) == {rayon["article"].numero, rayon["elide"].numero}
        html = page.content.decode()
        (parent,) = re.findall(r'value="politique-de-la-ville" checked>.*?</ul>', html, re.S)
        assert 'value="quartiers"' in parent

    def test_un_lieu_tient_ceux_qu_il_contient(self, lire: Lire, rayon: dict[str, Notice]) -> None:
        for lieu in ("commune-83126", "departement-83", "region-93"):
            assert numeros(lire(f"territoire={lieu}")) == [rayon["recit"].numero]
        assert numeros(lire("territoire=departement-13")) == []

    def test_une_adresse_elidee_n_est_pas_en_ligne(
        self, lire: Lire, rayon: dict[str, Notice]
    ) -> None:
        assert set(numeros(lire("en_ligne=oui"))) == {rayon["guide"].numero, rayon["site"].numero}

    def test_auteurs_et_editeurs_se_demandent_par_leur_nom_plusieurs_a_la_fois(
        self, lire: Lire, rayon: dict[str, Notice]
    ) -> None:
        page = lire("auteur=motard-clementine&auteur=kivits-joelle")
        assert set(numeros(page)) == {rayon["guide"].numero, rayon["article"].numero}
        assert "Auteur : MOTARD Clémentine" in texte(page)
        assert numeros(lire("editeur=CRES-Provence-Alpes-Cote-d-Azur")) == [rayon["guide"].numero]
        assert lire("auteur=inconnue").status_code == 200

    def test_les_annees_bornent_et_une_notice_sans_date_n_est_d_aucune(
        self, lire: Lire, rayon: dict[str, Notice]
    ) -> None:
        assert set(numeros(lire("annee_max=2016"))) == {
            rayon["recit"].numero,
            rayon["chapitre"].numero,
        }
        assert rayon["site"].numero not in numeros(lire("annee_min=1900"))


class TestLesFichiers:
    """The same list under a suffix."""

    def test_la_page_propose_chaque_format_avec_la_meme_demande(
        self, lire: Lire, rayon: dict[str, Notice], client: Client
    ) -> None:
        page = lire("q=guide&type=ouvrage&page=1").content.decode().replace("&amp;", "&")
        for suffixe in ("csv", "xlsx", "json", "ris", "bib", "csl.json"):
            (lien,) = re.findall(rf'href="(/bibliographie\.{re.escape(suffixe)}\?[^"]*)"', page)
            assert "type=ouvrage" in lien
            assert "page" not in lien
            assert list(client.get(lien)), "un fichier vide"

    def test_tous_les_formats_contiennent_exactement_la_liste(
        self, lire: Lire, rayon: dict[str, Notice], client: Client
    ) -> None:
        voulues = [Notice.objects.get(numero=n).cle for n in numeros(lire("annee_min=2016"))]
        lus = {
            "csv": [x["identifiant"] for x in lignes_csv(self._lire(client, "csv"))],
            "xlsx": [x["identifiant"] for x in lignes_xlsx(self._lire(client, "xlsx"))],
            "json": [x["identifiant"] for x in lignes_json(self._lire(client, "json"))],
            "csl.json": [x["id"] for x in json.loads(self._texte(client, "csl.json"))],
            "ris": re.findall(r"^ID  - (.+)\r$", self._texte(client, "ris"), re.M),
            "bib": re.findall(r"^@\w+\{([^,]+),", self._texte(client, "bib"), re.M),
        }
        for suffixe, cles in lus.items():
            assert cles == voulues, suffixe

    def test_un_filtre_illisible_est_refuse_dans_chaque_format(
        self, client: Client, rayon: dict[str, Notice]
    ) -> None:
        for suffixe in ("csv", "xlsx", "json", "ris", "bib", "csl.json"):
            reponse = client.get(f"/bibliographie.{suffixe}?type=XYZ")
            assert reponse.status_code == 400
            assert "ne fait pas partie des choix" in reponse.content.decode()

    @staticmethod
    def _lire(client: Client, suffixe: str) -> Any:
        return client.get(f"/bibliographie.{suffixe}?annee_min=2016")

    def _texte(self, client: Client, suffixe: str) -> str:
        return self._lire(client, suffixe).getvalue().decode()


class TestLaNotice:
    """/bibliographie/<numero>-<slug>/"""

    def test_dit_tout_ce_que_le_catalogue_sait(
        self, client: Client, rayon: dict[str, Notice]
    ) -> None:
        page = client.get(rayon["guide"].get_absolute_url())
        lu = texte(page)
        for mot in (
            "Ouvrage, mars 2022",
            "MOTARD Clémentine",
            "(et al.)",
            "31 p., sur exemple.test.",
            "Lien pas encore vérifié par le portail.",
            "Résumé du portail, d’après la sélection de test.",
            "Rôle des élus",
            "Conseil local de santé mentale",
            "Publics Élus",
            "Une remarque du catalogue.",
        ):
            assert mot in lu, mot
        html = page.content.decode()
        assert 'href="/bibliographie/?auteur=motard-clementine"' in html
        assert 'href="/bibliographie/?theme=role-des-elus"' in html
        assert 'href="/bibliographie/?dispositif=clsm"' in html

    def test_un_texte_etranger_le_dit_au_lecteur_et_a_sa_machine(
        self, client: Client, decor: None
    ) -> None:
        notice = une_notice("Measuring local strategies : an essay", langue="en")
        page = client.get(notice.get_absolute_url())
        assert 'lang="en">Measuring local strategies\xa0: an essay</h1>' in page.content.decode()
        assert "Langue Anglais" in texte(page)
        notice.langue = "zz"
        notice.save()
        assert "Langue Zz" in texte(client.get(notice.get_absolute_url()))

    def test_dit_ce_que_la_source_ne_dit_pas(
        self, client: Client, rayon: dict[str, Notice]
    ) -> None:
        lu = texte(client.get(rayon["recit"].get_absolute_url()))
        for mot in ("Auteurs non renseignés", "Adresse non donnée par la source"):
            assert mot in lu, mot

    def test_l_editeur_d_un_chapitre_est_celui_de_l_ouvrage(
        self, client: Client, decor: None
    ) -> None:
        """The chapter of Armand Colin was said to have no known publisher."""
        chapitre = une_notice("Chapitre 16", dans_titre="Manuel", dans_editeur="Armand Colin")
        lu = texte(client.get(chapitre.get_absolute_url()))
        assert "Éditeurs Armand Colin" in lu
        assert "Éditeurs non renseignés" not in lu

    def test_un_livre_dit_qui_le_dirige(self, client: Client, decor: None) -> None:
        livre = une_notice("Livre d’essai", dans_responsables="FAURE Inès")
        assert "sous la direction de FAURE Inès" in texte(client.get(livre.get_absolute_url()))
        part = une_notice("Part", dans_titre="Livre", dans_responsables="FAURE Inès")
        lu = texte(client.get(part.get_absolute_url()))
        assert "Livre, FAURE Inès" in lu
        assert "sous la direction" not in lu

    def test_une_adresse_elidee_est_montree_et_ne_mene_nulle_part(
        self, client: Client, rayon: dict[str, Notice]
    ) -> None:
        page = client.get(rayon["elide"].get_absolute_url())
        assert "https://www.irdes.fr... incomplète dans la source" in texte(page)
        assert "Adresse incomplète dans la source" in texte(page)
        assert 'href="https://www.irdes.fr' not in page.content.decode()

    @pytest.mark.parametrize(
        ("etat", "phrase"),
        [
            ("vivant", "il répond."),
            ("deplace", "il mène désormais à https://exemple.test/ailleurs"),
            ("suspect", "Elle sera contrôlée à nouveau."),
            ("mort", "Cette adresse ne répond plus"),
        ],
    )
    def test_dit_ce_que_vaut_le_lien(
        self, client: Client, rayon: dict[str, Notice], etat: str, phrase: str
    ) -> None:
        Lien.objects.filter(notices=rayon["guide"]).update(
            etat=etat,
            controle_le=timezone.now(),
            redirige_vers="https://exemple.test/ailleurs",
            archive="https://archive.test/guide",
        )
        page = client.get(rayon["guide"].get_absolute_url())
        assert phrase in texte(page)
        assert 'href="https://archive.test/guide"' in page.content.decode()

    def test_se_cite_en_iso_690_et_se_copie_sans_script(
        self, client: Client, rayon: dict[str, Notice]
    ) -> None:
        page = client.get(rayon["article"].get_absolute_url())
        assert "KIVITS, Joëlle." in texte(page)
        assert "<cite>Santé publique</cite>" in page.content.decode()
        assert re.search(r'<button[^>]*data-copier="citation" hidden>', page.content.decode())
        for suffixe in ("ris", "bib", "csl.json"):
            lien = f"/bibliographie/{rayon['article'].numero}.{suffixe}"
            assert f'href="{lien}"' in page.content.decode()
            assert rayon["article"].titre in client.get(lien).getvalue().decode()

    def test_une_adresse_sans_hote_ne_fait_pas_tomber_la_fiche(
        self, client: Client, rayon: dict[str, Notice]
    ) -> None:
        notice = une_notice("A", etat="publie", urls=["http://[::1"])
        assert client.get(notice.get_absolute_url()).status_code == 200

    def test_parle_a_zotero_et_aux_moteurs(self, client: Client, rayon: dict[str, Notice]) -> None:
        html = client.get(rayon["article"].get_absolute_url()).content.decode()
        metas = re.findall(r'<meta name="(citation_\w+|DC\.\w+)" content="([^"]*)">', html)
        assert ("citation_title", rayon["article"].titre) in metas
        assert ("citation_author", "KIVITS, Joëlle") in metas
        assert ("citation_doi", "10.4000/rfst.569") in metas
        assert ("DC.type", "article") in metas
        (bloc,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
        donnees = json.loads(bloc)
        assert donnees["@type"] == "Article"
        assert donnees["name"] == rayon["article"].titre
        assert donnees["author"] == [
            {"@type": "Person", "familyName": "KIVITS", "givenName": "Joëlle"}
        ]
        assert donnees["isPartOf"]["issueNumber"] == "2"
        assert donnees["isPartOf"]["isPartOf"]["isPartOf"]["name"] == "Santé publique"

    def test_un_titre_hostile_reste_du_texte_partout(
        self, client: Client, rayon: dict[str, Notice]
    ) -> None:
        titre = 'Piège </script><script>alert(1)</script> & "guillemets"'
        notice = une_notice(titre, resume="</script>", resume_origine="d’après un test")
        html = client.get(notice.get_absolute_url()).content.decode()
        assert "<script>alert" not in html
        (bloc,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
        assert json.loads(bloc)["name"] == titre

    def test_toute_autre_facon_de_l_ecrire_mene_a_la_bonne_adresse(
        self, client: Client, rayon: dict[str, Notice]
    ) -> None:
        notice = rayon["guide"]
        for adresse in (f"/bibliographie/{notice.numero}/", f"/bibliographie/{notice.numero}-x/"):
            reponse = client.get(adresse)
            assert reponse.status_code == 301
            assert reponse["Location"] == notice.get_absolute_url()

    @pytest.mark.parametrize(
        "adresse",
        [
            "/bibliographie/99999/",
            "/bibliographie/99999999999999999999999/",
            "/bibliographie/99999999999999999999999-x/",
            "/bibliographie/99999.ris",
            "/bibliographie/selections/lune/",
            "/bibliographie/selections/lune.pdf",
        ],
    )
    def test_ce_qui_n_existe_pas_est_introuvable(
        self, client: Client, rayon: dict[str, Notice], adresse: str
    ) -> None:
        assert client.get(adresse).status_code == 404

    def test_un_brouillon_ne_se_lit_sous_aucune_forme(
        self, client: Client, rayon: dict[str, Notice]
    ) -> None:
        numero = rayon["brouillon"].numero
        for suite in ("/", "-un-brouillon-secret/", ".ris", ".bib", ".csl.json"):
            assert client.get(f"/bibliographie/{numero}{suite}").status_code == 404

    def test_montre_ses_voisines_les_plus_proches(
        self, client: Client, rayon: dict[str, Notice]
    ) -> None:
        voisine = une_notice("Une voisine", date="2020")
        voisine.themes.set(rayon["guide"].themes.all())
        voisine.types.set(rayon["guide"].types.all())
        page = client.get(rayon["guide"].get_absolute_url())
        assert numeros(page)[0] == voisine.numero
        assert rayon["brouillon"].numero not in numeros(page)


class TestAilleurs:
    """What to read about a place and a scheme."""

    def test_la_fiche_d_un_territoire_dit_ce_qu_il_y_a_a_lire(
        self, client: Client, rayon: dict[str, Notice]
    ) -> None:
        for adresse in (
            "/territoires/commune/83126-la-seyne-sur-mer/",
            "/territoires/departement/83-var/",
        ):
            page = client.get(adresse)
            assert "Racontées par ceux qui les ont menées" in texte(page)
            assert numeros(page) == [rayon["recit"].numero]
        assert "Racontées" not in texte(client.get("/territoires/commune/84007-avignon/"))

    def test_au_dela_de_six_la_fiche_mene_a_la_liste(
        self, client: Client, rayon: dict[str, Notice]
    ) -> None:
        for rang in range(7):
            une_notice(f"Notice {rang}").territoires.set(rayon["recit"].territoires.all())
        page = client.get("/territoires/commune/83126-la-seyne-sur-mer/")
        # Six to read, beside the one experience.
        assert len(numeros(page)) == 7
        assert 'href="/bibliographie/?territoire=commune-83126"' in page.content.decode()
        assert "Les 8 notices à La Seyne-sur-Mer" in texte(page)

    def test_la_fiche_d_un_dispositif_aussi_et_la_notice_y_ramene(
        self, client: Client, rayon: dict[str, Notice]
    ) -> None:
        assert numeros(client.get("/dispositifs/asv-la-seyne-sur-mer/")) == [rayon["recit"].numero]
        retour = client.get(rayon["recit"].get_absolute_url()).content.decode()
        assert 'href="/dispositifs/asv-la-seyne-sur-mer/"' in retour


def test_lire_ne_pose_aucun_cookie_et_ne_depend_d_aucun(
    client: Client, rayon: dict[str, Notice]
) -> None:
    Selection.objects.create(slug="s", titre="Une sélection", etat="publie")
    for adresse in (
        "/",
        "/bibliographie/?q=guide",
        rayon["guide"].get_absolute_url(),
        "/bibliographie/selections/",
        "/bibliographie/selections/s/",
        "/ma-selection/",
        f"/ma-selection/?n={rayon['guide'].numero}",
        "/recherche/?q=guide",
    ):
        reponse = client.get(adresse)
        assert reponse.status_code == 200
        assert not reponse.cookies, adresse
        assert "Cookie" not in reponse.get("Vary", ""), adresse


def test_seule_une_lecture_est_permise(client: Client, rayon: dict[str, Notice]) -> None:
    for adresse in ("/bibliographie/", "/bibliographie/selections/", "/ma-selection/"):
        assert client.post(adresse).status_code == 405
        assert client.head(adresse).status_code == 200
