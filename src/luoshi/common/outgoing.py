"""The one way out: every connection to another machine begins here (controls NW-01).

The address is taken apart strictly, the name resolved once, every answer looked at, and the connection made to exactly
the address that was looked at. No redirects, no proxies from the environment. Machines inside an office (its own mail
server, say) are reached only when an administrator has named host and port; this machine itself, whatever the name
service says, only where the server's settings allow it (`itself`).
"""

from __future__ import annotations

import http.client
import ipaddress
import re
import socket
import ssl
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

TIMEOUT = 15.0
LARGEST_ANSWER = 64 * 1024
WEB_PORTS = frozenset({443, 8443})
MAIL_PORTS = frozenset({25, 465, 587})
LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
NAME = re.compile(rf"(?:{LABEL}\.)*{LABEL}")
URL = re.compile(
    r"(https?)://([a-z0-9.-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::([0-9]{1,5}))?((?:/[!-\[\]-~]*)?)", re.I
)
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Ask = Callable[..., list[Any]]


class Refused(Exception):
    """This connection is not made; the message is Chinese, names the host at most, and says what to do."""


class Unreached(Exception):
    """The other side did not answer as it should; trying again later may help."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """A machine of the own house that an administrator has named: exactly this host and port."""

    host: str
    port: int


@dataclass(frozen=True, slots=True)
class Target:
    """Where a connection goes: the name for TLS and headers, the address that was looked at, the path."""

    host: str
    port: int
    address: str
    tls: bool = True
    path: str = "/"


def web_target(url: str, allowed: Iterable[Allowed] = (), *, itself: bool = False) -> Target:
    """A checked https address. http is for named machines of the own house only. Raises Refused."""
    match = URL.fullmatch(url)
    if match is None or "#" in url:
        raise Refused("地址要写成 https://主机名/路径，不能带用户名、空格和特殊符号。")
    scheme, host, port_text, path = match[1].lower(), match[2].lower().strip("[]"), match[3], match[4]
    port = int(port_text) if port_text else (443 if scheme == "https" else 80)
    named = Allowed(host, port) in set(allowed)
    if scheme != "https" and not named:
        raise Refused(
            "只能连接 https 地址。单位内部没有 https 的服务，请系统管理员先把主机和端口列入允许名单。"
        )
    if port not in WEB_PORTS and not named:
        raise Refused("端口只能是 443 或 8443。其他端口请系统管理员先把主机和端口列入允许名单。")
    address = resolve(host, port, named=named, itself=itself)
    return Target(host, port, address, scheme == "https", path or "/")


def mail_target(host: str, port: int, allowed: Iterable[Allowed] = (), *, itself: bool = False) -> Target:
    """A checked mail server. Raises Refused."""
    host = host.strip().lower()
    named = Allowed(host, port) in set(allowed)
    if port not in MAIL_PORTS and not named:
        raise Refused("邮件服务器的端口只能是 465、587 或 25。其他端口请先列入允许名单。")
    return Target(host, port, resolve(host, port, named=named, itself=itself))


def check_name(host: str) -> None:
    """A host name or a plain address; odd notations of numbers (0x7f.1, 017700000001, 2130706433) are none of these.

    Raises Refused.
    """
    if _plain_address(host) is not None:
        return
    last = host.rpartition(".")[2]
    if len(host) > 253 or not NAME.fullmatch(host) or re.fullmatch(r"[0-9]+|0x[0-9a-f]*", last):
        raise Refused(f"“{host[:60]}”不是规范的主机名或地址。")


def is_this_machine(host: str) -> bool:
    """A name that by custom means the machine itself."""
    name = host.strip().lower().rstrip(".")
    return name.split(".")[-1] in ("localhost", "localdomain") or name in ("ip6-localhost", "ip6-loopback")


def _plain_address(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def resolve(
    host: str, port: int, *, named: bool = False, itself: bool = False, ask: Ask | None = None
) -> str:
    """The one address to connect to; every address the name has must be fit. `ask`: a resolver. Raises Refused."""
    check_name(host)
    try:
        found = (ask or socket.getaddrinfo)(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Refused(f"找不到主机 {host}，请核对名称。") from None
    addresses = [ipaddress.ip_address(str(info[4][0]).partition("%")[0]) for info in found]
    for address in addresses:
        if not (is_in_house(address) if named else is_public(address)):
            raise Refused(
                f"主机 {host} 指向内部或保留地址，不能连接。确是单位内部的服务，请系统管理员把主机和端口列入允许名单。"
            )
        if not itself and is_here(address):
            raise Refused(
                f"主机 {host} 指向本机，不能连接。邮件等服务确在本机上的，请维护人员设置 LUOSHI_LOCAL_TARGETS=1。"
            )
    return str(addresses[0])


def is_public(address: Address) -> bool:
    """Reachable by everybody on the internet, also by what is wrapped inside an IPv6 address."""
    return all(
        each.is_global
        and not each.is_multicast
        and not each.is_reserved
        and not any(each in network for network in RESERVED if network.version == each.version)
        for each in _layers(address)
    )


# Nobody's addresses that Python's table does not know yet: documentation (RFC 9637), 6to4 relays, the protocol's own.
RESERVED = tuple(map(ipaddress.ip_network, ("3fff::/20", "192.88.99.0/24", "192.0.0.0/24")))


def is_here(address: Address) -> bool:
    """An address of this machine: loopback, or one that a socket can be bound to."""
    return any(each.is_loopback or _bindable(each) for each in _layers(address))


def _bindable(address: Address) -> bool:
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.bind((str(address), 0))
    except OSError:
        return False
    return True


def is_in_house(address: Address) -> bool:
    """What a named machine may be: anything but the addresses of clouds' metadata, broadcast, multicast, nothing."""
    return all(
        not (each.is_link_local or each.is_multicast or each.is_unspecified or each == _BROADCAST)
        and str(each) not in METADATA
        for each in _layers(address)
    )


