"""Input of this package's acts. The rules themselves lie in the actions."""

from __future__ import annotations

from typing import Any

from django import forms

from luoshi.accounts.models import Membership, Organisation
from luoshi.accounts.queries import memberships_today
from luoshi.common import form_pages

from . import uploads
from .file_fields import FilesField
from .kinds import paper_kinds
from .models import Approval, Brief
from .queries import holders_of
from .routes import reachable_tops
from .states import Outcome, Resume

DECIDE_ID = "decide"  # of the form, for the boxes that stand elsewhere on the page
BAD_DATE = {"invalid": "日期写成 2026-11-25 这样，请改正。"}


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def _text(label: str, rows: int = 3, **given: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=2000, widget=forms.Textarea(attrs={"rows": rows}), **given)


def _reply() -> forms.CharField:
    asked = forms.CharField(
        label="上级批复文号", max_length=60, required=False, help_text="例如：鄂教职成函〔2026〕12号。"
    )
    asked.needed_when = "已经批复的必填"
    return asked


def _reply_later() -> forms.BooleanField:
    return forms.BooleanField(label="批复还没有到，先同意；收到后登记文号（系统会提醒）", required=False)


class DecideForm(forms.Form):
    """The opinion at a step, on the whole and by parts; and where it goes when it is returned."""

    refused_as = "没有办成：请先改正下面的内容"
    comment = _text("意见", required=False)

    def __init__(
        self, *args: Any, approval: Approval, is_return: bool = False, asks: str = "", **given: Any
    ) -> None:
        """`asks`: why a reply of the level above is needed for it, at the step that has the last word."""
        super().__init__(*args, **given)
        self.approval, self.is_return = approval, is_return
        self.placed: list[str] = []  # parts whose opinion stands beside them on the page
        self.asks = asks if approval.is_at_last else ""
        needed = "退回时必填，或写在下面分部分的意见里" if approval.parts else "退回时必填"
        self.fields["comment"].needed_when = needed  # type: ignore[attr-defined]
        for key, label in approval.parts:
            self.fields[f"part_{key}"] = _text(f"{label}的意见", 2, required=False)
        self.fields["to"] = forms.ChoiceField(
            label="退给",
            required=False,
            choices=_steps_back(approval),
            error_messages={"invalid_choice": "不能退给这个环节，请重新选择。"},
        )
        self.fields["resume"] = forms.ChoiceField(
            label="改好后", choices=Resume.choices, initial=Resume.HERE, required=False
        )
        self.fields["due"] = forms.DateField(
            label="最迟报回", required=False, widget=DateInput(), error_messages=BAD_DATE
        )
        for name in ("to", "resume"):  # something is chosen always
            self.fields[name].wanted = True  # type: ignore[attr-defined]
        if self.asks:
            self.fields |= {"reply": _reply(), "reply_later": _reply_later()}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        said = [
            given.get(name, "") for name in ("comment", *(f"part_{key}" for key, _ in self.approval.parts))
        ]
        if self.is_return and not any(words.strip() for words in said):
            also = "，也可以只写分部分的意见" if self.approval.parts else ""
            self.add_error("comment", f"退回要写明意见，请在这里填写{also}。")
        if self.asks and not self.is_return and not given.get("reply") and not given.get("reply_later"):
            self.add_error("reply", "这件事需要上级批复：请填写批复文号；还没有批复的，勾选下面一项。")
        return given

    def place(self, key: str) -> Any:
        """The opinion on one part, to stand under that part, outside of the form it is sent with; None of another
        paper's part.
        """
        name = f"part_{key}"
        if name not in self.fields:
            return None
        self.fields[name].widget.attrs["form"] = DECIDE_ID
        self.placed.append(name)
        self.fields["comment"].needed_when = "退回时必填，或写在上面各部分的意见里"
        return self[name]

    @property
    def part_fields(self) -> list[Any]:
        """Those that stand in the form itself."""
        names = [f"part_{key}" for key, _ in self.approval.parts]
        return [self[name] for name in names if name not in self.placed]

    @property
    def placed_and_said(self) -> list[Any]:
        return [self[name] for name in self.placed if self[name].value()]

    def parts(self) -> dict[str, str]:
        return {key: self.cleaned_data[f"part_{key}"] for key, _ in self.approval.parts}

    def _opinion(self) -> dict[str, Any]:
        return {"comment": self.cleaned_data["comment"], "parts": self.parts()}

    def passing(self) -> dict[str, Any]:
        return self._opinion() | ({"reply": self.cleaned_data["reply"]} if self.asks else {})

    def returning(self) -> dict[str, Any]:
        to = self.cleaned_data["to"]
        return self._opinion() | {
            "to": self.approval.steps.filter(public_id=to).first() if to else None,
            "due": self.cleaned_data["due"],
            "resume": self.cleaned_data["resume"] or Resume.HERE,
        }


