FROM python:3.11-slim-bookworm

# What WeasyPrint draws PDFs with; the third makes its bytes the same on every machine. The last is for backups.
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 postgresql-client \
    && rm -rf /var/lib/apt/lists/*

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1

WORKDIR /srv/commsplan
COPY requirements.txt .
RUN pip install --require-hashes -r requirements.txt

COPY . .
RUN python -m compileall -q . \
    && useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin commsplan \
    && install -d -o commsplan -g commsplan /srv/data

USER commsplan
ENV COMMSPLAN_DATA=/srv/data
# The key made for this one command is taken out of the image again; the site is given its own.
RUN python manage.py collectstatic --noinput -v0 && rm -f /srv/data/secret-key

EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen(r.Request('http://127.0.0.1:8000/healthz', headers={'Host': 'localhost'}), timeout=4)"]

ENV BIND=0.0.0.0:8000
CMD ["gunicorn", "--config=python:commsplan.webserver", "commsplan.wsgi"]
