#!/bin/sh
# Start of the container: refuse unsafe settings, bring the database up to date, then serve.
# Errors of the checks stop here; warnings are printed and left to the operator.
set -eu
python manage.py check --deploy --fail-level ERROR --database default
python manage.py migrate --noinput
exec "$@"
