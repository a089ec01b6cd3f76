# The two commands: `make serve` and `make test`. Each installs what it needs into .venv, and may be run again.
PYTHON ?= python3
VENV   ?= .venv
STORE  ?= store
PORT   ?= 8000
RUN    := $(VENV)/bin

.PHONY: serve test pages packages readers lint types contracts bench fuzz clean
.DEFAULT_GOAL := help

help:
	@echo "make serve   install, load the curated graph, serve on http://localhost:$(PORT)/"
	@echo "make test    install what tests need, run every test"
	@echo "make pages   bundle what the pages load besides their own scripts (needs npm; without it they do with less)"
	@echo "make lint types contracts   what CI checks besides"
	@echo "make bench   measure the gate against pyshacl.validate, the service against oxigraph serve and rdflib-endpoint, the causal network against networkx, search against SPARQL CONTAINS (minutes)"
	@echo "make fuzz    send the service many requests made at random (minutes)"

serve: $(VENV)/.installed pages
	$(RUN)/claimgraph serve --store $(STORE) --port $(PORT)

test: packages readers pages $(VENV)/.tested
	$(RUN)/python -m pytest -n 2 --dist loadfile

packages:
	.ci/packages

# The graph viewer and the SPARQL editor; without npm pages have pictures and a plain form in their place.
FRONT := src/claimgraph/web/frontend
BUNDLE := src/claimgraph/web/static/bundle/LICENSES.txt

pages: $(BUNDLE)

$(BUNDLE): $(FRONT)/package.json $(FRONT)/package-lock.json $(FRONT)/build.mjs $(wildcard $(FRONT)/src/*)
	@if ! command -v npm >/dev/null; then \
		echo "*** npm is not installed: pages work with SVG pictures and a plain query form" >&2; \
	else cd $(FRONT) && npm ci --silent && node build.mjs \
		|| echo "*** npm could not bundle $(FRONT): pages work with SVG pictures and a plain query form" >&2; fi

# Mermaid and Cytoscape.js, which read what is exported for them; without npm their tests say so and are skipped.
readers: tests/node/node_modules/.installed

tests/node/node_modules/.installed: tests/node/package.json
	@cd tests/node && npm install --no-package-lock --no-audit --no-fund --silent && touch node_modules/.installed \
		|| echo "*** npm could not install tests/node; tests that need it are skipped" >&2

lint: $(VENV)/.tested
	$(RUN)/ruff check src tests benchmarks
	$(RUN)/ruff format --check src tests benchmarks

types: $(VENV)/.tested
	$(RUN)/mypy

contracts: $(VENV)/.tested
	$(RUN)/lint-imports

fuzz: $(VENV)/.tested
	$(RUN)/python -m pytest -n 2 -m slow tests/web/test_fuzz.py

bench: $(VENV)/.tested
	$(RUN)/python -m pip install --quiet -c constraints.txt -e '.[bench]'
	$(RUN)/python benchmarks/gate.py
	$(RUN)/python benchmarks/service.py
	$(RUN)/python benchmarks/causal.py
	$(RUN)/python benchmarks/search.py

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit("claimgraph needs Python 3.11 or newer, found " + sys.version.split()[0] + "; name one with make PYTHON=…") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	$(RUN)/python -m pip install --quiet --upgrade pip

# The compiled SHACL engine is an extra: where no wheel fits, pySHACL alone does the work.
$(VENV)/.installed: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(RUN)/python -m pip install --quiet -c constraints.txt -e '.[fast]' || $(RUN)/python -m pip install --quiet -c constraints.txt -e .
	touch $@

$(VENV)/.tested: pyproject.toml constraints.txt $(VENV)/.installed
	$(RUN)/python -m pip install --quiet -c constraints.txt -e '.[test]'
	touch $@

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis dist build
