"""What the acts on evidence are called on pages. Every new act gets its words here."""

ACT_WORDS = {
    "evidence.add_evidence": "添加佐证材料",
    "evidence.add_many": "添加佐证材料",
    "evidence.edit_many": "逐件核对佐证材料",
    "evidence.add_and_cite": "添加并引用佐证材料",
    "evidence.cite_many": "引用佐证材料",
    "evidence.fetch_file": "下载佐证材料",
    "evidence.look": "查看佐证材料各页",
    "evidence.note_read": "生成佐证材料预览",
    "evidence.read_again": "重新生成佐证材料预览",
    "evidence.note_unread": "佐证材料没有生成预览",
    "evidence.edit_evidence": "修改佐证材料的说明",
    "evidence.withdraw_evidence": "撤回佐证材料",
    "evidence.restore_evidence": "恢复佐证材料",
    "evidence.cite_evidence": "引用佐证材料",
    "evidence.uncite_evidence": "取消引用佐证材料",
    "evidence.uncite_many": "取消引用几份佐证材料",
    "evidence.set_rule": "设定佐证检查标准",
    "evidence.clear_rule": "恢复一般的佐证检查标准",
}
OBJECT_WORDS = {
    "evidence.evidence": "佐证材料",
    "evidence.evidencefile": "佐证材料的预览",
    "evidence.evidenceupload": "没有传完的文件",
    "evidence.evidenceuse": "佐证材料的引用",
    "evidence.evidencerule": "佐证检查标准",
}
