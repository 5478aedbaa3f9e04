# `make demo` and `make test` are all that a newcomer needs: each sets up what is missing first.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
UVICORN := $(VENV)/bin/uvicorn cms.asgi:application --ws-max-size 4096 --ws-per-message-deflate false
HOST ?= 127.0.0.1
PORT ?= 8000

.DEFAULT_GOAL := help
.PHONY: help demo run test lint format messages catalogues clean lock

help: ## say what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 20

# One stamp a set of packages: installing again costs nothing until the lock changes.
$(VENV)/base: requirements/base.txt
	@test -x $(RUN) || $(PYTHON) -m venv $(VENV)
	$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/base.txt
	@touch $@

$(VENV)/dev: requirements/dev.txt
	@test -x $(RUN) || $(PYTHON) -m venv $(VENV)
	$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@ $(VENV)/base

CATALOGUES := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/*.po))
%.mo: %.po
	@$(RUN) -c "import polib, sys; polib.pofile(sys.argv[1]).save_as_mofile(sys.argv[2])" $< $@

catalogues: $(VENV)/base ## compile the translations
	@$(MAKE) --no-print-directory $(CATALOGUES)

demo: $(VENV)/base catalogues ## set up everything and serve the demonstration at http://127.0.0.1:8000
	@$(RUN) manage.py migrate --verbosity 0
	@$(RUN) manage.py demo $(if $(RESET),--reset)
	@echo
	@echo "  Open http://$(HOST):$(PORT)/ - Ctrl-C stops it."
	@$(UVICORN) --host $(HOST) --port $(PORT) --log-level warning

run: $(VENV)/base catalogues ## serve the site as it stands
	@$(RUN) manage.py migrate --verbosity 0
	@$(UVICORN) --host $(HOST) --port $(PORT)

test: $(VENV)/dev catalogues ## set up everything and run the tests
	@$(RUN) -m pytest $(ARGS)

lint: $(VENV)/dev catalogues ## check style, direction of imports, templates, migrations, translations
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/lint-imports
	$(VENV)/bin/djlint templates --check --lint --quiet
	$(RUN) manage.py makemigrations --check --dry-run
	$(RUN) -m tests.catalogues

format: $(VENV)/dev ## put code and templates in their usual form
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .
	$(VENV)/bin/djlint templates --reformat --quiet

messages: $(VENV)/dev ## collect new strings for translators (needs gettext)
	$(RUN) manage.py makemessages --all --no-wrap --ignore .venv --ignore var
	$(RUN) manage.py makemessages --all --no-wrap --ignore .venv --ignore var --domain djangojs

lock: $(VENV)/dev ## pin the newest versions that pyproject.toml allows
	for set in "base" "scale --extra scale" "dev --extra scale --extra dev"; do \
		set -- $$set; name=$$1; shift; \
		$(VENV)/bin/uv pip compile --quiet --upgrade pyproject.toml $$@ --universal --python-version 3.11 \
			--generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links \
			--output-file requirements/$$name.txt; \
	done

clean: ## take away what was made: environment, data, caches
	rm -rf $(VENV) var .pytest_cache .ruff_cache .import_linter_cache .hypothesis locale/*/LC_MESSAGES/*.mo
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
