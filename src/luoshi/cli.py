"""The `luoshi` command: finds the module of a command and runs it. Exit 0 good, 1 found something wrong, 2 could not.

A command's module is imported only when it is called, so that `luoshi read` starts without Django.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import re
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Any

COMMANDS = {
    "up": "安装数据并启动（新目录为演示站点）",
    "serve": "启动正式站点",
    "worker": "处理排队的任务",
    "read": "读取政策文件",
    "check": "检查计划包、站点包",
    "load": "装载计划包、站点包",
    "export": "导出计划包、站点包",
    "demo": "准备演示数据",
    "assign": "分配评审人",
    "score": "核对评分",
    "verify-receipt": "核对申报回执",
    "verify-draw": "重算评审专家的抽取",
    "verify-credential": "核对电子证书",
    "selection": "核对遴选档案包",
    "audit": "核验操作日志",
    "invariants": "核对数据的内在一致",
    "rollup": "核对、重做指标汇总",
    "simulate": "造一个模拟的全国，试指标汇总",
    "backup": "备份、核验、恢复",
    "routes": "列出全部网址及其访问规则",
    "admin": "建立第一批管理员",
    "doctor": "检查运行环境",
    "manage": "数据库维护命令",
}


SAID = (
    (r"the following arguments are required: (.*)", r"缺少 \1"),
    (r"unrecognized arguments: (.*)", r"不认识 \1"),
    (r"argument (\S+): expected .*", r"\1 后面要写内容"),
    (r"argument (\S+): invalid choice: (\S+).*", r"\1 不能写 \2"),
    (r"argument (\S+): invalid .* value: (.*)", r"\1 不能写 \2"),
)


class ChineseHelp(argparse.HelpFormatter):
    def add_usage(self, usage: str | None, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class ChineseParser(argparse.ArgumentParser):
    """Explains in Chinese how a command is written and what is wrong with its words; exit status 2."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings | {"add_help": False, "formatter_class": ChineseHelp})
        self._positionals.title, self._optionals.title = "参数", "选项"
        self.add_argument("-h", "--help", action="help", help="显示这段说明")

    def error(self, message: str) -> None:  # type: ignore[override]
        for english, chinese in SAID:
            message = re.sub(f"^{english}$", chinese, message)
        self.exit(2, f"命令写法不对：{message}。\n用 {self.prog} --help 查看写法。\n")


def module_of(command: str) -> ModuleType | None:
    """The module behind a command, or None when this version does not have it yet."""
    name = _module_name(command)
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as missing:
        if missing.name != name:
            raise
        return None


def _module_name(command: str) -> str:
    return f"luoshi.commands.{command.replace('-', '_')}"


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
    there = [name for name in COMMANDS if importlib.util.find_spec(_module_name(name))]
    lines = [f"  {name:<16}{COMMANDS[name]}" for name in there]
    return "用法：luoshi 命令 [参数]\n" + "\n".join(lines)


if __name__ == "__main__":
    main()
