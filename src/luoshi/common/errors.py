"""Refusals. Each has a status of its own, and each tells the person what to do next.

RuleBroken    422  the rule does not allow it now
Stale         409  somebody saved in between
OnceConflict  409  the same form was sent twice with different content
TooManyReads  429  more of a selection was read than anybody reads (selection.reads)
TooOften      429  more was searched, taken or sent in a quarter of an hour than anybody needs (common.throttle)
Busy          503  the database is locked; trying again helps
DiskFull      507  nothing more can be kept until the administrator makes room (common.room)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .models import Base


class Refusal(Exception):
    """A refusal that a person reads: `message` is Chinese and says what to do next."""

    status = 422
    code = "refused"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class RuleBroken(Refusal):
    """The act is not possible in this state or with these values."""

    code = "rule"


class Stale(Refusal):
    """The page was older than what is stored. `current` is the row as it stands now."""

    status = 409
    code = "stale"

    def __init__(self, current: Base | None, version: int | None) -> None:
        super().__init__("您打开之后，别人已经修改过这里。请核对最新内容后再保存，您填写的内容还在下面。")
        self.current = current
        self.version = version


class OnceConflict(Refusal):
    """One form, sent twice with different content."""

    status = 409
    code = "once"

    def __init__(self) -> None:
        super().__init__("这张表已经提交过一次，这次的内容与上次不同。请刷新页面后重新填写。")


class TooOften(Refusal):
    """More within a quarter of an hour than anybody needs. `minutes`: until it goes on."""

    status, code = 429, "often"

    def __init__(self, message: str, minutes: int) -> None:
        super().__init__(message)
        self.retry_after = minutes * 60
        self.todo = f"请等 {minutes} 分钟再试。已经保存和传完的都在，没有变化。"


class ProofWanted(Exception):
    """The act wants a fresh proof of who acts. No refusal: whoever shows refusals has nothing to say here, the person
    is asked for the password and the same form is taken then.
    """

    code = "proof"


class Busy(Refusal):
    """The database could not give its lock in time."""

    status = 503
    code = "busy"

    def __init__(self) -> None:
        super().__init__("系统正忙，您的操作没有生效。请稍等几秒再试一次。")


class DiskFull(Refusal):
    """The disk takes nothing more; what is kept can still be read."""

    status, code = 507, "full"
    todo = "请联系系统管理员清理磁盘，再重新办理。此前已保存的内容都还在。"

    def __init__(self) -> None:
        super().__init__("服务器磁盘空间不够，这次办理没有完成。")
