"""The grids of a file, whichever of the two formats it is."""

from __future__ import annotations

from luoshi.core.reading.structure import Unreadable

from .book import Workbook
from .grid import Grid
from .package import Package


def kind_of(package: Package) -> str:
    """xlsx or docx; Unreadable for anything else."""
    if "xl/workbook.xml" in package.archive:
        return "xlsx"
    if "word/document.xml" in package.archive:
        return "docx"
    if "xl/workbook.bin" in package.archive:
        raise Unreadable(f"“{package.name}”是二进制工作簿，请用表格软件打开后另存为 .xlsx 再上传。")
    raise Unreadable(
        f"“{package.name}”不是可以填报的模板。请上传 .xlsx 或 .docx 文件（.xls、.doc 会先转换）。"
    )


def grids_of(package: Package) -> list[Grid]:
    if kind_of(package) == "xlsx":
        book = Workbook(package)
        return [book.grid(part.key) for part in book.sheets]
    from .word import Document

    return Document(package).grids()
