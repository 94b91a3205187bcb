"""A real site of its own for one test: the world, the server with its two workers, and browsers that retry."""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import sqlite3
import uuid
from collections.abc import Callable
from contextlib import closing
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import psycopg

from luoshi.commands.tests.running import begin, free_port, run, run_in_turn, wait_until

POSTGRESQL = os.environ.get("LUOSHI_DATABASE_URL", "")
TRIES = 60


class NoAnswer(Exception):
    """The server went away before it answered: nobody knows whether it acted."""


class Site:
    """`home` holds a test world; `up` starts the server and `kill` ends it as a power cut would.

    `like` is a site that never ran and is copied.
    """

    @classmethod
    def made(cls, home: Path) -> Site:
        """The site with the world in this folder, which is made the first time."""
        kept = home.with_suffix(".json")
        if kept.exists():
            return cls(home, settings=json.loads(kept.read_text()))
        settings = {"LUOSHI_DATABASE_URL": new_database()} if POSTGRESQL.startswith("postgres") else {}
        done = run(home, "demo", "--world", "--seed", "3", LUOSHI_MODE="test", **settings)
        assert done.returncode == 0, done.stderr
        kept.write_text(json.dumps(settings))
        return cls(home, settings=settings)

    def __init__(self, home: Path, like: Site | None = None, settings: dict[str, Any] | None = None) -> None:
        self.home, self.port = home, free_port()
        self.settings: dict[str, Any] = {"LUOSHI_MODE": "test", "LUOSHI_PORT": self.port, **(settings or {})}
        if like is not None:
            shutil.copytree(like.home, home)
            if "LUOSHI_DATABASE_URL" in like.settings:
                self.settings["LUOSHI_DATABASE_URL"] = new_database(like)
        self.world: dict[str, Any] = json.loads((home / "world.json").read_text())
        self.process: Any = None

    def command(self, *words: str) -> Any:
        return run(self.home, *words, **self.settings)

    def in_turn(self, *commands: tuple[str, ...]) -> Any:
        return run_in_turn(self.home, *commands, **self.settings)

    def up(self) -> None:
        self.process = begin(self.home, "up", **self.settings)
        assert str(self.port) in self.process.stdout.readline()
        threads = os.listdir(f"/proc/{self.process.pid}/task")
        assert len(threads) == 1, "a process with threads must not fork"

    def kill(self) -> None:
        """The supervisor; the kernel ends its children with it."""
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        assert wait_until(lambda: not self.answers())

    def answers(self) -> bool:
        try:
            return Browser(self.port).ask("GET", "/healthz")[0] == 200
        except NoAnswer:
            return False

    def first(self, kind: str, seer: str) -> str:
        """The id of an object of this kind that `seer` sees."""
        things = self.world["objects"]
        return next(t["id"] for t in things if t["type"] == kind and seer in t["visible_to"])

    def rows(self, question: str) -> list[tuple[Any, ...]]:
        if "LUOSHI_DATABASE_URL" in self.settings:
            with psycopg.connect(str(self.settings["LUOSHI_DATABASE_URL"])) as database:
                return database.execute(question).fetchall()
        with closing(sqlite3.connect(self.home / "luoshi.sqlite3")) as database:
            return database.execute(question).fetchall()

    def is_whole(self) -> None:
        """What must hold whatever happened."""
        for done in self.in_turn(("invariants", "check"), ("audit", "verify")):
            assert done.returncode == 0, done.stdout + done.stderr


def new_database(like: Site | None = None) -> str:
    """An empty database on the server of this test run, or a copy of that of a site."""
    name = f"luoshi_{uuid.uuid4().hex[:12]}"
    copied = urlsplit(like.settings["LUOSHI_DATABASE_URL"]).path[1:] if like else "template1"
    with psycopg.connect(POSTGRESQL, autocommit=True) as database:
        database.execute(f"CREATE DATABASE {name} TEMPLATE {copied}".encode())
    return urlsplit(POSTGRESQL)._replace(path=f"/{name}").geturl()


class Browser:
    """Cookies, tokens, and patience with a server that is being killed."""

    def __init__(self, port: int) -> None:
        self.port, self.cookies, self.token = port, SimpleCookie(), ""

    def ask(self, method: str, path: str, fields: dict[str, Any] | None = None) -> tuple[int, str]:
        """Status and body. Raises NoAnswer."""
        if fields is None:
            return self.ask_raw(method, path)
        body = urlencode({**fields, "csrfmiddlewaretoken": self.token}).encode()
        return self.ask_raw(method, path, body, "application/x-www-form-urlencoded")

    def ask_raw(self, method: str, path: str, body: bytes | None = None, kind: str = "") -> tuple[int, str]:
        """The same with a body made elsewhere: files, say."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": "; ".join(f"{c.key}={c.value}" for c in self.cookies.values())}
        headers |= {"Content-Type": kind} if kind else {}
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
            for header in answer.headers.get_all("Set-Cookie") or []:
                self.cookies.load(header)
            return answer.status, text
        except (OSError, http.client.HTTPException) as broken:
            raise NoAnswer from broken
        finally:
            connection.close()

    def sign_in(self, key: str) -> Browser:
        self.look("/sign-in/")
        assert self.ask("POST", f"/sign-in/as/{key}/", {})[0] == 302
        self.look("/desk/")
        return self

    def look(self, path: str) -> str:
        status, page = self.ask("GET", path)
        assert status == 200, (path, status)
        self.token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]  # type: ignore[index]
        return page

    def insist(self, path: str, fields: dict[str, Any]) -> int:
        """Send the same form until it is answered; 503 says that it was not carried out."""
        return self._insisted(lambda: self.ask("POST", path, fields))

    def insist_raw(self, path: str, body: bytes, kind: str) -> int:
        return self._insisted(lambda: self.ask_raw("POST", path, body, kind))

    def _insisted(self, send: Callable[[], tuple[int, str]]) -> int:
        for _ in range(TRIES):
            try:
                status = send()[0]
            except NoAnswer:
                status = 0
            if status not in (0, 503):
                return status
            wait_until(lambda: False, seconds=0.5)
        return 0
