# Everything starts here. Each target sets up what it needs; a second run needs no network.
PY := .venv/bin/python
WORKERS ?= auto
# Hundreds of processes are started from here: what is compiled once is kept, whatever the shell says.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: bench check crashes demo demo-reset format fuzz fuzz-api help install install-dev permissions pictures test test-debian test-quick threats

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: install ## Start the demonstration on http://127.0.0.1:8000 (ENS_PORT to change)
	@exec bin/ens demo

demo-reset: install ## Wipe the demonstration's data
	@bin/ens demo-reset

test: install-dev ## Run the whole test suite, in a real browser too (root installs Debian's Chromium)
	@bin/setup-tools
	@$(PY) -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

test-quick: install-dev ## Run the tests that need no database
	@$(PY) -m tests.quick $(ARGS)

test-debian: install-dev ## Run it on Debian's PostgreSQL (PG_BIN to change) instead of the embedded one
	@tests/with_debian.sh $(PY) -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

threats: install-dev ## Run the tests of the threat model and write its table (ARGS="T-04 T-12": those alone)
	@$(PY) -m tests.attacks.table -n $(WORKERS) $(ARGS)

permissions: install-dev ## Write docs/permissions.md and docs/legal-map.md, and compare the rules with the second law
	@$(PY) -m tests.policy.pages
	@$(PY) -m tests.policy.oracle $(ARGS)

crashes: install-dev ## Let people do random things while random faults strike (ARGS="--runs 2000 --seed 1")
	@$(PY) -m tests.fuzz.crashes $(ARGS)

fuzz: install-dev ## Fuzz the parsers of documents, identifiers and messages (ARGS="--minutes 30")
	@bin/setup fuzz
	@.venv/.fuzz/bin/python -m tests.fuzz $(ARGS)

fuzz-api: install-dev ## Ask a running house everything that its own description promises (ARGS="--examples 50 --seed 1")
	@bin/setup fuzz
	@$(PY) -m tests.fuzz.api $(ARGS)

check: install-dev ## Check format, style, types, floors and migrations
	@$(PY) -m ruff format --check .
	@$(PY) -m ruff check .
	@$(PY) -m mypy
	@.venv/bin/lint-imports
	@ENS_VAR=$$(mktemp -d) DJANGO_SETTINGS_MODULE=ens.config.settings $(PY) -m django makemigrations --check --dry-run

format: install-dev ## Format the code
	@$(PY) -m ruff format .
	@$(PY) -m ruff check --fix-only --quiet .

pictures: install-dev ## Take the pictures of docs/pictures again
	@bin/setup-tools
	@$(PY) -m tests.browser.pictures

bench: install-dev ## Measure, and print tables with ratios
	@$(PY) -m bench $(ARGS)

install:
	@bin/setup runtime

install-dev:
	@bin/setup dev
