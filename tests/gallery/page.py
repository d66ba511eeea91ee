"""The page of the gallery."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from textwrap import fill
from typing import Any

import requests

from mockkf.faults import STEPS
from tests.gallery.entries import ENTRIES, GALLERY
from tests.gallery.entry import Entry
from tests.gallery.running import Outcome, run_all, unreadable
from tests.support.command import RECIPIENT

TIMESTAMP = re.compile(r"Timestamp: [0-9-]{10} [0-9:]{8}Z")
"""The time in a refusal of Entra, the only part of an answer that differs in each run."""

PAGE = Path(__file__).parents[2] / "docs" / "gallery.md"

WIDTH = 120
"""How long a line of the page may be."""

TOP = """\
# Gallery of failures

This page shows {count} ways in which e-mail from Keyfactor Command fails in production. Each entry has the fault that
reproduces the failure, and the answer that the client gets. `python -m tests.gallery` runs every entry and generates
this page; the tests compare it.

An entry has these parts:

- The Python line is for a test with the fixture `mockkf`. If the entry needs an option, `mockkf.change(…)` comes first.
  An entry without a fault says so.
- The JSON line is the same fault for tests in other languages: the body of `POST /mockkf/faults`. In a scenario file
  the same members make one `[[faults]]`.
- The next line shows the request. All requests use version 2 and release 25.5.
- Then comes the answer: status, `Retry-After` if present, and the body, formatted and wrapped. Without a valid answer
  the entry shows the exception of `requests`. *mockkf adds* facts that only the test knows, from `X-Mockkf-Reason`, the
  mailbox and the stored data.
- If the failure is temporary, the entry sends the request once more.

Each step of a test mail has a time limit of 5 s. Entries that reach the limit run with `step_timeout=0.3`; nothing
else differs. A failed test mail gets 400, or the status in the option `test_failure_status`. The status that a real
Command uses is undocumented. The error texts of vaults are those of [PAM providers](pam.md); those of identity
providers and tokens are those of [OAuth](oauth.md).

{contents}
"""

SECOND = ", the second call of a `requests.Session` on the connection of the first"

ENTRY = """\
### {title}

{about}

{how}

{sent}

{answers}
"""


def page() -> str:
    """docs/gallery.md, by running every entry."""
    return rendered(run_all())


def rendered(outcomes: Mapping[str, Outcome]) -> str:
    """The page with these outcomes, by title."""
    parts = [TOP.format(count=len(ENTRIES), contents="\n".join(_contents()))]
    for heading, entries in GALLERY.items():
        steps = ", ".join(f"`{step}`" for step in STEPS if step in {entry.step for entry in entries})
        parts.append(f"## {heading}\n\nSteps: {steps}.\n")
        parts += [_entry(entry, outcomes[entry.title]) for entry in entries]
    return "\n".join(parts)


def _contents() -> Iterator[str]:
    for heading, entries in GALLERY.items():
        yield f"- [{heading}](#{_anchor(heading)})"
        yield from (f"  - [{entry.title}](#{_anchor(entry.title)})" for entry in entries)


def _anchor(title: str) -> str:
    return "".join(letter for letter in title.lower() if letter.isalnum() or letter in " -").replace(" ", "-")


def _entry(entry: Entry, outcome: Outcome) -> str:
    answers = "\n\nOnce more:\n\n".join(map(_answer, outcome.answers))
    how, sent = "\n".join(_how(entry)), _filled(_sent(entry))
    shown = ENTRY.format(title=entry.title, about=_filled(entry.about), how=how, sent=sent, answers=answers)
    facts = _filled(f"*mockkf adds*: {'; '.join(outcome.facts)}.")
    return f"{shown}\n{facts}\n" if outcome.facts else shown


def _filled(text: str, indent: str = "") -> str:
    return fill(text, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def _how(entry: Entry) -> Iterator[str]:
    yield from ("```py", *python(entry), "```")
    if entry.planned:
        yield from ("", "```json", json.dumps(entry.planned), "```")


def python(entry: Entry) -> Iterator[str]:
    """The lines of Python that the page shows."""
    if entry.options:
        yield _call("mockkf.change", _arguments(entry.options))
    if entry.at:
        yield _call("mockkf.faults.add", [_python(entry.at), *_arguments(entry.fault)])


def _call(name: str, arguments: list[str]) -> str:
    line = f"{name}({', '.join(arguments)})"
    return line if len(line) <= WIDTH else "\n".join((f"{name}(", *(f"    {said}," for said in arguments), ")"))


def _arguments(given: Mapping[str, Any]) -> list[str]:
    return [f"{name}={_python(value)}" for name, value in given.items()]


def _python(value: Any) -> str:
    return str(value) if isinstance(value, bool) else json.dumps(value)


def _sent(entry: Entry) -> str:
    content = entry.content
    if content is None or not entry.is_test:
        return f"`{entry.method} {entry.path}`{SECOND if entry.is_second else ''}"
    said = [
        f"RelayAuthenticationType {content['RelayAuthenticationType']}",
        f"{content['Host']}:{content['Port']}",
        f"UseSSL {json.dumps(content['UseSSL'])}",
    ]
    said += [f"{name} {content[name]}" for name in ("TokenEndpoint", "Scope") if name in content]
    said += [f"{name} of PAM provider {value['Provider']}" for name, value in content.items() if _is_kept(value)]
    said += [f"to {content['TestRecipient']}"] if content["TestRecipient"] != RECIPIENT else []
    return f"`{entry.method} {entry.path}` with {', '.join(said)}"


def _is_kept(value: Any) -> bool:
    return isinstance(value, dict) and "Provider" in value


def _answer(answer: requests.Response | str) -> str:
    if isinstance(answer, str):
        return f"```text\n{answer}\n```"
    head = [f"{name}: {answer.headers[name]}" for name in ("Retry-After",) if name in answer.headers]
    spoilt = unreadable(answer)
    body = _laid_out(answer) if answer.text else ""
    shown = "\n".join(
        (f"HTTP/1.1 {answer.status_code} {answer.reason}", *head, *([""] if body else []), *body.splitlines())
    )
    return f"```http\n{shown}\n```" + (f"\n\nand from `answer.json()`\n\n{_answer(spoilt)}" if spoilt else "")


def _laid_out(answer: requests.Response) -> str:
    try:
        text = TIMESTAMP.sub("Timestamp: 2026-03-02 09:00:00Z", json.dumps(answer.json(), indent=2, ensure_ascii=False))
        lines = text.splitlines()
    except ValueError:
        lines = answer.text.splitlines()
    return "\n".join(_filled(line, "    ") for line in lines)
