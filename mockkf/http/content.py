"""The form of a request body: its media type, its charset and its content codings (RFC 9110, sections 8.3 and 8.4)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from werkzeug.http import parse_options_header

from mockkf.errors import UnsupportedMediaType
from mockkf.http.head import TOKEN

CHARSETS: Mapping[str, str] = {"utf-8": "utf-8", "utf-16le": "utf-16"}
"""The encodings that ASP.NET Core reads in JSON, by their names in the standard for encodings."""

LONGEST = 80
"""How many characters of a header an error shows."""


@dataclass(frozen=True)
class ContentType:
    """The media type of a body without its parameters, "" for none, and its charset."""

    media_type: str
    charset: str = "utf-8"


@dataclass(frozen=True)
class Readable:
    """The media types that a call reads, a `*` in them for any characters; others are refused.

    A body without a media type is read only if `without`.
    """

    media_types: tuple[str, ...]
    without: bool = field(default=False, kw_only=True)

    def check(self, content_type: str, content_encoding: str) -> ContentType:
        """Return the form of a body with these headers, "" for an absent one.

        Raise `UnsupportedMediaType` for a media type, a charset or a content coding that is not read.

        >>> Readable(("application/*+json",)).check("application/problem+json; charset=UTF-16", "identity")
        ContentType(media_type='application/problem+json', charset='utf-16')
        """
        media_type, options = parse_options_header(content_type)
        sent = ContentType(media_type.lower(), _charset(options.get("charset", "")))
        problems = []
        if not self._reads(sent.media_type):
            problems.append(
                f"the media type must be {_listed(self.media_types)}, not {_shown(media_type or content_type)}"
            )
        elif not sent.charset:
            problems.append(f"the charset must be utf-8 or utf-16, not {_shown(options['charset'])}")
        accept, codings = (self.media_types if problems else ()), unread_codings(content_encoding)
        if codings:
            problems.append(f"the body must have no content coding, not {_shown(', '.join(codings))}")
        if problems:
            raise UnsupportedMediaType(problems, accept, ("identity",) if codings else ())
        return sent

    def _reads(self, media_type: str) -> bool:
        return self._pattern.fullmatch(media_type) is not None if media_type else self.without

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile("|".join(re.escape(name).replace(r"\*", TOKEN) for name in self.media_types), re.ASCII)


def unread_codings(content_encoding: str) -> list[str]:
    """Return the content codings of a body, in lower case, except for `identity`, which changes nothing.

    >>> unread_codings("GZIP, identity")
    ['gzip']
    """
    names = (name.strip().lower() for name in content_encoding.split(","))
    return [name for name in names if name not in {"", "identity"}]


def _charset(label: str) -> str:
    """Return the encoding that `label` means, utf-8 for an empty one, "" for one that is not read."""
    import webencodings

    found = webencodings.lookup(label.strip()) if label else None
    return CHARSETS.get(found.name, "") if found else "" if label else "utf-8"


def _listed(names: tuple[str, ...]) -> str:
    *first, last = names
    return f"{', '.join(first)} or {last}" if first else last


def _shown(said: str) -> str:
    return f"'{said[:LONGEST]}'" if said else "absent"
