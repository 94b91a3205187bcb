"""Which recommendations, results from above and promotions exist for whom.

Letters and tables are the business of the bureau: its officers, leaders and monitor, none of them conflicted. What
came of one's own application the school reads on its page, by the panel.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from luoshi.accounts.queries import ancestors
from luoshi.common.actor import Actor
from luoshi.papers.filed.queries import stamped_among
from luoshi.selection.models import Call
from luoshi.selection.outcome.listing import list_digest
from luoshi.selection.outcome.models import Decision, Result
from luoshi.selection.outcome.queries import free_calls, outcome_calls
from luoshi.selection.queries import calls_visible_to
from luoshi.selection.states import CallState, Outcome

from .models import Promotion, Recommendation, UpperResult
from .states import STANDING, RecommendationState

LETTER = "recommendation"  # kind of the filed paper
UPWARD = ("county", "city", "province", "nation")


def recommendable() -> Q:
    """Calls whose best go up: the kind ends so, or its rules name a level above."""
    return Q(kind__outcome=Outcome.RECOMMEND) | Q(rules__next_level__in=UPWARD)


def goes_up(call: Call) -> bool:
    """`recommendable`, of one."""
    return call.kind.outcome == Outcome.RECOMMEND or call.rules.get("next_level") in UPWARD


def ended_calls_of(actor: Actor) -> QuerySet[Call]:
    """Ended calls of the own bureau, whether something of them goes up or on."""
    rows = outcome_calls(actor).filter(pk__in=free_calls(actor), state=CallState.ENDED)
    return rows.select_related(
        "organisation", "officer__user", "kind", "form_version", "parent__organisation"
    )


def upward_calls_of(actor: Actor) -> QuerySet[Call]:
    """Those of them that end in a recommendation."""
    return ended_calls_of(actor).filter(recommendable())


def recommendations_visible_to(actor: Actor) -> QuerySet[Recommendation]:
    rows = Recommendation.objects.filter(call__in=ended_calls_of(actor).order_by().values("pk"))
    return rows.select_related(
        "call__organisation", "call__kind", "call__form_version", "decision", "letter", "table"
    )


def upper_results_visible_to(actor: Actor) -> QuerySet[UpperResult]:
    rows = UpperResult.objects.filter(recommendation__call__in=ended_calls_of(actor).order_by().values("pk"))
    return rows.select_related("recommendation__call__organisation", "result__application", "file")


def promotions_visible_to(actor: Actor) -> QuerySet[Promotion]:
    rows = Promotion.objects.filter(result__call__in=ended_calls_of(actor).order_by().values("pk"))
    return rows.select_related(
        "result__call__organisation", "application__call__organisation", "application__organisation"
    )


def selected_rows(call: Call) -> QuerySet[Result]:
    """Who was selected, in the order of the list."""
    rows = Result.objects.filter(call=call, selected=True).order_by("order", "pk")
    return rows.select_related("application__organisation", "application__answer", "application__entry")


def selected_of(call: Call) -> list[Result]:
    return list(selected_rows(call))


def rows_of(recommendation: Recommendation) -> list[Result]:
    """Those that go up, in their order."""
    rows = selected_rows(recommendation.call).filter(public_id__in=recommendation.rows)
    found = {row.public_id: row for row in rows}
    return [found[key] for key in recommendation.rows if key in found]


def standing_of(call: Call) -> Recommendation | None:
    return call.recommendations.filter(state__in=STANDING).first()


def last_of(call: Call) -> Recommendation | None:
    return call.recommendations.order_by("-number").first()


def is_stamped(recommendation: Recommendation) -> bool:
    return recommendation.pk in stamped_of([recommendation])


def stamped_of(rows: Sequence[Recommendation]) -> set[int]:
    """Keys of those of them that somebody said are stamped, or whose print came back so."""
    back = stamped_among(rows, LETTER)
    return {row.pk for row in rows if row.stamped_at is not None or row.public_id in back}


def names_the_meeting(call: Call, body: str) -> bool:
    """Whether a party group or the office meeting decided: of a school its own."""
    return any(word in body for word in call.own_words.named_by)


def decisions_for(call: Call) -> list[Decision]:
    """Decisions of the party group or the office meeting on the very list, made after the public notice; newest
    first."""
    digest = list_digest(call)
    rows = call.decisions.filter(stage__in=("after", "up"), undone_at__isnull=True, digest=digest)
    return [row for row in rows.order_by("-held_on", "-pk") if names_the_meeting(call, row.body)]


def standing_results(rows: Iterable[Result]) -> dict[int, list[UpperResult]]:
    """By key of the result what came back for it, the lower level first."""
    found: dict[int, list[UpperResult]] = {}
    said = UpperResult.objects.filter(result__in=[row.pk for row in rows], undone_at__isnull=True)
    for each in said.order_by("pk"):
        found.setdefault(each.result_id, []).append(each)
    return found


def uppers_of(actor: Actor, call: Call) -> QuerySet[Call]:
    """Calls above that winners of this one may go on to: drafts of the own bureau and open ones of it or of a bureau
    above."""
    rows = calls_visible_to(actor).filter(
        organisation__path__in=ancestors(call.organisation.path),
        state__in=(CallState.DRAFT, CallState.OPEN),
    )
    return rows.exclude(pk=call.pk).order_by("-id")


def waiting_letters(rows: QuerySet[Recommendation]) -> QuerySet[Recommendation]:
    """Those of them that have not left, or of whose rows (`answered`, so many) not all were answered."""
    said = UpperResult.objects.filter(recommendation=OuterRef("pk"), undone_at__isnull=True).order_by()
    number = said.values("recommendation").annotate(number=Count("result", distinct=True)).values("number")
    rows = rows.annotate(answered=Coalesce(Subquery(number), 0))
    unsent = Q(state=RecommendationState.DRAWN)
    return rows.filter(unsent | Q(state=RecommendationState.SENT, answered__lt=F("size")))


def was_sent(application: int) -> Recommendation | None:
    """The letter by which this application went up, once it has left."""
    row = Result.objects.filter(application=application, selected=True).first()
    if row is None:
        return None
    sent = Recommendation.objects.filter(call=row.call_id, state=RecommendationState.SENT).first()
    return sent if sent is not None and row.public_id in sent.rows else None
