"""Input of the panel."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django import forms

from luoshi.accounts.models import Membership, Organisation
from luoshi.accounts.queries import memberships_today, within
from luoshi.common.actor import Actor
from luoshi.core.selection import read_rules
from luoshi.selection.applying.models import Application
from luoshi.selection.applying.queries import organisation_named
from luoshi.selection.models import Call

from .checking import in_words
from .drawing import groups_of
from .loads import with_load
from .models import Expert, Seat
from .queries import available, papers_seen_by
from .states import Region, Sort

APART = re.compile(r"[\s、，,；;]+")
EMPLOYERS = 4  # rows of the form: present, to come, former
EARLIEST, LATEST = dt.date(1950, 1, 1), dt.date(2099, 12, 31)


def _day(label: str, **given: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "日期写成 2026-11-30 这样。"},
        **given,
    )


def _reason(label: str = "理由", **given: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明理由，监督员看得到。"},
        **given,
    )


class ExpertForm(forms.Form):
    """One expert; where he works and worked in numbered rows."""

    name = forms.CharField(label="姓名", max_length=40, error_messages={"required": "请写姓名。"})
    title = forms.CharField(label="职称、职务", max_length=60, required=False)
    sort = forms.ChoiceField(label="来源", choices=Sort.choices)
    region = forms.ChoiceField(label="地区", choices=Region.choices)
    fields_said = forms.CharField(
        label="评审领域",
        max_length=200,
        required=False,
        help_text="几个领域用顿号隔开，与组别、专业写得一样才能对上。例如：思政、机电。",
    )
    load = forms.IntegerField(
        label="一次最多评审",
        min_value=1,
        max_value=200,
        initial=30,
        error_messages={
            "required": "请写一次最多评审几件。",
            "invalid": "请写整数。",
            "min_value": "至少 1 件。",
            "max_value": "最多 200 件。",
        },
    )
    away_from = _day("不能参加评审，自")
    away_until = _day("不能参加评审，至", help_text="两头都算；没有定的空着。")
    note = forms.CharField(label="备注", max_length=200, required=False)

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["load"].unit = "件"
        for number in range(1, EMPLOYERS + 1):
            label = "现任职单位" if number == 1 else f"任职单位{number}"
            self.fields[f"employer{number}"] = forms.CharField(
                label=label,
                max_length=80,
                required=False,
                help_text="近三年和将要任职的都写，按单位全称或简称写，用来判断回避。" if number == 1 else "",
            )
            self.fields[f"since{number}"] = _day(f"{label}，自")
            self.fields[f"until{number}"] = _day(
                f"{label}，至", help_text="在任的空着。" if number == 1 else ""
            )

    def clean_fields_said(self) -> list[str]:
        said = [each for each in APART.split(self.cleaned_data["fields_said"]) if each]
        return list(dict.fromkeys(said))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for early, late in [("away_from", "away_until"), *_spans()]:
            since, until = said.get(early), said.get(late)
            if any(day and not EARLIEST <= day <= LATEST for day in (since, until)):
                self.add_error(early, "日期的年份不对，请核对。")
            elif since and until and until < since:
                self.add_error(late, "结束日期早于开始日期，请核对。")
        return said

    @property
    def tenures(self) -> list[dict[str, Any]]:
        """As the act takes them; each name that is one of our organisations is it."""
        said = self.cleaned_data
        rows = []
        for number in range(1, EMPLOYERS + 1):
            if name := said.get(f"employer{number}", "").strip():
                since, until = said.get(f"since{number}"), said.get(f"until{number}")
                rows.append(
                    {"name": name, "organisation": organisation_named(name), "since": since, "until": until}
                )
        return rows

    @property
    def facts(self) -> dict[str, Any]:
        keys = ("name", "title", "sort", "region", "load", "away_from", "away_until", "note")
        return {**{key: self.cleaned_data[key] for key in keys}, "fields": self.cleaned_data["fields_said"]}


def _spans() -> list[tuple[str, str]]:
    return [(f"since{number}", f"until{number}") for number in range(1, EMPLOYERS + 1)]


def initial_of(expert: Expert) -> dict[str, Any]:
    keys = ("name", "title", "sort", "region", "load", "away_from", "away_until", "note")
    said = {key: getattr(expert, key) for key in keys}
    said["fields_said"] = "、".join(expert.fields)
    rows = expert.tenures.filter(removed_at__isnull=True).order_by("id")[:EMPLOYERS]
    for number, row in enumerate(rows, 1):
        said |= {f"employer{number}": row.name, f"since{number}": row.since, f"until{number}": row.until}
    return said


class BindForm(forms.Form):
    post = forms.ModelChoiceField(
        label="评审专家岗位",
        queryset=Membership.objects.none(),
        to_field_name="public_id",
        empty_label="请选择",
        error_messages={
            "required": "请选一个岗位。没有的，请安全管理员先登记人员、授予“评审专家”岗位、发出邀请。",
            "invalid_choice": "这个岗位不能选，请刷新页面后重新选择。",
        },
    )

    def __init__(self, *args: Any, actor: Actor, **given: Any) -> None:
        super().__init__(*args, **given)
        posts = memberships_today().filter(within(actor.path, "organisation__"), role="expert")
        field = self.fields["post"]
        field.queryset = posts.order_by("user__name", "id")
        field.label_from_instance = lambda post: f"{post.user.name}（{post.organisation.short}）"


class TextForm(forms.Form):
    words = forms.CharField(
        label="承诺内容",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 12}),
        error_messages={"required": "请写承诺内容。"},
        help_text="专家看到任何申报内容以前先读、先签。改了以后，还没有签的人签新的；签过的不变。",
    )


class SeatsForm(forms.Form):
    """Whom to ask; each with what speaks against him."""

    experts = forms.ModelMultipleChoiceField(
        label="选入候选的专家",
        queryset=Expert.objects.none(),
        to_field_name="public_id",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "请至少选一位专家。",
            "invalid_choice": "所选专家里有人不能选，请刷新页面后重新选择。",
            "invalid_pk_value": "所选专家里有人不能选，请刷新页面后重新选择。",
        },
    )

    def __init__(self, *args: Any, call: Call, barred: dict[int, int] | None = None, **given: Any) -> None:
        super().__init__(*args, **given)
        there = call.seats.values("expert")
        rows = available(Expert.objects.filter(organisation=call.organisation_id)).exclude(pk__in=there)
        field = self.fields["experts"]
        field.queryset = rows.order_by("name", "id")
        field.label_from_instance = lambda expert: _expert_in_words(expert, barred or {})
        if not field.queryset.exists():
            field.help_text = (
                "没有可以选的：库里在岗、这段时间能参加的都已选入。请先在专家库登记专家、绑定账号。"
            )


def _expert_in_words(expert: Expert, barred: dict[int, int]) -> str:
    words = [expert.name, expert.title, "、".join(groups_of(expert, expert.fields)), f"最多 {expert.load} 件"]
    if number := barred.get(expert.pk, 0):
        words.append(f"应回避 {number} 件")
    return " · ".join(word for word in words if word)


class DrawForm(forms.Form):
    """Which round, how many readers, what mix."""

    round = forms.ChoiceField(label="轮次", required=False)
    need = forms.IntegerField(
        label="每件评审人数",
        min_value=1,
        max_value=50,
        error_messages={
            "required": "请写每件由几位专家评审。",
            "invalid": "请写整数。",
            "min_value": "至少 1 人。",
            "max_value": "最多 50 人。",
        },
    )

    def __init__(self, *args: Any, call: Call, **given: Any) -> None:
        super().__init__(*args, **given)
        rules = read_rules(call.rules)
        rounds = [(each.key, each.title) for each in rules.method.rounds]
        if rounds:
            self.fields["round"].choices = rounds
        else:
            del self.fields["round"]
        self.fields["need"].initial = rules.panel.need
        self.fields["need"].unit = "人"


class ConflictForm(forms.Form):
    seat = forms.ModelChoiceField(
        label="专家",
        queryset=Seat.objects.none(),
        to_field_name="public_id",
        empty_label="请选择",
        error_messages={"required": "请选一位专家。", "invalid_choice": "这位专家不能选，请刷新页面。"},
    )
    application = forms.ModelChoiceField(
        label="申报",
        queryset=Application.objects.none(),
        to_field_name="public_id",
        empty_label="请选择",
        error_messages={"required": "请选一份申报。", "invalid_choice": "这份申报不能选，请刷新页面。"},
    )
    reason = _reason()

    def __init__(self, *args: Any, call: Call, actor: Actor, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["seat"].queryset = seats_of(call)
        self.fields["seat"].label_from_instance = lambda seat: f"{seat.code} {seat.expert.name}"
        papers = papers_seen_by(actor).filter(call=call).order_by("sequence")
        self.fields["application"].queryset = papers
        self.fields["application"].label_from_instance = paper_in_words


def seats_of(call: Call) -> Any:
    return (
        Seat.objects.filter(call=call, left_at__isnull=True).select_related("expert", "call").order_by("code")
    )


def paper_in_words(paper: Application) -> str:
    return f"第{paper.sequence}号 {paper.organisation.short} {paper.title}"


class GiveForm(ConflictForm):
    """One more reader by hand. Conflicts are asked again when it is sent.

    asked: what the link that led here names; it goes before what was typed and not sent
    """

    round = forms.ChoiceField(label="轮次", required=False)
    field_order = ("round", "application", "seat", "reason")

    def __init__(
        self, *args: Any, call: Call, actor: Actor, asked: dict[str, str] | None = None, **given: Any
    ) -> None:
        super().__init__(*args, call=call, actor=actor, **given)
        self.initial.update(asked or {})
        self.fields["seat"].label_from_instance = with_load(call)
        rounds = [(each.key, each.title) for each in read_rules(call.rules).method.rounds]
        if rounds:
            self.fields["round"].choices = rounds
        else:
            del self.fields["round"]


class PassForm(forms.Form):
    """Another expert for one application; who must not have it is told with the reason and cannot be chosen.

    holding: keys of the experts who have it already, him included from whom it is taken
    """

    seat = forms.ModelChoiceField(
        label="改派给",
        queryset=Seat.objects.none(),
        to_field_name="public_id",
        empty_label="请选择",
        error_messages={"required": "请选一位专家。", "invalid_choice": "这位专家不能选，请刷新页面。"},
    )
    reason = _reason("改派理由")

    def __init__(self, *args: Any, call: Call, barred: dict[int, Any], holding: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        rows = seats_of(call).exclude(expert__in=holding)
        self.fields["seat"].queryset = rows.exclude(expert__in=list(barred))
        self.fields["seat"].label_from_instance = with_load(call)
        bound = [seat for seat in rows if seat.expert_id in barred]
        names = [f"{seat.code} {seat.expert.name}：{in_words(barred[seat.expert_id])}" for seat in bound]
        if names:
            self.fields["seat"].help_text = f"应当回避、不能选的：{'；'.join(names)}"


class UnitForm(forms.Form):
    """An organisation the expert must not judge, said before he sees anything."""

    organisation = forms.ModelChoiceField(
        label="应当回避的单位",
        queryset=Organisation.objects.none(),
        to_field_name="public_id",
        empty_label="请选择",
        error_messages={"required": "请选一个单位。", "invalid_choice": "这个单位不能选，请刷新页面。"},
    )
    reason = _reason("回避的原因")

    def __init__(self, *args: Any, call: Call, **given: Any) -> None:
        super().__init__(*args, **given)
        below = Organisation.objects.filter(within(call.organisation.path), withdrawn_at__isnull=True)
        schools = below.filter(kind=Organisation.Kind.SCHOOL).order_by("order", "id")
        self.fields["organisation"].queryset = schools
        self.fields["organisation"].label_from_instance = lambda school: school.name
