"""联合承接 in rows: how a task is carried today, what a request would make of it, and both in words."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from luoshi.accounts.models import Organisation
from luoshi.common.errors import RuleBroken
from luoshi.core.joint import Arrangement, Standing, arranged, concerned, left_alone
from luoshi.plans.models import Basis, Task

from .models import ChangeRequest, Duty, RequestPart
from .states import ChangeKind


@dataclass(frozen=True, slots=True)
class Joint:
    """What the author of a request wants; `rest_stays`: who is in the group no longer goes on alone."""

    leader: Organisation | None
    partners: Collection[Organisation] = ()
    rest_stays: bool = True

    @property
    def wanted(self) -> Arrangement:
        leader = self.leader.pk if self.leader is not None else None
        return Arrangement(leader, {each.pk for each in self.partners}, self.rest_stays)


def standing_of(task: Task) -> dict[int, int | None]:
    """Who carries what was undertaken of this task today, and who leads it."""
    rows = Duty.objects.filter(task=task, basis=Basis.UNDERTAKEN, left_at__isnull=True)
    return dict(rows.values_list("organisation_id", "led_by_id"))


@dataclass(frozen=True, slots=True)
class Row:
    """One organisation of an arrangement, not yet stored."""

    organisation: int
    before: tuple[bool, int | None]
    after: tuple[bool, int | None]


def rows_for(request: ChangeRequest, joint: Joint) -> list[Row]:
    """What the wish makes of everybody it concerns. Raises RuleBroken where who asks is not in it, or where others
    would be left without the one that leads them.
    """
    asks, standing, wanted = request.organisation_id, standing_of(request.task), joint.wanted
    touched = concerned(standing, asks, wanted)
    if asks not in touched or (wanted.leader is not None and asks not in wanted.members):
        raise RuleBroken(f"{request.organisation.short}是申请的学校，要列为牵头或参与。")
    after = arranged(standing, asks, wanted)
    refuse_left_alone(after)
    return [
        Row(each, (each in standing, standing.get(each)), (each in after, after.get(each)))
        for each in sorted(touched)
    ]


def refuse_left_alone(after: Standing) -> None:
    lost = left_alone(after)
    if lost:
        names = "、".join(Organisation.objects.filter(pk__in=lost).values_list("short", flat=True))
        raise RuleBroken(
            f"这样安排以后，{names}参与的联合承接就没有牵头学校了。请把{names}也列入，或先请{names}改为单独承接。"
        )


def wish_of(request: ChangeRequest) -> Joint:
    """What was chosen so far, from the rows stored."""
    parts = list(request.parts.select_related("organisation", "led_after"))
    leader = request.leading
    partners = [p.organisation for p in parts if p.led_after_id is not None and p.organisation != leader]
    dropped = [p for p in parts if p.carried and not p.carries]
    return Joint(leader, partners, rest_stays=not dropped)


def consenting(request: ChangeRequest) -> list[Organisation]:
    """Who is asked before it goes up: everybody whose part changes, but the organisation that sends it."""
    parts = request.parts.select_related("organisation")
    sender = request.author.organisation_id
    return [part.organisation for part in parts if part.differs and part.organisation_id != sender]


def check_standing(request: ChangeRequest) -> None:
    """Raises RuleBroken where somebody carries the task otherwise than the request found it."""
    standing = standing_of(request.task)
    after = dict(standing)
    for part in request.parts.select_related("organisation"):
        now = (part.organisation_id in standing, standing.get(part.organisation_id))
        if now != (part.carried, part.led_before_id):
            raise RuleBroken(
                f"{part.organisation.short}对这项任务的承接在申请以后变了，与申请时的不同。草稿请点“修改”再存一次；"
                "已报送的请退回，由申请人作废后恢复为草稿，按现在的情况修改再报。"
            )
        after.pop(part.organisation_id, None)
        if part.carries:
            after[part.organisation_id] = part.led_after_id
    refuse_left_alone(after)


# ---- in words


def how_words(carries: bool, led_by: Organisation | None, organisation: Organisation) -> str:
    if not carries:
        return "没有承接"
    if led_by is None:
        return "单独承接"
    return "牵头" if led_by.pk == organisation.pk else f"参与，{led_by.short}牵头"


def before_and_after(part: RequestPart) -> tuple[str, str]:
    before = how_words(part.carried, part.led_before, part.organisation)
    after = how_words(part.carries, part.led_after, part.organisation)
    return before, "退出承接" if part.carried and not part.carries else after


def parts_of(request: ChangeRequest) -> list[RequestPart]:
    return list(request.parts.select_related("organisation", "led_before", "led_after"))


def facts_of(request: ChangeRequest) -> list[tuple[str, str]]:
    """Who is to do what, a line for each organisation; for readers and for what is sent."""
    return [(part.organisation.short, before_and_after(part)[1]) for part in parts_of(request)]


def as_json(request: ChangeRequest) -> list[list[str]]:
    """As it is kept with what was sent, so that nothing else comes into force."""
    return [
        [part.organisation.public_id, *before_and_after(part)]
        for part in sorted(parts_of(request), key=lambda part: part.organisation.public_id)
    ]


def at_first(request: ChangeRequest) -> Joint:
    """What a new draft begins with: the group as it stands, or the asker leading; ending: nobody jointly."""
    if request.kind == ChangeKind.PART:
        return Joint(None)
    standing = standing_of(request.task)
    leader = standing.get(request.organisation_id) or request.organisation_id
    members = {each for each, led_by in standing.items() if led_by == leader}
    found = {each.pk: each for each in Organisation.objects.filter(pk__in={leader, *members})}
    return Joint(found[leader], [found[each] for each in sorted(members - {leader})])
