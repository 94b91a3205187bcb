"""`luoshi verify-credential FILE [--key FILE] [--list FILE]`: is the certificate as issued, and does it stand."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from pathlib import Path

from luoshi.core.credentials import (
    LARGEST,
    LARGEST_LIST,
    ZONE,
    BadCredential,
    Checked,
    Standing,
    check,
    read_key,
    read_list,
)

from .shown import shown

GOOD, WRONG, UNREADABLE = 0, 1, 2
WORDS = {Standing.VALID: "有效", Standing.EXPIRED: "已到期", Standing.REVOKED: "已撤销"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="电子证书", help="下载的电子证书文件")
    parser.add_argument("--key", metavar="公钥文件", default="", help="发证单位公布的公钥，一并核对")
    parser.add_argument("--list", metavar="撤销名单", default="", help="发证单位公布的撤销名单，一并核对")
    parser.add_argument("--json", action="store_true", help="只输出 JSON")


def run(options: argparse.Namespace) -> int:
    """0 as it was issued and standing, 1 changed, by another key, expired or revoked, 2 no credential."""
    try:
        key = read_key(_bytes_of(options.key, LARGEST)) if options.key else None
        revoked = read_list(_bytes_of(options.list, LARGEST_LIST)) if options.list else None
        today = dt.datetime.now(ZONE).date()
        found = check(_bytes_of(options.file, LARGEST), today, key=key, revoked=revoked)
    except BadCredential as reason:
        return _refused(str(reason))
    except OSError:
        return _refused("有一个文件打不开，请检查路径和读取权限。")
    if options.json:
        print(_json(found))
    else:
        print(shown(_words(found, key is not None, revoked.made_at if revoked is not None else None)))
    return WRONG if found.faults or found.standing != Standing.VALID else GOOD


def _bytes_of(name: str, largest: int) -> bytes:
    path = Path(name)
    if path.exists() and not path.is_file():
        raise BadCredential("这不是普通文件，没有读取，请给出文件本身。")
    if path.stat().st_size > largest:
        raise BadCredential("文件太大，没有读取，请选择发证单位给出的文件。")
    return path.read_bytes()


def _json(found: Checked) -> str:
    said = found.granted
    return json.dumps(
        {
            "ok": not found.faults and found.standing == Standing.VALID,
            "standing": found.standing,
            "reason": found.reason,
            "faults": list(found.faults),
            "fingerprint": found.fingerprint,
            "number": said.number,
            "issuer": said.issuer,
            "holder": said.holder,
            "title": said.title,
            "award": said.award,
            "since": said.since.isoformat(),
            "until": said.until.isoformat() if said.until else None,
            "address": said.id,
        },
        ensure_ascii=False,
    )


def _words(found: Checked, compared: bool, listed_at: dt.datetime | None) -> str:
    said = found.granted
    until = f"，有效期至 {said.until}" if said.until else ""
    lines = [
        f"{said.issuer}：{said.award}，证书编号 {said.number}",
        f"{said.holder}，{said.title}",
        f"{said.since} 起{until}。",
        *(found.faults or ["证书与签名一致，没有改动过。"]),
    ]
    if found.standing != Standing.VALID:
        lines.append(f"这份证书{WORDS[found.standing]}。{found.reason}")
    if not compared:
        lines.append(f"公钥指纹 {found.fingerprint}，请与发证单位公布的核对。")
    if listed_at is None:
        lines.append("没有核对是否撤销：请下载最新的撤销名单用 --list 核对，或按证书上的网址查询。")
    else:
        lines.append(f"撤销名单是 {listed_at.astimezone(ZONE):%Y-%m-%d %H:%M} 的。")
    return "\n".join(lines)


def _refused(words: str) -> int:
    print(words, file=sys.stderr)
    return UNREADABLE
