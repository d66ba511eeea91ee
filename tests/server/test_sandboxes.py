"""Sandboxes: separate mocks inside one server."""

import smtplib
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import pytest
import requests

from mockkf import ConfigurationError, MockKeyfactor, Sandbox
from mockkf.config.settings import Settings
from mockkf.errors import NothingListens
from mockkf.instance.mock import Mock
from mockkf.scenario.reading import change_settings
from mockkf.server import sandboxes
from tests.support import oauth
from tests.support.command import Command

PATIENCE = 10.0
"""The time limit for results that normally come at once, in seconds."""


def command(mock: Mock) -> Command:
    """Return a client of a mock."""
    return Command(mock)


def fetch(method: str, url: str, **options: Any) -> requests.Response:
    """Send one request without a proxy."""
    with requests.Session() as session:
        session.trust_env = False
        return session.request(method, url, timeout=PATIENCE, **options)


def post(
    mock: MockKeyfactor, recipient: str = "x@example.com", helo: str = "elsewhere", user: str | None = None
) -> None:
    """Send a mail to the relay as a client that connects directly."""
    with smtplib.SMTP(mock.relay.host, mock.relay.smtp, helo, timeout=PATIENCE) as client:
        if user is not None:
            client.login(user, "s3cret")
        client.sendmail("me@example.com", [recipient], b"Subject: x\r\n\r\n")


@pytest.fixture
def pair(mockkf: MockKeyfactor) -> Iterator[tuple[Sandbox, Sandbox]]:
    """Two sandboxes of the running mock."""
    with mockkf.sandbox("a") as one, mockkf.sandbox("b") as other:
        yield one, other


def test_many_at_once_do_not_see_each_other(mockkf: MockKeyfactor) -> None:
    """Each of twenty threads finds only its own mail and its own calls in its sandbox."""

    def use(number: int) -> tuple[list[Any], list[int]]:
        with mockkf.sandbox(f"s{number}") as sandbox:
            for turn in range(3):
                command(sandbox).test(TestRecipient=f"{number}.{turn}@example.com")
            return [mail.envelope.recipients for mail in sandbox.mailbox.all], [call.id for call in sandbox.journal]

    with ThreadPoolExecutor(20) as pool:
        seen = list(pool.map(use, range(20)))

    assert seen == [([(f"{number}.{turn}@example.com",) for turn in range(3)], [1, 2, 3]) for number in range(20)]
    assert (len(mockkf.mailbox), len(mockkf.journal), len(mockkf.sandboxes)) == (0, 0, 0)


def test_the_profile_is_its_own(mockkf: MockKeyfactor, pair: tuple[Sandbox, Sandbox]) -> None:
    """A profile that is stored in one sandbox is in no other mock."""
    command(pair[0]).put(Host="a.example.com")

    hosts = [command(mock).get().json()["Host"] for mock in (*pair, mockkf)]
    assert hosts == ["a.example.com", "smtp.keyexample.com", "smtp.keyexample.com"]


def test_the_vaults_are_its_own(mockkf: MockKeyfactor, pair: tuple[Sandbox, Sandbox]) -> None:
    """A secret that is stored in a vault of one sandbox is in no other mock."""
    pair[0].vaults[2]["MyFolderName", "Here"] = "s3cret"

    assert [("MyFolderName", "Here") in mock.vaults[2] for mock in (*pair, mockkf)] == [True, False, False]


def test_the_release_is_its_own(mockkf: MockKeyfactor) -> None:
    """The options of a sandbox change those that the main mock has when the sandbox is created."""
    mockkf.reset(settings=change_settings(Settings(), release="24.4", test_subject="hello"))
    with mockkf.sandbox("a", release="10.5") as older, mockkf.sandbox("b") as same:
        mockkf.reset()
        command(older).test(1)

        releases = [command(mock).get(1).headers["X-Keyfactor-Product-Version"] for mock in (older, same, mockkf)]
        assert releases == ["10.5", "24.4", "25.5"]
        assert older.mailbox.expect_one().subject == "hello"


