"""Input of meetings."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.db.models import Case, When
from django.utils.functional import cached_property

from luoshi.accounts.models import Membership, Organisation
from luoshi.common.actor import Actor
from luoshi.core.days import day_in_words
from luoshi.papers.file_fields import FilesField
from luoshi.plans.models import Plan
from luoshi.plans.queries import plans_visible_to
from luoshi.workplans.models import Milestone
from luoshi.workplans.roadmap import wordings_of

from . import agenda
from .models import AgendaItem, Meeting, Resolution
from .queries import possible_guests, possible_owners, taking_part
from .states import TAKEN, all_kinds

EARLIEST, LATEST = dt.date(2000, 1, 1), dt.date(2099, 12, 31)
WHO_OWNS = "参加单位在岗的人。记下以后出现在他的工作台上，到期前提醒。"
NOT_THERE = {
    "invalid_choice": "这一项不能选，请刷新页面后重新选择。",
    "invalid_pk_value": "这一项不能选，请重新选择。",
}


def _day(label: str, required: str, **given: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": required, "invalid": "日期写成 2026-11-30 这样。"},
        **given,
    )


def in_reason(day: dt.date) -> dt.date:
    if not EARLIEST <= day <= LATEST:
        raise forms.ValidationError("日期的年份不对，请核对。")
    return day


def _words(label: str, most: int, rows: int = 3, **given: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **given)


class MeetingForm(forms.Form):
    title = forms.CharField(
        label="会议名称",
        max_length=120,
        error_messages={"required": "请写会议名称。"},
        help_text="例如：提质培优行动计划11月调度会。",
    )
    plan = forms.ModelChoiceField(
        label="计划",
        queryset=Plan.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label="不限于某个计划",
        error_messages=NOT_THERE,
        help_text="议程里列这个计划逾期、受阻的里程碑，和以前同一计划的会议没有落实的事项。",
    )
    held_on = _day("日期", "请选择开会的日期。")
    at = forms.CharField(label="时间", max_length=40, required=False, help_text="例如：下午3点。")
    place = forms.CharField(label="地点", max_length=120, required=False)
    guests = forms.ModelMultipleChoiceField(
        label="参加单位",
        queryset=Organisation.objects.none(),
        to_field_name="public_id",
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "many"}),
        error_messages=NOT_THERE,
        help_text="通知发给这些单位的领导和经办，要签收。本单位不用选。",
    )
    words = _words("会议要求", 2000, required=False, help_text="写进会议通知，例如要准备什么。")
    takes = forms.MultipleChoiceField(
        label="议程列哪些",
        choices=list(TAKEN.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages=NOT_THERE,
        help_text="都不选，从空白议程开始，自己添加议题。",
    )
    late_from = forms.IntegerField(
        label="逾期的，至少逾期几天才列",
        min_value=1,
        max_value=999,
        required=False,
        widget=forms.NumberInput(attrs={"min": 1, "max": 999, "inputmode": "numeric"}),
        error_messages={
            "min_value": "最少写 1 天。",
            "max_value": "最多写 999 天。",
            "invalid": "写成整数，例如 30。",
        },
        help_text="写 1，逾期的都列；议题太多，写 30 等更大的数。",
    )

    def __init__(self, *args: Any, actor: Actor, meeting: Meeting | None = None, **given: Any) -> None:
        super().__init__(*args, **given)
        self.actor = actor
        self.fields["plan"].queryset = plans_visible_to(actor).order_by("-start", "-id")
        self.fields["plan"].label_from_instance = lambda row: row.short
        guests = possible_guests(actor)
        if meeting is not None:
            there = taking_part(meeting).exclude(pk=meeting.organisation_id)
            guests = Organisation.objects.filter(
                pk__in=[*guests.values_list("pk", flat=True), *there.values_list("pk", flat=True)]
            )
            guests = guests.order_by("order", "id")
        self.fields["guests"].queryset = guests
        self.fields["guests"].label_from_instance = lambda row: row.short
        if not guests.exists():
            del self.fields["guests"]

    def clean_held_on(self) -> dt.date:
        return in_reason(self.cleaned_data["held_on"])

    def clean_late_from(self) -> int:
        return self.cleaned_data["late_from"] or 1

    @cached_property
    def counted(self) -> list[tuple[str, int]]:
        """How many items an agenda would have, by kind, as the form stands."""
        said = {name: self[name].value() for name in ("plan", "takes", "late_from")}
        asked = self["guests"].value() if "guests" in self.fields else []
        here = set(
            possible_guests(self.actor).filter(public_id__in=_texts(asked)).values_list("pk", flat=True)
        )
        plans = self.fields["plan"].queryset.filter(public_id__in=_texts([said["plan"]]))
        late = str(said["late_from"] or 1)
        meeting = Meeting(
            organisation_id=self.actor.organisation_id,
            plan=plans.first(),
            takes=_texts(said["takes"]),
            late_from=int(late) if late.isascii() and late.isdigit() and len(late) < 4 else 1,
        )
        return agenda.counted(meeting, {*here, meeting.organisation_id}, self.actor)

    def sum_of_counted(self) -> int:
        return sum(count for _, count in self.counted)


def _texts(values: Any) -> list[str]:
    return [value for value in values or [] if isinstance(value, str)]


def usual(actor: Actor) -> dict[str, Any]:
    """What most meetings are: on the newest plan, with all schools."""
    plan = plans_visible_to(actor).order_by("-start", "-id").first()
    schools = possible_guests(actor).filter(kind=Organisation.Kind.SCHOOL)
    return {
        "plan": plan.public_id if plan else None,
        "guests": list(schools.values_list("public_id", flat=True)),
        "takes": all_kinds(),
        "late_from": 1,
    }


def stored(meeting: Meeting) -> dict[str, Any]:
    facts = {
        name: getattr(meeting, name)
        for name in ("title", "held_on", "at", "place", "words", "takes", "late_from")
    }
    asked = taking_part(meeting).exclude(pk=meeting.organisation_id)
    guests = list(asked.values_list("public_id", flat=True))
    return {**facts, "plan": meeting.plan.public_id if meeting.plan else None, "guests": guests}


class ItemForm(forms.Form):
    title = forms.CharField(label="议题", max_length=200, error_messages={"required": "请写议题。"})
    organisation = forms.ModelChoiceField(
        label="哪个单位的事",
        queryset=Organisation.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label="所有参加单位",
        error_messages=NOT_THERE,
        help_text="写明单位的，别的参加单位看不到这个议题。",
    )
    words = _words("情况", 2000, required=False)

    def __init__(self, *args: Any, meeting: Meeting, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["organisation"].queryset = taking_part(meeting)
        self.fields["organisation"].label_from_instance = lambda row: row.short


class ResolutionForm(forms.Form):
    words = _words(
        "议定事项",
        500,
        error_messages={"required": "请写议定了什么。"},
        help_text="一项一条，写清做什么、做到什么程度。",
    )
    owner = forms.ModelChoiceField(
        label="责任人",
        queryset=Membership.objects.none(),
        to_field_name="public_id",
        empty_label="请选择",
        error_messages={"required": "请选责任人。", **NOT_THERE},
        help_text=WHO_OWNS,
    )
    due = _day("完成时间", "请选完成时间。")
    item = forms.ModelChoiceField(
        label="对应的议题",
        queryset=AgendaItem.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label="不对应某个议题",
        error_messages=NOT_THERE,
    )

    def __init__(
        self,
        *args: Any,
        meeting: Meeting,
        resolution: Resolution | None = None,
        of: AgendaItem | None = None,
        **given: Any,
    ) -> None:
        """`of`: the matter it is noted from, whose own people stand first."""
        super().__init__(*args, **given)
        owners = possible_owners(meeting)
        if of is not None and of.organisation is not None:
            theirs = Case(When(organisation=of.organisation_id, then=0), default=1)
            owners = owners.order_by(theirs, *owners.query.order_by)
            self.fields["owner"].help_text = f"{of.organisation.short}的人列在最前。{WHO_OWNS}"
        if resolution is not None:
            keys = [*owners.values_list("pk", flat=True), resolution.owner_id]
            owners = Membership.objects.filter(pk__in=keys).select_related("user", "organisation")
            owners = owners.order_by("organisation__order", "organisation_id", "user__name", "id")
        self.fields["owner"].queryset = owners
        self.fields["owner"].label_from_instance = _post_words
        self.fields["item"].queryset = meeting.items.filter(removed_at__isnull=True).select_related(
            "organisation"
        )
        self.fields["item"].label_from_instance = _item_words

    def clean_due(self) -> dt.date:
        return in_reason(self.cleaned_data["due"])


def _post_words(post: Membership) -> str:
    return f"{post.organisation.short} {post.user.name}（{post.title or post.get_role_display()}）"


def _item_words(item: AgendaItem) -> str:
    """Whose it is and, of a milestone, of which task: many bear the same name."""
    whose = f"{item.organisation.short}：" if item.organisation else ""
    task = item.words.partition("；")[0] if item.words.startswith("任务：") else ""
    return f"{whose}{item.title[:60]}{f'（{task[3:43]}）' if task else ''}"


def _by_task(rows: list[Milestone]) -> list[Any]:
    """Under their tasks, each with its day and who answers for it: a school has the same step in many tasks."""
    names = wordings_of(rows)
    groups: dict[str, list[tuple[str, str]]] = {}
    for row in rows:
        task = names.get((row.part.work_id, row.workplan.plan_id), "")
        facts = [f"应于{day_in_words(row.due)}完成"] if row.due else []
        facts += [row.owner.user.name] if row.owner else []
        words = f"{row.title[:60]}（{'，'.join(facts)}）" if facts else row.title[:60]
        groups.setdefault(f"{row.workplan.plan.short}：{task}"[:100], []).append((row.public_id, words))
    return [("", "不针对某个里程碑"), *groups.items()]


class DoneForm(forms.Form):
    words = _words(
        "落实情况",
        1000,
        error_messages={"required": "请用一句话写明怎样落实的。"},
        help_text="召集单位看得到。",
    )


class MinutesForm(forms.Form):
    files = FilesField(
        label="会议纪要和附件",
        help_text="签发的纪要，PDF、图片、Word 都行，每个不超过 20 MB。",
        error_messages={"required": "请先选择文件。"},
    )


class MatterForm(forms.Form):
    title = forms.CharField(
        label="事项",
        max_length=120,
        error_messages={"required": "请写要协调什么。"},
        help_text="例如：实训基地用地手续。",
    )
    milestone = forms.ModelChoiceField(
        label="有关的里程碑",
        queryset=Milestone.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label="不针对某个里程碑",
        error_messages=NOT_THERE,
    )
    words = _words(
        "情况",
        2000,
        4,
        error_messages={"required": "请写明卡在哪里。"},
        help_text="卡在哪里、本校做过什么、希望上级做什么。报给上一级教育局。",
    )

    def __init__(self, *args: Any, rows: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["milestone"].queryset = rows
        self.fields["milestone"].widget.choices = _by_task(list(rows))


class SayForm(forms.Form):
    said = _words("说明", 2000, error_messages={"required": "请先写一句话说明，再办理。"})


class ReplyForm(SayForm):
    files = FilesField(label="回函", required=False, help_text="可以附扫描件或照片。")


class LetterForm(forms.Form):
    addressee = forms.CharField(
        label="发函给",
        max_length=120,
        error_messages={"required": "请写发给哪个单位。"},
        help_text="例如：市自然资源和规划局。",
    )
    request = _words("请求事项", 2000, error_messages={"required": "请写请对方办什么。"})
