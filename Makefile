# Two commands matter: `make run` and `make test`. `make help` lists the rest.
# Needs python3.11 or later, make and git; everything else comes from PyPI, by hash.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PORT ?= 8000
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
CHROMIUM = $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)
# every file that decides what is installed
LOCKS := pyproject.toml uv.lock requirements.lock requirements-dev.lock

# The pure decisions, and how they are tested: without Django and without a fixture, so that nothing else can
# slip in.
PURE = $(wildcard tests/kernel tests/records/*/core tests/stages/*/core tests/insight/*/core tests/pages/*/core tests/integrating/core)
ALONE = -q --noconftest -p tests.profiles -p no:django -p no:schemathesis -p no:anyio \
	-W ignore::pytest.PytestConfigWarning

.PHONY: help run test fast coverage check bench docs schema lock stop clean

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 10

run: .venv/run.stamp ## start everything at http://127.0.0.1:8000 (PORT=8001 for another port)
	@exec $(BIN)/comptoir up --port $(PORT)

test: .venv/dev.stamp ## the whole suite, on all processors
	@$(if $(CHROMIUM),,echo "No Chromium: the browser tests are skipped. Install it with" \
		"'apt-get install chromium' (Debian, Ubuntu) or 'brew install --cask chromium' (macOS).")
	@$(BIN)/pytest -n auto --dist worksteal $(ARGS)

fast: .venv/dev.stamp ## pure decisions only, under ten seconds
	@$(BIN)/python -m pytest $(ALONE) --hypothesis-profile=fast -m 'not slow' -n auto $(PURE) $(ARGS)

coverage: .venv/dev.stamp ## every branch of kernel and core, by the pure tests alone
	@$(BIN)/python -m pytest $(ALONE) --hypothesis-profile=ci --cov --cov-report= $(PURE) $(ARGS)
	@$(BIN)/coverage report --show-missing --skip-covered --fail-under=100 \
		--include='src/comptoir/kernel/*,src/comptoir/*/core/*,src/comptoir/*/*/core/*'

check: .venv/dev.stamp ## lint, format, types, the arrow of business, migrations
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	COMPTOIR_NO_DB=1 $(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m django makemigrations --check --dry-run
	$(BIN)/python docs/generate.py check

bench: .venv/dev.stamp ## the speeds we promise, as ratios of one run
	@$(BIN)/python -m benchmarks $(ARGS)

docs: .venv/dev.stamp ## the generated pages of docs/
	@$(BIN)/python docs/generate.py

schema: .venv/dev.stamp ## the tables of an empty database, after a new migration
	@$(BIN)/python scripts/schema.py

stop: ## stop the embedded database
	@if [ -x $(BIN)/comptoir ]; then $(BIN)/comptoir stop; fi

lock: .boot/bin/uv ## resolve the dependencies again, write every lock
	.boot/bin/uv lock
	.boot/bin/uv export --quiet --locked --no-dev --no-emit-project -o requirements.lock
	.boot/bin/uv export --quiet --locked --no-emit-project -o requirements-dev.lock

clean: stop ## remove what is installed; the data in .comptoir stays
	rm -rf .venv .boot

export DJANGO_SETTINGS_MODULE := comptoir.settings
# Container images often forbid Python to keep its bytecode; then each start compiles a thousand files anew,
# which takes longer than all the rest of it.
unexport PYTHONDONTWRITEBYTECODE

# A stamp is newer than the locks it was made from, so a second start installs nothing.
# The development set contains the other one.
.venv/run.stamp: $(LOCKS)
	@if [ -e .venv/dev.stamp ]; then $(MAKE) --no-print-directory .venv/dev.stamp; \
	else ./.ci/install requirements.lock --no-dev "$(PYTHON)"; fi
	@touch $@

.venv/dev.stamp: $(LOCKS)
	@./.ci/install requirements-dev.lock --dev "$(PYTHON)"
	@touch $@

.boot/bin/uv:
	@test -n "$(PYTHON)" || { echo "Comptoir needs Python 3.11 or later (with venv)."; exit 1; }
	@$(PYTHON) -m venv .boot && .boot/bin/pip install --quiet --disable-pip-version-check 'uv>=0.9,<1'
