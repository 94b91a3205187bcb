#!/bin/sh
# Make an empty .venv with uv in it. PY names the Python to use.
# pip is asked once, for uv alone and by its hash; uv brings everything else.
set -eu

stop() { echo "$1" >&2; exit 1; }

command -v "$PY" >/dev/null || stop "找不到 $PY。请先安装 Python 3.11 或更高版本，再运行本命令。"
"$PY" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || stop \
    "$("$PY" --version) 太旧，需要 Python 3.11 或更高版本。装好后可这样指定：make run PY=python3.11"

if ! "$PY" -c 'import ensurepip, venv' 2>/dev/null; then
    package="python3-venv"
    [ "$("$PY" -c 'import os, sys; print(os.path.realpath(sys.executable))')" = "$(readlink -f /usr/bin/python3 || true)" ] ||
        package="$("$PY" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || stop \
        "这台机器的 Python 不能建立独立环境。请先运行：sudo apt-get install -y $package"
    echo "正在安装 $package……"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package" >/dev/null
fi

echo "正在建立运行环境……"
"$PY" -m venv --clear .venv
.venv/bin/python -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r requirements/uv.txt
