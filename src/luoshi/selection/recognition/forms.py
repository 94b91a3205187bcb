"""Input of recognition."""

from __future__ import annotations

from typing import Any

from django import forms

from luoshi.common.actor import Actor
from luoshi.registers.models import Entry
from luoshi.registers.queries import entries_visible_to

from .models import Announcement, Award
from .registering import fits


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "请填写日期。", "invalid": "日期写成 2026-11-30 这样。"},
    )


def _paper(required: bool = True) -> forms.CharField:
    return forms.CharField(
        label="文号",
        max_length=80,
        required=required,
        error_messages={"required": "请填写文号，证书和查验页上要用。"},
    )


def _words() -> forms.CharField:
    return forms.CharField(
        label="说明", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class GrantForm(forms.Form):
    """paper: the 公布文件, where there is one: its number and date are not asked again."""

    on = _day("公布日期")
    document_number = _paper()

    def __init__(self, *args: Any, paper: Announcement | None, **given: Any) -> None:
        super().__init__(*args, **given)
        if paper is not None:
            self.fields.clear()

    @staticmethod
    def of(paper: Announcement | None, typed: dict[str, Any]) -> dict[str, Any]:
        return {"on": paper.on, "document_number": paper.document_number} if paper is not None else typed


class AnnounceForm(forms.Form):
    """again: it was announced before, so that there has to be a reason."""

    document_number = _paper()
    title = forms.CharField(label="标题", max_length=120, error_messages={"required": "请填写标题。"})
    words = forms.CharField(
        label="正文",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="主送单位另起一行写在最前面。名单自动作为附件。",
        error_messages={"required": "请填写正文。"},
    )
    on = _day("成文日期")
    printed_by = forms.CharField(
        label="印发机关",
        max_length=80,
        help_text="版记里写的，一般是本单位的办公室。印发日期用成文日期。",
        error_messages={"required": "请填写印发机关。"},
    )
    copies = forms.CharField(
        label="抄送",
        max_length=300,
        required=False,
        help_text="写在版记里，几个单位用顿号、逗号隔开；不抄送的不填。",
    )
    reason = forms.CharField(
        label="更正理由",
        max_length=300,
        help_text="大家都看得到。",
        error_messages={"required": "请写明更正的理由，大家都看得到。"},
    )

    def __init__(self, *args: Any, again: bool, **given: Any) -> None:
        super().__init__(*args, **given)
        if not again:
            del self.fields["reason"]


class RecogniseForm(forms.Form):
    on = _day("认定日期")
    document_number = _paper()


class MidTermForm(forms.Form):
    on = _day("检查日期")
    passed = forms.TypedChoiceField(
        label="结论",
        choices=(("yes", "通过"), ("no", "未通过")),
        coerce=lambda value: value == "yes",
        error_messages={"required": "请选择结论。", "invalid_choice": "请选择结论。"},
    )
    words = _words()


class AcceptForm(forms.Form):
    on = _day("验收日期")
    document_number = _paper(required=False)
    words = _words()


class RenewForm(forms.Form):
    on = _day("复核日期")
    document_number = _paper()
    words = _words()


class RevokeForm(forms.Form):
    on = _day("撤销日期")
    document_number = _paper()
    reason = forms.CharField(
        label="理由",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="只有本单位看得到。查验页上写明撤销日期和文号，不写理由。",
        error_messages={"required": "请写明理由。"},
    )


class LinkForm(forms.Form):
    """Lines of the register of the school that the award may be written into."""

    entry = forms.ChoiceField(
        label="台账条目", error_messages={"required": "请选择一条。", "invalid_choice": "请在列出的里面选。"}
    )

    def __init__(self, *args: Any, award: Award, actor: Actor, **given: Any) -> None:
        super().__init__(*args, **given)
        self.rows = {row.public_id: row for row in _entries(award, actor)}
        field = self.fields["entry"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "请选择"), *((key, row.label) for key, row in self.rows.items())]

    def clean_entry(self) -> Entry:
        return self.rows[self.cleaned_data["entry"]]


def _entries(award: Award, actor: Actor) -> list[Entry]:
    wanted = award.call.rules.get("register", "")
    rows = entries_visible_to(actor).filter(register__key=wanted, organisation=award.organisation_id)
    return [row for row in rows.order_by("label", "id")[:500] if fits(row)]
