"""What must always hold of forms and answers."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F

from luoshi.common.stages import Invariant

from . import attached
from .answers import _cells, values_of
from .models import Answer, FormDefinition, FormVersion

Found = Iterator[tuple[str, str]]


def published_versions_can_be_read() -> Found:
    for version in (
        FormVersion.objects.filter(published_at__isnull=False).select_related("definition").iterator()
    ):
        if version.problems:
            yield f"表单 {version.public_id}", f"已发布的版本有误：{version.problems[0].message}"


def forms_in_use_have_a_published_version() -> Found:
    for definition in (
        FormDefinition.objects.filter(current__isnull=False).select_related("current").iterator()
    ):
        current = definition.current
        assert current is not None
        if current.definition_id != definition.pk or current.published_at is None or current.withdrawn_at:
            yield f"表单 {definition.public_id}", "正在使用的版本没有发布，或属于别的表"


def answers_stay_with_their_form() -> Found:
    for answer in Answer.objects.exclude(form_version__definition=F("definition")).iterator():
        yield f"填报 {answer.public_id}", "所填的版本属于别的表"
    for answer in Answer.objects.filter(form_version__published_at__isnull=True).iterator():
        yield f"填报 {answer.public_id}", "所填的版本没有发布"


def sealed_answers_open() -> Found:
    for answer in Answer.objects.exclude(sealed=b"").iterator():
        try:
            values_of(answer)
        except ValueError:
            yield f"填报 {answer.public_id}", "个人信息的密文打不开"


def cells_say_what_was_answered() -> Found:
    for answer in Answer.objects.select_related("definition__current", "form_version").iterator():
        try:
            wanted = sorted(_key(cell) for cell in _cells(answer))
        except ValueError:
            continue  # told by answer-sealed
        if wanted != sorted(_key(cell) for cell in answer.cells.all()):
            yield f"填报 {answer.public_id}", "用来查找和合计的数与所填的不一致"


def files_of_answers_are_theirs() -> Found:
    """Everything an answer cites is attached to it, and its bytes are there."""
    for answer in Answer.objects.select_related("form_version").iterator():
        cited = {each["id"] for each in attached.files_in(answer.form_version.form, answer.values)}
        own = (
            set(answer.files.filter(public_id__in=cited).values_list("public_id", flat=True))
            if cited
            else set()
        )
        if cited != own:
            yield f"填报 {answer.public_id}", "所附的文件不属于这份填报"


def _key(cell) -> tuple[str, str, str, str, str]:
    return cell.path, cell.row, cell.text, str(cell.number), str(cell.day)


INVARIANTS = (
    Invariant("form-published", published_versions_can_be_read),
    Invariant("form-current", forms_in_use_have_a_published_version),
    Invariant("answer-version", answers_stay_with_their_form),
    Invariant("answer-sealed", sealed_answers_open),
    Invariant("answer-files", files_of_answers_are_theirs),
    Invariant("answer-cells", cells_say_what_was_answered),
)
