"""What an event says of a row: public ids, never a key of the database."""

import pytest

from luoshi.accounts.models import Membership, Organisation, User
from luoshi.common import audit
from luoshi.common.models import AuditEvent
from luoshi.policies.models import Reading


@pytest.mark.django_db
def test_a_database_key_enters_the_event_as_the_rows_public_id():
    post = Membership(user=User.objects.create(name="示例"), organisation=Organisation(), role="teacher")
    change = audit.describe_change(post, "user_id", None, post.user.pk)
    assert (change["field"], change["before"], change["after"]) == ("user", None, post.user.public_id)


def test_an_import_is_logged_without_database_keys(yichang, signed_in):
    officer = yichang.post("city_officer")
    answer = signed_in(officer).post(
        "/imports/new/", {"pasted": "一、示例条款\n办好示例学校。", "title": "示例", "plan": "new"}
    )
    assert answer.status_code == 302
    event = AuditEvent.objects.get(object_id=Reading.objects.get().public_id)
    assert [change["field"] for change in event.changes if change.get("field", "").endswith("_id")] == []
    assert {"started_by": officer.user.public_id}.items() <= {
        change["field"]: change["after"] for change in event.changes if "field" in change
    }.items()
