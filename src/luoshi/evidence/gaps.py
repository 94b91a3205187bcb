"""Where evidence is thin: claims without any, with none but withdrawn or old pieces, pieces that carry too much."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, QuerySet

from luoshi.accounts.queries import ancestors
from luoshi.common.actor import Actor
from luoshi.common.stages import Claim, installed
from luoshi.core.days import day_in_words

from .models import Evidence, EvidenceRule, EvidenceUse
from .queries import OPEN_USE, evidence_visible_to
from .states import Grade

TOO_MANY, STATEMENTS = 5, 50  # where no bureau has set it: places of one piece, 书面说明 of a hundred
NONE, WITHDRAWN, OLD = "没有佐证", "引用的材料都已撤回", "佐证都太早"


@dataclass(frozen=True, slots=True)
class Gap:
    """A claim that is not shown. kind: one of NONE, WITHDRAWN, OLD; why: that in words, with the day."""

    claim: Claim
    kind: str
    why: str


@dataclass(slots=True)
class Standing:
    """How one organisation's claims stand."""

    claims: int = 0
    gaps: list[Gap] = field(default_factory=list)
    sorts: dict[str, int] = field(default_factory=dict)  # what the claims are, and how many of each

    def of(self, kind: str) -> int:
        return sum(gap.kind == kind for gap in self.gaps)

    @property
    def shown(self) -> int:
        return self.claims - len(self.gaps)

    @property
    def none(self) -> int:
        return self.of(NONE)

    @property
    def withdrawn(self) -> int:
        return self.of(WITHDRAWN)

    @property
    def old(self) -> int:
        return self.of(OLD)


def standings(actor: Actor, organisations: list[int], since: dt.date | None = None) -> dict[int, Standing]:
    """By organisation (its key). since: instead of the beginning of what each claim belongs to."""
    found = {key: Standing() for key in organisations}
    pieces = _pieces_by_place(organisations)
    for stage in installed():
        for kind, citing in stage.cites.items():
            if citing.claims is None:
                continue
            for claim in citing.claims(actor, organisations):
                standing = found[claim.organisation]
                standing.claims += 1
                standing.sorts[claim.sort] = standing.sorts.get(claim.sort, 0) + 1
                places = [*((kind, key) for key in claim.keys), *claim.also]
                gap = _gap(claim, [piece for place in places for piece in pieces.get(place, ())], since)
                if gap is not None:
                    standing.gaps.append(gap)
    return found


def _pieces_by_place(organisations: list[int]) -> dict[tuple[str, str], list[tuple[bool, dt.date]]]:
    """By kind and public id what is cited there: whether withdrawn, and the day. One query."""
    uses = EvidenceUse.objects.filter(organisation__in=organisations, removed_at__isnull=True).values_list(
        "about_type", "about_id", "evidence__withdrawn_at", "evidence__happened_on"
    )
    found: dict[tuple[str, str], list[tuple[bool, dt.date]]] = {}
    for kind, place, withdrawn_at, day in uses:
        found.setdefault((kind, place), []).append((withdrawn_at is not None, day))
    return found


def _gap(claim: Claim, pieces: Iterable[tuple[bool, dt.date]], since: dt.date | None) -> Gap | None:
    pieces = list(pieces)
    if not pieces:
        return Gap(claim, NONE, NONE)
    standing = [day for withdrawn, day in pieces if not withdrawn]
    if not standing:
        return Gap(claim, WITHDRAWN, WITHDRAWN)
    border = since or claim.since
    if border is not None and max(standing) < border:
        return Gap(claim, OLD, f"最近的一份是{day_in_words(max(standing))}的，早于{day_in_words(border)}")
    return None


@dataclass(frozen=True, slots=True)
class Limits:
    """What counts as too much, too weak, too old. whose: who set it; empty: nobody."""

    too_many: int = TOO_MANY
    statements: int = STATEMENTS
    since: dt.date | None = None
    whose: str = ""


def limits_for(path: str) -> Limits:
    """For an organisation at this place in the tree: set by itself or the nearest above it."""
    rows = EvidenceRule.objects.filter(organisation__path__in=ancestors(path)).select_related("organisation")
    rule = max(rows, key=lambda row: len(row.organisation.path), default=None)
    if rule is None:
        return Limits()
    return Limits(rule.too_many, rule.statements, rule.since, rule.organisation.short)


def carrying_too_much(actor: Actor, organisations: list[int], too_many: int = TOO_MANY) -> QuerySet[Evidence]:
    """Pieces cited in so many places that each of them should be asked whether it really shows that."""
    rows = evidence_visible_to(actor).filter(organisation__in=organisations, withdrawn_at__isnull=True)
    many = rows.annotate(use_count=Count("uses", filter=OPEN_USE)).filter(use_count__gte=too_many)
    return many.order_by("-use_count", "id")


def shares_by_grade(actor: Actor, organisations: list[int]) -> list[tuple[str, int, int]]:
    """Of the pieces that are cited: each grade, how many, and how many of a hundred."""
    rows = evidence_visible_to(actor).filter(organisation__in=organisations, withdrawn_at__isnull=True)
    cited = rows.filter(uses__removed_at__isnull=True, uses__isnull=False).order_by()
    counts = dict(cited.values_list("grade").annotate(n=Count("pk", distinct=True)))
    whole = sum(counts.values())
    return [
        (f"{value} {label}", counts.get(value, 0), round(100 * counts.get(value, 0) / whole) if whole else 0)
        for value, label in Grade.choices
    ]
