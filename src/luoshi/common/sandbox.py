"""Work on files from outside, done in a child process with limits (controls UP-02, UP-07).

`run_in_child` runs one pure function of `luoshi.core` on some files; `run_program` runs a converting program. In both
cases the child limits itself before it touches the files: memory, processor time, file size, no core dump, an empty
environment, a folder of its own that is removed, no network where the system allows that; and it stands behind the
server in the queue for the processors, for nobody's click may wait for pictures of pages. It leads a process group
that is killed as a whole, and it dies with its parent. Whatever goes wrong comes back as `Unreadable`.

This module is also the child (`python -m luoshi.common.sandbox`), so it imports no Django.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import json
import os
import resource
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from luoshi.core.reading.structure import Unreadable

YIELDS = 5  # niceness: a quarter of what a page being made gets, so that its time does not run out either
TASKS_FROM = "luoshi.core."  # only the pure core may be run in the child
MEMORY = 1536 * 1024 * 1024
PROGRAM_MEMORY = 4 * 1024 * 1024 * 1024  # LibreOffice reserves far more than it uses
LARGEST_FILE = 512 * 1024 * 1024
LARGEST_ANSWER = 128 * 1024 * 1024
_OUT_OF_MEMORY = 75
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_PR_SET_PDEATHSIG = 1

TOO_LONG = "文件太复杂，规定时间内没有读完，请拆成几个较小的文件，或只保留需要的部分，另存后再上传。"
TOO_MUCH_MEMORY = "文件太大，读取所需内存超过限制，请拆成几个较小的文件，或只保留需要的部分，另存后再上传。"
FULL = "服务器磁盘空间不够，文件没有读完。请联系系统管理员清理磁盘，再重新上传。"
LEAST_FREE = 16 * 1024 * 1024  # of the temporary folder; with less a child breaks off for want of room
CRASHED = "文件可能已损坏，读取中途停止，请用办公软件打开检查，另存一份后再上传。"


def run_in_child(
    task: str, files: Sequence[Path], options: Mapping[str, Any], *, seconds: int, entry: str = __name__
) -> dict[str, Any]:
    """Run `task` on the files in a child process and return its dictionary.

    task     dotted path of a function in `luoshi.core`: task([(name, bytes), …], options) -> dict fit for JSON
    options  handed to the task; `names` gives the names shown to people, else those of the paths
    seconds  of wall time and of processor time
    entry    the module that is run as the child; only tests give another

    Raises Unreadable: the task's own, or one that says that it took too long, too much memory, or broke down.
    """
    request = {"task": task, "files": [str(Path(path).resolve()) for path in files], "options": dict(options)}
    with _folder() as folder:
        command = [sys.executable, "-I", "-m", entry, "task", str(seconds)]
        child = _start(command, folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        try:
            answer = _exchange(child, json.dumps(request).encode(), time.monotonic() + seconds)
        finally:
            _end(child)
    return _understood(answer, child.returncode)


def run_program(command: Sequence[str], *, seconds: int, folder: Path, output: Path | None = None) -> int:
    """Run a program under the same limits in `folder`, its output going to a file; its exit code.

    Raises Unreadable when it takes too long.
    """
    limited = [sys.executable, "-I", "-m", __name__, "program", str(seconds), *command]
    with contextlib.ExitStack() as stack:
        stdout = stack.enter_context(output.open("wb")) if output else subprocess.DEVNULL
        child = _start(limited, folder, stdin=subprocess.DEVNULL, stdout=stdout)
        try:
            return child.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            raise Unreadable(TOO_LONG) from None
        finally:
            _end(child)


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="luoshi-child-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _start(command: Sequence[str], folder: Path, **streams: Any) -> subprocess.Popen[bytes]:
    environment = {"LANG": "C.UTF-8", "PATH": "/usr/bin:/bin", "HOME": str(folder), "TMPDIR": str(folder)}
    return subprocess.Popen(
        command, cwd=folder, env=environment, stderr=subprocess.DEVNULL, start_new_session=True, **streams
    )


def _exchange(child: subprocess.Popen[bytes], request: bytes, deadline: float) -> bytes:
    """Send the request, collect the answer until the child closes its end; Unreadable at the deadline."""
    assert child.stdin is not None
    assert child.stdout is not None
    with contextlib.suppress(BrokenPipeError), child.stdin:
        child.stdin.write(request)
    answer = bytearray()
    while True:
        ready, _, _ = select.select([child.stdout], [], [], max(deadline - time.monotonic(), 0))
        if not ready:
            raise Unreadable(TOO_LONG)
        chunk = os.read(child.stdout.fileno(), 1 << 16)
        if not chunk:
            break
        answer += chunk
        if len(answer) > LARGEST_ANSWER:
            raise Unreadable(TOO_MUCH_MEMORY)
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(timeout=5)
    return bytes(answer)


def _end(child: subprocess.Popen[bytes]) -> None:
    """Kill whatever is left of the child's group, and collect it."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    if child.stdout is not None:
        child.stdout.close()


