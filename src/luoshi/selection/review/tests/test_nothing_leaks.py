"""Two worlds that differ in one secret answer whoever must not know it byte for byte alike (controls O3, BL-04…08)."""

import bisect
import random
import re
import statistics
import time

import pytest
from django.db import transaction
from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.common import clock, drafts
from luoshi.common.ids import new_public_id
from luoshi.selection.applying.models import Application, Material, OfficerConflict, Person
from luoshi.selection.panel.actions import declare_conflict
from luoshi.selection.panel.models import Expert
from luoshi.selection.review import actions
from luoshi.selection.review.beating import ask_for_copies
from luoshi.selection.review.content import Content
from luoshi.selection.review.models import Sheet, ThirdReading

from . import helping

pytestmark = pytest.mark.django_db
CHANGING = re.compile(
    rb'(name="(?:csrfmiddlewaretoken|_once)" value="|"X-CSRFToken": ?"|hx-headers=\'[^\']*?: ?")[^"]*'
)
DROPPED = ("Date", "X-Request-Id", "Set-Cookie")


def content(goal="35", opinion="扎实。", comment="有名册", veto=False):
    if veto:
        return Content({"veto": True}, {"veto": "第二页"}, opinion)
    return Content({"veto": False, "goal": goal, "deed": "优", "share": "60"}, {"share": comment}, opinion)


def hand_in(there, expert=0, application=0, **said):
    task = there.assigned[expert][application]
    return actions.hand_in_sheet(
        assigned=task, content=content(**said), by=there.actor(there.experts[expert])
    )


def take_back(there, sheet):
    return helping.act(actions.take_sheet_back, there.actor(there.experts[0]), sheet=sheet)


def another_score(there, which):
    hand_in(there, goal="10" if which else "40")


def another_comment(there, which):
    hand_in(there, comment="名册作假" if which else "有名册")


def another_opinion(there, which):
    hand_in(there, opinion="推荐一等。" if which else "不推荐。")


def vetoed(there, which):
    hand_in(there, veto=bool(which))


def done_or_not(there, which):
    if which:
        hand_in(there)


def when_it_was_done(there, which):
    sheet = hand_in(there)
    if which:
        early = sheet.done_at.replace(year=2020)
        Sheet.objects.filter(pk=sheet.pk).update(done_at=early, created_at=early)


def begun_or_not(there, which):
    if which:
        task = there.assigned[0][0]
        drafts.save(there.actor(there.experts[0]), "review-sheet", task.public_id, {"i1": ["33"]})


def changed_once_more(there, which):
    sheet = hand_in(there)
    if which:
        take_back(there, sheet)
        hand_in(there, goal="12")


def who_leads(there, which):
    Person.objects.filter(application=there.applications[0]).update(name="欧阳某" if which else "司马某")


def whose_it_is(there, which):
    school = Organisation.objects.get(key="yuanan" if which else "zhijiang")
    row = there.applications[0]
    Application.objects.filter(pk=row.pk).update(organisation=school)
    row.answer.values = {**row.answer.values, "story": f"{school.name}的做法"}
    row.answer.save()


def which_county(there, which):
    school = helping.fresh(there.applications[0]).organisation
    above = Organisation.objects.filter(kind="county_bureau").order_by("pk")[which]
    Organisation.objects.filter(pk=school.pk).update(path=f"{above.path}zz/")
    values = {"leader": "x", "story": f"{above.name}所在地的做法"}
    type(there.applications[0].answer).objects.filter(pk=there.applications[0].answer.pk).update(
        values=values
    )


def how_the_file_was_called(there, which):
    Material.objects.filter(application=there.applications[0]).update(
        name="枝江职教中心张三.docx" if which else "材料.docx"
    )


def name_in_the_title(there, which):
    school = helping.fresh(there.applications[0]).organisation
    title = f"{school.name}的案例" if which else f"{school.short}的案例"
    Application.objects.filter(pk=there.applications[0].pk).update(title=title)


def what_another_declares(there, which):
    if which:
        declare_conflict(assigned=there.assigned[0][0], reason="亲属", by=there.actor(there.experts[0]))


def a_third_was_asked(there, which):
    if which:
        ThirdReading.objects.create(application=there.applications[0], round="")


def who_else_judges(there, which):
    Expert.objects.filter(pk=there.seats[0].expert_id).update(name="诸葛某" if which else "令狐某")


def how_many_others_apply(there, which):
    if which:
        helping._application(there.call, there.other, 9)


def whether_what_is_kept_from_him_is_still_in(there, which):
    """No total, list or file tells the section head what became of it (controls BL-05)."""
    if which:
        Application.objects.filter(pk=there.applications[0].pk).update(state="withdrawn")


