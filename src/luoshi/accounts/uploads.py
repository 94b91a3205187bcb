"""Lists that come in as workbooks: read in the child process, looked at, proposed, taken in whole or not at all."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q

from luoshi.common import acts, clock, crypto
from luoshi.common.actor import Actor, system_actor
from luoshi.common.errors import RuleBroken
from luoshi.common.moves import make_move
from luoshi.common.workbooks import NotOurs, Returned, open_workbook
from luoshi.core.reading.structure import Unreadable

from . import organisation_sheet, people_reading, people_sheet, people_taken_in, permissions
from .actions import require_reason
from .models import ListUpload, Organisation
from .places import Places
from .posts import held_post
from .states import LIST_MOVES, OPEN, ListState

KEPT, KEPT_AFTER_RETURN = dt.timedelta(hours=24), dt.timedelta(days=7)
LARGEST = 8_000_000  # bytes of a workbook of people
MOST_ROWS = 2000  # taken in by one act within two seconds


SHEETS: dict[str, Any] = {
    ListUpload.Kind.PEOPLE: people_sheet,
    ListUpload.Kind.ORGANISATIONS: organisation_sheet,
}
READINGS: dict[str, Any] = {
    ListUpload.Kind.PEOPLE: people_reading.Reading,
    ListUpload.Kind.ORGANISATIONS: organisation_sheet.Reading,
}
TAKE_IN: dict[str, Any] = {
    ListUpload.Kind.PEOPLE: people_taken_in.take_in,
    ListUpload.Kind.ORGANISATIONS: organisation_sheet.take_in,
}


def read_list(kind: str, name: str, data: bytes, actor: Actor, organisation: Organisation) -> dict[str, Any]:
    """What a workbook of this kind says, fit for JSON. Raises RuleBroken with one sentence when it is no such table.

    Ends before any act begins.
    """
    if len(data) > LARGEST:
        raise RuleBroken("文件超过 8 MB。名单不会这么大，请删去图片和多余的工作表后再上传。")
    try:
        book = open_workbook(name, data, form=SHEETS[kind].FORM, organisation=organisation.public_id)
    except (Unreadable, NotOurs) as reason:
        raise RuleBroken(str(reason)) from None
    return _content(SHEETS[kind], book, actor, organisation)


def _content(sheet: Any, book: Returned, actor: Actor, organisation: Organisation) -> dict[str, Any]:
    table = book.table(sheet.fields_for(actor, organisation, Places(organisation)), sheet.ALSO)
    if table is None:
        needed = sheet.LABELS["name"]
        raise RuleBroken(
            f"没有找到名单：表里要有一行表头，至少写着“{needed}”。请下载模板，把内容复制进去再上传。"
        )
    missing = [label for key, label in sheet.MUST if key not in table.letters]
    if missing:
        raise RuleBroken(f"表里没有“{'”“'.join(missing)}”这一列，请补上，或下载模板，把内容复制进去再上传。")
    if not table.rows:
        raise RuleBroken("名单是空的，表头下面没有内容。")
    if len(table.rows) > MOST_ROWS:
        raise RuleBroken(f"名单有 {len(table.rows)} 行，一次最多 {MOST_ROWS} 行，请按单位分成几份上传。")
    given = {id: [version, values] for id, (version, values) in book.given.items()}
    return {
        "given": given if book.facts is not None else None,
        "rows": [[row.number, row.cells] for row in table.rows],
        "letters": table.letters,
        "unknown": table.unknown,
        "skipped": table.skipped,
    }


@acts.act("accounts.send_list", who=permissions.can_send_list, under="organisation")
def send_list(
    *, organisation: Organisation, file_name: str, content: dict[str, Any], by: Actor, kind: str = "people"
) -> ListUpload:
    """Keep what was read, sealed, until somebody decides."""
    if kind == ListUpload.Kind.ORGANISATIONS and not permissions.can_found_below(by, organisation):
        raise PermissionDenied
    made: ListUpload = acts.create(
        ListUpload,
        kind=kind,
        organisation=organisation,
        post=held_post(by.membership_id),
        file_name=file_name[:130],
    )
    acts.change(made, sealed=sealed_content(made, content))
    return made


def sealed_content(upload: ListUpload, content: dict[str, Any]) -> bytes:
    return crypto.encrypt(json.dumps(content, ensure_ascii=False).encode(), context=_place(upload))


def _place(upload: ListUpload) -> str:
    return f"list:{upload.public_id}"


def content_of(upload: ListUpload) -> dict[str, Any]:
    opened: dict[str, Any] = json.loads(crypto.decrypt(upload.sealed, context=_place(upload)))
    return opened


def planned(upload: ListUpload, actor: Actor) -> Any:
    """What taking it in would do now."""
    return READINGS[upload.kind](content_of(upload), actor, upload.organisation).read()


def _refuse_problems(plan: Any) -> None:
    if plan.problems:
        raise RuleBroken(f"名单里还有 {len(plan.problems)} 处要改正。请按提示改好后重新上传。")
    if not plan.entries:
        raise RuleBroken("名单与站点现有的一致，没有要改的。")


@acts.act("accounts.propose_list", who=permissions.can_propose_list, on="upload")
def propose_list(*, upload: ListUpload, by: Actor) -> ListUpload:
    """The office sends its list to the security administrator. Raises RuleBroken while anything in it is wrong."""
    _refuse_problems(planned(upload, by))
    make_move(LIST_MOVES, "accounts.propose_list", upload)
    return upload


@acts.act("accounts.return_list", who=permissions.can_apply_list, on="upload")
def return_list(*, upload: ListUpload, reason: str, by: Actor) -> ListUpload:
    require_reason(reason, "退回名单")
    make_move(LIST_MOVES, "accounts.return_list", upload, reason=reason, message=reason.strip()[:300])
    return upload


@acts.act("accounts.discard_list", who=permissions.can_discard_list, on="upload")
def discard_list(*, upload: ListUpload, by: Actor) -> ListUpload:
    """Its rows go at once."""
    make_move(LIST_MOVES, "accounts.discard_list", upload, sealed=b"")
    return upload


def discard_forgotten() -> int:
    """Lists that were only looked at go after a day, those sent back after a week; called by the tick."""
    now = clock.now()
    looked_at = Q(state=ListState.READ, created_at__lt=now - KEPT)
    sent_back = Q(state=ListState.RETURNED, created_at__lt=now - KEPT_AFTER_RETURN)
    forgotten = list(ListUpload.objects.filter(looked_at | sent_back))
    for upload in forgotten:
        discard_list(upload=upload, by=system_actor(), version=upload.version)
    return len(forgotten)


@acts.act("accounts.apply_list", who=permissions.can_apply_list, on="upload", proof=True)
def apply_list(*, upload: ListUpload, stamp: str, by: Actor) -> ListUpload:
    """Take the whole list in, or nothing. Raises RuleBroken when it is not what was looked at any more."""
    if upload.state in OPEN:
        plan = planned(upload, by)
        _refuse_problems(plan)
        if stamp != plan.stamp():
            raise RuleBroken("您核对之后，站点上的人员又有变动。请再核对一遍下面的内容，再确认。")
        counts = TAKE_IN[upload.kind](plan.entries, by)
    else:
        counts = {}
    make_move(LIST_MOVES, "accounts.apply_list", upload, sealed=b"", counts=counts)
    return upload
