"""Django’s door to the room of the team: what it registers there."""

from portal.equipe import comptes as comptes
