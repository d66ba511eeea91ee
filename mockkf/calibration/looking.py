"""Runs probes against one server, one after the other, and restores what they wrote."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from mockkf.calibration.answer import OK
from mockkf.calibration.command_server import CommandServer
from mockkf.calibration.masking import masked
from mockkf.calibration.not_seen import NotSeen
from mockkf.calibration.probe import RELAY, WRITES, Probe, all_probes
from mockkf.calibration.safety import Stopped

SECRETS = ("RelayPassword", "ClientSecret")
NEEDED = {2: "RelayPassword", 3: "ClientSecret"}
"""The secret of a stored profile by its RelayAuthenticationType; no answer contains it."""


def chosen(*, relay: bool, writes: bool) -> tuple[Probe, ...]:
    """Return the probes that run with a relay or without one, and if writing is allowed or not."""
    off = {mode for mode, is_on in ((RELAY, relay), (WRITES, writes)) if not is_on}
    return tuple(probe for probe in all_probes() if probe.mode not in off)


def look(
    server: CommandServer, wanted: Iterable[Probe], progress: Callable[[Probe], None] = lambda _: None
) -> dict[str, str | NotSeen]:
    """Return what the probes see of each of their rules; a later probe sees more than an earlier one."""
    seen: dict[str, str | NotSeen] = {}
    for probe in wanted:
        progress(probe)
        try:
            found: Mapping[str, str | NotSeen] = probe.look(server)
        except NotSeen as why:
            found = dict.fromkeys(probe.rules, why)
        for rule in probe.rules:
            told = found.get(rule, NotSeen("the answer does not show it"))
            if rule not in seen or not isinstance(told, NotSeen):
                seen[rule] = told
    return seen


@contextmanager
def restored(server: CommandServer, writes: bool, secret: str) -> Iterator[None]:  # noqa: FBT001 - an option of the run
    """Restore the stored profile after the block, if the block may write; `secret` is the one of the profile.

    Raise `Stopped` before the block if the profile could not be restored, and after it if that failed.
    """
    if not writes:
        yield
        return
    body = _restoring(server, secret)
    server.session.allow(server.session.limits.with_stored(*_values(body)))
    try:
        yield
    finally:
        if server.session.has_written:
            _restore(server, body)


def _restoring(server: CommandServer, secret: str) -> dict[str, Any]:
    """Return the body of the PUT that restores the profile."""
    body = {name: value for name, value in server.profile.items() if name not in SECRETS and value is not None}
    body.pop("SenderAddress", None)
    needed = NEEDED.get(server.profile.get("RelayAuthenticationType", 0))
    if needed is None:
        return body
    if not secret:
        raise Stopped(
            f"writing is allowed only if the profile can be restored: it needs {needed}, which no answer contains; "
            "set MOCKKF_CALIBRATE_RELAY_SECRET"
        )
    return {**body, needed: {"SecretValue": secret} if server.get_version > 1 else secret}


def _restore(server: CommandServer, body: Mapping[str, Any]) -> None:
    try:
        answer = server.put(body, server.get_version, is_needed=True)
        read = server.get("/SMTP", str(server.get_version), is_needed=True)
        is_restored = answer.status in OK and read.members == server.profile
        why = f"PUT was answered with {answer.status}: {answer.message[:200]}"
    except Stopped as stopped:
        is_restored, why = False, str(stopped)
    if not is_restored:
        raise Stopped(
            "THE SMTP PROFILE WAS NOT RESTORED. Open the SMTP configuration of Command now, and enter the profile "
            f"again: {json.dumps(masked(body))} ({why})"
        )


def _values(value: Any) -> Sequence[Any]:
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return [value, *(found for one in inner for found in _values(one))]
