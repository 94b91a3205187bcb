#!/bin/sh
# Write the locks anew. No address may stand in any of them: whoever installs names the registry.
set -eu

for name in base dev node uv; do
    .venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
        "requirements/$name.in" -o "requirements/$name.txt"
done
cd frontend
PATH="$(dirname "$PWD")/.venv/bin:$PATH" npm install --package-lock-only --ignore-scripts --silent
../.venv/bin/python - <<'PYTHON'
import json
import pathlib

path = pathlib.Path("package-lock.json")
lock = json.loads(path.read_text())
for package in lock["packages"].values():
    package.pop("funding", None)
    package.pop("resolved", None)
path.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n")
PYTHON
