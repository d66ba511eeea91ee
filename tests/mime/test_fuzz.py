"""No mail makes the reader fail: a few hundred mails here, 20,000 in `make soak`."""

from hypothesis import HealthCheck, given, settings

from tests.mime.mutations import mutated_mails, random_mails, read_in_time

many = settings(
    max_examples=300,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@many
@given(mutated_mails())
def test_a_damaged_mail_is_read(raw: bytes) -> None:
    """A mail of the corpus is readable after any mutation."""
    read_in_time(raw)


@many
@given(random_mails)
def test_random_headers_are_read(raw: bytes) -> None:
    """A mail is readable with any headers."""
    read_in_time(raw)
