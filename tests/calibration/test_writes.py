"""Calibrations that may write put the profile back."""

from typing import Any

import pytest

from mockkf.calibration import Stopped
from tests.support.calibrated import calibrated, server

BASIC = {
    "Host": "smtp.keyexample.com",
    "Port": 587,
    "RelayAuthenticationType": 2,
    "RelayUsername": {"SecretValue": "command@keyexample.com"},
    "RelayPassword": {"SecretValue": "s3cret"},
    "SenderAccount": "jsmith@keyexample.com",
    "SenderName": "Command",
    "UseSSL": True,
    "RequestHeaders": [{"Name": "X-Key", "Value": "k"}],
    "Id": 3,
}
PAM = {**BASIC, "RelayUsername": {"Provider": 2, "Parameters": {"Folder": "a", "Object": "b"}}}


@pytest.mark.parametrize("profile", [BASIC, PAM], ids=["plain", "PAM"])
def test_the_profile_is_put_back(profile: dict[str, Any]) -> None:
    """After the run the profile is as before, with its secrets; no write named a real host."""
    with server(profile=profile) as mock:
        before = mock.state.profile

        found = calibrated(mock, allow_writes=True, relay_secret="s3cret")

        assert mock.state.profile == before
        hosts = [call.request["Host"] for call in mock.journal.find("PUT", "/SMTP") if call.request.get("Host")]
    assert found.of("put-replaces").verdict == "holds"
    assert {host.endswith(".invalid") for host in hosts[:-1]} == {True}
    assert hosts[-1] == "smtp.keyexample.com"
    assert "s3cret" not in found.json + found.scenario


def test_without_its_secret_nothing_is_written() -> None:
    """A profile with a password is not touched if the password is not given."""
    with server(profile=BASIC) as mock:
        with pytest.raises(Stopped, match="MOCKKF_CALIBRATE_RELAY_SECRET"):
            calibrated(mock, allow_writes=True)

        assert {call.method for call in mock.journal} == {"GET"}


def test_a_run_that_ends_before_a_write_writes_nothing() -> None:
    """If the run ends early, a PUT would only overwrite what somebody else stored."""
    with server() as mock:
        mock.faults.add("http.request", method="POST", drop=True, after=3)
        with pytest.raises(Stopped, match="cannot connect to"):
            calibrated(mock, allow_writes=True)

        assert {call.method for call in mock.journal} == {"GET", "POST"}


def test_a_failed_restoration_is_shouted() -> None:
    """If the last PUT fails, the error has the profile and says what to do."""
    with server() as mock:
        mock.faults.add("http.request", method="PUT", status=500, after=7)

        with pytest.raises(Stopped) as caught:
            calibrated(mock, allow_writes=True)

    assert str(caught.value).startswith("THE SMTP PROFILE WAS NOT RESTORED. Open the SMTP configuration")
    assert '"Host": "smtp.keyexample.com"' in str(caught.value)
