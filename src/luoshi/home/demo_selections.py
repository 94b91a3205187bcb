"""Sample selections of a demo site: one open, one in the midst of its review, one on show, one with certificates; two
of schools' own for the open one, one in the midst and one published whose winners went up; all invented.

Everything is done by the acts, with one exception: a selection whose time is over gets the days it would have had
(`_days_ago`), because nobody closes one early.
"""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import Any

from luoshi.accounts.models import Membership, Organisation
from luoshi.accounts.queries import actor_for, memberships_today
from luoshi.common import clock
from luoshi.common.actor import Actor
from luoshi.selection import actions as calls
from luoshi.selection.examples import example
from luoshi.selection.models import Call, Kind
from luoshi.selection.panel import actions as panel
from luoshi.selection.panel.models import Expert

from .demo_applications import Sheaf, an_application
from .demo_experts import account, in_pool
from .demo_outcome import recognised, shown_to_the_public
from .demo_own_selections import checked, make_own_selections
from .demo_reviews import DISCIPLINE, decided, half_reviewed

SEED, EXPERTS, SIZES, OWN, FINISHED = 12, 20, (20, 20, 20), 4, 3
FIRST_MOBILE = 3001  # of the experts: 1000000 and this number
TITLES = ("教授", "副教授", "正高级讲师", "高级讲师", "高级工程师")
SORTS = ("school", "enterprise", "research")
FIELDS = ("德育", "思政", "装备制造", "医药卫生", "教育与体育", "电子信息", "财经商贸", "农林牧渔")
PLAIN = {"register": "", "conditions": [], "opinions": []}
REPORT = {"kinds": ["pdf", "docx"], "megabytes": 20}
OPEN_STATES = ("empty", "draft", "sent", "returned", "received", "accepted", "correcting")
# key of the example, title, what of its rules is otherwise
STUDIO: dict[str, Any] = {"quota": {"by": "school", "number": 3}}
CASE: dict[str, Any] = {
    "quota": {"by": "school", "number": 3},
    "materials": [{"key": "text", "title": "案例正文", **REPORT}],
}
STATION: dict[str, Any] = {
    "quota": {"by": "school", "number": 2},
    "panel": {"need": 3, "most": 30},
    "levels": [{"key": "station", "title": "企业实践流动站", "number": 2}],
}
TEACHING: dict[str, Any] = {  # of few applications a share gives no first prize: the page says so
    "levels": [
        {"key": "first", "title": "一等奖", "percent": 10},
        {"key": "second", "title": "二等奖", "percent": 20},
        {"key": "third", "title": "三等奖", "number": 1},
    ],
    "quota": {"by": "school", "number": 4},
    "materials": [
        {"key": "report", "title": "教学实施报告", **REPORT},
        {"key": "plans", "title": "教案", **REPORT},
    ],
}


def make_sample_selections(sizes: tuple[int, int, int] = SIZES, experts: int = EXPERTS) -> int:
    """Selections of the city with so many applications and so many experts in the pool: how many were made; none where
    there are some, or where the cast is missing. A second run changes nothing."""
    cast = {post.user.cast_key: post for post in memberships_today().filter(user__cast_key__isnull=False)}
    officer, monitor = cast.get("city-officer"), cast.get("monitor")
    if officer is None or monitor is None or Kind.objects.exists():
        return 0
    by, chance = actor_for(officer), Random(SEED)
    offices = _offices(officer.organisation)
    if not offices:
        return 0
    pool = _pool(officer.organisation, by, cast.get("expert"), experts)
    upper = _open(by, chance, offices, sizes[0])
    half_reviewed(_closed(by, chance, offices, sizes[1], "moral-case", "德育案例征集", CASE), pool, monitor)
    over = _closed(
        by, chance, offices, sizes[2], "teaching-competition", "职业院校教学能力比赛（市级）", TEACHING
    )
    decided(over, pool, monitor)
    if head := cast.get("section-head"):
        shown_to_the_public(over, head)
        recognised(
            _closed(by, chance, offices, FINISHED, "practice-station", "企业实践流动站遴选", STATION),
            pool,
            monitor,
            head,
        )
    return 4 + make_own_selections(upper, chance, (min(sizes[1], OWN), min(sizes[2], OWN)), experts)