@pytest.mark.parametrize("by_control", [False, True], ids=["python", "control"])
def test_a_reset_is_its_own(mockkf: MockKeyfactor, pair: tuple[Sandbox, Sandbox], *, by_control: bool) -> None:
    """A reset of a sandbox, in Python or over its control API, changes no other mock."""
    for mock in (*pair, mockkf):
        command(mock).test()

    if by_control:
        assert fetch("POST", f"{pair[0].control_url}/reset").json() == {"epoch": 2}
    else:
        assert pair[0].reset() == 2

    assert [len(mock.mailbox) for mock in (*pair, mockkf)] == [0, 1, 1]
    mockkf.reset()
    assert [len(mock.mailbox) for mock in (*pair, mockkf)] == [0, 1, 0]


def test_a_reset_goes_back_to_its_own_options(mockkf: MockKeyfactor) -> None:
    """A reset returns a sandbox to the options of its creation."""
    with mockkf.sandbox("a", release="24.4") as sandbox:
        sandbox.reset(settings=Settings())
        sandbox.reset()

        assert command(sandbox).get().headers["X-Keyfactor-Product-Version"] == "24.4"


def test_change_and_restore_are_its_own(mockkf: MockKeyfactor, pair: tuple[Sandbox, Sandbox]) -> None:
    """`change` and `restore` of a sandbox change no other mock."""
    one, other = pair
    snapshot = one.snapshot()
    for mock in (one, other):
        command(mock).test()

    one.change(release="24.4")
    assert [command(mock).get(1).headers["X-Keyfactor-Product-Version"] for mock in pair] == ["24.4", "25.5"]
    assert [len(mock.mailbox) for mock in pair] == [1, 1]

    one.restore(snapshot)
    assert [len(mock.mailbox) for mock in (one, other, mockkf)] == [0, 1, 0]


def test_a_sandbox_tells_its_own_addresses(mockkf: MockKeyfactor, pair: tuple[Sandbox, Sandbox]) -> None:
    """Each URL of the main mock, with /sandbox/{name} before its path; mail server and CA are shared."""
    sandbox = pair[0]
    http, https = (url.removesuffix("/KeyfactorAPI") for url in (mockkf.url, mockkf.https_url))

    assert sandbox.url == f"{http}/sandbox/a/KeyfactorAPI"
    assert sandbox.https_url == f"{https}/sandbox/a/KeyfactorAPI"
    assert sandbox.control_url == f"{http}/sandbox/a/mockkf"
    assert sandbox.idp.issuer == f"{https}/sandbox/a/idp"
    assert (sandbox.relay, sandbox.ca_file) == (mockkf.relay, mockkf.ca_file)
    assert fetch("GET", f"{sandbox.control_url}/ready").json()["api"] == sandbox.url


def test_the_environment_leads_a_client_there(pair: tuple[Sandbox, Sandbox]) -> None:
    """A client with only these variables reaches the sandbox, and no other mock."""
    environ = pair[0].environ()

    answer = fetch(
        "GET",
        f"https://{environ['KEYFACTOR_HOSTNAME']}/{environ['KEYFACTOR_API_PATH']}/SMTP",
        auth=(rf"{environ['KEYFACTOR_DOMAIN']}\{environ['KEYFACTOR_USERNAME']}", environ["KEYFACTOR_PASSWORD"]),
        verify=environ["REQUESTS_CA_BUNDLE"],
    )

    assert answer.status_code == 200
    assert environ["KEYFACTOR_API_PATH"] == "sandbox/a/KeyfactorAPI"
    assert environ["KEYFACTOR_AUTH_TOKEN_URL"] == f"https://{environ['KEYFACTOR_HOSTNAME']}/sandbox/a/idp/token"
    assert [len(mock.journal) for mock in pair] == [1, 0]


