"""Input of kinds and calls. Never writes."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from luoshi.accounts.models import Organisation
from luoshi.common import clock, uploads
from luoshi.common.actor import Actor
from luoshi.common.dataforms.editor.conditions import ConditionField
from luoshi.core.fields import Form
from luoshi.core.selection import About, Calendar
from luoshi.plans.queries import plans_visible_to

from .models import Call
from .queries import hosts_below
from .states import HOSTED, LEVELS, Outcome, levels_of

DAYS_BELOW = {
    "school": ("school_until", "county_until"),
    "county_bureau": ("county_until",),
}  # not asked there
FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
BAD_TIME = {"required": "请填写日期和时间。", "invalid": "时间写成 2026-11-25 17:30 这样，请改正。"}
BAD_DAY = {"invalid": "日期写成 2026-11-25 这样，请改正。"}
NOT_PLAIN = "只能是文字，不能有看不见的控制字符。请重新输入。"
FIRST_YEAR, YEARS_AHEAD = 2020, 5
AT_FIVE = dt.time(17, 0)
ABOUT = {
    About.ORGANISATION: "申报学校",
    About.ENTRY: "申报的台账条目",
    About.PERSON: "每一名成员",
    About.TEAM: "整个团队",
    About.EARLIER: "以往的认定",
}


def _within_reason(moment: dt.date) -> None:
    if not FIRST_YEAR <= moment.year <= clock.today().year + YEARS_AHEAD:
        raise forms.ValidationError(f"年份不对，请写 {FIRST_YEAR} 年以后、{YEARS_AHEAD} 年以内的日期。")


def _time(label: str, help_text: str = "", **given: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=FORMATS[0])
    return forms.DateTimeField(
        label=label,
        input_formats=FORMATS,
        widget=widget,
        error_messages=BAD_TIME,
        help_text=help_text,
        validators=[_within_reason],
        **given,
    )


def _day(label: str, help_text: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=BAD_DAY,
        help_text=help_text,
        validators=[_within_reason],
    )


def _text(label: str, most: int, required: str = "", help_text: str = "", rows: int = 0) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=most,
        required=bool(required),
        error_messages={"required": required, "null_characters_not_allowed": NOT_PLAIN},
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput(),
    )


HOSTS = "由承办单位岗位为“承办经办”的人办理；承办单位自己参加申报的，不能办理。"


def _host(help_text: str = HOSTS) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        label="承办单位",
        queryset=None,
        required=False,
        to_field_name="public_id",
        empty_label="本单位自己组织",
        error_messages={"invalid_choice": "这个单位不能选，请重新选择。"},
        help_text=help_text,
    )


def _host_parts() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label="承办的事项",
        choices=list(HOSTED.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="一项都不选，只在页面上写明承办单位。审定、公示、打开评分、修改规则始终由组织单位办理。",
    )


def _choose_host(form: forms.Form, actor: Actor, parts: str = "host_parts") -> None:
    """Where nobody below could host, as in a school, nothing is asked."""
    _offer_hosts(form.fields["host"], actor)
    if not hosts_below(actor.path).exists():
        del form.fields["host"], form.fields[parts]


def _offer_hosts(field: Any, actor: Actor) -> None:
    """field: one of `_host`, which a form's table of fields knows as a plain one."""
    field.queryset = hosts_below(actor.path)
    field.label_from_instance = lambda row: row.name


def _check_host(form: forms.Form, said: dict[str, Any]) -> None:
    said["host_parts"] = tuple(said.get("host_parts") or ())
    said.setdefault("host", None)
    if said["host_parts"] and said["host"] is None and "host" not in form.errors:
        form.add_error("host", "勾选了承办的事项，请选择承办单位。")


class HostForm(forms.Form):
    """Who runs which parts, once the call is there."""

    host = _host()
    parts = _host_parts()
    reason = _text("理由", 300, "", "通知发出以后调整的，请写明理由。", rows=2)

    def __init__(self, *args: Any, actor: Actor, **given: Any) -> None:
        super().__init__(*args, **given)
        _offer_hosts(self.fields["host"], actor)


class NewKindForm(forms.Form):
    """A copy is called otherwise where the name is taken; everything else is changed afterwards."""

    title = _text("名称", 60, "请写明这一类叫什么。", "例如：三全育人典型学校。页面和通知里都用这个名称。")


class KindForm(forms.Form):
    title = _text("名称", 60, "请写明这一类叫什么。")
    group = _text("分组", 40, "", "在目录里归到哪一组，例如：师资队伍。")
    words = _text("说明", 1000, "", "一两句话写明选什么、为什么选。", rows=2)
    outcome = forms.ChoiceField(label="怎么结束", choices=Outcome.choices, widget=forms.RadioSelect)
    basis = _text("依据", 200, "", "规则依据的正式文件、文号。")
    official = forms.BooleanField(
        label="按正式文件制定",
        required=False,
        help_text="规则已按上面的文件逐条核对过才勾选；不勾的，页面上注明“本单位自定，非官方标准”。",
    )
    host = _host("通常由谁承办，发起遴选时带入，可以改。")
    host_parts = _host_parts()

    def __init__(self, *args: Any, actor: Actor, **given: Any) -> None:
        super().__init__(*args, **given)
        _choose_host(self, actor)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        _check_host(self, said)
        if said.get("official") and not said.get("basis"):
            self.add_error("basis", "勾选了“按正式文件制定”，请写明文件和文号。")
        return said


