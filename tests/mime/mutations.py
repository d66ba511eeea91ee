"""Generated malformed mails: mails of the corpus cut, doubled and overwritten, and random headers."""

import json
from time import thread_time

from hypothesis import strategies as st

from mockkf.mime.content import MailContent
from tests.mime.corpus import EXPECTED, octets

DEEPEST = 3
"""The maximum depth of nested attached mails that are read."""

MAILS = [octets(name) for name in EXPECTED]
BITS = [
    *(b"\r\n", b"\n", b"\r", b" ", b"\t", b'"', b"'", b"(", b")", b"\\", b";", b":", b"=", b"<", b">", b",", b"%"),
    *(
        b"\0",
        b"\xff",
        b"\xc3",
        b"\x1b$B",
        b"+2AA-",
        b"--A",
        b"--A--",
        b"--",
        b"=?",
        b"?=",
        b"=?utf-8?b?",
        b"=?x?q?=ff?=",
    ),
    *(
        b"*0*=",
        b"*1=",
        b"charset=",
        b"boundary=A",
        b"name=",
        b"base64",
        b"quoted-printable",
        b"x-uuencode",
        b"begin 644 a\n",
    ),
    *(b"multipart/alternative", b"message/rfc822", b"text/html", b"<meta charset="),
    *(b"utf-7", b"utf-16", b"iso-2022-jp", b"hz", b"idna"),
]
NAMES = [
    *(b"Subject", b"To", b"From", b"Message-ID", b"Date", b"X-Any"),
    *(b"Content-Type", b"Content-Disposition", b"Content-Transfer-Encoding", b"Content-ID", b"MIME-Version"),
]

pieces = st.one_of(st.sampled_from(BITS), st.binary(max_size=8))
values = st.lists(pieces, max_size=12).map(b"".join)
headers = st.lists(st.tuples(st.sampled_from(NAMES), values).map(b": ".join), max_size=6).map(b"\r\n".join)
random_mails = st.tuples(headers, values, headers, values).map(
    lambda mail: mail[0] + b"\r\n\r\n" + mail[1] + b"\r\n--A\r\n" + mail[2] + b"\r\n\r\n" + mail[3] + b"\r\n--A--\r\n"
)


@st.composite
def mutated_mails(draw: st.DrawFn) -> bytes:
    """Return a mail of the corpus with some octets replaced."""
    mail = draw(st.sampled_from(MAILS))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(mail)))
        end = draw(st.integers(at, min(at + 40, len(mail))))
        other = draw(st.one_of(pieces, st.sampled_from(MAILS).map(lambda mail: mail[:200])))
        mail = mail[:at] + other + mail[end:]
    return mail


SECONDS = 5
"""The maximum CPU time for a mail of a few KiB on the slowest machine; normal are a few milliseconds."""


def read_in_time(raw: bytes) -> None:
    """Read everything in a mail; assert that it took little time."""
    began = thread_time()
    read_all(raw)
    assert thread_time() - began < SECONDS


def read_all(raw: bytes, depth: int = 0) -> None:
    """Read everything in a mail; assert that the reader did not fail and that JSON can represent the result."""
    mail = MailContent(raw)
    files = mail.attachments
    told = {
        "subject": mail.subject,
        "headers": {name: mail.headers.all(name) for name in mail.headers},
        "addresses": [(one.name, one.address) for name in mail.headers for one in mail.headers.addresses(name)],
        "bodies": [mail.text, mail.html, mail.links, mail.defects, mail.file_names],
        "files": [(file.filename, file.content_type, file.content_id, file.disposition, file.sha256) for file in files],
    }
    assert not [defect for defect in mail.defects if "reader failed" in defect]
    assert mail.subject == mail.headers.get("Subject", "")
    assert json.dumps(told, ensure_ascii=False).encode()
    for file in files:
        if file.message and depth < DEEPEST:
            read_all(file.content, depth + 1)
