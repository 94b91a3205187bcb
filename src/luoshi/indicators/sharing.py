"""Who else reports the same person or thing, as far as the actor may know it, and whether they contradict."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from luoshi.accounts.models import Organisation
from luoshi.common.actor import Actor

from .models import NOW_VALID, Contribution, Discrepancy
from .queries import organisations_with_figures_for


@dataclass(frozen=True, slots=True)
class Shared:
    """others: who holds it as well, within sight; hidden: how many more; differs: they do not say the same, told only
    where none is hidden: who knows his own word would read theirs from it.
    """

    others: Sequence[Organisation]
    hidden: int
    differs: bool

    @property
    def words(self) -> str:
        """也由甲校填报，另有 1 个单位也填报，说法不一致，以最近核对的为准."""
        parts = [f"{'、'.join(each.short for each in self.others)}也填报"] if self.others else []
        if self.hidden:
            parts.append(f"另有 {self.hidden} 个单位也填报")
        if self.differs:
            parts.append("各处说法不一致，以最近核对的为准")
        return "，".join(parts)


def shared(rows: Sequence[Contribution], actor: Actor) -> dict[int, Shared]:
    """Of contributions to one figure those that others hold as well, by their key; three queries, however many."""
    if not rows:
        return {}
    there = {"indicator": rows[0].indicator_id, "period": rows[0].period_id}
    identities = {row.identity for row in rows}
    holders: dict[str, set[int]] = defaultdict(set)
    same = Contribution.objects.filter(NOW_VALID, identity__in=identities, **there)
    for identity, organisation in same.values_list("identity", "organisation_id"):
        holders[identity].add(organisation)
    everybody = {key for keys in holders.values() for key in keys}
    seen = {row.pk: row for row in organisations_with_figures_for(actor).filter(pk__in=everybody)}
    opened = Discrepancy.objects.filter(identity__in=identities, closed_at=None, **there)
    differing = set(opened.values_list("identity", flat=True))
    found = {}
    for row in rows:
        others = holders[row.identity] - {row.organisation_id}
        known = sorted((seen[key] for key in others if key in seen), key=lambda each: (each.order, each.pk))
        if others or row.identity in differing:
            hidden = len(others) - len(known)
            found[row.pk] = Shared(known, hidden, not hidden and row.identity in differing)
    return found
