# One image for all processes: `web`, `worker`, `scheduler` or `release` as its only argument (deploy/rollcall).
# Two stages make what the last one copies, so that neither Node nor pip nor a compiler is in what runs.
ARG BASE=docker.io/library/debian:trixie-slim

FROM ${BASE} AS tools
RUN apt-get update -q \
    && apt-get install -q -y --no-install-recommends ca-certificates python3 python3-venv \
    && rm -rf /var/lib/apt/lists/*
COPY deploy/certificates/ /usr/local/share/ca-certificates/rollcall/
RUN update-ca-certificates
ENV SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt \
    PIP_CERT=/etc/ssl/certs/ca-certificates.crt \
    NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt
WORKDIR /build
COPY local/tools/ local/tools/
RUN python3 -m venv /tools \
    && /tools/bin/python -m pip install --no-cache-dir --require-hashes --no-deps -r local/tools/uv.txt

FROM tools AS page
COPY local/ local/
COPY frontend/ frontend/
RUN /tools/bin/python -m local.frontend build

FROM page AS sbom
COPY requirements.txt ./
RUN /tools/bin/python -m local.checks.sbom /sbom

FROM tools AS python
COPY requirements.txt ./
# The environment stands where it will run: its scripts name their interpreter by an absolute path.
RUN python3 -m venv --without-pip /opt/rollcall/python \
    && /tools/bin/uv pip install --quiet --no-cache --compile-bytecode \
       --python /opt/rollcall/python/bin/python --require-hashes -r requirements.txt

FROM ${BASE}
COPY deploy/certificates/ /usr/local/share/ca-certificates/rollcall/
RUN apt-get update -q \
    && apt-get install -q -y --no-install-recommends ca-certificates python3 \
    && update-ca-certificates \
    && apt-get clean \
    && rm -rf /var/lib/apt/lists/* /var/cache/debconf/*-old /usr/share/doc/* /usr/share/man/* \
    && useradd --uid 1000 --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin rollcall
WORKDIR /opt/rollcall
COPY --from=python /opt/rollcall/python/ python/
COPY --from=page /build/frontend/dist/ frontend/dist/
COPY --from=sbom /sbom/ sbom/
COPY frontend/refusal.html frontend/refusal.html
COPY app/ app/
COPY descriptor/ descriptor/
COPY migrations/ migrations/
COPY worker/ worker/
COPY alembic.ini atlassian-connect.json gunicorn.conf.py manifest.yml wsgi.py LICENSE ./
COPY docs/run-result.schema.json docs/
COPY deploy/rollcall /usr/local/bin/rollcall
ENV PATH=/opt/rollcall/python/bin:/usr/local/bin:/usr/bin:/bin \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PORT=8080
RUN python -m compileall -q app descriptor migrations worker wsgi.py gunicorn.conf.py

ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Rollcall" \
      org.opencontainers.image.description="Keeps the users and licences of an Atlassian organization in order" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
USER 1000:1000
EXPOSE 8080
STOPSIGNAL SIGTERM
ENTRYPOINT ["rollcall"]
CMD ["web"]
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 CMD ["rollcall", "healthy"]
