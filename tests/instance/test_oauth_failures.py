"""A test mail of type 3 that cannot be sent: 400 with the step and the other side's words, and nothing leaks."""

import logging
from base64 import b64encode
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote_plus

import pytest

from mockkf import MockKeyfactor
from mockkf.idp import FAILURES
from tests.support.command import changed
from tests.support.oauth import CLIENT, DECLARED, ENDPOINT, SECRET, SENDER, all_shown, leaks, send

MAIL = "https://mail.keyexample.com"
PATIENCE = 0.3
NOT_TAKEN = "step relay.login: smtp.keyexample.com:465 answered 535 5.7.3 Authentication unsuccessful"
CANARIES = ("canary-in-the-secret+/&=", "canary-in-a-header", "canary-in-the-query", "canary-as-user-information")

PLAYED: Mapping[str, str] = {
    "unknown_client": f"answered 401 invalid_client: Client authentication failed: there is no client '{CLIENT}'.",
    "wrong_secret": "answered 401 invalid_client: Client authentication failed.",
    "expired_secret": "answered 401 invalid_client: The client secret has expired.",
    "unauthorized_client": "answered 400 unauthorized_client: ",
    "invalid_scope": "answered 400 invalid_scope: ",
    "invalid_target": "answered 400 invalid_target: ",
    "invalid_request": "answered 400 invalid_request: ",
    "unsupported_grant_type": "answered 400 unsupported_grant_type: ",
    "rate_limited": "answered 429 temporarily_unavailable: Too many requests. (Retry-After 30)",
    "server_error": "answered 503 temporarily_unavailable: The server is busy. (Retry-After 30)",
    "html": "answered 502, with a body that is not a JSON object (text/html)",
    "sign_in_page": "answered 200, with a body that is not a JSON object (text/html)",
    "redirect": "answered 302, a redirect, which is not followed",
    "oversized": "answered 200, with a body that is too large",
    "malformed_response": "answered 200, with a body that is not a JSON object (application/json)",
    "no_access_token": "answered 200, without an access_token",
    "wrong_token_type": "answered 200, with a token of the type 'mac', not Bearer",
    "slow": f"step idp.token: idp.keyexample.com:443 did not answer within {PATIENCE} s",
    "unreachable": "step idp.token: idp.keyexample.com:443 broke the connection",
    "untrusted_certificate": "step idp.token: idp.keyexample.com:443: the certificate was rejected: ",
    "expired": NOT_TAKEN,
    "not_yet_valid": NOT_TAKEN,
    "wrong_audience": NOT_TAKEN,
    "rotated_key": NOT_TAKEN,
    "revoked": NOT_TAKEN,
}
"""What the API says when a scenario is played."""

WHY: Mapping[str, str] = {
    "expired": "it has expired",
    "not_yet_valid": "it is not valid yet",
    "wrong_audience": f"its audience is https://wrong.example.com, not {MAIL}",
    "rotated_key": "it is not a token signed with the current key of the identity provider",
    "revoked": "it was revoked",
}
"""What mockkf knows beyond the mail server's words."""


def test_every_scenario_is_tried() -> None:
    """The table above has all of them."""
    assert set(PLAYED) == set(FAILURES)


@pytest.mark.parametrize("scenario", PLAYED)
def test_a_scenario_is_answered_with_the_step_and_the_words(
    mockkf: MockKeyfactor, scenario: str, caplog: pytest.LogCaptureFixture
) -> None:
    """400, no mail, no secret or token anywhere, and the next test mail is sent."""
    caplog.set_level(logging.DEBUG)
    command = changed(mockkf, step_timeout=PATIENCE, relay_oauth={"audience": MAIL})
    hidden: dict[str, Any] = {
        "ClientSecret": {"SecretValue": CANARIES[0]},
        "RequestHeaders": [{"Name": "X-Api-Key", "Value": CANARIES[1]}],
        "TokenEndpoint": f"https://me:{CANARIES[3]}@idp.keyexample.com/oauth2/token?key={CANARIES[2]}",
        "Audience": MAIL,
    }
    mockkf.idp.play(scenario, times=1)

    answer = send(command, **hidden)

    assert answer.status_code == 400
    assert PLAYED[scenario] in answer.json()["Message"]
    if "answered" in PLAYED[scenario] and PLAYED[scenario] != NOT_TAKEN:
        assert f"step idp.token: {ENDPOINT} answered" in answer.json()["Message"]
    assert mockkf.journal[-1].trace[-1].outcome
    mockkf.mailbox.expect_none()
    changed_back = send(command, **hidden)
    assert changed_back.status_code == 200, changed_back.text
    seen = f"{answer.headers}{answer.text}{changed_back.headers}{all_shown(mockkf)}{_logged(caplog)}"
    assert leaks(seen, CANARIES) == []


