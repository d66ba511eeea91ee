"""swaks, a program to test mail servers."""

from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from tests.interop.mail_client import MailClient
from tests.interop.tools import SWAKS, Tool
from tests.interop.workplace import Workplace

MODES: Mapping[str, tuple[str, ...]] = {"plain": (), "starttls": ("--tls",), "tls": ("--tls-on-connect",)}


class Swaks(MailClient):
    """It verifies certificates only if it is told to, and then needs the path of the CA."""

    name = "swaks"
    needs: ClassVar[tuple[Tool, ...]] = (SWAKS,)
    mechanisms = ("PLAIN", "LOGIN")

    def build(self, workplace: Workplace) -> tuple[str | Path, ...]:
        """Build nothing."""
        del workplace
        return ("swaks",)

    def words(self, program: tuple[str | Path, ...], variables: Mapping[str, str]) -> tuple[str | Path, ...]:
        """Return the switches."""
        server = f"{variables['MAIL_HOST']}:{variables['MAIL_PORT']}"
        mail = (
            "--from",
            "app@keyexample.com",
            "--to",
            variables["MAIL_TO"],
            "--header",
            "Subject: Certificate expires",
        )
        user = ("--auth-user", variables["MAIL_USER"], "--auth-password", variables["MAIL_SECRET"])
        mechanism = variables["MAIL_MECHANISM"]
        login = ("--auth", mechanism, *user) if mechanism else ()
        trust = ("--tls-verify", "--tls-ca-path", variables["SSL_CERT_FILE"])
        mode = MODES[variables["MAIL_MODE"]]
        return (*program, "--server", server, *mail, *login, *mode, *(trust if mode else ()))
