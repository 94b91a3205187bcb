"""What goes through approval steps here."""

from luoshi.common.stages import PaperKind

KIND = PaperKind("report", "进展报告")
