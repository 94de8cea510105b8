# Two commands for everybody: `make run` and `make test`. Nothing to install but Python, make, git.

PYTHON ?= python3
VENV ?= $(or $(UNDERSIGNED_VAR),var)/venv
ARGS ?=

# Always `python -m`: a script's first line breaks where the path is long or has moved.
IN_VENV = "$(VENV)/bin/python" -m
# A stamp bears the requirements' checksum: nothing is installed twice, nor missed after a pull.
RUN_SUM := $(shell cat requirements.txt | cksum | cut -d' ' -f1)
TEST_SUM := $(shell cat requirements.txt requirements-dev.txt | cksum | cut -d' ' -f1)
RUN_READY = $(VENV)/.ready-to-run-$(RUN_SUM)
TEST_READY = $(VENV)/.ready-to-test-$(TEST_SUM)
PIP_INSTALL = $(IN_VENV) pip install --quiet --disable-pip-version-check --no-input -r
# Two processes, for the two cores that the smallest machines have. A file of tests is one process's,
# so that the site, worker and mail server that its journeys share start once.
TEST_PROCESSES ?= 2
IN_PARALLEL = -n $(TEST_PROCESSES) --dist loadfile --no-loadscope-reorder

# Fonts and flags (config/assets.py): it says itself what is missing, and the site works without.
FETCH_ASSETS = @$(IN_VENV) config.assets || true

.PHONY: help run test lint bench
.DEFAULT_GOAL := help

help: ## Show what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' Makefile

run: $(RUN_READY) ## Start the whole site here, on PORT (8000); Ctrl-C stops it
	$(FETCH_ASSETS)
	@exec $(IN_VENV) config.run

test: $(TEST_READY) ## Run every test; ARGS="-k confirm" picks some
	$(FETCH_ASSETS)
	@$(IN_VENV) pytest $(IN_PARALLEL) $(ARGS)

lint: $(TEST_READY) ## Check style, formatting and that rooms import only downwards
	@$(IN_VENV) ruff check
	@$(IN_VENV) ruff format --check
	@"$(VENV)/bin/python" -c 'from importlinter.cli import lint_imports_command as run; run()'

bench: $(TEST_READY) ## Measure signing, pages and mail on this machine
	$(FETCH_ASSETS)
	@$(IN_VENV) tests.bench $(ARGS)

$(VENV)/bin/python:
	@command -v $(PYTHON) >/dev/null || { \
	  echo "$(PYTHON) is not here. Install Python 3.11 or newer (Debian: apt install python3 python3-venv)."; \
	  exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "$$($(PYTHON) -V) is too old: 3.11 or newer is needed. If it is here under another name:"; \
	  echo "    make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "$(PYTHON) cannot make virtual environments. On Debian and Ubuntu: apt install python3-venv"; \
	  exit 1; }
	@mkdir -p "$(VENV)" 2>/dev/null || { \
	  echo "Cannot write in $(VENV), where Python's packages go. Make it writable, or name"; \
	  echo "another folder:"; echo "    UNDERSIGNED_VAR=/path/to/folder make $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv --clear "$(VENV)"

# Registries hiccup: one more try.
$(RUN_READY): | $(VENV)/bin/python
	@echo "Installing what the site needs (a minute or two, only this once)…"
	@$(PIP_INSTALL) requirements.txt || { echo "Once more…"; $(PIP_INSTALL) requirements.txt; }
	@touch "$@"

$(TEST_READY): | $(VENV)/bin/python
	@echo "Installing what the tests need (a minute or two, only this once)…"
	@$(PIP_INSTALL) requirements-dev.txt || { echo "Once more…"; $(PIP_INSTALL) requirements-dev.txt; }
	@touch "$@" "$(RUN_READY)"
