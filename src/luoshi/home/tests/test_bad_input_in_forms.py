"""Whatever is typed into a page of forms: an answer in words, never a fault, and what was typed is still there."""

import html
import os
import re

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import actor_for
from luoshi.common import drafts
from luoshi.common.actor import system_actor
from luoshi.common.dataforms import actions
from luoshi.common.dataforms.builtin import PROFILE
from luoshi.common.dataforms.models import FormDefinition
from luoshi.common.forms import UNSEEN
from luoshi.core.fields import KINDS
from luoshi.home.profile.actions import set_up_profiles

pytestmark = [pytest.mark.django_db, pytest.mark.once]
NAMED = re.compile(r'<(?:input|select|textarea)[^>]* name="([^"]+)"')
AUTOSAVE = {"HTTP_X_REQUESTED_WITH": "autosave"}
AWKWARD = [
    "", " ", "-1", "9" * 40, "1e999", "NaN", "∞", "２０２６年１３月", "2026-02-30", "0000", "是否", "字" * 10_000,
    "<script>alert(1)</script>", "{{ 7*7 }}", "' OR 1=1 --", "\u202eabc\u200b", "a\r\nb", "，、；", "。", "100%%",
    "1,2,3,4", "万", "-0", "+", "1.5万元元", "__n__", "f1", "f3.c1", "f3.count", "all", "any", "eq", "in", "_row",
    "../../etc",
]  # fmt: skip
# A NUL is refused for the whole site before any page is asked (tests/access/test_bad_input.py).
TEXT = st.one_of(
    st.sampled_from(AWKWARD),
    st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=40),
)
LARGE = bool(os.environ.get("LUOSHI_PROVE"))
SMALL = settings(
    max_examples=80 if LARGE else 6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
LEFT_ALONE = {"csrfmiddlewaretoken", "_once", "_version", "_discard", "_preview"}


def boxes(client, path):
    """The names of all boxes of the page's own form."""
    page = client.get(path).content.decode()
    names = {html.unescape(name) for name in NAMED.findall(page)} - LEFT_ALONE
    return sorted(
        name for name in names if not name.startswith("_file-") and "__n__" not in name and name != "q"
    )


def typed_into(names):
    return st.dictionaries(st.sampled_from(names), TEXT, min_size=1, max_size=len(names))


@pytest.fixture
def school(yichang):
    set_up_profiles(system_actor())
    return Organisation.objects.get(key="zhijiang")


def test_the_profile_takes_anything_as_a_draft_and_refuses_in_words(yichang, school, signed_in):
    office = yichang.post("office", "zhijiang")
    client, path = signed_in(office), reverse("edit-profile", args=[school.public_id])
    names = boxes(client, path)
    assert {"name", "students", "money-0-income", "specialties-total", "specialties-1-_row"} <= set(names)
    form = f"profile.{FormDefinition.objects.get(owner_id=yichang.bureau.pk, key=PROFILE.key).public_id}"

    @SMALL
    @given(typed_into(names))
    def try_it(typed):
        assert client.post(path, typed, **AUTOSAVE).status_code == 204
        kept, _ = drafts.load(actor_for(office), form, school.public_id)
        assert {name: kept[name][0] for name in typed} == {
            name: UNSEEN.sub("", text.encode("utf-8", "replace").decode()) for name, text in typed.items()
        }
        assert client.get(path).status_code == 200
        sent = client.post(path, typed)
        assert sent.status_code == 422
        for name in ("name", "students"):
            if typed.get(name, "").isprintable() and typed.get(name, "").strip(" ."):
                assert html.escape(typed[name]) in sent.content.decode()

    try_it()


@pytest.fixture
def draft(yichang, school):
    by = actor_for(yichang.post("city_officer"))
    definition = FormDefinition.objects.get(owner_id=yichang.bureau.pk, key=PROFILE.key)
    return actions.draft_version(definition=definition, by=by)


PAGES = (
    *(f"fields/new/?kind={kind}" for kind in KINDS),
    *(
        "fields/new/?kind=money&table=money",
        "fields/students/",
        "fields/specialties/",
        "fields/money.income/",
    ),
    *("checks/new/", "checks/new/?table=money", "checks/0/", "try/", "publish/"),
)


def test_the_editors_pages_answer_anything_in_words(yichang, draft, signed_in):
    client = signed_in(yichang.post("city_officer"))
    base = f"/form-versions/{draft.public_id}/"
    paths = {f"{base}{name}": boxes(client, f"{base}{name}") for name in PAGES}
    paths[f"/forms/{draft.definition.public_id}/facts/"] = ["title", "purpose", "basis", "until"]
    paths["/forms/new/"] = ["title", "purpose", "basis", "until", "begin"]
    paths[f"{base}arrange/"] = ["do"]

    @settings(SMALL, max_examples=600 if LARGE else 20)
    @given(
        st.sampled_from(sorted(paths)).flatmap(
            lambda path: st.tuples(st.just(path), typed_into(paths[path] or ["x"]))
        )
    )
    def try_it(made):
        path, typed = made
        draft.refresh_from_db()
        answer = client.post(path, {**typed, "_version": draft.version})
        assert answer.status_code in (200, 302, 409, 422), (path, answer.status_code)
        assert b"<script>alert" not in answer.content
        if "arrange" not in path:
            assert client.get(path).status_code in (200, 302)

    try_it()
    for name in (
        "fields/nothing/",
        "fields/money.nothing/",
        "fields/a.b.c/",
        "checks/99/",
        "fields/new/?kind=x",
    ):
        assert client.get(f"{base}{name}").status_code in (404, 422), name
