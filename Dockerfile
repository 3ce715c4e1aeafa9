# One image for web, worker and the commands; what it does is the command it is given.
FROM python:3.13-slim AS packages

WORKDIR /build
COPY requirements-production.lock .
RUN python -m venv /packages \
    && /packages/bin/pip install --no-cache-dir --no-deps --require-hashes -r requirements-production.lock


FROM node:24-slim AS assets

WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY templates/assets templates/assets
RUN node templates/assets/bundle.mjs


FROM python:3.13-slim

RUN groupadd --gid 10001 stafett \
    && useradd --uid 10001 --gid stafett --no-create-home --shell /usr/sbin/nologin stafett \
    && install --directory --owner=stafett --group=stafett --mode=0700 /var/lib/stafett

COPY --from=packages /packages /packages
WORKDIR /app
COPY services services
COPY workflows workflows
COPY activities activities
COPY templates templates
COPY --from=assets /build/templates/built templates/built
COPY migrations migrations
COPY pyproject.toml .
RUN /packages/bin/python -m compileall -q services workflows activities migrations

ENV PATH=/packages/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    STAFETT_MODE=production \
    STAFETT_HOME=/var/lib/stafett \
    STAFETT_HOST=0.0.0.0
USER 10001:10001
VOLUME /var/lib/stafett
EXPOSE 8000 9100 9101
ENTRYPOINT ["python", "-m", "services.cli"]
CMD ["web"]
