"""What the acts of this package are called on pages."""

ACT_WORDS: dict[str, str] = {}
OBJECT_WORDS = {
    "outcome.result": "遴选结果",
    "outcome.decision": "审定",
    "outcome.publicnotice": "公示",
    "outcome.objection": "公示异议",
    "outcome.statement": "申报单位说明",
    "outcome.change": "结果变更",
    "outcome.misconduct": "举报",
}
