# Each target sets itself up: a virtual environment with the versions of requirements.lock.
PYTHON ?= python3
SCALE ?= quick
BIN := .venv/bin
READY := .venv/ready

.PHONY: report unlock test bench lint clean
report: $(READY)
	@export PATH="$(CURDIR)/$(BIN):$$PATH"; set -e; \
	snakemake --config scale=$(SCALE); \
	while rnnbench extend --scale $(SCALE); do snakemake --config scale=$(SCALE); done; \
	rnnbench summary --scale $(SCALE)

# After Snakemake was killed: `make unlock report`. Not while it runs.
unlock: $(READY)
	@PATH="$(CURDIR)/$(BIN):$$PATH" snakemake --unlock --config scale=$(SCALE)

# Without the slow ones; all of them: make test PYTEST="-m ''"
test: PYTEST ?= -m "not slow"
test: $(READY)
	$(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder $(PYTEST)

bench: $(READY)
	$(BIN)/python benchmarks/engine.py
	$(BIN)/python benchmarks/costs.py
	$(BIN)/python benchmarks/tasks.py
	$(BIN)/python benchmarks/calibration.py
	$(BIN)/python benchmarks/scale.py
	$(BIN)/python benchmarks/figure.py

lint: $(READY)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/snakefmt --check Snakefile workflow
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache --no-logo

clean:
	rm -rf .venv .snakemake

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $@
