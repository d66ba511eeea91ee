"""Takes the screenshots of docs/images: every screen in light colours, in dark ones, and 375 pixels wide.

`make screenshots` runs it. It needs a Chromium; see `tests/inbox/conftest.py`.
"""

import sys
from base64 import b64decode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from smtplib import SMTPException
from typing import Any

from playwright.sync_api import Browser, Page, expect, sync_playwright

from mockkf import MockKeyfactor
from tests.inbox.conftest import chromium
from tests.inbox.mails import REPORT, mail, send
from tests.support.command import Command

IMAGES = Path(__file__).parents[2] / "docs" / "images"

LOOKS: Mapping[str, Mapping[str, Any]] = {
    "light": {"color_scheme": "light", "viewport": {"width": 1280, "height": 800}},
    "dark": {"color_scheme": "dark", "viewport": {"width": 1280, "height": 800}},
    "narrow": {"color_scheme": "light", "viewport": {"width": 375, "height": 740}},
}

SCREENS: Mapping[str, str] = {
    "inbox": "/",
    "mail": "/view/{report}",
    "text": "/view/{build}?tab=text",
    "headers": "/view/{report}?tab=headers",
    "source": "/view/{report}?tab=source",
    "files": "/view/{report}?tab=files",
    "dialogue": "/view/{test}?tab=dialogue",
    "trace": "/view/{test}?tab=trace",
    "links": "/view/{report}?tab=links",
    "calls": "/?show=calls",
    "call": "/call/{failed}",
    "refusal": "/refusal/{refusal}",
    "faults": "/faults",
    "setup": "/setup",
}

PORTS: Mapping[str, Any] = {
    "http_port": 8480,
    "https_port": 8443,
    "smtp_port": 1025,
    "submission_port": 1587,
    "smtps_port": 1465,
}


def fill(mock: MockKeyfactor) -> dict[str, object]:
    """Let the mock have what a day of work leaves, and return the ids for the paths of the screens."""
    command = Command(mock)
    for name in ("team-a", "ci-1482"):
        Command(mock.sandbox(name)).test()
    command.test(TestRecipient="mjones@keyexample.com")
    test = mock.state.messages[-1]
    build = send(mock, BUILD)
    send(mock, WELCOME)
    command.test(TestRecipient="pki-alerts@keyexample.com")
    mock.faults.add("gmail.bad_credentials", times=1)
    command.test(TestRecipient="finance@keyexample.com")
    command.test(TestRecipient="finance@keyexample.com")
    command.get()
    mock.faults.add("postfix.greylisting", times=1)
    with suppress(SMTPException):
        send(mock, mail("Scan", sender="scanner@keyexample.com", to=["archive@keyexample.com"]))
    send(mock, DISK)
    command.test(TestRecipient="ops@keyexample.com")
    report = send(mock, EXPIRING)
    send(mock, RENEWED)
    mock.state.mail.set_read([build.id, build.id + 1], read=True)
    mock.faults.add("gmail.mailbox_full")
    failed = next(call.id for call in mock.journal if call.status >= 400)
    refusal = next(known for known in reversed(mock.state.refusals) if known.connection.call is None)
    key = f"{int(refusal.received.timestamp() * 1_000_000)}-{refusal.connection.peer[1]}"
    return {"report": report.uid, "build": build.uid, "test": test.uid, "failed": failed, "refusal": key}


WELCOME = mail(
    "Welcome to the CA team",
    "Your account is ready.",
    sender="People <people@keyexample.com>",
    to=["new@keyexample.com"],
)
DISK = mail(
    "Disk usage at 91 % on ca-01",
    "Volume /var/log has 1.8 GiB left.",
    sender="Monitoring <monitor@keyexample.com>",
    to=["oncall@keyexample.com"],
)
RENEWED = mail(
    "Re: Renewal of vpn.keyexample.com",
    "Done, the new certificate is valid until 2027.",
    sender="Grace Hopper <grace@keyexample.com>",
    to=["ada@keyexample.com"],
)
BUILD = mail(
    "Build 1482 passed",
    "All 2,381 tests passed in 3 min 12 s.\n\nThe log: https://ci.keyexample.com/builds/1482\n",
    sender="Nightly build <build@keyexample.com>",
    to=["dev@keyexample.com", "qa@keyexample.com"],
)
EXPIRING = mail(
    "Certificates that expire this month",
    "Twelve certificates expire this month.",
    REPORT,
    to=["ops@keyexample.com", "grace@keyexample.com"],
    files=[
        ("expiring-november.pdf", "application/pdf", b"%PDF-1.4 report" * 900),
        ("expiring.csv", "text/csv", b"cn,expires\nvpn.keyexample.com,2026-11-27\n"),
    ],
)


def take(page: Page, name: str) -> None:
    """Save a screenshot as soon as the page is live and loads nothing any more."""
    expect(page.get_by_text("live", exact=True)).to_be_attached()
    page.wait_for_load_state("networkidle")
    save(page, name)


def save(page: Page, name: str) -> None:
    """Save a screenshot in WebP, which is a third of PNG."""
    page.mouse.move(0, 0)
    taken = page.context.new_cdp_session(page).send("Page.captureScreenshot", {"format": "webp", "quality": 88})
    (IMAGES / f"{name}.webp").write_bytes(b64decode(taken["data"]))


@contextmanager
def opened(browser: Browser, mock: MockKeyfactor, look: str) -> Iterator[Page]:
    """Open a page in a context of its own."""
    context = browser.new_context(base_url=mock.inbox_url, reduced_motion="reduce", **LOOKS[look])
    yield context.new_page()
    context.close()


def main(*wanted: str) -> None:
    """Take the screenshots whose names begin with one of `wanted`, by default all."""
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright, chromium(playwright) as browser:
        for look in LOOKS:
            with MockKeyfactor(**PORTS) as mock, opened(browser, mock, look) as page:
                page.goto("/")
                take(page, f"empty-{look}")
                ids = fill(mock)
                for name, path in SCREENS.items():
                    if not wanted or f"{name}-{look}".startswith(wanted):
                        page.goto(path.format(**ids))
                        take(page, f"{name}-{look}")
            with MockKeyfactor(control_token="a token", **PORTS) as mock, opened(browser, mock, look) as page:
                page.goto("/")
                save(page, f"sign-in-{look}")


if __name__ == "__main__":
    main(*sys.argv[1:])