def _steps_back(approval: Approval) -> list[tuple[str, str]]:
    """The author, then the steps before the present one, the nearest first."""
    current = approval.current
    before = [step for step in approval.steps.all() if current and step.order < current.order]
    named = [(step.public_id, f"{step.organisation.short}·{step.name}") for step in reversed(before)]
    return [("", f"发起人（{approval.organisation.short}）"), *named]


class EnterForm(DecideForm):
    """代录: what the leader signed or the meeting decided, with the paper."""

    outcome = forms.ChoiceField(
        label="决定",
        choices=[(Outcome.PASSED, "同意"), (Outcome.RETURNED, "退回")],
        initial=Outcome.PASSED,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择同意还是退回。"},
    )
    leader = forms.ChoiceField(label="代哪位领导录入", required=False)
    leader_name = forms.CharField(label="领导姓名", max_length=40, required=False)
    number = forms.CharField(label="会议纪要编号", max_length=60, required=False)
    decided_on = forms.DateField(
        label="签批日期",
        widget=DateInput(),
        error_messages={"required": "请填写签批（开会）的日期。", **BAD_DATE},
    )
    files = FilesField(
        label="签批单（扫描或照片）",
        endings=uploads.PAPERS,
        help_text="PDF、图片或 OFD，每个不超过 20 MB。会一直附在这条意见后面。",
        error_messages={"required": "请附上依据文件，没有依据不能代录。"},
    )

    def __init__(self, *args: Any, approval: Approval, **given: Any) -> None:
        super().__init__(*args, approval=approval, **given)
        self.is_return = self.data.get(self.add_prefix("outcome")) == Outcome.RETURNED
        current = approval.current
        self.leaders = {post.public_id: post for post in (holders_of(current) if current else [])}
        meeting = current is not None and current.is_meeting
        if meeting or not self.leaders:
            del self.fields["leader"]
        else:
            self.fields["leader"].choices = [(key, str(post.user)) for key, post in self.leaders.items()]
        if meeting or self.leaders:
            del self.fields["leader_name"]
        if meeting:
            self.fields["decided_on"].label, self.fields["files"].label = "开会日期", "会议纪要"
        else:
            del self.fields["number"]
        self.order_fields(["outcome", "leader", "leader_name", "number", "decided_on", "files", "comment"])

    def said(self) -> dict[str, Any]:
        """What the act is told; the files are kept first."""
        data = self.cleaned_data
        opinion = self.returning() | ({} if self.is_return else self.passing())
        return opinion | {
            "outcome": data["outcome"],
            "leader": self.leaders.get(data.get("leader", "")),
            "leader_name": data.get("leader_name", ""),
            "number": data.get("number", ""),
            "decided_on": data["decided_on"],
            "proofs": uploads.keep(data["files"]),
        }


class CommentForm(forms.Form):
    """A word with sending again."""

    comment = _text("修改说明", required=False, help_text="写明改了哪里，便于退回的人核对。")


