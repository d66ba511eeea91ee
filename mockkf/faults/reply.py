"""The action `reply`: the mail server refuses with any SMTP reply."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mockkf.errors import ConfigurationError, Refused
from mockkf.faults.action_type import ActionType
from mockkf.faults.steps import RELAY

REPLY = re.compile(r"([45][0-9]{2}) [^\x00-\x1f\x7f]{1,1000}(\n\1 [^\x00-\x1f\x7f]{1,1000}){0,9}")
VALUE = re.compile(r"\{(\w+)\}")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def reply(name: str, value: object) -> str:
    """Return an SMTP reply: a code from 400 to 599 and text, in up to ten lines."""
    if not isinstance(value, str) or not REPLY.fullmatch(value):
        raise ConfigurationError(
            f"{name} must be a code from 400 to 599 and text, such as '451 4.3.0 try later', not {value!r}"
        )
    return value


@dataclass(frozen=True)
class Reply(ActionType):
    """The mail server refuses. `{to}`, `{sender}` and other criteria in the text are replaced with their values."""

    steps = RELAY
    takes = {"reply": reply}
    about = {
        "reply": "refuse with this SMTP reply: a code from 400 to 599 and text; 421 closes the connection; "
        "`{to}` and other criteria are replaced with their values"
    }

    reply: str

    def instead(self, subject: Mapping[str, Any]) -> Refused:
        """Return the refusal with all values filled in."""
        *first, last = VALUE.sub(lambda found: _said(subject, found), self.reply).split("\n")
        return Refused("\n".join([*(f"{line[:3]}-{line[4:]}" for line in first), last]))


def _said(subject: Mapping[str, Any], found: re.Match[str]) -> str:
    value = subject.get(found[1], found[0])
    said = ", ".join(map(str, value)) if isinstance(value, tuple) else str(value or "unknown")
    # A user name may contain line ends; it must not add a reply line.
    return CONTROL.sub("?", said)
