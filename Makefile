# Two commands: make run, make test. Everything they need they install themselves, into .venv and client-js/node_modules.
PY := .venv/bin/python

.PHONY: build run test lint client-test schema bench audit sbom soak clean
build:
	python3 dev.py build

run: build
	.venv/bin/wagerup up

test: build lint client-test
	$(PY) -m pytest -n 3 --dist loadfile --no-loadscope-reorder

lint: build
	.venv/bin/ruff check .
	.venv/bin/pyright
	python3 dev.py npm run lint

client-test: build
	python3 dev.py npm test

schema: build
	$(PY) -m protocol.schema

bench: build
	.venv/bin/wagerup bench wallet
	.venv/bin/wagerup bench sockets
	.venv/bin/wagerup bench matches
	.venv/bin/wagerup bench idle
	.venv/bin/wagerup bench matchmaking
	.venv/bin/wagerup bench ladder
	.venv/bin/wagerup bench webhooks
	.venv/bin/wagerup bench tables
	.venv/bin/wagerup bench floods

audit: build sbom
	$(PY) -m bandit -q -r protocol wallet actors webhooks server -c pyproject.toml
	$(PY) requirements/audit.py --strict --disable-pip --require-hashes -r requirements/run.lock -r requirements/client.lock
	$(PY) requirements/audit.py --disable-pip --require-hashes -r requirements/dev.lock -r requirements/bench.lock
	python3 dev.py npm audit

# What we are made of, with licences: CycloneDX JSON.
sbom: build
	$(PY) requirements/sbom.py > .build/sbom.cdx.json

soak: build
	$(PY) -m pytest -m soak

clean:
	rm -rf .venv .build server/static client-js/node_modules wagerup-data .pytest_cache .ruff_cache .hypothesis
