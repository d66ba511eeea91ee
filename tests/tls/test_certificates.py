"""The private CA from the view of a client: real handshakes over a socket pair."""

import contextlib
import logging
import os
import socket
import ssl
import tempfile
import threading
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import cast

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from mockkf.tls import certificates as module
from mockkf.tls.certificates import KINDS, PROTOCOLS, Certificates
from mockkf.tls.names import NotMintable

LONG = ".".join(["smtp-of-a-department-with-a-name-that-never-ends"] * 5)

STRICT = ssl.VERIFY_X509_STRICT
"""The flag that Python 3.13 sets by default; older versions need it explicitly."""

NO_CHECK_TIME = 0x200000
"""OpenSSL's `X509_V_FLAG_NO_CHECK_TIME`, for which Python has no name."""

HOST = "smtp.keyexample.com"

REFUSALS = [
    ("expired", 10),
    ("not_yet_valid", 9),
    ("wrong_name", 62),
    ("self_signed", 18),
    ("untrusted", 20),
]
"""Each defective kind, and the reason why a client refuses it."""


@pytest.fixture
def certificates() -> Iterator[Certificates]:
    """A fresh CA."""
    made = Certificates()
    yield made
    made.close()


def trusting(certificates: Certificates, version: ssl.TLSVersion | None = None) -> ssl.SSLContext:
    """A client as strict as Python 3.13's, which trusts the CA file."""
    context = ssl.create_default_context(cafile=certificates.ca_file)
    context.verify_flags |= STRICT
    if version is not None:
        context.minimum_version = context.maximum_version = version
    return context


def handshake(server: ssl.SSLContext, client: ssl.SSLContext, name: str | None) -> tuple[ssl.SSLSocket, ssl.SSLSocket]:
    """Return both ends after a handshake; raise the client's error if it fails."""
    here, there = socket.socketpair()
    for end in (here, there):
        end.settimeout(10)
    with ThreadPoolExecutor(1) as pool, contextlib.ExitStack() as stack:
        served = stack.enter_context(server.wrap_socket(there, server_side=True, do_handshake_on_connect=False))
        called = stack.enter_context(client.wrap_socket(here, server_hostname=name, do_handshake_on_connect=False))
        answer = pool.submit(served.do_handshake)
        try:
            called.do_handshake()
        except ssl.SSLError:
            called.close()
            answer.exception(10)
            raise
        answer.result(10)
        stack.pop_all()
    return called, served


def names(server: ssl.SSLContext, client: ssl.SSLContext, name: str | None) -> set[str]:
    """Return the names in the certificate that `client` accepted for `name`."""
    called, served = handshake(server, client, name)
    with called, served:
        certificate = called.getpeercert()
    assert certificate is not None
    return {str(value) for _, value in cast("tuple[tuple[str, str], ...]", certificate["subjectAltName"])}


def certificate_of(server: ssl.SSLContext) -> x509.Certificate:
    """Return the certificate that a client gets that checks nothing."""
    client = ssl.create_default_context()
    client.check_hostname, client.verify_mode = False, ssl.CERT_NONE
    called, served = handshake(server, client, HOST)
    with called, served:
        certificate = called.getpeercert(binary_form=True)
    assert certificate is not None
    return x509.load_der_x509_certificate(certificate)


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3], ids=["1.2", "1.3"])
@pytest.mark.parametrize(
    "name",
    [
        "smtp.keyexample.com",
        "SMTP.KeyExample.com",
        "mail_relay",
        "_relay.corp_net.local",
        "xn--mnchen-3ya.example",
        LONG,
    ],
    ids=["plain", "capitals", "underscore", "underscores", "a-label", "long"],
)
def test_each_name_a_client_asks_for_gets_its_own_certificate(
    certificates: Certificates, name: str, version: ssl.TLSVersion
) -> None:
    """A strict client that asks for a name by SNI is shown a certificate for that name only."""
    shown = names(certificates.server_context(), trusting(certificates, version), name)

    assert shown == {name.lower()}


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3], ids=["1.2", "1.3"])
@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_a_client_without_sni_gets_the_default_certificate(
    certificates: Certificates, address: str, version: ssl.TLSVersion
) -> None:
    """An address is not sent as SNI; the default certificate is valid for 127.0.0.1 and ::1."""
    shown = names(certificates.server_context(), trusting(certificates, version), address)

    assert shown == {"localhost", "127.0.0.1", "0:0:0:0:0:0:0:1"}


