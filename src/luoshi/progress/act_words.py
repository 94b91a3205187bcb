"""What the acts of progress are called on pages. Every new act gets its words here."""

ACT_WORDS = {
    "progress.give_update": "填报进展",
    "progress.give_many": "成批填报进展",
    "progress.take_back_update": "撤回进展",
    "progress.add_proof": "为进展上传佐证",
    "progress.cite_proof": "为进展引用佐证",
    "progress.remove_proof": "取消进展的佐证",
}
OBJECT_WORDS = {"progress.progressupdate": "进展"}
