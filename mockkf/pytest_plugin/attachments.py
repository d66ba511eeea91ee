"""Attaches mail and traces to the report of a failed test, for Allure and for pytest-html, where these are in use."""

from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from mockkf.model import printable

if TYPE_CHECKING:
    from mockkf.server import MockKeyfactor

ENTRIES = 20
"""The maximum number of attached messages and traces of a mock; the last ones are attached."""


@dataclass(frozen=True)
class AttachedFile:
    """A file of a report; its name has no text of a mail."""

    name: str
    extension: str
    media_type: str
    content: bytes


def attach(item: pytest.Item, report: pytest.TestReport, mocks: Mapping[str, "MockKeyfactor"]) -> None:
    """Attach the captured mail as .eml and the traces as text, with each report plugin that is in use."""
    adders = [add for is_used, add in ADDERS.items() if is_used(item.config)]
    for file in _files(mocks) if adders else ():
        for add in adders:
            add(report, file)


def _files(mocks: Mapping[str, "MockKeyfactor"]) -> Iterator[AttachedFile]:
    for name, mock in mocks.items():
        for message in mock.mailbox.all[-ENTRIES:]:
            yield AttachedFile(f"{name}: message {message.id}.eml", "eml", "message/rfc822", message.raw)
        for trace in mock.traces[-ENTRIES:]:
            text = printable(str(trace)).encode("utf-8", "backslashreplace")
            yield AttachedFile(f"{name}: trace {trace.id}.txt", "txt", "text/plain", text)


def _add_to_allure(_: pytest.TestReport, file: AttachedFile) -> None:
    import allure

    allure.attach(file.content, name=file.name, attachment_type=file.media_type, extension=file.extension)


def _add_to_html(report: pytest.TestReport, file: AttachedFile) -> None:
    """Add a link. pytest-html writes text to a file; a mail that is not UTF-8 becomes a data URL, byte for byte."""
    extra = {"name": file.name, "mime_type": file.media_type, "extension": file.extension}
    try:
        extra |= {"format_type": "text", "content": file.content.decode()}
    except UnicodeDecodeError:
        url = f"data:{file.media_type};base64,{b64encode(file.content).decode('ascii')}"
        extra |= {"format_type": "url", "content": url}
    vars(report).setdefault("extras", []).append(extra)


ADDERS: Mapping[Callable[[pytest.Config], Any], Callable[[pytest.TestReport, AttachedFile], None]] = {
    lambda config: config.pluginmanager.hasplugin("allure_listener"): _add_to_allure,
    lambda config: config.getoption("htmlpath", None): _add_to_html,
}
"""Each report plugin: whether this run uses it, and how it takes a file. This module imports none that is not used."""
