"""Input of the school: one part with its text, numbers by year and money; who carries which part; small forms."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone

from luoshi.accounts.models import Organisation
from luoshi.common import form_pages
from luoshi.common.dataforms.beside import OWN, Beside, apart
from luoshi.common.dataforms.sources import prefill_for
from luoshi.common.dataforms.web import DataForm, make_form
from luoshi.papers import uploads
from luoshi.papers.file_fields import FilesField
from luoshi.plans.models import Target
from luoshi.undertakings.models import Duty

from . import parts as works
from .completeness import answers_of, values_of
from .given import Given
from .goal_changes import BY_ASKING, held_numbers
from .models import Workplan, WorkplanPart
from .queries import without_head

LARGEST = Decimal(10) ** 12  # what a box may add to a sum on the page

STRICT = {"more_than": "超过", "less_than": "低于"}
NOT_A_NUMBER = {"invalid": "要填数字，例如 3 或 12.5。", "max_decimal_places": "小数位数太多，请改正。"}


class NumbersForm(forms.Form):
    """Goals and money, a box for each year."""

    refused_as = form_pages.KEPT
    use_required_attribute = False

    def __init__(
        self, *args: Any, part: WorkplanPart, duties: list[Duty], there: Given | None = None, **given: Any
    ) -> None:
        super().__init__(*args, prefix=OWN, **given)
        self.there = there
        workplan = part.workplan
        self.years = works.years_of(workplan.plan, workplan.round)
        self.targets = works.targets_of(duties)
        used = set(part.money.values_list("source", flat=True))
        names, current = works.source_names(workplan.plan), works.sources_of(workplan.plan)
        left = [(key, names[key]) for key in sorted(used - {key for key, _ in current}) if key in names]
        self.sources = [*current, *left]
        self.held = held_numbers(workplan)
        self.city = {(goal.target_id, goal.year): goal.city for goal in part.goals.all()}
        for target in self.targets:
            for year in self.years:
                label = f"{target.words}（{year} 年）"
                box = number_box(label, 4)
                if (target.pk, year) in self.held:
                    box.widget.attrs["readonly"] = True
                self.fields[f"goal_{target.public_id}_{year}"] = box
        for key, name in self.sources:
            for year in self.years:
                self.fields[f"money_{key}_{year}"] = number_box(f"{name}（{year} 年）", 2)

    def goal_rows(self) -> Iterator[dict[str, Any]]:
        """For the page: one row a target, a box a year with the city's number beside it."""
        for target in self.targets:
            boxes = [(year, self[f"goal_{target.public_id}_{year}"]) for year in self.years]
            cells = [
                (
                    box,
                    self.city.get((target.pk, year)),
                    self._there(target, year),
                    self._short(target, year, box),
                    (target.pk, year) in self.held,
                )
                for year, box in boxes
            ]
            asked, strict = works.asked_of_each(target), STRICT.get(target.comparator, "")
            yield {"target": target, "cells": cells, "asked": asked, "strict": strict}

    def _short(self, target: Target, year: int, box: Any) -> bool:
        """Nonsense and what no box takes is said by the box itself."""
        said = _shown(box) if box.value() not in (None, "") and not box.errors else None
        return works.falls_short(target, year, self.years, said)

    def _there(self, target: Target, year: int) -> Decimal | None:
        """What the same work said of the same figure in another plan's workplan."""
        figure = self.there.figure(target, year) if self.there is not None else None
        return figure[1] if figure is not None else None

    def money_rows(self) -> Iterator[dict[str, Any]]:
        for key, name in self.sources:
            boxes = [self[f"money_{key}_{year}"] for year in self.years]
            yield {"name": name, "boxes": boxes, "sum": sum(map(_shown, boxes), Decimal(0))}

    def year_sums(self) -> list[Decimal]:
        """Of the money, below each year; the last one is all of it."""
        sums = [
            sum((_shown(self[f"money_{key}_{year}"]) for key, _ in self.sources), Decimal(0))
            for year in self.years
        ]
        return [*sums, sum(sums, Decimal(0))]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for target in self.targets:
            for year in self.years:
                name = f"goal_{target.public_id}_{year}"
                number, held = cleaned.get(name), self.held.get((target.pk, year))
                if words := works.impossible(target, number):
                    self.add_error(name, words)
                elif (target.pk, year) in self.held and number != held and name not in self.errors:
                    self.add_error(name, BY_ASKING)
        return cleaned

    def goals(self) -> dict[tuple[int, int], Decimal | None]:
        return {
            (target.pk, year): self.cleaned_data[f"goal_{target.public_id}_{year}"]
            for target in self.targets
            for year in self.years
        }

    def money(self) -> dict[tuple[str, int], Decimal | None]:
        return {
            (key, year): self.cleaned_data[f"money_{key}_{year}"]
            for key, _ in self.sources
            for year in self.years
        }


class WideNumber(forms.DecimalField):
    """Takes the full-width figures of a Chinese keyboard and commas between thousands too: ８．５, 1,200."""

    def to_python(self, value: Any) -> Decimal | None:
        if isinstance(value, str):
            value = re.sub(r"(?<=\d),(?=\d{3}(?:\D|$))", "", unicodedata.normalize("NFKC", value))
        return super().to_python(value)


