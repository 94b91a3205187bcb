"""What the acts on official statistics are called on pages."""

ACT_WORDS = {
    "stated_figures.start_source": "上传官方统计",
    "stated_figures.choose_columns": "写明官方统计的各列是什么",
    "stated_figures.apply_source": "收下官方统计的数",
    "stated_figures.withdraw_source": "撤回官方统计",
    "stated_figures.restore_source": "恢复官方统计",
    "stated_figures.discard_source": "放弃官方统计",
    "stated_figures.resume_source": "接着办官方统计",
    "stated_figures.explain": "说明官方统计与本站不同的原因",
    "stated_figures.compare_again": "把官方统计与本站再比一次",
    "stated_figures.forget": "清除没有收下的官方统计",
}
OBJECT_WORDS = {
    "stated_figures.statedsource": "官方统计",
    "stated_figures.knownheadings": "官方统计各列的对应",
    "stated_figures.statedfigure": "官方统计数",
}