class CallForm(forms.Form):
    """What is said of a call as a whole."""

    title = _text("名称", 120, "请写明这次遴选叫什么。", "例如：2026年三全育人典型学校遴选。")
    document_number = _text("文号", 80, "", "通知的文号，可以以后补。")
    level = forms.ChoiceField(label="级别")
    words = _text("申报要求", 4000, "", "规则以外要说明的：做什么用、怎么联系。", rows=4)
    notice = forms.FileField(
        label="通知文件", required=False, help_text="收到通知的都可以下载。PDF、Word 都可以。"
    )
    opens_at = _time("开始受理", "不填就从发出时开始。", required=False)
    until = _time("截止时间", "这一刻（含）以前完整收到的才算。请定在工作日的上班时间。")
    school_until = _day("学校报送日期", "建议学校在这一天以前报到县市或组织单位，只作提醒。")
    county_until = _day("县市推荐日期", "建议县市在这一天以前推荐上来，只作提醒。")
    host = _host()
    host_parts = _host_parts()
    plan = forms.ModelChoiceField(
        label="所属计划",
        queryset=None,
        required=False,
        to_field_name="public_id",
        empty_label="与计划无关",
        error_messages={"invalid_choice": "这份计划不能选，请重新选择。"},
    )

    def __init__(self, *args: Any, actor: Actor, **given: Any) -> None:
        super().__init__(*args, **given)
        _choose_host(self, actor)
        kind = Organisation.objects.values_list("kind", flat=True).get(pk=actor.organisation_id)
        self.fields["level"] = forms.ChoiceField(
            label="级别", choices=[(each, LEVELS[each]) for each in levels_of(kind)]
        )
        for name in DAYS_BELOW.get(kind, ()):
            del self.fields[name]
        plans = self.fields["plan"]
        plans.queryset = plans_visible_to(actor).select_related(None)  # type: ignore[attr-defined]
        plans.label_from_instance = lambda row: row.short  # type: ignore[attr-defined]

    def clean_notice(self) -> UploadedFile | None:
        upload: UploadedFile | None = self.cleaned_data.get("notice")
        if upload:
            for message in uploads.refusals([upload]):
                raise forms.ValidationError(message)
        return upload or None

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        _check_host(self, said)
        opens, until = said.get("opens_at"), said.get("until")
        if opens and until and opens >= until:
            self.add_error("opens_at", "开始受理的时间要早于截止时间。")
        for name in ("school_until", "county_until"):
            if until and said.get(name) and said[name] > timezone.localtime(until).date():
                self.add_error(name, "不能晚于截止时间。")
        return said


def prefilled(title: str, calendar: Calendar, today: dt.date, owner: str) -> dict[str, Any]:
    """A new call as the calendar of its kind has it: so many days from now, to the next working day at five.
    owner: kind of the organisation that opens it.
    """
    last = today + dt.timedelta(days=calendar.open_days)
    last += dt.timedelta(days=max(0, 7 - last.weekday()) if last.weekday() > 4 else 0)
    return {
        "title": f"{today.year}年{'校内' if owner == Organisation.Kind.SCHOOL else ''}{title}遴选",
        "level": levels_of(owner)[0],
        "until": timezone.make_aware(dt.datetime.combine(last, AT_FIVE)),
        "school_until": last - dt.timedelta(days=calendar.school_days) if calendar.school_days else None,
        "county_until": last - dt.timedelta(days=calendar.county_days) if calendar.county_days else None,
    }


REVIEW_DAYS = 7  # that a review takes at least, where a list has to go on


def before_the_upper(until: dt.datetime, upper: Call | None, notice_days: int) -> dict[str, Any]:
    """The end of one that comes before another, where the usual one would be too late: the days of its review and its
    notice lie between.
    """
    if upper is None or upper.until is None:
        return {}
    last = timezone.localtime(upper.until).date() - dt.timedelta(days=REVIEW_DAYS + 2 * notice_days)
    last -= dt.timedelta(days=max(0, last.weekday() - 4))
    if timezone.localtime(until).date() <= last or last <= timezone.localdate(upper.opened_at):
        return {}
    return {"until": timezone.make_aware(dt.datetime.combine(last, AT_FIVE))}


class ExtendForm(forms.Form):
    """The closing, and the days of schools and counties where the call has them: they move with it."""

    until = _time("延期到")
    school_until = _day("学校报送日期延到")
    county_until = _day("县市推荐日期延到")
    reason = _text("理由", 300, "请写明延期的理由，所有申报单位都看得到。", rows=2)

    def __init__(self, *args: Any, call: Call, **given: Any) -> None:
        super().__init__(*args, **given)
        for name in ("school_until", "county_until"):
            stands = getattr(call, name)
            if stands is None:
                del self.fields[name]
            else:
                self.fields[
                    name
                ].help_text = f"现在是 {stands:%Y-%m-%d}。不填的，和截止时间往后移同样的天数。"


class ConditionForm(forms.Form):
    """One condition: as people read it, what is compared, in which groups, whether it bars."""

    def __init__(self, *args: Any, form: Form, groups: tuple[str, ...], test: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["words"] = _text(
            "条件", 200, "请写明条件，学校看到的就是这句话。", "例如：双师型教师占比超过一半。"
        )
        self.fields["test"] = ConditionField(form, "怎么判断")
        if groups:
            self.fields["groups"] = forms.MultipleChoiceField(
                label="用于哪些组别",
                choices=[(each, each) for each in groups],
                required=False,
                widget=forms.CheckboxSelectMultiple,
                help_text="一个都不选，用于所有组别。",
            )
        self.fields["veto"] = forms.BooleanField(
            label="不满足就不能申报",
            required=False,
            help_text="不勾的，只在申报前提示，由形式审查把关。",
        )
        self.fields["source"] = _text("依据", 200, "", "文件、文号、条款。")
        start = self.fields["test"].start(test)  # type: ignore[attr-defined]
        self.initial = {"test": start, **(self.initial or {})}
