"""The log in words: acts, kinds of objects, fields, refusals. Tests hold that nothing is without words."""

from __future__ import annotations

import re
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from luoshi.accounts.act_words import ACT_WORDS as ACCOUNTS_WORDS
from luoshi.common.dataforms import act_words as forms
from luoshi.evidence import act_words as evidence
from luoshi.evidence.binders import act_words as binders
from luoshi.indicators import act_words as indicators
from luoshi.indicators.alerts import act_words as alerts
from luoshi.indicators.entry import act_words as indicator_entry
from luoshi.indicators.stated import act_words as stated_figures
from luoshi.notices.act_words import ACT_WORDS as NOTICES_WORDS
from luoshi.notices.act_words import OBJECT_WORDS as NOTICES_OBJECTS
from luoshi.papers import act_words as papers_words
from luoshi.papers.filed.act_words import ACT_WORDS as FILED_WORDS
from luoshi.papers.filed.act_words import OBJECT_WORDS as FILED_OBJECTS
from luoshi.progress import act_words as progress
from luoshi.progress.meetings import act_words as meetings
from luoshi.progress.money import act_words as money
from luoshi.progress.returns import act_words as returns
from luoshi.registers import act_words as registers
from luoshi.registers.importing import act_words as register_imports
from luoshi.reports import act_words as reports
from luoshi.selection import act_words as selection
from luoshi.selection.applying import act_words as applying
from luoshi.selection.archive import act_words as archive
from luoshi.selection.outcome import act_words as outcome
from luoshi.selection.panel import act_words as panel
from luoshi.selection.recognition import act_words as recognition
from luoshi.selection.recommendation import act_words as recommendation
from luoshi.selection.review import act_words as review
from luoshi.undertakings.rounds import act_words as rounds
from luoshi.workplans import act_words as workplans
from luoshi.workplans.reading import act_words as plan_readings

from ..act_words import ACT_WORDS, TAKEN_WORDS

LOG_WORDS = {
    **ACCOUNTS_WORDS,
    **NOTICES_WORDS,
    **FILED_WORDS,
    **ACT_WORDS,
    **TAKEN_WORDS,
    **forms.ACT_WORDS,
    **papers_words.ACT_WORDS,
    **rounds.ACT_WORDS,
    **evidence.ACT_WORDS,
    **binders.ACT_WORDS,
    **workplans.ACT_WORDS,
    **plan_readings.ACT_WORDS,
    **progress.ACT_WORDS,
    **money.ACT_WORDS,
    **returns.ACT_WORDS,
    **meetings.ACT_WORDS,
    **registers.ACT_WORDS,
    **register_imports.ACT_WORDS,
    **indicators.ACT_WORDS,
    **alerts.ACT_WORDS,
    **indicator_entry.ACT_WORDS,
    **stated_figures.ACT_WORDS,
    **reports.ACT_WORDS,
    **selection.ACT_WORDS,
    **applying.ACT_WORDS,
    **panel.ACT_WORDS,
    **review.ACT_WORDS,
    **outcome.ACT_WORDS,
    **recognition.ACT_WORDS,
    **archive.ACT_WORDS,
    **recommendation.ACT_WORDS,
    "policies.note_read": "读完政策文件",
    "policies.note_unread": "政策文件没有读成",
    "policies.note_loaded": "导入结果已装载",
    "home.build_world": "建立测试数据",
    "home.export_log": "在页面上导出操作日志",
    "home.export_selection_log": "导出一次遴选的操作记录",
    "common.export_log": "在服务器上导出操作日志",
    "common.accept_restore": "确认从备份恢复的日志",
}
OBJECT_WORDS = {
    **NOTICES_OBJECTS,
    **FILED_OBJECTS,
    **forms.OBJECT_WORDS,
    **rounds.OBJECT_WORDS,
    **evidence.OBJECT_WORDS,
    **binders.OBJECT_WORDS,
    **workplans.OBJECT_WORDS,
    **plan_readings.OBJECT_WORDS,
    **progress.OBJECT_WORDS,
    **money.OBJECT_WORDS,
    **returns.OBJECT_WORDS,
    **meetings.OBJECT_WORDS,
    **registers.OBJECT_WORDS,
    **register_imports.OBJECT_WORDS,
    **alerts.OBJECT_WORDS,
    **indicators.OBJECT_WORDS,
    **indicator_entry.OBJECT_WORDS,
    **stated_figures.OBJECT_WORDS,
    **reports.OBJECT_WORDS,
    **selection.OBJECT_WORDS,
    **applying.OBJECT_WORDS,
    **panel.OBJECT_WORDS,
    **review.OBJECT_WORDS,
    **outcome.OBJECT_WORDS,
    **recognition.OBJECT_WORDS,
    **archive.OBJECT_WORDS,
    **recommendation.OBJECT_WORDS,
    "accounts.user": "人员",
    "accounts.handover": "移交",
    "accounts.listupload": "名单",
    "accounts.organisationchange": "单位变动",
    "accounts.plannedchange": "待生效的单位变动",
    "accounts.secondsupervisor": "另一主管部门",
    "accounts.membership": "岗位",
    "accounts.organisation": "单位",
    "accounts.placement": "隶属关系",
    "accounts.ticket": "一次性链接",
    "common.job": "后台任务",
    "plans.plan": "计划",
    "plans.packversion": "计划包",
    "plans.area": "任务领域",
    "plans.task": "任务",
    "plans.target": "目标",
    "plans.plandate": "日程",
    **papers_words.OBJECT_WORDS,
    "policies.policydocument": "政策文件",
    "policies.clause": "条款",
    "policies.reading": "政策文件导入",
    "policies.readingfile": "导入的文件",
    "policies.finding": "疑点",
    "policies.decision": "疑点的处理",
    "undertakings.samework": "同一工作的建议",
    "undertakings.duty": "责任项",
    "undertakings.work": "同一工作",
    "undertakings.commitment": "主管部门承诺",
    "undertakings.changerequest": "变更申请",
    "undertakings.requestpart": "联合承接安排",
    "undertakings.requestfile": "变更申请附件",
}
FIELD_WORDS = {
    **forms.FIELD_WORDS,
    "password": "密码",
    "password_history": "用过的密码",
    "password_changed_at": "密码设置时间",
    "mobile_sealed": "手机号",
    "mobile_index": "手机号",
    "user": "人员",
    "organisation": "单位",
    "section": "科室",
    "parent": "上级单位",
    "purpose": "用途",
    "expires_at": "有效期至",
    "token_hash": "链接校验值",
    "withdrawn_at": "撤下时间",
    "path": "在单位树中的位置",
    "key": "包内代号",
    "plan": "计划",
    "task": "任务",
    "area": "任务领域",
    "removed": "删除",
    "state": "状态",
    "decided_by": "处理人",
    "decided_at": "处理时间",
    "started_by": "发起人",
    "document": "政策文件",
    "reading": "导入",
    "other": "另一任务",
    **papers_words.FIELD_WORDS,
}
REFUSED_WORDS = {
    "forbidden": "没有这项权限",
    "rule": "不符合规定",
    "stale": "打开之后别人已经修改过",
    "once": "同一张表重复提交且内容不同",
    "busy": "系统正忙",
    "often": "短时间内查看太多",
}
PROTECTED, NOTHING, OTHER = "已保护", "空", "其他内容"
UNSEEN = "（文字）"  # what a log administrator has no right to read, though it changed
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]+")
HAN = re.compile(r"[\u4e00-\u9fff]")
LONGEST = 60


