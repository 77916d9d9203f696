# The two commands are `make run` and `make test`; `make help` lists the rest.
PYTHON ?= python3
BIN := .venv/bin
ROUNDS ?= 20
CODE := signaal.py wiring.py command core bot mail web admin tests bench
.DEFAULT_GOAL := help
# Compiled once and kept, instead of by each of the processes that tests start.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup run test tested test-long checked test-train evaluate coverage lint types fix kill-loop torture two-nodes bench lock clean

help: ## Show what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk 'BEGIN {FS = ":.*## "} {printf "  make %-12s %s\n", $$1, $$2}'

# One environment for running and testing: hash-pinned, and the program itself from this folder.
.venv/installed: requirements/test.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/test.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

# Test parts from npm: the Telegram stand-in and the accessibility rules. Their lock file names no address.
node_modules/.installed: package.json package-lock.json
	npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	touch $@

setup: .venv/installed ## Make the environment (.venv) with hash-pinned packages

run: setup ## Run everything, with a demo municipality and no configuration
	$(BIN)/signaal run --demo

# Lint and types run beside the tests, and tell what they found when they are done. Four tests at a time on two cores:
# half of the time they wait, for lines that are down and clocks that must pass.
test: setup node_modules/.installed ## Tests, lint and types (at most 10 minutes); `make test-long` has the rest
	@$(MAKE) --no-print-directory --keep-going --jobs=2 tested checked

tested: setup node_modules/.installed
	$(BIN)/python -m pytest -n 4 --dist loadgroup --quiet -m "not mutation and not killing and not long"

test-long: setup node_modules/.installed ## Whole parts in a browser, every route as every role, a year of digests, two nodes
	$(BIN)/python -m pytest -n 3 --dist loadgroup --quiet -m long

checked: setup
	@said=$$($(MAKE) --no-print-directory lint types 2>&1); code=$$?; printf '%s\n' "$$said"; exit $$code

# Training needs torch; a folder of its own keeps it away from what runs.
.venv-train/installed: requirements/train.txt pyproject.toml
	$(PYTHON) -m venv .venv-train
	.venv-train/bin/python -m pip install --quiet --disable-pip-version-check torch==2.13.0
	.venv-train/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/train.txt
	.venv-train/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

test-train: .venv-train/installed ## The tests of training, with torch (not part of make test)
	HF_HUB_OFFLINE=1 .venv-train/bin/python -m pytest -q -W default --noconftest -p no:cacheprovider tests/core/classify/training

evaluate: setup ## The shipped model's figures, anew from its files
	$(BIN)/signaal model evaluate --model core/classify/artefact

coverage: setup node_modules/.installed ## The tests again, with the lines and branches they reach
	$(BIN)/python -m pytest -n 2 --dist loadgroup --quiet -m "not mutation" --cov --cov-report=term:skip-covered

lint: setup ## Style, and the rules between rooms
	$(BIN)/ruff format --check --quiet $(CODE)
	$(BIN)/ruff check --quiet $(CODE)
	$(BIN)/lint-imports --no-cache

types: setup ## Types, strictly
	$(BIN)/basedpyright

fix: setup ## Format, and repair what can be repaired
	$(BIN)/ruff check --fix --quiet $(CODE)
	$(BIN)/ruff format --quiet $(CODE)

kill-loop: setup node_modules/.installed ## kill -9 under load, ROUNDS times (20), database stopped hard in between
	$(BIN)/python -m pytest -q -p no:cacheprovider tests/flows/test_kill_loop.py tests/flows/test_mail_outage.py --rounds $(ROUNDS) -s

torture: setup ## Raw messages of a folder through the SMTP door: make torture DIR=...
	$(BIN)/python -m tests.mail.servers.torture $(DIR)

bench: setup node_modules/.installed ## The benchmarks, one command each under bench/
	$(BIN)/python bench/telegram.py
	$(BIN)/python bench/start.py

lock: setup ## Lock requirements anew (needs pip-tools in the environment)
	$(BIN)/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --strip-extras --allow-unsafe --output-file requirements/run.txt pyproject.toml
	$(BIN)/pip-compile --quiet --extra test --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --strip-extras --allow-unsafe --output-file requirements/test.txt pyproject.toml
	$(BIN)/pip-compile --quiet --extra train --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --strip-extras --allow-unsafe --output-file requirements/train.txt pyproject.toml

clean: ## Remove what was made (not your data under var)
	rm -rf .venv node_modules .pytest_cache .ruff_cache .hypothesis .coverage .coverage.* dist
