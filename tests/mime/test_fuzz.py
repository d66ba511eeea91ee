"""No mail makes the reader fail: a few hundred mails here, MAIL_EXAMPLES mails in `make soak`."""

import os
from time import thread_time

from hypothesis import HealthCheck, given, settings

from tests.mime.mutations import mutated_mails, random_mails, read_all

EXAMPLES = int(os.environ.get("MAIL_EXAMPLES", "300"))
SECONDS = 5
"""The maximum CPU time for a mail of a few KiB on the slowest machine; normal are a few milliseconds."""

many = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@many
@given(mutated_mails())
def test_a_damaged_mail_is_read(raw: bytes) -> None:
    """A mail of the corpus is readable after any mutation."""
    began = thread_time()
    read_all(raw)
    assert thread_time() - began < SECONDS


@many
@given(random_mails)
def test_random_headers_are_read(raw: bytes) -> None:
    """A mail is readable with any headers."""
    began = thread_time()
    read_all(raw)
    assert thread_time() - began < SECONDS
