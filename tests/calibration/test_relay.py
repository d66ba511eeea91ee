"""Calibrations with a relay: a hand-made server really sends its mail there."""

import smtplib
import socket
import ssl
from base64 import b64encode
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import trustme
from flask import jsonify

from mockkf import Calibration, ConfigurationError, calibrate
from tests.calibration.test_servers import HandMade, serving
from tests.support.calibrated import USER


class Sender(HandMade):
    """A server that sends a test mail to the host in its body, over STARTTLS if `trusts` says whom it trusts."""

    def __init__(self, *, opportunistic: bool = False) -> None:
        super().__init__(self.send)
        self.opportunistic = opportunistic

    def send(self, body: dict[str, Any]) -> Any:
        """Send the mail, or tell the reply of the mail server."""
        if body["Host"].endswith(".invalid"):
            return self.refuse("Mail could not be sent: no such host is known")
        mail = EmailMessage()
        mail["Subject"], mail["From"], mail["To"] = "A test", body["SenderAccount"], body["TestRecipient"]
        mail.set_content("It works")
        try:
            with smtplib.SMTP("127.0.0.1", body["Port"], "command01", timeout=5) as client:
                client.ehlo()
                if body.get("UseSSL") or self.opportunistic:
                    client.starttls(context=ssl.create_default_context())
                if body["RelayAuthenticationType"] == 2:
                    name, password = body["RelayUsername"], body["RelayPassword"]
                    client.docmd("AUTH", "LOGIN")
                    client.docmd(b64encode(name.encode()).decode())
                    code, words = client.docmd(b64encode(password.encode()).decode())
                    if code != 235:
                        return self.refuse(f"Login failed: {words.decode()}")
                client.send_message(mail)
        except (OSError, smtplib.SMTPException):
            return self.refuse("Mail could not be sent")
        return jsonify({**self.profile, "TestRecipient": body["TestRecipient"]})


@pytest.fixture(scope="module")
def found() -> Iterator[Calibration]:
    """What is found of a server that sends its mail to the relay."""
    with serving(Sender().app) as url:
        yield calibrate(f"{url}/KeyfactorAPI", relay="127.0.0.1:0,0,0", **USER)


@pytest.mark.parametrize(
    ("rule", "seen"),
    [
        ("test-helo", "EHLO command01"),
        ("test-subject", "A test"),
        ("test-text", "It works"),
        ("test-login", "LOGIN once, LOGIN without PLAIN"),
        ("test-failure", "422, the message quotes the replies at relay.login"),
        ("test-v1", "200 with the settings and TestRecipient"),
        (
            "tls",
            "25 with UseSSL: STARTTLS, 25 without UseSSL: plain text, 587 with UseSSL: STARTTLS, "
            "587 without UseSSL: plain text, 465 with UseSSL: STARTTLS, 465 without UseSSL: plain text",
        ),
    ],
)
def test_what_arrives_at_the_relay_is_seen(found: Calibration, rule: str, seen: str) -> None:
    """Dialogue, mail and failures of a real delivery are described."""
    assert found.of(rule).server == seen


def test_the_options_that_express_it_are_in_the_scenario(found: Calibration) -> None:
    """Subject and text are options; the name in EHLO is none."""
    assert 'test_subject = "A test"' in found.scenario
    assert 'test_text = "It works"' in found.scenario
    assert found.of("test-helo").option is None
    assert len(found.requests) < 120


def test_rules_behind_tls_need_trust() -> None:
    """A server that insists on TLS and does not trust the CA shows how it begins, and nothing behind it."""
    with serving(Sender(opportunistic=True).app) as url:
        found = calibrate(f"{url}/KeyfactorAPI", relay="127.0.0.1:0,0,0", **USER)

    assert found.of("test-subject").why == "the server does not trust the CA"
    assert found.of("tls").server.count("STARTTLS") == 6


def test_a_certificate_that_the_server_trusts_opens_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a certificate and its key the mail arrives over TLS."""
    ca = trustme.CA()
    leaf = ca.issue_cert("127.0.0.1")
    files = [tmp_path / name for name in ("ca.pem", "relay.pem", "relay.key")]
    ca.cert_pem.write_to_path(files[0])
    leaf.cert_chain_pems[0].write_to_path(files[1])
    leaf.private_key_pem.write_to_path(files[2])
    monkeypatch.setenv("SSL_CERT_FILE", str(files[0]))
    own: dict[str, Any] = {"relay_certificate": str(files[1]), "relay_key": str(files[2])}

    with serving(Sender(opportunistic=True).app) as url:
        found = calibrate(f"{url}/KeyfactorAPI", relay="127.0.0.1:0,0,0", **own, **USER)

    assert found.of("test-subject").server == "A test"


@pytest.mark.parametrize("relay", ["mail.example.com", "127.0.0.1:25", "127.0.0.1:25,587,x", ":1,2,3", "a:1,2,3,4,5,6"])
def test_another_form_of_a_relay_is_told(relay: str) -> None:
    """The error shows the right form, before anything is sent."""
    with pytest.raises(ConfigurationError, match="HOST:PORTS"):
        calibrate("http://127.0.0.1:1/K", relay=relay, **USER)


def test_a_certificate_without_its_key_is_told() -> None:
    """Both files or none; a file that is no certificate is told too."""
    with pytest.raises(ConfigurationError, match="both files or none"):
        calibrate("http://127.0.0.1:1/K", relay="a:0,0,0", relay_certificate="x.pem", **USER)
    with pytest.raises(ConfigurationError, match="cannot be used"):
        calibrate("http://127.0.0.1:1/K", relay="a:0,0,0", relay_certificate="x.pem", relay_key="y", **USER)
    with pytest.raises(ConfigurationError, match="needs a relay"):
        calibrate("http://127.0.0.1:1/K", relay_certificate="x.pem", relay_key="y", **USER)


def test_a_port_in_use_is_told_before_anything_is_sent() -> None:
    """The error names the relay and the port, and no option of another command."""
    with socket.create_server(("0.0.0.0", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(ConfigurationError, match=f"the relay a:{port},0,0 cannot be opened") as caught:
            calibrate("http://127.0.0.1:1/K", relay=f"a:{port},0,0", **USER)

    assert caught.value.option is None
