"""The entries of the gallery, one file for each place where it fails."""

from collections.abc import Mapping

from tests.gallery.entries import (
    command_itself,
    finding_the_mail_server,
    greeting_and_tls,
    logging_on,
    secrets,
    sender_recipient_and_message,
    the_token,
)
from tests.gallery.entry import Entry

GALLERY: Mapping[str, tuple[Entry, ...]] = {
    "Command itself": command_itself.ENTRIES,
    "Secrets": secrets.ENTRIES,
    "The token": the_token.ENTRIES,
    "Finding the mail server": finding_the_mail_server.ENTRIES,
    "Greeting and TLS": greeting_and_tls.ENTRIES,
    "Logging on": logging_on.ENTRIES,
    "Sender, recipient and message": sender_recipient_and_message.ENTRIES,
}
"""All of them, by place."""

ENTRIES = tuple(entry for entries in GALLERY.values() for entry in entries)
