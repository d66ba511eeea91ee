"""Login with a token: the dialogues of XOAUTH2 and OAUTHBEARER."""

import json
import ssl
from base64 import b64decode, b64encode, urlsafe_b64encode
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from joserfc import jws, jwt
from joserfc.jwk import ECKey, OctKey

from mockkf import MockKeyfactor
from tests.support.command import changed
from tests.support.oauth import DECLARED, SENDER, leaks, token_of
from tests.support.relay_post import Client

SUCCESS = "235 2.7.0 Authentication successful"
REPLIES: Mapping[str, tuple[str, dict[str, str] | None]] = {
    "generic": ("535 5.7.8 Authentication credentials invalid", {"status": "invalid_token"}),
    "gmail": (
        "535 5.7.8 Username and Password not accepted. Learn more at https://support.google.com/mail/?p=BadCredentials",
        {"status": "400", "schemes": "Bearer", "scope": "https://mail.google.com/"},
    ),
    "exchange": ("535 5.7.3 Authentication unsuccessful", None),
}
"""The refusal of each dialect, and the challenge before it."""


def xoauth2(token: str, user: str = SENDER) -> bytes:
    """The initial response of XOAUTH2."""
    return f"user={user}\x01auth=Bearer {token}\x01\x01".encode()


def bearer(token: str, user: str = SENDER) -> bytes:
    """The initial response of OAUTHBEARER."""
    return f"n,a={user},\x01auth=Bearer {token}\x01\x01".encode()


SPOKEN: Mapping[str, tuple[Callable[..., bytes], str]] = {"XOAUTH2": (xoauth2, ""), "OAUTHBEARER": (bearer, "AQ==")}
"""The mechanisms: how a login is written, and how a client answers a challenge that says no."""


@pytest.fixture
def line(mockkf: MockKeyfactor) -> Iterator[Client]:
    """A client that has said EHLO to the mail server of the mock."""
    with Client(mockkf.relay.smtp) as client:
        client.ehlo()
        yield client


def dial(mock: MockKeyfactor) -> Client:
    """A second client, which the caller closes."""
    client = Client(mock.relay.smtp)
    client.ehlo()
    return client


def log_on(client: Client, mechanism: str, blob: bytes, *, at_once: bool = True) -> str:
    """The reply to a login, with or without an initial response."""
    word = b64encode(blob).decode()
    if at_once:
        return client.say(f"AUTH {mechanism} {word}")
    assert client.say(f"AUTH {mechanism}") == "334 "
    return client.say(word)


@pytest.mark.parametrize("listener", ["smtp", "submission", "smtps"])
def test_both_are_offered_beside_plain_and_login(mockkf: MockKeyfactor, listener: str) -> None:
    """On every port."""
    with Client(getattr(mockkf.relay, listener), greeted=listener != "smtps") as client:
        if listener == "smtps":
            client.shake_hands(ssl.create_default_context(cafile=mockkf.ca_file))
            client.reply()
        offered = client.ehlo()

    [mechanisms] = [line.split()[1:] for line in offered.splitlines() if line.startswith("250-AUTH ")]
    assert {*mechanisms} == {"PLAIN", "LOGIN", "XOAUTH2", "OAUTHBEARER"}


@pytest.mark.parametrize("at_once", [True, False])
@pytest.mark.parametrize("mechanism", SPOKEN)
@pytest.mark.parametrize("spell", [str.upper, str.lower, str.title])
def test_a_good_token_logs_on(
    mockkf: MockKeyfactor, line: Client, mechanism: str, spell: Callable[[str], str], *, at_once: bool
) -> None:
    """With an initial response or without, in any letter case; the mail then shows mechanism, user and claims."""
    reply = log_on(line, spell(mechanism), SPOKEN[mechanism][0](token_of(mockkf)), at_once=at_once)

    assert reply == SUCCESS
    line.mail()
    login = mockkf.mailbox.expect_one().login
    assert login is not None
    assert (login.mechanism, login.user, login.claims) == (mechanism, SENDER, mockkf.idp.tokens[0])


