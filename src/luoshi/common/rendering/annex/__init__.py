"""A printed table as a file in the annex's own layout: workbook, document, comma-separated text. No database here."""

from .delimited import csv_bytes
from .word import docx_bytes
from .workbook import xlsx_bytes

__all__ = ["csv_bytes", "docx_bytes", "xlsx_bytes"]
