"""The files to read, and the answers of the person who checks what was read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from luoshi.common import files
from luoshi.common.file_fields import FilesField

from .aims import contradictions, numbered
from .questions import Question
from .sheet import Sheet, StepRow
from .taking import wanted, wrong_lines
from .texts import TEXTS, text_lines

ENDINGS = (".docx", ".doc", ".wps", ".rtf", ".xlsx", ".xls", ".et", ".ods")
MEGABYTE = 1024 * 1024
LARGEST, MOST = 20 * MEGABYTE, 5
UNANSWERED = ("", "— 请选择 —")


def refusals(uploads: list[UploadedFile]) -> Iterator[str]:
    if len(uploads) > MOST:
        yield f"一次最多读 {MOST} 个文件。"
    for upload in uploads:
        name = files.clean_name(upload.name or "")
        if PurePath(name).suffix.lower() not in ENDINGS:
            yield f"“{name}”读不了。请上传 Word 或 Excel 文件；扫描件请在进度表里粘贴或手工填写。"
        elif not upload.size:
            yield f"“{name}”是空文件，里面没有内容，请重新选择。"
        elif upload.size > LARGEST:
            yield f"“{name}”超过 {LARGEST // MEGABYTE} MB，请压缩其中的图片后再上传。"


class FilesForm(forms.Form):
    uploads = FilesField(
        label="方案文件",
        refusals=refusals,
        accept=",".join(ENDINGS),
        help_text=f"Word 或 Excel，正文和附表可以一起选，最多 {MOST} 个，每个不超过 20 MB。",
        error_messages={"required": "请选择要读入的文件。"},
    )


class CheckForm(forms.Form):
    """One field for each question; nothing is answered beforehand that a person has to decide."""

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        for question in sheet.questions:
            self.fields[question.name] = _choice(question)
        for row in sheet.steps:
            self._ask_step(row)
        if sheet.asks_year:
            years = [(str(year), f"{year} 年") for year in sheet.years]
            self.fields["year"] = forms.ChoiceField(
                label="没有分年度的金额记在", choices=[UNANSWERED, *years, ("-", "不读入")]
            )
        self.fields["money"] = forms.ChoiceField(
            label="草稿里已有金额、与文件不同的",
            choices=[("keep", "保留草稿里的"), ("take", "改用文件里的")],
            initial="keep",
        )
        if sheet.aims.targets and numbered(sheet):
            self.fields["goals"] = forms.ChoiceField(
                label="草稿里已有年度数、与文件不同的",
                choices=[("keep", "保留草稿里的"), ("take", "改用文件里的")],
                initial="keep",
                required=False,
            )
        for kind in sheet.empty_texts:
            self.fields[f"text-{kind}"] = forms.BooleanField(label=TEXTS[kind], required=False)

    def _ask_step(self, row: StepRow) -> None:
        number, title = row.number, row.read["title"][:40]
        if row.due is not None:
            self.fields[f"day-{number}"] = forms.DateField(
                label=f"“{title}”的完成时间",
                required=False,
                widget=forms.DateInput(
                    attrs={"type": "date", "aria-label": f"“{title}”改成的完成时间"}, format="%Y-%m-%d"
                ),
            )
        self.fields[f"in-{number}"] = forms.BooleanField(
            label=f"读入“{title}”", required=False, initial=row.ticked
        )
        if row.same is not None and row.differs:
            self.fields[f"same-{number}"] = forms.ChoiceField(
                label=f"草稿里已有“{title}”",
                choices=[("keep", "保留草稿里的"), ("take", "改用文件里的"), ("both", "另加一行")],
                initial="keep",
                widget=forms.Select(attrs={"aria-label": f"草稿里已有“{title}”，怎样处理"}),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for row in self.sheet.steps:
            number = row.number
            if not wanted(row, cleaned):  # what is not read in needs no answer
                self._errors.pop(f"due-{number}", None)
            elif cleaned.get(f"due-{number}") == "own" and not cleaned.get(f"day-{number}"):
                self.add_error(f"day-{number}", "请填写日期，或改选左边的其他做法。")
        for name, words in contradictions(self.sheet, cleaned):
            self.add_error(name, words)
        if not self.errors:
            self._mark_wrong_lines(cleaned)
        return cleaned

    def _mark_wrong_lines(self, cleaned: dict[str, Any]) -> None:
        """At the step it comes from; rows of the draft are said above, with where to put them right."""
        for row, message in wrong_lines(self.sheet, cleaned):
            if row is None:
                self.add_error(None, f"{message} 请先到进度表里改好，再回来写入。")
                continue
            names = (f"same-{row.number}", f"in-{row.number}")
            self.add_error(next(name for name in names if name in self.fields), message)

    @property
    def left(self) -> int:
        """How much is not answered yet; of a step that stays out nothing is asked."""
        names = {question.name for question in self.sheet.questions} | ({"year"} & set(self.fields))
        for row in self.sheet.steps:
            said = {
                name: self[name].value()
                for name in (f"in-{row.number}", f"same-{row.number}")
                if name in self.fields
            }
            if row.due is not None and not wanted(row, said):
                names.discard(row.due.name)
        return sum(not self[name].value() for name in names)

    @property
    def advice_left(self) -> int:
        return sum(not self[name].value() for name in advised(self.sheet))

    @property
    def wrong(self) -> list[tuple[str, str]]:
        """What was refused: where it stands on the page, and what it is about."""
        return [
            (self[name].id_for_label, str(self[name].label)) for name in self.errors if name in self.fields
        ]

    @property
    def blocks(self) -> list[tuple[str, str, list[tuple[Question, Any]]]]:
        """What has to be answered before the steps, by kind: heading, what to do, the questions with their fields."""
        sheet = self.sheet
        kinds = (
            ("对应任务", "文件里的这些名称，请选是哪一项任务。", sheet.tasks),
            ("对应人员", "本校人员名单里没有的，或有重名的。", sheet.people),
            ("对应处室", "本校处室里没有的名称。", sheet.units),
            ("经费来源", "计划里没有的来源。", sheet.sources),
            ("对应目标", "文件里的指标写进哪个年度目标。", [*sheet.aims.asked, *sheet.aims.ends]),
            ("请核对", "文件里前后对不上的地方。", sheet.others),
        )
        return [(title, hint, [(q, self[q.name]) for q in rows]) for title, hint, rows in kinds if rows]

    @property
    def groups(self) -> list[dict[str, Any]]:
        """The steps under their tasks, each with its fields."""
        found: dict[str, dict[str, Any]] = {}
        for row in self.sheet.steps:
            label = self.sheet.names.part_label(row.part.pk) if row.part else row.read["task_text"]
            group = found.setdefault(
                f"{bool(row.part)}{label}",
                {"label": label or "没有写任务", "sure": row.part is not None, "rows": []},
            )
            group["closed"] = row.part is not None and row.part.pk in self.sheet.closed
            names = {name: f"{name}-{row.number}" for name in ("in", "due", "day", "same")}
            fields = {name: self[key] for name, key in names.items() if key in self.fields}
            group["rows"].append({"row": row, "read": row.read, "fields": fields})
        return list(found.values())

    @property
    def texts(self) -> list[dict[str, Any]]:
        """Texts that may be taken, each with where it goes as the tasks are answered so far."""
        said = {question.name: self[question.name].value() for question in self.sheet.tasks}
        found = []
        for kind in self.sheet.empty_texts:
            name, lines = f"text-{kind}", text_lines(self.sheet, kind, said)
            row = {"name": name, "label": TEXTS[kind], "ticked": bool(self[name].value()), "lines": lines}
            whole = self.sheet.read["texts"].get(kind, "")
            found.append({**row, "whole": whole, "whole_for": sum(not line.own for line in lines)})
        return found


def _choice(question: Question) -> forms.ChoiceField:
    marked = [
        (key, f"{label}（建议）" if key == question.advice else label) for key, label in question.choices
    ]
    return forms.ChoiceField(
        label=question.about or question.message,
        choices=[UNANSWERED, *marked],
        error_messages={"required": "请选择怎样处理。"},
    )


def advised(sheet: Sheet) -> dict[str, str]:
    """All proposals at once, as if each had been accepted."""
    return {question.name: question.advice for question in sheet.questions if question.advice}