@pytest.mark.parametrize("path", ["/sandbox//a//KeyfactorAPI//SMTP/", "/Sandbox/A/keyfactorapi/smtp"])
def test_the_prefix_is_as_tolerant_as_base_paths(pair: tuple[Sandbox, Sandbox], path: str) -> None:
    """The prefix matches in any letter case and with doubled slashes."""
    origin = pair[0].url.removesuffix("/sandbox/a/KeyfactorAPI")

    answer = fetch("GET", f"{origin}{path}", auth=pair[0].credentials)

    assert answer.status_code == 200
    assert [call.path for call in pair[0].journal] == [path]


@pytest.mark.parametrize("path", ["/SMTP", "/KeyfactorAPI/SMTP", "/sandbox/a/KeyfactorAPI/smtp"])
def test_a_call_is_found_with_or_without_the_prefix(pair: tuple[Sandbox, Sandbox], path: str) -> None:
    """The journal has the whole requested path, and also finds the call by the path below the base path."""
    command(pair[0]).get()

    assert pair[0].journal.expect("GET", path).path == "/sandbox/a/KeyfactorAPI/SMTP"


def test_the_prefix_of_another_is_not_its_own(pair: tuple[Sandbox, Sandbox]) -> None:
    """The journal does not find a call by the path of another sandbox."""
    command(pair[0]).get()

    pair[0].journal.expect_none("GET", "/sandbox/b/KeyfactorAPI/SMTP")


def test_a_sandbox_verifies_its_own_calls(mockkf: MockKeyfactor, pair: tuple[Sandbox, Sandbox]) -> None:
    """A call that matches no route fails the verification of its sandbox."""
    command(pair[0]).call("GET", "/SMPT")

    with pytest.raises(AssertionError, match="GET /sandbox/a/KeyfactorAPI/SMPT"):
        pair[0].verify()
    pair[1].verify()
    mockkf.verify()


def test_a_token_is_good_in_its_sandbox_only(mockkf: MockKeyfactor) -> None:
    """Only the API of the same sandbox accepts the tokens of its identity provider."""
    declared = change_settings(Settings(), idp_clients=[oauth.DECLARED])
    with mockkf.sandbox("a", settings=declared) as one, mockkf.sandbox("b", settings=declared) as other:
        token = oauth.token_of(one)
        headers = {"Authorization": f"Bearer {token}", "x-keyfactor-api-version": "2"}

        answers = [fetch("GET", f"{mock.url}/SMTP", headers=headers) for mock in (one, other)]

        assert [answer.status_code for answer in answers] == [200, 401]
        assert one.idp.tokens[0]["iss"] == one.idp.issuer
        assert [len(mock.idp.requests) for mock in (one, other)] == [1, 0]


def test_discovery_names_the_addresses_of_the_sandbox(pair: tuple[Sandbox, Sandbox]) -> None:
    """The URLs in the metadata of the issuer have the same prefix."""
    url = f"{pair[0].idp.issuer}/.well-known/openid-configuration"

    said = fetch("GET", url, verify=pair[0].ca_file).json()

    assert (said["issuer"], said["token_endpoint"]) == (pair[0].idp.issuer, pair[0].idp.token_url)


def test_a_test_mail_signs_in_at_its_own_identity_provider(
    mockkf: MockKeyfactor, pair: tuple[Sandbox, Sandbox]
) -> None:
    """A token request goes to the sandbox of the test mail, whatever host the token endpoint names."""
    answer = oauth.send(command(pair[0]))

    assert answer.status_code == 200, answer.text
    assert [len(mock.idp.requests) for mock in (*pair, mockkf)] == [1, 0, 0]
    assert pair[0].mailbox.expect_one().login


