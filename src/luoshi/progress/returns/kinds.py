"""The kind of paper a school's sheet is, where steps are asked."""

from luoshi.common.stages import PaperKind

KIND = PaperKind("return", "收表")
