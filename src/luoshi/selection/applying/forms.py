"""Input of schools, counties and the bureau. Forms never write."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from typing import Any

from django import forms
from django.db.models import Q

from luoshi.accounts.models import Membership, Organisation
from luoshi.accounts.queries import within
from luoshi.common import file_fields
from luoshi.core.likeness import known_as
from luoshi.core.selection import Check, Material, Rules
from luoshi.papers.file_fields import FilesField
from luoshi.papers.uploads import PAPERS
from luoshi.registers.models import Entry
from luoshi.registers.queries import told_upward
from luoshi.selection.models import Call

from . import materials
from .actions import OwnSelected
from .queries import organisation_named, posts_of
from .states import PersonRole

TEACHERS = "teachers"  # key of the register whose lines are people
FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]


class RowChoice(forms.ModelChoiceField):
    """By public id; keys of the database never leave the server."""

    def __init__(self, queryset: Any, words: Any = str, **given: Any) -> None:
        self.words = words
        super().__init__(queryset, to_field_name="public_id", **{"empty_label": "请选择", **given})

    def label_from_instance(self, obj: Any) -> str:
        return str(self.words(obj))


def own_entries(organisation_id: int | None, register: str) -> Any:
    """Lines of this register that the organisation has confirmed."""
    rows = Entry.objects.filter(told_upward(), organisation=organisation_id, register__key=register)
    return rows.exclude(state="ended").order_by("label", "id")


def _text(label: str, longest: int, required: str = "", **given: Any) -> forms.CharField:
    messages = {"required": required, "max_length": f"最多 {longest} 字，请删减。"}
    return forms.CharField(
        label=label, max_length=longest, required=bool(required), error_messages=messages, **given
    )


class BasicsForm(forms.Form):
    """What it is called and about."""

    title = _text(
        "申报名称", 120, "请填写申报名称。", help_text="团队、案例、课程等的全称，公示和证书都用这个名称。"
    )

    def __init__(self, *, rules: Rules, organisation_id: int | None, **given: Any) -> None:
        super().__init__(**given)
        if rules.group_titles:
            titles = [("", "请选择"), *((title, title) for title in rules.group_titles)]
            missing = {"required": "请选择组别。", "invalid_choice": "没有这个组别，请重新选择。"}
            self.fields["group"] = forms.ChoiceField(label="组别", choices=titles, error_messages=missing)
        if rules.register:
            self.fields["entry"] = RowChoice(
                own_entries(organisation_id, rules.register),
                words=lambda entry: entry.label,
                label="台账条目",
                required=False,
                empty_label="请选择",
                help_text="本单位已经在台账里确认的条目。没有的请先在台账里登记、确认。",
            )
        schools = Organisation.objects.filter(kind="school", withdrawn_at__isnull=True)
        self.fields["partners"] = forms.ModelMultipleChoiceField(
            schools.exclude(pk=organisation_id).order_by("order", "id"),
            to_field_name="public_id",
            label="联合申报单位",
            required=False,
            widget=forms.CheckboxSelectMultiple(attrs={"class": "many"}),
            help_text="没有的不勾。",
        )


class PersonForm(forms.Form):
    role = forms.ChoiceField(label="身份", choices=PersonRole.choices, initial=PersonRole.MEMBER)
    name = _text("姓名", 40, "请填写姓名。")
    words = _text("分工", 200)
    place = _text(
        "所在单位",
        80,
        help_text="本单位的人员不填。外单位的写全称或简称，系统里有的单位会自动对上，用来核对回避。",
    )

    def __init__(self, *, organisation_id: int, led: bool = False, **given: Any) -> None:
        """led: whether there is a leader; the first that is entered is one."""
        super().__init__(**given)
        if not led:
            self.fields["role"].initial = PersonRole.LEADER
        entries = own_entries(organisation_id, TEACHERS)
        self.fields["entry"] = RowChoice(
            entries,
            words=lambda entry: entry.label,
            label="教师台账",
            required=False,
            empty_label="不在台账里",
            help_text="选了以后，教龄、职称等从台账里带出，用来核对申报条件和回避。",
        )
        self.fields["membership"] = RowChoice(
            posts_of(organisation_id),
            words=_post_words,
            label="账号和岗位",
            required=False,
            empty_label="不选",
            help_text="选了以后，本人能看到这份申报，回避按本人核对，不只按姓名。",
        )
        self.organisation_id = organisation_id

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        typed = said.pop("place", "").strip()
        found = organisation_named(typed) if typed else None
        elsewhere = bool(typed) and (found is None or found.pk != self.organisation_id)
        for name in ("entry", "membership"):
            if elsewhere and said.get(name) is not None:
                self.add_error(name, "写了外单位的，不能选本单位的台账或岗位，请清空一处。")
        post = said.get("membership")
        if post is not None and said.get("name") and post.user.known_as != known_as(said["name"]):
            self.add_error("membership", f"选的是{post.user.name}的岗位，和上面的姓名不一致，请改正。")
        said["organisation"], said["place"] = found, "" if found is not None else typed
        return said


def _post_words(post: Membership) -> str:
    place = f"，{post.section.short}" if post.section is not None else ""
    return f"{post.user.name}（{post.get_role_display()}{place}）"


class ClearForm(forms.Form):
    clear = forms.ChoiceField(
        label="结论",
        choices=[("yes", "审核通过"), ("no", "审核不通过")],
        error_messages={"required": "请选择结论。", "invalid_choice": "请选择结论。"},
    )
    words = _text("说明", 300)

    @property
    def is_clear(self) -> bool:
        return bool(self.cleaned_data["clear"] == "yes")


class MaterialForm(forms.Form):
    """Files for one line of the list."""

    def __init__(self, *, line: Material, **given: Any) -> None:
        super().__init__(**given)
        self.fields["files"] = file_fields.FilesField(
            refusals=partial(materials.refusals, line=line),
            accept=materials.accepted_by_browsers(line),
            label=line.title,
            error_messages={"required": "请先选择文件。"},
        )


MOST_PIECES = 100


class LibraryForm(forms.Form):
    """Pieces of the own library for one line of the list, the newest first."""

    def __init__(self, *, line: Material, library: Any, said: str = "", **given: Any) -> None:
        super().__init__(**given)
        fitting = Q()
        for kind in line.kinds:
            for ending in materials.KINDS[kind][0]:
                fitting |= Q(file_name__iendswith=ending)
        rows = library.filter(fitting, stored__isnull=False)
        if said:
            rows = rows.filter(Q(title__icontains=said) | Q(file_name__icontains=said))
        shown = list(rows.order_by("-pk").values_list("pk", flat=True)[:MOST_PIECES])
        self.fields["pieces"] = forms.ModelMultipleChoiceField(
            library.filter(pk__in=shown if self.data.get("pieces") is None else rows.values("pk")).order_by(
                "-pk"
            ),
            to_field_name="public_id",
            label=line.title,
            widget=forms.CheckboxSelectMultiple,
            error_messages={
                "required": "请先勾选要用的材料。",
                "invalid_choice": "选的材料已经不能用，请重新选择。",
            },
        )
        self.fields["pieces"].label_from_instance = lambda row: f"{row.title}（{row.file_name}）"  # type: ignore[attr-defined]
        self.is_empty = not shown


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": "请填写日期。", "invalid": "日期写成 2026-11-25 这样，请改正。"},
    )


class OwnSelectionForm(forms.Form):
    decided_on = _day("校内评选日期")
    words = _text("评选过程", 2000, "请写明怎样评选出来的。", widget=forms.Textarea(attrs={"rows": 4}))
    notice_from = _day("公示开始")
    notice_until = _day("公示结束")
    outcome = _text("公示情况", 300, "请写明有没有收到异议。", help_text="例如：公示期间没有收到异议。")
    files = FilesField(endings=PAPERS, label="评选会议记录或公示截图", required=False)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        begin, end = said.get("notice_from"), said.get("notice_until")
        if begin and end and end < begin:
            self.add_error("notice_until", "公示结束早于开始，请核对日期。")
        return said

    def said(self) -> OwnSelected:
        return OwnSelected(**{name: self.cleaned_data[name] for name in OwnSelected.__slots__})


class CheckForm(forms.Form):
    """One row for each line of the formal check."""

    MET = (("", "未看"), ("yes", "符合"), ("no", "不符合"), ("apart", "不适用"))
    VALUE = {"": None, "yes": True, "no": False, "apart": True}

    def __init__(self, *, lines: tuple[Check, ...], **given: Any) -> None:
        super().__init__(**given)
        self.lines = lines
        for line in lines:
            self.fields[f"met-{line.key}"] = forms.ChoiceField(
                label=line.title, choices=self.MET, required=False
            )
            self.fields[f"words-{line.key}"] = _text(
                f"{line.title}：哪里不符合、怎样补正，或为什么不适用", 300
            )

    @property
    def rows(self) -> list[tuple[str, Any, Any]]:
        return [(line.title, self[f"met-{line.key}"], self[f"words-{line.key}"]) for line in self.lines]

    def found(self, rest: Collection[str] = ()) -> dict[str, tuple[bool | None, str]]:
        """rest: keys of lines that are met where nobody has said anything of them."""
        said = self.cleaned_data
        typed = {line.key: said[f"met-{line.key}"] for line in self.lines}
        typed |= {key: "yes" for key, value in typed.items() if not value and key in rest}
        return {key: (self.VALUE[value], said[f"words-{key}"]) for key, value in typed.items()}

    def apart(self) -> set[str]:
        return {line.key for line in self.lines if self.cleaned_data[f"met-{line.key}"] == "apart"}


class PaperForm(forms.Form):
    """Paper that lay here before the end, on the last day."""

    title = _text("申报名称", 120, "请填写申报名称。", help_text="学校已经起草的，写一样的名称。")
    at = forms.DateTimeField(
        label="收到时间",
        input_formats=FORMATS,
        widget=forms.DateTimeInput(format=FORMATS[0], attrs={"type": "datetime-local"}),
        error_messages={
            "required": "请填写收到时间。",
            "invalid": "时间写成 2026-11-25 17:30 这样，请改正。",
        },
    )
    reason = _text("网络或系统故障的情况", 300, "请写明故障情况。")
    files = FilesField(
        endings=PAPERS, label="纸质材料的扫描件", error_messages={"required": "请附上扫描件。"}
    )

    def __init__(self, *, call: Call, rules: Rules, **given: Any) -> None:
        super().__init__(**given)
        schools = Organisation.objects.filter(
            within(call.organisation.path), kind="school", withdrawn_at__isnull=True
        )
        self.fields["organisation"] = RowChoice(
            schools.order_by("order", "id"),
            words=lambda school: school.name,
            label="申报单位",
            error_messages={"required": "请选择申报单位。", "invalid_choice": "请选择申报单位。"},
        )
        if rules.group_titles:
            titles = [(title, title) for title in rules.group_titles]
            self.fields["group"] = forms.ChoiceField(label="组别", choices=titles)
        self.order_fields(["organisation", "title", "group", "at", "reason", "files"])


class BookForm(forms.Form):
    files = FilesField(
        endings=(".docx",), label="申报书模板（Word）", error_messages={"required": "请先选择文件。"}
    )


class ConflictForm(forms.Form):
    reason = _text("理由", 300, "请写明回避的理由。")

    def __init__(self, *, officers: Any, **given: Any) -> None:
        super().__init__(**given)
        self.fields["membership"] = RowChoice(
            officers,
            words=_named,
            label="回避人",
            error_messages={"required": "请选择回避人。", "invalid_choice": "请选择回避人。"},
        )
        self.order_fields(["membership", "reason"])


def _named(post: Membership) -> str:
    return f"{post.user.name}（{post.role_name}）" if hasattr(post, "role_name") else post.user.name


def ranks_of(data: Any, keys: list[str]) -> tuple[dict[str, int], list[str]]:
    """Typed ranks by public id, and what is wrong with them. Empty: not recommended."""
    ranks: dict[str, int] = {}
    for key in keys:
        text = str(data.get(f"rank-{key}", "")).strip()
        if not text:
            continue
        if not (text.isascii() and text.isdigit() and 0 < int(text) < 1000):
            return {}, ["推荐次序请填 1、2、3 这样的整数，不推荐的留空。"]
        ranks[key] = int(text)
    if len(set(ranks.values())) < len(ranks):
        return {}, ["推荐次序有重复的，请一个次序只排一份。"]
    return ranks, []