@pytest.mark.parametrize("scenario", WHY)
@pytest.mark.parametrize("dialect", ["generic", "gmail", "exchange"])
@pytest.mark.rule("oauth-refused")
def test_a_token_that_is_not_taken_is_explained(mockkf: MockKeyfactor, scenario: str, dialect: str) -> None:
    """The message has the mail server's words in its dialect; reason, trace and journal add what mockkf knows."""
    command = changed(mockkf, relay_dialect=dialect, relay_oauth={"audience": MAIL})
    mockkf.idp.play(scenario)

    answer = send(command, Audience=MAIL)

    words = {
        "generic": '535 5.7.8 Authentication credentials invalid (the challenge was {"status":"invalid_token"})',
        "gmail": '(the challenge was {"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"})',
        "exchange": "535 5.7.3 Authentication unsuccessful",
    }
    assert words[dialect] in answer.json()["Message"]
    assert WHY[scenario] not in answer.json()["Message"]
    assert WHY[scenario] in answer.headers["X-Mockkf-Reason"]
    assert WHY[scenario] in (mockkf.journal[0].reason or "")
    assert WHY[scenario] in mockkf.journal[0].trace[-1].outcome
    [refusal] = mockkf.state.refusals
    assert (refusal.step, refusal.reply[:3]) == ("relay.login", "535")


CLIENTS = [{**DECLARED, "scopes": ["mail.send"], "audiences": [MAIL]}]
RULES: Mapping[str, tuple[dict[str, Any], dict[str, Any], dict[str, Any], str]] = {
    "unknown client": (
        {"idp_clients": CLIENTS},
        {},
        {"ClientId": {"SecretValue": "stranger"}},
        "answered 401 invalid_client: Client authentication failed: there is no client 'stranger'.",
    ),
    "wrong secret": (
        {"idp_clients": CLIENTS},
        {},
        {"ClientSecret": {"SecretValue": "wrong"}},
        "answered 401 invalid_client: Client authentication failed.",
    ),
    "bad scope": (
        {"idp_clients": CLIENTS},
        {"Scope": "mail.send"},
        {"Scope": "mail.read"},
        "answered 400 invalid_scope: The scope 'mail.read' is not granted to the client.",
    ),
    "bad audience": (
        {"idp_clients": CLIENTS},
        {"Audience": MAIL},
        {"Audience": "https://other"},
        "answered 400 invalid_target: There is no audience 'https://other'.",
    ),
    "audience of the token": ({"relay_oauth": {"audience": MAIL}}, {"Audience": MAIL}, {}, NOT_TAKEN),
    "scope of the token": (
        {"relay_oauth": {"scope": "mail.send"}},
        {"Scope": "x mail.send"},
        {"Scope": "mail.sendx"},
        NOT_TAKEN,
    ),
    "scope of the token, as Okta has it": (
        {"relay_oauth": {"scope": "mail.send"}, "idp_dialect": "okta"},
        {"Scope": "mail.send"},
        {"Scope": "mail"},
        NOT_TAKEN,
    ),
    "audience of the token, as Entra has it": (
        {"relay_oauth": {"audience": "https://outlook.office365.com"}, "idp_dialect": "entra"},
        {"Scope": "https://outlook.office365.com/.default"},
        {"Scope": "https://graph.microsoft.com/.default"},
        NOT_TAKEN,
    ),
    "send as": (
        {"relay_oauth": {"send_as": {CLIENT: [SENDER, "x@y.z"]}}},
        {},
        {"SenderAccount": "boss@keyexample.com"},
        NOT_TAKEN,
    ),
    "send as, of a client that is not named": (
        {"relay_oauth": {"send_as": {CLIENT: [SENDER]}}},
        {},
        {"ClientId": {"SecretValue": "stranger"}},
        NOT_TAKEN,
    ),
    "send as, as Auth0 names clients": (
        {"relay_oauth": {"send_as": {CLIENT: [SENDER]}}, "idp_dialect": "auth0"},
        {"Audience": MAIL},
        {"Audience": MAIL, "SenderAccount": "boss@keyexample.com"},
        NOT_TAKEN,
    ),
}
"""Options, what is right under them, what is wrong, and what is said then."""


@pytest.mark.parametrize("rule", RULES)
def test_a_declared_rule_holds(mockkf: MockKeyfactor, rule: str) -> None:
    """A token that satisfies the rule sends a mail; any other is 400 with the reply, and no mail is sent."""
    options, right, wrong, words = RULES[rule]
    command = changed(mockkf, **options)

    assert send(command, **right).status_code == 200
    answer = send(command, **wrong)

    assert answer.status_code == 400
    assert words in answer.json()["Message"]
    assert len(mockkf.mailbox) == 1


