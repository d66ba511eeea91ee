"""Character sets of mails: the labels of the WHATWG with their supersets, and further names from mail programs."""

import codecs
import re
from collections.abc import Callable, Mapping
from functools import lru_cache

import webencodings

from mockkf.mime import limits
from mockkf.mime.defects import Defects, shown

SUPERSETS: Mapping[str, str] = {
    "big5": "big5hkscs",
    "euc-kr": "cp949",
    "gbk": "gb18030",
    "iso-8859-8-i": "iso8859-8",
    "macintosh": "mac-roman",
    "shift_jis": "cp932",
    "windows-874": "cp874",
    "x-mac-cyrillic": "mac-cyrillic",
}
"""Python's codecs for WHATWG encodings that have another name in Python, or fewer characters."""

OTHERS: Mapping[str, str] = {
    "ansix31101983": "cp1252",
    "big5eten": "big5hkscs",
    "csiso2022kr": "iso2022_kr",
    "euccn": "gb18030",
    "eucjpms": "euc_jp",
    "gb231280": "gb18030",
    "gb18030": "gb18030",
    "hproman8": "hp-roman8",
    "hz": "hz",
    "hzgb2312": "hz",
    "iso2022jp1": "iso2022_jp_1",
    "iso2022jp2": "iso2022_jp_2",
    "iso2022jp3": "iso2022_jp_3",
    "iso2022jp2004": "iso2022_jp_2004",
    "iso2022jpext": "iso2022_jp_ext",
    "iso2022kr": "iso2022_kr",
    "iso8859": "cp1252",
    "johab": "johab",
    "koi8ru": "koi8-u",
    "koi8t": "koi8-t",
    "ksc5601": "cp949",
    "ksc56011992": "cp949",
    "kz1048": "kz1048",
    "latin": "cp1252",
    "maccentraleurope": "mac-latin2",
    "macgreek": "mac-greek",
    "macturkish": "mac-turkish",
    "ms932": "cp932",
    "ptcp154": "ptcp154",
    "sjis": "cp932",
    "t61": "cp1252",
    "uhc": "cp949",
    "unicode11utf7": "utf-7",
    "unicode20utf7": "utf-7",
    "utf16": "utf-16-le",
    "utf32": "utf-32-le",
    "utf32be": "utf-32-be",
    "utf32le": "utf-32-le",
    "utf7": "utf-7",
    "utf8": "utf-8",
    "utf8mb4": "utf-8",
    "windows31j": "cp932",
    "windows31latin1": "cp1252",
}
"""Python's codecs for further names, reduced to lower-case letters and digits."""

PAGES: Mapping[str, str] = {
    "936": "gb18030",
    "20127": "ascii",
    "28591": "cp1252",
    "50220": "iso2022_jp",
    "51932": "euc_jp",
    "51949": "cp949",
    "54936": "gb18030",
    "65000": "utf-7",
    "65001": "utf-8",
}
"""Python's codecs for code pages whose number Python does not know."""

WIDER: Mapping[str, Callable[[bytes], str]] = {
    "iso2022_jp": lambda data: data.replace(b"\x1b$B", b"\x1b$(Q").decode("iso2022_jp_2004"),
    "euc_jp": lambda data: data.decode("euc_jis_2004"),
}
"""Decoders for text with characters outside its charset, such as numbers in circles."""

LATIN: Mapping[str, str] = {"1": "cp1252", "9": "cp1254", "11": "cp874"}
"""The supersets of parts of ISO 8859, by the number of the part."""

ASCII = frozenset({"us-ascii", "ascii", "ansi_x3.4-1968", "iso646-us", "us", "7bit"})
"""Labels for ASCII; text with such a label may still contain other characters."""

