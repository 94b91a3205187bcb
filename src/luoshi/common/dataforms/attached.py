"""Files that come with an answer: kept while the form is written, cited by the answer once it is saved.

This is the whole seam to the library of evidence: `keep` a file for a draft, say what is `known` of ids, `attach` what
an answer cites, and `serve` the file behind an id that a reader was found to see. They are not in the library: what a
school attached to a form it has not sent yet is nobody's outside, and the library is read by the levels above.

A file of a draft is nobody's business but its user's: no act, no event. It goes when its draft has gone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q, Sum
from django.http import FileResponse, Http404

from luoshi.common import clock, crypto, drafts, files, sandbox, uploads
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.common.models import Draft, StoredFile
from luoshi.core.fields import Form, Values
from luoshi.core.fields.model import FILES
from luoshi.core.reading.structure import Unreadable

from .models import Answer, AnswerFile

CHECK_SECONDS, ARCHIVES = 20, b"PK\x03\x04"
MOST_IN_DRAFT = 60  # files kept for one draft
MOST_BYTES = 2 * 1024**3  # of all drafts of an organisation together
GONE = "有一个文件已经不在了，请重新上传。"


@dataclass(frozen=True, slots=True)
class DraftOf:
    """The draft a file is kept for: as `drafts.save` names it."""

    form: str
    object_id: str


def value_of(file: AnswerFile) -> dict[str, Any]:
    """The file as it stands among the values of an answer."""
    return {"id": file.public_id, "text": _name(file), "size": file.stored.size}


def _name(file: AnswerFile) -> str:
    return crypto.decrypt(bytes(file.sealed_name), context=_context(file)).decode()


def _context(file: AnswerFile) -> str:
    return f"answer-file:{file.public_id}"


# ---- while the form is written


def keep(upload: UploadedFile, *, by: Actor, draft: DraftOf) -> dict[str, Any]:
    """The file in the store, for this draft; sent again under the same name it is the same. Raises Unreadable."""
    for message in uploads.refusals([upload]):
        raise Unreadable(message)
    _refuse_more(by, draft, upload.size or 0)
    name = files.given_name(upload.name or "")
    stored = files.put(upload.chunks())
    _refuse_hostile(stored, name)
    return _kept(stored, name, by, draft)


def keep_shelved(stored: StoredFile, name: str, *, by: Actor, draft: DraftOf) -> dict[str, Any]:
    """A file that is kept already, for this draft: its bytes lie in the store once. Raises Unreadable."""
    _refuse_more(by, draft, 0)
    return _kept(stored, files.given_name(name), by, draft)


def _kept(stored: StoredFile, name: str, by: Actor, draft: DraftOf) -> dict[str, Any]:
    mine = AnswerFile.objects.filter(stored=stored, **_of(by, draft))
    for file in mine.select_related("stored"):
        if _name(file) == name:
            return value_of(file)
    file = AnswerFile(
        stored=stored,
        user_id=by.user_id,
        organisation_id=by.organisation_id,
        draft_form=draft.form,
        draft_object=draft.object_id,
    )
    file.sealed_name = crypto.encrypt(name.encode(), context=_context(file))
    file.save()
    return value_of(file)


def _refuse_more(by: Actor, draft: DraftOf, size: int) -> None:
    """A form that was never sent does not fill the disk (controls UP-01)."""
    waiting = AnswerFile.objects.filter(answer__isnull=True)
    if waiting.filter(**_of(by, draft)).count() >= MOST_IN_DRAFT:
        _make_room(by, draft)
    if waiting.filter(**_of(by, draft)).count() >= MOST_IN_DRAFT:
        raise Unreadable(f"这里已经上传了 {MOST_IN_DRAFT} 个文件，请先保存，或去掉不用的再传。")
    held = waiting.filter(organisation_id=by.organisation_id).aggregate(bytes=Sum("stored__size"))
    if (held["bytes"] or 0) + size > MOST_BYTES:
        raise Unreadable("本单位还没有保存的文件太多，请先把填写中的表保存或放弃，再上传。")


def _of(by: Actor, draft: DraftOf) -> dict[str, Any]:
    return {"user_id": by.user_id, "draft_form": draft.form, "draft_object": draft.object_id}


def _make_room(by: Actor, draft: DraftOf) -> None:
    """What the person took out of the form again goes at once, not only with the draft."""
    kept = drafts.load(by, draft.form, draft.object_id)
    cited = {each for values in kept[0].values() for each in values} if kept else set()
    AnswerFile.objects.filter(answer__isnull=True, **_of(by, draft)).exclude(public_id__in=cited).delete()


def _refuse_hostile(stored: StoredFile, name: str) -> None:
    """Archives (Word, Excel, OFD) are opened in the child process: macros, bombs and ways out are refused."""
    path = files.path_of(stored.digest)
    with path.open("rb") as file:
        if file.read(len(ARCHIVES)) != ARCHIVES:
            return
    options = {"names": [name]}
    task = "luoshi.core.reading.hostile.check_archives"
    [wrong] = sandbox.run_in_child(task, [path], options, seconds=CHECK_SECONDS)["wrong"]
    if wrong:
        raise Unreadable(wrong)


def known(ids: Iterable[str], by: Actor) -> dict[str, dict[str, Any]]:
    """By id what the actor may cite: files of the own drafts, and what the own organisation attached before."""
    wanted = [each for each in ids if each]
    if not wanted or (by.user_id is None and not by.is_system):
        return {}
    own = Q(user_id=by.user_id, answer__isnull=True) | Q(
        organisation_id=by.organisation_id, answer__isnull=False
    )
    rows = AnswerFile.objects.filter(own, public_id__in=wanted).select_related("stored")
    return {row.public_id: value_of(row) for row in rows}


# ---- in an answer


def files_in(form: Form, values: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """All files that values cite."""
    for field in form.fields:
        if field.kind in FILES:
            yield from values.get(field.key) or []


def attach(answer: Answer, form: Form, values: Values, by: Actor) -> None:
    """Inside an act: what the values cite belongs to this answer. What it cited before stays with it, for who reads
    what was sent then. Raises RuleBroken where a file is neither its own nor one of the actor's drafts."""
    cited = {each["id"]: each for each in files_in(form, values)}
    if not cited:
        return
    may = Q(answer=answer) | Q(answer__isnull=True, user_id=by.user_id)
    rows = list(AnswerFile.objects.filter(may, public_id__in=cited).select_related("stored"))
    if len(rows) < len(cited) or any(cited[row.public_id] != value_of(row) for row in rows):
        raise RuleBroken(GONE)
    fresh = [row.pk for row in rows if row.answer_id is None]
    AnswerFile.objects.filter(pk__in=fresh, answer__isnull=True).update(
        answer=answer, attached_at=clock.now()
    )


