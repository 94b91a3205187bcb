"""Sample progress of a demo site: all workplans filed, a spread of stages and healths, two quarters' reports."""

from __future__ import annotations

import datetime as dt
import random
import struct
import zlib
from collections.abc import Iterator

from django.utils import timezone

from luoshi.accounts.models import Membership
from luoshi.accounts.queries import actor_for, memberships_today
from luoshi.common import clock, files
from luoshi.common.actor import Actor
from luoshi.evidence.actions import Piece, withdraw_evidence
from luoshi.evidence.models import Evidence
from luoshi.evidence.states import EvidenceKind, Grade
from luoshi.plans.models import Plan
from luoshi.workplans.demo import file_the_rest
from luoshi.workplans.models import Milestone, MilestoneState, Workplan
from luoshi.workplans.queries import milestones_in_force
from luoshi.workplans.standing import keep_up
from luoshi.workplans.states import StepState

from . import actions
from .actions.saying import Said
from .demo_reports import make_sample_reports
from .models import ProgressUpdate

SEED, PICTURES = 11, 6  # of each school so many updates come with a picture
WORDS = {
    StepState.DONE: (
        "已印发文件并部署到各专业部",
        "通过校内验收，成果已投入使用",
        "调研报告和标准文本已定稿",
    ),
    StepState.UNDER_WAY: ("方案已定，正在落实", "正在征求意见，月底定稿", "设备正在采购，合同已签"),
    StepState.BLOCKED: ("经费没有到位，等下一批下达", "场地没有落实，需要总务处协调", "等上级批复后才能开工"),
}
LATE = "比计划晚，已重新排期，下月补齐"


def make_sample_progress() -> int:
    """Returns how many updates were made: none where there are some already. A second run changes nothing."""
    officer = memberships_today().filter(user__cast_key="city-officer").first()
    plan = Plan.objects.filter(issuer=officer.organisation).order_by("pk").first() if officer else None
    if officer is None or plan is None or ProgressUpdate.objects.exists():
        return 0
    file_the_rest(plan)
    chance = random.Random(SEED)
    for workplan in Workplan.objects.filter(plan=plan, state="filed").order_by("organisation__order", "id"):
        _tell(workplan, chance)
    _withdraw_one()
    _date_states()
    keep_up()
    make_sample_reports(plan, officer, chance)
    return ProgressUpdate.objects.count()


def _tell(workplan: Workplan, chance: random.Random) -> None:
    """Each owner for himself, the office for one of them; what is far away has not begun."""
    rows = milestones_in_force(organisation=workplan.organisation, plan=workplan.plan).order_by("order", "id")
    by_owner: dict[int, list[Said]] = {}
    for row in rows:
        said = _of(row, chance)
        if said is not None and row.owner_id is not None:
            by_owner.setdefault(row.owner_id, []).append(said)
    office = memberships_today().filter(organisation=workplan.organisation, role="office").first()
    pictured = PICTURES
    for number, (owner, said_rows) in enumerate(sorted(by_owner.items())):
        post = office if number == 0 and office is not None else Membership.objects.get(pk=owner)
        by = actor_for(post)
        with_picture = [said for said in said_rows if said.state == StepState.DONE][:pictured]
        pictured -= len(with_picture)
        alone = [said for said in said_rows if said not in with_picture]
        updates = actions.give_many(organisation=workplan.organisation, rows=alone, by=by) if alone else []
        updates += [_with_picture(said, by, chance) for said in with_picture]
        _date(updates, chance)


def _of(row: Milestone, chance: random.Random) -> Said | None:
    """What its owner says, by how far its day is off."""
    assert row.due is not None
    days, dice = (row.due - clock.today()).days, chance.random()
    if days > 90 or (days > 20 and dice < 0.5):
        return None
    if days < 0:
        limits = (("done", 0.78), ("under_way", 0.88), ("blocked", 0.93))
    else:
        limits = (("done", 0.1), ("under_way", 0.8), ("blocked", 0.86))
    state = next((StepState(key) for key, limit in limits if dice < limit), None)
    if state is None:
        return None
    words = chance.choice(WORDS[state])
    late = f"；{LATE}" if days < 0 and state != StepState.DONE else ""
    return Said(row, state, f"{words}{late}（示例）")


def _with_picture(said: Said, by: Actor, chance: random.Random) -> ProgressUpdate:
    stored = files.put([picture(chance)])
    piece = Piece(
        title=f"{said.milestone.title[:60]}现场照片（示例）",
        kind=EvidenceKind.PHOTO,
        happened_on=min(said.milestone.due or clock.today(), clock.today()),
        grade=Grade.PHOTO,
        source="示例",
        stored=stored,
        file_name=f"现场照片{stored.digest[:6]}.png",
    )
    made: ProgressUpdate = actions.give_update(
        milestone=said.milestone, state=said.state, words=said.words, pieces=[piece], by=by
    )
    return made


def _date(updates: list[ProgressUpdate], chance: random.Random) -> None:
    """Said about the day it was due, or lately; only sample rows are dated like this."""
    for update in updates:
        due = update.due or clock.today()
        back = max((clock.today() - due).days, 0)
        days = max(back + chance.randint(-12, 12), chance.randint(0, 9))
        moment = clock.now() - dt.timedelta(days=days, minutes=chance.randint(0, 300))
        ProgressUpdate.objects.filter(pk=update.pk).update(created_at=moment)


def _date_states() -> None:
    days = {
        row.milestone_key: timezone.localtime(row.created_at).date()
        for row in ProgressUpdate.objects.order_by("id")
    }
    for state in MilestoneState.objects.iterator():
        MilestoneState.objects.filter(pk=state.pk).update(since=days.get(state.key, state.since))


def _withdraw_one() -> None:
    """One picture that proves nothing any more."""
    piece = (
        Evidence.objects.filter(kind=EvidenceKind.PHOTO, source="示例", withdrawn_at=None)
        .order_by("id")
        .last()
    )
    if piece is not None:
        by = actor_for(piece.added_by)
        withdraw_evidence(evidence=piece, reason="照片传错了（示例）", by=by, version=piece.version)


def picture(chance: random.Random, width: int = 240, height: int = 160) -> bytes:
    """A PNG of some coloured fields, as small as may be."""
    colours = [bytes(chance.randint(60, 230) for _ in range(3)) for _ in range(6)]

    def line(y: int) -> bytes:
        band = y * 2 // height * 3
        return b"\0" + b"".join(colours[band + x * 3 // width] for x in range(width))

    data = zlib.compress(b"".join(line(y) for y in range(height)), 9)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunks((b"IHDR", head), (b"IDAT", data), (b"IEND", b"")))


def _chunks(*chunks: tuple[bytes, bytes]) -> Iterator[bytes]:
    for name, body in chunks:
        yield struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
