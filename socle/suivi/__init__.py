"""What happens to a record: who changed what, two people at once, going back, telling it."""

# An accepted proposal begins its reason so: the public is told whence the change came.
MOTIF_COORDINATION = "Mise à jour par la coordination"
# So does that of any other accepted proposal, whoever made it.
MOTIF_PROPOSITION = "Proposition n°"
