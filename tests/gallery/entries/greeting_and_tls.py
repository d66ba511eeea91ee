"""Greeting and TLS: how it fails there."""

from tests.gallery.entry import HASTE, Entry

ENTRIES = (
    Entry(
        "Command's address is on a block list",
        "The greeting itself is a refusal, before anybody logs on. The profile is right; the address must be "
        "taken off the list.",
        "password",
        "postfix.blocked",
    ),
    Entry(
        "The service is overloaded, and says so in its greeting",
        "A reply that begins with 4 is a request to come back. Repeat later; a reply that begins with 5 would "
        "be for good.",
        "password",
        "gmail.temporary_problem",
    ),
    Entry(
        "The mail server keeps strangers waiting before it greets",
        "A tarpit against spam is longer than Command's patience. Have Command's address exempted.",
        "password",
        "relay.banner",
        {"delay": 60},
        HASTE,
    ),
    Entry(
        "A firewall takes STARTTLS out of the conversation",
        'Firewalls that "inspect" SMTP overwrite what they do not know. A client that goes on without TLS sends '
        "the password in the clear; the right answer is to fail.",
        "password",
        "relay.hello",
        {"without": "STARTTLS"},
    ),
    Entry(
        "The mail server knows no OAuth",
        "An Exchange server at home offers PLAIN or LOGIN only. Type 3 cannot work there, however good the token is.",
        "oauth",
        "relay.hello",
        {"without": ["XOAUTH2", "OAUTHBEARER"]},
    ),
    Entry(
        "STARTTLS is offered, and does not work",
        "The server's key file cannot be read, after a renewal say. The mail server's admin must help; 454 says "
        "that it is meant to pass.",
        "password",
        "postfix.tls_not_available",
    ),
    Entry(
        "The relay's certificate expired last night",
        "Nothing changed in Command, and every mail fails since midnight. Warn of the date before, where you "
        "can see it.",
        "password",
        "relay.tls",
        {"certificate": "expired"},
    ),
    Entry(
        "The mail server is called by an alias that its certificate does not have",
        "The profile names a CNAME or a load balancer, the certificate the machine behind. Put the name in the "
        "certificate into the profile, or the alias into the certificate.",
        "password",
        "relay.tls",
        {"certificate": "wrong_name"},
    ),
    Entry(
        "The mail server made its own certificate",
        "Postfix and Exchange come with one that signs itself. Browsers let people click it away; Command does not.",
        "password",
        "relay.tls",
        {"certificate": "self_signed"},
    ),
    Entry(
        "The mail server speaks TLS 1.0 and nothing newer",
        "An appliance that is out of support. There is no agreement on a version; the appliance must be "
        "replaced, or stand behind a relay.",
        "password",
        "relay.tls",
        {"protocol": "TLSv1"},
    ),
    Entry(
        "Port 465 with STARTTLS settings",
        "At 465 the server waits for TLS and the client for a greeting, until the time is up. It needs no "
        "fault: `tls_profile` stands for a client that knows STARTTLS only. Use 587, or a client for 465.",
        "password",
        options={**HASTE, "tls_profile": "system-net-mail"},
        changes={"Port": 465},
    ),
    Entry(
        "Port 587 with TLS from the first byte",
        "The other way round: the server greets in plain text, and the client takes that for a broken "
        "handshake. It needs no fault: `tls_profile` stands for a client to which UseSSL means TLS at once.",
        "password",
        options={"tls_profile": "mailkit"},
    ),
)
