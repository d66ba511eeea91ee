"""A test mail of type 3, end to end: client id and secret, a token for them, and a login with it."""

import json
from base64 import b64decode
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import requests
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from mockkf import MockKeyfactor, clients
from mockkf.model import Target
from tests.support.command import ABSENT, RECIPIENT, Command, changed
from tests.support.oauth import CLIENT, DECLARED, ENDPOINT, OAUTH, SECRET, SENDER, send

REQUESTS = Path(__file__).parents[2] / "fixtures" / "requests"
EXAMPLES = sorted(path.name for path in REQUESTS.glob("test-v2-oauth-*.json"))
KEPT: Mapping[str, tuple[int, tuple[str, ...], tuple[str, ...]]] = {
    "test-v2-oauth-local-pam.json": (1, ("EmailSenderID",), ("EmailSenderClientSecret",)),
    "test-v2-oauth-cyberark.json": (
        2,
        ("MyFolderName", "MyEmailClientID"),
        ("MyFolderName", "MyEmailUserClientSecret"),
    ),
    "test-v2-oauth-delinea.json": (3, ("MyEmailUserClientId",), ("MyEmailUserClientSecretId",)),
}
"""Where the documented bodies keep client id and secret: provider and addresses."""


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.rule("oauth-token", "oauth-user", "oauth-mechanism")
def test_every_documented_body_sends_a_mail(mockkf: MockKeyfactor, command: Command, name: str) -> None:
    """The secrets are taken from where the body says, a token is asked for with them, and the sender logs on by it."""
    if name in KEPT:
        provider, *addresses = KEPT[name]
        for address, value in zip(addresses, (CLIENT, SECRET), strict=True):
            mockkf.vaults[provider][address] = value

    answer = command.call("POST", "/SMTP/Test", json=json.loads((REQUESTS / name).read_text("utf-8")))

    assert (answer.status_code, answer.content) == (200, b"")
    message = mockkf.mailbox.expect_one(to=RECIPIENT, user=SENDER, mechanism="XOAUTH2", port=465, tls=True)
    assert message.login is not None
    assert message.login.claims is not None
    assert (message.login.claims["client_id"], message.login.claims["iss"]) == (CLIENT, ENDPOINT.removesuffix("/token"))
    if name in KEPT:
        provider, *addresses = KEPT[name]
        assert all(message.used_secret(provider, *address) for address in addresses)


@pytest.mark.parametrize("name", [name.replace("test-", "put-") for name in EXAMPLES])
def test_every_documented_profile_is_stored(command: Command, name: str) -> None:
    """PUT answers what GET then answers: the client id or its address, the endpoint, and no client secret."""
    body = json.loads((REQUESTS / name).read_text("utf-8"))

    stored = command.call("PUT", "/SMTP", json=body).json()

    assert stored == command.get().json()
    assert (stored["TokenEndpoint"], stored["ClientSecret"]) == (ENDPOINT, None)
    assert (stored["ClientId"]["SecretValue"] or stored["ClientId"]["Parameters"]) in (
        body["ClientId"].get("SecretValue"),
        body["ClientId"].get("Parameters"),
    )


def test_all_members_are_stored_answered_and_cleared(command: Command) -> None:
    """Scope, audience and headers come back as they were sent; a PUT without them clears all that belongs to OAuth."""
    more: dict[str, Any] = {
        "Scope": "mail.send mail.read",
        "Audience": "https://mail.keyexample.com",
        "RequestHeaders": [{"Name": "X-Tenant", "Value": "contoso"}],
    }
    members = ("ClientId", "ClientSecret", "TokenEndpoint", "Scope", "Audience", "RequestHeaders")

    assert {name: command.put(**OAUTH, **more).json()[name] for name in more} == more
    assert {name: command.get().json()[name] for name in more} == more

    command.put()
    assert {command.get().json()[name] for name in members} == {None}


@pytest.mark.parametrize("release", ["10.5", "12.5", "24.4", "25.1"])
@pytest.mark.parametrize("call", ["PUT", "Test"])
def test_a_release_without_oauth_has_no_type_3(mockkf: MockKeyfactor, release: str, call: str) -> None:
    """Type 3 is 400 there, in every version there is, and no token is asked for."""
    command = changed(mockkf, release=release)
    versions = (1, 2) if (release, call) == ("25.1", "PUT") else (1,)

    for version in versions:
        answer = (command.put if call == "PUT" else command.test)(version, RelayAuthenticationType=3)
        assert answer.status_code == 400
        assert "RelayAuthenticationType must be 0 (anonymous) or 2 (basic)" in answer.json()["Message"]

    assert not mockkf.idp.requests


