"""lettre, a library for Rust."""

from pathlib import Path
from typing import ClassVar

from tests.interop import rust_project
from tests.interop.mail_client import MailClient
from tests.interop.tools import CARGO, Tool
from tests.interop.workplace import Workplace


class Lettre(MailClient):
    """With rustls-native-certs, which trusts the CA by SSL_CERT_FILE."""

    name = "lettre"
    needs: ClassVar[tuple[Tool, ...]] = (CARGO,)
    mechanisms = ("PLAIN", "LOGIN", "XOAUTH2")

    def build(self, workplace: Workplace) -> tuple[str | Path, ...]:
        """Compile the program."""
        rust_project.begin(workplace, "mail_clients/lettre.rs", "examples/lettre.rs")
        workplace.copy("documented_tests/mail.rs", "mail.rs")
        rust_project.cargo(workplace, "build", "--example", "lettre")
        return (workplace.tools / "cargo" / "debug" / "examples" / "lettre",)
