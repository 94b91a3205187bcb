"""Password profiles: `dengbao3` (GB/T 22239-2019 8.1.4.1 a: length 10, three of four classes, history 5) and
`asvs` (OWASP ASVS 6.2: length 12, no composition rule). Both refuse common words and the person's own data.
"""

from __future__ import annotations

import string
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher, check_password
from django.core.exceptions import ValidationError

HISTORY = 5
WORDS = (
    "password",
    "passw0rd",
    "p@ssw0rd",
    "qwerty",
    "asdfgh",
    "zxcvbn",
    "abc123",
    "admin",
    "root",
    "letmein",
    "iloveyou",
    "woaini",
    "luoshi",
    "yichang",
    "jiaoyu",
    "xuexiao",
    "zhongzhi",
    "tizhi",
    "peiyou",
    "keti",
    "宜昌",
    "教育",
    "中专",
    "职教",
    "课题",
    "密码",
    "落实",
    "12345",
    "54321",
    "11111",
    "00000",
    "66666",
    "88888",
    "112233",
    "123123",
    "1q2w3e",
    "1qaz",
    "2wsx",
    "2020",
    "2021",
    "2022",
    "2023",
    "2024",
    "2025",
    "2026",
)


class Hasher(Argon2PasswordHasher):
    """What one sign-in costs is what three hundred at once wait for: 64 MiB and one pass (controls AU-07 asks for
    46 MiB and one) take half the processor time of Django's own choice. A hash at another cost still lets in and is
    made anew then.
    """

    memory_cost = 64 * 1024
    time_cost = 1
    parallelism = 1


class QuickHasher(Argon2PasswordHasher):
    """The same algorithm at its least cost, for the suite only."""

    time_cost = 1
    memory_cost = 1024
    parallelism = 1


class ProfileValidator:
    """Checks a new password against the site's profile."""

    def validate(self, password: str, user: Any = None) -> None:
        problems = problems_with(password, user, settings.PASSWORD_PROFILE)
        if problems:
            raise ValidationError(problems)

    def get_help_text(self) -> str:
        return rule_in_words(settings.PASSWORD_PROFILE)


def rule_in_words(profile: str) -> str:
    if profile == "asvs":
        return "至少 12 位，可以用一句自己记得住的话，不能含常见词、年份和本人姓名、手机号。"
    return "至少 10 位，大写字母、小写字母、数字、符号四类中至少三类，不能含常见词、年份和本人姓名、手机号。"


def problems_with(password: str, user: Any, profile: str) -> list[str]:
    """What is wrong with a password, in Chinese; empty when it is good. At most 128 characters are taken, none cut."""
    least = 12 if profile == "asvs" else 10
    problems = []
    if len(password) < least:
        problems.append(f"密码至少 {least} 位，现在是 {len(password)} 位。")
    if len(password) > 128:
        problems.append("密码最多 128 位。")
    if profile != "asvs" and _classes(password) < 3:
        problems.append("大写字母、小写字母、数字、符号四类中至少要用三类。")
    lowered = password.lower()
    if any(word in lowered for word in WORDS):
        problems.append("密码里有常见的词、数字串或年份，容易被猜到，请换一个。")
    if user is not None and _holds_own_data(lowered, user):
        problems.append("密码里不能有本人的姓名或手机号。")
    if not problems and user is not None and _used_before(password, user):  # last, for it costs five hashes
        problems.append(f"不能与最近 {HISTORY} 次用过的密码相同。")
    return problems


def _used_before(password: str, user: Any) -> bool:
    used = [*user.password_history, user.password][-HISTORY:]
    return any(check_password(password, old) for old in used)


def _classes(password: str) -> int:
    tests = (
        str.islower,
        str.isupper,
        str.isdigit,
        lambda c: c in string.punctuation or not c.isalnum() or ord(c) > 127,
    )
    return sum(any(test(character) for character in password) for test in tests)


def _holds_own_data(lowered: str, user: Any) -> bool:
    mobile = user.mobile
    tails = [mobile[-6:], mobile[:7]] if mobile else []
    return any(part and part in lowered for part in [user.name.lower(), *tails])
