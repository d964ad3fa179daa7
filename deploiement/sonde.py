"""Ask this container whether it is well: exit 0 when /sante/ answers 200."""

import http.client
import os
import sys

PORT = int(os.environ.get("ADRESSE_ECOUTE", ":8000").rpartition(":")[2])


def main() -> int:
    """Speak to gunicorn directly, under the site's own name: ALLOWED_HOSTS refuses others."""
    nom = os.environ.get("ALLOWED_HOSTS", "127.0.0.1").split(",")[0].lstrip(".")
    connexion = http.client.HTTPConnection("127.0.0.1", PORT, timeout=4)
    try:
        connexion.request("GET", "/sante/", headers={"Host": nom})
        return 0 if connexion.getresponse().status == http.HTTPStatus.OK else 1
    except OSError:
        return 1


if __name__ == "__main__":
    sys.exit(main())
