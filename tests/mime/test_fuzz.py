"""No mail makes the reader fail: a few hundred here, as many as MAIL_EXAMPLES says in `make soak`."""

import os
from time import thread_time

from hypothesis import HealthCheck, given, settings

from tests.mime.mutations import mutated_mails, random_mails, read_all

EXAMPLES = int(os.environ.get("MAIL_EXAMPLES", "300"))
SECONDS = 5
"""CPU time that one mail of a few KiB may take on the slowest machine; it takes a few milliseconds."""

many = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@many
@given(mutated_mails())
def test_a_damaged_mail_is_read(raw: bytes) -> None:
    """Whatever is cut, doubled or overwritten in a mail of the corpus."""
    began = thread_time()
    read_all(raw)
    assert thread_time() - began < SECONDS


@many
@given(random_mails)
def test_random_headers_are_read(raw: bytes) -> None:
    """Whatever stands in the headers of a mail and of its parts."""
    began = thread_time()
    read_all(raw)
    assert thread_time() - began < SECONDS
