"""A real browser, and pages of the inbox in it."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from mockkf import MockKeyfactor

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
HOW_TO_GET = "no Chromium here; on Debian: apt-get install chromium"


@contextmanager
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """Run the Chromium of the system; raise `LookupError` if there is none."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        raise LookupError(HOW_TO_GET)
    sandbox = ["--no-sandbox"] if os.getuid() == 0 else []
    started = playwright.chromium.launch(executable_path=path, args=[*sandbox, "--disable-dev-shm-usage"])
    yield started
    started.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all tests of a module; its event loop runs in this thread, so that it must end with them."""
    with sync_playwright() as playwright, ExitStack() as stack:
        try:
            started = stack.enter_context(chromium(playwright))
        except LookupError as error:
            pytest.skip(str(error))
        yield started


@pytest.fixture
def open_page(browser: Browser, mockkf: MockKeyfactor) -> Iterator[Callable[..., Page]]:
    """Open a page of the inbox in a context of its own; the test fails if a script of the page fails."""
    contexts = []
    errors: list[str] = []

    def open_page(path: str = "/", mock: MockKeyfactor = mockkf, **options: object) -> Page:
        context = browser.new_context(**{"base_url": mock.inbox_url, "reduced_motion": "reduce", **options})  # type: ignore[arg-type]
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """The inbox, connected to the events of the mock."""
    page = open_page()
    expect(page.get_by_text("live", exact=True)).to_be_attached()
    return page