@pytest.mark.parametrize(
    ("address", "names_of_it"),
    [
        ("127.0.0.2", {"127.0.0.2", "0:0:0:0:0:FFFF:7F00:2"}),
        ("::ffff:192.0.2.7", {"192.0.2.7", "0:0:0:0:0:FFFF:C000:207"}),
        ("2001:db8::25", {"2001:DB8:0:0:0:0:0:25"}),
        ("fe80::1%eth0", {"FE80:0:0:0:0:0:0:1"}),
    ],
)
def test_a_client_without_sni_gets_the_address_it_went_to(
    certificates: Certificates, address: str, names_of_it: set[str]
) -> None:
    """The certificate has the address in each form, beside the names of every mock."""
    shown = names(certificates.server_context(address=address), trusting(certificates), "127.0.0.1")

    assert shown == {"localhost", "127.0.0.1", "0:0:0:0:0:0:0:1", *names_of_it}


@pytest.mark.parametrize(("host", "added"), [("Mail.KeyExample.com", {"mail.keyexample.com"}), ("no such name", set())])
def test_a_client_without_sni_gets_the_name_of_the_host(host: str, added: set[str]) -> None:
    """The certificate has the host at which the mock listens, unless no certificate can have it."""
    with contextlib.closing(Certificates(host)) as certificates:
        shown = names(certificates.server_context(), trusting(certificates), "127.0.0.1")

    assert shown == {"localhost", "127.0.0.1", "0:0:0:0:0:0:0:1", *added}


def test_the_default_certificate_is_that_of_localhost(certificates: Certificates) -> None:
    """A client that neither sends nor checks a name gets the certificate of localhost."""
    client = trusting(certificates)
    client.check_hostname = False

    assert names(certificates.server_context(), client, None) == names(
        certificates.server_context(), trusting(certificates), "localhost"
    )


@pytest.mark.parametrize(("asked", "name"), [("smtp.keyexample.com", "smtp.keyexample.com"), ("127.0.0.1", None)])
def test_the_connection_remembers_the_name_asked_for(certificates: Certificates, asked: str, name: str | None) -> None:
    """The server's end carries the SNI name as `sni`, None without one."""
    called, served = handshake(certificates.server_context(), trusting(certificates), asked)
    with called, served:
        assert vars(served)["sni"] == name


@pytest.mark.parametrize("address", ["192.0.2.7", "2001:db8::25"])
def test_an_address_can_have_a_certificate(certificates: Certificates, address: str) -> None:
    """`context_for` takes an IP address."""
    assert len(names(certificates.context_for(address), trusting(certificates), address)) == 1


def test_a_name_in_another_alphabet_is_minted_as_its_a_label(certificates: Certificates) -> None:
    """`context_for` takes an internationalised name in Unicode."""
    shown = names(certificates.context_for("münchen.example"), trusting(certificates), "münchen.example")

    assert shown == {"xn--mnchen-3ya.example"}


def test_a_certificate_for_another_name_is_refused(certificates: Certificates) -> None:
    """The client's host name check accepts the certificates."""
    with pytest.raises(ssl.SSLCertVerificationError) as caught:
        handshake(certificates.context_for("smtp.keyexample.com"), certificates.client_context(), "mail.keyexample.com")

    assert caught.value.verify_code == 62


def test_the_clients_own_context_accepts_the_servers(certificates: Certificates) -> None:
    """`client_context` and `server_context` of one CA shake hands."""
    assert names(certificates.server_context(), certificates.client_context(), "mail_relay") == {"mail_relay"}


def test_only_clients_that_connect_directly_can_resume_a_session(certificates: Certificates) -> None:
    """They get session tickets, as from other servers; the mock's own clients, which need none, get none."""

    def offers(server: ssl.SSLContext) -> bool:
        called, served = handshake(server, certificates.client_context(), "localhost")
        with called, served:
            served.sendall(b".")
            called.recv(1)
            return called.session is not None and called.session.has_ticket

    assert offers(certificates.server_context())
    assert not offers(certificates.context_for("localhost"))


def test_another_ca_is_not_trusted(certificates: Certificates) -> None:
    """Two mocks do not accept each other's certificates."""
    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(certificates.server_context(), Certificates().client_context(), "localhost")


def test_a_client_that_trusts_the_systems_cas_refuses(certificates: Certificates) -> None:
    """A client trusts the private CA only if it is configured to."""
    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(certificates.server_context(), ssl.create_default_context(), "localhost")


@pytest.mark.parametrize(
    "name",
    [
        "",
        "a..b",
        ".example",
        "a" * 64,
        ".".join(["a" * 60] * 5),
        "no such name",
        "a@b",
        "10.0.0.0/8",
        "*.example",
        "a\0b",
    ],
)
def test_a_name_that_cannot_be_minted_is_named(certificates: Certificates, name: str) -> None:
    """`NotMintable` has the name."""
    with pytest.raises(NotMintable) as caught:
        certificates.context_for(name)

    assert repr(name) in str(caught.value)


