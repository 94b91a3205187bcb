"""More of what somebody who has the key could turn: what is left out at the end, the window, the quotas that held."""

from __future__ import annotations

from typing import Any

from luoshi.core.archive import layout, sha256_of
from luoshi.core.public_notice import digest
from luoshi.core.signed_json import canonical

from . import made


def the_notice(every: dict[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = every[layout.NOTICES]["notices"][-1]
    return row


def the_draw(every: dict[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = every[layout.DRAWS]["draws"][0]
    return row


def shown_until(every: dict[str, Any], days: int) -> None:
    """In the notice and in what the public saw, with its digest."""
    notice, until = the_notice(every), made.later(13 + days)[:10]
    notice["snapshot"]["until_on"] = notice["until_on"] = until
    notice["digest"] = digest(notice["snapshot"])


def no_draws(every: dict[str, Any]) -> None:
    """The tasks still say that they were drawn; the lot of equal places is cast with a seed of one's own."""
    every[layout.DRAWS]["draws"] = []
    every[layout.SCORING]["seed"] = "撞出来的种子"
    every[layout.RESULTS]["scoring"]["digest"] = sha256_of(canonical(every[layout.SCORING]))


def reckoned(every: dict[str, Any], **held: Any) -> None:
    """Nobody gave more places afterwards; the first school holds what was reckoned, or something else."""
    about = every[layout.RULES]
    about["quota_changes"] = []
    about["quotas"][0] |= {"number": 3, "raised": 1, "reason": "每 30 人 1 个", **held}
    about["quotas"][1] |= {"number": 1}


def without(path: str, name: str, key: str) -> Any:
    return lambda every: every[path][name][0].pop(key)


MORE: dict[str, tuple[Any, str]] = {
    "no draw at all": (no_draws, "里面没有经确认的抽取"),
    "tasks of a draw that is not there": (no_draws, "评审任务写明是第1次抽取定的，里面没有"),
    "a seed from nowhere": (no_draws, "计分排同分用的随机数没有来历"),
    "a draw that was given up": (
        lambda every: the_draw(every).update(state="void"), "里面没有经确认的第1次抽取",
    ),
    "an earlier draw left out": (
        lambda every: (the_draw(every).update(no=2), [row.update(draw=2) for row in every[layout.TASKS]["tasks"]]),
        "抽取的次序不连续",
    ),
    "no result of the draw": (lambda every: the_draw(every).update(result=None), "没有收入抽取结果"),
    "no list of the draw": (lambda every: the_draw(every).update(problem=None), "没有收入封存的名单"),
    "no seed of the draw": (lambda every: the_draw(every).update(seed=""), "没有收入随机数"),
    "a round opened without a word": (
        lambda every: every[layout.SHEETS].update(rounds=[]), "有评分表，没有打开评分的记录",
    ),
    "an application accepted and not scored": (
        lambda every: every[layout.APPLICATIONS]["applications"].append(
            {"code": "0006", "id": "id6", "sequence": 6, "receipt": None, "state": "accepted"}
        ),
        "“0006”已经受理，没有计分",
    ),
    "scored and never arrived": (
        lambda every: every[layout.APPLICATIONS]["applications"].pop(), "计分的“0005”不在申报清单里",
    ),
    "a way to the score left out": (without(layout.SCORING, "results", "rounds"), "的计分过程重新计算后不一样"),
    "a notice taken away": (lambda every: the_notice(every).update(state="stopped"), "没有公示到期满"),
    "a notice too short": (lambda every: shown_until(every, 4), "少于规则的 5 个工作日"),
    "a notice that says fewer days": (lambda every: the_notice(every).update(days=4), "少于规则的 5 个工作日"),
    "another window than was shown": (
        lambda every: the_notice(every).update(until_on=made.later(21)[:10]), "起止日期与公示的内容不一致",
    ),
    "published after its first day": (
        lambda every: the_notice(every).update(published_at=made.later(14)), "发布的时间在公示的第一天以后",
    ),
    "taken down on its last day": (
        lambda every: the_notice(every).update(taken_down_at=made.later(20, 8)), "没有到最后一天就撤下了",
    ),
    "another quota than was reckoned": (
        lambda every: reckoned(every, number=5), "甲校测算的名额是 4 个，限额是 6 个，说明写的却是测算的",
    ),
    "another quota than was set by hand": (
        lambda every: (reckoned(every), every[layout.RULES]["quotas"][1].update(number=7)),
        "乙校测算的名额是 1 个，限额是 7 个，说明写的却是测算的",
    ),
    "no rows behind the quotas": (
        lambda every: every[layout.RULES]["quota_basis"].update(rows=[]), "里面没有各单位的测算",
    ),
    "a school reckoned twice": (
        lambda every: every[layout.RULES]["quota_basis"]["rows"].append(every[layout.RULES]["quota_basis"]["rows"][0]),
        "测算里有单位列了两次",
    ),
    "more places by one person": (
        lambda every: every[layout.RULES]["quota_changes"][0].update(confirmed_by="人员1"),
        "受理期间增加的限额，不是由一人提请、另一人确认的",
    ),
    "more places without a reason": (
        lambda every: every[layout.RULES]["quota_changes"][0].update(reason=""), "受理期间增加的限额，没有写理由",
    ),
    "more places than were agreed to": (
        lambda every: every[layout.RULES]["quotas"][0].update(number=9), "不是受理期间最后一次确认的限额",
    ),
    "a letter about nobody": (
        lambda every: every[layout.RECOMMENDATIONS]["recommendations"][0].update(rows=[]), "没有写明推荐的是哪几项",
    ),
}  # fmt: skip
