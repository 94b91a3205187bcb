"""What the acts of this package are called on pages."""

ACT_WORDS = {
    "outcome.draw_up": "整理遴选结果",
    "outcome.undo_draw_up": "撤回整理的结果",
    "outcome.say_change": "提出结果变更",
    "outcome.rank_again": "按规则重新排序",
    "outcome.confirm_change": "确认结果变更",
    "outcome.drop_change": "撤回结果变更",
    "outcome.decide": "登记审定",
    "outcome.undo_decision": "撤销审定",
}
OBJECT_WORDS = {
    "outcome.result": "遴选结果",
    "outcome.decision": "审定",
    "outcome.publicnotice": "公示",
    "outcome.objection": "公示异议",
    "outcome.statement": "申报单位说明",
    "outcome.change": "结果变更",
    "outcome.misconduct": "举报",
}
