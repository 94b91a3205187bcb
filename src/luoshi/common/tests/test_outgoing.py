"""The one way out: a silent listener stays silent, whatever the address looks like; a bad certificate is refused."""

import ipaddress
import re
import socket
from pathlib import Path

import pytest

from luoshi.common import outgoing
from luoshi.common.outgoing import Allowed, Refused, Unreached

PUBLIC = "93.184.216.34"


@pytest.fixture
def listener():
    """A machine inside; `.heard()` says whether anybody knocked."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)

        def heard():
            try:
                server.accept()[0].close()
                return True
            except TimeoutError:
                return False

        yield type("Listener", (), {"port": server.getsockname()[1], "heard": staticmethod(heard)})


FORMS = [
    "https://127.0.0.1:{port}/", "https://127.1:{port}/", "https://2130706433:{port}/", "https://0x7f000001:{port}/",
    "https://0x7f.0.0.1:{port}/", "https://017700000001:{port}/", "https://0177.0.0.1:{port}/",
    "https://127.0.0.1.:{port}/", "https://localhost:{port}/", "https://LOCALHOST:{port}/", "https://[::1]:{port}/",
    "https://[::ffff:127.0.0.1]:{port}/", "https://[::ffff:7f00:1]:{port}/", "https://[64:ff9b::7f00:1]:{port}/",
    "https://[2002:7f00:1::]:{port}/", "https://[fe80::1]/", "https://[fc00::1]/", "https://0.0.0.0:{port}/",
    "https://[::]:{port}/", "https://10.0.0.1/", "https://172.16.0.1/", "https://192.168.1.1/", "https://100.64.0.1/",
    "https://169.254.169.254/latest/meta-data/", "https://[fd00:ec2::254]/", "https://100.100.100.200/",
    "https://224.0.0.1/", "https://255.255.255.255/", "https://user@127.0.0.1:{port}/",
    "https://example.org@127.0.0.1:{port}/", "https://127.0.0.1:{port}\\@example.org/", "http://127.0.0.1:{port}/",
    "ftp://127.0.0.1:{port}/", "file:///etc/passwd", "gopher://127.0.0.1:{port}/_", "https://①②⑦.0.0.1:{port}/",
    "https://127。0。0。1:{port}/", "https:///127.0.0.1:{port}/", "https://127.0.0.1:{port}/#x",
    "https://127.0.0.1 :{port}/", "https://127.0.0.1\r\nHost: x:{port}/", "//127.0.0.1:{port}/", "", "https://",
    "https://127.0.0.1:99999/", "https://93.184.216.34:22/",
]  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_no_form_of_an_inner_address_reaches_the_listener(listener, form):
    url = form.replace("{port}", str(listener.port))
    with pytest.raises(Refused):
        outgoing.web_target(url)
    assert not listener.heard()


def resolving(monkeypatch, *answers):
    """A name service that answers differently each time it is asked."""
    asked = []

    def getaddrinfo(host, port, **more):
        asked.append(host)
        found = answers[min(len(asked), len(answers)) - 1]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return asked


def test_a_name_that_points_inside_is_refused_even_beside_a_public_one(monkeypatch):
    resolving(monkeypatch, [PUBLIC, "10.0.0.8"])
    with pytest.raises(Refused, match=r"hook\.example\.org 指向内部"):
        outgoing.web_target("https://hook.example.org/x")


def test_the_name_is_asked_once_and_the_answer_is_what_is_connected_to(monkeypatch):
    asked = resolving(monkeypatch, [PUBLIC], ["127.0.0.1"])
    target = outgoing.web_target("https://hook.example.org/x?key=secret")
    tried = []

    def create_connection(address, timeout):
        tried.append(address)
        raise OSError("no network in tests")

    monkeypatch.setattr(socket, "create_connection", create_connection)
    with pytest.raises(Unreached) as failed:
        outgoing.post(target, b"{}", {})
    assert (asked, tried) == (["hook.example.org"], [(PUBLIC, 443)])
    assert "secret" not in str(failed.value)


@pytest.mark.parametrize("port", [80, 22, 3306, 8000])
def test_only_web_ports_unless_named(monkeypatch, port):
    resolving(monkeypatch, [PUBLIC])
    with pytest.raises(Refused, match="端口"):
        outgoing.web_target(f"https://hook.example.org:{port}/")
    named = [Allowed("hook.example.org", port)]
    assert outgoing.web_target(f"https://hook.example.org:{port}/", named).port == port


def test_a_named_machine_of_the_house_is_reached_and_no_other_on_the_same_host(monkeypatch):
    resolving(monkeypatch, ["10.1.2.3"])
    named = [Allowed("mail.bureau.local", 465)]
    assert outgoing.mail_target("Mail.Bureau.local ", 465, named).address == "10.1.2.3"
    for host, port in (("mail.bureau.local", 587), ("other.bureau.local", 465)):
        with pytest.raises(Refused):
            outgoing.mail_target(host, port, named)


@pytest.mark.parametrize(
    "address", ["169.254.169.254", "100.100.100.200", "224.0.0.1", "0.0.0.0", "255.255.255.255"]
)
def test_naming_a_machine_never_opens_the_way_to_metadata(monkeypatch, address):
    resolving(monkeypatch, [address])
    with pytest.raises(Refused):
        outgoing.mail_target("mail.bureau.local", 465, [Allowed("mail.bureau.local", 465)])


def own_addresses():
    """Of this machine: loopback in its forms, and what it is called on its network, where it has one."""
    table = Path("/proc/net/fib_trie")
    text = table.read_text() if table.exists() else ""
    outer = re.findall(r"-- ([0-9.]+)\n\s+/32 host LOCAL", text)
    return ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1", *set(outer)]


def test_a_named_machine_is_never_this_one_whatever_the_name_service_says_unless_allowed():
    for address in own_addresses():

        def ask(host, port, type, answer=address):
            return [(0, type, 6, "", ("10.1.2.3", port)), (0, type, 6, "", (answer, port))]

        with pytest.raises(Refused, match="指向本机"):
            outgoing.resolve("mail.bureau.local", 25, named=True, ask=ask)
        assert outgoing.resolve("mail.bureau.local", 25, named=True, itself=True, ask=ask) == "10.1.2.3"
        with pytest.raises(Refused, match=r"内部或保留|指向本机"):
            outgoing.resolve("mail.bureau.local", 25, itself=True, named=False, ask=ask)


@pytest.mark.parametrize(
    ("address", "public"),
    [(PUBLIC, True), ("2606:2800:220:1::1", True), ("192.0.2.1", False), ("198.18.0.1", False), ("240.0.0.1", False),
     ("2001:db8::1", False), ("::ffff:8.8.8.8", True), ("64:ff9b::808:808", True), ("2002:a00:1::", False),
     ("3fff::1", False), ("192.88.99.1", False), ("192.0.0.8", False)],
)  # fmt: skip
def test_what_counts_as_public(address, public):
    assert outgoing.is_public(ipaddress.ip_address(address)) is public


@pytest.mark.parametrize(
    "ca", ["not a certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"]
)
def test_nonsense_for_a_root_certificate_is_refused(ca):
    with pytest.raises(Refused, match="根证书"):
        outgoing.tls_context(ca)
