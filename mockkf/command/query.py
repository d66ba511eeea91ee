"""The query language of lists: `Name -eq "x" AND ProviderType -contains "y"`, sorting and paging."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mockkf.command.schemas.parameters import LARGEST_PAGE, Paging
from mockkf.errors import ApiError, Invalid

Row = Mapping[str, Any]

OPERATORS: Mapping[str, Callable[[str, str], bool]] = {
    "-eq": lambda actual, wanted: actual == wanted,
    "-ne": lambda actual, wanted: actual != wanted,
    "-contains": lambda actual, wanted: wanted in actual,
    "-notcontains": lambda actual, wanted: wanted not in actual,
    "-startswith": lambda actual, wanted: actual.startswith(wanted),
    "-endswith": lambda actual, wanted: actual.endswith(wanted),
}
"""The comparisons of a field with a value; both are in lower case."""

TOKEN = re.compile(r'\s*(?:"((?:[^"\\]|\\.)*)"|([^\s"()]+)|([()]))')
NULL = "null"
DEEPEST = 50
"""The maximum depth of nested brackets."""


class InvalidSort(ApiError):
    """The list cannot be sorted by this field (code and words as in a recorded answer)."""

    code = "0xA011004A"


@dataclass(frozen=True)
class ResultPage:
    """One page of a list, and the number of all rows that match."""

    rows: Sequence[Row]
    total: int


def page(rows: Iterable[Row], arguments: Mapping[str, str], paging: Paging) -> ResultPage:
    """Return the page of `rows` that `arguments` select.

    The names of release 10 (`pq.queryString`) are aliases. Letter case is ignored.
    """
    given = {name.lower().removeprefix("pq."): value for name, value in arguments.items()}
    matches = parse(given.get("querystring", ""), paging.fields)
    problems: list[str] = []
    number = _number(given, "pagereturned", "PageReturned", 1, problems)
    limit = _number(given, "returnlimit", "ReturnLimit", 50, problems)
    descending = given.get("sortascending", "0") or "0"
    if descending not in {"0", "1"}:
        problems.append("SortAscending must be 0 (ascending) or 1 (descending)")
    if problems:
        raise Invalid(problems)
    order = given.get("sortfield") or paging.usual
    field = {name.lower(): name for name in paging.fields}.get(order.lower())
    if field is None:
        allowed = ", ".join(paging.fields)
        raise InvalidSort(f"Invalid sort field: {order}.", reason=f"SortField must be one of {allowed}, not '{order}'.")
    found = sorted((row for row in rows if matches(row)), key=lambda row: _rank(row[field]), reverse=descending == "1")
    start = (number - 1) * limit
    return ResultPage(found[start : start + limit], len(found))


def parse(text: str, fields: Sequence[str]) -> Callable[[Row], bool]:
    """Return the predicate for the query `text`; raise `Invalid` with the position of an error.

    AND has precedence over OR.

    >>> parse('Name -eq "a" OR Name -contains "b"', ["Name"])({"Name": "Abc"})
    True
    """
    if not text.strip():
        return lambda _: True
    return _Parser(text, fields).whole()


class _Parser:
    """A recursive-descent parser of one query."""

    def __init__(self, text: str, fields: Sequence[str]) -> None:
        self._text = text
        self._fields = {name.lower(): name for name in fields}
        self._at = 0
        self._depth = 0

    def whole(self) -> Callable[[Row], bool]:
        test = self._either()
        if self._text[self._at :].strip():
            raise self._wrong("AND, OR or the end of the query")
        return test

    def _either(self) -> Callable[[Row], bool]:
        tests = [self._both()]
        while self._word("or"):
            tests.append(self._both())
        return lambda row: any(test(row) for test in tests)

    def _both(self) -> Callable[[Row], bool]:
        tests = [self._one()]
        while self._word("and"):
            tests.append(self._one())
        return lambda row: all(test(row) for test in tests)

    def _one(self) -> Callable[[Row], bool]:
        if self._word("("):
            return self._in_brackets()
        field = self._choose(self._fields, "a field")
        compare = self._choose(OPERATORS, "an operator")
        return _test(field, compare, self._value())

    def _in_brackets(self) -> Callable[[Row], bool]:
        if self._depth == DEEPEST:
            raise self._wrong(f"at most {DEEPEST} nested brackets")
        self._depth += 1
        inner = self._either()
        if not self._word(")"):
            raise self._wrong("AND, OR or a closing bracket")
        self._depth -= 1
        return inner

    def _choose(self, choices: Mapping[str, Any], what: str) -> Any:
        token = self._peek()
        plain = None if token is None else token[2]
        if plain is None or plain.lower() not in choices:
            names = self._fields.values() if choices is self._fields else choices
            raise self._wrong(f"{what} ({', '.join(names)})")
        self._take()
        return choices[plain.lower()]

    def _value(self) -> str | None:
        token = self._peek()
        if token is None or token[3]:
            raise self._wrong('a value, such as "x"')
        self._take()
        if token[2] is not None:
            return None if token[2].lower() == NULL else token[2].lower()
        return re.sub(r"\\(.)", r"\1", token[1]).lower()

    def _word(self, word: str) -> bool:
        token = self._peek()
        found = token is not None and (token[2] or token[3] or "").lower() == word
        if found:
            self._take()
        return found

    def _peek(self) -> "re.Match[str] | None":
        return TOKEN.match(self._text, self._at)

    def _take(self) -> None:
        token = self._peek()
        self._at = token.end() if token else self._at

    def _wrong(self, wanted: str) -> Invalid:
        # The message does not quote the text: it may contain secrets, and other people read answers and journal.
        rest = self._text[self._at :].lstrip()
        where = f"at character {len(self._text) - len(rest) + 1}" if rest else "at its end"
        return Invalid([f"QueryString must have {wanted} {where}"])


def _test(field: str, compare: Callable[[str, str], bool], wanted: str | None) -> Callable[[Row], bool]:
    if wanted is None:
        return lambda row: compare(NULL if row[field] is None else "", NULL)
    return lambda row: compare(_text(row[field]), wanted)


def _text(value: Any) -> str:
    return "" if value is None else str(value).lower()


def _rank(value: Any) -> tuple[bool, Any]:
    """Return the sort key of a value: null first, numbers by value, text without regard to letter case."""
    return value is not None, value if isinstance(value, int) else _text(value)


def _number(given: Mapping[str, str], name: str, shown: str, usual: int, problems: list[str]) -> int:
    text = given.get(name) or str(usual)
    if not re.fullmatch("[0-9]{1,9}", text) or int(text) < 1:
        problems.append(f"{shown} must be a positive whole number")
        return usual
    return min(int(text), LARGEST_PAGE) if name == "returnlimit" else int(text)
