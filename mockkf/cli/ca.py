"""`mockkf ca`: the certificate of the CA of a running mock, for the trust stores of clients."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mockkf.cli.running_mock import MockCommand
from mockkf.errors import ConfigurationError
from mockkf.model import TRUST_STORE_PASSWORD

if TYPE_CHECKING:
    from mockkf.remote import ControlClient

STORES = (".p12", ".pfx", ".pkcs12")
"""The ends of file names that stand for a trust store."""


@click.command(cls=MockCommand)
@click.pass_obj
@click.option(
    "--format",
    "form",
    type=click.Choice(["pem", "pkcs12"]),
    help="PEM, or a PKCS12 trust store for Java (default: pkcs12 if the output ends with .p12, else pem).",
)
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write this file (default stdout).")
@click.option(
    "--password",
    default=TRUST_STORE_PASSWORD,
    help=f"The password of the trust store (default {TRUST_STORE_PASSWORD}); empty for none.",
)
def ca(control: "ControlClient", form: str | None, output: Path | None, password: str) -> None:
    """Print the certificate of the CA that signs the certificate of every name of a running mock.

    Java: java -Djavax.net.ssl.trustStore=ca.p12 -Djavax.net.ssl.trustStorePassword=changeit …
    """
    content = control.ask("GET", "/mockkf/ca.pem").content
    if form == "pkcs12" or (form is None and output and output.suffix.lower() in STORES):
        from mockkf.tls import java_trust_store

        if output is None and sys.stdout.isatty():
            raise ConfigurationError("a trust store is binary; write it with --output FILE or into a pipe")
        content = java_trust_store(content, password)
    _write(content, output)


def _write(content: bytes, output: Path | None) -> None:
    if output is None:
        sys.stdout.buffer.write(content)
        return
    try:
        output.write_bytes(content)
    except OSError as error:
        raise ConfigurationError(f"cannot write {output}: {error.strerror}", option="output") from error


COMMANDS = (ca,)
