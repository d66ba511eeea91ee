"""Lines to copy: a call as curl, a call or a message as the assertions of a test, a fault as Python and as curl."""

import json
import shlex
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mockkf.model import MASK, ApiCall, Fault, Message

LEFT_OUT = frozenset({"host", "content-length", "connection", "accept-encoding", "accept", "user-agent"})
"""Headers that curl sends by itself."""


def curl(call: ApiCall, origin: str) -> str:
    """Return a call as a curl command; what the journal masks is a variable or eight asterisks."""
    headers = {
        name: value
        for name, value in call.request_headers.items()
        if name.lower() not in {*LEFT_OUT, "authorization"} and MASK not in value
    }
    start = f"curl -X {call.method} {shlex.quote(origin + call.path)}"
    return curl_command([start, *_credentials(call)], headers, call.request)


def curl_command(start: Iterable[str], headers: Mapping[str, str], body: Any) -> str:
    """Return a curl command that begins with the lines `start`; a `body` that is not None is sent as JSON."""
    lines = [*start]
    lines += [f"-H {shlex.quote(f'{name}: {value}')}" for name, value in headers.items()]
    lines += [] if body is None else [f"-d {shlex.quote(json.dumps(body, ensure_ascii=False))}"]
    return " \\\n  ".join(lines)


def _credentials(call: ApiCall) -> Iterator[str]:
    said = next((value for name, value in call.request_headers.items() if name.lower() == "authorization"), "")
    if said.lower().startswith("basic"):
        yield f'-u {shlex.quote(call.user or "USER")}":$KEYFACTOR_PASSWORD"'
    elif said:
        yield '-H "Authorization: Bearer $TOKEN"'


def call_test(call: ApiCall, base_paths: tuple[str, ...]) -> str:
    """Return a test that asserts what is seen of a call."""
    path = _short(call.path, base_paths)
    criteria = {"status": call.status, **({"version": call.api_version} if call.api_version else {})}
    lines = [f"call = mockkf.journal.expect({_arguments(call.method, path, **criteria)})"]
    if call.trace:
        lines.append(f"assert call.trace[-1].step == {call.trace[-1].step!r}")
    if call.reason:
        lines.append(f"assert call.reason == {call.reason!r}")
    return _function("the_call", lines)


def message_test(message: Message) -> str:
    """Return a test that asserts what is seen of a message."""
    recipients = message.envelope.recipients
    criteria = {"to": recipients[0] if recipients else None, "subject": message.subject or None}
    told = {name: value for name, value in criteria.items() if value is not None}
    lines = [f"message = mockkf.mailbox.expect_one({_arguments(**told)})"]
    lines.append(
        f"assert message.tls.version == {message.tls.version!r}" if message.tls else "assert message.tls is None"
    )
    if message.login:
        lines.append(f"assert message.login.user == {message.login.user!r}")
    return _function("the_message", lines)


def fault_line(fault: Fault) -> str:
    """Return a planned fault as a line of Python."""
    members = fault.members()
    step = members.pop("step")
    preset = members.pop("preset", None)
    if preset:
        members = {name: members[name] for name in ("times", "after", "every") if name in members}
    return f"mockkf.faults.add({_arguments(preset or step, **members)})"


def fault_curl(fault: Fault, control_url: str) -> str:
    """Return a planned fault as a curl command."""
    return curl_command([f"curl -X POST {control_url}/faults -H 'Content-Type: application/json'"], {}, fault.members())


def _short(path: str, base_paths: tuple[str, ...]) -> str:
    base = next((base for base in base_paths if path.lower().startswith(base.lower())), "")
    return path[len(base) :] or "/"


def _arguments(*values: object, **named: object) -> str:
    return ", ".join([*map(_literal, values), *(f"{name}={_literal(value)}" for name, value in named.items())])


def _literal(value: object) -> str:
    """Return a value as Python code, text in double quotes."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def _function(name: str, lines: list[str]) -> str:
    body = "\n".join(f"    {line}" for line in ["...  # the code under test", "", *lines])
    return f"def test_{name}(mockkf):\n{body}\n".replace("    \n", "\n")
