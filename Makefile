# Luoshi. `make run` shows it, `make test` proves it; `make` alone lists the rest.
# What a step has brought is remembered by a stamp, so that a second start has nothing to do.

PY ?= python3
BIN := .venv/bin
VENDOR := src/luoshi/common/static/vendor
POSTGRES := $(BIN)/python tools/with_postgres.py

# A developer's own settings for pip, uv or Python must not send our packages somewhere else.
unexport PIP_TARGET PIP_PREFIX PIP_ROOT PIP_REQUIRE_HASHES PYTHONPATH PYTHONHOME VIRTUAL_ENV UV_TARGET UV_PREFIX
# Bytecode is kept: without it every start of Python compiles a thousand files anew.
unexport PYTHONDONTWRITEBYTECODE
export PIP_USER := 0

NODE := $(if $(shell command -v npm),,.venv/.node)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup setup-dev run test check fix prove bench lock

help:
	@echo 'make run     安装并启动（演示数据，仅本机可访问）'
	@echo 'make setup   只安装，不启动'
	@echo 'make test    检查代码并运行全部测试（SQLite 与 PostgreSQL）'
	@echo 'make check   只检查代码：格式、类型、引用方向、数据库迁移'
	@echo 'make fix     自动整理代码格式'
	@echo 'make prove   大批量验证，结果记入 docs/proofs.md'
	@echo 'make bench   测速，结果写入 bench/RESULTS.md'

# Wheels and front-end files come side by side: they wait for the network, not for each other.
setup:
	@$(MAKE) -s -j2 .venv/.product $(VENDOR)/.stamp

setup-dev:
	@$(MAKE) -s -j2 .venv/.product .venv/.dev $(VENDOR)/.stamp

run: setup
	@LUOSHI_MODE=demo exec $(BIN)/luoshi up

test: setup-dev
	@sh tools/debian_packages.sh
	@$(MAKE) -s check
	$(BIN)/python -m pytest -n 2 --dist worksteal
	$(POSTGRES) $(BIN)/python -m pytest -n 2 --dist worksteal --database-only

check: setup-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	@home=$$(mktemp -d) && trap 'rm -rf "$$home"' EXIT && \
	    LUOSHI_HOME="$$home" $(BIN)/luoshi manage makemigrations --check --dry-run

fix: setup-dev
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

prove: setup-dev
	@sh tools/debian_packages.sh
	$(BIN)/python tools/prove.py

bench: setup-dev
	$(BIN)/python -m bench

# For maintainers: after an edit of requirements/*.in or frontend/package.json.
lock: setup-dev
	@sh tools/lock.sh

.venv/.uv: requirements/uv.txt tools/make_venv.sh
	@PY='$(PY)' sh tools/make_venv.sh
	@touch $@

.venv/.base: requirements/base.txt .venv/.uv
	@sh tools/install_wheels.sh $<
	@touch $@

.venv/.dev: requirements/dev.txt .venv/.base
	@sh tools/install_wheels.sh $<
	@touch $@

.venv/.product: pyproject.toml requirements/base.in .venv/.base
	@$(BIN)/uv pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

# Node is only a tool of the set-up; where the machine has none, it comes as a wheel.
.venv/.node: requirements/node.txt .venv/.uv
	@sh tools/install_wheels.sh $<
	@touch $@

frontend/node_modules/.stamp: frontend/package-lock.json frontend/package.json frontend/.npmrc $(NODE)
	@echo '正在取得界面文件……'
	@PATH='$(CURDIR)/$(BIN)':"$$PATH" npm --prefix frontend ci --ignore-scripts --prefer-offline --silent
	@touch $@

$(VENDOR)/.stamp: frontend/node_modules/.stamp tools/copy_assets.py tools/icons.txt
	@$(PY) tools/copy_assets.py
	@touch $@
