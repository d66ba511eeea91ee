"""Tolerant decoding of transfer encodings and character sets."""

import pytest

from mockkf.mime import transfer
from mockkf.mime.charsets import codec_of, decoded
from mockkf.mime.parameters import read_parameters, text_of

JUNK = "base64 has invalid characters; they are skipped"
CUT = "base64 ends in the middle of an octet"
PIECES = "base64 has padding in the middle; decoding continues after it"
ESCAPES = "quoted-printable has invalid escapes; they are kept"
LENGTHS = "uuencode has lines of wrong length"


@pytest.mark.parametrize(
    ("data", "content", "defects"),
    [
        (b"aGVsbG8=", b"hello", []),
        (b"aGVs\r\nbG8=\r\n", b"hello", []),
        (b"aGVsbG8", b"hello", []),
        (b"aGVsbG8===", b"hello", []),
        (b"aGVsbG8=aGVsbG8=", b"hellohello", [PIECES]),
        (b"aGV-sbG8=", b"hello", [JUNK]),
        (b"aGVsb", b"hel", [CUT]),
        (b"", b"", []),
        (b"====", b"", []),
    ],
)
def test_base64_is_read_as_tolerant_readers_do(data: bytes, content: bytes, defects: list[str]) -> None:
    """Padding in the middle, missing padding and invalid characters do not end base64."""
    found: list[str] = []

    assert transfer.base64(data, found) == content
    assert found == defects


@pytest.mark.parametrize(
    ("data", "content", "defects"),
    [
        (b"gr=C3=BCn", "grün".encode(), []),
        (b"gr=c3=bcn", "grün".encode(), []),
        (b"a=\r\nb=\nc", b"abc", []),
        (b"a= \t\r\nb", b"ab", []),
        (b"a=", b"a", []),
        (b"a=b==c=3D", b"a=b==c=", [ESCAPES]),
        (b"100=%", b"100=%", [ESCAPES]),
    ],
)
def test_quoted_printable_keeps_bad_escapes(data: bytes, content: bytes, defects: list[str]) -> None:
    """Decoding removes only soft line breaks."""
    found: list[str] = []

    assert transfer.quoted_printable(data, found) == content
    assert found == defects


@pytest.mark.parametrize(
    ("data", "content", "defects"),
    [
        (b"begin 644 a.txt\r\n%:&5L;&\\\r\n`\r\nend\r\n", b"hello", []),
        (b"preamble\nbegin 644 a.txt\n%:&5L;&\\\n`\nend\nepilogue", b"hello", []),
        (b"%:&5L;&\\", b"hello", []),
        (b"%:&5L;&\\XXXX", b"hello", [LENGTHS]),
    ],
)
def test_uuencode_is_read_with_or_without_its_frame(data: bytes, content: bytes, defects: list[str]) -> None:
    """A line of wrong length is decoded as far as possible."""
    found: list[str] = []

    assert transfer.uuencode(data, found) == content
    assert found == defects


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("utf-8", "utf-8"),
        ("UTF8", "utf-8"),
        ("unicode-1-1-utf-8", "utf-8"),
        ("iso-8859-1", "cp1252"),
        ("8859-1", "cp1252"),
        ("ISO8859_15", "iso8859-15"),
        ("iso-8859-9", "cp1254"),
        ("iso-8859-11", "cp874"),
        ("iso-8859-8-i", "iso8859-8"),
        ("iso-8859-99", None),
        ("windows-31j", "cp932"),
        ("shift_jis", "cp932"),
        ("gb2312", "gb18030"),
        ("gbk", "gb18030"),
        ("big5", "big5hkscs"),
        ("ks_c_5601", "cp949"),
        ("ks_c_5601-1987", "cp949"),
        ("euc-kr", "cp949"),
        ("cp-850", "cp850"),
        ("ibm437", "cp437"),
        ("cp65001", "utf-8"),
        ("win-1251", "cp1251"),
        ("cp0", None),
        ("iso-2022-kr", "iso2022_kr"),
        ("hz-gb-2312", "hz"),
        ("macintosh", "mac-roman"),
        ("utf-7", "utf-7"),
        ("utf-16", "utf-16-le"),
        ("utf-16be", "utf-16-be"),
        ("ansi_x3.110-1983", "cp1252"),
        ("ANSI_X3.4-1968", "ascii"),
        ("us-ascii", "ascii"),
        *((unknown, None) for unknown in ("undefined", "x-unknown", "unknown-8bit", "x-user-defined", "none", "")),
        *((codec, None) for codec in ("hex", "rot13", "idna", "punycode", "unicode_escape", "zlib_codec", "mbcs")),
    ],
)
def test_a_label_is_known_by_what_senders_mean(label: str, codec: str | None) -> None:
    """A label has the superset of the WHATWG; Python codecs that are not charsets are unknown."""
    assert codec_of(label) == codec


