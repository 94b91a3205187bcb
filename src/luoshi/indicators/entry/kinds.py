"""The kind of paper a school's sheet of figures is, where steps are asked."""

from luoshi.common.stages import PaperKind

KIND = PaperKind("filing", "指标填报")
