"""Several pieces put behind an update by mistake: taken out at once for one reason, all or none."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from luoshi.common.models import AuditEvent
from luoshi.evidence.actions import uncite_many
from luoshi.evidence.models import Evidence, EvidenceUse
from luoshi.evidence.queries import uses_about
from luoshi.progress import actions

from .helping import a_piece, due, say, stands, steps

pytestmark = pytest.mark.django_db


@pytest.fixture
def cited(there):
    """(milestone, update, its three uses) of the owner."""
    row = steps(there)[0]
    due(5, row)
    update = say(there, row, "done", pieces=[a_piece(f"{name}.jpg") for name in "甲乙丙"])
    return row, update, list(uses_about(update).order_by("pk"))


def take_out(client, update, uses, *, key="one", path=None, **said):
    given = {"_several": "1", "_once": key, "reason": "传错了地方", "also": [use.public_id for use in uses]}
    url = f"/progress/updates/{update.public_id}/evidence/{(path or uses[0]).public_id}/remove/"
    return client.post(url, given | said)


def test_those_ticked_are_taken_out_for_one_reason_and_stay_in_the_library(there, cited, signed_in):
    row, update, uses = cited
    client = signed_in(there.owner)
    page = client.get(f"/progress/updates/{update.public_id}/").content.decode()
    assert [page.count("一次取消几份"), page.count('name="also"')] == [1, 3]
    for _ in range(2):  # the same form twice
        assert take_out(client, update, uses[1:]).status_code == 302
    assert list(uses_about(update)) == uses[:1]
    gone = EvidenceUse.objects.filter(removed_at__isnull=False)
    assert list(gone.values_list("removed_reason", flat=True)) == ["传错了地方"] * 2
    assert Evidence.objects.filter(withdrawn_at__isnull=True).count() == 3
    assert AuditEvent.objects.filter(action="evidence.uncite_many", result="done").count() == 1
    assert stands(row) == ("done", True)
    page = client.get(f"/progress/updates/{update.public_id}/").content.decode()
    assert "一次取消几份" not in page, "one is taken out by its own button"
    for _ in range(2):
        said = {"_version": uses[0].version, "_once": "last", "reason": "也错了"}
        url = f"/progress/updates/{update.public_id}/evidence/{uses[0].public_id}/remove/"
        assert client.post(url, said).status_code == 302
    assert stands(row) == ("done", False), "and the duty is told"


def test_where_one_is_gone_or_not_his_to_take_none_is_taken_out(there, cited, signed_in):
    row, update, uses = cited
    use = uses[0]
    actions.remove_proof(use=use, reason="换新的", by=there.actor("owner"), version=use.version)
    client = signed_in(there.owner)
    answer = take_out(client, update, uses, path=uses[1])
    assert (answer.status_code, "一份都没有取消" in answer.content.decode()) == (422, True)
    assert take_out(client, update, [], path=uses[1], key="none").status_code == 422
    many = take_out(client, update, [], path=uses[1], key="many", also=[f"x{n}" for n in range(201)])
    assert (many.status_code, "一次最多取消 200 份" in many.content.decode()) == (422, True)
    assert take_out(client, update, uses[1:], key="mute", reason=" ").status_code == 422
    dean = {"organisation": there.school, "reason": "不要", "by": there.actor("dean")}
    with pytest.raises(PermissionDenied):
        uncite_many(uses=uses[1:], **dean)
    with pytest.raises(PermissionDenied):
        uncite_many(uses=uses[1:], uncite=actions.remove_proof, **dean)
    assert (uses_about(update).count(), stands(row)) == (2, ("done", True))
