"""Composes a mail from what a client sends to `POST /api/v1/send`."""

import binascii
import re
from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from typing import Any

from mockkf.errors import ConfigurationError
from mockkf.mailpit.addresses import address_of
from mockkf.mailpit.sniffing import media_type_of
from mockkf.model import Envelope

Values = Mapping[str, Any]

FIELDS = {"to": "To", "cc": "Cc", "reply_to": "Reply-To"}
RESERVED = ("to", "from", "cc", "bcc", "reply-to", "date", "subject", "content-type", "mime-version")
NAME = re.compile(r"[!-9;-~]+")
MEDIA_TYPE = re.compile(r"([\w!#$&.+^-]+)/([\w!#$&.+^-]+)", re.ASCII)
LONGEST_LINE = 900


def compose(said: Values, now: datetime) -> tuple[Envelope, bytes]:
    """Return the envelope and the bytes of a mail; raise `ConfigurationError` with Mailpit's sentence if one is wrong.

    `said` are the members of the body. A blind copy is in the envelope only.
    """
    people = {name: [*_people(said[member], name)] for member, name in FIELDS.items()}
    hidden = [_address(written, "Bcc") for written in said["bcc"]]
    headers, files = dict(_headers(said)), [(_content(file), file) for file in said["attachments"]]
    sender = said["sender"] or {"email": "", "name": ""}
    if not sender["email"]:
        raise ConfigurationError("error building message: from not set")
    recipients = [found.addr_spec for found in (*people["To"], *people["Cc"], *hidden)]
    if not recipients:
        raise ConfigurationError("error building message: no recipients (to, cc, bcc) set")
    author = _address(sender["email"], "From", sender["name"])
    mail = EmailMessage(SMTPUTF8 if not "".join((author.addr_spec, *recipients)).isascii() else SMTP)
    try:
        mail["Date"], mail["From"], mail["Subject"] = now, author, said["subject"]
        for name, found in people.items():
            if found:
                mail[name] = found
        for name, value in headers.items():
            mail[name] = value
        _add_content(mail, said, files)
        return Envelope(author.addr_spec, tuple(recipients)), mail.as_bytes()
    except (ValueError, TypeError, LookupError) as error:
        raise ConfigurationError(f"error building message: {error}") from None


def _people(given: Iterable[Values], field: str) -> Iterator[Address]:
    return (_address(person["email"], field, person["name"]) for person in given)


def _address(written: str, field: str, name: str = "") -> Address:
    found = address_of(written)
    if found is None or re.search(r"[\r\n\x00]", name):
        raise ConfigurationError(f"invalid {field} address: {written}")
    local, _, domain = found.address.rpartition("@")
    unquoted = re.sub(r"\\(.)", r"\1", local[1:-1]) if local.startswith('"') else local
    return Address(name or found.name, unquoted, domain)


def _headers(said: Values) -> Iterator[tuple[str, str]]:
    reserved = (*RESERVED, "x-tags") if said["tags"] else RESERVED
    for name, value in said["headers"].items():
        if not NAME.fullmatch(name):
            raise ConfigurationError(f'invalid header key: "{name}"')
        if name.lower() in reserved:
            raise ConfigurationError(f'cannot overwrite header: "{name}"')
        yield name, " ".join(value.split())
    if said["tags"]:
        yield "X-Tags", ", ".join(" ".join(tag.split()) for tag in said["tags"])


def _add_content(mail: EmailMessage, said: Values, files: Iterable[tuple[bytes, Values]]) -> None:
    """Add the text, the HTML with its inline files, and the attachments."""
    inline = [entry for entry in files if entry[1]["content_id"]]
    if said["text"] or not said["html"]:
        _set_text(mail, said["text"], "plain")
    if said["html"]:
        body = mail
        if said["text"]:
            mail.make_alternative()
            body = EmailMessage(mail.policy)
            mail.attach(body)
        _set_text(body, said["html"], "html")
        for content, file in inline:
            _add_file(body.add_related, content, file)
    for content, file in files:
        if not (said["html"] and file["content_id"]):
            _add_file(mail.add_attachment, content, file)


def _set_text(part: EmailMessage, text: str, subtype: str) -> None:
    """Set the text exactly: the standard library would add a line end to it."""
    data = text.encode("utf-8", "replace")
    lines = data.split(b"\r\n")
    is_plain = data.isascii() and all(b"\n" not in line and len(line) < LONGEST_LINE for line in lines)
    encoding = "7bit" if is_plain and b"\r" not in b"".join(lines) else "quoted-printable"
    part.set_content(data, "text", subtype, cte=encoding)
    part.set_param("charset", "utf-8")


def _content(file: Values) -> bytes:
    try:
        # A data URL has its media type before the comma.
        return b64decode(file["content"].rpartition(",")[2], validate=True)
    except (binascii.Error, ValueError) as error:
        name = file["filename"]
        raise ConfigurationError(f'error decoding base64 attachment "{name}": {error}') from None


def _add_file(add: Any, content: bytes, file: Values) -> None:
    found = MEDIA_TYPE.match(file["content_type"] or media_type_of(content))
    main, sub = (found[1], found[2]) if found else ("application", "octet-stream")
    if main in {"multipart", "message"}:  # the content would be read as parts
        main, sub = "application", "octet-stream"
    inline = {"cid": f"<{file['content_id']}>", "disposition": "inline"} if file["content_id"] else {}
    add(content, main, sub, filename=file["filename"] or None, **{"disposition": "attachment", **inline})
