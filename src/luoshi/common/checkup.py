"""What `luoshi doctor` can tell about the machine without a site: Python, programs, fonts."""

from __future__ import annotations

import platform
import shutil
import subprocess
from dataclasses import dataclass
from typing import Literal

Level = Literal["ok", "warn", "bad"]
PROGRAMS = {  # program → what is lost without it, and the package that brings it
    "antiword": ("读不了旧版 .doc 文件（改由 LibreOffice 转换）", "antiword"),
    "soffice": ("读不了 .wps、.rtf 文件", "libreoffice-writer-nogui libreoffice-calc-nogui"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: how bad, about what, and what to do."""

    level: Level
    what: str
    words: str


def machine_findings() -> list[Finding]:
    return [_python(), *(_program(name) for name in PROGRAMS), _fonts()]


def _python() -> Finding:
    return Finding("ok", "Python", platform.python_version())


def _program(name: str) -> Finding:
    lost, package = PROGRAMS[name]
    if shutil.which(name):
        return Finding("ok", name, "已安装")
    return Finding("warn", name, f"没有安装，{lost}。需要时运行：sudo apt-get install -y {package}")


def _fonts() -> Finding:
    """Chinese fonts, for files converted on the server."""
    remedy = (
        "由旧格式转换来的文件里，中文可能显示成方框（打印公文自带字体，不受影响）。"
        "请运行：sudo apt-get install -y fonts-noto-cjk"
    )
    if shutil.which("fc-list") is None:
        return Finding("warn", "中文字体", f"无法确认是否安装，{remedy}")
    found = subprocess.run(["fc-list", ":lang=zh", "family"], capture_output=True, text=True).stdout.strip()
    return (
        Finding("ok", "中文字体", "已安装") if found else Finding("warn", "中文字体", f"没有安装，{remedy}")
    )