def test_v1_has_no_type_3(command: Command) -> None:
    """In 25.5 it belongs to version 2 alone."""
    assert command.put(1, RelayAuthenticationType=3).status_code == 400
    assert command.test(1, RelayAuthenticationType=3).status_code == 400


@pytest.mark.parametrize("name", ["ClientId", "ClientSecret", "TokenEndpoint"])
def test_type_3_needs_its_members(command: Command, name: str) -> None:
    """Without one of them it is 400 and the message names it."""
    answer = send(command, **{name: ABSENT})

    assert answer.status_code == 400
    assert f"{name} is required when RelayAuthenticationType is 3" in answer.json()["Message"]


# The token endpoint


@pytest.mark.parametrize(
    ("endpoint", "url"),
    [
        ("http://idp.keyexample.com/token", None),
        ("HTTPS://IDP.KeyExample.com/Token", "https://idp.keyexample.com/Token"),
        ("https://idp.keyexample.com:8443/realms/a/protocol/openid-connect/token", None),
        ("http://idp.keyexample.com:443/token", None),
        ("https://idp.keyexample.com:80/token", None),
        ("https://login.microsoftonline.com/0000/oauth2/v2.0/token", None),
        ("https://idp.keyexample.com", "https://idp.keyexample.com/"),
        ("https://idp/", None),
        ("https://idp.keyexample.com./token", None),
        ("https://idp_1.key_example.com/a_b", None),
        ("https://10.0.0.1/token", None),
        ("https://[2001:db8::1]:8443/token", None),
        ("http://[::1]/token", None),
        ("https://user:secret@idp.keyexample.com/token", "https://idp.keyexample.com/token"),
        ("https://idp.keyexample.com/token?tenant=a%20b&x=ü#part", "https://idp.keyexample.com/token"),
        ("https://ïdp.keyexample.com/tökén x", "https://xn--dp-sja.keyexample.com/t%C3%B6k%C3%A9n%20x"),
        ("https://idp.keyexample.com/%2e%2e/%zz/", None),
        ("https://idp.keyexample.com/.well-known/openid-configuration", None),
        ("https://idp.keyexample.com/keys", None),
        ("https://127.0.0.1/KeyfactorAPI/SMTP", None),
        ("http://localhost/mockkf/reset", None),
    ],
)
def test_any_token_endpoint_is_answered(
    mockkf: MockKeyfactor, command: Command, endpoint: str, url: str | None
) -> None:
    """Whatever host, port and path are named, by http or by https under a certificate for that name."""
    assert send(command, TokenEndpoint=endpoint).status_code == 200

    [request] = mockkf.idp.requests
    assert request.url == (url or endpoint)
    assert mockkf.idp.tokens[0]["iss"] == request.url.rpartition("/")[0]
    assert len(mockkf.mailbox) == 1


@pytest.mark.parametrize("base", ["url", "https_url"])
def test_the_mocks_own_api_is_a_token_endpoint_too(mockkf: MockKeyfactor, command: Command, base: str) -> None:
    """A profile that names the mock's own URL gets a token like any other, and the API is not called."""
    assert send(command, TokenEndpoint=f"{getattr(mockkf, base)}/SMTP/Test").status_code == 200

    assert len(mockkf.journal) == 1


@pytest.mark.parametrize(
    "endpoint",
    [
        "idp.keyexample.com/token",
        "ftp://idp.keyexample.com/token",
        "https:///token",
        "https://",
        "https://idp keyexample.com/",
        "https://idp.keyexample.com:0/",
        "https://idp.keyexample.com:65536/",
        "https://idp.keyexample.com:x/",
        "https://[::1/token",
        "https://*.keyexample.com/",
        f"https://{'a' * 64}.com/",
        "https://idp.keyexample.com\\@evil.example.com/",
        "https://idp.keyexample.com/\r\nX: y",
        "https://idp.keyexample.com/\ud800",
        "",
        17,
    ],
)
def test_what_is_no_url_is_refused(mockkf: MockKeyfactor, command: Command, endpoint: Any) -> None:
    """400 names TokenEndpoint, when it is stored and when it is tested."""
    for answer in (send(command, TokenEndpoint=endpoint), command.put(**{**OAUTH, "TokenEndpoint": endpoint})):
        assert answer.status_code == 400
        assert "TokenEndpoint" in answer.json()["Message"]

    assert not mockkf.idp.requests


# The request


@pytest.mark.parametrize("how", ["form", "basic"])
@pytest.mark.parametrize(
    ("client", "secret"),
    [(CLIENT, SECRET), ("größe:1", "日本 語+%&=:"), ("a\r\nb", "c\r\nd"), (" ", "\t")],
)
@pytest.mark.rule("oauth-client-auth")
def test_the_client_shows_who_it_is(mockkf: MockKeyfactor, how: str, client: str, secret: str) -> None:
    """In the form or by Basic as `oauth_client_auth` says, with any characters, never both."""
    command = changed(mockkf, oauth_client_auth=how, idp_clients=[{"name": client, "secret": secret}])

    answer = send(command, ClientId={"SecretValue": client}, ClientSecret={"SecretValue": secret})

    assert answer.status_code == 200, answer.text
    [request] = mockkf.idp.requests
    assert (request.client, request.authentication) == (client, how)
    assert ("Authorization" in request.headers) == (how == "basic")


