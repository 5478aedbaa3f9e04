# `make demo` and `make test` are all that a newcomer needs: each sets up what is missing first.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
HOST ?= 127.0.0.1
PORT ?= 8000
UVICORN := $(VENV)/bin/uvicorn cms.asgi:application --host $(HOST) --port $(PORT) \
	--ws websockets-sansio --ws-max-size 4096 --ws-per-message-deflate false --no-access-log

# What would send packages, or Python, to another place than $(VENV).
unexport PIP_USER PIP_TARGET PIP_PREFIX PIP_ROOT PIP_CONSTRAINT PIP_REQUIREMENT PIP_NO_DEPS \
	PIP_REQUIRE_VIRTUALENV PIP_PYTHON PYTHONHOME PYTHONPATH PYTHONDONTWRITEBYTECODE VIRTUAL_ENV

.DEFAULT_GOAL := help
.PHONY: help demo run test lint format messages catalogues clean lock port-is-free

help: ## say what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 20

$(RUN):
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'Parvis needs Python 3.11 or newer: make PYTHON=python3.11')"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

# One stamp a set of packages: installing again costs nothing until the lock changes.
$(VENV)/base $(VENV)/dev: $(VENV)/%: requirements/%.txt | $(RUN)
	@echo "Installing requirements/$*.txt; this takes about a minute the first time."
	@$(RUN) -m pip install --quiet --disable-pip-version-check --no-input --require-hashes -r $<
	@touch $@ $(VENV)/base

comma := ,
FOLDERS := locale $(subst $(comma), ,$(EXTRA_LOCALE_PATHS))
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard $(addsuffix /*/LC_MESSAGES/*.po,$(FOLDERS))))
%.mo: %.po | $(VENV)/base
	@$(RUN) -c "import polib, sys; polib.pofile(sys.argv[1]).save_as_mofile(sys.argv[2])" $< $@

catalogues: $(VENV)/base $(CATALOGUES) ## compile the translations

port-is-free: $(VENV)/base
	@$(RUN) -c "import socket; socket.create_connection(('$(HOST)', $(PORT)), 2)" 2>/dev/null \
		&& { echo "Something answers on port $(PORT) already: stop it, or choose another, as in make demo PORT=8001"; exit 1; } || true

# Origins that may open live streams are those of SITE_URL.
demo run: export SITE_URL ?= http://$(HOST):$(PORT)
# Ctrl-C ends it as it should, so make has nothing to complain of.
SERVE = trap : INT; $(UVICORN) --log-level $(1) || { code=$$?; [ $$code = 130 ] || exit $$code; }

demo: port-is-free catalogues ## set up everything and serve the demonstration at http://127.0.0.1:8000
	@$(RUN) manage.py migrate --verbosity 0
	@$(RUN) manage.py demo $(if $(RESET),--reset)
	@$(RUN) manage.py sync_languages > /dev/null
	@echo
	@echo "  Open $$SITE_URL/ - Ctrl-C stops it."
	@$(call SERVE,warning)

run: port-is-free catalogues ## serve the site as it stands
	@$(RUN) manage.py migrate --verbosity 0
	@$(RUN) manage.py sync_languages > /dev/null
	@$(call SERVE,info)

test: $(VENV)/dev catalogues ## set up everything and run the tests, as many at once as there are cores
	@$(RUN) -m pytest -n auto $(ARGS)

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
	@command -v xgettext >/dev/null || { echo "This needs gettext: apt install gettext, or brew install gettext"; exit 1; }
	$(RUN) manage.py makemessages --all --no-wrap --no-obsolete --add-location file --ignore .venv --ignore var --ignore tests
	$(RUN) manage.py makemessages --all --no-wrap --no-obsolete --add-location file --ignore .venv --ignore var --ignore tests --domain djangojs

lock: $(VENV)/dev ## pin the newest versions that pyproject.toml allows
	for set in "base" "scale --extra scale" "classifier --extra classifier" \
		"dev --extra scale --extra classifier --extra dev"; do \
		set -- $$set; name=$$1; shift; \
		$(VENV)/bin/uv pip compile --quiet --upgrade pyproject.toml $$@ --universal --python-version 3.11 \
			--generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links \
			--output-file requirements/$$name.txt; \
	done

clean: ## take away what was made: environment, data, caches
	rm -rf $(VENV) var .pytest_cache .ruff_cache .import_linter_cache .hypothesis locale/*/LC_MESSAGES/*.mo
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
