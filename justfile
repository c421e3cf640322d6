# What is done every day: `just` lists it. The same commands stand in .ci/run.

_list:
    @just --list

# Lint, format, types and data, as CI looks at them.
check:
    ruff check .
    ruff format --check .
    mypy
    clearance test .
    python scripts/sync.py --check

# Mend what can be mended by itself.
fix:
    ruff check --fix .
    ruff format .

# Write again what is generated: schemas, help, tables of the documents.
sync:
    python scripts/sync.py

# The inner loop: under a minute on two cores.
test-quick *options:
    pytest -n 2 -m "not slow and not installs and not browser" {{options}}

# Everything, as CI runs it.
test *options:
    pytest -n 2 -rs {{options}}
