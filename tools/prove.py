"""The large counts of `make prove`: the sabotage patches of tests/sabotage.toml, each of which the suite must notice;
property tests with hundreds of examples each; the tests marked `prove` and those that LUOSHI_PROVE enlarges (20 races,
10 kills, the whole access matrix and every canary sweep).

Sized for about an hour on two quiet cores. LUOSHI_EXAMPLES (500 by default) is the number of examples of each property:
`LUOSHI_EXAMPLES=5000 make prove` is for a night.

With words behind it (`.venv/bin/python tools/prove.py races killed`) only steps whose name holds one of them are done.

Every finished step is one line of docs/proofs.md: time, commit, seed, step, count, result. A run that was cut off goes
on where it stopped, with the same seed, as long as the commit is the same. LUOSHI_SEED repeats a seed.
Exit code: 0 all good, 1 something failed or a sabotage went unnoticed, 2 the run could not be made.
"""

import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROOFS = ROOT / "docs/proofs.md"
STATE = ROOT / "var/prove.json"
HEAD = """# Proofs

What `make prove` found, appended by `tools/prove.py`; newest last. A seed repeats a run: `LUOSHI_SEED=… make prove`.
A step that has no line for a commit was not run on it.

| time (UTC) | commit | seed | step | count | result | seconds |
|---|---|---|---|---|---|---|
"""
Done = subprocess.CompletedProcess[str]
ON_POSTGRESQL = ("tests/test_first_tables.py",)  # what would differ there and costs too much for every day
NOT_COPIED = shutil.ignore_patterns(".git", ".venv", "node_modules", "var", "__pycache__")


@dataclass
class Outcome:
    """How one step ended: how many tests or faults, in words, and whether that is good."""

    count: int
    result: str
    good: bool


@dataclass
class Run:
    """One run over all steps: what it is about and what of it is done."""

    commit: str
    seed: int
    done: list[str] = field(default_factory=list)

    def finish(self, step: str, outcome: Outcome, seconds: float) -> None:
        """Write a step down at once: the next may be the one that is cut off."""
        if not PROOFS.exists():
            PROOFS.write_text(HEAD, encoding="utf-8")
        now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M")
        cells = (now, self.commit, self.seed, step, outcome.count, outcome.result, f"{seconds:.0f}")
        with PROOFS.open("a", encoding="utf-8") as proofs:
            proofs.write("| " + " | ".join(map(str, cells)) + " |\n")
        print(f"{step}：{outcome.result}（{outcome.count}）", flush=True)
        if outcome.good:
            self.done.append(step)
            STATE.parent.mkdir(parents=True, exist_ok=True)
            STATE.write_text(json.dumps(self.__dict__), encoding="utf-8")


