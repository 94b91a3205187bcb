"""The set-up scripts on the machines that newcomers have: each refusal says what to do next."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

ROOT = Path(__file__).resolve().parent.parent
Done = subprocess.CompletedProcess[str]

CONNECT = """
import os, psycopg
url = os.environ["LUOSHI_DATABASE_URL"]
psycopg.connect(url).close()
print(url)
"""


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A folder of programs that stand before the real ones; the user is not root."""
    programs = tmp_path / "bin"
    programs.mkdir()
    put(programs / "id", "echo 1000")
    return programs


def put(path: Path, script: str) -> None:
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


def run(*command: str, machine: Path, cwd: Path = ROOT, **environment: str) -> Done:
    env = {**os.environ, "PATH": f"{machine}:{os.environ['PATH']}", **environment}
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, timeout=120)


def make_venv(machine: Path, python: str) -> Done:
    # In a folder of its own: a script that did not stop must not touch the .venv we run in.
    return run("sh", str(ROOT / "tools/make_venv.sh"), machine=machine, cwd=machine, PY=python)


def test_a_machine_without_python_is_told_which_one_to_install(machine: Path) -> None:
    done = make_venv(machine, "python-that-is-not-there")
    assert done.returncode == 1
    assert "请先安装 Python 3.11" in done.stderr


def test_an_old_python_is_refused_with_its_version(machine: Path) -> None:
    put(machine / "python-old", '[ "$1" = --version ] && echo Python 3.9.2 || exit 1')
    done = make_venv(machine, "python-old")
    assert done.returncode == 1
    assert "Python 3.9.2 太旧" in done.stderr
    assert "make run PY=" in done.stderr


def test_without_venv_a_user_gets_the_one_command(machine: Path) -> None:
    put(machine / "python-bare", f'case "$*" in *ensurepip*) exit 1;; *) exec {sys.executable} "$@";; esac')
    done = make_venv(machine, "python-bare")
    assert done.returncode == 1
    assert "sudo apt-get install -y python3" in done.stderr
    assert not (machine / ".venv").exists()


def test_missing_test_programs_fail_with_the_one_command(machine: Path) -> None:
    put(machine / "dpkg-query", '[ "$4" = chromium-headless-shell ] && exit 1; echo installed')
    done = run("sh", "tools/debian_packages.sh", machine=machine)
    assert done.returncode == 1
    assert "sudo apt-get install -y --no-install-recommends chromium-headless-shell\n" in done.stderr


def test_present_test_programs_are_left_alone(machine: Path) -> None:
    put(machine / "dpkg-query", "echo installed")
    put(machine / "apt-get", "exit 9")
    assert run("sh", "tools/debian_packages.sh", machine=machine).returncode == 0


def test_continuous_integration_fails_without_the_documents(machine: Path, tmp_path: Path) -> None:
    script = tmp_path / "clone/.ci/run"
    script.parent.mkdir(parents=True)
    shutil.copy(ROOT / ".ci/run", script)
    (tmp_path / "shared").mkdir()
    done = run("bash", str(script), machine=machine)
    assert done.returncode == 1
    assert "../shared/input" in done.stderr


def test_make_alone_lists_what_there_is(machine: Path) -> None:
    done = run("make", "--no-print-directory", machine=machine)
    assert done.returncode == 0
    for target in ("run", "setup", "test", "check", "prove", "bench"):
        assert f"make {target}" in done.stdout


def with_postgres(machine: Path, program: str) -> Done:
    return run(sys.executable, "tools/with_postgres.py", sys.executable, "-c", program, machine=machine)


def test_a_command_finds_its_own_postgresql_and_none_is_left(machine: Path) -> None:
    done = with_postgres(machine, CONNECT)
    assert done.returncode == 0, done.stderr
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(done.stdout.strip())


def test_a_command_s_failure_beside_postgresql_is_passed_on(machine: Path) -> None:
    assert with_postgres(machine, "raise SystemExit(7)").returncode == 7