@pytest.mark.parametrize(
    ("mechanism", "start", "user"),
    [
        ("OAUTHBEARER", "n,a=a=2Cb=3Dc@x.y,\x01auth=Bearer ", "a,b=c@x.y"),
        ("OAUTHBEARER", "n,,\x01auth=Bearer ", ""),
        ("OAUTHBEARER", "n,a=me,\x01host=mail.x.y\x01port=587\x01auth=Bearer ", "me"),
        ("OAUTHBEARER", "N,A=me,\x01AUTH=bearer ", "me"),
        ("XOAUTH2", "user=größe@x.y\x01auth=Bearer ", "größe@x.y"),
        ("XOAUTH2", "USER=me\x01AUTH=BEARER ", "me"),
    ],
)
def test_a_login_may_be_written_in_other_ways(
    mockkf: MockKeyfactor, line: Client, mechanism: str, start: str, user: str
) -> None:
    """Escapes, host and port, no user, letter case and UTF-8 are as the specifications have them."""
    assert log_on(line, mechanism, f"{start}{token_of(mockkf)}\x01\x01".encode()) == SUCCESS

    line.mail()
    login = mockkf.mailbox.expect_one().login
    assert login is not None
    assert login.user == user


@pytest.mark.parametrize("dialect", REPLIES)
@pytest.mark.parametrize("mechanism", SPOKEN)
@pytest.mark.parametrize("at_once", [True, False])
def test_a_bad_token_is_refused_in_a_dialect(
    mockkf: MockKeyfactor, dialect: str, mechanism: str, *, at_once: bool
) -> None:
    """Gmail sends the cause in a challenge, which the client answers with an empty line; Exchange refuses directly."""
    changed(mockkf, relay_dialect=dialect)
    write, sorry = SPOKEN[mechanism]
    reply, challenge = REPLIES[dialect]

    with dial(mockkf) as client:
        said = log_on(client, mechanism, write("no-token"), at_once=at_once)
        if challenge is not None:
            assert said.startswith("334 ")
            assert json.loads(b64decode(said[4:])) == challenge
            said = client.say(sorry)

        assert said == reply
        assert client.say("NOOP") == "250 2.0.0 OK"
        assert log_on(client, mechanism, write(token_of(mockkf))) == SUCCESS


@pytest.mark.parametrize(
    ("answer", "reply"), [("*", "501 5.7.0 Auth aborted"), ("???", "501 5.5.2 Cannot decode base64"), ("YWJj", "535")]
)
def test_a_challenge_may_be_answered_otherwise(mockkf: MockKeyfactor, answer: str, reply: str) -> None:
    """After any answer of the client there is no login, and the session continues."""
    changed(mockkf, relay_dialect="gmail")

    with dial(mockkf) as client:
        log_on(client, "XOAUTH2", xoauth2("no-token"))

        assert client.say(answer).startswith(reply)
        assert client.say("NOOP") == "250 2.0.0 OK"


MALFORMED: Mapping[str, bytes] = {
    "nothing": b"",
    "no user": b"auth=Bearer TOKEN\x01\x01",
    "an empty user": b"user=\x01auth=Bearer TOKEN\x01\x01",
    "no end": b"user=me\x01auth=Bearer TOKEN",
    "half an end": b"user=me\x01auth=Bearer TOKEN\x01",
    "more": b"user=me\x01auth=Bearer TOKEN\x01\x01x",
    "another scheme": b"user=me\x01auth=Basic TOKEN\x01\x01",
    "no token": b"user=me\x01auth=Bearer \x01\x01",
    "two tokens": b"user=me\x01auth=Bearer TOKEN TOKEN\x01\x01",
    "as PLAIN": b"\x00me\x00TOKEN",
    "octets": b"\xff\xfe\x00",
    "as XOAUTH2": b"user=me\x01auth=Bearer TOKEN\x01\x01",
    "a GS2 header without commas": b"n\x01auth=Bearer TOKEN\x01\x01",
}


