"""One update, as a phone sends it: what, a sentence, photos or files."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from luoshi.common import clock
from luoshi.common.file_fields import FilesField
from luoshi.core.piece_titles import piece_title
from luoshi.evidence import taking
from luoshi.evidence.actions import Piece
from luoshi.evidence.models import EvidenceUpload
from luoshi.evidence.states import EvidenceKind
from luoshi.workplans.models import Milestone

from .actions.saying import needed, problem
from .models import WORDS
from .states import ALL_CHIPS, CHIPS, SAID, SAID_WORDS

NOT_THERE = "有一个传好的文件已经添加或去掉了，请到材料库核对；没有的，重新选择。"


class UpdateForm(forms.Form):
    """`coming`: the person's own files that came in parts, as for `evidence`."""

    state = forms.ChoiceField(
        label="进展",
        choices=[(state.value, SAID_WORDS[state]) for state in SAID],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择“完成”“进行中”或“受阻”。"},
    )
    chips = forms.MultipleChoiceField(
        label="常用说法",
        choices=[(words, words) for words in ALL_CHIPS],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    words = forms.CharField(
        label="说明",
        max_length=WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="一句话，上面勾选的常用说法也算。",
    )
    photos = FilesField(label="拍照", required=False, refusals=taking.too_many, accept="image/*")
    files = FilesField(label="选照片或文件", required=False, refusals=taking.too_many, accept=taking.ACCEPT)
    uploads = forms.ModelMultipleChoiceField(
        queryset=EvidenceUpload.objects.none(),
        to_field_name="public_id",
        required=False,
        widget=forms.MultipleHiddenInput,
        error_messages={"invalid_choice": NOT_THERE, "invalid_pk_value": NOT_THERE},
    )

    def __init__(
        self, *args: Any, milestone: Milestone, coming: QuerySet[EvidenceUpload], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.milestone = milestone
        self.coming = coming
        self.fields["uploads"].queryset = coming  # type: ignore[attr-defined]
        self.fields["photos"].widget.attrs["capture"] = "environment"
        self.fields["words"].needed_when = needed(milestone)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """What was ticked and what was typed are one sentence."""
        cleaned = super().clean() or {}
        said = "，".join([*(cleaned.get("chips") or []), (cleaned.get("words") or "").strip()]).strip("，")
        state = cleaned.get("state", "")
        if state and "words" not in self.errors and (wrong := problem(self.milestone, state, said)):
            self.add_error("words", wrong)
        chosen = [*(cleaned.get("photos") or []), *(cleaned.get("files") or [])]
        return {
            **cleaned,
            "said": said,
            "chosen": chosen,
            "uploads": list(cleaned.get("uploads") or []),
        }

    def pieces(self, kept: list[Any], task: str) -> list[Piece]:
        """Titled by milestone, task and day; the owner may say more of each in the library later."""
        today, many = clock.today(), len(kept) > 1
        place = f"{self.milestone.title[:50]}·{task[:40]}" if task else self.milestone.title[:90]
        pieces = []
        for number, (stored, name) in enumerate(kept, 1):
            kind = taking.kind_of(name)
            what = EvidenceKind(kind).label.partition("、")[0]
            title = piece_title(name, what=what, day=today, place=place, number=number * many)
            said = {"kind": kind, "happened_on": today, "grade": taking.grade_of(name)}
            pieces.append(Piece(title=title, stored=stored, file_name=name, **said))
        return pieces

    def ticked(self) -> set[str]:
        """Public ids of the files in parts that came with a try that was refused: they go with the next one."""
        return set(self.data.getlist("uploads")) if self.is_bound else set()

    def chip_groups(self) -> list[tuple[str, list[tuple[str, bool]]]]:
        """By what they belong to: (words, ticked)."""
        ticked = set(self.data.getlist("chips")) if self.is_bound else set()
        return [(state.value, [(words, words in ticked) for words in CHIPS[state]]) for state in SAID]
