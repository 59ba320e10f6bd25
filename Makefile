# Thin: each line calls the `course` command or a tool. `make` alone lists the targets.
LESSON ?= 01-census
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help lab grade test check types released release site bench lock

help:  ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

lab: $(VENV)/learner  ## open a lesson in JupyterLab (LESSON=01-census; HUB=live measures the real Hub)
	$(BIN)/course lab $(LESSON)$(if $(HUB), --hub $(HUB))

grade: $(VENV)/learner  ## grade my notebook with the hidden tests on fresh data (LESSON=01-census)
	@$(BIN)/course check $(LESSON) || [ $$? = 1 ]  # 1: something is not right yet, and was said

test: $(VENV)/developer check  ## everything that has to hold before a commit
	$(BIN)/pytest -n 3 --dist loadgroup  # a fourth of the time a test waits for a browser, a server or a process

check: $(VENV)/developer  ## style, types, and release/ in step with source/
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	@$(MAKE) --no-print-directory --jobs=2 types released

types:
	$(BIN)/mypy

released:
	$(BIN)/course release --check

release: $(VENV)/developer  ## write release/ from source/
	$(BIN)/course release

site: $(VENV)/developer  ## write the web pages of lessons and docs into site/
	$(BIN)/sphinx-build --quiet --fail-on-warning --keep-going --conf-dir docs . site
	@rm -rf jupyter_execute  # what myst-nb keeps beside the site

bench: $(VENV)/developer  ## the figures that the documentation quotes
	@for file in bench/*.py; do echo "== $$file"; $(BIN)/python "$$file" || exit 1; done

lock: $(VENV)/developer  ## resolve the lock files anew
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header --upgrade \
		--extra grading pyproject.toml --output-file requirements.lock
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header --upgrade \
		--extra grading --extra dev --extra site --extra jupyterhub --constraint requirements.lock pyproject.toml \
		--output-file requirements-dev.lock
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header --upgrade \
		--extra grading --extra jupyterhub --constraint requirements-dev.lock pyproject.toml \
		--output-file deploy/jupyterhub/requirements.lock

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and none was found; name one: make PYTHON=/path/to/python"; exit 2; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/learner: requirements.lock pyproject.toml | $(BIN)/python
	@$(BIN)/python course/install.py learner
	@touch $@

$(VENV)/developer: requirements-dev.lock pyproject.toml | $(BIN)/python
	@$(BIN)/python course/install.py developer
	@touch $@ $(VENV)/learner
