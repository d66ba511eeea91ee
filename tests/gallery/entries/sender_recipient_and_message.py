"""Sender, recipient and message: how it fails there."""

from tests.gallery.entry import Entry

ENTRIES = (
    Entry(
        "Exchange accepts the login, but not the sender",
        "The login is one mailbox, the SenderAccount is another. Exchange refuses after it received the "
        "whole mail. Grant Send As, or use the same address for both.",
        "password",
        "exchange.send_as_denied",
        changes={"Host": "smtp.office365.com"},
    ),
    Entry(
        "Postfix does not accept the sender for this login",
        "This is the same rule, but Postfix refuses at MAIL FROM. The step depends on the server, so do "
        "not decide by the step alone.",
        "password",
        "postfix.sender_not_owned",
    ),
    Entry(
        "The mail server requires a login, and the profile has none",
        "RelayAuthenticationType 0 worked until the mail server required a login.",
        "anonymous",
        "exchange.not_authenticated",
    ),
    Entry(
        "The mail server's disk is full",
        "452 is temporary: the server accepts the same mail when it has space. Repeat after minutes, not seconds.",
        "password",
        "postfix.queue_full",
        {"times": 1},
        tries=2,
    ),
    Entry(
        "Greylisting: the mail server refuses the first attempt",
        "The server does not know Command and asks it to repeat. It accepts the second attempt. Repeat "
        "once after a pause before you report wrong settings.",
        "anonymous",
        "postfix.greylisting",
        tries=2,
    ),
    Entry(
        "The mail server accepts mail for its own domains only",
        "Test mails to a colleague arrive, mails to a supplier do not. Also test with an external recipient.",
        "anonymous",
        "exchange.not_accepted_domain",
        {"to": "*@supplier.example"},
        changes={"TestRecipient": "anna@supplier.example"},
    ),
    Entry(
        "The connector does not know Command's new address",
        "Command moved to another network, and Exchange identifies its clients by address. Add the new "
        "address to the connector.",
        "anonymous",
        "exchange.relay_denied",
        changes={"Host": "keyexample-com.mail.protection.outlook.com"},
    ),
    Entry(
        "The recipient left the company",
        'The settings are correct, but TestRecipient does not exist. Report this, and not "SMTP does not work".',
        "password",
        "postfix.unknown_recipient",
    ),
    Entry(
        "The recipient's mailbox is full",
        "The recipient is a group mailbox that nobody reads. The digit 4 means a temporary problem, but it "
        "will not end by itself.",
        "password",
        "gmail.mailbox_full",
    ),
    Entry(
        "The scanner behind the mail server is down",
        "The server refuses at DATA, before it receives the mail. The digit 4 means a temporary problem: try later.",
        "password",
        "relay.data",
        {"reply": "451 4.7.1 Service unavailable - try again later"},
    ),
    Entry(
        "The connection breaks while Command sends the mail",
        "The server sent its go-ahead, and then the network failed. A server does not accept a mail "
        "without its final dot, so Command may send it again.",
        "password",
        "relay.data",
        {"tcp_reset": "after"},
    ),
    Entry(
        "A filter classifies the test mail as spam",
        "A short text from a new sender is enough for a filter. Exempt the sender. The settings are correct.",
        "password",
        "gmail.suspicious_content",
        changes={"Host": "smtp.gmail.com"},
    ),
    Entry(
        "The account reached its daily limit",
        "A mass renewal of certificates sent many mails. The account works again tomorrow: do not change the settings.",
        "password",
        "gmail.daily_limit",
        changes={"Host": "smtp.gmail.com"},
    ),
    Entry(
        "The mail server accepts the mail, but its reply is lost",
        "The mail arrives, and Command reports that it did not send it. A repeated call sends it twice. If "
        "the step relay.message ends without a reply, report that the result is unknown.",
        "password",
        "relay.message",
        {"drop": "after"},
    ),
)
