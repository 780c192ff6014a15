PYTHON ?= .venv/bin/python

help: ## these words
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

install: ## an environment to work in
	python3 -m venv .venv && .venv/bin/pip install -q -e '.[dev]'

test: ## all tests, style and floor plan included
	$(PYTHON) -m pytest -n 2

accept: ## take today's outputs as the goldens; read the diff before you commit
	$(PYTHON) -m pytest -n 2 --snapshot-update

pages: ## take what commands print today as what the documentation shows; read the diff
	$(PYTHON) -m tests.docs.accept && $(PYTHON) -m tests.docs.picture

style: ## ruff and mypy alone
	$(PYTHON) -m ruff check . && $(PYTHON) -m ruff format --check . && $(PYTHON) -m mypy

laws: ## a long run of the property tests
	HYPOTHESIS_PROFILE=long $(PYTHON) -m pytest -n 2 -k "law or agree or random"

fuzz: ## a minute of coverage-guided fuzzing for each target; needs pip install -e '.[dev,fuzz]'
	for target in policy linked claim bundle sheet; do $(PYTHON) -m tests.fuzz $$target --seconds 60; done

bench: ## speed, side by side, as ratios
	$(PYTHON) -m benchmarks

CLAIMS ?= 1e6
many: ## many claims at once beside code by hand, into docs/benchmarks.md; CLAIMS=1e7 for more
	$(PYTHON) -m benchmarks many --claims $(CLAIMS) --page docs/benchmarks.md

agreement: ## every policy of the cities settled by every engine, compared to the fen; CLAIMS=1e5 for fewer of each
	$(PYTHON) -m tests.agreement --claims $(CLAIMS)

.PHONY: help install test accept pages style laws fuzz bench many agreement
