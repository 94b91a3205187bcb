"""What the form of an application takes from the register entry applied with: nothing is typed a second time."""

import pytest
from django.urls import reverse

from luoshi.common import clock, files
from luoshi.common.dataforms.sources import prefill_for
from luoshi.common.errors import RuleBroken
from luoshi.core.fields import read
from luoshi.evidence.actions import add_evidence, cite_evidence
from luoshi.evidence.models import Evidence
from luoshi.evidence.queries import uses_about
from luoshi.registers.models import Register
from luoshi.selection.applying import actions
from luoshi.selection.applying.models import Application
from luoshi.selection.examples import example, examples

from . import helping, made

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def applied(there):
    """A school's draft with a team of its register, whose entry cites a piece of evidence."""
    school = there.office.organisation
    members = [{"name": "示例成员", "source": "school"}]
    entry = helping.entered(
        there,
        "teams",
        school,
        name="示例数控团队",
        specialty="数控技术",
        leader="示例负责人",
        members=members,
    )
    by = there.actor(there.office)
    proof = add_evidence(
        organisation=school, title="团队立项文件", kind="document", grade=2, happened_on=clock.today(),
        stored=files.put([made.pdf("proof")]), file_name="立项.pdf", by=by,
    )  # fmt: skip
    cite_evidence(evidence=proof, about=entry, organisation=school, by=by)
    row = helping.filled(there, school.key)
    Application.objects.filter(pk=row.pk).update(entry=entry)
    return helping.fresh(row)


def known(there, row, who=None):
    form, problems = read(example("innovation-team").content)
    assert not problems
    by = there.actor(who or there.office)
    return {
        key: each.value
        for key, each in prefill_for(form, by, organisation_id=row.organisation_id, about=row).items()
    }


def test_leader_and_facts_come_from_the_entry_and_its_evidence(there, applied):
    found = known(there, applied)
    assert found["leader"] == "示例负责人"
    assert found["held"].splitlines()[0].endswith("示例数控团队")
    assert "数控技术" in found["held"]
    assert "1项" in found["held"]
    assert found["held"].endswith("佐证：团队立项文件")


def test_without_an_entry_or_with_one_of_another_school_nothing_is_known(there, applied):
    Application.objects.filter(pk=applied.pk).update(entry=None)
    assert known(there, helping.fresh(applied)) == {}
    other = next(school for school in there.schools if school.pk != applied.organisation_id)
    theirs = helping.entered(
        there, "teams", other, name="别校团队", specialty="护理", leader="示例别校", members=[]
    )
    Application.objects.filter(pk=applied.pk).update(entry=theirs)
    assert known(there, helping.fresh(applied)) == {}


def test_nothing_personal_is_taken(there, applied):
    teacher = helping.entered(
        there,
        "teachers",
        applied.organisation,
        name="示例教师",
        id_number="11010519900307002X",
        gender="female",
    )
    Application.objects.filter(pk=applied.pk).update(entry=teacher)
    assert "11010519900307002X" not in str(known(there, helping.fresh(applied)))


def test_a_piece_of_the_library_serves_as_material_without_being_uploaded_again(
    there, applied, signed_in, send
):
    """The same bytes; the library tells where they serve; taken away, they serve there no longer."""
    client, by = signed_in(there.office), there.actor(there.office)
    proof = Evidence.objects.get(title="团队立项文件")
    other = there.actor(there.other)
    foreign = add_evidence(
        organisation=there.other.organisation, title="别校文件", kind="document", grade=2,
        happened_on=clock.today(), stored=files.put([made.pdf("theirs")]), file_name="别校.pdf", by=other,
    )  # fmt: skip
    address = reverse("apply-from-library", args=[applied.public_id, "report"])
    page = client.get(address).content.decode()
    assert ("团队立项文件" in page, "别校文件" in page) == (True, False)
    assert "团队立项文件" not in client.get(address, {"q": "没有这个"}).content.decode()
    assert send(client, address, applied, pieces=foreign.public_id).status_code == 422
    assert send(client, address, applied).status_code == 422
    assert send(client, address, applied, pieces=proof.public_id).status_code == 302
    row = helping.fresh(applied)
    taken = row.materials.get(stored=proof.stored)
    assert (taken.name, taken.pages) == ("立项.pdf", 1)
    assert [use.evidence for use in uses_about(row)] == [proof]
    here = client.get(reverse("evidence-piece", args=[proof.public_id])).content.decode()
    assert f"{row.call.title}：{row.title}" in here
    again = send(client, address, row, pieces=proof.public_id)
    assert (again.status_code, "最多 2 个文件" in again.content.decode()) == (422, True)
    helping.do(actions.remove_material, row, by, material=taken)
    assert not uses_about(row).exists()


def test_a_piece_that_does_not_fit_the_line_is_refused_in_words(there, applied, signed_in, send):
    client, by = signed_in(there.office), there.actor(there.office)
    long_one = add_evidence(
        organisation=there.school, title="长报告", kind="document", grade=2, happened_on=clock.today(),
        stored=files.put([made.pdf("long", pages=21)]), file_name="长.pdf", by=by,
    )  # fmt: skip
    address = reverse("apply-from-library", args=[applied.public_id, "report"])
    answer = send(client, address, applied, pieces=long_one.public_id)
    assert (answer.status_code, "有 21 页，不能超过 20 页" in answer.content.decode()) == (422, True)
    assert not helping.fresh(applied).materials.filter(stored=long_one.stored).exists()


def test_every_example_with_a_register_asks_nothing_of_it_again(there):
    registers = set(Register.objects.values_list("key", flat=True))
    with_register = [each for each in examples() if each.rules.get("register")]
    assert {each.rules["register"] for each in with_register} <= registers
    for each in with_register:
        sources = {field["key"]: field.get("prefill") for field in each.content["fields"]}
        assert (sources["held"], sources["leader"]) == ("applying.entry_words", "applying.entry")
        blind = each.rules["blindness"] == "double"
        assert ("held" in each.rules["form_hides"]) == blind, (
            "where it is double-blind, whose it is is hidden"
        )
    assert any(each.rules["blindness"] == "double" for each in with_register)


def test_nobody_meets_conditions_by_the_line_of_another_and_no_two_by_one(there):
    row, by = helping.filled(there, "zhijiang"), there.actor(there.office)
    said = {"name": "示例教师", "id_number": "11010519900307002X", "gender": "female"}
    line = helping.entered(there, "teachers", there.office.organisation, **said)
    with pytest.raises(RuleBroken, match="和姓名不一致"):
        helping.do(actions.add_person, row, by, name="别的人", entry=line)
    row = helping.do(actions.add_person, row, by, name="示例 教师", entry=line)
    with pytest.raises(RuleBroken, match="另一位成员"):
        helping.do(actions.add_person, row, by, name="示例教师", entry=line)
    assert row.people.filter(entry=line).count() == 1
