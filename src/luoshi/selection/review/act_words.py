"""What the acts of this package are called on pages."""

ACT_WORDS = {
    "review.begin_copies": "制作评审用副本",
    "review.note_copy": "评审用副本清理完成",
    "review.pass_copy": "放行含有名称的副本",
    "review.send_copy_back": "退回更换评审用副本",
    "review.hold_copy": "扣下评审用副本",
    "review.replace_copy": "更换评审用副本",
    "review.hand_in_sheet": "交评分表",
    "review.take_sheet_back": "取回评分表修改",
    "review.ask_third": "核对分歧，提请第三人评审",
    "review.give_third": "指定第三位评审人",
    "review.propose_closing": "提请结束一轮评审",
    "review.close_round": "确认结束一轮评审，打开评分",
    "review.drop_closing": "撤回结束一轮评审的提请",
    "review.open_whole_round": "评分表收齐，按规则打开评分",
    "review.set_aside_sheet": "评分表不计分",
    "review.restore_sheet": "评分表恢复计分",
    "review.close_review": "结束评审并计分",
    "review.reopen_review": "退回评审",
    "review.fetch_scoring": "下载计分文件",
}
OBJECT_WORDS = {
    "review.barecopy": "评审用副本",
    "review.namehit": "副本里的名称",
    "review.sheet": "评分表",
    "review.thirdreading": "第三人评审",
    "review.roundclosing": "评审轮次",
    "review.closingproposal": "提请结束本轮",
    "review.scoring": "计分",
}
