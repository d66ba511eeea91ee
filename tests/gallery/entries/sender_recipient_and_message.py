"""Sender, recipient and message: how it fails there."""

from tests.gallery.entry import Entry

ENTRIES = (
    Entry(
        "Exchange lets the account log on but not send as that mailbox",
        "The login is one mailbox, the SenderAccount another. The refusal comes after the whole mail was handed "
        "over; grant Send As, or use the same address for both.",
        "password",
        "exchange.send_as_denied",
        changes={"Host": "smtp.office365.com"},
    ),
    Entry(
        "Postfix does not let this login use the sender",
        "The same rule, said at MAIL FROM: one mistake has a step of its own with every server, so do not build "
        "on the step alone.",
        "password",
        "postfix.sender_not_owned",
    ),
    Entry(
        "The server wants a login, and the profile has none",
        "RelayAuthenticationType 0 worked until the relay was closed to strangers.",
        "anonymous",
        "exchange.not_authenticated",
    ),
    Entry(
        "The mail server's disk is full",
        "452 is for now: the same mail is taken as soon as there is room. Repeat after minutes, not seconds.",
        "password",
        "postfix.queue_full",
        {"times": 1},
        tries=2,
    ),
    Entry(
        "Greylisting: the first try is put off",
        "A server that does not know Command asks it to come back; whoever does is let in. Repeat once after "
        "the pause, before you call the settings wrong.",
        "anonymous",
        "postfix.greylisting",
        tries=2,
    ),
    Entry(
        "The relay takes mail for its own domains only",
        "Test mails to a colleague arrive, mails to a supplier do not. Test with a recipient outside too.",
        "anonymous",
        "exchange.not_accepted_domain",
        {"to": "*@supplier.example"},
        changes={"TestRecipient": "anna@supplier.example"},
    ),
    Entry(
        "The connector does not know Command's new address",
        "Command moved to another network, and Exchange tells its customers by their addresses. The connector "
        "must be told the new one.",
        "anonymous",
        "exchange.relay_denied",
        changes={"Host": "keyexample-com.mail.protection.outlook.com"},
    ),
    Entry(
        "The recipient left the company",
        'The settings are right and the test fails: TestRecipient does not exist. Say so, instead of "SMTP does '
        'not work".',
        "password",
        "postfix.unknown_recipient",
    ),
    Entry(
        "The recipient's mailbox is full",
        "A group mailbox that nobody reads. The 4 says that it may pass, and it will not by itself.",
        "password",
        "gmail.mailbox_full",
    ),
    Entry(
        "The scanner behind the mail server is down",
        "Mail is refused after DATA, before a byte of it was sent. 4 again: try later.",
        "password",
        "relay.data",
        {"reply": "451 4.7.1 Service unavailable - try again later"},
    ),
    Entry(
        "The line breaks while the mail is sent",
        "The server said go ahead, and then the network was gone. A mail without its final dot was not taken: "
        "it may be sent again.",
        "password",
        "relay.data",
        {"tcp_reset": "after"},
    ),
    Entry(
        "The test mail is taken for spam",
        "A short text from a new sender is all a filter needs. Have the sender exempted; the settings are right.",
        "password",
        "gmail.suspicious_content",
        changes={"Host": "smtp.gmail.com"},
    ),
    Entry(
        "The account has sent all that it may in a day",
        "A mass renewal of certificates wrote to everybody. It works again tomorrow: do not change the settings.",
        "password",
        "gmail.daily_limit",
        changes={"Host": "smtp.gmail.com"},
    ),
    Entry(
        "The mail server takes the mail, but the answer is lost",
        'The mail arrives, and Command says that it was not sent. Whoever repeats sends it twice: say "perhaps" '
        "when the step relay.message ends without a reply.",
        "password",
        "relay.message",
        {"drop": "after"},
    ),
)
