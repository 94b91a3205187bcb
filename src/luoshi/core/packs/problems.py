"""What is wrong in a pack: one record, in words an officer understands."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing to correct in a pack file.

    file     name of the pack file as handed in
    line     1-based line, 0 when the whole file is meant
    message  one plain Chinese sentence: what is wrong
    remedy   one plain Chinese sentence: what to do
    code     a stable word for programs and tests, never shown to officials
    """

    file: str
    line: int
    message: str
    remedy: str
    code: str

    def in_words(self) -> str:
        """The problem as one printed line: 「文件 第3行：……。……。」"""
        place = f"{self.file} 第{self.line}行" if self.line else self.file
        return f"{place}：{self.message}{self.remedy}"

    def to_json(self) -> dict[str, str | int]:
        return {
            "file": self.file,
            "line": self.line,
            "message": self.message,
            "remedy": self.remedy,
            "code": self.code,
        }