def test_asking_for_a_name_that_cannot_be_minted_fails_the_handshake(
    certificates: Certificates, caplog: pytest.LogCaptureFixture
) -> None:
    """The client gets the alert 'unrecognized name', and no uncaught exception is raised."""
    caplog.set_level(logging.DEBUG)

    with pytest.raises(ssl.SSLError, match=r"(?i)unrecognized.name"):
        handshake(certificates.server_context(), trusting(certificates), "no such name")

    assert "'no such name'" in caplog.text


def test_a_ca_that_cannot_write_fails_the_handshake_only(
    certificates: Certificates, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """If issuing a certificate fails with an internal error, the client gets an alert and the log has the traceback."""
    client = trusting(certificates)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))

    with pytest.raises(ssl.SSLError, match=r"(?i)internal.error"):
        handshake(certificates.server_context(), client, "smtp.keyexample.com")


def test_versions_older_than_1_2_are_not_spoken(certificates: Certificates) -> None:
    """Every context but an `old_context` starts at TLS 1.2."""
    contexts = [certificates.server_context(), certificates.context_for("localhost"), certificates.client_context()]

    assert {context.minimum_version for context in contexts} == {ssl.TLSVersion.TLSv1_2}


def test_two_threads_that_need_a_name_at_once_share_one_certificate(certificates: Certificates) -> None:
    """Simultaneous requests for one name create one certificate."""
    together = threading.Barrier(8)

    def ask(name: str) -> ssl.SSLContext:
        together.wait(10)
        return certificates.context_for(name)

    with ThreadPoolExecutor(8) as pool:
        contexts = set(pool.map(ask, ["smtp.keyexample.com", "SMTP.keyexample.com"] * 4))

    assert len(contexts) == 1


def test_names_are_not_remembered_without_end(certificates: Certificates) -> None:
    """Above the limit the oldest certificate is dropped, and created again at the next request."""
    first, second = certificates.context_for("first"), certificates.context_for("second")

    for number in range(module.NAMES_KEPT - 1):
        certificates.context_for(f"host-{number}")

    assert certificates.context_for("second") is second
    assert certificates.context_for("first") is not first


def test_the_ca_file_holds_the_ca_until_close(certificates: Certificates) -> None:
    """`ca_file` is one file with `ca_pem` in it, gone after `close`."""
    file = certificates.ca_file
    assert file == certificates.ca_file
    assert file.read_bytes() == certificates.ca_pem

    certificates.close()
    certificates.close()

    assert not file.exists()


def test_each_mock_has_a_ca_file_of_its_own(certificates: Certificates) -> None:
    """Two mocks in one process share no file."""
    with contextlib.closing(Certificates()) as other:
        assert other.ca_file != certificates.ca_file


def test_minting_leaves_no_files(certificates: Certificates, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The CA file is the only file on the disk, and only if it was requested."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    certificates.context_for("smtp.keyexample.com")
    certificates.context_for("mail_relay")

    assert os.listdir(tmp_path) == []  # noqa: PTH208 - as short as can be


def test_every_kind_is_tried_here() -> None:
    """All `KINDS` except `valid` are defective."""
    assert ("valid", *(kind for kind, _ in REFUSALS)) == KINDS


@pytest.mark.parametrize(("kind", "code"), REFUSALS)
@pytest.mark.parametrize("strict", [0, STRICT], ids=["lenient", "strict"])
def test_a_bad_certificate_is_refused_for_its_kind(
    certificates: Certificates, strict: ssl.VerifyFlags, kind: str, code: int
) -> None:
    """The client, strict or not, reports the one defect of the certificate."""
    client = certificates.client_context()
    client.verify_flags = client.verify_flags & ~STRICT | strict

    with pytest.raises(ssl.SSLCertVerificationError) as caught:
        handshake(certificates.context_for(HOST, kind), client, HOST)

    assert caught.value.verify_code == code


@pytest.mark.parametrize(("kind", "code"), REFUSALS)
def test_a_bad_certificate_is_found_by_sni_too(certificates: Certificates, kind: str, code: int) -> None:
    """`server_context` of a kind has that kind for every name."""
    with pytest.raises(ssl.SSLCertVerificationError) as caught:
        handshake(certificates.server_context(kind), certificates.client_context(), HOST)

    assert caught.value.verify_code == code


@pytest.mark.parametrize(
    ("kind", "code"),
    [("expired", 10), ("not_yet_valid", 9), ("wrong_name", 64), ("self_signed", 18), ("untrusted", 20)],
)
@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "127.0.0.2", "2001:db8::25"])
def test_an_address_is_refused_likewise(certificates: Certificates, address: str, kind: str, code: int) -> None:
    """For an address, with no SNI, the codes are the same, but a wrong name is an address mismatch."""
    for server in (certificates.context_for(address, kind), certificates.server_context(kind, address)):
        with pytest.raises(ssl.SSLCertVerificationError) as caught:
            handshake(server, certificates.client_context(), address)

        assert caught.value.verify_code == code


