"""go-mail, a library for Go."""

from pathlib import Path
from typing import ClassVar

from tests.interop import go_module
from tests.interop.mail_client import MailClient
from tests.interop.tools import GO, Tool
from tests.interop.workplace import Workplace


class GoMail(MailClient):
    """It sends passwords over plain text only if it is told to."""

    name = "go-mail"
    needs: ClassVar[tuple[Tool, ...]] = (GO,)
    mechanisms = ("PLAIN", "LOGIN", "XOAUTH2")

    def build(self, workplace: Workplace) -> tuple[str | Path, ...]:
        """Compile the program."""
        go_module.begin(workplace, "github.com/wneessen/go-mail v0.7.2")
        return go_module.compile_program("mail_clients/go_mail.go", workplace)
