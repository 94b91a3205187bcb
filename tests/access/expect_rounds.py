"""What each route of undertaking rounds answers to whom; how a line is read: `expectations`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import F

from luoshi.common import clock
from luoshi.papers.models import Approval, Step
from luoshi.undertakings.rounds.models import Application, Round, RoundTask, Wish

from .expect_papers import STANDS_IN_FOR, post_of
from .expect_requests import to_enter as entered
from .lines import EDITORS, Expected, Form, button, page, version

SCHOOL = frozenset({"school_head", "deputy_head", "office"})
AUTHOR = frozenset({"office"})
DECIDERS = frozenset(
    {"office", "school_head", "deputy_head", "county_officer", "county_leader", "section_head"}
)
ENTERERS = frozenset({"office", "county_officer", "city_officer"})
AS_APPROVED = {"draft": "recalled", "school": "running", "county": "running", "city": "running"}
ENTERERS = frozenset({"office", "county_officer", "city_officer", "section_head"})


def put_round(round_: Round, state: str) -> dict[str, Any]:
    if state != "open" or round_.opened_at is not None:  # a round never opened stays what it is
        until = None if state == "draft" else F("closes_at")
        Round.objects.filter(pk=round_.pk).update(state=state, until=until)
    return version(round_)


def drafted(**fields: str) -> Form:
    return lambda row, user: {**fields, **put_round(row, "draft")}


def terms(round_: Round, user: Any) -> dict[str, Any]:
    ticked = {f"on-{row.task.public_id}": "on" for row in round_.tasks.all()}
    return {**ticked, **put_round(round_, "draft")}


def schools(round_: Round, user: Any) -> dict[str, Any]:
    there = [row.organisation.public_id for row in round_.invited.all()]
    return {"organisations": there, **put_round(round_, "draft")}


def condition(row: RoundTask, user: Any) -> dict[str, Any]:
    put_round(row.round, "draft")
    return {"condition-mode": "all", **version(row)}


def later(round_: Round, user: Any) -> dict[str, Any]:
    return {"until": "2099-06-30T17:30", "reason": "学校放假", **put_round(round_, "open")}


def nobody_applied(round_: Round, user: Any) -> dict[str, Any]:
    Application.objects.all().update(state="withdrawn")
    return put_round(round_, "open")


def put(application: Application, state: str, at: str = "") -> dict[str, Any]:
    """The application and its approval in this state, lying at the step of the role `at`."""
    approval = application.approval
    if approval is None and state not in ("draft", "withdrawn"):
        return version(application)  # never sent
    if approval is not None:
        as_approved = AS_APPROVED.get(state, state)
        approval.steps.update(state="waiting")
        ended = clock.now() if as_approved in ("passed", "recalled", "withdrawn") else None
        fields: dict[str, Any] = {"state": as_approved, "ended_at": ended}
        Approval.objects.filter(pk=approval.pk).update(sent_at=clock.now(), resume_at=None, **fields)
        lying = approval.steps.filter(role=at).first() if at else approval.steps.first()
        if as_approved == "running" and lying is not None:
            Step.objects.filter(pk=lying.pk).update(state="current", visit=9, arrived_at=clock.now())
    Application.objects.filter(pk=application.pk).update(state=state)
    return version(application)


def at_own_step(application: Application, user: Any) -> dict[str, Any]:
    role = getattr(post_of(user), "role", "")
    return put(application, "county", STANDS_IN_FOR.get(role, role))


def to_pass(application: Application, user: Any) -> dict[str, Any]:
    return {"comment": "同意", **at_own_step(application, user)}


def to_return(application: Application, user: Any) -> dict[str, Any]:
    return {"comment": "请补充", "to": "", "resume": "here", **at_own_step(application, user)}


def to_enter(application: Application, user: Any) -> dict[str, Any]:
    """As for a change request: a leader of the own organisation signed on paper."""

    class AsRequest:
        """What `expect_requests.to_enter` reads of its row."""

        approval, pk, version = application.approval, 0, application.version

    if application.approval is None:
        return version(application)  # never sent
    said = entered(AsRequest(), user)  # type: ignore[arg-type]
    Application.objects.filter(pk=application.pk).update(state="county")
    return said


def as_a_draft(application: Application, user: Any) -> dict[str, Any]:
    """A draft of its organisation alone: the others, who would no longer see it, are asked as it stands."""
    post = post_of(user)
    own = post is not None and post.organisation_id == application.organisation_id and post.role in SCHOOL
    return put(application, "draft") if own else version(application)


def in_state(state: str, **fields: str) -> Form:
    return lambda row, user: {**fields, **put(row, state)}


def chosen(application: Application, user: Any) -> dict[str, Any]:
    rows = [row.public_id for row in application.round.tasks.all()]
    return {"chosen": rows, **put(application, "returned")}


def written(wish: Wish, user: Any) -> dict[str, Any]:
    put(wish.application, "returned")
    return {"own-reason": "改过的理由", "own-quantity": "2", **version(wish)}


# ---- the bureau's half


def come(application: Application) -> None:
    """All steps have agreed; where it was never sent it stays a draft."""
    if application.round.opened_at is None:
        return
    if application.approval is not None:
        put(application, "passed")
        Application.objects.filter(pk=application.pk).update(arrived_at=clock.now())
        own = application.approval.steps.filter(organisation=application.round.plan.issuer_id)
        own.update(arrived_at=clock.now())


def with_applications(round_: Round, verdict: str = "open") -> dict[str, Any]:
    for application in round_.applications.exclude(approval=None):
        come(application)
        application.wishes.update(verdict=verdict, duty=None, became=None)
    return put_round(round_, "open")


def accepted(round_: Round, user: Any) -> dict[str, Any]:
    said = with_applications(round_)
    wishes = Wish.objects.filter(application__round=round_).exclude(application__approval=None)
    return {"wish": [wish.public_id for wish in wishes], **said}


def to_confirm(round_: Round, user: Any) -> dict[str, Any]:
    said, day = with_applications(round_, "declined"), dt.timedelta(days=1)
    times = {"opens_at": clock.now() - 2 * day, "closes_at": clock.now() - day, "until": clock.now() - day}
    Round.objects.filter(pk=round_.pk).update(**times)
    return said


def put_confirmed(round_: Round, **fields: str) -> dict[str, Any]:
    now = {"state": "confirmed", "confirmed_at": clock.now(), "edition": 1}
    Round.objects.filter(pk=round_.pk, opened_at__isnull=False).update(**now)
    return {**fields, **version(round_)}


def to_judge(wish: Wish, user: Any) -> dict[str, Any]:
    come(wish.application)
    return {"verdict": "declined", "words": "名额有限", "agreed": "", **version(wish)}


def remarked(wish: Wish, user: Any) -> dict[str, Any]:
    put(wish.application, "city")
    return {"text": "请说明数量", **version(wish)}


EXPECTED_ROUNDS: dict[str, Expected] = {
    "rounds": page(),
    "round": page(),
    "new-round": Expected(get=EDITORS, post=EDITORS, form=lambda row, user: {"name": "新一轮"}),
    "edit-round": Expected(
        get=EDITORS, post=EDITORS, form=drafted(name="改名", closes_at="2099-06-30T17:30")
    ),
    "round-tasks": Expected(get=EDITORS, post=EDITORS, form=terms),
    "round-schools": Expected(get=EDITORS, post=EDITORS, form=schools),
    "round-condition": Expected(get=EDITORS, post=EDITORS, form=condition),
    "extend-round": Expected(get=EDITORS, post=EDITORS, form=later),
    "open-round": button(EDITORS, drafted()),
    "withdraw-round": button(EDITORS, lambda row, user: {"reason": "改了", **put_round(row, "open")}),
    "restore-round": button(EDITORS, lambda row, user: {"reason": "照旧", **put_round(row, "withdrawn")}),
    "round-overview": page(EDITORS),
    "accept-wishes": button(EDITORS, accepted),
    "confirm-round": Expected(get=EDITORS, post=EDITORS, form=to_confirm),
    "reopen-round": button(EDITORS, lambda row, user: put_confirmed(row, reason="漏了一校")),
    "round-list": page(),
    "round-list-xlsx": page(),
    "round-list-docx": page(),
    "round-list-csv": page(),
    "print-round-list": button(EDITORS, lambda row, user: put_confirmed(row)),
    "remark-wish": button(SCHOOL | EDITORS, remarked),
    "judge-wish": Expected(get=EDITORS, post=EDITORS, form=to_judge),
    "start-application": button(SCHOOL, nobody_applied),
    "application": page(),
    "wish-file": page(),
    "choose-tasks": Expected(get=SCHOOL, post=SCHOOL, form=chosen),
    "edit-wish": Expected(get=SCHOOL, post=SCHOOL, form=written),
    "send-application": button(SCHOOL, as_a_draft),
    "pass-application": button(DECIDERS, to_pass),
    "return-application": button(DECIDERS, to_return),
    "enter-application": button(ENTERERS, to_enter),
    "resubmit-application": button(AUTHOR, in_state("returned", comment="已改")),
    "recall-application": button(AUTHOR, in_state("county")),
    "withdraw-application": button(AUTHOR, in_state("returned", reason="不办了")),
    "restore-application": button(SCHOOL, in_state("withdrawn")),
}
