"""GET and PUT /SMTP, POST /SMTP/Test (the pages SMTP of the API reference)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from flask import Blueprint, Response, g

from mockkf.command.json_codec import dump
from mockkf.command.request_context import RequestContext
from mockkf.command.requests import answer, body_for, deviate, format_for, written
from mockkf.command.schemas import Body, Operation
from mockkf.command.schemas.smtp import ANONYMOUS
from mockkf.command.senders import is_known, senders
from mockkf.command.test_mail import MessageTemplate, send
from mockkf.errors import StepFailed
from mockkf.model import HIDDEN, SECRETS, Deviation, Profile, Secret

READ, MODIFY = "/system_settings/read/", "/system_settings/modify/"
MOST_LISTED = 10
"""How many accounts a remark lists."""

MAY_HOLD_KEYS = ("TokenEndpoint", "RequestHeaders")
"""Members that answers contain unchanged (GET SMTP 25.x), but that the journal masks."""
NO_SECRET = {"SecretValue": None, "Parameters": None, "Provider": None}


def _address(secret: Secret | None) -> dict[str, Any] | None:
    """Return the address of a secret that a PAM provider stores, never its value."""
    if secret is None or secret.provider is None:
        return None
    return {**NO_SECRET, "Parameters": secret.parameters, "Provider": secret.provider}


SHOWN: Mapping[str, Callable[[Secret | None], Any]] = {
    "null": lambda _: None,
    "object": lambda _: NO_SECRET,
    "address": _address,
}
"""A hidden secret in an answer, for each value of the option `hidden_secrets` but `omit`."""


def blueprint() -> Blueprint:
    """Return the blueprint of the three calls."""
    smtp = Blueprint("smtp", __name__)

    @smtp.get("/smtp", provide_automatic_options=False)
    def read() -> Response:
        """Return the stored profile."""
        form = format_for("GET /SMTP", READ)
        return _profile(form, g.context.state.profile)

    @smtp.put("/smtp", provide_automatic_options=False)
    def change() -> Response:
        """Replace the stored profile; members that the request does not contain are cleared."""
        form = format_for("PUT /SMTP", MODIFY)
        stored: Profile = g.context.state.profile
        may_be_form = g.context.version == 1
        profile: Profile = body_for(form, spare=_kept(stored), may_be_form=may_be_form, remarks=_remark_on_id)
        deviate((*_unknown_providers(profile), *_unknown_sender(profile)))
        profile = replace(profile, id=stored.id, **_missing(profile, stored))
        g.context.state.store(profile)
        return _profile(form, profile)

    @smtp.post("/smtp/test", provide_automatic_options=False)
    def test() -> Response:
        """Send a test mail with the settings of the body; the stored profile does not change."""
        form = format_for("POST /SMTP/Test", MODIFY)
        context: RequestContext = g.context
        settings = context.settings
        mail = body_for(form, remarks=_remark_on_id)
        deviate(_unknown_sender(mail.profile))
        template = MessageTemplate(settings.test_subject, settings.test_text, context.received, context.correlation_id)
        try:
            send(mail, context.backend.external_calls(context.trace, context.id), template)
        except StepFailed as failure:
            why = failure.why or context.trace.why
            raise StepFailed(failure.step, failure.remote, settings.test_failure_status, why=why) from failure
        return answer(form, mail)

    return smtp


def _profile(form: Operation, profile: Profile) -> Response:
    assert form.answer is not None  # noqa: S101 - GET and PUT answer in every release
    settings = g.context.settings
    return written(*_texts(form.answer, profile, settings.hidden_secrets, with_address=settings.sender_address))


@lru_cache(maxsize=64)
def _texts(form: Body, profile: Profile, hidden_secrets: str, *, with_address: bool) -> tuple[bytes, str]:
    """Return the answer for a profile, and the masked form for the journal; most calls read what the last one read."""
    body = form.write(profile)
    if not with_address:
        body.pop("SenderAddress", None)
    for name in HIDDEN.keys() & body.keys():
        if hidden_secrets == "omit":
            del body[name]
        else:
            body[name] = SHOWN[hidden_secrets](getattr(profile, HIDDEN[name]))
    keys = {name: body[name] for name in MAY_HOLD_KEYS if name in body}
    return dump(body), dump({**body, **form.shown(keys)}).decode()


def _kept(stored: Profile) -> list[str]:
    """Return the secrets that a PUT may omit because the stored values are kept."""
    if g.context.settings.missing_password != "keep":  # noqa: S105 - a way to treat passwords, not one of them
        return []
    return [name for name in HIDDEN.values() if getattr(stored, name) is not None]


def _missing(profile: Profile, stored: Profile) -> dict[str, Any]:
    return {name: getattr(stored, name) for name in _kept(stored) if getattr(profile, name) is None}


def _unknown_providers(profile: Profile) -> Iterator[Deviation]:
    registry = g.context.state.pam
    secrets = [getattr(profile, name) for name in SECRETS.values()]
    for number in sorted({secret.provider for secret in secrets if secret and secret.provider is not None}):
        if number not in registry.providers:
            yield Deviation("provider-unknown", f"there is {registry.unknown(number)}")


def _unknown_sender(profile: Profile) -> Iterator[Deviation]:
    """Return a deviation for a sender that the declared mail server does not know; type 0 may have any."""
    known = senders(g.context.settings, profile.host)
    if known is None or profile.relay_authentication_type == ANONYMOUS or is_known(profile.sender_account, known):
        return
    listed = ", ".join(sorted(known)[:MOST_LISTED]) or "none"
    sentence = f"SenderAccount should be an account of the mail server for a type with a login; accounts: {listed}"
    yield Deviation("sender-unknown", sentence)


def _remark_on_id(members: Mapping[str, Any]) -> Iterator[Deviation]:
    number, stored = members.get("Id"), g.context.state.profile.id
    if type(number) is int and number != stored:
        yield Deviation("id-other", f"Id should be {stored}, the Id of the only profile, not {number}")