@pytest.mark.parametrize("kind", ["expired", "not_yet_valid"])
def test_nothing_but_the_time_is_wrong(certificates: Certificates, kind: str) -> None:
    """A client without a clock accepts a certificate that has ended or not begun."""
    client = trusting(certificates)
    client.verify_flags |= NO_CHECK_TIME

    assert names(certificates.context_for(HOST, kind), client, HOST) == {HOST}


def test_nothing_but_the_name_is_wrong(certificates: Certificates) -> None:
    """A client that does not compare names accepts a certificate for another host."""
    client = trusting(certificates)
    client.check_hostname = False

    assert names(certificates.context_for(HOST, "wrong_name"), client, HOST) == {"wrong.example.com"}


@pytest.mark.parametrize("kind", ["self_signed", "untrusted"])
def test_nothing_but_the_signature_is_wrong(certificates: Certificates, kind: str) -> None:
    """A client that is told to trust the certificate itself accepts it."""
    server = certificates.context_for(HOST, kind)
    client = ssl.create_default_context(cadata=certificate_of(server).public_bytes(Encoding.PEM).decode())
    client.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN

    assert names(server, client, HOST) == {HOST}


def test_a_wrong_name_is_never_the_right_one(certificates: Certificates) -> None:
    """The wrong name is wrong even for the host that other hosts get as wrong name."""
    with pytest.raises(ssl.SSLCertVerificationError) as caught:
        handshake(
            certificates.context_for("wrong.example.com", "wrong_name"),
            certificates.client_context(),
            "wrong.example.com",
        )

    assert caught.value.verify_code == 62


def test_the_ca_that_nobody_trusts_is_one(certificates: Certificates) -> None:
    """All untrusted certificates of a mock have one issuer, which is not its CA."""
    issuers = {certificate_of(certificates.context_for(name, "untrusted")).issuer for name in ("first", "second")}

    assert len(issuers) == 1
    assert issuers != {x509.load_pem_x509_certificate(certificates.ca_pem).subject}


def test_each_kind_of_a_name_is_remembered_apart(certificates: Certificates) -> None:
    """A name has one context for each kind and each old protocol."""
    asked = [partial(certificates.context_for, HOST, kind) for kind in KINDS]
    asked += [partial(certificates.old_context, HOST, protocol) for protocol in PROTOCOLS]

    contexts = [ask() for ask in asked]

    assert len(set(contexts)) == len(KINDS) + len(PROTOCOLS)
    assert [ask() for ask in asked] == contexts


@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_is_minted_for_an_impossible_name(certificates: Certificates, kind: str) -> None:
    """A name without a possible certificate is refused for every kind."""
    with pytest.raises(NotMintable):
        certificates.context_for("no such name", kind)


def test_an_unknown_kind_or_protocol_is_refused_at_once(certificates: Certificates) -> None:
    """An unknown kind fails when the context is requested, not at the first handshake."""
    for ask in (
        partial(certificates.context_for, HOST, "stale"),
        partial(certificates.server_context, "stale"),
        partial(certificates.old_context, HOST, "TLSv1.2"),
    ):
        with pytest.raises(KeyError):
            ask()


@pytest.mark.parametrize("asked", [HOST, "127.0.0.1"], ids=["sni", "no-sni"])
@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_client_of_today_cannot_speak_to_an_old_server(certificates: Certificates, protocol: str, asked: str) -> None:
    """The handshake fails because of the protocol version, with and without SNI."""
    with pytest.raises(ssl.SSLError, match=r"(?i)unsupported.protocol|protocol.version"):
        handshake(certificates.old_context(asked, protocol), certificates.client_context(), asked)


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
@pytest.mark.parametrize("asked", [HOST, "127.0.0.1"], ids=["sni", "no-sni"])
@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_an_old_client_can_speak_to_an_old_server(certificates: Certificates, protocol: str, asked: str) -> None:
    """The connection uses the old protocol, and the certificate is valid."""
    client = trusting(certificates)
    client.set_ciphers("DEFAULT:@SECLEVEL=0")
    client.minimum_version = ssl.TLSVersion.TLSv1

    called, served = handshake(certificates.old_context(asked, protocol), client, asked)

    with called, served:
        assert called.version() == protocol


def test_old_contexts_leave_the_warnings_as_they_are() -> None:
    """Mocks that create old contexts at the same time do not change the warning filters of the process."""
    before = list(warnings.filters)
    together = threading.Barrier(4)

    def ask(certificates: Certificates) -> None:
        together.wait(10)
        for protocol in PROTOCOLS:
            certificates.old_context(HOST, protocol)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(ask, [Certificates() for _ in range(4)]))

    assert list(warnings.filters) == before
