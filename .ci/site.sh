#!/usr/bin/env bash
# Builds the documentation's site into target/site and fails on any warning, a dead link or anchor among them. Needs Python 3.
set -euo pipefail
cd "$(dirname "$0")/.."

mkdir -p target
python3 -m venv target/site-python
target/site-python/bin/pip install --quiet --requirement docs/.site/requirements.txt
NO_MKDOCS_2_WARNING=1 exec target/site-python/bin/mkdocs build --strict
