"""领导一页纸: made each Monday, kept as it was, printed on one sheet, once."""

from __future__ import annotations

import pypdfium2
import pytest

from luoshi.accounts.queries import memberships_today
from luoshi.common import clock, sealed_files
from luoshi.home.cockpit.week import content_of, make_weeks, monday_of
from luoshi.home.cockpit.week_views import one_sheet
from luoshi.indicators.alerts.keeping import keep_up
from luoshi.indicators.alerts.models import WeekPage
from luoshi.notices.models import Delivery
from luoshi.progress.tests.helping import say

pytestmark = pytest.mark.django_db


def test_the_weeks_page_is_made_once_kept_as_it_was_and_told_to_its_leaders(there, told, signed_in):
    made = make_weeks()
    page = WeekPage.objects.get(organisation=there.school)
    assert (page.monday, made) == (monday_of(clock.today()), WeekPage.objects.count())
    assert make_weeks() == 0
    sections = {section["title"]: section["lines"] for section in page.content["sections"]}
    assert list(sections) == ["上周办成的", "卡住的", "要定的", "可以问的"]
    assert any("受阻未解" in line["text"] for line in sections["卡住的"])
    assert any(line["text"].startswith(f"问{there.school.short}") for line in sections["可以问的"])
    told_to = set(
        Delivery.objects.filter(notice__about_id=page.public_id).values_list("membership__role", flat=True)
    )
    assert told_to <= {"school_head", "party_secretary"}
    assert "school_head" in told_to
    before = signed_in(there.head).get(f"/weeks/{page.public_id}/").content.decode()
    say(there, told[3], "done", "解决了")
    keep_up()
    after = signed_in(there.head).get(f"/weeks/{page.public_id}/").content.decode()
    assert before.split("<main")[1] == after.split("<main")[1]
    assert signed_in(there.officer).get(f"/weeks/{page.public_id}/").status_code == 404


@pytest.mark.once
def test_the_printed_page_is_one_sheet_of_whole_sentences(there, told):
    monday = monday_of(clock.today())
    post = memberships_today().filter(organisation=there.school, role="school_head").first()
    content = content_of(post, there.plan, monday)

    def printed(length: int) -> str:
        """Of five lines in each part."""
        lines = [
            {"text": f"{'很长的一件事' * 30}"[:length] + f"第{at}条完。", "href": ""} for at in range(1, 6)
        ]
        sections = [{**each, "lines": lines} for each in content["sections"]]
        page = WeekPage(
            organisation=there.school,
            plan=there.plan,
            monday=monday,
            content={**content, "sections": sections},
        )
        document = pypdfium2.PdfDocument(one_sheet(page))
        assert len(document) == 1
        words = document[0].get_textpage().get_text_range()
        assert "…" not in words
        return "".join(words.split())

    assert printed(20).count("条完。") == 20, "what fits is there whole"
    words = printed(96)
    assert words.count("条完。") == words.count("很长的一件事" * 16) > 4
    assert words.count("条这一页放不下") == 4


@pytest.mark.once
def test_the_week_is_printed_once_and_anew_when_something_on_it_changed(
    there, told, signed_in, settings, tmp_path
):
    settings.LUOSHI_HOME = tmp_path
    make_weeks()
    page, client = WeekPage.objects.get(organisation=there.school), signed_in(there.head)
    for ending, begins in (("pdf", b"%PDF"), ("png", b"\x89PNG")):
        url = f"/weeks/{page.public_id}.{ending}"
        assert client.get(url).content.startswith(begins)
        [kept] = (tmp_path / "made").glob("*.sealed")
        with sealed_files.writing(kept.stem) as writer:  # what lies there is what is handed out
            writer.write(b"as it was kept")
        assert client.get(url).content == b"as it was kept"
        content = {**page.content, "figures": page.content["figures"][:-1]}
        WeekPage.objects.filter(pk=page.pk).update(content=content)
        assert client.get(url).content.startswith(begins)
        WeekPage.objects.filter(pk=page.pk).update(content=page.content)
        kept.write_bytes(b"broken")
        assert client.get(url).content.startswith(begins)
        for each in (tmp_path / "made").glob("*.sealed"):
            each.unlink()
