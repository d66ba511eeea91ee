"""msmtp, a program that sends mail as sendmail does."""

from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from tests.interop.mail_client import MailClient
from tests.interop.tools import MSMTP, Tool
from tests.interop.workplace import Workplace

MODES: Mapping[str, tuple[str, ...]] = {
    "plain": ("--tls=off",),
    "starttls": ("--tls=on", "--tls-starttls=on"),
    "tls": ("--tls=on", "--tls-starttls=off"),
}
SCRIPT = "printf 'Subject: Certificate expires\\r\\n\\r\\nin 7 days\\r\\n' | exec msmtp \"$@\""


class Msmtp(MailClient):
    """It uses GnuTLS, which reads no variable: the switch names the CA."""

    name = "msmtp"
    needs: ClassVar[tuple[Tool, ...]] = (MSMTP,)
    mechanisms = ("PLAIN", "LOGIN", "XOAUTH2", "OAUTHBEARER")

    def build(self, workplace: Workplace) -> tuple[str | Path, ...]:
        """Write no file: everything stands in switches."""
        del workplace
        return ("sh", "-c", SCRIPT, "msmtp", "--file=/dev/null")

    def words(self, program: tuple[str | Path, ...], variables: Mapping[str, str]) -> tuple[str | Path, ...]:
        """Return the switches."""
        server = (f"--host={variables['MAIL_HOST']}", f"--port={variables['MAIL_PORT']}")
        mode = MODES[variables["MAIL_MODE"]]
        trust = (f"--tls-trust-file={variables['SSL_CERT_FILE']}",) if mode != MODES["plain"] else ()
        mechanism = variables["MAIL_MECHANISM"].lower()
        user = (f"--user={variables['MAIL_USER']}", "--passwordeval=printenv MAIL_SECRET")
        login = (f"--auth={mechanism}", *user) if mechanism else ("--auth=off",)
        return (*program, *server, *mode, *trust, *login, "--from=app@keyexample.com", "--", variables["MAIL_TO"])