@pytest.mark.parametrize("given", [{}, {"Scope": "a b"}, {"Audience": "https://x"}, {"Scope": "+&=%", "Audience": "ü"}])
def test_scope_and_audience_are_sent_if_they_are_given(
    mockkf: MockKeyfactor, command: Command, given: dict[str, str]
) -> None:
    """As they are, in the token request, and the token is for them."""
    send(command, **given)

    [request] = mockkf.idp.requests
    assert (request.scope, request.audience) == (given.get("Scope", ""), given.get("Audience", ""))
    assert mockkf.idp.tokens[0].get("scope") == given.get("Scope")


@pytest.mark.rule("oauth-token-only")
def test_one_request_is_made(mockkf: MockKeyfactor, command: Command) -> None:
    """Only the token endpoint is called; each test mail requests its own token."""
    send(command)
    send(command)

    assert [(request.method, request.url) for request in mockkf.idp.requests] == [("POST", ENDPOINT)] * 2
    assert len({claims["jti"] for claims in mockkf.idp.tokens}) == 2


HEADERS: Mapping[str, tuple[list[tuple[str, str]], Mapping[str, str]]] = {
    "one": ([("X-Tenant", "contoso")], {"X-Tenant": "contoso"}),
    "several of a name": ([("X-A", "1"), ("X-A", "2")], {"X-A": "1, 2"}),
    "in place of the usual": ([("accept", "text/plain")], {"accept": "text/plain"}),
    "Latin-1": ([("X-A", "größe")], {"X-A": "größe"}),
    "underscores": ([("Content_Length", "5")], {"Content_Length": "5"}),
    "Expect": ([("Expect", "100-continue")], {"Expect": "100-continue"}),
    "Accept-Encoding": ([("Accept-Encoding", "gzip")], {"Accept-Encoding": "gzip"}),
}
"""RequestHeaders, and what arrives."""


@pytest.mark.parametrize("case", HEADERS)
@pytest.mark.parametrize("how", ["form", "basic"])
@pytest.mark.rule("oauth-headers")
def test_request_headers_are_sent(mockkf: MockKeyfactor, case: str, how: str) -> None:
    """Each of them arrives, and the request is still one that gets a token."""
    given, arrived = HEADERS[case]
    command = changed(mockkf, oauth_client_auth=how)

    answer = send(command, RequestHeaders=[{"Name": name, "Value": value} for name, value in given])

    assert answer.status_code == 200, answer.text
    headers = mockkf.idp.requests[0].headers
    assert {name: headers[name] for name in arrived} == arrived
    assert [name.lower() for name in headers].count("accept") == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Host", "x"),
        ("content-length", "0"),
        ("Content-Type", "text/plain"),
        ("AUTHORIZATION", "Bearer x"),
        ("Transfer-Encoding", "chunked"),
        ("Transfer-Encoding ", "chunked"),
        ("Connection", "close"),
        ("A:B", "x"),
        ("A B", "x"),
        ("A\r\nB", "x"),
        ("Größe", "x"),
        ("", "x"),
        ("X", ""),
        ("X", "a\r\nY: b"),
        ("X", "a\nb"),
        ("X", "a\x00b"),
        ("X", "日本"),
        ("X", "\ud800"),
        ("X", None),
        ("X", 7),
    ],
)
@pytest.mark.rule("oauth-header-names")
def test_a_header_that_would_break_the_request_is_refused(
    mockkf: MockKeyfactor, command: Command, name: str, value: Any
) -> None:
    """400 names RequestHeaders, when it is stored and when it is tested, and its value is not repeated."""
    headers = [{"Name": "X-Good", "Value": "1"}, {"Name": name, "Value": value}]

    for answer in (send(command, RequestHeaders=headers), command.put(**OAUTH, RequestHeaders=headers)):
        assert answer.status_code == 400
        assert "RequestHeaders[1]." in answer.json()["Message"]

    assert not mockkf.idp.requests


@pytest.mark.parametrize("headers", [[("X", "v" * 70_000)], [(f"X-{number}", "v") for number in range(150)]])
def test_too_many_headers_are_the_identity_providers_to_refuse(
    command: Command, headers: list[tuple[str, str]]
) -> None:
    """A legal request that no server takes fails at the step token, with the server's status."""
    answer = send(command, RequestHeaders=[{"Name": name, "Value": value} for name, value in headers])

    assert answer.status_code == 400
    assert "step idp.token" in answer.json()["Message"]
    assert "answered 431" in answer.json()["Message"]


