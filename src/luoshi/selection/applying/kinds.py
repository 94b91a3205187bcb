"""The kind of paper an application is, and which prints hang on it."""

from luoshi.common.stages import PaperKind

KIND = PaperKind("selection", "遴选申报")
OPINION = "opinion-"  # with the key of the opinion page: the kind of its print
