"""`luoshi verify-draw FILE`: does the draw come out the same when it is made once more, without a site."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

from luoshi.core.assignment.program import Watch
from luoshi.core.draw_file import LARGEST, BadDrawFile, Checked, check

from .assign import solver_silent
from .shown import shown

SAME, CHANGED, UNREADABLE = 0, 1, 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="抽取文件", help="从公示页或遴选页下载的抽取文件")
    parser.add_argument("--fingerprint", metavar="指纹", default="", help="主管部门公布的公钥指纹，一并核对")
    parser.add_argument("--seconds", type=float, default=120, help="最多算多少秒，默认 120")
    parser.add_argument("--json", action="store_true", help="只输出 JSON")


def run(options: argparse.Namespace) -> int:
    """0 the same lots by the same seed, 1 something does not fit (each a sentence), 2 no file of a draw."""
    try:
        data = _bytes_of(Path(options.file))
        with solver_silent():
            found = check(
                data, Watch(time.monotonic, time.monotonic() + min(max(options.seconds, 1), 86_400))
            )
    except BadDrawFile as reason:
        return _refused(str(reason))
    except OSError:
        return _refused("文件打不开，请检查路径和读取权限。")
    faults = [each.words for each in found.findings if each.grave]
    if options.fingerprint and _plain(options.fingerprint) != _plain(found.fingerprint):
        faults.append("签名用的密钥不是公布的那一把：指纹不同。")
    print(_json(found, faults) if options.json else shown(_words(found, faults, bool(options.fingerprint))))
    return CHANGED if faults else SAME


def _bytes_of(path: Path) -> bytes:
    if path.exists() and not path.is_file():
        raise BadDrawFile("这不是普通文件，没有读取，请给出抽取文件本身。")
    if path.stat().st_size > LARGEST:
        raise BadDrawFile("文件太大，不是抽取文件，请选择下载的抽取文件。")
    return path.read_bytes()


def _plain(fingerprint: str) -> str:
    return "".join(fingerprint.split()).upper()


def _json(found: Checked, faults: list[str]) -> str:
    notes = [each.words for each in found.findings if not each.grave]
    said = {"fingerprint": found.fingerprint, "reviewers": found.reviewers, "papers": found.papers}
    return json.dumps({"ok": not faults, "faults": faults, "notes": notes, **said}, ensure_ascii=False)


def _words(found: Checked, faults: list[str], compared: bool) -> str:
    good = "随机数就是事先公布校验码的那一个，用它重新抽取，结果与公布的一样。"
    notes = [f"说明：{each.words}" for each in found.findings if not each.grave]
    lines = [f"评审专家 {found.reviewers} 人，申报 {found.papers} 件。", *notes]
    lines += faults or ([] if notes else [good])
    if not compared:
        lines.append(f"公钥指纹 {found.fingerprint}，请与主管部门公布的核对。")
    return "\n".join(lines)


def _refused(words: str) -> int:
    print(words, file=sys.stderr)
    return UNREADABLE
