"""What `up` and `serve` share: refuse a bad setting, then run server, worker and tick until told to stop."""

from __future__ import annotations

import argparse
import http.client
import socket
import sys
import time
from functools import partial
from urllib.parse import urlsplit

from luoshi.common.supervise import Child, Supervisor
from luoshi.config.environment import BadSetting, Environment, refuse_bad_serving

from . import worker
from .boot import CannotStart

HOST = "127.0.0.1"
PORT_PATIENCE = 3.0  # a server that was just killed may hold its port for a moment
TOO_MANY_DEATHS = 4
SAY_SO_AFTER = 60.0


def refuse_bad_settings(environment: Environment) -> None:
    """Raises CannotStart where a server must not run with these settings, or its port is taken."""
    try:
        refuse_bad_serving(environment)
    except BadSetting as bad:
        raise CannotStart(str(bad)) from bad
    until = time.monotonic() + PORT_PATIENCE
    while not port_is_free(environment.port):
        if time.monotonic() > until:
            raise CannotStart(
                f"端口 {environment.port} 已被占用：可能本站点已在运行，请直接打开 {environment.base_url} ；"
                "如果是别的程序，请用 LUOSHI_PORT=另一个端口 再启动。"
            )
        time.sleep(0.2)


def refuse_unsafe_database(environment: Environment) -> None:
    """Raises CannotStart where a production database may lose what it has acknowledged (controls RL-02, OP-01)."""
    from luoshi.common.site_checkup import durability

    finding = durability()
    if environment.mode == "production" and finding.level == "bad":
        raise CannotStart(f"正式站点不能启动：{finding.words}")


def port_is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True


def children(environment: Environment) -> list[Child]:
    """Server, worker and tick. They are forked from this process and need not load the program again (ADR 0031)."""
    return [
        Child("luoshi-server", partial(serve, environment.port)),
        Child("luoshi-worker", partial(worker.run, argparse.Namespace(housekeeping=False))),
        Child("luoshi-tick", partial(worker.run, argparse.Namespace(housekeeping=True))),
    ]


def serve(port: int) -> int:
    """The application server with two processes, forked once the pages are loaded."""
    from django.urls import get_resolver
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    _ = get_resolver().url_patterns  # with them all views and forms
    Granian(
        "luoshi.config.wsgi:application",
        address=HOST,
        port=port,
        interface=Interfaces.WSGI,
        workers=2,
        blocking_threads=2,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        respawn_interval=1,
        workers_kill_timeout=4,
    ).serve()
    return 0


def let_go_of_the_database() -> None:
    """Close the connections of this process and the threads that keep them: a child must have its own."""
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        connection.close()
        if hasattr(connection, "close_pool"):  # PostgreSQL
            connection.close_pool()


def serve_until_stopped(environment: Environment) -> int:
    """Run the site. Prints its address once it answers; 2 when the server does not stay alive."""
    let_go_of_the_database()
    parts = children(environment)
    watch = _Watch(environment, parts[0])
    Supervisor(parts, watch.look).run()
    if watch.gave_up:
        print("网站服务反复启动失败，已停止。请运行 luoshi doctor 查看原因。", file=sys.stderr)
        return 2
    print("站点已停止，数据都已保存。", file=sys.stderr)
    return 0


class _Watch:
    """Looks at /healthz until it answers 200, and gives up on a server that dies again and again before that."""

    def __init__(self, environment: Environment, server: Child) -> None:
        self.environment, self.server = environment, server
        self.answered = self.gave_up = self.warned = False
        self.began = time.monotonic()

    def look(self) -> bool:
        if self.answered:
            return False
        if answers(self.environment):
            self.answered = True
            print(f"站点已就绪，请用浏览器打开：{self.environment.base_url}\n按 Ctrl+C 停止。", flush=True)
        elif self.server.quick_deaths >= TOO_MANY_DEATHS:
            self.gave_up = True
        elif not self.warned and time.monotonic() - self.began > SAY_SO_AFTER:
            self.warned = True
            print("站点一分钟还没有准备好，仍在等待；原因见上面的日志。", file=sys.stderr, flush=True)
        return self.gave_up


def answers(environment: Environment) -> bool:
    """Does /healthz answer 200 under the name people use?"""
    connection = http.client.HTTPConnection(HOST, environment.port, timeout=5)
    try:
        connection.request("GET", "/healthz", headers={"Host": urlsplit(environment.base_url).netloc})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
