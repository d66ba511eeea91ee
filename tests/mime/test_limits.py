"""The limits of the reader; nesting, parts and parameters within the limits are read completely."""

import pytest

from mockkf.mime import limits
from mockkf.mime.content import MailContent

MIXED = b"Subject: s\r\nContent-Type: multipart/mixed; boundary=A\r\n\r\n"


def nested(depth: int) -> bytes:
    """Return this many nested multiparts with a text in the innermost."""
    opened = [b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(depth)]
    closed = [b"\r\n--b%d--" % n for n in reversed(range(depth))]
    return b"".join([*opened, b"\r\nhello", *closed, b"\r\n"])


def test_a_thousand_multiparts_inside_one_another_are_read() -> None:
    """The text in the innermost multipart is the text of the mail."""
    mail = MailContent(nested(limits.DEPTH))

    assert (mail.text, mail.attachments, mail.defects) == ("hello", (), ())
    assert limits.DEPTH == 1_000


def test_more_multiparts_inside_one_another_are_text() -> None:
    """Deeper multiparts are not divided, and `defects` says so."""
    mail = MailContent(nested(limits.DEPTH + 10))

    assert "--b1001" in mail.text
    assert mail.defects[0] == "more than 1000 nested multiparts; the innermost is read as text"


def test_a_thousand_mails_inside_one_another_are_read_one_by_one() -> None:
    """An attached mail is read on demand."""
    raw = b"Content-Type: message/rfc822\r\n\r\n" * 1_000 + b"Subject: inner\r\n\r\n"
    mail = MailContent(raw)

    depth = 0
    while mail.attachments:
        [file] = mail.attachments
        assert file.message is not None
        mail, depth = file.message, depth + 1

    assert (depth, mail.subject) == (1_000, "inner")


def test_three_thousand_parts_are_read() -> None:
    """Each part is a file with its number."""
    parts = b"".join(b"--A\r\nContent-Type: image/png; name=%d.png\r\n\r\nx\r\n" % n for n in range(3_000))
    mail = MailContent(MIXED + parts + b"--A--\r\n")

    assert [file.filename for file in mail.attachments] == [f"{n}.png" for n in range(3_000)]
    assert mail.attachments[-1].part_id == "3000"


def test_more_parts_than_the_limit_belong_to_the_last_one() -> None:
    """The octets beyond the limit are kept, and `defects` says so."""
    mail = MailContent(MIXED + b"--A\r\nContent-Type: image/png\r\n\r\nx\r\n" * (limits.PARTS + 5))

    assert len(mail.attachments) == limits.PARTS - 1
    assert mail.attachments[-1].content.count(b"--A") == 6
    assert mail.defects[0] == "more than 10000 parts; the rest belongs to the last one"


def test_two_thousand_parameters_are_read() -> None:
    """A file name in two thousand sections is one name."""
    pieces = b"".join(b"; filename*%d*=%%41" % n for n in range(2_000))
    [file] = MailContent(b"Content-Disposition: attachment" + pieces + b"\r\n\r\nx").attachments

    assert file.filename == "A" * 2_000


def test_more_parameters_than_the_limit_are_left_out() -> None:
    """`defects` says that parameters are left out."""
    mail = MailContent(b"Content-Type: text/plain" + b"; a=b" * (limits.PARAMETERS + 1) + b"; name=x\r\n\r\nx")

    assert mail.attachments == ()
    assert mail.defects == ("more than 5000 parameters; the others are left out",)


def test_more_headers_than_the_limit_are_left_out() -> None:
    """`defects` says that headers are left out; the start of the text is right."""
    raw = b"".join(b"X-%d: x\r\n" % n for n in range(limits.HEADERS + 5))
    mail = MailContent(raw + b"\r\nhello")

    assert len(mail.headers) == limits.HEADERS
    assert (mail.text, mail.defects) == ("hello", ("more than 10000 headers; the others are left out",))


def test_of_many_defects_the_first_are_told() -> None:
    """The last sentence has the number of further defects."""
    raw = b"A: b\r\n" + b"".join(b"no header %d\r\n" % n for n in range(limits.DEFECTS + 7))
    defects = MailContent(raw + b"\r\n").defects

    assert len(defects) == limits.DEFECTS + 1
    assert defects[-1] == "and 7 more"


@pytest.mark.parametrize(
    "raw",
    [
        b"Content-Type: text/plain" + b";" * 500_000,
        b"Content-Type: text/plain" + b"(a)(" * 200_000,
        b'Content-Type: text/plain; x="' + b'\\"' * 300_000,
        b"Content-Type: multipart/mixed; boundary=a(b" + b" " * 500_000 + b"c",
        b"Subject: " + b"=?utf-8?q?a" * 50_000,
        b"Subject: a" + b"\r\n " * 200_000,
        b"To: " + b"<" * 200_000,
        b"a\r\n" * 200_000,
        MIXED + b"--B\r\n" * 100_000,
        MIXED + b"--A\r\nX: y\r\n" * 9_000,
        b"Content-Transfer-Encoding: base64\r\n\r\n" + b"A=" * 300_000,
        b"Content-Transfer-Encoding: quoted-printable\r\n\r\n=" + b" " * 500_000 + b"x",
        b"Content-Type: text/html\r\n\r\n" + b"<meta " * 100_000,
    ],
    ids=range(13),
)
def test_no_value_takes_time_that_grows_with_its_square(raw: bytes) -> None:
    """Each of these mails would take minutes with a reader of quadratic time."""
    mail = MailContent(raw)

    assert len(mail.text) <= len(raw)
    assert len(mail.headers.addresses("To")) <= limits.ADDRESSES
    assert not any("reader failed" in defect for defect in mail.defects)
