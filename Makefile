# Two commands matter: `make serve` and `make test`. Each installs what is missing and then does its work.
#
# What is installed where: Debian packages by requirements/install-system, Python packages from the hash-checked
# locks into .venv, the front end by its own lock into web/static/dist. A stamp file under .venv says what is done.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install
# The locks are complete, so nothing is resolved: a release that came after a lock must not get a say.
LOCKED := $(PIP) --no-deps --require-hashes
STAMPS := $(VENV)/stamps

# Tests and the service start hundreds of processes: each would compile all modules anew where this is set.
export PYTHONDONTWRITEBYTECODE :=

# Three processes use two cores better than two do: the tests of the browser and of the service wait for most of their time.
PARALLEL := -q -n 3 --dist loadgroup

.PHONY: help setup setup-dev serve test test-fast test-thorough test-lms coverage check format docs changelog hooks verify bench fuzz lock frontend clean
.PHONY: check-ruff check-format check-types check-imports check-frontend check-docs check-texts
.DEFAULT_GOAL := help

help:  ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

setup: $(STAMPS)/runtime frontend  ## install what `serve` needs

setup-dev: $(STAMPS)/dev  ## install what the tests need on top
	@$(BIN)/python -m web.frontend.build --dev

serve: setup  ## start web, workers, Redis and the demo course
	@exec $(BIN)/grader serve $(ARGS)

test: setup-dev  ## run all tests, the browser ones included
	$(BIN)/python -m pytest $(or $(ARGS),$(PARALLEL))

test-thorough: setup-dev  ## run all tests, with all files of the corpora and many more generated inputs
	$(BIN)/python -m pytest --hypothesis-profile=thorough $(or $(ARGS),$(PARALLEL))

test-fast: $(STAMPS)/dev  ## run the tests that start no program
	$(BIN)/python -m pytest -p tests.fast --ignore=tests/attacks --ignore=tests/browser \
	  --ignore=tests/web/api/test_conformance.py $(or $(ARGS),-q -rfE -n 3 --dist worksteal)

test-lms: setup-dev  ## run the tests against servers of others (Open edX, Gradescope) in GRADER_TEST_LMS
	GRADER_TEST_LMS=$(or $(GRADER_TEST_LMS),../shared/lms) $(BIN)/python -m pytest -q tests/lms $(ARGS)

coverage: setup-dev  ## show which branches of engine, store and web the tests do not reach
	$(BIN)/python -m pytest --ignore=tests/attacks --ignore=tests/browser -m "not service and not slow" \
	  -q -n 2 --dist loadgroup --cov --cov-report=term:skip-covered

CHECKS := check-ruff check-format check-types check-imports check-frontend check-docs check-texts

check: $(STAMPS)/dev  ## lint, formatting, types, import contracts, TypeScript, docs, translations
	@$(MAKE) --no-print-directory --output-sync=target --jobs=$(shell nproc) $(CHECKS)

check-ruff:
	$(BIN)/ruff check --quiet .

check-format:
	$(BIN)/ruff format --quiet --check .

check-types:
	$(BIN)/mypy

check-imports:
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q -p no:cacheprovider tests/test_import_contracts.py tests/test_file_sizes.py

check-frontend:
	$(BIN)/python -m web.frontend.node check test

check-docs:
	$(BIN)/python -m pytest -q -p no:cacheprovider tests/docs

check-texts:
	$(BIN)/python -m web.i18n check

docs: $(STAMPS)/dev  ## write the table of settings into docs/operations.md
	$(BIN)/python -m tests.docs.settings_table

changelog: $(STAMPS)/dev  ## show what the next release changes
	@$(BIN)/towncrier build --draft --version next

hooks: $(STAMPS)/dev  ## run the checks before each commit (git hooks, by pre-commit)
	$(BIN)/pre-commit install

format: $(STAMPS)/dev  ## format the code with ruff
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

verify: $(STAMPS)/runtime  ## test the tests: every assignment against its samples, misconceptions and mutants
	$(BIN)/grader verify $(ARGS)

bench: $(STAMPS)/dev  ## measure; see docs/performance.md
	$(BIN)/python -m bench $(ARGS)

fuzz: $(STAMPS)/dev  ## feed hostile bytes to everything that reads them, for a bounded time
	$(BIN)/python -m fuzz $(ARGS)

lock: $(STAMPS)/dev  ## resolve requirements/*.in anew into the locks
	$(PIP) uv
	cd requirements && for name in runtime dev; do \
	  ../$(BIN)/uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-annotate --no-header $$name.in -o $$name.txt; done
	cd requirements && ../$(BIN)/uv pip compile -q --no-deps --generate-hashes --no-annotate --no-header data.in -o data.txt

# The builder looks for itself whether the bundle is older than its sources.
frontend: $(STAMPS)/runtime  ## bundle the scripts and styles of the pages
	@$(BIN)/python -m web.frontend.build

clean:  ## remove everything that was installed or made
	rm -rf $(VENV) .data web/static/dist web/frontend/node_modules .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage .import_linter_cache

$(STAMPS)/system: requirements/system.txt requirements/install-system
	@requirements/install-system requirements/system.txt
	@mkdir -p $(@D) && touch $@

# Without Chromium, PostgreSQL or curl the tests that need them are skipped, with the reason; there is no stamp then, so that the
# next run tries again.
$(STAMPS)/system-dev: requirements/system-dev.txt requirements/install-system
	@mkdir -p $(@D)
	@if requirements/install-system --optional requirements/system-dev.txt; then touch $@; \
	  else echo "setup: going on without them; the tests that need them are skipped" >&2; fi

$(STAMPS)/venv: | $(STAMPS)/system
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14) and "setup: Python 3.11, 3.12 or 3.13 is needed, and $(PYTHON) is " + sys.version.split()[0] + "; set PYTHON=python3.13, for example")'
	@echo "setup: creating $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(STAMPS)/runtime: requirements/runtime.txt requirements/data.txt pyproject.toml | $(STAMPS)/venv
	@echo "setup: installing the Python packages"
	@$(LOCKED) -r requirements/runtime.txt -r requirements/data.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q -x attacks/corpus grader
	@touch $@

$(STAMPS)/dev: requirements/dev.txt | $(STAMPS)/runtime $(STAMPS)/system-dev
	@echo "setup: installing the Python packages for the tests"
	@$(LOCKED) -r requirements/dev.txt
	@touch $@
