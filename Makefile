# What to do here: make run, make test, make near, make check, make long, make bench, make load, make audit. CONTRIBUTING.md says more.

# The newest that can make an environment: with 3.13 the tests take a tenth less than with 3.11.
PYTHON ?= $(shell for name in python3.13 python3.12 python3.11 python3 python; do \
	$$name -c 'import ensurepip' 2>/dev/null && echo $$name && break; done)
PORT ?= 5000
# One more than two processors: while a test waits for a browser or a process, two others work.
JOBS ?= 3
BIN := .venv/bin
PO := $(wildcard webinar_hub/translations/*/LC_MESSAGES/messages.po)
MO := $(PO:.po=.mo)
# Let Python keep what it compiled, whatever the machine's own settings: tests start the hub often.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: setup packages setup-test run test near check check-types check-imports check-format format long mutants bench load killing audit deploying subscribing pins texts routes

setup: packages $(MO)

packages: .venv/bin/python
	@sum=$$(cat requirements.txt | sha256sum); \
	if [ "$$(cat .venv/hub-requirements 2>/dev/null)" != "$$sum" ]; then \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt && echo "$$sum" > .venv/hub-requirements; \
	fi

.venv/bin/python:
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "Webinar Hub needs Python 3.11 or newer with its module venv (on Debian: python3-venv). Install it, or say where it is: make $(MAKECMDGOALS) PYTHON=/path/to/python3.11"; exit 1; }
	@"$(PYTHON)" -m venv .venv

%.mo: %.po | packages
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

setup-test: setup
	@sum=$$(cat requirements.txt requirements-dev.txt | sha256sum); \
	if [ "$$(cat .venv/hub-requirements-dev 2>/dev/null)" != "$$sum" ]; then \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt -r requirements-dev.txt && echo "$$sum" > .venv/hub-requirements-dev; \
	fi
	@.ci/browser

run: setup
	@exec $(BIN)/python -m webinar_hub run --demo --port $(PORT)

test: setup-test
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal --durations=15

# Tests what changed against main: the room, the rooms above it, the house.
near: setup-test
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal --durations=15 $$($(BIN)/python -m tests.near)

# Format, types and imports, beside each other.
check: setup-test
	@$(MAKE) --no-print-directory --keep-going --jobs=$(JOBS) check-types check-imports check-format

check-types: setup-test
	$(BIN)/mypy

check-imports: setup-test
	$(BIN)/lint-imports --no-cache --no-logo

check-format: setup-test
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .

format: setup-test
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

long: setup-test
	LONG=1 $(BIN)/python -m pytest -n $(JOBS) --dist worksteal
	$(BIN)/python -m tests.mutants

# Weakens every mark and every scope in turn: the tests have to notice each.
mutants: setup-test
	$(BIN)/python -m tests.mutants

bench: setup-test
	$(BIN)/python -m bench $(PART)

# A thousand people register in five minutes on each database; PEOPLE=100 for a look.
load: setup-test
	$(BIN)/python -m bench.load $(PEOPLE)

# Processes are killed while people register, on PostgreSQL.
killing: setup-test
	$(BIN)/python -m bench.load.killing

# Asks which pinned packages have known holes; AUDIT=--offline-is-fine where nothing can be asked.
audit: setup-test
	@$(BIN)/python -m tests.audit $(AUDIT)

# Writes the exact versions, with hashes, that requirements.in and requirements-dev.in ask for. Needs uv.
pins:
	uv pip compile --universal --generate-hashes --python-version 3.11 --no-emit-index-url requirements.in -o requirements.txt
	uv pip compile --universal --generate-hashes --python-version 3.11 --no-emit-index-url requirements-dev.in -o requirements-dev.txt
	cd tests/subscribers && uv pip compile --universal --generate-hashes --python-version 3.11 --no-emit-index-url requirements.in -o requirements.txt

# Brings messages.po to the sentences that stand in the code; the new ones wait there for a translation.
texts: setup-test
	@mkdir -p build
	$(BIN)/pybabel --quiet extract -F pyproject.toml --ignore-dirs ".*" --no-location --sort-output -k _ -o build/messages.pot webinar_hub templates $(dir $(shell $(BIN)/python -c 'import wtforms; print(wtforms.__file__)'))
	$(BIN)/pybabel --quiet update -i build/messages.pot -d webinar_hub/translations -l id --no-fuzzy-matching --ignore-obsolete --width 140

# Tries the examples in deploy/ with nginx, Caddy, systemd and docker-compose, which have to be there.
deploying: setup-test
	$(BIN)/python -m tests.deploying

# Lets vdirsyncer and khal, which have an environment of their own, subscribe to a hub.
subscribing: setup-test
	@sum=$$(cat tests/subscribers/requirements.txt | sha256sum); \
	if [ "$$(cat build/subscribers/installed 2>/dev/null)" != "$$sum" ]; then \
		$(PYTHON) -m venv build/subscribers && \
		build/subscribers/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r tests/subscribers/requirements.txt && \
		echo "$$sum" > build/subscribers/installed; \
	fi
	$(BIN)/python -m tests.subscribers

# Adds new addresses to the table of who gets which answer, tests/house/matrix.txt; read the difference before committing it.
routes: setup-test
	$(BIN)/python -m tests.house.routes
