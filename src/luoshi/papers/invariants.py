"""What must always hold among papers on their way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone

from luoshi.accounts.following import merged
from luoshi.accounts.models import Membership
from luoshi.accounts.queries import not_over
from luoshi.accounts.roles import SEPARATED
from luoshi.common.invariants import each, name_of
from luoshi.common.stages import Invariant

from . import chains
from .filed.models import FiledPaper
from .models import Approval, Brief, Delegation, Entry, EntryFile, Objection, Route, Sending, Step, Urge
from .queries import SENDINGS
from .routes import key_of
from .states import ApprovalState, BriefState, Outcome, StepState, Way

Found = Iterator[tuple[str, str]]
LYING = Count("steps", filter=Q(steps__state=StepState.CURRENT))
DECIDED = Entry.objects.filter(outcome__in=(Outcome.PASSED, Outcome.RETURNED))


def running_ones_lie_at_one_step() -> Found:
    running = Approval.objects.filter(state=ApprovalState.RUNNING).annotate(n=LYING)
    return each(running.exclude(n=1), "审批中，办理中的环节不是恰好一个")


def others_lie_nowhere() -> Found:
    others = Approval.objects.exclude(state=ApprovalState.RUNNING).annotate(n=LYING)
    return each(others.exclude(n=0), "不在审批中，还有办理中的环节")


def passed_ones_passed_every_step() -> Found:
    unpassed = Step.objects.filter(approval=OuterRef("pk")).exclude(state=StepState.PASSED)
    passed = Approval.objects.filter(Exists(unpassed), state=ApprovalState.PASSED)
    return each(passed, "已通过，但有环节没有同意")


def entered_decisions_have_a_paper() -> Found:
    entered = Entry.objects.filter(way=Way.ENTERED)
    return each(entered.exclude(Exists(EntryFile.objects.filter(entry=OuterRef("pk")))), "代录没有依据文件")


def meetings_have_minutes() -> Found:
    meetings = DECIDED.filter(step__form=chains.MEETING)
    return each(meetings.exclude(Q(way=Way.ENTERED) & ~Q(number="")), "会议环节没有纪要")


def deciders_held_their_post() -> Found:
    for entry in Entry.objects.select_related("by").iterator():
        if not _held(entry.by, entry):
            yield name_of(entry), "办理时已不担任该岗位"


def _held(post: Membership, entry: Entry) -> bool:
    """Whether the post was held at that moment; on the day it ended it may still have been."""
    day = timezone.localtime(entry.at).date()
    return post.start <= day and (post.end is None or post.end >= day)


def delegates_had_the_right_at_that_moment() -> Found:
    delegated = Entry.objects.filter(way=Way.DELEGATE).select_related(
        "delegation__principal", "approval", "leader"
    )
    for entry in delegated.iterator():
        given = entry.delegation
        day = timezone.localtime(entry.at).date()
        in_time = given.start <= day <= given.end and (
            given.revoked_at is None or given.revoked_at >= entry.at
        )
        of_kind = not given.kinds or entry.approval.kind in given.kinds
        posts = given.delegate_id == entry.by_id and given.principal_id == entry.leader_id
        if not (in_time and of_kind and posts and _held(given.principal, entry)):
            yield name_of(entry), "代办时没有有效的授权"


def decisions_are_of_their_own_approval() -> Found:
    strange = Q(step__isnull=False) & ~Q(step__approval=F("approval"))
    strange |= Q(to_step__isnull=False) & ~Q(to_step__approval=F("approval"))
    return each(Entry.objects.filter(strange), "意见的环节属于别的审批")


def deciders_are_of_the_steps_organisation() -> Found:
    """Where they differ, the two have merged since."""
    differ = DECIDED.exclude(by__organisation=F("step__organisation"))
    for entry in differ.select_related("by__organisation", "step__organisation"):
        if not merged(entry.by.organisation, entry.step.organisation, undone=True):
            yield name_of(entry), "办理人不属于环节的单位"


def own_decisions_fit_the_step() -> Found:
    """Decided as himself: the post named, or one of the step's role where nobody is named who still holds it."""
    own = DECIDED.filter(way=Way.OWN).select_related("step__person", "by")
    for entry in own.iterator():
        named = entry.step.person
        if entry.by_id != entry.step.person_id and not (
            entry.by.role == entry.step.role
            and (named is None or not _held(named, entry) or named.end is not None)
        ):
            yield name_of(entry), "办理人不是这个环节的岗位"


def visits_are_decided_in_order() -> Found:
    return each(
        Entry.objects.filter(step__isnull=False, visit__gt=F("step__visit")), "意见写在还没有到达的环节上"
    )


def open_delegations_stay_inside() -> Found:
    return each(
        Delegation.objects.exclude(principal__organisation=F("delegate__organisation")),
        "代办授权越出了本单位",
    )


def administrators_stand_in_for_nobody() -> Found:
    both = Q(principal__role__in=SEPARATED) | Q(delegate__role__in=SEPARATED)
    return each(Delegation.objects.filter(both), "管理员授权或代办业务")


def delegations_do_not_overlap() -> Found:
    last: dict[int, list[Delegation]] = {}
    held = Membership.objects.filter(not_over())  # with a delegate who has gone it has lapsed
    rows = Delegation.objects.filter(revoked_at__isnull=True, delegate__in=held)
    for given in rows.order_by("start", "id").iterator():
        earlier = last.setdefault(given.principal_id, [])
        for other in earlier:
            same_kind = not given.kinds or not other.kinds or set(given.kinds) & set(other.kinds)
            if other.end >= given.start and same_kind:
                yield name_of(given), "与另一项代办授权时间重叠"
        earlier.append(given)


