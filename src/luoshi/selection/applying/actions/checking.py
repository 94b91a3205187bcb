"""The formal check (形式审查): line by line, with days to mend, accepted or refused; and its end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

from django.utils import timezone

from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.core.selection import read_rules
from luoshi.selection.models import Call
from luoshi.selection.states import CALL, CallState
from luoshi.selection.two_persons import is_another

from .. import permissions, receiving
from ..beside import rests_on
from ..mending import last_day_to_mend
from ..missing import missing, verdicts_of
from ..models import Application, FormalCheck
from ..queries import is_from_within, people_of
from ..second import who_takes_it_in
from ..states import APPLICATION, ApplicationState
from ..telling import say
from .moving import call_first, give_receipt, hold_call, hold_competition, refuse_correction_over

END_OF_DAY = dt.time(23, 59, 59)


def refuse_unless_checking(call: Call) -> None:
    """Lines may be looked at as soon as something has come; what is decided is decided until the check ends."""
    if call.state not in (CallState.OPEN, CallState.CHECKING):
        raise RuleBroken(f"“{call.title}”现在是“{call.get_state_display()}”，形式审查已经结束。")


@acts.act(
    "applying.check_application", who=permissions.can_check_application, on="application", first=call_first
)
def check_application(
    *,
    application: Application,
    lines: Mapping[str, tuple[bool | None, str]],
    apart: Collection[str] = (),
    by: Actor,
) -> Application:
    """By line of the check: met, not met (with words), not looked at. apart: keys of lines that do not apply to this
    application, each with words that say why.
    """
    call = hold_call(application)
    refuse_unless_checking(call)
    if application.state != ApplicationState.RECEIVED:
        raise RuleBroken(f"现在的状态是“{application.get_state_display()}”，不能审查。")
    there = {row.item: row for row in application.checks.all()}
    said = {"checked_by": f"{by.organisation_name} {by.name}"[:80], "checked_at": clock.now()}
    for line in read_rules(call.rules).checks:
        met, words = lines.get(line.key, (None, ""))
        if line.key in apart and not words.strip():
            raise RuleBroken(f"“{line.title}”不适用的，请写明为什么不适用。")
        if met is False and not words.strip():
            raise RuleBroken(f"“{line.title}”不符合的，请写明哪里不符合、怎样补正。")
        fields = {"met": met, "words": words.strip()[:300], "applies": line.key not in apart}
        row = there.get(line.key)
        if row is None:
            acts.create(FormalCheck, application=application, item=line.key, **fields, **said)
        elif (row.met, row.words, row.applies) != tuple(fields.values()):
            acts.change(row, **fields, **said)
    return application


def unmet(application: Application) -> list[str]:
    """Lines not met, in words: what the school is asked to mend."""
    titles = {line.key: line.title for line in read_rules(application.call.rules).checks}
    rows = application.checks.filter(met=False)
    return [f"{titles[row.item]}：{row.words}" for row in rows if row.item in titles]


def unlooked(application: Application) -> list[str]:
    """Lines nobody has looked at."""
    looked = set(application.checks.filter(met__isnull=False).values_list("item", flat=True))
    return [line.title for line in read_rules(application.call.rules).checks if line.key not in looked]


@acts.act(
    "applying.ask_correction", who=permissions.can_check_application, on="application", first=call_first
)
def ask_correction(*, application: Application, by: Actor, words: str = "") -> Application:
    """Once, to be mended within the working days of the rules; the last day counts until midnight."""
    call = hold_call(application)
    refuse_unless_checking(call)
    wanted = [*unmet(application), *([words.strip()] if words.strip() else [])]
    if not wanted:
        raise RuleBroken("没有要补正的：请先把不符合的审查项标出来，或写明要补正什么。")
    if application.correct_until is not None:
        raise RuleBroken("已经通知过一次补正。仍不符合的请“不予受理”，已经符合的请“受理”。")
    days = read_rules(call.rules).correction_days
    if not days:
        raise RuleBroken("这次遴选的规则没有补正期限，不符合的请“不予受理”。")
    last = last_day_to_mend(call, days).day
    until = timezone.make_aware(dt.datetime.combine(last, END_OF_DAY))
    APPLICATION.make(
        "applying.ask_correction", application, correct_until=until, correction="\n".join(wanted)
    )
    say(application, "请补正遴选申报", by, application.correction, due=last)
    return application


@acts.act(
    "applying.send_correction", who=permissions.can_write_application, on="application", first=call_first
)
def send_correction(
    *, application: Application, by: Actor, arrived: dt.datetime | None = None
) -> Application:
    """Mended within its days (`arrived`: as in `check_in_time`); a receipt for what lies there now. Lines that were not
    met are looked at anew, and whatever else rests on something that was changed.
    """
    now = arrived or clock.now()
    hold_call(application)
    if application.state == ApplicationState.CORRECTING:
        refuse_correction_over(application, now)
        hold_competition(application)
        left = missing(application)
        if left:
            raise RuleBroken(f"还不能提交补正：{left[0]}")
    changed = receiving.changed_since(application)
    if application.state == ApplicationState.CORRECTING:
        _look_anew(application, changed)
    given = give_receipt(application, now, by)
    APPLICATION.make("applying.send_correction", application, changed=changed, **given)
    return application


def _look_anew(application: Application, changed: list[str]) -> None:
    rules = read_rules(application.call.rules)
    lines = {line.key: line for line in rules.checks}
    for row in application.checks.filter(met__isnull=False):
        line = lines.get(row.item)
        if not row.met or line is None or rests_on(line, rules, changed):
            acts.change(row, met=None, applies=True)


@acts.act(
    "applying.accept_application", who=permissions.can_check_application, on="application", first=call_first
)
def accept_application(*, application: Application, by: Actor, reason: str = "") -> Application:
    """All lines met. One registered from paper that lacks something in the system only with the reason: experts read
    what lies in the system; and by another person than took it in (two_persons): the paper came when he says it came.
    """
    refuse_unless_checking(hold_call(application))
    if application.paper_by is not None and not is_another(by, application.paper_by):
        raise RuleBroken(f"这份申报的纸质材料由您登记，不能由您受理。{who_takes_it_in(application)}")
    if wrong := unmet(application):
        raise RuleBroken(f"有审查项不符合，不能受理：{wrong[0]}")
    if left := unlooked(application):
        raise RuleBroken(f"“{left[0]}”还没有审查，请逐项审查后再受理。")
    if is_from_within(application) and (who := people_of(application).exclude(clear=True).first()):
        raise RuleBroken(f"{who.name}的师德师风和学术诚信还没有审核通过，不能受理。请先在“人员”里审核。")
    kept = reason.strip()[:1000]
    if application.paper_at is not None and not kept and (lacks := missing(application)):
        raise RuleBroken(
            f"纸质登记的申报，系统里还缺 {len(lacks)} 处：{lacks[0]}评审人看不到纸质的内容。"
            "请通知补正；不用补正、照现在的内容受理的，请写明理由。"
        )
    APPLICATION.make("applying.accept_application", application)
    acts.change(application, reason=kept)
    say(application, "已受理遴选申报", by)
    return application


@acts.act("applying.refuse_application", who=permissions.can_decide_check, on="application", first=call_first)
def refuse_application(*, application: Application, by: Actor, reason: str) -> Application:
    """With the reason, which the school reads, and what was found: lines not met, conditions not met, with their
    tests.
    """
    refuse_unless_checking(hold_call(application))
    APPLICATION.make("applying.refuse_application", application, reason=reason)
    acts.change(application, reason=reason.strip())
    say(application, "不予受理遴选申报", by, "\n".join([application.reason, *against(application)]))
    return application


def against(application: Application) -> list[str]:
    """Why it could not be accepted, as far as the check and the registers know."""
    rules = read_rules(application.call.rules)
    told = [each for each in verdicts_of(application, rules, everywhere=True) if each.met is False]
    return [
        *(f"审查项不符合：{words}" for words in unmet(application)),
        *(f"条件“{each.requirement.words}”{each.why}" for each in told),
    ]


@acts.act("applying.check_again", who=permissions.can_decide_check, on="application", first=call_first)
def check_again(*, application: Application, by: Actor, reason: str) -> Application:
    """A decision of the check is taken back while the check lasts."""
    refuse_unless_checking(hold_call(application))
    APPLICATION.make("applying.check_again", application, reason=reason)
    acts.change(application, reason="")
    return application


@acts.act("applying.end_checks", who=permissions.can_end_checks, on="call")
def end_checks(*, call: Call, by: Actor, reason: str = "") -> Call:
    """On to the draw: everything that arrived is decided; what schools and counties did not pass on in time is left
    out, with one reason for all of it."""
    rows = Application.objects.filter(call=call)
    open_ = rows.filter(state__in=(ApplicationState.RECEIVED, ApplicationState.CORRECTING)).count()
    if open_:
        raise RuleBroken(f"还有 {open_} 份申报没有审查完，请逐份受理或不予受理。")
    if not rows.filter(state=ApplicationState.ACCEPTED).exists():
        raise RuleBroken("没有受理任何申报，不能进入评审。可以延期，或撤销这次遴选。")
    left = list(rows.filter(state__in=(ApplicationState.SENT, ApplicationState.RETURNED)))
    if left and not reason.strip():
        raise RuleBroken(
            f"还有 {len(left)} 份申报在学校或县市审核，没有推荐上来。要结束审查，请写明不再等待的理由。"
        )
    for row in left:
        APPLICATION.make("applying.end_checks", row, reason=reason)
        acts.change(row, reason=reason.strip())
        say(row, "不予受理遴选申报", by, row.reason)
    if call.state != CallState.CHECKING:
        raise RuleBroken(
            f"“{call.title}”现在是“{call.get_state_display()}”，不能结束形式审查。请刷新页面查看最新情况。"
        )
    CALL.make("applying.end_checks", call)
    return call