def digests(ids: Iterable[str]) -> list[str]:
    """What the log keeps of files: their content, not their names."""
    rows = AnswerFile.objects.filter(public_id__in=list(ids)).order_by("public_id")
    return list(rows.values_list("stored__digest", flat=True))


def serve(
    cited: Iterable[Mapping[str, Any]], file_id: str, *, noted: Callable[..., None] | None = None
) -> FileResponse:
    """A file that an answer cites, as a download; 404 for any other. `cited`: what the reader was found to see.
    `noted`: writes its line in the log (`downloads.note_fetched` without its digest).
    """
    name = next((each["text"] for each in cited if each["id"] == file_id), None)
    file = AnswerFile.objects.filter(public_id=file_id, answer__isnull=False).select_related("stored").first()
    if name is None or file is None:
        raise Http404
    if noted is not None:
        noted(digest=file.stored.digest)
    return files.answer(file.stored, name)


# ---- afterwards


def sweep() -> None:
    """Files of drafts that were sent without them, or discarded; younger ones are spared."""
    old = AnswerFile.objects.filter(answer__isnull=True, created_at__lt=clock.now() - files.SPARED)
    for file in old.iterator():
        draft = Draft.objects.filter(user_id=file.user_id, form=file.draft_form, object_id=file.draft_object)
        if not draft.exists():
            file.delete()