@pytest.mark.parametrize(
    ("path", "key"),
    [("/mockkf/journal", "error"), ("/idp/token", "error"), ("/KeyfactorAPI/SMTP", "Message"), ("", "Message")],
)
def test_a_sandbox_that_is_not_there_is_a_404(
    mockkf: MockKeyfactor, pair: tuple[Sandbox, Sandbox], path: str, key: str
) -> None:
    """The 404 has the format of the intended application and the existing names; no journal has the call."""
    origin = mockkf.control_url.removesuffix("/mockkf")

    answer = fetch("POST", f"{origin}/sandbox/nobody{path}", data=b"x")

    assert (answer.status_code, answer.json()[key]) == (404, "there is no sandbox 'nobody'; existing sandboxes: a, b")
    assert answer.headers["X-Mockkf-Reason"] == answer.json()[key]
    assert [len(mock.journal) for mock in (*pair, mockkf)] == [0, 0, 0]


def test_the_api_says_so_in_two_keys(mockkf: MockKeyfactor) -> None:
    """The body for an API path has the vendor's format, with any requested name."""
    answer = fetch("GET", mockkf.url.replace("/KeyfactorAPI", f"/sandbox/{'é' * 300}/KeyfactorAPI"))

    assert list(answer.json()) == ["ErrorCode", "Message"]
    assert answer.json()["Message"] == f"there is no sandbox '{'é' * 80}'; existing sandboxes: none"


@pytest.mark.parametrize("name", ["", "-a", "a b", "a.b", "ä", "a/b", "a+b", "\N{KELVIN SIGN}", "a" * 64, 7, None])
def test_a_name_that_fits_no_path_is_refused(mockkf: MockKeyfactor, name: Any) -> None:
    """The error says what is allowed."""
    with pytest.raises(ConfigurationError, match=r"a name has 1 to 63 characters: a to z, 0 to 9 and hyphens"):
        mockkf.sandbox(name)

    assert len(mockkf.sandboxes) == 0


def test_a_name_is_taken_once(mockkf: MockKeyfactor, pair: tuple[Sandbox, Sandbox]) -> None:
    """A second sandbox with the same name, in any letter case, is refused; the first one stays."""
    with pytest.raises(ConfigurationError, match="sandbox 'a' already exists; remove it, or use another name"):
        mockkf.sandbox("A")

    assert mockkf.sandboxes["A"] is pair[0]


@pytest.mark.parametrize("option", ["host", "http_port", "smtp_port"])
def test_a_sandbox_cannot_listen_elsewhere(mockkf: MockKeyfactor, option: str) -> None:
    """Options of the listeners are refused."""
    options: dict[str, Any] = {option: 0}

    with pytest.raises(ConfigurationError, match=f"cannot change {option}: a sandbox uses the ports of its server"):
        mockkf.sandbox("a", **options)


def test_an_unknown_option_makes_no_sandbox(mockkf: MockKeyfactor) -> None:
    """The error for a misspelt option has the nearest name."""
    with pytest.raises(ConfigurationError, match="did you mean 'release'"):
        mockkf.sandbox("a", relase="24.4")

    assert "a" not in mockkf.sandboxes


def test_there_are_so_many_and_no_more(mockkf: MockKeyfactor, monkeypatch: pytest.MonkeyPatch) -> None:
    """At the maximum number, a sandbox must be removed before a new one is created."""
    monkeypatch.setattr(sandboxes, "MOST", 2)
    with mockkf.sandbox("a"), mockkf.sandbox("b") as last:
        with pytest.raises(ConfigurationError, match="the server already has 2 sandboxes, which is the maximum"):
            mockkf.sandbox("c")
        last.remove()

        mockkf.sandbox("c").remove()


def test_the_sandboxes_are_a_mapping(mockkf: MockKeyfactor, pair: tuple[Sandbox, Sandbox]) -> None:
    """The mapping takes names in any letter case; the error for an unknown name lists the existing ones."""
    assert dict(mockkf.sandboxes) == dict(zip("ab", pair, strict=True))
    assert ("A" in mockkf.sandboxes, "c" in mockkf.sandboxes) == (True, False)
    assert repr(mockkf.sandboxes) == "<Sandboxes: a, b>"
    assert repr(pair[0]) == f"<Sandbox {pair[0].url} release=25.5, 0 calls, 0 messages>"
    with pytest.raises(KeyError, match="there is no sandbox 'c'; existing sandboxes: a, b"):
        mockkf.sandboxes["c"]


