# make report   set everything up and make the sample's reports in reports/2021-12/
# make test     set everything up and run the tests
# make check    the quick tests, for the inner loop: no kernel, browser, server, LibreOffice, sample, none of half a second; few examples
# make lint     style, types, direction of imports between the packages
# make lab      JupyterLab on copies of notebooks/
# make bench    what a report costs, compared with other methods (20 minutes)
# make docs     write the generated pages of docs/ again, and the documentation as a site in site/
# make lock     resolve the locked requirements again
# make clean    remove everything that the other targets have made

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
DEVELOP := .venv/.ready-dev
PERIOD ?= 2021-12
PIP := $(BIN)/python -m pip install --quiet --no-compile
# uv installs a lock in a quarter of the time; it does not read pip's configuration, so pip is the fallback
define INSTALL
$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r $(1) 2>/dev/null || $(PIP) --require-hashes -r $(1)
endef
# keep compiled bytecode: a run and its tests start hundreds of processes
unexport PYTHONDONTWRITEBYTECODE
# two more workers than cores: tests with kernels and servers spend half of their time waiting
WORKERS ?= $(shell $(PYTHON) -c 'import os; print((os.cpu_count() or 1) + 2)')
# a file's tests stay together, in the order that tests/conftest.py gives to the files
TESTS := pytest --dist loadfile --no-loadscope-reorder
SLOW := browser or kernel or mutation or office or sample or server or site or slow

.PHONY: report test check lint lab bench docs lock clean setup develop
# nothing may run from an environment while packages are being installed into it
.NOTPARALLEL:

setup: $(READY)

# what the reports need
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; this is " + sys.version if sys.version_info < (3, 11) else 0)'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	-$(PIP) --require-hashes -r requirements-uv.lock
	$(call INSTALL,requirements.lock)
	$(PIP) --no-deps --no-build-isolation --no-index --editable .
	@touch $@

# what tests, lint and JupyterLab need in addition
develop: $(DEVELOP)

$(DEVELOP): $(READY) requirements-dev.lock
	$(call INSTALL,requirements-dev.lock)
	@touch $@

SAMPLE := data/sample/.made
SOURCES := $(shell find panjin_kpi/schemas panjin_kpi/reference panjin_kpi/intake panjin_kpi/sample schemas data/reference -name '*.py' -o -name '*.yaml' -o -name '*.csv')

$(SAMPLE): $(READY) $(SOURCES)
	@mkdir -p $(@D)
	$(BIN)/panjin-kpi sample --out data/sample --submit > $@.part
	@cat $@.part && mv $@.part $@

report: $(SAMPLE)
	$(BIN)/panjin-kpi run --period $(PERIOD) --data data/sample

test: $(DEVELOP) $(SAMPLE)
	PANJIN_KPI_SAMPLE=data/sample $(BIN)/python -m $(TESTS) -n $(WORKERS)

check: $(DEVELOP)
	$(BIN)/python -m $(TESTS) -n logical --hypothesis-profile quick -m "not ($(SLOW))"

lint: $(DEVELOP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

lab: $(DEVELOP)
	$(BIN)/panjin-kpi lab

bench: $(DEVELOP)
	$(PIP) --no-deps --require-hashes -r benchmarks/requirements.lock
	PYTHONPATH=. $(BIN)/python benchmarks/reports.py

docs: $(DEVELOP)
	$(BIN)/python -m docs.generators.dictionary > docs/data_dictionary.md
	$(BIN)/python -m docs.generators.results_graph > docs/results_graph.md
	$(BIN)/python -m docs.generators.plan_coverage > docs/plan_coverage.md
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet
	@! grep -rnE '<(script|link|img|iframe)[^>]+(src|href)="https?://' site --include='*.html' # nothing from the network

SOLVE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate \
  --custom-compile-command "make lock"
lock:
	$(SOLVE) --fork-strategy fewest --all-extras pyproject.toml -o requirements-dev.lock
	$(SOLVE) --fork-strategy fewest --constraint requirements-dev.lock --extra build pyproject.toml -o requirements.lock
	echo 'uv>=0.9' | $(SOLVE) - -o requirements-uv.lock
	$(SOLVE) --no-deps benchmarks/requirements.in -o benchmarks/requirements.lock

clean:
	rm -rf .venv site reports data/sample .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
