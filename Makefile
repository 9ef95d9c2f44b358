# Two commands are all a newcomer needs: `make demo` and `make test`.
# Everything else is for those who change the house. Needs Python 3.11+, pip and make.
PYTHON ?= python3
UV := .tools/bin/uv
BIN := .venv/bin
export UV_PYTHON_DOWNLOADS := never
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help demo test quick long setup run check fix words migration lock clean

help: ## list the commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Sosiaalikylä needs Python 3.11 or newer; found: $$($(PYTHON) --version). Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@echo "Fetching uv ..."
	@$(PYTHON) -m pip install -q --disable-pip-version-check --no-warn-script-location --root-user-action=ignore --target .tools 'uv>=0.13,<0.14'

.venv/.demo: $(UV) requirements.lock pyproject.toml
	@echo "Installing what the service needs ..."
	@test -x $(BIN)/python || $(UV) venv -q --python $(PYTHON) .venv
	@$(UV) pip install -q --require-hashes -p .venv -r requirements.lock
	@$(UV) pip install -q --no-deps --no-build-isolation -p .venv -e .
	@touch $@

.venv/.dev: $(UV) requirements-dev.lock pyproject.toml
	@echo "Installing what the tests need ..."
	@test -x $(BIN)/python || $(UV) venv -q --python $(PYTHON) .venv
	@$(UV) pip install -q --require-hashes -p .venv -r requirements-dev.lock
	@$(UV) pip install -q --no-deps --no-build-isolation -p .venv -e .
	@touch $@ .venv/.demo

setup: .venv/.dev ## install everything for development

demo: .venv/.demo ## start the village with invented people (PORT=8000); Ctrl-C ends it
	@exec $(BIN)/sosiaalikyla demo

run: demo

quick: .venv/.dev ## lint, types, storeys, catalogues, and without a browser the tests of what is touched and a fifth of the rest (under 90 s)
	@$(BIN)/python -m tests.run quick

test: .venv/.dev ## everything a push must pass (at most 20 minutes)
	@$(BIN)/python -m tests.run test

long: .venv/.dev ## full matrices, 20,000 worlds, kills; figures go to docs/measured.md
	@$(BIN)/python -m tests.run long

check: .venv/.dev ## lint, types, storeys, catalogues only
	@$(BIN)/python -m tests.run check

fix: .venv/.dev ## format and mend what can be mended
	@$(BIN)/ruff check -q --fix . ; $(BIN)/ruff format -q .
	@git ls-files -z -- '*.html' | xargs -0 $(BIN)/djade --target-version 5.2

words: .venv/.dev ## bring the Finnish and Swedish catalogues up to date with the code
	@$(BIN)/sosiaalikyla words

migration: .venv/.dev ## make a migration: make migration APP=people NAME=cover
	@$(BIN)/sosiaalikyla migration $(APP) $(NAME)

lock: $(UV) ## resolve the two locks anew
	$(UV) pip compile -q pyproject.toml --universal --extra demo --generate-hashes --no-header --no-emit-index-url -o requirements.lock
	$(UV) pip compile -q pyproject.toml --universal --extra demo --group dev --generate-hashes --no-header --no-emit-index-url -o requirements-dev.lock

clean: ## forget the demo's data and the environment
	@$(PYTHON) -m sosiaalikyla.postgres forget
	rm -rf .venv .tools
