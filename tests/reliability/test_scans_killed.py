"""kill -9 while scans are read and bound: after it every page is filed once, nothing is lost, double or half."""

from __future__ import annotations

import io
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from luoshi.commands.tests.running import wait_until
from tests.reliability.site import Browser, Site

pytestmark = pytest.mark.once  # what is killed here are files; kills of acts run on both databases
LARGE = bool(os.environ.get("LUOSHI_PROVE"))
SEED = int(os.environ.get("LUOSHI_SEED", "20261125"))
KILLS = 12 if LARGE else 1
OFFICE = "school-office"
# Run in the site's own home and settings: prints papers of the office's school, leaves their scans in a folder.
PRINT = """
import sys
import django
django.setup()
import pypdfium2
from pathlib import Path
from luoshi.accounts.models import User
from luoshi.accounts.queries import actor_for, posts_of
from luoshi.common import files
from luoshi.common.rendering.paper import NewPage, Paper, Words
from luoshi.core.scans.tests.making import scanned
from luoshi.papers.filed import actions
from luoshi.papers.filed.printing import prepare

post = posts_of(User.objects.get(cast_key="school-office")).get()
for at in range(int(sys.argv[2])):
    prepared = prepare(
        about=post.organisation, version=1, kind=f"kind{at}", kind_name="请示", organisation=post.organisation,
        paper=Paper(title=f"第{at}份", blocks=[Words("甲"), NewPage(), Words("乙")]),
    )
    paper = actions.freeze(prepared=prepared, by=actor_for(post))
    document = pypdfium2.PdfDocument(files.read(paper.print))
    for number, page in enumerate(document, 1):
        picture = page.render(scale=2).to_pil().convert("RGB")
        Path(sys.argv[1], f"{paper.code}-{number}.jpg").write_bytes(scanned(picture, angle=90 * number))
"""


def printed(site: Site, folder: Path, papers: int) -> list[Path]:
    environment = {
        **os.environ,
        **{name: str(value) for name, value in site.settings.items()},
        "LUOSHI_HOME": str(site.home),
        "DJANGO_SETTINGS_MODULE": "luoshi.config.settings",
    }
    command = [sys.executable, "-c", PRINT, str(folder), str(papers)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    return sorted(folder.glob("*.jpg"))


def multipart(fields: dict[str, str], files: list[Path]) -> tuple[bytes, str]:
    body, edge = io.BytesIO(), "edge-of-a-part"
    for name, value in fields.items():
        body.write(f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode())
    for path in files:
        head = f'--{edge}\r\nContent-Disposition: form-data; name="scans"; filename="{path.name}"\r\n'
        body.write(f"{head}Content-Type: image/jpeg\r\n\r\n".encode() + path.read_bytes() + b"\r\n")
    body.write(f"--{edge}--\r\n".encode())
    return body.getvalue(), f"multipart/form-data; boundary={edge}"


def test_scans_survive_kills_while_they_are_sent_read_and_bound(site: Site, tmp_path: Path) -> None:
    rng = random.Random(SEED)
    scans = printed(site, tmp_path, papers=KILLS)
    browser = Browser(site.port).sign_in(OFFICE)
    for number in range(KILLS):
        part = scans[2 * number : 2 * number + 2]
        fields = {"_once": f"scan-{number}", "csrfmiddlewaretoken": browser.token}
        body, kind = multipart(fields, part)
        assert browser.insist_raw("/scans/new/", body, kind) == 302
        seen = rng.choice(("reading", "done"))
        wanted = f"SELECT count(*) FROM filed_scanbatch WHERE state = '{seen}'"
        wait_until(lambda wanted=wanted: site.rows(wanted)[0][0] > 0, seconds=rng.uniform(0.1, 2))
        site.kill()
        site.up()
        assert browser.insist_raw("/scans/new/", body, kind) == 302  # nobody knew whether it had arrived
    own = "made_by_name LIKE '%' AND kind LIKE 'kind%'"
    all_stamped = f"SELECT count(*) FROM filed_filedpaper WHERE {own} AND state <> 'stamped'"
    assert wait_until(lambda: site.rows(all_stamped) == [(0,)], seconds=120)
    batches = "SELECT count(*) FROM filed_scanbatch b JOIN common_job j ON j.id = b.job_id"
    assert site.rows(batches) == [(KILLS,)]
    filed = (
        "SELECT f.name, p.number, q.code FROM filed_scanpage p JOIN filed_scanfile f ON f.id = p.file_id "
        "JOIN filed_filedpaper q ON q.id = p.paper_id WHERE q.kind LIKE 'kind%' ORDER BY f.name"
    )
    assert site.rows(filed) == [
        (path.name, int(path.stem[-1]), path.stem.rpartition("-")[0]) for path in scans
    ]
    site.is_whole()