_BROADCAST = ipaddress.IPv4Address("255.255.255.255")
METADATA = frozenset({"169.254.169.254", "100.100.100.200", "fd00:ec2::254", "192.0.0.192"})


def _layers(address: Address) -> list[Address]:
    """The address and the IPv4 addresses wrapped in it (mapped, 6to4, Teredo, NAT64)."""
    if isinstance(address, ipaddress.IPv4Address):
        return [address]
    if address.ipv4_mapped is not None:
        return [address.ipv4_mapped]
    wrapped: list[Address] = [address]
    if address.sixtofour is not None:
        wrapped.append(address.sixtofour)
    if address.teredo is not None:
        wrapped.extend(address.teredo)
    if address in NAT64:
        return [ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)]
    return wrapped


def open_socket(target: Target, timeout: float = TIMEOUT) -> socket.socket:
    """A connection to the address that was looked at, not to whatever the name means a moment later."""
    try:
        return socket.create_connection((target.address, target.port), timeout)
    except OSError:
        raise Unreached(f"连不上主机 {target.host}（端口 {target.port}）。") from None


def tls_context(ca: str = "") -> ssl.SSLContext:
    """Certificates are always verified; `ca` (PEM) adds an office's own authority. Raises Refused on nonsense."""
    try:
        context = ssl.create_default_context()
        if ca.strip():
            context.load_verify_locations(cadata=ca)
        return context
    except (ssl.SSLError, ValueError, TypeError):  # TypeError: letters that are not ASCII
        raise Refused("单位自己的根证书不是有效的 PEM 文本，请重新导出后粘贴。") from None


class _Pinned(http.client.HTTPConnection):
    """A connection over a socket that was opened before."""

    def __init__(self, target: Target, context: ssl.SSLContext | None) -> None:
        super().__init__(target.host, target.port, timeout=TIMEOUT)
        self._target, self._tls = target, context

    def connect(self) -> None:
        raw = open_socket(self._target)
        try:
            self.sock = self._tls.wrap_socket(raw, server_hostname=self._target.host) if self._tls else raw
        except BaseException:
            raw.close()
            raise


def post(target: Target, body: bytes, headers: Mapping[str, str], *, ca: str = "") -> tuple[int, bytes]:
    """POST once; status and the first part of the answer. A redirect is an answer like any other.

    Raises Unreached, without a word of path or headers: secrets may stand there.
    """
    context = tls_context(ca) if target.tls else None
    connection = _Pinned(target, context)
    try:
        connection.request("POST", target.path, body=body, headers=dict(headers))
        answer = connection.getresponse()
        return answer.status, answer.read(LARGEST_ANSWER)
    except ssl.SSLError:
        raise Unreached(f"主机 {target.host} 的证书没有通过验证。") from None
    except (OSError, http.client.HTTPException):
        raise Unreached(f"主机 {target.host} 没有正常应答。") from None
    finally:
        connection.close()
