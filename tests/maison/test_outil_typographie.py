"""The tool that puts French spaces where the tests want them."""

from outils.typographie import gabarit, python


def test_les_chaines_recoivent_leurs_espaces_et_le_reste_ne_bouge_pas() -> None:
    source = (
        '"""Docstring : « ici »."""\n'
        "# commentaire : « là »\n"
        'aide = "Vide : « à vérifier » ?"\n'
        'motif = r"a : b"\n'
        'def f(x: "int") -> None: ...\n'
    )
    assert python(source) == source.replace(
        '"Vide : « à vérifier » ?"', '"Vide\u00a0: «\u00a0à vérifier\u00a0»\u202f?"'
    )


def test_le_texte_d_un_gabarit_change_et_ses_balises_non() -> None:
    source = '{% if a %}<p title="x : y">Où ? Ici : {{ lieu|default:"a : b" }} ?</p>{% endif %}'
    attendu = source.replace("Où ? Ici : {{", "Où\u202f? Ici\u00a0: {{").replace(
        "}} ?", "}}\u202f?"
    )
    assert gabarit(source) == attendu
