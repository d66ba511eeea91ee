"""Greeting and TLS: how it fails there."""

from tests.gallery.entry import HASTE, Entry

ENTRIES = (
    Entry(
        "Command's address is on a block list",
        "The greeting is already a refusal, before any login. The profile is correct. The address must be "
        "removed from the list.",
        "password",
        "postfix.blocked",
    ),
    Entry(
        "The service is overloaded, and its greeting says so",
        "A reply that begins with 4 is temporary: repeat later. A reply that begins with 5 is permanent.",
        "password",
        "gmail.temporary_problem",
    ),
    Entry(
        "The mail server delays its greeting",
        "A tarpit against spam waits longer than Command's time limit. Exempt the address of Command.",
        "password",
        "relay.banner",
        {"delay": 60},
        HASTE,
    ),
    Entry(
        "A firewall removes STARTTLS from the SMTP dialogue",
        'Firewalls that "inspect" SMTP overwrite extensions that they do not know. A client that continues '
        "without TLS sends the password in plain text. The correct reaction is to fail.",
        "password",
        "relay.hello",
        {"without": "STARTTLS"},
    ),
    Entry(
        "The mail server does not support OAuth",
        "An Exchange Server on premises offers PLAIN or LOGIN only. Type 3 cannot work there, even with a valid token.",
        "oauth",
        "relay.hello",
        {"without": ["XOAUTH2", "OAUTHBEARER"]},
    ),
    Entry(
        "The mail server offers STARTTLS, but it does not work",
        "The server cannot read its key file, for example after a renewal. The admin of the mail server "
        "must help. 454 means a temporary problem.",
        "password",
        "postfix.tls_not_available",
    ),
    Entry(
        "The certificate of the mail server expired last night",
        "Nothing changed in Command, and every mail fails since midnight. Warn before the date where you can see it.",
        "password",
        "relay.tls",
        {"certificate": "expired"},
    ),
    Entry(
        "The profile names an alias that the certificate does not contain",
        "The profile names a CNAME or a load balancer; the certificate names the machine behind it. Use "
        "the name of the certificate in the profile, or add the alias to the certificate.",
        "password",
        "relay.tls",
        {"certificate": "wrong_name"},
    ),
    Entry(
        "The certificate of the mail server is self-signed",
        "Postfix and Exchange come with a self-signed certificate. A browser lets people accept it; Command does not.",
        "password",
        "relay.tls",
        {"certificate": "self_signed"},
    ),
    Entry(
        "The mail server supports only TLS 1.0",
        "The appliance is out of support, and client and server have no common version. Replace the "
        "appliance, or put a relay in front of it.",
        "password",
        "relay.tls",
        {"protocol": "TLSv1"},
    ),
    Entry(
        "Port 465 with STARTTLS settings",
        "This entry needs no fault: `tls_profile` selects a client that supports STARTTLS only. At port "
        "465 the server waits for TLS and the client waits for a greeting, until the time limit. Use port "
        "587, or a client that supports 465.",
        "password",
        options={**HASTE, "tls_profile": "system-net-mail"},
        changes={"Port": 465},
    ),
    Entry(
        "Port 587 with implicit TLS",
        "This entry needs no fault: `tls_profile` selects a client for which UseSSL means implicit TLS. "
        "The server greets in plain text, and the client reports a broken handshake.",
        "password",
        options={"tls_profile": "mailkit"},
    ),
)
