"""The `luoshi` command: finds the module of a command and runs it. Exit 0 good, 1 found something wrong, 2 could not.

A command's module is imported only when it is called, so that `luoshi read` starts without Django.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import sys
from collections.abc import Sequence
from types import ModuleType

COMMANDS = {
    "up": "安装数据并启动（新目录为演示站点）",
    "serve": "启动正式站点",
    "worker": "处理排队的任务",
    "read": "读取政策文件",
    "check": "检查计划包、站点包",
    "load": "装载计划包、站点包",
    "export": "导出计划包、站点包",
    "demo": "准备演示数据",
    "audit": "核验操作日志",
    "invariants": "核对数据的内在一致",
    "backup": "备份、核验、恢复",
    "routes": "列出全部网址及其访问规则",
    "admin": "建立第一批管理员",
    "doctor": "检查运行环境",
    "manage": "数据库维护命令",
}


class ChineseParser(argparse.ArgumentParser):
    """Says in Chinese what is wrong with the words of a command; exit status 2."""

    def error(self, message: str) -> None:  # type: ignore[override]
        self.exit(2, f"命令写法不对：{message}\n用 {self.prog} --help 查看写法。\n")


def module_of(command: str) -> ModuleType | None:
    """The module behind a command, or None when this version does not have it yet."""
    try:
        return importlib.import_module(f"luoshi.commands.{command}")
    except ModuleNotFoundError as missing:
        if missing.name != f"luoshi.commands.{command}":
            raise
        return None


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and exit with its status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if not words or words[0] in ("-h", "--help"):
        print(overview())
        raise SystemExit(0 if words else 2)
    module = module_of(words[0]) if words[0] in COMMANDS else None
    if module is None:
        print(f"没有“{words[0]}”这个命令。\n{overview()}", file=sys.stderr)
        raise SystemExit(2)
    if words[0] == "manage":
        raise SystemExit(module.run_words(words[1:]))
    parser = ChineseParser(prog=f"luoshi {words[0]}", description=COMMANDS[words[0]])
    module.add_arguments(parser)
    options = parser.parse_args(words[1:])
    raise SystemExit(module.run(options))


def overview() -> str:
    """The commands this version has, a line each."""
    there = [name for name in COMMANDS if importlib.util.find_spec(f"luoshi.commands.{name}")]
    lines = [f"  {name:<12}{COMMANDS[name]}" for name in there]
    return "用法：luoshi 命令 [参数]\n" + "\n".join(lines)


if __name__ == "__main__":
    main()
