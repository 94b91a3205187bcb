"""The form that opens a filing or changes it."""

from __future__ import annotations

from typing import Any

from django import forms

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import within
from luoshi.common import clock
from luoshi.common.actor import Actor
from luoshi.core.periods import KINDS, Period, period_before, period_of

from ..models import Indicator, IndicatorVersion
from .queries import indicators_visible_to

SHOWN = 5  # periods to choose from, the one under way first


def spans(kind: str) -> list[Period]:
    found = [period_of(kind, clock.today())]
    while len(found) < SHOWN and kind != "point":
        found.append(period_before(found[-1]))
    return found


def asked_versions(actor: Actor) -> list[IndicatorVersion]:
    """Definitions in force that are filled in."""
    rows = IndicatorVersion.objects.filter(
        superseded_at__isnull=True,
        indicator__in=indicators_visible_to(actor).filter(withdrawn_at__isnull=True).order_by().values("pk"),
    ).select_related("indicator")
    return [row for row in rows.order_by("indicator__order", "indicator_id") if not row.computed]


def schools_of(actor: Actor) -> list[Organisation]:
    rows = Organisation.objects.filter(kind=Organisation.Kind.SCHOOL, withdrawn_at__isnull=True)
    return list(rows.filter(within(actor.path)).order_by("order", "id"))


def _titled(row: IndicatorVersion) -> str:
    return f"{row.indicator.title}（{row.unit}）" if row.unit else row.indicator.title


REQUIRED = {"required": "请填写。", "invalid": "日期写成 2026-09-01 这样。", "max_length": "太长，请精简。"}


class FilingFacts(forms.Form):
    title = forms.CharField(
        label="名称", max_length=80, error_messages=REQUIRED, help_text="例如：2026年学年初办学条件。"
    )
    words = forms.CharField(
        label="填报说明", required=False, max_length=2000, error_messages=REQUIRED,
        widget=forms.Textarea(attrs={"rows": 3}), help_text="为什么填、从哪里取数；学校在填报页上看得到。",
    )  # fmt: skip
    due = forms.DateField(
        label="报送期限",
        error_messages=REQUIRED,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class NewFiling(FilingFacts):
    """Period, indicators and schools besides."""

    def __init__(self, *args: Any, actor: Actor, **given: Any) -> None:
        super().__init__(*args, **given)
        versions = asked_versions(actor)
        self.by_key: dict[str, IndicatorVersion] = {row.indicator.public_id: row for row in versions}
        self.schools = {row.public_id: row for row in schools_of(actor)}
        kinds = list(dict.fromkeys(row.period_type for row in versions))
        self.spans = {f"{span.kind}:{span.starts}": span for kind in kinds for span in spans(kind)}
        need = {"required": "请至少选一个。", "invalid_choice": "没有这个选项，请刷新页面后重选。"}
        self.fields["period"] = forms.ChoiceField(
            label="统计期",
            choices=[(key, span.label) for key, span in self.spans.items()],
            error_messages=need,
        )
        labels = [
            (
                KINDS[kind],
                [(key, _titled(row)) for key, row in self.by_key.items() if row.period_type == kind],
            )
            for kind in kinds
        ]
        box = forms.CheckboxSelectMultiple
        self.fields["indicators"] = forms.MultipleChoiceField(
            label="填哪些指标", choices=labels, widget=box, error_messages=need,
            help_text="由台账计算的不用填，这里没有列。一次填报里的指标要是同一种周期。",
        )  # fmt: skip
        self.fields["schools"] = forms.MultipleChoiceField(
            label="哪些学校填", choices=[(key, row.short) for key, row in self.schools.items()], widget=box,
            initial=list(self.schools), error_messages=need, help_text="全部学校已经勾上，不填的去掉。",
        )  # fmt: skip

        self.fields["asks_steps"] = forms.BooleanField(
            label="先经学校自己的审批", required=False, initial=True,
            help_text="学校按自己的审批流程（简短的是校长同意）办完才报送，期限按离开学校算。",
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if self.errors:
            return said
        said["span"] = self.spans[said.pop("period")]
        chosen = said.pop("indicators")
        rows: list[Indicator] = [row.indicator for key, row in self.by_key.items() if key in chosen]
        wrong = [
            row.indicator.title
            for key, row in self.by_key.items()
            if key in chosen and row.period_type != said["span"].kind
        ]
        if wrong:
            self.add_error("indicators", f"“{wrong[0]}”的统计周期与所选的统计期不同，请分开发起。")
        said["indicators"] = rows
        said["schools"] = [self.schools[key] for key in said.pop("schools")]
        return said
