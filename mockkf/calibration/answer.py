"""An answer of the server, and how it is described: short texts that can be compared."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

OK = range(200, 300)

ENOUGH = 20
"""The number of equal characters after which two refusals are of one kind."""

VOLATILE = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[\w.@-]*\.invalid|\d+", re.IGNORECASE
)
"""What may differ between two messages with the same meaning: GUIDs, invented hosts, numbers."""


@dataclass(frozen=True)
class ServerAnswer:
    """One answer: status, headers with lower-case names, each with all its values, and body."""

    status: int
    headers: Mapping[str, tuple[str, ...]] = field(repr=False)
    body: bytes = field(repr=False)

    @cached_property
    def json(self) -> Any:
        """The body as JSON; None if it is none."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None

    @property
    def members(self) -> Mapping[str, Any]:
        """The body if it is a JSON object, else an empty mapping."""
        return self.json if isinstance(self.json, dict) else {}

    @property
    def message(self) -> str:
        """The text of a refusal: `Message`, or the whole body."""
        said = self.members.get("Message")
        return said if isinstance(said, str) else self.body.decode("utf-8", "replace")

    def header(self, name: str) -> str:
        """The values of a header, joined; empty without one."""
        return ", ".join(self.headers.get(name.lower(), ()))

    @property
    def form(self) -> str:
        """What the body is: empty, the two keys of a refusal, JSON, HTML or text."""
        if not self.body.strip():
            return "an empty body"
        if isinstance(self.json, dict) and {*self.json} == {"ErrorCode", "Message"}:
            return "ErrorCode and Message"
        if self.json is not None:
            return "other JSON"
        return "HTML" if self.is_html else "text"

    @property
    def is_html(self) -> bool:
        """Whether the body is a page for a browser."""
        return "html" in self.header("content-type").lower() or self.body.lstrip()[:9].lower() in {
            b"<!doctype",
            b"<html>",
        }

    def is_like(self, other: "ServerAnswer") -> bool:
        """Whether two answers mean the same: both successes, or the same status and the same message."""
        if self.status in OK and other.status in OK:
            return True
        return self.status == other.status and _shape(self.message) == _shape(other.message)

    def begins_like(self, other: "ServerAnswer") -> bool:
        """Whether two refusals begin with the same words."""
        own, its = (_shape(one.message)[:ENOUGH] for one in (self, other))
        return own == its and len(own) == ENOUGH


def _shape(message: str) -> str:
    return VOLATILE.sub("#", message.lower())
