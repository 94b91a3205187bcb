"""Input for change requests: what is asked of everybody, and beside it the questions the bureau may change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from luoshi.accounts.models import Organisation
from luoshi.common import form_pages
from luoshi.common.dataforms.beside import OWN, Beside, apart
from luoshi.common.dataforms.web import DataForm, make_form
from luoshi.papers.file_fields import FilesField
from luoshi.papers.uploads import KINDS_IN_WORDS
from luoshi.plans.models import Basis

from . import asked
from .effects import as_typed
from .joint import Joint, standing_of, wish_of
from .models import ChangeRequest
from .queries import can_be_taken_on_by
from .states import ARRANGING, HINTS, ChangeKind, RequestState, kind_words


class StartForm(forms.Form):
    """What is to change, and for whom where there is a choice."""

    kind = forms.ChoiceField(label="申请事项", widget=forms.RadioSelect)

    def __init__(
        self,
        *args: Any,
        kinds: list[ChangeKind],
        organisations: Any = None,
        basis: str = Basis.UNDERTAKEN,
        **given: Any,
    ) -> None:
        super().__init__(*args, **given)
        self.fields["kind"].choices = [
            (kind.value, HINTS.get(kind, kind_words(kind, basis))) for kind in kinds
        ]
        self.fields["kind"].error_messages |= {
            "required": "请选择申请什么。",
            "invalid_choice": "现在不能申请这一项，请重新选择。",
        }
        if len(kinds) == 1:
            self.fields["kind"].initial = kinds[0].value
        if organisations is not None:
            self.fields["organisation"] = forms.ModelChoiceField(
                label="单位",
                queryset=organisations,
                to_field_name="public_id",
                empty_label="请选择单位",
                error_messages={"required": "请选择单位。", "invalid_choice": "这个单位不能选，请重新选择。"},
            )
            self.fields["organisation"].label_from_instance = lambda row: row.name


REST = (("alone", "单独承接"), ("leaves", "退出承接"))


class OwnForm(forms.Form):
    """Who carries it jointly; reason, basis, number, quantity, files. A draft takes what there is; what is missing is
    told before sending.
    """

    refused_as = form_pages.KEPT

    leader = forms.ModelChoiceField(
        label="牵头学校",
        queryset=Organisation.objects.none(),
        to_field_name="public_id",
        empty_label="请选择牵头学校",
        error_messages={"required": "请选择牵头学校。", "invalid_choice": "这所学校不能选，请重新选择。"},
        help_text="联合承接只在牵头学校计一次。",
    )
    partners = forms.ModelMultipleChoiceField(
        label="参与学校",
        queryset=Organisation.objects.none(),
        required=False,
        to_field_name="public_id",
        widget=forms.CheckboxSelectMultiple(attrs={"class": "many"}),
        error_messages={"invalid_choice": "有的学校不能选，请重新选择。"},
        help_text="牵头学校不用再勾。报送后先逐校征求意见：由各校按本校的审批流程同意或退回，再报县市教育局和市教育局。",
    )
    rest = forms.ChoiceField(
        label="不再联合的学校",
        choices=REST,
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": "请选择单独承接或退出承接。"},
    )
    quantity = forms.DecimalField(
        label="承接数量",
        required=False,
        max_digits=12,
        decimal_places=2,
        min_value=0,
        error_messages={"invalid": "数量要填数字，例如 3。", "min_value": "数量不能是负数。"},
    )
    reason = forms.CharField(
        label="理由",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    basis = forms.CharField(
        label="依据",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="通知、函件、会议纪要的名称和文号。",
    )
    number = forms.CharField(
        label="上级批复文号",
        required=False,
        max_length=60,
        help_text="上级已经批复的填写；以后才批复的，由市教育局登记。",
    )
    files = FilesField(
        label="附件", required=False, help_text=f"可以一次选几个：{KINDS_IN_WORDS}，每个不超过 20 MB。"
    )

    def __init__(
        self,
        *args: Any,
        kind: str,
        before: str,
        schools: Any = None,
        marks: Mapping[int, str] | None = None,
        joined: bool = False,
        was_sent: bool = False,
        **given: Any,
    ) -> None:
        """`schools`: who can be chosen; `marks`: what stands behind their names; `joined`: some carry it jointly."""
        super().__init__(*args, prefix=OWN, **given)
        self.fields["reason"].needed_when = "报送时必填"  # type: ignore[attr-defined]
        self._joint(kind, schools, marks or {}, joined, was_sent)
        if was_sent:  # from then on the bureau notes it
            del self.fields["number"]
        if kind in (ChangeKind.WITHDRAW, ChangeKind.PART):
            del self.fields["quantity"]
        elif kind == ChangeKind.QUANTITY:
            self.fields["quantity"].help_text = f"现在是{before}。"
        else:
            self.fields["quantity"].help_text = "没有定数量的不用填。"

    def _joint(self, kind: str, schools: Any, marks: Mapping[int, str], joined: bool, was_sent: bool) -> None:
        """Once sent the schools stand: others have been asked on them."""
        chosen = kind == ChangeKind.JOINT and not was_sent
        for name in ("leader", "partners"):
            if not chosen:
                del self.fields[name]
                continue
            self.fields[name].queryset = schools
            self.fields[name].label_from_instance = lambda row: row.name + marks.get(row.pk, "")
        if was_sent or kind not in ARRANGING or not joined:
            del self.fields["rest"]
        elif kind == ChangeKind.PART:
            self.fields["rest"].label = "参与学校以后怎样承接"
            self.fields["rest"].help_text = "牵头学校单独承接。"


class RequestForm(Beside):
    """What is kept of an answer that is not fit to be sent is told at the top."""

    def __init__(self, own: OwnForm, questions: DataForm | None) -> None:
        super().__init__(own, questions)
        if questions is not None:
            questions.refused_as = form_pages.KEPT  # type: ignore[attr-defined]


def split(said: Mapping[str, Any]) -> dict[str, Any]:
    """What both forms said, as the act takes it."""
    own, answers = apart(said)
    return {"quantity": None, **_joint(own), "answers": answers}


def _joint(own: dict[str, Any]) -> dict[str, Any]:
    """The arrangement as one value, where the form asked for it."""
    asked_for = {name: own.pop(name) for name in ("leader", "partners", "rest") if name in own}
    if not asked_for:
        return own
    leader = asked_for.get("leader")
    partners = [each for each in asked_for.get("partners", ()) if each != leader]
    return {**own, "joint": Joint(leader, partners, asked_for.get("rest") != "leaves")}


def make_request_form(
    change_request: ChangeRequest,
    actor: Any,
    before: str,
    *,
    data: Any = None,
    files: Any = None,
    initial: Mapping[str, Any] | None = None,
) -> RequestForm:
    typed, rest = apart(initial or {})
    own = OwnForm(
        data,
        files,
        kind=change_request.kind,
        before=before,
        schools=can_be_taken_on_by(change_request.task).filter(kind=Organisation.Kind.SCHOOL),
        marks=_marks(change_request),
        joined=change_request.parts.filter(led_before__isnull=False).exists(),
        was_sent=change_request.state == RequestState.RETURNED,
        initial=typed,
    )
    version = asked.version_for(change_request)
    if version is None:
        return RequestForm(own, None)
    return RequestForm(own, make_form(version, actor=actor, data=data, initial=rest, complete=False))


def _marks(change_request: ChangeRequest) -> dict[int, str]:
    """Behind the names of schools: which one asks, and who carries the task already."""
    found = dict.fromkeys(standing_of(change_request.task), "（已承接）")
    return found | {change_request.organisation_id: "（申请的学校）"}


def stored(change_request: ChangeRequest) -> dict[str, Any]:
    """What is stored now, by the names the form uses."""
    own = {name: getattr(change_request, name) for name in ("quantity", "reason", "basis", "number")}
    own["quantity"] = as_typed(change_request.quantity)
    if change_request.kind in ARRANGING:
        wish = wish_of(change_request)
        own |= {"leader": wish.leader, "partners": list(wish.partners)}
        own["rest"] = "alone" if wish.rest_stays else "leaves"
    version = asked.version_for(change_request)
    answers = asked.values_for(change_request, version) if version is not None else {}
    return {f"{OWN}-{name}": value for name, value in own.items()} | answers


class NumberForm(forms.Form):
    """The document number of the reply of the level above."""

    number = forms.CharField(
        label="上级批复文号",
        required=False,
        max_length=60,
        help_text="例如：鄂教职成函〔2026〕12号。清空表示收回登记。",
    )
