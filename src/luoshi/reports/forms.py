"""What a report is to be about; a template from the officer's machine."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from luoshi.common import clock
from luoshi.common.actor import Actor
from luoshi.common.uploads import refusals
from luoshi.core import periods
from luoshi.plans.queries import plans_visible_to

from .choices import What, all_of, key_of_span, spans, usual_span
from .queries import places_for
from .states import Kind

ENDINGS = (".docx", ".xlsx")
MOST_PLACES, MOST_PLANS = 2_000, 60


class ReportForm(forms.Form):
    about = forms.ChoiceField(label="报告")
    place = forms.ChoiceField(
        label="写哪个单位", help_text="本单位，或者下属的一个单位；数都是这个单位范围内的。"
    )
    span = forms.ChoiceField(label="期间", required=False, help_text="“上期”是同样长的前一期。")
    plan = forms.ChoiceField(
        label="计划", required=False, help_text="任务、里程碑、报送、预警的数按这个计划算。"
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.whats = {each.about: each for each in all_of(actor)}
        self.places = {row.public_id: row for row in places_for(actor)[:MOST_PLACES]}
        self.plans = {
            row.public_id: row for row in plans_visible_to(actor).order_by("-start", "-id")[:MOST_PLANS]
        }
        self.spans = {key_of_span(span): span for span in spans(clock.today())}
        self._fill("about", [(key, each.label) for key, each in self.whats.items()])
        self._fill("place", [(key, row.short) for key, row in self.places.items()])
        self._fill("plan", [("", "— 不按计划 —"), *((key, row.short) for key, row in self.plans.items())])
        grouped: dict[str, list[tuple[str, str]]] = {}
        for key, span in self.spans.items():
            grouped.setdefault(periods.KINDS[span.kind], []).append((key, span.label))
        self._fill("span", [("", "— 清单不分期间，写今天的条目 —"), *grouped.items()])
        self.fields["span"].needed_when = self.fields["plan"].needed_when = "清单不用选"  # type: ignore[attr-defined]

    def _fill(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.errors:
            return cleaned
        what, place = self.whats[cleaned["about"]], self.places[cleaned["place"]]
        if what.kind == Kind.REGISTER:
            span = usual_span(what.kind, clock.today())
            return {"what": what, "place": place, "span": span, "plan": None}
        if not cleaned.get("span"):
            self.add_error("span", "通报和总结写一段时间，请选择期间。")
        if not cleaned.get("plan") and self.plans:
            self.add_error("plan", "通报和总结按一个计划写，请选计划。")
        return {
            "what": what,
            "place": place,
            "span": self.spans.get(cleaned.get("span", "")),
            "plan": self.plans.get(cleaned.get("plan", "")),
        }


def first_values(actor: Actor, what: What | None) -> dict[str, str]:
    """What the form begins with: the own organisation, the usual period, the newest plan; a list is of neither."""
    chosen = what or What(Kind.CIRCULAR)
    is_list = chosen.kind == Kind.REGISTER
    place = places_for(actor).filter(pk=actor.organisation_id).first()
    plan = plans_visible_to(actor).order_by("-start", "-id").first()
    return {
        "about": chosen.about,
        "place": place.public_id if place is not None else "",
        "span": "" if is_list else key_of_span(usual_span(chosen.kind, clock.today())),
        "plan": plan.public_id if plan is not None and not is_list else "",
    }


class TemplateForm(forms.Form):
    upload = forms.FileField(
        label="改好的模板",
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(ENDINGS)}),
        help_text="Word（.docx）或 Excel（.xlsx），不超过 20 MB。"
        "标记写在正文、表格里；页眉、页脚、文本框里的不会填写。",
        error_messages={"required": "请选择模板文件。", "empty": "这是空文件，里面没有内容，请重新选择。"},
    )

    def clean_upload(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["upload"]
        for refusal in refusals([upload], ENDINGS):
            raise forms.ValidationError(refusal)
        return upload
