"""Keyfactor's own SDK for Go, which was generated from the published interface of 25.1."""

from collections.abc import Iterator
from typing import ClassVar

from mockkf import MockKeyfactor
from tests.interop import go_module
from tests.interop.generated import COMMAND, exercise
from tests.interop.peer import Peer
from tests.interop.tools import GO, Tool
from tests.interop.workplace import Workplace


class KeyfactorGoSdk(Peer):
    """It speaks https only, and drops the port of the address at which it signs in."""

    name = "Keyfactor Go SDK"
    subjects = ("25.1", "25.5")
    needs: ClassVar[tuple[Tool, ...]] = (GO,)

    def steps(self, subject: str, workplace: Workplace) -> Iterator[str]:
        """Compile the program, and run it against the release `subject`."""
        go_module.begin(workplace, "github.com/Keyfactor/keyfactor-go-client-sdk/v25 v25.0.2")
        program = go_module.compile_program("keyfactor_go_sdk/main.go", workplace)
        yield "compiled"
        with MockKeyfactor(release=subject) as mock:
            exercise(COMMAND, program, mock, workplace)
        yield "ran"
