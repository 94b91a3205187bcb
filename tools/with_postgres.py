"""Run a command beside a PostgreSQL server of its own, and stop the server whatever happens.

    python tools/with_postgres.py COMMAND [ARGUMENT…]

The command finds the server in LUOSHI_DATABASE_URL. The server lives in a temporary folder, listens on a
free port of the loopback address and does without fsync: it serves one test run. PostgreSQL refuses to run as
root, so root hands it to the user `postgres`. Exit code: the command's, or 2 where PostgreSQL cannot be found
or started.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROLE = "luoshi"
OPTIONS = "-c listen_addresses=127.0.0.1 -c fsync=off -c synchronous_commit=off -c full_page_writes=off"


class Unavailable(Exception):
    """There is no PostgreSQL to run. The message says what to do."""


def programs() -> Path:
    """The folder of the newest PostgreSQL on this machine."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    if on_path is None:
        raise Unavailable("没有找到 PostgreSQL。请先运行：sudo apt-get install -y postgresql")
    return Path(on_path).resolve().parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def call(program: Path, *arguments: str) -> None:
    """Run one of PostgreSQL's programs, as `postgres` when we are root; failing, it shows its output."""
    as_postgres = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    command = [*as_postgres, str(program), *arguments]
    done = subprocess.run(command, cwd="/", stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode:
        raise Unavailable(f"{program.name} 没有成功：\n{done.stdout}{done.stderr}")


@contextmanager
def server() -> Iterator[str]:
    """A running server, as the URL of its empty database; it is stopped and its folder removed at the end."""
    bin_folder, port = programs(), free_port()
    with tempfile.TemporaryDirectory(prefix="luoshi-postgres-") as folder:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        data = f"{folder}/data"
        call(bin_folder / "initdb", "-D", data, "-E", "UTF8", "--locale=C.UTF-8", "-A", "trust", "-U", ROLE)
        log = ("-l", f"{folder}/log")
        call(bin_folder / "pg_ctl", "-D", data, *log, "-o", f"{OPTIONS} -p {port} -k {folder}", "-w", "start")
        try:
            call(bin_folder / "createdb", "-h", "127.0.0.1", "-p", str(port), "-U", ROLE, ROLE)
            yield f"postgresql://{ROLE}@127.0.0.1:{port}/{ROLE}"
        finally:
            call(bin_folder / "pg_ctl", "-D", data, "-m", "immediate", "stop")


def main(command: list[str]) -> int:
    # A terminated run must still stop its server: SystemExit unwinds through `server`.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        with server() as url:
            return subprocess.run(command, env={**os.environ, "LUOSHI_DATABASE_URL": url}).returncode
    except Unavailable as problem:
        print(problem, file=sys.stderr)
        return 2


if __name__ == "__main__":
    if len(sys.argv) < 2:
        print("用法：python tools/with_postgres.py 命令 [参数……]", file=sys.stderr)
        sys.exit(2)
    sys.exit(main(sys.argv[1:]))
