"""Words that several kinds of values share."""

import re

OUI = {"oui", "vrai", "true", "1", "x"}
# A role made of this and a label: a remark that the label opens.
REMARQUE = "remarque:"
# A role made of this and a field: the very value, by which a file of ours says what tags cannot.
EXACT = "exact:"
# « et al. », « et alii », « and others », « et coll. », at the end of names.
ET_ALII = re.compile(
    r"(?:\b(?:et|and|&)|&)\s{0,3}(?:al(?:ii|iae|\.|\b)|coll\b|others\b|autres\b)"
    r"(?:\s{0,3}[.,;)\]…]){0,4}\s{0,3}$",
    re.IGNORECASE,
)