def number_box(label: str, places: int) -> forms.DecimalField:
    box = forms.TextInput(attrs={"inputmode": "decimal", "aria-label": label})
    return WideNumber(
        label=label, required=False, min_value=0, max_digits=14, decimal_places=places, widget=box,
        error_messages={**NOT_A_NUMBER, "min_value": "不能是负数。"},
    )  # fmt: skip


def _shown(bound: Any) -> Decimal:
    """The number in a box, as typed or stored; nonsense counts nothing, the box itself says so."""
    try:
        said = Decimal(str(bound.value() or 0).replace(",", ""))
        return said if said.is_finite() and abs(said) < LARGEST else Decimal(0)
    except ArithmeticError:
        return Decimal(0)


class PartForm(Beside):
    """Numbers and money of a part, and the questions asked of it."""

    own: NumbersForm

    def __init__(self, own: NumbersForm, questions: DataForm | None) -> None:
        super().__init__(own, questions)
        if questions is not None:
            questions.refused_as = form_pages.KEPT  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """As the act takes it."""
        answers = self.questions.cleaned_data if self.questions is not None else {}
        return {"answers": answers, "goals": self.own.goals(), "money": self.own.money()}


def make_part_form(
    part: WorkplanPart,
    duties: list[Duty],
    actor: Any,
    *,
    there: Given | None = None,
    data: Any = None,
    initial: Mapping[str, Any] | None = None,
) -> PartForm:
    own, rest = apart(initial or {})
    numbers = NumbersForm(data, part=part, duties=duties, there=there, initial=own)
    version = part.workplan.form_version
    if version is None:
        return PartForm(numbers, None)
    about = duties[0].task if duties else None
    prefill = prefill_for(version.form, actor, organisation_id=part.workplan.organisation_id, about=about)
    questions = make_form(version, actor=actor, data=data, initial=rest, prefill=prefill, complete=False)
    return PartForm(numbers, questions)


def stored(part: WorkplanPart) -> dict[str, Any]:
    """What is stored now, by the names the form uses."""
    part.refresh_from_db()
    said: dict[str, Any] = {}
    for goal in part.goals.select_related("target"):
        if goal.school is not None:
            said[f"{OWN}-goal_{goal.target.public_id}_{goal.year}"] = works.number_words(goal.school)
    for row in part.money.all():
        said[f"{OWN}-money_{row.source}_{row.year}"] = works.number_words(row.amount)
    answer = answers_of(part.workplan, [part]).get(part.public_id)
    return said | values_of(part.workplan, answer)


class AssignForm(forms.Form):
    """Which department carries which part."""

    def __init__(
        self, *args: Any, rows: list[tuple[WorkplanPart, str]], departments: Any, **given: Any
    ) -> None:
        super().__init__(*args, **given)
        self.rows = rows
        self.headless = without_head(departments)
        for part, title in rows:
            self.fields[part.public_id] = forms.ModelChoiceField(
                label=title,
                queryset=departments,
                required=False,
                to_field_name="public_id",
                empty_label="由项目办填写",
                error_messages={"invalid_choice": "这个处室不能选，请重新选择。"},
            )
            self.fields[part.public_id].label_from_instance = self._called

    def _called(self, department: Organisation) -> str:
        return f"{department.short}{'（现在没有负责人）' if department.pk in self.headless else ''}"

    def nobody(self) -> list[str]:
        """The departments chosen that nobody heads."""
        chosen = {each.pk: each.short for each in self.departments().values() if each is not None}
        return [name for key, name in chosen.items() if key in self.headless]

    def departments(self) -> dict[int, Any]:
        return {part.pk: self.cleaned_data[part.public_id] for part, _ in self.rows}


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="为什么修订",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="市教育局据此审核。新版备案之前，现在的方案照旧有效。",
        error_messages={"required": "请写明为什么要修订。"},
    )


class CopyForm(forms.Form):
    source = forms.ModelChoiceField(
        label="套用哪一份",
        queryset=Workplan.objects.none(),
        to_field_name="public_id",
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": "请先选一份。", "invalid_choice": "这份方案不能套用，请另选。"},
    )

    def __init__(self, *args: Any, rows: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["source"].queryset = rows
        self.fields["source"].label_from_instance = _filed_words


def _filed_words(row: Workplan) -> str:
    day = timezone.localtime(row.filed_at).strftime("%Y-%m-%d") if row.filed_at else ""
    return f"{row.title}（{day}备案）"


class FilesForm(forms.Form):
    files = FilesField(
        label="附件",
        endings=(*uploads.PAPERS, ".docx", ".doc"),
        help_text="PDF、图片、OFD 或 Word，每个不超过 20 MB。",
        error_messages={"required": "请先选择文件。"},
    )


class SourcesForm(forms.Form):
    names = forms.CharField(
        label="经费来源",
        max_length=800,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text="一行一个，各校方案按这个次序填。改掉的名称，已经填了的照旧保留。",
        error_messages={"required": "请至少写一个来源。"},
    )
