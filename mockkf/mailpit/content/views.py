"""A mail as JSON: as an item of a list, and whole."""

import hashlib
from collections.abc import Iterable
from typing import Any

from mockkf.mailpit.content.digest import MailDigest
from mockkf.mailpit.content.parts import MailPart, MailParts
from mockkf.mailpit.content.plain_text import rendered
from mockkf.mailpit.content.times import date_of, in_milliseconds, rfc3339
from mockkf.mailpit.content.unsubscribe import unsubscribe
from mockkf.mime import Address, Headers, MailContent
from mockkf.model import Marks, Message


def item_view(message: Message, digest: MailDigest, marks: Marks) -> dict[str, Any]:
    """Return a mail as an item of a list; its lists are never null."""
    return {
        "ID": message.uid,
        "MessageID": digest.message_id,
        "Read": marks.read,
        "From": _address(digest.people.sender),
        **_recipients(digest),
        "Subject": digest.subject,
        "Created": rfc3339(in_milliseconds(message.received)),
        "Username": _user(message),
        "Tags": [*marks.tags],
        "Size": len(message.raw),
        "Attachments": digest.attachments,
        "Snippet": digest.snippet,
    }


def message_view(message: Message, digest: MailDigest, marks: Marks) -> dict[str, Any]:
    """Return a whole mail. `Read` is an addition: older clients need it."""
    parts, headers = MailParts(message.raw), MailContent(message.raw).headers
    return {
        "ID": message.uid,
        "MessageID": digest.message_id,
        "From": _address(digest.people.sender),
        **_recipients(digest),
        "ReturnPath": digest.return_path,
        "Subject": digest.subject,
        "ListUnsubscribe": _unsubscribe(headers),
        "Date": rfc3339(date_of(headers.get("Date", "")) or in_milliseconds(message.received)),
        "Tags": [*marks.tags],
        "Username": _user(message),
        "Text": text_of(parts),
        "HTML": parts.html,
        "Size": len(message.raw),
        "Inline": _files((*parts.inlines, *parts.others)),
        "Attachments": _files(parts.attachments),
        "Read": marks.read,
    }


def text_of(parts: MailParts) -> str:
    """Return the text of a mail; of a mail that has only HTML, a rendering of it."""
    return parts.text or rendered(parts.html)


def _address(found: Address) -> dict[str, str]:
    return {"Name": found.name, "Address": found.address}


def _recipients(digest: MailDigest) -> dict[str, list[dict[str, str]]]:
    _, to, cc, bcc, reply_to = digest.people
    return {"To": _addresses(to), "Cc": _addresses(cc), "Bcc": _addresses(bcc), "ReplyTo": _addresses(reply_to)}


def _addresses(found: Iterable[Address]) -> list[dict[str, str]]:
    return [_address(one) for one in found if one.address]


def _user(message: Message) -> str:
    return message.login.user if message.login else ""


def _unsubscribe(headers: Headers) -> dict[str, Any]:
    said = headers.get("List-Unsubscribe", "")
    if not said:
        return {"Header": "", "Links": [], "Errors": "", "HeaderPost": ""}
    found = unsubscribe(said)
    post = headers.get("List-Unsubscribe-Post", "")
    return {"Header": said, "Links": [*found.links], "Errors": found.errors, "HeaderPost": post}


def _files(parts: Iterable[MailPart]) -> list[dict[str, Any]]:
    return [_file(part) for part in parts if part.file_name]


def _file(part: MailPart) -> dict[str, Any]:
    content = part.content
    return {
        "PartID": part.number,
        "FileName": part.file_name,
        "ContentType": part.content_type,
        "ContentID": part.content_id,
        "Size": len(content),
        "Checksums": {
            "MD5": hashlib.md5(content, usedforsecurity=False).hexdigest(),
            "SHA1": hashlib.sha1(content, usedforsecurity=False).hexdigest(),
            "SHA256": hashlib.sha256(content).hexdigest(),
        },
    }
