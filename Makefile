# The words that people and CI use: demo, test, check, bench, soak.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
OUT ?= ket-qua

.PHONY: demo test check bench soak clean

$(VENV)/.runtime: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime
	$(BIN)/pip install --quiet --constraint constraints.txt --editable ".[dev]"
	@touch $@

demo: $(VENV)/.runtime
	$(BIN)/python -m benchmarks.sample_history $(VENV)/home
	$(BIN)/python classify.py data/samples/hop-thu.xlsx --out $(OUT) --home $(VENV)/home --overwrite --period quarter

test: $(VENV)/.dev
	$(BIN)/python -m pytest -m "not slow"

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pipeline.training.corpus data/corpus

soak: $(VENV)/.dev
	$(BIN)/python -m pytest -m slow

bench: $(VENV)/.dev
	$(BIN)/python -m benchmarks.performance
	$(BIN)/python -m benchmarks.text_core
	$(BIN)/python -m benchmarks.places
	$(BIN)/python -m benchmarks.masking
	$(BIN)/python -m benchmarks.legal
	$(BIN)/python -m benchmarks.repeats
	$(BIN)/python -m benchmarks.workbooks
	$(BIN)/python -m benchmarks.page
	$(BIN)/python -m benchmarks.golden

clean:
	rm -rf $(VENV) $(OUT) build *.egg-info
