"""Whether the chosen mock answers, and is healthy."""

from collections.abc import Iterator

from mockkf.cli.checks.check import Check, Finding, Surroundings, ok, problem
from mockkf.model import own_version

OLDER = "older than 0.1.0"
"""The version of a mock that does not tell it."""


class MockAnswers(Check):
    """The mock that --url or --ready-file names, or the one at the usual port."""

    order = 2
    title = "running mock"

    def findings(self, there: Surroundings) -> Iterator[Finding]:
        """Yield whether it answers; without one at the usual port nothing is wrong."""
        if there.addresses:
            release = there.addresses["options"]["release"]
            process, running = there.addresses["pid"], there.addresses.get("version", OLDER)
            yield ok(f"a mock answers at {there.url}: release {release} of Command, process {process}")
            if running != own_version():
                advice = "install the same version here, or start the mock again after an upgrade"
                yield problem(f"the running mock is mockkf {running}, and this command is {own_version()}", advice)
        elif there.is_chosen:
            yield problem(there.silence, "start it with `mockkf serve`, or correct --url or --ready-file")
        else:
            yield ok(f"no mock runs at {there.url}; `mockkf serve` starts one")
