"""Every screen, light, dark and narrow, against the rules of axe-core."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from mockkf import MockKeyfactor
from tests.inbox.mails import REPORT, mail, send
from tests.support.command import Command

SCREENS = {
    "inbox": "/",
    "html": "/view/1",
    **{tab: f"/view/1?tab={tab}" for tab in ("text", "headers", "source", "files", "dialogue", "trace", "links")},
    "trace of a call": "/view/2?tab=trace",
    "calls": "/?show=calls",
    "call": "/call/2",
    "refusal": "refusal",
    "faults": "/faults",
    "set-up": "/setup",
    "error": "/view/99",
    "no result": "/search?q=nothing",
}
"""A path of each screen of the filled mock."""

LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "narrow": {"color_scheme": "light", "viewport": {"width": 375, "height": 740}},
}

SAME = {
    "light": frozenset[str](),
    "dark": frozenset({"text", "headers", "source", "files", "trace", "links", "calls", "error", "no result"}),
    "narrow": frozenset({"text", "headers", "source", "dialogue", "trace", "links", "calls", "error", "no result"}),
}
"""The screens that have nothing which others do not have in the same look."""

RULES: dict[str, dict[str, Any]] = {
    "light": {},
    "dark": {"runOnly": {"type": "rule", "values": ["color-contrast"]}},
    "narrow": {"rules": {"color-contrast": {"enabled": False}}},
}
"""The rules of axe-core for each look: all once, then those whose result can differ."""


@pytest.mark.parametrize("look", LOOKS)
def test_no_screen_violates_a_rule(open_page: Callable[..., Page], mockkf: MockKeyfactor, look: str) -> None:
    """No screen has a violation: names, contrast, order, landmarks; and none is wider than the window."""
    page = open_page("/", **LOOKS[look])
    found = {"empty": violations(page, look)}
    fill(mockkf)

    for name, path in SCREENS.items():
        if name in SAME[look]:
            continue
        page.goto(refusal_path(page) if path == "refusal" else path)
        found[name] = violations(page, look)
    page.goto("/")
    found["with a notice"] = violations(deleted(page), look)

    assert {name: told for name, told in found.items() if told} == {}


def fill(mock: MockKeyfactor) -> None:
    """Let there be a message, a call, a failed call, a refusal, planned faults and a sandbox."""
    send(mock, mail("Report", "See https://keyexample.com/x", REPORT, files=[("a.csv", "text/csv", b"1,2")]))
    Command(mock).test()
    mock.faults.add("gmail.bad_credentials", times=1)
    Command(mock).test()
    mock.faults.add("postfix.greylisting", times=1)
    with pytest.raises(Exception, match="Greylisted"):
        send(mock, mail("Refused"))
    mock.faults.add("exchange.bad_credentials")
    mock.sandbox("team-a")


def refusal_path(page: Page) -> str:
    """Return the path of the refusal in the list."""
    page.goto("/")
    return page.get_by_role("link", name="refused at").get_attribute("href") or ""


def deleted(page: Page) -> Page:
    """Delete a message, which shows a notice."""
    page.get_by_role("button", name="Delete all messages").click()
    page.get_by_role("button", name="Undo").wait_for()
    return page


def violations(page: Page, look: str) -> list[str]:
    """Return the violations of a page in words."""
    options = {"iframes": False, "resultTypes": ["violations"], **RULES[look]}
    found = Axe().run(page, options=options).response["violations"]
    words = [f"{one['id']}: {one['nodes'][0]['html'][:200]} {one['nodes'][0]['failureSummary'][:200]}" for one in found]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        words.append("wider than the window")
    return words
