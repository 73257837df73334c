# The commands of this project; CONTRIBUTING.md says when to use which.
#
# Everything is installed into .venv by the target that needs it, once: stamp files inside .venv remember it, so a second
# run starts at once and needs no network. All paths are relative, so the checkout may lie under a path with spaces.

VENV := .venv
VENV_PYTHON := $(VENV)/bin/python
PIP := $(VENV_PYTHON) -m pip --disable-pip-version-check --quiet
# The sources of the compiled models: when one changes, the package is installed, and the models compiled, again.
MODEL_SOURCES := pyproject.toml $(wildcard hatch_build.py codegen/*.py src/sotalia/model/compile*.py src/sotalia/model/names.py src/sotalia/model/pack.py src/sotalia/model/prose.py src/sotalia/packs/*.py src/sotalia/endpoint/compile*.py)
# The sources of the readers in C.
SPEED_SOURCES := src/sotalia/_version.py tools/speed.py speed/pyproject.toml speed/setup.py $(wildcard speed/src/* speed/sotalia_speed/*.py*)
# What stands around calls: transfers, the command line, what else is built on clients. The rest is what makes calls.
AROUND_TESTS := tests/cli tests/compat tests/docs tests/packs tests/servers tests/services tests/stubs tests/testing tests/transfer
# What is tested with them, too; all is without.
READERS_TESTS := tests/wire tests/dynamodb/test_types.py tests/dynamodb/test_binding.py tests/io/test_heads.py tests/test_startup.py
# Bytecode is wanted: without it every start would compile all imports anew.
unexport PYTHONDONTWRITEBYTECODE
# Options to pass on, as in: make test ARGS="tests/wire -k json", make bench ARGS=--quick
ARGS ?=

.PHONY: help quickstart test parity fuzz pythons stubs compat check format models docs bench clean
.PHONY: test-around test-calls test-chosen test-in-c vectors installed

help:
	@echo "make quickstart   make .venv, install Sotalia with its embedded AWS, run examples/quickstart.py against it"
	@echo "make test         install and fetch what the tests need, run them all (ARGS='tests/wire -k json' to choose)"
	@echo "make parity       compare every operation of every service with boto3   (ARGS='s3 --seeds 0' to choose)"
	@echo "make fuzz         damaged input for every parser, beside boto3  (ARGS='json ini --count 1000' to choose)"
	@echo "make pythons      a sample of the tests under the other Pythons, 3.11 to 3.14, that are installed"
	@echo "make stubs        write the types of all services, and build the wheel of sotalia-stubs into dist/"
	@echo "make compat       other people's tests on boto3 and on Sotalia in its place        (ARGS='s3fs' to choose)"
	@echo "make check        lint, formatting, types, generated code, layers, dead code"
	@echo "make format       let ruff put the formatting right"
	@echo "make models       bring the build's models up to date, say what changed  (ARGS='--dry-run' or '--version 1.44.5')"
	@echo "make docs         the documentation site, into build/docs       (ARGS='--services s3 ec2' for some of the reference)"
	@echo "make bench        measure beside boto3 in the same run        (ARGS='--quick' or '--rows get_item')"
	@echo "make clean        remove everything that the targets made"

quickstart: $(VENV)/.sotalia
	$(VENV_PYTHON) -m sotalia local -- $(VENV_PYTHON) examples/quickstart.py

# All tests are two halves that take about as long as each other, which CI runs side by side; chosen ones are one run.
ifeq ($(strip $(ARGS)),)
test: test-around test-calls test-in-c
else
test: test-chosen test-in-c
endif

test-around: $(VENV)/.speed vectors
	SOTALIA_SPEED=off $(VENV_PYTHON) -m pytest $(AROUND_TESTS)

test-calls: $(VENV)/.speed vectors
	SOTALIA_SPEED=off $(VENV_PYTHON) -m pytest $(addprefix --ignore=,$(AROUND_TESTS))

test-chosen: $(VENV)/.speed vectors
	SOTALIA_SPEED=off $(VENV_PYTHON) -m pytest $(ARGS)

test-in-c: $(VENV)/.speed vectors
	@if $(VENV_PYTHON) -m tools.speed --has; then \
	    echo "once more with the readers in C"; SOTALIA_SPEED=on $(VENV_PYTHON) -m pytest $(or $(ARGS),$(READERS_TESTS)); \
	fi

vectors: $(VENV)/.test
	$(VENV_PYTHON) -m tests.vectors

# All that `make check` and `make test` need, before the two run side by side, as they do in CI.
installed: $(VENV)/.check $(VENV)/.speed vectors

parity: $(VENV)/.test
	$(VENV_PYTHON) -m tests.conformance $(ARGS)

fuzz: $(VENV)/.test
	$(VENV_PYTHON) -m tests.fuzz $(ARGS)

pythons: vectors
	$(VENV_PYTHON) -m tools.pythons

stubs: $(VENV)/.sotalia
	$(VENV_PYTHON) -m tools.stubs --wheel dist

compat: $(VENV)/.test
	$(VENV_PYTHON) -m tests.compat.suites $(ARGS)

check: $(VENV)/.check
	$(VENV_PYTHON) -m ruff check
	$(VENV_PYTHON) -m ruff format --check
	$(VENV_PYTHON) -m mypy
	$(VENV_PYTHON) -m tools.check_layers
	$(VENV_PYTHON) -m tools.check_unused
	$(VENV_PYTHON) tools/async_to_sync.py --check
	$(VENV_PYTHON) -m tools.option_tables --check

format: $(VENV)/.check
	$(VENV_PYTHON) -m ruff check --fix
	$(VENV_PYTHON) -m ruff format

models: $(VENV)/.test
	$(VENV_PYTHON) -m tools.models $(ARGS)

docs: $(VENV)/.docs
	$(VENV_PYTHON) -m tools.docs $(ARGS)

bench: $(VENV)/.test
	$(VENV_PYTHON) -m benchmarks $(ARGS)

clean:
	rm -rf $(VENV) $(VENV)-3.* build dist speed/build speed/LICENSE speed/*.egg-info stubs/sotalia-stubs stubs/version.py stubs/LICENSE stubs/NOTICE benchmarks/.cache tests/.vectors tests/compat/suites/.cache src/sotalia/_data .mypy_cache .ruff_cache .pytest_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The interpreter: $PYTHON if set, else the first found that is new enough.
$(VENV)/.made:
	@for python in "$$PYTHON" python3 python3.14 python3.13 python3.12 python3.11 python; do \
	    [ -n "$$python" ] && command -v "$$python" >/dev/null 2>&1 || continue; \
	    "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	    "$$python" -c 'import venv, ensurepip' 2>/dev/null || { \
	        echo "$$python has no venv module. On Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; }; \
	    echo "making $(VENV) with $$("$$python" --version)"; \
	    "$$python" -m venv --clear $(VENV); exit; \
	done; \
	echo "Sotalia needs Python 3.11 or newer, and none was found. Install one, or name it: make PYTHON=/path/to/python3" >&2; exit 1
	@$(PIP) install 'pip>=25.1'  # the first that knows dependency groups
	@touch $@

$(VENV)/.sotalia: $(VENV)/.made $(MODEL_SOURCES)
	$(PIP) install --editable '.[local]'
	@touch $@

$(VENV)/.test: $(VENV)/.sotalia
	$(PIP) install --group test
	@touch $@

$(VENV)/.docs: $(VENV)/.sotalia
	$(PIP) install --group docs
	@touch $@

# Says it, and goes on, where there is no compiler.
$(VENV)/.speed: $(VENV)/.sotalia $(SPEED_SOURCES)
	$(VENV_PYTHON) -m tools.speed
	@touch $@

# The types of the tests are checked too, so what they import must be there.
$(VENV)/.check: $(VENV)/.test
	$(PIP) install --group check
	@touch $@
