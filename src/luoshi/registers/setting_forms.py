"""Forms of a register's settings: facts, what tells entries apart, a check. They clean; they never write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from luoshi.common.dataforms.editor.conditions import ConditionField
from luoshi.core.conditions import from_json
from luoshi.core.fields import Field, Form, words_of
from luoshi.core.fields.model import FILES
from luoshi.core.packs.registers import RETENTION
from luoshi.core.registers import (
    NAMES,
    PARAMETERS,
    SEVERITIES,
    WITH_NEXT,
    WITH_SEVERITY,
    Param,
    set_anew,
)
from luoshi.core.registers.roles import ROLES, candidates, wrong_in_roles

from .derived_values import form_with_derived
from .identity import form_of
from .models import Register
from .states import StageKind, Stages

COLUMNS, FREE = 12, 2  # columns of a list; boxes beyond those in use, six at least
FEWEST = 6
MOST_KEYS = 6
LONGEST = 80
MOST_EXPECTED = 200  # as in a site pack


def _text(label: str, most: int, help_text: str = "", *, required: bool = True, rows: int = 0) -> Any:
    return forms.CharField(
        label=label,
        max_length=most,
        required=required,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput(),
        error_messages={"required": "请填写。", "max_length": f"最多 {most} 个字，请精简。"},
    )


def _whole(label: str, least: int, most: int, help_text: str = "", *, required: bool = True) -> Any:
    return forms.IntegerField(
        label=label,
        required=required,
        min_value=least,
        max_value=most,
        help_text=help_text,
        error_messages={
            "required": "请填写。",
            "invalid": "要写整数。",
            "min_value": f"最少 {least}。",
            "max_value": f"最多 {most}。",
        },
    )


class FactsForm(forms.Form):
    """What a register is called, for what, with which stages, how long personal values are kept."""

    title = _text("名称", 60, "例如：教师、合作企业。页面上写成“…台账”。")
    group = _text("分组", 40, "在台账目录里归到哪一组，例如：教师队伍。")
    tells = _text("登记什么", 300, "一句话写明一条是什么、谁要登记、为什么，填的人看得到。", rows=2)
    stages = forms.ChoiceField(label="建设阶段", choices=Stages.choices, widget=forms.RadioSelect)
    retention_years = _whole("个人信息保留年数", 0, 50, "条目结束满这么多年，个人信息自动清除，不能恢复。")
    expected = _text(
        "应有清单",
        17_000,
        "各校都应该有的名称，一行一个，例如制度的名称。没有就空着。",
        required=False,
        rows=3,
    )

    def clean_expected(self) -> list[str]:
        lines = dict.fromkeys(line.strip() for line in self.cleaned_data["expected"].splitlines())
        found = [line for line in lines if line]
        if any(len(line) > LONGEST for line in found):
            raise forms.ValidationError(f"每一行最多 {LONGEST} 个字。")
        if len(found) > MOST_EXPECTED:
            raise forms.ValidationError(f"最多 {MOST_EXPECTED} 行。")
        return found


class ChangeForm(FactsForm):
    why_fewer = _text(
        "缩短保留年数的理由",
        300,
        "只在缩短保留年数、马上有个人信息期满清除时填写：另一人确认以后才缩短，其他改动马上生效。",
        required=False,
        rows=2,
    )


class StartForm(FactsForm):
    """A new register: empty, or beginning as one that is in use."""

    like = forms.ChoiceField(
        label="从哪里开始",
        required=False,
        help_text="照着已有的台账做：登记的内容、怎样算同一条、清单的列、核查规则都带过来，再改成自己要的；原来的台账不变。",
    )

    def __init__(self, *args: Any, sources: Sequence[Register], **given: Any) -> None:
        super().__init__(*args, **given)
        self.sources = {row.public_id: row for row in sources}
        choices = [("", "空白"), *((key, f"照着“{row.title}”") for key, row in self.sources.items())]
        self.fields["like"].choices = choices  # type: ignore[attr-defined]

    def facts(self) -> tuple[dict[str, Any], Register | None]:
        said = dict(self.cleaned_data)
        return said, self.sources.get(said.pop("like"))


def stored_facts(register: Register) -> dict[str, Any]:
    names = ("title", "group", "tells", "stages", "retention_years")
    return {name: getattr(register, name) for name in names} | {"expected": "\n".join(register.expected)}


NEW = {"stages": Stages.NONE, "retention_years": RETENTION}


class IdentityForm(forms.Form):
    """Which fields tell one entry from another, and which columns the list shows, the first naming an entry."""

    identity = forms.MultipleChoiceField(
        label="怎样算同一条",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="勾选的项目都一样，就算同一条：同一学校不能登两次，几个学校都登的汇总时只算一个。一项都不选，每条各算一条。",
    )

    def __init__(self, *args: Any, form: Form, **given: Any) -> None:
        super().__init__(*args, **given)
        plain = [field for field in form.fields if field.kind != "table" and field.kind not in FILES]
        named = [(f.key, f"{f.label}（个人信息，加密比对）" if f.personal else f.label) for f in plain]
        self.fields["identity"].choices = named  # type: ignore[attr-defined]
        shown = [("", "—"), *((field.key, field.label) for field in plain if not field.personal)]
        used = sum(bool(value) for name, value in (self.initial or {}).items() if name.startswith("column"))
        self.columns = min(COLUMNS, max(FEWEST, used + FREE))
        for number in range(1, self.columns + 1):
            self.fields[f"column{number}"] = forms.ChoiceField(
                label=f"清单第 {number} 列" + ("（条目的名称）" if number == 1 else ""),
                choices=shown,
                required=number == 1,
                error_messages={"required": "请选一项作条目的名称。"},
            )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        columns = [said.get(f"column{number}") or "" for number in range(1, self.columns + 1)]
        if len(said.get("identity") or ()) > MOST_KEYS:
            self.add_error("identity", f"最多选 {MOST_KEYS} 项。")
        said["shows"] = [each for each in dict.fromkeys(columns) if each]
        return said


def stored_columns(identity: Sequence[str], shows: Sequence[str]) -> dict[str, Any]:
    return {"identity": list(identity)} | {f"column{at}": key for at, key in enumerate(shows[:COLUMNS], 1)}


class RolesForm(forms.Form):
    """Which field plays which part, so that values follow from it."""

    def __init__(self, *args: Any, form: Form, **given: Any) -> None:
        super().__init__(*args, **given)
        self.form = form
        for role in ROLES:
            if found := candidates(form, role):
                self.fields[_name(role.key)] = forms.ChoiceField(
                    label=role.label,
                    choices=[("", "没有"), *found],
                    required=False,
                    help_text=f"选了以后系统自动算出：{role.gives}。核查规则和指标都能用，不用再填。",
                )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        roles = {role.key: said[_name(role.key)] for role in ROLES if said.get(_name(role.key))}
        for words in wrong_in_roles(self.form, roles):
            self.add_error(None, words)
        return {"roles": roles}


def _name(role: str) -> str:
    return role.replace(".", "_")


def stored_roles(roles: Mapping[str, str]) -> dict[str, str]:
    return {_name(role): path for role, path in roles.items()}


def open_fields(form: Form) -> list[tuple[str, Field]]:
    """Fields and columns that are not personal: what a check says is read by the offices above too."""
    return [(path, field) for path, field in form.walk() if not field.personal]


def day_label(form: Form, path: str) -> str:
    table, _, column = path.partition(".")
    found = form.at(path)
    return f"{form.label(table)}：{found.label}" if column and found else form.label(path)


class CheckForm(forms.Form):
    """One check: when it is asked, and what its rule is told."""

    def __init__(
        self, *args: Any, register: Register, rule: str, others: Sequence[Register], old: Mapping[str, Any],
        **given: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **given)
        self.rule, self.old, self.form = rule, old, form_with_derived(register)
        self.others = others
        self.fields["called"] = _text("页面上叫什么", 40, f"不填就叫“{NAMES[rule]}”。", required=False)
        for each in PARAMETERS[rule]:
            self.fields[each.key] = self._field(each, form_of(register))
        self.fields["when"] = ConditionField(self.form, "只查这些条目", required=False)
        if rule in WITH_NEXT:
            self.fields["next"] = _text(
                "查出以后怎么办", 200, "写给学校看的一句话；不填用一般的说法。", required=False, rows=2
            )
        if rule in WITH_SEVERITY:
            choices = [("", "一般：请核对"), *SEVERITIES.items()]
            self.fields["severity"] = forms.ChoiceField(label="程度", choices=choices, required=False)
        self.fields["source"] = _text(
            "依据", 200, "文件、文号、条款。查出的每一条旁边都写明。", required=False
        )
        self.initial = {**self._start(), **(self.initial or {})}

    def _field(self, each: Param, form: Form) -> forms.Field:
        note = each.help or (
            f"不填就是 {each.otherwise}。" if each.kind == "number" and each.otherwise else ""
        )
        if each.kind == "number":
            return _whole(each.label, 0, 9999, note, required=False)
        if each.kind == "text":
            return _text(each.label, 40, each.help or f"不填就写“{each.otherwise}”。", required=False)
        if each.kind == "yes_no":
            return forms.BooleanField(label=each.label, required=False)
        choices = self._choices(each, form)
        if each.kind in ("stages", "fields"):
            return forms.MultipleChoiceField(
                label=each.label,
                choices=choices,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                help_text=each.help,
            )
        return forms.ChoiceField(
            label=each.label,
            choices=choices if each.needed else [("", "—"), *choices],
            required=each.needed,
            help_text=each.help,
            error_messages={"required": "请选择。"},
        )

    def _choices(self, each: Param, form: Form) -> list[tuple[str, str]]:
        if each.kind == "register":
            found = [(row.key, row.title) for row in self.others]
        elif each.kind == "stages":
            return list(StageKind.choices)
        elif each.kind == "table":
            found = [(field.key, field.label) for field in form.fields if field.kind == "table"]
        elif each.kind == "day":
            found = [
                (path, day_label(form, path)) for path, field in open_fields(form) if field.kind == "date"
            ]
        elif each.kind == "column":
            columns = [(p, f) for p, f in open_fields(form) if "." in p and f.kind == "date"]
            found = [(field.key, day_label(form, path)) for path, field in columns]
        else:
            fields = [field for field in form.fields if self.rule == "filled" or not field.personal]
            found = [(field.key, field.label) for field in fields]
        stored = self.old.get(each.key)
        if isinstance(stored, str) and stored not in dict(found):
            found.append(
                (stored, self.form.label(stored) if self.form.at(stored) else "原来指的项目，现在没有了")
            )
        return found

    def _start(self) -> dict[str, Any]:
        """What stands, and for what is not said what holds by itself, where the form has it."""
        found = {name: self.old[name] for name in self.fields if name in self.old and name != "when"}
        for each in PARAMETERS[self.rule]:
            if each.key in found or each.kind in ("number", "text"):
                continue
            choices = dict(getattr(self.fields[each.key], "choices", ()))
            if isinstance(each.otherwise, tuple):
                found[each.key] = [key for key in each.otherwise if key in choices]
            elif each.otherwise in choices:
                found[each.key] = each.otherwise
        found["when"] = self._condition()
        return found

    def _condition(self) -> Any:
        """Kept in words where it asks for what the page cannot show."""
        asked: Any = self.fields["when"]
        shown = asked.start(self.old.get("when"))
        names = {name for name, _ in asked.widget.names}
        if shown and any(line["field"] not in names for line in shown["lines"]):
            asked.widget.words = words_of(self.form, from_json(self.old["when"]))
            return {"mode": "all", "keep": True, "lines": []}
        return shown

    def check_data(self) -> dict[str, Any]:
        return set_anew(self.old, self.rule, self.cleaned_data)
