"""An expert with hundreds of applications: pages, chips by state, search by code; the next unfinished on one key."""

import pytest
from django.urls import reverse
from lxml import html

from luoshi.common import drafts
from luoshi.selection.panel.models import Assigned
from luoshi.selection.review.reading import code_of, tasks_of

from . import helping

pytestmark = pytest.mark.django_db
MANY = 57


def shown(client, **asked):
    page = html.fromstring(client.get(reverse("review-desk"), asked).content)
    return page, page.xpath("//tbody/tr/th/a/text()")


@pytest.mark.once
def test_a_long_list_has_pages_chips_and_a_search_and_leads_on_over_all_of_it(there, signed_in):
    seat, expert = there.seats[0], signed_in(there.experts[0])
    for at in range(MANY - 3):
        paper = helping._application(there.call, there.school, at + 10)
        Assigned.objects.create(seat=seat, application=paper, given_at=paper.sent_at, draw=there.draw)
    tasks = sorted(tasks_of(there.actor(there.experts[0])), key=code_of)
    codes = [code_of(task) for task in tasks]
    page, first = shown(expert)
    _, rest = shown(expert, page="2")
    assert [*first, *rest] == codes
    assert (len(first), "共 57 条" in page.text_content()) == (50, True)
    drafts.save(there.actor(there.experts[0]), "review-sheet", tasks[55].public_id, {"i1": ["30"]})
    assert [shown(expert, show=key)[1] for key in ("draft", "done")] == [[codes[55]], []]
    assert shown(expert, show="todo", page="2")[1] == [code for code in codes[50:] if code != codes[55]]
    page, found = shown(expert, q=codes[53][1:])
    assert found == [codes[53]]
    onward = page.xpath("//a[@data-review-key='n']/@href")
    assert onward == [reverse("review-task", args=[tasks[0].public_id])], "whatever the list shows"
    assert "没有这样的申报" in shown(expert, q="甲乙")[0].text_content()
    chips = [" ".join(each.text_content().split()) for each in page.xpath("//ul[@class='filters']/li")]
    assert [chip.split()[-1] for chip in chips] == ["57", "56", "1", "0"]
