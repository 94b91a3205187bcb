"""A target typed as a sentence fills the fields of its form; the person confirms or corrects them."""

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luoshi.accounts.models import Organisation
from luoshi.common.models import Draft
from luoshi.plans.forms import TargetForm
from luoshi.plans.models import Plan, Target
from luoshi.plans.said import read_sentence

from .conftest import hidden

SENTENCE = "到2025年，每校建成1—3个市级及以上教师教学创新团队"


def a_plan():
    return Plan(start="2023", end="2025", issuer=Organisation(name="某市教育局"))


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        (
            SENTENCE,
            "quantity=1 upper=3 unit=个 comparator=range level=市 and_above=on scope=each_school"
            " scope_basis=stated due=2025 subject=教师教学创新团队 measure=level",
        ),
        (
            "双师型教师占比超过50%",
            "quantity=50 unit=% comparator=more_than scope_basis=inferred measure=level",
        ),
        ("每年培训教师不少于200人次", "quantity=200 comparator=at_least recurrence=每年"),
        ("3年内新增在线课程20门", "quantity=20 unit=门 comparator=exact measure=increase"),
        ("打造一批精品课程", "quantity= comparator=some subject=精品课程"),
    ],
)
def test_a_sentence_is_read_into_number_comparator_year_and_scope(sentence, wanted):
    said = read_sentence(sentence, a_plan())
    assert {part: said.values[part.partition("=")[0]] for part in wanted.split()} == {
        part: part.partition("=")[2] for part in wanted.split()
    }


def test_what_is_left_open_inferred_or_unsayable_is_told():
    def told(sentence):
        return "".join(read_sentence(sentence, a_plan()).remarks)

    assert "没有写明数量" in told("打造一批精品课程")
    assert "按推定填写" in told("新增在线课程20门")
    assert "“范围”里没有对应的选项" in told("每名教师每年不少于72学时培训")
    assert "还有 1 个目标：“市级名师50名左右”" in told("培育省级名师10名左右，市级名师50名左右")
    assert told(SENTENCE) == ""
    assert read_sentence("认真贯彻落实", a_plan()) is None


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(
    st.lists(
        st.sampled_from([*"到2025年每校建成1—3个50%不少于左右一批万倍，。", "全市", "百分点"]), max_size=25
    )
)
def test_whatever_is_read_can_be_chosen_and_typed_in_the_form(plan, parts):
    said = read_sentence("".join(parts), plan)
    if said is not None:
        form = TargetForm(data=said.values, plan=plan)
        form.is_valid()
        chosen = {"comparator", "measure", "level", "scope", "scope_basis", "recurrence"}
        assert chosen & set(form.errors) == set(), form.errors


@pytest.mark.django_db
def test_the_officer_types_a_sentence_checks_the_fields_and_saves(editor, plan, add):
    address = reverse("add-target", args=[add.task().public_id])
    opened = editor.get(address)
    answer = editor.post(
        address, hidden(opened) | {"sentence": SENTENCE, "_read": "1", "words": "自己的说法"}
    )
    assert (answer.status_code, Target.objects.filter(plan=plan).count()) == (302, 0)
    page = editor.get(answer["Location"])
    text = page.content.decode()
    assert "读作：教师教学创新团队1 至 3 个，市级及以上，每校，到 2025 年底。" in text
    assert "还没有保存，请核对" in text
    for shown in (
        'value="教师教学创新团队"',
        'value="自己的说法"',
        '<option value="range" selected>',
        SENTENCE,
    ):
        assert shown in text
    typed = {name: value for name, value in page.context["form"].initial.items() if value} | hidden(page)
    saved = editor.post(address, typed | {"upper": "4"})  # corrected by hand
    target = Target.objects.get(plan=plan)
    assert (saved.status_code, target.quantity, target.upper, target.due, target.words) == (
        302,
        1,
        4,
        "2025",
        "自己的说法",
    )


@pytest.mark.django_db
def test_a_sentence_without_a_target_changes_nothing_and_says_what_to_write(editor, plan, add):
    address = reverse("add-target", args=[add.task().public_id])
    typed = {"sentence": "认真贯彻落实", "_read": "1", "subject": "团队"}
    answer = editor.post(address, hidden(editor.get(address)) | typed)
    text = editor.get(answer["Location"]).content.decode()
    assert "没有读出目标" in text
    assert 'value="团队"' in text
    assert "认真贯彻落实" in text
    assert Draft.objects.filter(form="plans.target.new").count() == 1
