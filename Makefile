# `make` or `make help` lists the targets. Every target sets up .venv by itself.
#
#   HW=hw1_autodiff         which assignment
#   SUBMISSION=student.zip  a zip or a folder
#   EXPORT=export.zip       a class's submissions, as staff download them from a platform
#   OUT=folder              where the results of grading go
#   ALLOW_DEGRADED=1        grade even where the sandbox has gaps (macOS)
#   TORCH=cpu               which build of torch: cpu, none, or a requirement such as torch==2.13.0

PYTHON ?= python3
TORCH ?= cpu
VENV := .venv
RUN := $(VENV)/bin/python
READY := $(VENV)/ready-$(subst /,_,$(subst =,_,$(TORCH)))
OUT_OPTION = $(if $(OUT),--out "$(OUT)")

.DEFAULT_GOAL := help
.PHONY: help setup grade batch starters check handouts figures pictures autograders dry-run site audit test test-all test-container lint bench lock clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) ## create .venv with everything for grading and testing

$(READY): pyproject.toml requirements-dev.lock autograder/packaging/requirements-torch.lock autograder/packaging/torch_build.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10) and "Python 3.10 or newer is needed; choose one with PYTHON=python3.12")'
	@test -x $(RUN) || $(PYTHON) -m venv $(VENV)
	@rm -f $(VENV)/ready-*
	@echo "setup: 1 of 3: downloading and installing $$(grep -c '^[a-z].*==' requirements-dev.lock) locked packages into $(VENV), for a minute or two"
	@$(RUN) -m pip install -qq --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@echo "setup: 2 of 3: torch ($(TORCH)), about 200 MB for cpu"
	@$(RUN) autograder/packaging/torch_build.py "$(TORCH)"
	@echo "setup: 3 of 3: the command autograder"
	@$(RUN) -m pip install -qq --disable-pip-version-check --no-index --no-deps --no-build-isolation -e .
	@touch $@
	@echo "setup: done; nothing is downloaded again until a lock file changes"

grade: $(READY) ## grade a submission: HW=hw1_autodiff SUBMISSION=student.zip [OUT=folder] [ALLOW_DEGRADED=1]
	@test -n "$(HW)" -a -n "$(SUBMISSION)" || { echo "usage: make grade HW=hw1_autodiff SUBMISSION=student.zip [OUT=folder] [ALLOW_DEGRADED=1]"; exit 2; }
	@$(RUN) -m autograder grade "$(HW)" "$(SUBMISSION)" $(OUT_OPTION) $(if $(filter-out 0,$(ALLOW_DEGRADED)),--allow-degraded)

batch: $(READY) ## grade a whole class: HW=hw1_autodiff EXPORT=export.zip [OUT=folder] [ALLOW_DEGRADED=1]
	@test -n "$(HW)" -a -n "$(EXPORT)" || { echo "usage: make batch HW=hw1_autodiff EXPORT=export.zip [OUT=folder] [ALLOW_DEGRADED=1]"; exit 2; }
	@$(RUN) -m autograder batch "$(HW)" "$(EXPORT)" $(OUT_OPTION) $(if $(filter-out 0,$(ALLOW_DEGRADED)),--allow-degraded)

starters: $(READY) ## derive assignments/*/starter/ from the reference solutions [HW=…]
	@$(RUN) -m autograder starter $(HW)

check: $(READY) ## check that every homework is consistent, graded right, and free of leaks [HW=…]
	@$(RUN) -m autograder check $(HW)

handouts: $(READY) ## write the zip, PDF and page of each homework to build/handouts/ [HW=…]
	@$(RUN) -m autograder handout $(HW)

autograders: $(READY) ## write each homework's zip for Gradescope to build/autograders/ [HW=…]
	@$(RUN) -m autograder package $(HW)

dry-run: $(READY) ## grade in a container as Gradescope does: HW=… SUBMISSION=… [BASE=image] (needs Docker)
	@test -n "$(HW)" -a -n "$(SUBMISSION)" || { echo "usage: make dry-run HW=hw1_autodiff SUBMISSION=student.zip"; exit 2; }
	@$(RUN) -m autograder dry-run "$(HW)" "$(SUBMISSION)" $(OUT_OPTION) $(if $(BASE),--base "$(BASE)")

figures: $(READY) ## draw the handouts' figures from the programs beside them
	@$(RUN) -m tools.figures

pictures: $(READY) ## draw README's pictures from real runs
	@$(RUN) -m tools.pictures

site: $(READY) ## write the course's pages to build/site/, as of today or AS_OF=2027-02-01
	@$(RUN) -m autograder site $(if $(AS_OF),--as-of "$(AS_OF)")

audit: $(READY) ## measure which wrong answers the tests catch: HW=hw1_autodiff
	@test -n "$(HW)" || { echo "usage: make audit HW=hw1_autodiff"; exit 2; }
	@$(RUN) -m autograder audit "$(HW)"

test: $(READY) ## run the tests, except the slow ones
	@$(RUN) -m pytest -n auto --dist loadfile -m "not slow"

test-all: $(READY) ## run all tests, except those in containers
	@$(RUN) -m pytest -n auto --dist loadfile

test-container: $(READY) ## run the tests that need a Docker engine
	@$(RUN) -m pytest -n 2 --dist loadfile -m container

lint: $(READY) ## run ruff and mypy
	@$(RUN) -m ruff check .
	@$(RUN) -m mypy

bench: $(READY) ## measure what grading costs, against other ways of running the same checks
	@$(RUN) -m bench
	@$(RUN) bench/hw3_speed.py
	@$(RUN) bench/hw2_speed.py || echo "bench: hw2's speed was not measured: AUTOGRADER_SHAKESPEARE names no file, and none can be downloaded"

lock: $(READY) ## rewrite the lock files from pyproject.toml
	@$(RUN) -m pip install --quiet --disable-pip-version-check uv
	@PYTHON=$(RUN) bash tools/lock.sh

clean: ## remove everything that was built, except .venv
	@rm -rf build .pytest_cache .mypy_cache .ruff_cache .hypothesis