@pytest.mark.parametrize(
    ("mechanism", "case"),
    [(name, case) for name in SPOKEN for case in MALFORMED if (name, case) != ("XOAUTH2", "as XOAUTH2")],
)
def test_what_is_malformed_is_refused(mockkf: MockKeyfactor, line: Client, mechanism: str, case: str) -> None:
    """501 says what is needed, without repeating anything; XOAUTH2 and OAUTHBEARER are not mistaken for each other."""
    blob = MALFORMED[case].replace(b"TOKEN", token_of(mockkf).encode())

    reply = log_on(line, mechanism, blob) if blob else line.say(f"AUTH {mechanism} =")

    assert reply.startswith(f"501 5.5.2 AUTH {mechanism} needs ")
    assert leaks(repr(mockkf.state.refusals[0].transcript), ["TOKEN"]) == []


@pytest.mark.parametrize("size", [4_000, 12_288])
@pytest.mark.parametrize("at_once", [True, False])
@pytest.mark.parametrize("mechanism", SPOKEN)
def test_a_token_may_have_12_kib(mockkf: MockKeyfactor, size: int, mechanism: str, *, at_once: bool) -> None:
    """In one line with the command or in one of its own."""
    changed(mockkf, idp_clients=[{**DECLARED, "claims": {"padding": "x" * (size * 3 // 4 - 300)}}])
    token = token_of(mockkf)
    assert abs(len(token) - size) < 400

    with dial(mockkf) as client:
        assert log_on(client, mechanism, SPOKEN[mechanism][0](token), at_once=at_once) == SUCCESS


def test_who_may_send_as_whom(mockkf: MockKeyfactor) -> None:
    """With `send_as` declared, another user than the listed ones is refused, and none is too."""
    changed(mockkf, relay_oauth={"send_as": {"command-email": [SENDER]}})
    token = token_of(mockkf)

    for blob, reply in ((xoauth2(token, "boss@x.y"), "535 5.7.3"), (xoauth2(token), "235")):
        with dial(mockkf) as client:
            assert log_on(client, "XOAUTH2", blob).startswith(reply)
    with dial(mockkf) as client:
        assert log_on(client, "OAUTHBEARER", f"n,,\x01auth=Bearer {token}\x01\x01".encode()).startswith("535")


def b64(value: Any) -> str:
    """JSON in the base64 of tokens."""
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def payload(token: str) -> dict[str, Any]:
    """The claims of a token, unchecked."""
    middle = token.split(".")[1]
    claims: dict[str, Any] = json.loads(b64decode(middle + "=" * (-len(middle) % 4), altchars=b"-_"))
    return claims


def signed_with(key: Any, algorithm: str) -> Callable[[str], str]:
    """A token with the claims of a good one, signed by somebody else under the identity provider's key id."""
    header = {"alg": algorithm, "kid": "mockkf-0", "typ": "at+jwt"}
    return lambda token: jwt.encode(header, payload(token), key, algorithms=[algorithm])


def with_claims(**claims: Any) -> Callable[[str], str]:
    """A token whose claims were changed, with the signature of the good one."""
    return lambda token: ".".join(
        [token.split(".")[0], b64({**payload(token), **claims}), token.split(".")[2]],
    )


def with_header(**header: Any) -> Callable[[str], str]:
    """A token with another header, under the signature of the good one."""
    return lambda token: ".".join([b64(header), *token.split(".")[1:]])


STRANGE_KEY = ECKey.generate_key("P-256")
FORGED: Mapping[str, Callable[[str], str]] = {
    "another key": signed_with(STRANGE_KEY, "ES256"),
    "a shared secret": signed_with(OctKey.generate_key(256), "HS256"),
    "no algorithm": lambda token: f"{b64({'alg': 'none'})}.{b64(payload(token))}.",
    "no algorithm, but a signature": with_header(alg="none"),
    "a header that is a list": lambda token: f"{b64([])}.{token.partition('.')[2]}",
    "a header that is deep": lambda token: f"{b64(b'[' * 6000)}.{token.partition('.')[2]}",
    "an unknown key id": with_header(alg="ES256", kid="mockkf-7"),
    "a strange key id": with_header(alg="ES256", kid=["mockkf-0"]),
    "a strange algorithm": with_header(alg=["ES256"], kid="mockkf-0"),
    "its own key": with_header(alg="ES256", jwk=STRANGE_KEY.as_dict(private=False)),
    "another subject": with_claims(sub="boss"),
    "a later end": with_claims(exp=2**40),
    "another issuer": with_claims(iss="https://evil.example.com"),
    "no signature": lambda token: token.rpartition(".")[0] + ".",
    "two parts": lambda token: token.rpartition(".")[0],
    "four parts": lambda token: f"{token}.x",
    "beyond ASCII": lambda token: f"{token}ü",
    "a payload that is no object": lambda _: jws.serialize_compact({"alg": "ES256"}, b"[]", STRANGE_KEY),
    "words": lambda _: "not-a-token",
}
"""The ways to make a valid token invalid."""


@pytest.mark.parametrize("forge", FORGED)
def test_a_forged_token_is_refused(
    mockkf: MockKeyfactor, line: Client, forge: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Every invalid token is refused, without an internal error."""
    token = FORGED[forge](token_of(mockkf))

    assert log_on(line, "XOAUTH2", xoauth2(token)) == REPLIES["exchange"][0]

    assert not [record for record in caplog.records if record.name.startswith("mockkf")]
    assert token not in repr(vars(mockkf.state.refusals[0]))


def test_a_token_of_before_a_reset_is_refused(mockkf: MockKeyfactor) -> None:
    """Its signature and time are valid, but it belongs to another epoch."""
    token = token_of(mockkf)
    mockkf.reset()

    with dial(mockkf) as client:
        assert log_on(client, "XOAUTH2", xoauth2(token)) == REPLIES["exchange"][0]


def test_a_token_of_another_mock_is_refused(line: Client) -> None:
    """Every mock has keys of its own."""
    with MockKeyfactor() as other:
        token = token_of(other)

    assert log_on(line, "XOAUTH2", xoauth2(token)) == REPLIES["exchange"][0]


@pytest.mark.parametrize("spoil", ["rotate", "revoke"])
def test_a_test_may_spoil_tokens(mockkf: MockKeyfactor, line: Client, spoil: str) -> None:
    """After `rotate` or `revoke` those issued so far are refused, and new ones are taken."""
    token = token_of(mockkf)
    getattr(mockkf.idp, spoil)()

    assert log_on(line, "XOAUTH2", xoauth2(token)) == REPLIES["exchange"][0]
    assert log_on(line, "XOAUTH2", xoauth2(token_of(mockkf))) == SUCCESS


def test_one_token_may_be_revoked(mockkf: MockKeyfactor, line: Client) -> None:
    """By its id; the others stay good."""
    one, other = token_of(mockkf), token_of(mockkf)
    mockkf.idp.revoke(mockkf.idp.tokens[0]["jti"])

    assert log_on(line, "XOAUTH2", xoauth2(one)).startswith("535")
    assert log_on(line, "XOAUTH2", xoauth2(other)) == SUCCESS


def test_passwords_are_as_before(mockkf: MockKeyfactor) -> None:
    """Declared users log on with a password; a token is not accepted as password."""
    changed(mockkf, relay_users=[{"name": "me", "password": "s3cret"}])

    with dial(mockkf) as client:
        assert client.say(f"AUTH PLAIN {b64encode(b'NULmeNULs3cret'.replace(b'NUL', bytes(1))).decode()}") == SUCCESS
    with dial(mockkf) as client:
        token = token_of(mockkf).encode()
        assert client.say(f"AUTH PLAIN {b64encode(bytes(1) + b'me' + bytes(1) + token).decode()}").startswith("535")
    with dial(mockkf) as client:
        assert log_on(client, "XOAUTH2", xoauth2(token.decode())) == SUCCESS


def test_a_transcript_masks_it_all(mockkf: MockKeyfactor) -> None:
    """Initial responses, continuations and answers to challenges are masked, the server's challenge is not."""
    changed(mockkf, relay_dialect="gmail")
    token = token_of(mockkf)

    with dial(mockkf) as client:
        log_on(client, "XOAUTH2", xoauth2(f"{token}x"), at_once=False)
        client.say("")
        log_on(client, "OAUTHBEARER", bearer(f"{token}x"))
        client.say("AQ==")

    said = "\n".join(refusal.transcript for refusal in mockkf.state.refusals)
    assert leaks(said, [token]) == []
    assert "C: AUTH OAUTHBEARER ********" in said
    assert said.count("C: ********") >= 3