ALL = ("peer", "officer", "monitor", "school", "barred")
SECRETS = [
    (another_score, ALL),
    (another_comment, ALL),
    (another_opinion, ALL),
    (vetoed, ALL),
    (when_it_was_done, ALL),
    (begun_or_not, ALL),
    (changed_once_more, ALL),
    (done_or_not, ("peer", "school", "barred")),
    (who_leads, ("expert", "peer", "barred")),
    (whose_it_is, ("expert", "peer", "barred")),
    (which_county, ("expert", "barred")),
    (how_the_file_was_called, ("expert", "peer", "barred")),
    (name_in_the_title, ("expert", "peer", "barred")),
    (what_another_declares, ("peer", "school", "barred")),
    (a_third_was_asked, ("expert", "peer", "school", "barred")),
    (who_else_judges, ("peer", "school")),
    (how_many_others_apply, ("expert", "peer", "school")),
    (whether_what_is_kept_from_him_is_still_in, ("barred",)),
]
HIDDEN = (
    "35",
    "名册作假",
    "推荐一等",
    "欧阳某",
    "诸葛某",
    "枝江职教中心张三",
    "done_at",
    "void",
)  # words of the secrets
WANTED = "fields=score,done_at&include=sheet&filter[score]=40&ordering=-score&sheet__state=done&sort=sheet"


@pytest.fixture
def clients(there, signed_in):
    """Everybody, signed in; the section head keeps away from the first application."""
    OfficerConflict.objects.create(
        application=there.applications[0], membership=there.head, reason="亲属", said_by=there.officer
    )
    return {
        "expert": signed_in(there.experts[0]), "peer": signed_in(there.experts[1]), "officer": signed_in(there.officer),
        "monitor": signed_in(there.monitor), "school": signed_in(there.school), "barred": signed_in(there.head),
    }  # fmt: skip


@pytest.fixture
def asked(there, clients, settings, tmp_path):
    """`asked(who)`: what the site answers them to everything they may think of."""
    settings.CLOCK_FILE = str(tmp_path / "clock")
    helping.hand_in_file(there.applications[0], helping.word(), "材料.docx")
    ask_for_copies()
    helping.work()
    (tmp_path / "clock").write_text(clock.now().isoformat())

    def ask(who):
        return [plain(send(clients[who])) for send in requests(there, who)]

    return ask


def requests(there, who):
    call, own = there.call.public_id, there.assigned[0 if who == "expert" else 1]
    foreign = there.assigned[1 if who == "expert" else 0][0]
    addresses = [
        reverse("review-rounds", args=[call]), reverse("review-results", args=[call]),
        reverse("review-result", args=[call, "0001"]),
        reverse("review-desk"), f"{reverse('review-desk')}?show=left&q=40&sort=score",
        reverse("review-task", args=[own[0].public_id]), reverse("review-task", args=[foreign.public_id]),
        reverse("review-file", args=[own[0].public_id, 0]), "/desk/", "/search/?q=40", "/search/?q=示例案例",
    ]  # fmt: skip
    if who in ("school", "barred"):
        addresses += own_pages(there)
    yield from (lambda client, url=url: client.get(url) for url in addresses)
    yield lambda client: client.post(reverse("review-task", args=[own[0].public_id]), {"i1": "999"})
    yield lambda client: client.post(reverse("review-sum", args=[own[0].public_id]), {"i1": "20"})
    yield lambda client: client.post(reverse("review-scoring-file", args=[call]))
    yield lambda client: client.post(
        reverse("review-propose-closing", args=[call]),
        {"round": "", "_version": there.call.version, "_once": "k"},
    )


def own_pages(there):
    """Where an applicant looks for news, and an officer who keeps away for what is kept from him: times, order, counts
    (controls BL-05, BL-06); and what either may ask for by name (BL-04).
    """
    call, listed = there.call.public_id, reverse("selection-applications")
    pages = [
        reverse("apply-page", args=[there.applications[0].public_id]), reverse("call", args=[call]),
        listed, f"{listed}?call={call}&{WANTED}", reverse("calls"), reverse("notices"),
        reverse("panel", args=[call]), reverse("panel-hands", args=[call]), reverse("review-copies", args=[call]),
        f"{reverse('call', args=[call])}?{WANTED}", f"{reverse('review-rounds', args=[call])}?{WANTED}",
    ]  # fmt: skip
    return [*pages, *(f"/search/?q={word}" for word in HIDDEN)]


