"""Canaries: secrets that are easy to find, and a search in everything that a mock says.

A canary has a core of letters and digits that no escaping changes; it is looked for in clear and in base64.
"""

import logging
import re
from base64 import b64encode
from collections.abc import Iterable, Iterator

import pytest
import requests

from mockkf import MockKeyfactor
from mockkf.state import State

CORE = "kanari7Vogel3"
CANARY = f"{CORE}+/&=%"
TOKEN = re.compile(r"eyJ[\w-]{8,}\.[\w-]{8,}")

Sent = requests.Response | None


def forms() -> Iterator[str]:
    """What a canary looks like: itself, and in base64 wherever it begins among three bytes."""
    yield CORE
    for offset in range(3):
        encoded = b64encode(b"-" * offset + CORE.encode()).decode().rstrip("=")
        yield encoded[(0, 2, 3)[offset] : -2]


def heard(mock: MockKeyfactor, answers: list[Sent]) -> Iterator[tuple[str, str]]:
    """All that the mock says of itself: where, and what."""
    for answer in answers:
        if answer is not None:
            yield "answer", f"{answer.reason} {answer.headers} {answer.text}"
    for path in ("messages", "journal"):
        yield f"/mockkf/{path}", requests.get(f"{mock.control_url}/{path}", timeout=10).text
    state = mock.state
    for path in ("/", "/?show=calls", "/faults", *(f"/call/{call.id}" for call in mock.journal[-1:]), *opened(state)):
        yield path, page(mock, path)
    for name in ("calls", "messages", "refusals", "late", "lookups", "pam", "profile", "token_requests", "tokens"):
        yield f"repr of {name}", repr(getattr(state, name, None))
    for message in mock.mailbox.all:
        yield "mail", f"{message.raw!r} {message.transcript} {message.connection} {message.login} {message.target}"
    for call in mock.journal:
        yield "call", f"{vars(call)}"
    for refusal in state.refusals:
        yield "refusal", f"{vars(refusal)}"
    yield "settings", f"{mock.settings} {mock.settings.users} {mock.settings.clients} {vars(mock.settings)}"
    yield "vaults", f"{mock.vaults} {[*mock.vaults]} {[[*vault] for vault in mock.vaults]} {state}"
    with pytest.raises(AssertionError) as report:
        mock.mailbox.wait_for(timeout=0, subject="never sent")
    yield "report", str(report.value)


def opened(state: State) -> list[str]:
    """Return the tabs of the last message that show its delivery."""
    return [f"/view/{mail.uid}?tab={tab}" for mail in state.messages[-1:] for tab in ("dialogue", "trace")]


def page(mock: MockKeyfactor, path: str) -> str:
    """Return a page of the inbox."""
    answer = requests.get(mock.inbox_url.rstrip("/") + path, headers={"Accept": "text/html"}, timeout=10)
    assert answer.ok, answer.text
    return answer.text


def search(places: Iterable[tuple[str, str]]) -> None:
    """Fail if there is a canary or a token in any place."""
    for place, text in places:
        found = [form for form in forms() if form.lower() in text.lower()] + TOKEN.findall(text)
        assert not found, f"{place}: {text}"


def written(records: list[logging.LogRecord]) -> Iterator[str]:
    """Yield the records as they are written, with tracebacks."""
    formatter = logging.Formatter()
    return (formatter.format(record) for record in records)
