"""The log page: in words, for its administrator alone, protected where personal, one event one line."""

import ast
import csv
import io
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

import luoshi
from luoshi.accounts.actions import add_person, admit_person, disable_user, end_post, set_up_organisation
from luoshi.accounts.queries import actor_for
from luoshi.accounts.roles import ROLES
from luoshi.common import acts, audit, clock
from luoshi.common.actor import anonymous_actor, system_actor
from luoshi.common.dataforms.actions import set_up_form
from luoshi.common.dataforms.answers import save_answer
from luoshi.common.models import AuditEvent, Base
from luoshi.home.log.export import MOST
from luoshi.home.log.lines import lines_of
from luoshi.home.log.words import HAN, LOG_WORDS, OBJECT_WORDS, one_line
from luoshi.plans.actions import add_area, change_area, start_plan

PACKAGE = Path(luoshi.__file__).parent
URL, EXPORT = "/log/", "/log/export/"
NASTY = "=cmd\r\n\x1b[31m红\u202e字"


@pytest.fixture
def city(db):
    return set_up_organisation(
        parent=None, names=[], name="青山市教育局", short="市局", kind="city_bureau", by=system_actor()
    )


@pytest.fixture
def person(city):
    count = iter(range(1, 100))

    def make(role, name="", organisation=None):
        number = next(count)
        return add_person(
            name=name or f"示例人{number}",
            mobile=f"100000{number:05d}",
            organisation=organisation or city,
            role=role,
            by=system_actor(),
        )

    return make


@pytest.fixture
def reader(person, signed_in):
    return signed_in(person("log_admin", "示例日志员"))


def text_of(answer):
    return re.sub(r"<[^>]+>|\s+", " ", answer.content.decode())


def test_what_was_done_stands_there_in_words_newest_first(reader, person, city):
    security = actor_for(person("security_admin", "示例韩冰"))
    admit_person(organisation=city, name="示例新人", mobile="19900000001", role="city_officer", by=security)
    answer = reader.get(URL)
    lines = [line for line, _ in answer.context["lines"]]
    assert [line.act for line in lines] == ["登记人员", "登记人员和岗位", "登记人员和岗位", "建立单位"]
    assert (lines[0].person, lines[0].place) == ("示例韩冰", "青山市教育局 安全管理员")
    assert "岗位，空 → 市局经办" in text_of(answer)


def test_personal_values_and_reasons_are_protected(reader, person):
    post = person("teacher", "示例离职者")
    disable_user(user=post.user, reason="因家庭原因离开", by=system_actor(), version=post.user.version)
    answer = reader.get(URL)
    page = text_of(answer)
    assert "理由：已保护" in page
    assert "可登录，是 → 否" in page
    assert "家庭原因" not in page
    assert "1000000" not in page
    assert not re.search(r"\b[0-9a-f]{64}\b", answer.content.decode())


def test_a_refused_attempt_stands_there_with_its_reason(reader, person):
    post = person("log_admin", "另一日志员")
    with pytest.raises(Exception, match="理由"):
        end_post(post=post, reason=" ", by=system_actor(), version=post.version)
    page = text_of(reader.get(URL + "?result=refused"))
    assert "收回岗位" in page
    assert "被拒绝" in page
    assert "原因：不符合规定" in page


@pytest.mark.parametrize("role", sorted(ROLES))
def test_only_the_log_administrator_reads_and_takes_it_out(person, signed_in, role):
    client = signed_in(person(role))
    expected = 200 if role == "log_admin" else 403
    assert client.get(URL).status_code == expected
    assert client.post(EXPORT).status_code == expected
    refused = AuditEvent.objects.filter(action="home.export_log", result="refused").count()
    assert refused == (0 if role == "log_admin" else 1)


