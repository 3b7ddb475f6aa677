# Jianwen. The two commands of a newcomer: `make run`, `make test`. Both do all the set-up.
.PHONY: help run setup plot test test-quick test-long test-dates lint coverage check audit docs \
	bench bench-extraction bench-crawl lock clean

help:
	@echo "make run       set up, then harvest the demo newsroom into ./var"
	@echo "make test      set up, then run the tests"
	@echo "make test-quick run what a change of one stage needs, in half a minute"
	@echo "make test-long run the long tests: hours; SHARE=0.1 runs a tenth of them, SEED=7 others"
	@echo "make test-dates run the tests of dates on other days and in other zones"
	@echo "make setup     prepare .venv and stop there"
	@echo "make plot      install what jianwen status --plot draws with"
	@echo "make lint      ruff, mypy --strict"
	@echo "make coverage  tests with the branch coverage gates"
	@echo "make check     lint, test, coverage: what CI runs"
	@echo "make audit     ask whether a locked package has a known fault; needs the network"
	@echo "make docs      write docs/sources.md out of data/sources, docs/reasons.md out of the code"
	@echo "make bench     measure start-up, demo time, memory and installed size"
	@echo "make bench-extraction  compare the extraction with its peers, after installing them"
	@echo "make bench-crawl       compare crawls, also killed ones, with two peers"
	@echo "make lock      renew uv.lock and requirements.lock"
	@echo "make clean     remove .venv and caches; ./var stays"

.venv/.ready-%: pyproject.toml uv.lock
	@deploy/setup.sh $*

setup: .venv/.ready-run

plot: .venv/.ready-plot

run: .venv/.ready-run
	@.venv/bin/jianwen demo

test: .venv/.ready-test
	@.venv/bin/python -m pytest -q -n 3 --dist loadfile --no-loadscope-reorder

# A stage, what it calls, and the rules of the house.
QUICK = tests/pipelines/stages tests/pipelines/cleaning tests/pipelines/extraction \
	tests/pipelines/metadata tests/pipelines/test_refine.py \
	tests/test_house.py tests/test_architecture.py

test-quick: .venv/.ready-test
	@.venv/bin/python -m pytest -q -n 2 --dist loadfile $(QUICK)

test-long: .venv/.ready-test
	@SHARE=$(SHARE) SEED=$(SEED) .venv/bin/python -m pytest -q -n 2 -m long

test-dates: .venv/.ready-test
	@deploy/check_dates.sh

lint: .venv/.ready-lint
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy

coverage: .venv/.ready-test
	@.venv/bin/python bench/coverage_gates.py

check: lint test coverage

audit: .venv/.ready-run
	@deploy/audit.sh

docs: .venv/.ready-run
	@.venv/bin/python -m commands.sources.catalogue_page > docs/.part && mv docs/.part docs/sources.md
	@.venv/bin/python -m commands.reasons_page > docs/.part && mv docs/.part docs/reasons.md

bench: .venv/.ready-test
	@.venv/bin/python bench/footprint.py

.venv-peers/.ready: uv.lock .venv/.ready-test
	@PATH="$$PATH:.venv/bin" UV_PROJECT_ENVIRONMENT=.venv-peers uv sync --frozen --quiet \
		--only-group bench-crawl --python .venv/bin/python
	@touch $@

bench-crawl: .venv-peers/.ready
	@.venv/bin/python -m bench.crawl

bench-extraction: .venv/.ready-bench
	@.venv/bin/python -m bench.extraction

CLEAN = env -i PATH="$$PATH" HOME="$$HOME" SSL_CERT_FILE="$$SSL_CERT_FILE"
# Settings of this machine must not leak into the lock: a test looks for foreign addresses in it.
lock:
	@$(CLEAN) uv lock
	@$(CLEAN) uv export --quiet --frozen --no-emit-project --no-default-groups --group translate \
		--group dev --no-annotate --no-header --output-file requirements.lock
	@grep -o '^uv==[0-9.]*' deploy/uv.txt | $(CLEAN) uv pip compile --quiet --universal \
		--generate-hashes --no-annotate --no-header --output-file deploy/uv.txt -

clean:
	rm -rf .venv .venv-peers .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage*