# The login


def test_the_login_shows_the_claims_and_no_signature(mockkf: MockKeyfactor, command: Command) -> None:
    """`message.login` has mechanism, user and claims, in Python and over the control API; the token can be compared."""
    send(command, Scope="mail.send")

    login = mockkf.mailbox.expect_one().login
    assert login is not None
    assert (login.mechanism, login.user, login.claims) == ("XOAUTH2", SENDER, mockkf.idp.tokens[0])
    assert not login.used("guess")
    [shown] = requests.get(f"{mockkf.control_url}/messages", timeout=10).json()["messages"]
    assert shown["login"] == {"mechanism": "XOAUTH2", "user": SENDER, "claims": login.claims}


def test_a_token_may_be_large(mockkf: MockKeyfactor) -> None:
    """A token of more than 12 KiB is issued, used for the login and captured."""
    claims = {"groups": [f"group-{number:04}" for number in range(700)]}
    command = changed(mockkf, idp_clients=[{**DECLARED, "claims": claims}])

    assert send(command).status_code == 200

    login = mockkf.mailbox.expect_one().login
    assert login is not None
    assert login.claims is not None
    assert login.claims["groups"] == claims["groups"]


def test_a_trace_tells_it_all(mockkf: MockKeyfactor, command: Command) -> None:
    """Look-ups by address, the token request with its claims, the dialogue, in order, with times; the mail is known."""
    mockkf.vaults[1]["EmailSenderID"] = CLIENT
    mockkf.vaults[1]["EmailSenderClientSecret"] = SECRET
    kept = {
        member: {"Provider": 1, "Parameters": {"SecretName": name}}
        for member, name in (("ClientId", "EmailSenderID"), ("ClientSecret", "EmailSenderClientSecret"))
    }

    send(command, **kept, Scope="mail.send", Audience="https://mail")

    [call] = mockkf.journal
    assert mockkf.mailbox.expect_one().call == call.id
    order = ["http.request", "pam.resolve", "pam.resolve", "idp.connect", "idp.token", "relay.resolve"]
    assert [step.step for step in call.trace][:6] == order
    assert call.trace[1].detail == "provider 1, SecretName=EmailSenderID"
    token = call.trace[4]
    assert token.detail == f"POST {ENDPOINT} as {CLIENT}, scope mail.send, audience https://mail"
    assert json.loads(token.outcome) == mockkf.idp.tokens[0]
    assert any(step.detail == f"AUTH XOAUTH2 as {SENDER}" for step in call.trace)
    assert [step.began for step in call.trace] == sorted(step.began for step in call.trace)
    assert all(step.took >= 0 for step in call.trace)
    assert (call.method, call.path, call.status) == ("POST", "/KeyfactorAPI/SMTP/Test", 200)


class Handler:
    """A mail server's handler that knows OAUTHBEARER."""

    def __init__(self) -> None:
        self.said: list[str] = []

    async def auth_OAUTHBEARER(self, _server: Any, args: list[str]) -> AuthResult:  # noqa: N802 - aiosmtpd's name
        """Accept every login."""
        self.said = args
        return AuthResult(success=True)

    async def handle_DATA(self, *_: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Accept every message."""
        return "250 OK"


class Server(Controller):
    """It starts at once, on a free port."""

    def _trigger_server(self) -> None:
        server: Any = self.server
        self.port = server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@pytest.fixture
def bearer_only() -> Iterator[tuple[Handler, int]]:
    """A mail server that offers OAUTHBEARER and nothing else."""
    handler = Handler()
    server = Server(
        handler,
        hostname="127.0.0.1",
        port=0,
        auth_require_tls=False,
        auth_exclude_mechanism=["LOGIN", "PLAIN"],
        authenticator=lambda *_: AuthResult(success=True),
    )
    server.start()
    yield handler, server.port
    server.stop()


def test_oauthbearer_is_used_where_it_is_alone(bearer_only: tuple[Handler, int]) -> None:
    """A server without XOAUTH2 is spoken to as RFC 7628 has it, in which a name with commas is escaped."""
    handler, port = bearer_only
    line = clients.Route(("127.0.0.1", port), clients.CallerRegistry(), None, 5, lambda: pytest.fail("no TLS here"))
    credentials = clients.Credentials("a,b=c@x.y", "t0ken", "token")

    clients.deliver(line, Target("mail.x.y", 25), "plain", credentials, "a@x.y", "b@x.y", b"Subject: x\r\n\r\n")

    assert b64decode(handler.said[1]) == b"n,a=a=2Cb=3Dc@x.y,\x01auth=Bearer t0ken\x01\x01"