def test_a_log_administrator_reads_only_the_own_tree(reader, person):
    other = set_up_organisation(
        parent=None, names=[], name="白云市教育局", short="白云", kind="city_bureau", by=system_actor()
    )
    stranger = person("security_admin", "示例外人", organisation=other)
    admit_person(
        organisation=other, name="示例丙", mobile="19900000002", role="city_officer", by=actor_for(stranger)
    )
    assert "示例外人" not in text_of(reader.get(URL + "?action=accounts.admit_person"))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?person=示例韩冰", True),
        ("?person=10000000001", True),
        ("?person=无此人", False),
        ("?action=accounts.admit_person", True),
        ("?action=accounts.sign_out", False),
        ("?kind=accounts.membership", True),
        ("?kind=plans.task", False),
        ("?result=done", True),
        ("?result=refused", False),
        ("?start=TODAY&end=TODAY", True),
        ("?end=2020-01-01", False),
        ("?start=2099-01-01", False),
        ("?start=nonsense&action=nonsense&page=nonsense&kind='--", True),
    ],
)
def test_the_log_is_narrowed(person, city, signed_in, query, found):
    security = person("security_admin", "示例韩冰")
    admit_person(
        organisation=city, name="示例新人", mobile="19900000001", role="city_officer", by=actor_for(security)
    )
    reader = signed_in(person("log_admin"))
    answer = reader.get(URL + query.replace("TODAY", f"{clock.today():%Y-%m-%d}"))
    assert answer.status_code == 200
    assert ("岗位，空 → 市局经办" in text_of(answer)) is found
    assert found or "没有符合条件的记录" in text_of(answer)


def test_one_thing_is_followed_through_the_log(reader, person):
    post = person("teacher", "示例被停用者")
    disable_user(user=post.user, reason="离职", by=system_actor(), version=post.user.version)
    page = reader.get(f"{URL}?about={post.user.public_id}")
    assert page.context["page_obj"].paginator.count == 1


def test_of_business_only_kind_and_field_stand_there_never_a_title_or_a_text(reader, person, city):
    officer = actor_for(person("city_officer", "示例经办"))
    plan = start_plan(issuer=city, title="秘密计划", short="秘密简称", by=officer)
    area = add_area(plan=plan, name="秘密领域", clause=None, by=officer)
    change_area(area=area, name="改名领域", clause=None, by=officer, version=area.version)
    answers = (
        reader.get(URL),
        reader.get(f"{URL}?about={plan.public_id}"),
        reader.post(EXPORT, {"_once": "a"}),
    )
    for page in (answer.content.decode() for answer in answers):
        assert not re.search("秘密|改名", page)
    line = next(line for line, _ in answers[0].context["lines"] if line.act == "修改任务领域")
    assert (line.about, line.about_id) == ("任务领域", area.public_id)
    assert line.details == ["任务领域：任务领域，（文字） → （文字）"]


def test_a_page_costs_the_same_for_one_event_and_for_thirty(reader, person, django_assert_num_queries):
    query = URL + "?action=accounts.add_person"
    with CaptureQueriesContext(connection) as few:
        reader.get(query)
    assert len(few) <= 15
    for _ in range(30):
        person("teacher")
    with django_assert_num_queries(len(few)):
        assert len(reader.get(query).context["lines"]) > 30


def test_a_name_with_line_breaks_and_terminal_signs_is_one_line(person):
    post = person("teacher", NASTY)
    event = AuditEvent.objects.get(object_id=post.public_id)
    line = lines_of([event])[0]
    for text in (line.about, *line.details):
        assert not re.search(r"[\x00-\x1f\x7f\u202e]", text)
    assert one_line(NASTY) == "=cmd [31m红 字"


def test_the_export_is_a_table_without_formulas_and_is_itself_logged(reader, person, city):
    person("teacher", NASTY)
    audit.record("accounts.sign_in_failed", by=anonymous_actor(network="+1.2\r\n3"))
    before = AuditEvent.objects.count()
    answer = reader.post(EXPORT, {"_once": "a"})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer["Content-Disposition"]
    text = answer.content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) == len(text.splitlines()) == before + 1 + 1  # the head, and the export's own event
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    assert any(cell == "'+1.2 3" for row in rows for cell in row)
    taken = AuditEvent.objects.filter(action="home.export_log", result="done")
    assert taken.count() == 1
    assert reader.post(EXPORT, {"_once": "a"}).status_code == 200
    assert taken.count() == 2, "sent again it is taken out again, and said again"


