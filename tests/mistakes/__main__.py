"""`python -m tests.mistakes` writes the messages of all mistakes in the table anew; read them before you commit."""

from dataclasses import replace

from mockkf import MockKeyfactor
from tests.mistakes.areas import message
from tests.mistakes.table import FILE, Row, rows, written


def now(row: Row) -> Row:
    """The row with the message that its mistake has now."""
    with MockKeyfactor() as mock:
        return replace(row, message=message(row.area, row.mistake, mock))


if __name__ == "__main__":
    FILE.write_text(written(map(now, rows())), "utf-8")
