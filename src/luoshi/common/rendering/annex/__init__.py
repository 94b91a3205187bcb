"""A printed table as a file in the annex's own layout: workbook, document, comma-separated text. No database here."""

from collections.abc import Callable

from luoshi.core.matrix import PrintedTable

from .delimited import csv_bytes
from .word import docx_bytes
from .workbook import xlsx_bytes

__all__ = ["FILES", "LABELS", "csv_bytes", "docx_bytes", "xlsx_bytes"]
FILES: dict[str, Callable[[PrintedTable], bytes]] = {"xlsx": xlsx_bytes, "docx": docx_bytes, "csv": csv_bytes}
LABELS = (("xlsx", "Excel"), ("docx", "Word"), ("csv", "CSV"))
