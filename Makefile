# Everything happens in .venv; nothing of the system's Python is touched.
PYTHON ?= python3
BIN := .venv/bin
COMPILE := $(BIN)/uv pip compile pyproject.toml --quiet --upgrade --universal \
	--python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url

.PHONY: demo test check database golden docs bench site lock audit sbom clean

demo: .venv/demo.stamp            ## install, load real input, print reports, leave a page and a Browser address
	@sh examples/demo.sh

test: .venv/dev.stamp             ## every test: real Neo4j, real model, Chromium where there is one
	$(BIN)/python -m pytest --numprocesses 2 -m "not database and not browser"
	$(BIN)/python -m pytest -m "database or browser"

check: .venv/dev.stamp            ## format, lint, types, layers, and the tests that need no database
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/mypy tests benchmarks docs
	$(BIN)/lint-imports
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet
	$(BIN)/python -m pytest --numprocesses 2 -m "not database and not browser and not long"

database: .venv/dev.stamp         ## the tests that need a real Neo4j
	$(BIN)/python -m pytest -m database

golden: .venv/dev.stamp           ## rewrite the golden files; read the diff before you commit it
	TARPIT_REWRITE_GOLDEN=1 $(BIN)/python -m pytest tests/golden

docs: .venv/dev.stamp             ## rewrite the reference pages from the ontology and the command line
	$(BIN)/python docs/generate.py

bench: .venv/dev.stamp            ## measure everything beside its peers, half an hour; TEXT=FOLDER reads yours, not the briefs
	$(BIN)/python -m benchmarks.bench --output benchmarks/RESULTS.md $(TEXT)

site: .venv/dev.stamp             ## the docs as a site, in site/; fails on a dead link
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet

lock: .venv/bin/python            ## choose the newest versions that fit and pin them with hashes
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(COMPILE) --output-file requirements.lock
	$(COMPILE) --extra dev --output-file requirements-dev.lock

audit: .venv/dev.stamp            ## known vulnerabilities of what is pinned, where the index tells them
	$(BIN)/pip-audit --disable-pip --requirement requirements.lock

sbom: .venv/dev.stamp             ## the bill of materials (CycloneDX) of what is pinned, Neo4j and weights, in dist/
	$(BIN)/python docs/bill_of_materials.py dist/tarpit.cdx.json

clean:                            ## remove what was installed and made here; the graph stays
	rm -rf .venv demo dist build site .mypy_cache .ruff_cache .pytest_cache .hypothesis

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "tarpit needs Python 3.11 or newer")'
	$(PYTHON) -m venv .venv
	@# The pip that comes with Python 3.11 warns of an extra that lxml spells another way.
	.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-pip.lock

.venv/demo.stamp: .venv/bin/python requirements.lock pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

.venv/dev.stamp: .venv/bin/python requirements-dev.lock pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@ .venv/demo.stamp
