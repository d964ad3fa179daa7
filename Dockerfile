# The site's image: libraries from hashed requirements, static files collected at build,
# nothing compiled, no root. docs/exploitation.md says how to run it.
FROM python:3.11-slim AS bibliotheques
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /venv
COPY requirements/base.txt /requirements/base.txt
RUN /venv/bin/pip install --require-hashes --requirement /requirements/base.txt

FROM python:3.11-slim
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DEBUG=false
# Pango writes the PDF files; the two font families are the first that the style sheets name.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
       libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-urw-base35 fonts-open-sans \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --no-create-home portail
COPY --from=bibliotheques /venv /venv
WORKDIR /app
COPY . .
# A throw-away key: collecting files signs nothing, and the key is not kept in the image.
RUN SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(64))')" \
    python manage.py collectstatic --noinput
USER portail
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["python", "deploiement/sonde.py"]
ENTRYPOINT ["deploiement/demarrer.sh"]
CMD ["gunicorn", "--config", "deploiement/gunicorn.conf.py", "--worker-tmp-dir", "/dev/shm", "portal.wsgi"]
