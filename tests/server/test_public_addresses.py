"""The addresses that a mock tells are those at which its clients reach it, behind any port mapping."""

import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from mockkf import MockKeyfactor
from mockkf.config import PublicPorts, Settings
from mockkf.errors import ConfigurationError, MockkfWarning
from mockkf.remote import RemoteKeyfactor
from mockkf.scenario import change_settings, load_settings
from tests.support.forwarding import forwarded
from tests.support.serving import serving

PORTS = {"http": 8480, "https": 8443, "smtp": 1025, "submission": 1587, "smtps": 1465}
"""The ports that Compose publishes."""


@pytest.fixture(scope="module")
def mapped() -> Iterator[MockKeyfactor]:
    """A mock whose public ports were told."""
    with MockKeyfactor(public_ports=PORTS) as mock:
        yield mock


def ready(mock: MockKeyfactor, host: str | None) -> dict[str, Any]:
    """The ready document for a client that names this host."""
    found: dict[str, Any] = requests.get(
        f"{mock.inside.control_url}/ready", headers={"Host": host} if host else {}, timeout=10
    ).json()
    return found


def port_of(mock: MockKeyfactor, scheme: str) -> int:
    """The port on which a listener of HTTP listens."""
    url = {"http": mock.inside.url, "https": mock.inside.https_url}[scheme]
    return int(url.split(":")[2].partition("/")[0])


@pytest.mark.parametrize(
    ("said", "host"),
    [
        ("localhost:8480", "localhost"),
        ("127.0.0.1:8480", "127.0.0.1"),
        ("docker:8480", "docker"),
        ("host.docker.internal:8480", "host.docker.internal"),
        ("host.containers.internal:8480", "host.containers.internal"),
        ("[::1]:8480", "[::1]"),
    ],
)
def test_a_client_behind_the_mapping_gets_the_public_ports(mapped: MockKeyfactor, said: str, host: str) -> None:
    """All addresses have the host that the client named, and the public ports."""
    found = ready(mapped, said)

    assert found["api"] == f"http://{host}:8480/KeyfactorAPI"
    assert found["api_https"] == f"https://{host}:8443/KeyfactorAPI"
    assert found["control"] == f"http://{host}:8480/mockkf"
    assert (found["smtp"], found["submission"], found["smtps"]) == (f"{host}:1025", f"{host}:1587", f"{host}:1465")
    assert found["environ"]["KEYFACTOR_HOSTNAME"] == f"{host}:8443"
    assert found["environ"]["KEYFACTOR_AUTH_TOKEN_URL"] == f"https://{host}:8443/idp/token"
    assert host.strip("[]") in found["environ"]["NO_PROXY"].split(",")
    assert found["guessed_ports"] == []


def test_a_client_in_the_same_network_gets_the_ports_of_the_listeners(mapped: MockKeyfactor) -> None:
    """A container beside the mock asks at the listener's own port: no mapping is between them."""
    found = ready(mapped, f"keyfactor:{port_of(mapped, 'http')}")

    assert found["api"] == f"http://keyfactor:{port_of(mapped, 'http')}/KeyfactorAPI"
    assert found["api_https"] == f"https://keyfactor:{port_of(mapped, 'https')}/KeyfactorAPI"
    assert found["smtp"] == f"keyfactor:{mapped.inside.relay.smtp}"


def test_the_public_host_wins_over_the_named_one(mockkf_factory: Callable[..., MockKeyfactor]) -> None:
    """The option `public_host` is told to every client, and is a name that the guard accepts."""
    mock = mockkf_factory(public_host="ci.keyexample.com", public_ports="smtp=2525")

    assert ready(mock, "ci.keyexample.com:9999")["smtp"] == ready(mock, "localhost:9999")["smtp"]
    assert mock.relay._replace(submission=0, smtps=0) == ("ci.keyexample.com", 2525, 0, 0)
    assert mock.url.startswith("http://ci.keyexample.com:")


def test_what_nobody_told_is_named(mockkf: MockKeyfactor) -> None:
    """Behind an untold mapping the port of the caller is right, and the others are named as guesses."""
    found = ready(mockkf, "localhost:32768")

    assert found["api"] == "http://localhost:32768/KeyfactorAPI"
    assert found["guessed_ports"] == ["https", "smtp", "submission", "smtps"]
    assert ready(mockkf, None)["guessed_ports"] == []


def test_mailpit_is_found_where_its_own_port_is_not_told(mockkf_factory: Callable[..., MockKeyfactor]) -> None:
    """The port of the API has Mailpit's API too, so its address is never a guess."""
    found = ready(mockkf_factory(mailpit_port=0), "localhost:8480")

    assert found["mailpit"] == "http://localhost:8480"


