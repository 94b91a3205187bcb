#!/bin/sh
# Install one hashed requirements file ($1) into .venv. uv is ten times faster; pip knows mirrors and
# certificates that only a pip configuration names, so it gets the second try. Both check every hash.
set -eu

echo "正在安装 $(basename "$1" .txt) 组件……"
.venv/bin/uv pip install -q --python .venv/bin/python --require-hashes -r "$1" && exit 0
echo "改用 pip 再试一次……"
exec .venv/bin/python -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r "$1"
