"""`luoshi verify-receipt RECEIPT [FILE…]`: is the receipt as it was signed, and are these the files it speaks of."""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path

from luoshi.core.receipts import LARGEST, BadReceipt, Checked, check

from .shown import shown

GOOD, CHANGED, UNREADABLE = 0, 1, 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("receipt", metavar="回执", help="申报提交后下载的回执文件")
    parser.add_argument("files", metavar="附件", nargs="*", help="要核对的附件，文件名可以改过")
    parser.add_argument("--fingerprint", metavar="指纹", default="", help="主管部门公布的公钥指纹，一并核对")
    parser.add_argument("--json", action="store_true", help="只输出 JSON")


def run(options: argparse.Namespace) -> int:
    """0 as it was signed, 1 changed or by another key, 2 no receipt or a file that cannot be read."""
    try:
        data = _bytes_of(options.receipt)
        found = check(data, [(Path(name).name, _digest_of(name)) for name in options.files])
    except BadReceipt as reason:
        return _refused(str(reason))
    except OSError:
        return _refused("有一个文件打不开，请检查路径和读取权限。")
    faults = list(found.faults)
    if options.fingerprint and _plain(options.fingerprint) != _plain(found.fingerprint):
        faults.append("签名用的密钥不是公布的那一把：指纹不同。")
    words = _words(found, faults, compared=bool(options.fingerprint))
    print(_json(found, faults) if options.json else shown(words))
    return CHANGED if faults else GOOD


def _bytes_of(name: str) -> bytes:
    path = _ordinary(name)
    if path.stat().st_size > LARGEST:
        raise BadReceipt("文件太大，不是回执，请选择当时下载的回执文件。")
    return path.read_bytes()


def _digest_of(name: str) -> bytes:
    with _ordinary(name).open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def _ordinary(name: str) -> Path:
    path = Path(name)
    if path.exists() and not path.is_file():
        raise BadReceipt("这不是普通文件，没有读取，请给出文件本身。")
    return path


def _plain(fingerprint: str) -> str:
    return "".join(fingerprint.split()).upper()


def _json(found: Checked, faults: list[str]) -> str:
    said = found.statement
    return json.dumps(
        {
            "ok": not faults,
            "faults": faults,
            "fingerprint": found.fingerprint,
            "selection": said.selection,
            "application": said.application,
            "sequence": said.sequence,
            "applicant": said.applicant,
            "received_at": said.received_at.isoformat(),
        },
        ensure_ascii=False,
    )


def _words(found: Checked, faults: list[str], *, compared: bool) -> str:
    said = found.statement
    lines = [
        f"{said.selection}：{said.applicant}，第 {said.sequence} 号，",
        f"{said.received_at:%Y-%m-%d %H:%M:%S} 收齐（{said.received_at:%z}），附件 {len(said.attachments)} 个。",
        *(faults or ["回执与签名一致，核对的附件都是当时交的。"]),
    ]
    if not compared:
        lines.append(f"公钥指纹 {found.fingerprint}，请与主管部门公布的核对。")
    return "\n".join(lines)


def _refused(words: str) -> int:
    print(words, file=sys.stderr)
    return UNREADABLE