class WordsForm(forms.Form):
    """A word with urging; the text of an objection."""

    words = forms.CharField(max_length=200, required=False)


class BriefForm(forms.Form):
    """呈批件: text or files, and how far up it goes. A draft takes what there is."""

    refused_as = form_pages.KEPT
    kind = forms.ChoiceField(label="类别", choices=Brief.Kind.choices)
    title = forms.CharField(label="标题", max_length=120, required=False)
    text = forms.CharField(
        label="正文",
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text="正文写在这里，或作为附件上传。",
    )
    up_to = forms.ModelChoiceField(
        label="送到哪一级审批",
        queryset=Organisation.objects.none(),
        to_field_name="public_id",
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择送到哪一级。", "invalid_choice": "不能送给这个单位，请重新选择。"},
    )
    files = FilesField(
        label="附件",
        required=False,
        help_text=f"{uploads.KINDS_IN_WORDS}，每个不超过 20 MB；可以一次选多个。",
    )

    def __init__(self, *args: Any, organisation: Organisation, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["title"].needed_when = "报送时必填"  # type: ignore[attr-defined]
        tops = reachable_tops(organisation)
        self.fields["up_to"].queryset = Organisation.objects.filter(pk__in=[each.pk for each in tops])
        self.fields["up_to"].label_from_instance = lambda each: (
            f"本单位（{each.short}）" if each.pk == organisation.pk else each.name
        )


class DelegationForm(forms.Form):
    """Who stands in for whom, from when to when, for what."""

    refused_as = "没有登记：请先改正下面的内容"

    principal = forms.ChoiceField(
        label="谁不在（授权人）", error_messages={"invalid_choice": "请从列表里选择授权人。"}
    )
    to = forms.ChoiceField(
        label="由谁代办（代办人）",
        error_messages={"required": "请选择代办人。", "invalid_choice": "请从列表里选择代办人。"},
    )
    start = forms.DateField(
        label="从哪天起", widget=DateInput(), error_messages={"required": "请填写开始日期。", **BAD_DATE}
    )
    end = forms.DateField(
        label="到哪天止（含当天）",
        widget=DateInput(),
        error_messages={"required": "请填写结束日期。", **BAD_DATE},
    )
    kinds = forms.MultipleChoiceField(
        label="代办哪些审批",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="都不选，就是全部。",
        error_messages={"invalid_choice": "没有这类事项，请重新选择。"},
    )
    reason = forms.CharField(
        label="为什么不在", max_length=200, required=False, help_text="例如出差、休假、学习。"
    )
    files = FilesField(
        label="授权书或请假单",
        required=False,
        endings=uploads.PAPERS,
        help_text="自己给自己登记的不用附；替别人登记的，要附本人签字的授权书或请假单。",
    )

    def __init__(self, *args: Any, actor: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        posts = memberships_today().filter(organisation=actor.organisation_id).order_by("id")
        self.posts: dict[str, Membership] = {post.public_id: post for post in posts}
        own = [post for post in self.posts.values() if post.pk == actor.membership_id]
        others = [post for post in self.posts.values() if post not in own]
        givers = [*own, *others] if actor.may("enter_decisions") else own
        self.fields["principal"].choices = [(post.public_id, _named(post)) for post in givers]
        self.fields["to"].choices = [("", "请选择"), *((p.public_id, _named(p)) for p in self.posts.values())]
        self.fields["kinds"].choices = list(paper_kinds().items())

    def said(self) -> dict[str, Any]:
        data = self.cleaned_data
        kept = uploads.keep(data["files"][:1])
        return {
            "principal": self.posts[data["principal"]],
            "to": self.posts[data["to"]],
            "start": data["start"],
            "end": data["end"],
            "kinds": data["kinds"],
            "reason": data["reason"],
            "proof": kept[0] if kept else None,
        }


def _named(post: Membership) -> str:
    return f"{post.user.name}（{post.title or post.get_role_display()}）"
