"""The kinds of paper this stage sends through approval steps, and the parts that are commented on by themselves."""

from luoshi.common.stages import PaperKind

CHANGE_KIND = PaperKind("change-request", "承接变更申请")
PARTS = (("reason", "理由和依据"), ("change", "变更内容"), ("asked", "补充说明"), ("files", "附件"))
