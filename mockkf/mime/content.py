"""What a mail holds, decoded: headers, bodies, attached files."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage, MIMEPart


@dataclass(frozen=True)
class Attachment:
    """One attached file."""

    filename: str | None
    content_type: str
    content: bytes = field(repr=False)


class Headers(Mapping[str, str]):
    """The decoded headers of one mail: any letter case finds them, `all` gives every one of a name."""

    def __init__(self, email: EmailMessage) -> None:
        self._email = email

    def __getitem__(self, name: str) -> str:
        if name not in self._email:
            raise KeyError(name)
        return str(self._email[name])

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(self._email.keys()))

    def __len__(self) -> int:
        return len(set(self._email.keys()))

    def all(self, name: str) -> tuple[str, ...]:
        """Every header of this name, in order."""
        return tuple(str(value) for value in self._email.get_all(name, ()))


def attachments(email: EmailMessage) -> tuple[Attachment, ...]:
    """The attached files of a mail, in order."""
    return tuple(
        Attachment(part.get_filename(), part.get_content_type(), _content(part)) for part in email.iter_attachments()
    )


def body(email: EmailMessage, kind: str) -> str:
    """The body of a mail as `plain` or `html` text, empty if there is none; lines end in a line feed."""
    part = email.get_body(preferencelist=(kind,))
    if part is None:
        return ""
    data = _content(part)
    try:
        text = data.decode(part.get_content_charset("utf-8"), "replace")
    except LookupError:
        text = data.decode("latin-1")
    return text.replace("\r\n", "\n")


def _content(part: MIMEPart) -> bytes:
    if part.get_content_maintype() == "message":
        return b"".join(inner.as_bytes() for inner in part.iter_parts())
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""
