"""The kind of paper a workplan is."""

from luoshi.common.stages import PaperKind

KIND = PaperKind("workplan", "实施方案")