NOTHING = frozenset({"replacement", "x-user-defined"})
OTHER_SIGN = re.compile(r"[^a-z0-9]+")
PAGE = re.compile(r"(?:x|microsoft)?(?:cp|windows|win|ibm|dos|ms|oem|codepage)0*(\d{3,5})")
PART_OF_8859 = re.compile(r"(?:x|cs)?(?:iso)?8859(\d{1,2})(?:[ie]|\d{4})?")
MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
MARKED = tuple(mark for mark, _ in MARKS)
META = re.compile(rb"<(?:meta|\?xml)[^>]*?\b(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
SURROGATE = re.compile("[\ud800-\udfff]")
LAST_CHARACTER = re.compile(rb"[\xc0-\xff][\x80-\xbf]*\Z")

UTF8 = 4
"""The maximum number of octets of a character in UTF-8."""


def codec_of(label: str) -> str | None:
    """Return the name of Python's codec for a charset label; None if the label is unknown.

    >>> codec_of("ISO-8859-1"), codec_of("ks_c_5601-1987"), codec_of("cp-850"), codec_of("undefined")
    ('cp1252', 'cp949', 'cp850', None)
    """
    return _codec(label.strip().lower()[: limits.LABEL])


@lru_cache(maxsize=256)
def _codec(key: str) -> str | None:
    if key in ASCII:
        return "ascii"
    encoding = webencodings.lookup(key)
    if encoding and encoding.name not in NOTHING:
        return SUPERSETS.get(encoding.name) or encoding.codec_info.name
    plain = OTHER_SIGN.sub("", key)
    return OTHERS.get(plain) or OTHERS.get(plain.removeprefix("x")) or _numbered(plain)


def decoded(data: bytes, label: str | None, defects: Defects, what: str = "text") -> str:
    """Return `data` as text. Without a usable label it is UTF-8 if that is possible, else windows-1252."""
    if data.startswith(MARKED):
        mark, codec = next(one for one in MARKS if data.startswith(one[0]))
        return _read(data[len(mark) :], codec, defects, what)
    codec_name = codec_of(label) if label else "ascii"
    if codec_name is None:
        text, name = _guessed(data)
        defects.append(f"charset {shown(label or '')} is unknown; read as {name}")
        return text
    if codec_name == "ascii":
        if data.isascii():
            return data.decode("ascii")
        text, name = _guessed(data)
        defects.append(f"{what} is not ASCII and has no charset; read as {name}")
        return text
    return _read(data, codec_name, defects, what)


def guessed(data: bytes, defects: Defects, what: str) -> str:
    """Return unlabelled `data` as text; only an encoding other than UTF-8 is a defect."""
    text, name = _guessed(data)
    if name != "UTF-8":
        defects.append(f"{what} is not UTF-8; read as {name}")
    return text


def html_charset(html: bytes) -> str | None:
    """Return the charset that the head of an HTML document names; None without one."""
    named = META.search(html[: limits.META])
    label = named[1].decode("latin-1") if named else None
    # The pattern matches only ASCII-compatible text, which cannot be UTF-16.
    return "utf-8" if label and label.lower().startswith("utf-16") else label


def without_broken_end(data: bytes) -> bytes:
    r"""Return the beginning of a text without its last character if that has several octets in UTF-8.

    Its rest may be missing, and text without a charset would then not be read as UTF-8.

    >>> without_broken_end("für".encode()[:2]), without_broken_end(b"for")
    (b'f', b'for')
    """
    last = LAST_CHARACTER.search(data, max(len(data) - UTF8, 0))
    return data[: last.start()] if last else data


def _read(data: bytes, codec: str, defects: Defects, what: str) -> str:
    readers: list[Callable[[bytes], str]] = [lambda data: data.decode(codec)]
    readers += [WIDER[codec]] if codec in WIDER else []
    for read in readers:
        try:
            text = read(data)
        except UnicodeError:
            continue
        return text if codec == "utf-8" else SURROGATE.sub("\ufffd", text)  # UTF-8 has no surrogates
    defects.append(f"{what} has octets that are not {codec}; each is shown as U+FFFD")
    return SURROGATE.sub("\ufffd", data.decode(codec, "replace"))


def _guessed(data: bytes) -> tuple[str, str]:
    try:
        return data.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace"), "windows-1252"


def _numbered(plain: str) -> str | None:
    """Return the codec of a code page or of a part of ISO 8859; None if it is neither."""
    page, part = PAGE.fullmatch(plain), PART_OF_8859.fullmatch(plain)
    if page:
        codec = PAGES.get(page[1], f"cp{page[1]}")
    elif part:
        codec = LATIN.get(part[1], f"iso8859-{part[1]}")
    else:
        return None
    try:
        return codecs.lookup(codec).name
    except LookupError:
        return None