def test_ports_are_told_after_the_start(mockkf_factory: Callable[..., MockKeyfactor]) -> None:
    """`PUT /mockkf/addresses` sets what was unknown at the start; a reset keeps it, also for sandboxes."""
    mock = mockkf_factory()
    told = requests.put(
        f"{mock.control_url}/addresses",
        json={"public_host": "ci.keyexample.com", "public_ports": {"https": 32769, "smtp": "32770"}},
        headers={"Host": "localhost:32768"},
        timeout=10,
    ).json()
    mock.reset()

    assert (told["api_https"], told["smtp"]) == (
        "https://ci.keyexample.com:32769/KeyfactorAPI",
        "ci.keyexample.com:32770",
    )
    assert mock.https_url == told["api_https"]
    assert mock.sandbox("a").https_url == "https://ci.keyexample.com:32769/sandbox/a/KeyfactorAPI"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"public_ports": {"htps": 1}}, "no listener in public_ports 'htps'; did you mean 'https'?"),
        ({"public_ports": {"https": 0}}, "public_ports of https must be a port number from 1 to 65535, not 0"),
        ({"public_host": "http://ci"}, "public_host must be a host name or an address, without scheme and port"),
        ({"host": "ci"}, "host"),
    ],
)
def test_wrong_addresses_are_refused(mockkf: MockKeyfactor, body: dict[str, Any], said: str) -> None:
    """The answer is 400 with what was wrong, and nothing changes."""
    before = mockkf.url
    answer = requests.put(f"{mockkf.control_url}/addresses", json=body, timeout=10)

    assert answer.status_code == 400
    assert said in answer.json()["error"]
    assert mockkf.url == before


def test_settings_name_the_call_that_changes_addresses(mockkf: MockKeyfactor) -> None:
    """`PATCH /mockkf/settings`, whose changes end with a reset, leads to the right call."""
    answer = requests.patch(f"{mockkf.control_url}/settings", json={"public_host": "ci"}, timeout=10)

    assert (answer.status_code, "use PUT /mockkf/addresses" in answer.json()["error"]) == (400, True)


def test_a_remote_mock_is_reached_behind_a_mapping(mockkf_factory: Callable[..., MockKeyfactor]) -> None:
    """`RemoteKeyfactor` has the mapped port of the control API, warns of guesses, and has what it told the mock."""
    mock = mockkf_factory()
    with (
        forwarded(port_of(mock, "http"), port_of(mock, "https")) as (http, https),
        RemoteKeyfactor(f"http://localhost:{http}") as remote,
    ):
        assert remote.url == f"http://localhost:{http}/KeyfactorAPI"
        with pytest.warns(MockkfWarning, match=r"cannot know the public ports of smtp, submission, smtps; tell it"):
            assert remote.relay.host == "localhost"
        remote.publish(ports={"https": https, "smtp": 2525, "submission": 2526, "smtps": 2527})

        assert remote.https_url == f"https://localhost:{https}/KeyfactorAPI"
        assert remote.relay == ("localhost", 2525, 2526, 2527)
        answer = requests.get(f"{remote.https_url}/SMTP", auth=remote.credentials, verify=remote.ca_file, timeout=10)
        assert answer.status_code == 200
        assert remote.environ()["KEYFACTOR_HOSTNAME"] == f"localhost:{https}"


def test_the_certificate_is_for_a_public_address(mockkf_factory: Callable[..., MockKeyfactor]) -> None:
    """A client that goes to a public IP address sends no SNI, and verifies that address."""
    mock = mockkf_factory(public_host="192.0.2.7")
    pem = ssl.get_server_certificate(("127.0.0.1", port_of(mock, "https")))

    assert b"\xc0\x00\x02\x07" in ssl.PEM_cert_to_DER_cert(pem)


def test_a_test_mail_from_the_inbox_needs_no_public_address(mockkf_factory: Callable[..., MockKeyfactor]) -> None:
    """The inbox itself calls the listener, not the public address, which leads back only from outside."""
    mock = mockkf_factory(public_host="ci.keyexample.com", public_ports={"http": 1, "https": 1})
    answer = requests.post(
        f"{mock.inside.inbox_url}inbox/test-mail",
        headers={"X-Requested-With": "x"},
        allow_redirects=False,
        timeout=10,
    )

    assert answer.status_code == 303, answer.text
    mock.mailbox.expect_one()


def test_the_start_screen_and_the_ready_file_have_public_addresses(tmp_path: Path) -> None:
    """What `mockkf serve` prints and writes is for clients outside."""
    with serving(tmp_path / "ready", "--public-host", "localhost", MOCKKF_PUBLIC_PORTS="http=8480,smtp=1025") as served:
        assert "http://localhost:8480/KeyfactorAPI" in served.screen
        assert "localhost:1025 (for 25)" in served.screen
        assert (served.ready["control"], served.ready["smtp"]) == ("http://localhost:8480/mockkf", "localhost:1025")


@pytest.mark.parametrize("given", ["http=8480, smtp=1025,", {"http": 8480, "smtp": "1025"}])
def test_the_ports_are_text_or_a_table(given: Any) -> None:
    """Environment and switch have text, a scenario can have a table."""
    assert change_settings(Settings(), public_ports=given).public_ports == PublicPorts({"http": 8480, "smtp": 1025})


@pytest.mark.parametrize("variable", ["MOCKKF_PUBLIC_HOST", "MOCKKF_PUBLIC_PORTS"])
def test_an_empty_variable_sets_nothing(variable: str) -> None:
    """Compose writes `${X:-}` for what is not set."""
    assert load_settings({variable: ""}) == Settings()


@pytest.mark.parametrize("given", ["ci:8480", "http://ci", "a b", "ci/", 7, "[::1]:80", "1:2"])
def test_a_public_host_is_a_host(given: Any) -> None:
    """A URL or a port is refused."""
    with pytest.raises(ConfigurationError, match="public_host must be a host name or an address"):
        change_settings(Settings(), public_host=given)
