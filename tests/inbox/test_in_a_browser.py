"""What a person does in the inbox, in a real browser: every control is found by its role and its name."""

import re
from collections.abc import Callable
from typing import Literal

from playwright.sync_api import Locator, Page, expect

from mockkf import MockKeyfactor
from tests.inbox.mails import REPORT, mail, send
from tests.support.captured import capture
from tests.support.command import Command

OpenPage = Callable[..., Page]


def row(page: Page, name: str) -> Locator:
    """Return the link of a row of the list."""
    return page.get_by_role("region", name="Messages").get_by_role("link", name=name)


def heading(page: Page, name: str) -> Locator:
    """Return the title of the open message or call."""
    return page.get_by_role("heading", level=1, name=name)


def press(page: Page, role: Literal["button", "link"], name: str) -> None:
    """Press a control."""
    page.get_by_role(role, name=name).click()


def test_a_mail_appears_without_a_reload(page: Page, mockkf: MockKeyfactor) -> None:
    """A captured mail is in the list of an open page, and in its title, with nothing loaded again."""
    page.evaluate("window.before = true")

    send(mockkf, mail("News"))

    expect(row(page, "News")).to_be_visible()
    expect(page).to_have_title("(1) mockkf")
    assert page.evaluate("window.before") is True


def test_a_row_opens_its_message_and_marks_it_as_read(page: Page, mockkf: MockKeyfactor) -> None:
    """The key j moves to the first row, Enter opens it; the list stays, and the row is read."""
    message = send(mockkf, mail("Older"), mail("Newer"))
    expect(row(page, "Unread. Ada Lovelace to mjones@keyexample.com")).to_have_count(2)

    page.keyboard.press("j")
    page.keyboard.press("Enter")

    expect(heading(page, "Newer")).to_be_visible()
    expect(row(page, "Unread.")).to_have_count(1)
    assert page.url.endswith(f"/view/{message.uid}")


def test_delete_asks_nothing_and_offers_undo(page: Page, mockkf: MockKeyfactor) -> None:
    """Del removes the row that has the focus; Undo puts the message back into its place."""
    send(mockkf, mail("First"), mail("Second"), mail("Third"))
    expect(row(page, "Third")).to_be_visible()

    row(page, "Second").focus()
    page.keyboard.press("Delete")

    expect(page.get_by_text("1 message deleted.")).to_be_visible()
    expect(row(page, "Second")).to_have_count(0)
    press(page, "button", "Undo")
    expect(page.get_by_role("region", name="Messages").get_by_role("link")).to_have_text(
        [*map(re.compile, ("Third", "Second", "First"))]
    )
    assert [message.subject for message in mockkf.mailbox.all] == ["First", "Second", "Third"]


def test_the_open_message_is_deleted_by_its_button(open_page: OpenPage, mockkf: MockKeyfactor) -> None:
    """After it the list is shown, and the address is that of the list."""
    message = send(mockkf, mail("Kept"), mail("Gone"))
    page = open_page(f"/view/{message.uid}")

    press(page, "button", "Delete this message")

    expect(row(page, "Gone")).to_have_count(0)
    expect(row(page, "Kept")).to_be_visible()
    expect(page).to_have_url(re.compile("/$"))


def test_a_marks_all_as_read_and_u_marks_one_as_unread(page: Page, mockkf: MockKeyfactor) -> None:
    """Both keys change the count in the navigation too."""
    send(mockkf, mail("First"), mail("Second"))
    expect(page.get_by_role("link", name="Inbox 2 unread")).to_be_visible()

    page.keyboard.press("a")
    expect(page.get_by_role("link", name="Inbox", exact=True)).to_be_visible()
    row(page, "Second").focus()
    page.keyboard.press("u")

    expect(page.get_by_role("link", name="Inbox 1 unread")).to_be_visible()
    assert [mockkf.state.mail.marks(number).read for number in (1, 2)] == [True, False]


def test_the_keys_1_to_8_choose_a_tab(open_page: OpenPage, mockkf: MockKeyfactor) -> None:
    """Each tab shows its part of the message."""
    message = send(
        mockkf, mail("Report", "See https://keyexample.com/x.", REPORT, files=[("a.csv", "text/csv", b"1,2")])
    )
    page = open_page(f"/view/{message.uid}")
    tab = page.locator("#tab")
    shown = {
        "2": tab.get_by_role("link", name="https://keyexample.com/x"),
        "3": tab.get_by_role("rowheader", name="Subject"),
        "4": tab.get_by_label("Source"),
        "5": tab.get_by_role("link", name="a.csv"),
        "6": tab.get_by_text("EHLO build.keyexample.com"),
        "7": tab.get_by_text("A client sent this message directly"),
        "8": tab.get_by_role("link", name="https://command.keyexample.com/expiring"),
        "1": page.frame_locator("iframe").get_by_role("heading", name="12 certificates"),
    }

    for key, part in shown.items():
        page.keyboard.press(key)
        expect(part).to_be_visible()


