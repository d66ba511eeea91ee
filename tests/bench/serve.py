"""A mail server in a process of its own: tells its port, then for every line it is given its CPU time and its mails."""

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from time import process_time
from typing import Any

from mockkf import MockKeyfactor
from tests.bench.floor import MailServer


@dataclass(frozen=True)
class Kind:
    """How a kind of server is made, and where its port and its mails are found."""

    make: Callable[[], AbstractContextManager[Any]]
    port: Callable[[Any], int]
    held: Callable[[Any], int]


KINDS = {
    "mockkf": Kind(MockKeyfactor, lambda mock: mock.relay.smtp, lambda mock: len(mock.mailbox)),
    "mockkf-asyncio": Kind(MockKeyfactor, lambda mock: mock.relay.smtp, lambda mock: len(mock.mailbox)),
    "bare": Kind(MailServer, lambda bare: bare.port, lambda bare: len(bare.keep.kept)),
}


def main(kind: str) -> None:
    """Serve until there are no more lines."""
    if kind == "mockkf-asyncio":
        sys.modules["uvloop"] = None  # type: ignore[assignment] # as if it were not installed
    with KINDS[kind].make() as server:
        print(KINDS[kind].port(server), flush=True)
        for _ in sys.stdin:
            print(process_time(), KINDS[kind].held(server), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