def one_line(text: Any) -> str:
    """Without line breaks and other signs that steer a terminal or turn the direction of writing (controls AL-06)."""
    return CONTROL.sub(" ", str(text)).strip()


def act_in_words(action: str) -> str:
    return LOG_WORDS.get(action, "其他操作")


def object_in_words(object_type: str) -> str:
    return OBJECT_WORDS.get(object_type, "")


def is_readable(object_type: str) -> bool:
    """Whether the log may name such an object and quote its texts: people, posts and organisations.

    The log administrator sees no business (controls AZ-09): of all else only the kind stands there,
    with a link to what else was done to the same thing.
    """
    return object_type.partition(".")[0] == "accounts"


def field_of(object_type: str, name: str) -> models.Field[Any, Any] | None:
    """The model's field of this name, None where there is no such model or field any more."""
    try:
        found = apps.get_model(object_type)._meta.get_field(name)
    except (LookupError, ValueError, FieldDoesNotExist):  # an answer's fields are those of its form
        return None
    return found if isinstance(found, models.Field) else None


def field_in_words(field: models.Field[Any, Any] | None, name: str) -> str:
    if name in FIELD_WORDS:
        return FIELD_WORDS[name]
    label = str(field.verbose_name) if field is not None else ""
    return label if HAN.search(label) else OTHER


def value_in_words(field: models.Field[Any, Any] | None, value: Any) -> str:
    """A value as it stands in an event, said as people say it; free texts of business only as being there."""
    if value is None or value in ("", [], {}):
        return NOTHING
    if isinstance(value, str) and not _is_plain(field):
        return UNSEEN
    if isinstance(value, dict):
        return PROTECTED if "commitment" in value else _long_one(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return f"{len(value)} 项"
    return _plain_value(field, str(value))


def _is_plain(field: models.Field[Any, Any] | None) -> bool:
    """Dates, choices and numbers tell what happened, not what the business says."""
    if field is None:
        return False
    free = isinstance(field, models.CharField | models.TextField) and not field.choices
    return not free or is_readable(field.model._meta.label_lower)


def _long_one(value: dict[str, Any]) -> str:
    return f"{value['characters']} 字的文字" if "characters" in value else OTHER


def _plain_value(field: models.Field[Any, Any] | None, text: str) -> str:
    if isinstance(field, models.DateTimeField) and (moment := parse_datetime(text)):
        return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"
    if isinstance(field, models.DateField) and (day := parse_date(text)):
        return f"{day:%Y-%m-%d}"
    if field is not None and field.choices:
        text = str(dict(field.flatchoices).get(text, text))
    text = one_line(text)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