@pytest.mark.parametrize(
    ("data", "label", "text"),
    [
        (b"+2AA-", "utf-7", "\ufffd"),
        (b"\xff\xfeh\x00i\x00", "utf-8", "hi"),
        (b"\xfe\xff\x00h\x00i", "utf-16", "hi"),
        (b"\x1b$B-!\x1b(B", "iso-2022-jp", "①"),
        (b"\xad\xa1", "euc-jp", "①"),
        (b"\x80", "iso-8859-1", "€"),
    ],
)
def test_octets_become_text_that_can_be_written_down(data: bytes, label: str, text: str) -> None:
    """Byte order marks have priority over labels, and the text has no lone surrogate."""
    assert decoded(data, label, []) == text


@pytest.mark.parametrize(
    ("said", "encoding", "defects"),
    [
        ("base64", "base64", []),
        (" Base64 ; ", "base64", []),
        ('"base64"', "base64", []),
        ("(a comment) base64 (another)", "base64", []),
        ("", "7bit", []),
        ("8-bit", "8bit", ["transfer encoding 8-bit is read as 8bit"]),
        ("x-uue", "x-uuencode", []),
        ("rot13", "binary", ["transfer encoding rot13 is unknown; the content is not decoded"]),
    ],
)
def test_a_transfer_encoding_is_known_by_what_senders_write(said: str, encoding: str, defects: list[str]) -> None:
    """Blanks, comments, quotes and letter case are ignored."""
    found: list[str] = []

    assert transfer.encoding_of(said, found) == encoding
    assert found == defects


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (b"attachment; filename=a b.txt", "a b.txt"),
        (b"attachment; filename=file (1).pdf", "file (1).pdf"),
        (b'attachment; filename="a.txt" size=3', "a.txt"),
        (b'attachment; filename="a.txt', "a.txt"),
        (b'attachment; filename = "a.txt"', "a.txt"),
        (b"attachment; filename*=%C3%A4.txt", "ä.txt"),
        (b"attachment; filename*=\"utf-8''%C3%A4.txt\"", "ä.txt"),
        (b"attachment; filename*1=b.txt; filename*0=a", "ab.txt"),
        (b"attachment; filename*0*=utf-8'en'%C3; filename*1*=%A4; filename*2=.txt", "ä.txt"),
        (b"attachment; filename==?utf-8?Q?=E2=82=AC.txt?=", "€.txt"),
        (b'attachment; filename="a\r\n\tb.txt"', "a\tb.txt"),
        (b"filename=a.txt", "a.txt"),
        (b"attachment; =; filename=a.txt", "a.txt"),
        (b'attachment; filename="  "', None),
        (b"attachment", None),
    ],
)
def test_a_file_name_is_read_as_the_sender_means_it(value: bytes, name: str | None) -> None:
    """RFC 2231 has priority over RFC 2047, which has priority over plain text."""
    assert text_of(read_parameters(value, []), "filename", []) == name