def test_a_sentence_names_ten_sandboxes(mockkf: MockKeyfactor) -> None:
    """The list names ten sandboxes and counts the others."""
    with ExitStack() as stack:
        for number in range(12):
            stack.enter_context(mockkf.sandbox(f"s{number}"))

        assert repr(mockkf.sandboxes).endswith("s8, s9, and 2 more>")


def remove(mock: MockKeyfactor, name: str) -> None:
    """Remove a sandbox by its name."""
    del mock.sandboxes[name]


@pytest.mark.parametrize(
    "end",
    [
        lambda _, sandbox: sandbox.remove(),
        lambda mock, sandbox: remove(mock, sandbox.name),
        lambda _, sandbox: sandbox.__exit__(None, None, None),
    ],
    ids=["remove", "del", "with"],
)
def test_a_sandbox_that_was_removed_is_gone(
    mockkf: MockKeyfactor, end: Callable[[MockKeyfactor, Sandbox], None]
) -> None:
    """A removed sandbox has no address, and its name is free; its captured mail stays readable."""
    sandbox = mockkf.sandbox("a")
    url = sandbox.url
    command(sandbox).test()

    end(mockkf, sandbox)
    sandbox.remove()

    assert fetch("GET", f"{url}/SMTP", auth=sandbox.credentials).status_code == 404
    assert (len(sandbox.mailbox), len(sandbox.journal)) == (1, 1)
    for ask in (lambda: sandbox.url, sandbox.environ, sandbox.reset):
        with pytest.raises(NothingListens, match="the sandbox 'a' was removed"):
            ask()
    with mockkf.sandbox("a") as other:
        sandbox.remove()
        assert command(other).get().status_code == 200
        assert len(other.mailbox) == 0


@pytest.mark.parametrize(
    "said",
    [
        {"helo": "a"},
        {"helo": "A.example.com"},
        {"user": "a"},
        {"user": "command+a"},
        {"user": "command+A@example.com"},
        {"user": "a@example.com"},
        {"recipient": "mjones+a@example.com"},
        {"recipient": "MJones+A@example.com"},
    ],
    ids=lambda said: " ".join(f"{kind} {value}" for kind, value in said.items()),
)
def test_a_foreign_mail_names_its_sandbox(
    mockkf: MockKeyfactor, pair: tuple[Sandbox, Sandbox], said: dict[str, str]
) -> None:
    """HELO name, login or plus address assign the mail of a direct client to a sandbox; no other mock has it."""
    post(mockkf, **said)

    message = pair[0].mailbox.expect_one()
    assert message.connection.helo == said.get("helo", "elsewhere")
    assert [len(mock.mailbox) for mock in (*pair, mockkf)] == [1, 0, 0]


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"helo": "ab"},
        {"helo": "x.a"},
        {"user": "a+x"},
        {"user": "command+nobody"},
        {"recipient": "a@example.com"},
        {"recipient": "mjones@a"},
        {"recipient": "+@example.com"},
    ],
    ids=lambda said: " ".join(f"{kind} {value}" for kind, value in said.items()),
)
def test_a_foreign_mail_that_names_none_is_of_the_main_mock(
    mockkf: MockKeyfactor, pair: tuple[Sandbox, Sandbox], said: dict[str, str]
) -> None:
    """A text that only resembles the name of a sandbox does not assign the mail."""
    post(mockkf, **said)

    assert [len(mock.mailbox) for mock in (*pair, mockkf)] == [0, 0, 1]


def test_the_first_sandbox_that_is_named_counts(mockkf: MockKeyfactor, pair: tuple[Sandbox, Sandbox]) -> None:
    """A later name does not change the sandbox of a connection."""
    post(mockkf, "mjones+b@example.com", "a", "command+b")

    assert [len(mock.mailbox) for mock in (*pair, mockkf)] == [1, 0, 0]


