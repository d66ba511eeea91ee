"""Mailpit's variables mean at the start of the image what they mean to Mailpit, and nothing happens without one."""

import os
import smtplib
import socket
import ssl
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from mockkf import MockKeyfactor
from mockkf.cli.container.mailpit_variables import Translation, translate
from mockkf.cli.container.rights import read_for_later
from mockkf.errors import ConfigurationError
from mockkf.tls.ca import Authority
from mockkf.tls.names import subject
from tests.support.serving import free_ports, limited, started


def kept(*paths: str) -> str:
    """A path that tells what it was made of."""
    return "+".join(paths)


@pytest.mark.parametrize(
    ("variables", "defaults"),
    [
        ({"MP_SMTP_AUTH": "jane:a:b ron:c"}, {"relay_users": [("jane", "a:b"), ("ron", "c")]}),
        ({"MP_SMTP_AUTH": "jane:a", "MP_SMTP_AUTH_ACCEPT_ANY": "1"}, {}),
        ({"MP_SMTP_AUTH_ACCEPT_ANY": "1", "MP_SMTP_REQUIRE_TLS": "0"}, {}),
        ({"MP_SMTP_REQUIRE_TLS": "true"}, {"mailpit_smtp_tls": "implicit"}),
        ({"MP_SMTP_TLS_CERT": "/c", "MP_SMTP_TLS_KEY": "/k"}, {"mailpit_smtp_certificate": "/k+/c"}),
    ],
)
def test_a_variable_sets_a_default(variables: dict[str, str], defaults: dict[str, object]) -> None:
    """Each variable becomes the settings with its meaning, and the log says the words that clients wait for."""
    found = translate(variables, kept)

    users = [(user["name"], user["password"]) for user in found.defaults.get("relay_users", ())]
    assert {**found.defaults, **({"relay_users": users} if users else {})} == defaults
    assert found.lines == ("accessible via {mailpit}/",)
    assert "a:b" not in repr(found)


def test_without_a_variable_nothing_changes() -> None:
    """Other variables are not Mailpit's."""
    assert translate({"PATH": "/bin", "MPX": "1"}, kept) == Translation()


def test_other_variables_are_named_in_a_warning() -> None:
    """What changes nothing is told."""
    [warning] = translate({"MP_WEBROOT": "/mail", "MP_MAX_MESSAGES": "7"}, kept).warnings

    assert warning == "these variables of Mailpit change nothing here: MP_MAX_MESSAGES, MP_WEBROOT"


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"MP_SMTP_AUTH": "jane"}, "must be like"),
        ({"MP_SMTP_AUTH": "jane:$2y$10$x"}, "without hashes"),
        ({"MP_SMTP_TLS_KEY": "/k"}, "need each other"),
    ],
)
def test_a_wrong_variable_is_refused(variables: dict[str, str], said: str) -> None:
    """The message has no password."""
    with pytest.raises(ConfigurationError, match=said) as refused:
        translate(variables, kept)
    assert "$2y$" not in str(refused.value)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """The path and the reason are in the message."""
    with pytest.raises(ConfigurationError, match=r"nothing cannot be read.*: No such file"):
        read_for_later(str(tmp_path / "nothing"))


@pytest.mark.parametrize("mode", ["starttls", "implicit"])
def test_the_port_for_mail_shows_the_given_certificate(mode: str, tmp_path: Path) -> None:
    """A client that trusts only the user's certificate sends mail with STARTTLS, or inside TLS from the first byte."""
    authority = Authority()
    chain = tmp_path / "chain.pem"
    chain.write_bytes(authority.valid([subject("localhost")]))
    trusting = ssl.create_default_context(cadata=authority.pem.decode())
    certificate = read_for_later(str(chain))
    port = _free_port()

    options: dict[str, Any] = {
        "mailpit_smtp_port": port,
        "mailpit_smtp_tls": mode,
        "mailpit_smtp_certificate": certificate,
    }
    with MockKeyfactor(**options) as mock:
        if mode == "implicit":
            client: smtplib.SMTP = smtplib.SMTP_SSL("localhost", port, timeout=10, context=trusting)
        else:
            client = smtplib.SMTP("localhost", port, timeout=10)
            client.starttls(context=trusting)
        with client:
            client.sendmail("a@example.com", ["b@example.com"], "Subject: x\r\n\r\nx")

        assert mock.mailbox.expect_one().tls is not None
    os.close(int(certificate.rpartition("/")[2]))


def test_a_certificate_that_cannot_be_used_is_refused(tmp_path: Path) -> None:
    """The error names the option and the file."""
    (tmp_path / "x.pem").write_text("no certificate")

    with pytest.raises(ConfigurationError, match=r"cannot use .*x\.pem"):
        MockKeyfactor(mailpit_smtp_certificate=str(tmp_path / "x.pem"))


def test_the_entry_point_says_when_it_is_ready() -> None:
    """It starts `serve` like `mockkf`, warns first, and says where Mailpit's API is."""
    arguments = ["-m", "mockkf.cli.container", "serve", "--quiet", "--mailpit-port", "0", *free_ports()]
    variables = {"MP_SMTP_AUTH_ACCEPT_ANY": "1", "MP_WEBROOT": "/"}
    if os.getuid() == 0:
        pytest.skip("root becomes the user of the image, which this machine has not")
    with started(arguments, stderr=subprocess.STDOUT, **variables) as process, limited(process):
        assert process.stdout
        assert "change nothing here: MP_WEBROOT" in process.stdout.readline()
        assert "accessible via http://127.0.0.1:" in process.stdout.readline()


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become another user")
def test_root_keeps_nothing_but_what_it_read(tmp_path: Path) -> None:
    """After the change of the user the key is still readable in memory, its file is not, and there is no way back."""
    key = tmp_path / "key.pem"
    key.write_text("k")
    key.chmod(0o600)
    program = (
        "import os, sys; from mockkf.cli.container.rights import drop_root, read_for_later\n"
        "kept = read_for_later(sys.argv[1]); drop_root('nobody')\n"
        "assert open(kept).read() == 'k\\n' and os.getuid() != 0 and not os.access(sys.argv[1], os.R_OK)\n"
        "try: os.setuid(0)\nexcept PermissionError: print('done')"
    )

    said = subprocess.run(
        [sys.executable, "-c", program, str(key)], capture_output=True, text=True, timeout=20, check=False
    )

    assert said.stdout == "done\n", said.stderr


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("localhost", 0))
        number: int = one.getsockname()[1]
        return number
