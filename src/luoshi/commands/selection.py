"""`luoshi selection verify PACKAGE`: is the package of a selection whole, signed, and does all of it follow."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from dataclasses import asdict
from pathlib import Path

from luoshi.core.archive import BadArchive
from luoshi.core.archive.verifying import Report, verify
from luoshi.core.credentials import LARGEST, BadCredential, read_key

from .assign import solver_silent
from .shown import shown

GOOD, WRONG, UNREADABLE = 0, 1, 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "what", choices=("verify",), metavar="verify", help="核对遴选档案包：重新抽取、计分、排名，不用联网"
    )
    parser.add_argument("package", metavar="档案包", help="下载的档案包文件，或者它解压后的文件夹")
    parser.add_argument("--key", metavar="公钥文件", default="", help="主管部门公布的公钥，一并核对")
    parser.add_argument("--json", action="store_true", help="只输出 JSON")


def run(options: argparse.Namespace) -> int:
    """0 all of it fits, 1 something does not (each a sentence), 2 no package, or one that cannot be read."""
    try:
        key = read_key(_key_bytes(options.key)) if options.key else None
        with solver_silent():
            found = verify(Path(options.package), key)
    except (BadArchive, BadCredential) as reason:
        return _refused(str(reason))
    except OSError:
        return _refused("有一个文件打不开，请检查路径和读取权限。")
    print(_json(found) if options.json else shown(_words(found, compared=key is not None)))
    return WRONG if found.faults else GOOD


def _key_bytes(name: str) -> bytes:
    path = Path(name)
    if path.exists() and not path.is_file():
        raise BadCredential("公钥不是普通文件，没有读取，请给出文件本身。")
    if path.stat().st_size > LARGEST:
        raise BadCredential("公钥文件太大，没有读取，请选择主管部门公布的公钥文件。")
    return path.read_bytes()


def _json(found: Report) -> str:
    return json.dumps({"ok": not found.faults, **asdict(found)}, ensure_ascii=False)


def _words(found: Report, *, compared: bool) -> str:
    good = f"{'、'.join(('清单', '签名', *found.checked))}都核对过，与公布的一致。"
    lines = [
        f"{found.organisation}：{found.title}，{found.files} 个文件，{_moment(found.made_at)} 生成。",
        *(found.faults or [good]),
        *(f"说明：{words}" for words in found.notes),
    ]
    if not found.whole:
        lines.append("文件不完整，没有再核对抽取、评分和名单。请重新下载后再核对。")
    if not compared:
        lines.append(f"公钥指纹 {found.fingerprint}，请与主管部门公布的核对。")
    return "\n".join(lines)


def _moment(text: str) -> str:
    """As people read it; as it stands where it is no moment."""
    try:
        return f"{dt.datetime.fromisoformat(text):%Y-%m-%d %H:%M}"
    except ValueError:
        return text


def _refused(words: str) -> int:
    print(shown(words), file=sys.stderr)
    return UNREADABLE
