"""What somebody typed and has not sent lies sealed, for that person alone."""

import pytest

from luoshi.common import drafts
from luoshi.common.models import AuditEvent, Draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer(django_user_model):
    """Makes actors who exist as users."""
    from luoshi.common.actor import Actor

    def make(name):
        user = django_user_model.objects.create(name=name)
        return Actor(user_id=user.pk, user_public_id=user.public_id, name=name)

    return make


def test_a_draft_comes_back_and_the_last_one_wins(writer):
    chen = writer("陈")
    drafts.save(chen, "task", "t1", {"title": "一"}, base_version=3)
    drafts.save(chen, "task", "t1", {"title": "二"}, base_version=4)
    content, draft = drafts.load(chen, "task", "t1")
    assert (content, draft.base_version) == ({"title": "二"}, 4)
    assert Draft.objects.count() == 1


def test_a_draft_is_for_one_person_form_and_object(writer):
    chen, lin = writer("陈"), writer("林")
    drafts.save(chen, "task", "t1", {"title": "一"})
    assert drafts.load(lin, "task", "t1") is None
    assert drafts.load(chen, "area", "t1") is None
    assert drafts.load(chen, "task", "t2") is None


def test_a_draft_lies_sealed_and_opens_only_in_its_place(writer):
    chen, lin = writer("陈"), writer("林")
    draft = drafts.save(chen, "task", "t1", {"title": "秘密"})
    assert "秘密".encode() not in bytes(draft.sealed)
    Draft.objects.filter(pk=draft.pk).update(user_id=lin.user_id)
    with pytest.raises(ValueError, match="不属于此处"):
        drafts.load(lin, "task", "t1")


def test_a_draft_writes_no_event_and_goes_when_discarded(writer):
    chen = writer("陈")
    drafts.save(chen, "task", "t1", {"title": "一"})
    drafts.discard(chen, "task", "t1")
    assert drafts.load(chen, "task", "t1") is None
    assert AuditEvent.objects.count() == 0
