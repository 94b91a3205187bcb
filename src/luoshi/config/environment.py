"""Everything Luoshi takes from its environment, in one place.

LUOSHI_HOME          data folder (default ./var)
LUOSHI_DATABASE_URL  sqlite:////absolute/path or postgresql://…; default SQLite in LUOSHI_HOME
LUOSHI_PORT          8000
LUOSHI_BASE_URL      what people type; production needs https
LUOSHI_KEY_FILE      default LUOSHI_HOME/keys/site.json; never in the database or its backup
LUOSHI_MODE          demo | production | test; stored in the database at creation, the stored mode wins
LUOSHI_CLOCK_FILE    mode test only: a file with an ISO instant the clock reads
LUOSHI_PASSWORD_PROFILE  dengbao3 (default) | asvs
LUOSHI_PROXIES       number of reverse proxies in front whose X-Forwarded-For is believed (default 0)
LUOSHI_LIBRARY_GB    what the evidence of one organisation may take of the disk, in GB (default 200)
LUOSHI_SEARCHES      how often one account may search in a quarter of an hour (default 300)
LUOSHI_DOWNLOADS     how many files and lists it may take out in a quarter of an hour (default 400)
LUOSHI_UPLOADS       how many files it may send in a quarter of an hour (default 1000)
LUOSHI_LOCAL_TARGETS  1: notices may leave through services of this very machine (a mail relay, say); default 0
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

MODES = ("demo", "production", "test")
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


class BadSetting(Exception):
    """A setting that cannot be used; the message is Chinese and says how to mend it."""


@dataclass(frozen=True, slots=True)
class Environment:
    home: Path
    database_url: str
    port: int
    base_url: str
    key_file: Path
    mode: str
    clock_file: str
    password_profile: str
    proxies: int
    library_gb: int
    per_quarter: dict[str, int]
    local_targets: bool

    @property
    def https(self) -> bool:
        return self.base_url.startswith("https://")

    @property
    def hosts(self) -> list[str]:
        """The names under which the site answers."""
        host = urlsplit(self.base_url).hostname or "localhost"
        return [host] if self.mode == "production" else sorted({host, *LOOPBACK, "testserver"})


def read_environment(given: Mapping[str, str] | None = None) -> Environment:
    """The environment as checked values. Raises BadSetting."""
    env = os.environ if given is None else given
    home = Path(env.get("LUOSHI_HOME", "var")).absolute()
    port = _number(env, "LUOSHI_PORT", 8000)
    mode = env.get("LUOSHI_MODE", "") or "production"
    if mode not in MODES:
        raise BadSetting(f"LUOSHI_MODE 只能是 {'、'.join(MODES)} 之一，现在是“{mode}”。")
    profile = env.get("LUOSHI_PASSWORD_PROFILE", "dengbao3")
    if profile not in ("dengbao3", "asvs"):
        raise BadSetting("LUOSHI_PASSWORD_PROFILE 只能是 dengbao3 或 asvs。")
    base_url = env.get("LUOSHI_BASE_URL", "").rstrip("/") or f"http://127.0.0.1:{port}"
    _host_of(base_url)
    return Environment(
        home=home,
        database_url=env.get("LUOSHI_DATABASE_URL", "") or f"sqlite:///{home / 'luoshi.sqlite3'}",
        port=port,
        base_url=base_url,
        key_file=Path(env.get("LUOSHI_KEY_FILE", "") or home / "keys" / "site.json"),
        mode=mode,
        clock_file=env.get("LUOSHI_CLOCK_FILE", "") if mode == "test" else "",
        password_profile=profile,
        proxies=_number(env, "LUOSHI_PROXIES", 0),
        library_gb=_number(env, "LUOSHI_LIBRARY_GB", 200),
        per_quarter={
            "search": _number(env, "LUOSHI_SEARCHES", 300),
            "take": _number(env, "LUOSHI_DOWNLOADS", 400),
            "send": _number(env, "LUOSHI_UPLOADS", 1000),
        },
        local_targets=_switch(env, "LUOSHI_LOCAL_TARGETS"),
    )


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name, "") or str(default)
    if not (text.isascii() and text.isdigit() and len(text) < 6) or int(text) > 65535:
        raise BadSetting(f"{name} 要填一个数字，现在是“{text}”。")
    return int(text)


def _switch(env: Mapping[str, str], name: str) -> bool:
    text = env.get(name, "") or "0"
    if text not in ("0", "1"):
        raise BadSetting(f"{name} 只能填 0 或 1，现在是“{text[:20]}”。")
    return text == "1"


def _host_of(base_url: str) -> str:
    """The one name in the base URL. Raises BadSetting for a pattern: it would let any visitor name the host."""
    try:
        host = urlsplit(base_url).hostname or ""
    except ValueError:
        host = ""
    if not re.fullmatch(r"[a-z0-9]([a-z0-9._-]*[a-z0-9])?|[0-9a-f:.]*:[0-9a-f:.]*", host):
        raise BadSetting(f"LUOSHI_BASE_URL 要写成 https://您的域名，不能用通配符，现在是“{base_url}”。")
    return host


def refuse_bad_serving(environment: Environment, env: Mapping[str, str] | None = None) -> None:
    """What a server must not start with. Raises BadSetting naming the remedy (controls OP-01)."""
    given = os.environ if env is None else env
    here = _host_of(environment.base_url) in ("localhost", "127.0.0.1", "::1")
    if environment.mode == "demo" and not here:
        raise BadSetting(
            "演示站点只能在本机打开，请去掉 LUOSHI_BASE_URL，或用 LUOSHI_MODE=production 另建正式站点。"
        )
    if environment.mode == "test" and not here and not environment.https:
        raise BadSetting("测试站点用 http 只能在本机打开，请去掉 LUOSHI_BASE_URL，或改用 https 地址。")
    if environment.mode != "production":
        return
    if not environment.https:
        raise BadSetting("正式站点要有 https 地址，请设置 LUOSHI_BASE_URL=https://您的域名 后再启动。")
    if given.get("LUOSHI_CLOCK_FILE"):
        raise BadSetting("正式站点不能使用 LUOSHI_CLOCK_FILE，请去掉后再启动。")
    if given.get("DJANGO_DEBUG") or given.get("LUOSHI_DEBUG"):
        raise BadSetting("正式站点不能打开调试，请去掉 DJANGO_DEBUG 和 LUOSHI_DEBUG 后再启动。")


def database_settings(url: str) -> dict[str, object]:
    """Django's settings of one database from its URL. Raises BadSetting."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": "/" + unquote(parts.path).lstrip("/"),
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA mmap_size=134217728;"
                "PRAGMA journal_size_limit=27103364;PRAGMA cache_size=-20000;",
            },
        }
    if parts.scheme in ("postgresql", "postgres"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "OPTIONS": {
                "pool": {"min_size": 1, "max_size": 8},
                "options": "-c lock_timeout=10000 -c statement_timeout=60000",
            },
        }
    raise BadSetting("LUOSHI_DATABASE_URL 要写成 sqlite:////绝对路径 或 postgresql://用户:密码@主机/库名。")
