"""Once the list is shown to all, anybody makes the draw once more with its file and one command, and the file tells no
secret (issue 6, part 3; controls BL-01, BL-09).
"""

from __future__ import annotations

import datetime as dt
import json
import time
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import transaction
from django.test import Client
from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.commands.tests.running import run
from luoshi.common import clock
from luoshi.core.assignment.program import Watch
from luoshi.core.draw_file import BadDrawFile, check, draw_file
from luoshi.selection.applying.models import Application, Person
from luoshi.selection.models import Call
from luoshi.selection.panel.drawing import frozen
from luoshi.selection.panel.models import Draw, Expert
from luoshi.selection.panel.opened import file_of

from .helping import an_expert, confirmed, drawn, seated, started

pytestmark = pytest.mark.django_db
WORKER = [{"group": "行业企业", "at_least": 1, "at_most": 1}]


def shown(there: Any, state: str = "noticed") -> None:
    Call.objects.filter(pk=there.call.pk).update(state=state)


def given(client: Client, draw: Draw) -> bytes:
    answer = client.get(reverse("opened-draw-file", args=[draw.public_id]))
    assert answer.status_code == 200
    return answer.content


def faults_of(data: bytes) -> list[str]:
    """What the command would say; a sentence where it is no such file."""
    try:
        found = check(data, Watch(time.monotonic, time.monotonic() + 60))
    except BadDrawFile as reason:
        return [str(reason)]
    return [each.words for each in found.findings if each.grave]


@pytest.mark.once
def test_a_stranger_draws_the_same_lots_with_the_file_and_the_command_alone(
    there: Any, tmp_path: Path
) -> None:
    seated(there)
    draw = confirmed(there)
    shown(there)
    page = Client().get(reverse("opened-draws", args=[there.call.public_id])).content.decode()
    assert all(each in page for each in ("luoshi verify-draw", draw.seed, draw.commitment, draw.result_hash))
    file = tmp_path / "抽取文件.json"
    file.write_bytes(given(Client(), draw))
    done = run(tmp_path, "verify-draw", str(file))
    assert (done.returncode, "结果与公布的一样" in done.stdout) == (0, True), done.stderr
    said = json.loads(run(tmp_path, "verify-draw", str(file), "--json").stdout)
    assert (said["ok"], said["fingerprint"] in page) == (True, True)
    only = tmp_path / "名单.json"
    only.write_text(json.dumps(json.loads(file.read_bytes())["problem"], ensure_ascii=False))
    again = json.loads(run(tmp_path, "assign", str(only)).stdout)
    assert sorted(map(tuple, again["pairs"])) == sorted(map(tuple, draw.result["pairs"]))
    assert run(tmp_path, "verify-draw", str(only)).returncode == 2


