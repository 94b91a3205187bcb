"""Winners go on to the selection above without being typed again; they come back while it still takes applications."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import Max
from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import within
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.dataforms.answers import save_answer, values_of
from luoshi.common.errors import RuleBroken
from luoshi.core.selection import read_rules
from luoshi.notices.actions import tell
from luoshi.papers.actions import recall_approval, start_approval, withdraw_approval
from luoshi.papers.filed.queries import stamped_copy_of
from luoshi.papers.models import Approval
from luoshi.registers.states import RANK
from luoshi.selection.applying import quotas, sent
from luoshi.selection.applying.actions.moving import give_receipt, hold_call, hold_competition
from luoshi.selection.applying.actions.paper import PAPER
from luoshi.selection.applying.kinds import KIND, OPINION
from luoshi.selection.applying.models import Application, Material, OwnSelection, Person
from luoshi.selection.applying.queries import county_of, materials_of, page_of, people_of
from luoshi.selection.applying.states import APPLICATION, ApplicationState
from luoshi.selection.deadline import check_in_time
from luoshi.selection.models import Call
from luoshi.selection.outcome.models import Result
from luoshi.selection.states import CallState

from .. import permissions
from ..models import Promotion
from ..promoting import as_if_above, own_selection_of, places_left, steps_between, why_not
from ..queries import selected_of
from .drawing_up import skips
from .holding import call_first, ended, said

AS_BELOW = ("approval", "paper_at", "paper_reason", "paper_by")  # whoever agreed below, agreed to this
SKIPPED = "有排在前面的没有晋级，排在后面的晋级了。请写明没有按名次晋级的理由。"
NO_UPPER = "还没有选定晋级到哪次遴选。请先选定上一级遴选。"


@acts.act("recommendation.name_upper_call", who=permissions.can_recommend, on="call", first=call_first)
def name_upper_call(*, call: Call, upper: Call | None, by: Actor) -> Call:
    """Into which selection winners go on; none takes it back, as long as nobody went on."""
    if call.parent_id == (upper.pk if upper else None):
        raise RuleBroken("和现在选定的一样，没有要改的。")
    if Promotion.objects.filter(result__call=call, taken_back_at__isnull=True).exists():
        raise RuleBroken("已经有晋级的，不能改选。要改，请先撤回晋级。")
    if upper is not None:
        _refuse_unfit(call, upper)
    acts.change(call, parent=upper)
    return call


def _refuse_unfit(call: Call, upper: Call) -> None:
    above: Call | None = upper
    while above is not None:
        if above.pk == call.pk:
            raise RuleBroken("不能晋级到自己，也不能绕回来。请另选一次遴选。")
        above = above.parent
    if RANK.get(upper.level, 0) < RANK.get(call.level, 0):
        raise RuleBroken("上一级遴选的级别不能比这一次低。请另选一次遴选。")
    if not call.organisation.path.startswith(upper.organisation.path):
        raise RuleBroken("上一级遴选要由本单位或上级单位组织。请另选一次遴选。")


@acts.act("recommendation.promote", who=permissions.can_recommend, under="call", first=call_first)
def promote(
    *,
    call: Call,
    rows: Sequence[str],
    by: Actor,
    skipped_words: str = "",
    arrived: dt.datetime | None = None,
) -> list[Promotion]:
    """These results (public ids) become applications that have arrived above. All of them or none; those that went
    on already are left alone. skipped_words: why one goes on that stands behind one that does not.
    arrived: as in `check_in_time`.
    """
    call = ended(call)
    if call.parent is None:
        raise RuleBroken(NO_UPPER)
    upper = call.parent
    now = check_in_time(upper, arrived=arrived)
    known = {row.public_id: row for row in selected_of(call)}
    if strange := [key for key in rows if key not in known]:
        raise RuleBroken(f"有 {len(strange)} 项不在入选名单里，不能晋级。请刷新页面重新勾选。")
    done = set(_standing(known.values()))
    wanted = [row for key, row in known.items() if key in set(rows) and row.pk not in done]
    if not wanted:
        raise RuleBroken("勾选的都已经晋级，或者没有勾选。")
    going = {row.public_id for row in known.values() if row.pk in done} | {row.public_id for row in wanted}
    behind = skips(list(known.values()), going) & {row.public_id for row in wanted}
    words = said(skipped_words, SKIPPED) if behind else ""
    return [_promoted(row, upper, now, by, words if row.public_id in behind else "") for row in wanted]


def _standing(rows: Any) -> list[int]:
    found = Promotion.objects.filter(result__in=list(rows), taken_back_at__isnull=True)
    return list(found.values_list("result_id", flat=True))


def _promoted(result: Result, upper: Call, now: dt.datetime, by: Actor, skipped_words: str) -> Promotion:
    lower = result.application
    hold_competition(as_if_above(lower, upper))
    if why := next(why_not(result, upper), ""):
        raise RuleBroken(f"“{lower.title}”不能晋级：{why}")
    probe, between = as_if_above(lower, upper), steps_between(lower, upper)
    if not (between and quotas.is_ranked_by_county(probe)) and places_left(probe) == 0:
        raise RuleBroken(f"“{lower.title}”不能晋级：上一级给{lower.organisation.short}的名额已经用完。")
    made: Application = acts.create(
        Application, call=upper, organisation=lower.organisation, owner=lower.owner, title=lower.title,
        lower=lower, group=probe.group, entry=probe.entry, statements=_ticked(lower, upper),
        **{name: getattr(lower, name) for name in AS_BELOW},
    )  # fmt: skip
    held = hold_call(made)
    _copy(lower, made, by)
    if between:
        acts.change(made, approval=_sent_on(made, between, by))
    given = give_receipt(made, now, by)
    rank = None if between else _next_rank(made)
    APPLICATION.make("recommendation.promote", made, rank=rank, **given)
    promotion: Promotion = acts.create(
        Promotion, result=result, application=made, promoted_by=f"{by.organisation_name} {by.name}"[:80],
        promoted_at=clock.now(), skipped_words=skipped_words,
    )  # fmt: skip
    on_its_way = f"，由{between[0].short}审核推荐" if between else ""
    _tell(promotion, by, f"已晋级：{made.title}", f"已报送到“{held.title}”{on_its_way}，不用另外填报。")
    return promotion


def _sent_on(made: Application, between: Sequence[Organisation], by: Actor) -> Approval:
    """Off to the steps that are still to come, as if the school had agreed to it just now."""
    approval: Approval = start_approval(
        about=made,
        kind=KIND.key,
        title=f"{made.call.title}：{made.title}",
        href=page_of(made),
        legs=between,
        content=sent.content_of(made),
        files=sent.files_of(made),
        by=by,
    )
    return approval


def _refuse_unless_author(approval: Approval, by: Actor) -> None:
    if approval.author_id != by.membership_id:
        name = approval.author.user.name
        raise RuleBroken(f"已送县市审核，请由办理晋级的{name}撤回，或请县市退回。")


def _next_rank(made: Application) -> int | None:
    """Behind what the county has ranked; none where no county ranks."""
    county = county_of(made.organisation, made.call)
    if county is None:
        return None
    rows = Application.objects.filter(within(county.path, "organisation__"), call=made.call, group=made.group)
    return (rows.aggregate(last=Max("rank"))["last"] or 0) + 1


def _ticked(lower: Application, upper: Call) -> dict[str, Any]:
    asked = {each.key for each in read_rules(upper.rules).statements}
    return {key: value for key, value in lower.statements.items() if key in asked}


def _copy(lower: Application, made: Application, by: Actor) -> None:
    """Form, people, files and the school's own selection; files are cited again, not stored twice."""
    _copy_form(lower, made, by)
    for each in people_of(lower):
        names = ("role", "name", "organisation", "place", "entry", "membership", "words", "order")
        cleared = ("clear", "clear_words", "clear_by", "clear_at")
        acts.create(Person, application=made, **{name: getattr(each, name) for name in (*names, *cleared)})
    for each in materials_of(lower):
        names = ("item", "stored", "name", "pages", "seconds", "words")
        acts.create(Material, application=made, **{name: getattr(each, name) for name in names})
    for opinion in read_rules(made.call.rules).opinions:
        stamped = stamped_copy_of(lower, lower.edition, f"{OPINION}{opinion.key}"[:40])
        if stamped is not None:
            name = f"{opinion.title}（盖章）.pdf"
            acts.create(Material, application=made, item=PAPER, stored=stamped, name=name)
    own = own_selection_of(lower)
    if own is not None:
        acts.create(OwnSelection, application=made, **own)
    made.partners.set(lower.partners.all())


