"""Half-sent requests hold the server's threads; the lines of nginx in `docs/operations.md` keep them away from it."""

from __future__ import annotations

import http.client
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from luoshi.commands.tests.running import free_port, wait_until
from tests.reliability.site import Browser, Site

NGINX = shutil.which("nginx")
GUIDE = Path(__file__).resolve().parents[2] / "docs/operations.md"
pytestmark = [
    pytest.mark.prove,
    pytest.mark.once,
    pytest.mark.skipif(NGINX is None, reason="there is no nginx here"),
]


def lines_of(guide: str, folder: Path, port: int, upstream: int) -> str:
    """The documented lines as they stand, but for ports, certificate and where nginx may write."""
    block = re.search(r"```nginx\n(.*?)```", guide, re.DOTALL)
    assert block, "the guide lost its lines for nginx"
    lines = [line for line in block[1].splitlines() if "ssl_certificate" not in line]
    text = "\n".join(lines).replace("listen 443 ssl", f"listen 127.0.0.1:{port}")
    text = text.replace("127.0.0.1:8000", f"127.0.0.1:{upstream}")
    own = "\n".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    ground = f"daemon off; pid {folder}/pid; error_log {folder}/error.log;\nevents {{}}\n"
    return f"{ground}http {{ access_log off;\n{own}\n{text}\n}}\n"


@pytest.fixture
def proxy(site: Site, tmp_path: Path) -> Iterator[int]:
    """The port of nginx before the site."""
    port, config = free_port(), tmp_path / "nginx.conf"
    config.write_text(lines_of(GUIDE.read_text(), tmp_path, port, site.port))
    process = subprocess.Popen([str(NGINX), "-p", str(tmp_path), "-c", str(config)])
    assert wait_until(lambda: answers(port))
    yield port
    process.terminate()
    process.wait()


def answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=3)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def half_a_request(browser: Browser, port: int) -> socket.socket:
    """Announces a form and sends two bytes of it."""
    cookies = "; ".join(f"{cookie.key}={cookie.value}" for cookie in browser.cookies.values())
    head = (
        f"POST /sign-in/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookies}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 5000\r\n\r\na="
    )
    connection = socket.create_connection(("127.0.0.1", port), timeout=60)
    connection.sendall(head.encode())
    return connection


def test_behind_the_documented_proxy_half_sent_requests_stop_nobody(site: Site, proxy: int) -> None:
    stranger = Browser(site.port)
    stranger.look("/sign-in/")
    with ExitStack() as held:
        for _ in range(8):
            held.enter_context(half_a_request(stranger, site.port))
        assert wait_until(lambda: not answers(site.port)), "without a proxy eight of them stop the site"
    assert wait_until(lambda: answers(site.port))
    with ExitStack() as held:
        slow = [held.enter_context(half_a_request(stranger, proxy)) for _ in range(30)]
        assert all(answers(proxy) for _ in range(10))
        assert slow[0].recv(1) == b"", "and the proxy ends them by itself"
        assert answers(proxy)