def _understood(answer: bytes, code: int) -> dict[str, Any]:
    if code == _OUT_OF_MEMORY:
        raise Unreadable(TOO_MUCH_MEMORY)
    if code == -signal.SIGXCPU:
        raise Unreadable(TOO_LONG)
    try:
        reply = json.loads(answer)
    except ValueError:
        full = shutil.disk_usage(tempfile.gettempdir()).free < LEAST_FREE
        raise Unreadable(FULL if full else CRASHED) from None
    if "unreadable" in reply:
        raise Unreadable(reply["unreadable"])
    return dict(reply["result"])


# --- in the child ---------------------------------------------------------------------------------------------


def main(arguments: Sequence[str], *, tasks_from: str = TASKS_FROM) -> None:
    """The child: `task SECONDS` with a request on stdin, or `program SECONDS COMMAND…`."""
    kind, seconds, *command = arguments
    is_task = kind == "task"
    _limit_myself(int(seconds), MEMORY if is_task else PROGRAM_MEMORY)
    if not is_task:
        os.execvp(command[0], command)
    answers = os.dup(1)
    os.dup2(2, 1)  # what a library prints must not mix with the answer
    try:
        reply = _reply(json.load(sys.stdin), tasks_from)
        written = json.dumps(reply, ensure_ascii=False).encode()
    except MemoryError:
        os._exit(_OUT_OF_MEMORY)
    with os.fdopen(answers, "wb") as pipe:
        pipe.write(written)


def _reply(request: dict[str, Any], tasks_from: str) -> dict[str, Any]:
    options = request["options"]
    paths = [Path(path) for path in request["files"]]
    names = options.get("names") or [path.name for path in paths]
    task = _find(request["task"], tasks_from)
    try:
        return {
            "result": task(
                [(name, path.read_bytes()) for name, path in zip(names, paths, strict=True)], options
            )
        }
    except Unreadable as refusal:
        return {"unreadable": str(refusal)}


def _find(
    dotted: str, tasks_from: str
) -> Callable[[list[tuple[str, bytes]], dict[str, Any]], dict[str, Any]]:
    module, _, function = dotted.rpartition(".")
    if not f"{module}.".startswith(tasks_from) or function.startswith("_"):
        raise PermissionError(f"{dotted} is no task: tasks are public functions of {tasks_from}*")
    found: Callable[[list[tuple[str, bytes]], dict[str, Any]], dict[str, Any]]
    found = getattr(importlib.import_module(module), function)
    return found


def _limit_myself(seconds: int, memory: int) -> None:
    os.nice(YIELDS)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
    c_library = ctypes.CDLL(None)
    c_library.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    # Allowed on most systems, refused in some containers; the limits above hold either way.
    c_library.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


if __name__ == "__main__":
    main(sys.argv[1:])
