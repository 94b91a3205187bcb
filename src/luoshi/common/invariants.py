"""What must always hold in the tables everybody uses, and the run over all stages (controls RL-07).

A check yields (object in words, what is wrong) for each violation. It only reads, and reads rows in a stream or lets
the database look, so that a large site can be checked while it runs.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import F, Max, Model, Q

from . import checkpoints, clock, files
from .ids import ALPHABET, LENGTH
from .jobs import MAX_ATTEMPTS
from .models import AuditDetail, AuditEvent, AuditHead, Base, Draft, Job, OnceReceipt, SiteState, StoredFile
from .stages import Invariant, installed

Found = Iterator[tuple[str, str]]


def check_all() -> dict[str, Any]:
    """Every invariant of every installed stage, as `luoshi invariants check --json` shows it (design, section 5)."""
    invariants = [invariant for stage in installed() for invariant in stage.invariants]
    violations = [
        {"code": invariant.code, "object": thing, "message": problem}
        for invariant in invariants
        for thing, problem in invariant.check()
    ]
    return {"ok": not violations, "checked": len(invariants), "violations": violations}


def name_of(row: Model) -> str:
    """A row as a violation names it: kind and public id, without personal values."""
    key = row.public_id if isinstance(row, Base) else row.pk
    return f"{row._meta.verbose_name or row._meta.label} {row._meta.label_lower} {key}"


def each(rows: Any, problem: str) -> Found:
    """One violation per row. Nearly always there is none: asking for that alone is half as dear as asking for rows."""
    if rows.exists():
        for row in rows.iterator():
            yield name_of(row), problem


def models_of(kind: type[Model]) -> list[type[Any]]:
    """Every table of this kind."""
    return [model for model in apps.get_models() if issubclass(model, kind)]


# ---- the operation log


def heads_are_ends() -> Found:
    ends = dict(AuditEvent.objects.values_list("chain").annotate(Max("sequence")))
    for head in AuditHead.objects.all():
        last = AuditEvent.objects.filter(chain=head.chain, sequence=ends.get(head.chain, 0)).first()
        if (head.sequence, head.digest) != ((last.sequence, last.digest) if last else (0, "")):
            yield f"链 {head.chain}", "登记的末尾与最后一条记录不一致"


def every_chain_has_a_head() -> Found:
    known = AuditHead.objects.values("chain")
    for chain in AuditEvent.objects.exclude(chain__in=known).values_list("chain", flat=True).distinct():
        yield f"链 {chain}", "有记录却没有登记末尾"


def chains_have_no_gap() -> Found:
    for head in AuditHead.objects.all():
        if AuditEvent.objects.filter(chain=head.chain).count() != head.sequence:
            yield f"链 {head.chain}", "记录条数与末尾的序号不一致"


def events_name_their_organisation() -> Found:
    """An actor with an organisation writes to its chain, everybody else to `site`."""
    wrong = AuditEvent.objects.exclude(chain=F("organisation")).exclude(chain="site", organisation="")
    return each(wrong, "记录写在了别的单位的链上")


def checkpoints_do_not_lead() -> Found:
    reach: dict[str, int] = {}
    promised, lines = checkpoints.promised(), 0
    try:
        for point in checkpoints.read_all():
            ends = {chain: end[0] for chain, end in point.heads.items()}
            reach = ends if point.reset else {**reach, **ends}
            lines += 1
        if lost := checkpoints.what_is_lost(promised, reach, lines):
            yield "签名点文件", lost
    except checkpoints.BadCheckpoint as bad:
        yield f"签名点文件第 {bad.line} 行", bad.problem
    heads = dict(AuditHead.objects.values_list("chain", "sequence"))
    for chain, sequence in reach.items():
        if heads.get(chain, 0) < sequence:
            yield f"链 {chain}", "签名点比日志新：日志倒退过"


def details_are_whole() -> Found:
    """What lies behind a commitment opens and is what was committed to."""
    from . import audit

    for detail in AuditDetail.objects.iterator():
        if not audit.is_whole(detail):
            yield f"承诺值 {detail.commitment[:12]}", "密文打不开，或不是当时记下的内容"


# ---- files, jobs, drafts, receipts


def files_are_whole() -> Found:
    """Every byte is read: size and digest as registered."""
    for stored in StoredFile.objects.iterator():
        try:
            size, digest = files.measure(files.path_of(stored.digest))
        except FileNotFoundError:
            yield name_of(stored), "文件不见了"
            continue
        if (size, digest) != (stored.size, stored.digest):
            yield name_of(stored), "文件内容与登记的不一致"


def waiting_jobs_hold_no_lease() -> Found:
    return each(Job.objects.filter(state="queued", lease_until__isnull=False), "排队的任务不应占用时限")


def running_jobs_hold_a_lease() -> Found:
    return each(Job.objects.filter(state="running", lease_until__isnull=True), "进行中的任务没有时限")


def ended_jobs_say_when() -> Found:
    ended = Q(state__in=("done", "failed"))
    return each(Job.objects.filter(ended, finished_at__isnull=True), "结束的任务没有结束时间")


def open_jobs_have_not_ended() -> Found:
    still = Job.objects.filter(state__in=("queued", "running"), finished_at__isnull=False)
    return each(still, "没有结束的任务写着结束时间")


def failed_jobs_say_why() -> Found:
    return each(Job.objects.filter(state="failed", message=""), "失败的任务没有写明原因")


def jobs_are_not_tried_for_ever() -> Found:
    return each(Job.objects.filter(attempts__gt=MAX_ATTEMPTS + 1), "任务尝试次数超过上限")


def drafts_open() -> Found:
    from . import crypto
    from .drafts import context_of

    for draft in Draft.objects.select_related("user").iterator():
        try:
            crypto.decrypt(
                draft.sealed, context=context_of(draft.user.public_id, draft.form, draft.object_id)
            )
        except ValueError:
            yield name_of(draft), "草稿密文打不开"


def receipts_answers_exist() -> Found:
    for receipt in OnceReceipt.objects.exclude(answer_type="").iterator():
        model = _model_of(receipt.answer_type)
        if model is None or not model._base_manager.filter(public_id=receipt.answer_id).exists():
            yield f"回执 {receipt.action} {receipt.key}", "回执所指的对象不存在"


def _model_of(label: str) -> type[Any] | None:
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):
        return None


# ---- every row


def public_ids_are_well_formed() -> Found:
    for model in models_of(Base):
        yield from each(
            model._base_manager.exclude(public_id__regex=f"^[{ALPHABET}]{{{LENGTH}}}$"), "公开编号不合格式"
        )


def versions_start_at_one() -> Found:
    for model in models_of(Base):
        yield from each(model._base_manager.filter(version__lt=1), "版本号小于 1")


def nothing_comes_from_the_future() -> Found:
    for model in models_of(Base):
        late = model._base_manager.filter(created_at__gt=clock.now() + clock.SLACK)
        yield from each(late, "建立时间在将来")


def choices_are_known() -> Found:
    """A state, kind or level that no version of the code knows (the database itself does not check these)."""
    for model in models_of(Base):
        for field in model._meta.concrete_fields:
            if not field.choices:
                continue
            known = {key for key, _ in field.flatchoices} | {"", None}
            for value in model._base_manager.order_by().values_list(field.name, flat=True).distinct():
                if value not in known:
                    yield f"{model._meta.label_lower}.{field.name}", f"出现了不认识的取值“{value}”"


def the_site_knows_its_mode() -> Found:
    state = SiteState.objects.filter(pk=1).first()
    if state is None or state.mode not in SiteState.Mode.values:
        yield "站点", "没有登记站点模式"


INVARIANTS = (
    Invariant("log-heads", heads_are_ends),
    Invariant("log-chain-without-head", every_chain_has_a_head),
    Invariant("log-gap", chains_have_no_gap),
    Invariant("log-foreign-chain", events_name_their_organisation),
    Invariant("log-checkpoints", checkpoints_do_not_lead),
    Invariant("log-details", details_are_whole),
    Invariant("file-bytes", files_are_whole),
    Invariant("job-queued-lease", waiting_jobs_hold_no_lease),
    Invariant("job-running-lease", running_jobs_hold_a_lease),
    Invariant("job-end-time", ended_jobs_say_when),
    Invariant("job-open-end-time", open_jobs_have_not_ended),
    Invariant("job-reason", failed_jobs_say_why),
    Invariant("job-attempts", jobs_are_not_tried_for_ever),
    Invariant("draft-sealed", drafts_open),
    Invariant("receipt-answer", receipts_answers_exist),
    Invariant("public-id", public_ids_are_well_formed),
    Invariant("version", versions_start_at_one),
    Invariant("created-at", nothing_comes_from_the_future),
    Invariant("choice", choices_are_known),
    Invariant("site-mode", the_site_knows_its_mode),
)
