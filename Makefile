# Everything a person needs to run and change Rollcall. Only Python 3.11+ and make must be there beforehand.

SHELL := /bin/sh
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules
.DELETE_ON_ERROR:

VENV := .venv
PY := $(VENV)/bin/python
UV := $(VENV)/bin/uv
COMPILE := $(UV) pip compile --quiet --universal --python-version 3.11.10 --generate-hashes --no-emit-index-url

# A company's proxy signs with an authority of its own, which stands in the system's store.
export UV_SYSTEM_CERTS ?= 1

# A user without a usable home folder (a service account) keeps the package caches beside the project.
ifneq ($(shell test -d "$$HOME" -a -w "$$HOME" && echo yes),yes)
export UV_CACHE_DIR ?= $(CURDIR)/.tools/cache/uv
export npm_config_cache ?= $(CURDIR)/.tools/cache/npm
endif

.PHONY: help
help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "%-16s %s\n", $$1, $$2 }'
	@echo
	@echo "  PORT, SANDBOX_PORT and DATA_DIR change where 'make run' listens and keeps its data (README.md)."

.PHONY: run
run: $(VENV)/local.stamp ## Start everything on this machine and print the one URL to open (Ctrl-C stops it)
	@$(PY) -m local.frontend build
	@exec $(PY) -m local

.PHONY: build
build: $(VENV)/local.stamp ## Install what is needed and build the front end
	@$(PY) -m local.frontend build

.PHONY: forge
forge: build ## Prepare the folder forge/ to deploy from: make forge URL=https://your.address [LISTED=yes]
	@$(if $(URL),:,echo "Say where the server is: make forge URL=https://rollcall.example.org" >&2; exit 2)
	@$(PY) -m descriptor forge "$(URL)" $(if $(filter yes,$(LISTED)),--listed)

.PHONY: test
test: $(VENV)/dev.stamp ## Run all tests (front end first, then Python's)
	@$(PY) -m local.frontend build
	@$(PY) -m local.frontend test
	@$(PY) -m pytest -n 2 --dist loadgroup -q

# `make check test` runs the guards once, among the tests.
.PHONY: check
check: $(VENV)/dev.stamp ## Lint, types, lock files, guards, generated documents, Atlassian's validators
	@$(PY) -m ruff check
	@$(PY) -m ruff format --check
	@$(PY) -m mypy
	@$(if $(filter test,$(MAKECMDGOALS)),:,$(PY) -m pytest -q tests/guards)
	@$(PY) -m app.api.openapi --check
	@$(PY) -m local.frontend check
	@$(PY) -m descriptor check
	@$(PY) -m local.checks.validators

.PHONY: bench
bench: $(VENV)/bench.stamp ## Run all benchmarks, print one table: make bench [MINUTES=45] [SIZE=100000]
	@$(PY) -m local.frontend build
	@$(PY) -m bench $(if $(MINUTES),--minutes $(MINUTES)) $(if $(SIZE),--size $(SIZE))

.PHONY: bench-page
bench-page: $(VENV)/dev.stamp ## Measure the time to content, also on a slow line; needs a Chromium
	@$(PY) -m local.frontend build
	@$(PY) -m bench.web.page

.PHONY: screenshots
screenshots: $(VENV)/dev.stamp ## Take pictures of every screen, dialog and state into .screenshots/; needs a Chromium
	@$(PY) -m local.frontend build
	@$(PY) -m tests.browser.screenshots

.PHONY: format
format: $(VENV)/dev.stamp ## Format the Python code and mend what the linter can mend
	@$(PY) -m ruff check --fix-only
	@$(PY) -m ruff format

.PHONY: lock
lock: $(UV) ## Write the lock files anew after a change of dependencies in pyproject.toml
	$(COMPILE) pyproject.toml -o requirements.txt
	$(COMPILE) pyproject.toml --extra local -o requirements-local.txt
	$(COMPILE) pyproject.toml --extra local --extra dev -o requirements-dev.txt
	$(COMPILE) pyproject.toml --extra local --extra dev --extra bench -o requirements-bench.txt
	$(COMPILE) --group uv -o local/tools/uv.txt
	$(COMPILE) --group node -o local/tools/node.txt
	$(COMPILE) --group sbom -o local/tools/sbom.txt

.PHONY: venv
venv: $(VENV)/dev.stamp ## Make the Python environment with all tools

.PHONY: clean
clean: ## Remove what make made, except the data folder
	rm -rf $(VENV) .tools frontend/node_modules frontend/dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# pip only fetches uv, and only by its hashes; uv fetches everything else by theirs.
$(UV): local/tools/uv.txt
	@sh local/tools/make-venv.sh $(VENV)
	@sh local/tools/fetch-uv.sh $(PY)
	@touch $@

# The environment of `make run`. Installing, not syncing: the tools of `make test` may stay beside it.
$(VENV)/local.stamp: $(UV) requirements-local.txt
	@$(UV) pip install --quiet --python $(PY) --require-hashes -r requirements-local.txt
	@touch $@

$(VENV)/dev.stamp: $(UV) requirements-dev.txt requirements-local.txt
	@$(UV) pip sync --quiet --python $(PY) --require-hashes requirements-dev.txt
	@touch $(VENV)/local.stamp $@

# Who is measured beside us may stay in the environment of the tests: nothing of ours imports it but the benches.
$(VENV)/bench.stamp: $(VENV)/dev.stamp requirements-bench.txt
	@$(UV) pip install --quiet --python $(PY) --require-hashes -r requirements-bench.txt
	@touch $@

.PHONY: openapi
openapi: $(VENV)/dev.stamp ## Write the OpenAPI document and the typed client anew after a change of the API
	@$(PY) -m app.api.openapi
	@$(PY) -m local.frontend generate

.PHONY: chaos
chaos: $(VENV)/dev.stamp ## Kill, stop and cut off processes for two minutes under running runs; logs and reality must agree
	@CHAOS_SECONDS=120 CHAOS_TENANTS=4 CHAOS_RUNS=3 $(PY) -m pytest -q tests/chaos

.PHONY: soak
soak: $(VENV)/dev.stamp ## The same for a quarter of an hour with 20 organizations; nothing may grow or be lost
	@CHAOS_SECONDS=900 CHAOS_TENANTS=20 CHAOS_RUNS=6 $(PY) -m pytest -q tests/chaos/test_storm.py

.PHONY: sbom
sbom: $(VENV)/dev.stamp ## Write what a deployment is made of into .sbom/ (CycloneDX)
	@$(PY) -m local.checks.sbom .sbom

.PHONY: audit
audit: $(VENV)/dev.stamp ## Say what is pinned, since when, and its known holes: make audit [ADVISORIES=path of OSV's records]
	@$(PY) -m local.checks.audit $(ADVISORIES)

.PHONY: image-test
image-test: ## Build the container image and try its processes; needs root and Debian's buildah and debootstrap
	@deploy/image-test

.PHONY: house
house: $(VENV)/dev.stamp ## Report how the tree reads: first lines, helpers called once, full folders, comments
	@$(PY) -m tests.guards.reading

.PHONY: rotate-keys
rotate-keys: $(VENV)/local.stamp ## Encrypt all stored secrets again under the first key of ENCRYPTION_KEYS
	@$(PY) -m worker.rotate_keys
