"""Letters of tests: writing one, doing all the work there is, asking how it went."""

from luoshi.common import jobs
from luoshi.notices import delivery, posting
from luoshi.notices.models import Letter

SECRET = "a-secret-of-the-robot-0123456789"


def letter_of(channel, key="k", **content):
    posting.write_letter(
        channel, key, {"to": "a@example.org", "subject": "题", "text": "文", **content}, urgent=True
    )
    return Letter.objects.get(key=key)


def work():
    """Hand out and do every job there is."""
    delivery.hand_out()
    while jobs.run_next():
        pass


def state_of(letter):
    letter.refresh_from_db()
    return letter.state, letter.problem
