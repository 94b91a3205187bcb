"""What `luoshi doctor` asks a site: database, keys, disk, clock, housekeeping."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
import time
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from . import checkpoints, clock
from .checkup import Finding
from .models import Holiday, SiteState

ROOMY, TIGHT = 2 << 30, 200 << 20  # bytes free


def site_findings() -> list[Finding]:
    """Stops after the database where that cannot be reached."""
    found = [_keys(), _disk(), _folder(), _clock()]
    try:
        found += [_database(), durability(), _migrations()]
    except DatabaseError:
        return [*found, Finding("bad", "数据库", "连接不上，请检查 LUOSHI_DATABASE_URL 和数据库是否在运行。")]
    return [*found, _checkpoints(), *_holidays()]


def _keys() -> Finding:
    path = Path(os.environ.get("LUOSHI_KEY_FILE") or Path(settings.LUOSHI_HOME) / "keys" / "site.json")
    rights = stat.S_IMODE(path.stat().st_mode)
    if rights & 0o077:
        return Finding("bad", "密钥文件", f"别人也能读取，请运行：chmod 600 {path}")
    return Finding("ok", "密钥文件", "只有本账号能读取。请另存一份并妥善保管，备份里没有它。")


def _disk() -> Finding:
    free = shutil.disk_usage(settings.LUOSHI_HOME).free
    words = f"剩余 {free / (1 << 30):.1f} GB"
    if free < TIGHT:
        return Finding("bad", "磁盘空间", f"{words}，请尽快清理，否则不能保存。")
    return (
        Finding("ok", "磁盘空间", words)
        if free > ROOMY
        else Finding("warn", "磁盘空间", f"{words}，请清理。")
    )


def _folder() -> Finding:
    try:
        with tempfile.NamedTemporaryFile(dir=settings.LUOSHI_HOME) as file:
            os.fsync(file.fileno())
    except OSError as broken:
        return Finding(
            "bad", "数据目录", f"写不进去（{broken.strerror}），请检查 {settings.LUOSHI_HOME} 的权限。"
        )
    return Finding("ok", "数据目录", str(settings.LUOSHI_HOME))


def _clock() -> Finding:
    if settings.CLOCK_FILE:
        return Finding("warn", "时钟", "测试站点，时间来自 LUOSHI_CLOCK_FILE。")
    year = time.gmtime().tm_year
    if not 2024 <= year <= 2100:
        return Finding("bad", "时钟", f"系统时间是 {year} 年，请校准服务器时间。")
    return Finding("ok", "时钟", time.strftime("%Y-%m-%d %H:%M（服务器时间）"))


def _database() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return Finding("ok", "数据库", {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor])


def durability() -> Finding:
    """What was acknowledged must survive a power cut (controls RL-02)."""
    if connection.vendor == "sqlite":
        safe = _ask("PRAGMA synchronous") == "2" and _ask("PRAGMA journal_mode") == "wal"
    else:
        names = ("fsync", "full_page_writes", "synchronous_commit")
        safe = all(_ask(f"SHOW {name}") in ("on", "remote_apply", "remote_write") for name in names)
    if safe:
        return Finding("ok", "断电保护", "写入的数据即时落盘。")
    return Finding(
        "bad", "断电保护", "数据库没有打开即时落盘，请打开 fsync、full_page_writes、synchronous_commit。"
    )


def _ask(question: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return str(cursor.fetchone()[0])


def _migrations() -> Finding:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return Finding("warn", "数据表", "还没有升级到这个版本，下次启动时会先备份再升级。")
    state = SiteState.objects.filter(pk=1).first()
    words = f"{state.get_mode_display()}站点" if state else "还没有建立，启动时会建立"
    return Finding("ok", "数据表", words)


def _checkpoints() -> Finding:
    file = checkpoints.path()
    if not file.exists() and checkpoints.promised():
        words = "文件不见了。请运行 luoshi audit verify，并从备份或另一台机器上的副本查明。"
        return Finding("bad", "日志签名点", words)
    if not file.exists():
        return Finding(
            "warn", "日志签名点", "还没有。站点运行一分钟后会有，也可以运行 luoshi audit checkpoint。"
        )
    return Finding("ok", "日志签名点", f"在 {file}，请定期复制到另一台机器。")


def _holidays() -> list[Finding]:
    """Working days are counted from an imported table; where it ends, they are only a guess."""
    if "common_holiday" not in connection.introspection.table_names():
        return []
    last = Holiday.objects.filter(organisation="").order_by("-day").values_list("day", flat=True).first()
    if last is None or last < clock.today():
        until = f"只到 {last:%Y-%m-%d}" if last else "还没有"
        todo = "请系统管理员导入新的安排，或装载新的站点包。"
        return [Finding("warn", "节假日表", f"{until}，工作日按周一至周五推算。{todo}")]
    return [Finding("ok", "节假日表", f"到 {last:%Y-%m-%d}")]
