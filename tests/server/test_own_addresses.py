"""The certificate for a client that sends no SNI is for the address to which it connected, wherever TLS is spoken."""

import contextlib
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping

import pytest

from mockkf import MockKeyfactor

LISTENING = {
    "127.0.0.1": ("127.0.0.1", "localhost", "::ffff:127.0.0.1"),
    "127.0.0.2": ("127.0.0.2", "::ffff:127.0.0.2"),
    "127.83.7.250": ("127.83.7.250",),
    "0.0.0.0": ("127.0.0.1", "127.4.5.6", "::ffff:127.0.0.3"),
    "::1": ("::1", "localhost"),
    "::": ("::1", "127.0.0.1", "127.0.0.9", "::ffff:127.0.0.1"),
    "localhost": ("127.0.0.1", "localhost"),
}
"""The option `host`, and addresses at which clients reach it then."""

WAYS = [(host, address) for host, addresses in LISTENING.items() for address in addresses]


def connected(mock: MockKeyfactor, address: str, port: int) -> socket.socket:
    """Return a connection to `address`, through a socket of IPv6 for a mapped address."""
    reached = {"localhost": "127.0.0.1" if ":" not in mock.relay.host else "::1"}.get(address, address)
    return socket.create_connection((reached, port), timeout=10)


def checking(mock: MockKeyfactor) -> ssl.SSLContext:
    """Return a context that trusts the mock, and checks names as strictly as Python 3.13."""
    context = ssl.create_default_context(cadata=mock.ca_pem.decode())
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    return context


def https(mock: MockKeyfactor, address: str) -> ssl.SSLSocket:
    """Shake hands with the API and the identity provider, which have one port."""
    port = int(mock.https_url.rsplit(":", 1)[1].partition("/")[0])
    return checking(mock).wrap_socket(connected(mock, address, port), server_hostname=address)


def smtps(mock: MockKeyfactor, address: str) -> ssl.SSLSocket:
    """Shake hands with the mail server, whose TLS begins with the first octet."""
    return checking(mock).wrap_socket(connected(mock, address, mock.relay.smtps), server_hostname=address)


def starttls(mock: MockKeyfactor, address: str) -> ssl.SSLSocket:
    """Shake hands with the mail server after STARTTLS."""
    raw = connected(mock, address, mock.relay.smtp)
    lines = raw.makefile("rb")
    for said in (b"", b"HELO a\r\n", b"STARTTLS\r\n"):
        raw.sendall(said)
        assert lines.readline()[:1] == b"2"
    return checking(mock).wrap_socket(raw, server_hostname=address)


SPOKEN: Mapping[str, Callable[[MockKeyfactor, str], ssl.SSLSocket]] = {
    "https": https,
    "smtps": smtps,
    "starttls": starttls,
}


@contextlib.contextmanager
def listening(host: str) -> Iterator[MockKeyfactor]:
    """Start a mock; skip the test where the machine lacks the address."""
    try:
        mock = MockKeyfactor(host=host).start()
    except ValueError as error:
        if "cannot listen" not in str(error).lower():
            raise
        pytest.skip(f"no address {host} here")
    try:
        yield mock
    finally:
        mock.stop()


@pytest.mark.parametrize("spoken", SPOKEN)
@pytest.mark.parametrize(("host", "address"), WAYS, ids=[f"{address} at {host}" for host, address in WAYS])
def test_the_certificate_is_for_the_very_address(host: str, address: str, spoken: str) -> None:
    """A client that checks the address it went to is satisfied, also with one in IPv4-mapped form."""
    with listening(host) as mock, SPOKEN[spoken](mock, address) as connection:
        assert connection.version() in {"TLSv1.2", "TLSv1.3"}


def test_smtplib_checks_the_address_it_went_to() -> None:
    """The standard client sends mail over TLS to another loopback address."""
    with listening("127.0.0.2") as mock:
        with smtplib.SMTP(mock.relay.host, mock.relay.smtp, timeout=10) as client:
            client.starttls(context=checking(mock))
            client.sendmail("a@example.com", ["b@example.com"], "Subject: x\r\n\r\nx")

        tls = mock.mailbox.expect_one().tls
        assert tls is not None
        assert tls.sni is None


def test_the_environment_names_the_host_as_one_without_proxy() -> None:
    """`NO_PROXY` contains the address to which the variables lead clients."""
    with listening("127.0.0.2") as mock:
        assert mock.environ({})["NO_PROXY"] == "127.0.0.1,localhost,::1,127.0.0.2"