def test_a_recipient_speaks_for_one_mail(mockkf: MockKeyfactor, pair: tuple[Sandbox, Sandbox]) -> None:
    """The first recipient with a tag assigns each mail of a connection."""
    with smtplib.SMTP(mockkf.relay.host, mockkf.relay.smtp, "elsewhere", timeout=PATIENCE) as client:
        for recipients in (["x@example.com", "x+a@example.com"], ["x+b@example.com", "x+a@example.com"], ["x@a.b"]):
            client.sendmail("me@example.com", recipients, b"Subject: x\r\n\r\n")

    assert [len(mock.mailbox) for mock in (*pair, mockkf)] == [1, 1, 1]


def test_the_users_of_a_sandbox_are_its_own(mockkf: MockKeyfactor) -> None:
    """A login that names a sandbox is checked by that sandbox."""
    with mockkf.sandbox("a", relay_users=[{"name": "command+a", "password": "right"}]) as sandbox:
        with pytest.raises(smtplib.SMTPAuthenticationError):
            post(mockkf, user="command+a")

        assert {refusal.step for refusal in sandbox.state.refusals} == {"relay.login"}
        assert mockkf.state.refusals == ()
        post(mockkf, user="command+b")
        mockkf.mailbox.expect_one()


def test_a_mail_that_began_before_the_reset_of_its_sandbox_is_late(
    mockkf: MockKeyfactor, pair: tuple[Sandbox, Sandbox]
) -> None:
    """It belongs to the epoch in which its connection was accepted, though it is assigned later."""
    with smtplib.SMTP(mockkf.relay.host, mockkf.relay.smtp, "elsewhere", timeout=PATIENCE) as client:
        client.ehlo()
        pair[0].reset()
        client.sendmail("me@example.com", ["mjones+a@example.com"], b"Subject: late\r\n\r\n")

    pair[0].mailbox.expect_none()
    assert [getattr(late, "subject", None) for late in pair[0].state.late] == ["late"]
    assert mockkf.state.late == ()


def test_a_sandbox_that_is_made_later_is_found(mockkf: MockKeyfactor) -> None:
    """A connection that is open already reaches a sandbox made since, by HTTP and by mail."""
    with (
        socket.create_connection(mockkf.relay[:2], timeout=PATIENCE) as mail,
        socket.create_connection(("127.0.0.1", int(mockkf.url.split("/")[2].split(":")[1])), PATIENCE) as http,
    ):
        assert mail.recv(1024).startswith(b"220")
        command(mockkf).get()  # connections are accepted in order
        with mockkf.sandbox("a") as sandbox:
            http.sendall(b"GET /sandbox/a/KeyfactorAPI/SMTP HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            answer = b"".join(iter(lambda: http.recv(65_536), b""))
            for line in (b"EHLO a", b"MAIL FROM:<>", b"RCPT TO:<x@example.com>", b"DATA", b"Subject: x\r\n\r\n."):
                mail.sendall(line + b"\r\n")
                mail.recv(1024)

            assert answer.startswith(b"HTTP/1.1 401")
            assert [call.status for call in sandbox.journal] == [401]
            sandbox.mailbox.expect_one()


def test_stop_ends_the_sandboxes_too() -> None:
    """Who waits for mail in a sandbox hears at once that none will come; what is there can be read."""
    asked = threading.Event()

    def looks(_: Any) -> bool:
        asked.set()
        return False

    with ThreadPoolExecutor(1) as pool:
        with MockKeyfactor() as keyfactor:
            sandbox = keyfactor.sandbox("a")
            command(sandbox).test()
            waiting = pool.submit(sandbox.mailbox.expect_one, subject=looks, timeout=10 * PATIENCE)
            assert asked.wait(PATIENCE)

        assert isinstance(waiting.exception(PATIENCE), AssertionError)
    assert len(sandbox.mailbox) == 1
    with pytest.raises(NothingListens, match="this mock is not started"):
        _ = sandbox.url
