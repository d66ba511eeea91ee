"""The mock's own time: it can be moved ahead, and all that is received and issued follows it."""

import smtplib
import time
from datetime import timedelta
from typing import Any

import pytest
import requests

from mockkf import ConfigurationError, MockKeyfactor


@pytest.mark.parametrize(
    ("by", "seconds"),
    [("2h", 7200), ("1h 30m", 5400), ("90 s", 90), ("1.5d", 129_600), (30, 30), (timedelta(days=2), 172_800), (0, 0)],
)
def test_the_clock_is_moved_ahead(mockkf: MockKeyfactor, by: Any, seconds: int) -> None:
    """A duration is a text, a number of seconds or a timedelta; the answer is how far the clock is ahead."""
    before = mockkf.clock.now()

    assert mockkf.clock.advance(by) == seconds
    assert 0 <= (mockkf.clock.now() - before).total_seconds() - seconds < 60
    assert mockkf.clock.view()["ahead"] == seconds


@pytest.mark.parametrize(
    "by", ["", "h", "-1h", "2 years", -1, float("nan"), float("inf"), True, None, "1h" * 60, "101000d"]
)
def test_what_is_no_duration_is_refused(mockkf: MockKeyfactor, by: Any) -> None:
    """The sentence says what is allowed, and the clock stays."""
    with pytest.raises(ConfigurationError, match="the time to advance by must be a number of seconds, or"):
        mockkf.clock.advance(by)

    assert mockkf.clock.ahead == 0


def test_the_clock_is_real_time_until_it_is_moved(mockkf: MockKeyfactor) -> None:
    """It starts with the wall time, and a reset goes back to it; a change of options does not."""
    mockkf.clock.advance("3h")
    mockkf.change(release="24.4")
    assert mockkf.clock.ahead == 10_800

    mockkf.reset()
    assert abs(mockkf.clock.seconds() - time.time()) < 60


def test_mail_is_received_at_the_time_of_the_clock(mockkf: MockKeyfactor) -> None:
    """`received` follows the clock, without a new epoch."""
    epoch = mockkf.state.epoch
    mockkf.clock.advance("5d")

    with smtplib.SMTP(mockkf.relay.host, mockkf.relay.smtp, timeout=10) as client:
        client.sendmail("a@example.com", ["b@example.com"], "Subject: s\r\n\r\ntext\r\n")

    message = mockkf.mailbox.expect_one()
    assert abs(message.received.timestamp() - time.time() - 5 * 86_400) < 60
    assert message.epoch == epoch


def test_traces_show_a_moved_clock(mockkf: MockKeyfactor) -> None:
    """A call has how far the clock was ahead, and its trace says so; without a move it says nothing."""
    for ahead in (0, "2h"):
        mockkf.clock.advance(ahead)
        requests.get(f"{mockkf.url}/SMTP", auth=mockkf.credentials, timeout=10)

    assert [call.clock_ahead for call in mockkf.journal] == [0, 7200]
    first, second = (str(trace).splitlines()[0] for trace in mockkf.traces)
    assert "clock" not in first
    assert second.endswith(", with the clock 7200 s ahead")


def test_tokens_expire_when_the_clock_is_moved(mockkf: MockKeyfactor) -> None:
    """A token is good until the clock is behind its end."""
    client, secret = mockkf.client_credentials
    form = {"grant_type": "client_credentials", "client_id": client, "client_secret": secret}
    token_url = mockkf.environ()["KEYFACTOR_AUTH_TOKEN_URL"]
    answer = requests.post(token_url, data=form, verify=mockkf.ca_file, timeout=10).json()

    assert mockkf.runtime.client_of(answer["access_token"]) == client
    mockkf.clock.advance(3700)
    assert mockkf.runtime.client_of(answer["access_token"]) is None