def test_search_is_in_the_address(page: Page, mockkf: MockKeyfactor) -> None:
    """The slash goes to the search, which takes Mailpit's language; going back shows the whole list again."""
    send(mockkf, mail("Invoice", to=["finance@keyexample.com"]), mail("Report", to=["ops@keyexample.com"]))
    expect(row(page, "Report")).to_be_visible()

    page.keyboard.press("/")
    page.keyboard.type("to:finance subject:inv")
    page.keyboard.press("Enter")

    expect(row(page, "Report")).to_have_count(0)
    expect(row(page, "Invoice")).to_be_visible()
    expect(page).to_have_url(re.compile("/search.q=to%3Afinance"))
    page.go_back()
    expect(row(page, "Report")).to_be_visible()


def test_delete_all_found_leaves_the_others(open_page: OpenPage, mockkf: MockKeyfactor) -> None:
    """With a search, the button deletes what is found and nothing else."""
    send(mockkf, mail("Invoice"), mail("Report"))
    page = open_page("/search?q=invoice")

    press(page, "button", "Delete all found messages")

    expect(page.get_by_text("1 message deleted.")).to_be_visible()
    assert [message.subject for message in mockkf.mailbox.all] == ["Report"]


def test_the_width_changes_without_loading_the_mail_again(open_page: OpenPage, mockkf: MockKeyfactor) -> None:
    """The frame is resized in place."""
    message = send(mockkf, mail("Report", html=REPORT))
    page = open_page(f"/view/{message.uid}", viewport={"width": 1600, "height": 900})
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))

    page.get_by_text("375", exact=True).click()

    box = page.get_by_title("HTML of the message").bounding_box()
    assert box
    assert (box["width"], [url for url in requests if "/frame/" in url]) == (375, [])
    expect(page.get_by_role("radio", name="375")).to_be_checked()


def test_dark_shows_the_mail_as_a_dark_reader_shows_it(open_page: OpenPage, mockkf: MockKeyfactor) -> None:
    """The style for dark colours of the mail is used; the page itself stays light."""
    message = send(mockkf, mail("Report", html=REPORT))
    page = open_page(f"/view/{message.uid}")

    press(page, "link", "Dark")

    heading = page.frame_locator("iframe").get_by_role("heading")
    expect(heading).to_have_css("color", "rgb(223, 230, 238)")


def test_a_planned_fault_is_seen_on_every_screen(open_page: OpenPage, mockkf: MockKeyfactor) -> None:
    """One click plans a preset; a bar says so until it has fired or is removed."""
    page = open_page("/faults")

    page.get_by_role("button", name="gmail.bad_credentials: once").click()

    expect(page.get_by_text("seen 0, fired 0")).to_be_visible()
    page.get_by_role("link", name="Set-up").click()
    expect(heading(page, "Set-up")).to_be_visible()
    expect(page.get_by_text("1 fault planned: gmail.bad_credentials")).to_be_visible()
    page.get_by_role("button", name="Remove all").click()
    expect(page.get_by_text("No fault is planned.")).to_be_visible()
    assert len(mockkf.faults) == 0


def test_a_fault_can_fire_a_number_of_times_later(open_page: OpenPage, mockkf: MockKeyfactor) -> None:
    """The menu of a preset takes how often, and after how many."""
    page = open_page("/faults")

    page.get_by_label("postfix.greylisting: more").click()
    page.get_by_label("postfix.greylisting: times").fill("3")
    page.get_by_label("postfix.greylisting: after").fill("2")
    page.get_by_role("button", name="postfix.greylisting: plan").click()

    expect(page.get_by_text("3 times, after 2")).to_be_visible()
    [fault] = mockkf.state.faults.all
    assert (fault.times, fault.after) == (3, 2)


