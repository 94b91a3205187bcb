"""Where what lies in a package. The words of the folders are for people; the files named here are read by `verify`."""

from __future__ import annotations

RULES = "01 通知和规则/规则.json"
DECLINED = "01 通知和规则/没有同意的提请.json"  # since version 2 of the format
APPLICATIONS = "02 申报/申报.json"
RECEIPTS = "02 申报/回执"
DRAWS = "03 抽取/抽取.json"
DRAW = "03 抽取"
CONFLICTS = "03 抽取/回避.json"
TASKS = "03 抽取/评审任务.json"
SHEETS = "04 评审/评分表.json"
SCORING = "04 评审/计分.json"
RESULTS = "05 审定/结果.json"
CHANGES = "05 审定/结果变更.json"
DECISIONS = "05 审定/审定.json"
NOTICES = "06 公示/公示.json"
OBJECTIONS = "06 公示/异议.json"
ANNOUNCEMENTS = "07 公布/公布文件.json"
AWARDS = "08 认定和证书/证书.json"
REVOKED = "08 认定和证书/撤销名单.json"
RECOMMENDATIONS = "09 推荐上报/推荐上报.json"
READ_ME = "说明.txt"
REQUIRED = (
    RULES, APPLICATIONS, DRAWS, CONFLICTS, TASKS, SHEETS, SCORING, RESULTS, CHANGES, DECISIONS, NOTICES, OBJECTIONS,
    ANNOUNCEMENTS, AWARDS, REVOKED, RECOMMENDATIONS, READ_ME,
)  # fmt: skip
