"""From the sheets of a call to what `core.scoring` computes, applications and experts by codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from luoshi.core.scoring import WAITS_FOR_THIRD, BadScoring, compute
from luoshi.core.selection import read_rules, to_json
from luoshi.selection.applying.models import Application
from luoshi.selection.applying.states import ApplicationState
from luoshi.selection.models import Call
from luoshi.selection.panel.models import Assigned, Draw
from luoshi.selection.panel.states import DrawState

from .content import digest_of, opened
from .models import RoundClosing, Sheet, ThirdReading
from .states import SheetState

TRIED = ("combine", "normalise", "drop", "third", "apart", "pass_mark", "veto")  # of the method, in a trial


@dataclass(frozen=True, slots=True)
class Computed:
    """data: what is downloaded and verified; names: code → key of the application; digest: of `data`."""

    data: dict[str, Any]
    names: dict[str, int]

    @property
    def digest(self) -> str:
        return digest_of(self.data)

    @property
    def results(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.data["results"]
        return found


def accepted(call: Call) -> QuerySet[Application]:
    return Application.objects.filter(call=call, state=ApplicationState.ACCEPTED).order_by("sequence", "pk")


def code_of_application(application: Application) -> str:
    """By the order of arrival; the code of an expert's desk is another one."""
    return f"{application.sequence or application.pk:04d}"


def rounds_of(call: Call) -> list[tuple[str, str]]:
    """Key and title of each round, one without a name where the method has none."""
    rounds = read_rules(call.rules).method.rounds
    return [(each.key, each.title or each.key) for each in rounds] or [("", "评审")]


def in_force(call: Call) -> QuerySet[Assigned]:
    """What is asked for: in an expert's hands, of an application that was not withdrawn."""
    return Assigned.objects.filter(
        seat__call=call, void_at__isnull=True, application__state=ApplicationState.ACCEPTED
    )


def unfinished(call: Call, round: str) -> QuerySet[Assigned]:
    return in_force(call).filter(round=round).exclude(sheet__state=SheetState.DONE)


def need_of(call: Call, round: str) -> int:
    """Readers of each application: what the confirmed draw gave; before one, what the rules want."""
    draw = Draw.objects.filter(call=call, round=round, state=DrawState.CONFIRMED).order_by("-number").first()
    return draw.need if draw is not None else read_rules(call.rules).panel.need


def short_of_readers(call: Call, round: str) -> int:
    """How many readers the accepted applications lack, all together (`short_by_application`)."""
    return sum(short_by_application(call, round).values())


def short_by_application(call: Call, round: str) -> dict[int, int]:
    """By key of an application how many readers it lacks of what the draw gave each, a third wherever one was given:
    taken back, declared conflicted or withdrawn, and nobody in their place (controls SE-05).
    """
    held = in_force(call).filter(round=round).order_by().values_list("application").annotate(Count("pk"))
    readers, need = dict(held), need_of(call, round)
    given = ThirdReading.objects.filter(application__call=call, round=round, assigned__isnull=False)
    thirds = set(given.values_list("application", flat=True))
    keys = accepted(call).values_list("pk", flat=True)
    lacks = {key: need + (key in thirds) - readers.get(key, 0) for key in keys}
    return {key: lack for key, lack in lacks.items() if lack > 0}


def counting_sheets(call: Call) -> QuerySet[Sheet]:
    """Handed in, not set aside; in force, or taken away only after its round was opened: that asks for a decision."""
    closed = Q()
    for row in RoundClosing.objects.filter(call=call):
        closed |= Q(assigned__round=row.round, assigned__void_at__gte=row.closed_at)
    stands = Q(assigned__void_at__isnull=True) | closed if closed else Q(assigned__void_at__isnull=True)
    rows = Sheet.objects.filter(
        stands,
        assigned__seat__call=call,
        assigned__application__state=ApplicationState.ACCEPTED,
        state=SheetState.DONE,
        aside_at__isnull=True,
    )
    return rows.select_related("assigned__seat", "assigned__application").order_by("assigned")


def seed_of(call: Call) -> str:
    """What decides by lot: the seed of the first draw, which was committed to before anybody knew a score. Of the first
    that was opened, whether it counts or not: to draw anew changes nothing here (controls BL-09).
    """
    draw = Draw.objects.filter(call=call).exclude(seed="").order_by("pk").first()
    return draw.seed if draw is not None else call.public_id


def computed(
    call: Call, *, rounds: Iterable[str] | None = None, method: Mapping[str, Any] | None = None
) -> Computed:
    """The whole scoring. rounds: only these (a round for itself); method: what a trial does otherwise.

    Raises BadScoring.
    """
    rules = read_rules(call.rules)
    if rules.rubric is None:
        raise BadScoring("这次遴选没有评分标准。")
    kept = to_json(rules)
    used = {**kept["method"], **(method or {})}
    only = None if rounds is None else set(rounds)
    if only is not None:
        used["rounds"] = []
    applications = list(accepted(call))
    codes = {row.pk: code_of_application(row) for row in applications}
    thirds = set(ThirdReading.objects.filter(application__call=call).values_list("assigned", flat=True))
    reviews = [
        {
            "application": codes[sheet.assigned.application_id],
            "reviewer": sheet.assigned.seat.code,
            "round": "" if only is not None else sheet.assigned.round,
            "third": sheet.assigned_id in thirds,
            "values": dict(opened(sheet).values),
        }
        for sheet in counting_sheets(call)
        if only is None or sheet.assigned.round in only
    ]
    data: dict[str, Any] = {
        "rubric": kept["rubric"], "method": used, "seed": seed_of(call)[:200],
        "applications": [codes[row.pk] for row in applications], "reviews": reviews,
    }  # fmt: skip
    return Computed({**data, **compute(data)}, {code: key for key, code in codes.items()})


def too_far_apart(call: Call, round: str) -> list[Application]:
    """Applications of a round whose readers differ by more than the method allows and that nobody third has read."""
    if read_rules(call.rules).method.apart is None:
        return []
    made = computed(call, rounds=[round])
    found = {row["application"] for row in made.results if WAITS_FOR_THIRD in row["why"]}
    asked = ThirdReading.objects.filter(application__call=call, round=round, assigned__void_at__isnull=True)
    asked = asked.exclude(assigned=None)
    keys = {made.names[code] for code in found} - set(asked.values_list("application", flat=True))
    return list(accepted(call).filter(pk__in=keys))


def withdrawn_after_opening(call: Call) -> QuerySet[Sheet]:
    """Opened sheets of experts who lost the application since: they count until somebody decides otherwise."""
    return (
        counting_sheets(call).filter(assigned__void_at__isnull=False).annotate(why=F("assigned__void_reason"))
    )