# ---- as root on a bare machine, without Node, and the second time


def test_as_root_the_missing_venv_is_installed_and_the_set_up_goes_on(machine: Path) -> None:
    put(machine / "id", "echo 0")
    put(machine / "apt-get", f'echo "$@" >> {machine}/asked')
    put(
        machine / "python-bare",
        f'case "$*" in *ensurepip*) grep -q install {machine}/asked 2>/dev/null;; '
        f'"-m venv"*) mkdir -p .venv/bin && ln -s /bin/true .venv/bin/python;; *) exec {sys.executable} "$@";; esac',
    )
    done = make_venv(machine, "python-bare")
    assert done.returncode == 0, done.stderr
    assert "install -y -qq --no-install-recommends python3" in (machine / "asked").read_text()
    assert (machine / ".venv/bin/python").is_symlink()


def test_as_root_missing_test_programs_are_installed(machine: Path) -> None:
    put(machine / "id", "echo 0")
    put(machine / "dpkg-query", '[ "$4" = antiword ] && exit 1; echo installed')
    put(machine / "apt-get", f'echo "$@" >> {machine}/asked')
    assert run("sh", "tools/debian_packages.sh", machine=machine).returncode == 0
    assert (
        (machine / "asked")
        .read_text()
        .splitlines()[-1]
        .startswith("install -y --no-install-recommends antiword")
    )


def what_make_would_do(tree: Path, path: str, target: str) -> str:
    environment = {**os.environ, "PATH": path}
    command = [str(shutil.which("make")), "-n", "--no-print-directory", target]
    return subprocess.run(
        command, cwd=tree, env=environment, capture_output=True, text=True, check=True
    ).stdout


def fresh_tree(tmp_path: Path) -> Path:
    """What the set-up looks at, without anything of it done."""
    tree = tmp_path / "tree"
    for name in ("Makefile", "pyproject.toml", "requirements", "frontend", "tools"):
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, tree / name, ignore=shutil.ignore_patterns("node_modules"))
        else:
            tree.mkdir(exist_ok=True)
            shutil.copy(source, tree / name)
    return tree


def test_without_npm_node_comes_as_a_locked_wheel_and_with_npm_it_does_not(tmp_path: Path) -> None:
    tree, programs = fresh_tree(tmp_path), tmp_path / "programs"
    programs.mkdir()
    for name in ("sh", "python3"):
        (programs / name).symlink_to(str(shutil.which(name)))
    stamp = "frontend/node_modules/.stamp"
    assert "install_wheels.sh requirements/node.txt" in what_make_would_do(tree, str(programs), stamp)
    put(programs / "npm", "true")
    assert "node.txt" not in what_make_would_do(tree, str(programs), stamp)


def test_a_second_set_up_has_nothing_to_do(tmp_path: Path) -> None:
    tree = fresh_tree(tmp_path)
    assert "make_venv.sh" in what_make_would_do(tree, os.environ["PATH"], "setup")
    for stamp in (".venv/.uv", ".venv/.base", ".venv/.product", "frontend/node_modules/.stamp"):
        (tree / stamp).parent.mkdir(parents=True, exist_ok=True)
        (tree / stamp).touch()
    vendor = tree / "src/luoshi/common/static/vendor/.stamp"
    vendor.parent.mkdir(parents=True)
    vendor.touch()
    said = what_make_would_do(tree, os.environ["PATH"], "setup")
    assert not [word for word in ("make_venv", "install_wheels", "npm", "copy_assets", "pip") if word in said]


def test_what_a_developer_has_set_for_his_own_python_does_not_reach_ours(machine: Path) -> None:
    """Bytecode is kept: where every start compiles a thousand files, the site and the tests take twice as long."""
    settings = {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": "/nowhere", "PIP_TARGET": "/nowhere"}
    done = run("make", "-s", "--eval=show:; @env", "show", machine=machine, **settings)
    assert done.returncode == 0
    assert not [line for line in done.stdout.splitlines() if line.split("=")[0] in settings]
