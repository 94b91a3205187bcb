"""What of a template would act on the machine of whoever opens a report made from it: fields that run or fetch, links
to programs, data connections, embedded objects. What an office program would load by itself is refused before
(`core.reading.hostile`); these ask first, or work when fields are brought up to date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from luoshi.core.reading.hostile import Archive

_WORD_TEXT = re.compile(r"^word/(document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml$")
_INSTRUCTION = re.compile(
    r"<(?:\w+:)?instrText\b[^>]*>([^<]*)<|\b(?:\w+:)?instr\s*=\s*\"([^\"]*)\"|\b(?:\w+:)?instr\s*=\s*'([^']*)'"
)
_FIELDS = re.compile(
    r"(?<![A-Z])(DDEAUTO|DDE|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK|DATABASE|MACROBUTTON)(?![A-Z])", re.I
)
_CHARTS = (".xlsx", ".docx")  # the numbers behind a chart, opened by nobody but a person
_PARTS = (
    (re.compile(r"^xl/connections\.xml$"), "数据连接"),
    (re.compile(r"^xl/externalLinks/.+\.xml$"), "到别的文件或程序的链接"),
    (re.compile(r"^xl/(queryTables|webExtensions)/"), "外部查询"),
)


def acting_parts(archive: Archive) -> Iterator[tuple[str, str]]:
    """(what it is, a sentence that says what to do)."""
    for path in archive.names:
        for pattern, word in _PARTS:
            if pattern.match(path):
                yield word, f"文件里有{word}，打开时会取外部内容，请断开或删去后再上传。"
                break
        if _WORD_TEXT.match(path) and (name := _field_in(archive.read(path))):
            yield f"域 {name}", f"文件里有会取外部内容或运行程序的域（{name}），请删去后再上传。"
    if any(not path.lower().endswith(_CHARTS) for path in archive.embedded):
        yield "嵌入的对象", "文件里嵌有别的对象（程序包、控件等），请改成文字或图片后再上传。"


def _field_in(xml: bytes) -> str:
    """The instruction of a field may be cut into runs: what stands in all of them is read as one text too."""
    text = xml.decode("utf-8", "replace")
    said = ["".join(found) for found in _INSTRUCTION.findall(text)]
    for words in (*said, "".join(said)):
        if found := _FIELDS.search(words):
            return found[1].upper()
    return ""
