"""The client of a calibration refuses to send what is not allowed."""

from typing import Any

import pytest

from mockkf import MockKeyfactor
from mockkf.calibration import Limits, SignIn, Unsafe
from mockkf.calibration.bodies import BASIC, OAUTH, body_of, profile_of, secret
from mockkf.calibration.safety import SECRET
from mockkf.calibration.session import STRANGER, GuardedSession, RequestBody

OWN = SignIn("KEYEXAMPLE\\jsmith", "mockkf")
DEFAULT = Limits()
RELAY = Limits(frozenset({"relay.example.com"}))
WRITES = Limits(writes=True)

FORBIDDEN: dict[str, tuple[Limits, str, str, Any]] = {
    "another host": (DEFAULT, "POST", "/SMTP/Test", body_of(2, Host="smtp.keyexample.com")),
    "a host in lower case": (DEFAULT, "POST", "/SMTP/Test", body_of(2, Host=..., host="smtp.keyexample.com")),
    "a host that only begins so": (DEFAULT, "POST", "/SMTP/Test", body_of(2, Host="mail.invalid.example.com")),
    "a host beside the relay": (RELAY, "POST", "/SMTP/Test", body_of(2, Host="smtp.example.com")),
    "another token endpoint": (
        Limits(),
        "POST",
        "/SMTP/Test",
        body_of(2, OAUTH, TokenEndpoint="https://idp.example.com/t"),
    ),
    "an endpoint with a user": (
        Limits(),
        "POST",
        "/SMTP/Test",
        body_of(2, OAUTH, TokenEndpoint="https://a.invalid@b.example/"),
    ),
    "a real recipient": (DEFAULT, "POST", "/SMTP/Test", body_of(2, TestRecipient="mjones@keyexample.com")),
    "a real secret": (DEFAULT, "POST", "/SMTP/Test", body_of(2, BASIC, RelayPassword=secret("s3cret"))),
    "a real secret in version 1": (DEFAULT, "POST", "/SMTP/Test", body_of(1, BASIC, RelayPassword="s3cret")),
    "a PAM provider": (
        Limits(),
        "POST",
        "/SMTP/Test",
        body_of(2, BASIC, RelayPassword={"Provider": 1, "Parameters": {}}),
    ),
    "a PUT": (DEFAULT, "PUT", "/SMTP", profile_of(2)),
    "a PUT of another host": (WRITES, "PUT", "/SMTP", profile_of(2, Host="smtp.keyexample.com")),
    "another POST": (WRITES, "POST", "/PamProviders", {}),
    "another PUT": (WRITES, "PUT", "/PamProviders", {}),
    "a DELETE": (WRITES, "DELETE", "/PamProviders/1", None),
}


def session(mock: MockKeyfactor, limits: Limits = DEFAULT) -> GuardedSession:
    """The client of a calibration of `mock`."""
    return GuardedSession(mock.url, OWN, limits)


@pytest.mark.parametrize("name", FORBIDDEN)
def test_what_could_do_harm_is_not_sent(mockkf: MockKeyfactor, name: str) -> None:
    """The client raises an error, and the server gets nothing."""
    limits, method, path, members = FORBIDDEN[name]

    with session(mockkf, limits) as client, pytest.raises(Unsafe):
        client.send(method, path, RequestBody(members))

    assert len(mockkf.journal) == 0


def test_a_body_that_cannot_be_checked_is_not_sent(mockkf: MockKeyfactor) -> None:
    """Bytes that are not among the harmless ones could name any host."""
    with session(mockkf) as client, pytest.raises(Unsafe):
        client.send("POST", "/SMTP/Test", RequestBody(raw=b'{"Host": "smtp.keyexample.com"}'))

    assert len(mockkf.journal) == 0


def test_nobody_else_signs_in(mockkf: MockKeyfactor) -> None:
    """No password is tried for a user but the invented one."""
    with session(mockkf) as client:
        with pytest.raises(Unsafe):
            client.send("GET", "/SMTP", credentials=SignIn(OWN.user, "guess"))
        client.send("GET", "/SMTP", credentials=STRANGER)

    assert [call.user for call in mockkf.journal] == [STRANGER.user]


def test_a_request_names_its_sender_and_hides_its_secrets(mockkf: MockKeyfactor) -> None:
    """The User-Agent says what calls; the record has neither password nor invented secret."""
    with session(mockkf) as client:
        client.send("POST", "/SMTP/Test", RequestBody(body_of(2, BASIC)), version="2")

    assert mockkf.journal[-1].request_headers["User-Agent"].startswith("mockkf-calibrate/")
    assert SECRET not in repr(client.sent)
    assert OWN.password not in repr(client.sent[0].headers)
    assert "mockkf'" not in repr(client.credentials)
