"""Reads and writes `table.txt`: a heading for each area, and for each mistake a line and its message below it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).with_name("table.txt")

HEADING, MISTAKE = "# ", "> "


@dataclass(frozen=True)
class Row:
    """A mistake and the whole message that the user reads."""

    area: str
    mistake: str
    message: str


def rows() -> tuple[Row, ...]:
    """Return all rows, from top to bottom."""
    return tuple(_rows(FILE.read_text("utf-8").splitlines()))


def _rows(lines: Iterable[str]) -> Iterator[Row]:
    area, mistake, said = "", "", list[str]()
    for line in (*lines, HEADING):
        if line.startswith((HEADING, MISTAKE)) and mistake:
            yield Row(area, mistake, "\n".join(said).strip("\n"))
            mistake, said = "", []
        if line.startswith(HEADING):
            area = line.removeprefix(HEADING)
        elif line.startswith(MISTAKE):
            mistake = line.removeprefix(MISTAKE)
        else:
            said.append(line.removeprefix("    "))


def written(found: Iterable[Row]) -> str:
    """Return the text of the file with these rows."""
    area, parts = "", []
    for row in found:
        parts += [f"{HEADING}{row.area}\n"] if row.area != area else []
        message = "\n".join(f"    {line}".rstrip() for line in row.message.splitlines())
        parts.append(f"{MISTAKE}{row.mistake}\n{message}\n")
        area = row.area
    return "\n".join(parts)
