"""Pieces just added, looked through on one page: what is the same for all said once, then each by itself."""

from __future__ import annotations

import pytest

from luoshi.common import clock
from luoshi.common.models import AuditEvent
from luoshi.evidence import actions
from luoshi.evidence.models import Evidence

from .conftest import actor, piece, sent, text_of

pytestmark = pytest.mark.django_db
URL = "/evidence/many/"


def boxes(rows, **typed):
    """The form as the page shows it, with some boxes changed: `title_0`, `grade_1`."""
    form = {"piece": [row.public_id for row in rows]}
    for at, row in enumerate(rows):
        stands = {"title": row.title, "kind": row.kind, "grade": row.grade}
        stands |= {name: typed[f"{name}_{at}"] for name in stands if f"{name}_{at}" in typed}
        form |= {f"{row.public_id}-{name}": str(value) for name, value in stands.items()}
        form[f"{row.public_id}-happened_on"] = f"{row.happened_on:%Y-%m-%d}"
        form[f"version-{row.public_id}"] = str(row.version)
    return form


def standing(rows):
    return list(
        Evidence.objects.filter(pk__in=[row.pk for row in rows])
        .order_by("pk")
        .values_list("title", "kind", "grade")
    )


def test_what_is_the_same_is_put_into_all_and_saved_with_what_differs(cast, signed_in):
    rows = [piece(cast.teacher, f"IMG_{n}") for n in range(3)]
    client = signed_in(cast.teacher)
    query = "&".join(f"piece={row.public_id}" for row in rows)
    assert "保存 3 份" in text_of(client.get(f"{URL}?{query}"))
    assert "保存 3 份" in text_of(client.get(URL)), "those of today where none is named"
    alike = {"title": "实训现场", "kind": "photo", "grade": "3", "_fill": "1"}
    filled = sent(client, URL, **boxes(rows, title_2="仪式"), **alike)
    assert filled.status_code == 200
    assert text_of(filled).count("实训现场（") == 3
    assert standing(rows)[0] == ("IMG_0", "document", 2), "nothing is saved yet"
    given = {"title_0": "实训现场（1）", "kind_0": "photo", "grade_0": 3, "title_2": "开班仪式"}
    assert sent(client, URL, **boxes(rows, **given)).status_code == 302
    assert standing(rows) == [
        ("实训现场（1）", "photo", 3),
        ("IMG_1", "document", 2),
        ("开班仪式", "document", 2),
    ]
    assert AuditEvent.objects.filter(action="evidence.edit_many").count() == 1


def test_one_wrong_or_changed_since_and_none_is_saved(cast, signed_in):
    rows = [piece(cast.teacher, f"IMG_{n}") for n in range(2)]
    client = signed_in(cast.teacher)
    wrong = sent(client, URL, **boxes(rows, title_0="现场", title_1=""))
    assert wrong.status_code == 422
    assert "下面标红的要改" in text_of(wrong)
    late = boxes(rows, title_0="现场")
    sent(client, URL, **boxes(rows, title_1="别人先改了"))
    refused = sent(client, URL, **late)
    assert refused.status_code == 422
    assert "在您打开页面以后有变化，一份都没有保存" in text_of(refused)
    assert [title for title, *_ in standing(rows)] == ["IMG_0", "别人先改了"]


def test_pieces_of_others_are_not_there(cast, signed_in):
    rows = [piece(cast.teacher, "现场")]
    for post in (cast.colleague, cast.stranger):
        client = signed_in(post)
        assert "没有可以核对的" in text_of(client.get(f"{URL}?piece={rows[0].public_id}"))
        assert sent(client, URL, **boxes(rows, title_0="改名")).status_code == 422
    assert signed_in(cast.county).get(URL).status_code == 403
    assert sent(signed_in(cast.office), URL, **boxes(rows, title_0="项目办改的")).status_code == 302
    assert standing(rows)[0][0] == "项目办改的"
    assert Evidence.objects.get().happened_on == clock.today()


def test_one_withdrawn_since_is_told_and_none_is_saved(cast, signed_in):
    """It was left out without a word, and the page said that all was saved."""
    rows = [piece(cast.teacher, f"IMG_{n}") for n in range(2)]
    typed = boxes(rows, title_0="现场")
    actions.withdraw_evidence(
        evidence=rows[1], reason="传错了", by=actor(cast.teacher), version=rows[1].version
    )
    client = signed_in(cast.teacher)
    refused = sent(client, URL, **typed)
    assert refused.status_code == 422
    assert "有的材料已经撤回" in text_of(refused)
    assert standing(rows)[0][0] == "IMG_0"
    typed = {name: value for name, value in typed.items() if rows[1].public_id not in name}
    assert sent(client, URL, **{**typed, "piece": [rows[0].public_id]}).status_code == 302
    assert standing(rows)[0][0] == "现场"


def test_the_same_form_twice_is_answered_alike(cast, signed_in):
    """A double click was told that nothing was changed."""
    rows = [piece(cast.teacher, f"IMG_{n}") for n in range(3)]
    client = signed_in(cast.teacher)
    typed = boxes(rows, title_0="现场", title_2="仪式") | {"_once": "clicked twice"}
    for _ in range(2):
        answer = sent(client, URL, **typed)
        assert answer.status_code == 302
        assert "已保存，改了 2 份。" in text_of(client.get(answer.url))
    assert AuditEvent.objects.filter(action="evidence.edit_many").count() == 1
