"""Does a pack hold together? Its schema first, then what one part says of another."""

from __future__ import annotations

from .pack import Pack, pack_kind
from .plan_checks import plan_problems
from .problems import Problem
from .schema import schema_problems
from .site_checks import site_problems


def check_pack(pack: Pack, *, site: Pack | None = None) -> list[Problem]:
    """Everything to correct in a pack, in the order of the file; empty when it can be loaded.

    `site` is the site pack a plan pack refers to; without it the plan's organisations are not checked.
    The parts are compared with each other only when the schema is met, else one slip would be told twice.
    """
    if pack.problems:
        return list(pack.problems)
    kind = pack_kind(pack)
    if kind is None:
        message = "看不出这是计划包还是站点包。"
        return [pack.problem("not-a-pack", ("pack",), message, "请在第一行写 pack: plan 或 pack: site。")]
    found = schema_problems(pack, kind)
    if not found:
        found = list(site_problems(pack) if kind == "site" else plan_problems(pack, site))
    return sorted(found)
