"""The screen of the set-up, and its forms."""

from collections import Counter
from typing import Any

from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from mockkf.command import reference
from mockkf.http import download
from mockkf.inbox import test_mail
from mockkf.inbox.context import current_addresses, current_mock, root
from mockkf.inbox.lists import shown_credentials
from mockkf.inbox.models.setup import accounts, exports, options, profile_rows, vault_cards
from mockkf.inbox.models.test_mail import call_for_test_mail
from mockkf.inbox.rendering import page
from mockkf.scenario import writing

blueprint = Blueprint("setup", __name__)


@blueprint.get("/setup")
def show_setup() -> str:
    """Everything that a test can set: profile, vaults, accounts, options, contract, scenario."""
    mock = current_mock()
    runtime = mock.runtime
    rules = reference.Filter(runtime.settings.release).rules
    seen = current_addresses()
    variables = seen.environ({})
    call = call_for_test_mail(runtime.settings, runtime.state.profile, is_shown=True)
    return page(
        "setup.html",
        at="Set-up",
        title="Set-up",
        url=seen.url,
        https_url=seen.https_url,
        control_url=seen.control_url,
        relay=seen.relay,
        exports=exports(variables, runtime.settings, variables),
        profile=profile_rows(runtime.state.profile),
        curl=call.curl(seen.url, *shown_credentials(mock)),
        vaults=vault_cards(mock.vaults),
        accounts=accounts(runtime.settings),
        options=options(runtime.settings),
        rules=rules,
        grades=sorted(Counter(rule.grade for rule in rules).items(), key=lambda item: -item[1]),
        scenario=_scenario(),
    )


@blueprint.get("/inbox/scenario.toml")
def save_scenario() -> Response:
    """The mock as a scenario file, without secrets."""
    return download(_scenario().encode(), "mockkf.toml", "application/toml")


@blueprint.post("/inbox/test-mail")
def send_test_mail() -> Any:
    """Send a test mail through the API, with the stored profile; lead to the message, or to the call that failed."""
    return redirect(root() + test_mail.send(current_mock()), 303)


@blueprint.post("/inbox/reset")
def reset() -> Any:
    """Return the mock to its start."""
    current_mock().reset()
    return redirect(f"{root()}/", 303)


def _scenario() -> str:
    runtime = current_mock().runtime
    return writing.text(runtime.settings, runtime.state.profile, runtime.state.faults.all)