def _offices(bureau: Organisation) -> list[Membership]:
    """One of each school, in their order."""
    rows = memberships_today().filter(
        role="office", organisation__kind="school", organisation__path__startswith=bureau.path
    )
    found: dict[int, Membership] = {}
    for post in rows.order_by("organisation__order", "organisation_id", "id"):
        found.setdefault(post.organisation_id, post)
    return list(found.values())


def _call(by: Actor, key: str, title: str, rules: dict[str, Any]) -> Call:
    """Open, of a kind copied from an example, without what a sample site cannot bring (stamped opinion pages)."""
    source = example(key)
    assert source is not None
    kind = calls.make_kind(source=source, title=f"{source.title}（示例）", by=by)
    whole = {**kind.rules, **PLAIN, **rules}
    calls.set_rules(kind=kind, rules=whole, by=by, version=kind.version)
    kind.refresh_from_db()
    facts = calls.CallFacts(
        title=f"{clock.today().year}年{title}（示例）",
        document_number="示例函〔2026〕12号",
        words="这是演示用的遴选，内容均为虚构。请各校组织校内评选和公示后报送。",
        until=(clock.now() + dt.timedelta(days=21)).replace(hour=9, minute=0, second=0, microsecond=0),
    )
    call = calls.start_call(kind=kind, facts=facts, by=by)
    call.refresh_from_db()
    calls.open_call(call=call, by=by, version=call.version)
    call.refresh_from_db()
    return call


def _open(by: Actor, chance: Random, offices: list[Membership], each: int) -> Call:
    """Applications at all places of the way."""
    sheaf = Sheaf(_call(by, "class-studio", "名班主任工作室遴选", STUDIO), by, chance)
    for number in range(each):
        an_application(sheaf, offices[number % len(offices)], OPEN_STATES[number % len(OPEN_STATES)])
    return sheaf.call


def _closed(
    by: Actor,
    chance: Random,
    offices: list[Membership],
    each: int,
    key: str,
    title: str,
    rules: dict[str, Any],
) -> Sheaf:
    """All accepted, the formal check over. One file tells whose it is."""
    sheaf = Sheaf(_call(by, key, title, rules), by, chance)
    for number in range(each):
        an_application(sheaf, offices[number % len(offices)], "accepted", named=number == 2)
    checked(sheaf)
    return sheaf


def _pool(bureau: Organisation, by: Actor, known: Membership | None, number: int) -> list[Expert]:
    """Experts with accounts; the one of the cast first. Every fifth works at a school that applies."""
    panel.write_text(organisation=bureau, words=DISCIPLINE, by=by)
    schools = list(Organisation.objects.filter(kind="school", path__startswith=bureau.path).order_by("pk"))
    found = []
    for at in range(number):
        post = known if at == 0 and known else _account(bureau, at)
        own = schools[at % len(schools)] if at % 5 == 4 else None
        name = own.name if own else f"示例大学{'甲乙丙丁'[at % 4]}"
        said: dict[str, Any] = {
            "title": TITLES[at % 5], "sort": SORTS[at % 3], "region": "here" if own else "province", "load": 30,
            "fields": [FIELDS[at % 8], FIELDS[(at + 3) % 8]],
            "tenures": [{"name": name, "organisation": own, "since": None, "until": None}],
        }  # fmt: skip
        found.append(in_pool(bureau, post, by, **said))
    return found


def _account(bureau: Organisation, at: int) -> Membership:
    said = {"name": (at, at), "mobile": FIRST_MOBILE + at, "key": f"sample-expert-{at}"}
    return account(bureau, "expert", "评审专家", **said)  # type: ignore[arg-type]