@pytest.mark.parametrize(("roles", "status"), [(["SMTP.SendAsApp", "x"], 200), ("SMTP.SendAsApp", 200), (["x"], 400)])
def test_a_role_may_be_asked_for(mockkf: MockKeyfactor, roles: Any, status: int) -> None:
    """It is one of the claim `roles`, which a client may have declared."""
    command = changed(
        mockkf, idp_clients=[{**DECLARED, "claims": {"roles": roles}}], relay_oauth={"role": "SMTP.SendAsApp"}
    )

    assert send(command).status_code == status


@pytest.mark.parametrize("claims", [{"aud": 5}, {"aud": None}, {"scope": {"a": 1}}, {"scp": 7}, {"roles": True}])
def test_odd_claims_fulfil_no_rule(mockkf: MockKeyfactor, claims: dict[str, Any]) -> None:
    """A claim that is neither text nor a list counts as empty, without an internal error."""
    command = changed(
        mockkf,
        idp_clients=[{**DECLARED, "claims": claims}],
        relay_oauth={"audience": "5", "scope": "a", "role": "True"},
    )

    assert "535 5.7.3" in send(command).json()["Message"]


@pytest.mark.parametrize("skew", [-7200, 7200])
def test_a_wrong_clock_spoils_tokens(mockkf: MockKeyfactor, skew: int) -> None:
    """Two hours behind, a token of one hour has expired; two hours ahead, it is not valid yet."""
    answer = send(changed(mockkf, clock_skew=skew))

    assert NOT_TAKEN in answer.json()["Message"]
    assert ("it has expired" if skew < 0 else "it is not valid yet") in answer.headers["X-Mockkf-Reason"]


def test_a_changed_claim_does_not_change_who_it_is(mockkf: MockKeyfactor) -> None:
    """`send_as` applies to the client to which the token was issued, whatever its claims contain."""
    command = changed(
        mockkf,
        idp_clients=[{**DECLARED, "claims": {"client_id": "other", "azp": "other", "sub": "other"}}],
        relay_oauth={"send_as": {CLIENT: [SENDER]}},
    )

    assert send(command).status_code == 200


@pytest.mark.parametrize("secret", ["\ud800", "a\ud800b"])
@pytest.mark.parametrize("how", ["form", "basic"])
def test_a_secret_that_has_no_encoding_is_wrong(mockkf: MockKeyfactor, secret: str, how: str) -> None:
    """Half of a surrogate pair in a vault is sent as well as can be, and is not the declared secret."""
    command = changed(mockkf, idp_clients=[DECLARED], oauth_client_auth=how)
    mockkf.vaults[1]["EmailSenderClientSecret"] = secret
    address = {"Provider": 1, "Parameters": {"SecretName": "EmailSenderClientSecret"}}

    answer = send(command, ClientSecret=address)

    assert "answered 401 invalid_client" in answer.json()["Message"]


@pytest.mark.parametrize("length", [100_000, 200_000])
def test_a_scope_may_be_too_long(mockkf: MockKeyfactor, length: int) -> None:
    """A request or an answer that is rejected fails at the step token or login."""
    answer = send(changed(mockkf), Scope="s " * length)

    assert answer.status_code == 400
    assert "step idp.token" in answer.json()["Message"]


def test_a_secret_that_is_not_there_fails_before_a_token_is_asked_for(mockkf: MockKeyfactor) -> None:
    """The step is secret; neither identity provider nor mail server is contacted."""
    command = changed(mockkf)
    address = {"Provider": 1, "Parameters": {"SecretName": "NoSuchSecret"}}

    answer = send(command, ClientSecret=address)

    assert "step pam.resolve" in answer.json()["Message"]
    assert not mockkf.idp.requests
    assert not mockkf.state.refusals


def test_a_failure_that_is_not_400(mockkf: MockKeyfactor) -> None:
    """`test_failure_status` holds for tokens too."""
    command = changed(mockkf, test_failure_status=502)
    mockkf.idp.play("server_error")

    assert send(command).status_code == 502


def test_a_hanging_identity_provider_ends_with_the_epoch(mockkf: MockKeyfactor) -> None:
    """After a reset nothing of it is left: the next test mail is sent."""
    command = changed(mockkf, step_timeout=PATIENCE)
    mockkf.idp.play("slow")
    send(command)
    mockkf.reset()

    assert send(command).status_code == 200


def test_leaks_are_found() -> None:
    """The look for leaks sees a secret in clear, in a URL and in base64 at any place, and a token."""
    for before in ("", "a", "ab", "abc"):
        assert leaks(b64encode(f"{before}{CANARIES[0]}zz".encode()).decode(), CANARIES)
    assert leaks(quote_plus(f"x={CANARIES[0]}"), CANARIES)
    assert leaks("eyJhbGciOiJFUzI1NiJ9.eyJhIjoxfQ.c2ln", CANARIES)
    assert leaks(SECRET, CANARIES) == []


def _logged(caplog: pytest.LogCaptureFixture) -> str:
    return "\n".join(
        f"{record.getMessage()} {record.exc_text}" for record in caplog.records if not record.name.startswith("urllib3")
    )
