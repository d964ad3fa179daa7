"""Two records that are one: what is kept of each, and everything that points to the other moved.

`moteur` writes, `champs` compares field by field, `admin` is the two pages of an editor.
"""
