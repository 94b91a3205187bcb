"""From the bytes of a pack file to plain values, each with its line.

Packs come from anybody, so only the plain part of YAML is taken: mappings, lists and scalars. Tags and
anchors are refused (with them go object construction and the "billion laughs"), depth and number of values
are bounded, and the building is a loop, so that nesting cannot exhaust the stack.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from .pack import Pack, Path
from .problems import Problem

MAX_BYTES = 5 * 1024 * 1024
MAX_DEPTH = 20
MAX_VALUES = 200_000

# YAML 1.2 core schema. Dates stay text: the schemas say where a date is meant.
_NULL = re.compile(r"~|null|Null|NULL|")
_TRUE = re.compile(r"true|True|TRUE")
_FALSE = re.compile(r"false|False|FALSE")
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_DECIMAL = re.compile(r"[-+]?(\.[0-9]{1,18}|[0-9]{1,18}(\.[0-9]{0,18})?)([eE][-+]?[0-9]{1,2})?")


class _Refused(Exception):
    """Stops the building; becomes the pack's one problem."""

    def __init__(self, code: str, line: int, message: str, remedy: str) -> None:
        super().__init__(message)
        self.code, self.line, self.message, self.remedy = code, line, message, remedy


def parse_pack(name: str, text: str | bytes) -> Pack:
    """Read a pack file. Never raises: what cannot be read is a pack with `problems` and no data."""
    try:
        builder = _Builder()
        for event in _events(_decoded(text)):
            builder.take(event)
        return Pack(name, builder.document(), builder.lines)
    except _Refused as refused:
        problem = Problem(name, refused.line, refused.message, refused.remedy, refused.code)
        return Pack(name, {}, problems=(problem,))


def _decoded(text: str | bytes) -> str:
    """The text. A str with lone surrogates is one that was decoded from something else than UTF-8."""
    try:
        data = text if isinstance(text, bytes) else text.encode("utf-8")
        if len(data) > MAX_BYTES:
            remedy = "请确认选对了文件；计划很大时请分成几个计划包。"
            raise _Refused("too-large", 0, "文件超过 5 兆字节。", remedy)
        return data.decode("utf-8-sig")
    except UnicodeError:
        remedy = "请用记事本打开，另存时把编码选为 UTF-8。"
        raise _Refused("not-utf8", 0, "文件不是 UTF-8 编码的文字。", remedy) from None


def _events(text: str) -> Iterator[Event]:
    try:
        yield from YAML(typ="safe", pure=True).parse(text)
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise _bad_character(line) from None
    except MarkedYAMLError as error:
        raise _misspelt(text, error) from None
    except (YAMLError, ValueError, RecursionError, OverflowError, IndexError):
        raise _Refused("not-yaml", 0, "文件的写法不是 YAML。", "请对照《怎样写计划包》改正。") from None


def _bad_character(line: int) -> _Refused:
    return _Refused("bad-character", line, "有看不见的控制字符。", "请删去这一行的内容后重新输入。")


def _misspelt(text: str, error: MarkedYAMLError) -> _Refused:
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark is not None else 0
    lines = text.splitlines()
    printed = lines[line - 1] if 0 < line <= len(lines) else ""
    if "\t" in printed:
        return _Refused("tab", line, "这一行用了制表符（Tab）。", "请改用空格缩进，每层两个空格。")
    return _Refused(
        "not-yaml",
        line,
        "这一行（或它的上一行）的写法不对，读不下去。",
        "请检查缩进是否对齐、冒号后面有没有空格、引号和括号是否成对。",
    )


