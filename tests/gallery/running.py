"""What comes of an entry when it is run against a live mock."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import requests

from mockkf import MockKeyfactor
from mockkf.config.settings import Settings
from tests.gallery.entries import ENTRIES
from tests.gallery.entry import CREDENTIALS, Entry


@dataclass(frozen=True)
class Outcome:
    """What came of an entry: an answer, or the name of an exception, for each try; and what mockkf knows of it."""

    answers: tuple[requests.Response | str, ...]
    fired: int
    facts: tuple[str, ...]

    @property
    def is_failure(self) -> bool:
        """Whether the first try came to nothing."""
        first = self.answers[0]
        return isinstance(first, str) or not first.ok or unreadable(first) is not None


def run(mock: MockKeyfactor, entry: Entry) -> Outcome:
    """What comes of an entry in a mock that runs, which is reset first."""
    mock.reset()
    before = mock.state.profile
    if entry.options:
        mock.change(**entry.options)
    fault = mock.faults.add(entry.at, **entry.fault) if entry.at else None
    answers = _answers(mock, entry)
    facts = [*_reasons(answers)]
    if entry.is_test and len(mock.mailbox):
        facts.append(f"mails in the mailbox: {len(mock.mailbox)}")
    if mock.state.profile != before:
        facts.append("the profile was stored")
    return Outcome(answers, fault.fired if fault else 0, tuple(facts))


def run_all() -> Mapping[str, Outcome]:
    """What comes of every entry, by its title; no variable of the environment has a say in it."""
    with MockKeyfactor(settings=Settings()) as mock:
        return {entry.title: run(mock, entry) for entry in ENTRIES}


def _answers(mock: MockKeyfactor, entry: Entry) -> tuple[requests.Response | str, ...]:
    """The answers to all tries; a call before them leaves a kept connection, if the entry needs one."""
    with requests.Session() as session:
        session.trust_env = False
        if entry.is_second:
            _ask(session, mock, entry)
        return tuple(_ask(session, mock, entry) for _ in range(entry.tries))


def _ask(session: requests.Session, mock: MockKeyfactor, entry: Entry) -> requests.Response | str:
    """The answer, or the name of the exception there is instead of one."""
    headers = {"x-keyfactor-requested-with": "APIClient", "x-keyfactor-api-version": "2"}
    url = f"{mock.url}{entry.path}"
    try:
        return session.request(
            entry.method, url, json=entry.content, headers=headers, auth=CREDENTIALS, timeout=entry.patience
        )
    except requests.RequestException as error:
        return _name(error)


def _name(error: Exception) -> str:
    return f"requests.exceptions.{type(error).__name__}"


def unreadable(answer: requests.Response) -> str | None:
    """The name of the exception that reading an answer ends in, if it is a good one and has a body."""
    if not answer.ok or not answer.content:
        return None
    try:
        answer.json()
    except requests.RequestException as error:
        return _name(error)
    return None


def _reasons(answers: tuple[requests.Response | str, ...]) -> Iterator[str]:
    """What X-Mockkf-Reason says beyond the message, and beyond that the fault fired."""
    for answer in answers:
        if isinstance(answer, requests.Response) and not answer.ok:
            reason = answer.headers.get("X-Mockkf-Reason", "")
            more = reason.removeprefix(_message(answer).rstrip(".")).strip(";. ")
            if more and not more.startswith("fault "):
                yield more


def _message(answer: requests.Response) -> str:
    is_json = answer.headers.get("Content-Type", "").startswith("application/json")
    return str(answer.json()["Message"]) if is_json else ""