def routes_fit_their_organisation() -> Found:
    for route in Route.objects.filter(superseded_at__isnull=True).select_related("organisation").iterator():
        for problem in chains.problems(route.chain, key_of(route.organisation)):
            yield name_of(route), problem


def objections_are_the_leaders() -> Found:
    return each(Objection.objects.exclude(by=F("entry__leader")), "申明人不是被代录的领导")


def urges_are_of_arrivals() -> Found:
    return each(Urge.objects.filter(visit__gt=F("step__visit")), "催办的环节还没有到达")


def briefs_follow_their_approval() -> Found:
    fits = (
        Q(state=BriefState.RUNNING, approval__state=ApprovalState.RUNNING)
        | Q(state=BriefState.RETURNED, approval__state=ApprovalState.RETURNED)
        | Q(state=BriefState.APPROVED, approval__state=ApprovalState.PASSED)
    )
    sent = Brief.objects.filter(state__in=(BriefState.RUNNING, BriefState.RETURNED, BriefState.APPROVED))
    return each(sent.exclude(fits), "呈批件的状态与审批不一致")


def _but_names(body: dict[str, Any]) -> dict[str, Any]:
    """The content but for what an organisation is called: it may be renamed or merge while the paper is on its way."""
    return body | {"facts": [fact for fact in body["facts"] if fact[0] != "报到"]}


def briefs_under_way_read_as_they_were_sent() -> Found:
    """What steps agree to is what was sent: between a sending and the next the text stands still."""
    still = Brief.objects.filter(state__in=(BriefState.RUNNING, BriefState.APPROVED)).select_related("up_to")
    for brief in still.iterator():
        sent = Sending.objects.filter(approval=brief.approval_id).order_by("-number").first()
        if sent is None or (sent.title, _but_names(sent.body)) != (
            brief.title,
            _but_names(brief.content().as_json()),
        ):
            yield name_of(brief), "审批中的内容不是报送时的内容"


def last_words_are_not_the_authors() -> Found:
    """Who agreed at the last step, or in whose name it was agreed, is none of those who had sent the paper."""
    later = Step.objects.filter(approval=OuterRef("approval"), order__gt=OuterRef("step__order"))
    sent = Entry.objects.filter(
        approval=OuterRef("approval"),
        outcome__in=SENDINGS,
        by__user=OuterRef("decider"),
        pk__lt=OuterRef("pk"),
    )
    last = Entry.objects.filter(~Exists(later), outcome=Outcome.PASSED, step__isnull=False)
    himself = last.exclude(way=Way.ENTERED).annotate(decider=F("by__user"))
    in_the_name_of = last.filter(leader__isnull=False).annotate(decider=F("leader__user"))
    for rows in (himself, in_the_name_of):
        yield from each(rows.filter(Exists(sent)), "最后一个环节由发起人同意了自己的文件")


def entered_by_its_author(kind: str) -> Found:
    """For papers of a kind that bind others: who entered the last word is none of those who had sent the paper."""
    later = Step.objects.filter(approval=OuterRef("approval"), order__gt=OuterRef("step__order"))
    sent = Entry.objects.filter(
        approval=OuterRef("approval"),
        outcome__in=SENDINGS,
        by__user=OuterRef("by__user"),
        pk__lt=OuterRef("pk"),
    )
    last = Entry.objects.filter(
        ~Exists(later),
        approval__kind=kind,
        outcome=Outcome.PASSED,
        way=Way.ENTERED,
        step__form=chains.MEETING,
    )
    yield from each(last.filter(Exists(sent)), "发起人本人录入了最后一个环节的会议决定")


def registrars_of_others_gain_nothing() -> Found:
    for_others = Delegation.objects.exclude(made_by=F("principal"))
    return each(for_others.filter(made_by__user=F("delegate__user")), "替别人登记代办授权的人就是代办人")


def prints_are_of_what_they_name() -> Found:
    """A print of a sending is filed under the paper that was sent, and under its organisation."""
    right = Q(about_type=F("sending__approval__about_type"), about_id=F("sending__approval__about_id"))
    right &= Q(organisation=F("sending__approval__organisation"))
    return each(FiledPaper.objects.filter(sending__isnull=False).exclude(right), "报送件不是它所印的报送稿")


INVARIANTS = (
    Invariant("print-sending", prints_are_of_what_they_name),
    Invariant("author-last-word", last_words_are_not_the_authors),
    Invariant("delegation-registrar", registrars_of_others_gain_nothing),
    Invariant("approval-current", running_ones_lie_at_one_step),
    Invariant("approval-over", others_lie_nowhere),
    Invariant("approval-passed", passed_ones_passed_every_step),
    Invariant("entered-paper", entered_decisions_have_a_paper),
    Invariant("meeting-minutes", meetings_have_minutes),
    Invariant("decider-post", deciders_held_their_post),
    Invariant("decider-organisation", deciders_are_of_the_steps_organisation),
    Invariant("decider-step", own_decisions_fit_the_step),
    Invariant("delegate-right", delegates_had_the_right_at_that_moment),
    Invariant("entry-approval", decisions_are_of_their_own_approval),
    Invariant("entry-visit", visits_are_decided_in_order),
    Invariant("delegation-inside", open_delegations_stay_inside),
    Invariant("delegation-admin", administrators_stand_in_for_nobody),
    Invariant("delegation-overlap", delegations_do_not_overlap),
    Invariant("route-chain", routes_fit_their_organisation),
    Invariant("objection-leader", objections_are_the_leaders),
    Invariant("urge-visit", urges_are_of_arrivals),
    Invariant("brief-approval", briefs_follow_their_approval),
    Invariant("brief-sent", briefs_under_way_read_as_they_were_sent),
)
