"""`luoshi audit verify|checkpoint|export|accept-restore`: the operation log as a whole."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from pathlib import Path

from .boot import CannotStart, refuse, start


def add_arguments(parser: argparse.ArgumentParser) -> None:
    kinds = parser.add_subparsers(
        dest="kind", required=True, metavar="verify|checkpoint|export|accept-restore"
    )
    verify = kinds.add_parser("verify", help="核验日志有没有被改动、删除、插入、调换或截断")
    verify.add_argument("--json", action="store_true", help="以 JSON 输出")
    verify.add_argument("--checkpoints", type=Path, help="用另存的签名点文件核验")
    kinds.add_parser("checkpoint", help="立即写一个签名点")
    export = kinds.add_parser("export", help="导出全部日志（每行一条 JSON）")
    export.add_argument("--to", type=Path, help="写入这个文件；不写则输出到屏幕")
    accept = kinds.add_parser("accept-restore", help="确认日志因恢复备份而倒退，并留下记录")
    accept.add_argument("--reason", required=True, help="为什么恢复，写入日志")


def run(options: argparse.Namespace) -> int:
    """0 good, 1 the log is not whole, 2 it could not be checked."""
    try:
        start()
    except CannotStart as reason:
        return refuse(reason)
    kinds = {
        "verify": _verify,
        "checkpoint": _checkpoint,
        "export": _export,
        "accept-restore": _accept_restore,
    }
    from luoshi.common.checkpoints import BadCheckpoint

    try:
        return kinds[options.kind](options)
    except BadCheckpoint as bad:
        print(
            f"签名点文件第 {bad.line} 行：{bad.problem}。请先运行 luoshi audit verify 查明。", file=sys.stderr
        )
        return 1
    except OSError as broken:
        print(f"文件读写不了（{broken.strerror}），请检查路径、权限和磁盘空间。", file=sys.stderr)
        return 2


def _local(instant: str) -> str:
    """An ISO instant as the office's clock shows it."""
    from django.utils import timezone

    return f"{timezone.localtime(dt.datetime.fromisoformat(instant)):%Y-%m-%d %H:%M:%S}"


def _verify(options: argparse.Namespace) -> int:
    from luoshi.common.verifying import CHECKPOINTS, verify

    if options.checkpoints and not options.checkpoints.is_file():
        print(f"没有找到签名点文件 {options.checkpoints}，请核对路径。", file=sys.stderr)
        return 2
    verdict = verify(options.checkpoints)
    bad = verdict.first_bad
    if options.json:
        print(json.dumps(verdict.as_json(), ensure_ascii=False))
    elif bad is None:
        until = f"签名点覆盖到 {_local(verdict.covered_until)}" if verdict.covered_until else "还没有签名点"
        print(f"操作日志完整：{verdict.chains} 条链，{verdict.events} 条记录，{until}。")
    else:
        where = (
            f"签名点文件第 {bad.sequence} 行"
            if bad.chain == CHECKPOINTS
            else f"链 {bad.chain} 第 {bad.sequence} 条"
        )
        print(f"操作日志有问题：{where}，{bad.problem}。请保留现场，联系日志员和安全管理员查明。")
    return 0 if verdict.ok else 1


def _checkpoint(options: argparse.Namespace) -> int:
    from luoshi.common.checkpoints import Ledger, path

    made = Ledger().write()
    print(f"已写入签名点 {made.at}：{path()}" if made else "上一个签名点之后没有新记录，不用再写。")
    return 0


def _export(options: argparse.Namespace) -> int:
    from django.db import transaction

    from luoshi.common import audit
    from luoshi.common.actor import system_actor
    from luoshi.common.verifying import export

    with transaction.atomic():
        audit.record("common.export_log", by=system_actor("命令行"))
    if options.to is None:
        for line in export():
            print(line)
        return 0
    with options.to.open("w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in export())
    print(f"已导出到 {options.to}", file=sys.stderr)
    return 0


def _accept_restore(options: argparse.Namespace) -> int:
    from django.db import transaction

    from luoshi.common import audit
    from luoshi.common.actor import system_actor
    from luoshi.common.checkpoints import Ledger

    with transaction.atomic():
        change = {"reason": {"commitment": audit.commit_to(options.reason)}}
        audit.record("common.accept_restore", by=system_actor("命令行"), changes=[change])
    Ledger().write(reset=True)
    print("已确认：现在的日志就是全部，今后以此为准；这次确认本身已写入日志。")
    return 0