def plain(response):
    """Status, headers and body but for what differs between any two answers."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    heads = {name: value for name, value in response.headers.items() if name not in DROPPED}
    return response.status_code, heads, CHANGING.sub(rb"\1", body)


def worlds(there, asked, secret, who):
    found = []
    for which in (0, 1):
        with transaction.atomic():
            secret(there, which)
            found.append({each: asked(each) for each in who})
            transaction.set_rollback(True)
    return found


def all_of_a_sheet(there, which):
    """Seven secrets in one world: points, comment, opinion, when, changed once more, vetoed, begun."""
    said = {"goal": "10", "comment": "名册作假", "opinion": "推荐一等。"} if which else {}
    sheet = hand_in(there, **said)
    if which:
        take_back(there, sheet)
        hand_in(there, **said)
        Sheet.objects.filter(pk=sheet.pk).update(done_at=sheet.done_at.replace(year=2020))
        drafts.save(
            there.actor(there.experts[0]), "review-sheet", there.assigned[0][2].public_id, {"i1": ["33"]}
        )
    hand_in(there, application=1, veto=bool(which))


def one_more_is_done(there, which):
    if which:
        hand_in(there, application=2)


def another_is_declared(there, which):
    if which:
        declare_conflict(assigned=there.assigned[0][1], reason="亲属", by=there.actor(there.experts[0]))


OF_OTHERS = (one_more_is_done, another_is_declared, a_third_was_asked)
WHOSE = (who_leads, whose_it_is, how_the_file_was_called, name_in_the_title)
TOGETHER = {  # every day: all that somebody must not know differs at once; which one it was, prove tells
    "officer": (all_of_a_sheet,),
    "monitor": (all_of_a_sheet,),
    "peer": (*WHOSE, all_of_a_sheet, *OF_OTHERS, who_else_judges, how_many_others_apply),
    "school": (all_of_a_sheet, *OF_OTHERS, who_else_judges, how_many_others_apply),
    "barred": (*WHOSE, which_county, all_of_a_sheet, *OF_OTHERS, whether_what_is_kept_from_him_is_still_in),
    "expert": (*WHOSE, which_county, a_third_was_asked, how_many_others_apply),
}


@pytest.mark.once
def test_nobody_learns(there, asked):
    """Two worlds apart in all that is kept from somebody answer him alike: eighteen secrets, six pairs of worlds."""
    learnt = []
    for who, secrets in TOGETHER.items():

        def all_at_once(there, which, secrets=secrets):
            for secret in secrets:
                secret(there, which)

        one, other = worlds(there, asked, all_at_once, (who,))
        learnt += [
            (who, at) for at, pair in enumerate(zip(one[who], other[who], strict=True)) if pair[0] != pair[1]
        ]
    assert learnt == []


@pytest.mark.once
@pytest.mark.prove
@pytest.mark.parametrize(("secret", "who"), [pytest.param(*each, id=each[0].__name__) for each in SECRETS])
def test_nobody_learns_a_single_one(there, asked, secret, who):
    one, other = worlds(there, asked, secret, who)
    assert one == other


PAIRS = 2000


def _hits_and_misses(there):
    """Who asks, for what is hidden from him and for what there is not: nothing but time could tell the two apart."""
    foreign, task = there.applications[1], there.assigned[0][0]
    never = new_public_id()

    def page(name, key):
        return reverse(name, args=[key])

    yield "school", page("apply-page", foreign.public_id), page("apply-page", never)
    yield "peer", page("review-task", task.public_id), page("review-task", never)
    yield "barred", page("apply-page", there.applications[0].public_id), page("apply-page", never)
    yield "school", "/search/?q=示例案例2", "/search/?q=示例案例8"
    yield "peer", "/search/?q=示例负责人甲0", "/search/?q=示例负责人甲8"


@pytest.mark.once
@pytest.mark.prove
@pytest.mark.parametrize("probe", range(5))
def test_time_tells_nothing(there, clients, probe):
    """Controls BL-06: interleaved pairs; from the times nobody sorts hits from misses, nor are they 2 ms apart."""
    who, hit, miss = list(_hits_and_misses(there))[probe]
    rng, times = random.Random(probe), {hit: [], miss: []}
    for _ in range(20):
        for url in (hit, miss):
            clients[who].get(url)
    for _ in range(PAIRS):
        for url in rng.sample((hit, miss), 2):
            start = time.perf_counter_ns()
            clients[who].get(url)
            times[url].append(time.perf_counter_ns() - start)
    gap = abs(statistics.median(times[hit]) - statistics.median(times[miss])) / 1e6
    area = _area(times[hit], times[miss])
    print(f"{who} {hit}: AUC {area:.3f}, median gap {gap:.3f} ms, {PAIRS} pairs")
    assert 0.45 <= area <= 0.55
    assert gap < 2


def _area(one, other):
    """The share of pairs in which the one took longer, ties half: 0.5 when nothing is to be told."""
    ordered = sorted(other)
    return sum(bisect.bisect_left(ordered, x) + bisect.bisect_right(ordered, x) for x in one) / (
        2 * len(one) * len(other)
    )


@pytest.mark.once
def test_the_comparison_sees_what_may_be_seen(there, asked):
    """The other way round: the officer counts sheets, the expert sees his own sum; so the replay is no empty one."""
    one, other = worlds(there, asked, done_or_not, ("officer",))
    assert one != other
    one, other = worlds(there, asked, another_score, ("expert",))
    assert one != other
