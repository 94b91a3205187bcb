"""`luoshi export KEY`: a plan pack or the site pack as it is in force now, or as it was loaded."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .boot import CannotStart, refuse, start


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("key", help="包的代号")
    parser.add_argument("--site", action="store_true", help="导出站点包（不写则导出计划包）")
    parser.add_argument("--as-loaded", action="store_true", help="导出最近一次装载的原文")
    parser.add_argument("--to", type=Path, help="写入文件（不写则显示在屏幕上）")


def run(options: argparse.Namespace) -> int:
    """Exit 0 exported, 2 there is no such pack or the file cannot be written."""
    try:
        start()
    except CannotStart as reason:
        return refuse(reason)
    from luoshi.common.errors import Refusal
    from luoshi.home import loading

    try:
        text = loading.export_pack(
            "site" if options.site else "plan", options.key, as_loaded=options.as_loaded
        )
        if options.to:
            options.to.write_text(text, "utf-8")
        else:
            sys.stdout.write(text)
    except Refusal as refusal:
        print(refusal.message, file=sys.stderr)
        return 2
    except OSError as broken:
        print(f"写不进 {options.to}：{broken.strerror}。请换一个位置。", file=sys.stderr)
        return 2
    return 0
