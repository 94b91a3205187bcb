"""What the school writes into a report; what the bureau sets for its plan."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.functional import cached_property

from luoshi.common import clock, form_pages
from luoshi.plans.models import Plan
from luoshi.workplans.given import Share
from luoshi.workplans.parts import number_words

from .models import PeriodicReport, ReportNumber, ReportRow
from .models.reports import LONGEST, MOST_DUE_DAYS
from .queries import periods_to_open
from .reports.completeness import is_short, lacks_of
from .reports.elsewhere import Elsewhere
from .reports.sources import Known, opens_with, share_of, told_of
from .states import PeriodKind

NOT_A_NUMBER = {
    "invalid": "要填数字，例如 3 或 12.5。",
    "max_decimal_places": "最多四位小数，请改正。",
    "min_value": "不能是负数。",
}


def _number(label: str) -> forms.DecimalField:
    box = forms.TextInput(attrs={"inputmode": "decimal"})
    return forms.DecimalField(
        label=label, required=False, min_value=0, max_digits=14, decimal_places=4, widget=box,
        error_messages=NOT_A_NUMBER,
    )  # fmt: skip


def _boxes_of(number: ReportNumber) -> dict[str, forms.Field]:
    """What was reached, and why it is less: neither is 选填, the report is not sent without them."""
    actual = _number(f"{number.target.words}：完成数")
    actual.needed_when = "报送前要填"  # type: ignore[attr-defined]
    reason = forms.CharField(label=f"{number.target.words}：差距说明", max_length=300, required=False)
    reason.needed_when = "没有达到年度目标的，要写一句"  # type: ignore[attr-defined]
    return {f"actual_{number.public_id}": actual, f"reason_{number.public_id}": reason}


def asks_words(read: dict[str, Any]) -> str:
    """Said at the box instead of 选填 where the report cannot be sent without a sentence."""
    if read["unexplained"]:
        return "有逾期的，要写原因和安排"
    return "本期没有填过进展，要写一句" if read["owes"] else ""


class ReportForm(forms.Form):
    """All rows on one page: a text each, a number and a sentence for each target; what stays agreed is read only."""

    refused_as = form_pages.KEPT
    use_required_attribute = False

    def __init__(
        self,
        *args: Any,
        rows: list[ReportRow],
        taken: list[dict[str, Any]],
        closed: set[int],
        elsewhere: Mapping[int, Elsewhere],
        known: Known,
        **given: Any,
    ) -> None:
        super().__init__(*args, **given)
        self.rows, self.taken, self.closed = rows, taken, closed
        self.elsewhere, self.known = elsewhere, known
        read = {each["row"]: each for each in taken}
        for row in rows:
            shut = row.pk in closed
            title = read[row.public_id]["title"]
            area = forms.Textarea(attrs={"rows": 3, "readonly": True} if shut else {"rows": 3})
            box = forms.CharField(label=f"{title}：补充说明", max_length=LONGEST, required=False, widget=area)
            box.needed_when = asks_words(read[row.public_id])  # type: ignore[attr-defined]
            self.fields[f"words_{row.public_id}"] = box
            for number in row.numbers.all():
                self.fields |= _boxes_of(number)

    def text(self, name: str) -> str:
        """As it stands on the page, typed or stored."""
        return str(self[name].value() or "").strip()

    def _actual(self, number: ReportNumber) -> Decimal | None:
        name = f"actual_{number.public_id}"
        try:
            found: Decimal | None = self.fields[name].clean(self[name].value())
        except forms.ValidationError:
            return None
        return found

    def _lacks(self, row: ReportRow, read: dict[str, Any]) -> list[tuple[str, str]]:
        """(id of the box, what is lacking) as the page stands; what stays agreed lacks nothing."""
        if row.pk in self.closed:
            return []
        said = [
            (number, self._actual(number), self.text(f"reason_{number.public_id}"))
            for number in row.numbers.all()
        ]
        lacks = lacks_of(read, self.text(f"words_{row.public_id}"), said)
        return [(f"id_{box}", words) for box, words in lacks]

    def left(self) -> list[dict[str, Any]]:
        """The sections that still lack something."""
        return [section for section in self.sections if section["lacks"]]

    def share(self) -> Share:
        """How much of it was there before anybody typed."""
        return share_of(self.taken, _numbers(self.rows), self.known, self.elsewhere)

    def lacking(self) -> int:
        return sum(len(section["lacks"]) for section in self.left())

    def returned(self) -> list[dict[str, Any]]:
        """What alone may be changed, where only parts of the report came back."""
        sections = self.sections
        given = [section for section in sections if not section["closed"]]
        return given if len(given) < len(sections) else []

    @cached_property
    def sections(self) -> list[dict[str, Any]]:
        """For the page, worked out once: a row with its facts, its box, its numbers with theirs, what it lacks, whether
        it is folded.
        """
        read = {each["row"]: each for each in self.taken}
        return [
            {
                "row": row,
                "taken": read[row.public_id],
                "words": self[f"words_{row.public_id}"],
                "closed": row.pk in self.closed,
                "lacks": (lacks := self._lacks(row, read[row.public_id])),
                "open": bool(lacks) or row.returned or self._is_wrong(row),
                "stands": self._stands(row, read[row.public_id], len(lacks)),
                "numbers": [
                    {
                        "number": number,
                        "goal": number_words(number.goal),
                        "actual": self[f"actual_{number.public_id}"],
                        "reason": self[f"reason_{number.public_id}"],
                        "told": told_of(number, self.known, self.elsewhere),
                    }
                    for number in row.numbers.all()
                ],
            }
            for row in self.rows
        ]

    def _is_wrong(self, row: ReportRow) -> bool:
        keys = {row.public_id, *(number.public_id for number in row.numbers.all())}
        return any(name.partition("_")[2] in keys for name in self.errors)

    def _stands(self, row: ReportRow, read: dict[str, Any], lacks: int) -> tuple[str, str]:
        """In one word with its tone."""
        if row.pk in self.closed:
            return "没有退回", ""
        if lacks:
            return f"还要写 {lacks} 处", "warn"
        if self.text(f"words_{row.public_id}") or row.numbers.all():
            return "已写", "ok"
        return ("已按进展起草", "ok") if read["said"] else ("不用写", "")

    def unsaid(self) -> list[str]:
        """Names of the boxes that still need a sentence, as they stand on the page."""
        asked = {row.public_id for row in self.rows if row.pk not in self.closed}
        names = [f"words_{each['row']}" for each in self.taken if each["row"] in asked and asks_words(each)]
        return [name for name in names if not self.text(name)]

    def alike(self) -> list[tuple[str, str, str, bool]]:
        """(kind, box, of what, ticked): empty boxes that one sentence may be written into, if several are left."""
        titles = {each["row"]: each["title"] for each in self.taken}
        unsaid = self.unsaid()
        found = [("补充说明", name, titles[name.removeprefix("words_")], True) for name in unsaid]
        for row in self.rows:
            for number in row.numbers.all() if row.pk not in self.closed else ():
                name, actual = f"reason_{number.public_id}", self._actual(number)
                if not self.text(name) and (actual is None or is_short(number, actual)):
                    said = "还没有填" if actual is None else f" {number_words(actual)}"
                    goal = f"{number.target.words}，年度目标 {number_words(number.goal)}，完成数{said}"
                    words = f"{titles[row.public_id]}（{goal}）"
                    found.append(("差距说明", name, words, not unsaid and actual is not None))
        return found if len(found) > 1 else []

    def words(self) -> dict[int, str]:
        return {row.pk: self.cleaned_data[f"words_{row.public_id}"] for row in self.rows}

    def numbers(self) -> dict[int, tuple[Decimal | None, str]]:
        return {
            number.pk: (
                self.cleaned_data[f"actual_{number.public_id}"],
                self.cleaned_data[f"reason_{number.public_id}"],
            )
            for number in _numbers(self.rows)
        }


def _numbers(rows: list[ReportRow]) -> list[ReportNumber]:
    return [number for row in rows for number in row.numbers.all()]


def stored(report: PeriodicReport, elsewhere: Mapping[int, Elsewhere], known: Known) -> dict[str, Any]:
    """What the form opens with: where no number stands yet, the one that is known for it."""
    rows = list(report.rows.prefetch_related("numbers"))
    said: dict[str, Any] = {f"words_{row.public_id}": row.words for row in rows}
    for number in _numbers(rows):
        found = opens_with(number, known, elsewhere)
        actual = None if found is None else number_words(found)
        said |= {f"actual_{number.public_id}": actual, f"reason_{number.public_id}": number.reason}
    return said


class TermsForm(forms.Form):
    kind = forms.ChoiceField(label="报告周期", choices=PeriodKind.choices)
    due_days = forms.IntegerField(
        label="期末后几个工作日内报送",
        min_value=0,
        max_value=MOST_DUE_DAYS,
        help_text="按本单位的工作日历算。",
    )
    since = forms.DateField(
        label="从哪一天所在的周期开始",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="例如填今年 7 月的任一天，季报从第三季度开始。",
    )
    asks_stamp = forms.BooleanField(
        label="要盖章件", required=False, help_text="要的，盖章页交回以后才能接收。"
    )
    at_once = forms.BooleanField(
        label="确认一次打开多期",
        required=False,
        help_text="只在要补报过去几期时勾选。打开错的，没有学校报送前可以取消。",
    )

    def __init__(self, *args: Any, plan: Plan, **given: Any) -> None:
        super().__init__(*args, **given)
        self.plan = plan

    def clean(self) -> dict[str, Any]:
        """How many periods would be opened is said before they are."""
        cleaned = super().clean() or {}
        sure, since, kind = cleaned.pop("at_once", False), cleaned.get("since"), cleaned.get("kind")
        come = periods_to_open(self.plan, kind, since) if kind and since else []
        if len(come) > 1 and not sure:
            said = f"{come[0].label}到{come[-1].label}，共 {len(come)} 期"
            words = (
                f"保存后会一次打开{said}，各校都要补报，期限已经过了的马上显示逾期。"
                "确实要的，勾选“确认一次打开多期”；不要的，日期填近一些。"
            )
            self.add_error("since", words)
        return cleaned

    def clean_since(self) -> Any:
        day = self.cleaned_data["since"]
        if abs((day - clock.today()).days) > 366 * 3:
            raise forms.ValidationError("日期离现在太远，请核对年份。")
        return day


class ExtendForm(forms.Form):
    due = forms.DateField(label="新的期限", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    reason = forms.CharField(label="理由", max_length=300, help_text="各校会看到。")
