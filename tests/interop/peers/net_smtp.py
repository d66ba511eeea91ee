"""net/smtp of Go."""

from pathlib import Path
from typing import ClassVar

from tests.interop import go_module
from tests.interop.mail_client import MailClient
from tests.interop.tools import GO, Tool
from tests.interop.workplace import Workplace


class NetSmtp(MailClient):
    """The standard library; CRAM-MD5, its other mechanism, is not offered."""

    name = "net/smtp"
    needs: ClassVar[tuple[Tool, ...]] = (GO,)
    mechanisms = ("PLAIN",)

    def build(self, workplace: Workplace) -> tuple[str | Path, ...]:
        """Compile the program."""
        go_module.begin(workplace)
        return go_module.compile_program("mail_clients/net_smtp.go", workplace)
