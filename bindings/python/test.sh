#!/usr/bin/env bash
# Builds the wheel, installs it into a fresh environment and runs its tests. Needs python3 with
# venv, and a network for its dependencies.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cargo run --quiet -p packaging -- python --out "$work/dist"
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet pytest pillow mypy "$work"/dist/*.whl
cp -r bindings/python/tests "$work/tests"
cd "$work"
venv/bin/python -m pytest -q tests
venv/bin/python -m mypy --strict --ignore-missing-imports -p shoal_sprites
