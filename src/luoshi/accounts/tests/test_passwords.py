"""Bad passwords are refused under both profiles, good ones taken."""

import pytest
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher, make_password
from django.utils.module_loading import import_string

from luoshi.accounts.models import User
from luoshi.accounts.passwords import Hasher, problems_with, rule_in_words

BAD_FOR_BOTH = [
    "password123!",
    "Passw0rd!2345",
    "P@ssw0rd-2026",
    "Admin@1234567",
    "Root-9876-abcd",
    "Qwerty!98765",
    "Asdfgh#45678x",
    "Zxcvbn_77788q",
    "Abc123!@#xyzw",
    "Iloveyou-9Ax!",
    "Woaini-Xk94!!",
    "Luoshi#Xk94-q",
    "Yichang-Xk94!q",
    "Jiaoyu_Xk94-q",
    "Xuexiao!Xk94q",
    "Zhongzhi-Xk94",
    "Tizhi-Xk94-qw",
    "Peiyou-Xk94-q",
    "Keti-Xk94-qwe",
    "宜昌Xk94-qwe-Rt",
    "教育Xk94-qwe-Rt",
    "中专Xk94-qwe-Rt",
    "职教Xk94-qwe-Rt",
    "密码Xk94-qwe-Rt",
    "落实Xk94-qwe-Rt",
    "Mv-12345-Tuol",
    "Mv-54321-Tuol",
    "Mv-11111-Tuol",
    "Mv-00000-Tuol",
    "Mv-66666-Tuol",
    "Mv-88888-Tuol",
    "Mv-112233-Tuo",
    "Mv-123123-Tuo",
    "1q2w3e-Tuole-X",
    "1qaz-Tuole-Xv",
    "2wsx-Tuole-Xv",
    "Tuole-2024-Xv",
    "Tuole-2025-Xv",
    "Tuole-2026-Xv",
    "Letmein-Xv-93",
]
GOOD_FOR_BOTH = [
    "Qx7-tuole-Wm3",
    "vK4!bofan-Rid",
    "山高水长Kw7-ripo",
    "Hg_7maluo-Xet",
    "Zu9+pifeng-Ka",
    "7Trem-bulo-kif",
    "Wq8.sumatra-Ze",
    "骑马Rt6-过桥-uvk",
    "Bx3=lonifa-Mup",
    "Jd5~karumo-Tes",
]


@pytest.mark.parametrize("profile", ["dengbao3", "asvs"])
@pytest.mark.parametrize("password", BAD_FOR_BOTH)
def test_a_guessable_password_is_refused(profile, password):
    assert any("容易被猜到" in problem for problem in problems_with(password, None, profile))


@pytest.mark.parametrize("profile", ["dengbao3", "asvs"])
@pytest.mark.parametrize("password", GOOD_FOR_BOTH)
def test_a_good_password_is_taken(profile, password):
    assert problems_with(password, None, profile) == []


def test_there_are_forty_bad_and_ten_good_ones():
    assert (len(set(BAD_FOR_BOTH)), len(set(GOOD_FOR_BOTH))) == (40, 10)


@pytest.mark.parametrize(
    ("profile", "password", "said"),
    [
        ("dengbao3", "Kx7-abode", "至少 10 位"),
        ("dengbao3", "tuolemupabode", "至少要用三类"),
        ("asvs", "Kx7-abodefg", "至少 12 位"),
        ("dengbao3", "Kx7-" + "ab" * 63, "最多 128 位"),
    ],
)
def test_the_profile_says_what_is_missing(profile, password, said):
    assert any(said in problem for problem in problems_with(password, None, profile))


def test_a_long_sentence_needs_no_mixture_under_asvs():
    assert problems_with("tuole mupa bode rif", None, "asvs") == []


@pytest.mark.django_db
@pytest.mark.parametrize("password", ["Kx-示例人七-tuole", "Kx7-1000000-tuole", "Kx7-000777-tuole"])
def test_the_persons_own_name_and_number_are_refused(password):
    user = User(name="示例人七")
    for field, value in user.sealed_mobile("10000000777").items():
        setattr(user, field, value)
    assert any("本人" in problem for problem in problems_with(password, user, "asvs"))


@pytest.mark.django_db
def test_the_present_password_and_the_last_ones_are_not_taken_again():
    user = User(name="示例人")
    user.set_password("Qx7-tuole-Wm3")
    user.password_history = [user.password]
    user.set_password("Zu9+pifeng-Ka")
    for used in ("Qx7-tuole-Wm3", "Zu9+pifeng-Ka"):
        assert any("最近 5 次" in problem for problem in problems_with(used, user, "dengbao3"))
    assert problems_with("Bx3=lonifa-Mup", user, "dengbao3") == []


def test_the_rule_is_said_in_words():
    assert "10 位" in rule_in_words("dengbao3")
    assert "12 位" in rule_in_words("asvs")


def test_passwords_are_kept_as_argon2id_and_by_nothing_weaker():
    """The suite puts a cheaper one of the same kind before it."""
    assert settings.PASSWORD_HASHERS[-1] == "luoshi.accounts.passwords.Hasher"
    assert make_password("Qx7-tuole-Wm").startswith("argon2$argon2id$")
    assert Hasher.memory_cost >= 46 * 1024  # KiB, as AU-07 asks
    assert all(issubclass(import_string(name), Argon2PasswordHasher) for name in settings.PASSWORD_HASHERS)