def test_a_failed_test_mail_is_a_row_with_its_trace(page: Page, mockkf: MockKeyfactor, command: Command) -> None:
    """It arrives live; its call shows where it stopped, and lets the fault fire once more."""
    mockkf.faults.add("gmail.bad_credentials", times=1)
    command.test(TestRecipient="finance@keyexample.com")

    row(page, "POST /KeyfactorAPI/SMTP/Test to finance@keyexample.com").click()

    step = page.get_by_role("listitem").filter(has_text="relay.login").filter(has_text="fault 1 fired")
    expect(step).to_contain_text("Username and Password not accepted")
    step.get_by_role("button", name="Let fault 1 fire once more").click()
    expect(page.get_by_role("heading", name="Planned")).to_be_visible()
    assert [fault.times for fault in mockkf.state.faults.all] == [1, 1]


def test_the_empty_inbox_sends_a_test_mail(page: Page, mockkf: MockKeyfactor) -> None:
    """The first thing that people see has a button that leads to the first message."""
    page.get_by_role("button", name="Send yourself a test mail").click()

    expect(heading(page, "Keyfactor Command SMTP test")).to_be_visible()
    assert mockkf.mailbox.expect_one().envelope.recipients == ("you@keyexample.com",)


def test_a_call_is_copied_as_curl(open_page: OpenPage, mockkf: MockKeyfactor, command: Command) -> None:
    """The command has the body with its secrets masked."""
    command.test()
    page = open_page(f"/call/{mockkf.journal[-1].id}", permissions=["clipboard-read", "clipboard-write"])

    page.get_by_role("button", name="Copy: As curl").click()

    expect(page.get_by_text("Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"curl -X POST {mockkf.url}/SMTP/Test")
    assert '"RelayPassword": {"SecretValue": "********"}' in copied


def test_a_sandbox_is_a_mailbox_of_its_own(open_page: OpenPage, mockkf: MockKeyfactor) -> None:
    """The navigation leads to it; its list is live and has only its mail."""
    send(mockkf, mail("Of the main mock"))
    with mockkf.sandbox("team-a") as sandbox:
        page = open_page()
        page.get_by_role("link", name="team-a").click()
        expect(page.get_by_role("heading", name="The inbox is empty")).to_be_visible()

        Command(sandbox).test()

        row(page, "Keyfactor Command SMTP test").click()
        expect(heading(page, "Keyfactor Command SMTP test")).to_be_visible()
        assert "/sandbox/team-a/view/" in page.url


def test_eight_tabs_are_live_at_once(open_page: OpenPage, mockkf: MockKeyfactor) -> None:
    """One more than a browser would allow with event streams."""
    pages = [open_page()]
    pages += [pages[0].context.new_page() for _ in range(7)]
    for page in pages[1:]:
        page.goto("/")
    for page in pages:
        expect(page.get_by_text("live", exact=True)).to_be_attached()

    send(mockkf, mail("For all tabs"))

    for page in pages:
        expect(row(page, "For all tabs")).to_be_visible()


def test_the_page_polls_while_the_websocket_is_down(open_page: OpenPage, mockkf: MockKeyfactor) -> None:
    """Without a websocket the page says so, and finds a mail by looking again."""
    page = open_page("/setup")
    page.route_web_socket(re.compile("/api/events"), lambda socket: socket.close())
    page.clock.install()
    page.goto("/")
    expect(page.get_by_text("every 5 s")).to_be_attached()

    send(mockkf, mail("Found by polling"))
    page.clock.run_for(5_500)

    expect(row(page, "Found by polling")).to_be_visible()


def test_ten_thousand_mails_have_pages(open_page: OpenPage, mockkf: MockKeyfactor) -> None:
    """The list shows 50 rows, and leads to older ones."""
    for number in range(1, 10_001):
        capture(mockkf.state, b"From: a@keyexample.com\r\nSubject: Mail %d\r\n\r\nHello\r\n" % number)
    page = open_page()
    links = page.get_by_role("region", name="Messages").get_by_role("listitem")

    expect(links).to_have_count(50)
    page.get_by_role("link", name="Older").click()

    expect(links.first).to_contain_text("Mail 9950")
    expect(links).to_have_count(50)


def test_the_pages_work_without_scripts(open_page: OpenPage, mockkf: MockKeyfactor) -> None:
    """Links and forms do everything; only live updates and keys need the scripts."""
    send(mockkf, mail("Kept"), mail("Deleted"))
    page = open_page(java_script_enabled=False)

    row(page, "Deleted").click()
    page.get_by_role("link", name="Headers").click()
    expect(page.get_by_role("rowheader", name="Subject")).to_be_visible()
    page.get_by_role("button", name="Delete this message").click()
    page.get_by_role("button", name="Undo").click()

    expect(row(page, "Deleted")).to_be_visible()
