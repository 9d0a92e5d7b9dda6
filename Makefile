# Needs only make and Python 3.11 or newer; everything else goes into .venv.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.DEFAULT_GOAL := help
.PHONY: help demo pictures models rules test quick style check docs dist fuzz audit bench clean

help: ## say what there is to make
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

demo: $(READY) ## turn corpus/ into reports/ledger.parquet and .csv and a report, and show the first rows
	@mkdir -p reports
	$(BIN)/quotes extract corpus/ --indirect --keep-text -o reports/ledger.parquet -o reports/ledger.csv
	$(BIN)/quotes people reports/ledger.parquet
	$(BIN)/quotes report reports/ledger.parquet -o reports
	$(BIN)/quotes show reports/ledger.parquet --limit 10

pictures: demo ## make the pictures that README shows, in docs/
	@mkdir -p docs
	$(BIN)/python -m quotes.browser.picture reports/ledger.parquet docs
	cp reports/pictures/*.svg docs/

test: $(READY) ## run the tests
	$(BIN)/python -m pytest -q -n auto --dist worksteal

quick: $(READY) ## run the tests that take no half a minute, and draw no browser
	$(BIN)/python -m pytest -q -n auto --dist worksteal -m 'not slow and not browser'

style: $(READY) ## check style, types and the import contract
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: style test ## what a change must pass: style, types, import contract, tests
	@$(BIN)/python bench/audit.py

dist: $(READY) ## build the wheel and the source archive, in dist/
	rm -rf dist
	$(BIN)/python -m build --no-isolation

docs: $(READY) ## build the documentation's site into site/
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --strict --site-dir site

rules: $(READY) ## count how often each rule decides, on corpus/ and on the texts in ../shared
	$(BIN)/python bench/rules.py

fuzz: $(READY) ## look for input that breaks a promise; SECONDS=600 for longer
	-@$(BIN)/python -c 'import atheris' 2>/dev/null || $(BIN)/python -m pip install --quiet -c constraints.txt -e '.[fuzz]'
	$(BIN)/python fuzz/run.py --seconds $(or $(SECONDS),60)

audit: $(READY) ## look the pinned packages up in the list of known holes, where the network allows
	@$(BIN)/python bench/audit.py

models: $(READY) ## train the models anew; DATA=folder with treebank/, ner/, text/ and gold/
	@test -n "$(DATA)" || { echo "say where the data is: make models DATA=folder" >&2; exit 2; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[train]'
	$(BIN)/python -m quotes.training $(DATA) quotes/learned/weights

bench: $(READY) ## measure speed and memory; takes some minutes, writes reports/bench.md
	@mkdir -p reports
	$(BIN)/python bench/bench.py

clean: ## remove what the other targets made
	rm -rf .venv build dist site .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find reports -mindepth 1 ! -name README.md -delete

# One marker for the whole environment: made anew when what it should hold changes.
# PIP_ARGS='--extra-index-url https://download.pytorch.org/whl/cpu' spares a machine without a GPU some GB of CUDA.
$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "quotes needs Python 3.11 or newer: make PYTHON=python3.11")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo 'installing into .venv: 1.5 GB and some minutes, more with CUDA (see README, Start)'
	$(BIN)/python -m pip install --disable-pip-version-check --progress-bar on -c constraints.txt $(PIP_ARGS) -e '.[dev]'
	@touch $@
