"""Forms, their versions, what was answered, and what of it is searched and summed.

Organisations are referred to by key and text snapshot: `common` knows none of them.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Q

from luoshi.common import clock
from luoshi.common.models import Base, StoredFile
from luoshi.core.fields import Form, Problem, Step, read


class FormDefinition(Base):
    """One form through all its versions: whose it is, what for, on what basis, until when."""

    key = models.CharField("代号", max_length=60, editable=False)
    title = models.CharField("名称", max_length=80)
    owner_id = models.BigIntegerField(editable=False)
    owner_public_id = models.CharField(max_length=20, editable=False)
    owner_name = models.CharField("归口单位", max_length=80, editable=False)
    purpose = models.CharField("用途", max_length=300, blank=True)
    basis = models.CharField("依据", max_length=200, blank=True)
    until = models.DateField("用到", null=True, blank=True)
    is_own = models.BooleanField(
        default=True, editable=False
    )  # False while it is as it came with the product
    current = models.ForeignKey("FormVersion", models.PROTECT, null=True, related_name="+", editable=False)
    withdrawn_at = models.DateTimeField("停用时间", null=True, editable=False)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["owner_id", "key"], name="form_key_once")]

    def __str__(self) -> str:
        return self.title


class FormVersion(Base):
    """One version. Once published it never changes: a trigger refuses it, whoever writes."""

    definition = models.ForeignKey(FormDefinition, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("版次", editable=False)
    content = models.JSONField("内容", default=dict, editable=False)  # as luoshi.core.fields.read takes it
    steps = models.JSONField("与上一版的对应", default=list, editable=False)  # [[path, how, to], …]
    published_at = models.DateTimeField("发布时间", null=True, editable=False)
    published_by = models.CharField("发布人", max_length=80, blank=True, editable=False)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, editable=False)

    class Meta:
        ordering = ["definition_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["definition", "number"], name="form_version_once"),
            models.UniqueConstraint(
                fields=["definition"], condition=Q(published_at__isnull=True), name="one_form_draft"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(published_at__isnull=False),
                name="only_published_versions_are_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.definition} 第{self.number}版"

    @classmethod
    def put_together(cls, definition: FormDefinition, form: Form, public_id: str) -> FormVersion:
        """A version kept nowhere, for workbooks of things that are no form but look like one."""
        made = cls(definition=definition, number=1, public_id=public_id)
        made.__dict__["_read"] = (form, [])
        return made

    @cached_property
    def _read(self) -> tuple[Form, list[Problem]]:
        return read(self.content)

    @property
    def form(self) -> Form:
        """The fields, as far as the content can be understood."""
        return self._read[0]

    @property
    def problems(self) -> list[Problem]:
        return self._read[1]

    @property
    def declared(self) -> tuple[Step, ...]:
        """What this version declares of fields that the one before it had."""
        return tuple(Step(*step) for step in self.steps)

    def refresh_from_db(self, *args: Any, **given: Any) -> None:
        super().refresh_from_db(*args, **given)
        self.__dict__.pop("_read", None)


class Answer(Base):
    """What one organisation answered to a form about one thing. It stays with the version it was given to."""

    AUDIT_PERSONAL = frozenset({"personal"})

    definition = models.ForeignKey(FormDefinition, models.PROTECT, related_name="answers")
    form_version = models.ForeignKey(FormVersion, models.PROTECT, related_name="answers")
    about_type = models.CharField(max_length=80, blank=True, editable=False)
    about_id = models.CharField(max_length=20, blank=True, editable=False)  # public id
    organisation_id = models.BigIntegerField(editable=False)
    organisation_name = models.CharField("单位", max_length=80, editable=False)
    values = models.JSONField("内容", default=dict, editable=False)
    sealed = models.BinaryField(default=b"", editable=False)  # personal values
    typed = models.PositiveIntegerField("填写格数", default=0, editable=False)  # see core.fields.burden
    brought = models.PositiveIntegerField("带出格数", default=0, editable=False)
    by_file = models.PositiveIntegerField("文件带来格数", default=0, editable=False)  # nobody typed them here
    saved_at = models.DateTimeField("保存时间", default=clock.now, editable=False)
    saved_by = models.CharField("保存人", max_length=80, blank=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["definition", "about_type", "about_id", "organisation_id"], name="answer_once"
            )
        ]
        indexes = [
            models.Index(fields=["about_type", "about_id"], name="answer_about"),
            models.Index(fields=["organisation_id"], name="answer_organisation"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_name} {self.definition}"


class AnswerPast(models.Model):
    """What an answer said before it was saved anew: for its history. Never changed; personal values stay sealed."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="past")
    version = models.PositiveIntegerField(editable=False)  # the answer's then
    form_version = models.ForeignKey(FormVersion, models.PROTECT, related_name="+")
    values = models.JSONField(default=dict, editable=False)
    sealed = models.BinaryField(default=b"", editable=False)
    saved_at = models.DateTimeField(editable=False)
    saved_by = models.CharField(max_length=80, blank=True, editable=False)

    class Meta:
        ordering = ["answer_id", "version"]
        constraints = [models.UniqueConstraint(fields=["answer", "version"], name="answer_past_once")]

    def __str__(self) -> str:
        return f"{self.answer_id} {self.version}"

    @property
    def public_id(self) -> str:
        """What its personal values are sealed for: the answer."""
        return self.answer.public_id


class AnswerFile(Base):
    """A file somebody uploaded into a form: of a draft (`draft_form`, `draft_object`: as the draft is named) until an
    answer cites it. What an answer cited once stays with it."""

    answer = models.ForeignKey(Answer, models.CASCADE, null=True, related_name="files")
    stored = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    sealed_name = models.BinaryField(editable=False)
    user_id = models.BigIntegerField(null=True, editable=False)  # none for what the product itself brings
    organisation_id = models.BigIntegerField(null=True, editable=False)
    draft_form = models.CharField(max_length=60, editable=False)
    draft_object = models.CharField(max_length=20, editable=False)
    attached_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        indexes = [models.Index(fields=["user_id", "draft_form", "draft_object"], name="answer_file_draft")]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer__isnull=True, attached_at__isnull=True)
                | Q(answer__isnull=False, attached_at__isnull=False),
                name="attached_file_has_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"附件{self.public_id[-4:]}"


class AnswerCell(models.Model):
    """One value of an answer as it is identified, sorted, filtered or summed; speaks the form's current version."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="cells")
    definition = models.ForeignKey(FormDefinition, models.CASCADE, related_name="+")
    path = models.CharField(max_length=82)
    row = models.CharField(max_length=40, blank=True)
    text = models.CharField(max_length=200, blank=True)
    number = models.BigIntegerField(null=True)  # ten-thousandths
    day = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["definition", "path", "text"], name="cell_text"),
            models.Index(fields=["definition", "path", "number"], name="cell_number"),
            models.Index(fields=["definition", "path", "day"], name="cell_day"),
        ]

    def __str__(self) -> str:
        return f"{self.path} {self.text or self.number or self.day}"