def _copy_form(lower: Application, made: Application, by: Actor) -> None:
    version = made.call.form_version
    if version is None or lower.answer is None:
        return
    answer = save_answer(
        version_of_form=version,
        about=made,
        organisation_id=made.organisation_id,
        organisation_name=made.organisation.name,
        values=values_of(lower.answer),
        by=by,
        answer_version=0,
        held=True,
        private=True,
    )
    acts.change(answer, typed=0, brought=answer.typed + answer.brought)
    acts.change(made, answer=answer)


def _tell(promotion: Promotion, by: Actor, title: str, body: str) -> None:
    made = promotion.application
    tell(
        to=[made.owner], title=title, body=body, kind="selection", by=by,
        href=reverse("apply-page", args=[made.public_id]),
        key=f"promotion:{promotion.public_id}:{promotion.taken_back_at is None}",
    )  # fmt: skip


@acts.act(
    "recommendation.take_back_promotion",
    who=permissions.can_take_back_promotion,
    on="promotion",
    first=call_first,
)
def take_back_promotion(*, promotion: Promotion, reason: str, by: Actor) -> Promotion:
    """Its place above is free again; number and receipt stay, as of whatever is withdrawn."""
    if promotion.taken_back_at is not None:
        raise RuleBroken("已经撤回，请刷新页面。")
    made = promotion.application
    upper = hold_call(made)
    if upper.state != CallState.OPEN:
        state = upper.get_state_display()
        raise RuleBroken(f"“{upper.title}”现在是“{state}”，不能撤回晋级。要退出，请申报单位撤回申报。")
    kept = said(reason)
    _take_from_the_steps(made, kept, by)
    if made.state != ApplicationState.WITHDRAWN:
        APPLICATION.make("recommendation.take_back_promotion", made, reason=kept, rank=None)
        acts.change(made, reason=kept)
    acts.change(made, lower=None)
    acts.change(promotion, taken_back_at=clock.now(), taken_back_reason=kept)
    _tell(promotion, by, f"已撤回晋级：{made.title}", f"理由：{kept}")
    return promotion


def _take_from_the_steps(made: Application, reason: str, by: Actor) -> None:
    """Whatever of its steps is still to come ends."""
    if made.approval is None or made.state not in (ApplicationState.SENT, ApplicationState.RETURNED):
        return
    _refuse_unless_author(made.approval, by)
    if made.state == ApplicationState.RETURNED:
        withdraw_approval(approval=made.approval, by=by, reason=reason)
    else:
        recall_approval(approval=made.approval, by=by)
