"""The matrix as files in the annex's own layout: workbook, document, comma-separated text."""

from .delimited import csv_bytes
from .printed import annex_title, printed_table
from .word import docx_bytes
from .workbook import xlsx_bytes

__all__ = ["annex_title", "csv_bytes", "docx_bytes", "printed_table", "xlsx_bytes"]