def git(*arguments: str) -> str:
    command = ["git", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


def open_run() -> Run:
    """The run that was cut off at this commit, or a new one. With uncommitted changes it is always a new one."""
    changed = git("status", "--porcelain", "--", "src", "tests", "conftest.py", "pyproject.toml")
    commit = git("rev-parse", "--short", "HEAD") + ("+changes" if changed else "")
    if STATE.exists() and not changed:
        kept = Run(**json.loads(STATE.read_text(encoding="utf-8")))
        if kept.commit == commit:
            return kept
    return Run(commit, int(os.environ.get("LUOSHI_SEED") or random.randrange(2**32)))


def pytest(
    *arguments: str, seed: int, folder: Path = ROOT, large: bool = True, postgresql: bool = False
) -> Done:
    """Run the suite of `folder`; its own source comes before the installed one."""
    sizes = {"LUOSHI_PROVE": "1"} if large else {}
    shared = os.environ.get("LUOSHI_SHARED") or str(ROOT.parent / "shared")
    places = {"PYTHONPATH": str(folder / "src"), "LUOSHI_SHARED": shared, "LUOSHI_SEED": str(seed)}
    server = [sys.executable, str(ROOT / "tools/with_postgres.py")] if postgresql else []
    command = [*server, sys.executable, "-m", "pytest", "-q", f"--hypothesis-seed={seed}", *arguments]
    return subprocess.run(
        command, cwd=folder, env={**os.environ, **places, **sizes}, capture_output=True, text=True
    )


def large_counts(name: str, seed: int, postgresql: bool = False) -> Outcome:
    done = pytest(
        "-n", "2", name, *(["--database-only"] if postgresql else []), seed=seed, postgresql=postgresql
    )
    passed = re.search(r"(\d+) passed", done.stdout)
    if done.returncode == 0:
        return Outcome(int(passed[1]) if passed else 0, "passed", True)
    print(done.stdout[-4000:], done.stderr[-2000:], file=sys.stderr)
    return Outcome(int(passed[1]) if passed else 0, f"FAILED (exit {done.returncode})", False)


def large_test_files() -> list[str]:
    """Test files with properties, with tests marked `prove`, or with counts that LUOSHI_PROVE enlarges."""
    found = [*(ROOT / "src").rglob("test_*.py"), *(ROOT / "tests").rglob("test_*.py")]
    large = re.compile(r"^from hypothesis|^import hypothesis|pytest\.mark\.prove|LUOSHI_PROVE", re.M)
    return sorted(
        str(path.relative_to(ROOT)) for path in found if large.search(path.read_text(encoding="utf-8"))
    )


def sabotages() -> list[dict[str, str]]:
    return tomllib.loads((ROOT / "tests/sabotage.toml").read_text(encoding="utf-8"))["sabotage"]


def in_a_copy(tests: str, seed: int, fault: dict[str, str] | None = None) -> Done:
    """pytest's run in a copy of the project, with the fault put in. Raises ValueError if it does not fit."""
    with tempfile.TemporaryDirectory(prefix="luoshi-sabotage-") as folder:
        copy = Path(folder) / "copy"
        shutil.copytree(ROOT, copy, ignore=NOT_COPIED)
        if fault is not None:
            victim = copy / fault["file"]
            text = victim.read_text(encoding="utf-8")
            if text.count(fault["old"]) != 1:
                raise ValueError("the text to break does not stand there once")
            victim.write_text(text.replace(fault["old"], fault["new"]), encoding="utf-8")
        first = () if fault is None else ("-x",)  # one failed test is a fault noticed
        return pytest(*first, *tests.split(), seed=seed, folder=copy, large=False)


def sabotage(fault: dict[str, str], seed: int) -> Outcome:
    """Break one thing and see whether the tests that guard it fail. Only failed tests count as noticed."""
    try:
        code = in_a_copy(fault["tests"], seed, fault).returncode
    except ValueError as problem:
        return Outcome(0, f"FAILED ({problem})", False)
    return Outcome(1, "caught" if code == 1 else f"NOT CAUGHT (exit {code})", code == 1)


def control(faults: list[dict[str, str]], seed: int) -> Outcome:
    """The guards pass where nothing is broken; otherwise what they catch would prove nothing."""
    guards = sorted({name for fault in faults for name in fault["tests"].split()})
    done = in_a_copy(" ".join(guards), seed)
    if done.returncode != 0:
        print(done.stdout[-4000:], done.stderr[-2000:], file=sys.stderr)
    good = done.returncode == 0
    return Outcome(len(guards), "passed" if good else f"FAILED (exit {done.returncode})", good)


def steps_of(seed: int) -> dict[str, Callable[[], Outcome]]:
    """What there is to do, by the name it has in docs/proofs.md."""
    faults = sabotages()
    steps = {f"sabotage: {fault['name']}": partial(sabotage, fault, seed) for fault in faults}
    steps["control: nothing broken"] = partial(control, faults, seed)
    for name in ON_POSTGRESQL:
        steps[f"on PostgreSQL: {name}"] = partial(large_counts, name, seed, postgresql=True)
    return steps | {
        f"large counts of {name}": partial(large_counts, name, seed) for name in large_test_files()
    }


def main(wanted: list[str]) -> int:
    run = open_run()
    steps = steps_of(run.seed)
    if wanted:
        steps = {name: step for name, step in steps.items() if any(word in name for word in wanted)}
        if not steps:
            print("没有名称含有这些字的步骤。", file=sys.stderr)
            return 2
    print(f"共 {len(steps)} 步，已完成 {len(run.done)} 步；提交 {run.commit}，种子 {run.seed}", flush=True)
    bad = 0
    for step, perform in steps.items():
        if step in run.done:
            continue
        start = time.monotonic()
        outcome = perform()
        run.finish(step, outcome, time.monotonic() - start)
        bad += not outcome.good
    if not bad and not wanted:
        STATE.unlink(missing_ok=True)
    print("全部通过。" if not bad else f"有 {bad} 步没有通过，见 docs/proofs.md。")
    return 1 if bad else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (OSError, subprocess.CalledProcessError, tomllib.TOMLDecodeError) as problem:
        print(f"没能开始大批量验证：{problem}", file=sys.stderr)
        sys.exit(2)