def test_a_changed_byte_is_found_wherever_it_is(there: Any) -> None:
    seated(there)
    draw = drawn(there)
    data = file_of(draw)
    assert faults_of(data) == []
    for at in range(0, len(data), max(len(data) // 80, 1)):
        turned = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        assert faults_of(turned), (at, data[at - 20 : at + 20])
    assert faults_of(data + b" ") == ["文件与下载时不是逐字相同：文件被改动过。"]


def test_whoever_signs_it_anew_is_found_by_the_digests_and_by_the_draw_itself(there: Any) -> None:
    """Another seed, another pool, somebody else's lot, each with a key of one's own and digests that fit."""
    seated(there)
    draw = drawn(there)
    key, said = Ed25519PrivateKey.generate(), json.loads(file_of(draw))
    bare = {
        name: value for name, value in said.items() if name not in ("kind", "version", "key", "signature")
    }
    assert faults_of(draw_file(bare, key)) == []
    other = {**bare, "problem": {**bare["problem"], "seed": "another"}}
    assert "随机数与封存名单以前公布的校验码不符。" in faults_of(draw_file(other, key))
    (paper, _, fit), *rest = bare["result"]["pairs"]
    free = next(
        each["id"]
        for each in bare["problem"]["reviewers"]
        if [paper, each["id"]] not in [pair[:2] for pair in bare["result"]["pairs"]]
    )
    swapped = {**bare["result"], "pairs": [[paper, free, fit], *rest]}
    assert "抽取结果与它的校验码不符。" in faults_of(draw_file({**bare, "result": swapped}, key))


@pytest.mark.parametrize("state", ["drawing", "reviewing", "deciding"])
def test_while_anything_is_sealed_nobody_has_it(there: Any, signed_in: Any, state: str) -> None:
    seated(there)
    draw = drawn(there)
    shown(there, state)
    school, page = signed_in(there.applications[0].owner), f"/selections/{there.call.public_id}/"
    for client in (Client(), school, signed_in(there.experts[0].membership)):
        assert client.get(reverse("opened-draws", args=[there.call.public_id])).status_code == 404
        assert client.get(reverse("opened-draw-file", args=[draw.public_id])).status_code == 404
    assert "public-draws" not in school.get(page).content.decode()
    shown(there)
    here = reverse("opened-draws", args=[there.call.public_id])
    assert f'href="{here}"' in school.get(page).content.decode()
    assert given(school, draw) == given(Client(), draw) == file_of(draw)


def test_a_schools_own_selection_is_shown_to_its_people_only(there: Any, signed_in: Any) -> None:
    seated(there)
    draw = drawn(there)
    own = there.applications[0].owner
    Call.objects.filter(pk=there.call.pk).update(state="noticed", organisation=own.organisation)
    path = reverse("opened-draw-file", args=[draw.public_id])
    other = next(row.owner for row in there.applications if row.organisation_id != own.organisation_id)
    assert [each.get(path).status_code for each in (Client(), signed_in(other), signed_in(own))] == [
        404,
        404,
        200,
    ]


def who_they_are(there: Any, which: int) -> None:
    for row in Expert.objects.filter(pk__in=[each.pk for each in there.experts]):
        Expert.objects.filter(pk=row.pk).update(name=f"{'诸葛' if which else '令狐'}{row.pk}")


def where_one_works(there: Any, which: int) -> None:
    """An employer that applies for nothing here."""
    name = "南方大学" if which else "北方大学"
    there.experts[1].tenures.create(name=name, since=clock.today() - dt.timedelta(days=900))


def where_they_come_from(there: Any, which: int) -> None:
    Expert.objects.filter(pk=there.experts[1].pk).update(region="outside" if which else "here")


def what_kind_they_are(there: Any, which: int) -> None:
    Expert.objects.filter(pk=there.experts[2].pk).update(sort="school" if which else "research")


def who_applies(there: Any, which: int) -> None:
    Person.objects.filter(application=there.applications[0]).update(name="欧阳某" if which else "司马某")


def what_it_is_called(there: Any, which: int) -> None:
    title = "东湖的做法" if which else "西山的做法"
    Application.objects.filter(pk=there.applications[0].pk).update(title=title)


def what_the_school_is_called(there: Any, which: int) -> None:
    school = there.applications[0].organisation
    name = "某甲职业学校" if which else "某乙职业学校"
    Organisation.objects.filter(pk=school.pk).update(name=name, short=name)


SECRETS = [
    who_they_are,
    where_they_come_from,
    what_kind_they_are,
    where_one_works,
    who_applies,
    what_it_is_called,
    what_the_school_is_called,
]
WORDS = (
    "诸葛",
    "令狐",
    "大学",
    "省外",
    "示例",
    "欧阳",
    "司马",
    "东湖",
    "学校",
    "行业企业",
    "思政",
    "专业课",
    "教师",
)


class Undo(Exception):
    """Ends a world."""


def in_a_world(there: Any, secret: Any, which: int, mix: Any) -> bytes:
    """The file of a draw whose pool was closed in that world, with one seed in both."""
    made = b""
    try:
        with transaction.atomic():
            seated(there)
            draw = started(there, mix=mix)
            secret(there, which)
            kept, _ = frozen(Draw.objects.get(pk=draw.pk), "4711", clock.today())
            at = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
            said = {
                "problem": kept["problem"],
                "problem_hash": kept["problem_hash"],
                "closed_at": at,
                "drawn_at": at,
            }
            result = {"pairs": [], "input_hash": kept["problem_hash"]}
            row = Draw(committed_at=at, commitment="0" * 64, result=result, result_hash="0" * 64, **said)
            made = file_of(row)
            raise Undo
    except Undo:
        return made


@pytest.mark.parametrize("mix", [[], WORKER])
@pytest.mark.parametrize("secret", SECRETS)
def test_pairs_of_worlds_give_one_and_the_same_file(there: Any, secret: Any, mix: Any) -> None:
    there.experts = [*there.experts, an_expert(there, "示例厂长", sort="enterprise")]
    try:
        one, two = (in_a_world(there, secret, which, mix) for which in (0, 1))
    finally:
        there.experts = there.experts[:-1]
    assert one == two
    assert [each for each in WORDS if each in one.decode()] == []
