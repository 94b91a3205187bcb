"""`luoshi score verify FILE.json`: computes a scoring anew and tells what was published otherwise."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from luoshi.core.scoring import BadScoring, compared, compute, differences
from luoshi.core.signed_json import SHAPELESS, read_json

from .shown import shown

LARGEST = 200 << 20
AGREES, DIFFERS, UNREADABLE = 0, 1, 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=("verify",), metavar="verify", help="重新计算并与公布的结果核对")
    parser.add_argument("file", metavar="文件", help="写明评分标准、计分办法、评分表和公布结果的 JSON 文件")
    parser.add_argument("--json", action="store_true", help="只输出 JSON")


def run(options: argparse.Namespace) -> int:
    """0 the published results are those computed, 1 they differ, 2 the file is no scoring."""
    try:
        path = Path(options.file)
        if path.exists() and not path.is_file():
            raise BadScoring("这不是普通文件，没有读取，请给出 JSON 文件本身。")
        if path.stat().st_size > LARGEST:
            raise BadScoring(f"文件超过 {LARGEST >> 20} MB，没有读取。")
        data = read_json(path.read_bytes())
        computed = compute(data)
        different = differences(data)
    except BadScoring as reason:
        return _refused(str(reason))
    except OSError:
        return _refused("打不开这个文件，请检查路径和读取权限。")
    except SHAPELESS:
        return _refused("文件内容读不出来，或者同一个名称写了两次，请检查。")
    if options.json:
        print(json.dumps({"ok": not different, "differences": different, **computed}, ensure_ascii=False))
    else:
        print(shown("\n".join(different) or f"{compared(data)}与公布的一致。"))
    return DIFFERS if different else AGREES


def _refused(words: str) -> int:
    print(words, file=sys.stderr)
    return UNREADABLE
