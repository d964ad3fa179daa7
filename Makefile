# `make` alone lists the commands. Production is docs/exploitation.md.
.DEFAULT_GOAL := aide
.PHONY: aide setup contours demo test check bench captures architecture requirements
SHELL := /bin/bash
# Every command starts several processes: what the first compiles, the others read.
export PYTHONDONTWRITEBYTECODE :=

PORT ?= 8000
VENV := .venv
PY := $(VENV)/bin/python
# The first Python that is recent enough and really runs: a pyenv shim may exist and not run.
PYTHON ?= $(shell for p in python3 python3.11 python3.12 python3.13 python3.14; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
PIP_INSTALL = $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r
# One worker a core (one more was slower), one worker a module (tests/repartition.py).
PYTEST = $(PY) -m pytest --durations=10
# K names a part of the suite, as a path or as words of its tests, and runs it in one process.
PARTIE = $(if $(K),$(if $(wildcard $(firstword $(subst ::, ,$(K)))),"$(K)",-k "$(K)"),-n auto)

aide: ## cette liste
	@echo "Dispositifs locaux de santé : commandes"
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/\1|\2/' \
		| while IFS='|' read -r nom texte; do printf '  make %-14s %s\n' "$$nom" "$$texte"; done

$(VENV)/.base: requirements/base.txt
	@test -n "$(PYTHON)" || { echo "Il faut Python 3.11 ou plus récent (Debian : apt install python3-venv)."; exit 1; }
	@echo "→ Environnement Python dans $(VENV) ($(PYTHON))"
	@test -x $(PY) || $(PYTHON) -m venv $(VENV) || { \
		echo "Le module venv manque (Debian : apt install python3-venv)."; rm -rf $(VENV); exit 1; }
	@echo "→ Bibliothèques du site (requirements/base.txt, empreintes vérifiées) : une minute au plus"
	@$(PIP_INSTALL) requirements/base.txt
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.base
	@echo "→ Outils de test et de vérification (requirements/dev.txt, empreintes vérifiées)"
	@$(PIP_INSTALL) requirements/dev.txt
	@touch $@

setup: $(VENV)/.base ## installe tout : environnement, base de données, territoires, registre, catalogue
	@echo "→ Base de données : structure"
	@$(PY) manage.py migrate --verbosity 0
	@echo "→ Territoires de France"
	@$(PY) manage.py importer_territoires --ecrire
	@echo "→ Registre des dispositifs"
	@$(PY) manage.py charger_registre --ecrire
	@echo "→ Bibliographie"
	@$(PY) manage.py charger_bibliographie --ecrire
	@echo "→ Index de recherche"
	@$(PY) manage.py reindexer
	@echo "✓ Prêt : make demo"

contours: $(VENV)/.base ## charge les contours de l’IGN pour les cartes (facultatif, 18 Mo à télécharger)
	@$(PIP_INSTALL) requirements/contours.txt
	@dossier=$$(mktemp -d) && trap 'rm -rf "$$dossier"' EXIT && \
		$(PY) -m pip download --quiet --disable-pip-version-check --no-deps --require-hashes \
			-r requirements/roue-contours.txt -d "$$dossier" && \
		$(PY) manage.py importer_contours "$$dossier"/*.whl --ecrire

demo: setup ## installe, crée un compte de démonstration et sert le site (PORT=8000)
	@$(PY) manage.py creer_compte_demo --port $(PORT)
	@ADRESSE_DU_SITE=$${ADRESSE_DU_SITE:-http://127.0.0.1:$(PORT)} DJANGO_RUNSERVER_HIDE_WARNING=true \
		$(PY) manage.py runserver --noreload --skip-checks 127.0.0.1:$(PORT)

test: $(VENV)/.dev ## lance les tests (K=partie ; DATABASE_URL=postgres://… pour PostgreSQL)
	$(PYTEST) $(PARTIE)

check: $(VENV)/.dev ## vérifie le code : style, types, gabarits, migrations, production, maison
	@$(PY) -m outils.verifier

bench: $(VENV)/.base ## mesure la vitesse à la taille de la France (cinq minutes ; BASE=postgres://… : PostgreSQL aussi)
	@$(PY) -m outils.banc $(if $(BASE),--base $(BASE)) $(TAILLE)

captures: $(VENV)/.dev ## refait les captures d’écran du README et du guide (docs/images/, docs/guide/images/)
	@$(PY) -m outils.captures

architecture: $(VENV)/.base ## refait le dessin de la maison d’après ses imports (docs/images/architecture.svg)
	@$(PY) -m outils.maison

requirements: $(VENV)/.dev ## refait requirements/*.txt depuis pyproject.toml
	@$(PY) -m outils.figer_dependances
