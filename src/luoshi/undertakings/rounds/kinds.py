"""The kind of paper an application is."""

from luoshi.common.stages import PaperKind

KIND = PaperKind("application", "承接申报")
