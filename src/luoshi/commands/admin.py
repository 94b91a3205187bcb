"""`luoshi admin create`: the first three administrators of a production site, kept apart, each by a one-time link.
`luoshi admin reset`: a link for an administrator whom nobody could confirm on the pages; the log shows it."""

from __future__ import annotations

import argparse
import re
import sys
from typing import TYPE_CHECKING

from .boot import CannotStart, one_at_a_time, refuse, start

if TYPE_CHECKING:
    from luoshi.accounts.models import Ticket

ROLES = {"system_admin": "系统管理员", "security_admin": "安全管理员", "log_admin": "日志员"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    kinds = parser.add_subparsers(dest="kind", required=True, metavar="create|reset")
    create = kinds.add_parser("create", help="建立系统管理员、安全管理员、日志员，打印一次性激活链接")
    create.add_argument("--organisation", default="", help="市教育局全称（站点还没有单位时用）")
    for role, name in ROLES.items():
        option = role.replace("_", "-")
        create.add_argument(f"--{option}", metavar="姓名:手机号", help=f"{name}，例如 张三:13800000000")
    reset = kinds.add_parser("reset", help="给一名管理员打印设置密码的一次性链接（页面上没有人能确认时用）")
    reset.add_argument("--mobile", required=True, metavar="手机号", help="这名管理员的手机号")


def run(options: argparse.Namespace) -> int:
    """0 made, 1 nothing to make it for (there already; no such administrator), 2 it could not be done."""
    from luoshi.common.errors import Refusal

    try:
        environment = start()
        if options.kind == "reset":
            return _reset(environment.base_url, options.mobile)
        with one_at_a_time(environment):
            if _there_already():
                return 1
            people = {role: _person(options, role, name) for role, name in ROLES.items()}
            if len({mobile for _, mobile in people.values()}) != len(people):
                raise CannotStart("三名管理员要由三个人担任，手机号不能相同。请另选一人。")
            return _create(environment.base_url, people, options.organisation)
    except CannotStart as reason:
        return refuse(reason)
    except Refusal as refusal:
        print(refusal.message, file=sys.stderr)
        return 2


def _reset(base_url: str, mobile: str) -> int:
    """The log says that it was done on the server; whoever can run this can read the keys as well."""
    from luoshi.accounts.actions import issue_ticket, new_secret
    from luoshi.accounts.confirming import needs_second_person
    from luoshi.accounts.models import Ticket, User
    from luoshi.common.actor import system_actor

    user = User.objects.by_mobile(mobile).first()
    if user is None or not needs_second_person(user):
        print(
            "没有用这个手机号登记的管理员，没有发放。其他人员的链接由系统管理员在“账号”页面发放。",
            file=sys.stderr,
        )
        return 1
    secret = new_secret()
    purpose = Ticket.Purpose.RESET if user.has_usable_password() else Ticket.Purpose.INVITATION
    ticket = issue_ticket(user=user, purpose=purpose, secret=secret, by=system_actor("命令行"))
    print(f"请把下面的链接交给{user.name}本人，{_minutes(ticket)} 分钟内打开一次，自己设置密码：")
    print(f"{base_url}/tickets/{secret}/")
    return 0


def _minutes(ticket: Ticket) -> int:
    return round((ticket.expires_at - ticket.created_at).total_seconds() / 60)


def _there_already() -> bool:
    from luoshi.accounts.models import Membership

    there: bool = Membership.objects.filter(role__in=ROLES).exists()
    if there:
        print(
            "管理员已经建立过，没有改动。忘记密码请由系统管理员发放重设链接；没有人能确认时用 luoshi admin reset。",
            file=sys.stderr,
        )
    return there


def _person(options: argparse.Namespace, role: str, name: str) -> tuple[str, str]:
    given = getattr(options, role) or _ask(f"{name}（姓名:手机号）：")
    match = re.fullmatch(r"\s*([^:：]{2,40})[:：]\s*(1\d{10})\s*", given)
    if match is None:
        raise CannotStart(f"请把{name}写成“姓名:手机号”，例如 张三:13800000000，手机号为 11 位。")
    return match[1].strip(), match[2]


def _ask(question: str) -> str:
    try:
        return input(question)
    except EOFError as nobody:
        raise CannotStart(
            "没有给出管理员姓名和手机号。请加上 --system-admin、--security-admin、--log-admin 三项。"
        ) from nobody


def _create(base_url: str, people: dict[str, tuple[str, str]], organisation: str) -> int:
    from luoshi.accounts.first_admins import make_first_admins
    from luoshi.common.actor import system_actor

    secrets = make_first_admins(people=people, organisation_name=organisation, by=system_actor("命令行"))
    if not base_url.startswith("https://"):
        print("还没有设置 LUOSHI_BASE_URL，下面的链接只在本机有效。", file=sys.stderr)
    print("请把下面的链接分别交给本人，24 小时内打开一次，自己设置密码：")
    for role, secret in secrets.items():
        print(f"{ROLES[role]}  {people[role][0]}  {base_url}/tickets/{secret}/")
    return 0
