"""nodemailer, a library for Node.js."""

from pathlib import Path
from typing import ClassVar

from tests.interop import node_project
from tests.interop.mail_client import MailClient
from tests.interop.tools import NODE, NPM, Tool
from tests.interop.workplace import Workplace


class Nodemailer(MailClient):
    """Node.js trusts the CA by NODE_EXTRA_CA_CERTS."""

    name = "nodemailer"
    needs: ClassVar[tuple[Tool, ...]] = (NODE, NPM)
    mechanisms = ("PLAIN", "LOGIN", "XOAUTH2")

    def build(self, workplace: Workplace) -> tuple[str | Path, ...]:
        """Install the package."""
        node_project.begin(workplace)
        return ("node", workplace.copy("mail_clients/nodemailer.mjs", "main.mjs"))
