"""What must always hold of kinds and calls."""

from __future__ import annotations

from collections.abc import Iterator

from luoshi.common.invariants import name_of
from luoshi.common.stages import Invariant
from luoshi.core.quota_rule import from_json
from luoshi.core.selection import BadRules, QuotaBy, read_rules
from luoshi.selection.two_persons import by_one, declined_by_one

from .measured import reckoned_again
from .models import Call, Extension, Kind, Proposal, Quota

Found = Iterator[tuple[str, str]]


def rules_can_be_read() -> Found:
    for row in [*Kind.objects.iterator(), *Call.objects.iterator()]:
        try:
            read_rules(row.rules)
        except BadRules as bad:
            yield name_of(row), f"规则读不出来：{bad}"


def calls_end_when_the_last_extension_says() -> Found:
    """The deadline moves by a confirmed extension and by nothing else."""
    last: dict[int, Extension] = {}
    for row in Extension.objects.filter(confirmed_at__isnull=False).order_by("confirmed_at", "pk"):
        last[row.call_id] = row
    for call in Call.objects.filter(pk__in=last).iterator():
        if call.until != last[call.pk].until:
            yield name_of(call), "截止时间不是最后一次确认的延期定的"


def extensions_are_confirmed_by_another_person() -> Found:
    """Two posts of one person are one person; the database sees only posts."""
    yield from by_one(Extension.objects.all())
    yield from declined_by_one(Extension.objects.all())


def proposals_are_confirmed_by_another_person() -> Found:
    yield from by_one(Proposal.objects.all())
    yield from declined_by_one(Proposal.objects.all())


def quotas_are_within_their_rules() -> Found:
    for row in Quota.objects.select_related("call").iterator():
        rule = read_rules(row.call.rules)
        if rule.quota.by == QuotaBy.NONE:
            yield name_of(row), "这次遴选不限额，却有限额"
        elif row.group and row.group not in rule.group_titles:
            yield name_of(row), "限额写的组别不在规则里"


def reckoned_quotas_follow_from_what_was_kept() -> Found:
    """Anybody who reckons by the rule and the numbers that were kept comes to the same."""
    for call in Call.objects.exclude(quota_basis={}).iterator():
        basis = from_json(call.quota_basis["rule"])
        for row in call.quota_basis["rows"]:
            found = reckoned_again(basis, row)
            if (found.number, found.raised) != (row["number"], row["raised"]):
                yield name_of(call), f"{row['name']}测算的名额不是由留下的数算出来的"


INVARIANTS = (
    Invariant("selection-rules", rules_can_be_read),
    Invariant("call-extended", calls_end_when_the_last_extension_says),
    Invariant("extension-by-another", extensions_are_confirmed_by_another_person),
    Invariant("proposal-by-another", proposals_are_confirmed_by_another_person),
    Invariant("quota-of-rules", quotas_are_within_their_rules),
    Invariant("quota-reckoned", reckoned_quotas_follow_from_what_was_kept),
)
