"""The link robot: visits the catalogue's addresses, and only addresses of the public web.

frontiere: where it may go; client: one capped request; cadence: how fast; visite: one address
from HEAD to the last redirection; verdict: what that says of the link; releve: what is due and
what is written; tournee: the whole round.
"""
