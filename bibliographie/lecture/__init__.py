"""What files of others say of a work, format by format, field by field: nothing lost in silence.

A reader of a format (`ris`, `bibtex`…) only says which field of the file speaks of what (`Brut`);
`composition` reads the values, the same for all, and tells what became of each (`Champ`).
"""
