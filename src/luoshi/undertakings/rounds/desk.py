"""What rounds ask of a school's office, of a county and of the bureau. What lies at a step, what was returned and where
an author's paper is, comes from papers; here is what papers cannot know: the round and its closing time.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from luoshi.accounts.queries import within
from luoshi.common.actor import Actor
from luoshi.common.stages import OFFICE, DeskItem

from .models import Application, Round, RoundOrganisation
from .offers import moment_words
from .queries import COUNTY, below_in, rounds_visible_to
from .standing import standing_of
from .states import UNDER_WAY, ApplicationState, RoundState

NAMED = 5  # schools a line names before it only counts


def desk_items(actor: Actor) -> Iterator[DeskItem]:
    if actor.may("manage_duties"):
        yield from _to_apply(actor)
    if actor.role in COUNTY:
        yield from _to_watch(actor)
    if actor.may("edit_plan"):
        yield from _to_open(actor)
        yield from _to_judge(actor)


# ---- the school


def _to_apply(actor: Actor) -> Iterator[DeskItem]:
    """Rounds the own organisation is invited to: what is to be done now, else how it stands."""
    invited = RoundOrganisation.objects.filter(organisation=actor.organisation_id).values("round")
    rounds = list(rounds_visible_to(actor).filter(pk__in=invited, state=RoundState.OPEN).order_by("until"))
    rows = Application.objects.filter(round__in=rounds, organisation=actor.organisation_id)
    rows = rows.exclude(state=ApplicationState.WITHDRAWN).select_related("author__user", "organisation")
    mine = {row.round_id: row for row in rows}
    for each in rounds:
        if each.has_begun:
            yield from _own(actor, each, mine.get(each.pk))


def _own(actor: Actor, round_: Round, application: Application | None) -> Iterator[DeskItem]:
    title, issuer = f"承接申报：{round_.name}", round_.plan.issuer.short
    href = _page(round_) if application is None else reverse("application", args=[application.public_id])
    if round_.is_over and (application is None or application.arrived_at is None):
        inside = application is not None and application.state != ApplicationState.DRAFT
        how = "没有送出本校" if inside else "没有报送"
        kept = "，已填的内容都在" if application is not None else ""
        words = f"已截止，{how}{kept}。确需报送的，联系{issuer}对全体单位延期"
        yield DeskItem(title, href, "查看", words, round_.last_day, "read")
    elif application is None or application.state == ApplicationState.DRAFT:
        action = "继续填报" if application else "去申报"
        handler = application.author_id if application else OFFICE
        yield DeskItem(title, href, action, issuer, round_.last_day, handler=handler)
    elif application.author_id != actor.membership_id or application.state == ApplicationState.PASSED:
        yield DeskItem(title, href, "查看", _where(application), None, "mine")


def _where(application: Application) -> str:
    """For colleagues of the author, and for all once there is nothing left to do but to wait."""
    name = application.author.user.name
    if application.state == ApplicationState.RETURNED:
        return f"退回修改，由{name}修改后重新报送"
    if application.state in UNDER_WAY:
        return f"{name}报送，现在：{application.get_state_display()}"
    return "已通过审核，等市局确认"


# ---- the county


def _to_watch(actor: Actor) -> Iterator[DeskItem]:
    """Open rounds in which schools below have not sent anything out of their own house."""
    below = RoundOrganisation.objects.filter(within(actor.path, "organisation__")).values("round")
    rounds = rounds_visible_to(actor).filter(state=RoundState.OPEN, pk__in=below)
    for round_ in rounds.order_by("until"):
        owing = [school.short for school, arrived in below_in(actor, round_) if not arrived]
        if not owing or not round_.has_begun:
            continue
        names = f"{'、'.join(owing[:NAMED])}{'等' if len(owing) > NAMED else ''}"
        words = f"{len(owing)} 所学校没有送出：{names}"
        title = f"{'没有按时报送' if round_.is_over else '督促报送'}：{round_.name}"
        group = "read" if round_.is_over else "todo"
        yield DeskItem(title, _page(round_), "查看", words, round_.last_day, group)


# ---- the bureau


def _to_open(actor: Actor) -> Iterator[DeskItem]:
    drafts = Round.objects.filter(plan__issuer=actor.organisation_id, state=RoundState.DRAFT)
    for each in drafts.order_by("id"):
        yield DeskItem(f"发布承接申报：{each.name}", _page(each), "去发布", handler=OFFICE)


def _to_judge(actor: Actor) -> Iterator[DeskItem]:
    """Rows without a verdict; from the closing time on the round itself, until it is confirmed."""
    rounds = Round.objects.filter(plan__issuer=actor.organisation_id, state=RoundState.OPEN)
    for each in rounds.select_related("plan__issuer").order_by("until"):
        standing = standing_of(each)
        left, schools = len(standing.open_lines), standing.schools
        href = reverse("round-overview", args=[each.public_id])
        if each.is_over:
            words = f"{left} 项待定" if left else "各项都已定"
            yield DeskItem(
                f"截止，请核对确认：{each.name}", href, "去核对", words, each.last_day, handler=OFFICE
            )
        elif left:
            words = f"{left} 项待定，{moment_words(each.until)} 截止"
            yield DeskItem(f"逐项提出意见：{each.name}", href, "去提意见", words, handler=OFFICE)
        else:
            sent = sum(bool(school.application and school.application.arrived_at) for school in schools)
            words = f"{len(schools)} 个单位送出 {sent} 个，{moment_words(each.until)} 截止"
            yield DeskItem(f"承接申报：{each.name}", href, "查看", words, None, "mine")


def _page(round_: Round) -> str:
    return reverse("round", args=[round_.public_id])