class _Builder:
    """Builds the values of one document from YAML events, with an own stack instead of recursion."""

    def __init__(self) -> None:
        self.lines: dict[Path, int] = {}
        self._roots: list[Any] = []
        self._open: list[tuple[Path, dict[str, Any] | list[Any]]] = []
        self._keys: list[str | None] = []  # the key waiting for its value, one for each open collection
        self._count = 0

    def take(self, event: Event) -> None:
        self._refuse_the_unplain(event)
        if isinstance(event, ScalarEvent):
            self._scalar(event)
        elif isinstance(event, MappingStartEvent | SequenceStartEvent):
            self._start(event)
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            self._open.pop()
            self._keys.pop()

    def document(self) -> dict[str, Any]:
        if not self._roots:
            raise _Refused("empty", 0, "文件是空的。", "请选择写好的计划包或站点包。")
        root = self._roots[0]
        if not isinstance(root, dict):
            raise _Refused(
                "not-a-pack",
                1,
                "文件不是一个包。",
                "最外层应是“名称: 内容”，第一行写 pack: plan 或 pack: site。",
            )
        return root

    def _refuse_the_unplain(self, event: Event) -> None:
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, DocumentStartEvent) and self._roots:
            raise _Refused("two-documents", line, "一个文件里写了两个包。", "请把它们分成两个文件。")
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            raise _Refused(
                "anchor",
                line,
                "用了引用符号（& 或 *）。",
                "请把内容直接写出来；以 * 或 & 开头的文字要加引号。",
            )
        if getattr(event, "ctag", None) is not None or getattr(event, "tag", None):
            raise _Refused("tag", line, "用了类型标记（!）。", "请删去标记；以 ! 开头的文字要加引号。")
        self._count += 1
        if self._count > MAX_VALUES:
            raise _Refused("too-many", line, "内容太多。", "请确认选对了文件；计划很大时请分成几个计划包。")

    def _start(self, event: MappingStartEvent | SequenceStartEvent) -> None:
        line = event.start_mark.line + 1
        if len(self._open) >= MAX_DEPTH:
            raise _Refused("too-deep", line, "内容套得太深。", "请对照《怎样写计划包》减少层次。")
        fresh: dict[str, Any] | list[Any] = {} if isinstance(event, MappingStartEvent) else []
        path = self._place(fresh, line)
        self._open.append((path, fresh))
        self._keys.append(None)

    def _scalar(self, event: ScalarEvent) -> None:
        line = event.start_mark.line + 1
        if _UNPRINTABLE.search(event.value):  # written as an escape such as "\0"
            raise _bad_character(line)
        if self._open and isinstance(self._open[-1][1], dict) and self._keys[-1] is None:
            self._key(event.value, line)
        else:
            self._place(_value(event), line)

    def _key(self, key: str, line: int) -> None:
        path, mapping = self._open[-1]
        if key in mapping:
            first = self.lines[(*path, key)]
            raise _Refused(
                "duplicate-name",
                line,
                f"“{key}”在第{first}行已经写过一次。",
                "请合并成一处，或改正其中一个名称。",
            )
        self._keys[-1] = key
        self.lines[(*path, key)] = line

    def _place(self, value: Any, line: int) -> Path:
        """Put a value where it belongs; its path."""
        if not self._open:
            self._roots.append(value)
            self.lines[()] = line
            return ()
        path, parent = self._open[-1]
        if isinstance(parent, list):
            parent.append(value)
            own = (*path, len(parent) - 1)
            self.lines[own] = line
            return own
        key = self._keys[-1]
        if key is None:
            raise _Refused("odd-name", line, "名称的位置上写了一组内容。", "冒号前面只能写一个简单的名称。")
        self._keys[-1] = None
        parent[key] = value
        return (*path, key)


def _value(event: ScalarEvent) -> str | int | float | bool | None:
    text: str = event.value
    if not event.implicit[0]:  # quoted or a block: always text
        return text
    if _NULL.fullmatch(text):
        return None
    if _TRUE.fullmatch(text) or _FALSE.fullmatch(text):
        return bool(_TRUE.fullmatch(text))
    if _INTEGER.fullmatch(text):
        return int(text)
    return _number(text) if _DECIMAL.fullmatch(text) else text


def _number(text: str) -> int | float:
    number = float(text)
    return int(number) if number.is_integer() else number  # 3.0 is the whole number 3