def test_too_much_for_one_table_is_refused_in_words(reader, person, monkeypatch):
    monkeypatch.setattr("luoshi.home.log.export.MOST", 2)
    for _ in range(3):
        person("teacher")
    answer = reader.post(EXPORT)
    assert answer.status_code == 422
    assert "按日期分几次导出" in text_of(answer)
    assert MOST == 20_000


def test_reading_writes_nothing(reader):
    before = AuditEvent.objects.count()
    reader.get(URL)
    assert AuditEvent.objects.count() == before


# ---- nothing without words


def sources():
    return [path for path in PACKAGE.rglob("*.py") if "tests" not in path.parts]


def named_acts(path):
    """Names of acts, of events recorded directly and of what is taken out, as string literals in a source file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and re.fullmatch(r"[a-z_]+\.(fetch_\w+|look)", str(node.value)):
            yield node.value
        called = getattr(node, "func", None)
        name = getattr(called, "attr", getattr(called, "id", ""))
        if name in ("act", "record", "note_sign_in", "record_refusal") and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and "." in str(first.value):
                yield first.value


def test_every_act_has_words():
    named = {name for path in sources() for name in named_acts(path)}
    assert {
        "accounts.sign_in",
        "accounts.end_post",
        "plans.add_task",
        "common.export_log",
        "evidence.look",
    } <= named
    assert sorted(named - set(LOG_WORDS)) == []
    assert sorted(name for name in acts.REGISTRY if name.startswith("accounts.")) == sorted(
        name for name in named if name in acts.REGISTRY and name.startswith("accounts.")
    )


def test_every_kind_of_object_has_words():
    kinds = {model._meta.label_lower for model in apps.get_models() if issubclass(model, Base)}
    assert sorted(kinds - set(OBJECT_WORDS)) == []
    assert all(HAN.search(words) for words in [*OBJECT_WORDS.values(), *LOG_WORDS.values()])


def test_an_imported_file_does_not_break_the_log(yichang, signed_in):
    officer, reader = signed_in(yichang.post("city_officer")), signed_in(yichang.post("log_admin"))
    sent = {"_once": "import-once-1", "plan": "new", "pasted": "一、总体要求\n到2027年，建设5个实训基地。"}
    assert officer.post("/imports/new/", sent).status_code == 302
    answer = reader.get(URL)
    assert answer.status_code == 200
    assert "开始导入政策文件" in text_of(answer)


@acts.act("test.answer", who=lambda by, target: True)
def answer_form(*, by, **given):
    return save_answer(by=by, organisation_id=by.organisation_id, **given)


del acts.REGISTRY["test.answer"]


def test_an_answer_stands_there_by_the_labels_of_its_form_and_else_in_neutral_words(reader, person, city):
    asked = [{"key": "done_so_far", "kind": "text", "label": "已经做了什么"}]
    owner = {"owner_id": city.pk, "owner_public_id": city.public_id, "owner_name": city.name}
    by = system_actor()
    form = set_up_form(key="done", title="示例表", content={"fields": asked}, by=by, **owner).current
    officer = actor_for(person("city_officer", "示例经办"))
    given = {"version_of_form": form, "about": None, "values": {"done_so_far": "秘密"}, "answer_version": 0}
    answer = answer_form(by=officer, **given)
    with transaction.atomic():
        gone = {"type": "dataforms.answer", "id": answer.public_id, "field": "gone", "before": 1, "after": 2}
        audit.record("dataforms.answer", by=officer, changes=[gone])
    for found in (reader.get(URL), reader.post(EXPORT, {"_once": "a"})):
        assert found.status_code == 200
        page = found.content.decode()
        assert "填报内容：已经做了什么，空 → （文字）" in page
        assert "填报内容：其他内容，" in page
        assert "done_so_far" not in page
        assert "秘密" not in page
