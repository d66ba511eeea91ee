"""mockkf answers as a real Mailpit did: `fixtures/mailpit`."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from mockkf import MockKeyfactor
from tests.mailpit.answers import Letter, MailpitServer, differences

FIXTURES = Path(__file__).parents[2] / "fixtures" / "mailpit"


def fixture(name: str) -> Any:
    """The value of a file of the fixtures."""
    return json.loads((FIXTURES / f"{name}.json").read_text(encoding="utf-8"))


LETTERS = [
    Letter(
        mail["file"],
        (FIXTURES / mail["file"]).read_bytes(),
        mail["from"],
        tuple(mail["to"]),
        is_read=bool(mail["read"]),
    )
    for mail in fixture("mails")
]
PLACES = ("the root of the API's ports", "a port of its own", "a sandbox", "a sandbox on a port of its own")


@pytest.fixture(params=PLACES)
def server(mockkf_factory: Any, request: pytest.FixtureRequest) -> Iterator[MailpitServer]:
    """Mailpit's API at one of its places."""
    options: Mapping[str, Any] = {"mailpit_port": 0} if "of its own" in request.param else {}
    keyfactor: MockKeyfactor = mockkf_factory(**options)
    mock = keyfactor.sandbox("read") if "sandbox" in request.param else keyfactor
    found = MailpitServer(mock.mailpit_url, (mock.relay.host, mock.relay.smtp))
    if mock is not keyfactor:
        found.greeting = "read.client.example"
    yield found
    found.close()


def test_each_answer_is_that_of_a_real_mailpit(server: MailpitServer) -> None:
    """Items, messages, headers, parts, views, searches and tags are the same at each place, apart from known ones."""
    known = fixture("differs")

    found = [*differences(server.answers(LETTERS, fixture("queries")), fixture("answers"))]

    assert server.refused == {}
    assert [difference for difference in found if difference[0] not in known] == []
