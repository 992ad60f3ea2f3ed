.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SIZES ?= 1 10
PYTEST := $(BIN)/python -m pytest
ALL_TESTS = PYTHONHASHSEED=$(1) $(PYTEST) -n 2 --dist loadgroup -q --randomly-seed=$(1)
ifndef SEED
SEED := $(strip $(shell od -An -N4 -tu4 /dev/urandom))
endif

demo: setup font ## analyse the synthetic company: report and map in out/demo
	@$(BIN)/sojourn demo --out out/demo

test: setup spark system tools ## run all tests
	@$(call ALL_TESTS,1)

check: lint types layers setup spark system tools ## everything CI checks
	@$(call ALL_TESTS,1) --cov --cov-report=term:skip-covered --cov-fail-under=85

hunt: setup spark system tools ## run all tests in another order, on new and more examples; SEED=number repeats one
	@echo "Hunting with SEED=$(SEED)"
	@$(call ALL_TESTS,$(SEED)) --hypothesis-profile=hunt --hypothesis-seed=$(SEED) || \
	{ echo "The same again: make hunt SEED=$(SEED)"; exit 1; }

lint: setup ## style and spelling
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/codespell src tests docs benchmarks README.md CHANGELOG.md CONTRIBUTING.md SECURITY.md

types: setup ## mypy, strict
	@$(BIN)/mypy

layers: setup ## the one direction of imports
	@$(BIN)/lint-imports --no-cache

docs: setup ## run every snippet of the documentation
	@$(PYTEST) -q -p no:randomly tests/docs

fmt: setup ## format and mend what can be mended
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format --quiet .

bench: setup .venv-peers/.ready ## compare speed with peers; SIZES="1 10 100" (million events), FLAGS="--resume --docs"
	@$(BIN)/python benchmarks/run.py $(SIZES) $(FLAGS)

lock: setup ## choose new versions and write the lock files
	@$(BIN)/uv pip compile --quiet --upgrade pyproject.toml --all-extras --group dev $(LOCK) --no-emit-package pyspark --no-emit-package py4j -o requirements.lock
	@sed -n 's/^spark = \["\(pyspark[^"]*\)".*/\1/p' pyproject.toml | $(BIN)/uv pip compile --quiet --upgrade - $(LOCK) -o spark.lock
	@$(BIN)/uv pip compile --quiet --upgrade benchmarks/peers.in $(LOCK) -o benchmarks/peers.lock

LOCK := --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --python-version 3.11
PIP := -m pip install --quiet --disable-pip-version-check --no-deps

setup: $(VENV)/.ready ## make .venv with the locked versions

$(VENV)/.ready: requirements.lock pyproject.toml
	@PYTHON=$(PYTHON) scripts/make-venv $(VENV)
	@echo "Installing the locked libraries into $(VENV) (about a minute, once)"
	@$(BIN)/python $(PIP) --require-hashes -r requirements.lock
	@$(BIN)/python $(PIP) --no-build-isolation --editable .
	@touch $@

spark: $(VENV)/.spark-ready ## add PySpark (500 MB) to .venv

# Built from source without isolation, so that what builds it is locked too.
$(VENV)/.spark-ready: spark.lock | $(VENV)/.ready
	@echo "Installing PySpark into $(VENV) (half a minute, once)"
	@$(BIN)/python $(PIP) --require-hashes --no-build-isolation -r spark.lock
	@touch $@

.venv-peers/.ready: benchmarks/peers.lock
	@PYTHON=$(PYTHON) scripts/make-venv .venv-peers
	@.venv-peers/bin/python $(PIP) --require-hashes -r benchmarks/peers.lock
	@touch $@

system: ## install a Chinese font, a browser, PostgreSQL, LibreOffice and Java where that is allowed
	@scripts/install-system-packages font browser database office java

tools: ## fetch Mermaid for the tests of our Mermaid text, where npm is there
	@scripts/get-mermaid .tools

font:
	@scripts/install-system-packages font

help: ## show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

.PHONY: demo test check hunt lint types layers docs fmt bench lock setup spark system tools font help
