"""Plain text and Markdown: paragraphs by line, tables from tabs or pipes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..structure import Cell, SourceDocument, Unreadable
from .builder import Blocks

_BINARY = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")
_PIPE_ROW = re.compile(r"^\s*\|.*\|\s*$")
_BARS_ROW = re.compile(r"(?<!\\)\|.*(?<!\\)\||\S\s+\|\s+\S")
_RULE = r"\s*(?::-+:?|-{2,}:?|-:)\s*"
_PIPE_RULE = re.compile(rf"^\s*\|?{_RULE}(\|{_RULE})*\|?\s*$")
_MARKDOWN_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*$")
_PIPE = re.compile(r"(?<!\\)\|")


def decode(name: str, data: bytes) -> str:
    """Text from UTF-8 (with or without mark), UTF-16 or GB18030; Unreadable if it is none of them."""
    unknown = Unreadable(
        f"“{name}”不是可以识别的文字文件，请用记事本打开后另存为 UTF-8 编码，或另存为 .docx 再上传。"
    )
    for encoding in _encodings_to_try(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _looks_like_text(text):
            return text.replace("\r\n", "\n").replace("\r", "\n")
    raise unknown


def _encodings_to_try(data: bytes) -> tuple[str, ...]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    if data.startswith(b"\xef\xbb\xbf"):
        return ("utf-8-sig",)
    # Without a mark UTF-16 shows itself by the zero bytes of its digits, spaces and line ends.
    head = data[:4000]
    if b"\0" in head:
        return (
            ("utf-16-le", "utf-16-be")
            if head[1::2].count(0) >= head[::2].count(0)
            else ("utf-16-be", "utf-16-le")
        )
    return ("utf-8", "gb18030")


def _looks_like_text(text: str) -> bool:
    """A wrong guess shows as control characters or as characters nobody uses."""
    sample = text[:20000]
    odd = len(_BINARY.findall(sample)) + sum(
        "\ue000" <= char <= "\uf8ff" or char == "\ufffd" for char in sample
    )
    return odd <= len(sample) // 200


def read(name: str, data: bytes, *, markdown: bool = False) -> SourceDocument:
    """A text file as blocks. Each line is a paragraph; lines with tabs or pipes are table rows."""
    blocks = Blocks(name)
    lines = _with_plain_bars(decode(name, data).replace("\f", "\n").split("\n"))
    for kind, group in _groups(lines):
        if kind == "text":
            _add_line(blocks, group[0], markdown)
        else:
            blocks.table(grid(_cells_of_rows([line for line in group if line.strip()], kind)))
    return blocks.document("md" if markdown else "txt")


def _with_plain_bars(lines: list[str]) -> list[str]:
    """Full-width bars ｜ on several lines part cells as plain ones do."""
    barred = [line.count("｜") > 1 for line in lines]
    beside = [before or after for before, after in zip([False, *barred], [*barred[1:], False], strict=False)]
    return [
        line.replace("｜", "|") if has and near else line
        for line, has, near in zip(lines, barred, beside, strict=True)
    ]


def grid(rows: list[list[str]]) -> list[Cell]:
    """Cells of rows given as lists of texts, without spans; rows keep the length they have."""
    return [
        Cell(text.strip(), row, column)
        for row, texts in enumerate(rows, start=1)
        for column, text in enumerate(texts, start=1)
    ]


def _add_line(blocks: Blocks, line: str, markdown: bool) -> None:
    heading = _MARKDOWN_HEADING.match(line) if markdown else None
    if heading:
        blocks.paragraph(_without_marks(heading[2]), level=len(heading[1]))
    else:
        blocks.paragraph(_without_marks(line))


def _without_marks(line: str) -> str:
    """The line without Markdown's bold marks, which also reach plain text copied from elsewhere."""
    return re.sub(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", r"\2", line)


def _cells_of_rows(rows: list[str], kind: str) -> list[list[str]]:
    if kind == "tabs":
        return [line.split("\t") for line in rows]
    parts = [[_without_marks(part.strip()) for part in _PIPE.split(line.strip())] for line in rows]
    # A pipe that every row begins or ends with is the frame; between bars it stands beside an empty cell.
    first = 1 if kind == "pipes" or not any(row[0] for row in parts) else 0
    last = 1 if kind == "pipes" or not any(row[-1] for row in parts) else 0
    return [[part.replace("\\|", "|") for part in row[first : len(row) - last]] for row in parts]


def _groups(lines: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Lines as ("text", [line]), ("tabs", rows), ("pipes", rows) or ("bars", rows): pipes only between cells."""
    position = 0
    while position < len(lines):
        kind = _row_kind(lines[position])
        rows, end = _run(lines, position, kind) if kind != "text" else ([lines[position]], position + 1)
        if kind in ("tabs", "bars") and not _is_table(rows, kind):
            yield from (("text", [line.strip().replace("\t", " ")]) for line in rows)
        elif kind in ("pipes", "bars"):
            yield kind, [line for line in rows if not _PIPE_RULE.match(line)]
        else:
            yield kind, rows
        position = end


def _row_kind(line: str) -> str:
    if _PIPE_ROW.match(line) and len(_PIPE.findall(line)) > 2:
        return "pipes"
    if _BARS_ROW.search(line) and not _PIPE_ROW.match(line):
        return "bars"
    # A tab that only indents a line, or ends it, makes no table.
    inner = line.strip("\t \u3000")
    return "tabs" if inner and ("\t" in inner or line.count("\t") > 1) else "text"


def _continues(line: str, kind: str) -> bool:
    """Whether the line is one more row of a table of this kind: within a table one tab is enough."""
    if kind == "bars" and len(_PIPE.findall(line)) > 1:
        return True  # its first and its last cell may be empty
    return _row_kind(line) == kind or (kind == "tabs" and "\t" in line and bool(line.strip()))


def _run(lines: list[str], start: int, kind: str) -> tuple[list[str], int]:
    """The rows of the table beginning at `start`, and where it ends.

    A blank line ends a table, except in a text with a blank line after every row.
    """
    end = start
    while end < len(lines) and (end == start or _continues(lines[end], kind)):
        end += 1
    rows = lines[start:end]
    while len(rows) == (end - start + 1) // 2 and end + 1 < len(lines) and not lines[end].strip():
        follows = lines[end + 1 : end + 3]
        if _row_kind(follows[0]) != kind or (len(follows) > 1 and _row_kind(follows[1]) == kind):
            break
        rows.append(follows[0])
        end += 2
    return rows, end


def _is_table(rows: list[str], kind: str) -> bool:
    """One line with a single tab is a paragraph that somebody aligned; so is one line with bars, or two with one."""
    if kind == "bars":
        rows = [line for line in rows if line.strip()]
        bars = max(len(_PIPE.findall(line)) for line in rows)
        return len(rows) > (1 if bars > 1 else 2)
    return len(rows) > 1 or rows[0].strip("\n ").count("\t") > 1
