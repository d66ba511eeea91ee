# What one does with this project; `make help` lists it. Each target first sets up what it needs in .venv.
#
# Set-up runs inside make's functions and not as a recipe, because make adds a line of its own to a recipe
# that fails, while `$(error)` is one line on stderr and status 2.

PYTHON ?= python3
bin := .venv/bin
PYTHONS ?= $(or $(wildcard $(HOME)/.pyenv/versions/3.1[1-4].*/bin/python),python3.11 python3.12 python3.13 python3.14)
plugin_tests := tests/pytest_plugin tests/remote
schema_tests := tests/control tests/command tests/mailpit
loop_tests := tests/relay tests/faults tests/instance tests/server tests/testing $(plugin_tests)
lowest := flask==3.0.2 marshmallow==3.24.1
newest := --upgrade flask marshmallow

.PHONY: test coverage demo screenshots interop bench bench-peers compat soak format clean help

test: .venv/ready ## style, types, import contract, then the tests
	@$(bin)/python -m ruff check
	@$(bin)/python -m ruff format --check
	@$(bin)/python -m mypy
	@$(bin)/lint-imports
	@$(bin)/basedpyright
	@$(bin)/python -m tests.support.client_environment
	@$(bin)/python -m pytest -n 2

coverage: .venv/ready ## which lines and branches the tests reach, subprocesses included; at least 98 %
	@$(bin)/python -m coverage erase
	@$(bin)/python -m coverage run -m pytest -q -n 2 -p no:cacheprovider
	@$(bin)/python -m coverage combine -q
	@$(bin)/python -m coverage report

demo: .venv/ready ## one test mail, from the API call to the captured message
	@$(bin)/mockkf demo

interop: .venv/ready ## a real Mailpit, Keyfactor's Go SDK and clients that others generate; needs Go, Java, Node.js; PEERS=go tries some
	@$(bin)/python -m tests.interop $(PEERS)

screenshots: .venv/ready ## docs/images: each screen of the inbox in light colours, in dark ones, and narrow; needs Chromium
	@$(bin)/python -m tests.inbox.screenshots

bench: .venv/ready ## the budgets, measured against their floors
	@$(bin)/python tests/bench/run.py

bench-peers: .venv/ready ## mail rates beside Mailpit, MailDev, smtpdfix and others; needs Go, Node.js, apt-get and dpkg; ROUNDS=3 MAILS=100 is faster
	@$(bin)/python -m tests.bench.peers

compat: ## the plugin's tests with pytest 8 and 9 on every Python at hand; the control API on both ends of its libraries; mail with uvloop
	@for python in $(or $(PYTHONS),$(error no Python from 3.11 to 3.14 here; set PYTHONS=…)); do for pytest in 8.3 9.0; do \
		version=$$($$python -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue; \
		venv=.venv-compat/$$version-$$pytest; echo "== Python $$version, pytest $$pytest"; \
		test -x $$venv/bin/python || $$python -m venv $$venv || exit 1; \
		$$venv/bin/python -m pip install -q -e . "pytest~=$$pytest" pytest-xdist pytest-randomly pytest-asyncio anyio || exit 1; \
		$$venv/bin/python -m pytest -q -n 2 $(plugin_tests) || exit 1; \
	done; done
	@for libraries in "$(lowest)" "$(newest)"; do \
		venv=.venv-compat/$$(test "$$libraries" = "$(lowest)" && echo lowest || echo newest); echo "== $$libraries"; \
		test -x $$venv/bin/python || $(PYTHON) -m venv $$venv || exit 1; \
		$$venv/bin/python -m pip install -q -e '.[dev]' $$libraries || exit 1; \
		$$venv/bin/python -m pytest -q -n 2 $(schema_tests) || exit 1; \
	done
	@venv=.venv-compat/uvloop; echo "== uvloop"; \
	test -x $$venv/bin/python || $(PYTHON) -m venv $$venv || exit 1; \
	$$venv/bin/python -m pip install -q -e '.[dev,uvloop]' || exit 1; \
	$$venv/bin/python -m pytest -q -n 2 $(loop_tests)

soak: .venv/ready ## a scoreboard of attacks: attack, tried, result; SOAK_SCALE=0.1 tries a tenth of each
	@$(bin)/python -W error -m tests.soak

format: .venv/ready ## rewrite the Python files in the house style
	@$(bin)/python -m ruff check --fix
	@$(bin)/python -m ruff format

clean: ## remove .venv and everything else that was made here
	@rm -rf .venv .venv-compat .interop .bench .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis build dist
	@find . -name __pycache__ -prune -exec rm -rf {} +

help: ## this list
	@sed -n 's/^\([a-z-]*\):.* ## /  make \1	/p' Makefile

has = $(shell { $(1); } >/dev/null 2>&1 && echo yes)
found = $(shell "$(PYTHON)" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)
older := .venv/time-machine-2
new_enough = $(shell "$(PYTHON)" -c 'import sys; sys.version_info >= (3, 11) and print("yes")' 2>/dev/null)
can_make_venv = $(call has,uv --version)$(call has,"$(PYTHON)" -c 'import ensurepip; import venv')

# uv is told the very file that runs as $(PYTHON): by name alone it may find another one.
# Tests run with the newest time-machine and with version 2, which freezes more of the time module.
# The stamp comes last, and says where: an interrupted set-up, and one that was moved, do not count as ready.
set_up = rm -rf .venv && mkdir .venv && { \
	python=$$("$(PYTHON)" -c 'import sys; print(sys.executable)') && \
	if uv --version; then \
		UV_PYTHON_DOWNLOADS=never uv venv --allow-existing --python "$$python" .venv && \
		uv pip install --python $(bin)/python -e '.[dev]' && \
		uv pip install --python $(bin)/python --no-deps --target $(older) 'time-machine==2.19.*'; \
	else \
		"$$python" -m venv .venv && $(bin)/python -m pip install -e '.[dev]' && \
		$(bin)/python -m pip install --no-deps --target $(older) 'time-machine==2.19.*'; \
	fi && pwd -P >.venv/ready; } >.venv/setup.log 2>&1

.venv/ready: pyproject.toml
	$(if $(new_enough),,$(error needs Python 3.11 or newer; found $(or $(found),none) (set PYTHON=…)))
	$(if $(can_make_venv),,$(error needs Python's venv module (Debian: apt install python3-venv) or uv))
	$(info setting up .venv …)
	$(if $(call has,$(set_up)),,$(error could not set up .venv: is a package index within reach? see .venv/setup.log))

ifneq ($(call has,test -x $(bin)/python && test "$$(cat .venv/ready)" = "$$(pwd -P)"),yes)
.PHONY: .venv/ready
endif
